"""Lesson 08: what real prices can say of gamma pressure, and what cannot be known."""

from __future__ import annotations

import numpy as np
import pandas as pd

import gammalab as gl

# 2 and 5 February 2018: settlements of the two nearest VIX futures, and the return of the index of
# both that the funds followed, as reported in that month (prweb.com, release 15187114).
FIRST, SECOND = (15.625, 33.225), (14.975, 27.975)
FUTURES_RETURN = 0.961


def expiry_weeks(first="1999-01-01", last="2018-12-31"):
    """Log volatility of each week with a third Friday, less that of the week after and before.

    Returns (after, before): two arrays, one number a month. A week is the five closes up to its
    Friday, or up to the day before where the Friday is no trading day.
    """
    close = gl.markets.load("spx", first, last)["close"]
    squares = np.log(close).diff() ** 2
    weeks = (squares.groupby(close.index.to_period("W")).mean() ** 0.5).dropna()
    log = np.log(weeks[weeks > 0])
    fridays = [
        pd.Period(day, "W")
        for day in pd.date_range(first, last, freq="WOM-3FRI")
        if {pd.Period(day, "W") + k for k in (-1, 0, 1)} <= set(log.index)
    ]
    here = log[fridays].to_numpy()
    after, before = (log[[week + k for week in fridays]].to_numpy() for k in (1, -1))
    return here - after, here - before


def calendar_guess(first="1999-01-01", split="2009-01-01", last="2018-12-31"):
    """Does a guess by the calendar predict the S&P 500? Fitted before `split`, judged after it.

    The guess: dealers' gamma is large in weeks with a third Friday; what it does, the first years
    say. size: the day's |log return| from the volatility of the 21 days before, and from both.
    direction: the day's return from the guess times the return before. Returns {name: (gain,
    error, days)}: the share of variance that the guess adds out of sample, and its standard error
    from months as blocks.
    """
    close = gl.markets.load("spx", first, last)["close"]
    moves = np.log(close).diff()
    data = pd.DataFrame({"move": moves, "before": moves.shift(), "size": moves.abs()})
    data["vol"] = np.sqrt((moves**2).rolling(21).mean()).shift()
    fridays = pd.date_range(first, last, freq="WOM-3FRI").to_period("W")
    data["week"] = data.index.to_period("W").isin(fridays).astype(float)
    data["one"] = 1.0
    data["louder"], data["back"] = data["week"] * data["vol"], data["week"] * data["before"]
    data, found = data.dropna(), {}
    fit = data.index < split
    for name, target, free, guess in (
        ("size", "size", ["one", "vol"], "louder"),
        ("direction", "move", ["one"], "back"),
    ):
        off = []
        for columns in (free, [*free, guess]):
            a, y = data[columns].to_numpy(), data[target].to_numpy()
            line = np.linalg.lstsq(a[fit], y[fit], rcond=None)[0]
            off.append((y - a @ line)[~fit])
        whole = np.sum((y[~fit] - y[fit].mean()) ** 2)
        gained = pd.Series(off[0] ** 2 - off[1] ** 2, data.index[~fit])
        months = gained.groupby(gained.index.to_period("M")).sum().to_numpy()
        error = months.std(ddof=1) * np.sqrt(months.size) / whole
        found[name] = float(months.sum() / whole), float(error), int((~fit).sum())
    return found


def daily_memory(first="1999-01-01", last="2018-12-31", without=None):
    """Correlation of a day's log return with the next one's, and its error, robust to wild days.

    without : a year that is left out.
    """
    series = np.log(gl.markets.load("spx", first, last)["close"]).diff().dropna()
    moves = series[series.index.year != without].to_numpy()
    moves = moves - moves.mean()
    now, then = moves[:-1], moves[1:]
    return float(now @ then / (moves @ moves)), float(
        np.sqrt(np.sum((now * then) ** 2)) / (moves @ moves)
    )
