"""Hedging when trading costs: how wide to leave the band, and which volatility to hedge with.

Three answers to one question. Leland keeps trading by the clock and puts the costs into the
volatility. Whalley & Wilmott keep the delta and wait until it is worth a trade. Zakamouline does
both. All three take the cost of a trade as a fraction of its notional, one-way (`cost_rate`, as in
`costs.Proportional`); it shapes the hedge and charges nothing, which the replay's `costs` do.

The formulas are functions of arrays; the policies apply them to a `Moment`, with its book's gamma.

Sources: Leland (1985), "Option pricing and replication with transactions costs"; Hoggard, Whalley &
Wilmott (1994), for either side; Whalley & Wilmott (1997), "An asymptotic analysis of an optimal
hedging model for option pricing with transaction costs"; Zakamouline (2006), "European option
pricing and hedging with both fixed and proportional transaction costs".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from .._validate import (
    broadcast_shape,
    choice,
    fail,
    not_negative,
    numbers,
    one_number,
    positive,
    positive_volatility,
    positive_years,
    rule,
    volatility,
    yearly_rate,
    years,
)
from .moment import Moment
from .policies import EveryStep, to_the_edge


def leland_vol(vol, cost_rate, dt, side):
    """Leland's volatility: the one whose gamma also pays (or earns) the cost of the hedge.

    sigma_L^2 = sigma^2 (1 + Le) for the short side of a convex payoff (calls and puts), and
    sigma^2 (1 - Le) for the long side, with Le = sqrt(8 / (pi dt)) cost_rate / sigma.

    Parameters (numbers or arrays; all broadcast)
        vol: yearly decimal, 0 or more. cost_rate: fraction of notional, *one-way*, 0 or more
        (Leland's own k is a round trip, twice this). dt: years between hedges, above 0.
        side: "short" or "long".
    Errors
        ValueError that names the argument, the value and what is allowed; for the long side with
        Le > 1 too: whoever owns the option pays more for such hedging than its gamma earns, and
        the variance would be negative.
    Source
        Leland (1985); Hoggard, Whalley & Wilmott (1994) for the long side.

    25 basis points, hedged once a week:

    >>> round(leland_vol(0.20, 0.0025, 1 / 52, "short"), 4)
    0.2139
    >>> round(leland_vol(0.20, 0.0025, 1 / 52, "long"), 4)
    0.1851
    """
    vol, cost_rate = volatility("vol", vol), not_negative("cost_rate", cost_rate)
    dt = positive_years("dt", dt)
    choice("side", side, ("short", "long"))
    shape = broadcast_shape(vol=vol, cost_rate=cost_rate, dt=dt)
    drag = np.sqrt(8 / (np.pi * dt)) * cost_rate  # Le * vol, which is defined at vol = 0 as well
    if side == "long" and np.any(drag > vol):
        _refuse(*np.broadcast_arrays(vol, cost_rate, dt, drag))
    variance = vol * (vol + drag if side == "short" else vol - drag)
    return float(np.sqrt(variance)) if shape == () else np.sqrt(variance)


def _refuse(vol, cost_rate, dt, drag):
    """The error for a long side that costs eat up, told for the worst entry."""
    worst = np.unravel_index(np.argmax(drag - vol), vol.shape)
    vol, rate, dt, drag = (float(a[worst]) for a in (vol, cost_rate, dt, drag))
    if vol == 0:
        fail("vol", vol, "above 0 for the long side: there is no gamma to pay the costs with")
    least = 8 / np.pi * (rate / vol) ** 2
    why = f"Leland's number is {drag / vol:.4g} at vol = {vol:.6g} and cost_rate = {rate:.6g}"
    fail("dt", dt, f"{least:.4g} or more for the long side: {why}, "
         "and above 1 the variance, vol^2 (1 - Le), would be negative")  # fmt: skip


def whalley_wilmott_width(spot, gamma, cost_rate, risk_aversion, expiry=0.0, rate=0.0):
    """Half-width of the no-trade band around delta, (3/2 e^(-rate expiry) k S gamma^2 / g)^(1/3).

    It is what makes the cost of trading at the edge, k S b^2 / (2 H) a year with b = gamma sigma S,
    and the risk of waiting, g/2 sigma^2 S^2 H^2 / 3, add up to the least.

    Parameters (numbers or arrays; all broadcast)
        spot: currency, above 0. gamma: of the whole book, any sign. cost_rate: k, fraction of
        notional, one-way, 0 or more. risk_aversion: g, absolute, per unit of currency, above 0: ten
        times the book with a tenth of it has a band ten times as wide. expiry: years left, 0 or
        more. rate: yearly decimal.
    Returns
        Units of the underlying, in the common shape.
    Errors
        ValueError that names the argument, the value and what is allowed.
    Source
        Whalley & Wilmott (1997), leading order in small costs.

    >>> round(whalley_wilmott_width(5000, 0.02, cost_rate=0.0005, risk_aversion=1.0), 6)
    0.114471
    """
    spot, gamma = positive("spot", spot), numbers("gamma", gamma)
    k, g = not_negative("cost_rate", cost_rate), positive("risk_aversion", risk_aversion)
    expiry, rate = years("expiry", expiry), yearly_rate("rate", rate)
    broadcast_shape(spot=spot, gamma=gamma, cost_rate=k, risk_aversion=g, expiry=expiry, rate=rate)
    width = _width(spot, gamma, k, g, expiry, rate)
    return width if np.ndim(width) else float(width)


def _width(spot, gamma, k, g, expiry, rate):
    """`whalley_wilmott_width` of checked input; infinite where gamma is."""
    return np.cbrt(1.5 * np.exp(-rate * expiry) * k * spot * gamma**2 / g)


class BandAndVol(NamedTuple):
    """Hold the hedge within `wait + width` of minus the delta at `vol`."""

    wait: np.ndarray | float  # H0, units: the band of an option without gamma
    width: np.ndarray | float  # H1, units: what gamma adds
    vol: np.ndarray | float  # sigma_m, yearly decimal: the volatility that delta is taken at


def zakamouline_band(spot, gamma, expiry, vol, cost_rate, risk_aversion, rate=0.0):
    """The band and the volatility that Zakamouline fitted to the exact solution of the problem.

    H0 = k / (g S sigma^2 tau); H1 = 1.12 k^0.31 tau^0.05 (e^(-r tau) / sigma)^0.25 (|G| / g)^0.5;
    sigma_m^2 = sigma^2 (1 + K) for long gamma, sigma^2 (1 - K) for short gamma, with
    K = -4.76 k^0.78 tau^-0.02 (e^(-r tau) / sigma)^0.25 (g S^2 |G|)^0.15.

    Parameters
        As for `whalley_wilmott_width`, the sign of gamma telling the side; expiry (tau, years left)
        and vol (yearly decimal) must be above 0.
    Returns
        BandAndVol(wait, width, vol): H0 and H1 in units of the underlying, and sigma_m.
    Errors
        ValueError that names the argument, the value and what is allowed; for long gamma with
        K < -1 too, where the variance would be negative: a fit for small costs ends there.
    Source
        Zakamouline (2006), fitted to single options.

    >>> band = zakamouline_band(5000, 0.02, 0.25, 0.20, cost_rate=0.0005, risk_aversion=1.0)
    >>> round(band.wait, 6), round(band.width, 6), round(band.vol, 6)
    (1e-05, 0.020944, 0.185531)
    """
    spot, gamma = positive("spot", spot), numbers("gamma", gamma)
    expiry, vol = positive_years("expiry", expiry), positive_volatility("vol", vol)
    k, g = not_negative("cost_rate", cost_rate), positive("risk_aversion", risk_aversion)
    rate = yearly_rate("rate", rate)
    broadcast_shape(
        spot=spot, gamma=gamma, expiry=expiry, vol=vol, cost_rate=k, risk_aversion=g, rate=rate
    )
    size = np.abs(gamma)
    root = (np.exp(-rate * expiry) / vol) ** 0.25
    wait = k / (g * spot * vol**2 * expiry)
    width = 1.12 * k**0.31 * expiry**0.05 * root * np.sqrt(size / g)
    shrink = 4.76 * k**0.78 * expiry**-0.02 * root * (g * spot**2 * size) ** 0.15
    share = 1 - np.sign(gamma) * shrink
    if np.any(share < 0):
        allowed = "lower for so much long gamma (or risk_aversion lower): "
        allowed += f"K is {np.min(share) - 1:.4g}, and below -1 the variance would be negative"
        fail("cost_rate", float(np.max(k)), allowed)
    parts = (wait, width, vol * np.sqrt(share))
    if np.ndim(sum(parts)) == 0:
        return BandAndVol(*map(float, parts))
    return BandAndVol(*np.broadcast_arrays(*parts))


def _checked(policy):
    for name, check in (("cost_rate", not_negative), ("risk_aversion", positive)):
        object.__setattr__(policy, name, one_number(name, getattr(policy, name), check))


def _left(now: Moment) -> float:
    """Years until the book's first option expires; 0 for an empty book, which has no band."""
    return now.book.first_expiry - now.time if now.book.options else 0.0


@dataclass(frozen=True)
class WhalleyWilmott:
    """Trade to the edge of a band that is wide where gamma is high and narrow where it is low.

    cost_rate: fraction of notional, one-way, 0 or more. risk_aversion: absolute, per unit of
    currency, above 0. The half-width is `whalley_wilmott_width` of the whole book's gamma, with
    the rate that options are priced with and the time to the first expiry.

    >>> WhalleyWilmott(cost_rate=0.001, risk_aversion=0.5)
    WhalleyWilmott(cost_rate=0.001, risk_aversion=0.5)
    """

    cost_rate: float
    risk_aversion: float

    def __post_init__(self):
        _checked(self)

    def __call__(self, now: Moment):
        if now.step == 0 or self.cost_rate == 0:
            return now.neutral
        width = _width(
            now.spot, now.gamma, self.cost_rate, self.risk_aversion, _left(now), now.rate
        )
        return to_the_edge(now, width)


@dataclass(frozen=True)
class Zakamouline:
    """Trade to the edge of Zakamouline's band around the delta at his volatility.

    cost_rate, risk_aversion: as for `WhalleyWilmott`. The sign of the book's gamma, path by path,
    tells whether the volatility is lowered (long) or raised (short); for books of several options
    this carries the formula beyond what it was fitted to. The time is that to the first expiry.
    Errors: ValueError if the volatility hedged with is 0, or as for `zakamouline_band`.

    >>> Zakamouline(cost_rate=0.001, risk_aversion=1.0)
    Zakamouline(cost_rate=0.001, risk_aversion=1.0)
    """

    cost_rate: float
    risk_aversion: float

    def __post_init__(self):
        _checked(self)

    def __call__(self, now: Moment):
        if not now.book.options:
            return now.neutral
        positive("hedge_vol", now.vol)  # without one, gamma is nothing or infinite
        wait, width, vol = zakamouline_band(
            now.spot, now.gamma, _left(now), now.vol, self.cost_rate, self.risk_aversion, now.rate
        )
        there = now.at(vol)
        return there.neutral if now.step == 0 else to_the_edge(there, wait + width)


@dataclass(frozen=True)
class Leland:
    """Hedge with the delta at Leland's volatility, made from the one that is hedged with.

    cost_rate: fraction of notional, one-way, 0 or more. dt: years between hedges, above 0; the
    interval that the premium was worked out for. policy: when to trade; it should do so every `dt`
    (every step of the paths by default, else for instance EveryN(5) with dt five steps long).

    The side is the book's: all its options sold, or all bought. The premium that pays for the
    hedge is the price at `leland_vol(vol, cost_rate, dt, "short")`.
    Errors: ValueError for a book that has both sides (its curvature changes sign, and one
    volatility does not serve), and for the long side as in `leland_vol`.

    >>> Leland(cost_rate=0.0025, dt=1 / 50)
    Leland(cost_rate=0.0025, dt=0.02, policy=EveryStep())
    """

    cost_rate: float
    dt: float
    policy: object = field(default_factory=EveryStep)

    def __post_init__(self):
        object.__setattr__(self, "cost_rate", one_number("cost_rate", self.cost_rate, not_negative))
        object.__setattr__(self, "dt", one_number("dt", self.dt, positive_years))
        rule("policy", self.policy, "a policy, or a function like one")

    def __call__(self, now: Moment):
        vol = leland_vol(now.vol, self.cost_rate, self.dt, _side(now.book))
        return self.policy(now.at(vol))


def _side(book) -> str:
    signs = {np.sign(option.quantity) for option in book.options if option.quantity}
    if len(signs) > 1:
        fail(
            "book",
            book,
            "all sold or all bought for Leland's hedge: a book with both sides needs the "
            "non-linear equation of Hoggard, Whalley & Wilmott (1994)",
        )
    return "short" if -1.0 in signs else "long"
