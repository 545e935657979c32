"""Small checks and shapes that the closed forms share."""

from __future__ import annotations

import numpy as np

from .._validate import fail, numbers, one_number, positive


def single(spot, strike, expiry, vol, rate, carry):
    """Single numbers, checked; carry None is the rate."""
    spot, strike = one_number("spot", spot, positive), one_number("strike", strike, positive)
    expiry, vol = one_number("expiry", expiry, positive), one_number("vol", vol, positive)
    rate = one_number("rate", rate)
    return spot, strike, expiry, vol, rate, rate if carry is None else one_number("carry", carry)


def relative_jump(jump):
    """A move of the spot as a fraction of it, above -1."""
    jump = numbers("jump", jump)
    if np.any(jump <= -1):
        fail("jump", float(np.min(jump)), "above -1: a price stays above 0")
    return jump
