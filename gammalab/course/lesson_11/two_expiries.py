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
ENDS, LAST = 30, 40  # the day on which the near straddle expires, and the last day shown
DAYS = np.arange(LAST + 2)  # with the tomorrow of the last
# By whether the near one has expired, whether there are far ones, and the side.
HELD = {
    (False, True, 1): "Day {day}: 1 near owned, {far:.2f} far sold.",
    (False, True, -1): "Day {day}: 1 near sold, {far:.2f} far owned.",
    (False, False, 1): "Day {day}: 1 near owned.",
    (False, False, -1): "Day {day}: 1 near sold.",
    (True, True, 1): "Day {day}: the near one has expired, {far:.2f} far sold.",
    (True, True, -1): "Day {day}: the near one has expired, {far:.2f} far owned.",
    (True, False, 1): "Day {day}: the near one has expired.",
    (True, False, -1): "Day {day}: the near one has expired.",
}
GREEKS = "Gamma {gamma}, vega {vega} a point, theta {theta} a day."
ROOTED = "Far volatilities move {share:.2f} times as much as near ones: vega {vega} a point."
MOVED = "Tomorrow at {price:g}, {shift} points: {made}; gamma is {gamma} there."
STILL = "Tomorrow at {price:g}, no change in volatility: {made}; gamma is {gamma} there."


def share_of(kind, day=0):
    """By how much of the near shift the far volatility moves; from day 30 on there is no near one.

    >>> share_of("parallel"), round(share_of("root"), 3), round(share_of("root", 15), 3)
    (1.0, 0.577, 0.447)
    """
    if kind == "parallel" or day >= ENDS:
        return 1.0
    return float(np.sqrt((NEAR - day * DAY) / (FAR - day * DAY)))


def calendar_book(far=1.0, side=1):
    """One near straddle owned and `far` far ones sold; side -1 turns it over."""
    return side * (LEGS["near"] - far * LEGS["far"])


def tomorrow(spots, shift=0.0, far=1.0, kind="parallel", side=1, day=0):
    """P&L of one day, from `day` on, hedged with that day's delta at 100; the shape of `spots`.

    shift : of the near volatility, a decimal; the far one moves with it as `kind` says. On day 29
    the near straddle ends in its payoff; from day 30 on it is gone.

    >>> round(float(tomorrow(105.0)), 2), round(float(tomorrow(100.0, 0.02)), 2)
    (0.63, -0.37)
    """
    near = _leg("near", spots, shift, day)
    return side * (near - far * _leg("far", spots, shift * share_of(kind, day), day))


def _leg(leg, spots, shift, day):
    """One straddle's P&L of the day, hedged."""
    spots, now = np.asarray(spots, float), _standing(day)[leg]
    if leg == "near" and day >= ENDS:
        return np.zeros(spots.shape)
    then = LEGS[leg].value(spots, VOL + shift, time=(day + 1) * DAY)
    return then - now["price"] - now["delta"] * (spots - SPOT)


@lru_cache(maxsize=256)
def _curve(leg, shift, day):
    """One straddle's P&L of the day at all prices of the picture."""
    return _leg(leg, PRICES, shift, day)


def _curves(shift, far, kind, side, day):
    away = shift * share_of(kind, day)
    return side * (_curve("near", shift, day) - far * _curve("far", away, day))


@lru_cache(maxsize=64)
def _standing(day):
    """What each straddle is worth at 100 on that day, and its Greeks; what has expired has none."""
    names = ("price", "delta", "gamma", "vega", "theta")
    found = {leg: book.greeks(SPOT, VOL, day * DAY, names=names) for leg, book in LEGS.items()}
    return found | {"near": dict.fromkeys(names, 0.0)} if day >= ENDS else found


@cache
def _gammas(leg):
    """One straddle's gamma at all days and prices of the picture, (days, prices)."""
    days = DAYS[DAYS < ENDS] if leg == "near" else DAYS
    found = LEGS[leg].greeks(PRICES, VOL, days[:, None] * DAY, names=("gamma",))["gamma"]
    return np.pad(found, ((0, DAYS.size - days.size), (0, 0)))


def _by_day(price, far, side):
    """The book's gamma at a price, day by day."""
    at = int(round((price - PRICES[0]) / (PRICES[1] - PRICES[0])))
    return side * (_gammas("near")[:, at] - far * _gammas("far")[:, at])


def _greeks(far, side, day):
    """Gamma and vega of each expiry and of both, and the near straddle's of day 0, the unit."""
    names = ("gamma", "vega", "theta")
    near, away = _standing(day)["near"], _standing(day)["far"]
    rows = {
        name: [side * near[name], -side * far * away[name], side * (near[name] - far * away[name])]
        for name in names
    }
    table = pd.DataFrame(rows, index=["near", "far", "both"])
    return table, pd.Series({name: _standing(0)["near"][name] for name in ("gamma", "vega")})


