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
POINT = 0.01


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
def with_options():
    """Ten straddles sold, five days later, at 103: hedged with shares, or with long calls.

    One row each. delta, gamma, and vega a point, after the hedge; cost of the hedge at 1 bp a share
    and half a point an option; sd of the next day where volatility stands, and where it moves, too:
    by a point, independent of the price.
    """
    book = -10 * gl.straddle(100, 30 / 365)
    call, time, spot = gl.call(103, 90 / 365), 5 / 365, 103.0
    need = -book.delta(spot, VOL, time)
    each = call.greeks(spot, VOL, time, names=("delta", "vega"))
    number = need / each["delta"]
    rows = {
        "shares": (book, need, need * spot / 1e4),
        "calls": (book + number * call, 0.0, number * each["vega"] * POINT / 2),
    }
    found = {}
    for name, (held, shares, cost) in rows.items():
        g = held.greeks(spot, VOL, time, names=("delta", "gamma", "vega"))
        found[name] = {
            "bought": shares or number, "delta": g["delta"] + shares, "gamma": g["gamma"],
            "vega": g["vega"] / 100, "cost": cost,
            "sd": _day_sd(held, shares, spot, time), "sd, vol moves": _day_sd(
                held, shares, spot, time, POINT),
        }  # fmt: skip
    return pd.DataFrame(found).T


def _day_sd(book, shares, spot, time, shift=0.0):
    """Standard deviation of the next day's P&L: normal moves, of volatility as of the price."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(31)
    weights = weights / weights.sum()
    spots = spot * (1 + VOL / np.sqrt(365) * nodes)
    vols = VOL + shift * nodes
    pnl = book.value(spots[:, None], vols[None, :], time + 1 / 365) + shares * spots[:, None]
    mean = weights @ pnl @ weights
    return float(np.sqrt(weights @ (pnl - mean) ** 2 @ weights))


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
    """Spread of a month of a 90-day call, hedged daily with a part of the correction: in currency.

    Its quote moves against the price and comes back at `reversion` a year; the volatility that
    happens stays 20 %. share : of the full correction of delta that is made.
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
    return float((g["price"][:, -1] - g["price"][:, 0] - moved).std())


@cache
def autumn():
    """From 20 September to 11 October 2018: its paths, scaled to 100, and the VIX at both ends."""
    close = markets.load("spx", "2018-09-20", "2018-10-11")["close"]
    years = (close.index - close.index[0]).days.to_numpy() / 365
    spots = 100 * close.to_numpy() / close.iloc[0]
    vix = markets.load("vix", "2018-09-20", "2018-10-11")["close"] / 100
    paths = gl.Paths(years, spots, dates=close.index.strftime("%Y-%m-%d").to_numpy())
    return paths, float(vix.iloc[0]), float(vix.iloc[-1])
