"""The problems of lesson 10, a real market: volatility, points, first days and a look-ahead."""

from __future__ import annotations

import numpy as np
import pandas as pd

import gammalab as gl
from gammalab.check import exercise

from .more_problems import walk  # brings 10.5 to 10.7, too

# ---- 10.1 ---------------------------------------------------------------------------------------


def _measured(root=np.sqrt, moves=lambda p: np.diff(np.log(p)), of=lambda r: np.mean(r**2)):
    """Volatility of closes; the arguments make mistakes."""
    return lambda prices, per_year: float(root(per_year * of(moves(np.asarray(prices, float)))))


def _prices(rng):
    """Closes of few days, with a trend, and days of a year."""
    prices = walk(rng, int(rng.integers(3, 9)), vol=float(rng.choice([0.01, 0.05])))
    prices = prices * np.exp(float(rng.choice([-0.02, 0.0, 0.03])) * np.arange(len(prices)))
    return np.round(prices, 2), int(rng.choice([252, 365, 52]))


exercise(
    "10.1", "Realised volatility", "realised(prices, per_year)",
    _measured(),
    inputs=_prices,
    gives={"volatility": "a year"},
    closed=("gammalab.paths.prices.Paths.realised_vol",),
    mistakes=[
        (_measured(of=np.var), "you took the mean off. A hedger is paid for the trend, too"),
        (_measured(of=lambda r: np.var(r, ddof=1)),
         "that is off the mean, and by one return fewer: take the mean of the squares"),
        (_measured(moves=lambda p: np.diff(p) / p[:-1]),
         "simple returns: the formula has logs, and large moves tell them apart"),
        (_measured(moves=lambda p: np.diff(p) / p[1:]),
         "simple returns, over the later price: the formula has logs"),
        (_measured(moves=lambda p: np.diff(p) / p[0]),
         "moves over the first price: take the differences of the logs"),
        (_measured(moves=lambda p: np.log(p[1:] / p[0])),
         "these are the ways from the first close: a return goes from one close to the next"),
        (_measured(moves=lambda p: np.diff(p) / p[:-1], of=np.var),
         "simple returns, and the mean is off: take logs, and the mean of the squares"),
        (_measured(moves=lambda p: np.diff(p) / p[:-1], of=lambda r: np.var(r, ddof=1)),
         "simple returns, and their spread about a mean: take logs, and the mean of the squares"),
        (_measured(root=lambda v: v, of=np.var),
         "that is a variance, off the mean: take the root of the mean square"),
        (_measured(of=lambda r: np.mean(r**2) / len(r)),
         "that is how sure a mean return is: the root of the mean square is the volatility"),
        (_measured(moves=np.diff), "these are moves of the price; take those of its log"),
        (_measured(root=lambda v: v), "that is the variance: the root is missing"),
        (lambda prices, per_year: per_year * _measured()(prices, 1),
         "the year belongs under the root: volatility grows with the root of time"),
        (_measured(of=lambda r: np.sum(r**2) / (len(r) + 1)),
         "divide by the number of returns: there is one fewer than prices"),
        (_measured(of=lambda r: np.mean(abs(r)) ** 2),
         "that is the size of an average move: take the root of the mean square"),
        (lambda prices, per_year: _measured()(prices, 252), "`per_year` is not used"),
        (_measured(of=lambda r: 1.25**2 * np.mean(abs(r)) ** 2),
         "the average size times 1.25 is right for bell-shaped moves only: take the root of the "
         "mean square"),
        (_measured(of=lambda r: np.pi / 2 * np.mean(abs(r)) ** 2),
         "the average size times the root of pi / 2 is right for bell-shaped moves only: take the "
         "root of the mean square"),
        (_measured(of=lambda r: np.sum(r**2)), "the mean of the squares, not their sum"),
        (_measured(of=lambda r: np.sum(r**2) / (len(r) - 1)),
         "divide by the number of returns: one fewer is for squares off a mean, and none is taken"),
        (_measured(of=lambda r: np.sum(r) ** 2 / len(r)),
         "that is the way from the first close to the last: square each return by itself"),
        (_measured(of=lambda r: np.mean(r) ** 2), "square each return first, then take the mean"),
        (_measured(moves=lambda p: np.log(p) - np.mean(np.log(p))),
         "that is the spread of the prices: take the differences of their logs"),
        (_measured(moves=np.log), "these are the logs of the prices: take their differences"),
        (lambda prices, per_year: per_year**0.5 * _measured(root=lambda v: v)(prices, 1),
         "the mean of the squares stays under the root, too"),
    ],
    hints=(
        "The returns are the differences of the logs.",
        "Their mean square is the variance of one step.",
        "np.sqrt(per_year * np.mean(returns**2))",
    ),
    praise="no mean is taken off: the hedge is paid for the move, trend or not.",
)  # fmt: skip


