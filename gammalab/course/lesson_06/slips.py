"""The functions behind lesson 06's exercises: each is right, and an argument makes it a slip.

`problems.py` pairs the slips with what is said of them. What draws the inputs is here, too.
"""

from __future__ import annotations

import numpy as np

import gammalab as gl


def cost(size=abs, bp=1e-4, spot=lambda s: s, fee=lambda shares, fee: fee * (shares != 0)):
    """What one trade costs; the arguments make mistakes."""
    return lambda shares, spot_, half_spread, fee_: float(
        half_spread * bp * size(shares) * spot(spot_) + fee(shares, fee_)
    )


def total(trades=lambda hedge: np.diff(hedge, prepend=0, append=0),
           paid=lambda t, s: np.sum(np.abs(t) * s), sign=-1):  # fmt: skip
    """(trades, their cost) of a hedge along a path; the arguments make mistakes."""

    def total_cost(deltas, spots, quantity, half_spread):
        made = trades(sign * quantity * np.asarray(deltas))
        return made, half_spread * 1e-4 * float(paid(made, np.asarray(spots)))

    return total_cost


def bare(function):
    """The cost is right, whatever the trades are."""
    return lambda deltas, spots, quantity, half_spread: (
        function(deltas, spots, quantity, half_spread),
        total()(deltas, spots, quantity, half_spread)[1],
    )


def hedges(rng):
    """(deltas, spots, quantity, half_spread) of calls or puts; now and then one hedge only."""
    n = int(rng.choice([1, 4, 9]))
    spots = gl.GBM(0.4).simulate(100, n / 50, n, seed=int(rng.integers(10_000))).spots[0]
    spots = np.round(spots * rng.choice([0.5, 1.0, 20.0]), 2)
    option = gl.call if rng.random() < 0.6 else gl.put
    left = (n + 3 - np.arange(n)) / 50
    deltas = [float(option(spots[0], t).delta(s, 0.3)) for s, t in zip(spots, left, strict=False)]
    quantity = int(rng.choice([-100, -3, 1, 40]))
    return np.round(deltas, 3), spots, quantity, float(rng.choice([1.0, 5.0, 20.0]))


def even(paid=lambda p, d: p**2 + d**2, year=365, root=np.sqrt, bp=1e-4, end=1.0, k=1.0,
          two=2.0):  # fmt: skip
    """The breakeven after costs; the arguments make mistakes."""

    def breakeven_vol(paid_, half_spread, per_day, side):
        d = k * half_spread * bp * root(two * year * per_day / np.pi)
        return np.sqrt(paid(paid_, d)) + end * side * d

    return breakeven_vol


def root_last(paid, half_spread, per_day, side):
    """The drag added before the root is taken: often of a negative number, for the seller."""
    d = half_spread * 1e-4 * np.sqrt(2 * 365 * per_day / np.pi)
    with np.errstate(invalid="ignore"):
        return np.sqrt(paid**2 + d**2 + side * d)


def paired(gap=lambda a, b: a - b, variance=lambda a, b: (a - b).var(ddof=1),
            n=lambda m: m):  # fmt: skip
    """(mean difference, standard error); the arguments make mistakes."""

    def difference(cost_a, cost_b):
        a, b = np.asarray(cost_a, float), np.asarray(cost_b, float)
        return float(np.mean(gap(a, b))), float(np.sqrt(variance(a, b) / n(len(a))))

    return difference


def two_bills(rng):
    """(cost_a, cost_b): two rules on the same months, so that both are dear in the same ones."""
    n = int(rng.choice([3, 8, 40]))
    common = rng.gamma(4.0, 4.0, n)
    a, b = (common * rng.uniform(0.5, 1.3) + rng.normal(3, 1.0, n) for _ in range(2))
    return np.round(a, 3), np.round(b, 3)


def number(factor=np.pi / 8**0.5, horizon=lambda d: np.sqrt(d / 365), k=lambda b: b * 1e-4,
            worth=lambda w: w, vol=lambda v: v, whole=lambda x: x):  # fmt: skip
    """The best number of hedges; the arguments make mistakes."""
    return lambda worth_, vol_, days, half_spread: whole(
        factor * worth(worth_) * vol(vol_) * horizon(days) / k(half_spread)
    )


def rim(low=lambda d, w: -d - w, high=lambda d, w: -d + w):
    """Where a band leaves the hedge; the arguments make mistakes."""
    return lambda hedge, delta, width: float(min(max(hedge, low(delta, width)), high(delta, width)))


def always(hedge, delta, width):
    """The hedge of who goes to a rim each time, also from within the band."""
    return -delta + width if hedge > -delta else -delta - width


def band(go=lambda h, d, w: min(max(h, -d - w), -d + w), first=True, size=abs,
         spot=lambda s, k: s[k], rate=lambda b: b * 1e-4, begin=lambda d: 0.0, entry=False,
         keep=True, looks=slice(None), close=lambda h, w: h, end=-1, sign=1.0,
         change=lambda new, old: new - old):  # fmt: skip
    """(the hedge before the close, the cost) of a band to the rim; the arguments make mistakes."""

    def band_cost(deltas, spots, width, half_spread):
        held = float(begin(deltas[0]))
        value = abs(held) * spots[0] if entry else 0.0
        for k, delta in list(enumerate(deltas))[looks]:
            wanted = float(go(held, delta, width))
            if k or first:
                value += size(change(wanted, held)) * spot(spots, k)
            held = wanted if keep else held
        value += sign * size(-close(held, width)) * spot(spots, end)
        return held, float(value * rate(half_spread))

    return band_cost


def centre(held, delta, width):
    """The hedge of who goes to neutral, if outside the band."""
    return held if abs(held + delta) <= width else -delta


def a_book(rng):
    """(deltas, spots, width, half_spread) of straddles along a path, bought or sold."""
    n, seed = int(rng.choice([3, 10, 25])), int(rng.integers(10_000))
    paths = gl.GBM(0.4).simulate(100, n / 365, n, seed=seed)
    spots = np.round(paths.spots[0], 2)
    book = int(rng.choice([-100, 60, 100])) * gl.straddle(float(rng.choice([96, 101])), 30 / 365)
    deltas = np.round(book.delta(spots[:-1], 0.3, time=paths.times[:-1]), 2)
    return deltas, spots, float(rng.choice([0.0, 4.0, 10.0])), float(rng.choice([2.0, 10.0]))