def _compute(far, price, shift, side, kind, day):
    table, unit = _greeks(far, side, day)
    moved = kind == "root"
    answered = table.loc["near", "vega"] + share_of(kind, day) * table.loc["far", "vega"]
    days = _by_day(price, far, side)
    return SimpleNamespace(
        far=far, price=price, shift=shift, side=side, kind=kind, day=day, table=table,
        bars=table[["gamma", "vega"]] / unit, moved=moved, vega=float(answered),
        curve=_curves(shift / 100, far, kind, side, day),
        thin={thin: _curves(thin, far, kind, side, day) for thin in SHIFTS},
        made=float(tomorrow(price, shift / 100, far, kind, side, day)),
        days=days[:-1], gamma_there=float(days[day + 1]), gone=day >= ENDS,
    )  # fmt: skip


def _draw(page, result):
    pnl, legs, days = page.pnl, page.legs, page.days
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
    # Two lines: on day 30 gamma does not fall, it is gone.
    for part in (slice(0, ENDS), slice(ENDS, None)):
        days.line(result.days[part], style.OPTION, x=DAYS[:-1][part], linewidth=2)
    days.upright(ENDS - 0.5, style.MUTED)
    days.point(result.day, result.days[result.day], style.TOTAL, size=9)
    days.title(f"Gamma at {result.price:g}, day by day")
    days.span(result.days, least=0.1)


def _say(result):
    g = result.table.loc["both"]
    said = [
        HELD[result.gone, result.far > 0, result.side].format(day=result.day, far=result.far),
        GREEKS.format(
            gamma=signed(g["gamma"], 3), vega=signed(g["vega"] / 100, 3),
            theta=signed(g["theta"] / 365, 3),
        ),
    ]  # fmt: skip
    if result.moved and not result.gone:
        share = share_of(result.kind, result.day)
        said.append(ROOTED.format(share=share, vega=signed(result.vega / 100, 3)))
    told = MOVED if result.shift else STILL
    said.append(
        told.format(
            price=result.price, shift=signed(result.shift, 1), made=signed(result.made, 2),
            gamma=signed(result.gamma_there, 3),
        )
    )  # fmt: skip
    return " ".join(said)


calendar = Lab(
    "Two expiries",
    Slider("far", "Three-month straddles", 1.0, 0.0, 3.0, 0.01),
    Slider("price", "Tomorrow's price", 100.0, 80.0, 120.0, 0.5),
    Slider("shift", "Volatilities move", 0.0, -5.0, 5.0, 0.5, "points"),
    Choice("side", "Near one", {"owned, far sold": 1, "sold, far owned": -1}, 1),
    Choice("kind", "Far volatility moves",
           {"as the near": "parallel", "by the root of time": "root"}, "parallel"),
    Slider("day", "Day", 0, 0, LAST, 1),
    charts=[
        Chart("pnl", "P&L of one day, hedged at 100", "P&L (currency)", "tomorrow's price",
              zero=True, xlim=(79, 121)),
        Chart("legs", "Gamma and vega at 100", "times a near one's on day 0", zero=True),
        Chart("days", "Gamma at 100, day by day", "units per 1.00", "day", zero=True,
              xlim=(-1, LAST + 1)),
    ],
    rows=("pnl legs days",),
    widths=(5, 5, 4),
    size=(13.2, 4.4),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, one day's P&L against tomorrow's price, at several moves of volatility. In "
    "the middle, gamma and vega by expiry; right, gamma day by day, broken where the near one "
    "expires.",
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
            lambda values, result: abs(result.table.loc["both", "gamma"]) < 5e-4
            and not result.gone,
            lambda result: f"{result.far:.2f}: the root of 90 over 30. Vega is "
            f"{signed(result.table.loc['both', 'vega'] / 100, 2)} a point.",
            answer={"far": 1.73}, reveals=("kind",),
        ),
        Puzzle(
            "Far volatilities often move less: by the root of time, 0.58 points where the near one "
            "moves by 1. Set that. How many far straddles leave no vega to such a move?",
            lambda values, result: result.kind == "root" and abs(result.vega) < SMALL
            and not result.gone,
            lambda result: "One for one: what is worth 0.17 a point when both move alike "
            "is worth nothing here.",
            answer={"kind": "root", "far": 1.0}, reveals=("day",),
        ),
        Puzzle(
            "One near owned, one far sold, the price stays at 100. On which day is gamma first "
            "below zero?",
            lambda values, result: (result.far, result.side, result.day) == (1.0, 1, ENDS)
            and result.price == SPOT,
            lambda result: f"Day {ENDS}: gamma was {signed(result.days[ENDS - 1], 2)} the day "
            f"before, now it is {signed(result.days[ENDS], 2)}. No trade, no move.",
            answer={"far": 1.0, "day": ENDS},
        ),
    ],
    memory=Remembered("11.calendar", "11.1"),
)  # fmt: skip