# ---- 10.2 ---------------------------------------------------------------------------------------


def _vega(spot, paid, years):
    """Of a straddle at the money; written out, for it is asked for often."""
    d1 = 0.5 * paid * np.sqrt(years)
    return 2 * spot * np.sqrt(years) * np.exp(-0.5 * d1 * d1) / np.sqrt(2 * np.pi)


def _repriced(spot, paid, years, width):
    """Half of what the price moves by, from `width` below what was paid to `width` above it."""
    book = gl.straddle(spot, years)
    return (book.value(spot, paid + width) - book.value(spot, paid - width)) / 2


exercise(
    "10.2", "A profit in points", "in_points(pnl, spot, paid, years)",
    lambda pnl, spot, paid, years: pnl / (_vega(spot, paid, years) / 100),
    points=2, form="gaps",
    inputs=dict(pnl=(-90.0, 70.0), spot=[110.0, 1831.37, 2821.98], paid=(0.08, 0.60),
                years=[21 / 252, 0.25, 1.0]),
    boundaries=[dict(pnl=0.0), dict(pnl=59.98, spot=2821.98, paid=0.1347, years=21 / 252),
                dict(pnl=-80.89, spot=1913.85, paid=0.314, years=21 / 252)],
    gives={"profit": "points of volatility"},
    mistakes=[
        (lambda pnl, spot, paid, years: pnl / _vega(spot, paid, years),
         "vega is for 1.00 of volatility; a point is a hundredth of it"),
        (lambda pnl, spot, paid, years: pnl / (_vega(spot, paid, years) / 200),
         "that is the vega of one option: a straddle has two"),
        (lambda pnl, spot, paid, years: pnl / (_vega(spot, paid, years) / 50),
         "that is the vega of two straddles: `book` is a whole one"),
        (lambda pnl, spot, paid, years: pnl * _vega(spot, paid, years),
         "a profit over what a point was worth: divide, by vega over 100"),
        (lambda pnl, spot, paid, years: pnl * _vega(spot, paid, years) / 100,
         "divide by what a point was worth"),
        (lambda pnl, spot, paid, years: pnl / (100 * _vega(spot, paid, years)),
         "a point is a hundredth of 1.00: vega is to be divided by 100, not multiplied"),
        (lambda pnl, spot, paid, years: pnl / 4.40 + 0 * spot,
         "4.40 was a point of September 2015: of another straddle it is another number"),
        (lambda pnl, spot, paid, years: pnl / (_vega(spot, paid, 30 / 365) / 100),
         "30 days are built in: `years` says how long it lives"),
        (lambda pnl, spot, paid, years: pnl / (_vega(spot, paid / 100, years) / 100),
         "`paid` is a decimal already"),
        (lambda pnl, spot, paid, years: 100 * pnl / gl.straddle(spot, years).value(spot, paid),
         "that is per cent of the premium, not points of volatility"),
        (lambda pnl, spot, paid, years: pnl / (gl.straddle(spot, years).value(spot, paid + 0.01)
                                               - gl.straddle(spot, years).value(spot, paid)),
         "that is a whole point, repriced: vega is the slope at what was paid"),
        (lambda pnl, spot, paid, years: pnl / (gl.straddle(spot, years).value(spot, paid)
                                               - gl.straddle(spot, years).value(spot, paid - 0.01)),
         "a whole point downward, repriced: vega is the slope at what was paid"),
        (lambda pnl, spot, paid, years: pnl / _repriced(spot, paid, years, 0.01),
         "half of two points, repriced: vega is the slope at what was paid"),
        (lambda pnl, spot, paid, years: pnl / (2 * _repriced(spot, paid, years, 0.01)),
         "from a point below to a point above is two points"),
        (lambda pnl, spot, paid, years: pnl / (2 * _repriced(spot, paid, years, 0.005)),
         "a whole point, repriced about what was paid, is near vega over 100, and not it"),
        (lambda pnl, spot, paid, years: pnl / gl.straddle(spot, years).value(spot, paid),
         "that is a part of the premium, not points of volatility"),
        (lambda pnl, spot, paid, years: pnl / (_vega(spot, paid, years * 252 / 365) / 100),
         "`years` is in years already, of 252 days: no days are to be turned"),
        (lambda pnl, spot, paid, years: pnl / (paid * _vega(spot, paid, years)),
         "that is per cent of what was paid: a point is a hundredth of 1.00"),
        (lambda pnl, spot, paid, years: pnl / (
            gl.straddle(spot, years).value(spot, paid) / (100 * paid)),
         "premium over paid is near vega, and not vega: it is the mean slope from 0"),
        (lambda pnl, spot, paid, years: pnl / (_vega(spot, paid, years * 365 / 252) / 100),
         "`years` is in years already: no days are to be turned"),
        (lambda pnl, spot, paid, years: abs(pnl) / (_vega(spot, paid, years) / 100),
         "a loss stays a loss: its sign is gone"),
        (lambda pnl, spot, paid, years: pnl / (_vega(100, paid, years) / 100),
         "the strike and the price are those of the day of purchase, not 100"),
        (lambda pnl, spot, paid, years: pnl / (_vega(spot, 0.2, years) / 100),
         "`paid` is not used: vega is taken at what was paid"),
        (lambda pnl, spot, paid, years: pnl / (_vega(spot, paid, 21 / 252) / 100),
         "`years` is not used"),
        (lambda pnl, spot, paid, years: 100 * pnl / spot,
         "that is per cent of the index"),
    ],
    hints=(
        "What is a straddle worth more if the volatility paid is one point higher?",
        'Its vega, over 100: book.greeks(spot, paid, names=("vega",))["vega"] / 100.',
        "pnl / (vega / 100)",
    ),
    praise="now a month at 9 % and one at 31 % can be averaged.",
)  # fmt: skip


