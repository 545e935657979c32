"""Lesson 10, round 3: the seller of the same straddles, and how large he may be."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import numpy as np
import pandas as pd

from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import plural, signed

from .market import in_years, months_of, name_of, priced_later

LIMIT, RUIN = -10.0, -100.0  # per cent of capital
FIVE = -1  # in place of a premium: the five years, sold at the VIX
SPANS = {
    "2014-2018, at the VIX": FIVE,
    "1990-2022, last month + 3 points": 3,
    "1990-2022, last month + 6 points": 6,
    "1990-2022, last month + 0": 0,
}
SAID = {
    FIVE: "2014 to 2018, at the VIX",
    3: "1990 to 2022, at last month + 3 points",
    6: "1990 to 2022, at last month + 6 points",
    0: "1990 to 2022, at last month + 0",
}


@cache
def sold_on(day: int) -> pd.Series:
    """What the seller made of each month of 2014 to 2018, sold at the VIX on that trading day of
    it: points of volatility by date.

    >>> [round(float(sold_on(day).min()), 1) for day in (1, 3)]
    [-9.2, -23.4]
    """
    one = months_of(day)
    return pd.Series(-one.free, index=one.dates)


@cache
def sold(years: int) -> pd.Series:
    """What the seller made of each month, in points of volatility, by date of entry. years: one of
    SPANS."""
    return sold_on(1) if years == FIVE else -priced_later(years / 100)


def largest_size() -> float:
    """The largest size, in per cent of capital a point, at which no month of the five years costs
    more than 10 %.

    >>> round(largest_size(), 3)
    1.083
    """
    return LIMIT / float(sold(FIVE).min())


def _compute(size, years):
    points = sold(years)
    made = size * points.to_numpy()
    ruined = np.flatnonzero(made <= RUIN)
    upto = int(ruined[0]) + 1 if ruined.size else len(made)
    return SimpleNamespace(
        size=size, span=SAID[years], five=years == FIVE, made=made, dates=points.index, upto=upto,
        ruined=bool(ruined.size), worst=int(made.argmin()), mean=float(made.mean()),
        at=in_years(points.index),
        below=int((made < LIMIT - 1e-9).sum()), total=np.cumsum(made[:upto]),
    )  # fmt: skip


def _draw(page, result):
    months, total = page.months, page.total
    five = result.five
    width = 0.065 if five else 0.075
    shown = pd.Series(result.made[: result.upto], index=result.at[: result.upto])
    months.bars(shown, width=width, figures=False)
    months.level(LIMIT, "10 % of capital", style.LOSS)
    lowest, highest = min(result.made.min(), -12), max(result.made.max(), 8)
    low = next(low for low in (-15, -35, -70, -145) if lowest > low)
    high = next(high for high in (25, 50, 100, 190) if highest < high)
    if low <= RUIN:
        months.level(RUIN, "ruin", style.BLACK, linewidth=2.4, linestyle="-")
    months.limits(low, high)
    ends = (2013.8, 2019.1) if five else (1989, 2023.5)
    months.limits(*ends, "x")
    total.line(result.total, style.TOTAL, x=result.at[: result.upto], dot=True)
    total.span(result.total, least=20)
    total.limits(*ends, "x")


NOTHING = "{span}: no position."
RUINED = "{span}, one point is {size:.2f} % of capital: ruined by {month}; the rest is not played."
MILD = (
    "{span}, one point is {size:.2f} % of capital: worst month {worst} % ({month}); the average "
    "month {mean} %."
)
WILD = (
    "{span}, one point is {size:.2f} % of capital: worst month {worst} % ({month}), {below} beyond "
    "-10 %; the average month {mean} %."
)


def _say(result):
    if not result.size:
        return NOTHING.format(span=result.span)
    if result.ruined:
        last = name_of(result.dates[result.upto - 1])
        return RUINED.format(span=result.span, size=result.size, month=last)
    form = WILD if result.below else MILD
    return form.format(
        span=result.span,
        size=result.size,
        worst=signed(result.made[result.worst], 1),
        month=name_of(result.dates[result.worst]),
        below=plural(result.below, "month"),
        mean=signed(result.mean, 1),
    )


the_seller = Lab(
    "The seller's size",
    Slider("size", "One point is", 1.0, 0.0, 4.0, 0.01, "% of capital"),
    Choice("years", "Judge on", SPANS, FIVE),
    charts=[
        Chart("months", "Each month, sold", "% of capital", "sold in", zero=True),
        Chart("total", "All months so far, added up", "% of capital", "sold in", zero=True),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, what each month brought the seller of a straddle, in per cent of his capital. "
    "Right, the months added up; each is played at the same size.",
    puzzles=Puzzle(
        "Find the largest size at which no month of 2014 to 2018 costs more than 10 %.",
        lambda values, result: (values["size"], values["years"]) == (1.08, FIVE),
        lambda result: f"1.08 %: the worst month, {name_of(result.dates[result.worst])}, costs "
        f"{abs(result.made[result.worst]):.1f} %. Now judge it on 33 years: by the worst.",
        answer={"size": 1.08},
        reveals=("years",),
    ),
    memory=Remembered("10.the_seller", "10.3"),
)  # fmt: skip
