"""Generalised Black-Scholes: one price, eleven Greeks, and the way back to the volatility.

One convention covers shares, futures, currencies and perpetuals: the cost of carry `carry` is the
drift of the underlying in the pricing world. A share without dividends has carry = rate, one with
dividend yield q has carry = rate - q, a future has carry = 0. `carry=None` means the rate.

Units: time in years, `vol`, `rate` and `carry` as yearly decimals, continuously compounded. Greeks
are raw derivatives: vega, vanna, volga and zomma per 1.00 of volatility; theta, charm and color per
year of *calendar* time (so a long option's theta is negative as a rule). `per_day` and
`per_vol_point` turn them into what traders quote.

Everything broadcasts: arrays in, arrays out; plain numbers in, a plain number out. At expiry and at
zero volatility each function returns its limit. Exactly at the kink (forward = strike) with no
volatility left, gamma and its kin have no finite limit and come back as +inf or -inf.

The formulas themselves are in `formulas.py`, the search for a volatility in `implied.py`; the
functions here check what comes in. This module knows nothing of books, paths or hedges.

Sources: Black & Scholes (1973); Merton (1973); Black (1976); Haug, "The Complete Guide to Option
Pricing Formulas", chapters 1-2, for the cost-of-carry form and the higher Greeks.
"""

from __future__ import annotations

import numpy as np

from .._validate import (
    broadcast_shape,
    choice,
    fail,
    names_of,
    not_negative,
    numbers,
    one_number,
    positive,
)
from .formulas import FORMULAS, Terms
from .implied import implied_total_vol

RIGHTS = ("call", "put")


def sign_of(right) -> np.ndarray:
    """+1.0 for "call", -1.0 for "put"; an array of words gives an array of signs.

    >>> sign_of(["call", "put"])
    array([ 1., -1.])
    """
    if isinstance(right, str):
        return np.asarray(1.0 if choice("right", right, RIGHTS) == "call" else -1.0)
    words = np.asarray(right)
    calls, puts = words == "call", words == "put"
    if words.dtype.kind not in "UO" or not np.all(calls | puts):
        fail("right", right, '"call" or "put", or an array of these words')
    return np.where(calls, 1.0, -1.0)


def _checked(spot, strike, expiry, vol, rate, carry, right) -> Terms:
    spot, strike = positive("spot", spot), positive("strike", strike)
    expiry, vol = not_negative("expiry", expiry), not_negative("vol", vol)
    rate = numbers("rate", rate)
    carry = rate if carry is None else numbers("carry", carry)
    sign = sign_of(right)
    broadcast_shape(
        spot=spot, strike=strike, expiry=expiry, vol=vol, rate=rate, carry=carry, right=sign
    )
    return Terms(spot, strike, expiry, vol, rate, carry, sign)


def _full(t: Terms, values):
    """`values` in the common shape of all inputs; a plain float when all were plain numbers."""
    shape = np.broadcast_shapes(
        *(np.shape(a) for a in (t.spot, t.strike, t.time, t.vol, t.rate, t.carry, t.sign))
    )
    values = np.asarray(values)
    return float(values) if shape == () else np.array(np.broadcast_to(values, shape))


def _one(name, spot, strike, expiry, vol, rate, carry, right):
    terms = _checked(spot, strike, expiry, vol, rate, carry, right)
    return _full(terms, FORMULAS[name](terms))


def price(spot, strike, expiry, vol, rate=0.0, carry=None, right="call"):
    """Value of a European option, in currency per unit of the underlying.

    Parameters (each a number or an array; all broadcast)
        spot, strike: currency, above 0. expiry: years left, 0 or more. vol: yearly decimal, 0 or
        more. rate, carry: yearly decimals; carry None means the rate. right: "call" or "put".
    Errors
        ValueError that names the argument, the value and what is allowed.
    Source
        Haug, section 1.1.6 (generalised Black-Scholes-Merton).

    Hull's running example: 100,000 of these calls are worth about $240,000.

    >>> round(price(49, 50, 20 / 52, 0.20, rate=0.05), 4)
    2.4005
    """
    return _one("price", spot, strike, expiry, vol, rate, carry, right)