# ---- 10.3 ---------------------------------------------------------------------------------------


def _days(rng):
    """Trading days of some months; sometimes those of a year later follow at once."""
    start = pd.Timestamp(f"{rng.integers(2000, 2020)}-{rng.integers(1, 13):02}-01")
    dates = pd.bdate_range(start, periods=int(rng.integers(45, 110)))
    dates = dates[rng.random(len(dates)) < 0.97]
    kind = rng.choice([0, 1, 1, 2, 3])
    if kind == 0:  # a file with a year cut out, or eleven months: January after January
        gap = pd.DateOffset(months=int(rng.choice([11, 12])), days=1)
        dates = dates.append(pd.bdate_range(dates[-1] + gap, periods=30))
    days = int(rng.integers(5, 22))
    if kind == 1:  # the last first day has exactly so many after it, or one or two fewer
        first = np.flatnonzero(np.r_[True, dates.month[1:] != dates.month[:-1]])
        dates = dates[: first[-1] + days + 1 + int(rng.integers(3))]
        dates = dates.delete([-2, -3])  # holidays: rows are fewer than weekdays
    if kind == 2:  # whole months
        dates = dates[dates < dates[-1].replace(day=1)]
    return dates, days


def _entries(dates, days, new=None, keep=lambda k, days, n: k + days < n, shift=0):
    """Positions of first trading days; the arguments make mistakes."""
    dates = pd.DatetimeIndex(dates)
    month, year = np.asarray(dates.month), np.asarray(dates.year)
    changed = (month[1:] != month[:-1]) | (year[1:] != year[:-1])
    if new is not None:
        changed = new(month, year, np.asarray(dates.day))
    first = np.flatnonzero(np.r_[True, changed]) + shift
    return first[keep(first, days, len(dates))]


def _long_enough(dates, days):
    """First rows of the months that have so many rows themselves: a mistake."""
    first = _entries(dates, 0)
    return first[np.diff(np.r_[first, len(dates)]) >= days]


