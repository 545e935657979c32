"""The whole history of some paths as arrays, (n_paths, n_times): what every account is read off.

`track` walks the loop and writes down what it yields. Where the policy knows beforehand when it
trades (`Policy.due`), and nothing else depends on what has happened (no margin, stop or limits),
nothing needs a loop: the same numbers come from operations on whole arrays, a million steps in a
second.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from .along import at_time
from .costs import ELEMENTWISE, parts_of
from .loop import charged, steps
from .policies import EveryN, EveryStep, Never, Once, Schedule
from .setup import CELLS, Setup

_KNOWN_BEFOREHAND = (EveryStep, EveryN, Never, Once, Schedule)


@dataclass(eq=False)
class Track:
    """What happened to the paths in `rows`, (n, n_times) currency and units as in `loop.Step`.

    What a run does not have is a plain 0.0: `liquidation` and `stopped` (what closing within a step
    brought, by the exchange and by stops), `worse` (than its level, a stop), `closed`.
    """

    setup: Setup
    rows: slice
    hedge: np.ndarray
    intended: np.ndarray
    trade: np.ndarray
    cost: np.ndarray | float
    turnover: np.ndarray
    interest: np.ndarray | float
    settled: np.ndarray | float
    income: np.ndarray | float
    funding: np.ndarray | float
    payoff: np.ndarray | float
    liquidation: np.ndarray | float
    stopped: np.ndarray | float
    worse: np.ndarray | float
    slippage: np.ndarray | float
    closed: np.ndarray | bool
    cash: np.ndarray

    @property
    def spots(self):
        return self.setup.paths.spots[self.rows]

    def option(self):
        """Value of the options alive at each time, at the marking volatility, (n, n_times)."""
        return self.greek("price", self.setup.mark_vol)

    def greek(self, name, vols):
        """A Greek of the options alive at each time, (n, n_times)."""
        setup, found = self.setup, np.zeros(self.hedge.shape)
        for span in setup.spans:
            stop = span.stop + (span is setup.spans[-1])
            when = slice(span.start, stop)
            vol = at_time(vols, self.rows, when, span.book)
            spot, times = self.spots[:, when], setup.times[when]
            found[:, when] = setup.pricer(self.rows).greeks(span.book, spot, vol, times, (name,))[
                name
            ]
        return found

    def pnl(self):
        """Profit so far at each time, the hedge at spot and the options at their mark."""
        hedge = self.hedge * self.spots if self.setup.venue.paid_in_full else 0.0
        return self.cash + hedge + self.option()


def tracks(setup: Setup):
    """The tracks of all paths, in blocks that fit into memory together."""
    most = max(CELLS // setup.times.size, 1)
    for rows in setup.blocks(most):
        yield track(setup, rows)


def known_beforehand(setup: Setup) -> bool:
    """Whether whole arrays will do in place of the loop."""
    costs = parts_of(setup.costs)
    named = any(isinstance(value, str) for part in costs for value in vars(part).values())
    return (
        type(setup.policy) in _KNOWN_BEFOREHAND
        and setup.execution is None and setup.stop is None and setup.venue.margin is None
        and all(type(part) in ELEMENTWISE for part in costs) and not named
    )  # fmt: skip


def track(setup: Setup, rows: slice) -> Track:
    """The history of the paths in `rows`."""
    return _at_once(setup, rows) if known_beforehand(setup) else _walked(setup, rows)


def _walked(setup, rows) -> Track:
    """From the loop, step by step."""
    n, times = setup.paths.spots[rows].shape
    kept = {}

    def keep(name, k, value):
        if np.ndim(value) or value:
            if name not in kept:
                kept[name] = np.zeros((n, times), order="F")
            kept[name][:, k] = value

    for step in steps(setup, rows):
        closing = step.closing
        for name in ("hedge", "intended", "trade", "cost", "turnover", "interest", "settled",
                     "income", "funding", "payoff", "slippage", "cash"):  # fmt: skip
            keep(name, step.k, getattr(step, name))
        keep("liquidation", step.k, closing.liquidation)
        keep("stopped", step.k, closing.brought - closing.liquidation)
        keep("worse", step.k, closing.worse)
        keep("closed", step.k, closing.by_exchange)
    needed = ("hedge", "intended", "trade", "turnover", "cash")
    for name in needed:
        kept.setdefault(name, np.zeros((n, times)))
    missing = {f.name: 0.0 for f in fields(Track)} | kept | {"setup": setup, "rows": rows}
    return Track(**missing)


def _at_once(setup: Setup, rows) -> Track:
    """Without the loop. Cash grows by exp(rate dt) a step: it is summed up discounted."""
    spots, times, venue = setup.paths.spots[rows], setup.times, setup.venue
    hedge = _held(setup, rows)
    trade = np.diff(hedge, axis=1, prepend=0.0)
    interest = settled = income = funding = payoff = 0.0
    if setup.drifts:
        # Contracts stay, the units that they move like do not.
        per_unit = venue.contracts_per_unit(spots, times, setup.carry) * np.ones(times.size)
        trade[:, 1:] = hedge[:, 1:] - hedge[:, :-1] * (per_unit[..., :-1] / per_unit[..., 1:])
        trade[:, 1:-1][:, ~setup.policy.due(times)[1:]] = 0.0  # rounding is no trade
    flow = np.zeros(hedge.shape)
    flow[:, 0] = -setup.premium(rows)
    if venue.paid_in_full:
        flow -= trade * spots
    rate = at_time(setup.funding, rows, slice(0, -1))
    brought = venue.flows(
        hedge[:, :-1], spots[:, :-1], spots[:, 1:], times[:-1], times[1:], setup.rate, setup.carry,
        rate,
    )  # fmt: skip
    settled, income, funding = (_after(part, hedge.shape) for part in brought)
    flow += settled + income + funding
    if len(setup.spans) > 1:
        payoff = np.zeros(hedge.shape)
        for span in setup.spans[1:]:
            payoff[:, span.start] = setup.settled_at(rows, span.start)
        flow += payoff
    cost = 0.0
    if setup.costs is not None:
        cost = charged(setup.costs, trade, np.asarray(spots), None)
        free = ([] if setup.entry_cost else [0]) + ([] if setup.exit_cost else [-1])
        cost[:, free] = 0.0
        flow -= cost
    if setup.cash_rate:
        grown = np.exp(setup.cash_rate * times)
        cash = np.cumsum(flow / grown, axis=1) * grown
        interest = _after(cash[:, :-1] * np.expm1(setup.cash_rate * np.diff(times)), hedge.shape)
    else:
        cash = np.cumsum(flow, axis=1)
    return Track(
        setup, rows, hedge, hedge, trade, cost, np.abs(trade) * spots, interest, settled, income,
        funding, payoff, 0.0, 0.0, 0.0, 0.0, False, cash,
    )  # fmt: skip


def _after(part, shape):
    """What a step brought, in the column of its end."""
    if np.ndim(part) == 0:
        return 0.0
    moved = np.zeros(shape)
    moved[:, 1:] = part
    return moved


def _held(setup, rows):
    """Units held after each time's trade, (n, n_times): 0 at the end."""
    spots, times, venue = setup.paths.spots[rows], setup.times, setup.venue
    hedge, due = np.zeros(spots.shape), np.flatnonzero(setup.policy.due(times))
    if not due.size:
        return hedge
    for span in setup.spans:
        # What was decided on before an option expired is held until the next trade.
        here = due[(due >= span.start) & (due < span.stop)]
        if here.size:
            when = _as_slice(here)
            vol = at_time(setup.hedge_vol, rows, when, span.book)
            seen = spots[:, when]
            delta = setup.pricer(rows).greeks(span.book, seen, vol, times[when], ("delta",))[
                "delta"
            ]
            hedge[:, when] = -np.broadcast_to(delta, seen.shape)
    if due.size < times.size - 1:  # contracts are left alone in between
        per_unit = venue.contracts_per_unit(spots, times, setup.carry) * np.ones(times.size)
        traded = np.zeros(times.size, dtype=np.int64)
        traded[due] = due
        held = np.maximum.accumulate(traded)
        hedge = hedge[:, held] * (per_unit[..., held] / per_unit)
    hedge[:, -1] = 0.0
    return hedge


def _as_slice(indices):
    """The same as a slice where it is one: a view in place of a copy."""
    first, count = int(indices[0]), indices.size
    step = int(indices[1]) - first if count > 1 else 1
    if np.array_equal(indices, first + step * np.arange(count)):
        return slice(first, int(indices[-1]) + 1, step)
    return indices
