"""The engine behind `check`, on toy problems that exist in this file only (lesson 90)."""

import builtins
import dataclasses
import importlib
import json
import os
import random
import statistics
import sys
import threading
import time
import warnings

import numpy as np
import pandas as pd
import pytest
from check_helpers import assert_keeps_the_answer, assert_problem, assess_noting

from gammalab.check import (
    ahead,
    cases,
    changed,
    check,
    compare,
    diagnose,
    engine,
    hint,
    problem,
    problems,
    progress,
    quiet,
    record,
    require,
    sandbox,
    solution,
    sometimes,
    unpack,
)

PLENTY = 60.0  # seconds; the real limit is 5, which a busy machine may reach
LIMIT = 0.3  # for answers that never end


@pytest.fixture(autouse=True)
def toy_problems(monkeypatch):
    """Empty registers, and three toy problems: a number, an array, two things."""
    engine.known_problems()  # a lesson imported later would register its problems for one test
    monkeypatch.setattr(engine, "_problems", {})
    monkeypatch.setattr(record, "_unsaved", [])
    monkeypatch.setattr(engine, "_hints_given", {})

    @problem(
        "90.1",
        "The hedge of one option",
        points=2,
        seconds=PLENTY,
        signature="hedge(delta, quantity)",
        hints=("Look at the sign.", "Shallow.", "Deep."),
    )
    def hedge_of_one_option(answer, rng):
        only = dict(delta="calls", quantity="bought")
        for case in cases(rng, delta=(0.05, 0.95), quantity=(2, 50), only=only):
            compare(
                answer(case.delta, case.quantity),
                -case.delta * case.quantity,
                "hedge",
                "shares",
                mistakes=[
                    ("opposite sign", "should the hedge gain when the option does?"),
                    (case.delta + case.quantity, "why is delta added?"),
                    (lambda got, want: got > 0, "a hedge of a long call is short"),
                    sometimes(-5.0, "at most five shares?"),
                ],
            )
        return "a hedge is minus delta times quantity."

    @problem("90.2", "The weekly costs", seconds=PLENTY)
    def weekly_costs(answer, rng):
        for _ in range(3):
            spots = np.round(rng.uniform(90, 110, 8), 2)
            compare(answer(spots), spots**2 / 7, "weekly cost", "dollars", each="week")

    @problem("90.3", "Two things", points=3, seconds=PLENTY, hints=("One.",))
    def two_things(answer, rng):
        total, mean = unpack(answer([1.5, 2.5]), "total", "mean")
        compare(total, 4.0, "total")
        compare(mean, 2.0, "mean")
        require(answer([7.0])[0] > 0, "the total of <positive> values is positive")


@pytest.fixture
def little_time(monkeypatch):
    """For 90.1 only."""
    short = dataclasses.replace(engine.find("90.1"), seconds=LIMIT)
    monkeypatch.setitem(engine._problems, "90.1", short)


def costs(spots):
    return spots**2 / 7


def state_and_message(problem_id, function):
    (state, message), records = assess_noting(engine.find(problem_id), function)
    assert_keeps_the_answer(message, records)
    assert repr(check(problem_id, function)) == f"{problem_id} {state}: {message}"  # repeatable
    return state, message


# ---- right ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "function",
    [
        lambda delta, quantity: -delta * quantity,
        lambda d, q=1: np.float32(-d * q) if False else np.array(-d * q),
        lambda *inputs: -np.prod(inputs),
    ],
)
def test_right(function):
    outcome = check("90.1", function)
    assert outcome and outcome.earned == 2
    assert repr(outcome) == "90.1 right: a hedge is minus delta times quantity."


@pytest.mark.parametrize(
    "convert", [list, tuple, np.asarray, pd.Series, lambda v: pd.Series(v, dtype="Float64")]
)
def test_right_as_any_kind_of_array(convert):
    assert check("90.2", lambda spots: convert(costs(spots)))


def test_whole_numbers_are_numbers():
    assert check("90.3", lambda values: (int(sum(values)), sum(values) / len(values)))


def test_function_that_changes_its_inputs_is_told_so():
    def in_place(spots):
        spots *= spots
        return spots / 7

    def of_a_copy(spots):
        spots = spots.copy()
        return in_place(spots)

    state, message = state_and_message("90.2", in_place)
    assert state == "wrong" and "`in_place` changes the `spots` that it is given" in message
    assert check("90.2", of_a_copy)
    state, message = state_and_message("90.3", lambda v: (sum(v), v.pop(0) + sum(v) - 2))
    assert state == "wrong" and "changes the `v`" in message


