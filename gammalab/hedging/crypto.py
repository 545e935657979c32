"""The exchanges' own formulas: funding rates, liquidation prices, inverse options.

Rates here are fractions per funding interval (0.0001 is 0.01 %), as the exchanges quote them;
`yearly` turns them into the yearly rates that `venues` takes. Every formula states its convention,
because the exchanges do not share one. This module knows nothing of paths.
"""

from __future__ import annotations

import numpy as np

from .._validate import choice, fail, numbers, one_number, positive
from ..pricing.black_scholes import delta as bs_delta
from ..pricing.black_scholes import gamma as bs_gamma
from ..pricing.black_scholes import price as bs_price

INTEREST = 1e-4  # per eight hours: Binance, BitMEX and Gate
CLAMP = 5e-4


def clamped_funding(premium, interest=INTEREST, clamp=CLAMP):
    """Funding per interval: premium + clamp(interest - premium, -clamp, +clamp).

    premium: average premium of the perpetual over the index, a fraction; any shape. Positive
    results are paid by longs to shorts. Source: Binance, BitMEX and Gate specifications.

    >>> float(np.round(clamped_funding(0.0006), 6))
    0.0001
    """
    premium = numbers("premium", premium)
    return premium + np.clip(interest - premium, -clamp, clamp)


def damped_funding(premium, dead_band=2.5e-4):
    """Deribit's funding per eight hours: max(band, premium) + min(-band, premium), a fraction.

    Premiums smaller than the band cost nothing. Paid continuously. Source: Deribit specification.

    >>> float(np.round(damped_funding(0.0005), 6))
    0.00025
    """
    premium = numbers("premium", premium)
    return np.maximum(dead_band, premium) + np.minimum(-dead_band, premium)


def yearly(rate, hours=8.0):
    """A funding rate per interval of `hours` as a simple yearly rate (365 days).

    >>> round(float(yearly(1e-4)), 4)
    0.1095
    """
    return numbers("rate", rate) * (365 * 24 / one_number("hours", hours, positive))


def liquidation_price(entry, leverage, maintenance, side="long", contract="linear", basis="mark"):
    """The price at which an isolated position is closed, fees left out.

    entry: currency, above 0. leverage: 1 / initial margin, above 0. maintenance: fraction of the
    notional. side: "long" or "short". contract: "linear" (settled in currency) or "inverse" (in
    coin). basis: what maintenance is a fraction of, the notional at "entry" or at the "mark" price.
    Sources: MEXC and older Bybit (entry), Bybit 2026 and most others (mark).

    >>> float(liquidation_price(20_000, 50, 0.005, basis="entry"))
    19700.0
    >>> round(float(liquidation_price(2_000, 10, 0.005, contract="inverse", basis="entry")), 2)
    1826.48
    """
    entry, leverage = positive("entry", entry), positive("leverage", leverage)
    maintenance = numbers("maintenance", maintenance)
    if np.any((maintenance < 0) | (maintenance >= 1)):
        fail("maintenance", float(np.max(maintenance)), "0 or more and below 1")
    s = 1.0 if choice("side", side, ("long", "short")) == "long" else -1.0
    choice("contract", contract, ("linear", "inverse"))
    choice("basis", basis, ("entry", "mark"))
    initial = 1 / leverage
    if contract == "linear":
        if basis == "entry":
            return entry * (1 - s * (initial - maintenance))
        return entry * (1 - s * initial) / (1 - s * maintenance)
    if basis == "entry":
        return entry / (1 + s * (initial - maintenance))
    return entry * (1 + s * maintenance) / (1 + s * initial)


def inverse_option(spot, strike, expiry, vol, rate=0.0, carry=None, right="call"):
    """(price, delta, gamma) of an option settled in coin, in coins.

    price = V / S. delta is Deribit's net-transaction (premium-adjusted) delta, Black-Scholes delta
    less the price in coins: S times it is the currency amount of inverse perpetuals whose sale
    makes the option's coin value indifferent to spot, as d(V/S)/dS = (delta - V/S) / S. gamma is
    the second derivative of V / S. Arguments as for `black_scholes.price`.

    >>> price, delta, _ = inverse_option(50_000, 50_000, 30 / 365, 0.60)
    >>> round(price, 6), round(delta, 6)
    (0.068539, 0.46573)
    """
    arguments = (spot, strike, expiry, vol, rate, carry, right)
    in_coin = bs_price(*arguments) / spot
    net = bs_delta(*arguments) - in_coin
    return in_coin, net, bs_gamma(*arguments) / spot - 2 * net / spot**2


def coin_delta(spot, option_delta, equity):
    """Currency amount of inverse perpetuals that makes a coin account neutral in *currency*.

    option_delta: premium-adjusted delta of all options, in coins. equity: (coins) everything in the
    account, options included. Negative: sell. Its value in currency is equity * spot, which moves
    with spot even when the coins do not: that is what the second term hedges.

    >>> round(float(coin_delta(50_000, 0.46573, 0.0)), 2)
    -23286.5
    """
    return -positive("spot", spot) * (numbers("option_delta", option_delta) + equity)
