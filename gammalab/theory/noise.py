"""The spread of a hedged book's P&L: from hedging now and then, late, or at another volatility.

Between two hedges a book earns S^2 gamma (R^2 - hedge_vol^2 dt) / 2, with R the return of the step.
R^2 is vol^2 dt on average. What it strays from that is the noise of hedging now and then; it
shrinks with more hedges. Where vol and hedge_vol differ, the rest is dollar gamma met on the way,
which no number of hedges makes certain: the floor.

Dollar gamma is a normal density in the log of the spot, which is itself normal, and at two times
jointly so. Its expectations are therefore normal densities, and only time is integrated.
"""

from __future__ import annotations

import numpy as np

from .._validate import (
    fail,
    not_negative,
    one_number,
    plain,
    positive,
    positive_volatility,
    positive_years,
    whole_number,
)
from ..pricing import black_scholes as bs
from ._shared import SHARE, SHARE_WEIGHT, calls_of, normal_grid, rates


def book_hedging_error_sd(
    book, spot, vol, hedges, drift=None, rate=0.0, carry=None, horizon=None, late=0
):
    """Spread of the P&L of a book hedged at the volatility that happens: the law for many hedges.

    Parameters
        book: a Book of any strikes and expiries, hedged `hedges` times at equal intervals. spot:
        currency. vol: yearly decimal, above 0. hedges: 1 or more. late: steps from the decision to
        the fill, 0 or more. drift: yearly growth of the spot; None is the carry. rate, carry:
        yearly decimals. horizon: years that the book is held; None is the last expiry.
        hedges and late may be arrays; the others are single numbers.
    Returns
        Currency, present value, in the common shape of hedges and late: the root of
        (2 late + 1) vol^4 dt / 2 * integral of E[(exp(-rate t) S^2 gamma)^2] dt,
        with dt = horizon / hedges.
    Errors
        ValueError naming the argument.
    Accuracy
        The first term for small dt: at the money, 3% high at 30 hedges and 17% at one. Where the
        first fill is late too, a book that has a delta at the start bears that risk besides.
        `hedged_pnl_sd` is exact, on time and with drift equal to carry.
    Source
        Kamal & Derman (1999) at the money, here at any strike and drift. Late by L steps, a hedge
        is wrong by gamma times the last L moves: each is independent of the next one and adds
        gamma^2 S^4 vol^4 dt^2 to the variance, where the step itself has half of that.

    A straddle of a month, on time and a step late; being late is like hedging a third as often.

    >>> from gammalab import straddle
    >>> month = straddle(100, 30 / 365)
    >>> book_hedging_error_sd(month, 100, 0.20, [15, 60]).round(3).tolist()
    [1.047, 0.523]
    >>> book_hedging_error_sd(month, 100, 0.20, [60, 20], late=[1, 0]).round(3).tolist()
    [0.906, 0.906]
    """
    calls = calls_of(book)
    known = _world(spot, vol, None, drift, rate, carry)
    horizon = _horizon(horizon, book)
    hedges, late = positive("hedges", hedges), not_negative("late", late)
    step = (2 * late + 1) * 0.5 * known[1] ** 4 * horizon / hedges
    return plain(np.sqrt(step * _square_over_life(calls, horizon, *known)))


def mismatch_floor(book, spot, vol, hedge_vol, drift=None, rate=0.0, carry=None, horizon=None):
    """Spread of the P&L that no number of hedges takes away: hedged at `hedge_vol`, `vol` happens.

    The standard deviation of (vol^2 - hedge_vol^2) / 2 times the integral of exp(-rate t) S^2 gamma
    along the path, currency, present value; 0 where the two volatilities are equal. horizon: years
    that the book is held, and then marked at hedge_vol. Other arguments and errors as for
    `book_hedging_error_sd`. The mean is `mean_pnl_hedged_at_implied` where hedge_vol was paid.
    Source: Ahmad & Wilmott (2005), who have the variance as a double integral over time.

    >>> from gammalab import straddle
    >>> round(mismatch_floor(straddle(100, 30 / 365), 100, vol=0.30, hedge_vol=0.20), 3)
    1.039
    """
    calls = calls_of(book)
    hedge_vol = one_number("hedge_vol", hedge_vol, positive_volatility)
    known = _world(spot, vol, hedge_vol, drift, rate, carry)
    return float(np.sqrt(_floor_variance(calls, _horizon(horizon, book), *known)))