def delta(spot, strike, expiry, vol, rate=0.0, carry=None, right="call"):
    """dV/dS: units of the underlying that move like the option. Arguments as for `price`.

    >>> round(delta(49, 50, 20 / 52, 0.20, rate=0.05), 4)
    0.5216
    """
    return _one("delta", spot, strike, expiry, vol, rate, carry, right)


def gamma(spot, strike, expiry, vol, rate=0.0, carry=None, right="call"):
    """d2V/dS2: how much delta moves per 1.00 of spot. Call and put agree. Arguments as `price`.

    >>> round(gamma(55, 60, 0.75, 0.30, rate=0.10), 4)
    0.0278
    """
    return _one("gamma", spot, strike, expiry, vol, rate, carry, right)


def vega(spot, strike, expiry, vol, rate=0.0, carry=None, right="call"):
    """dV/dvol per 1.00 of volatility (divide by 100 for a point). Arguments as for `price`.

    >>> round(vega(55, 60, 0.75, 0.30, rate=0.10), 4)
    18.9358
    """
    return _one("vega", spot, strike, expiry, vol, rate, carry, right)


def theta(spot, strike, expiry, vol, rate=0.0, carry=None, right="call"):
    """dV/dt per year of calendar time, spot unchanged (divide by 365 for a day). As `price`.

    >>> round(theta(430, 405, 1 / 12, 0.20, rate=0.07, carry=0.02, right="put"), 4)
    -31.1924
    """
    return _one("theta", spot, strike, expiry, vol, rate, carry, right)


def rho(spot, strike, expiry, vol, rate=0.0, carry=None, right="call"):
    """dV/drate per 1.00 of rate, with the yield (rate - carry) held: carry moves with the rate.

    For an option on a future, whose carry stays 0 whatever the rate, the derivative is instead
    -expiry * price (Haug, section 2.11). Arguments as for `price`.

    >>> round(rho(72, 75, 1.0, 0.19, rate=0.09), 4)
    38.7325
    """
    return _one("rho", spot, strike, expiry, vol, rate, carry, right)


def vanna(spot, strike, expiry, vol, rate=0.0, carry=None, right="call"):
    """d2V/dSdvol = d(delta)/dvol = d(vega)/dS, per 1.00 of volatility. Arguments as for `price`.

    >>> round(vanna(55, 50, 1.0, 0.15, rate=0.0025), 6)
    -1.178299
    """
    return _one("vanna", spot, strike, expiry, vol, rate, carry, right)


def volga(spot, strike, expiry, vol, rate=0.0, carry=None, right="call"):
    """d2V/dvol2, per 1.00 of volatility squared; also called vomma. Arguments as for `price`.

    >>> round(volga(55, 50, 1.0, 0.15, rate=0.0025), 4)
    47.1187
    """
    return _one("volga", spot, strike, expiry, vol, rate, carry, right)


def charm(spot, strike, expiry, vol, rate=0.0, carry=None, right="call"):
    """d(delta)/dt per year of calendar time: how the hedge drifts while spot stands still.

    Some libraries differentiate in time to expiry and get the opposite sign. Arguments as `price`.

    >>> round(charm(55, 50, 1.0, 0.15, rate=0.0025), 6)
    0.083268
    """
    return _one("charm", spot, strike, expiry, vol, rate, carry, right)


def speed(spot, strike, expiry, vol, rate=0.0, carry=None, right="call"):
    """d(gamma)/dS. Arguments as for `price`.

    >>> round(speed(55, 50, 1.0, 0.15, rate=0.0025), 6)
    -0.003947
    """
    return _one("speed", spot, strike, expiry, vol, rate, carry, right)


def zomma(spot, strike, expiry, vol, rate=0.0, carry=None, right="call"):
    """d(gamma)/dvol per 1.00 of volatility. Arguments as for `price`.

    >>> round(zomma(55, 50, 1.0, 0.15, rate=0.0025), 6)
    -0.143657
    """
    return _one("zomma", spot, strike, expiry, vol, rate, carry, right)


