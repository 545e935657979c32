"""Lesson 02, round 2: the same straddles, long and short, in markets of one shape each."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import percent, signed

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
    form = {"swings": np.sin(4 * np.pi * t), "rise": t, "fall": -t, "jump up": jump,
            "jump down": -jump}[shape]  # fmt: skip
    return gl.Paths(t * EXPIRY, SPOT * (1 + size * form))


def _compute(shape, size, paid_vol):
    paths = market(shape, size)
    ledger = gl.replay(CONTRACTS * gl.straddle(SPOT, EXPIRY), paths, paid_vol=paid_vol).ledger()
    return SimpleNamespace(
        shape=shape, size=size, paid=paid_vol, happened=float(paths.realised_vol()[0]),
        ledger=ledger, owner=float(ledger["pnl"].iloc[-1]),
    )  # fmt: skip


def _draw(page, result):
    ledger = result.ledger
    page.profit.line(ledger["pnl"], style.OPTION, "owner, long gamma", dot=True)
    page.profit.dashes(-ledger["pnl"], style.LOSS, "seller, short gamma", dot=True)
    most = ledger["pnl"].abs().max()
    top = next(top for top in (550, 1500, 3400) if most < 0.96 * top)
    page.profit.limits(-top, top)
    page.price.line(ledger["spot"], style.PRICE)
    page.price.trades(ledger.iloc[:-1], biggest=30)  # the close is no hedge
    page.price.limits(*((88, 112) if result.size <= 0.10 else (77, 123)))


TRADED = {
    "nothing": (
        "After its first trade the owner's hedge has not traded; the seller's did the opposite."
    ),
    "hardly anything": (
        "After its first trade the owner's hedge has hardly traded; the seller's did the opposite."
    ),
    "both": (
        "After its first trade the owner's hedge bought at {low} on average, sold at {high}; the "
        "seller's did the opposite."
    ),
    "hardly sold": (
        "After its first trade the owner's hedge bought at {low} on average, and hardly sold; the "
        "seller's did the opposite."
    ),
    "hardly bought": (
        "After its first trade the owner's hedge sold at {high} on average, and hardly bought; the "
        "seller's did the opposite."
    ),
    "only bought": (
        "After its first trade the owner's hedge only bought, at {low} on average; the seller's "
        "did the opposite."
    ),
    "only sold": (
        "After its first trade the owner's hedge only sold, at {high} on average; the seller's "
        "did the opposite."
    ),
}


def _say(result):
    words = (
        f"Happened {percent(result.happened, 1)}, paid {percent(result.paid)}. "
        f"Owner {signed(result.owner)}, seller {signed(-result.owner)}. "
        f"{bought_and_sold(TRADED, *rehedges(result.ledger))}"
    )
    jumped = result.shape.startswith("jump") and result.size
    return f"{words} A jump: all of it on one day, from the strike." if jumped else words


long_and_short = Lab(
    "The same straddles, long and short",
    Choice("shape", "Market", SHAPES, "swings"),
    Slider("size", "Size", 0.06, 0.0, 0.20, 0.01, "%"),
    Slider("paid_vol", "Paid", 0.20, 0.05, 0.60, 0.01, "%"),
    charts=[
        Chart("profit", "Hedged profit of 100 straddles", "currency", "day", zero=True,
              xlim=(-0.7, 30.7)),
        Chart("price", "Price, and the owner's trades", "price (currency)", "day",
              xlim=(-3, 33)),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, the hedged profit of owner and seller, mirror images of each other. Right, the "
    "price with the trades of the owner's hedge; the seller's are the same, turned over.",
    puzzles=[
        Puzzle(
            "Make the owner gain, although less happened than was paid: 2 points less, or more.",
            lambda values, result: result.owner > 0 and result.paid - result.happened > 0.02 - 1e-9,
            lambda result: f"{percent(result.happened, 1)} happened, {percent(result.paid)} was "
            f"paid, owner {signed(result.owner)}: one jump from the strike, where gamma is.",
            answer={"shape": "jump up", "size": 0.05},
            reveals=("paid_vol",),
        ),
        Puzzle(
            "Set Market to a steady rise, Paid to 20 %. Can a rise of up to 20 % pay for itself?",
            lambda values, result: values == {"shape": "rise", "size": 0.20, "paid_vol": 0.20},
            lambda result: f"No. The rise of 20 % is the best, and the owner has "
            f"{signed(result.owner)}: thirty small days.",
            answer={"shape": "rise", "size": 0.20},
        ),
    ],
    memory=Remembered("02.long_and_short", "02.2"),
)  # fmt: skip
