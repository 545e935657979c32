"""Exercise 5.3's program, right and with each mistake, and the paths on which it is tried."""

from __future__ import annotations

import numpy as np

import gammalab as gl
from gammalab import black_scholes as bs


def hedged(charged="all", sign=1.0, close=1.0, hedge=-1.0, look=0, every=lambda every: every,
           premium=1.0, clock="left", payoff="call", late=False, steps=-1,
           first=False):  # fmt: skip
    """A call bought, hedged every few steps, kept to its end; the arguments make mistakes."""
    pays = {"call": lambda x: max(x, 0.0), "put": lambda x: max(-x, 0.0), "abs": abs,
            "bare": lambda x: x, "none": lambda x: 0.0}[payoff]  # fmt: skip

    def pnl(spots, times, strike, vol, every_):
        left = times[-1] - times
        if clock == "gone":
            left = np.where(np.arange(len(times)) == 0, left[0], times)
        if clock == "still":
            left = np.full(len(times), left[0])
        cash, held = -premium * bs.price(spots[0], strike, times[-1] - times[0], vol), 0.0
        for k in range(len(times) + steps):
            if (k + late) % every(every_) == 0:
                seen = min(max(k + look, 0), len(times) - 2)
                target = hedge * bs.delta(spots[seen], strike, left[k], vol)
                new = target - (0.0 if charged in ("each", "never held") else held)
                at = spots[0] if first else spots[k + (charged == "next")]
                if charged != "none" and (charged != "first" or k == 0):
                    cash -= sign * new * at
                held = 0.0 if charged == "never held" else target
        return cash + close * held * spots[-1] + pays(spots[-1] - strike)

    return lambda spots, times, strike, vol, every: float(pnl(spots, times, strike, vol, every))


def a_path(rng):
    """(spots, times, strike, vol, every): a call hedged along a random path."""
    steps, seed = int(rng.choice([6, 12, 30])), int(rng.integers(1, 10_000))
    paths = gl.GBM(0.30).simulate(100, steps / 365, steps, seed=seed)
    strike, vol = float(rng.choice([97.0, 100.0, 102.0])), float(rng.choice([0.20, 0.25, 0.40]))
    return np.round(paths.spots[0], 2), paths.times, strike, vol, int(rng.choice([1, 2, 5]))
