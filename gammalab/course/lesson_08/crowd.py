"""Lesson 08: desks with straddles in a market that they move, and outsiders in it."""

from __future__ import annotations

import numpy as np

import gammalab as gl
from gammalab.course.errors import mean_and_error
from gammalab.feedback import FeedbackMarket

from .dealers import IMPACT, MONTH, SPOT

LIFE = 60 / 365
STRADDLE = gl.straddle(100, LIFE)  # held for the first thirty of its sixty days
DAYS, SEED = 30, 2
SETTLED = 1e-11  # currency: each round of the ten desks changes the price by less
PAID = 0.25
GAMMA_EACH = float(STRADDLE.greeks(SPOT, PAID, names=("gamma",))["gamma"])  # at the start


def market(quantity, news, months=2000, seed=SEED):
    """Months of 30 days in which `quantity` straddles are hedged at each close, as Paths."""
    book = FeedbackMarket(news, IMPACT, quantity * STRADDLE, hedge_vol=PAID)
    return book.simulate(SPOT, MONTH, DAYS, months, seed)


def made(paths, quantity=1):
    """What `quantity` straddles made, bought or sold at 25 % and hedged daily, on these paths."""
    return gl.replay(quantity * STRADDLE, paths, paid_vol=PAID, progress=False).pnl


def legs(paths, quantity):
    """The two parts of `made`: what the options made, and what their hedge made."""
    first, last = paths.spots[:, 0], paths.spots[:, -1]
    options = quantity * (STRADDLE.value(last, PAID, time=MONTH) - STRADDLE.value(first, PAID))
    return options, made(paths, quantity) - options


def in_step(every, staggered, each=-50, news=0.15, months=400, seed=SEED):
    """Prices of a month of thirty days, (months, 31), with ten desks of `each` straddles.

    each : negative where they are sold. every : days from one hedge of a desk to its next.
    staggered : the desks take turns, in place of all hedging on the same day.
    """
    spots = gl.GBM(news).simulate(SPOT, MONTH, DAYS, months, seed).spots
    found = [spots[:, 0]]
    desks = np.arange(10) % every if staggered else np.zeros(10, int)
    held = np.tile(-each * STRADDLE.delta(SPOT, PAID), (10, months))
    for day in range(1, DAYS + 1):
        base = found[-1] * spots[:, day] / spots[:, day - 1]
        due = np.flatnonzero(day % every == desks)
        price, wanted = base, None
        for _ in range(80 if due.size else 0):
            wanted = -each * STRADDLE.delta(price, PAID, time=day / 365)
            before, price = price, base + IMPACT * (due.size * wanted - held[due].sum(axis=0))
            if np.max(np.abs(price - before)) < SETTLED:
                break
        if wanted is not None:
            held[due] = wanted
        found.append(price)
    return np.array(found).T


def root_and_error(vols):
    """The root of the mean square of volatilities, one a month, and its standard error. (Their mean
    is lower, by nature: the fewer moves in each, the more.)"""
    square, error = mean_and_error(np.square(vols))
    return float(np.sqrt(square)), float(error / (2 * np.sqrt(square)))


def volatility(spots, every=1):
    """Of many months together, from moves over `every` days, and its standard error."""
    moves = np.diff(np.log(spots[:, ::every]), axis=1)
    return root_and_error(np.sqrt(np.mean(moves**2, axis=1) * 365 / every))


def large(spots):
    """The kurtosis of a day's moves, 3 where they are normal, and its standard error."""
    moves = np.diff(np.log(spots), axis=1)
    two, four = np.mean(moves**2, axis=1), np.mean(moves**4, axis=1)
    found = four.mean() / two.mean() ** 2
    error = mean_and_error(four / two.mean() ** 2 - 2 * found * two / two.mean())[1]
    return float(found), error
