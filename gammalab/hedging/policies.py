"""When to trade the hedge, and to which delta.

A policy is called once per step with a `Moment` and returns the hedge to hold from there on, in
units of the underlying: `now.neutral` makes the delta zero, `now.hedge` leaves things as they are.
Any function of that shape is a policy; those here are small frozen dataclasses. A policy sees many
paths at once (arrays of one value per path), must treat each path by itself, and must give the same
answer when asked again: the ledger asks a second time.

All of them set up a neutral hedge at the first step, `Never` apart. None is asked at the horizon:
there the replay closes the hedge.

The delta is taken at the volatility that the replay hedges with (its `hedge_vol`: the true one, the
implied one, or any other). A policy that wants another looks at `now.at(vol)` instead of `now`. The
bands that are worked out from what a trade costs are in `bands.py`.

This module knows nothing of what a trade costs.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from .._validate import (
    choice,
    fail,
    one_number,
    positive,
    positive_years,
    rule,
    whole_number,
    years,
)
from .moment import Moment


class Policy(Protocol):
    """Decides on the hedge: called with a `Moment`, it returns the units of the underlying to hold
    from there on, one number per path or one for all. `now.neutral` is delta-neutral, `now.hedge`
    leaves things as they are. One that also has `due(times)`, which says beforehand at which times
    it goes back to neutral, is replayed along a long path without a loop."""

    def __call__(self, now: Moment) -> np.ndarray | float:
        """Units to hold from now on."""


@dataclass(frozen=True)
class EveryStep:
    """Back to neutral at every step of the paths.

    >>> from gammalab import Paths, call, replay
    >>> paths = Paths([0.0, 0.1, 0.2, 0.3], [100.0, 100.5, 108.0, 104.0])
    >>> run = replay(call(100, 0.3), paths, paid_vol=0.2, policy=EveryStep())
    >>> int(run.trades[0])      # three hedges and the close
    4
    """

    def __call__(self, now: Moment):
        return now.neutral

    def due(self, times) -> np.ndarray:
        """At which of the `times` but the last it trades: all."""
        return np.ones(times.size - 1, dtype=bool)


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

    def due(self, times) -> np.ndarray:
        """At which of the `times` but the last it trades, a mask."""
        return np.arange(times.size - 1) % self.n == 0


@dataclass(frozen=True)
class PriceMove:
    """Back to neutral when spot has moved by the fraction `move` since the last trade, either way.

    move: 0.01 is one percent of the spot last traded at; above 0.

    >>> from gammalab import Paths, call, replay
    >>> paths = Paths([0.0, 0.1, 0.2, 0.3], [100.0, 100.5, 108.0, 104.0])
    >>> run = replay(call(100, 0.3), paths, paid_vol=0.2, policy=PriceMove(0.02))
    >>> int(run.trades[0])      # the start, at 108, the close
    3
    """

    move: float

    def __post_init__(self):
        object.__setattr__(self, "move", one_number("move", self.move, positive))

    def __call__(self, now: Moment):
        if now.step == 0:
            return now.neutral
        far = np.abs(now.spot - now.traded_spot) >= self.move * now.traded_spot
        return np.where(far, now.neutral, now.hedge)


def to_the_edge(now: Moment, width):
    """The hedge moved to the rim of the band of half-width `width` about neutral, where it is
    beyond it. A rounding error beyond is not beyond: nobody pays a fee for 1e-17 of a share."""
    beyond = np.abs(now.net_delta) > width * (1 + 1e-12)
    return np.where(beyond, np.clip(now.hedge, now.neutral - width, now.neutral + width), now.hedge)


@dataclass(frozen=True)
class DeltaBand:
    """Trade only when the net delta has left the band [-width, +width].

    width: in units of the underlying for the whole book (0.05 for one option, 5,000 for 100,000),
    above 0. to: "centre" trades back to neutral, "edge" only to the rim of the band (less to pay,
    and the better of the two when costs are proportional: Whalley & Wilmott 1997).

    >>> from gammalab import Paths, call, replay
    >>> paths = Paths([0.0, 0.1, 0.2, 0.3], [100.0, 100.5, 108.0, 104.0])
    >>> run = replay(call(100, 0.3), paths, paid_vol=0.2, policy=DeltaBand(0.1, to="edge"))
    >>> int(run.trades[0])      # the start, at 108, the close
    3
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
            return to_the_edge(now, self.width)
        return np.where(np.abs(now.net_delta) > self.width, now.neutral, now.hedge)


