"""Write docs/instructor-guide.md: routes, minutes, votes, wrong answers, discussions.

    tools/instructor_guide.py [--check]

Minutes, questions, exercises and their mistakes come from the lessons and the library; what only a
teacher knows stands in lessons/instructor-guide.toml. With --check nothing is written: a page that
is not what these give is named, and that is an error. Each number of a discussion's answer must
stand in what its cell shows.
"""

import json
import re
import sys
import tomllib
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from lesson_text import ROOT, exercise_minutes, lessons  # noqa: E402
from made_pages import Fault, keep  # noqa: E402

from gammalab.check import engine, questions  # noqa: E402
from gammalab.check.misconceptions import misconception  # noqa: E402

PLAN = "lessons/instructor-guide.toml"
PAGE = "docs/instructor-guide.md"
EXPECTED = ("few", "some", "most")
FORMS = {"write": "write", "gaps": "gaps", "order": "lines in order", "bug": "find the bug"}
MISTAKES = 2  # the likeliest, shown for each exercise


# ---- what a cell shows --------------------------------------------------------------------------


@cache
def shown(root, lesson):
    """{(title of a section, number of its code cell): the text that it shows}."""
    notebook = json.loads((root / "notebooks" / f"{lesson.name}.ipynb").read_text("utf-8"))
    found, title, number = {}, "", 0
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            number += 1
            texts = ("".join(out.get("text", "")) for out in cell["outputs"])
            found[title, number] = "".join(texts)
            continue
        for mark in re.finditer(r"^##? (.*)$", "".join(cell["source"]), re.M):
            title, number = mark[1], 0
    return found


def section(lesson, begins):
    """The section that is meant; the Fault says which there are."""
    try:
        return lesson.section(begins)
    except ValueError as fault:
        raise Fault(str(fault)) from None


def answer(root, lesson, told):
    """A discussion's answer with its cell; a Fault for a number that the cell does not show."""
    begins, _, number = told["cell"].rpartition("/")
    title = section(lesson, begins).title
    text = shown(root, lesson).get((title, int(number)))
    if not text:
        raise Fault(f"{lesson.name}: cell {number} of {title!r} shows nothing")
    seen = re.findall(r"[-+]?[\d,]*\.?\d+%?", text)
    for one in re.findall("`(.+?)`", told["answer"]):
        if one not in seen:
            raise Fault(f"{lesson.name}: {one} is not in cell {number} of {title!r}")
    place = "the opening" if title.startswith(lesson.number) else f"*{title}*"
    return f"{told['answer']} (Cell {number} of {place}.)"


# ---- parts of the page --------------------------------------------------------------------------


def minutes(number):
    """A number of minutes, as a whole one."""
    return max(1, round(number))


def route(known, name, told):
    """A route: its sections, and what they take together."""
    lines, total = [f"### {name}", "", told["told"], "", "| part | minutes |", "|---|---|"], 0.0
    for part in told["parts"]:
        number, _, begins = part.partition("/")
        one = section(known[number], begins)
        total += one.minutes
        title = one.title if not one.title.startswith(number) else "opening"
        lines.append(f"| [{number}](../notebooks/{known[number].name}.ipynb) · {title} | "
                     f"{minutes(one.minutes)} |")  # fmt: skip
    whole = int(re.match(r"\d+", name)[0])
    if total > whole - whole / 12:
        raise Fault(f"{name}: its parts take {total:.0f} minutes, which leaves none to begin")
    lines += ["", f"Together {total:.0f} minutes: {whole - round(total)} are left to begin, to talk"
              " and to pause.", ""]  # fmt: skip
    return lines


def three_weeks(known, told, home):
    """The plan of three weeks, a row for each meeting."""
    lines = ["### Three weeks", "", told["told"], "",
             "| | meeting | lessons | minutes in class | homework, minutes |",
             "|---|---|---|---|---|"]  # fmt: skip
    given = [number for _, week in told["weeks"] for meeting in week for number in meeting]
    if len(set(given)) < len(given) or not set(given) <= known.keys():
        raise Fault(f"the three weeks hold lessons {', '.join(given)}: each must be one, and once")
    for number, (title, week) in enumerate(told["weeks"], start=1):
        for k, meeting in enumerate(week, start=1):
            inside = minutes(15 + sum(known[one].minutes for one in meeting))
            outside = minutes(sum(sum(home[one].values()) for one in meeting))
            named = ", ".join(f"{one} {known[one].title.partition(':')[0]}" for one in meeting)
            week_of = f"{number}. {title}" if k == 1 else ""
            lines.append(f"| {week_of} | {k} | {named} | {inside} | {outside} |")
    return [*lines, ""]


def overview(known, home):
    """What each lesson takes."""
    lines = ["## What each lesson takes", "",
             "| lesson | in class | folds | exercises |", "|---|---|---|---|"]  # fmt: skip
    for number, lesson in known.items():
        folds = sum(one.minutes for one in lesson.sections if one.fold)
        lines.append(f"| [{number} {lesson.title}](#{_anchor(lesson)}) | {lesson.minutes:.0f} | "
                     f"{folds:.0f} | {sum(home[number].values()):.0f} |")  # fmt: skip
    return [*lines, "", "Minutes, without votes and talk. Lesson 12 lets students change their rule"
            " for as long as they like: plan 45.", ""]  # fmt: skip


