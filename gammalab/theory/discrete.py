"""Between two hedges: how far a hedge strays, where a step breaks even, what a gap costs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr

from .._validate import fail, not_negative, numbers, one_number, plain, positive, whole_number
from ..pricing import black_scholes as bs
from ._shared import relative_jump, single

_DENSITY_0 = 1 / np.sqrt(2 * np.pi)
_Z = np.linspace(-10, 10, 4001)  # a grid of standard normal values, and the weight of each
_WEIGHT = np.exp(-0.5 * _Z**2) * _DENSITY_0 * (_Z[1] - _Z[0])


# ---- how far a hedge strays ---------------------------------------------------------------------


def hedging_error_sd(spot, strike, expiry, vol, hedges, rate=0.0, carry=None):
    """Spread of the P&L of an option hedged `hedges` times at equal intervals: the rule of thumb.

    sqrt(pi / 4) * vega * vol / sqrt(hedges), currency, for an option near the money. hedges: 1 or
    more; all arguments broadcast. It is high by a few percent for few hedges, and by 1.2% in a year
    of daily ones at 30% volatility; `exact_hedging_error_sd` has no such gap.
    Source: Kamal & Derman (1999), "When You Cannot Hedge Continuously".

    >>> hedging_error_sd(100, 100, 1 / 12, 0.20, [21, 84], rate=0.05).round(4).tolist()
    [0.4432, 0.2216]
    """
    hedges = positive("hedges", hedges)
    vega = bs.vega(spot, strike, expiry, vol, rate, carry)
    return plain(np.sqrt(np.pi / 4) * vega * vol / np.sqrt(hedges))


def exact_hedging_error_sd(spot, strike, expiry, vol, hedges, rate=0.0, carry=None) -> float:
    """Spread of the P&L of an option hedged `hedges` times, until expiry, without approximation.

    For spots that drift at the cost of carry. Steps are then uncorrelated, and variances add: that
    of the payoff, less what each hedge takes away from it. A step's share needs E[V(S') S'], which
    is S V(S exp(vol^2 dt)): the option's value in the measure that counts in shares. One integral
    over today's spot per step is left. All arguments are single numbers; vol and expiry above 0.
    Errors: ValueError naming the argument. Source: derived here; the rule of Kamal & Derman (1999)
    is its limit, and their simulations and QuantLib's are its test.

    >>> round(exact_hedging_error_sd(100, 100, 1 / 12, 0.20, 21, rate=0.05), 4)
    0.426
    """
    spot, strike, expiry, vol, rate, carry = single(spot, strike, expiry, vol, rate, carry)
    hedges = whole_number("hedges", hedges)
    dt = expiry / hedges
    stretch = np.exp(vol * vol * dt)
    # The option bends within sqrt(dt) of its strike: the grid has to see that, at any `hedges`.
    z = np.linspace(-9, 9, 2 * max(450, int(18 * np.sqrt(hedges))) + 1)
    weight = np.exp(-0.5 * z * z) * _DENSITY_0 * (z[1] - z[0])
    taken = 0.0
    for time in dt * np.arange(hedges):
        s = spot * np.exp((carry - 0.5 * vol * vol) * time + vol * np.sqrt(time) * z)
        now = bs.greeks(s, strike, expiry - time, vol, rate, carry, names=("price", "delta"))
        up = bs.price(s * stretch, strike, expiry - time, vol, rate, carry)
        hedge = now["delta"] * s
        both = 2 * hedge * (up - now["price"]) - hedge * hedge * (stretch - 1)
        taken += np.exp(-2 * rate * time) * (weight @ both if time else both[0])
    variance = _payoff_variance(spot, strike, expiry, vol, rate, carry) - taken
    if variance < 1e-13 * spot * spot:  # a difference of squared prices: no digits below this
        fail("strike", strike, "near enough to spot for the option to have gamma")
    return float(np.sqrt(variance))


def _payoff_variance(spot, strike, expiry, vol, rate, carry):
    """Variance of a call's discounted payoff, currency squared."""
    # E[(S - K)+^2] = E[S (S - K)+] - K E[(S - K)+]; the first counts in shares, as above.
    shares = spot * np.exp((carry - rate) * expiry)
    squared = shares * bs.price(spot * np.exp(vol * vol * expiry), strike, expiry, vol, rate, carry)
    price = bs.price(spot, strike, expiry, vol, rate, carry)
    return squared - strike * np.exp(-rate * expiry) * price - price * price


