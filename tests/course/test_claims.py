"""docs/claims.md: each claim is there, and each of its numbers stands in the cell that shows it."""

import json
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "claims.md"
CLAIMS = [
    *"A1 A2 A3 B1 B2 B3 B4 B5 C1 C2 C3 C4 D1 D2 D3 D4".split(),
    *(f"E{k}" for k in range(1, 15)),
]
ROW = re.compile(r"^\| ([A-E]\d+) \| (.+?) \| (.+?) \| (.+) \|$", re.M)
SHOWN = re.compile(r"\[(\d\d)\]\(\.\./notebooks/([^)]+)\)(.*?)(?=\[\d\d\]\(|$)")
NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+%?")


def rows(text):
    """{claim: [(lesson, notebook, numbers)]} of a page."""
    return {
        claim: [(n, name, re.findall("`(.+?)`", told)) for n, name, told in SHOWN.findall(shown)]
        for claim, _, _, shown in ROW.findall(text)
    }


@cache
def shown_in_cells(folder=ROOT / "notebooks"):
    """{(lesson, claim): all numbers that the claim's cells print there}."""
    found = {}
    for path in sorted(folder.glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            text = "".join("".join(out.get("text", "")) for out in cell.get("outputs", []))
            for tag in cell["metadata"].get("tags", []):
                if tag.startswith("claim-"):
                    key = path.name[:2], tag.removeprefix("claim-")
                    found.setdefault(key, set()).update(NUMBER.findall(text))
    return found


def faults(text, cells):
    """What is wrong with a page, in words."""
    found, told = [], rows(text)
    pairs = {(lesson, claim) for claim, shown in told.items() for lesson, _, _ in shown}
    for lesson, claim in sorted(set(cells) ^ pairs):
        where = "no cell" if (lesson, claim) in pairs else "not on the page"
        found.append(f"{claim} in lesson {lesson}: {where}")
    for claim, shown in told.items():
        for lesson, name, numbers in shown:
            if not name.startswith(lesson) or not (ROOT / "notebooks" / name).is_file():
                found.append(f"{claim}: {name} is no notebook of lesson {lesson}")
            if not numbers:
                found.append(f"{claim} in lesson {lesson}: no number")
            missing = [n for n in numbers if n not in cells.get((lesson, claim), ())]
            found += [f"{claim} in lesson {lesson}: {n} is not in its cell" for n in missing]
    return found + [f"{claim}: no row" for claim in CLAIMS if claim not in told]


def test_each_claim_has_its_verdict_and_each_number_its_cell():
    assert faults(PAGE.read_text(encoding="utf-8"), shown_in_cells()) == []


@pytest.mark.parametrize(
    "old, new, fault",
    [
        ("`97.8%`", "`98.8%`", "98.8% is not in its cell"),
        ("| A2 |", "| A9 |", "A2 in lesson 02: not on the page"),
        ("| E7 |", "| E7b |", "E7: no row"),
        ("`-0.70`", "-0.70", None),  # in words it is no number of the page
        ("`85%` of the result's variance with 240 hedges, `22%`", "much", "no number"),
    ],
)  # fmt: skip
def test_a_fault_would_be_found(old, new, fault):
    text = PAGE.read_text(encoding="utf-8")
    assert old in text
    found = faults(text.replace(old, new), shown_in_cells())
    assert any(fault in one for one in found) if fault else found == []
