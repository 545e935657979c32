"""Lesson 07: three crashes of the S&P 500, hedged at the open and at the close."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import numpy as np
import pandas as pd

import gammalab as gl

from .book import CONTRACTS

OPEN, CLOSE = 9.5 / 24, 16 / 24  # of a day, in New York
# Bought at the close of the first day, gone at that of the last; the volatility paid, where the
# VIX of the data does not reach: what the S&P 500 did in September 2008.
CRASHES = {
    "February 2018": ("2018-02-02", "2018-03-02", None),
    "August 2015": ("2015-08-03", "2015-09-02", None),
    "October 2008": ("2008-09-30", "2008-10-30", 0.529),
}
WAYS = ("open and close", "close only", "open only", "never again")


@cache
def crash(name: str, at: str = "open and close") -> SimpleNamespace:
    """100 straddles through a crash, hedged at these times: book, paths, paid, and run's `moments`.

    name : one of CRASHES. at : one of WAYS; "never again" is hedged once, at the start.
    moments : a name for each time, "2018-02-05 open".

    >>> crash("February 2018").moments[:2]
    ['2018-02-02 close', '2018-02-05 open']
    """
    first, last, paid = CRASHES[name]
    days = gl.markets.load("spx", first, last)
    start, end = days.index[0], days.index[-1]
    times, spots, moments = [], [], []
    for date, row in days.iterrows():
        for word, clock in (("open", OPEN), ("close", CLOSE)):
            if date == start and word == "open":
                continue
            wanted = at in ("open and close", f"{word} only") or word == "close" and date == end
            if wanted or date == start:
                times.append((date - start).days + clock - CLOSE)
                spots.append(row[word])
                moments.append(f"{date.date()} {word}")
    if paid is None:
        paid = float(gl.markets.load("vix", first, first)["close"].iloc[0]) / 100
    paths = gl.Paths(np.array(times) / 365, np.array(spots))
    return SimpleNamespace(
        paths=paths, moments=moments, paid=paid, spot=float(spots[0]),
        book=CONTRACTS * gl.straddle(float(spots[0]), paths.horizon),
    )  # fmt: skip


def crash_run(name: str, at: str = "open and close", side: int = 1, **given):
    """The replay of it, without costs; `given` are further arguments of `gl.replay`."""
    one = crash(name, at)
    return gl.replay(side * one.book, one.paths, paid_vol=one.paid, **given)


def crash_table(name: str) -> pd.DataFrame:
    """Profit of owner and seller, points times 100, by when the hedge was traded.

    >>> crash_table("February 2018").loc["open and close"].round().tolist()
    [5507.0, -5507.0]
    """
    owner = [float(crash_run(name, at).pnl[0]) for at in WAYS]
    return pd.DataFrame({"owner": owner, "seller": -np.array(owner)}, index=list(WAYS))


def by_step(name: str) -> pd.DataFrame:
    """Each night and each day, hedged at the open and the close: the move in per cent, and what it
    brought the owner."""
    one = crash(name)
    steps = np.asarray(crash_run(name).attribution(path=0).sum(axis=1))
    moves = 100 * np.diff(one.paths.spots[0]) / one.paths.spots[0, :-1]
    return pd.DataFrame({"move %": moves, "owner": steps[1:]}, index=one.moments[1:])


def facts(name: str) -> pd.Series:
    """Volatility paid and happened (from open to close to open), vega times the gap, and what the
    days and the nights brought the owner."""
    one, steps = crash(name), by_step(name)["owner"]
    happened = float(one.paths.realised_vol()[0])
    vega = one.book.greeks(one.spot, one.paid, names=("vega",))["vega"]
    night = steps.index.str.endswith("open")
    return pd.Series(
        {"paid": one.paid, "happened": happened, "vega rule": float(vega * (happened - one.paid)),
         "days": float(steps[~night].sum()), "nights": float(steps[night].sum())}
    )  # fmt: skip
