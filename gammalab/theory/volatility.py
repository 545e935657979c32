"""Two volatilities: what is earned when the one that happens is not the one that was paid."""

from __future__ import annotations

import numpy as np

from .._validate import (
    carry_or_rate,
    fail,
    not_negative,
    numbers,
    one_carry,
    one_number,
    plain,
    positive,
    positive_volatility,
    positive_years,
    volatility,
    yearly_rate,
    years,
)
from ..pricing import black_scholes as bs
from ._shared import SHARE, SHARE_WEIGHT


def pde_residual(spot, strike, expiry, vol, rate=0.0, carry=None, right="call"):
    """theta + carry S delta + vol^2 S^2 gamma / 2 - rate V, currency a year: 0 but for rounding.

    What gamma is expected to earn is what theta and financing take. All broadcast, as in
    `black_scholes.price`. Source: Black & Scholes (1973), their equation.

    >>> abs(pde_residual(100, 95, 0.5, 0.25, rate=0.04)) < 1e-12
    True
    """
    g = bs.greeks(
        spot, strike, expiry, vol, rate, carry, right, ("price", "delta", "gamma", "theta")
    )
    spot, vol, rate = (np.asarray(a, dtype=float) for a in (spot, vol, rate))
    carry = rate if carry is None else np.asarray(carry, dtype=float)
    gain = carry * spot * g["delta"] + 0.5 * (vol * spot) ** 2 * g["gamma"]
    return plain(g["theta"] + gain - rate * g["price"])


def pnl_hedged_at_realised(spot, strike, expiry, implied, realised, rate=0.0, carry=None):
    """PV of an option bought at `implied` and hedged all the time at the `realised` volatility.

    The difference of the two prices, currency, whatever the path. Broadcasts.
    Source: Ahmad & Wilmott (2005), "Which Free Lunch Would You Like Today, Sir?".

    >>> round(pnl_hedged_at_realised(100, 100, 1.0, implied=0.20, realised=0.30, rate=0.05), 4)
    3.7807
    """
    implied, realised = volatility("implied", implied), volatility("realised", realised)
    paid, worth = (bs.price(spot, strike, expiry, v, rate, carry) for v in (implied, realised))
    return worth - paid


def expected_dollar_gamma(
    spot, strike, expiry, vol, time, realised=None, drift=None, rate=0.0, carry=None
):
    """E[exp(-rate t) S(t)^2 gamma(S(t), t)] at t = `time`, currency: gamma with volatility `vol`.

    The spot moves with volatility `realised` (None: vol) and growth `drift` (None: the carry).
    time: years from now, 0 to expiry. Where both are None the value is the same at all times:
    discounted dollar gamma is a martingale. vol, realised and expiry above 0. Broadcasts.
    Source: S^2 gamma is a normal density in log(S), as is the law of log(S): they convolve. Ahmad &
    Wilmott (2005) have its integral.

    >>> [round(expected_dollar_gamma(100, 100, 0.25, 0.2, t, rate=0.05), 1) for t in (0, 0.25)]
    [392.9, 392.9]
    """
    spot, strike = positive("spot", spot), positive("strike", strike)
    expiry, time = positive_years("expiry", expiry), years("time", time)
    if np.any(time > expiry):
        fail("time", float(np.max(time)), "at most expiry")
    vol = positive_volatility("vol", vol)
    realised = vol if realised is None else positive_volatility("realised", realised)
    rate = yearly_rate("rate", rate)
    carry = carry_or_rate(rate, carry)
    drift = carry if drift is None else numbers("drift", drift)
    left = expiry - time
    spread = realised**2 * time + vol**2 * left
    mean = (
        np.log(spot / strike) + (drift - 0.5 * realised**2) * time + (carry - 0.5 * vol**2) * left
    )
    density = np.exp(-(mean**2) / (2 * spread)) / np.sqrt(2 * np.pi * spread)
    return plain(strike * np.exp(-rate * expiry) * density)


def _gamma_over_life(spot, strike, expiry, vol, realised, drift, rate, carry):
    """Integral of `expected_dollar_gamma` over the option's life, currency times years."""
    spot, strike = positive("spot", spot)[..., None], positive("strike", strike)[..., None]
    expiry, vol = positive_years("expiry", expiry)[..., None], np.asarray(vol)[..., None]
    realised, drift, rate, carry = (
        None if value is None else check(name, value)[..., None]
        for name, value, check in (
            ("realised", realised, volatility),
            ("drift", drift, numbers),
            ("rate", rate, yearly_rate),
            ("carry", carry, yearly_rate),
        )
    )
    along = expected_dollar_gamma(
        spot, strike, expiry, vol, expiry * SHARE, realised, drift, rate, carry
    )
    return (along * SHARE_WEIGHT * expiry).sum(axis=-1)


