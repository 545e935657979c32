"""Which of two rules is better, on the same luck: runs compared path by path.

The profit of a hedge differs far more from path to path than from rule to rule. What two runs on
equal paths differ by is known much better than either of them: the luck that they share drops out.
This module knows nothing of how a run came about.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .._frames import pandas
from .._validate import choice, fail
from .run import Run

OF = ("pnl", "cost", "turnover", "trades", "funding", "slippage", "unfilled", "pnl_in_coin")


def compare(runs, of="pnl"):
    """Runs on equal paths, each held against the first: a DataFrame with a row per run.

    runs: two Runs or more, in a dict by name or in a sequence. of: what of them, a number per path:
    "pnl", "cost", "turnover", "trades", "funding", "slippage", "unfilled" or "pnl_in_coin".
    Columns: mean; standard deviation; difference (mean of the run less the first, path by path);
    standard error (of the difference; NaN for a single path). Errors: ValueError; also for runs
    whose paths differ in a time or a spot.

    >>> from gammalab import DeltaBand, EveryStep, GBM, HalfSpread, replay, straddle
    >>> paths = GBM(vol=0.3).simulate(100, horizon=0.1, steps=50, n_paths=500, seed=1)
    >>> rules = {"often": EveryStep(), "band": DeltaBand(0.1, to="edge")}
    >>> runs = {name: replay(straddle(100, 0.1), paths, paid_vol=0.3, policy=rule,
    ...                      costs=HalfSpread(bps=5)) for name, rule in rules.items()}
    >>> table = compare(runs, of="cost")
    >>> bool(table.loc["band", "difference"] < -10 * table.loc["band", "standard error"])
    True
    """
    named = _named(runs)
    first, paths = next(iter(named.items()))[0], next(iter(named.values())).paths
    choice("of", of, OF)
    for name, run in named.items():
        mine = run.paths
        same = mine is paths or (
            np.array_equal(mine.times, paths.times) and np.array_equal(mine.spots, paths.spots)
        )
        if not same:
            fail("runs", f"{name!r} and {first!r}", "runs on the same paths: these differ")
    figures = {name: np.asarray(getattr(run, of), float) for name, run in named.items()}
    n = paths.n_paths
    rows = {}
    for name, values in figures.items():
        difference = values - figures[first]
        rows[name] = {
            "mean": values.mean(),
            "standard deviation": values.std(ddof=1) if n > 1 else np.nan,
            "difference": difference.mean(),
            "standard error": difference.std(ddof=1) / np.sqrt(n) if n > 1 else np.nan,
        }
    return pandas().DataFrame.from_dict(rows, orient="index").rename_axis("run")


def _named(runs) -> dict:
    """The runs by name; by number where they have none."""
    allowed = "two Runs or more, in a dict by name or in a sequence"
    if not isinstance(runs, Mapping):
        if isinstance(runs, (str, bytes, type)) or not hasattr(runs, "__iter__"):
            fail("runs", runs, allowed)
        runs = dict(enumerate(runs))
    for run in runs.values():
        if not isinstance(run, Run):
            fail("runs", run, allowed)
    if len(runs) < 2:
        fail("runs", f"{len(runs)} of them", allowed)
    return dict(runs)
