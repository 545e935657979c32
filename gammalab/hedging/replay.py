"""The one loop: a book, hedged along paths, cent by cent.

`replay` buys the book at the volatility paid, lets a policy trade the hedge at every time but the
last, closes everything at the horizon, and keeps the cash. Sign convention: the book is what *we*
own (negative quantities are sold), P&L is ours, cash that we hold is positive.

Four volatilities are kept apart: `paid_vol` is paid, `hedge_vol` gives the delta that is hedged,
and `mark_vol` the value in the books; the one that happens is in the paths. So are two rates:
`rate` prices options, `cash_rate` is what cash earns and debt costs.

What comes of it is in `run.py`; this module knows nothing of pictures.
"""

from __future__ import annotations

import numpy as np

from .._bar import open_bar
from .._validate import flag
from .loop import steps
from .run import Run
from .setup import prepare
from .track import known_beforehand, tracks

FEW = 256  # paths up to which whole arrays are quicker than a loop, whose arrays would be short
LONG = 20_000  # steps that take so long that a bar may be wanted


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
    signals=None,
    relative_strikes=None,
    progress=True,
) -> Run:
    """Buy `book`, hedge it along `paths`, close everything at the horizon.

    Parameters
        book: a Book. What expires within the paths, at one of their times, is settled there at its
        payoff, and the rest is hedged on; `expiry="end"` is the horizon, whatever the clock. What
        lives longer is settled at its value with `mark_vol`.
        paths: Paths.
        paid_vol: the volatility paid, a yearly decimal; one per path, (n_paths,); or one per
        option: a Smile, or a mapping of (strike, expiry).
        hedge_vol: the one that gives the delta; None means `paid_vol`. One number, one per path,
        one per path and time: an array that broadcasts to (n_paths, n_times); a pandas Series,
        which goes by its dates; or one per option.
        mark_vol: the one the book is marked with; None means `paid_vol`. As hedge_vol.
        rate, carry: what options are priced with, yearly, continuous; carry None means the rate.
        The hedge earns the yield rate - carry.
        cash_rate: what cash earns and debt costs; None means `rate`.
        policy: called at each time but the last (see `gammalab.hedging.policies`); None is
        EveryStep().
        costs: what a trade costs (see `gammalab.hedging.costs`); None is free. entry_cost,
        exit_cost: whether the trade of the first step and the closing one pay it.
        venue: what the hedge is traded in (see `gammalab.hedging.venues`); None is Spot().
        execution: how orders are filled (see `gammalab.hedging.execution`); None is at once, in
        full. stop: a Stop, which closes the hedge at a level; None is no stop.
        signals: numbers along the paths that policies and costs see as `now.signals`: a dict of
        arrays by name, each in one of the shapes of hedge_vol.
        relative_strikes: True: strikes are multiples of each path's first spot, so that
        straddle(1, ...) is struck at the money on every path. None means as the paths have it:
        False, but True for `markets.windows`.
        progress: False: no bar where it takes longer than two seconds.
    Returns
        Run: pnl (n_paths,), and from it ledger(path), attribution(), summary(), table() ...
    Errors
        ValueError that names the argument, the value and what is allowed, also for what a policy
        or a cost returns.
    Source
        The seller's side of one such path is Hull's table 19.2 ("Options, Futures, and Other
        Derivatives", the chapter on Greek letters).

    >>> from gammalab import DeltaBand, FixedFee, GBM, HalfSpread, straddle
    >>> paths = GBM(vol=0.30).simulate(spot=100, horizon=30 / 365, steps=30, n_paths=100, seed=7)
    >>> run = replay(straddle(100, 30 / 365), paths, paid_vol=0.20,
    ...              policy=DeltaBand(0.05, to="edge"), costs=HalfSpread(bps=2) + FixedFee(0.01))
    >>> run.pnl.shape
    (100,)
    """
    progress = flag("progress", progress)
    setup = prepare(
        book, paths, paid_vol=paid_vol, hedge_vol=hedge_vol, mark_vol=mark_vol, rate=rate,
        carry=carry, cash_rate=cash_rate, policy=policy, costs=costs, entry_cost=entry_cost,
        exit_cost=exit_cost, venue=venue, execution=execution, stop=stop, signals=signals,
        relative_strikes=relative_strikes,
    )  # fmt: skip
    return run_of(setup, progress)


def run_of(setup, progress=True) -> Run:
    """What `replay` gives for inputs that were checked before."""
    n = setup.paths.n_paths
    total = {name: np.zeros(n) for name in ("pnl", "cost", "turnover", "premium", "funding",
                                            "slippage", "unfilled")}  # fmt: skip
    trades, liquidated = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=bool)
    for rows in setup.blocks():
        total["premium"][rows] = setup.premium(rows)
    if n <= FEW and known_beforehand(setup):
        for track in tracks(setup):
            rows = track.rows
            total["pnl"][rows] = track.cash[:, -1] + setup.option(rows, setup.last)
            for name in ("cost", "turnover", "funding"):
                total[name][rows] = np.sum(getattr(track, name), axis=-1)
            trades[rows] = np.count_nonzero(track.trade, axis=1)
    else:
        _walk(setup, total, trades, liquidated, progress)
    return Run(setup, **total, trades=trades, liquidated=liquidated)


def _walk(setup, total, trades, liquidated, progress):
    """Add up what the loop yields."""
    watched = setup.execution is not None or setup.stop is not None or setup.venue.margin
    funded = np.any(setup.funding)
    count = sum(1 for _ in setup.blocks()) * setup.times.size
    bar = open_bar(count, "step", unit_scale=True, disable=not progress) if count > LONG else None
    for rows in setup.blocks():
        before = None
        for step in steps(setup, rows):
            if setup.costs is not None:
                total["cost"][rows] += step.cost
            total["turnover"][rows] += step.turnover
            trades[rows] += step.trade != 0
            if funded:
                total["funding"][rows] += step.funding
            if watched:
                if before is not None:
                    missed = (before.intended - before.hedge) * (step.spot - before.spot)
                    total["unfilled"][rows] += missed - step.closing.worse - step.slippage
                total["slippage"][rows] += step.slippage
                liquidated[rows] |= step.closing.by_exchange
                before = step
            if bar is not None:
                bar.update()
        total["pnl"][rows] = step.cash + setup.option(rows, step.k)
    if bar is not None:
        bar.close()
