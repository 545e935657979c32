"""Transaction cost analysis: what a hedge traded, what that cost, and what gamma brought for it.

`bill` splits the costs of a run by kind (spread, commission, fixed fees, impact) and by the part of
the hedge's life: the first trade of a path, the re-hedges, the closing trade at the horizon. The
table of `transaction_costs` sets them beside slippage, funding and liquidation, and beside what
gamma harvested. Money is currency at the time it was paid, positive when it cost us.

This module knows nothing of pictures.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np

from .._frames import pandas
from .along import at_time
from .costs import ELEMENTWISE, parts_of
from .loop import charged
from .track import tracks

KINDS = ("spread", "commission", "fixed fees", "impact", "other costs")
PARTS = ("first trade", "re-hedges", "closing trade")


@dataclass(frozen=True, eq=False)
class Bill:
    """What each path paid, (n_paths, 3) currency for each kind of cost that the run has: for its
    first trade, for the re-hedges, for the closing trade. turnover (currency) and trades (a number)
    likewise. What the exchange closed by itself pays its fee and is not in the costs."""

    costs: dict[str, np.ndarray]
    turnover: np.ndarray
    trades: np.ndarray

    def table(self):
        """Means over paths: a DataFrame with a row per kind, their sum, turnover and trades, and a
        column for each part of the hedge's life and the whole of it.

        >>> from gammalab import GBM, HalfSpread, replay, straddle
        >>> paths = GBM(vol=0.3).simulate(100, horizon=0.1, steps=20, n_paths=100, seed=1)
        >>> run = replay(straddle(100, 0.1), paths, paid_vol=0.2, costs=HalfSpread(bps=2))
        >>> run.bill().table().loc["trades"].round(1).tolist()    # a far option needs no re-hedge
        [1.0, 18.9, 1.0, 20.9]
        """
        everything = sum(self.costs.values(), np.zeros(self.turnover.shape))
        rows = self.costs | {
            "all trading costs": everything, "turnover": self.turnover, "trades": self.trades,
        }  # fmt: skip
        means = {name: values.mean(axis=0) for name, values in rows.items()}
        whole = {name: np.append(values, values.sum()) for name, values in means.items()}
        return pandas().DataFrame(whole, index=[*PARTS, "whole"]).T


def bill(run) -> Bill:
    """The `Bill` of a run. The costs add up to `run.cost`, the turnover to `run.turnover`."""
    setup, n = run.setup, run.pnl.size
    costs, turnover, trades = {}, np.zeros((n, 3)), np.zeros((n, 3))
    for seen in tracks(setup):
        traded = seen.trade != 0
        part = _part(traded)
        _split(turnover, seen.rows, seen.turnover, part)
        _split(trades, seen.rows, traded.astype(float), part)
        for kind, values in _by_kind(seen).items():
            _split(costs.setdefault(kind, np.zeros((n, 3))), seen.rows, values, part)
    return Bill({kind: costs[kind] for kind in KINDS if kind in costs}, turnover, trades)


def _part(traded):
    """To which of PARTS each trade belongs, (n, n_times)."""
    part = np.ones(traded.shape, dtype=np.int8)
    part[np.arange(len(traded)), np.argmax(traded, axis=1)] = 0
    part[:, -1] = 2
    return part


def _split(totals, rows, values, part):
    for i in range(len(PARTS)):
        totals[rows, i] += np.where(part == i, values, 0.0).sum(axis=1)


def _by_kind(seen) -> dict[str, np.ndarray]:
    """Costs of one track by kind, (n, n_times). A cost of the user's own is what is left."""
    setup, parts = seen.setup, parts_of(seen.setup.costs)
    if not parts:
        return {}
    closed = seen.closed if np.ndim(seen.closed) else np.zeros(seen.trade.shape)
    trade = np.where(closed != 0, 0.0, seen.trade)
    with np.errstate(divide="ignore", invalid="ignore"):
        price = np.where(seen.trade != 0, seen.turnover / np.abs(seen.trade), seen.spots)
    if not setup.entry_cost:
        trade[:, 0] = 0.0
    if not setup.exit_cost:
        trade[:, -1] = 0.0
    along = {name: at_time(v, seen.rows, slice(None)) for name, v in setup.signals.items()}
    now = SimpleNamespace(signals=along)
    found, left = {}, np.array(np.broadcast_to(seen.cost, trade.shape))
    for cost in parts:
        if type(cost) in ELEMENTWISE:
            paid = charged(cost, trade, price, now)
            found[cost.kind] = found.get(cost.kind, 0.0) + paid
            left -= paid
    if any(type(cost) not in ELEMENTWISE for cost in parts):
        found["other costs"] = left
    return found


