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
for funding and liquidation prices are in `crypto.py`. This module knows nothing of options.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .._validate import numbers
from .margin import Margin, _check_margin


class Flows(NamedTuple):
    """What a position brought over one step, (n,) currency at its end."""

    settled: np.ndarray | float  # gains paid out; 0 where they stay in the units held
    carried: np.ndarray | float  # yield of the units, or the basis of a future running off
    funding: np.ndarray | float


@dataclass(frozen=True)
class Spot:
    """The underlying itself, bought with cash and financed at the cash rate.

    >>> from gammalab import Paths, call, replay
    >>> paths = Paths([0.0, 0.1], [100.0, 105.0])
    >>> ledger = replay(call(100, 0.1), paths, paid_vol=0.2, venue=Spot()).ledger()
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
    a step on the notional at its start. `crypto.yearly` turns a rate per eight hours into it.

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
    account kept in coin has that delta: see `crypto.coin_delta`.)

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
