"""Many bands at once: what `playing.play` gives for each, in a fraction of the time.

All bands are trades to the edge about the same delta, so that its Greeks are computed once.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

import gammalab as gl

from .playing import in_pairs, share
from .rules import AVERSION, COST_RATE
from .worlds import BPS, COLLATERAL, DRAWN, FUNDING, SPOT, World, world

MAINTENANCE = gl.Margin(COLLATERAL).maintenance


def _greeks(one: World):
    """Neutral hedge and Whalley-Wilmott width of the owner, (steps, n) each."""
    if "greeks" not in one.kept:
        spots, times = one.paths.spots[:, :-1], one.paths.times[:-1]
        straddle = gl.straddle(SPOT, one.paths.horizon)
        vol = np.reshape(one.paid_vol, (-1, 1)) if np.ndim(one.paid_vol) else one.paid_vol
        greeks = straddle.greeks(spots, vol, time=times, names=("delta", "gamma"))
        width = np.cbrt(1.5 * COST_RATE * spots * greeks["gamma"] ** 2 / AVERSION)
        one.kept["greeks"] = -greeks["delta"].T.copy(), width.T.copy()
    return one.kept["greeks"]


def band_months(one: World, factors, bps=BPS):
    """Months of bands so many times as wide as Whalley and Wilmott's: (profit, cost).

    factors: (bands,), or a function of spots (n,) that gives (bands, n). profit: noise units, (2,
    bands, n), the owner's and the seller's; cost likewise.
    """
    neutral, width = _greeks(one)
    spots, times = one.paths.spots.T, one.paths.times
    spread = np.broadcast_to(1e-4 * bps, spots.shape) if one.depth is None else (
        1e-4 * bps / one.depth.T
    )  # fmt: skip
    straddle = gl.straddle(SPOT, one.paths.horizon)
    option = straddle.payoff(spots[-1]) - straddle.value(SPOT, one.paid_vol)
    found = [
        _side(one, side, neutral, width, spots, times, spread, factors, option) for side in (1, -1)
    ]
    months, costs = (np.array(part) / one.noise for part in zip(*found, strict=True))
    return months, costs


def _side(one, side, neutral, width, spots, times, spread, factors, option):
    """One side's (profit, cost), (bands, n) currency each."""
    scale = factors if callable(factors) else lambda spot: np.reshape(factors, (-1, 1))
    bands, n = len(scale(spots[0])), spots.shape[1]
    perpetual = one.venue is not None
    hedge, cost, gains = np.zeros((bands, n)), np.zeros((bands, n)), np.zeros((bands, n))
    closed = np.zeros((bands, n), bool)
    for k in range(len(times)):
        spot = spots[k]
        if k:
            gains += hedge * (spot - spots[k - 1])
            if perpetual:
                gains -= hedge * (FUNDING * (times[k] - times[k - 1]) * spots[k - 1])
                left = COLLATERAL + gains - cost
                broke = left < MAINTENANCE * np.abs(hedge) * spot
                broke &= hedge != 0
                gains[broke] = np.maximum(gains[broke], cost[broke] - COLLATERAL)
                hedge[broke] = 0.0
                closed |= broke
        if k == len(times) - 1:
            wanted = np.zeros((bands, n))
        elif k == 0:
            wanted = np.broadcast_to(side * neutral[0], (bands, n))
        else:
            room = width[k] * scale(spot)
            wanted = np.clip(hedge, side * neutral[k] - room, side * neutral[k] + room)
        if perpetual:
            wanted = np.where(closed, 0.0, wanted)
        cost += spread[k] * spot * np.abs(wanted - hedge)
        hedge = wanted if perpetual else np.array(wanted)
    return side * option + gains - cost, cost


def shares_of(one: World, months, costs):
    """Each unit's part of the score, (bands, units): as `Played.shares`, band by band."""
    sides = zip(months, costs, strict=True)
    parts = [[share(*band) for band in zip(*side, strict=True)] for side in sides]
    return in_pairs(np.mean(parts, axis=0), one.pairs)


@lru_cache(maxsize=12)
def by_width(widths: tuple, bps: float, months: int, seed: int):
    """World by world: (months, cost) of bands of those widths, a dict."""
    return {
        name: band_months(world(name, months, seed), widths, bps) for name in DRAWN
    }  # fmt: skip
