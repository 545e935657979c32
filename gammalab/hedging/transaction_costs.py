"""Transaction cost analysis: what a hedge traded, what that cost, and what gamma brought for it.

One table per run. Money is currency at the time it was paid, positive when it cost us; means over
paths with their standard errors. This module knows nothing of pictures.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from .costs import FixedFee, HalfSpread, Proportional, SquareRootImpact, Sum
from .loop import steps

_KINDS = {HalfSpread: "spread", FixedFee: "fees", Proportional: "fees", SquareRootImpact: "impact"}


def _kind(part) -> str:
    """The row that a cost belongs to."""
    return next((row for kind, row in _KINDS.items() if isinstance(part, kind)), "other costs")


def by_kind(run) -> dict[str, np.ndarray]:
    """Cost of each kind ("spread", "fees", "impact", "other costs"), (n_paths,) each.

    They add up to `run.cost`; kinds that the run does not have are left out.
    """
    setup = run.setup
    totals: dict[str, np.ndarray] = {}
    if setup.costs is None:
        return totals
    parts = setup.costs.parts if isinstance(setup.costs, Sum) else (setup.costs,)
    last = setup.paths.n_steps
    for rows in setup.blocks():
        for step in steps(setup, rows):
            if not (setup.entry_cost or step.k) or not (setup.exit_cost or step.k < last):
                continue
            # What the exchange closed by itself pays its fee, not a trading cost.
            trade = np.where(step.closed, 0.0, step.trade)
            for part in parts:
                total = totals.setdefault(_kind(part), np.zeros(run.pnl.size))
                total[rows] += part(trade, step.spot)
    return totals


def breakeven_vol(run) -> pd.Series:
    """Realised volatility at which the run's mean profit would be zero, before and after costs.

    What gamma brings grows with realised variance, everything else stays: the breakeven is the
    realised volatility times sqrt(-(everything else) / gamma), from means over paths. Yearly
    decimals; NaN where no realised volatility would do (a short book whose costs exceed its theta).

    >>> from gammalab import GBM, HalfSpread, replay, straddle
    >>> paths = GBM(vol=0.2).simulate(100, horizon=0.1, steps=50, n_paths=500, seed=1)
    >>> run = replay(straddle(100, 0.1), paths, paid_vol=0.2, costs=HalfSpread(bps=5))
    >>> before, after = run.breakeven_vol()
    >>> bool(abs(before - 0.2) < 0.01), bool(after > before)
    (True, True)
    """
    told = run.attribution().mean()
    paths = run.setup.paths
    realised = np.sqrt((paths.realised_vol() ** 2).mean())
    paid = told[["costs", "slippage", "funding", "liquidation"]].sum()
    rest = told.sum() - told["gamma"]
    gamma = told["gamma"] or np.nan
    ratio = [-(rest - paid) / gamma, -rest / gamma]
    vols = [realised * np.sqrt(r) if r >= 0 else np.nan for r in ratio]
    return pd.Series(vols, index=["before costs", "after costs"], name="breakeven volatility")


def transaction_costs(run) -> pd.DataFrame:
    """The table of a run: columns mean, standard error, and the mean per unit of gamma harvested.

    Rows: turnover, trades; spread, fees, impact and other costs as far as the run has them;
    slippage against the decisions; funding paid; liquidation; all costs together; gamma harvested
    (the profit that the moves brought through gamma: negative for who sold it); theta. In the last
    column the row "fees" is the gas-gamma ratio where the fee is gas: gas paid per unit of gamma
    harvested. `breakeven_vol` gives the volatility that pays for all of it.

    >>> from gammalab import FixedFee, GBM, HalfSpread, replay, straddle
    >>> paths = GBM(vol=0.3).simulate(100, horizon=0.1, steps=20, n_paths=100, seed=1)
    >>> run = replay(straddle(100, 0.1), paths, paid_vol=0.2, costs=HalfSpread(bps=2) + FixedFee(0.01))
    >>> run.transaction_costs().index.tolist()[:5]
    ['turnover', 'trades', 'spread', 'fees', 'slippage']
    """
    told = run.attribution()
    rows = {"turnover": run.turnover, "trades": run.trades.astype(float)}
    kinds = by_kind(run)
    order = ("spread", "fees", "impact", "other costs")
    rows |= {name: kinds[name] for name in order if name in kinds}
    rows["slippage"] = run.slippage
    rows["funding paid"] = -run.funding
    rows["liquidation"] = -told["liquidation"].to_numpy()
    rows["all costs"] = run.cost + rows["slippage"] + rows["funding paid"] + rows["liquidation"]
    rows["gamma harvested"] = told["gamma"].to_numpy()
    rows["theta"] = told["theta"].to_numpy()
    gamma = rows["gamma harvested"].mean()
    n = run.pnl.size
    table = {
        name: {
            "mean": values.mean(),
            "standard error": values.std(ddof=1) / np.sqrt(n) if n > 1 else np.nan,
            "per unit of gamma": values.mean() / gamma if gamma else np.nan,
        }
        for name, values in rows.items()
    }
    return pd.DataFrame(table).T
