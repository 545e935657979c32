"""`progress()`: the best result counts, what to repeat, a reset that asks; `check` and `hint` keep
a record."""

import json
from datetime import datetime, timedelta

import pytest

from gammalab.check import ask, check, engine, hint, progress, questions, record
from gammalab.check.progress import timed


def row(id):
    return next(r for r in progress().rows if r[0] == id)


def right(delta, quantity):
    return -delta * quantity


def test_check_and_hint_are_recorded(student, monkeypatch):
    monkeypatch.setattr(engine, "_hints_given", {})
    check("2.1", lambda delta, quantity: delta * quantity)
    print(hint("2.1"))
    check("2.1", right)
    one, two, three = record.read(student / record.NAME)[0]
    assert (one["kind"], one["problem"], one["state"], one["points"]) == (
        "check",
        "2.1",
        "wrong",
        0,
    )
    assert one["message"] and not any(letter.isdigit() for letter in one["message"])
    assert (two["kind"], two["level"]) == ("hint", 1)
    assert three["state"] == "right" and three["points"] == three["of"] > 0


def test_the_best_result_counts(student):
    check("2.1", right)
    check("2.1", lambda delta, quantity: 1 / 0)
    assert row("2.1")[3] == "right"
    assert not progress().foot.count("To repeat")


def test_the_whole_course_and_what_to_repeat(student, monkeypatch):
    check("2.1", lambda delta, quantity: delta)
    ask.note(questions.all_questions()["02.q1"], "quiz 02", 0, "sure")
    ask.note(questions.all_questions()["02.q2"], "quiz 02", 1, "sure")
    monkeypatch.setattr(record, "_unsaved", [])  # a new kernel, the next day
    table = progress()
    known = engine.known_problems()
    here = [p for p in known if p.id.startswith("2.")]  # where the student is comes first
    rest = [p for p in known if not p.id.startswith("2.")]
    assert here and [r[0] for r in table.rows] == [p.id for p in here + rest]
    points, of = sum(p.points for p in known), sum(p.points for p in here)
    count = len(questions.all_questions())
    assert table.foot == (
        f"Lesson 02: 0 of {of} points. The whole course: 0 of {points} points. "
        f"Questions: 1 of 2 right; the course has {count}. "
        "To repeat: 02.q1 (You are short a put, hedged. The …), 2.1 (The hedge). "
        "Minutes at work: lesson 02 0."
    )


def test_a_reset_asks_first(student):
    check("2.1", right)
    assert progress(reset=True).foot == (
        'To begin again from nothing: progress(reset="all of it"). Nothing was done.'
    )
    assert row("2.1")[3] == "right"
    with pytest.raises(ValueError, match="reset must be True or \"all of it\", got 'yes'"):
        progress(reset="yes")
    assert row("2.1")[3] == "right"
    assert "is now in progress-until-" in progress(reset="all of it").foot
    assert row("2.1")[3] == "not attempted"
    assert len(list(student.glob("progress-until-*.jsonl"))) == 1


def test_a_reset_opens_the_questions_again(student):
    sheet = questions.predict("02.1")
    sheet._handle_custom_msg({"id": "02.1", "option": 0, "sure": 0}, [])
    assert sheet.states
    progress(reset="all of it")
    assert sheet.states == {}


def test_damage_is_said(student):
    check("2.1", right)
    with open(student / record.NAME, "ab") as out:
        out.write(b"rubbish\n")
    assert "1 line of progress.jsonl could not be read" in progress().foot
    assert row("2.1")[3] == "right"


def test_minutes_leave_out_the_breaks():
    start = datetime(2026, 11, 26, 1, 0, 0)
    ones = [
        {"at": (start + timedelta(minutes=m)).strftime("%Y-%m-%dT%H:%M:%SZ"), "n": m}
        for m in (0, 4, 3, 200, 209)
    ]
    assert [(one["n"], spent) for one, spent in timed(ones)] == [
        (0, 0), (3, 3), (4, 1), (200, 0), (209, 9)
    ]  # fmt: skip


def test_a_record_that_names_no_problem_of_today_does_no_harm(student):
    old = {"kind": "check", "at": "2026-11-26T01:00:00Z", "id": "x", "problem": "odd", "state": "?",
           "message": "", "points": 1, "of": 1}  # fmt: skip
    answer = {"kind": "answer", "at": "2026-11-26T01:00:00Z", "id": "y", "place": "", "version": "",
              "option": 7, "idea": None, "right": False, "sure": "?"}  # fmt: skip
    odd = {**answer, "question": ""}
    (student / record.NAME).write_text("".join(json.dumps(one) + "\n" for one in (old, odd)))
    assert len(questions.recall().items) == len(questions.recall("02").items) == 3
    assert questions.quiz("02").foot == ""
    assert len(progress().rows) == len(engine.known_problems())
