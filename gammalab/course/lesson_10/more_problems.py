"""The last problems of lesson 10: a file, an error that knows the overlap, the whole study."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd

import gammalab as gl
from gammalab import markets
from gammalab.check import exercise


def walk(rng, n, vol=0.01, start=None):
    """Closes, rounded to cents."""
    first = rng.uniform(50, 3000) if start is None else start
    return np.round(first * np.exp(np.cumsum(rng.normal(0, vol, n))), 2)


# ---- 10.5 ---------------------------------------------------------------------------------------


def _text(rng):
    """A file: newest first, decimal commas, days up to the 12th, a day twice, and a spike."""
    months = pd.period_range(
        f"{rng.integers(2012, 2020)}-0{rng.integers(1, 9)}", periods=2, freq="M"
    )
    starts = [month.start_time for month in months]
    days = [d for a in starts for d in pd.bdate_range(a, a + pd.Timedelta(days=11))]
    few = rng.random() < 0.5  # three days, which fit both orders: nothing in the file tells
    days = days[:3] if few else days
    prices = walk(rng, len(days), start=float(rng.uniform(1100, 2900)))
    k = 1 if few else int(rng.integers(3, len(days) - 3))
    rows = [f"{d:%d.%m.%Y};{p * (100 if j == k else 1):,.2f}" for j, (d, p) in
            enumerate(zip(days, prices, strict=True))]  # fmt: skip
    rows = [
        row.split(";")[0] + ";" + row.split(";")[1].translate(str.maketrans(",.", ".,"))
        for row in rows
    ]
    rows.insert(1, rows[1])
    return ("Datum;Schluss\n" + "\n".join(rows[::-1]) + "\n",)


def _parsed(text, twice=False, spike=False, newest=False, comma=lambda p: p):
    """Closes of such a file; the arguments make mistakes."""
    rows = [line.split(";") for line in text.split()[1:]]
    if not twice:
        rows = [row for row, after in zip(rows, [*rows[1:], None], strict=True) if row != after]
    prices = np.array([float(p.replace(".", "").replace(",", ".")) for _, p in rows])
    if not spike:
        prices = prices[prices < 20 * np.median(prices)]
    return comma(prices if newest else prices[::-1])


def _filled(text):
    """Closes with the one of the day before in place of the spike."""
    closes = pd.Series(_parsed(text, spike=True))
    return closes.where(closes < 20 * closes.median()).ffill().to_numpy()


def _month_first(text):
    """Closes in the order of their dates, read month first. Not by the reader: where it sees that
    no order comes of it, it refuses, as it should."""
    rows = dict(line.split(";") for line in text.split()[1:])
    dates = pd.to_datetime(list(rows), format="%m.%d.%Y")
    prices = [float(price.replace(".", "").replace(",", ".")) for price in rows.values()]
    closes = pd.Series(prices, index=dates).sort_index().to_numpy()
    return closes[closes < 20 * np.median(closes)]


exercise(
    "10.5", "A file from elsewhere", "closes_of(text)",
    lambda text: markets.read_prices(
        io.StringIO(text), dates="day first", spikes="drop")["close"].to_numpy(),
    points=2, form="gaps", n=6,
    inputs=_text,
    gives={"closes": "index points"},
    mistakes=[
        (lambda text: _parsed(text, spike=True),
         "one close is a hundred times its neighbours: leave it out"),
        (lambda text: _parsed(text, spike=True, comma=lambda p: np.where(
            p > 20 * np.median(p), p / 100, p)),
         "leave the wild price out: what it was to be, the file does not say"),
        (lambda text: _filled(text),
         "leave the wild price out: the close of the day before is no close of that day"),
        (lambda text: _parsed(text, newest=True), "the oldest comes first"),
        (lambda text: _parsed(text, twice=True), "one day is there twice: it counts once"),
        (lambda text: _parsed(text, comma=lambda p: np.round(100 * p)),
         "1.234,56 is 1234.56: the comma is the decimal point here"),
        (lambda text: _parsed(text, comma=lambda p: np.round(p / 1000, 5)),
         "1.234,56 is 1234.56: the point stands between thousands"),
        (_month_first,
         "the days are written day first: 04.06. is 4 June"),
        (lambda text: _parsed(text)[:-1], "the newest row is missing"),
        (lambda text: np.sort(_parsed(text)), "in order of price: asked is the order of the days"),
        (lambda text: np.log(_parsed(text)), "asked are the closes, not their logs"),
    ],
    hints=(
        "Run the cell below as it is: the error names the line, the value and the argument.",
        '`dates` is "day first", "month first" or "year first". With the wrong one, days look like '
        "months: the error then talks of bars of some 30 days, or of no order.",
        'dates="day first", spikes="drop"',
    ),
    praise="a repair is always in the report: print it.",
)  # fmt: skip


# ---- 10.6 ---------------------------------------------------------------------------------------


def _error(x, overlap, weight=lambda lag, k: 1 - lag / k, sides=2, centre=True, last=0, own=1,
           pair=lambda off, lag: off[lag:] @ off[:-lag], over=lambda n, k: n - 1):  # fmt: skip
    """The error of a mean; the arguments make mistakes."""
    x = np.asarray(x, float)
    off, n = x - x.mean() if centre else x, len(x)
    variance = own * (off @ off) / n
    for lag in range(1, overlap + last):
        variance = variance + sides * weight(lag, overlap) * pair(off, lag) / n
    return float(np.sqrt(abs(variance) / over(n, overlap)))


def _with_cov(x, overlap, ddof, wide):
    """As `_error`, the covariances by np.cov (or np.corrcoef), which centres each part again."""
    x = np.asarray(x, float)
    variance, n = x.var(ddof=wide), len(x)
    for lag in range(1, overlap):
        part = (
            np.corrcoef(x[lag:], x[:-lag])[0, 1] * x.var()
            if ddof is None
            else np.cov(x[lag:], x[:-lag], ddof=ddof)[0, 1]
        )
        variance = variance + 2 * (1 - lag / overlap) * part
    return float(np.sqrt(abs(variance) / (n - 1 if wide == 0 else n)))


def _blocks(x, overlap):
    """The error from means of blocks that follow each other, each of `overlap` windows."""
    x = np.asarray(x, float)
    many = len(x) // overlap
    means = x[: many * overlap].reshape(many, overlap).mean(axis=1)
    return float(means.std(ddof=1) / np.sqrt(many))


def _sums(rng):
    """Sums of windows that overlap, and how much."""
    overlap = int(rng.choice([1, 2, 3, 5]))
    steps = rng.normal(0.3, 1, int(rng.integers(14, 40)))
    return np.round(np.convolve(steps, np.ones(overlap), "valid"), 2), overlap


exercise(
    "10.6", "An error that knows the overlap", "error_of_mean(x, overlap)",
    _error,
    points=3, n=20,
    inputs=_sums,
    gives={"error": ""},
    closed=("gammalab.markets.mean_with_error",),
    mistakes=[
        (lambda x, overlap: _error(x, 1), "you took the windows as independent: they share days"),
        (lambda x, overlap: _error(x, 1) * np.sqrt(overlap),
         "one window in `overlap` is a guess: use the covariances"),
        (lambda x, overlap: _error(x, overlap, weight=lambda lag, k: 1),
         "the weights 1 - lag / overlap are missing (1 - lag // overlap is 1): so it can come out "
         "below zero"),
        (lambda x, overlap: _error(x, overlap, sides=1),
         "each covariance counts twice: before and after"),
        (lambda x, overlap: _error(x, overlap, centre=False), "take the mean off first"),
        (lambda x, overlap: _error(x, overlap, weight=lambda lag, k: 1 - lag / (k + 1), last=1),
         "lags go from 1 to overlap - 1, with weights 1 - lag / overlap"),
        (lambda x, overlap: _error(x, overlap, weight=lambda lag, k: 1 - lag / (k + 1)),
         "the weights are 1 - lag / overlap, not over overlap + 1"),
        (lambda x, overlap: _error(
            x, overlap, weight=lambda lag, k: (1 - lag / k) * len(x) / (len(x) - lag)),
         "each sum is divided by n, whatever the lag"),
        (lambda x, overlap: _with_cov(x, overlap, 1, 0),
         "np.cov takes each part's own mean off, and divides by n - lag - 1: use "
         "off[lag:] @ off[:-lag] / n"),
        (lambda x, overlap: _with_cov(x, overlap, 1, 1),
         "np.cov centres each part by itself and divides by n - lag - 1, and ddof=1 by n - 1: use "
         "off[lag:] @ off[:-lag] / n, and off @ off / n"),
        (lambda x, overlap: _with_cov(x, overlap, 0, 0),
         "np.cov takes each part's own mean off, and divides by n - lag: use "
         "off[lag:] @ off[:-lag] / n"),
        (lambda x, overlap: _with_cov(x, overlap, None, 0),
         "a correlation of two parts is not the covariance: np.corrcoef takes each part's own mean "
         "and size; use off[lag:] @ off[:-lag] / n"),
        (lambda x, overlap: _error(x[::overlap], 1),
         "that throws most windows away: use all, and their covariances"),
        (lambda x, overlap: _error(x, overlap) * np.sqrt(len(x) - 1),
         "that is the spread of one window: its mean is surer"),
        (lambda x, overlap: _error(x, overlap) * np.sqrt((len(x) - 1) / len(x)),
         "divide by n - 1 in the end, so that an overlap of 1 is the error you know"),
        (lambda x, overlap: _error(x, overlap) / np.sqrt(len(x) - 1),
         "n - 1 belongs under the root: divide first, then take the root"),
        (lambda x, overlap: _error(x, overlap, last=1, weight=lambda lag, k: 1 - (lag - 1) / k),
         "the weights are 1 - lag / overlap: the first lag has less than 1"),
        (lambda x, overlap: _error(x, overlap, last=2, weight=lambda lag, k: 1 - lag / k),
         "lags go from 1 to overlap - 1: range(1, overlap)"),
        (lambda x, overlap: _error(x, overlap, last=-1),
         "one lag too few: they go from 1 to overlap - 1, range(1, overlap)"),
        (lambda x, overlap: _error(x, overlap, weight=lambda lag, k: lag / k),
         "near neighbours count most: the weights are 1 - lag / overlap"),
        (lambda x, overlap: _error(x, overlap) * np.sqrt(len(x) / (len(x) - 1)),
         "n - 1 stands once, in the end: the covariances are sums over n"),
        (lambda x, overlap: _error(x, overlap) ** 2, "that is the variance of the mean"),
        (lambda x, overlap: _error(x, 1) * np.sqrt(overlap * (len(x) - 1) / len(x)),
         "that takes one window in `overlap` for new: use the covariances, and n - 1"),
        (lambda x, overlap: _error(x, overlap, own=len(x) / (len(x) - 1)),
         "off @ off is over n, as the covariances are: n - 1 stands once, in the end"),
        (lambda x, overlap: _error(x, overlap, own=len(x)),
         "off @ off, too, is a sum over n"),
        (lambda x, overlap: _error(x, overlap, own=0),
         "the variance of one window is missing: it is lag 0, and counts once"),
        (lambda x, overlap: _error(x, overlap) * np.sqrt(len(x)),
         "the sums, off @ off among them, are to be divided by n"),
        (lambda x, overlap: _error(x, min(overlap, 1)) if overlap == 1 else _error(
            x, overlap, own=0, weight=lambda lag, k: (1 - lag / k) * (lag == k - 1)),
         "each lag puts its term in place of the sum: it is to be added, +="),
        (lambda x, overlap: _error(
            x, overlap, weight=lambda lag, k: (1 - lag / k) * (lag == 1)),
         "the first lag alone is counted: does the return stand inside the loop?"),
        (lambda x, overlap: _error(x, overlap, pair=lambda off, lag: off[lag:] @ off[lag:]),
         "a covariance takes two windows, lag apart: off[lag:] @ off[:-lag]"),
        (lambda x, overlap: _error(x, overlap, over=lambda n, k: n - k),
         "divide by n - 1 in the end: the overlap is in the covariances"),
        (lambda x, overlap: _error(x, overlap, over=lambda n, k: n / k),
         "the overlap is counted twice: it is in the covariances already"),
        (lambda x, overlap: _error(x, overlap, weight=lambda lag, k: k - lag),
         "the weights are 1 - lag / overlap: they are below 1"),
        (lambda x, overlap: _error(x, overlap, weight=lambda lag, k: 1 - k / lag),
         "the weights are 1 - lag / overlap, not 1 - overlap / lag"),
        (lambda x, overlap: _error(x, overlap, weight=lambda lag, k: 1 - lag / max(k - 1, 1)),
         "the weights are 1 - lag / overlap, not over overlap - 1"),
        (lambda x, overlap: _error(x, overlap, weight=lambda lag, k: 1 - lag / len(x)),
         "the weights are 1 - lag / overlap, not over the number of values"),
        (lambda x, overlap: _error(x, overlap, sides=-2), "the covariances are added"),
        (lambda x, overlap: _error(x, overlap, sides=2 * len(x)),
         "the covariances, too, are sums over n"),
        (lambda x, overlap: np.hypot(_error(x, overlap), np.sqrt(2) * _error(x, 1)),
         "lag 0 is the variance itself, and is there already: begin with range(1, overlap)"),
        (_blocks, "means of blocks throw away how windows of two blocks share days: use all lags"),
        (lambda x, overlap: _error(x, overlap) * np.sqrt((len(x) - 1) / len(x) / len(x)),
         "n stands under the root, and is n - 1: divide first, then take the root"),
    ],
    hints=(
        "off = x - x.mean(). The variance of one window is off @ off / n.",
        "Add, for each lag from 1 to overlap - 1, 2 * (1 - lag / overlap) times the covariance at "
        "that lag: off[lag:] @ off[:-lag] / n.",
        "np.sqrt(variance / (n - 1))",
    ),
    praise="more rows, the same days: the error knows it now.",
)  # fmt: skip


# ---- 10.7 ---------------------------------------------------------------------------------------


def _market(rng):
    """Closes of half a year and more, a volatility in points, and a length."""
    start = pd.Timestamp(f"{rng.integers(2000, 2020)}-{rng.integers(1, 13):02}-01")
    index = pd.bdate_range(start, periods=int(rng.integers(90, 150)), name="date")
    close = pd.Series(walk(rng, len(index)), index=index)
    vix = pd.Series(np.round(rng.uniform(10, 40, len(index)), 2), index=index)
    return close, vix, int(rng.choice([10, 15, 21]))


def _study(close, vix, days, *, vol=lambda v: v / 100, life=lambda d: d / 252, money=False,
           spot=False, happened=False, mean=False, again=False, side=1, policy=None, costs=None,
           paid=lambda v: v, **cut):  # fmt: skip
    """Each month's profit in points; the arguments make mistakes."""
    cut = markets.windows(close, vol=vol(vix), bars=days, **cut)
    book = side * gl.straddle(1, life(days))
    paid = cut.realised_vol() if happened else paid(cut.vol)
    if mean:
        paid = float(np.mean(paid))
    hedge = vix / 100 if again else None
    table = gl.replay(book, cut, paid_vol=paid, policy=policy, costs=costs, hedge_vol=hedge).table()
    found = (table["pnl"] if money else table["vol_points"]).to_numpy()
    return 100 * (table["pnl"] / table["spot"]).to_numpy() if spot else found


