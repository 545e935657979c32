"""The loop at the heart of a replay: one step after the other, for a block of paths at a time.

`Setup` holds a run's checked inputs; `Setup.steps` walks through time and yields what happened.
All that `replay` tells (profit, ledger, attribution) is read off this one walk. The sign
convention and the four volatilities are explained there.

This module knows nothing of results.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ._validate import fail
from .book import Book
from .paths import Paths
from .policies import Moment
from .venues import Flows

# Paths walked together: few enough for a core's cache (128 KB per array), many enough that numpy's
# cost per call, some 40 calls a step, is small beside the work. No result depends on it.
TOGETHER = 16_384


class Step(NamedTuple):
    """What happened at one time in a block of paths: arrays of one value per path, currency.

    The amounts from `interest` to `liquidation` came in since the time before, with their sign.
    """

    k: int
    spot: np.ndarray
    trade: np.ndarray  # units of the underlying bought, negative sold
    hedge: np.ndarray  # units held after the trade
    intended: np.ndarray  # units that the policy wanted to hold from here on
    cost: np.ndarray | float
    interest: np.ndarray | float
    settled: np.ndarray | float  # gains of a future or perpetual, paid out
    dividend: np.ndarray | float  # yield of the units, or the basis of a future
    funding: np.ndarray | float
    closed: np.ndarray | bool  # by the exchange, at this time
    liquidation: np.ndarray | float  # closed at another price than spot, fees, what was forgiven
    gap: np.ndarray | float  # how much worse than its level a stop was filled, as a gain
    cash: np.ndarray  # after the trade; without the options' settlement


@dataclass(frozen=True)
class Setup:
    """Everything a run is made of, checked. `steps` is the loop; all results come out of it."""

    book: Book
    paths: Paths
    vol: float
    hedge_vol: float | np.ndarray
    mark_vol: float | np.ndarray
    rate: float
    carry: float
    cash_rate: float
    policy: object
    costs: object
    entry_cost: bool
    exit_cost: bool
    venue: object
    funding: float | np.ndarray  # of the venue, in the shape of a volatility
    execution: object
    stop: object

    @cached_property
    def times(self):
        """The paths' times; rounding must not put the last one after the expiry."""
        return np.minimum(self.paths.times, self.book.first_expiry)

    def one_path(self, path: int) -> Setup:
        """The same run for one path alone."""
        paths = self.paths.pick(path)
        vols = {
            name: v if np.ndim(v) == 0 else v[path : path + 1]
            for name in ("hedge_vol", "mark_vol", "funding")
            for v in [getattr(self, name)]
        }
        return replace(self, **vols, paths=paths)

    def blocks(self):
        """Slices of paths that fit a core's cache together."""
        for start in range(0, self.paths.n_paths, TOGETHER):
            yield slice(start, min(start + TOGETHER, self.paths.n_paths))

    def premium(self, rows: slice):
        """Price of the book at the first time, at the volatility paid."""
        return self._value(self.paths.spots[rows, 0], self.vol, 0.0)

    def option(self, rows: slice, k: int):
        """Value of the book at time k, at the marking volatility; its payoff if that is expiry."""
        vol = at_time(self.mark_vol, rows, k)
        return self._value(self.paths.spots[rows, k], vol, self.times[k])

    def _value(self, spot, vol, time):
        value = self.book.terms(spot, vol, time, self.rate, self.carry, ("price",))["price"]
        return np.broadcast_to(value, spot.shape)

    def steps(self, rows: slice):
        """Walk a block through time, yielding a `Step` per time. The option is not in the cash
        beyond its premium: what it is worth at the end is the caller's to add."""
        times, last, venue = self.times, self.paths.n_steps, self.venue
        spot = traded_spot = self.paths.spots[rows, 0]
        cash = -self.premium(rows)
        hedge = intended = _frozen(np.zeros(spot.shape))
        desk = self.execution.desk(spot.size) if self.execution else None
        account = _Account(self, rows) if venue.margin or self.stop else None
        interest, flows, closing = 0.0, Flows(0.0, 0.0, 0.0), (False, 0.0, 0.0)
        for k in range(last + 1):
            before, spot = spot, self.paths.spots[rows, k]
            forced = 0.0
            if k:
                dt = times[k] - times[k - 1]
                if self.cash_rate:
                    interest = cash * np.expm1(self.cash_rate * dt)
                    cash = cash + interest
                paid = at_time(self.funding, rows, k - 1)
                flows = venue.flows(hedge, before, spot, dt, self.rate, self.carry, paid)
                for flow in flows:
                    if np.ndim(flow):  # a venue that has no such flow says a plain 0.0
                        cash = cash + flow
                if account:
                    closing = account.look(k, spot, hedge, cash, flows)
                    cash = cash + closing[1]
                    forced = np.where(closing[0], hedge, 0.0)
                    hedge = _frozen(hedge - forced)
            if k < last:
                hv = at_time(self.hedge_vol, rows, k)
                now = Moment(
                    self.book, k, times, spot, hedge, traded_spot, hv, self.rate, self.carry
                )
                target = self._decide(now)
            else:
                target = np.zeros(spot.shape)
            if account:
                target[account.out] = 0.0
            intended = _frozen(target)
            if desk and k < last:
                if account:
                    desk.flatten(account.out)
                target, intended = desk.fill(k, hedge, target)
            trade = _frozen(target - hedge)
            cost = 0.0
            if (
                self.costs is not None
                and (self.entry_cost or k > 0)
                and (self.exit_cost or k < last)
            ):
                cost = self._charge(trade, spot)
                cash = cash - cost
                if account:
                    account.equity = account.equity - cost
            if venue.funded:
                cash = cash - trade * spot
            if np.count_nonzero(trade) == trade.size:
                traded_spot = spot
            else:
                traded_spot = _frozen(np.where(trade != 0, spot, traded_spot))
            hedge = _frozen(target)
            moved = trade if account is None else trade - forced
            yield Step(k, spot, moved, hedge, intended, cost, interest, *flows, *closing, cash)

    def _decide(self, now: Moment):
        target = self.policy(now)
        return _answer("policy", target, now.spot, f"at step {now.step}")

    def _charge(self, trade, spot):
        return _answer("costs", self.costs(trade, spot), spot, "for a trade")


