"""Lesson 01, round 2: delta is the slope of the value against the price."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np

import gammalab as gl
from gammalab import black_scholes as bs
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import money, percent, plural, signed

STRIKE = 100.0
SPOTS = np.linspace(68, 132, 129)
OPTIONS = {"call": gl.call, "put": gl.put, "straddle": gl.straddle}
TOP = {"call": 64, "put": 64, "straddle": 94}  # of the values, whatever days and volatility


@lru_cache(maxsize=64)  # the curves stay while the price moves
def _curves(days, vol, option, side):
    book = side * OPTIONS[option](STRIKE, days / 365)
    now = book.greeks(SPOTS, vol, names=("price", "delta"))
    return book, now["price"], now["delta"], book.payoff(SPOTS)


def _compute(spot, days, vol, option, side):
    book, values, deltas, payoff = _curves(days, vol, option, side)
    now = book.greeks(spot, vol, names=("price", "delta"))
    chance = None
    if option != "straddle":
        chance = bs.probability_in_the_money(spot, STRIKE, days / 365, vol, right=option)
    return SimpleNamespace(
        spot=spot, days=days, vol=vol, option=option, side=side, values=values, deltas=deltas,
        payoff=payoff, value=now["price"], delta=now["delta"], chance=chance,
        tangent=now["price"] + now["delta"] * (SPOTS - spot),
    )  # fmt: skip


def _draw(page, result):
    value, delta = page.value, page.delta
    value.line(result.payoff, style.MUTED, "at expiry", SPOTS)
    value.dashes(result.tangent, style.HEDGE, "tangent", SPOTS, cut=True)
    value.line(result.values, style.OPTION, "value now", SPOTS, linewidth=2.8)
    value.point(result.spot, result.value, style.OPTION, size=10)
    value.limits(*sorted(result.side * end for end in (-5, TOP[result.option])))
    delta.line(result.deltas, style.HEDGE, "delta", SPOTS)
    if result.chance is not None:
        delta.point(
            result.spot, result.chance, style.TOTAL, "chance to pay", marker="D", size=11,
            fillstyle="none", markeredgewidth=1.8,
        )  # fmt: skip
    delta.point(result.spot, result.delta, style.HEDGE, size=9)
    alone = result.option == "call" and result.side == 1
    delta.limits(*((-0.08, 1.08) if alone else (-1.1, 1.1)))


# By (option, side).
SAID = {
    ("call", 1): (
        "Price {spot}, {days} left, {vol}: the call is worth {value}; delta {delta}; chance to end "
        "above the strike {chance}."
    ),
    ("call", -1): (
        "Price {spot}, {days} left, {vol}: the sold call is worth {value}; delta {delta}; chance "
        "to end above the strike {chance}."
    ),
    ("put", 1): (
        "Price {spot}, {days} left, {vol}: the put is worth {value}; delta {delta}; chance to end "
        "below the strike {chance}."
    ),
    ("put", -1): (
        "Price {spot}, {days} left, {vol}: the sold put is worth {value}; delta {delta}; chance "
        "to end below the strike {chance}."
    ),
    ("straddle", 1): (
        "Price {spot}, {days} left, {vol}: the straddle is worth {value}; delta {delta}."
    ),
    ("straddle", -1): (
        "Price {spot}, {days} left, {vol}: the sold straddle is worth {value}; delta {delta}."
    ),
}


def _say(result):
    return SAID[result.option, result.side].format(
        spot=f"{result.spot:.0f}",
        days=plural(result.days, "day"),
        vol=percent(result.vol),
        value=money(result.value),
        delta=signed(result.delta, 2),
        chance="" if result.chance is None else percent(result.chance),
    )


value_and_slope = Lab(
    "The value of an option, and its slope",
    Slider("spot", "Price", 100, 70, 130, 1, "currency"),
    Slider("days", "Days left", 30, 1, 365, 1),
    Slider("vol", "Volatility", 0.20, 0.05, 1.0, 0.05, "%"),
    Choice("option", "Option", tuple(OPTIONS), "call"),
    Choice("side", "You have", {"bought it": 1, "sold it": -1}, 1),
    charts=[
        Chart("value", "Value of one option, strike 100", "currency", "price of the share",
              zero=True, xlim=(66, 134)),
        Chart("delta", "Its slope", "delta, or chance", "price of the share", zero=True,
              xlim=(66, 134)),
    ],
    widths=(8, 5),
    size=(9.6, 4.8),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, the value of an option against the price of the share, what it would pay at "
    "expiry, and the tangent at the price. Right, the slope of the value.",
    puzzles=Puzzle(
        "Find a call with a delta above 0.60 that ends worthless more than 6 times in 10.",
        lambda values, result: result.option == "call" and result.side == 1
        and result.delta > 0.60 and result.chance < 0.40,
        lambda result: f"Delta {result.delta:.2f}, and it pays {percent(result.chance)} of the "
        "time. Much time and much volatility part the two; with little of them they nearly meet.",
        answer={"days": 365, "vol": 0.60},
        reveals=("side",),
    ),
    memory=Remembered("01.value_and_slope", "01.2"),
)  # fmt: skip
