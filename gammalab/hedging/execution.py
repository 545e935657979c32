"""Between the decision and the fill: latency, partial fills, lots, halts, stops.

A policy decides which hedge to hold; an order goes out for the difference. `Execution` says how it
is filled. An order stands until it is filled or the policy decides on another hedge; a policy that
answers with the hedge it has (`now.hedge`) leaves standing orders alone. At the horizon everything
is closed at once, whatever the limits.

Slippage is measured against the decision: the profit of the hedge that was decided on, held from
the moment of the decision at the price then, less the profit of the hedge that was got. This is
the implementation shortfall of Perold (1988), orders never filled included.

This module knows nothing of options.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from .._validate import fail, one_number, positive, whole_number


@dataclass(frozen=True)
class Execution:
    """How orders are filled.

    latency: steps from decision to fill, at the price then; 0 or more. max_trade: most units of
    the underlying that can be traded per step, or None. lot: units in a lot; holdings are rounded
    to the nearest whole lot, or None. halts: steps (0, 1, ...) at which nothing trades.

    >>> Execution(latency=1, lot=0.1)
    Execution(latency=1, max_trade=None, lot=0.1, halts=frozenset())
    """

    latency: int = 0
    max_trade: float | None = None
    lot: float | None = None
    halts: frozenset = frozenset()

    def __post_init__(self):
        object.__setattr__(self, "latency", whole_number("latency", self.latency, 0))
        for name in ("max_trade", "lot"):
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, one_number(name, value, positive))
        if isinstance(self.halts, (str, bytes)) or not hasattr(self.halts, "__iter__"):
            fail("halts", self.halts, "a collection of steps")
        halts = frozenset(whole_number("halts", step, 0) for step in self.halts)
        object.__setattr__(self, "halts", halts)

    def desk(self, n: int) -> Desk:
        """A new desk for `n` paths; a replay has one per block."""
        return Desk(self, n)


class Desk:
    """The orders of one block of paths on their way. Changes as the replay walks."""

    def __init__(self, execution: Execution, n: int):
        self._rules = execution
        self._sent = deque(np.full(n, np.nan) for _ in range(execution.latency))
        self._standing = np.full(n, np.nan)  # the hedge ordered, NaN where no order stands
        self._intended = np.zeros(n)

    def fill(self, step: int, hedge, target):
        """(hedge held, hedge intended) after this step's decision for `target`, (n,) each."""
        rules = self._rules
        ordered = target != hedge
        self._intended = np.where(ordered, target, self._intended)
        self._sent.append(np.where(ordered, target, np.nan))
        due = self._sent.popleft()
        self._standing = np.where(np.isnan(due), self._standing, due)
        if step in rules.halts:
            return hedge.copy(), self._intended
        goal = np.where(np.isnan(self._standing), hedge, self._standing)
        if rules.lot is not None:
            goal = np.round(goal / rules.lot) * rules.lot
        held = goal
        if rules.max_trade is not None:
            held = np.clip(goal, hedge - rules.max_trade, hedge + rules.max_trade)
        self._standing = np.where(held == goal, np.nan, self._standing)
        return held.copy(), self._intended

    def flatten(self, where):
        """Forget the orders of paths whose hedge was closed for good."""
        for orders in (self._standing, *self._sent):
            orders[where] = np.nan
        self._intended = np.where(where, 0.0, self._intended)


@dataclass(frozen=True)
class Stop:
    """A stop-loss order on the hedge: closed for good at the first step beyond a level.

    below, above: spot levels, currency; at least one. The order fills at the price of that step,
    which may have gapped far over the level; the difference counts as slippage.

    >>> from gammalab import Paths, call, replay
    >>> fall = Paths([0.0, 0.1, 0.2], [100.0, 80.0, 80.0])
    >>> run = replay(-call(100, 0.2), fall, paid_vol=0.2, policy=lambda now: now.hedge * 0 + 1,
    ...              stop=Stop(below=95))
    >>> run.slippage.round(10).tolist()      # one unit, sold at 80 instead of 95
    [15.0]
    """

    below: float | None = None
    above: float | None = None

    def __post_init__(self):
        if self.below is None and self.above is None:
            fail("below, above", (None, None), "given, at least one of the two")
        for name in ("below", "above"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, one_number(name, getattr(self, name), positive))
        if self.below is not None and self.above is not None and not self.below < self.above:
            fail("below", self.below, f"less than above, {self.above!r}")

    def hit(self, spot):
        """(mask, level) for each path at this spot, (n,); the level is the spot where not hit."""
        low = spot <= (self.below if self.below is not None else -np.inf)
        high = spot >= (self.above if self.above is not None else np.inf)
        level = np.where(low, self.below or 0.0, np.where(high, self.above or 0.0, spot))
        return low | high, level
