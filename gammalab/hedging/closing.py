"""Closed by others: the margin account and the stop of a block of paths, looked at once a step.

`Closings.look` says which hedges end within a step that has just gone by, at which price, and what
that brought beyond their value at the step's last price. The rules are those of `margin.Margin` and
`execution.Stop`, which also state the conventions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .._validate import fail
from .along import at_time
from .margin import ROUNDING, bears_not, crossing, needed

CURRENCY_NEEDED = (
    "enough to open a hedge of {hedge} units at {spot}: {least} currency must be there"
)
COIN_NEEDED = "enough to open a hedge of {hedge} units at {spot}: {least} coin must be there"


class Closing(NamedTuple):
    """What was closed within a step, (n,) each."""

    by_exchange: np.ndarray | bool  # liquidated
    by_stop: np.ndarray | bool  # filled within the step, at its level
    stopped: np.ndarray | bool  # a stop was reached: an order to close is out, or was filled
    fill: np.ndarray | float  # the price of what was closed, currency
    brought: np.ndarray | float  # beyond the hedge's value at the step's last price, currency
    liquidation: np.ndarray | float  # the part of it that is the exchange's doing
    worse: np.ndarray | float  # how much worse than the level the last price is, for a stop


NOTHING = Closing(False, False, False, 0.0, 0.0, 0.0, 0.0)


class Closings:
    """Who is out of the market, and what is in the margin accounts. Changes as the replay walks."""

    def __init__(self, setup, rows: slice):
        self._setup, self._rows = setup, rows
        self._margin, self._stop = setup.venue.margin, setup.stop
        n = len(range(setup.paths.n_paths)[rows])
        self.liquidated = np.zeros(n, dtype=bool)  # for good
        self.stopped = np.zeros(n, dtype=bool)
        self._opened = np.zeros(n, dtype=bool)
        self._traded_at = setup.paths.spots[rows, 0]  # the last price that was no halt's
        # An isolated account, in the money of the venue: currency, or coin.
        self._equity = np.full(n, self._margin.collateral if self._margin else 0.0)

    @property
    def out(self):
        """Where no hedge may be held."""
        return self.liquidated | self.stopped

    # ---- what happens to the account ------------------------------------------------------------

    def book(self, amount, spot):
        """Flows and costs of the hedge, currency at `spot`."""
        if self._margin:
            self._equity = self._equity + (amount / spot if self._setup.venue.in_coin else amount)

    def allow(self, k, spot, held, target, cash):
        """`target`, but for orders that the margin does not bear, which leave the hedge as it is.

        Errors: ValueError where the collateral is too little for even the first one.
        """
        if not self._margin:
            return target
        short = bears_not(self._margin, held, target, spot, self._worth(k, spot, cash))
        if (first := short & ~self._opened).any():
            self._enough_put_up(first, spot, target)
        allowed = np.where(short, held, target)
        self._opened |= allowed != 0
        return allowed

    def _enough_put_up(self, first, spot, target):
        """ValueError where the collateral itself would not bear an order in `first`."""
        coin, collateral = self._setup.venue.in_coin, self._margin.collateral
        asked = needed(self._margin, target, spot)
        short = first & (collateral * (spot if coin else 1.0) < asked * ROUNDING)
        if short.any():
            i = int(np.argmax(np.where(short, asked / spot, 0.0)))
            said = COIN_NEEDED if coin else CURRENCY_NEEDED
            least = float(asked[i] / spot[i] if coin else asked[i])
            fail(
                "collateral", collateral,
                said.format(
                    hedge=f"{float(target[i]):.6g}", spot=f"{float(spot[i]):.6g}",
                    least=f"{least:.6g}",
                ),
            )  # fmt: skip

    def _worth(self, k, spot, cash):
        """Equity at the last price, currency."""
        if self._margin.mode == "cross":
            return self._cross(k, spot, spot, np.zeros(spot.shape), cash)
        return self._equity * spot if self._setup.venue.in_coin else self._equity

    # ---- what closes the hedge ------------------------------------------------------------------

    def look(self, k, before, spot, hedge, cash, halted) -> Closing:
        """After the flows of the step to time k. before, spot: its two prices, (n,). hedge: units
        as they stand at its end. halted: nothing can be closed."""
        if self._stop and self._stop.back_in:
            under, over = self._stop.beyond(spot, spot)
            self.stopped &= under | over
        if halted:
            return NOTHING
        asked_at, self._traded_at = self._traded_at, spot
        low, high = self._range(k, before, spot)
        fill, none = spot.copy(), np.zeros(spot.shape, dtype=bool)
        stopped = by_stop = by_exchange = none
        liquidation, worse = np.zeros(spot.shape), np.zeros(spot.shape)
        level = spot
        if self._stop:
            under, over = self._stop.beyond(low, high)
            sold, bought = under & (hedge > 0), over & (hedge < 0)
            stopped = (sold | bought) & ~self.out
            levels = self._stop.below or 0.0, self._stop.above or 0.0
            level = np.where(sold, levels[0], np.where(bought, levels[1], spot))
            if self._seen_between() and not self._limited():
                # Both prices are known to have been traded at, and so was the level between them.
                by_stop = stopped & ((before - level) * hedge > 0)
        if self._margin:
            # Whoever is stopped at a level is there no more when the market goes beyond it.
            low = np.where(by_stop & (hedge > 0), level, low)
            high = np.where(by_stop & (hedge < 0), level, high)
            by_exchange = self._broken(k, before, spot, hedge, cash, low, high, by_stop, fill)
            liquidation = self._end(by_exchange, spot, hedge, fill)
            self.liquidated |= by_exchange
            stopped, by_stop = stopped & ~by_exchange, by_stop & ~by_exchange
        brought = liquidation
        if self._stop:
            self.stopped |= stopped
            fill = np.where(by_stop, level, fill)
            gain = np.where(by_stop, self._gain(hedge, spot, level), 0.0)
            brought = brought + gain
            self.book(gain, spot)
            # A hedge that was opened beyond the level has its stop go off at the price of then.
            beyond = (asked_at - level) * hedge <= 0
            asked = np.where(beyond, asked_at, level)
            worse = np.where(stopped & ~by_stop, hedge * (spot - asked), 0.0)
        return Closing(by_exchange, by_stop, stopped, fill, brought, liquidation, worse)

    def _range(self, k, before, spot):
        """How far the market is seen to go within the step."""
        paths = self._setup.paths
        if not self._seen_between():
            return spot, spot
        return paths.lows[self._rows, k], paths.highs[self._rows, k]

    def _seen_between(self):
        return getattr(self._setup.paths, "highs", None) is not None

    def _limited(self):
        return self._setup.execution is not None and self._setup.execution.max_trade is not None

    def _gain(self, hedge, spot, price):
        """What a position of `hedge` units at `spot` has gained at `price`, beyond its value at
        `spot`; currency at `spot`."""
        if self._setup.venue.in_coin:  # hedge * spot contracts, whose coins are worth `spot` each
            return hedge * spot * (1 - spot / price)
        return hedge * (price - spot)

    def _excess(self, k, spot, hedge, cash, rows=slice(None)):
        """A function of prices: equity less the maintenance margin, of the paths in `rows`."""
        margin, coin = self._margin, self._setup.venue.in_coin
        spot, hedge, cash, equity = spot[rows], hedge[rows], cash[rows], self._equity[rows]

        def isolated(price):
            if coin:
                contracts = hedge * spot
                return (
                    equity
                    + contracts * (1 / spot - 1 / price)
                    - (margin.maintenance * np.abs(contracts) / price)
                )
            return equity + hedge * (price - spot) - margin.maintenance * np.abs(hedge) * price

        def cross(price):
            held = np.abs(hedge) * (spot if coin else price)
            return self._cross(k, spot, price, hedge, cash, rows) - margin.maintenance * held

        return cross if margin.mode == "cross" else isolated

    def _cross(self, k, spot, price, hedge, cash, rows=slice(None)):
        """Everything that a cross account holds if the market were at `price`, currency."""
        setup, coin = self._setup, self._setup.venue.in_coin
        where = np.arange(setup.paths.n_paths)[self._rows][rows]
        book = setup.book_at(k)
        vol = at_time(setup.mark_vol, where, k, book)
        option = setup.pricer(where).greeks(book, price, vol, setup.times[k], ("price",))["price"]
        gain = hedge * spot * (price / spot - 1) if coin else hedge * (price - spot)
        collateral = self._margin.collateral * (price if coin else 1.0)
        return collateral + cash + gain + option

    def _broken(self, k, before, spot, hedge, cash, low, high, by_stop, fill):
        """Which accounts are closed; writes the price of each into `fill`. low, high: how far the
        market went while the hedge was there, which for `by_stop` ends at one of them."""
        held = hedge != 0
        excess = self._excess(k, spot, hedge, cash)
        broken = held & ~by_stop & (excess(spot) < 0)
        if not self._seen_between():
            return broken
        # The market went to both ends of its range. Where both break the account, the one that is
        # against the hedge has the say; and before either, the price that the step began with.
        against, with_it = np.where(hedge > 0, low, high), np.where(hedge > 0, high, low)
        for end, asked in ((with_it, held & ~by_stop), (against, held)):
            touched = asked & (excess(end) < 0)
            rows = np.flatnonzero(touched)
            if rows.size:
                inside = self._excess(k, spot, hedge, cash, rows)
                fill[rows] = crossing(inside, before[rows], end[rows])
            broken = broken | touched
        already = held & (excess(before) < 0)
        fill[already] = before[already]
        return broken | already

    def _end(self, closed, spot, hedge, fill):
        """Close the accounts in `closed` at `fill`: what that brings, currency, (n,)."""
        margin, coin = self._margin, self._setup.venue.in_coin
        if not closed.any():
            return np.zeros(spot.shape)
        gain = self._gain(hedge, spot, fill)
        notional = np.abs(hedge) * (spot * spot / fill if coin else fill)  # coins are worth `spot`
        amount = gain - margin.fee * notional
        if margin.mode == "isolated":
            left = self._equity * (spot if coin else 1.0) + amount
            amount = amount + np.maximum(-left, 0.0)
            if margin.leftover == "exchange":
                amount = amount - np.maximum(left, 0.0)
        amount = np.where(closed, amount, 0.0)
        self.book(amount, spot)
        return amount