exercise(
    "10.3", "First trading days", "entries(dates, days)",
    _entries,
    points=2, form="order", n=60,  # there are many kinds of ends
    inputs=_days,
    gives={"positions": ""},
    mistakes=[
        (lambda dates, days: _entries(dates, days, keep=lambda k, d, n: k + d <= n),
         "one day too few is left there: first + days must be a row that exists"),
        (lambda dates, days: _entries(dates, days, keep=lambda k, d, n: k + d < n - 1),
         "exactly so many days are left there: that is enough"),
        (lambda dates, days: _entries(dates, days, keep=lambda k, d, n: k >= 0),
         "the last month is incomplete: leave it out"),
        (lambda dates, days: _entries(dates, days, new=lambda m, y, d: m[1:] != m[:-1]),
         "a month follows the same month of another year: look at the year, too"),
        (lambda dates, days: _entries(dates, days, new=lambda m, y, d: d[1:] < d[:-1]),
         "the day's number need not fall where a month begins: look at month and year"),
        (lambda dates, days: (first := np.sort(np.unique(dates.month, return_index=True)[1]))[
            first + days < len(dates)],
         "a month's number comes again in another year: look at the year, too"),
        (lambda dates, days: _entries(dates, days, new=lambda m, y, d: y[1:] != y[:-1]),
         "these are the first days of years"),
        (lambda dates, days: _entries(dates, days, new=lambda m, y, d: d[1:] == 1),
         "the first of a month may be no trading day: look for a change of the month"),
        (lambda dates, days: np.flatnonzero(np.asarray(dates.day[: len(dates) - days]) == 1),
         "a month begins at its first trading day, be it the 1st or not: look for a change"),
        (lambda dates, days: np.flatnonzero(dates.is_month_start[: len(dates) - days]),
         "`is_month_start` looks at the calendar, not at the rows that are there"),
        (lambda dates, days: _entries(dates, days, new=lambda m, y, d: m[1:] > m[:-1]),
         "after a December comes a January: the month changes, and its number falls"),
        (lambda dates, days: _long_enough(dates, days),
         "the window need not end in its month: count the rows up to the end of the file"),
        (lambda dates, days: _entries(dates, days, keep=lambda k, d, n: k < d),
         "days after a first row are asked, not rows before it: first + days must be a row"),
        (lambda dates, days: _entries(dates, days, keep=lambda k, d, n: k >= d),
         "days after a first row are asked, not days before it"),
        (lambda dates, days: _entries(dates, days, keep=lambda k, d, n: k < k[-1]),
         "the last month goes out even where it is complete: count its rows"),
        (lambda dates, days: _entries(dates, days, new=lambda m, y, d: (y + m)[1:] != (y + m)[:-1]),
         "year + month is one number for a February and the January after: take 12 * year + month"),
        (lambda dates, days: _entries(dates, days, keep=lambda k, d, n: (
            dates[k] + pd.offsets.BDay(d) <= dates[-1])),
         "weekdays are more than rows where a holiday lies between: count the rows"),
        (lambda dates, days: _entries(dates, days) + days, "these are the rows of the last closes"),
        (lambda dates, days: _entries(dates, days, keep=lambda k, d, n: k + 21 < n),
         "`days` is not used: other windows are shorter"),
        (lambda dates, days: np.arange(0, len(dates) - days, 21),
         "a month has 19 to 23 trading days: look for a change of the month"),
        (lambda dates, days: _entries(dates, days, shift=-1)[1:],
         "these are the last days of the months before"),
        (lambda dates, days: _entries(dates, days)[1:], "the first row begins a month, too"),
        (lambda dates, days: _entries(dates, days) + 1, "rows count from 0"),
        (lambda dates, days: _entries(dates, days)[::-1], "the oldest month comes first"),
    ],
    hints=(
        "A row begins a month where its month is not that of the row before.",
        "`first` needs `new_month`, which needs `month`. `last` can stand anywhere before `whole`.",
        "month, new_month, first, last, whole, and then the return.",
    ),
    praise="windows that would reach beyond the file are left out.",
)  # fmt: skip


# ---- 10.4 ---------------------------------------------------------------------------------------


NEAR = [
    -2.5,
    -1.03,
    -1.002,
    -0.996,
    -0.815,
    -0.7,
    0.03,
    0.3,
    0.9,
    0.996,
    1.002,
    1.03,
    2.0,
]  # deviations


def _large(rng):
    """Closes and volatilities of some days, some of whose moves are large; some so near to one
    standard deviation that simple returns, or another root, decide otherwise."""
    n = int(rng.integers(6, 14))
    vol = np.round(rng.uniform(0.08, 0.40, n), 3)
    before = np.r_[vol[0], vol[:-1]]
    moves = before / np.sqrt(252) * rng.choice(NEAR, n)
    return np.round(3000 * np.exp(np.cumsum(moves)), 2), vol


