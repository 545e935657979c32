"""Lesson 02, round 2: the same book, long and short, in markets of one shape each."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

import gammalab as gl
from gammalab.lab import scale, style
from gammalab.lab.live import Choice, Lab, Slider
from gammalab.lab.words import signed

from .trades import (
    CONTRACTS,
    DAYS,
    EXPIRY,
    SPOT,
    bought_and_sold,
    mark_trades,
    rehedges,
    trade_marks,
    zero_line,
)

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


def _sides_compute(shape, size, paid_vol):
    paths = market(shape, size)
    book = CONTRACTS * gl.straddle(SPOT, EXPIRY)
    long, short = (gl.replay(side, paths, paid_vol=paid_vol).ledger() for side in (book, -book))
    return SimpleNamespace(long=long, short=short, realised=float(paths.realised_vol()[0]))


def _sides_build(figure):
    (long, short), (hold, pnl) = figure.subplots(2, 2, sharex=True)
    long.set(title="Long 100 straddles: long gamma", ylabel="price (currency)")
    short.set(title="Short 100 straddles: short gamma")
    hold.set(title="Shares held as hedge", ylabel="shares", xlabel="day")
    hold.set(ylim=(-115, 165), yticks=range(-100, 101, 50))
    pnl.set(title="Profit and loss, hedged daily", ylabel="currency", xlabel="day")
    pnl.set_xlim(-0.7, 30.7)
    zero_line(hold)
    zero_line(pnl)
    moving = SimpleNamespace(sides=[])
    for axes in (long, short):
        (price,) = axes.plot([], [], color=style.PRICE)
        moving.sides.append(SimpleNamespace(price=price, marks=trade_marks(axes)))
        scale.legend(axes, ncols=2, handles=[*moving.sides[-1].marks])
    for name, axes in (("hold", hold), ("pnl", pnl)):
        step = {"drawstyle": "steps-post"} if name == "hold" else {}
        lines = [
            axes.plot([], [], color=style.OPTION, label="long gamma", **step)[0],
            axes.plot([], [], color=style.LOSS, linestyle="--", label="short gamma", **step)[0],
        ]
        setattr(moving, name, lines)
        scale.legend(axes, ncols=2)
    moving.axes = SimpleNamespace(prices=(long, short), pnl=pnl)
    return moving


def _sides_draw(result, artists):
    days = result.long.index.to_numpy(dtype=float)
    ledgers = (result.long, result.short)
    for side, ledger, hold, pnl, axes in zip(
        artists.sides, ledgers, artists.hold, artists.pnl, artists.axes.prices, strict=True
    ):
        side.price.set_data(days, ledger["spot"])
        mark_trades(side.marks, ledger.iloc[:-1])  # the close is no hedge
        hold.set_data(days[:-1], ledger["hedge"][:-1])
        pnl.set_data(days, ledger["pnl"])
        scale.around(axes, SPOT, ledger["spot"], least=10)
    scale.span(artists.axes.pnl, result.long["pnl"], result.short["pnl"], least=200)


def _sides_summary(result):
    long, short = result.long["pnl"].iloc[-1], result.short["pnl"].iloc[-1]
    buys, sells = rehedges(result.long)
    return (
        f"The price moved at {result.realised:.0%} a year. Long gamma: {signed(long)}. "
        f"Its hedge: {bought_and_sold(buys, sells)} Short gamma: {signed(short)}, "
        "with every trade reversed."
    )


def _sides_alt(result):
    return (
        "Four charts. Above, the same price twice: the long-gamma hedge sells after rises and buys "
        "after falls, the short-gamma hedge does the reverse. Below, shares held and profit of the "
        "two, mirror images of each other. " + _sides_summary(result)
    )


long_and_short = Lab(
    title="The same book, long and short",
    controls=(
        Choice("shape", "The market makes", SHAPES, "swings"),
        Slider("size", "Size of the move", 0.06, 0.0, 0.20, 0.01, "%"),
        Slider("paid_vol", "Volatility paid", 0.20, 0.05, 0.60, 0.01, "%"),
    ),
    compute=_sides_compute,
    build=_sides_build,
    draw=_sides_draw,
    summary=_sides_summary,
    alt=_sides_alt,
    size=(9.6, 6.4),
)
