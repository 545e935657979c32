"""docs/cheat-sheets/: what the lessons give, on one printed page each."""

import importlib.util
import re
import shutil
import sys
import tomllib
from pathlib import Path

import pytest
from effort import thorough

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import lesson_text  # noqa: E402

_spec = importlib.util.spec_from_file_location("cheat_sheets", ROOT / "tools" / "cheat_sheets.py")
tool = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tool)

LESSONS = {lesson.number: lesson for lesson in tool.lessons()}
SHEETS = tool.sheets()


def lesson(tmp_path, text, number="98"):
    (tmp_path / "lessons").mkdir(exist_ok=True)
    path = tmp_path / "lessons" / f"{number}-made-up.md"
    path.write_text(f"# {number} · Made up\n\n{text}\n", encoding="utf-8")
    return tool.lessons(tmp_path)[-1]


def test_the_sheets_are_what_the_lessons_give():
    assert tool.main(["--check"]) == 0


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_fits_a_page(name):
    assert tool.height(SHEETS[name]) <= tool.LINES


def test_a_longer_sheet_would_not_fit():
    longest = max(SHEETS.values(), key=tool.height)
    more = "- Gamma is the slope of delta, and theta is the price of gamma, whatever happens.\n" * 6
    assert tool.height(longest + more) > tool.LINES


@pytest.mark.parametrize("name", SHEETS)
def test_each_formula_on_it_stands_in_the_lesson(name):
    own = LESSONS[Path(name).name[:2]].path.read_text(encoding="utf-8")
    for one in re.findall(r"\$\$\n(.*?)\n\$\$", SHEETS[name], re.S):
        assert " ".join(one.split()) in " ".join(own.split())


@pytest.mark.parametrize("name", [name for name in SHEETS if "/00-" not in name])
def test_a_sheet_has_all_that_a_student_looks_for(name):
    page = SHEETS[name]
    for heading in ("## Formulas", "## Numbers and rules of thumb", "## Traps"):
        assert page.count(heading) == 1, heading
    assert page.split("\n")[2].startswith("**")
    for target in re.findall(r"\]\(([^)]+)\)", page):
        assert (ROOT / tool.FOLDER / target).is_file(), target


@pytest.mark.parametrize("name", [name for name in SHEETS if "/00-" not in name])
def test_the_idea_is_told_after_what_has_to_be_predicted(name):
    # Once it was the heading above lesson 11's first question.
    number = Path(name).name[:2]
    text = LESSONS[number].path.read_text(encoding="utf-8")
    first = text.index("predict(")
    plan = tomllib.loads((ROOT / tool.PLAN).read_text(encoding="utf-8"))
    assert plan[number]["idea"].lower() not in text[:first].lower()


@pytest.mark.parametrize("name", SHEETS)
def test_marks_are_closed(name):
    for line in re.sub(r"\$\$.*?\$\$|\$[^$\n]+\$", "", SHEETS[name], flags=re.S).split("\n"):
        line = line.removeprefix("- ")
        assert line.count("*") % 2 == 0 and line.count("(") == line.count(")"), line


def test_a_changed_lesson_changes_its_sheet_or_stops(tmp_path, capsys):
    shutil.copytree(ROOT / "lessons", tmp_path / "lessons")
    assert tool.main([], tmp_path) == 0
    source = tmp_path / "lessons" / "04-theta-against-gamma.md"
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("Squares are earned, each", "Squares pay, each"), "utf-8")
    assert tool.main(["--check"], tmp_path) == 1
    assert "04-theta-against-gamma.md is not what lessons/ gives" in capsys.readouterr().err
    source.write_text(text.replace("With a rate of zero", "With no interest"), "utf-8")
    assert tool.main([], tmp_path) == 1
    assert "does not say 'With a rate of zero'" in capsys.readouterr().err


@pytest.mark.parametrize(
    "plan, fault",
    [
        ({"idea": "Nobody says so"}, "0 sentences begin with 'Nobody says so'"),
        ({"idea": "Gamma pays"}, "2 sentences begin with 'Gamma pays'"),
        ({"formulas": [{"begins": "y", "says": ""}]}, "0 formulas begin with 'y' (x = 1,)"),
        ({"traps": ["M1"]}, "M1 is not met in it"),
    ],
)
def test_what_a_lesson_does_not_hold_is_said(tmp_path, plan, fault):
    made = lesson(tmp_path, "Gamma pays. Gamma pays well.\n\n$$\nx = 1,\n$$\n")
    with pytest.raises(tool.Fault, match=re.escape(f"98-made-up: {fault}")):
        tool.sheet(made, plan)


def test_a_lesson_without_a_plan_gets_its_recap_and_formulas(tmp_path):
    text = "Know *this*.\n\n$$\nx = 1,\n$$\n\n## Recap\n\nOne thing. And another.\n"
    made = lesson(tmp_path, text)
    page = tool.sheet(made, tool.default(made))
    assert "**One thing.**\n\nAnd another.\n" in page and "$$\nx = 1\n$$" in page


@thorough  # jupytext takes seconds to import
@pytest.mark.parametrize("number", LESSONS)
def test_a_lesson_is_read_as_the_build_reads_it(number):
    import jupytext

    path = LESSONS[number].path
    read = [
        (cell.source.strip(), cell.cell_type == "code", lesson_text.FOLD in cell.metadata)
        for cell in jupytext.read(path, fmt="md:myst").cells
        if cell.source.strip()
    ]
    own = lesson_text.cells(path.read_text(encoding="utf-8"))
    assert [(text.strip(), code, lesson_text.FOLD in told) for text, code, told in own] == read


def test_a_sentence_is_taken_without_its_neighbours(tmp_path):
    made = lesson(tmp_path, "A *first. The **second** one costs 0.8 $x. y$ of it.* (Third. Yes.)\n")
    assert tool.sentence(made, "The second one") == "The **second** one costs 0.8 $x. y$ of it."
    assert tool.sentence(made, "Third") == "Third."
