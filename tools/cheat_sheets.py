"""Write docs/cheat-sheets/ from lessons/: a page for each lesson.  tools/cheat_sheets.py [--check]

A sheet has the idea in one line, the recap, the formulas with units and signs, the numbers of
thumb, and the traps. All of it is taken from the lesson and from the bank of misconceptions;
lessons/cheat-sheets.toml says which parts. With --check nothing is written: a sheet that is not
what the lesson gives is named, and that is an error.
"""

import re
import sys
import tomllib
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from lesson_text import ROOT, lessons  # noqa: E402
from made_pages import Fault, keep  # noqa: E402

from gammalab.check import questions  # noqa: E402
from gammalab.check.misconceptions import BANK, misconception  # noqa: E402

PLAN = "lessons/cheat-sheets.toml"
FOLDER = "docs/cheat-sheets"
# A sentence ends where a capital, a number, a formula or a mark of emphasis follows.
SENTENCE = re.compile(r"(?<=[.?!])[*)]*\s+(?=[*\"(]*[A-Z0-9$])")
MOST_TRAPS = 6
# One page of paper at 10 points with margins of 15 mm, Letter being the shorter. `height` says
# about how many lines a sheet needs of it; printed, one of 60 lines just fills the page.
LINES, WIDTH = 61, 105


# ---- what a lesson says -------------------------------------------------------------------------


@cache
def plain(text):
    """The text without emphasis, on one line: what is compared."""
    return " ".join(text.replace("*", "").split())


@cache
def sentences(text):
    """The sentences of all paragraphs, as they stand, each on one line."""
    return tuple(_sentences(text))


def _sentences(text):
    blocks = re.sub(r"\$\$.*?\$\$", "\n\n", text, flags=re.S)
    for block in re.split(r"\n\s*\n|^[-#|>] ?|^\d+\. ", blocks, flags=re.M):
        # A note such as "(The VIX is not …)" may hold several.
        yield from (found.strip() for found in SENTENCE.split(" ".join(block.split())) if found)


def sentence(lesson, begins):
    """The sentence of a lesson that begins so, emphasis left aside."""
    known = ((plain(one), one) for one in sentences(lesson.text))
    found = {said: one for said, one in known if said.lstrip('("').startswith(begins)}
    if len(found) != 1:
        raise Fault(f"{lesson.name}: {len(found)} sentences begin with {begins!r}")
    return balanced(*found.values())


def balanced(text):
    """A sentence cut out of its paragraph: marks whose partner stayed behind are dropped."""
    for mark in ("**", "*"):
        bare = text.replace("**", "") if mark == "*" else text
        if bare.count(mark) % 2:
            text = text.replace(mark, "") if mark == "*" else text.replace("**", "")
    for one, other in ("()", '""'):
        if text.count(one) != text.count(other) or one == other and text.count(one) % 2:
            text = text.replace(one, "").replace(other, "")
    return text.strip()


def formula(lesson, begins):
    """The formula of a lesson that begins so, without the punctuation of its sentence."""
    found = {one for one in lesson.formulas if one.startswith(begins)}
    if len(found) != 1:
        known = "; ".join(one.split("\n")[0][:40] for one in lesson.formulas)
        raise Fault(f"{lesson.name}: {len(found)} formulas begin with {begins!r} ({known})")
    return re.sub(r"\s*[.,]$", "", " ".join(found.pop().split()))


def condition(lesson, words):
    """The lesson's own words, as a sentence; a Fault where the lesson does not say so."""
    if plain(words) not in plain(lesson.text):
        raise Fault(f"{lesson.name} does not say {words!r}")
    words = words.rstrip(",.")
    return f"{words[0].upper()}{words[1:]}."


def recap(lesson):
    """The recap's text; "" where the lesson has none."""
    for section in lesson.open:
        if section.title == "Recap":
            return " ".join(section.parts[0].text.split())
    return ""


# ---- a sheet ------------------------------------------------------------------------------------


