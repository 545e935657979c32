"""The one loop: a book, hedged along paths, cent by cent.

`replay` buys the book at the volatility paid, lets a policy trade the hedge at every time but the
last, closes everything at the horizon, and keeps the cash. Sign convention: the book is what *we*
own (negative quantities are sold), P&L is ours, cash that we hold is positive.

Four volatilities are kept apart: `paid_vol` is paid, `hedge_vol` gives the delta that is hedged, and
`mark_vol` the value in the books; the one that happens is in the paths. So are two rates: `rate`
prices options, `cash_rate` is what cash earns and debt costs.

This module knows nothing of pictures.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .._validate import fail, not_negative, numbers, one_number
from ..paths.prices import Paths
from ..pricing.book import Book
from .attribution import COLUMNS, explain
from .execution import Execution, Stop
from .loop import steps
from .policies import EveryStep
from .setup import Setup, at_time
from .transaction_costs import breakeven_vol, transaction_costs
from .venues import Future, InversePerpetual, Perpetual, Spot

AGREE = 1e-9  # of the notional: how closely every account of one run must agree with the others


@dataclass(frozen=True, eq=False)
class Run:
    """The result of `replay`. Arrays have one value per path, (n_paths,); money is in currency.

    pnl: profit at the horizon, everything closed, interest included.
    cost: sum of trading costs paid. turnover: absolute currency value of all hedge trades.
    trades: number of hedge trades. premium: paid for the book at the start (negative: received).
    funding: received from a perpetual (negative: paid). slippage: what fills lost against the
    decisions, positive is a loss. liquidated: whether the exchange closed the hedge.
    """

    setup: Setup = field(repr=False)
    pnl: np.ndarray
    cost: np.ndarray
    turnover: np.ndarray
    trades: np.ndarray
    premium: np.ndarray
    funding: np.ndarray
    slippage: np.ndarray
    liquidated: np.ndarray

    @property
    def notional(self) -> np.ndarray:
        """Sum of absolute option quantities times the first spot, (n_paths,) currency."""
        units = sum(abs(o.quantity) for o in self.setup.book.options)
        return units * self.setup.paths.spots[:, 0]

    def summary(self) -> pd.Series:
        """Mean P&L with its standard error, spread, tails and what trading cost, over all paths.

        >>> from gammalab import GBM, straddle
        >>> paths = GBM(vol=0.3).simulate(100, horizon=1 / 12, steps=21, n_paths=1000, seed=1)
        >>> run = replay(straddle(100, 1 / 12), paths, paid_vol=0.2)     # paid 20, got 30
        >>> bool(run.summary()["mean"] > 0)
        True
        """
        n = self.pnl.size
        spread = self.pnl.std(ddof=1) if n > 1 else np.nan
        low, middle, high = np.quantile(self.pnl, [0.05, 0.5, 0.95])
        figures = {
            "paths": n,
            "mean": self.pnl.mean(),
            "standard error": spread / np.sqrt(n),
            "standard deviation": spread,
            "5% quantile": low,
            "median": middle,
            "95% quantile": high,
            "share of losses": (self.pnl < 0).mean(),
            "cost": self.cost.mean(),
            "turnover": self.turnover.mean(),
            "trades": self.trades.mean(),
        }
        return pd.Series(figures, name="pnl")

    def ledger(self, path: int = 0) -> pd.DataFrame:
        """Every step of one path: a row per time, from the purchase to the close.

        Columns: time (years; the index holds dates where the paths have them), spot, option (value
        of the book at the marking volatility), delta (of the book, as hedged), trade (units bought,
        negative sold), hedge (units held after it), cost, interest, dividend (or a future's basis),
        settled (gains of a future or perpetual), funding and liquidation (all since the row
        before), cash (after the trade), unhedged (P&L of the options alone, financed), and pnl =
        cash + option, + hedge * spot where the hedge is bought with cash. The last row closes the
        hedge; its option is what the book is settled at, and its pnl is the run's.

        >>> from gammalab import GBM, call
        >>> paths = GBM(vol=0.2).simulate(100, horizon=0.25, steps=3, n_paths=2, seed=1)
        >>> replay(call(100, 0.25), paths, paid_vol=0.2).ledger(path=1).shape
        (4, 15)
        """
        setup = self.setup.one_path(path)
        spot, times, rows = setup.paths.spots[0], setup.times, slice(0, 1)
        walk = list(steps(setup, rows))

        def along(values):
            return np.array([float(np.squeeze(value)) for value in values])

        def vols(vol):
            return vol if np.ndim(vol) == 0 else vol[0]

        prices, book = (times, setup.rate, setup.carry), setup.book
        option = book.terms(spot, vols(setup.mark_vol), *prices, ("price",))["price"]
        delta = book.terms(spot, vols(setup.hedge_vol), *prices, ("delta",))["delta"]
        cash, hedge = along(s.cash for s in walk), along(s.hedge for s in walk)
        dates = setup.paths.dates
        table = pd.DataFrame(
            {
                "time": times,
                "spot": spot,
                "option": option + np.zeros(len(times)),
                "delta": delta + np.zeros(len(times)),
                "trade": along(s.trade for s in walk),
                "hedge": hedge,
                "cost": along(s.cost for s in walk),
                "interest": along(s.interest for s in walk),
                "dividend": along(s.dividend for s in walk),
                "settled": along(s.settled for s in walk),
                "funding": along(s.funding for s in walk),
                "liquidation": along(s.liquidation for s in walk),
                "cash": cash,
                "unhedged": option - setup.premium(rows) * np.exp(setup.cash_rate * times),
                "pnl": cash + (hedge * spot if setup.venue.funded else 0.0) + option,
            },
            index=pd.RangeIndex(len(times), name="step") if dates is None else _dates(dates),
        )
        self._agree(table["pnl"].iloc[-1], path)
        return table

    def attribution(self, path: int | None = None) -> pd.DataFrame:
        """Where the P&L came from, in currency: the columns of `gammalab.hedging.attribution`.

        Without `path`: a row per path, summed over time; each row adds up to `pnl`. With `path`: a
        row per time of that path, holding what happened since the time before (the edge and the
        entry cost stand in the first row). Where the sum differs from the cash by more than 1e-9 of
        the notional, RuntimeError: that would be a fault of the library or of a policy that
        answers differently when asked again.

        >>> from gammalab import GBM, call
        >>> paths = GBM(vol=0.2).simulate(100, horizon=0.25, steps=63, n_paths=5, seed=1)
        >>> run = replay(call(100, 0.25), paths, paid_vol=0.2)
        >>> bool(np.allclose(run.attribution().sum(axis=1), run.pnl))
        True
        """
        if path is not None:
            setup = self.setup.one_path(path)
            table = [
                {name: float(np.squeeze(told[name])) for name in COLUMNS}
                for told in _explained(setup, slice(0, 1))
            ]
            frame = pd.DataFrame(table, columns=list(COLUMNS))
            self._agree(frame.to_numpy().sum(), path)
            dates = setup.paths.dates
            frame.index = pd.RangeIndex(len(table), name="step") if dates is None else _dates(dates)
            return frame
        totals = np.zeros((len(COLUMNS), self.pnl.size))
        for rows in self.setup.blocks():
            for told in _explained(self.setup, rows):
                for total, name in zip(totals, COLUMNS, strict=True):
                    total[rows] += told[name]
        self._agree(totals.sum(axis=0))
        return pd.DataFrame(totals.T, columns=list(COLUMNS)).rename_axis("path")

    def transaction_costs(self) -> pd.DataFrame:
        """The bill: see `gammalab.hedging.transaction_costs`."""
        return transaction_costs(self)

    def breakeven_vol(self) -> pd.Series:
        """Realised volatility at which the mean profit would be zero, before and after costs."""
        return breakeven_vol(self)

    def _agree(self, pnl, path=None):
        """Every account of a run must come to the same P&L."""
        rows = slice(None) if path is None else slice(path, path + 1)
        gap = np.abs(pnl - self.pnl[rows])
        allowed = AGREE * np.maximum(self.notional[rows], np.abs(self.pnl[rows]))
        if not np.all(gap <= allowed):  # NaN agrees with nothing
            worst = int(np.argmax(gap - allowed))
            which = worst if path is None else path
            raise RuntimeError(
                f"two accounts of path {which} differ by {gap[worst]:.3g}: "
                "a policy or cost must give the same answer when asked again, path by path"
            )


def _dates(dates):
    return pd.Index(dates, name="date")


def _explained(setup: Setup, rows: slice):
    """Columns of the attribution, a dict of arrays per time, for a block of paths."""
    times = setup.times
    before, held = None, None
    for step in steps(setup, rows):
        after = (step.spot, at_time(setup.mark_vol, rows, step.k), times[step.k])
        if before is None:
            told = dict.fromkeys(COLUMNS, 0.0)
            told["edge"] = setup.option(rows, 0) - setup.premium(rows)
        else:
            told = explain(setup.book, before, after, *held, setup.rate, setup.carry)
            told["edge"] = 0.0
            # A stop was meant to fill at its level: what it filled worse is slippage too.
            told["delta"] = told["delta"] - step.gap
            told["slippage"] = told["slippage"] + step.gap
        told["financing"] = step.interest + step.dividend
        told["funding"] = step.funding
        told["liquidation"] = step.liquidation
        told["costs"] = -np.asarray(step.cost)
        before, held = after, (step.hedge, step.intended)
        yield told


def _vol(name, value, paths: Paths):
    """A volatility that may move along the path: a number, or (n_paths, n_times), read-only."""
    return _along(name, not_negative(name, value), paths)


def _along(name, array, paths: Paths):
    if array.ndim == 0:
        return float(array)
    shape = (paths.n_paths, paths.times.size)
    try:
        return np.broadcast_to(array, shape)
    except ValueError:
        fail(name, array.shape, f"a number, or an array that broadcasts to {shape} (paths, times)")


def replay(
    book,
    paths,
    *,
    paid_vol,
    hedge_vol=None,
    mark_vol=None,
    rate=0.0,
    carry=None,
    cash_rate=None,
    policy=None,
    costs=None,
    entry_cost=True,
    exit_cost=True,
    venue=None,
    execution=None,
    stop=None,
) -> Run:
    """Buy `book`, hedge it along `paths`, close everything at the horizon.

    Parameters
        book: a Book that does not expire before the paths end. It is settled at its payoff when it
        expires at the horizon, else at its value with `mark_vol`.
        paths: Paths.
        paid_vol: the volatility paid, a yearly decimal.
        hedge_vol: the one that gives the delta; None means `paid_vol`. A number, or an array that
        broadcasts to (n_paths, n_times).
        mark_vol: the one the book is marked with; None means `paid_vol`. As hedge_vol.
        rate, carry: what options are priced with, yearly, continuous; carry None means the rate.
        The hedge earns the yield rate - carry.
        cash_rate: what cash earns and debt costs; None means `rate`.
        policy: called at each time but the last (see `gammalab.hedging.policies`); None is EveryStep().
        costs: what a trade costs (see `gammalab.hedging.costs`); None is free. entry_cost, exit_cost:
        whether the first trade and the closing one pay it.
        venue: what the hedge is traded in (see `gammalab.hedging.venues`); None is Spot().
        execution: how orders are filled (see `gammalab.hedging.execution`); None is at once, in full.
        stop: a Stop, which closes the hedge for good; None is no stop.
    Returns
        Run: pnl (n_paths,), and from it ledger(path), attribution(), summary().
    Errors
        ValueError that names the argument, the value and what is allowed, also for what a policy
        or a cost returns.
    Source
        The seller's side of one such path is Hull's table 19.2 ("Options, Futures, and Other
        Derivatives", the chapter on Greek letters).

    >>> from gammalab import DeltaBand, FixedFee, GBM, HalfSpread, straddle
    >>> paths = GBM(vol=0.30).simulate(spot=100, horizon=30 / 365, steps=30, n_paths=100, seed=7)
    >>> run = replay(straddle(100, 30 / 365), paths, paid_vol=0.20, policy=DeltaBand(0.05, to="edge"),
    ...              costs=HalfSpread(bps=2) + FixedFee(0.01))
    >>> run.pnl.shape
    (100,)
    """
    if not isinstance(book, Book):
        fail("book", book, "a Book, such as gammalab.straddle(100, 0.25)")
    if not isinstance(paths, Paths):
        fail("paths", type(paths).__name__, "Paths; gammalab.Paths(times, spots) makes them")
    if book.first_expiry < paths.horizon and not np.isclose(
        book.first_expiry, paths.horizon, rtol=1e-12, atol=0
    ):
        allowed = f"one whose first expiry is at the horizon, {paths.horizon!r}, or later"
        fail("book", f"Book(first_expiry={book.first_expiry!r})", allowed)
    if policy is not None and not callable(policy):
        fail("policy", policy, "a policy (see gammalab.hedging.policies), or a function like one")
    if costs is not None and not callable(costs):
        fail("costs", costs, "a cost (see gammalab.hedging.costs), or a function like one")
    venue = Spot() if venue is None else venue
    if not isinstance(venue, (Spot, Future, Perpetual, InversePerpetual)):
        fail("venue", venue, "Spot(), Future(), Perpetual() or InversePerpetual()")
    if execution is not None and not isinstance(execution, Execution):
        fail("execution", execution, "an Execution, or None")
    if stop is not None and not isinstance(stop, Stop):
        fail("stop", stop, "a Stop, or None")
    if stop is not None and stop.hit(paths.spots[:, 0])[0].any():
        fail("stop", stop, "one whose levels the first spot has not reached yet")
    paid_vol = one_number("paid_vol", paid_vol, not_negative)
    rate = one_number("rate", rate)
    setup = Setup(
        book=book,
        paths=paths,
        paid_vol=paid_vol,
        hedge_vol=paid_vol if hedge_vol is None else _vol("hedge_vol", hedge_vol, paths),
        mark_vol=paid_vol if mark_vol is None else _vol("mark_vol", mark_vol, paths),
        rate=rate,
        carry=rate if carry is None else one_number("carry", carry),
        cash_rate=rate if cash_rate is None else one_number("cash_rate", cash_rate, numbers),
        policy=EveryStep() if policy is None else policy,
        costs=costs,
        entry_cost=bool(entry_cost),
        exit_cost=bool(exit_cost),
        venue=venue,
        funding=_along("funding", numbers("funding", venue.funding), paths),
        execution=execution,
        stop=stop,
    )
    n = paths.n_paths
    pnl, cost, turnover, premium, funding, slippage = (np.zeros(n) for _ in range(6))
    trades, liquidated = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=bool)
    plain = venue == Spot() and execution is None and stop is None
    for rows in setup.blocks():
        premium[rows] = setup.premium(rows)
        missed = before = 0.0  # units held beyond those decided on, and the spot of the step before
        for step in steps(setup, rows):
            if costs is not None:
                cost[rows] += step.cost
            turnover[rows] += np.abs(step.trade * step.spot)
            trades[rows] += step.trade != 0
            if not plain:
                funding[rows] += step.funding
                slippage[rows] -= missed * (step.spot - before) + step.gap
                liquidated[rows] |= step.closed
                missed, before = step.hedge - step.intended, step.spot
        pnl[rows] = step.cash + setup.option(rows, step.k)
    return Run(setup, pnl, cost, turnover, trades, premium, funding, slippage, liquidated)
