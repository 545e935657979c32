"""The usual books, bought: calls, straddles, butterflies and their kin. Negate one to sell it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from .._validate import fail, one_number, positive, positive_years
from .book import Book
from .option import Option


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


def log_contract(strike, expiry) -> Book:
    """One bought log contract: pays -log(spot / strike) at `expiry`, currency per 1.00 of quantity.

    Its dollar gamma (gamma * spot^2) is exp(-rate * time left) at every spot, so that hedging it
    collects realised variance and nothing else: hedged at zero rates, `quantity` of them earn
    quantity / 2 * expiry * (theory.log_contract_variance(...) - paid_vol^2) on every path.
    strike: currency; expiry: years from now. Source: Neuberger (1994), "The Log Contract".

    >>> book = 400 * log_contract(100, 0.25)
    >>> [round(book.greeks(s, vol=0.2)["gamma"] * s**2, 9) for s in (50, 100, 200)]
    [400.0, 400.0, 400.0]
    """
    return Book((Option(strike, expiry, "log"),))


def straddle(strike, expiry) -> Book:
    """One bought call and one bought put, same strike: pays for a move in either direction.

    >>> straddle(100, 0.25).payoff([88.0, 112.0]).tolist()
    [12.0, 12.0]
    """
    return call(strike, expiry) + put(strike, expiry)


def _rising(check=positive, **values):
    """The values as floats, each above the one before."""
    floats = [one_number(name, value, check) for name, value in values.items()]
    for (below, name), (low, high) in zip(pairwise(values), pairwise(floats), strict=True):
        if not low < high:
            fail(name, values[name], f"above {below}, {values[below]!r}")
    return floats


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
    below, at, above = _rising(low=low, middle=middle, high=high)
    if not np.isclose(2 * at, below + above, rtol=1e-12, atol=0):
        fail("middle", middle, f"half-way between low and high, {0.5 * (below + above)!r}")
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
    _rising(positive_years, near=near, far=far)
    return call(strike, far) - call(strike, near)
