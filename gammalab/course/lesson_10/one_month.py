"""Lesson 10, round 2: one month of the 59, and on which of its days the profit was made."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import numpy as np
import pandas as pd

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import signed

from .market import DAYS, YEAR, months, months_of, name_of

MANY = 59
SIDES = {"bought": 1, "sold": -1}
ENDS = -13.0, 10.0  # of the index, per cent from the strike


@cache
def month(number: int) -> SimpleNamespace:
    """One of the 59, counted from 1 (January 2014), for the owner of a straddle.

    away : the index from the strike, per cent, (22,). daily : profit of each day, index points,
    (21,). weighted : volatility that happened, each day counted by gamma times the price squared.
    summed : half of all days' gamma times squared price times (squared return less what was paid
    for the day), in points. near : one standard deviation of what is left of the month, at the
    volatility paid, per cent.

    >>> one = month(20)
    >>> one.name, round(one.points, 1), round(100 * one.weighted, 1)
    ('August 2015', 2.4, 17.1)
    """
    k, all_of = number - 1, months_of()
    one = months().pick(k)
    spots, paid = one.spots[0], float(one.vol[0])
    run = gl.replay(gl.straddle(1, one.horizon), one, paid_vol=one.vol)
    book = gl.straddle(spots[0], one.horizon)
    gamma = book.greeks(spots[:-1], paid, time=one.times[:-1], names=("gamma",))["gamma"]
    weights, squares = gamma * spots[:-1] ** 2, np.diff(np.log(spots)) ** 2
    return SimpleNamespace(
        number=number, name=name_of(one.entries[0]), dates=one.dates_of(0), spots=spots, paid=paid,
        away=100 * (spots / spots[0] - 1), daily=np.diff(run.pnl_by_time()[0]),
        near=100 * paid * np.sqrt(one.horizon - one.times), pnl=float(run.pnl[0]),
        points=float(all_of.free[k]), point=float(all_of.point[k]),
        happened=float(all_of.happened[k]), gap=float(100 * (all_of.happened[k] - paid)),
        weighted=float(np.sqrt(YEAR * (weights @ squares) / weights.sum())),
        summed=float(weights @ (squares - paid**2 / YEAR)) / 2 / float(all_of.point[k]),
    )  # fmt: skip


def by_day(name: str) -> pd.DataFrame:
    """A month's days: where the index stood against the strike before the day's move, and that
    move, per cent; and the owner's profit in index points.

    >>> by_day("August 2015").loc["2015-08-24"].round(1).tolist()
    [-6.1, -3.9, 0.2]
    """
    one = named(name)
    moves = 100 * np.diff(one.spots) / one.spots[:-1]
    return pd.DataFrame(
        {
            "before, from the strike %": one.away[:-1],
            "move %": moves,
            "profit, index points": one.daily,
        },
        index=pd.DatetimeIndex(one.dates[1:], name="date"),
    )


def named(name: str) -> SimpleNamespace:
    """The month of that name; ValueError if it is none of the 59."""
    names = [name_of(date) for date in months_of().dates]
    if name not in names:
        raise ValueError(f"name = {name!r}: name must be one of {names[0]} to {names[-1]}")
    return month(1 + names.index(name))


def _compute(month_number, day, side):
    one, all_of = month(month_number), months_of()
    return SimpleNamespace(
        one=one, day=day, side=side, points=side * one.points,
        gaps=100 * (all_of.happened - all_of.paid), made=side * all_of.free,
        right=one.gap * one.points > 0,
    )  # fmt: skip


def _draw(page, result):
    one, side, dots = result.one, result.side, page.all
    dots.upright(0, style.MUTED)
    dots.line([-14 * side, 18 * side], style.THEORY, "vega says", x=[-14, 18], linestyle="--")
    dots.points(result.gaps, result.made, style.MUTED, "59 months", size=4)
    dots.point(one.gap, result.points, style.TOTAL, one.name, size=11)
    dots.limits(*sorted((-20 * side, 18 * side)))
    index, days = page.index, page.days
    upto = result.day + 1
    when = np.arange(DAYS + 1)
    index.band(when, -one.near, one.near, style.OPTION, "near the strike")
    index.line(one.away[:upto], style.PRICE, "index", x=when[:upto], dot=True)
    index.limits(*ENDS)
    profit = side * one.daily[: result.day] / one.point
    days.bars(pd.Series(profit, index=when[1:upto]), figures=False)
    days.span(side * one.daily / one.point, least=0.4)


WHOLE = {  # by side
    1: "{name}: paid {paid:.1f}, happened {happened:.1f}, weighted by gamma {weighted:.1f}; profit "
    "{profit} points.",
    -1: "{name}, sold: paid {paid:.1f}, happened {happened:.1f}, weighted by gamma {weighted:.1f}; "
    "profit {profit} points.",
}
SO_FAR = "Until day {day}: {points} points."


def _say(result):
    one = result.one
    said = WHOLE[result.side].format(
        name=one.name,
        paid=100 * one.paid,
        happened=100 * one.happened,
        weighted=100 * one.weighted,
        profit=signed(result.points, 1),
    )
    if result.day == DAYS:
        return said
    so_far = result.side * one.daily[: result.day].sum() / one.point
    return " ".join([said, SO_FAR.format(day=result.day, points=signed(so_far, 1))])


def _told(result):
    one = result.one
    return (
        f"{one.name}: paid {100 * one.paid:.2f}, happened {100 * one.happened:.2f}, the owner made "
        f"{signed(one.points, 2)} points."
    )


one_month = Lab(
    "One month of the 59",
    Slider("month_number", "Month (1 is January 2014)", 50, 1, MANY, 1),
    Slider("day", "Trading day", DAYS, 1, DAYS, 1),
    Choice("side", "Straddle", SIDES, 1),
    charts=[
        Chart("all", "59 months", "profit (points)", "happened less paid (points)", zero=True,
              xlim=(-14.5, 18.5)),
        Chart("index", "The index, from the strike", "per cent", "trading day", zero=True,
              xlim=(-0.5, 21.7), xticks=range(0, 22, 7)),
        Chart("days", "What each day brought", "points", "trading day", zero=True,
              xlim=(-0.5, 21.7), xticks=range(0, 22, 7)),
    ],
    rows=("all index", "all days"),
    widths=(6, 5),
    size=(9.6, 5.2),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, the profit of each month against the gap between happened and paid, with the "
    "month chosen. Right, its index from the strike, with one standard deviation of what is left "
    "of the month; below it the profit of each day.",
    puzzles=[
        Puzzle(
            "Find a month in which more happened than was paid, and the owner still lost.",
            lambda values, result: result.one.gap > 0 and result.one.points < 0,
            lambda result: f"{_told(result)} There are three such months, all of them small.",
            answer={"month_number": 12},
            reveals=("day",),
        ),
        Puzzle(
            "And one in which less happened than was paid, and the owner gained.",
            lambda values, result: result.one.gap < 0 and result.one.points > 0,
            lambda result: f"{_told(result)} There are three such months, too. In 53 of 59 the "
            "sign of the gap is that of the profit.",
            answer={"month_number": 7},
            reveals=("side",),
        ),
    ],
    memory=Remembered("10.one_month", "10.2"),
)  # fmt: skip
