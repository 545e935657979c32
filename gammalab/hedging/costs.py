"""What a trade in the hedge costs. Costs add with `+`, because costs add.

A cost is called with the units traded (positive bought, negative sold) and the spot, arrays of one
shape, and returns currency paid, 0 or more. No trade costs nothing. Any function of that shape is a
cost; those here are small frozen dataclasses. All are one-way: in and out again costs twice. A cost
with a third argument is told the moment as well: the step, the time, and the run's signals.

Impact comes in two parts (Almgren & Chriss 2000), kept apart here. The temporary part is a cost: a
large trade pays more per unit, and the price comes back (`SquareRootImpact`). The permanent part is
no cost but a move: the price stays where the trade has pushed it (`PermanentImpact`). Only a market
that moves, as in `gammalab.feedback`, can apply it; a replay takes its paths as given.

This module knows nothing of why a trade is made.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from .._validate import check_fields, fail, not_negative, numbers, one_number, plain, positive


class Cost(Protocol):
    """What a trade costs: called with the units traded, the spot and the `Moment`, arrays (n,), it
    returns currency paid, 0 or more, for each path. A function of the first two will do. `kind` is
    the row of the bill that it goes to; one without goes to "other costs"."""

    def __call__(self, trade, spot, now=None):
        """Currency paid for buying `trade` units (negative: selling) at `spot`."""


class Adds:
    """Lets costs add up with `+`; holds nothing else."""

    def __add__(self, other):
        if not callable(other) or isinstance(other, type):
            return NotImplemented
        return Sum(parts_of(self) + parts_of(other))

    def __radd__(self, other):
        return self if isinstance(other, int) and other == 0 else NotImplemented  # for sum([...])


def parts_of(cost) -> tuple:
    """The single costs that a cost is the sum of; none where there is none."""
    return () if cost is None else cost.parts if isinstance(cost, Sum) else (cost,)


def wants_moment(cost) -> bool:
    """Whether a cost asks for the moment as its third argument."""
    if type(cost).__module__ == __name__:  # all that are here do
        return True
    try:
        return _asks(cost)
    except TypeError:  # what cannot be remembered is looked at each time
        return _asks.__wrapped__(cost)


@lru_cache(maxsize=256)
def _asks(cost) -> bool:
    try:
        parameters = inspect.signature(cost).parameters.values()
    except (TypeError, ValueError):  # a compiled function
        return False
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    third = [p for p in parameters if p.kind in kinds][2:3]
    # A third one with a default is the function's own business, unless it says `now`.
    return any(p.name == "now" or p.default is inspect.Parameter.empty for p in third)


def charge(cost, trade, spot, now=None):
    """What a cost asks for a trade, told the moment if it wants to know."""
    return cost(trade, spot, now) if wants_moment(cost) else cost(trade, spot)


def seen(name, value, now):
    """A number, or the signal of that name at this moment."""
    if not isinstance(value, str):
        return value
    if now is None or value not in now.signals:
        if now is None:
            fail(name, value, "a number, or the name of one of the run's signals (none: no run)")
        known = ", ".join(map(repr, now.signals))
        fail(name, value, f"a number, or the name of one of the run's signals ({known})")
    return not_negative(f"signals[{value!r}]", now.signals[value])


def _checked(cost, **checks):
    """One number each, or the name of a signal."""
    for name, check in checks.items():
        value = getattr(cost, name)
        if not isinstance(value, str) or not value.isidentifier():  # "0.1" is no name
            check_fields(cost, **{name: check})


@dataclass(frozen=True)
class Sum(Adds):
    """Several costs on the same trade.

    >>> both = HalfSpread(bps=2) + FixedFee(1.0)
    >>> both(np.array([100.0, 0.0]), np.array([50.0, 50.0])).tolist()
    [2.0, 0.0]
    """

    parts: tuple

    def __call__(self, trade, spot, now=None):
        return sum(charge(part, trade, spot, now) for part in self.parts)


@dataclass(frozen=True)
class Proportional(Adds):
    """A commission of `cost_rate` times the notional traded (0.001 is 10 basis points), one-way.

    cost_rate: a fraction, 0 or more; or the name of a signal that holds one.

    >>> float(Proportional(0.001)(-20.0, 50.0))
    1.0
    """

    cost_rate: float | str
    kind = "commission"

    def __post_init__(self):
        _checked(self, cost_rate=not_negative)

    def __call__(self, trade, spot, now=None):
        return seen("cost_rate", self.cost_rate, now) * np.abs(trade) * spot


@dataclass(frozen=True)
class HalfSpread(Adds):
    """Buying at the ask and selling at the bid: half the spread on each unit traded.

    Give one of: bps, half the spread in basis points of the mid price; price, the same in currency
    per unit (half of a one-cent spread is 0.005). Each is a number, 0 or more, or the name of one
    of the run's signals: a spread that widens when the market is thin.

    >>> float(HalfSpread(bps=2)(100.0, 50.0)), float(HalfSpread(price=0.005)(100.0, 50.0))
    (1.0, 0.5)
    """

    bps: float | str | None = None
    price: float | str | None = None
    kind = "spread"

    def __post_init__(self):
        if (self.bps is None) == (self.price is None):
            fail("bps, price", (self.bps, self.price), "given one of the two, not both or neither")
        _checked(self, **{"bps" if self.price is None else "price": not_negative})

    def __call__(self, trade, spot, now=None):
        if self.price is None:
            return seen("bps", self.bps, now) * 1e-4 * np.abs(trade) * spot
        return seen("price", self.price, now) * np.abs(trade)


@dataclass(frozen=True)
class FixedFee(Adds):
    """`fee` in currency for each trade, whatever its size: an exchange ticket, or gas.

    fee: 0 or more; or the name of a signal that holds it.

    >>> FixedFee(3.0)(np.array([100.0, -0.1, 0.0]), 50.0).tolist()
    [3.0, 3.0, 0.0]
    """

    fee: float | str
    kind = "fixed fees"

    def __post_init__(self):
        _checked(self, fee=not_negative)

    def __call__(self, trade, spot, now=None):
        return seen("fee", self.fee, now) * (np.asarray(trade) != 0)


@dataclass(frozen=True)
class SquareRootImpact(Adds):
    """Temporary impact by the square-root law: slippage grows with the root of the size.

    q units cost |q| * spot * coefficient * daily_vol * sqrt(crowd * |q| / daily_volume).

    coefficient: no unit, 0 or more, of order 1. daily_vol: per day (0.02 is 2%), 0 or more.
    daily_volume: units of the underlying that the market trades in a day, above 0. crowd: how many
    like us trade the same at the same time, 1 or more: they share the price that all of them move.
    The last two may be names of the run's signals. Each trade is an order by itself: cutting one
    into pieces makes it cheaper, which the real market takes back when the pieces follow each other
    within the day.
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
    daily_volume: float | str
    daily_vol: float
    crowd: float | str = 1.0
    kind = "impact"

    def __post_init__(self):
        check_fields(self, coefficient=not_negative, daily_vol=not_negative)
        _checked(self, daily_volume=positive, crowd=positive)
        if not isinstance(self.crowd, str) and self.crowd < 1:
            fail("crowd", self.crowd, "1 or more: oneself counts")

    def __call__(self, trade, spot, now=None):
        size = np.abs(trade)
        volume = seen("daily_volume", self.daily_volume, now)
        together = seen("crowd", self.crowd, now) * size
        slippage = self.coefficient * self.daily_vol * np.sqrt(together / volume)
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
        trade, spot = numbers("trade", trade), positive("spot", spot)
        return plain((self.price if self.fraction is None else self.fraction * spot) * trade)


# What these charge for a trade depends on nothing but its size, its price and signals at its time,
# so that whole arrays of trades may be handed to them; and each has a row of its own in the bill.
ELEMENTWISE = (HalfSpread, Proportional, FixedFee, SquareRootImpact)