class StepError(NamedTuple):
    """Moments of one hedged step: `sd` and `mean_absolute` (currency), `skew`, `excess_kurtosis`
    (of the owner; the seller's skew is the opposite), `loss_share` (of steps that lose money)."""

    sd: float
    mean_absolute: float
    skew: float
    excess_kurtosis: float
    loss_share: float


def one_step_error(spot, strike, expiry, vol, dt, rate=0.0, carry=None) -> StepError:
    """P&L of an option owned and hedged once, `dt` years later: exact moments by quadrature.

    dt: years, above 0 and at most expiry; all arguments are single numbers. The spot drifts at the
    cost of carry, so that the mean is 0. Errors: ValueError naming the argument.
    Source: Boyle & Emanuel (1980), "Discretely Adjusted Option Hedges".

    >>> day = one_step_error(100, 100, 0.25, 0.20, dt=1 / 252)
    >>> round(day.sd, 6), round(day.skew, 2), round(day.loss_share, 4)
    (0.044724, 2.8, 0.682)
    """
    spot, strike, expiry, vol, rate, carry = single(spot, strike, expiry, vol, rate, carry)
    dt = _step(dt, expiry)
    after = spot * np.exp((carry - 0.5 * vol * vol) * dt + vol * np.sqrt(dt) * _Z)
    pnl = np.exp(-rate * dt) * _hedged_step(after, dt, spot, strike, expiry, vol, rate, carry)
    second, third, fourth = (_WEIGHT @ pnl**k for k in (2, 3, 4))
    down, up = breakevens(spot, strike, expiry, vol, dt, rate, carry)
    low, high = (
        (np.log1p(move / spot) - (carry - 0.5 * vol * vol) * dt) / (vol * np.sqrt(dt))
        for move in (down, up)
    )
    return StepError(
        sd=float(np.sqrt(second)),
        mean_absolute=float(_WEIGHT @ np.abs(pnl)),
        skew=float(third / second**1.5),
        excess_kurtosis=float(fourth / second**2 - 3),
        loss_share=float(ndtr(high) - ndtr(low)),
    )


def one_step_limit(spot, strike, expiry, vol, dt, rate=0.0, carry=None) -> StepError:
    """What `one_step_error` tends to as `dt` shrinks: gamma * spot^2 * vol^2 * dt * (Z^2 - 1) / 2.

    A chi-squared variable less its mean: whatever the option, the owner loses when |Z| < 1, 68
    times in 100. Arguments, errors and source as for `one_step_error`.

    >>> week = one_step_limit(100, 100, 0.25, 0.20, dt=1 / 52)
    >>> round(week.sd, 4), round(week.skew, 3), round(week.loss_share, 4)
    (0.2167, 2.828, 0.6827)
    """
    spot, strike, expiry, vol, rate, carry = single(spot, strike, expiry, vol, rate, carry)
    dt = _step(dt, expiry)
    gamma = bs.gamma(spot, strike, expiry, vol, rate, carry)
    sd = float(gamma * (spot * vol) ** 2 * dt / np.sqrt(2))
    # E|Z^2 - 1| = 4 n(1), with n the normal density.
    absolute = float(4 * _DENSITY_0 * np.exp(-0.5) / np.sqrt(2) * sd)
    return StepError(sd, absolute, float(2 * np.sqrt(2)), 12.0, 0.6826894921370859)


def _step(dt, expiry):
    dt = one_number("dt", dt, positive)
    if dt > expiry:
        fail("dt", dt, f"at most expiry, {expiry!r}")
    return dt


def _hedged_step(after, dt, spot, strike, expiry, vol, rate, carry):
    """P&L, `dt` later and in money of then, of a call and its hedge when spot stands at `after`."""
    start = bs.greeks(spot, strike, expiry, vol, rate, carry, names=("price", "delta"))
    option = bs.price(after, strike, expiry - dt, vol, rate, carry)
    growth = np.exp(rate * dt)
    shares = np.exp((rate - carry) * dt)  # a dividend yield is reinvested
    return (option - start["price"] * growth) - start["delta"] * (after * shares - spot * growth)


# ---- where a step breaks even, and what a gap does ----------------------------------------------


