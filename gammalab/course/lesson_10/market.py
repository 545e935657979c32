"""Lesson 10: the months that its labs share, and what a straddle made in each.

One straddle is on one unit of the index, struck at the first close, bought at that day's VIX, held
for 21 closes of 1/252 year each. Rate and dividends are 0.
"""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import numpy as np
import pandas as pd

import gammalab as gl
from gammalab import markets

DAYS, YEAR = 21, 252
FIRST, LAST = "2014", "2018"
LEAP = 366  # days in the longest year: no date falls into the year after


@cache
def vix() -> pd.Series:
    """The VIX by date, a decimal."""
    return markets.load_vol("vix")


@cache
def closes() -> pd.DataFrame:
    """The S&P 500 from 2014 on."""
    return markets.load("spx", FIRST, LAST)


@cache
def months(day: int = 1) -> markets.Windows:
    """2014 to 2018, entered on that trading day of each month."""
    return markets.windows(closes(), vol=vix(), nth=day)


@cache
def months_of(day: int = 1, every: int = 1) -> SimpleNamespace:
    """What the owner made of each month, hedged every so many days: arrays of (months,).

    free : points of volatility, without costs. cost : points per basis point of half spread. pnl :
    index points, without costs. paid, happened : decimals. dates : of entry. left_out : how many.

    >>> one = months_of()
    >>> len(one.free), round(float(one.free.mean()), 2)
    (59, -3.18)
    """
    cut = months(day)
    run = gl.replay(
        gl.straddle(1, cut.horizon), cut, paid_vol=cut.vol, policy=gl.EveryN(every),
        costs=gl.HalfSpread(bps=1),
    )  # fmt: skip
    table = run.table()
    point = (table["pnl"] / table["vol_points"]).to_numpy()  # what a point was worth
    pnl = (table["pnl"] + table["cost"]).to_numpy()
    return SimpleNamespace(
        dates=table.index, paid=table["paid"].to_numpy(), happened=table["realised"].to_numpy(),
        pnl=pnl, free=pnl / point, cost=table["cost"].to_numpy() / point, point=point,
        left_out=len(cut.left_out),
    )  # fmt: skip


def owner_points(day: int = 1, every: int = 1, bps: float = 0.0) -> np.ndarray:
    """What the owner made of each month, in points of volatility."""
    one = months_of(day, every)
    return one.free - bps * one.cost


@cache
def invented(premium: float = 0.03) -> pd.Series:
    """A price that no market gave, by date: the volatility of the 21 days before and `premium`, a
    decimal.

    >>> invented().loc[["2000-12-01", "2008-10-01"]].round(3).tolist()
    [0.228, 0.573]
    """
    squares = np.log(markets.load("spx_closes")["close"]).diff() ** 2
    return np.sqrt(YEAR * squares.rolling(DAYS).mean()) + premium


@cache
def priced_later(premium: float = 0.03, day: int = 1) -> pd.Series:
    """33 years, each month's straddle bought on that trading day at the price invented so: the
    owner's points of volatility by date.

    >>> len(priced_later()), round(float(priced_later().mean()), 2)
    (394, -2.87)
    """
    close = markets.load("spx_closes")["close"]
    cut = markets.windows(close, vol=invented(premium), nth=day)
    return gl.replay(gl.straddle(1, cut.horizon), cut, paid_vol=cut.vol).table()["vol_points"]


@cache
def every_day() -> pd.Series:
    """A straddle bought on every day of the five years, each held for 21: the owner's points."""
    cut = markets.windows(closes(), vol=vix(), entry="day")
    return gl.replay(gl.straddle(1, cut.horizon), cut, paid_vol=cut.vol).table()["vol_points"]


@cache
def fair_worlds(tries: int = 400) -> SimpleNamespace:
    """The same 59 months, so many times over, in a world where what was paid happens.

    points : the owner's, (tries, 59). gap : happened less paid, points, in the same shape.
    """
    points, gaps = [], []
    for k, paid in enumerate(months_of().paid):
        paths = gl.GBM(float(paid)).simulate(1, DAYS / YEAR, DAYS, n_paths=tries, seed=k)
        book = gl.straddle(1, DAYS / YEAR)
        vega = book.greeks(1, paid, names=("vega",))["vega"]
        points.append(gl.replay(book, paths, paid_vol=paid).pnl / (0.01 * vega))
        gaps.append(100 * (paths.realised_vol() - paid))
    return SimpleNamespace(points=np.array(points).T, gap=np.array(gaps).T)


def other_conventions() -> pd.Series:
    """The 59 months in points, by calendar days of 365 in place of trading days; and hedged and
    marked at each day's VIX: mean and error of each."""
    calendar, cut = [], months()
    for k in range(cut.n_paths):
        prices = pd.Series(cut.spots[k], index=pd.DatetimeIndex(cut.dates_of(k)))
        path = gl.Paths.from_prices(prices)
        book = gl.straddle(prices.iloc[0], path.horizon)
        table = gl.replay(book, path, paid_vol=float(cut.vol[k])).table()
        calendar.append(table["vol_points"].iloc[0])
    marked = gl.replay(
        gl.straddle(1, cut.horizon), cut, paid_vol=cut.vol, hedge_vol=vix(), mark_vol=vix()
    ).table()["vol_points"]
    return pd.Series(
        {"calendar days": markets.mean_with_error(calendar),
         "hedged at each day's VIX": markets.mean_with_error(marked)}
    )  # fmt: skip


def typed_in(points: dict) -> pd.Series:
    """Volatilities typed in by date, in points, as a Series of decimals.

    >>> typed_in({"2008-09-02": 21.99}).round(4).tolist()
    [0.2199]
    """
    return pd.Series(list(points.values()), index=pd.to_datetime(list(points))) / 100


def name_of(date) -> str:
    """A month in words: "August 2015"."""
    return f"{date:%B %Y}"


def in_years(dates) -> np.ndarray:
    """Dates as decimal years, for an axis.

    >>> month_at(in_years(pd.DatetimeIndex(["2016-12-31"]))[0])
    'December 2016'
    """
    return np.asarray(dates.year + (dates.day_of_year - 1) / LEAP)


def month_at(year: float) -> str:
    """The month of a decimal year, in words."""
    day = pd.Timestamp(int(year), 1, 1) + pd.Timedelta(days=round(LEAP * (year % 1)))
    return name_of(day)
