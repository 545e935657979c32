"""What lesson 09 hedges: one option on one unit for 30 days, paid and hedged at 60 %."""

from __future__ import annotations

SPOT, STRIKE, VOL = 100.0, 100.0, 0.60
EXPIRY = 30 / 365  # years
TIMES_A_YEAR = 3 * 365  # intervals of eight hours
SIDES = {"sold the option": -1, "bought the option": 1}
