"""What the hedge is traded in, and what holding it brings: spot, futures, perpetuals, margin.

A hedge is always counted in units of the underlying, so that `-delta` is neutral whatever the
venue. A venue says what a position of that size earns and pays between two times. All amounts are
currency, positive when *we* receive them.

- `Spot`: units are bought with cash, which costs or earns interest; they earn the yield.
- `Future`: no cash changes hands at a trade; gains are settled at every step; its price converges
  to spot at the cost of carry.
- `Perpetual`, `InversePerpetual`: futures without expiry, tied to spot by funding: when the rate is
  positive, longs pay it and *shorts receive it*.

A `Margin` account can liquidate a position in a future or perpetual. The exchanges' own formulas
for funding and liquidation prices are in `exchange.py`. This module knows nothing of options.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ._validate import choice, fail, not_negative, numbers, one_number, positive


class Flows(NamedTuple):
    """What a position brought over one step, (n,) currency at its end."""

    settled: np.ndarray | float  # gains paid out; 0 where they stay in the units held
    carried: np.ndarray | float  # yield of the units, or the basis of a future running off
    funding: np.ndarray | float


@dataclass(frozen=True)
class Margin:
    """The account behind a leveraged hedge, and when the exchange closes the position.

    collateral: currency put up, above 0. maintenance: the fraction of the position's notional that
    must be left, 0 or more and below 1. mode: "isolated" puts only the collateral and the hedge's
    own gains at risk, and what is lost beyond them is the exchange's loss; "cross" counts
    everything (options at their mark, all cash) and forgives nothing. fee: fraction of the notional
    charged at a liquidation. gaps: False closes at the liquidation price when a step crosses it,
    as if the market had traded there; True closes at the price after the step, however far.

    After a liquidation the options are left unhedged to the end.

    A long unit bought at 100 with ten times leverage, when the price steps to 90: closed at 90.91.

    >>> margin = Margin(collateral=10, maintenance=0.01)
    >>> closed, amount = margin.close(np.array([0.0]), np.array([1.0]), np.array([90.0]))
    >>> closed.tolist(), amount.round(4).tolist()
    ([True], [0.9091])
    """

    collateral: float
    maintenance: float = 0.005
    mode: str = "isolated"
    fee: float = 0.0
    gaps: bool = False

    def __post_init__(self):
        object.__setattr__(self, "collateral", one_number("collateral", self.collateral, positive))
        for name in ("maintenance", "fee"):
            value = one_number(name, getattr(self, name), not_negative)
            if value >= 1:
                fail(name, value, "0 or more and below 1")
            object.__setattr__(self, name, value)
        choice("mode", self.mode, ("isolated", "cross"))

    def close(self, equity, hedge, spot):
        """Which positions are closed at `spot`, and what that brings beyond their marks.

        equity: (n,) currency, of the account with the position marked at `spot`. Returns a mask,
        and (n,) currency: the gain of closing at the liquidation price instead of at `spot`, less
        the fee, plus what the exchange forgives.
        """
        closed = (hedge != 0) & (equity < self.maintenance * np.abs(hedge) * spot)
        if not closed.any():
            return closed, np.zeros(spot.shape)
        price = spot
        if not self.gaps:
            # Where equity + hedge * (price - spot) = maintenance * |hedge| * price.
            slope = np.where(closed, hedge - self.maintenance * np.abs(hedge), 1.0)
            price = np.where(closed, (hedge * spot - equity) / slope, spot)
        amount = hedge * (price - spot) - self.fee * np.abs(hedge) * price
        if self.mode == "isolated":
            amount = amount + np.maximum(-(equity + amount), 0.0)
        return closed, np.where(closed, amount, 0.0)


def _check_margin(margin):
    if margin is not None and not isinstance(margin, Margin):
        fail("margin", margin, "a Margin, or None for a hedge that is never liquidated")


@dataclass(frozen=True)
class Spot:
    """The underlying itself, bought with cash and financed at the cash rate.

    >>> from gammalab import Paths, call, replay
    >>> paths = Paths([0.0, 0.1], [100.0, 105.0])
    >>> ledger = replay(call(100, 0.1), paths, vol=0.2, venue=Spot()).ledger()
    >>> ledger["settled"].tolist()      # gains stay in the units held
    [0.0, 0.0]
    """

    funded = True
    margin = None
    funding = 0.0

    def flows(self, hedge, spot, next_spot, dt, rate, carry, funding) -> Flows:
        """The yield, rate - carry, on the units held.

        A yield reinvested within the step makes exp(yield * dt) units of each one; the extra units
        are sold at the new price. This leaves no bias at any dt.
        """
        if rate == carry:
            return Flows(0.0, 0.0, 0.0)
        return Flows(0.0, hedge * next_spot * np.expm1((rate - carry) * dt), 0.0)


@dataclass(frozen=True)
class Future:
    """A future on the underlying, settled at every step, priced at the replay's cost of carry.

    Its price is spot * exp(carry * time to its expiry); contracts are held in the number that moves
    like `hedge` units of spot, hedge * exp(-carry * time to its expiry) at the step's start. So
    spot's move is settled, and the basis runs off against a long position when carry is positive.

    >>> flows = Future().flows(2.0, 100.0, 101.0, 0.01, rate=0.05, carry=0.05, funding=0.0)
    >>> float(flows.settled), round(float(flows.carried), 4)
    (2.0, -0.101)
    """

    margin: Margin | None = None
    funded = False
    funding = 0.0

    def __post_init__(self):
        _check_margin(self.margin)

    def flows(self, hedge, spot, next_spot, dt, rate, carry, funding) -> Flows:
        """Spot's move, and the basis."""
        basis = hedge * next_spot * np.expm1(-carry * dt) if carry else 0.0
        return Flows(hedge * (next_spot - spot), basis, 0.0)


