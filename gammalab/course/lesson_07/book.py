"""What lesson 07 hedges: 100 straddles for 30 days, paid and hedged at 30 %, every three hours."""

from __future__ import annotations

import gammalab as gl

SPOT, STRIKE, CONTRACTS = 100.0, 100.0, 100
DAYS, STEPS = 30, 240  # three hours a step
EXPIRY = DAYS / 365  # years
PAID = 0.30
STRADDLES = CONTRACTS * gl.straddle(STRIKE, EXPIRY)

SIDES = {"bought the straddles": 1, "sold the straddles": -1}