@pytest.mark.parametrize(
    "before, after, found",
    [
        (np.array([1.0, np.nan]), np.array([1.0, np.nan]), []),
        (np.array([1.0, 2.0]), np.array([1.0, np.nan]), ["x"]),
        (np.array(["a", "b"]), np.array(["a", "c"]), ["x"]),
        (np.array([object()]), np.array([object()]), []),  # a copy is not the thing itself
        (np.array(["NaT"], "M8[D]"), np.array(["NaT"], "M8[D]"), []),
        (np.zeros(2), np.zeros((1, 2)), ["x"]),
        ([[1], 2], [[1], 2], []),
        ([[1], 2], [[1, 3], 2], ["x"]),
        ({"a": np.arange(2)}, {"a": np.arange(2) + 1}, ["x"]),
        ({"a": 1}, {"a": 1, "b": 2}, ["x"]),
        (pd.Series([1.0, np.nan]), pd.Series([1.0, np.nan]), []),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [2]}), ["x"]),
        (float("nan"), float("nan"), []),
        (np.random.default_rng(1), np.random.default_rng(2), []),  # meant to change
    ],
)
def test_what_counts_as_a_changed_input(before, after, found):
    assert changed.names({"x": before}, {"x": after}) == found


def test_one_array_used_again_for_every_answer():
    kept = np.empty(8)

    def answer(spots):
        kept[:] = costs(spots)
        return kept

    assert check("90.2", answer)


# ---- not attempted -------------------------------------------------------------------------


def stub(delta, quantity):
    # YOUR CODE HERE
    raise NotImplementedError


def with_ellipsis(delta, quantity):
    ...
    return ...


@pytest.mark.parametrize(
    "answer", [None, ..., stub, with_ellipsis, lambda d, q: None, lambda d, q: (None, ...)]
)
def test_not_attempted(answer):
    state, message = state_and_message("90.1", answer)
    assert state == "not attempted"


def test_missing_return_is_mentioned():
    def hedge(delta, quantity):
        result = -delta * quantity  # noqa: F841

    assert "is its return missing?" in check("90.1", hedge).message


def test_stub_of_an_earlier_problem_is_named():
    def hedge(delta, quantity):
        return stub(delta, quantity) * 2

    assert repr(check("90.1", hedge)) == (
        "90.1 not attempted: it calls `stub`, which is still to be written."
    )


# ---- wrong, with a cause -------------------------------------------------------------------


@pytest.mark.parametrize(
    "function, fragment",
    [
        (lambda delta, quantity: delta * quantity, "should the hedge gain when the option does?"),
        (lambda delta, quantity: delta + quantity, "why is delta added?"),
        (lambda delta, quantity: quantity * quantity, "a hedge of a long call is short"),
        (lambda delta, quantity: -min(5.0, delta * quantity), "at most five shares?"),
        (lambda delta, quantity: -delta, "a factor of `quantity`: is it missing"),
        (lambda delta, n: -delta * n * n, "a factor of `n`: is it in there once too often?"),
        (lambda delta, quantity: -delta * quantity / 365, "a factor of 365"),
        (lambda delta, quantity: -delta * quantity * 252, "a factor of 252"),
        (lambda delta, quantity: -delta * quantity * 100, "a factor of 100:"),
        (lambda delta, quantity: -delta * quantity * 1e4, "a factor of 10000"),
        (lambda delta, quantity: -delta * quantity / 2, "a half"),
        (lambda delta, quantity: -delta * quantity / 252**0.5, "the square root of 252"),
        (lambda delta, quantity: -delta * quantity * 365**0.5, "the square root of 365"),
        (lambda delta, quantity: -delta * quantity * 1.1, "always off by the same factor"),
        (lambda delta, quantity: -delta * quantity - 1.5, "always off by the same amount"),
        (lambda delta, quantity: round(-delta * quantity, 1), "rounded"),
        (lambda delta, quantity: 0, "always zero"),
        (lambda delta, quantity: -3, "the same whatever the inputs"),
        (
            lambda delta, quantity: -delta * quantity if quantity > 20 else delta * quantity,
            "the size is right, the sign is not always",
        ),
        (lambda delta, quantity: -delta * quantity - (quantity > 40), "of the 20 cases tried"),
        (lambda delta, quantity: -delta * quantity**1.5 - delta, "all 20 cases tried"),
        (lambda delta, quantity: np.nan, "not a number (NaN) in 20 of 20 cases"),
        (lambda delta, quantity: np.float64(1) / 0, "infinite"),
        (lambda delta, quantity: "-3", "it is text ('-3'), where one number is asked"),
        (lambda delta, quantity: True, "it is True or False"),
        (lambda delta, quantity: {"hedge": 1, "cost": 2}, "a dictionary with 2 entries"),
        (lambda delta, quantity: object(), "an object of type object"),
        (
            lambda delta, quantity: [-delta * quantity, 0],
            "it is 2 values, where one number is asked",
        ),
        (
            lambda delta, quantity: -delta * quantity if quantity > 20 else None,
            "does every branch end in a return?",
        ),
    ],
)
def test_wrong_number(function, fragment):
    state, message = state_and_message("90.1", function)
    assert state == "wrong"
    assert fragment in message


