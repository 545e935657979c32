"""The margin account behind a leveraged hedge: what must be in it, and where it is closed.

An exchange closes a position when the money behind it falls below the maintenance margin. `Margin`
holds the rules; `closing.py` applies them at every step of a replay. The exchanges' own formulas
for a single position are in `crypto.py`, and agree with these.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .._validate import choice, fail, instance, not_negative, one_number, positive

ROUNDING = 1 - 1e-12  # so much of what is needed is enough


@dataclass(frozen=True)
class Margin:
    """The money behind a leveraged hedge, and when the exchange closes the position.

    collateral: put up at the start, above 0; in currency, for an `InversePerpetual` in coin.
    maintenance: the fraction of the position's notional that must be left, 0 or more and below 1.
    initial: the fraction that must be there when an order adds to the position; at least
    `maintenance`, which None stands for. mode: "isolated" puts only the collateral and the hedge's
    own gains at risk, and what is lost beyond them is the exchange's loss; "cross" counts
    everything (options at their mark, all cash) and forgives nothing. fee: fraction of the notional
    charged at a liquidation. leftover: who gets what an isolated account still holds after it:
    "owner", or "exchange" (into its insurance fund, as several exchanges have it).

    The conventions of a replay:

    - Costs, funding and the hedge's losses lower the equity; initial margin is looked at when an
      order fills. A hedge that cannot even be opened is an error; a later order that would add too
      much is not filled.
    - The account is looked at once a step. It is closed *at the price of that step*, never at a
      price that the path did not see. In a fair market this costs or earns nothing on average.
      (Filled at the liquidation price instead, each closing would earn about
      0.58 vol spot sqrt(dt) a unit: by how much a price looked at now and then is past a level when
      it is first seen there. Source: Broadie, Glasserman & Kou 1997.)
    - Where the paths have highs and lows, the market is seen to trade in between: the account is
      then closed as soon as they touch its liquidation price, and there; or, where it was broken
      before the step began, at the price of its beginning.
    - A stop whose level the market meets before that price closes the hedge there, and there is
      nothing left to liquidate. Seen at one and the same price, the exchange is quicker.
    - After a liquidation the options are left unhedged to the end. In a halt nothing is closed.

    A long unit bought at 100 with ten times leverage is closed at 90.91 at the earliest; a path
    that is seen at 90 closes it there:

    >>> import gammalab as gl
    >>> venue = gl.Perpetual(margin=Margin(collateral=10, maintenance=0.01))
    >>> fall = gl.Paths([0.0, 0.1, 0.2], [100.0, 90.0, 95.0])
    >>> run = gl.replay(gl.Book(), fall, paid_vol=0.2, policy=lambda now: 1.0, venue=venue)
    >>> run.liquidated.tolist(), run.pnl.tolist()
    ([True], [-10.0])
    """

    collateral: float
    maintenance: float = 0.005
    initial: float | None = None
    mode: str = "isolated"
    fee: float = 0.0
    leftover: str = "owner"

    def __post_init__(self):
        object.__setattr__(self, "collateral", one_number("collateral", self.collateral, positive))
        for name in ("maintenance", "initial", "fee"):
            if name == "initial" and self.initial is None:
                continue
            value = one_number(name, getattr(self, name), not_negative)
            if value >= 1 and name != "initial" or value > 1:
                fail(name, value, "0 or more and below 1")
            object.__setattr__(self, name, value)
        if self.initial is not None and self.initial < self.maintenance:
            fail("initial", self.initial, f"maintenance, {self.maintenance!r}, or more")
        choice("mode", self.mode, ("isolated", "cross"))
        choice("leftover", self.leftover, ("owner", "exchange"))

    @property
    def to_open(self) -> float:
        """The fraction of the notional that must be there when an order adds to the position."""
        return self.maintenance if self.initial is None else self.initial


def needed(margin, target, spot):
    """What must be there when an order leads to `target` units, currency."""
    return margin.to_open * np.abs(target) * spot


def bears_not(margin, held, target, spot, worth):
    """Where an order adds to the position, and the account is too small for it: (n,) bool.

    held, target: units before and after. worth: of the account, currency.
    """
    adds = (np.abs(target) > np.abs(held)) | (target * held < 0)
    return adds & (worth < needed(margin, target, spot) * ROUNDING)


def check_margin(margin):
    """A Margin, or None."""
    if margin is not None:
        instance("margin", margin, Margin, "a Margin, or None for a hedge that is never liquidated")


def crossing(shortfall, safe, broken):
    """Where between the prices `safe` and `broken` the function `shortfall` turns negative.

    shortfall: of prices (n,), at least 0 at `safe`, below 0 at `broken`; (n,) each. Bisection: it
    serves straight lines, coins and options alike, and ends after 60 halvings.

    >>> crossing(lambda price: price - 90.5, np.array([100.0]), np.array([80.0])).round(9).tolist()
    [90.5]
    """
    for _ in range(60):
        middle = 0.5 * (safe + broken)
        good = shortfall(middle) >= 0
        safe, broken = np.where(good, middle, safe), np.where(good, broken, middle)
    return broken