@dataclass(frozen=True, eq=False)
class Perpetual:
    """A linear perpetual: quoted and settled in currency.

    funding: yearly rate, positive when longs pay and shorts receive; a number, or an array that
    broadcasts to (n_paths, n_times) and holds from each time to the next. It is paid at the end of
    a step on the notional at its start. `exchange.yearly` turns a rate per eight hours into it.

    Source: contract specifications of Binance and Bybit (linear, USDT-margined).

    >>> flows = Perpetual(funding=0.10).flows(-2.0, 100.0, 101.0, 0.01, 0.0, 0.0, funding=0.10)
    >>> float(flows.settled), round(float(flows.funding), 4)  # a short: gets the funding
    (-2.0, 0.2)
    """

    funding: float | np.ndarray = 0.0
    margin: Margin | None = None
    funded = False

    def __post_init__(self):
        object.__setattr__(self, "funding", numbers("funding", self.funding))
        _check_margin(self.margin)

    def flows(self, hedge, spot, next_spot, dt, rate, carry, funding) -> Flows:
        """The price's move, and funding: shorts receive it when the rate is positive."""
        return Flows(hedge * (next_spot - spot), 0.0, -hedge * spot * funding * dt)


@dataclass(frozen=True, eq=False)
class InversePerpetual:
    """An inverse perpetual: contracts worth a fixed amount of currency, settled in coin.

    A hedge of `hedge` units holds hedge * spot currency worth of contracts through a step. They
    bring hedge * spot * (1/spot - 1/next_spot) coins, and cost funding in coins, both turned into
    currency at the step's end; so nothing of the coin's own delta is left in the account. (An
    account kept in coin has that delta: see `exchange.coin_delta`.)

    Source: contract specifications of BitMEX and Deribit (inverse, coin-margined).

    >>> flows = InversePerpetual().flows(1.0, 100.0, 125.0, 0.01, 0.0, 0.0, funding=0.0)
    >>> round(flows.settled, 10)      # 100 * (1/100 - 1/125) = 0.2 coins, at 125
    25.0
    """

    funding: float | np.ndarray = 0.0
    margin: Margin | None = None
    funded = False

    def __post_init__(self):
        object.__setattr__(self, "funding", numbers("funding", self.funding))
        _check_margin(self.margin)

    def flows(self, hedge, spot, next_spot, dt, rate, carry, funding) -> Flows:
        """Coins gained and paid, at the step's last price."""
        contracts = hedge * spot
        coins = contracts * (1 / spot - 1 / next_spot)
        paid = contracts / spot * funding * dt
        return Flows(coins * next_spot, 0.0, -paid * next_spot)
