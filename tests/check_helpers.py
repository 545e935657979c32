"""How the problems of every lesson are tested: right, untouched and wrong answers.

from check_helpers import assert_problem

def test_hedge_of_one_option():
    def stub(delta, quantity):
        raise NotImplementedError

    assert_problem(
        "2.1",
        reference=lambda delta, quantity: -delta * quantity,
        wrongs=[(lambda delta, quantity: delta * quantity, "should the hedge gain too"),
                (lambda delta, quantity: -delta, "`quantity`")],
        stub=stub)
"""

import html
import inspect
import re
from unittest import mock

import numpy as np

from gammalab.check import engine, inputs, judge

_NUMBER = re.compile(r"(?<![\w.])-?\d+\.?\d*(?:e[+-]?\d+)?")


def assert_problem(problem_id, reference, wrongs, stub):
    """The reference is right, the stub not attempted, each wrong one meets its own message.

    `wrongs` are ``(function, fragment of the message meant for it)``, at least two. No message
    may hold a number that is asked for.
    """
    assert len(wrongs) >= 2, f"{problem_id}: test at least two typical wrong answers"
    found = engine.find(problem_id)
    assert found.hints, f"{problem_id} has no hints"

    state, message = found.assess(reference)
    assert state == "right", f"{problem_id}: the reference is {state}: {message}"
    state, message = found.assess(stub)
    assert state == "not attempted", f"{problem_id}: the stub is {state}: {message}"

    for function, fragment in wrongs:
        (state, message), records = assess_noting(found, function)
        assert state == "wrong", f"{problem_id}: a wrong answer is {state}: {message}"
        assert fragment in message, f"{problem_id}: {fragment!r} is not in {message!r}"
        assert_keeps_the_answer(message, records)
        assert found.assess(function) == (state, message), f"{problem_id}: differs when repeated"


def assert_both_signs(problem_id, reference):
    """A signed input (`inputs.SIGNED`) whose sign is dropped makes the reference wrong.

    For each input that is named so: the reference, given its size without its sign, must not pass.
    """
    found = engine.find(problem_id)
    names = list(inspect.signature(reference).parameters)
    for k, name in enumerate(names):
        if name in inputs.SIGNED:

            def unsigned(*given, k=k):
                return reference(*(abs(v) if i == k else v for i, v in enumerate(given)))

            state, _ = found.assess(unsigned)
            assert state != "right", f"{problem_id}: `{name}` is tried with one sign only"


def assess_noting(found, function):
    """`found.assess(function)`, and the records of its comparisons."""
    seen = []
    with mock.patch.object(judge, "Notes", side_effect=_notes_into(seen)):
        return found.assess(function), seen


def _notes_into(seen):
    notes = judge.Notes
    return lambda answer: notes(answer, records=seen)


def assert_keeps_the_answer(message, records):
    """No number in `message` is a right value, but for the student's own values and inputs.

    Whole numbers below 1,000 are left out: they count cases and entries.
    """
    allowed = np.concatenate([np.zeros(0), *(_known_to_student(r) for r in records)])
    wanted = np.concatenate([np.zeros(0), *(r.want.ravel() for r in records if not r.right)])
    for text in _NUMBER.findall(html.unescape(message)):
        value = float(text)
        if value.is_integer() and abs(value) < 1000 or _among(abs(value), abs(allowed)):
            continue
        assert not _among(value, wanted), f"the right value {text} is told: {message!r}"


def _known_to_student(record):
    known = [record.got.ravel()]
    for value in record.call.inputs.values() if record.call else ():
        try:
            known.append(np.asarray(value, dtype=float).ravel())
        except (TypeError, ValueError):
            pass
    return np.concatenate(known)


def _among(value, values):
    return bool(np.any(np.isclose(value, values, rtol=1e-4, atol=0)))
