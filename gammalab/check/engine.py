"""Problems, where they are found, and what a student calls: `check`, `hint`, `solution`.

Most problems are data: see ``exercise.py``. One that asks for more than a comparison is a function,
registered in a lesson's ``problems.py``::

    @problem("2.1", "The hedge of one option", points=2, signature="hedge(delta, quantity)",
             hints=("What does a long call gain when the stock rises by 1?",
                    "The hedge must lose as much.",
                    "It is minus the delta of all the options."))
    def hedge_of_one_option(answer, rng):
        for case in cases(rng, delta=(-0.95, 0.95), quantity=[-20, -1, 3, 50]):
            compare(
                answer(case.delta, case.quantity), -case.delta * case.quantity,
                quantity="hedge", unit="shares",
                mistakes=[(case.delta * case.quantity, "it gains when the options gain: should a "
                                                       "hedge do that?")])
        return "a hedge is minus the delta, times how many you hold."

The body calls `answer` like the student's function. It need not care for what that function
does: a stub, an exception, an endless loop and odd results are all met on the way.
"""

from __future__ import annotations

import copy
import importlib
import importlib.resources
import json
import os
import pkgutil
import re
import weakref
import zlib
from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import assess, cells, forms, process, record, seen, words
from .answer import Answer, Finding
from .shown import Graded, Hint, Outcome, Solution, Table
from .whose import whose

SECONDS = 5.0  # for one whole check
STILL_THERE = " It could not be stopped so far: if the notebook stays slow, restart the kernel."
COURSE = "gammalab.course"  # where lessons keep their problems: lesson_NN/problems.py


@dataclass(frozen=True)
class Problem:
    """One exercise: what is asked, worth how much, and the function that checks an answer."""

    id: str
    title: str
    body: Callable[[Answer, np.random.Generator], str | None]
    points: int = 1
    hints: tuple[str, ...] = ()
    signature: str = ""
    seconds: float = SECONDS
    form: str = "write"  # see forms.py
    home: str = ""  # where it is written: a module that is loaded again may register it again
    variant: str = ""  # the student whose variant this is; see variants.py

    def assess(self, function) -> tuple[str, str]:
        """The state ("right", "wrong", "error", "not attempted") of an answer, and why."""
        return self.examine(function)[:2]

    def examine(self, function, debug: bool = False) -> Finding:
        """How an answer is found to be; with `debug` it runs here and now (see ``assess.py``)."""
        if self.form == "write":
            return assess.examine(self, function, debug)
        solved = _sources().get(self.id)
        if said := forms.not_begun(self.form, function, solved):
            return Finding("not attempted", said)
        found = assess.examine(self, function, debug)
        return forms.retold(self.form, function, found, self.body.mistakes[0].message, solved)

    @property
    def seed(self) -> int:
        return seed(f"{self.id} {self.variant}".strip())

    def rng(self) -> np.random.Generator:
        """A new stream of the problem's own: every answer meets the same inputs."""
        return np.random.Generator(np.random.SFC64(self.seed))


def seed(text: str) -> int:
    """The same number for the same text, on every machine."""
    return zlib.crc32(text.encode())


# ---- where problems are found --------------------------------------------------------------

_problems: dict[str, Problem] = {}
_variants: dict[str, Callable[[str], tuple[Problem, str]]] = {}
_hints_given: dict[str, int] = {}
_last: dict[str, weakref.ref] = {}  # the function that was checked last
AGAIN = "This is the function of your last check. If you have changed its cell, run the cell first."
_failed: dict[str, tuple | None] = {}  # the inputs the last check ended with


def problem(
    id: str,
    title: str,
    *,
    points: int = 1,
    hints: tuple[str, ...] = (),
    signature: str = "",
    seconds: float = SECONDS,
) -> Callable[[Callable], Problem]:
    """Register the decorated ``body(answer, rng)`` as the check of problem `id`, such as "2.3".

    The body returns what to say when all is right. `signature`, such as
    ``"hedge(delta, quantity)"``, is how the student is asked to write the function; `seconds`
    is the time limit of one check.

    Raises
    ------
    ValueError, if `id` is not of the form "2.3" or belongs to another problem.
    """
    if isinstance(hints, str):
        raise ValueError(f"hints must be a tuple of strings, got the string {hints!r}")

    def registered(body: Callable) -> Problem:
        home = f"{body.__module__}: {body.__name__}"
        return register(
            Problem(id, title, body, points, tuple(hints), signature, seconds, home=home)
        )

    return registered