@pytest.mark.parametrize(
    "function, fragment",
    [
        (lambda spots: -costs(spots), "the sign is opposite"),
        (lambda spots: -costs(spots) / 365, "a factor of 365, and the sign is opposite"),
        (lambda spots: spots / 7, "a factor of `spots`: is it missing"),
        (lambda spots: np.roll(costs(spots), 1), "what belongs to the week before"),
        (lambda spots: np.roll(costs(spots), -1), "what belongs to the week after"),
        (lambda spots: np.cumsum(costs(spots)), "running total, where the amount of each week"),
        (lambda spots: np.diff(costs(spots), prepend=0), "where the running total is asked"),
        (lambda spots: costs(spots)[1:], "the first week is missing"),
        (lambda spots: costs(spots)[:-1], "where 8 values are asked: the last week is missing"),
        (lambda spots: [0, *costs(spots)], "the first week is one too many"),
        (lambda spots: costs(spots)[:3], "it is 3 values, where 8 values are asked"),
        (lambda spots: costs(spots).reshape(2, 4), "an array of shape (2, 4)"),
        (
            lambda spots: costs(spots).sum(),
            "it is one number, where 8 values are asked: one per week",
        ),
        (lambda spots: [*costs(spots)[:-1], 0], "only the last week is not right"),
        (lambda spots: [0, *costs(spots)[1:]], "only the first week is not right"),
        (lambda spots: np.where(spots > 100, np.nan, costs(spots)), "not a number (NaN)"),
        (lambda spots: [str(c) for c in costs(spots)], "8 values (a list, with text ("),
        (lambda spots: [[1, 2], [3]], "where numbers are asked"),
        (lambda spots: (c for c in spots), "a generator, where numbers are asked: collect its"),
    ],
)
def test_wrong_array(function, fragment):
    state, message = state_and_message("90.2", function)
    assert state == "wrong"
    assert "weekly cost" in message
    assert fragment in message


def test_the_entry_that_is_wrong_is_named():
    def answer(spots):
        result = costs(spots)
        result[[3, 5]] = 1.25
        return result

    assert (
        "The first week that is not right is number 3, counted from 0; yours is 1.25 dollars"
        in (check("90.2", answer).message)
    )


@pytest.mark.parametrize(
    "function, fragment",
    [
        (
            lambda values: sum(values),
            "2 things, in this order: total, mean. Yours returns one number",
        ),
        (lambda values: (4, 2, 0), "Yours returns 3 values (a tuple)"),
        (lambda values: (4.0, 3.0), "look at the mean"),
        (lambda values: (4.0, 2.0) if len(values) == 2 else (-1, 0), "of <positive> values"),
    ],
)
def test_several_things(function, fragment):
    state, message = state_and_message("90.3", function)
    assert state == "wrong"
    assert fragment in message


def test_a_square_matrix_that_is_turned():
    @problem("90.4", "A matrix")
    def matrix(answer, rng):
        compare(answer(3), np.arange(9.0).reshape(3, 3), "table")

    turned = check("90.4", lambda n: np.arange(9).reshape(3, 3).T)
    assert "rows and columns are swapped" in turned.message


def test_a_matrix_that_is_turned():
    @problem("90.4", "A matrix")
    def matrix(answer, rng):
        compare(answer(3), np.arange(6.0).reshape(2, 3), "table")

    turned = check("90.4", lambda n: np.arange(6).reshape(2, 3).T)
    assert "rows and columns swapped?" in turned.message


def test_a_cause_must_explain_every_case():
    def sign_wrong_once(delta, quantity):
        return delta * quantity if quantity > 45 else -delta * quantity

    message = check("90.1", sign_wrong_once).message
    assert "gain when the option does" not in message
    assert "not always" in message


def test_a_loose_tolerance_does_not_make_a_factor_of_nothing():
    @problem("90.4", "Loose")
    def loose(answer, rng):
        for x in (10.0, 20.0, 30.0, 31.0):
            compare(answer(x), x, "price", atol=0.5)

    assert "always zero" in check("90.4", lambda x: 0).message
    assert "factor" not in check("90.4", lambda x: 0.01 * (x % 3)).message


def test_an_unknown_name_of_a_diagnosis_is_our_mistake():
    @problem("90.4", "Toy")
    def toy(answer, rng):
        compare(answer(1), 2.0, "x", mistakes=[("oposite sign", "…")])

    with pytest.raises(ValueError, match="'oposite sign'"):
        check("90.4", lambda x: 1.0)


def test_helper_finds_a_message_that_tells_the_answer():
    @problem("90.4", "Toy", hints=("…",))
    def telling(answer, rng):
        compare(answer(1.0), 3.14159, "x", mistakes=[(1.5, "no, it is 3.14159"), (2.5, "one more")])

    with pytest.raises(AssertionError, match="is told"):
        assert_problem(
            "90.4",
            lambda x: 3.14159,
            [(lambda x: 1.5, "no"), (lambda x: 2.5, "one more")],
            lambda x: None,
        )