def funding_beyond_carry(run) -> np.ndarray:
    """What funding cost beyond the carry that options were priced with, (n_paths,) currency.

    A perpetual whose funding is the cost of carry costs its hedger nothing: the price of the option
    allows for it. What the replay of another rate pays or gets on top is this.
    """
    paid, setup = -run.funding, run.setup
    if not setup.carry or not np.any(setup.funding):
        return paid
    steps, priced = np.diff(setup.times), np.zeros(run.pnl.size)
    for seen in tracks(setup):
        held = (seen.hedge * seen.spots)[:, :-1]
        priced[seen.rows] = (held * steps).sum(axis=1) * setup.carry
    return paid - priced


def breakeven_vol(run):
    """Realised volatility at which the run's mean profit would be zero, before and after costs.

    What gamma brings grows with realised variance, everything else stays: the breakeven is the
    realised volatility times sqrt(-(everything else) / gamma), from means over paths. Costs are
    trading costs, lateness (slippage and what was never filled), liquidation, and funding as far as
    the cost of carry does not have it priced in. Yearly decimals, a pandas Series; NaN where no
    realised volatility would do (a short book whose costs exceed its theta).

    >>> from gammalab import GBM, HalfSpread, replay, straddle
    >>> paths = GBM(vol=0.2).simulate(100, horizon=0.1, steps=50, n_paths=500, seed=1)
    >>> run = replay(straddle(100, 0.1), paths, paid_vol=0.2, costs=HalfSpread(bps=5))
    >>> before, after = run.breakeven_vol()
    >>> bool(abs(before - 0.2) < 0.01), bool(after > before)
    (True, True)
    """
    came_from = run.attribution().mean()
    realised = np.sqrt((run.paths.realised_vol() ** 2).mean())
    paid = came_from[["costs", "slippage", "unfilled", "liquidation"]].sum()
    paid -= funding_beyond_carry(run).mean()
    rest = came_from.sum() - came_from["gamma"]
    gamma = came_from["gamma"] or np.nan
    ratio = [-(rest - paid) / gamma, -rest / gamma]
    vols = [realised * np.sqrt(r) if r >= 0 else np.nan for r in ratio]
    names = ["before costs", "after costs"]
    return pandas().Series(vols, index=names, name="breakeven volatility")


def transaction_costs(run):
    """The table of a run: columns mean, standard error, and the mean per unit of gamma harvested.

    Rows: turnover, trades; spread, commission, fixed fees, impact and other costs as far as the run
    has them; slippage (what fills were worse than the price at their decision); funding beyond
    carry; liquidation; all costs, the sum of these. Beside it stand unfilled (what orders missed
    that were never filled: nothing was paid for it, and it is not in the sum); funding paid, carry
    or not; gamma harvested (the profit that the moves brought through gamma: negative for whoever
    sold it); theta. In the last column the row "fixed fees" is the gas-gamma ratio where the fee is
    gas: gas paid per unit of gamma harvested. `breakeven_vol` gives the volatility that pays for
    all of it.

    >>> from gammalab import FixedFee, GBM, HalfSpread, replay, straddle
    >>> paths = GBM(vol=0.3).simulate(100, horizon=0.1, steps=20, n_paths=100, seed=1)
    >>> costs = HalfSpread(bps=2) + FixedFee(0.01)
    >>> run = replay(straddle(100, 0.1), paths, paid_vol=0.2, costs=costs)
    >>> run.transaction_costs().index.tolist()[:5]
    ['turnover', 'trades', 'spread', 'fixed fees', 'slippage']
    """
    came_from = run.attribution()
    rows = {"turnover": run.turnover, "trades": run.trades.astype(float)}
    rows |= {kind: paid.sum(axis=1) for kind, paid in bill(run).costs.items()}
    rows["slippage"] = run.slippage
    rows["funding beyond carry"] = funding_beyond_carry(run)
    rows["liquidation"] = -came_from["liquidation"].to_numpy()
    beside = ("slippage", "funding beyond carry", "liquidation")
    rows["all costs"] = run.cost + sum(rows[name] for name in beside)
    rows["unfilled"], rows["funding paid"] = run.unfilled, -run.funding
    rows["gamma harvested"] = came_from["gamma"].to_numpy()
    rows["theta"] = came_from["theta"].to_numpy()
    gamma, n = rows["gamma harvested"].mean(), run.pnl.size
    table = {
        name: {
            "mean": values.mean(),
            "standard error": values.std(ddof=1) / np.sqrt(n) if n > 1 else np.nan,
            "per unit of gamma": values.mean() / gamma if gamma else np.nan,
        }
        for name, values in rows.items()
    }
    return pandas().DataFrame(table).T
