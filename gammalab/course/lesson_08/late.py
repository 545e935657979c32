"""Lesson 08, round 2: each hedge comes one step late, and the clock decides what is seen."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.feedback import feedback_vol
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style

from .dealers import IMPACT, MONTH, NEWS, SPOT, hedged, share, vol

HOURS, MONTHS, SEED = 720, 300, 7
EVERY = (1, 2, 3, 4, 6, 12, 24)  # hours
TWO_DAYS = 48
WILD, CALM = 0.40, 0.14  # of the puzzle

LATE = {
    1: "x = {x}, one hour late: {hourly} by the hour, by the formula {wanted}; {daily} by the day. "
    "At once it would be {level}.",
    24: "x = {x}, one hour late: {hourly} by the hour; {daily} by the day, by the formula "
    "{wanted}. At once it would be {level}.",
}
LATE_ELSE = (
    "x = {x}, one hour late: {hourly} by the hour, {daily} by the day; every {every} hours {here}, "
    "by the formula {wanted}. At once it would be {level}."
)
ONCE = {
    1: "x = {x}, at once: {hourly} by the hour, by the formula {wanted}; {daily} by the day.",
    24: "x = {x}, at once: {hourly} by the hour; {daily} by the day, by the formula {wanted}.",
}
ONCE_ELSE = (
    "x = {x}, at once: {hourly} by the hour, {daily} by the day; every {every} hours {here}, by "
    "the formula {wanted}."
)


def late_vol(news, x, every=1):
    """Volatility of a market whose hedges come one step late, seen at every `every`-th step.

    news : volatility of a step without dealers. x : impact times gamma, between -1 and 1. The
    moves are those of an autoregression: dS = news - x * (the dS before).

    >>> [round(float(late_vol(0.20, 0.5, every)), 3) for every in (1, 2, 24)]
    [0.231, 0.163, 0.137]
    """
    if not -1 < x < 1:
        raise ValueError(f"x = {x!r}: x must be above -1 and below 1")
    near = np.arange(1, every)
    variance = 1 + 2 * np.sum((1 - near / every) * (-x) ** near)
    return news * np.sqrt(variance / (1 - x * x))


@lru_cache(maxsize=1)
def _news():
    """What each hour's price is over the one before, without dealers: (hours, months)."""
    spots = gl.GBM(NEWS).simulate(SPOT, MONTH, HOURS, MONTHS, SEED).spots.T
    return spots[1:] / spots[:-1]


@lru_cache(maxsize=80)
def market(x, late):
    """Volatility and twice its error by measuring interval, and the first two days of a month."""
    paths = gl.Paths(np.linspace(0, MONTH, HOURS + 1), hedged(_news(), x / IMPACT, late)[0].T)
    seen = {every: paths.every(every).realised_vol() for every in EVERY}
    root = np.array([np.sqrt(np.mean(np.square(v))) for v in seen.values()])
    spread = np.array([v.std(ddof=1) for v in seen.values()])
    return root, 2 * spread / np.sqrt(MONTHS), paths.spots[0, : TWO_DAYS + 1].copy()


def _compute(every, x, late):
    root, two, path = market(x, late)
    level = float(feedback_vol(NEWS, x))
    theory = [late_vol(NEWS, x, n) if late else level for n in range(1, 25)]
    here = EVERY.index(every)
    return SimpleNamespace(
        every=every, x=x, late=late, root=root, two=two, path=path, level=level,
        theory=np.array(theory), here=float(root[here]), hourly=float(root[0]),
        daily=float(root[-1]), wanted=float(theory[every - 1]),
    )  # fmt: skip


def _draw(page, result):
    clock = page.clock
    clock.level(100 * result.level, "at once", style.MUTED)
    clock.line(100 * result.theory, style.THEORY, "formula", x=np.arange(1, 25), linewidth=1.3)
    clock.points(EVERY, 100 * result.root, style.OPTION, "300 months", error=100 * result.two)
    clock.point(result.every, 100 * result.here, style.TOTAL, "your clock", size=11)
    highest = max(result.root.max(), result.theory.max())
    clock.limits(*(10, 25) if highest < 0.24 else (0, 30 if highest < 0.28 else 105))
    price = page.price
    price.line(result.path, style.MUTED, "each hour", x=np.arange(TWO_DAYS + 1), linewidth=1.2)
    hours = np.arange(0, TWO_DAYS + 1, result.every)
    price.line(result.path[:: result.every], style.TOTAL, "your clock", x=hours, linewidth=1.6)
    price.around(SPOT, result.path, least=1.5)


def _say(result):
    clocks, others = (LATE, LATE_ELSE) if result.late else (ONCE, ONCE_ELSE)
    return clocks.get(result.every, others).format(
        x=share(result.x), every=result.every, hourly=vol(result.hourly), daily=vol(result.daily),
        here=vol(result.here), wanted=vol(result.wanted), level=vol(result.level),
    )  # fmt: skip


one_step_late = Lab(
    "The same hedge, one hour late",
    Slider("every", "Measure every", 1, stops=EVERY, unit="hours"),
    Slider("x", "x, impact times gamma", 0.3, -0.80, 0.95, 0.05),
    Choice("late", "Hedges come", {"one hour late": True, "at once": False}, True),
    charts=[
        Chart("clock", "What you measure", "volatility a year (%)", "measured every … hours",
              xscale="log", xlim=(0.85, 28), xticks=EVERY, xticklabels=[str(n) for n in EVERY],
              columns=4),
        Chart("price", "Two days of one month", "price (currency)", "hour", xlim=(-1, 49)),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, the market's volatility against the interval at which it is measured. Right, the "
    "price, and what your clock sees of it.",
    puzzles=[
        Puzzle(
            "Find a market that looks above 40 % by the hour and below 14 % by the day.",
            lambda values, result: result.hourly > WILD and result.daily < CALM,
            lambda result: f"x = {share(result.x)}: {vol(result.hourly)} by the hour, "
            f"{vol(result.daily)} by the day. Dealers who only ever calm, a little late.",
            answer={"x": 0.9}, reveals=("late",),
        ),
    ],
    memory=Remembered("08.late", "08.2"),
)  # fmt: skip