def test_helper_on_a_sound_problem():
    assert_problem(
        "90.1",
        lambda d, q: -d * q,
        [(lambda d, q: d * q, "gain"), (lambda d, q: -d, "factor of")],
        stub,
    )


# ---- error ---------------------------------------------------------------------------------


def test_exception_shows_type_text_and_line():
    def answer(delta, quantity):
        nothing = 0
        return delta / nothing

    message = check("90.1", answer).message
    assert message.startswith("ZeroDivisionError: float division by zero, in line ")
    assert "`return delta / nothing`" in message
    assert "It was called as `answer(delta=" in message


def test_line_is_the_students_not_the_librarys():
    def answer(delta, quantity):
        return np.linalg.inv(np.zeros((2, 2)))

    assert "`return np.linalg.inv(np.zeros((2, 2)))`" in check("90.1", answer).message


def test_not_implemented_after_the_first_call_is_an_error():
    seen = []

    def answer(delta, quantity):
        seen.append(delta)
        if len(seen) % 3 == 0:
            raise NotImplementedError("big")
        return -delta * quantity

    assert repr(check("90.1", answer)).startswith("90.1 error: NotImplementedError: big, in line")


def test_not_implemented_by_a_library_is_an_error():
    def answer(delta, quantity):
        return pd.api.extensions.ExtensionArray().dtype

    message = check("90.1", answer).message
    assert "`return pd.api.extensions.ExtensionArray().dtype`" in message


def test_endless_recursion():
    def answer(delta, quantity):
        return answer(delta, quantity)

    message = check("90.1", answer).message
    assert "calls itself without end, in line" in message


@pytest.mark.parametrize(
    "error, fragment",
    [
        (SystemExit, "wants to end Python"),
        (KeyboardInterrupt, "itself raises KeyboardInterrupt"),
        (GeneratorExit, "GeneratorExit"),
        (MemoryError, "MemoryError"),
    ],
)
def test_exceptions_that_would_end_the_kernel(error, fragment):
    def answer(delta, quantity):
        raise error

    outcome = check("90.1", answer)
    assert outcome.state == "error" and fragment in outcome.message


def test_sys_exit():
    assert check("90.1", lambda delta, quantity: sys.exit()).state == "error"


def test_wrong_number_of_arguments():
    def answer(delta):
        return -delta

    assert repr(check("90.1", answer)) == (
        "90.1 error: the function is called with 2 arguments, as in `hedge(delta, quantity)`; "
        "yours is `answer(delta)`."
    )


@pytest.mark.parametrize("value", [3.5, "hedge", [1, 2], np.ones(3), NotImplemented])
def test_value_in_place_of_the_function(value):
    assert repr(check("90.1", value)) == (
        '90.1 error: pass the function itself, without brackets: `check("90.1", hedge)`.'
    )


def test_a_check_that_breaks_on_an_odd_answer_says_so():
    @problem("90.4", "Toy")
    def toy(answer, rng):
        require(answer(1.0) + 1 > 0, "…")

    outcome = check("90.4", lambda x: "text")
    assert outcome.state == "error"
    assert "could not use what your function returns for `f(x=1.0)` (TypeError" in outcome.message


# ---- time ----------------------------------------------------------------------------------


def loop(delta, quantity):
    while True:
        pass


def loop_that_catches_exceptions(delta, quantity):
    while True:
        try:
            pass
        except Exception:
            pass


def loop_that_catches_everything(delta, quantity):
    while True:
        try:
            sum(range(10))
        except:  # noqa: E722
            pass


def loop_around_a_call_that_never_ends(delta, quantity):
    while True:
        try:
            loop(delta, quantity)
        except:  # noqa: E722
            pass


GATE = threading.Event()


def waits_in_c(delta, quantity):
    GATE.wait()  # blocked in C: it dies when it comes back


def own_threads():
    return [t for t in threading.enumerate() if t.name.startswith("gammalab-")]


def no_thread_stays(seconds=20):
    """Whether the sandbox's threads end: the stubborn ones take longer."""
    end = time.monotonic() + seconds
    while own_threads() and time.monotonic() < end:
        time.sleep(0.05)
    return not own_threads()


