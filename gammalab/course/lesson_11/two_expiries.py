"""Lesson 11, round 1: one-month straddles owned, three-month straddles sold."""

from __future__ import annotations

from functools import cache, lru_cache
from types import SimpleNamespace

import numpy as np
import pandas as pd

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import signed

SPOT, VOL, DAY = 100.0, 0.20, 1 / 365
NEAR, FAR = 30 * DAY, 90 * DAY
LEGS = {"near": gl.straddle(SPOT, NEAR), "far": gl.straddle(SPOT, FAR)}
PRICES = np.linspace(80, 120, 81)
SMALL = 0.1  # a vega as good as none, per 1.00
SHIFTS = (-0.02, 0.02)  # the thin lines


def share_of(kind):
    """By how much of the near shift the far volatility moves.

    >>> share_of("parallel"), round(share_of("root"), 3)
    (1.0, 0.577)
    """
    return 1.0 if kind == "parallel" else float(np.sqrt(NEAR / FAR))


def calendar_book(far=1.0, side=1):
    """One near straddle owned and `far` far ones sold; side -1 turns it over."""
    return side * (LEGS["near"] - far * LEGS["far"])


def tomorrow(spots, shift=0.0, far=1.0, kind="parallel", side=1):
    """P&L of one day, hedged with today's delta; the shape of `spots`.

    shift : of the near volatility, a decimal; the far one moves with it as `kind` says.

    >>> round(float(tomorrow(105.0)), 2), round(float(tomorrow(100.0, 0.02)), 2)
    (0.63, -0.37)
    """
    near = _leg("near", spots, shift)
    return side * (near - far * _leg("far", spots, shift * share_of(kind)))


def _leg(leg, spots, shift):
    """One straddle's P&L of the day, hedged."""
    spots, now = np.asarray(spots, float), _today()[leg]
    then = LEGS[leg].value(spots, VOL + shift, time=DAY)
    return then - now["price"] - now["delta"] * (spots - SPOT)


@lru_cache(maxsize=128)
def _curve(leg, shift):
    """One straddle's P&L of the day at all prices of the picture."""
    return _leg(leg, PRICES, shift)


def _curves(shift, far, kind, side):
    away = shift * share_of(kind)
    return side * (_curve("near", shift) - far * _curve("far", away))


@cache
def _today():
    names = ("price", "delta", "gamma", "vega", "theta")
    return {leg: book.greeks(SPOT, VOL, names=names) for leg, book in LEGS.items()}


def _greeks(far, side):
    """Gamma and vega of each expiry and of both, in units of one near straddle's."""
    names = ("gamma", "vega", "theta")
    near, away = _today()["near"], _today()["far"]
    rows = {
        name: [side * near[name], -side * far * away[name], side * (near[name] - far * away[name])]
        for name in names
    }
    table = pd.DataFrame(rows, index=["one month", "three months", "both"])
    return table, pd.Series({name: near[name] for name in ("gamma", "vega")})


def _compute(far, price, shift, side, kind):
    table, unit = _greeks(far, side)
    moved = kind == "root"
    there = calendar_book(far, side).greeks(price, VOL, DAY, names=("gamma",))
    answered = table.loc["one month", "vega"] + share_of(kind) * table.loc["three months", "vega"]
    return SimpleNamespace(
        far=far, price=price, shift=shift, side=side, kind=kind, table=table,
        bars=table[["gamma", "vega"]] / unit, moved=moved, vega=float(answered),
        curve=_curves(shift / 100, far, kind, side),
        thin={thin: _curves(thin, far, kind, side) for thin in SHIFTS},
        made=float(tomorrow(price, shift / 100, far, kind, side)),
        gamma_there=float(there["gamma"]),
    )  # fmt: skip