def breakeven_move(spot, vol, days=252.0):
    """The daily move that pays for a day of theta: spot * vol / sqrt(days), currency; broadcasts.

    days: how many days the year has, 252 of trading or 365 of calendar: the clock that theta runs
    by. "The rule of 16": 16% a year is 1% a day. It follows from theta = -vol^2 spot^2 gamma / 2.
    Source: Black & Scholes (1973), their equation at a rate of 0.

    >>> round(breakeven_move(100, 0.16), 4), round(breakeven_move(100, 0.16, days=365), 4)
    (1.0079, 0.8375)
    """
    spot, vol, days = positive("spot", spot), not_negative("vol", vol), positive("days", days)
    return plain(spot * vol / np.sqrt(days))


def breakevens(spot, strike, expiry, vol, dt, rate=0.0, carry=None) -> tuple[float, float]:
    """The two moves (down, up), currency, at which `dt` years of a hedged option earn nothing.

    By full revaluation: gamma changes on the way, so the two differ. A straddle of the same strike
    breaks even there too. All arguments are single numbers; dt: years, at most expiry.
    Errors: ValueError naming the argument. Source: put-call parity, and a search for the root.

    >>> [round(move, 4) for move in breakevens(100, 100, 21 / 252, 0.16, dt=1 / 252)]
    [-0.9988, 1.0089]
    """
    spot, strike, expiry, vol, rate, carry = single(spot, strike, expiry, vol, rate, carry)
    dt = _step(dt, expiry)

    def pnl(log_move):
        after = spot * np.exp(log_move)
        return _hedged_step(after, dt, spot, strike, expiry, vol, rate, carry)

    # The P&L is convex in the spot and 0 on average: negative near the forward, positive far off.
    width = vol * np.sqrt(dt)
    near = carry * dt + 3 * width * np.linspace(-1, 1, 201)
    inside = near[np.argmin(pnl(near))]
    if not pnl(inside) < -1e-13 * spot:
        fail("strike", strike, "near enough to spot for the option to have gamma")
    roots = []
    for stride in (-width, width):
        outside = inside + stride
        while pnl(outside) <= 0:
            stride *= 2
            outside += stride
        roots.append(brentq(pnl, *sorted((inside, outside)), xtol=1e-15, rtol=1e-14))
    down, up = spot * np.expm1(roots)
    return float(down), float(up)


def round_trip_pnl(spot, strike, expiry, vol, move, rate=0.0, carry=None):
    """Earned by going up by `move` (currency), hedging there, and coming back, in no time at all.

    move * (delta(spot + move) - delta(spot)): about gamma * move^2. Broadcasts; spot + move must be
    above 0. Source: arithmetic; the hedge sells high what it buys back low.

    >>> round(round_trip_pnl(100, 100, 1 / 12, 0.20, move=1), 5)
    0.06822
    """
    spot, move = positive("spot", spot), numbers("move", move)
    if np.any(spot + move <= 0):
        fail("move", float(np.min(move)), "above -spot: a price stays above 0")
    there = bs.delta(spot + move, strike, expiry, vol, rate, carry)
    return plain(move * (there - bs.delta(spot, strike, expiry, vol, rate, carry)))


def gap_pnl(spot, strike, expiry, vol, jump, rate=0.0, carry=None):
    """P&L, currency, of a hedged option when spot jumps to spot * (1 + jump), by full revaluation.

    jump: -0.2 is a fall of 20%, above -1. Broadcasts. Source: the definition.

    >>> round(gap_pnl(100, 100, 1 / 12, 0.20, jump=-0.20), 4)
    7.9274
    """
    jump = relative_jump(jump)
    spot = positive("spot", spot)
    start = bs.greeks(spot, strike, expiry, vol, rate, carry, names=("price", "delta"))
    after = bs.price(spot * (1 + jump), strike, expiry, vol, rate, carry)
    return plain(after - start["price"] - start["delta"] * spot * jump)


def gap_pnl_quadratic(spot, strike, expiry, vol, jump, rate=0.0, carry=None):
    """`gap_pnl` as gamma tells it, gamma * (spot * jump)^2 / 2: at the money far too much beyond
    some 2%, because gamma is not there any more. Arguments as for `gap_pnl`; Taylor's formula.

    >>> round(gap_pnl_quadratic(100, 100, 1 / 12, 0.20, jump=-0.20), 3)
    13.814
    """
    jump = relative_jump(jump)
    gamma = bs.gamma(spot, strike, expiry, vol, rate, carry)
    return plain(0.5 * gamma * (positive("spot", spot) * jump) ** 2)
