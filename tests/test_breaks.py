"""The table of tools/break_it.py stays true when code moves: each text is there, and once."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from break_it import places  # noqa: E402
from breaks import BREAKS  # noqa: E402


@pytest.mark.parametrize("one", BREAKS, ids=lambda one: f"{one.file}: {one.broken}")
def test_the_text_is_there_once_and_the_tests_exist(one):
    assert places(one) == 1
    assert one.broken != one.text
    assert one.tests and all((ROOT / "tests" / test).is_file() for test in one.tests)


def test_most_breaks_are_in_the_hedging():
    assert sum(one.file.startswith("hedging/") for one in BREAKS) >= 30
    assert len(set(BREAKS)) == len(BREAKS) >= 40
