"""Lesson 11: numbers beside the labs. Moves in several orders, hedges made of options, a replay."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

import gammalab as gl
from gammalab import markets
from gammalab.course.errors import mean_and_error

from .adjusted import days
from .chain import SPOT, VOL

BUMP = 0.25  # currency, for the fourth order


def orders(book, moves, vol=VOL):
    """P&L of sudden moves of a hedged book: up to each order, and revalued; by move.

    moves : fractions of the price, 100. Rows are the moves; columns second, third, fourth order and
    revalued, in currency.
    """
    moves = np.asarray(moves, float)
    g = book.greeks(SPOT, vol, names=("price", "delta", "gamma", "speed"))
    beside = [book.greeks(SPOT + d, vol, names=("speed",))["speed"] for d in (BUMP, -BUMP)]
    step = SPOT * moves
    second = 0.5 * g["gamma"] * step**2
    third = second + g["speed"] * step**3 / 6
    fourth = third + (beside[0] - beside[1]) / (2 * BUMP) * step**4 / 24
    revalued = book.value(SPOT + step, vol) - g["price"] - g["delta"] * step
    columns = {"second": second, "third": third, "fourth": fourth, "revalued": revalued}
    return pd.DataFrame(columns, index=pd.Index(moves, name="move"))


@cache
def without_link(tossed=False, deals=40):
    """The slope of smallest error where the VIX's changes are dealt to other days: (mean, error).

    The days and all changes of the VIX are real; only which change goes with which day is drawn,
    `deals` times over. tossed : the sign of each return is drawn, too, so that falls are no larger
    than rises.
    """
    d, found = days(), []
    rng = np.random.default_rng(11)
    now = gl.greeks(1.0, 1.0, 30 / 365, d.before, names=("price", "delta", "vega"))
    for _ in range(deals):
        after = d.before * rng.permutation(d.after / d.before)
        ret = d.ret * rng.choice([-1, 1], d.ret.size) if tossed else d.ret
        then = gl.greeks(1 + ret, 1.0, 29 / 365, after, names=("price",))["price"]
        x, y = now["vega"] * ret, then - now["price"] - now["delta"] * ret
        x = x - x.mean()
        found.append((x @ y) / (x @ x))
    return mean_and_error(found)


@cache
def held_a_month(reversion, share, months=1000):
    """P&L of months of a 90-day call, hedged daily with a part of the correction: (months,).

    Its quote moves against the price and comes back at `reversion` a year; the volatility that
    happens stays 20 %. share : of the full correction of delta that is made. In currency; months
    are the same for each share.
    """
    horizon, steps, vol_of_vol, link = 30 / 365, 30, 0.8, -0.7
    paths = gl.GBM(VOL).simulate(SPOT, horizon, steps, months, seed=5)
    vols = gl.MovingVol(VOL, vol_of_vol, link, reversion).along(paths, seed=5)
    call, times = gl.call(100, 90 / 365), paths.times
    g = call.greeks(paths.spots, vols, times, names=("price", "delta", "vega"))
    # What the quote is expected to do for a return of 1.
    slope = link * vol_of_vol * vols / VOL
    held = g["delta"] + share * g["vega"] * slope / paths.spots
    moved = (held[:, :-1] * np.diff(paths.spots)).sum(axis=1)
    return g["price"][:, -1] - g["price"][:, 0] - moved


@cache
def autumn():
    """From 20 September to 11 October 2018: its paths, scaled to 100, and the VIX at both ends."""
    close = markets.load("spx", "2018-09-20", "2018-10-11")["close"]
    years = (close.index - close.index[0]).days.to_numpy() / 365
    spots = 100 * close.to_numpy() / close.iloc[0]
    vix = markets.load("vix", "2018-09-20", "2018-10-11")["close"] / 100
    paths = gl.Paths(years, spots, dates=close.index.strftime("%Y-%m-%d").to_numpy())
    return paths, float(vix.iloc[0]), float(vix.iloc[-1])
