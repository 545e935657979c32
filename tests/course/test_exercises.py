"""Every exercise of the course: its solution is right, what students find is not, each mistake is
named. It finds the lessons by itself: a new one is tested without a change here."""

import io
import itertools
import json
import linecache
import re
from importlib import resources
from pathlib import Path

import nbformat
import numpy as np
import pytest
from check_helpers import assert_keeps_the_answer, assess_noting
from effort import THOROUGH, picked, sampled

import gammalab as gl
from gammalab.check import check, engine, exercise, forms, hint, sometimes
from gammalab.check.exercise import Exercise, faults, remembering

ROOT = Path(__file__).resolve().parent.parent.parent
PROBLEMS = {problem.id: problem for problem in engine.known_problems()}
SOLUTIONS = json.loads((resources.files("gammalab.check") / "solutions.json").read_text("utf-8"))
DATA = {
    id: remembering(problem)
    for id, problem in PROBLEMS.items()
    if isinstance(problem.body, Exercise)
}
MISTAKES = [(id, k) for id, problem in DATA.items() for k in range(len(problem.body.mistakes))]
number = itertools.count()


def of_form(form):
    return [id for id, problem in PROBLEMS.items() if problem.form == form]


def typed(source, problem):
    """The function that a cell with this source defines, its source known as in a notebook."""
    file = f"<cell {next(number)}>"
    linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
    space = {"np": np, "gl": gl, "io": io, "markets": gl.markets}  # the first cells have them
    exec(compile(source, file, "exec"), space)
    return space[forms.name(problem.signature)]


