"""The formulas of generalised Black-Scholes, one short function each, on checked input.

`black_scholes.py` has the conventions and the functions to call; `Terms` here holds the pieces
that the formulas share, so that a book's price and Greeks cost little more than its price.

`FORMULAS` are those of calls and puts, `FORWARD` those of a call less a put, `LOG` those of a
contract that pays -log(spot / strike).

Sources: Haug, "The Complete Guide to Option Pricing Formulas", chapters 1-2; Neuberger (1994), "The
Log Contract". Signs: time derivatives are taken in calendar time, so theta, charm and color are
minus Haug's derivatives in time to expiry.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from scipy.special import ndtr

_SQRT_2PI = np.sqrt(2 * np.pi)


class Terms:
    """The pieces that price and Greeks are made of, each computed once, on first use.

    Takes checked input: `spot`, `strike` > 0, `time` (years left) >= 0, `vol` >= 0, `rate`,
    `carry`, and `sign` (+1 call, -1 put), all of them numbers or arrays that broadcast. The public
    functions below check first; the replay loop checks its inputs once and then comes here.
    """

    def __init__(self, spot, strike, time, vol, rate, carry, sign):
        self.spot, self.strike, self.time, self.vol = spot, strike, time, vol
        self.rate, self.carry, self.sign = rate, carry, sign
        self.sd = vol * np.sqrt(time)  # standard deviation of the log price at expiry
        self.degenerate = not np.all(self.sd > 0)

    @cached_property
    def discount(self):
        return np.exp(-self.rate * self.time)

    @cached_property
    def growth(self):
        """exp((carry - rate) * time): what a unit of spot at expiry is worth in spot today."""
        return np.exp((self.carry - self.rate) * self.time)

    @cached_property
    def moneyness(self):
        """log(forward / strike)."""
        return np.log(self.spot / self.strike) + self.carry * self.time

    @cached_property
    def d1(self):
        if not self.degenerate:
            return self.moneyness / self.sd + 0.5 * self.sd
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            ratio = self.moneyness / self.sd
        # 0/0 is the kink: there both sides are equally near, N(d1) = 1/2.
        return np.where(self.kink, 0.0, ratio) + 0.5 * self.sd

    @cached_property
    def d2(self):
        return self.d1 - self.sd

    @cached_property
    def kink(self):
        """True where no volatility is left and the forward equals the strike."""
        return (self.sd == 0) & (self.moneyness == 0)

    @cached_property
    def n1(self):
        return ndtr(self._signed(self.d1))

    @cached_property
    def n2(self):
        return ndtr(self._signed(self.d2))

    def _signed(self, d):
        # A pass over the array saved in the replay loop, where calls are the rule.
        return d if np.ndim(self.sign) == 0 and self.sign == 1 else self.sign * d

    @cached_property
    def density(self):
        """growth times the normal density at d1."""
        with np.errstate(over="ignore", under="ignore"):
            return self.growth * np.exp(-0.5 * self.d1 * self.d1) / _SQRT_2PI

    # The density is zero in floating point beyond |d| = 39. Bounding the factors that multiply it
    # there, and replacing zero divisors that only ever meet a zero density, keeps 0 * inf out of
    # the Greeks without changing a single value. The kink is set apart by `_at_kink`.
    @cached_property
    def e1(self):
        return np.clip(self.d1, -40.0, 40.0)

    @cached_property
    def e2(self):
        return np.clip(self.d2, -40.0, 40.0)

    def safe(self, value):
        return value if not self.degenerate else np.where(value > 0, value, 1.0)

    def at_kink(self, values, limit):
        """`values`, with `limit` where no volatility is left and forward = strike."""
        if not self.degenerate or not np.any(self.kink):
            return values
        return np.where(self.kink, limit, values)


def _signed_inf(x):
    """+inf, 0 or -inf by the sign of x."""
    return np.where(x == 0, 0.0, np.copysign(np.inf, x))


def _price(t: Terms):
    return t.sign * (t.spot * t.growth * t.n1 - t.strike * t.discount * t.n2)


def _delta(t: Terms):
    return t.sign * t.growth * t.n1


def _gamma(t: Terms):
    return t.at_kink(t.density / (t.spot * t.safe(t.sd)), np.inf)


def _vega(t: Terms):
    return t.spot * t.density * np.sqrt(t.time)


def _theta(t: Terms):
    decay = t.spot * t.density * t.vol / (2 * np.sqrt(t.safe(t.time)))
    # At the kink decay grows without bound as the last hour runs out, unless vol itself is zero.
    decay = t.at_kink(decay, np.where((t.vol > 0) & (t.time == 0), np.inf, 0.0))
    return -decay - t.sign * (
        (t.carry - t.rate) * t.spot * t.growth * t.n1 + t.rate * t.strike * t.discount * t.n2
    )


def _rho(t: Terms):
    return t.sign * t.time * t.strike * t.discount * t.n2


def _vanna(t: Terms):
    limit = 0.5 * t.growth * np.sqrt(t.time) / _SQRT_2PI
    return t.at_kink(-t.density * t.e2 / t.safe(t.vol), limit)


def _volga(t: Terms):
    return t.at_kink(_vega(t) * t.e1 * t.e2 / t.safe(t.vol), 0.0)


def _d1_slope(t: Terms):
    """d(d1)/d(time left)."""
    return t.carry / t.safe(t.sd) - t.e2 / (2 * t.safe(t.time))


def _charm(t: Terms):
    slope = t.density * _d1_slope(t)
    push = np.where(t.time == 0, 2 * t.carry + t.vol * t.vol, t.carry)
    slope = t.at_kink(slope, _signed_inf(push))
    return -t.sign * (t.carry - t.rate) * t.growth * t.n1 - slope


def _speed(t: Terms):
    sd = t.safe(t.sd)
    speed = -t.density / (t.spot * t.spot * sd) * (1 + t.e1 / sd)
    if not t.degenerate:
        return speed
    # d1/sd -> 1/2 + carry/vol^2 as the last hour runs out, and 1/2 as vol vanishes.
    lean = np.where(t.time == 0, 1.5 * t.vol * t.vol + t.carry, 1.0)
    return t.at_kink(speed, -_signed_inf(np.where(t.vol == 0, 1.0, lean)))


def _zomma(t: Terms):
    return t.at_kink(_gamma(t) * (t.e1 * t.e2 - 1) / t.safe(t.vol), -np.inf)


def _color(t: Terms):
    rest = t.rate - t.carry + 0.5 / t.safe(t.time)
    color = t.density / (t.spot * t.safe(t.sd)) * (rest + t.e1 * _d1_slope(t))
    if not t.degenerate:
        return color
    return t.at_kink(color, np.where(t.time == 0, np.inf, _signed_inf(rest + 0.5 * t.carry)))


FORMULAS = {
    "price": _price,
    "delta": _delta,
    "gamma": _gamma,
    "vega": _vega,
    "theta": _theta,
    "rho": _rho,
    "vanna": _vanna,
    "volga": _volga,
    "charm": _charm,
    "speed": _speed,
    "zomma": _zomma,
    "color": _color,
}

# Call minus put is a forward, whatever the volatility: its value and those of its Greeks that are
# not zero. (Source: put-call parity, differentiated.)
FORWARD = {
    "price": lambda t: t.spot * t.growth - t.strike * t.discount,
    "delta": lambda t: t.growth,
    "theta": lambda t: (t.rate - t.carry) * t.spot * t.growth - t.rate * t.strike * t.discount,
    "rho": lambda t: t.time * t.strike * t.discount,
    "charm": lambda t: (t.rate - t.carry) * t.growth,
}


def _log_price(t: Terms):
    # The mean of -log(S / K): log(forward / K) less half of the variance to come.
    return t.discount * (0.5 * t.sd * t.sd - t.moneyness)


# Dollar gamma, gamma * spot^2, is the discount factor at every spot and volatility. That is what a
# log contract is for.
LOG = {
    "price": _log_price,
    "delta": lambda t: -t.discount / t.spot,
    "gamma": lambda t: t.discount / t.spot**2,
    "vega": lambda t: t.discount * t.vol * t.time,
    "theta": lambda t: t.rate * _log_price(t) + t.discount * (t.carry - 0.5 * t.vol**2),
    "rho": lambda t: -t.time * (_log_price(t) + t.discount),
    "vanna": lambda t: 0.0,
    "volga": lambda t: t.discount * t.time,
    "charm": lambda t: -t.rate * t.discount / t.spot,
    "speed": lambda t: -2 * t.discount / t.spot**3,
    "zomma": lambda t: 0.0,
    "color": lambda t: t.rate * t.discount / t.spot**2,
}
