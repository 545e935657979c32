"""Lesson 01: what its exercises 1.4 to 1.7 are about, made so that a mistake is an argument."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

import gammalab as gl


def books(rng):
    """(book, spot, vol, bump): a few options, bought or sold."""
    build = [gl.call, gl.put, gl.straddle][rng.integers(3)]
    book = int(rng.choice([-3, -1, 1, 10])) * build(float(rng.choice([95.0, 100.0, 105.0])), 0.1)
    spot, vol = np.round(rng.uniform(90, 110), 1), float(rng.choice([0.15, 0.25, 0.40]))
    return book, float(spot), vol, float(rng.choice([0.1, 0.2, 0.5]))


def slope(*weights, over=lambda b: 2 * b, size=lambda slope: slope):
    """Values at spot + step * bump, weighted, over a width; the arguments make mistakes."""
    return lambda book, spot, vol, bump: size(
        sum(w * float(book.value(spot + step * bump, vol)) for step, w in weights) / over(bump)
    )


def pair(sd=lambda vol, t: vol * np.sqrt(t), delta=lambda d1, right: ndtr(d1) - (right == "put"),
         chance=lambda d2, right: ndtr(d2 if right == "call" else -d2),
         lean=0.5, apart=1.0, power=1, between=None, lift=None,
         log=lambda s, k: np.log(s / k)):  # fmt: skip
    """(delta, chance to end in the money); the arguments make mistakes."""

    def both(spot, strike, expiry, vol, right):
        size = sd(vol, expiry)
        lifted = lean * size**power if lift is None else lift(vol, expiry)
        d1 = log(spot, strike) / size + lifted
        d2 = d1 - (apart * size if between is None else between(vol, expiry))
        return float(delta(d1, right)), float(chance(d2, right))

    return both


def positions(rng):
    """(book, spot, vol): options, bought or sold."""
    book = [
        gl.call(100, 0.1), gl.put(95, 0.3), gl.straddle(100, 0.1), gl.calendar(100, 0.1, 0.3)
    ][rng.integers(4)]  # fmt: skip
    spot, vol = np.round(rng.uniform(85, 115), 1), np.round(rng.uniform(0.1, 0.6), 2)
    return int(rng.choice([-10, -1, 1, 100])) * book, float(spot), float(vol)


NAMES = ("delta", "gamma", "theta", "vega")


def quoted(delta=lambda g, s: g["delta"], gamma=lambda g, s: g["gamma"] * s / 100,
           theta=lambda g, s: g["theta"] / 365, vega=lambda g, s: g["vega"] / 100):  # fmt: skip
    """(delta, gamma, theta, vega) as a trader says them; the arguments make mistakes."""

    def sheet(book, spot, vol):
        g = {name: float(value) for name, value in book.greeks(spot, vol, names=NAMES).items()}
        return tuple(part(g, spot) for part in (delta, gamma, theta, vega))

    return sheet


def changed(**parts):
    """The quote, but with one of its parts as a change over a whole unit, and not as a slope."""

    def sheet(book, spot, vol):
        right = dict(zip(NAMES, quoted()(book, spot, vol), strict=True))
        changes = {name: float(part(book, spot, vol)) for name, part in parts.items()}
        return tuple((right | changes).values())

    return sheet


def strike(exponent=lambda v, r: r + 0.5 * v**2, time=lambda t: t):
    """The strike at which d1 is zero; the arguments make mistakes."""
    return lambda spot, vol, expiry, rate: spot * np.exp(exponent(vol, rate) * time(expiry))