def found_by_students():
    """What stands in the cell of each problem in exercises/."""
    cells = {}
    for path in sorted((ROOT / "exercises").glob("*-exercises.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            for tag in cell.metadata.get("tags", ()):
                if tag.startswith("problem-"):
                    cells[tag.removeprefix("problem-")] = cell.source
    return cells


GIVEN = found_by_students()


def test_each_problem_is_in_the_exercises_and_has_a_solution():
    assert set(GIVEN) == set(PROBLEMS) == set(SOLUTIONS)


@pytest.mark.parametrize("id", sampled(DATA, of=10))
def test_no_faults(id):
    """The right function is right, each mistake gets its own message, both signs are tried."""
    assert faults(PROBLEMS[id]) == []


@pytest.mark.parametrize("id, k", picked(MISTAKES, of=36))
def test_a_message_keeps_the_answer_ends_its_sentences_and_comes_again(id, k):
    problem = DATA[id]
    mistake = PROBLEMS[id].body.mistakes[k]
    (state, message), records = assess_noting(problem, mistake.what)
    assert_keeps_the_answer(message, records)
    assert re.search(r"[^.?!] (Wrong in|Yours gives|The first|Right already)", message) is None
    if k == 0 or THOROUGH:
        assert problem.assess(mistake.what) == (state, message)


@pytest.mark.parametrize("id", sampled(PROBLEMS, of=9, first=1))  # the notebooks check each of them
def test_solution_is_right(id):
    state, message = PROBLEMS[id].assess(typed(SOLUTIONS[id], PROBLEMS[id]))
    assert state == "right", message
    assert message == DATA[id].body.praise if id in DATA else True


@pytest.mark.parametrize("id", PROBLEMS)
def test_untouched(id):
    problem = PROBLEMS[id]
    state, message = problem.assess(typed(GIVEN[id], problem))
    if problem.form == "bug":
        assert state == "wrong" and message.startswith("it still has the bug: ")
        assert problem.body.mistakes[0].message not in message  # that is for the student to find
    else:
        assert state == "not attempted", message
        assert {"write": "write your answer", "gaps": "gap 1 (", "order": "as they were given"}[
            problem.form
        ] in message
    assert SOLUTIONS[id] not in GIVEN[id]


@pytest.mark.parametrize("id", of_form("gaps"))
def test_each_gap_is_named_while_it_is_open(id):
    solution = SOLUTIONS[id].split("\n")
    lines = GIVEN[id].split("\n")
    gaps = [k for k, line in enumerate(lines) if forms.GAP in line]
    assert gaps
    for filled, k in enumerate(gaps, start=1):
        state, message = PROBLEMS[id].assess(typed("\n".join(lines), PROBLEMS[id]))
        name = lines[k].partition(f"{forms.GAP}{filled}: ")[2]
        assert state == "not attempted" and f"gap {filled} ({name}) is still open" in message
        lines[k] = solution[k]
    assert PROBLEMS[id].assess(typed("\n".join(lines), PROBLEMS[id]))[0] == "right"


@pytest.mark.parametrize("id", sampled(of_form("order"), of=4))
def test_every_line_moved_anywhere(id):
    """Right where the program is the same; else the first line out of place is named."""
    problem, solution = DATA[id], SOLUTIONS[id].split("\n")
    lines = forms.statements(SOLUTIONS[id])
    first = lines[0].lineno - 1
    head, body = solution[:first], solution[first:]
    states = set()
    pairs = itertools.permutations(range(len(body)), 2)
    for old, new in (p for p in pairs if THOROUGH or abs(p[0] - p[1]) == 1 or sum(p) % 4 == 0):
        moved = body.copy()
        moved.insert(new, moved.pop(old))
        source = "\n".join(head + moved)
        state, message = problem.assess(typed(source, problem))
        place = forms.first_out_of_place(source, SOLUTIONS[id])
        states.add(state)
        assert state == ("wrong" if place else "right"), (source, message)
        assert place is None or f"first line out of place: {place}" in message.lower()
    assert states == {"right", "wrong"}


@pytest.mark.parametrize("id", sampled(PROBLEMS))
def test_both_spellings_of_a_number(id, monkeypatch):
    monkeypatch.setattr(engine, "_hints_given", {})
    lesson, _, place = id.partition(".")
    other = f"{int(lesson):02d}.{place}"
    answer = typed(GIVEN[id], PROBLEMS[id])
    first, engine._last = check(other, answer), {}
    assert check(id, answer) == first
    assert repr(hint(other)).startswith(f"{id} hint 1 of") and "hint 2 of" in repr(hint(id))


@pytest.mark.parametrize("mode", ["autograde", "validate"])
def test_nbgrader_sees_what_is_not_right(monkeypatch, mode):
    """nbgrader gives a cell its points unless the cell raises, or results in fewer."""
    monkeypatch.setenv("NBGRADER_EXECUTION", mode)
    asked = itertools.islice(PROBLEMS.items(), mode == "validate", None, 1 if THOROUGH else 6)
    for id, problem in asked:
        assert check(id, typed(SOLUTIONS[id], problem))
        with pytest.raises(AssertionError, match=f"{id} (wrong|not attempted)"):
            check(id, typed(GIVEN[id], problem))


# ---- a problem of one's own ---------------------------------------------------------------------


@pytest.fixture
def register(monkeypatch):
    """Describe a problem 97.1: an option's payoff, with what is given changed."""
    monkeypatch.setattr(engine, "_problems", {})

    def describe(**changed):
        plain = dict(
            id="97.1",
            title="The payoff",
            signature="payoff(spot, quantity)",
            right=lambda spot, quantity: quantity * max(spot - 100, 0),
            inputs=dict(spot=(80.0, 120.0), quantity=[-2, 3]),
            gives={"payoff": "currency"},
            mistakes=[
                (lambda spot, quantity: quantity * (spot - 100), "nobody must exercise"),
                (lambda spot, quantity: max(spot - 100, 0), "that is one option"),
            ],
            hints=("Who would pay 100 for a share that costs less?",),
            praise="an option is a right.",
        )
        return exercise(**(plain | changed))

    return describe


def test_a_sound_problem_has_no_faults(register):
    assert faults(register()) == []
    assert repr(check("97.1", lambda spot, quantity: max(spot - 100, 0))).startswith(
        "97.1 wrong: look at the payoff: that is one option. "
    )


def right(spot, quantity):
    return quantity * max(spot - 100, 0)


def floored(spot, quantity):
    return quantity * (spot - 100)


BAD = [
    (dict(hints=()), "hints must be a tuple of at least one sentence"),
    (dict(hints="One."), "hints must be a tuple"),
    (dict(praise=""), "praise must say something"),
    (dict(mistakes=[(floored, "no"), (right, "")]), "each mistake needs a message"),
    (dict(mistakes=[(floored, "no floor"), (right, "no floor")]), "must not share a message"),
    (dict(mistakes=[(floored, "floor"), (right, "no floor")]), "share the message 'floor'"),
    (dict(mistakes=[(floored, "no floor")]), "mistakes must be two at least, got 1"),
    (dict(mistakes=[(floored, "no"), (lambda spot: spot, "one")]), r"a function takes \(spot\)"),
    (dict(mistakes=[(floored, "no"), (5.0, "five")]), "must be functions, got 5.0"),
    (dict(signature="payoff"), "signature must be like"),
    (dict(inputs=dict(quantity=[1], spot=[1])), "inputs must be spot, quantity, in this order"),
    (dict(inputs=dict(spot=(80.0, 120.0), quantity=[2, 3])), "inputs: quantity is tried with one"),
    (dict(boundaries=[dict(strike=100.0)]), "inputs: boundaries name strike, which is no input"),
    (
        dict(inputs=lambda rng: (rng.uniform(80, 120), -2), boundaries=[dict(spot=100.0)]),
        "boundaries must be left out where inputs is one function",
    ),
    (dict(gives={}), "gives must name what is returned"),
    (dict(points=0), "points must be a whole number from 1, got 0"),
    (dict(points=1.5), "points must be a whole number from 1, got 1.5"),
    (dict(form="guess"), "form must be .*got 'guess'"),
    (dict(id="2"), "id must be lesson.number"),
    (dict(id="02.1"), "id must be lesson.number"),
]


@pytest.mark.parametrize("changed, message", BAD, ids=[message for _, message in BAD])
def test_a_bad_description_is_refused_in_words(register, changed, message):
    with pytest.raises(ValueError, match=message):
        register(**changed)


TWICE = [(floored, "nobody must"), (lambda spot, quantity: -floored(spot, -quantity), "again")]
FOUND = [
    (
        dict(mistakes=[(floored, "not floored"), (right, "none")]),
        "the mistake 'none' is right on all 20 inputs",
    ),
    (dict(mistakes=TWICE), "the mistake 'again' is answered: 'look at the payoff: nobody must."),
    (dict(inputs=dict(spot=(110.0, 120.0), quantity=[-2, 3])), "is right on all 20 inputs"),
    (dict(inputs=lambda rng: (rng.uniform(80, 120), 3)), "quantity comes with one sign only"),
    (dict(inputs=dict(spot=[120.0], quantity=[-2, 3])), "spot is 120.0 in every input"),
    (dict(right=lambda spot, quantity: quantity * np.inf), "gives what is not finite"),
    (
        dict(mistakes=[(floored, "not floored"), (lambda spot, quantity: 1 / 0, "zero")]),
        "(ZeroDivisionError: division by zero)",
    ),
]  # fmt: skip


@pytest.mark.parametrize("changed, message", FOUND, ids=[message for _, message in FOUND])
def test_a_bad_mistake_is_found_by_handing_it_in(register, changed, message):
    found = faults(register(**changed))
    assert any(message in one for one in found), found


def test_a_boundary_is_tried(register):
    """Nobody could see the difference from random prices."""
    at = dict(mistakes=[
        (floored, "not floored"),
        sometimes(lambda spot, quantity: quantity * max(spot - 100, 0, 1 - abs(spot - 100) * 1e9),
                  "at the strike it pays nothing"),
    ])  # fmt: skip
    assert "is right on all 20 inputs" in faults(register(**at))[0]
    assert faults(register(**at, boundaries=[dict(spot=100.0)])) == []


def test_a_sign_may_be_left_out_for_a_reason(register):
    bought = dict(spot=(80.0, 120.0), quantity=[2, 3])
    assert faults(register(inputs=bought, only=dict(quantity="this desk only buys"))) == []


def test_a_library_function_may_be_closed(register):
    problem = register(closed=("gammalab.replay",))
    assert faults(problem) == []
    state, message = problem.assess(lambda spot, quantity: gl.replay(1, 2))
    assert state == "wrong" and "`gl.replay` is closed here" in message


def test_a_mistake_that_shows_sometimes(register):
    below = sometimes(lambda spot, quantity: quantity * (spot - 100), "not below the strike")
    assert faults(register(mistakes=[below, (lambda spot, quantity: -1.0, "always minus 1")])) == []


def test_two_problems_cannot_have_one_number(register):
    register()
    register()  # the module was loaded again
    with pytest.raises(ValueError, match="id '97.1' belongs to The payoff already"):
        register(title="Another")


# ---- what a part of an answer earns -------------------------------------------------------------


@pytest.fixture
def two_things(register):
    return register(
        signature="both(spot, quantity)",
        right=lambda spot, quantity: (max(spot - 100, 0), quantity * max(spot - 100, 0)),
        gives={"payoff of one": "currency", "payoff": "currency"},
        mistakes=[
            (lambda spot, quantity: (spot - 100, quantity * (spot - 100)), "nobody must exercise"),
            (lambda spot, quantity: (max(spot - 100, 0),) * 2, "that is one option"),
        ],
        points=3,
    )


def test_a_part_that_is_right_earns_its_share(two_things, monkeypatch):
    assert faults(two_things) == []
    outcome = check("97.1", lambda spot, quantity: (max(spot - 100, 0), 0.0))
    assert (outcome.state, outcome.earned) == ("wrong", 1)
    assert "Right already, 1 of 2: payoff of one." in repr(outcome)
    assert check("97.1", lambda spot, quantity: (0.0, 0.0)).earned == 0
    assert check("97.1", two_things.body.right).earned == 3


def test_nbgrader_takes_the_points_of_a_part(two_things, monkeypatch, capsys):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert check("97.1", lambda spot, quantity: (max(spot - 100, 0), 0.0)) == 1
    assert "Right already, 1 of 2: payoff of one." in capsys.readouterr().out
    with pytest.raises(AssertionError):
        check("97.1", lambda spot, quantity: (0.0, 0.0))


# ---- what the source of an answer tells ---------------------------------------------------------


def test_an_ellipsis_elsewhere_is_no_gap(register):
    problem = register(form="gaps")
    source = "def payoff(spot, quantity):\n    one = np.array(spot)[...] - 100\n"
    source += "    return quantity * max(one, 0)"
    assert problem.assess(typed(source, problem))[0] == "right"


def test_a_gap_without_its_comment(register):
    problem = register(form="gaps")
    source = "def payoff(spot, quantity):\n    one = ...\n    return quantity * one"
    assert problem.assess(typed(source, problem)) == (
        "not attempted",
        "a gap is still open: `one = ...`.",
    )


IN_ORDER = "def f(x, y):\n    a = x\n    x = y\n    a += x\n    y = 2\n    y = a\n    return y"


@pytest.mark.parametrize(
    "lines, why",
    [
        ("a = x|x = y|a += x|y = 2|y = a|return y", None),
        ("a = x|x = y|y = 2|a += x|y = a|return y", None),
        ("x = y|a = x|a += x|y = 2|y = a|return y", "`x = y` changes `x`, and `a = x` still needs"),
        ("a = x|a += x|x = y|y = 2|y = a|return y", "`a += x` needs `x` as `x = y` sets it."),
        ("a = x|x = y|a += x|y = a|y = 2|return y", "`y = 2` must set `y` before `y = a` does."),
        ("a = x|x = y|a += x|y = 2|return y|y = a", "`return y` ends the function, and `y = a`"),
        ("a = x|x = y|a += x|y = 3|y = a|return y", None),  # another line: not ours to judge
    ],
)
def test_first_line_out_of_place(lines, why):
    source = "\n    ".join(["def f(x, y):", '"""With a docstring."""', *lines.split("|")])
    said = forms.first_out_of_place(source, IN_ORDER)
    assert said == why or said.startswith(why)


def test_a_program_of_ones_own_is_judged_by_what_it_gives():
    """Whoever writes the lines anew, or hands in a lambda, is not told about their order."""
    for id in picked(of_form("order"), of=4):
        state, message = PROBLEMS[id].assess(PROBLEMS[id].body.right)
        assert state == "right"
        wrong = PROBLEMS[id].body.mistakes[0]
        state, message = PROBLEMS[id].assess(wrong.what)
        assert state == "wrong" and "out of place" not in message
