"""What the labs of lesson 02 share: the month, and which trades the hedge made, in words."""

from __future__ import annotations

import numpy as np

SPOT, DAYS, CONTRACTS = 100.0, 30, 100  # first price, days to expiry, options held
EXPIRY = DAYS / 365
LITTLE = 5.0  # shares in all: what time alone makes the hedge trade at the strike


def rehedges(ledger):
    """What was traded between the first day and the last: prices and sizes of buys and of sells.

    The first trade sets the hedge up and the last takes it down; neither harvests anything.
    """
    inner = ledger.iloc[1:-1]
    buys, sells = inner[inner["trade"] > 1e-9], inner[inner["trade"] < -1e-9]
    return buys, sells


def average_price(trades) -> float:
    """Average price of some trades, weighted by size, currency; NaN when there are none."""
    size = trades["trade"].abs().sum()
    return float((trades["trade"].abs() * trades["spot"]).sum() / size) if size else np.nan


def bought_and_sold(buys, sells) -> str:
    """The two averages in words, or what is missing for them."""
    bought, sold = buys["trade"].sum(), -sells["trade"].sum()
    if not bought and not sold:
        return "has not traded"
    if bought + sold < LITTLE:
        return "has hardly traded"
    low, high = (f"{average_price(trades):,.2f}" for trades in (buys, sells))
    if min(bought, sold) >= LITTLE:
        return f"bought at {low} on average, sold at {high}"
    # An average price of next to nothing would be read as that of a trade that counts.
    done, price, other = ("bought", low, sold) if bought > sold else ("sold", high, bought)
    missing = "sold" if done == "bought" else "bought"
    if other:
        return f"{done} at {price} on average, and hardly {missing}"
    return f"only {done}, at {price} on average"
