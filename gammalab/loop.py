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

# Paths walked together: few enough for a core's cache (128 KB per array), many enough that numpy's
# cost per call, some 40 calls a step, is small beside the work. No result depends on it.
TOGETHER = 16_384


class Step(NamedTuple):
    """What happened at one time in a block of paths: arrays of one value per path, currency."""

    k: int
    spot: np.ndarray
    trade: np.ndarray  # units of the underlying bought, negative sold
    hedge: np.ndarray  # units held after the trade
    cost: np.ndarray | float
    interest: np.ndarray | float  # since the time before
    dividend: np.ndarray | float  # since the time before
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

    @cached_property
    def times(self):
        """The paths' times; rounding must not put the last one after the expiry."""
        return np.minimum(self.paths.times, self.book.first_expiry)

    def one_path(self, path: int) -> Setup:
        """The same run for one path alone."""
        paths = self.paths.pick(path)
        vols = {
            name: v if np.ndim(v) == 0 else v[path : path + 1]
            for name, v in (("hedge_vol", self.hedge_vol), ("mark_vol", self.mark_vol))
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
        vol = vol_at(self.mark_vol, rows, k)
        return self._value(self.paths.spots[rows, k], vol, self.times[k])

    def _value(self, spot, vol, time):
        value = self.book.terms(spot, vol, time, self.rate, self.carry, ("price",))["price"]
        return np.broadcast_to(value, spot.shape)

    def steps(self, rows: slice):
        """Walk a block through time, yielding a `Step` per time. The option is not in the cash
        beyond its premium: what it is worth at the end is the caller's to add."""
        times, last = self.times, self.paths.n_steps
        spot = self.paths.spots[rows, 0]
        cash = -self.premium(rows)
        hedge = _frozen(np.zeros(spot.shape))
        traded_spot = spot
        interest = dividend = 0.0
        dividend_yield = self.rate - self.carry
        for k in range(last + 1):
            spot = self.paths.spots[rows, k]
            if k:
                dt = times[k] - times[k - 1]
                if self.cash_rate:
                    interest = cash * np.expm1(self.cash_rate * dt)
                    cash = cash + interest
                if dividend_yield:
                    # A yield reinvested within the step makes exp(yield * dt) units of each one;
                    # the extra units are sold at the new price. This leaves no bias at any dt.
                    dividend = hedge * spot * np.expm1(dividend_yield * dt)
                    cash = cash + dividend
            if k < last:
                hv = vol_at(self.hedge_vol, rows, k)
                now = Moment(
                    self.book, k, times, spot, hedge, traded_spot, hv, self.rate, self.carry
                )
                target = self._decide(now)
            else:
                target = np.zeros(spot.shape)
            trade = _frozen(target - hedge)
            cost = 0.0
            if (
                self.costs is not None
                and (self.entry_cost or k > 0)
                and (self.exit_cost or k < last)
            ):
                cost = self._charge(trade, spot)
                cash = cash - cost
            cash = cash - trade * spot
            if np.count_nonzero(trade) == trade.size:
                traded_spot = spot
            else:
                traded_spot = _frozen(np.where(trade != 0, spot, traded_spot))
            hedge = _frozen(target)
            yield Step(k, spot, trade, hedge, cost, interest, dividend, cash)

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


def vol_at(vol, rows: slice, k: int):
    """The volatility of a block at time k: a number, or a column of (n_paths, n_times)."""
    return vol if np.ndim(vol) == 0 else vol[rows, k]
