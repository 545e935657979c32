"""Lesson 09: two positions in one pot or in two, and accounts that close one another."""

from __future__ import annotations

from functools import cache

import numpy as np

from .book import EXPIRY, SPOT

MONTHS, STEPS, SEED = 4000, 90, 9
VOLS, EACH, MAINTENANCE = (0.60, 0.80), 20.0, 0.01
LEVERAGES = (5, 6, 7, 8, 10, 12, 15, 18, 20, 25)


@cache
def pots(correlation: float, sign: int) -> tuple[float, ...]:
    """Shares of months: (first closed, second closed, either, both, the common pot closed).

    A unit of each at 100, the second times `sign`; 20 behind each, or 40 behind both.
    """
    rng = np.random.default_rng(SEED)
    first, other = rng.standard_normal((2, MONTHS, STEPS))
    second = correlation * first + np.sqrt(1 - correlation**2) * other
    dt = EXPIRY / STEPS
    prices = [
        SPOT * np.exp(np.cumsum(vol * np.sqrt(dt) * noise - vol**2 * dt / 2, axis=1))
        for vol, noise in zip(VOLS, (first, second), strict=True)
    ]
    gains = [prices[0] - SPOT, sign * (prices[1] - SPOT)]
    left = [EACH + gain - MAINTENANCE * price for gain, price in zip(gains, prices, strict=True)]
    one, two = ((pot < 0).any(axis=1) for pot in left)
    pooled = (left[0] + left[1] < 0).any(axis=1)
    return tuple(float(x.mean()) for x in (one, two, one | two, one & two, pooled))


def cascade(shock: float, push: float) -> tuple[float, int]:
    """(the price at the end, how many of ten long accounts were closed), from a price of 100.

    shock : a fall, a fraction. push : the fraction by which each closing lowers the price.

    >>> cascade(0.04, 0.0)
    (96.0, 1)
    """
    # Linear longs opened at 100: closed at (1 - 1 / L) / (1 - m).
    levels = [SPOT * (1 - 1 / one) / (1 - MAINTENANCE) for one in LEVERAGES]
    price, closed = SPOT * (1 - shock), set()
    while met := [k for k, level in enumerate(levels) if price <= level and k not in closed]:
        closed.update(met)
        price *= (1 - push) ** len(met)
    return price, len(closed)
