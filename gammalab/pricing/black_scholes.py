"""Generalised Black-Scholes: one price, eleven Greeks, the chance to end in the money, and the way
back to the volatility.

One convention covers shares, futures, currencies and perpetuals: the cost of carry `carry` is the
drift of the underlying in the pricing world. A share without dividends has carry = rate, one with
dividend yield q has carry = rate - q, a future has carry = 0. `carry=None` means the rate.

Units: time in years, `vol`, `rate` and `carry` as yearly decimals, continuously compounded. Greeks
are raw derivatives: vega, vanna, volga and zomma per 1.00 of volatility; theta, charm and color per
year of *calendar* time (so a long option's theta is negative as a rule). `per_day`,
`per_vol_point` and `per_percent` turn them into what traders quote. A duration handed over as an
expiry is its days / 365; a volatility or rate above 10 is refused as a percentage.

Everything broadcasts: arrays in, arrays out; plain numbers in, a plain number out. A pandas Series
is read by position and gives an array; two of them meet only if their labels agree. At expiry and
at zero volatility each function returns its limit. Exactly at the kink (forward = strike) with no
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
    carry_or_rate,
    choice,
    fail,
    flag,
    limit,
    names_of,
    not_negative,
    one_number,
    plain,
    positive,
    same_labels,
    volatility,
    yearly_rate,
    years,
)
from .formulas import FORMULAS, Terms
from .implied import implied_total_vol

RIGHTS = ("call", "put")
UNTOLD = 'one that tells its volatility; here: {why}. invalid="nan" gives NaN instead'
MANY_UNTOLD = (
    "one that tells its volatility; here: {why} ({bad} of {all} entries have no answer). "
    'invalid="nan" gives NaN instead'
)


def sign_of(right) -> np.ndarray:
    """+1.0 for "call", -1.0 for "put"; an array of words gives an array of signs.

    >>> sign_of(["call", "put"])
    array([ 1., -1.])
    """
    if isinstance(right, str):
        return np.asarray(1.0 if choice("right", right, RIGHTS) == "call" else -1.0)
    words = np.asarray(right)
    calls, puts = words == "call", words == "put"
    if words.dtype.kind not in "UOT" or np.ma.is_masked(right) or not np.all(calls | puts):
        fail("right", right, '"call" or "put", or an array of these words')
    return np.where(calls, 1.0, -1.0)


def _checked(spot, strike, expiry, vol, rate, carry, right) -> Terms:
    same_labels(
        spot=spot, strike=strike, expiry=expiry, vol=vol, rate=rate, carry=carry, right=right
    )
    spot, strike = positive("spot", spot), positive("strike", strike)
    expiry, vol = years("expiry", expiry), volatility("vol", vol)
    rate = yearly_rate("rate", rate)
    carry, sign = carry_or_rate(rate, carry), sign_of(right)
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


def _one(name, *arguments):
    terms = _checked(*arguments)
    return _full(terms, FORMULAS[name](terms))


def price(spot, strike, expiry, vol, rate=0.0, carry=None, right="call"):
    """Value of a European option, in currency per unit of the underlying.

    Parameters (each a number or an array; all broadcast)
        spot, strike: currency, above 0. expiry: years left, 0 or more. vol: yearly decimal, 0 to
        10. rate, carry: yearly decimals, -10 to 10; carry None means the rate. right: "call" or
        "put".
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


def d1(spot, strike, expiry, vol, rate=0.0, carry=None, right="call"):
    """(log(forward / strike) + vol^2 expiry / 2) / (vol sqrt(expiry)), with no unit.

    N(d1) is the delta of a call but for the factor exp((carry - rate) expiry). Call and put share
    it, and the rate plays no part. Where vol * sqrt(expiry) is 0 it is infinite, with the sign of
    forward - strike, and 0 where they are equal. Arguments as for `price`.
    Source: Black & Scholes (1973).

    >>> round(d1(100, 100, 1.0, 0.80), 12), round(d1(49, 50, 20 / 52, 0.20, rate=0.05), 4)
    (0.4, 0.0542)
    """
    terms = _checked(spot, strike, expiry, vol, rate, carry, right)
    return _full(terms, terms.d1)


def d2(spot, strike, expiry, vol, rate=0.0, carry=None, right="call"):
    """d1 - vol * sqrt(expiry): by how many standard deviations the mean of the log price at
    expiry exceeds the log of the strike. Limits and arguments as for `d1`.

    >>> round(d2(100, 100, 1.0, 0.80), 12)
    -0.4
    """
    terms = _checked(spot, strike, expiry, vol, rate, carry, right)
    return _full(terms, terms.d2)


def probability_in_the_money(spot, strike, expiry, vol, rate=0.0, carry=None, right="call"):
    """Chance that the option ends in the money when spot drifts at `carry`: N(d2), or N(-d2).

    That is the chance in the pricing world. For the one that you believe in, hand over its drift as
    the carry and its volatility as vol. At expiry, and without volatility, it is 0 or 1, and 1/2
    where the forward equals the strike. Arguments as for `price`. Source: Black & Scholes (1973).

    >>> round(probability_in_the_money(100, 100, 1.0, 0.80), 4)
    0.3446
    >>> round(probability_in_the_money(100, 100, 1.0, 0.80, right="put"), 4)
    0.6554
    """
    terms = _checked(spot, strike, expiry, vol, rate, carry, right)
    return _full(terms, terms.n2)


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
    flag("reasons", reasons)
    same_labels(
        price=price, spot=spot, strike=strike, expiry=expiry, rate=rate, carry=carry, right=right
    )
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
        allowed = MANY_UNTOLD if bad.size > 1 else UNTOLD
        counts = {"bad": int(bad.sum()), "all": bad.size}
        fail("price", value, allowed.format(why=why[where], **counts))
    vol = float(vol) if shape == () else vol
    why = str(why) if shape == () else why
    return (vol, why) if reasons else vol


def per_day(theta, days: float = 365.0):
    """A yearly theta, charm or color as an amount per day; 252 for trading days.

    >>> per_day(-36.5)
    -0.1
    """
    return plain(limit("theta", theta) / one_number("days", days, positive))


def per_vol_point(vega):
    """A vega, vanna or zomma per 1.00 of volatility as an amount per point (0.01).

    >>> per_vol_point(19.0)
    0.19
    """
    return plain(limit("vega", vega) / 100.0)


def per_percent(gamma, spot):
    """A gamma per 1.00 of spot as what delta moves by when spot moves by 1 %; both broadcast.

    >>> per_percent(0.04, spot=250.0)
    0.1
    """
    same_labels(gamma=gamma, spot=spot)
    gamma, spot = limit("gamma", gamma), positive("spot", spot)
    broadcast_shape(gamma=gamma, spot=spot)
    return plain(gamma * spot / 100.0)
