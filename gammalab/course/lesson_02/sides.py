"""Lesson 02, round 2: the same book, long and short, in markets of one shape each."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

import gammalab as gl
from gammalab.lab import Chart, Choice, Lab, Slider, style
from gammalab.lab.words import signed

from .trades import CONTRACTS, DAYS, EXPIRY, SPOT, bought_and_sold, rehedges

SHAPES = {
    "swings, ends where it began": "swings",
    "a steady rise": "rise",
    "a steady fall": "fall",
    "one jump up": "jump up",
    "one jump down": "jump down",
}


def market(shape: str, size: float) -> gl.Paths:
    """A month of daily prices that moves by `size` (a fraction of the first price) in one shape."""
    t = np.linspace(0, 1, DAYS + 1)
    jump = (t > 0.5).astype(float)
    form = {
        "swings": np.sin(4 * np.pi * t),
        "rise": t,
        "fall": -t,
        "jump up": jump,
        "jump down": -jump,
    }[shape]
    return gl.Paths(t * EXPIRY, SPOT * (1 + size * form))


def _compute(shape, size, paid_vol):
    paths, book = market(shape, size), CONTRACTS * gl.straddle(SPOT, EXPIRY)
    long, short = (gl.replay(side, paths, paid_vol=paid_vol).ledger() for side in (book, -book))
    return SimpleNamespace(long=long, short=short, realised=float(paths.realised_vol()[0]))


def _draw(page, result):
    for chart, ledger in ((page.long, result.long), (page.short, result.short)):
        chart.line(ledger["spot"], style.PRICE)
        chart.trades(ledger.iloc[:-1])  # the close is no hedge
        chart.around(SPOT, ledger["spot"], least=10)
    page.hold.steps(result.long["hedge"][:-1], style.OPTION, "long gamma")
    page.hold.steps(result.short["hedge"][:-1], style.LOSS, "short gamma", linestyle="--")
    page.pnl.line(result.long["pnl"], style.OPTION, "long gamma")
    page.pnl.dashes(result.short["pnl"], style.LOSS, "short gamma")
    page.pnl.span(result.long["pnl"], result.short["pnl"], least=200)


def _say(result):
    long, short = result.long["pnl"].iloc[-1], result.short["pnl"].iloc[-1]
    return (
        f"The price moved at {result.realised:.0%} a year. Long gamma: {signed(long)}. "
        f"Its hedge: {bought_and_sold(*rehedges(result.long))} Short gamma: {signed(short)}, "
        "with every trade reversed."
    )


long_and_short = Lab(
    "The same book, long and short",
    Choice("shape", "The market makes", SHAPES, "swings"),
    Slider("size", "Size of the move", 0.06, 0.0, 0.20, 0.01, "%"),
    Slider("paid_vol", "Volatility paid", 0.20, 0.05, 0.60, 0.01, "%"),
    charts=[
        Chart("long", "Long 100 straddles: long gamma", "price (currency)"),
        Chart("short", "Short 100 straddles: short gamma"),
        Chart("hold", "Shares held as hedge", "shares", "day", zero=True,
              ylim=(-115, 115), yticks=range(-100, 101, 50)),
        Chart("pnl", "Profit and loss, hedged daily", "currency", "day", zero=True,
              xlim=(-0.7, 30.7)),
    ],
    rows=("long short", "hold pnl"),
    share_x=True,
    size=(9.6, 6.4),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Four charts. Above, the same price twice, with the trades of the one side and of the "
    "other; below, the shares held and the profit of the two, mirror images of each other.",
)  # fmt: skip
