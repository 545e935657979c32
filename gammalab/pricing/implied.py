"""The search behind `black_scholes.implied_vol`: from an option price back to its volatility.

Works on flat float arrays that were checked before. The price is turned into that of the
out-of-the-money option, undiscounted and divided by sqrt(forward * strike): a function b(x, s) of
x = -|log(forward/strike)| and s = vol * sqrt(time) alone. log b grows and is concave in log s, so
Newton's method started below the root climbs to it without overshooting; a bracket guards against
rounding. The form with the scaled complementary error function keeps full relative precision in
the wings (the idea is in Jaeckel, "Let's Be Rational", 2015; the iteration here is our own).
"""

from __future__ import annotations

import numpy as np
from scipy.special import erf, erfcx, ndtr

PRECISION = 1e-10  # what an answer is good for; otherwise there is none
_SQRT2, _SQRT_2PI = np.sqrt(2.0), np.sqrt(2 * np.pi)
_EPS = np.finfo(float).eps
_TINY = 1e-300  # nearer to the end of the number range, prices lose digits


def _log_b(x, s):
    """(log b, d log b / d log s) of the normalised out-of-the-money price, x <= 0 < s."""
    h, t = x / s, 0.5 * s
    far = h + t < 2.0  # the scaled form would overflow far on the other side
    up = np.where(far, h + t, 0.0)
    scaled = erfcx(-up / _SQRT2) - erfcx(-(np.where(far, h - t, -1.0)) / _SQRT2)
    with np.errstate(divide="ignore", under="ignore", invalid="ignore"):
        tail = -0.5 * (h * h + t * t)
        plain = np.exp(0.5 * x) * ndtr(h + t) - np.exp(-0.5 * x) * ndtr(h - t)
        at_money = erf(t / _SQRT2)
        log_b = np.where(far, tail + np.log(0.5 * scaled), np.log(plain))
        log_b = np.where(x == 0, np.log(at_money), log_b)
        slope = s * np.exp(tail - log_b) / _SQRT_2PI
    return log_b, slope


def _solve(x, b):
    """s with b(x, s) = b, for 0 < b < exp(x/2)."""
    goal = np.log(b)
    # Two lower bounds on s: b(x, s) <= b(0, s) <= s / sqrt(2 pi), and, while s^2 < 2|x|,
    # b(x, s) <= exp(-x^2 / (2 s^2)) / 2.
    with np.errstate(divide="ignore", invalid="ignore"):
        wing = np.where(b < 0.5, -x / np.sqrt(-2 * np.log(np.minimum(2 * b, 1.0))), np.inf)
    low = np.maximum(b * _SQRT_2PI, np.minimum(wing, np.sqrt(-2 * x))) * (1 - 1e-12)
    high = 2 * low
    for _ in range(60):
        short = _log_b(x, high)[0] < goal
        if not short.any():
            break
        high = np.where(short, 2 * high, high)
    s = low.copy()
    active = np.arange(s.size)
    for _ in range(100):
        xa, sa = x[active], s[active]
        log_b, slope = _log_b(xa, sa)
        miss = log_b - goal[active]
        low[active] = np.where(miss <= 0, sa, low[active])
        high[active] = np.where(miss >= 0, sa, high[active])
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            new = sa * np.exp(-miss / slope)
        inside = (new >= low[active]) & (new <= high[active])
        new = np.where(inside, new, np.sqrt(low[active] * high[active]))
        s[active] = new
        active = active[np.abs(new - sa) > 2 * _EPS * sa]
        if not active.size:
            break
    return s


def implied_total_vol(price, spot, strike, time, sign, rate, carry):
    """(vol, reason) as flat arrays: vol is NaN wherever reason is not the empty string."""
    vol = np.full(price.shape, np.nan)
    why = np.full(price.shape, "", dtype=object)
    discount = np.exp(-rate * time)
    forward = spot * np.exp(carry * time)
    intrinsic = np.maximum(sign * (forward - strike), 0.0)
    scale = np.sqrt(forward * strike)
    over = price / discount - intrinsic  # the out-of-the-money option, by put-call parity
    top = np.minimum(forward, strike)
    # What rounding can do to `over`: two units in the last place of the price (one that was itself
    # computed is seldom right to the last), and where it is a small difference between the price
    # and a bound, some of that bound. Near the upper one exp(x / 2) has |x| / 2 units of its own.
    grain = 2 * np.spacing(price) / discount
    rim = (1 + 0.5 * np.abs(np.log(spot / strike) + carry * time)) * top
    rim = np.where(over > 0.5 * top, rim, 0.0)
    grain = grain + 3 * _EPS * np.where(intrinsic > 0, np.maximum(forward, strike), rim)

    why[over < -4 * grain] = "below intrinsic value"
    why[over > top + 4 * grain] = "above the upper bound"
    why[(why == "") & (time == 0)] = "no time left"
    at_money_zero = (why == "") & (over == 0) & (forward == strike) & (price == 0)
    vol[at_money_zero] = 0.0
    open_ = (why == "") & ~at_money_zero
    why[open_ & ((over <= grain) & (intrinsic > 0) | (over <= _TINY) | (over >= top))] = (
        "too few digits"
    )
    go = np.flatnonzero(open_ & (why == ""))
    if go.size:
        x = -np.abs(np.log(spot[go] / strike[go]) + carry[go] * time[go])
        s = _solve(x, over[go] / scale[go])
        root = np.sqrt(time[go])
        slope = scale[go] * np.exp(-0.5 * ((x / s) ** 2 + 0.25 * s * s)) / _SQRT_2PI * root
        with np.errstate(divide="ignore"):
            blur = grain[go] / slope
        good = blur <= PRECISION
        vol[go[good]] = s[good] / root[good]
        why[go[~good]] = "too few digits"
    return vol, why
