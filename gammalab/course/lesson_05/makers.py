"""Lesson 05: what its exercises are about, made so that a mistake is an argument."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

import gammalab as gl
from gammalab import black_scholes as bs


def hedged(charged="all", sign=1.0, close=1.0, hedge=-1.0, look=0, every=lambda every: every,
           premium=1.0, clock="left", payoff="call", late=False, steps=-1,
           at=lambda spots, k: spots[k], bought=lambda spots, strike: spots[0]):  # fmt: skip
    """A call bought, hedged every few steps, kept to its end; the arguments make mistakes."""
    pays = {"call": lambda x: max(x, 0.0), "put": lambda x: max(-x, 0.0), "abs": abs,
            "bare": lambda x: x, "none": lambda x: 0.0}[payoff]  # fmt: skip

    def pnl(spots, times, strike, vol, every_):
        left = times[-1] - times
        if clock == "gone":
            left = np.where(np.arange(len(times)) == 0, left[0], times)
        if clock == "still":
            left = np.full(len(times), left[0])
        if clock == "days":
            left = (len(times) - 1 - np.arange(len(times))) / 365
        cash, held = -premium * bs.price(bought(spots, strike), strike, left[0], vol), 0.0
        if clock == "days in the hedge":
            left = (len(times) - 1 - np.arange(len(times))) / 365
        seen = np.clip(np.arange(len(times) - 1) + look, 0, len(times) - 2)
        targets = hedge * bs.delta(spots[seen], strike, left[:-1], vol)
        for k in range(len(times) + steps):
            if (k + late) % every(every_) == 0:
                target = targets[k]
                new = target - (0.0 if charged in ("each", "never held", "piled up") else held)
                if charged != "none" and (charged != "first" or k == 0):
                    cash -= sign * new * at(spots, k)
                kept = held if charged in ("piled up", "added") else 0.0
                held = 0.0 if charged == "never held" else kept + target
            elif charged == "target":
                held = targets[k]
        return cash + close * held * spots[-1] + pays(spots[-1] - strike)

    return lambda spots, times, strike, vol, every: float(pnl(spots, times, strike, vol, every))


def a_path(rng):
    """(spots, times, strike, vol, every): a call hedged along a random path."""
    steps, seed = int(rng.choice([6, 12, 30])), int(rng.integers(1, 10_000))
    first, a_year = float(rng.choice([97.0, 100.0, 104.0])), int(rng.choice([365, 730]))
    paths = gl.GBM(0.30).simulate(first, steps / a_year, steps, seed=seed)
    strike, vol = float(rng.choice([97.0, 100.0, 102.0])), float(rng.choice([0.20, 0.25, 0.40]))
    return np.round(paths.spots[0], 2), paths.times, strike, vol, int(rng.choice([1, 2, 5]))


def step(
    half=0.5, spot=2, vol=2, dt=lambda dt: dt, size=lambda z: z**2 - 1, gamma=lambda gamma: gamma
):
    """The profit of one step; the arguments make mistakes."""
    return lambda gamma_, spot_, vol_, dt_, z: (
        half * gamma(gamma_) * spot_**spot * vol_**vol * dt(dt_) * size(z)
    )  # fmt: skip


def share(edge=lambda paid, happened: paid / happened, chance=lambda edge: 2 * ndtr(edge) - 1):
    """The share of steps that lose; the arguments make mistakes."""
    return lambda paid, happened: chance(edge(paid, happened))


def profits(rng):
    """(pnl,): the profits of some months."""
    months = int(rng.choice([4, 9, 100, 400]))
    pnl = rng.standard_normal(months) * rng.uniform(0.5, 4) + rng.uniform(-2, 2)
    return (np.round(np.where(pnl > 2, pnl**2, pnl), 3),)


def told(mean=np.mean, spread=lambda x: np.std(x, ddof=1), share=lambda n: 1 / np.sqrt(n)):
    """Mean, its error, spread; the arguments make mistakes."""
    return lambda pnl: (mean(pnl), spread(pnl) * share(len(pnl)), spread(pnl))


def needed(
    count=np.ceil, factor=np.pi / 4, power=2, vega=lambda vega: vega, vol=lambda vol: vol, more=0
):
    """The hedges that the law asks for; the arguments make mistakes."""
    return lambda vega_, vol_, target: (
        count(factor * (vega(vega_) * vol(vol_) / target) ** power) + more
    )


def seen_by(each=lambda wide: wide**2, first=None, clock=lambda n, days: days / n, root=True,
          off=False):  # fmt: skip
    """The yearly volatility at an interval; the arguments make mistakes."""

    def vol_seen(moves, n, days_per_year):
        whole = len(moves) // n * n
        wide = moves[:whole].reshape(-1, n).sum(axis=1) if first is None else first(moves, n)
        wide = wide - wide.mean() if off else wide
        mean = each(wide).sum() / max(len(wide), 1)
        return float((np.sqrt(mean) if root else mean) * np.sqrt(clock(n, days_per_year)))

    return lambda moves, n, days_per_year: vol_seen(moves, n, days_per_year)


def daily_moves(rng):
    """(moves, n, days_per_year): log moves of equal or random size."""
    days, n = int(rng.choice([31, 47, 64])), int(rng.choice([2, 3, 5, 10]))
    moves = rng.choice([-1.0, 1.0], days) * rng.uniform(0.005, 0.03)
    if rng.integers(2):
        moves = rng.normal(0.003, 0.015, days)
    return np.round(moves, 5), n, int(rng.choice([252, 365]))


def worth(vol, days, year=365, book=gl.straddle):
    """What one straddle is worth; the last two make mistakes."""
    return book(100, days / year).value(100, vol)


def vega_times(at, size=1.0):
    """A mistake: vega at the volatility `at(paid, seen)`, times the gap of the volatilities."""
    return lambda paid, seen, days, quantity: float(
        quantity * size * (seen - paid) * gl.straddle(100, days / 365).greeks(
            100, at(paid, seen), names=("vega",))["vega"]
    )  # fmt: skip


def gamma_times(at):
    """A mistake: half gamma at the volatility `at(paid, seen)`, kept for the whole life."""
    return lambda paid, seen, days, quantity: float(
        0.5 * quantity * 100**2 * (seen**2 - paid**2) * days / 365 * gl.straddle(
            100, days / 365).greeks(100, at(paid, seen), names=("gamma",))["gamma"]
    )  # fmt: skip


def mean_profit(gap=lambda seen, paid: seen - paid, size=lambda quantity: quantity, **kind):
    """The mean profit; the arguments make mistakes."""
    return lambda paid, seen, days, quantity: float(
        size(quantity) * gap(worth(seen, days, **kind), worth(paid, days, **kind))
    )