def _bought(moves=lambda c: np.abs(np.diff(np.log(c))), against=lambda v: v[:-1] / np.sqrt(252),
            later=1):  # fmt: skip
    """Rows at whose close one buys; the arguments make mistakes."""

    def rows(close, vol):
        close, vol = np.asarray(close, float), np.asarray(vol, float)
        return np.flatnonzero(moves(close) > against(vol)) + later

    return rows


exercise(
    "10.4", "The look-ahead", "buy_rows(close, vol)",
    _bought(),
    points=2, form="bug", n=20,
    inputs=_large,
    gives={"rows": ""},
    mistakes=[
        (_bought(later=0), "at that close the move has not happened yet: a look-ahead of a day"),
        (_bought(later=2), "the move is known at its own close: that is a day too late"),
        (lambda close, vol: _bought()(close[:-1], vol[:-1]) + 1,
         "one day after the close at which the move is known: that is too late"),
        (_bought(later=-1), "that is a day further into the future still"),
        (_bought(against=lambda v: v[1:] / np.sqrt(252)),
         "the move is held against the volatility of the day before it"),
        (_bought(moves=lambda c: np.diff(np.log(c))), "a fall is a move, too"),
        (_bought(moves=lambda c: -np.diff(np.log(c))), "a rise is a move, too"),
        (_bought(against=lambda v: v[:-1] / np.sqrt(365)), "a trading day is 1/252 year"),
        (_bought(moves=lambda c: np.abs(np.diff(c) / c[:-1])),
         "these are simple returns: asked are log returns, as in the program"),
        (_bought(moves=lambda c: np.abs(np.diff(c) / c[1:])),
         "these are simple returns, over the later price: asked are log returns"),
        (_bought(moves=lambda c: np.abs(np.diff(c))),
         "every day's move is too large for this: is it the price's in place of its log's, or is "
         "the volatility divided by 100?"),
        (_bought(against=lambda v: v[:-1] / np.sqrt(52)),
         "that is the standard deviation of a week: a year has 252 trading days"),
        (lambda close, vol: _bought(against=lambda v: np.roll(v, 1)[:-1])(
            close, np.asarray(vol) / np.sqrt(252)),
         "np.roll puts the last day in front, and vol[:-1] is the day before already"),
        (_bought(against=lambda v: v[:-1] / np.sqrt(250)), "a year has 252 trading days here"),
        (_bought(against=lambda v: 0 * v[:-1] + 0.01),
         "1 % is built in: a day's standard deviation is its volatility over the root of 252"),
        (_bought(against=lambda v: 0.8 * v[:-1] / np.sqrt(252)),
         "asked is one standard deviation; 0.8 of it is the average size"),
        (_bought(against=lambda v: 2 * v[:-1] / np.sqrt(252)),
         "asked is one standard deviation, not two"),
        (_bought(against=lambda v: np.mean(v[:-1]) / np.sqrt(252)),
         "the mean of all days but the last holds days to come: take the day before"),
        (lambda close, vol: _bought()(close[1:], vol[:-1]) + 1,
         "the move is held against the volatility of two days before"),
        (_bought(against=lambda v: v[:-1] / 16),
         "16 is near the root of 252, and not the root: a move between the two tells"),
        (_bought(against=lambda v: v[1:] / np.sqrt(252), later=0),
         "the volatility is the day's own, and the purchase still comes before the move"),
        (_bought(against=lambda v: np.mean(v) / np.sqrt(252)),
         "the mean holds days to come: take the volatility of the day before"),
        (_bought(against=lambda v: np.mean(v) / np.sqrt(252), later=0),
         "the mean holds days to come, and the purchase still comes before the move"),
        (lambda close, vol: np.flatnonzero((r := np.abs(np.diff(np.log(close)))) > np.std(r)) + 1,
         "the spread of all moves holds days to come: take the volatility of the day before"),
        (_bought(against=lambda v: v[:-1]),
         "no day moves so much: a day's standard deviation is the year's over the root of 252"),
        (_bought(against=lambda v: v[:-1] / 252), "volatility goes with the root of time"),
        (lambda close, vol: np.setdiff1d(np.arange(1, len(close)), _bought()(close, vol)),
         "those are the days of small moves"),
    ],
    hints=(
        "moves[0] is the move from row 0 to row 1. At which close is it known?",
        "At the close of row 1. Which row does the program buy at?",
        "np.flatnonzero(large) + 1",
    ),
    praise="a result that needs tomorrow is the cheapest one there is.",
)  # fmt: skip
