"""The exchanges' own formulas: funding rates, liquidation prices, inverse options.

Rates here are fractions per funding interval (0.0001 is 0.01 %), as the exchanges quote them;
`yearly` turns them into the yearly rates that `venues` takes. Every formula states its convention,
because the exchanges do not share one. This module knows nothing of paths.
"""

from __future__ import annotations

import numpy as np

from .._validate import choice, fail, limit, not_negative, numbers, plain, positive
from ..pricing.black_scholes import delta as bs_delta
from ..pricing.black_scholes import gamma as bs_gamma
from ..pricing.black_scholes import price as bs_price

INTEREST = 1e-4  # per eight hours: Binance, BitMEX and Gate
CLAMP = 5e-4


def clamped_funding(premium, interest=INTEREST, clamp=CLAMP):
    """Funding per interval: premium + clamp(interest - premium, -clamp, +clamp).

    premium: average premium of the perpetual over the index, a fraction of either sign. interest:
    the difference of the two currencies' rates, a fraction per interval. clamp: a fraction, 0 or
    more. Broadcasts. Positive results are paid by longs to shorts. Errors: ValueError naming the
    argument. Source: Binance, BitMEX and Gate specifications.

    >>> round(clamped_funding(0.0006), 6)
    0.0001
    """
    premium, interest = numbers("premium", premium), numbers("interest", interest)
    clamp = not_negative("clamp", clamp)
    return plain(premium + np.clip(interest - premium, -clamp, clamp))


def damped_funding(premium, dead_band=2.5e-4):
    """Deribit's funding per eight hours: max(band, premium) + min(-band, premium), a fraction.

    Premiums smaller than the band (a fraction, 0 or more) cost nothing. Paid continuously.
    Broadcasts. Errors: ValueError naming the argument. Source: Deribit specification.

    >>> round(damped_funding(0.0005), 6)
    0.00025
    """
    premium, dead_band = numbers("premium", premium), not_negative("dead_band", dead_band)
    return plain(np.maximum(dead_band, premium) + np.minimum(-dead_band, premium))


def yearly(rate, hours=8.0):
    """A funding rate per interval of `hours` as a simple yearly rate (365 days).

    >>> round(yearly(1e-4), 4)
    0.1095
    """
    return plain(numbers("rate", rate) * (365 * 24 / positive("hours", hours)))


def liquidation_price(entry, leverage, maintenance, side="long", contract="linear", basis="mark"):
    """The price at which an isolated position is closed, fees left out.

    Parameters
        entry: currency, above 0. leverage: notional over collateral, above 0; the collateral is put
        up in what the contract is settled in. maintenance: the fraction of the notional that must
        be left, 0 or more and below 1. side: "long" or "short". contract: "linear" (settled in
        currency) or "inverse" (settled in coin: Q of currency earns Q (1 / entry - 1 / price)
        coins). basis: what maintenance is a fraction of, the notional at "entry" or at the "mark"
        price. A position opened earlier: on the mark, its price now and notional over equity now
        give the same answer as its entry and first leverage.
    Returns
        Currency, broadcast: at or below it for a long, at or above it for a short.
    Errors
        ValueError where there is none. A maintenance margin above the initial one, 1 / leverage,
        is a position that no exchange opens. At a leverage of about 1 or less a linear long, or an
        inverse short, whose collateral covers all that it can lose, is never closed. In arrays
        one such entry is enough.
    Source
        MEXC and older Bybit (entry); Bybit 2026 and most others (mark).

    >>> round(liquidation_price(20_000, 50, 0.005, basis="entry"), 6)
    19700.0
    >>> round(liquidation_price(2_000, 10, 0.005, contract="inverse", basis="entry"), 2)
    1826.48
    """
    entry, leverage = positive("entry", entry), positive("leverage", leverage)
    maintenance = not_negative("maintenance", maintenance)
    if np.any(maintenance >= 1):
        fail("maintenance", float(np.max(maintenance)), "0 or more and below 1")
    s = 1.0 if choice("side", side, ("long", "short")) == "long" else -1.0
    choice("contract", contract, ("linear", "inverse"))
    choice("basis", basis, ("entry", "mark"))
    initial = 1 / leverage
    _refuse(
        "maintenance", maintenance, maintenance > initial, initial,
        "at most the initial margin 1 / leverage, {}: else it is closed as soon as it is opened",
    )  # fmt: skip
    on_entry, on_mark = (maintenance, 0.0) if basis == "entry" else (0.0, maintenance)
    # Equity is what must be left where price / entry, for a linear contract, is
    # (1 - s (initial - on entry)) / (1 - s (on mark)); for an inverse one entry / price is the same
    # with the sides changed: a long in currency is a short in coin.
    sign = s if contract == "linear" else -s
    reach = 1 - sign * (initial - on_entry)
    _refuse(
        "leverage", leverage, reach <= 0, 1 / (1 + np.asarray(on_entry)),
        f"above {{}} for this {contract} {side}: up to there no price liquidates it",
    )  # fmt: skip
    ratio = reach / (1 - sign * on_mark)
    return plain(entry * ratio if contract == "linear" else entry / ratio)


