"""What the hedge is traded in, and what holding it brings: spot, futures, perpetuals.

A hedge is always counted in units of the underlying, so that `-delta` is neutral whatever the
venue. A venue says what a position of that size earns and pays between two times. All amounts are
currency, positive when *we* receive them.

- `Spot`: units are bought with cash, which costs or earns interest; they earn the yield.
- `Future`: no cash changes hands at a trade; gains are settled at every step; its price converges
  to spot at the cost of carry.
- `Perpetual`, `InversePerpetual`: futures without expiry, tied to spot by funding: when the rate is
  positive, longs pay it and *shorts receive it*.

What is held is a number of contracts. Left alone, it stays the same; the units that it moves like
may not (`contracts_per_unit`). This module knows nothing of options.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from .._frames import is_series
from .._validate import check_fields, numbers, owned, positive, years
from .margin import Margin, check_margin

YEAR_IN_HOURS = 365 * 24
SMALL = 2e-3  # a yearly funding rate smaller than this was probably meant for a few hours


class Flows(NamedTuple):
    """What a position brought over one step, currency at its end."""

    settled: np.ndarray | float  # gains paid out; 0 where they stay in the units held
    income: np.ndarray | float  # yield of the units, or the basis of a future running off
    funding: np.ndarray | float


class Venue(Protocol):
    """Where the hedge is traded. `flows` says what holding it brings; `contracts_per_unit` how many
    contracts move like one unit; `paid_in_full` whether units are bought with cash; `in_coin`
    whether gains and collateral are coins; `funding` and `margin` are what it was made with."""

    paid_in_full: bool
    in_coin: bool
    funding: float | np.ndarray
    margin: Margin | None

    def flows(self, hedge, spot, next_spot, time, next_time, rate, carry, funding) -> Flows:
        """What `hedge` units held from `time` to `next_time` bring; arrays broadcast."""

    def contracts_per_unit(self, spot, time, carry):
        """How many contracts are held for one unit of the underlying: a number, or an array."""


@dataclass(frozen=True)
class Spot:
    """The underlying itself, bought with cash and financed at the cash rate.

    >>> from gammalab import Paths, call, replay
    >>> paths = Paths([0.0, 0.1], [100.0, 105.0])
    >>> ledger = replay(call(100, 0.1), paths, paid_vol=0.2, venue=Spot()).ledger()
    >>> ledger["settled"].tolist()      # gains stay in the units held
    [0.0, 0.0]
    """

    paid_in_full = True
    in_coin = False
    margin = None
    funding = 0.0

    def flows(self, hedge, spot, next_spot, time, next_time, rate, carry, funding) -> Flows:
        """The yield, rate - carry, on the units held.

        A yield reinvested within the step makes exp(yield * dt) units of each one; the extra units
        are sold at the new price. This leaves no bias at any dt.
        """
        if rate == carry:
            return Flows(0.0, 0.0, 0.0)
        grown = np.expm1((rate - carry) * (next_time - time))
        return Flows(0.0, hedge * next_spot * grown, 0.0)

    def contracts_per_unit(self, spot, time, carry):
        """One: a unit is a unit."""
        return 1.0


@dataclass(frozen=True)
class Future:
    """A future on the underlying, settled at every step, priced at the replay's cost of carry.

    Its price is spot * exp(carry * (expiry - time)). A hedge of one unit holds
    exp(-carry * (expiry - time)) contracts of one unit each, which move like it; left alone, they
    move like a little less (carry > 0) every day. So spot's move is settled, and the basis runs off
    against a long position when carry is positive.
    expiry: years from the start of the paths, 0 or more; None is their horizon. It matters for
    whole lots only. margin: a Margin, or None.

    >>> flows = Future().flows(2.0, 100.0, 101.0, 0.0, 0.01, rate=0.05, carry=0.05, funding=0.0)
    >>> float(flows.settled), round(float(flows.income), 4)
    (2.0, -0.101)
    """

    margin: Margin | None = None
    expiry: float | None = None
    paid_in_full = False
    in_coin = False
    funding = 0.0

    def __post_init__(self):
        check_margin(self.margin)
        if self.expiry is not None:
            check_fields(self, expiry=years)

    def flows(self, hedge, spot, next_spot, time, next_time, rate, carry, funding) -> Flows:
        """Spot's move, and the basis."""
        basis = hedge * next_spot * np.expm1(-carry * (next_time - time)) if carry else 0.0
        return Flows(hedge * (next_spot - spot), basis, 0.0)

    def contracts_per_unit(self, spot, time, carry):
        """exp(-carry * (expiry - time))."""
        return np.exp(carry * (time - (self.expiry or 0.0))) if carry else 1.0


