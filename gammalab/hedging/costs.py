"""What a trade in the hedge costs. Costs add with `+`, because costs add.

A cost is called with the units traded (positive bought, negative sold) and the spot, arrays of one
shape, and returns currency paid, 0 or more. No trade costs nothing. Any function of that shape is a
cost; those here are small frozen dataclasses. All are one-way: in and out again costs twice.

Impact comes in two parts (Almgren & Chriss 2000), kept apart here. The temporary part is a cost: a
large trade pays more per unit, and the price comes back (`SquareRootImpact`). The permanent part is
no cost but a move: the price stays where the trade has pushed it (`PermanentImpact`). Only a market
that moves, as in `feedback.py`, can apply it; a replay takes its paths as given.

This module knows nothing of why a trade is made.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .._validate import fail, not_negative, one_number, positive


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
    """A commission of `rate` times the notional traded (0.001 is 10 basis points), one-way.

    >>> float(Proportional(0.001)(-20.0, 50.0))
    1.0
    """

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

    >>> float(HalfSpread(bps=2)(100.0, 50.0)), float(HalfSpread(price=0.005)(100.0, 50.0))
    (1.0, 0.5)
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
    """`fee` in currency for each trade, whatever its size: an exchange ticket, or gas.

    >>> FixedFee(3.0)(np.array([100.0, -0.1, 0.0]), 50.0).tolist()
    [3.0, 3.0, 0.0]
    """

    fee: float

    def __post_init__(self):
        object.__setattr__(self, "fee", one_number("fee", self.fee, not_negative))

    def __call__(self, trade, spot):
        return self.fee * (np.asarray(trade) != 0)


@dataclass(frozen=True)
class SquareRootImpact(Cost):
    """Temporary impact by the square-root law: slippage grows with the root of the size.

    A trade of q units costs |q| * spot * coefficient * daily_vol * sqrt(|q| / daily_volume).

    coefficient: no unit, 0 or more, of order 1. daily_vol: per day (0.02 is 2%), 0 or more.
    daily_volume: units of the underlying that the market trades in a day, above 0. Each trade is an
    order by itself: cutting one into pieces makes it cheaper, which the real market takes back when
    the pieces follow each other within the day.
    Source: Toth et al. (2011), "Anomalous price impact and the critical nature of liquidity in
    financial markets": the price has moved by Y * daily_vol * sqrt(|q| / daily_volume), Y of order
    1, when an order is done. What it pays on the way is 2/3 of that, so coefficient = 2/3 Y.
    Almgren, Thum, Hauptmann & Li (2005), "Direct estimation of equity market impact", reject the
    power 1/2 for 3/5 in their data: the law is a good rule, not a law of nature.

    1% of the day's volume at a daily volatility of 2%: 20 basis points.

    >>> impact = SquareRootImpact(coefficient=1.0, daily_volume=1e6, daily_vol=0.02)
    >>> float(impact(10_000, 100.0)) / (10_000 * 100.0)
    0.002
    """

    coefficient: float
    daily_volume: float
    daily_vol: float

    def __post_init__(self):
        checks = (
            ("coefficient", not_negative), ("daily_volume", positive), ("daily_vol", not_negative),
        )  # fmt: skip
        for name, check in checks:
            object.__setattr__(self, name, one_number(name, getattr(self, name), check))

    def __call__(self, trade, spot):
        size = np.abs(trade)
        slippage = self.coefficient * self.daily_vol * np.sqrt(size / self.daily_volume)
        return slippage * size * spot


@dataclass(frozen=True)
class PermanentImpact:
    """How far a trade moves the price for good: in proportion to its size, up when buying.

    Give one of: price, currency per unit traded (Kyle's lambda); fraction, the same as a fraction
    of the spot. `shift` tells the move; nothing here charges it. It is not a cost and does not add
    to costs: what a trader loses to it is that the market is elsewhere afterwards, which a replay
    (a price taker) cannot show. A market that does move fills an order half-way on average, at
    spot + shift / 2; a round trip then costs nothing.
    Source: linear because anything else could be traded against without end (Huberman & Stanzl
    2004), and so measured by Almgren, Thum, Hauptmann & Li (2005).

    >>> PermanentImpact(price=0.01).shift(-200, 100.0)
    -2.0
    """

    price: float | None = None
    fraction: float | None = None

    def __post_init__(self):
        given = (self.price, self.fraction)
        if (self.price is None) == (self.fraction is None):
            fail("price, fraction", given, "given one of the two, not both or neither")
        name = "price" if self.fraction is None else "fraction"
        object.__setattr__(self, name, one_number(name, getattr(self, name), not_negative))

    def shift(self, trade, spot):
        """Change of the price in currency for `trade` units at `spot`, numbers or arrays."""
        return (self.price if self.fraction is None else self.fraction * spot) * trade
