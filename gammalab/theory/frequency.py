"""How often to hedge, how late one may be, and what has to happen for the costs to come back."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .._validate import (
    broadcast_shape,
    choice,
    fail,
    not_negative,
    numbers,
    one_number,
    plain,
    positive,
    positive_years,
    volatility,
)
from ._shared import calls_of
from .noise import book_hedging_error_sd
from .volatility import expected_cost


class HedgeCount(NamedTuple):
    """How often to hedge: `hedges` over the life (not rounded), and the mean `cost` of the hedging
    and the spread `sd` of the P&L that so many bring, currency, present value. n hedges cost
    cost * sqrt(n / hedges) and leave sd * sqrt(hedges / n)."""

    hedges: float
    cost: float
    sd: float


def best_hedges(
    book, spot, vol, cost_rate, worth=None, risk_aversion=None, drift=None, rate=0.0, carry=None
) -> HedgeCount:
    """The number of equal intervals at which cost and noise together are least.

    Costs grow as c sqrt(n), the spread falls as s / sqrt(n). Give one of two prices of noise:
    worth, currency per currency of spread, makes cost + worth * sd least: n = worth * s / c, where
    the two parts are equal. risk_aversion, absolute, per currency, above 0, makes
    cost + risk_aversion / 2 * variance least: n = (risk_aversion * s^2 / c)^(2/3).

    Parameters
        book: a Book of one expiry, all bought or all sold. vol: what happens and what is hedged
        with, above 0. cost_rate: one-way, a fraction of the notional, above 0; the first trade and
        the last are left out. drift: yearly growth of the spot; None is the carry. Single numbers.
    Errors
        ValueError naming the argument.
    Accuracy
        c is that of `expected_cost` and s that of `book_hedging_error_sd`: laws for many hedges.
        The sum is flat near its least: twice as many hedges, or half, make it 6% dearer (worth).
    Source
        Leland (1985) for the costs, Kamal & Derman (1999) for the noise, and a derivative set to
        0. At the money the first is (pi / sqrt(8)) worth vol sqrt(expiry) / cost_rate.

    A month at 30%, 5 basis points, a dollar of noise worth 20 cents:

    >>> from gammalab import straddle
    >>> best = best_hedges(100 * straddle(100, 30 / 365), 100, 0.30, 0.0005, worth=0.2)
    >>> round(best.hedges, 1), round(best.cost, 2), round(best.sd, 1)
    (38.2, 19.66, 98.3)
    """
    calls = calls_of(book)
    if len({option.expiry for option in book.options}) > 1:
        fail("book", book, "of one expiry")
    sides = {np.sign(call.quantity) for call in calls}
    if len(sides) != 1:
        fail(
            "book", book, "all bought or all sold, and not nothing: else its gamma has no one sign"
        )
    cost_rate = one_number("cost_rate", cost_rate, positive)
    if (worth is None) == (risk_aversion is None):
        given = (worth, risk_aversion)
        fail("worth, risk_aversion", given, "given one of the two, not both or neither")
    world = dict(drift=drift, rate=rate, carry=carry)
    s = book_hedging_error_sd(book, spot, vol, 1, **world)
    c = sum(
        abs(call.quantity)
        * expected_cost(spot, call.strike, call.expiry, vol, 1, cost_rate, **world)
        for call in calls
    )
    if worth is not None:
        hedges = one_number("worth", worth, positive) * s / c
    else:
        hedges = (one_number("risk_aversion", risk_aversion, positive) * s * s / c) ** (2 / 3)
    return HedgeCount(*(float(x) for x in (hedges, c * np.sqrt(hedges), s / np.sqrt(hedges))))


def breakeven_vol_after_costs(paid, cost_rate, dt, side):
    """The volatility that has to happen for gamma to pay theta and the re-hedging as well.

    sqrt(paid^2 + d^2) + d where the options are owned, - d where they are sold, with
    d = cost_rate sqrt(2 / (pi dt)). First trade and last are left out.

    Parameters (numbers or arrays; all broadcast)
        paid: the volatility paid, or sold at, 0 or more. cost_rate: one-way, a fraction of the
        notional, 0 or more. dt: years between hedges, above 0. side: "long" or "short".
    Errors
        ValueError naming the argument.
    Source
        Leland (1985), turned round: `leland_vol` of this volatility is the one paid. It follows
        from S^2 gamma (vol^2 - paid^2) dt / 2 = cost_rate S^2 gamma vol sqrt(2 dt / pi), each side
        the mean of a step.

    Paid 30%, 5 basis points, hedged every three hours: the owner needs 32.2%, the seller 27.9%.

    >>> sides = [breakeven_vol_after_costs(0.30, 0.0005, 1 / 2920, s) for s in ("long", "short")]
    >>> [round(vol, 4) for vol in sides]
    [0.3223, 0.2792]
    """
    paid, cost_rate = volatility("paid", paid), not_negative("cost_rate", cost_rate)
    dt = positive_years("dt", dt)
    broadcast_shape(paid=paid, cost_rate=cost_rate, dt=dt)
    choice("side", side, ("long", "short"))
    drag = cost_rate * np.sqrt(2 / (np.pi * dt))
    root = np.hypot(paid, drag)
    # The seller's, written so that a small volatility keeps its digits.
    return plain(root + drag if side == "long" else paid**2 / np.where(root > 0, root + drag, 1.0))


def interval_vol(vol, autocorrelation, interval):
    """The yearly volatility that is seen by who looks every `interval` steps.

    vol * sqrt(1 + 2 sum over k of (1 - k / interval) autocorrelation^k), k from 1 to interval - 1.
    vol: the one that each step shows, 0 or more. autocorrelation: of two neighbouring moves, from
    -1 to 1; that of moves k steps apart is its k-th power, as where a move of one size repeats
    the last with a chance of (1 + autocorrelation) / 2. interval: 1 or more, whole. Broadcasts.
    Source: the variance ratio of Lo & MacKinlay (1988), for such moves.

    Moves of 30% a year that go on one time in five, or four in five, seen every five days:

    >>> interval_vol(0.30, [-0.6, 0.6], 5).round(4).tolist()
    [0.1777, 0.4853]
    """
    vol, rho = volatility("vol", vol), _correlation(autocorrelation)
    n = _whole("interval", interval, 1)
    broadcast_shape(vol=vol, autocorrelation=rho, interval=n)
    k = np.arange(1, max(int(np.max(n, initial=1)), 1))
    left = np.maximum(1 - k / n[..., None], 0.0)  # nothing from the interval on
    ratio = 1 + 2 * np.sum(left * rho[..., None] ** k, axis=-1)
    return plain(vol * np.sqrt(np.maximum(ratio, 0.0)))


def lateness_pnl(gamma_income, autocorrelation, late):
    """What filling each hedge `late` steps after the decision adds to the mean P&L, currency.

    2 * gamma_income * (sum of autocorrelation^k, k from 1 to late): a late hedge is wrong by gamma
    times the moves since, and earns that times the next one. Nothing where moves are independent;
    a trend pays the owner for being late and a range charges him, the seller the reverse.

    gamma_income: what gamma brings over the time, the sum of gamma dS^2 / 2, negative for who sold
    it. autocorrelation: as for `interval_vol`. late: steps, 0 or more, whole. Broadcasts.
    Source: the mean of gamma dS(k) dS(k + 1), step by step, with gamma as it was.

    >>> lateness_pnl(350.0, [-0.2, 0.0, 0.2], late=1).tolist()
    [-140.0, 0.0, 140.0]
    """
    income, rho = numbers("gamma_income", gamma_income), _correlation(autocorrelation)
    late = _whole("late", late, 0)
    broadcast_shape(gamma_income=income, autocorrelation=rho, late=late)
    k = np.arange(1, int(np.max(late, initial=0)) + 1)
    total = np.sum(np.where(k <= late[..., None], rho[..., None] ** k, 0.0), axis=-1)
    return plain(2 * income * total)


def _correlation(value):
    rho = numbers("autocorrelation", value)
    if np.any(np.abs(rho) > 1):
        fail("autocorrelation", value, "between -1 and 1")
    return rho


def _whole(name, value, least):
    counts = numbers(name, value)
    if np.any(counts < least) or np.any(counts != np.round(counts)):
        fail(name, value, f"whole, {least} or more")
    return counts