def _draw(page, result):
    pnl, legs = page.pnl, page.legs
    for shift, look in zip(SHIFTS, ("--", ":"), strict=True):
        color = style.SKY if shift < 0 else style.LOSS
        words = f"{100 * shift:+.0f} points"
        pnl.line(result.thin[shift], color, words, x=PRICES, linestyle=look, linewidth=1.5)
    pnl.line(result.curve, style.TOTAL, "yours", x=PRICES, linewidth=2.2)
    pnl.point(result.price, result.made, style.TOTAL, size=9)
    pnl.span(result.curve, *result.thin.values(), least=1.5)
    for which, name, color in ((0, "gamma", style.OPTION), (1, "vega", style.HEDGE)):
        legs.bars(result.bars[name], color, name, slot=(which, 2), digits=2)
    legs.span(result.bars.to_numpy(), least=2, room=0.12)


def _held(result):
    near, far = ("owned", "sold") if result.side > 0 else ("sold", "owned")
    return f"1 near {near}, {result.far:.2f} far {far}" if result.far else f"1 near {near}"


def _say(result):
    g = result.table.loc["both"]
    moved = f"{signed(result.shift, 1)} points" if result.shift else "no change in volatility"
    words = (
        f"{_held(result)}: gamma {signed(g['gamma'], 3)}, vega {signed(g['vega'] / 100, 3)} a "
        f"point, theta {signed(g['theta'] / 365, 3)} a day. "
    )
    if result.moved:
        words += f"Vega by the root of time: {signed(result.vega / 100, 3)} a point. "
    return words + (
        f"Tomorrow at {result.price:g}, {moved}: {signed(result.made, 2)}; gamma is "
        f"{signed(result.gamma_there, 3)} there."
    )


calendar = Lab(
    "Two expiries",
    Slider("far", "Three-month straddles", 1.0, 0.0, 3.0, 0.01),
    Slider("price", "Tomorrow's price", 100.0, 80.0, 120.0, 0.5),
    Slider("shift", "Volatilities move", 0.0, -5.0, 5.0, 0.5, "points"),
    Choice("side", "Near one", {"owned, far sold": 1, "sold, far owned": -1}, 1),
    Choice("kind", "Far volatility moves",
           {"as the near": "parallel", "by the root of time": "root"}, "parallel"),
    charts=[
        Chart("pnl", "P&L of one day, hedged at 100", "P&L (currency)", "tomorrow's price",
              zero=True, xlim=(79, 121)),
        Chart("legs", "Where gamma and vega sit, at 100", "one near straddle = 1", zero=True,
              columns=2),
    ],
    widths=(1, 1),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, one day's P&L against tomorrow's price, at several moves of volatility. Right, "
    "gamma and vega by expiry.",
    puzzles=[
        Puzzle(
            "Keep gamma above zero and make vega zero, at 100. How many far straddles?",
            lambda values, result: result.kind == "parallel"
            and result.table.loc["both", "gamma"] > 0
            and abs(result.table.loc["both", "vega"]) < SMALL,
            lambda result: f"{result.far:.2f}: the root of 30 over 90. Long gamma, and no vega.",
            answer={"far": 0.58},
        ),
        Puzzle(
            "Now make gamma zero, at 100.",
            lambda values, result: abs(result.table.loc["both", "gamma"]) < 5e-4,
            lambda result: f"{result.far:.2f}: the root of 90 over 30. Vega is "
            f"{signed(result.table.loc['both', 'vega'] / 100, 2)} a point.",
            answer={"far": 1.73}, reveals=("kind",),
        ),
        Puzzle(
            "Long volatilities often move less: by the root of time, 0.58 points for each near "
            "one. Set that. How many far straddles leave no vega to such a move?",
            lambda values, result: result.kind == "root" and abs(result.vega) < SMALL,
            lambda result: "One for one: what loses 0.17 a point when both move alike "
            "loses nothing here.",
            answer={"kind": "root", "far": 1.0},
        ),
    ],
    memory=Remembered("11.calendar", "11.1"),
)  # fmt: skip