def _of_premium(close, vix, days):
    """Each month's profit in per cent of what the straddle cost."""
    cut = markets.windows(close, vol=vix / 100, bars=days)
    cost = [gl.straddle(1, cut.horizon).value(1, paid) for paid in cut.vol] * cut.spots[:, 0]
    return 100 * _study(close, vix, days, money=True) / cost


def _both(close, vix, days):
    """Happened and paid, in points."""
    cut = markets.windows(close, vol=vix / 100, bars=days)
    return 100 * cut.realised_vol(), 100 * cut.vol


exercise(
    "10.7", "The whole study", "study(close, vix, days)",
    _study,
    points=3, n=3,
    inputs=_market,
    gives={"profits": "points of volatility"},
    each="month",
    mistakes=[
        (lambda close, vix, days: _study(close, vix, days, money=True),
         "these are index points: the table has vol_points"),
        (lambda close, vix, days: _study(close, vix, days, side=-1),
         "that is the seller's side"),
        (lambda close, vix, days: _study(close, vix, 21) if days != 21 else
         _study(close, vix, days), "`days` is not used: bars=days"),
        (lambda close, vix, days: _study(close, vix, days, life=lambda d: 30 / 252),
         "two clocks: the option outlives its path. It lives for months.horizon"),
        (lambda close, vix, days: _study(close, vix, 21) if days == 21 else
         _study(close, vix, days, life=lambda d: 21 / 252),
         "21 days are built in: the straddle lives for months.horizon"),
        (lambda close, vix, days: _study(close, vix, days, vol=lambda v: v / 10_000),
         "divided by 100 twice: 12.44 is 0.1244"),
        (lambda close, vix, days: _both(close, vix, days)[0] / 100,
         "that is what happened, a decimal: the profit in points is vol_points"),
        (lambda close, vix, days: _both(close, vix, days)[0],
         "that is the volatility that happened: the profit in points is vol_points"),
        (lambda close, vix, days: np.subtract(*_both(close, vix, days)) / 100,
         "that is happened less paid, and a decimal: the profit in points is vol_points"),
        (lambda close, vix, days: _study(close, vix, days, paid=lambda v: float(vix.mean()) / 100),
         "paid at the mean of all days: each month pays its own VIX"),
        (lambda close, vix, days: _study(close, vix, days, paid=lambda v: float(v[0])),
         "each month pays its own VIX, not the first one's"),
        (_of_premium, "that is per cent of the premium: the profit in points is vol_points"),
        (lambda close, vix, days: _study(close, vix, days, life=lambda d: 1.0),
         "the straddle lives for months.horizon, not for a year"),
        (lambda close, vix, days: _study(close, vix, days, nth=3),
         "that is the third trading day of each month"),
        (lambda close, vix, days: _study(close, vix, days, happened=True),
         "paid and hedged at what happened then, which nobody knew: paid_vol=months.vol"),
        (lambda close, vix, days: np.sort(_study(close, vix, days)),
         "in order of size: asked is the order of the months"),
        (lambda close, vix, days: _study(close, vix, days, entry="week"),
         "one purchase a month, not a week"),
        (lambda close, vix, days: _study(close, vix, days, policy=gl.Never()),
         "it is hedged at each close"),
        (lambda close, vix, days: _study(close, vix, days, vol=lambda v: 0 * v + 0.2),
         "each month pays its own VIX: paid_vol=months.vol"),
        (lambda close, vix, days: _study(close, vix.shift(1), days),
         "that is yesterday's VIX: the straddle is bought at the close, at the VIX of that day"),
        (lambda close, vix, days: _study(close, vix.shift(-1), days),
         "that is tomorrow's VIX, which nobody knows at the close: a look-ahead"),
        (lambda close, vix, days: _study(close, vix, days + 1), "that is one close too many"),
        (lambda close, vix, days: _study(close, vix, days, policy=gl.EveryN(5)),
         "hedged every five closes: asked is each of them"),
        (lambda close, vix, days: _study(close, vix, days, spot=True),
         "that is per cent of the index: the profit in points is vol_points"),
        (lambda close, vix, days: _study(close, vix, days, nth=2),
         "that is the second trading day of each month"),
        (lambda close, vix, days: _study(close, vix, days, costs=gl.HalfSpread(bps=1)),
         "no costs were asked"),
        (lambda close, vix, days: np.subtract(*_both(close, vix, days)),
         "that is happened less paid: the profit in points is vol_points"),
        (lambda close, vix, days: np.subtract(*np.square(_both(close, vix, days)))
         / (2 * _both(close, vix, days)[1]),
         "that is the rule with squares: the profit in points is vol_points"),
        (lambda close, vix, days: _study(close, vix, days, mean=True),
         "paid at the mean of all: each month pays its own VIX"),
        (lambda close, vix, days: _study(close, vix, days, again=True),
         "hedged at each day's VIX: asked is what was paid"),
        (lambda close, vix, days: _study(close, vix, days, entry="day"),
         "one purchase a month, not a day"),
        (lambda close, vix, days: _study(close, vix, days)[::-1], "the oldest month comes first"),
        (lambda close, vix, days: _study(close, vix, days - 1), "that is one close too few"),
        (lambda close, vix, days: _study(close, vix, days, policy=gl.EveryN(2)),
         "hedged every two closes: asked is each of them"),
        (lambda close, vix, days: np.atleast_1d(_study(close, vix, days).mean()),
         "asked is each month, not their mean"),
    ],
    hints=(
        "vix is in points: 12.44 is 0.1244. windows takes vol, and bars=days.",
        "The straddle is gl.straddle(1, months.horizon), bought at months.vol.",
        'run.table()["vol_points"]',
    ),
    praise="six lines, and any market whose file you have. A call gives the same points: why?",
)  # fmt: skip