def register(new: Problem) -> Problem:
    """Let `check` and the build know a problem. ValueError, if its id cannot be its own."""
    if not re.fullmatch(r"(0|[1-9]\d*)\.[1-9]\d*", new.id):
        raise ValueError(f"id must be lesson.number, such as '2.3', got {new.id!r}")
    old = _problems.get(new.id)
    if old and old.home != new.home:
        raise ValueError(f"id {new.id!r} belongs to {old.home.rpartition(': ')[2]} already")
    _problems[new.id] = new
    return new


def find(id: str) -> Problem:
    """The problem of that id, "2.1" or "02.1"; its lesson is imported when it is first asked for.

    Raises
    ------
    ValueError, naming the ids that exist.
    """
    if isinstance(id, float):
        raise ValueError(f'problem must be in quotes, such as "{id}", got the number {id}')
    own = id
    if isinstance(id, str) and re.fullmatch(r"\d+\.\d+", id):
        lesson, number = map(int, id.split("."))
        own = f"{lesson}.{number}"  # as in a heading; questions have two digits: "02.1"
        if own not in _problems and f"lesson_{lesson:02d}" in _lesson_modules():
            _load(f"lesson_{lesson:02d}")
    if not isinstance(own, str) or own not in _problems:
        known = ", ".join(p.id for p in known_problems()) or "none yet"
        raise ValueError(f"problem must be one of the known ids ({known}), got {id!r}")
    return _problems[own]


def register_variants(id: str, draw: Callable[[str], tuple[Problem, str]]) -> None:
    """Let `check` know how a problem differs from student to student."""
    _variants[id] = draw


def variants(id: str) -> Callable[[str], tuple[Problem, str]]:
    """Of a student's id: the problem as it is for that student, and what is different.

    Raises
    ------
    ValueError, if the problem has no variants, naming those of the lesson that have some.
    """
    lesson = int(id.partition(".")[0])
    if id not in _variants:
        _load(f"lesson_{lesson:02d}", "variants")
    if id not in _variants:
        those = [one for one in _variants if one.startswith(f"{lesson}.")]
        known = ", ".join(those) or "none of them"
        raise ValueError(f"problem {id!r} has no variants; in its lesson {known} has")
    return _variants[id]


def as_asked(id: str, student: str | None) -> tuple[Problem, str]:
    """The problem as everybody has it, or as it is for a student; and what is different then."""
    problem = find(id)
    return (problem, "") if student is None else variants(problem.id)(student)


def _load(lesson: str, what: str = "problems") -> None:
    """Import the problems of a lesson such as "lesson_02", or their variants, if it has some."""
    module = f"{COURSE}.{lesson}.{what}"
    try:
        importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise


def _lesson_modules() -> list[str]:
    package = importlib.import_module(COURSE)
    names = (module.name for module in pkgutil.iter_modules(package.__path__))
    return sorted(name for name in names if re.fullmatch(r"lesson_\d+", name))


def known_problems() -> list[Problem]:
    """Every problem of the course, in its order."""
    for lesson in _lesson_modules():
        _load(lesson)
    return sorted(_problems.values(), key=_order)


def _order(p: Problem) -> tuple[int, ...]:
    return tuple(int(part) for part in p.id.split("."))


# ---- what a student calls ------------------------------------------------------------------


def check(
    problem: str, answer: Any, debug: bool = False, variant: str | None = None
) -> Outcome | float:
    """Check your function for a problem, e.g. ``check("2.3", my_function)``.

    The outcome is *right*, *wrong*, *error* (your function raised, or did not finish) or *not
    attempted*, with a message. The same function gets the same outcome each time. Your function
    is called many times; what it prints and draws is shown for the first call.

    With ``debug=True`` your function runs in the notebook itself, without a time limit. What it
    raises comes out with its whole traceback; ``%debug`` in the next cell then stands in the
    line that raised, and ``breakpoint()`` works.

    With ``variant="ann"`` the problem is as it is for the student of that id in graded work
    (``variants.py``); with ``variant=""`` for the user of the JupyterHub.

    Raises
    ------
    ValueError, if there is no such problem, or no such variant. AssertionError, if nbgrader is
    grading and no part of the answer is right; where some parts are, the result then is the number
    of points.
    """
    student = None if variant is None else whose(variant)
    asked, differs = as_asked(problem, student)
    problem = asked.id
    if debug:
        found = asked.examine(answer, debug=True)
    else:
        where = (problem, student)
        there = process.assess(where, answer, asked.seconds) if callable(answer) else None
        found = there or asked.examine(answer)
    message = told = found.message
    if differs and found.state == "wrong" and differs not in message:
        message = told = f"{message} Yours: {differs}"
    again = _checked_again(problem, answer)
    if stale := cells.stale(answer):
        message = told = f"{message} {stale}".strip()
    elif again and found.state != "not attempted":
        told = f"{message} {AGAIN}".strip()
    _failed[problem] = found.failed
    outcome = Outcome(
        problem, asked.title, found.state, told, asked.points, _next_steps(asked, found),
        found.share,
    )  # fmt: skip
    record.note(
        "check",
        problem=problem, state=found.state, message=record.wording(message),
        points=outcome.earned, of=asked.points,
    )  # fmt: skip
    seen.show(found.pictures)
    if os.environ.get("NBGRADER_EXECUTION"):
        # nbgrader, which sets this when it grades, gives a cell its points unless it raises or
        # writes to stderr, and looks for a number of points in what the cell results in.
        if not outcome and not outcome.earned:
            raise AssertionError(repr(outcome))
        if not outcome:
            print(outcome)
            return float(outcome.earned)
        return Graded(**vars(outcome))
    return outcome


