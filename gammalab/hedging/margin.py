"""The account behind a leveraged hedge, and when the exchange closes the position."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .._validate import choice, fail, not_negative, one_number, positive


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