def _refuse(name, value, bad, bound, allowed):
    """A ValueError for the first entry that is bad, which shows the bound that it breaks."""
    bad, value, bound = np.broadcast_arrays(bad, value, bound)
    if bad.any():
        first = np.argmax(bad)
        fail(name, float(value.flat[first]), allowed.format(f"{float(bound.flat[first]):.6g}"))


def premium_adjusted(delta, value, spot):
    """Delta of an option, or of a book, for whoever counts in the coin: delta - value / spot.

    S times it is the currency amount of inverse perpetuals whose sale makes the coin value V / S
    indifferent to spot, since d(V / S)/dS = (delta - V / S) / S. Deribit calls it net transaction
    delta. delta (units) and value (currency) of the same options. Broadcasts. Errors: ValueError
    naming the argument.

    >>> round(premium_adjusted(delta=0.50, value=5_000, spot=50_000), 6)
    0.4
    """
    delta, value = numbers("delta", delta), numbers("value", value)
    return plain(delta - value / positive("spot", spot))


def premium_adjusted_gamma(gamma, adjusted, spot):
    """How the premium-adjusted delta, `adjusted`, moves with spot: gamma - adjusted / spot.

    d(delta - V / S)/dS = gamma - (delta - V / S) / S. gamma: units per 1.00 of spot; it may be
    infinite, as at the strike at expiry. Broadcasts. Errors: ValueError naming the argument.

    >>> round(premium_adjusted_gamma(gamma=4e-5, adjusted=0.4, spot=50_000), 8)
    3.2e-05
    """
    gamma, adjusted = limit("gamma", gamma), numbers("adjusted", adjusted)
    return plain(gamma - adjusted / positive("spot", spot))


def inverse_option(spot, strike, expiry, vol, rate=0.0, carry=None, right="call"):
    """(price, delta, gamma) of an option settled in coin, in coins.

    price = V / S. delta is the premium-adjusted one, Black-Scholes delta less the price in coins:
    see `premium_adjusted`. gamma is the second derivative of V / S, per currency squared. Arguments
    and errors as for `black_scholes.price`; broadcasts.
    Source: Deribit specification and FAQ.

    >>> price, delta, _ = inverse_option(50_000, 50_000, 30 / 365, 0.60)
    >>> round(price, 6), round(delta, 6)
    (0.068539, 0.46573)
    """
    spot = positive("spot", spot)
    arguments = (spot, strike, expiry, vol, rate, carry, right)
    value = bs_price(*arguments)
    delta = premium_adjusted(bs_delta(*arguments), value, spot)
    # delta / S is the first derivative of V / S, and this one's.
    gamma = (premium_adjusted_gamma(bs_gamma(*arguments), delta, spot) - delta / spot) / spot
    return plain(value / spot), plain(delta), plain(gamma)


def coin_delta(spot, option_delta, equity):
    """Currency amount of inverse perpetuals that makes a coin account neutral in *currency*.

    option_delta: premium-adjusted delta of all options, in coins. equity: (coins) everything in the
    account, options included. Negative: sell. Its value in currency is equity * spot, which moves
    with spot even when the coins do not: that is what the second term hedges. Broadcasts. Errors:
    ValueError naming the argument.

    >>> round(coin_delta(50_000, 0.46573, 0.0), 2)
    -23286.5
    """
    coins = numbers("option_delta", option_delta) + numbers("equity", equity)
    return plain(-positive("spot", spot) * coins)
