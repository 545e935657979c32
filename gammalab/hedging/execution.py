"""Between the decision and the fill: latency, partial fills, lots, halts, stops.

A policy decides which hedge to hold; an order goes out for the difference. `Execution` says how it
is filled. An order stands until it is filled or the policy decides on another hedge; a policy that
answers with the hedge it has (`now.hedge`) leaves standing orders alone. At the horizon everything
is closed at once, whatever the limits.

What lateness costs is measured against the decision, as Perold (1988) measures the implementation
shortfall: the profit of the hedge that was decided on, held from the moment of the decision at the
price then, less the profit of the hedge that was got. `Shortfall` splits it in two. *Slippage* is
what fills were worse than the price at their decision; *unfilled* is what the orders missed that
were never filled at all.

This module knows nothing of options.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from .._validate import check_fields, fail, flag, positive, whole_number

ROUNDING = 1e-12  # of a holding: less than this is no trade


@dataclass(frozen=True)
class Execution:
    """How orders are filled.

    latency: steps from decision to fill, at the price then; 0 or more. max_trade: most contracts
    that can be traded per step, or None. lot: contracts in a lot; what is held is always whole
    lots, the nearest number of them that the limits allow, or None. (A contract is a unit of the
    underlying, but for an `InversePerpetual`, where it is a unit of currency.) halts: steps
    (0, 1, ...) at which nothing trades. start_hedged: True fills the order of the first step at
    once and in full: the hedge was there before the clock began.

    >>> Execution(latency=1, lot=0.1)
    Execution(latency=1, max_trade=None, lot=0.1, halts=frozenset(), start_hedged=False)
    """

    latency: int = 0
    max_trade: float | None = None
    lot: float | None = None
    halts: frozenset = frozenset()
    start_hedged: bool = False

    def __post_init__(self):
        object.__setattr__(self, "latency", whole_number("latency", self.latency, 0))
        for name in ("max_trade", "lot"):
            if getattr(self, name) is not None:
                check_fields(self, **{name: positive})
        if self.lot is not None and self.max_trade is not None and self.max_trade < self.lot:
            fail("max_trade", self.max_trade, f"a lot, {self.lot!r}, or more: less never trades")
        if isinstance(self.halts, (str, bytes)) or not hasattr(self.halts, "__iter__"):
            fail("halts", self.halts, "a collection of steps")
        halts = frozenset(whole_number("halts", step, 0) for step in self.halts)
        object.__setattr__(self, "halts", halts)
        object.__setattr__(self, "start_hedged", flag("start_hedged", self.start_hedged))


class Desk:
    """The orders of one block of paths on their way, in contracts. Changes as the replay walks."""

    def __init__(self, rules: Execution, n: int):
        self._rules = rules
        self._sent = deque(np.full(n, np.nan) for _ in range(rules.latency))
        self._standing = np.full(n, np.nan)  # the holding ordered, NaN where no order stands

    def fill(self, step: int, held, target, changed, at_once):
        """Contracts held after this step, (n,).

        held, target: contracts before it, and decided on. changed: where the decision is a new one.
        at_once: where it does not have to wait (a stop rests at the exchange).
        """
        rules = self._rules
        first = step == 0 and rules.start_hedged
        at_once = at_once | first
        self._sent.append(np.where(changed & ~at_once, target, np.nan))
        due = self._sent.popleft()
        self._standing = np.where(np.isnan(due), self._standing, due)
        if np.any(at_once):
            self.forget(at_once)
            self._standing = np.where(at_once & changed, target, self._standing)
        if step in rules.halts:
            return held.copy()
        goal = np.where(np.isnan(self._standing), held, self._standing)
        new = goal
        if rules.lot is not None:
            new = np.round(goal / rules.lot) * rules.lot
            goal = new
        if rules.max_trade is not None and not first:
            most = rules.max_trade
            if rules.lot is not None:  # from one whole number of lots to another, never beyond
                most = np.floor(most / rules.lot * (1 + 1e-12)) * rules.lot
            new = np.clip(goal, held - most, held + most)
            if rules.lot is not None:
                new = np.round(new / rules.lot) * rules.lot
        new = np.where(np.abs(new - goal) <= ROUNDING * np.abs(held), goal, new)
        self._standing = np.where(new == goal, np.nan, self._standing)
        return new.copy()

    def forget(self, where):
        """Drop all orders of the paths in `where`."""
        for orders in (self._standing, *self._sent):
            orders[where] = np.nan


class Shortfall:
    """Splits what late and missing fills cost into slippage and what was never filled.

    An order is for the units by which the decision changed. On its way, and standing, it runs up a
    cost against the price at its decision; what of it is filled turns its share of that cost into
    slippage. Orders that stand together are filled in proportion; where one takes back another,
    both are dropped as far as they cancel, and their cost stays with the unfilled.
    """

    def __init__(self, n: int, latency: int = 0):
        self._sent = deque([np.zeros(n), np.zeros(n)] for _ in range(latency))  # units, cost
        self._units, self._cost = np.zeros(n), np.zeros(n)  # that stand

    def run_up(self, d_spot, ratio=1.0):
        """The spot has moved; units drift by `ratio` where contracts are what is held."""
        for order in (*self._sent, standing := [self._units, self._cost]):
            order[1] = order[1] + order[0] * d_spot
            order[0] = order[0] * ratio
        self._units, self._cost = standing

    def drop(self, where):
        """Orders that nobody will fill any more."""
        for values in (self._units, self._cost, *(part for order in self._sent for part in order)):
            values[where] = 0.0

    def order(self, units, at_once, cost):
        """A decision for so many more units; `cost` is what it has run up already."""
        self._sent.append([np.where(at_once, 0.0, units), np.where(at_once, 0.0, cost)])
        due, run_up = self._sent.popleft()
        due, run_up = np.where(at_once, units, due), np.where(at_once, cost, run_up)
        together = due + self._units
        same = due * self._units >= 0
        with np.errstate(divide="ignore", invalid="ignore"):
            old, new = together / self._units, together / due  # what is left of each
        old = np.where(same, 1.0, np.where(np.abs(due) < np.abs(self._units), old, 0.0))
        new = np.where(same, 1.0, np.where(np.abs(due) < np.abs(self._units), 0.0, new))
        self._cost = old * self._cost + new * run_up
        self._units = together

    def fill(self, units):
        """So many units were traded. Returns their slippage, (n,) currency, positive is a loss."""
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.clip(units / self._units, 0.0, 1.0)
        share = np.where(self._units == 0, 0.0, share)
        slippage = share * self._cost
        self._cost, self._units = self._cost - slippage, self._units - units
        return slippage


@dataclass(frozen=True)
class Stop:
    """A stop-loss order on the hedge, resting at the exchange: closed when a level is reached.

    below: a level under the market that closes a *bought* hedge, currency. above: one over the
    market that closes a *sold* hedge. At least one. back_in: False ends the hedge for good; True
    lets the policy trade again once the price is back on the right side of the level.

    A stop waits for no latency, but halts and size limits hold it up as they do any order. It fills
    at the price of the first step beyond its level, which may be far beyond; the difference is
    slippage. (A hedge that is opened beyond the level has its stop go off at once; what the price
    has moved since is then the slippage.) Where the paths have highs and lows, and no size limit,
    the market is seen to trade at the level between two prices either side of it, and it fills
    there. A policy that is let back in may trade from the step after the stop on.

    >>> import gammalab as gl
    >>> fall = gl.Paths([0.0, 0.1, 0.2], [100.0, 80.0, 80.0])
    >>> run = gl.replay(-gl.call(100, 0.2), fall, paid_vol=0.2, policy=lambda now: 1.0,
    ...                 stop=Stop(below=95))
    >>> run.slippage.round(10).tolist()      # one unit, sold at 80 instead of 95
    [15.0]
    """

    below: float | None = None
    above: float | None = None
    back_in: bool = False

    def __post_init__(self):
        if self.below is None and self.above is None:
            fail("below, above", (None, None), "given, at least one of the two")
        for name in ("below", "above"):
            if getattr(self, name) is not None:
                check_fields(self, **{name: positive})
        if self.below is not None and self.above is not None and not self.below < self.above:
            fail("below", self.below, f"less than above, {self.above!r}")
        object.__setattr__(self, "back_in", flag("back_in", self.back_in))

    def beyond(self, low, high):
        """(under the lower level, over the upper one) for prices that went as far, (n,) each."""
        under = low <= (self.below if self.below is not None else -np.inf)
        over = high >= (self.above if self.above is not None else np.inf)
        return under, over
