"""What the labs of lesson 02 share: the month, and which trades the hedge made, in words."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

SPOT, DAYS, CONTRACTS = 100.0, 30, 100  # first price, days to expiry, options held
EXPIRY = DAYS / 365
LITTLE = 5.0  # shares in all: what time alone makes the hedge trade at the strike


class Trades(NamedTuple):
    """Trades of one kind: their prices, and how many shares each, both positive."""

    prices: np.ndarray
    sizes: np.ndarray

    @property
    def total(self) -> float:
        return float(self.sizes.sum())


def rehedges(ledger) -> tuple[Trades, Trades]:
    """What was traded between the first day and the last: the buys, and the sells.

    The first trade sets the hedge up and the last takes it down; neither harvests anything.
    """
    spot, trade = (ledger[column].to_numpy()[1:-1] for column in ("spot", "trade"))
    buys, sells = (sign * trade > 1e-9 for sign in (1, -1))
    return Trades(spot[buys], trade[buys]), Trades(spot[sells], -trade[sells])


def average_price(trades: Trades) -> float:
    """Average price of some trades, weighted by size, currency; NaN when there are none."""
    return float(trades.sizes @ trades.prices) / trades.total if trades.total else np.nan


def bought_and_sold(said: dict, buys: Trades, sells: Trades) -> str:
    """The two averages in a sentence, or what is missing for them.

    said : the sentences, by what was done: "nothing", "hardly anything", "both", "hardly sold",
    "hardly bought", "only bought", "only sold". {low} is the average price of the buys, {high}
    that of the sells.
    """
    low, high = (f"{average_price(trades):,.2f}" for trades in (buys, sells))
    return said[_done(buys.total, sells.total)].format(low=low, high=high)


def _done(bought: float, sold: float) -> str:
    if not bought and not sold:
        return "nothing"
    if bought + sold < LITTLE:
        return "hardly anything"
    if min(bought, sold) >= LITTLE:
        return "both"
    # An average price of next to nothing would be read as that of a trade that counts.
    if not bought:
        return "only sold"
    if not sold:
        return "only bought"
    if bought < sold:
        return "hardly bought"
    return "hardly sold"
