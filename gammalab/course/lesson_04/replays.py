"""The worked replay of lesson 04: December 2014 on the S&P 500, and all months of five years."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

import gammalab as gl

LENGTH = 30 / 365  # years, of each straddle


@cache
def _closes():
    return gl.markets.load("spx")["close"], gl.markets.load("vix")["close"] / 100


def month_from(day: str):
    """(paths, volatility paid, straddle) from the close of `day`: struck there, at the VIX.

    Where day 30 is no trading day the path ends before it, and the straddle is still alive then.
    """
    index, vix = _closes()
    first = pd.Timestamp(day)
    closes = index[first : first + pd.Timedelta(days=30)]
    strike = float(closes.iloc[0])
    return gl.Paths.from_prices(closes), float(vix[first]), gl.straddle(strike, LENGTH)


def month_by_day(day: str) -> pd.DataFrame:
    """One straddle hedged at each close, by date, index points: the close, the move in per cent,
    gamma times price squared before it (in hundreds), gamma, theta, rest, and all together.

    >>> month_by_day("2014-12-01").loc["2014-12-17":"2014-12-18", "total"].round(1).tolist()
    [4.6, 13.1]
    """
    paths, paid, straddle = month_from(day)
    sources = gl.replay(straddle, paths, paid_vol=paid).attribution(path=0)
    spots = paths.spots[0]
    gamma = straddle.greeks(spots[:-1], paid, time=paths.times[:-1], names=("gamma",))["gamma"]
    total = sources.sum(axis=1)
    table = pd.DataFrame(
        {"close": spots, "move %": np.r_[np.nan, 100 * np.diff(spots) / spots[:-1]],
         "weight": np.r_[np.nan, gamma * spots[:-1] ** 2 / 100]}, index=paths.dates,
    )  # fmt: skip
    table[["gamma", "theta"]] = sources[["gamma", "theta"]]
    return table.assign(rest=total - sources["gamma"] - sources["theta"], total=total)


@cache
def every_month() -> pd.DataFrame:
    """A straddle from the first trading day of each month 2014 to 2018, where 30 days are in the
    data: by date, volatility paid and happened, profit (index points), profit over vega.

    >>> len(every_month())
    59
    """
    index, vix = _closes()
    firsts = vix.groupby([vix.index.year, vix.index.month]).apply(lambda one: one.index[0])
    rows = {}
    for first in firsts[firsts + pd.Timedelta(days=30) <= index.index[-1]]:
        paths, paid, straddle = month_from(first)
        profit = gl.replay(straddle, paths, paid_vol=paid).pnl[0]
        vega = straddle.greeks(paths.spots[0, 0], paid, names=("vega",))["vega"]
        rows[first] = paid, float(paths.realised_vol()[0]), profit, profit / vega
    return pd.DataFrame.from_dict(
        rows, orient="index", columns=["paid", "happened", "profit", "in vegas"]
    )