def color(spot, strike, expiry, vol, rate=0.0, carry=None, right="call"):
    """d(gamma)/dt per year of calendar time: positive at the money, where gamma grows with age.

    Haug and others differentiate in time to expiry and get the opposite sign. As for `price`.

    >>> round(color(55, 50, 1.0, 0.15, rate=0.0025), 6)
    0.011224
    """
    return _one("color", spot, strike, expiry, vol, rate, carry, right)


def greeks(spot, strike, expiry, vol, rate=0.0, carry=None, right="call", names=None):
    """Price and Greeks together, as a dict of arrays; the shared pieces are computed once.

    `names` picks some of them, in the order given; None gives all twelve: price, delta, gamma,
    vega, theta, rho, vanna, volga, charm, speed, zomma, color. Other arguments as for `price`.

    >>> some = greeks(100, 100, 0.25, 0.2, names=("delta", "gamma"))
    >>> {name: round(value, 4) for name, value in some.items()}
    {'delta': 0.5199, 'gamma': 0.0398}
    """
    names = names_of("names", names, tuple(FORMULAS))
    terms = _checked(spot, strike, expiry, vol, rate, carry, right)
    return {name: _full(terms, FORMULAS[name](terms)) for name in names}


def implied_vol(
    price, spot, strike, expiry, rate=0.0, carry=None, right="call", invalid="raise", reasons=False
):
    """The volatility at which `price` is the Black-Scholes price; exact to 1e-10 or not given.

    A price tells its volatility only where it has digits to spare: two units in its last place,
    and near the bounds also in forward and strike, must not move the answer by more
    than 1e-10. Where they do (and below 1e-300, where numbers run out of digits), or where no
    volatility fits, there is no answer:

    - `invalid="raise"` (default): ValueError with the first such entry, its reason, and how many;
    - `invalid="nan"`: NaN there, and with `reasons=True` the result is a pair (vol, reason), where
      reason is "" for a good entry, else one of "below intrinsic value", "above the upper bound",
      "no time left", "too few digits".

    `price` is in currency, 0 or more; other arguments as for the function `price`. All broadcast.
    The search is a bracketed Newton iteration on the logarithm of the out-of-the-money price.

    >>> p = price(100, 120, 0.5, 0.35)
    >>> round(implied_vol(p, 100, 120, 0.5), 10)
    0.35
    >>> implied_vol([9.0, 25.0], 120, 100, 0.5, invalid="nan", reasons=True)[1].tolist()
    ['below intrinsic value', '']
    """
    choice("invalid", invalid, ("raise", "nan"))
    premium = not_negative("price", price)
    terms = _checked(spot, strike, expiry, 0.0, rate, carry, right)
    shape = broadcast_shape(
        price=premium,
        spot=terms.spot,
        strike=terms.strike,
        expiry=terms.time,
        rate=terms.rate,
        carry=terms.carry,
        right=terms.sign,
    )
    vol, why = implied_total_vol(
        *(
            np.broadcast_to(a, shape).ravel().astype(float)
            for a in (premium, terms.spot, terms.strike, terms.time, terms.sign)
        ),
        *(np.broadcast_to(a, shape).ravel().astype(float) for a in (terms.rate, terms.carry)),
    )
    vol, why = vol.reshape(shape), why.reshape(shape)
    bad = why != ""
    if invalid == "raise" and bad.any():
        where = tuple(int(i) for i in np.argwhere(bad)[0])
        value = float(np.broadcast_to(premium, shape)[where])
        count = f" ({int(bad.sum())} of {bad.size} entries have no answer)" if bad.size > 1 else ""
        fail(
            "price",
            value,
            f"one that tells its volatility; here: {why[where]}{count}. "
            'invalid="nan" gives NaN instead',
        )
    vol = float(vol) if shape == () else vol
    why = str(why) if shape == () else why
    return (vol, why) if reasons else vol


def per_day(theta, days: float = 365.0):
    """A yearly theta, charm or color as an amount per day; 252 for trading days.

    >>> per_day(-36.5)
    -0.1
    """
    return theta / one_number("days", days, positive)


def per_vol_point(vega):
    """A vega, vanna or zomma per 1.00 of volatility as an amount per point (0.01).

    >>> per_vol_point(19.0)
    0.19
    """
    return vega / 100.0
