"""An exercise as data: a function to write, and the mistakes that students make in it.

A lesson's ``problems.py`` holds them::

    exercise(
        "2.1", "The hedge", "hedge(delta, quantity)",
        lambda delta, quantity: -delta * quantity,
        inputs=dict(delta=(-0.95, 0.95), quantity=[-500, -1, 3, 100]),
        gives={"hedge": "shares"},
        mistakes=[
            (lambda delta, quantity: delta * quantity, "it doubles the risk"),
            (lambda delta, quantity: -delta, "it hedges one option, not all of them"),
        ],
        hints=("When the share rises by 1, how much do all the options together gain?",),
        praise="the hedge is minus the delta of all the options.",
    )

A mistake is a function that a student might hand in. So the check knows what it gives, and
`faults` can hand it in and look for its message: one test does so for the whole course.

How an exercise looks to a student (its form) is in ``forms.py``. A check that compares no
numbers, or more than that, is written with `engine.problem`.
"""

from __future__ import annotations

import inspect
import pickle
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from . import engine, forms
from .answer import Answer
from .inputs import SIGNED, cases
from .judge import ATOL, RTOL, Mistake, compare, forbid, unpack


@dataclass(frozen=True)
class Exercise:
    """The check of an exercise: ask, compare, name the mistake. Made by `exercise`."""

    right: Callable
    inputs: dict | Callable
    boundaries: tuple
    only: dict[str, str]
    gives: dict[str, str]
    mistakes: tuple[Mistake, ...]
    praise: str
    closed: tuple[str, ...]
    n: int
    each: str
    rtol: float
    atol: float

    def asked(self, rng: np.random.Generator) -> Iterator[tuple]:
        """The arguments of each call, the same for every answer."""
        if callable(self.inputs):
            drawn = (self.inputs(rng) for _ in range(self.n))
        else:
            more = dict(boundaries=self.boundaries, only=self.only)
            drawn = (vars(one).values() for one in cases(rng, self.n, **more, **self.inputs))
        for given in drawn:
            yield tuple(one.item() if isinstance(one, np.generic) else one for one in given)

    def __call__(self, answer: Answer, rng: np.random.Generator) -> str:
        """Hold an answer against the right function, and against each mistake."""
        forbid(*self.closed)
        for given in self.asked(rng):
            found = [answer(*given), self.right(*given), *(m.what(*given) for m in self.mistakes)]
            if len(self.gives) > 1:
                found[0] = unpack(found[0], *self.gives)
            else:
                found = [(one,) for one in found]
            for k, (quantity, unit) in enumerate(self.gives.items()):
                got, want, *wrong = (one[k] for one in found)
                made = [
                    mistake._replace(what=value)
                    for mistake, value in zip(self.mistakes, wrong, strict=True)
                ]
                compare(
                    got, want, quantity, unit, made,
                    each=self.each, rtol=self.rtol, atol=self.atol, right=self._only(k),
                )  # fmt: skip
        return self.praise

    def _only(self, k: int) -> Callable:
        """The right function of one quantity."""
        if len(self.gives) == 1:
            return self.right
        return lambda *given: self.right(*given)[k]


def exercise(
    id: str,
    title: str,
    signature: str,
    right: Callable,
    *,
    inputs: dict | Callable,
    boundaries: tuple = (),
    only: dict[str, str] | None = None,
    gives: dict[str, str],
    mistakes: list,
    hints: tuple[str, ...],
    praise: str,
    points: int = 1,
    form: str = "write",
    closed: tuple[str, ...] = (),
    n: int = 20,
    each: str = "entry",
    rtol: float = RTOL,
    atol: float = ATOL,
) -> engine.Problem:
    """Register an exercise, so that `check`, `hint` and the build know it.

    Parameters
    ----------
    id, title : such as ``"2.1"``, ``"The hedge"``; they stand nowhere else
    signature : what the student writes, such as ``"hedge(delta, quantity)"``
    right : a function of the same arguments that gives the right result
    inputs : for each argument a pair (between), a list (one of) or a function of rng, as in
        `inputs.cases`; or one function of rng that returns all arguments
    boundaries, only : inputs to try exactly, and why one is tried on one side: see `inputs.cases`
    gives : ``{quantity: unit}``, one for each thing returned, in order; of several things each
        that is right earns its share of the points, in whole points
    mistakes : ``(function, message)`` pairs, likeliest first; wrap one in `judge.sometimes` if it
        shows in some cases only. If `form` is "bug", the first is the bug.
    hints : sentences, each deeper than the one before
    praise : what is said of a right answer
    form : "write", "gaps", "order" or "bug": see ``forms.py``
    closed : library functions that the student is asked to write, such as ``"gammalab.replay"``
    n : how many calls one check makes
    each : what an entry of an array is, such as ``"trade"``
    rtol, atol : it is right when ``|got - right| <= atol + rtol * |right|``

    Raises
    ------
    ValueError, naming the exercise, the argument and what is allowed.
    """
    made = tuple(m if isinstance(m, Mistake) else Mistake(*m) for m in mistakes)
    for fault in _faults_on_sight(
        signature, right, inputs, boundaries, gives, made, hints, praise, points
    ):
        raise ValueError(f"exercise {id!r}: {fault}")
    if form not in forms.FORMS:
        raise ValueError(f"exercise {id!r}: form must be {forms.ALLOWED}, got {form!r}")
    body = Exercise(
        right, inputs, tuple(boundaries), only or {}, gives, made, praise, tuple(closed), n, each,
        rtol, atol,
    )  # fmt: skip
    if not callable(inputs):
        try:
            list(body.asked(np.random.default_rng(0)))
        except ValueError as error:
            raise ValueError(f"exercise {id!r}: inputs: {error}") from None
    home = f"{right.__module__}: {title}"
    return engine.register(
        engine.Problem(id, title, body, points, tuple(hints), signature, form=form, home=home)
    )