def hedged_pnl_sd(book, spot, vol, hedges, hedge_vol=None, rate=0.0, carry=None) -> float:
    """Spread of the P&L of a book hedged `hedges` times until expiry, without approximation.

    book: options of one expiry, hedged at equal intervals with the delta at hedge_vol (None: vol)
    while `vol` happens; what was paid for it does not matter. The spot drifts at the cost of carry.
    All arguments are single numbers; volatilities are yearly decimals above 0. The result is in
    currency, present value. Errors: ValueError naming the argument.

    What a hedged book earns is its payoff, less what was paid, plus what the hedges earn; each of
    these is a martingale's gain, so that variances need no more than E[V(S') S'] of a step, with V
    the value at `vol`. That is S V(S exp(vol^2 dt)), the value in the measure that counts in
    shares. One integral over today's spot per step is left.
    Source: derived here. Its limits are Kamal & Derman (1999) and `mismatch_floor`.

    >>> from gammalab import straddle
    >>> month = straddle(100, 30 / 365)
    >>> [round(hedged_pnl_sd(month, 100, 0.30, n, hedge_vol=0.20), 3) for n in (60, 240)]
    [1.291, 1.109]
    """
    calls = calls_of(book)
    if len({option.expiry for option in book.options}) > 1:
        fail("book", book, "of one expiry")
    spot, vol, hedge_vol, _, rate, carry = _world(spot, vol, hedge_vol, None, rate, carry)
    hedges, expiry = whole_number("hedges", hedges), book.options[0].expiry
    if not calls:  # a synthetic forward: its hedge is the whole of it
        return 0.0
    variance = exact_variance(calls, expiry, spot, vol, hedges, hedge_vol, rate, carry)
    size = sum(abs(call.quantity) for call in calls) * spot
    if variance < 1e-13 * size * size:  # a difference of squared prices: no digits below this
        fail("book", book, "struck near enough to spot for its options to have gamma")
    return float(np.sqrt(variance))


def exact_variance(calls, expiry, spot, vol, hedges, hedge_vol, rate, carry):
    """`hedged_pnl_sd` squared, of checked input: a difference, with rounding errors."""
    dt = expiry / hedges
    stretch = np.exp(vol * vol * dt)

    def total(name, s, left, at):
        return sum(
            call.quantity * getattr(bs, name)(s, call.strike, left, at, rate, carry)
            for call in calls
        )

    # The book bends within sqrt(dt) of its strikes: the grid has to see that, at any `hedges`.
    z, weight = normal_grid(max(450, int(18 * np.sqrt(hedges))))
    taken = 0.0
    for time in dt * np.arange(hedges):
        s = spot * np.exp((carry - 0.5 * vol * vol) * time + vol * np.sqrt(time) * z)
        left = expiry - time
        now, up = total("price", s, left, vol), total("price", s * stretch, left, vol)
        hedge = total("delta", s, left, hedge_vol) * s
        both = 2 * hedge * (up - now) - hedge * hedge * (stretch - 1)
        taken += np.exp(-2 * rate * time) * (weight @ both if time else both[0])
    return _payoff_variance(calls, expiry, spot, vol, rate, carry) - taken


def _payoff_variance(calls, expiry, spot, vol, rate, carry):
    """Variance of the calls' discounted payoff, currency squared."""
    # Of two calls, E[(S - K)+ (S - L)+] = E[S (S - L)+] - K E[(S - L)+] where L is the higher
    # strike; the first counts in shares, as above.
    shares = spot * np.exp((carry - rate) * expiry)
    squared = mean = 0.0
    for one in calls:
        mean += one.quantity * bs.price(spot, one.strike, expiry, vol, rate, carry)
        for two in calls:
            low, high = sorted((one.strike, two.strike))
            up = bs.price(spot * np.exp(vol * vol * expiry), high, expiry, vol, rate, carry)
            now = bs.price(spot, high, expiry, vol, rate, carry)
            product = shares * up - low * np.exp(-rate * expiry) * now
            squared += one.quantity * two.quantity * product
    return squared - mean * mean


