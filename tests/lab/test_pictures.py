"""Contact sheets: which states they show, and that there is a picture of each."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from demo_lab import breakeven

SCRIPT = Path(__file__).parents[2] / "tools" / "pictures.py"
spec = importlib.util.spec_from_file_location("pictures", SCRIPT)
pictures = importlib.util.module_from_spec(spec)
spec.loader.exec_module(pictures)


def test_a_sheet_shows_the_opening_and_both_ends_of_each_control():
    assert pictures.states(breakeven) == [
        {},
        {"vol": 0.05},
        {"vol": 0.8},
        {"days": 2},
        {"days": 90},
    ]
    sheet = np.asarray(pictures.sheet(breakeven))
    high, wide = 400 + pictures.HEAD + pictures.GAP, 700 + pictures.GAP
    assert sheet.shape == (2 * high, 3 * wide, 3)
    tiles = [sheet[y : y + high, x : x + wide] for y in (0, high) for x in (0, wide, 2 * wide)]
    assert len({tile.tobytes() for tile in tiles}) == 6  # five states, and the empty place


def test_lessons_are_found_and_a_wrong_number_is_refused(capsys):
    assert "02" in pictures.lessons()
    assert "one_path" in pictures.labs_of("02")
    with pytest.raises(SystemExit):
        pictures.main(["77"])
    assert "no labs in lesson 77" in capsys.readouterr().err
