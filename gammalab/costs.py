"""What a trade in the hedge costs. Costs add with `+`, because costs add.

A cost is called with the units traded (positive bought, negative sold) and the spot, arrays of one
shape, and returns currency paid, 0 or more. No trade costs nothing. Any function of that shape is a
cost; those here are small frozen dataclasses. All are one-way: in and out again costs twice.

This module knows nothing of why a trade is made.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ._validate import fail, not_negative, one_number


class Cost:
    """Lets costs add up; holds nothing else."""

    def __add__(self, other):
        if not callable(other):
            return NotImplemented
        return Sum(_parts(self) + _parts(other))

    def __radd__(self, other):
        return self if isinstance(other, int) and other == 0 else NotImplemented  # for sum([...])


def _parts(cost):
    return cost.parts if isinstance(cost, Sum) else (cost,)


@dataclass(frozen=True)
class Sum(Cost):
    """Several costs on the same trade.

    >>> both = HalfSpread(bps=2) + FixedFee(1.0)
    >>> both(np.array([100.0, 0.0]), np.array([50.0, 50.0])).tolist()
    [2.0, 0.0]
    """

    parts: tuple

    def __call__(self, trade, spot):
        return sum(part(trade, spot) for part in self.parts)


@dataclass(frozen=True)
class Proportional(Cost):
    """A commission of `rate` times the notional traded (0.001 is 10 basis points), one-way."""

    rate: float

    def __post_init__(self):
        object.__setattr__(self, "rate", one_number("rate", self.rate, not_negative))

    def __call__(self, trade, spot):
        return self.rate * np.abs(trade) * spot


@dataclass(frozen=True)
class HalfSpread(Cost):
    """Buying at the ask and selling at the bid: half the spread on each unit traded.

    Give one of: bps, half the spread in basis points of the mid price; price, the same in currency
    per unit (half of a one-cent spread is 0.005).
    """

    bps: float | None = None
    price: float | None = None

    def __post_init__(self):
        if (self.bps is None) == (self.price is None):
            fail("bps, price", (self.bps, self.price), "given one of the two, not both or neither")
        name = "bps" if self.price is None else "price"
        object.__setattr__(self, name, one_number(name, getattr(self, name), not_negative))

    def __call__(self, trade, spot):
        if self.price is None:
            return self.bps * 1e-4 * np.abs(trade) * spot
        return self.price * np.abs(trade)


@dataclass(frozen=True)
class FixedFee(Cost):
    """`fee` in currency for each trade, whatever its size: an exchange ticket, or gas."""

    fee: float

    def __post_init__(self):
        object.__setattr__(self, "fee", one_number("fee", self.fee, not_negative))

    def __call__(self, trade, spot):
        return self.fee * (np.asarray(trade) != 0)