def _world(spot, vol, hedge_vol, drift, rate, carry):
    """Single numbers, checked; None has become what it stands for."""
    spot, vol = one_number("spot", spot, positive), one_number("vol", vol, positive_volatility)
    hedge_vol = (
        vol if hedge_vol is None else one_number("hedge_vol", hedge_vol, positive_volatility)
    )
    rate, carry = rates(rate, carry)
    drift = carry if drift is None else one_number("drift", drift)
    return spot, vol, hedge_vol, drift, rate, carry


def _horizon(horizon, book):
    last = max(option.expiry for option in book.options)
    if horizon is None:
        return last
    horizon = one_number("horizon", horizon, positive_years)
    if horizon > last:
        fail("horizon", horizon, f"at most the last expiry, {last!r}")
    return horizon


def _square_over_life(calls, horizon, *known):
    """Integral of E[(exp(-rate t) S^2 gamma)^2] over the time held; currency^2 times years."""
    total = 0.0
    for one in calls:
        for two in calls:
            end = min(one.expiry, two.expiry, horizon)
            time = end * SHARE
            total += end * SHARE_WEIGHT @ _mean_product(one, two, time, time, *known)
    return total


def _floor_variance(calls, horizon, *known):
    """Variance of the integral of exp(-rate t) S^2 gamma, times (vol^2 - hedge_vol^2)^2 / 4."""
    vol, hedge_vol = known[1:3]
    total = 0.0
    for first in calls:
        for second in calls:
            stop = min(second.expiry, horizon)
            end = min(first.expiry, stop)
            early = end * SHARE[:, None]
            late = early + (stop - early) * SHARE
            weight = end * SHARE_WEIGHT[:, None] * (stop - early) * SHARE_WEIGHT
            product = _mean(first, early, *known) * _mean(second, late, *known)
            covariance = _mean_product(first, second, early, late, *known) - product
            total += 2 * np.sum(weight * covariance)  # twice: the other order of the times too
    return 0.25 * (vol**2 - hedge_vol**2) ** 2 * max(total, 0.0)


def _mean(call, time, spot, vol, hedge_vol, drift, rate, carry):
    """E of the call's discounted dollar gamma at `time`, currency."""
    height, width, away = _density(call, time, spot, vol, hedge_vol, drift, rate, carry)
    spread = vol**2 * time + width
    return height * np.exp(-(away**2) / (2 * spread)) / np.sqrt(2 * np.pi * spread)


def _mean_product(first, second, early, late, spot, vol, hedge_vol, drift, rate, carry):
    """E of the product of two discounted dollar gammas at two times, early <= late."""
    world = (spot, vol, hedge_vol, drift, rate, carry)
    height_1, width_1, away_1 = _density(first, early, *world)
    height_2, width_2, away_2 = _density(second, late, *world)
    # Both densities stand under one normal law of (log S(early), log S(late)). The determinant and
    # the quadratic form are written without differences of like numbers.
    shared, own = vol**2 * early, vol**2 * (late - early)
    det = shared * (own + width_2) + width_1 * (shared + own + width_2)
    form = shared * (away_1 - away_2) ** 2 + away_1**2 * (own + width_2) + away_2**2 * width_1
    return height_1 * height_2 * np.exp(-form / (2 * det)) / (2 * np.pi * np.sqrt(det))


def _density(call, time, spot, vol, hedge_vol, drift, rate, carry):
    """The call's discounted dollar gamma as a normal density in log(S): height, variance, and how
    far its centre lies from the mean of log(S) at that time."""
    left = call.expiry - time
    height = call.quantity * call.strike * np.exp(-rate * call.expiry)
    centre = np.log(call.strike) - (carry - 0.5 * hedge_vol**2) * left
    return height, hedge_vol**2 * left, centre - np.log(spot) - (drift - 0.5 * vol**2) * time
