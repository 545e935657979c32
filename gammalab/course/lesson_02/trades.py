"""What the labs of lesson 02 share: which trades the hedge made, in marks and in words."""

from __future__ import annotations

import numpy as np

from gammalab.lab import style

SPOT, DAYS, CONTRACTS = 100.0, 30, 100  # first price, days to expiry, options held
EXPIRY = DAYS / 365


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
    if len(buys) and len(sells):
        low, high = average_price(buys), average_price(sells)
        return f"It bought at {low:,.2f} on average and sold at {high:,.2f}."
    if len(buys) or len(sells):
        only, what = (buys, "bought") if len(buys) else (sells, "sold")
        return f"It only {what}, at {average_price(only):,.2f} on average."
    return "It has not traded since."


def trade_marks(axes):
    """Two empty sets of markers for buys and sells on a price chart."""
    (buys,) = axes.plot([], [], linestyle="none", markersize=8, label="hedge buys", **style.BUY)
    (sells,) = axes.plot([], [], linestyle="none", markersize=8, label="hedge sells", **style.SELL)
    return buys, sells


def mark_trades(marks, ledger):
    """Move the markers to where the ledger traded."""
    days, trade, spot = (np.asarray(a) for a in (ledger.index, ledger["trade"], ledger["spot"]))
    for line, chosen in zip(marks, (trade > 1e-9, trade < -1e-9), strict=True):
        line.set_data(days[chosen], spot[chosen])


def zero_line(axes):
    """The line between profit and loss, or between long and short."""
    axes.axhline(0, color=style.GREY, linewidth=1)
