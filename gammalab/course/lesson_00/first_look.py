"""Lesson 00: one month, one slider. Small moves do not pay the rent, large ones do."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np

import gammalab as gl
from gammalab.course.lesson_02.trades import average_price, rehedges
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Lab, Puzzle, Slider, Walk, style
from gammalab.lab.words import money, percent, signed

SPOT, CALLS, PAID, DAYS = 100, 100, 0.30, 30  # the volatility paid: a word of lesson 01
DAY = 1 / 365  # of a year
EVEN = 10.0  # currency: a month within it came out even
DUST = 2.0  # shares: a smaller trade is not drawn
TYPICAL = PAID * DAY**0.5  # the typical day's move that was paid for, a fraction of the price
CALL = CALLS * gl.call(SPOT, DAYS * DAY)


def round_trip(*prices, calls=CALLS):
    """Price, shares held and profit at the end of each day, of 100 calls hedged daily.

    prices : of today and of the days that follow, currency. calls : negative for calls sold.

    >>> round_trip(100, 103, 100)["profit"].round(2).tolist()
    [0.0, 14.84, 28.95]
    """
    days = np.arange(len(prices)) * DAY
    book = calls * gl.call(SPOT, DAYS * DAY)
    run = gl.replay(book, gl.Paths(days, np.array(prices, float)), paid_vol=PAID)
    table = run.ledger(path=0)[["spot", "hedge", "pnl"]].round(9) + 0.0  # 0, not -3e-13
    return table.rename(columns={"spot": "price", "hedge": "shares", "pnl": "profit"})


@lru_cache(maxsize=64)
def month(typical):
    """The ledger of a month whose typical day moves by `typical`, a fraction of the price."""
    z = np.random.default_rng(12).standard_normal(DAYS)
    z /= np.sqrt(np.mean(z**2))  # of this size exactly, so that the picture is about the slider
    spots = SPOT * np.exp(np.append(0.0, np.cumsum(typical * z)))
    return gl.replay(CALL, gl.Paths(np.arange(DAYS + 1) * DAY, spots), paid_vol=PAID).ledger()


def premium():
    """What the 100 calls cost at the start, currency.

    >>> round(premium(), 2)
    343.01
    """
    return float(CALL.value(SPOT, PAID))


def averages(typical):
    """Where the month's hedge sold and where it bought, on average, and the month's profit."""
    ledger = month(typical)
    buys, sells = rehedges(ledger)
    return average_price(sells), average_price(buys), float(ledger["pnl"].iloc[-1])


def _rent():
    """The profit at the end of each day if nothing moves: the clock alone, currency."""
    return month(0.0)["pnl"].to_numpy()


def _compute(typical):
    walk = Walk(month(typical), DAYS)
    walk.buys, walk.sells = rehedges(walk.whole)
    return SimpleNamespace(walk=walk, typical=typical, profit=float(walk.now["pnl"]))


def _draw(page, result):
    walk = result.walk
    page.price.level(SPOT, "start")
    page.price.line(walk.whole["spot"], style.PRICE, "price")
    page.price.trades(walk, biggest=40, dust=DUST / 40)
    page.profit.line(walk.whole["pnl"], style.TOTAL, "your calls and hedge", dot=True)
    page.profit.dashes(_rent(), style.LOSS, "if nothing moves", walk.whole.index)  # on top


def _say(result):
    if not result.typical:
        return (
            f"No day moves: after the first sale next to nothing is traded. You lose the "
            f"{money(-result.profit)} that you paid; whoever sold you the calls has earned it."
        )
    return (
        f"A typical day moves {percent(result.typical, 1)}. Your calls and hedge together: "
        f"{signed(result.profit, 0)}. Whoever sold you the calls, and hedges: "
        f"{signed(-result.profit, 0)}."
    )


first_look = Lab(
    "A month of moves",
    Slider("typical", "A typical day's move", 0.010, 0.0, 0.030, 0.001, "%"),
    charts=[
        Chart("price", "Price, and the hedge's trades of two shares and more",
              "price (currency)", ylim=(96, 120)),
        Chart("profit", "Profit since the start", "currency", "day", zero=True,
              xlim=(-0.7, DAYS + 0.7), ylim=(-380, 380), yticks=(-300, -150, 0, 150, 300)),
    ],
    rows=("price", "profit"),
    heights=(6, 6),
    share_x=True,
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="The price of a month, with the hedge's trades of two shares and more: buys as upward, "
    "sells as downward triangles; below it the profit of calls and hedge together.",
    puzzles=Puzzle(
        "Find the typical move at which the month comes out even: less than 10 either way.",
        lambda values, result: abs(result.profit) < EVEN,
        lambda result: f"At {percent(result.typical, 1)} it comes to {signed(result.profit, 0)}. "
        f"The calls were priced for typical days of {percent(TYPICAL, 2)}.",
        answer={"typical": 0.016},
    ),
    memory=Remembered("00.first_look", "00.1"),
)  # fmt: skip