@pytest.mark.usefixtures("little_time")
@pytest.mark.parametrize(
    "function", [loop, loop_that_catches_exceptions, loop_that_catches_everything, waits_in_c]
)
def test_no_end(function, monkeypatch):
    if function is not waits_in_c:  # however busy the machine is, work stops what works
        monkeypatch.setattr(sandbox, "BUSY", 100.0)
    GATE.clear()
    opener = threading.Timer(30, GATE.set)
    opener.start()
    outcome = check("90.1", function)
    assert not GATE.is_set()  # the check did not wait for the function to come back
    said = "90.1 error: did not finish in 0.3 seconds of work: is there a loop that never ends?"
    if function is waits_in_c:
        said = "90.1 error: did not finish in 1.8 seconds by the clock: does it sleep, or wait"
    assert repr(outcome).startswith(said)
    if function is waits_in_c:
        assert "restart the kernel" in outcome.message
    assert check("90.2", costs)  # alive, and nothing is left of the last one
    assert bool(own_threads()) or function is not waits_in_c  # the one that waits is still there
    opener.cancel()
    GATE.set()
    assert no_thread_stays()


@pytest.mark.parametrize(
    "function", [loop_that_catches_everything, loop_around_a_call_that_never_ends]
)
def test_what_swallows_the_first_stop_is_stopped_by_the_next_line(function, monkeypatch):
    """From outside an exception comes nearly always inside `try`: such loops ran for minutes."""
    monkeypatch.setattr(sandbox, "GRACE", 10)
    for _ in range(3):
        run = sandbox.run(lambda: function(0.5, 1), 0.05, seed=1)
        assert run.timed_out and not run.stuck
    assert not own_threads() and sys.gettrace() is None


def prints_slowly(lock):
    """Print without end to a stream of Python's that holds its lock for long, as a notebook's."""
    names = {"works": works}
    write = "def write(lock):\n with lock:\n  works(0.05)"
    exec(compile(write, f"{os.path.dirname(os.__file__)}/made_up.py", "exec"), names)
    while True:
        names["write"](lock)


def test_a_lock_of_a_librarys_is_given_back(tmp_path, monkeypatch):
    """The stop was heard at the end of a library's `with lock:` too, and left the lock taken. It
    was the one of the notebook's prints: the kernel never printed again, nor did it answer."""
    monkeypatch.setattr(sandbox, "GRACE", 10)
    lock = threading.Lock()
    for _ in range(5):
        run = sandbox.run(lambda: prints_slowly(lock), 0.05, seed=1)
        assert run.timed_out and not run.stuck and not lock.locked()
    (tmp_path / "never_ends_90.py").write_text("while True: pass")
    monkeypatch.syspath_prepend(tmp_path)
    for _ in range(2):  # a thread imports what another has left unfinished
        run = sandbox.run(lambda: importlib.import_module("never_ends_90"), 0.1, seed=1)
        assert run.timed_out and not run.stuck