@dataclass(frozen=True)
class Schedule:
    """Back to neutral at the given times, each at the step of the paths that is nearest to it.

    times: years since the start, 0 or more, strictly rising. Those that share a nearest step make
    one trade, and those at the horizon or beyond make none. See `towards_expiry`.

    >>> Schedule([0, 0.1, 0.2])
    Schedule(times=(0.0, 0.1, 0.2))
    """

    times: tuple

    def __post_init__(self):
        times = years("times", self.times)
        if times.ndim != 1 or not times.size:
            fail("times", times.shape, "a one-dimensional array of one or more times")
        if not (np.diff(times) > 0).all():
            fail("times", self.times, "strictly rising")
        object.__setattr__(self, "times", tuple(times.tolist()))

    def __call__(self, now: Moment):
        if now.step == 0:
            return now.neutral
        since, until = 0.5 * (now.previous_time + now.time), 0.5 * (now.time + now.next_time)
        due = bisect_right(self.times, until) > bisect_right(self.times, since)
        return now.neutral if due else now.hedge

    def due(self, times) -> np.ndarray:
        """At which of the `times` but the last it trades, a mask."""
        middles = 0.5 * (times[1:] + times[:-1])
        due = np.diff(np.searchsorted(self.times, middles, side="right"), prepend=0) > 0
        due[0] = True
        return due

    @classmethod
    def towards_expiry(cls, n, expiry, power=4 / 3) -> Schedule:
        """`n` hedges up to `expiry`, closer together towards the end: even in the time left to the
        power 1 / `power`.

        n: 1 or more hedges, the first at once. expiry: years, above 0. power: 1 or more; 1 is even
        spacing, 2 is even in the square root of the time left.

        Why: a step of length h adds gamma^2 h^2 to the variance of the hedged P&L, so that n steps
        do best when h is in proportion to 1 / |gamma|. At the money gamma^2 is 1 / sqrt(time left)
        on average over all paths, and 1 / (time left) on those that stay at the strike. Hence the
        powers 4/3 (the default: a spread 2% below that of even spacing with 32 hedges, 4% with
        many)
        and 2 (for a spot that pins; on average it is 6% and 3% *worse* than even spacing, for most
        paths leave the strike and their gamma fades).
        Errors: ValueError that names the argument, the value and what is allowed.
        Source: the variance of Kamal & Derman (1999) with unequal steps, minimised; spacings of
        this form are in Geiss (2002), "Quantitative approximation of certain stochastic integrals".

        >>> [round(t, 3) for t in Schedule.towards_expiry(4, expiry=1.0, power=2).times]
        [0.0, 0.438, 0.75, 0.938]
        """
        n = whole_number("n", n)
        expiry = one_number("expiry", expiry, positive_years)
        power = one_number("power", power, positive)
        if power < 1:
            fail("power", power, "1 or more: below 1 the hedges thin out towards expiry")
        return cls(expiry * (1 - (1 - np.arange(n) / n) ** power))


@dataclass(frozen=True)
class PremiumAdjusted:
    """`policy` with the delta of an account that is kept in the coin: delta - value / spot.

    What is paid and received for options on an inverse venue is coin, and moves with the spot. So
    the neutral hedge is -(delta - V/S), and not -delta: the value V/S of the book in coin then does
    not move with the spot. For an account kept in currency, as the replay's own cash is, the plain
    delta is the neutral one. policy: any policy; it sees the adjusted delta and gamma.
    Source: Deribit's "net transaction delta"; d(V/S)/dS = (delta - V/S) / S.

    >>> PremiumAdjusted(DeltaBand(0.05))
    PremiumAdjusted(policy=DeltaBand(width=0.05, to='centre'))
    """

    policy: object = field(default_factory=EveryStep)

    def __post_init__(self):
        rule("policy", self.policy, "a policy, or a function like one")

    def __call__(self, now: Moment):
        return self.policy(now.premium_adjusted())


@dataclass(frozen=True)
class Once:
    """Neutral at the start, then left alone: a hedge that goes stale.

    >>> from gammalab import Paths, call, replay
    >>> paths = Paths([0.0, 0.1, 0.2, 0.3], [100.0, 100.5, 108.0, 104.0])
    >>> run = replay(call(100, 0.3), paths, paid_vol=0.2, policy=Once())
    >>> int(run.trades[0])      # the start and the close
    2
    """

    def __call__(self, now: Moment):
        return now.neutral if now.step == 0 else now.hedge

    def due(self, times) -> np.ndarray:
        """At which of the `times` but the last it trades: the first."""
        return np.arange(times.size - 1) == 0


@dataclass(frozen=True)
class Never:
    """No hedge at all: the bare options.

    >>> from gammalab import Paths, call, replay
    >>> paths = Paths([0.0, 0.1, 0.2, 0.3], [100.0, 100.5, 108.0, 104.0])
    >>> run = replay(call(100, 0.3), paths, paid_vol=0.2, policy=Never())
    >>> int(run.trades[0])      # none
    0
    """

    def __call__(self, now: Moment):
        return now.hedge

    def due(self, times) -> np.ndarray:
        """At which of the `times` but the last it trades: none."""
        return np.zeros(times.size - 1, dtype=bool)
