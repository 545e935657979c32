"""A lab of the course remembers its puzzles, and waits for the prediction that is asked."""

import pytest

from gammalab.check import ask, predict, progress, record
from gammalab.course.lesson_02 import labs
from gammalab.course.memory import Remembered


@pytest.fixture
def live(student):
    opened = labs.one_path()
    opened.strict = True
    return opened


def puzzles():
    return [one for one in record.records()[0] if one["kind"] == "puzzle"]


def visible(lab):
    return {n for n, widget in lab._controls.items() if widget.layout.visibility != "hidden"}


def test_a_puzzle_is_recorded_once_and_its_controls_are_there_the_next_day(live, monkeypatch):
    assert visible(live) == {"path", "day", "view"}
    live.set(path=1)
    live.set(path=2)
    live.set(path=1)
    (kept,) = puzzles()
    assert (kept["puzzle"], kept["number"]) == ("02.one_path", 0)
    assert "24.9 % happened" in kept["said"]
    assert record.file().read_text(encoding="utf-8").count("puzzle") >= 1
    monkeypatch.setattr(record, "_unsaved", [])  # a new kernel: only the file is left
    again = labs.one_path()
    assert visible(again) == {"path", "day", "view", "every", "side"}
    assert again.puzzle_text == f"Solved. {kept['said']} New: Hedge every, You have."
    assert repr(again) == repr(live.lab())
    assert visible(labs.long_and_short()) == {"shape", "size"}  # that one has its own


def test_progress_counts_it(live):
    live.set(path=1)
    said = repr(progress())
    assert "Puzzles of the labs: 1 solved" in said and "lesson 02" in said


def test_nothing_is_kept_while_notebooks_are_tested(monkeypatch):
    monkeypatch.setenv("GAMMALAB_STRICT", "1")
    monkeypatch.setattr(record, "_unsaved", [])
    opened = labs.one_path()
    opened.set(path=1)
    assert "Solved" in opened.puzzle_text and puzzles() == []
    record.note("puzzle", puzzle="02.one_path", number=0, said="Found.")  # nor is it looked at
    assert visible(labs.one_path()) == {"path", "day", "view"}


def test_a_record_with_a_hole_counts_up_to_the_hole(student):
    memory = Remembered("02.some")
    memory.note(0, "a")
    memory.note(2, "c")
    assert memory.solved() == ["a"]


def test_a_lab_waits_for_the_question_that_is_asked_and_for_no_other(student):
    assert not labs.one_path().waits  # nobody asks
    sheet, other = predict("02.1"), predict("02.2")
    closed = labs.one_path()
    assert closed.waits and "question 02.1" in closed.children[1].children[0].value
    other._handle_custom_msg({"id": "02.2", "option": 0, "sure": 1}, [])
    assert closed.waits
    sheet._handle_custom_msg({"id": "02.1", "option": 0, "sure": 1}, [])
    assert not closed.waits  # the answer opened it
    assert not labs.one_path().waits
    assert not ask.waiting("02.1") and not ask.waiting("02.3")


def test_no_lab_waits_while_notebooks_are_tested(monkeypatch):
    monkeypatch.setenv("GAMMALAB_STRICT", "1")
    predict("02.1")
    assert not labs.one_path().waits
