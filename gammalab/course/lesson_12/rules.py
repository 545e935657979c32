"""The course's own rules, which a policy of the capstone is held against.

Each entry of `RULES` makes a policy for a world. All but one ignore it: they see what everybody
sees. "told the true volatility" shows what could be had from knowing that one number.
"""

from __future__ import annotations

import numpy as np

import gammalab as gl
from gammalab._validate import owned
from gammalab.hedging.policies import to_the_edge

AVERSION = 0.75  # one over the noise unit at 30 %: see lesson 06
COST_RATE = 0.0005  # 5 basis points
TRUST = 20  # moves whose worth the volatility paid has, against what is measured
BAND, TOLD, MINE = "band", "told the true volatility", "your policy"


def ww_width(now, cost_rate=COST_RATE, aversion=AVERSION):
    """The half-width of Whalley and Wilmott's band, (n,) units."""
    return np.cbrt(1.5 * cost_rate * now.spot * now.gamma**2 / aversion)


def band_at(now, width):
    """The hedge moved to the rim of a band; on the first step, to its middle."""
    return now.neutral if now.step == 0 else to_the_edge(now, width)


def measured_vol(now, trust=TRUST):
    """The volatility so far, leaning on the one paid: (n,) yearly decimals."""
    if now.step == 0:
        return np.broadcast_to(now.paid_vol, now.spot.shape)
    seen = np.sum(now.moves**2, axis=1) / now.time
    n = now.step
    return np.sqrt((trust * np.square(now.paid_vol) + n * seen) / (trust + n))


def memory_so_far(now, trust=TRUST):
    """Correlation of neighbouring moves so far, leaning on none: (n,)."""
    if now.step < 2:
        return np.zeros(now.spot.shape)
    moves = now.moves
    size = np.sum(moves**2, axis=1)
    together = np.sum(moves[:, 1:] * moves[:, :-1], axis=1)
    found = np.divide(together, size, out=np.zeros(size.shape), where=size > 0)
    return found * now.step / (now.step + trust)


def haste(now, way=1.0):
    """A factor for the width, (n,): below 1 where moves follow each other, 1 where they do not."""
    return np.exp(-way * np.maximum(memory_so_far(now), 0.0))


def band(now):
    """Whalley and Wilmott's band for a half spread of 5 basis points."""
    return band_at(now, ww_width(now))


def reads_spread(now):
    """The same, for the spread of the moment."""
    return band_at(now, ww_width(now, now.spread))


def reads_trends(now, way=1.0):
    """The same, narrower where moves follow each other: waiting is riskier there."""
    return band_at(now, ww_width(now) * haste(now, way))


def measures(now):
    """The same band, about the delta at the volatility measured so far."""
    return band(now.at(owned(measured_vol(now))))


def all_three(now):
    """Volatility measured, spread and trends read."""
    seen = now.at(owned(measured_vol(now)))
    return band_at(seen, ww_width(seen, now.spread) * haste(now))


def bets_on_trends(now, units=0.5):
    """The measured delta, and a bet that the last move goes on, or turns back, as moves did so far.

    It is no hedge. It is here so that nobody wins with it unseen.
    """
    seen = now.at(owned(measured_vol(now)))
    if now.step < 2:
        return seen.neutral
    usual = np.sqrt(np.mean(now.moves**2, axis=1))
    last = np.divide(now.moves[:, -1], usual, out=np.zeros(usual.shape), where=usual > 0)
    return seen.neutral + np.clip(units * memory_so_far(now) * last, -0.5, 0.5)


def _told(world):
    vol = world.true_vol
    return lambda now: band(now.at(vol))


def _for_all(policy):
    return lambda world: policy


RULES = {
    TOLD: _told,
    "measures volatility": _for_all(measures),
    "reads trends": _for_all(reads_trends),
    "reads the spread": _for_all(reads_spread),
    BAND: _for_all(band),
    "0.1 to the edge": _for_all(gl.DeltaBand(0.1, to="edge")),
    "0.1 to the centre": _for_all(gl.DeltaBand(0.1)),
    "1 % move": _for_all(gl.PriceMove(0.01)),
    "every step": _for_all(gl.EveryStep()),
    "every third": _for_all(gl.EveryN(3)),
    "once": _for_all(gl.Once()),
}
