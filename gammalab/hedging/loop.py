"""The loop at the heart of a replay: one step after the other, for a block of paths at a time.

`setup.py` holds a run's checked inputs; `steps` walks through time and yields what happened. The
order within a step is: interest on the cash, what the hedge brought, options that expire, what the
exchange or a stop closes, the policy's decision, the fill, its cost. The sign convention and the
four volatilities are explained in `replay.py`.

This module knows nothing of results.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .._validate import fail, owned
from .along import at_time
from .closing import NOTHING, Closing, Closings
from .costs import charge
from .moment import Moment
from .orders import Orders
from .setup import Setup
from .venues import Flows


class Step(NamedTuple):
    """What happened at one time in a block of paths: arrays of one value per path, currency.

    The amounts from `interest` to `slippage` came in since the time before, with their sign.
    """

    k: int
    spot: np.ndarray
    trade: np.ndarray  # units of the underlying bought, negative sold
    hedge: np.ndarray  # units held after the trade
    intended: np.ndarray  # units that the policy wanted to hold from here on
    cost: np.ndarray | float
    interest: np.ndarray | float
    settled: np.ndarray | float  # gains of a future or perpetual, paid out
    income: np.ndarray | float  # yield of the units, or the basis of a future
    funding: np.ndarray | float
    payoff: np.ndarray | float  # of options that expired before the horizon
    closing: Closing
    slippage: np.ndarray | float  # of what was filled at this time, against the decisions: a cost
    cash: np.ndarray  # after the trade; without the options' settlement at the horizon

    @property
    def turnover(self):
        """Absolute currency value of what was traded, each trade at its price."""
        closing = self.closing
        closed = closing.by_exchange | closing.by_stop
        if isinstance(closed, bool):
            return np.abs(self.trade) * self.spot
        return np.abs(self.trade) * np.where(closed, closing.fill, self.spot)


def steps(setup: Setup, rows: slice):
    """Walk a block through time, yielding a `Step` per time. The option is not in the cash
    beyond its premium: what it is worth at the end is the caller's to add."""
    times, last, venue, spots = setup.times, setup.last, setup.venue, setup.paths.spots
    spot = traded_spot = spots[rows, 0].copy()  # here and below: a column lies scattered
    cash = -setup.premium(rows)
    hedge = intended = np.zeros(spot.shape)
    closings = Closings(setup, rows) if venue.margin or setup.stop else None
    orders = Orders(setup, closings, spot.size) if setup.execution or closings else None
    interest, flows, payoff, closing, slippage = 0.0, Flows(0.0, 0.0, 0.0), 0.0, NOTHING, 0.0
    for k in range(last + 1):
        before, spot, held = spot, spots[rows, k].copy(), hedge
        if k:
            span = times[k - 1], times[k]
            if setup.cash_rate:
                interest = cash * np.expm1(setup.cash_rate * (span[1] - span[0]))
                cash = cash + interest
            funding = at_time(setup.funding, rows, k - 1)
            flows = venue.flows(hedge, before, spot, *span, setup.rate, setup.carry, funding)
            for flow in flows:
                if not isinstance(flow, float):  # a venue without such a flow says a plain 0.0
                    cash = cash + flow
            payoff = setup.settled_at(rows, k)
            cash = cash + payoff
            ratio = 1.0
            if setup.drifts:  # contracts stay, the units that they move like do not
                ratio = venue.contracts_per_unit(before, span[0], setup.carry)
                ratio = ratio / venue.contracts_per_unit(spot, span[1], setup.carry)
                held = held * ratio
            if orders:
                orders.moved(spot - before, ratio)
            if closings:
                closings.book(sum(flows), spot)
                closing = closings.look(k, before, spot, held, cash, _halted(setup, k))
                cash = cash + closing.brought
        left = held  # after others have closed what they close
        if closings:
            left = np.where(closing.by_exchange | closing.by_stop, 0.0, held)
        moment = Moment.of(setup, rows, k, left, traded_spot)
        if k == last:
            target = intended = np.zeros(spot.shape)
            slippage = -np.asarray(closing.worse)
        else:
            target = answered("policy", setup.policy(moment), spot.shape, f"at step {k}")
            intended = target
            if orders:
                target, slippage = orders.fill(k, spot, left, target, closing, cash)
                intended = orders.intended
        trade = target - held
        cost = 0.0
        if setup.costs is not None:
            cost = _cost(setup, moment, spot, held, target - left, closing)
            cash = cash - cost
            if closings:
                closings.book(-np.asarray(cost), spot)
        if venue.paid_in_full:
            cash = cash - trade * spot
        traded = np.count_nonzero(trade)
        if traded:
            traded_spot = spot if traded == trade.size else np.where(trade != 0, spot, traded_spot)
        hedge = target
        yield Step(k, spot, trade, hedge, intended, cost, interest, *flows, payoff, closing,
                   slippage, cash)  # fmt: skip


def _halted(setup, k) -> bool:
    return setup.execution is not None and k < setup.last and k in setup.execution.halts


def _cost(setup, moment, spot, held, trade, closing):
    """What the trades of a step cost, (n,). The exchange's own closings pay its fee instead."""
    if not (setup.entry_cost or moment.step) or not (setup.exit_cost or moment.step < setup.last):
        return 0.0
    price = spot
    if closing is not NOTHING and np.any(closing.by_stop):  # one trade, at the stop's level
        trade = np.where(closing.by_stop, -held, trade)
        price = np.where(closing.by_stop, closing.fill, spot)
    return charged(setup.costs, trade, price, moment)


def charged(costs, trade, spot, moment):
    """What a cost says that trades cost, (n,), held against what it may say."""
    paid = charge(costs, owned(trade), owned(spot), moment)
    paid = answered("costs", paid, spot.shape, "for a trade")
    if paid.size and paid.min() < 0:
        fail("costs for a trade", float(paid.min()), "0 or more: what a trade costs is not earned")
    return paid


def answered(name, values, shape, where):
    """What a policy or cost returned, as one finite number per path, in an array of our own."""
    if type(values) is np.ndarray and values.dtype == float and values.shape == shape:
        array = values.copy()  # nearly always so, and asked three times at each step
    else:
        array = _spread(f"{name} {where}", values, shape)
    if not np.isfinite(array.sum()):
        bad = array[~np.isfinite(array)]
        if bad.size:
            fail(f"{name} {where}", float(bad[0]), "a finite number for every path")
    return array


def _spread(name, values, shape):
    """Values of any kind as an array of that shape. ValueError for what are no numbers."""
    allowed = f"one number per path, shape {shape}"
    if values is None:
        fail(name, None, f"{allowed}: is a `return` missing?")
    try:
        given = np.asarray(values)
    except ValueError:  # such as (hedge, 1): numpy's words for it name no argument
        fail(name, values, f"{allowed}, and not things of unlike shapes")
    if given.dtype.kind in "cb" or np.ma.isMaskedArray(values):
        fail(name, values, f"{allowed}, real and not True or False")
    if given.dtype.kind in "SU":
        fail(name, values, f"{allowed}, and no text")
    array = np.empty(shape)
    try:
        array[...] = values
    except (TypeError, ValueError):
        fail(name, np.shape(values) if isinstance(values, np.ndarray) else values, allowed)
    return array
