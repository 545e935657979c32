"""A screen reader goes from heading to heading: one is the first, and no level is left out."""

import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
FENCED = re.compile(r"^(```|~~~).*?^\1", re.M | re.S)
NOTEBOOKS = [path for name in ("notebooks", "exercises") for path in (ROOT / name).glob("*.ipynb")]


def levels(path):
    """The level of each heading in a notebook's text, in order."""
    cells = nbformat.read(path, as_version=4).cells
    texts = (FENCED.sub("", cell.source) for cell in cells if cell.cell_type == "markdown")
    return [len(marks) for text in texts for marks in re.findall(r"^(#{1,6}) ", text, re.M)]


@pytest.mark.parametrize(
    "path", sorted(NOTEBOOKS), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_headings_are_in_order(path):
    found = levels(path)
    assert found[0] == 1 and found.count(1) == 1
    assert [b for a, b in zip(found, found[1:], strict=False) if b > a + 1] == []
