"""The loop at the heart of a replay: one step after the other, for a block of paths at a time.

`setup.py` holds a run's checked inputs; `steps` walks through time and yields what happened.
All that `replay` tells (profit, ledger, attribution) is read off this one walk. The sign
convention and the four volatilities are explained there.

This module knows nothing of results.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .._validate import fail
from .moment import Moment
from .setup import Setup, at_time
from .venues import Flows


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


def steps(setup: Setup, rows: slice):
    """Walk a block through time, yielding a `Step` per time. The option is not in the cash
    beyond its premium: what it is worth at the end is the caller's to add."""
    times, last, venue = setup.times, setup.paths.n_steps, setup.venue
    spot = traded_spot = setup.paths.spots[rows, 0]
    cash = -setup.premium(rows)
    hedge = intended = _frozen(np.zeros(spot.shape))
    desk = setup.execution.desk(spot.size) if setup.execution else None
    account = _Account(setup, rows) if venue.margin or setup.stop else None
    interest, flows, closing = 0.0, Flows(0.0, 0.0, 0.0), (False, 0.0, 0.0)
    for k in range(last + 1):
        before, spot = spot, setup.paths.spots[rows, k]
        forced = 0.0
        if k:
            dt = times[k] - times[k - 1]
            if setup.cash_rate:
                interest = cash * np.expm1(setup.cash_rate * dt)
                cash = cash + interest
            paid = at_time(setup.funding, rows, k - 1)
            flows = venue.flows(hedge, before, spot, dt, setup.rate, setup.carry, paid)
            for flow in flows:
                if np.ndim(flow):  # a venue that has no such flow says a plain 0.0
                    cash = cash + flow
            if account:
                closing = account.look(k, spot, hedge, cash, flows)
                cash = cash + closing[1]
                forced = np.where(closing[0], hedge, 0.0)
                hedge = _frozen(hedge - forced)
        if k < last:
            hv = at_time(setup.hedge_vol, rows, k)
            now = Moment(
                setup.book, k, times, spot, hedge, traded_spot, hv, setup.rate, setup.carry
            )
            target = _decide(setup, now)
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
            setup.costs is not None
            and (setup.entry_cost or k > 0)
            and (setup.exit_cost or k < last)
        ):
            cost = _charge(setup, trade, spot)
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


def _decide(setup, now: Moment):
    target = setup.policy(now)
    return _answer("policy", target, now.spot, f"at step {now.step}")


def _charge(setup, trade, spot):
    return _answer("costs", setup.costs(trade, spot), spot, "for a trade")


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
