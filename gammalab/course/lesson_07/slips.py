"""The functions behind lesson 07's exercises: each is right, and an argument makes it a slip.

`problems.py` pairs the slips with what is said of them. What draws the inputs is here, too.
"""

from __future__ import annotations

import numpy as np

from gammalab import black_scholes as bs


def a_gap(options=lambda v0, v1: v1 - v0, shares=lambda hedge, s0, s1: hedge * (s1 - s0)):
    """What options and shares make of a gap; the arguments make mistakes."""
    return lambda v0, v1, hedge, s0, s1: options(v0, v1) + shares(hedge, s0, s1)


def since(after=bs.price, before=bs.price,
           shares=lambda q, s, new, k, t, v: -q * bs.delta(s, k, t, v),
           move=lambda new, s, k: new - s, q=lambda q: q, early=lambda q: q):  # fmt: skip
    """The result since the last hedge; the arguments make mistakes."""

    def result(quantity, hedged_at, strike, years, vol, new):
        n = q(quantity)
        made = n * after(new, strike, years, vol) - early(n) * before(hedged_at, strike, years, vol)
        return made + shares(n, hedged_at, new, strike, years, vol) * move(new, hedged_at, strike)

    return result


def intrinsic(spot, strike, years, vol):
    """What a call would pay now."""
    return np.maximum(spot - strike, 0.0)


def targets_and_late(rng):
    """Holdings that were decided on, and a lateness: sometimes none, sometimes longer than all."""
    n = int(rng.integers(1, 7))
    return np.round(rng.uniform(-60, 60, n), 1), int(rng.choice([0, 1, 2, 3, 8]))


def shifted(targets, late):
    """What is held when orders are filled `late` steps after."""
    n = min(late, len(targets))
    return np.r_[np.zeros(n), targets[: len(targets) - n]]


def sent_first(targets, late):
    """The slip of who has the first order filled at once."""
    n = min(late, len(targets))
    return np.r_[np.full(n, targets[0]), targets[: len(targets) - n]]


def ahead(targets, late):
    """The slip of who fills orders before they are sent."""
    n = min(late, len(targets))
    return np.r_[targets[n:], np.zeros(n)]


def a_run(rng):
    """Holdings wanted, holdings got, and one price more."""
    n = int(rng.integers(1, 7))
    spots = np.round(100 + np.cumsum(rng.normal(0, 2, n + 1)), 2)
    wanted = np.round(rng.uniform(-60, 60, n), 1)
    return wanted, np.r_[np.round(rng.uniform(-30, 30), 1), wanted[:-1]], spots


def lost(gap=lambda w, h: w - h, moves=np.diff, total=np.sum):
    """What late fills lost; the arguments make mistakes."""
    return lambda wanted, got, spots: float(total(gap(wanted, got) * moves(spots)))


def a_fall(rng):
    """Prices that fall to the level or through it, are there at first, or never come near."""
    n, kind = int(rng.integers(3, 9)), int(rng.integers(6))
    spots = np.round(100 + np.cumsum(rng.normal(-0.8, 1.8, n + 1)), 1)
    if kind == 0:
        return spots, float(np.round(spots.min() - 1.0, 1))
    if kind == 1:  # exactly at a price that falls below all before it
        return spots, float(rng.choice(np.minimum.accumulate(spots)))
    level = float(np.round(spots[0] + (0.7 if kind == 2 else -1.5), 1))
    hit = 0 if kind == 2 else int(rng.integers(1, n - 1))
    spots[1:hit] = level + rng.uniform(0.2, 3, max(hit - 1, 0))
    spots[hit + 1 :] = level + rng.uniform(-6, 3, n - hit)
    if hit:  # through it in a gap, lower, and back between the level and the fill
        spots[hit : hit + 3] = level + np.array([-2.4, -4.0, -1.1])[: n + 1 - hit]
    return np.round(spots, 1), level


def fill(which=lambda below, spots: int(below.argmax()), under=np.less_equal, never=None):
    """The price of a stop's fill; the arguments make mistakes."""

    def price(spots, level):
        below = under(spots, level)
        if not below.any():
            return float(spots[-1] if never is None else never(level))
        return float(spots[which(below, spots)])

    return price


def the_level(spots, level):
    """The slip of who fills at the level."""
    return float(level) if np.any(spots <= level) else float(spots[-1])


def some_jumps(rng):
    """Jumps a year, years, and what some jumps left."""
    n = int(rng.integers(1, 9))
    gaps = np.round(rng.uniform(-500, 300, n), 1)
    return (
        float(rng.choice([0.0, 2.0, 6.0, 12.0, 50.0])),
        float(rng.choice([0.05, 0.25, 1.5])),
        gaps,
    )


def floor(size=lambda gaps: np.mean(np.square(gaps)), count=lambda rate, years: rate * years,
           root=np.sqrt):  # fmt: skip
    """The floor that jumps leave; the arguments make mistakes."""
    return lambda per_year, years, gaps: float(root(count(per_year, years) * size(gaps)))


def mean_of(squares):
    """Their mean; of none it is no number."""
    return np.mean(squares) if len(squares) else np.nan


def less_one(squares):
    """Their sum by one less than their number; of a single one it is no number, or infinite."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.sum(squares) / np.float64(len(squares) - 1)


def spreads(law=lambda late: np.sqrt(2 * late + 1)):
    """The spread of a late hedge; the argument makes mistakes."""
    return lambda on_time, late: float(on_time * law(late))