def _answer(name, values, spot, where):
    """What a policy or cost returned, as one finite number per path, in an array of our own."""
    try:
        array = np.empty(spot.shape)
        array[...] = values
    except (TypeError, ValueError):
        shown = np.shape(values) if isinstance(values, np.ndarray) else values
        fail(f"{name} {where}", shown, f"one number per path, shape {spot.shape}")
    if not np.isfinite(array.sum()):
        bad = array[~np.isfinite(array)]
        if bad.size:
            fail(f"{name} {where}", float(bad[0]), "a finite number for every path")
    return array


def _frozen(array):
    """The array itself, from now on read-only: policies and costs see it and must not write."""
    array.flags.writeable = False
    return array


def at_time(values, rows: slice, k: int):
    """A volatility or rate of a block at time k: a number, or a column of (n_paths, n_times)."""
    return values if np.ndim(values) == 0 else values[rows, k]


class _Account:
    """The margin account and the stop of a block: who is out of the market for good."""

    def __init__(self, setup: Setup, rows: slice):
        self._setup, self._rows = setup, rows
        self._margin, self._stop = setup.venue.margin, setup.stop
        n = len(range(setup.paths.n_paths)[rows])
        self.out = np.zeros(n, dtype=bool)
        self.equity = np.full(n, self._margin.collateral if self._margin else 0.0)

    def look(self, k, spot, hedge, cash, flows):
        """After the flows of a step: (closed by the exchange, what that brought, gap of a stop)."""
        closed, brought = np.zeros(spot.shape, dtype=bool), 0.0
        if self._margin:
            self.equity = self.equity + sum(flows)
            equity = self.equity
            if self._margin.mode == "cross":
                equity = self._margin.collateral + cash + self._setup.option(self._rows, k)
            closed, brought = self._margin.close(equity, hedge, spot)
            self.equity = self.equity + brought
        gap = 0.0
        if self._stop:
            hit, level = self._stop.hit(spot)
            hit = hit & ~self.out & ~closed
            gap = np.where(hit, hedge * (spot - level), 0.0) if k else 0.0
            self.out = self.out | hit
        self.out = self.out | closed
        return closed, brought, gap
