"""Between two hedges: how far a hedge strays, where a step breaks even, what a gap brings."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from .._validate import (
    fail,
    not_negative,
    numbers,
    one_number,
    plain,
    positive,
    positive_volatility,
    positive_years,
    volatility,
    whole_number,
)
from ..pricing import black_scholes as bs
from ..pricing.builders import call
from ._shared import Call, normal_grid, relative_jump, single
from .noise import exact_variance

_DENSITY_0 = 1 / np.sqrt(2 * np.pi)
_Z, _WEIGHT = normal_grid(2000, reach=10.0)


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
    hedges, vol = positive("hedges", hedges), volatility("vol", vol)
    vega = bs.vega(spot, strike, expiry, vol, rate, carry)
    return plain(np.sqrt(np.pi / 4) * vega * vol / np.sqrt(hedges))


def exact_hedging_error_sd(spot, strike, expiry, vol, hedges, rate=0.0, carry=None) -> float:
    """Spread of the P&L of an option hedged `hedges` times, until expiry, without approximation.

    Hedged at the volatility that happens, for spots that drift at the cost of carry: the way is
    told in `hedged_pnl_sd`, which takes a book and any volatility to hedge with. All arguments are
    single numbers; vol and expiry above 0. Errors: ValueError naming the argument.
    Source: derived here; the rule of Kamal & Derman (1999) is its limit, and their simulations and
    QuantLib's are its test.

    >>> round(exact_hedging_error_sd(100, 100, 1 / 12, 0.20, 21, rate=0.05), 4)
    0.426
    """
    spot, strike, expiry, vol, rate, carry = single(spot, strike, expiry, vol, rate, carry)
    hedges, calls = whole_number("hedges", hedges), [Call(1.0, strike, expiry)]
    variance = exact_variance(calls, expiry, spot, vol, hedges, vol, rate, carry)
    if variance < 1e-13 * spot * spot:  # a difference of squared prices: no digits below this
        fail("strike", strike, "near enough to spot for the option to have gamma")
    return float(np.sqrt(variance))


class StepError(NamedTuple):
    """Moments of one hedged step of the owner: `sd` and `mean_absolute` (currency), `skew` (the
    seller's is the opposite), `excess_kurtosis`, `loss_share` (of steps that lose money), `mean`
    (currency; 0 where the volatility hedged with is the one that happens)."""

    sd: float
    mean_absolute: float
    skew: float
    excess_kurtosis: float
    loss_share: float
    mean: float


def one_step_error(spot, strike, expiry, vol, dt, rate=0.0, carry=None, realised=None) -> StepError:
    """P&L of an option owned and hedged once, `dt` years later: exact moments by quadrature.

    vol: what the option is bought, hedged and marked at; realised: the volatility that happens
    (None: vol). dt: years, above 0 and at most expiry; all arguments are single numbers. The spot
    drifts at the cost of carry. Errors: ValueError naming the argument.
    Source: Boyle & Emanuel (1980), "Discretely Adjusted Option Hedges".

    >>> day = one_step_error(100, 100, 0.25, 0.20, dt=1 / 252)
    >>> round(day.sd, 6), round(day.skew, 2), round(day.loss_share, 4)
    (0.044724, 2.8, 0.682)
    >>> round(one_step_error(100, 100, 0.25, 0.20, 1 / 252, realised=0.30).loss_share, 4)
    0.4944
    """
    spot, strike, expiry, vol, rate, carry = single(spot, strike, expiry, vol, rate, carry)
    dt = _step(dt, expiry)
    realised = vol if realised is None else one_number("realised", realised, positive_volatility)
    trend, width = (carry - 0.5 * realised**2) * dt, realised * np.sqrt(dt)
    start = _Start(call(strike, expiry), spot, vol, dt, rate, carry)
    pnl = np.exp(-rate * dt) * start.pnl(spot * np.exp(trend + width * _Z))
    mean = _WEIGHT @ pnl
    second, third, fourth = (_WEIGHT @ (pnl - mean) ** k for k in (2, 3, 4))
    moves = breakevens(spot, strike, expiry, vol, dt, rate, carry)
    low, high = ((np.log1p(move / spot) - trend) / width for move in moves)
    return StepError(
        sd=float(np.sqrt(second)),
        mean_absolute=float(_WEIGHT @ np.abs(pnl)),
        skew=float(third / second**1.5),
        excess_kurtosis=float(fourth / second**2 - 3),
        loss_share=float(ndtr(high) - ndtr(low)),
        mean=float(mean),
    )


def one_step_limit(spot, strike, expiry, vol, dt, rate=0.0, carry=None, realised=None) -> StepError:
    """What `one_step_error` tends to as dt shrinks: gamma S^2 dt (realised^2 Z^2 - vol^2) / 2.

    A chi-squared variable less a number: whatever the option, the owner loses when |Z| is below
    vol / realised; where the two are equal, 68 times in 100. Arguments, errors and source as for
    `one_step_error`.

    >>> week = one_step_limit(100, 100, 0.25, 0.20, dt=1 / 52)
    >>> round(week.sd, 4), round(week.skew, 3), round(week.loss_share, 4)
    (0.2167, 2.828, 0.6827)
    """
    spot, strike, expiry, vol, rate, carry = single(spot, strike, expiry, vol, rate, carry)
    dt = _step(dt, expiry)
    realised = vol if realised is None else one_number("realised", realised, positive_volatility)
    unit = 0.5 * bs.gamma(spot, strike, expiry, vol, rate, carry) * (spot * realised) ** 2 * dt
    edge = vol / realised
    losses = 2 * ndtr(edge) - 1
    density = _DENSITY_0 * np.exp(-0.5 * edge**2)
    # E|Z^2 - c^2| = E[Z^2 - c^2] + 2 E[(c^2 - Z^2)+], and the last is (c^2 - 1) P + 2 c n(c), with
    # P the share of losses and n the normal density.
    absolute = 1 - edge**2 + 2 * ((edge**2 - 1) * losses + 2 * edge * density)
    return StepError(
        sd=float(np.sqrt(2) * unit),
        mean_absolute=float(absolute * unit),
        skew=float(2 * np.sqrt(2)),
        excess_kurtosis=12.0,
        loss_share=float(losses),
        mean=float((1 - edge**2) * unit),
    )


def _step(dt, expiry):
    dt = one_number("dt", dt, positive_years)
    if dt > expiry:
        fail("dt", dt, f"at most expiry, {expiry!r}")
    return dt


class _Start:
    """A book and its hedge as they stand when a step of dt years begins; input checked before."""

    def __init__(self, book, spot, vol, dt, rate, carry):
        self._book, self._spot, self._at = book, spot, (vol, dt, rate, carry)
        self._now = book.greeks(spot, vol, 0.0, rate, carry, ("price", "delta"))

    def pnl(self, after):
        """P&L in money of the step's end, where the spot stands at `after`."""
        (_, dt, rate, carry), now = self._at, self._now
        growth = np.exp(rate * dt)
        shares = np.exp((rate - carry) * dt)  # a dividend yield is reinvested
        option = self._book.value(after, *self._at)
        return (
            option - now["price"] * growth - now["delta"] * (after * shares - self._spot * growth)
        )


# ---- where a step breaks even, and what a gap does ----------------------------------------------


def breakeven_move(spot, vol, days=252.0):
    """The daily move that pays for a day of theta: spot * vol / sqrt(days), currency; broadcasts.

    days: how many days the year has, 252 of trading or 365 of calendar: the clock that theta runs
    by. "The rule of 16": 16% a year is 1% a day. It follows from theta = -vol^2 spot^2 gamma / 2.
    Source: Black & Scholes (1973), their equation at a rate of 0.

    >>> round(breakeven_move(100, 0.16), 4), round(breakeven_move(100, 0.16, days=365), 4)
    (1.0079, 0.8375)
    """
    spot, vol, days = positive("spot", spot), volatility("vol", vol), positive("days", days)
    return plain(spot * vol / np.sqrt(days))


def breakevens(spot, strike, expiry, vol, dt, rate=0.0, carry=None) -> tuple[float, float]:
    """The two moves (down, up), currency, at which `dt` years of a hedged option earn nothing.

    By full revaluation: gamma changes on the way, so the two differ. A straddle of the same strike
    breaks even there too. All arguments are single numbers; dt: years, at most expiry.
    Errors: ValueError naming the argument, the strike where the option has no gamma. Other books,
    and an answer in that case too: `Book.breakevens`. Source: as there.

    >>> [round(move, 4) for move in breakevens(100, 100, 21 / 252, 0.16, dt=1 / 252)]
    [-0.9988, 1.0089]
    """
    spot, strike, expiry, vol, rate, carry = single(spot, strike, expiry, vol, rate, carry)
    dt = _step(dt, expiry)
    moves = call(strike, expiry).breakevens(spot, vol, dt, rate=rate, carry=carry)
    if len(moves) != 2:
        fail("strike", strike, "near enough to spot for the option to have gamma")
    return tuple(moves.tolist())


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


def gap_pnl(spot, strike, expiry, vol, jump, rate=0.0, carry=None, vol_after=None, hedged_at=None):
    """P&L, currency, of a hedged option when spot jumps to spot * (1 + jump), by full revaluation.

    jump: -0.2 is a fall of 20%, above -1. vol_after: the implied volatility after the jump (None:
    vol). hedged_at: the spot at which the hedge was neutral, for one that has gone stale (None:
    spot). Broadcasts. Source: the definition.

    >>> round(gap_pnl(100, 100, 1 / 12, 0.20, jump=-0.20), 4)
    7.9274

    A fall of 5% earns the owner; not so where the implied volatility falls from 30% to 20%.

    >>> gap_pnl(100, 100, 30 / 365, 0.30, jump=-0.05, vol_after=[0.30, 0.20]).round(4).tolist()
    [0.5772, -0.2777]
    """
    jump = relative_jump(jump)
    spot = positive("spot", spot)
    vol_after = vol if vol_after is None else volatility("vol_after", vol_after)
    hedged_at = spot if hedged_at is None else positive("hedged_at", hedged_at)
    before = bs.price(spot, strike, expiry, vol, rate, carry)
    after = bs.price(spot * (1 + jump), strike, expiry, vol_after, rate, carry)
    hedge = bs.delta(hedged_at, strike, expiry, vol, rate, carry)
    return plain(after - before - hedge * spot * jump)


def gap_pnl_quadratic(spot, strike, expiry, vol, jump, rate=0.0, carry=None):
    """`gap_pnl` as gamma tells it, gamma * (spot * jump)^2 / 2: at the money far too much beyond
    some 2%, because gamma is not there any more. Arguments as for `gap_pnl`; Taylor's formula.

    >>> round(gap_pnl_quadratic(100, 100, 1 / 12, 0.20, jump=-0.20), 3)
    13.814
    """
    jump = relative_jump(jump)
    gamma = bs.gamma(spot, strike, expiry, vol, rate, carry)
    return plain(0.5 * gamma * (positive("spot", spot) * jump) ** 2)


def gamma_residual(distance, move, sd=0.0):
    """How far a move's P&L strays from gamma * move^2 / 2, as a share of it: -0.1 is 10% less.

    distance: log(strike / forward); move: of the spot, as a fraction of it; both counted in
    standard deviations of what is left to move, vol * sqrt(expiry), which is `sd`. With z for the
    distance and m for the move, (z - 1.5 sd) m / 3 + (z^2 - 1) m^2 / 12. Broadcasts.
    For a hedged option, a move at once and an unchanged volatility, |m| up to about 1 and |z| up
    to about 1.5. At the money -m^2 / 12; towards the strike more than promised, away less.
    Source: Taylor's formula. The first term is speed's, exactly; the second is that of prices
    with a normal law, as the first is with sd = 0.

    A month at 20%, struck 10% above: a rise of 6 brings 1.64 times what gamma promises.

    >>> sd = 0.20 * (30 / 365) ** 0.5
    >>> [round(1 + gamma_residual(np.log(1.1) / sd, 0.06 / sd, lean), 2) for lean in (0.0, sd)]
    [1.74, 1.71]
    """
    distance, move = numbers("distance", distance), numbers("move", move)
    lean = distance - 1.5 * not_negative("sd", sd)
    return plain(lean * move / 3 + (distance**2 - 1) * move**2 / 12)
