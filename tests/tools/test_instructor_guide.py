"""docs/instructor-guide.md: minutes by the rule, numbers from cells, nothing that is not there."""

import importlib.util
import re
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import lesson_text  # noqa: E402

_spec = importlib.util.spec_from_file_location(
    "instructor_guide", ROOT / "tools" / "instructor_guide.py"
)
tool = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tool)

PLAN = tomllib.loads((ROOT / tool.PLAN).read_text(encoding="utf-8"))
LESSONS = {lesson.number: lesson for lesson in lesson_text.lessons()}
MADE = """\
# 98 · Made up

Ten words stand here, so that they can be counted.

```{code-cell}
recall("98")
```

+++

## Round 1. A vote

$$
x = \\text{no word at all}
$$

**Predict.** One, two — three.

```{code-cell}
predict("98.1")
```

```{code-cell}
lab.breakeven()
```

```{code-cell}
run = lab.breakeven()
```

## Recap

Last words.

```{code-cell}
quiz("98")
```

+++ {"jp-MarkdownHeadingCollapsed": true}

## Fold 1. More

```{code-cell}
desk("98-first-00A6")
```
"""


@pytest.fixture
def made(tmp_path):
    path = tmp_path / "98-made-up.md"
    path.write_text(MADE, encoding="utf-8")
    lesson = lesson_text.Lesson(path)
    lesson.labs = frozenset({"breakeven"})
    return lesson


def test_the_page_is_what_the_lessons_give():
    assert tool.main(["--check"]) == 0


def test_minutes_go_by_the_rule(made):
    opening, first, recap, fold = made.sections
    assert (opening.words, first.words, recap.words) == (10, 4, 2)
    assert opening.minutes == pytest.approx(0.10 + 2)
    assert first.minutes == pytest.approx(0.04 + 2 + 5)  # the lab counts where it is shown
    assert recap.minutes == pytest.approx(0.02 + 2)
    assert fold.fold and fold.minutes == 4
    assert made.minutes == pytest.approx(opening.minutes + first.minutes + recap.minutes)


@pytest.mark.parametrize("number", LESSONS)
def test_a_lesson_fits_its_minutes(number):
    """By the rule, a lesson takes no longer than it says: half a minute is rounding."""
    said = re.search(r"\*(\d+) minutes without", LESSONS[number].sections[0].text)
    assert LESSONS[number].minutes <= int(said[1]) + 0.5


def test_the_three_weeks_hold_all_lessons():
    weeks = [week for _, week in PLAN["plan"]["weeks"]]
    assert [one for week in weeks for meeting in week for one in meeting] == list(LESSONS)


def test_a_lesson_without_a_plan_gets_its_minutes_and_questions(made):
    asked = {"02.1": tool.questions.all_questions()["02.1"]}
    text = "\n".join(tool.chapter(ROOT, made, {}, asked, [], {}))
    assert "Minutes: opening 2; Round 1. A vote 7; Recap 2." in text
    assert "- **02.1** You own 100 calls" in text and "Expected" not in text


def test_each_lesson_has_votes_and_two_discussions():
    for number in LESSONS:
        assert len(PLAN[number]["discuss"]) >= 2, number
        for one in PLAN[number]["discuss"]:
            assert re.search("`.+?`", one["answer"]), one["ask"]
    predictions = {id for id in tool.questions.all_questions() if id[3].isdigit()}
    assert {id for number in LESSONS for id in PLAN[number]["votes"]} == predictions


def test_the_links_lead_somewhere():
    text = (ROOT / tool.PAGE).read_text(encoding="utf-8")
    anchors = {
        re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^#+ (.*)$", text, re.M)
    }
    for target in re.findall(r"\]\(([^)]+)\)", text):
        place, _, anchor = target.partition("#")
        assert not place or (ROOT / "docs" / place).exists(), target
        assert not anchor or anchor in anchors, target


@pytest.mark.parametrize(
    "number, told, fault",
    [
        ("04", {"answer": "`0.8%`", "cell": "Round 3/5"}, "0.8% is not in cell 5"),
        ("04", {"answer": "`0.7%`", "cell": "Round 3/4"}, "cell 4 of .* shows nothing"),
        ("04", {"answer": "`0.7%`", "cell": "Round/5"}, "4 sections begin with 'Round'"),
        ("04", {"answer": "`0.7%` and `68.00%`", "cell": "Round 3/5"}, None),
    ],
)
def test_a_number_must_stand_in_its_cell(number, told, fault):
    if fault is None:
        assert "Cell 5 of *Round 3." in tool.answer(ROOT, LESSONS[number], told)
        return
    with pytest.raises(tool.Fault, match=fault):
        tool.answer(ROOT, LESSONS[number], told)


def test_a_route_must_leave_time_and_the_plan_must_hold_all():
    with pytest.raises(tool.Fault, match="which leaves none to begin"):
        tool.route(LESSONS, "20 minutes: too much", {"told": "", "parts": ["02/Round 1"] * 2})
    weeks = [("One", [["00"], ["00", "99"]])]
    with pytest.raises(tool.Fault, match="hold lessons 00, 00, 99: each must be one, and once"):
        tool.three_weeks(LESSONS, {"told": "", "weeks": weeks}, {})


@pytest.mark.parametrize("told, fault", [(["many", "M4"], "must be one of"), (["few", "M5"], "M5")])
def test_a_vote_names_a_wrong_option(told, fault):
    question = tool.questions.all_questions()["00.1"]
    with pytest.raises(tool.Fault, match=fault):
        tool.vote(question, told, "00.1")
