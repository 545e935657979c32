"""Lesson 05, round 3: trend and chop, seen at an interval of one's own."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.course.sides import FOR
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import percent, plural, signed

from .month import DAYS, EXPIRY, SPOT, STRADDLE, price_gap

PAID = 0.30  # and exactly that happens, day by day
EVERY = (1, 2, 3, 5, 10, 15, 30)  # days; divisors of 30
MONTHS, SEED = 2000, 5
COMPARED = (0.20, 0.50, 0.80)


def world(goes_on: float, n_paths: int = MONTHS, seed: int = SEED) -> gl.Paths:
    """Months whose days all move by 1.57 %, each in the last one's direction with that chance."""
    moves = gl.EqualMoves(vol=PAID, repeat=goes_on)
    return moves.simulate(SPOT, EXPIRY, DAYS, n_paths=n_paths, seed=seed)


@lru_cache(maxsize=20)
def by_interval(goes_on: float):
    """For each interval: mean profit of one straddle, its standard error, the volatility seen."""
    paths, found = world(goes_on), []
    for every in EVERY:
        seen = paths.every(every)
        pnl = gl.replay(STRADDLE, seen, paid_vol=PAID).pnl
        vol = np.sqrt(np.mean(seen.realised_vol() ** 2))
        found.append((float(pnl.mean()), float(pnl.std(ddof=1) / MONTHS**0.5), float(vol)))
    return np.array(found).T, paths.spots[0]


def _compute(every, goes_on, compare, side):
    (means, errors, seen), month = by_interval(goes_on)
    at = EVERY.index(every)
    return SimpleNamespace(
        every=every, goes_on=goes_on, compare=compare, side=side, at=at, means=side * means,
        errors=errors, mean=side * float(means[at]), error=float(errors[at]),
        daily=float(seen[0]), seen=float(seen[at]), month=month,
        gap=side * price_gap(float(seen[at]), PAID),
    )  # fmt: skip


def _draw(page, result):
    mean, month = page.mean, page.month
    compared = COMPARED if result.compare else ()
    drawn = [result.side * by_interval(goes_on)[0][0] for goes_on in compared]
    for goes_on, others in zip(compared, drawn, strict=True):
        mean.dashes(others, style.MUTED, x=range(len(EVERY)))
        mean.note(len(EVERY) - 1, others[-1], percent(goes_on), style.GREY, offset=(9, 7))
    places = range(len(EVERY))
    mean.line(result.means, style.TOTAL, x=places)
    mean.points(places, result.means, style.TOTAL, error=2 * result.errors, size=5)
    mean.point(result.at, result.mean, style.HEDGE, "now", size=10)
    mean.span(result.means, *drawn, least=1.5, room=0.15)
    looked = np.arange(0, DAYS + 1, result.every)
    month.line(result.month, style.PRICE, "price")
    month.line(result.month[looked], style.HEDGE, "at the hedges", looked, linewidth=1.4)
    month.points(looked, result.month[looked], style.HEDGE, size=5)
    month.around(SPOT, result.month, least=3)


DAILY = (
    "Goes on {goes_on}, hedged every day, {for_whom}: mean {mean} (standard error {error}). "
    "Volatility seen daily {daily}, at the interval {seen}; the prices differ by {gap}."
)
RARELY = (
    "Goes on {goes_on}, hedged every {every} days, {for_whom}: mean {mean} (standard error "
    "{error}). Volatility seen daily {daily}, at the interval {seen}; the prices differ by {gap}."
)
OTHERS = "With 20, 50 and 80 %: {means}."


def _say(result):
    words = (DAILY if result.every == 1 else RARELY).format(
        goes_on=percent(result.goes_on),
        every=result.every,
        for_whom=FOR[result.side],
        mean=signed(result.mean, 2),
        error=f"{result.error:.2f}",
        daily=percent(result.daily, 1),
        seen=percent(result.seen, 1),
        gap=signed(result.gap, 2),
    )
    if not result.compare:
        return words
    others = (signed(result.side * by_interval(one)[0][0][result.at], 2) for one in COMPARED)
    return f"{words} {OTHERS.format(means=', '.join(others))}"


TICKS = [str(n) for n in EVERY]
trend_or_chop = Lab(
    "The same days, another interval",
    Slider("goes_on", "Next move goes on", 0.40, 0.05, 0.90, 0.05, "%",
           help="The chance that a day has the direction of the day before"),
    Slider("every", "Hedge every", 1, stops=EVERY, unit="days"),
    Choice("compare", "Compare", {"nothing": 0, "20, 50 and 80 %": 1}, 0),
    Choice("side", "You have", {"bought the straddle": 1, "sold the straddle": -1}, 1),
    charts=[
        Chart("mean", "Mean profit of one straddle, 2,000 months", "currency",
              "days between two hedges", zero=True, xlim=(-0.4, 6.8), xticks=range(len(EVERY)),
              xticklabels=TICKS),
        Chart("month", "One of the months", "price", "day", xlim=(-0.7, 30.7)),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, the mean profit by hedging interval, with bars of two standard errors."
    " Right, the price of one month, each day and at the hedges.",
    puzzles=[
        Puzzle(
            "30 % is paid, and each day moves by 30 % a year. Make the owner gain 3.00 on average.",
            lambda values, result: result.side * result.mean >= 3,
            lambda result: f"{signed(result.side * result.mean, 2)}: moves go on, and who looks "
            f"every {plural(result.every, 'day')} sees {percent(result.seen, 1)}. Daily it is "
            f"{signed(result.side * result.means[0], 2)}.",
            answer={"goes_on": 0.80, "every": 5},
            reveals=("compare", "side"),
        ),
        Puzzle(
            "Now make the owner lose 4.00 of the 6.86 that he paid.",
            lambda values, result: result.side * result.mean <= -4,
            lambda result: f"{signed(result.side * result.mean, 2)}: moves turn back, and an "
            f"interval of {plural(result.every, 'day')} sees {percent(result.seen, 1)} only.",
            answer={"goes_on": 0.10, "every": 10},
        ),
    ],
    memory=Remembered("05.trend_or_chop", "05.3"),
)  # fmt: skip
