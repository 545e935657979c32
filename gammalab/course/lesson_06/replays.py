"""The worked replays of lesson 06: Hull's twenty weeks with a bill, and two real months."""

from __future__ import annotations

import pandas as pd

import gammalab as gl
from gammalab.course.lesson_02.replays import HULL_SPOTS

CALLS, WEEK, RATE = 100_000, 1 / 52, 0.05


def hull_run(side=-1, bps=10.0, every=1):
    """The run of Hull's table 19.2: 100,000 calls sold (side 1: owned), hedged every so many weeks.

    bps : half the spread of a share, in basis points.

    >>> round(float(hull_run(bps=0).pnl[0]))
    -18528
    """
    weeks = len(HULL_SPOTS) - 1
    paths = gl.Paths([k * WEEK for k in range(weeks + 1)], HULL_SPOTS)
    return gl.replay(
        side * CALLS * gl.call(50, weeks * WEEK), paths, paid_vol=0.20, rate=RATE,
        policy=gl.EveryN(every), costs=gl.HalfSpread(bps=bps),
    )  # fmt: skip


def real_month(day: str, bps: float, side=1):
    """The run of 100 straddles on the S&P 500, bought at the close of `day` at the VIX, 30 days.

    >>> [round(float(real_month("2015-08-03", bps).pnl[0])) for bps in (0, 20)]
    [1409, 59]
    """
    first = pd.Timestamp(day)
    closes = gl.markets.load("spx")["close"][first : first + pd.Timedelta(days=30)]
    paid = float(gl.markets.load("vix")["close"][first]) / 100
    paths = gl.Paths.from_prices(closes)
    book = side * 100 * gl.straddle(float(closes.iloc[0]), paths.horizon)
    return gl.replay(book, paths, paid_vol=paid, costs=gl.HalfSpread(bps=bps))