def works(seconds):
    """Keep the processor at work for so long, as it counts."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def test_a_busy_machine_refuses_no_right_answer():
    """By the clock alone, an answer of 0.02 seconds did not finish in 5 on a machine at work."""

    def answer():
        for _ in range(12):  # as one of many that want the processor: it works, and then it waits
            works(0.005)
            time.sleep(0.1)
        return "right"

    run = sandbox.run(answer, 1.0, seed=1)
    assert run.value == "right" and not run.timed_out


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere threads have no clock of their own")
def test_what_others_work_is_not_the_answers():
    busy = threading.Event()
    other = threading.Thread(target=lambda: [works(0.01) for _ in iter(busy.is_set, True)])
    other.start()
    try:
        run = sandbox.run(lambda: time.sleep(0.6), 0.3, seed=1)
    finally:
        busy.set()
        other.join()
    assert not run.timed_out


def test_work_is_stopped_by_work_and_sleep_by_the_clock(monkeypatch):
    began = time.monotonic()
    monkeypatch.setattr(sandbox, "BUSY", 100.0)
    run = sandbox.run(lambda: works(60), 0.2, seed=1)
    assert run.timed_out and not run.waited
    monkeypatch.setattr(sandbox, "BUSY", 2.0)
    run = sandbox.run(lambda: [time.sleep(0.01) for _ in range(6000)], 0.2, seed=1)
    assert run.timed_out and run.waited
    assert time.monotonic() - began < 50
    assert sandbox.longest(0.2) == 0.4 and sandbox.longest(100) == 160
    monkeypatch.undo()
    assert sandbox.longest(5.0) == 30.0


def test_pandas_is_imported_before_the_clock_starts(monkeypatch):
    order, real = [], builtins.__import__

    def noted(name, *more, **options):
        order.append(name)
        return real(name, *more, **options)

    monkeypatch.setattr(builtins, "__import__", noted)
    sandbox.run(lambda: order.append("the answer"), PLENTY, seed=1)
    assert "pandas" in order[: order.index("the answer")]


def test_what_an_answer_imports_is_loaded_before_the_clock_starts(monkeypatch):
    """A right answer met "is there a loop that never ends?": scipy.stats took six seconds."""
    order, real = [], sandbox.run
    monkeypatch.setattr(ahead.importlib, "import_module", order.append)
    monkeypatch.setattr(sandbox, "run", lambda *given: order.append("clock") or real(*given))

    def answer(*given):
        from my_own_notes import secret  # a student's file is never run ahead
        from scipy.stats import norm

        return norm, secret

    check("90.1", answer)
    assert order == ["scipy.stats", "scipy.stats.norm", "clock"]


def test_ctrl_c_by_the_user_still_works(monkeypatch):
    def interrupted(*given):
        time.sleep(0.05)
        raise KeyboardInterrupt

    monkeypatch.setattr(sandbox, "_wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        check("90.1", loop)


@pytest.mark.parametrize("begun", [True, False])
def test_ctrl_c_while_the_thread_is_started_stops_it_too(monkeypatch, begun):
    """It came between the start of the thread and the wait for its end: the loop ran for ever."""
    ran = []

    def looping(*given):
        ran.append(given)
        return loop(*given)

    start, go = threading.Thread.start, threading.Event()
    later = threading.Timer(1.0, go.set)

    def interrupted(self):
        if self.name != sandbox.NAME:
            return start(self)
        body = self.run
        self.run = lambda: (go.wait(20), body())  # slow to begin
        start(self)
        if begun:
            go.set()
            while not ran:
                time.sleep(0.01)
        else:
            start(later)
        raise KeyboardInterrupt

    monkeypatch.setattr(threading.Thread, "start", interrupted)
    with pytest.raises(KeyboardInterrupt):
        check("90.1", looping)
    assert no_thread_stays() and bool(ran) is begun


@pytest.fixture
def in_a_browser(monkeypatch):
    monkeypatch.setattr(sys, "platform", "emscripten")

    def no_threads(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", no_threads)


@pytest.mark.usefixtures("in_a_browser")
class TestWithoutThreads:
    def test_right(self):
        assert check("90.1", lambda delta, quantity: -delta * quantity)

    @pytest.mark.usefixtures("little_time")
    @pytest.mark.parametrize("function", [loop, loop_that_catches_exceptions])
    def test_no_end(self, function):
        trace = sys.gettrace()
        said = f"did not finish in {sandbox.longest(LIMIT):g} seconds by the clock: is there a loop"
        assert said in check("90.1", function).message
        assert sys.gettrace() is trace

    @pytest.mark.usefixtures("little_time")
    def test_what_swallows_the_stop_is_stopped_again(self):
        """Python forgets a trace function that has raised: the page of the browser hung."""

        def swallows(delta, quantity):
            end, swallowed = time.monotonic() + 20, 0
            while time.monotonic() < end:
                try:
                    sum(range(100))
                    sum(range(100))
                    sum(range(100))
                except:  # noqa: E722
                    swallowed += 1
            return swallowed

        for _ in range(5):
            assert "did not finish" in check("90.1", swallows).message
            assert sys.gettrace() is None

    @pytest.mark.usefixtures("little_time")
    def test_no_end_within_what_a_package_calls(self):
        def endless(delta, quantity):
            return statistics.mean(one for one in iter(lambda: 1.0, 2.0) if one > 1)

        assert "did not finish" in check("90.1", endless).message

    def test_the_lines_of_a_package_are_not_slowed(self):
        def lines_heard(_answer=None):
            mine, caller = sys._getframe(), sys._getframe(1)
            heard.append((caller.f_code.co_name, bool(mine.f_trace), bool(caller.f_trace)))

        def answer(delta, quantity):
            json.dumps(object(), default=lines_heard)  # called from a line of the package
            return -delta * quantity

        heard = []
        assert check("90.1", answer)
        assert heard and set(heard) == {("iterencode", True, False)}, heard

    def test_exit_is_reported_and_an_interrupt_is_not_swallowed(self):
        assert check("90.1", lambda delta, quantity: sys.exit()).state == "error"

        def interrupted(delta, quantity):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            check("90.1", interrupted)


# ---- nothing leaks -------------------------------------------------------------------------


def test_random_state_warnings_and_errstate_are_left_alone(recwarn):
    def answer(delta, quantity):
        np.random.seed(0)
        random.seed(0)
        np.seterr(all="raise")
        warnings.warn("from the student", stacklevel=1)
        warnings.filterwarnings("error", "a filter of the student's")
        return -delta * quantity

    np.random.seed(3)
    random.seed(3)
    expected = np.random.RandomState(3).random(), random.Random(3).random()
    settings, filters = np.geterr(), list(warnings.filters)
    assert check("90.1", answer)
    assert (np.random.random(), random.random()) == expected
    assert np.geterr() == settings and warnings.filters == filters
    assert not recwarn.list


def test_global_random_numbers_give_the_same_result_each_time():
    def answer(delta, quantity):
        return np.random.normal() + random.random()

    first = check("90.1", answer).message
    np.random.random(5)
    assert check("90.1", answer).message == f"{first} {engine.AGAIN}"


def test_prints_of_the_first_call_alone_are_shown(capsys):
    def answer(delta, quantity):
        print("delta is", delta)
        sys.stderr.write("to stderr\n")
        return -delta * quantity

    assert check("90.1", answer)
    told = capsys.readouterr()
    assert told.out.count("delta is") == told.out.count("to stderr") == 1 and not told.err


@pytest.mark.usefixtures("little_time")
def test_prints_without_end_are_cut(capsys):
    def chatter(delta, quantity):
        while True:
            print("again and again " * 20)

    assert "did not finish" in check("90.1", chatter).message
    out = capsys.readouterr().out
    assert len(out) < quiet.MOST_PRINTED + 100 and "more was printed" in out


# ---- hints, solutions, tables --------------------------------------------------------------


def test_hints_go_deeper_and_end():
    assert [repr(hint("90.1")) for _ in range(5)] == [
        "90.1 hint 1 of 3: Look at the sign.",
        "90.1 hint 2 of 3: Shallow.",
        "90.1 hint 3 of 3: Deep.",
        '90.1 no more hints: there were 3; `solution("90.1")` shows one way to do it.',
        '90.1 no more hints: there were 3; `solution("90.1")` shows one way to do it.',
    ]


def test_a_hint_that_nobody_sees_is_not_used_up(capsys):
    """Not the last line of its cell: Python drops it. Both forms of one shown count once."""
    hint("90.1"), hint("90.1")
    seen = hint("90.1")
    assert "hint 1 of 3" in seen._repr_html_() and "hint 1 of 3" in repr(seen)
    print(hint("90.1"))
    assert capsys.readouterr().out == "90.1 hint 2 of 3: Shallow.\n"
    assert repr(seen).startswith("90.1 hint 1") and repr(hint("90.1")).startswith("90.1 hint 3")


def test_hint_of_a_level_does_not_count():
    assert repr(hint("90.1", level=2)) == "90.1 hint 2 of 3: Shallow."
    assert repr(hint("90.1")) == "90.1 hint 1 of 3: Look at the sign."
    assert repr(hint("90.2")).startswith("90.2 no more hints: `solution")


@pytest.mark.parametrize(
    "id, level",
    [("90.1", 0), ("90.1", 4), ("90.1", -1), ("90.1", "2"), ("90.1", True), ("90.2", 1)],
)
def test_hint_of_no_such_level(id, level):
    with pytest.raises(ValueError, match=f"level must be .*, got {level!r}"):
        hint(id, level=level)


@pytest.fixture
def solutions(monkeypatch, tmp_path):
    path = tmp_path / "solutions.json"
    monkeypatch.setattr(engine, "_solutions_file", lambda: path)
    return path


def test_solution(solutions):
    source = "def hedge(a, b):\n    return -a * b if a < b else 0"
    solutions.write_text(json.dumps({"90.1": source}))
    shown = solution("90.1")
    assert repr(shown) == source
    assert "a &lt; b" in shown._repr_html_()
    with pytest.raises(LookupError, match="no solution of problem '90.2'.*make build"):
        solution("90.2")


def test_solutions_not_built(solutions):
    with pytest.raises(FileNotFoundError, match="solutions.json is missing: `make build`"):
        solution("90.1")


@pytest.mark.parametrize("ask", [lambda id: check(id, stub), hint, solution])
@pytest.mark.parametrize("id", ["90.9", "77.1", "nonsense", None])
def test_unknown_problem(ask, id, monkeypatch):
    monkeypatch.setattr(engine, "_lesson_modules", lambda: [])
    with pytest.raises(ValueError) as error:
        ask(id)
    assert str(error.value) == (
        f"problem must be one of the known ids (90.1, 90.2, 90.3), got {id!r}"
    )


def test_problems_and_progress(monkeypatch):
    monkeypatch.setattr(engine, "_lesson_modules", lambda: [])
    assert repr(problems()).splitlines()[:2] == [
        "problem  title                    points",
        "90.1     The hedge of one option  2",
    ]
    assert "Nothing checked so far." in repr(progress())
    check("90.1", lambda d, q: -d * q)
    check("90.2", lambda spots: spots)
    assert repr(progress()) == (
        "problem  title                    points  outcome\n"
        "90.1     The hedge of one option  2       right\n"
        "90.2     The weekly costs         1       wrong\n"
        "90.3     Two things               3       not attempted\n"
        "2 of 6 points. To repeat: 90.2 (The weekly costs)."
    )
    assert 'th scope="col"' in progress()._repr_html_()


def test_a_lesson_is_imported_when_it_is_asked_for(monkeypatch):
    imported = []

    def lesson(name):
        imported.append(name)
        engine._problems["91.1"] = engine.Problem("91.1", "From the lesson", lambda a, rng: "ok")

    monkeypatch.setattr(engine, "_lesson_modules", lambda: ["lesson_91", "lesson_92"])
    monkeypatch.setattr(engine.importlib, "import_module", lesson)
    assert engine.find("91.1").title == "From the lesson"
    assert imported == ["gammalab.course.lesson_91.problems"]


@pytest.mark.parametrize(
    "arguments, message",
    [
        (dict(id="2"), "id must be"),
        (dict(id="2.x"), "id must be"),
        (dict(id="90.1"), "belongs to hedge_of_one_option"),
        (dict(id="90.5", hints="one"), "hints must be a tuple"),
    ],
)
def test_problem_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        problem(title="Toy", **arguments)(lambda answer, rng: None)


def test_outside_a_check():
    with pytest.raises(RuntimeError, match="works inside a problem"):
        compare(1, 1, "x")


# ---- display -------------------------------------------------------------------------------


def test_html_is_escaped_and_says_in_words_what_the_colour_says():
    def answer(delta, quantity):
        raise ValueError("<script>alert('x')</script> & `<b>`")

    shown = check("90.1", answer)._repr_html_()
    assert "<script>" not in shown and "<b>" not in shown
    assert "&lt;script&gt;" in shown and "&amp;" in shown
    assert "90.1 error:" in shown and 'aria-hidden="true"' in shown
    assert "hint(&quot;90.1&quot;)" in shown


def test_title_is_escaped_in_tables():
    @problem("90.4", "If a < b & c")
    def toy(answer, rng):
        pass

    check("90.4", lambda: 1)
    assert "If a &lt; b &amp; c" in progress()._repr_html_()


def test_every_message_is_one_line():
    def answer(delta, quantity):
        raise ValueError("two\nlines")

    assert "\n" not in repr(check("90.1", answer))


def test_every_built_in_diagnosis_has_its_test():
    """Names that the tests above provoke; a new diagnosis needs a new test."""
    assert set(diagnose.BUILT_IN) == {
        "opposite sign",
        "constant",
        "factor 365",
        "factor 252",
        "factor 100",
        "factor 10000",
        "factor 2",
        "root 365",
        "root 252",
        "factor of an input",
        "shifted",
        "cumulative",
        "per step",
        "transposed",
        "square",
        "root",
        "time gone",
        "rounded",
        "near",
        "sign in some",
        "only one end",
        "same factor",
        "same amount",
    }


def test_modules_stay_short():
    folder = os.path.dirname(engine.__file__)
    for name in os.listdir(folder):
        if name.endswith(".py"):
            with open(os.path.join(folder, name), encoding="utf-8") as source:
                assert len(source.readlines()) < 400, name


@pytest.mark.parametrize("ask", [lambda id: check(id, stub), hint, solution])
def test_a_number_instead_of_an_id(ask):
    with pytest.raises(ValueError) as error:
        ask(90.1)
    assert str(error.value) == 'problem must be in quotes, such as "90.1", got the number 90.1'


@pytest.mark.parametrize(
    "hold",
    [
        lambda x: [x],
        lambda x: (x,),
        lambda x: np.array([x]),  # what fsolve returns
        lambda x: np.array([[x]]),
        lambda x: pd.Series([x], index=["hedge"]),
        lambda x: pd.DataFrame({"hedge": [x]}),
    ],
)
def test_whatever_holds_one_number_is_that_number(hold):
    assert state_and_message("90.1", lambda delta, quantity: hold(-delta * quantity))[0] == "right"
    state, message = state_and_message("90.1", lambda delta, quantity: hold(delta * quantity))
    assert (state, "should the hedge gain when the option does?" in message) == ("wrong", True)


def test_one_row_of_a_frame_is_a_row():
    assert state_and_message("90.2", lambda spots: pd.DataFrame([costs(spots)]))[0] == "right"
    assert state_and_message("90.2", lambda spots: pd.DataFrame([-costs(spots)]))[0] == "wrong"


@pytest.mark.parametrize("hold", [pd.Series, lambda two: pd.DataFrame([two])])
def test_several_things_in_a_row(hold):
    assert unpack(hold([1.0, 2.0]), "cost", "interest") == (1.0, 2.0)


def test_solution_is_closed_while_nbgrader_grades(solutions, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    with pytest.raises(PermissionError, match="closed while nbgrader grades"):
        solution("90.1")


def test_a_function_that_is_checked_again_as_it_was_is_said_to_be_so(monkeypatch):
    """Who changes a cell and does not run it checks the old function: the kernel sees no text."""
    monkeypatch.setattr(engine, "_last", {})

    def doubled(delta, quantity):
        return delta * quantity

    first, second = check("90.1", doubled), check("90.1", doubled)
    assert engine.AGAIN not in first.message
    assert second.message == f"{first.message} {engine.AGAIN}"

    def right(delta, quantity):
        return -delta * quantity

    assert engine.AGAIN not in check("90.1", right).message
    assert check("90.1", right).message.endswith(engine.AGAIN)  # what was spoilt since is not seen
    assert engine.AGAIN not in check("90.1", lambda delta, quantity: delta).message
