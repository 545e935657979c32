"""tools/make_slides.py: what is on a slide, what in its notes, and nothing from the web."""

import html
import importlib.util
import re
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
_spec = importlib.util.spec_from_file_location("make_slides", ROOT / "tools" / "make_slides.py")
tool = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tool)

PLAN = tomllib.loads((ROOT / "lessons" / "instructor-guide.toml").read_text(encoding="utf-8"))
LESSONS = {lesson.number: lesson for lesson in tool.lessons()}


@pytest.fixture(scope="module", params=["00", "04", "12"])
def lesson(request):
    return LESSONS[request.param]


@pytest.fixture(scope="module")
def slides(lesson):
    return tool.lesson_slides(ROOT, lesson, PLAN)


def calls(lesson, kind):
    return [what for section in lesson.open for one, what in section.calls if one == kind]


def test_each_prediction_is_a_vote_that_does_not_tell(lesson, slides):
    votes = {slide.title.removeprefix("Vote "): slide for slide in slides if slide.kind == "vote"}
    assert list(votes) == calls(lesson, "predict")
    for id, slide in votes.items():
        question = tool.questions.all_questions()[id]
        assert all(html.escape(option.text) in slide.seen for option in question.options)
        assert question.right.why not in slide.seen and question.right.why in slide.notes
        assert "Expected: " in slide.notes
        number = [option.idea for option in question.options].index(None) + 1
        assert f"Right: {number}." in slide.notes and "Right" not in slide.seen


def test_each_lab_is_its_picture_with_its_words(lesson, slides):
    labs = [slide for slide in slides if slide.kind == "lab"]
    assert len(labs) == len(calls(lesson, "lab"))
    for slide in labs:
        assert re.search(
            r'<img alt="[^"]{40,}" src="data:image/png;base64,[\w+/=]{1000,}">', slide.seen
        )
        assert re.search(r"<p class=told>.+</p>", slide.seen)


def test_all_that_the_lesson_says_is_in_the_notes(lesson, slides):
    notes = "\n\n".join(slide.notes for slide in slides)
    for section in lesson.open:
        if section.title == "Further reading":
            continue
        for block in tool.blocks(section.text):
            rest = tool.led(block)[1]
            assert not rest or rest.startswith("*Time to here") or rest in notes, rest


def test_each_formula_is_on_a_slide(lesson, slides):
    seen = html.unescape("".join(slide.seen for slide in slides))
    for section in lesson.open:
        for mark in tool.FORMULA.finditer(section.text):
            longest = max(re.split(r",?\s*\\qquad", mark[1].strip()), key=len)
            assert longest.strip() in seen, mark[0]


def test_nothing_comes_from_the_web(lesson, slides):
    page = tool.page(lesson, slides)
    asked = re.findall(r"""(?:src|href)=["']?([^"'>\s]+)""", page)
    assert {one.split(",")[0] for one in asked} <= {
        "data:image/png;base64", "slides.css", *(f"vendor/{name}" for name in tool.VENDOR)
    }  # fmt: skip
    assert "//" not in re.sub(r"base64,[\w+/=]+", "", "".join(asked))


def test_one_first_heading_and_a_title_for_each_slide(lesson, slides):
    page = tool.page(lesson, slides)
    assert page.count("<h1>") == 1 and page.count("<h2>") == len(slides) - 1
    assert all(slide.title for slide in slides)


def test_a_paragraph_is_cut_at_a_sentence():
    text = " ".join(f"Sentence {k} has *five* words." for k in range(30))
    assert tool.shortened(text, 12) == "Sentence 0 has *five* words. Sentence 1 has *five* words."
    assert tool.shortened("One long sentence " * 30, 12).startswith("One long")
    assert tool.shortened("- " + text, 12) == "- " + text


@pytest.mark.parametrize(
    "lines, letters, size", [(3, 20, 26), (20, 20, None), (200, 20, 15), (3, 400, 15)]
)
def test_printed_text_is_as_large_as_fits(lines, letters, size):
    made = tool.pre("\n".join(["x " * (letters // 2)] * lines), 420)
    shown = float(re.search(r"font-size: ([\d.]+)px", made)[1])
    high = shown * 1.3 * (made.count("\n") + 1)
    wide = max(map(len, re.sub("<[^>]*>", "", made).split("\n"))) * 0.605 * shown
    assert high <= 420 and wide <= 1121 and shown >= tool.SMALLEST
    assert shown == size if size == 26 else shown < 26
    assert ("the rest: in the notebook" in made) == (lines == 200)


def test_a_long_formula_is_stacked():
    long = "$$\na = " + "x" * 60 + ",\\qquad b = " + "y" * 40 + "\n$$"
    assert tool._stacked(tool.FORMULA.search(long)).count(r"\\[8pt]") == 1
    short = "$$\na,\\qquad b\n$$"
    assert tool._stacked(tool.FORMULA.search(short)) == short


def test_the_lock_names_no_registry_and_fits():
    lock = (ROOT / "tools" / "slides" / "package-lock.json").read_text(encoding="utf-8")
    wanted = (ROOT / "tools" / "slides" / "package.json").read_text(encoding="utf-8")
    assert "resolved" not in lock and "http" not in lock
    for name, version in re.findall(r'"([\w.]+)": "([\d.]+)"', wanted):
        assert re.search(rf'"node_modules/{name}": {{\s+"version": "{version}"', lock)