def _anchor(lesson):
    """The anchor of its heading, as GitHub and Sphinx make it."""
    title = f"{lesson.number} · {lesson.title}".lower()
    return re.sub(r"[^\w\- ]", "", title).replace(" ", "-")


def vote(question, told, id):
    """A prediction as a vote question; `told` is None where nobody has an expectation yet."""
    if told is None:
        return f"- **{id}** {question.plain()}"
    share, idea = told
    if share not in EXPECTED:
        raise Fault(f"{id}: {share!r} must be one of {', '.join(EXPECTED)}")
    ideas = [option.idea for option in question.options]
    if idea not in ideas or idea is None:
        raise Fault(f"{id}: no option is {idea}")
    lines = [f"- **{id}** {question.stem}"]
    lines += [f"  {k}. {option.text}" for k, option in enumerate(question.options, start=1)]
    right, drawn = ideas.index(None) + 1, ideas.index(idea) + 1
    lines.append(
        f"\n  Right: {right}. Expected: {share} right; most others say {drawn}"
        f" (*{misconception(idea).thought}*)."
    )
    return "\n".join(lines)


def exercise_row(problem, spent):
    """An exercise, with what goes wrong most often in it."""
    known = getattr(problem.body, "mistakes", ())
    wrong = " · ".join(one.message for one in known[:MISTAKES]) or "see its hints"
    cells = (problem.id, problem.title, FORMS[problem.form], problem.points, minutes(spent), wrong)
    return "| " + " | ".join(str(one).replace("|", "\\|") for one in cells) + " |"


def chapter(root, lesson, plan, asked, problems, spent):
    """All that an instructor needs for one lesson."""
    lines = [f"## {lesson.number} · {lesson.title}", ""]
    lines += [
        f"{lesson.minutes:.0f} minutes, and {sum(spent.values()):.0f} for the exercises."
        f" [Lesson](../notebooks/{lesson.name}.ipynb),"
        f" [solutions](../solutions/{lesson.name}-solutions.ipynb),"
        f" [cheat sheet](cheat-sheets/{lesson.name}.md).",
        "",
    ]
    parts = []
    for one in lesson.open:
        title = "opening" if one.title.startswith(lesson.number) else one.title
        parts.append(f"{title} {minutes(one.minutes)}")
    lines += [f"Minutes: {'; '.join(parts)}.", ""]
    if plan.get("drop"):
        told = [section(lesson, begins) for begins in plan["drop"]]
        named = "; ".join(f"*{one.title}* (saves {minutes(one.minutes)})" for one in told)
        lines += [f"To drop, the first first: {named}.", ""]
    if asked:
        votes = plan.get("votes", dict.fromkeys(asked))
        if missing := set(asked) ^ votes.keys():
            raise Fault(f"{lesson.name}: votes must name each prediction ({', '.join(missing)})")
        lines += [f"### Votes of lesson {lesson.number}", ""]
        lines += ["\n\n".join(vote(q, votes[id], id) for id, q in asked.items()), ""]
    if problems:
        lines += [f"### Exercises of lesson {lesson.number}", "",
                  "| | exercise | form | points | minutes | said to the commonest wrong answers |",
                  "|---|---|---|---|---|---|"]  # fmt: skip
        lines += [exercise_row(problem, spent[problem.id]) for problem in problems]
        lines.append("")
    if told := plan.get("discuss", ()):
        lines += [f"### To discuss after lesson {lesson.number}", ""]
        for one in told:
            lines += [f"**{one['ask']}** {answer(root, lesson, one)}", ""]
    return lines


# ---- the page -----------------------------------------------------------------------------------


def page(root=ROOT):
    """The whole page, as Markdown."""
    plan = tomllib.loads((root / PLAN).read_text(encoding="utf-8"))
    known = {lesson.number: lesson for lesson in lessons(root)}
    problems, home = {}, {}
    for number, lesson in known.items():
        own = [p for p in engine.known_problems() if p.id.split(".")[0] == str(int(number))]
        problems[number], home[number] = own, exercise_minutes(lesson, own) if own else {}
    asked = questions.all_questions()
    lines = ["# The instructor's guide", "", plan["intro"].strip(), "", "## Routes", ""]
    for name, told in plan["routes"].items():
        lines += route(known, name, told)
    lines += three_weeks(known, plan["plan"], home)
    lines += [plan["after_routes"].strip(), "", *overview(known, home)]
    for number, lesson in known.items():
        own = {id: q for id, q in asked.items() if q.lesson == number and q.id[3].isdigit()}
        given = plan.get(number, {})
        lines += chapter(root, lesson, given, own, problems[number], home[number])
    lines.append("---\n\nMade from the lessons by `tools/instructor_guide.py`; "
                 "`lessons/instructor-guide.toml` has what is written by hand.")  # fmt: skip
    return "\n".join(lines) + "\n"


def main(arguments=None, root=ROOT):
    return keep("instructor_guide", lambda root: {PAGE: page(root)}, arguments, root)


if __name__ == "__main__":
    sys.exit(main())