def _checked_again(problem, answer):
    """Note the function that is checked, and say whether it is the very one of the last check:
    text that was not run makes no new one."""
    before = _last.get(problem)
    try:
        _last[problem] = weakref.ref(answer)
    except TypeError:  # nothing that a cell defines
        _last.pop(problem, None)
    return before is not None and before() is answer


def _next_steps(asked: Problem, found: Finding) -> str:
    """What to do next, below the outcome."""
    steps = []
    if found.state != "right" and asked.hints:
        steps.append(f'Stuck? `hint("{asked.id}")`')
    if "case(" in found.message:
        steps.append("The inputs: `from gammalab.check import case`")
    if found.state == "error" and found.failed:
        name = forms.name(asked.signature) or "my_function"
        steps.append(
            f'The whole traceback: `check("{asked.id}", {name}, debug=True)`, then `%debug`'
        )
    return ". ".join(steps)


def case(problem: str) -> tuple:
    """The inputs that the last check of a problem ended with, by your own names.

    ``my_function(*case("2.5"))`` calls your function with them again; ``case("2.5").spots`` is
    one of them.

    Raises
    ------
    ValueError, if there is no such problem. LookupError, if it was not checked, or came out right.
    """
    problem = find(problem).id
    if not _failed.get(problem):
        raise LookupError(f'no inputs are kept of problem {problem}: run `check("{problem}", …)`')
    names, values = _failed[problem]
    if len(set(names)) == len(values) and all(map(str.isidentifier, names)):
        return namedtuple("Case", names, rename=True)(*copy.deepcopy(values))
    return tuple(copy.deepcopy(values))


def hint(problem: str, level: int | None = None) -> Hint:
    """A hint for a problem: each one goes deeper; ``level=2`` shows the second again.

    It is used up when it is shown: by the last line of a cell, or by ``print``. Elsewhere in a
    cell Python drops it, and the next call gives it once more.

    Raises
    ------
    ValueError, if there is no such problem, or no hint of that level.
    """
    asked = find(problem)
    problem, hints, given = asked.id, asked.hints, _hints_given.get(asked.id, 0)
    deeper = given + (level is None)
    if deeper > max(given, len(hints)):
        said = words.NO_MORE_HINTS if hints else words.NO_HINT
        return Hint(problem, said.format(problem=problem, hints=len(hints)))
    if level is None:
        level = deeper
    elif isinstance(level, bool) or not isinstance(level, int) or not 1 <= level <= len(hints):
        said = words.LEVEL if hints else words.NO_LEVEL
        raise ValueError(said.format(hints=len(hints), level=level))

    def shown():
        _hints_given[problem] = max(deeper, _hints_given.get(problem, 0))
        record.note("hint", problem=problem, level=level)

    return Hint(problem, hints[level - 1], level, len(hints), shown)


def solution(problem: str) -> Solution:
    """Show one solution of a problem.

    Raises
    ------
    ValueError, if there is no such problem; FileNotFoundError or LookupError, if the solutions
    have not been built, or not this one. PermissionError, while nbgrader is grading.
    """
    problem = find(problem).id
    if os.environ.get("NBGRADER_EXECUTION"):
        raise PermissionError("solution() is closed while nbgrader grades")
    sources = _sources()
    if not _solutions_file().is_file():
        raise FileNotFoundError(
            "gammalab/check/solutions.json is missing: `make build` writes it from lessons/"
        )
    if problem not in sources:
        raise LookupError(
            f"gammalab/check/solutions.json holds no solution of problem {problem!r}: "
            "`make build` writes it from lessons/"
        )
    return Solution(problem, sources[problem])


def _sources() -> dict[str, str]:
    """The source of each solution by the problem's id; empty when they have not been built."""
    try:
        return json.loads(_solutions_file().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}


def _solutions_file():
    return importlib.resources.files(__package__) / "solutions.json"


def problems() -> Table:
    """All problems of the course: id, title, points."""
    rows = tuple((p.id, p.title, p.points) for p in known_problems())
    return Table(("problem", "title", "points"), rows)
