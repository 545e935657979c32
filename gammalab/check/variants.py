"""Variants of an exercise, one for each student: a public solution does not solve graded work.

A lesson's ``variants.py`` says which number of an exercise may change, and what that does::

    vary(
        "1.3", "This desk counts {year} days in a year, not 365.",
        lambda f, year: lambda spot, vol, days: f(spot, vol, days * 365 / year),
        year=[*range(240, 361)],
    )

The change is told as a function of functions. It makes the student's right answer out of the
exercise's own, and each mistake out of its mistake, so that the reasons stay. The exercise as
everybody has it becomes one more mistake, and the random inputs are the student's own, too.

Both are drawn from the student's id alone: nothing has to be kept or handed out. Whoever knows an
id can draw its variant; what can be had nowhere is a program that was written for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from gammalab._words import OR, listed

from . import engine
from .exercise import Exercise
from .judge import Mistake
from .shown import Task
from .whose import whose

A_NUMBER = "a number"
FORMS = ("write", "gaps")  # lines to put in order, and a bug to find, are given with their numbers
CLOSED = ("gammalab.check.engine.find", "gammalab.check.engine.variants")
WHOLE = "all that was tried agrees."
COPIED = "that solves the exercise as everybody has it. Yours differs: {}"


def vary(id: str, text: str, change: Callable, **draws: Sequence) -> None:
    """Let the exercise `id` have variants.

    Parameters
    ----------
    id : of an exercise that is data, in the form "write" or "gaps"
    text : what is different, in a sentence or two, with each drawn number as ``{name}``
    change : ``change(f, **drawn)`` makes the function of the variant out of the exercise's `f`
    draws : for each number what it may be, such as ``year=[250, 252, 360]``; never what the
        exercise itself has

    Raises
    ------
    ValueError, naming the exercise and what is allowed.
    """
    problem = engine.find(id)
    if not isinstance(problem.body, Exercise) or problem.form not in FORMS:
        raise ValueError(f"vary {id!r}: only an exercise of the form {listed(FORMS, OR)} varies")
    told = set(re.findall(r"\{(\w+)", text))
    if not draws or told != set(draws):
        named = ", ".join(draws) if draws else A_NUMBER
        raise ValueError(f"vary {id!r}: text must name {named}: {text!r}")

    def draw(student: str) -> tuple[engine.Problem, str]:
        stream = np.random.Generator(np.random.SFC64(engine.seed(f"{problem.id} {student}")))
        drawn = {name: choices[stream.integers(len(choices))] for name, choices in draws.items()}
        own = text.format(**{name: _said(value) for name, value in drawn.items()})
        return _changed(problem, lambda f: change(f, **drawn), own, student), own

    engine.register_variants(problem.id, draw)


def _said(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _changed(problem, change, text, student):
    body = problem.body
    made = [Mistake(body.right, COPIED.format(text))]
    made += [
        one._replace(what=change(one.what))
        for one in body.mistakes
        if not re.search(r"\d", one.message)  # it names a number of the exercise
    ]
    body = replace(
        body,
        right=change(body.right),
        mistakes=tuple(made),
        praise=WHOLE if re.search(r"\d", body.praise) else body.praise,
        closed=(*body.closed, *CLOSED),
    )
    return replace(problem, body=body, variant=student)


def variant(problem: str, student: str = "") -> Task:
    """Show what is different in a student's variant of an exercise.

    Raises
    ------
    ValueError, if there is no such exercise, if it has no variants, or if nobody's id is known.
    """
    mine, text = engine.variants(engine.find(problem).id)(whose(student))
    return Task(mine.id, text, mine.variant)