@dataclass(frozen=True, eq=False)
class _Funded:
    """What perpetuals share: a funding rate, when it is paid, and a margin."""

    funding: float | np.ndarray = 0.0
    margin: Margin | None = None
    stamp_hours: float | None = None
    paid_in_full = False

    def __post_init__(self):
        funding = numbers("funding", self.funding)
        if not is_series(self.funding):  # which keeps its dates until the paths are there
            kept = owned(funding) if funding.ndim else float(funding)
        else:
            kept = self.funding.copy()
        object.__setattr__(self, "funding", kept)
        check_margin(self.margin)
        if self.stamp_hours is not None:
            check_fields(self, stamp_hours=positive)
        most = float(np.max(np.abs(funding))) if funding.size else 0.0
        if 0 < most < SMALL:
            warnings.warn(
                f"funding = {most:g} is a yearly rate, {most / (3 * 365):.2g} per eight hours; if "
                f"it is a rate per eight hours, say crypto.yearly({most:g}) = {most * 3 * 365:.4g}",
                stacklevel=4,
            )

    def _due(self, spot, next_spot, time, next_time):
        """Years of funding due on each unit, times the price that it is due on."""
        if self.stamp_hours is None:
            return spot * (next_time - time)
        every = self.stamp_hours / YEAR_IN_HOURS
        # A stamp belongs to the step that ends at it; rounding must not lose or double one.
        passed, due = (np.floor(np.asarray(t) / every + 1e-9) for t in (time, next_time))
        at_end = (due > passed) & (np.abs(due * every - next_time) <= 1e-9 * every)
        return every * ((due - passed - at_end) * spot + at_end * next_spot)


@dataclass(frozen=True, eq=False)
class Perpetual(_Funded):
    """A linear perpetual: quoted and settled in currency.

    funding: yearly rate, positive when longs pay and shorts receive; a number, or an array that
    broadcasts to (n_paths, n_times) and holds from each time to the next; a pandas Series goes by
    its dates. `crypto.yearly` turns a rate per eight hours into it; a yearly rate so small that it
    was probably meant for eight hours brings a warning. margin: a Margin, or None.
    stamp_hours: None pays pro rata, at the end of a step on the notional at its start; 8 pays
    whole, every eight hours counted from the start, at the rate of its step, to whoever holds the
    position at the stamp (before the trade of that time), on the last price seen.

    Source: contract specifications of Binance and Bybit (linear, USDT-margined).

    >>> venue = Perpetual(funding=0.10)
    >>> flows = venue.flows(-2.0, 100.0, 101.0, 0.0, 0.01, rate=0.0, carry=0.0, funding=0.10)
    >>> float(flows.settled), round(float(flows.funding), 4)  # a short: gets the funding
    (-2.0, 0.2)
    """

    in_coin = False

    def flows(self, hedge, spot, next_spot, time, next_time, rate, carry, funding) -> Flows:
        """The price's move, and funding: shorts receive it when the rate is positive."""
        paid = hedge * funding * self._due(spot, next_spot, time, next_time)
        return Flows(hedge * (next_spot - spot), 0.0, -paid)

    def contracts_per_unit(self, spot, time, carry):
        """One: a contract is a unit."""
        return 1.0


@dataclass(frozen=True, eq=False)
class InversePerpetual(_Funded):
    """An inverse perpetual: contracts worth a fixed amount of currency, settled in coin.

    A hedge of one unit holds `spot` contracts of one currency unit each. Left alone, that number
    stays: over 100, 50, 200 a hundred of them lose 1 coin and then make 1.5. What a step brings in
    coin is turned into currency at its end, so that nothing of the coin's own delta is left in the
    replay's account; the run also tells what an account kept in coin would show
    (`Run.pnl_in_coin`). Collateral and the margin account are in coin.
    funding, margin, stamp_hours: as for `Perpetual`.

    Source: contract specifications of BitMEX and Deribit (inverse, coin-margined).

    >>> flows = InversePerpetual().flows(1.0, 100.0, 125.0, 0.0, 0.01, 0.0, 0.0, funding=0.0)
    >>> round(flows.settled, 10)      # 100 * (1/100 - 1/125) = 0.2 coins, at 125
    25.0
    """

    in_coin = True

    def flows(self, hedge, spot, next_spot, time, next_time, rate, carry, funding) -> Flows:
        """Coins gained and paid, at the step's last price."""
        contracts = hedge * spot
        coins = contracts * (1 / spot - 1 / next_spot)
        # Funding is due on contracts / price coins: as much of the year for each contract.
        years = self._due(1 / spot, 1 / next_spot, time, next_time)
        return Flows(coins * next_spot, 0.0, -contracts * funding * years * next_spot)

    def contracts_per_unit(self, spot, time, carry):
        """`spot` contracts of one currency unit each."""
        return spot
