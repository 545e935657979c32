"""Lesson 07, round 4 and its fold: a stop-loss on the seller's hedge."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Lab, Puzzle, Slider, style
from gammalab.lab.words import percent, plural, signed

from .book import DAYS, EXPIRY, PAID, SPOT, STEPS, STRIKE

CALLS = -100 * gl.call(STRIKE, EXPIRY)  # sold
MONTHS, SEED = 4000, 6
A_DAY = STEPS // DAYS


@lru_cache(maxsize=1)
def _months():
    """Prices at each step, what the hedge makes step by step, and what the calls make."""
    spots = gl.GBM(PAID).simulate(SPOT, EXPIRY, STEPS, n_paths=MONTHS, seed=SEED).spots
    days = np.arange(DAYS) / 365
    shares = -CALLS.delta(spots[:, :-1:A_DAY], PAID, time=days)
    made = np.cumsum(np.repeat(shares, A_DAY, axis=1) * np.diff(spots, axis=1), axis=1)
    calls = -100 * np.maximum(spots[:, -1] - STRIKE, 0) - CALLS.value(SPOT, PAID)
    return spots, made, calls


@lru_cache(maxsize=16)
def with_stop(level: float):
    """(profit without the stop, profit with it, whether it was hit): arrays, one for each month.

    100 calls sold at 30 %, hedged daily. The stop looks at each step of three hours, sells all
    shares at the first price at or below `level`, and the hedge is over: as `gl.Stop(below=level)`.
    """
    spots, made, calls = _months()
    below = spots[:, 1:] <= level
    hit = below.any(axis=1)
    last = np.where(hit, below.argmax(axis=1), STEPS - 1)
    kept = made[np.arange(MONTHS), last]
    return calls + made[:, -1], calls + kept, hit


def _compute(level, month):
    without, stopped, hit = with_stop(level)
    helped = float((stopped[hit] > without[hit]).mean())
    gap = stopped - without
    tails = [float(np.quantile(one, 0.01)) for one in (without, stopped)]
    return SimpleNamespace(
        level=level, month=month, without=without, stopped=stopped, hit=float(hit.mean()),
        helped=helped, tails=tails, gap=float(gap.mean()),
        error=float(gap.std(ddof=1) / np.sqrt(MONTHS)), path=_months()[0][month],
        here=(float(without[month]), float(stopped[month])), went_off=bool(hit[month]),
    )  # fmt: skip


def _draw(page, result):
    both, price = page.both, page.price
    both.line([-500, 250], style.MUTED, "no difference", [-500, 250], linewidth=1.2)
    both.points(result.without, result.stopped, style.TOTAL, size=2.2, alpha=0.5)
    both.point(*result.here, style.BLACK, "this month", size=9, markerfacecolor="none",
               markeredgewidth=2)  # fmt: skip
    days = np.arange(STEPS + 1) / A_DAY
    price.level(result.level, "stop", style.LOSS)
    price.line(result.path, style.PRICE, x=days, linewidth=1.4)
    price.limits(min(80, result.path.min() - 1), max(120, result.path.max() + 1))


STOPS = (
    "Stop at {level}: hit in {hit} of months, helped in {helped} of these; mean difference {gap} "
    "(standard error {error}); worst of a hundred {worst}, without it {worst_without}."
)
OFF = "Month {month}: it went off, {made} with it, {made_without} without."
NOT_OFF = "Month {month}: it did not go off, {made} with it, {made_without} without."


def _say(result):
    stops = STOPS.format(
        level=result.level,
        hit=percent(result.hit),
        helped=percent(result.helped),
        gap=signed(result.gap, 1),
        error=f"{result.error:.1f}",
        worst=signed(result.tails[1]),
        worst_without=signed(result.tails[0]),
    )
    without, made = result.here
    month = (OFF if result.went_off else NOT_OFF).format(
        month=result.month, made=signed(made), made_without=signed(without)
    )
    return f"{stops} {month}"


stop = Lab(
    "A stop-loss on the seller's hedge",
    Slider("level", "Stop at", 93, 85, 98, 1),
    Slider("month", "Month", 3, 0, 99, 1),
    charts=[
        Chart("both", f"{plural(MONTHS, 'month')}: with the stop, and without", "with (currency)",
              "without (currency)", zero=True, xlim=(-520, 270), ylim=(-2600, 450)),
        Chart("price", "This month", "price (currency)", "day", xlim=(-0.7, 30.7)),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, each month as a dot: its profit without the stop, and with it. Right, the price "
    "in one month.",
    puzzles=[
        Puzzle(
            "At 95 the worst of a hundred is six times as bad. Find a stop that makes it ten times "
            "as bad, or worse.",
            lambda values, result: result.tails[1] <= 10 * result.tails[0],
            lambda result: f"{result.level}: it helps in {percent(result.helped)}, and the worst "
            f"of a hundred is {signed(result.tails[1])} instead of {signed(result.tails[0])}.",
            answer={"level": 98},
        ),
    ],
    memory=Remembered("07.stop", "07.4"),
)  # fmt: skip