def mean_pnl_hedged_at_implied(
    spot, strike, expiry, implied, realised, drift=None, rate=0.0, carry=None
):
    """Mean PV of an option bought at `implied` and hedged all the time at that same volatility.

    (realised^2 - implied^2) / 2 times the dollar gamma met on the way, currency; the path decides
    how much that is, hence a mean. drift: yearly growth of the spot; None means the carry, and the
    mean is then that of `pnl_hedged_at_realised`. implied, realised, expiry above 0. Broadcasts.
    Source: Ahmad & Wilmott (2005), the quadrature.

    >>> known = dict(implied=0.20, realised=0.30, rate=0.05)
    >>> mean_pnl_hedged_at_implied(100, 100, 1.0, drift=[0.0, 0.1, 0.2], **known).round(4).tolist()
    [3.7807, 3.743, 3.5628]
    """
    implied = positive_volatility("implied", implied)
    realised = positive_volatility("realised", realised)
    life = _gamma_over_life(spot, strike, expiry, implied, realised, drift, rate, carry)
    return plain(0.5 * (realised**2 - implied**2) * life)


def pnl_along_path(times, spots, realised, strike, expiry, hedge_vol, rate=0.0, carry=None):
    """PV of an option bought and hedged at `hedge_vol`, summed along each path, (n_paths,).

    Sum of exp(-rate t) (realised^2 - hedge_vol^2) / 2 * S^2 gamma * dt, each step with its first
    spot: what continuous hedging earns when the world's volatility moves. times: (n_times,) years
    from 0, rising, at most expiry. spots: (n_paths, n_times). realised: the volatility of each step
    as it happened, a number or an array that broadcasts to (n_paths, n_times - 1).
    Source: El Karoui, Jeanblanc-Picque & Shreve (1998), "Robustness of the Black and Scholes
    Formula".

    >>> pnl_along_path([0, 0.1, 0.2], [[100, 101, 99]], 0.3, 100, 0.2, hedge_vol=0.3).tolist()
    [0.0]
    """
    times, spots = years("times", times), np.atleast_2d(positive("spots", spots))
    if times.ndim != 1 or times.size < 2 or spots.ndim != 2 or spots.shape[1] != times.size:
        fail("spots", spots.shape, f"of shape (n_paths, n_times), with times {times.shape}")
    if times[0] != 0 or np.any(np.diff(times) <= 0):
        fail("times", times, "0 at the start and strictly rising")
    expiry = one_number("expiry", expiry, positive_years)
    # Times that were summed up may pass the expiry by a rounding error; no step starts there.
    if times[-1] > expiry * (1 + 1e-12):
        fail("times[-1]", float(times[-1]), f"at most expiry, {expiry!r}")
    realised, shape = volatility("realised", realised), (spots.shape[0], times.size - 1)
    try:
        realised = np.broadcast_to(realised, shape)
    except ValueError:
        fail("realised", realised.shape, f"a number, or an array that broadcasts to {shape}")
    strike, rate = one_number("strike", strike, positive), one_number("rate", rate, yearly_rate)
    hedge_vol, carry = (
        one_number("hedge_vol", hedge_vol, positive_volatility),
        one_carry(rate, carry),
    )
    total = np.zeros(spots.shape[0])
    for k, dt in enumerate(np.diff(times)):
        spot = spots[:, k]
        gamma = bs.gamma(spot, strike, expiry - times[k], hedge_vol, rate, carry)
        excess = 0.5 * (realised[:, k] ** 2 - hedge_vol**2)
        total += np.exp(-rate * times[k]) * excess * spot**2 * gamma * dt
    return total


# ---- costs --------------------------------------------------------------------------------------


def expected_cost(spot, strike, expiry, vol, hedges, cost_rate, drift=None, rate=0.0, carry=None):
    """Mean PV of the costs of hedging at `hedges` equal intervals, purchase and close apart.

    cost_rate: one-way, a fraction of the traded notional. sqrt(2 / (pi dt)) * cost_rate * vega for
    a spot that grows with the carry (drift=None): a step trades sqrt(2 / pi) gamma S vol sqrt(dt) shares
    on average, and discounted dollar gamma is a martingale. Else by quadrature. To first order in
    sqrt(dt): 5% high at 13 hedges, 0.6% at 63. Broadcasts.
    Source: Leland (1985), whose addition to the premium this is; Toft (1996) for the drift.

    >>> expected_cost(100, 100, 0.25, 0.20, hedges=[63, 252], cost_rate=0.001).round(5).tolist()
    [0.25234, 0.50467]
    """
    expiry, hedges = positive_years("expiry", expiry), positive("hedges", hedges)
    cost_rate = not_negative("cost_rate", cost_rate)
    if drift is None:
        vega = bs.vega(spot, strike, expiry, vol, rate, carry)
    else:
        vega = positive_volatility("vol", vol) * _gamma_over_life(
            spot, strike, expiry, vol, None, drift, rate, carry
        )
    return plain(np.sqrt(2 * hedges / (np.pi * expiry)) * cost_rate * vega)
