"""When to trade the hedge, and to which delta.

A policy is called once per step with a `Moment` and returns the hedge to hold from there on, in
units of the underlying: `now.neutral` makes the delta zero, `now.hedge` leaves things as they are.
Any function of that shape is a policy; those here are small frozen dataclasses. A policy sees many
paths at once (arrays of one value per path), must treat each path by itself, and must give the same
answer when asked again: the ledger asks a second time.

All of them set up a neutral hedge at the first step, `Never` apart. None is asked at the horizon:
there the replay closes the hedge.

This module knows nothing of what a trade costs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ._validate import choice, one_number, positive, whole_number


class Moment:
    """What a policy sees: one time step of a block of paths.

    step: 0, 1, ... steps - 1; `steps` is their number. time: years since the start; `dt`: years to
    the next step. spot: (n,) currency. hedge: (n,) units held before the decision. traded_spot:
    (n,) spot at the last trade (the first spot before any). delta, gamma, vega, theta: (n,) of the
    whole book, computed with the volatility that is hedged with, on first use.
    """

    def __init__(self, book, step, times, spot, hedge, traded_spot, vol, rate, carry):
        self.step, self.steps = step, len(times) - 1
        self.time, self.dt = times[step], times[step + 1] - times[step]
        self.spot, self.hedge, self.traded_spot = spot, hedge, traded_spot
        self.book, self.vol, self.rate, self.carry = book, vol, rate, carry

    def greek(self, name: str) -> np.ndarray:
        """Any Greek of the book by name, (n,), in the units of `black_scholes`."""
        value = self.book.terms(self.spot, self.vol, self.time, self.rate, self.carry, (name,))
        return np.broadcast_to(value[name], self.spot.shape)

    @cached_property
    def delta(self):
        return self.greek("delta")

    @cached_property
    def gamma(self):
        return self.greek("gamma")

    @cached_property
    def vega(self):
        return self.greek("vega")

    @cached_property
    def theta(self):
        return self.greek("theta")

    @cached_property
    def neutral(self):
        """The hedge that makes the whole delta-neutral: -delta."""
        return -self.delta

    @property
    def net_delta(self):
        """Delta of book and hedge together, (n,): how far from neutral things have drifted."""
        return self.delta + self.hedge


@dataclass(frozen=True)
class EveryStep:
    """Back to neutral at every step of the paths."""

    def __call__(self, now: Moment):
        return now.neutral


@dataclass(frozen=True)
class EveryN:
    """Back to neutral at steps 0, n, 2n, ...

    >>> EveryN(5)
    EveryN(n=5)
    """

    n: int

    def __post_init__(self):
        object.__setattr__(self, "n", whole_number("n", self.n))

    def __call__(self, now: Moment):
        return now.neutral if now.step % self.n == 0 else now.hedge


@dataclass(frozen=True)
class PriceMove:
    """Back to neutral when spot has moved by the fraction `move` since the last trade, either way.

    move: 0.01 is one percent of the spot last traded at; above 0.
    """

    move: float

    def __post_init__(self):
        object.__setattr__(self, "move", one_number("move", self.move, positive))

    def __call__(self, now: Moment):
        if now.step == 0:
            return now.neutral
        far = np.abs(now.spot - now.traded_spot) >= self.move * now.traded_spot
        return np.where(far, now.neutral, now.hedge)


@dataclass(frozen=True)
class DeltaBand:
    """Trade only when the net delta has left the band [-width, +width].

    width: in units of the underlying for the whole book (0.05 for one option, 5,000 for 100,000),
    above 0. to: "centre" trades back to neutral, "edge" only to the rim of the band (less to pay,
    and the better of the two when costs are proportional: Whalley & Wilmott 1997).
    """

    width: float
    to: str = "centre"

    def __post_init__(self):
        object.__setattr__(self, "width", one_number("width", self.width, positive))
        choice("to", self.to, ("centre", "edge"))

    def __call__(self, now: Moment):
        if now.step == 0:
            return now.neutral
        if self.to == "edge":
            return np.clip(now.hedge, now.neutral - self.width, now.neutral + self.width)
        return np.where(np.abs(now.net_delta) > self.width, now.neutral, now.hedge)


@dataclass(frozen=True)
class Once:
    """Neutral at the start, then left alone: a hedge that goes stale."""

    def __call__(self, now: Moment):
        return now.neutral if now.step == 0 else now.hedge


@dataclass(frozen=True)
class Never:
    """No hedge at all: the bare options."""

    def __call__(self, now: Moment):
        return now.hedge
