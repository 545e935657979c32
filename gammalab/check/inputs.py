"""Inputs to try a student's function on: `cases`.

A slip often shows on one side only: `abs(delta)` is right for calls, `floor(x) + 1` wherever x is
not whole. So `cases` draws the ends of each range, every member of a list, and the boundaries
that the problem names, and it refuses to try a signed quantity with one sign.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import SimpleNamespace

import numpy as np

SIGNED = ("delta", "deltas", "quantity", "quantities", "shares", "position", "side")
SIDES = {"call": "put", "put": "call", "long": "short", "short": "long"}


def cases(
    rng: np.random.Generator,
    n: int = 20,
    *,
    boundaries: Sequence[Mapping | Callable] = (),
    only: Mapping[str, str] | None = None,
    **inputs,
) -> Iterator[SimpleNamespace]:
    """Cases with random inputs, rounded to four figures so that they can be tried by hand.

    Each input is a pair of floats (uniform between them), a pair of integers (both included), a
    list (one of its members), or a function of `rng`. Where `n` allows it, both ends of each pair
    and every member of each list come up.

    Parameters
    ----------
    rng : source of the random inputs
    n : number of cases, without the boundaries
    boundaries : one more case each: inputs to hold exactly, such as ``dict(spot=100.0,
        strike=100.0)``, or a function of the case that returns them, such as
        ``lambda case: dict(strike=case.spot)``. Name the points where the rule changes: the
        strike, the last day, a whole number before it is rounded.
    only : why an input is tried on one side, such as ``dict(quantity="nobody lends -3 shares")``.
        Without it an input called as in `SIGNED` must come up with both signs, and a list
        with "call" or "long" must have the other side too.

    Raises
    ------
    ValueError, naming the input that is tried on one side without a reason, or a boundary's
    input that does not exist.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> draws = dict(delta=(-1.0, 1.0), quantity=[-5, 5], right=["call", "put"])
    >>> for case in cases(rng, 3, boundaries=[dict(delta=0.0)], **draws):
    ...     print(case)
    namespace(delta=-1.0, quantity=5, right='call')
    namespace(delta=1.0, quantity=-5, right='put')
    namespace(delta=0.8973, quantity=-5, right='put')
    namespace(delta=0.0, quantity=5, right='call')
    """
    only = dict(only or {})
    for name, how in inputs.items():
        if (fault := _one_sided(name, how)) and not only.pop(name, ""):
            raise ValueError(
                f"{name} is tried {fault}: draw the other too, or say why not, in "
                f"only=dict({name}='…')"
            )
    if only:
        raise ValueError(f"only names {', '.join(only)}, which is tried on both sides, or no input")
    return _drawn(rng, n, boundaries, inputs)


def _one_sided(name: str, how) -> str:
    if callable(how):
        return ""
    values = list(how)
    for value in values:
        if isinstance(value, str) and SIDES.get(value, value) not in values:
            return f'as "{value}" only'
    if name in SIGNED and not (min(values) < 0 < max(values)):
        return "with one sign only"
    return ""


def _drawn(rng, n, boundaries, inputs) -> Iterator[SimpleNamespace]:
    ways = {name: _way(rng, how) for name, how in inputs.items()}
    ends = _ends(inputs, n)
    for k in range(n + len(boundaries)):
        case = SimpleNamespace(**{name: next(way) for name, way in ways.items()})
        exact = ends.get(k, {})
        if k >= n:
            exact = boundaries[k - n]
            exact = exact(case) if callable(exact) else exact
            if unknown := set(exact) - set(inputs):
                raise ValueError(f"boundaries name {', '.join(sorted(unknown))}, which is no input")
        vars(case).update(exact)
        yield case


def _ends(inputs, n: int) -> dict[int, dict]:
    """By case: the one input that stands at an end there. Half of the cases stay random."""
    pairs = [(name, how) for name, how in inputs.items() if isinstance(how, tuple)]
    at_ends = [{name: how[end]} for name, how in pairs for end in (0, 1)]
    return dict(enumerate(at_ends[: max(2, n // 2)]))


def _way(rng: np.random.Generator, how) -> Iterator:
    """Draws without end; a list comes up in rounds, each in another order."""
    if callable(how):
        while True:
            yield how(rng)
    if isinstance(how, list):
        while True:
            yield from (how[i] for i in rng.permutation(len(how)))
    low, high = how
    whole = isinstance(low, int) and isinstance(high, int)
    for _ in itertools.count():
        if whole:
            yield int(rng.integers(low, high, endpoint=True))
        else:
            yield float(f"{rng.uniform(low, high):.4g}")