def _faults_on_sight(signature, right, inputs, boundaries, gives, mistakes, hints, praise, points):
    """What is wrong with a description, seen without a call: sentences."""
    if not re.fullmatch(r"[a-z]\w*\(\w+(, \w+)*\)", signature):
        yield f"signature must be like 'hedge(delta, quantity)', got {signature!r}"
        return
    names = forms.parameters(signature)
    for function in (right, *(mistake.what for mistake in mistakes)):
        if not callable(function):
            yield f"right and each mistake must be functions, got {function!r}"
            return
        try:
            inspect.signature(function).bind(*names)
        except TypeError:
            yield f"{signature} is asked, but a function takes {inspect.signature(function)}"
    if not callable(inputs) and list(inputs) != names:
        yield f"inputs must be {', '.join(names)}, in this order, got {', '.join(inputs)}"
    if callable(inputs) and boundaries:
        yield (
            "boundaries must be left out where inputs is one function, which returns them itself, "
            f"got {boundaries!r}"
        )
    if not gives:
        yield "gives must name what is returned, such as {'hedge': 'shares'}"
    if isinstance(points, bool) or not isinstance(points, int) or points < 1:
        yield f"points must be a whole number from 1, got {points!r}"
    if isinstance(hints, str) or not hints or not all(hints):
        yield f"hints must be a tuple of at least one sentence, got {hints!r}"
    if not praise:
        yield "praise must say something"
    if len(mistakes) < 2:
        yield f"mistakes must be two at least, got {len(mistakes)}"
    messages = [mistake.message for mistake in mistakes]
    for message in messages:
        if not isinstance(message, str) or not message.strip():
            yield f"each mistake needs a message, got {message!r}"
        elif any(message in other for other in messages if other is not message):
            yield f"two mistakes must not share the message {message!r}"
    if len(set(messages)) < len(messages):
        yield "two mistakes must not share a message"


def faults(problem: engine.Problem) -> list[str]:
    """What is wrong with an exercise, found by handing in its own right answer and mistakes.

    An empty list: the right answer is right, each mistake is wrong and gets its own message,
    positions and deltas come with both signs, and no number is the same in every input.
    """
    handed_in, problem = problem.body.mistakes, remembering(problem)
    body, found = problem.body, []
    asked = list(body.asked(problem.rng()))
    # Now, and remembered: a library function may be closed later.
    known = [body.right(*given) for given in asked]
    several = known if len(body.gives) > 1 else [(one,) for one in known]
    numbers = np.concatenate([np.ravel(one) for things in several for one in things])
    if not np.isfinite(numbers.astype(float)).all():
        found.append("the right function gives what is not finite")
    state, message = problem.assess(_named(body.right, problem))
    if state != "right":
        found.append(f"the right function is {state}: {message}")
    to_find = handed_in[0] if problem.form == "bug" else None  # answered without its cause
    for mistake in handed_in:
        state, message = problem.assess(_named(mistake.what, problem))
        if state == "right":
            found.append(f"the mistake {mistake.message!r} is right on all {len(asked)} inputs")
        elif state != "wrong":
            found.append(f"the mistake {mistake.message!r} is {state}: {message}")
        elif (forms.STILL if mistake is to_find else mistake.message) not in message:
            found.append(
                f"the mistake {mistake.message!r} is answered: {message!r}. Move it up, or choose "
                "inputs that tell the two apart"
            )
    by_name = zip(forms.parameters(problem.signature), zip(*asked, strict=True), strict=True)
    for name, values in by_name:
        if name in SIGNED and name not in body.only:
            values = np.concatenate([np.ravel(one) for one in values])
            if not min(values) < 0 < max(values):
                found.append(f"{name} comes with one sign only: let it take both")
        plain = all(isinstance(one, str | float | int | np.generic | np.ndarray) for one in values)
        if plain and name not in body.only and all(np.array_equal(values[0], v) for v in values):
            found.append(
                f"{name} is {values[0]!r} in every input: let it vary, or it may be built in"
            )
    return found


def remembering(problem: engine.Problem) -> engine.Problem:
    """The same exercise, for who checks many answers: what it compares with is computed once.

    Every answer meets the same inputs, and each is held against the right answer and all mistakes.
    """
    body = problem.body
    mistakes = tuple(one._replace(what=_once(one.what)) for one in body.mistakes)
    return replace(problem, body=replace(body, right=_once(body.right), mistakes=mistakes))


def _once(function):
    """The function, called once for each of its inputs: what it gave, or raised, comes again."""
    known = {}

    def remembered(*given):
        key = pickle.dumps(given)
        if key not in known:
            try:
                known[key] = pickle.dumps(function(*given)), None
            except Exception as error:
                known[key] = None, error
        result, error = known[key]
        if error is not None:
            raise error
        return pickle.loads(result)  # anew: nobody changes what the next will be given

    return remembered


def _named(function, problem):
    """The function as a student hands it in: by the name and the arguments that are asked for."""
    given, space = ", ".join(forms.parameters(problem.signature)), {"function": function}
    exec(f"def {problem.signature}: return function({given})", space)
    return space[forms.name(problem.signature)]
