"""Lesson 01, a fold: gamma is paid by moves, vega by their price, and a calendar parts the two."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import signed

STRIKE, VOL = 100.0, 0.20
NEAR, FAR = 30 / 365, 90 / 365
JUMPS = np.linspace(-5, 5, 101)  # currency, and per cent of 100
POINTS = np.linspace(-5, 5, 41)
JUMP = 3.0


def calendar_book(sold: float) -> gl.Book:
    """One straddle of 90 days, less `sold` straddles of 30 days; all are struck at 100.

    >>> round(float(calendar_book(0).value(100, vol=0.20)), 2)
    7.92
    """
    far = gl.straddle(STRIKE, FAR)
    return far - sold * gl.straddle(STRIKE, NEAR) if sold else far


@lru_cache(maxsize=128)
def _profits(sold, side):
    book = side * calendar_book(sold)
    now = book.greeks(STRIKE, VOL, names=("price", "delta", "gamma", "theta", "vega"))

    def jump(move):
        move = np.asarray(move)
        return book.value(STRIKE + move, VOL) - now["price"] - now["delta"] * move

    def marked(points):
        return book.value(STRIKE, VOL + np.asarray(points) / 100) - now["price"]

    return now, jump(JUMPS), marked(POINTS), jump([-JUMP, JUMP]), float(marked(1.0))


def _compute(sold, side):
    now, jumps, points, three, one = _profits(sold, side)
    return SimpleNamespace(
        sold=sold, side=side, jumps=jumps, points=points, three=three, one=one,
        gamma=now["gamma"] * STRIKE / 100, theta=now["theta"] / 365, vega=now["vega"] / 100,
    )  # fmt: skip


def _draw(page, result):
    page.jump.line(result.jumps, style.GAIN, x=JUMPS)
    page.jump.points([-JUMP, JUMP], result.three, style.GAIN, size=8)
    page.jump.span(result.jumps, least=0.4)
    page.point.line(result.points, style.OPTION, x=POINTS)
    page.point.point(1.0, result.one, style.OPTION, size=9)
    page.point.span(result.points, least=0.4)


def _say(result):
    whose = "" if result.side == 1 else "The other side. "
    return (
        f"{whose}Gamma {signed(result.gamma, 3)} per 1 %, theta {signed(result.theta, 3)} a day, "
        f"vega {signed(result.vega, 3)} a point. A jump of 3 %: {signed(result.three[0], 2)} down, "
        f"{signed(result.three[1], 2)} up; one point: {signed(result.one, 2)}."
    )


quote = Lab(
    "One straddle of 90 days bought, some of 30 days sold",
    Slider("sold", "30-day straddles sold", 0.0, 0.0, 3.0, 0.05),
    Choice("side", "You have", {"this book": 1, "the other side": -1}, 1),
    charts=[
        Chart("jump", "A jump of the price, now", "profit, hedged (currency)",
              "move of the price (currency, or per cent)", zero=True, xlim=(-5.3, 5.3)),
        Chart("point", "Or of implied volatility", "profit (currency)", "points, both expiries",
              zero=True, xlim=(-5.3, 5.3)),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, the profit of the hedged book against a jump of the price. Right, against a "
    "change of the implied volatility of both expiries.",
    puzzles=Puzzle(
        "Make a book that loses more than 0.10 on a jump of 3 %, up or down, and gains more than "
        "0.10 on one point.",
        lambda values, result: max(result.three) < -0.10 and result.one > 0.10,
        lambda result: f"Gamma {signed(result.gamma, 3)}, vega {signed(result.vega, 3)}: short the "
        "one and long the other. From 0.80 to 1.25 sold it is so.",
        answer={"sold": 1.0},
        reveals=("side",),
    ),
    memory=Remembered("01.quote", "01.4"),
)  # fmt: skip
