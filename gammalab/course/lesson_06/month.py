"""What the labs of lesson 06 share: the straddles, their month, and who has them."""

from __future__ import annotations

import gammalab as gl

SPOT, DAYS, CONTRACTS, PAID = 100.0, 30, 100, 0.30  # first price, days, straddles, volatility paid
STEPS = 240  # of three hours: the finest hedge
EXPIRY, DAY = DAYS / 365, 1 / 365  # years
STRADDLES = CONTRACTS * gl.straddle(SPOT, EXPIRY)


def months(n_paths: int, seed: int) -> gl.Paths:
    """Months without direction in which what was paid happens, in steps of three hours."""
    return gl.GBM(vol=PAID).simulate(SPOT, EXPIRY, STEPS, n_paths=n_paths, seed=seed)