@cache
def asked():
    """All questions of the course."""
    return tuple(questions.all_questions().values())


def met(lesson):
    """The misconceptions that a lesson meets: by the bank, or as answers to its questions."""
    ideas = {option.idea for q in asked() if q.lesson == lesson.number for option in q.options}
    return [id for id, one in BANK.items() if lesson.number in one.lessons or id in ideas]


def default(lesson):
    """A plan for a lesson that has none: all formulas, and the first misconceptions."""
    traps = met(lesson)
    said = next(iter(sentences(recap(lesson) or lesson.text)), "")
    formulas = [{"begins": one.split("\n")[0], "says": ""} for one in lesson.formulas]
    return {"idea": plain(said), "formulas": formulas, "traps": traps[:MOST_TRAPS]}


def sheet(lesson, plan):
    """The page of one lesson, as Markdown."""
    lines = [f"# {lesson.number} · {lesson.title}: cheat sheet", ""]
    idea = sentence(lesson, plan["idea"]) if plan.get("idea") else ""
    if idea:
        lines += [f"**{idea.replace('**', '')}**", ""]
    if said := " ".join(recap(lesson).replace(idea, "").split()):
        lines += [said, ""]
    if plan.get("formulas"):
        lines += ["## Formulas", ""]
    for one in plan.get("formulas", ()):
        when = f" *{condition(lesson, one['when'])}*" if one.get("when") else ""
        said = (one["says"] + when).strip()
        lines += [*([said, ""] if said else []), "$$", formula(lesson, one["begins"]), "$$", ""]
    if plan.get("numbers"):
        lines += ["## Numbers and rules of thumb", ""]
        for begins in plan["numbers"]:
            begins = [begins] if isinstance(begins, str) else begins
            lines.append("- " + " ".join(sentence(lesson, one) for one in begins))
        lines.append("")
    if plan.get("traps"):
        lines += ["## Traps", ""]
        for id in plan["traps"]:
            if id not in met(lesson):
                raise Fault(f"{lesson.name}: {id} is not met in it")
            one = misconception(id)
            lines.append(f"- *“{one.thought[0].upper()}{one.thought[1:]}.”* {_said(one.truth)}")
        lines.append("")
    lines.append(
        f"Lesson: [{lesson.number}](../../notebooks/{lesson.name}.ipynb). "
        "Terms: [glossary](../glossary.md). "
        f"Made from the lesson by `tools/cheat_sheets.py`."
    )
    return "\n".join(lines) + "\n"


def _said(truth):
    return f"{truth[0].upper()}{truth[1:]}."


def height(page):
    """About how many lines of paper a sheet needs; a page has `LINES`."""
    total, formulas = 0.0, page.split("$$")[1::2]
    total += sum(3.5 if r"\frac" in one or r"\sum" in one else 2.2 for one in formulas)
    for line in "".join(page.split("$$")[::2]).split("\n"):
        if line.startswith("#"):
            total += 2.0
        elif line.strip():
            seen = re.sub(r"\\[a-zA-Z]+|[\\{}$*_^]|\]\([^)]*\)", "", line)
            total += -(-len(seen) // WIDTH) + (0.1 if line.startswith("- ") else 0.4)
    return total


def sheets(root=ROOT):
    """{path in the tree: page} of all lessons."""
    plan = tomllib.loads((root / PLAN).read_text(encoding="utf-8"))
    known = lessons(root)
    if unknown := plan.keys() - {lesson.number for lesson in known}:
        raise Fault(f"{PLAN}: no lesson has the number {', '.join(sorted(unknown))}")
    return {
        f"{FOLDER}/{lesson.name}.md": sheet(lesson, plan.get(lesson.number) or default(lesson))
        for lesson in known
    }


def main(arguments=None, root=ROOT):
    return keep("cheat_sheets", sheets, arguments, root, FOLDER)


if __name__ == "__main__":
    sys.exit(main())
