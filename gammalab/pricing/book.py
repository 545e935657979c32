"""Signed options and books of them: what is owned, what it is worth, how it moves.

A book is long by default: `straddle(100, 0.25)` is one bought straddle, `-straddle(...)` a sold
one, `10 * straddle(...)` ten. Books add with `+`. Quantities are in units of the underlying: 1
means an option on one share (or coin). Volatility, rate and spot are not part of a book; they are
arguments of its methods, because the same book is priced with different ones.

This module knows nothing of paths or hedges.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

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
from .black_scholes import RIGHTS
from .formulas import FORMULAS, Terms


@dataclass(frozen=True)
class Option:
    """`quantity` European options; negative is sold.

    strike: currency, above 0. expiry: years from now (the moment time = 0), 0 or more.
    right: "call" or "put".

    >>> Option(strike=100, expiry=0.25, right="put", quantity=-2)
    Option(strike=100.0, expiry=0.25, right='put', quantity=-2.0)
    """

    strike: float
    expiry: float
    right: str = "call"
    quantity: float = 1.0

    def __post_init__(self):
        set_ = object.__setattr__  # the class is frozen: this is the one place that may write
        set_(self, "strike", one_number("strike", self.strike, positive))
        set_(self, "expiry", one_number("expiry", self.expiry, not_negative))
        choice("right", self.right, RIGHTS)
        set_(self, "quantity", one_number("quantity", self.quantity))


@dataclass(frozen=True)
class Book:
    """A tuple of signed options, valued as one.

    >>> book = call(100, 0.25) - put(100, 0.25)      # a synthetic forward
    >>> round(book.delta(100, vol=0.2), 12)
    1.0
    """

    options: tuple[Option, ...] = ()

    def __post_init__(self):
        options = tuple(self.options)
        for option in options:
            if not isinstance(option, Option):
                fail("options", option, "Option objects")
        object.__setattr__(self, "options", options)

    def __add__(self, other):
        if not isinstance(other, Book):
            return NotImplemented
        return Book(self.options + other.options)

    def __sub__(self, other):
        return self + (-other)

    def __neg__(self):
        return -1 * self

    def __mul__(self, times):
        if isinstance(times, Book):
            return NotImplemented
        times = one_number("times", times)
        return Book(tuple(replace(o, quantity=times * o.quantity) for o in self.options))

    __rmul__ = __mul__

    @property
    def first_expiry(self) -> float:
        """Years until the first option expires; infinity for an empty book."""
        return min((o.expiry for o in self.options), default=np.inf)

    def payoff(self, spot):
        """Value if every option expired now, currency; shape of `spot`.

        >>> straddle(100, 0.25).payoff([90, 100, 115]).tolist()
        [10.0, 0.0, 15.0]
        """
        spot = positive("spot", spot)
        total = np.zeros_like(spot)
        for o in self.options:
            sign = 1.0 if o.right == "call" else -1.0
            total = total + o.quantity * np.maximum(sign * (spot - o.strike), 0.0)
        return total if total.ndim else float(total)

    def greeks(self, spot, vol, time=0.0, rate=0.0, carry=None, names=None):
        """Value and Greeks of the whole book: a dict of arrays in the shape that `spot`, `vol` and
        `time` broadcast to. Keys, units and errors as for `black_scholes.greeks`.

        time: years since the book's now, at most the first expiry; each option has expiry - time
        left. The value is called "price".

        >>> g = straddle(100, 1 / 12).greeks(100, vol=0.2, names=("price", "gamma"))
        >>> round(g["price"], 3), round(g["gamma"], 4)
        (4.606, 0.1381)
        """
        names = names_of("names", names, tuple(FORMULAS))
        spot, vol = positive("spot", spot), not_negative("vol", vol)
        time = not_negative("time", time)
        if np.any(time > self.first_expiry):
            fail("time", float(np.max(time)), f"at most the first expiry, {self.first_expiry!r}")
        rate = numbers("rate", rate)
        carry = rate if carry is None else numbers("carry", carry)
        shape = broadcast_shape(spot=spot, vol=vol, time=time, rate=rate, carry=carry)
        total = self.terms(spot, vol, time, rate, carry, names)
        full = {name: np.array(np.broadcast_to(total[name], shape)) for name in names}
        return full if shape else {name: float(value) for name, value in full.items()}

    def terms(self, spot, vol, time, rate, carry, names):
        """`greeks` for inputs that were checked before: what the replay loop calls at each step.

        Options that share strike and expiry share their d1 and d2: the put is the call by parity.
        """
        total = dict.fromkeys(names, 0.0)
        for (strike, expiry), calls, puts in self._groups:
            # Puts alone are priced as puts, so that far ones keep their digits.
            lead = 1.0 if calls else -1.0
            parts = Terms(spot, strike, expiry - time, vol, rate, carry, lead)
            for name in names:
                if calls + puts:
                    value = FORMULAS[name](parts)
                    total[name] = total[name] + (
                        value if calls + puts == 1 else (calls + puts) * value
                    )
                if calls and puts and name in _FORWARD:
                    total[name] = total[name] - puts * _FORWARD[name](parts)
        return total

    @property
    def groups(self):
        return self._groups

    @property
    def expiries(self):
        return sorted({o.expiry for o in self.options})

    @cached_property
    def _groups(self):
        """((strike, expiry), calls, puts) for each pair that the book holds, in order."""
        held: dict[tuple[float, float], list[float]] = {}
        for o in self.options:
            pair = held.setdefault((o.strike, o.expiry), [0.0, 0.0])
            pair[o.right == "put"] += o.quantity
        return [(key, calls, puts) for key, (calls, puts) in held.items()]

    def value(self, spot, vol, time=0.0, rate=0.0, carry=None):
        """Value of the book, currency. Arguments, shapes and errors as for `greeks`.

        >>> round(call(50, 20 / 52).value(49, vol=0.2, rate=0.05), 4)
        2.4005
        """
        return self.greeks(spot, vol, time, rate, carry, ("price",))["price"]

    def delta(self, spot, vol, time=0.0, rate=0.0, carry=None):
        """Units of the underlying that move like the book. Arguments as for `greeks`.

        >>> round((-put(100, 0.25)).delta(100, vol=0.2), 4)
        0.4801
        """
        return self.greeks(spot, vol, time, rate, carry, ("delta",))["delta"]


# Call minus put is a forward, whatever the volatility: its value and those of its Greeks that are
# not zero. (Source: put-call parity, differentiated.)
_FORWARD = {
    "price": lambda t: t.spot * t.growth - t.strike * t.discount,
    "delta": lambda t: t.growth,
    "theta": lambda t: (t.rate - t.carry) * t.spot * t.growth - t.rate * t.strike * t.discount,
    "rho": lambda t: t.time * t.strike * t.discount,
    "charm": lambda t: (t.rate - t.carry) * t.growth,
}


def call(strike, expiry) -> Book:
    """One bought call. strike: currency; expiry: years from now.

    >>> call(100, 0.25).payoff(112.0)
    12.0
    """
    return Book((Option(strike, expiry, "call"),))


def put(strike, expiry) -> Book:
    """One bought put. strike: currency; expiry: years from now.

    >>> put(100, 0.25).payoff(112.0)
    0.0
    """
    return Book((Option(strike, expiry, "put"),))


def straddle(strike, expiry) -> Book:
    """One bought call and one bought put, same strike: pays for a move in either direction.

    >>> straddle(100, 0.25).payoff([88.0, 112.0]).tolist()
    [12.0, 12.0]
    """
    return call(strike, expiry) + put(strike, expiry)


def _rising(**strikes):
    for name, value in strikes.items():
        one_number(name, value, positive)
    for (below, low), (name, high) in pairwise(strikes.items()):
        if not low < high:
            fail(name, high, f"above {below}, {low!r}")


def strangle(low, high, expiry) -> Book:
    """A bought put at `low` and a bought call at `high`; low < high.

    >>> strangle(90, 110, 0.25).payoff([88.0, 100.0, 112.0]).tolist()
    [2.0, 0.0, 2.0]
    """
    _rising(low=low, high=high)
    return put(low, expiry) + call(high, expiry)


def butterfly(low, middle, high, expiry) -> Book:
    """Calls: one bought at `low`, two sold at `middle`, one bought at `high`; pays near the middle.

    `middle` must lie half-way: the wings then cancel and the most it can lose is its price.

    >>> butterfly(90, 100, 110, 0.25).payoff([80, 100, 120]).tolist()
    [0.0, 10.0, 0.0]
    """
    _rising(low=low, middle=middle, high=high)
    if not np.isclose(2 * middle, low + high, rtol=1e-12, atol=0):
        fail("middle", middle, f"half-way between low and high, {0.5 * (low + high)!r}")
    return call(low, expiry) - 2 * call(middle, expiry) + call(high, expiry)


def risk_reversal(low, high, expiry) -> Book:
    """A bought call at `high` paid for with a sold put at `low`; low < high. Short: negate it.

    >>> risk_reversal(90, 110, 0.25).payoff([88.0, 100.0, 112.0]).tolist()
    [-2.0, 0.0, 2.0]
    """
    _rising(low=low, high=high)
    return call(high, expiry) - put(low, expiry)


def call_spread(low, high, expiry) -> Book:
    """A bought call at `low` and a sold one at `high`: a rise, capped; low < high.

    >>> call_spread(90, 110, 0.25).payoff([88.0, 100.0, 150.0]).tolist()
    [0.0, 10.0, 20.0]
    """
    _rising(low=low, high=high)
    return call(low, expiry) - call(high, expiry)


def put_spread(low, high, expiry) -> Book:
    """A bought put at `high` and a sold one at `low`: a fall, capped; low < high.

    >>> put_spread(90, 110, 0.25).payoff([50.0, 100.0, 112.0]).tolist()
    [20.0, 10.0, 0.0]
    """
    _rising(low=low, high=high)
    return put(high, expiry) - put(low, expiry)


def calendar(strike, near, far) -> Book:
    """A bought call that expires at `far` and a sold one at `near`; near < far (years).

    >>> calendar(100, near=0.1, far=0.2).first_expiry
    0.1
    """
    _rising(near=near, far=far)
    return call(strike, far) - call(strike, near)
