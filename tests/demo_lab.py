"""A small lab with everything in it: two charts, an area, a marker, a moving title and a menu.

The tests and the slider benchmark open it; the finance is a toy (a parabola against its hedge).
`breakeven` is a lab as a lesson would have it.
"""

from types import SimpleNamespace

import numpy as np
import pandas as pd

import gammalab as gl
from gammalab.lab import Chart, Choice, Lab, Slider, style

MOVES = np.linspace(-5, 5, 201)


def compute(spot_move, vol, right):
    if right == "broken":
        raise ValueError("right is 'broken'; it must be 'call' or 'put'")
    sign = 1 if right == "call" else -1
    gamma = 0.40 / (0.20 + vol)
    pnl = 0.5 * gamma * MOVES**2 - 20 * vol**2
    return SimpleNamespace(
        vol=vol,
        move=spot_move,
        pnl=pnl,
        here=0.5 * gamma * spot_move**2 - 20 * vol**2,
        delta=sign * np.tanh(gamma * MOVES / 4),
    )


def draw(page, result):
    page.pnl.band(MOVES, 0, np.maximum(result.pnl, 0), style.GAIN, "gain")
    page.pnl.line(result.pnl, style.OPTION, "option, hedged", MOVES)
    page.pnl.point(result.move, result.here, style.GAIN, marker="^", size=9)
    page.pnl.limits(-14, 22)  # as it was: must not cost a full redraw
    page.delta.line(result.delta, style.HEDGE, x=MOVES)
    page.delta.title(f"delta at {result.vol:.0%}")


demo = Lab(
    "Gamma pays for theta",
    Slider("spot_move", "Move of the spot", 2.0, -5.0, 5.0, 0.1, "$"),
    Slider("vol", "Volatility", 0.20, 0.05, 0.80, 0.01, "%", help="per year"),
    Choice("right", "Option", {"a call": "call", "a put": "put", "broken": "broken"}, "call"),
    charts=[
        Chart("pnl", "", "P&L ($)", "move of the spot ($)", zero=True, xlim=(-5.5, 5.5)),
        Chart("delta", "", "delta", "move of the spot ($)", xlim=(-5.5, 5.5), ylim=(-1.1, 1.1)),
    ],
    size=(7, 4),
    compute=compute,
    draw=draw,
    say=lambda r: f"After a move of {r.move:+.1f} $ the P&L is {r.here:+.2f} $ (< or > zero).",
    alt=lambda r: f"A parabola of P&L against spot; a marker at {r.move:+.1f} $, {r.here:+.2f} $.",
)


# --- the move that pays for the day --------------------------------------------------------------

PERCENT = np.linspace(-6, 6, 121)


def _day(vol, days):
    book = gl.straddle(100, days / 365)
    now = book.greeks(100, vol, names=("price", "delta"))
    later = book.value(100 + PERCENT, vol, time=1 / 365)
    pnl = pd.Series(later - now["price"] - now["delta"] * PERCENT, index=PERCENT)
    return pnl, gl.theory.breakeven_move(100, vol, days=365)


def _draw_day(page, day):
    pnl, even = day
    page.pnl.line(pnl, style.TOTAL, "straddle and hedge, a day later")
    page.pnl.points([-even, even], [0, 0], style.THEORY, "breakeven, in theory", size=8)
    page.pnl.span(pnl, least=1)


breakeven = Lab(
    "The move that pays for the day",
    Slider("vol", "Volatility", 0.20, 0.05, 0.80, 0.05, "%"),
    Slider("days", "Days to expiry", 30, 2, 90, 1),
    charts=[
        Chart("pnl", "One day of a straddle", "currency", "move of the price", zero=True,
              xlim=(-6, 6))
    ],
    size=(7, 4),
    compute=_day,
    draw=_draw_day,
    say=lambda day: f"Standing still costs {-day[0].min():.2f}; a move of {day[1]:.2f} pays for "
    "the day.",
    shows="A valley with its floor at no move at all.",
)  # fmt: skip
