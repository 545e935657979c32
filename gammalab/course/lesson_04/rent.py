"""Lesson 04, the fold of round 2: rent and income over a month."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.course.sides import FOR
from gammalab.desk.told import adding_up
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import percent, plural, signed

from .month import DAY, DAYS, PAID, STRADDLES, month_of

EVERY = (1, 2, 3, 5, 6, 10)  # divisors of 30
BREAKEVEN = 100 * PAID * DAY**0.5  # per cent of the price


def moves_every(days: int, size: float) -> np.ndarray:
    """Log moves of a month: days * size on the middle of each block of `days`, up and down in turn.

    Their average size, over all days, is `size`.

    >>> moves_every(3, 0.01)[:6].round(3).tolist()
    [0.0, 0.03, 0.0, 0.0, -0.03, 0.0]
    """
    moves, on = np.zeros(DAYS), np.arange(DAYS) % days == days // 2
    moves[on] = days * size * (-1.0) ** np.arange(on.sum())
    return moves


def rent_and_profit(paths, side=1):
    """(what the clock brought, the profit), running, currency: arrays with an entry for each day.

    The clock's bill of a day is what it would have cost if nothing had moved, as in round 1. What
    moves brought is the difference: income by the cash, not by gamma's formula.
    """
    book, spots, times = side * STRADDLES, paths.spots[0], paths.times
    still = book.value(spots[:-1], PAID, time=times[1:]) - book.value(
        spots[:-1], PAID, time=times[:-1]
    )
    profit = gl.replay(book, paths, paid_vol=PAID).pnl_by_time()[0]
    return np.append(0.0, np.cumsum(still)), profit


def _compute(every, size, day, side):
    moves = moves_every(every, size)
    paths = month_of(moves)
    clock, profit = rent_and_profit(paths, side)
    return SimpleNamespace(
        every=every, size=size, day=day, side=side, moves=100 * moves,
        happened=float(paths.realised_vol()[0]), clock=clock[: day + 1], profit=profit[: day + 1],
        whole=profit, paid_out=clock,
    )  # fmt: skip


def _draw(page, result):
    run, days = page.run, page.days
    run.dashes(result.profit - result.clock, style.GAIN, "income", dot=True)
    run.dashes(result.clock, style.LOSS, "rent", dot=True)
    run.line(result.profit, style.TOTAL, "together", dot=True)
    most = np.abs(result.whole - result.paid_out).max()
    top = next(top for top in (500, 1000, 2000) if most < 0.97 * top)
    run.limits(*sorted((-500 * result.side, top * result.side)))
    bars = pd.Series(np.abs(result.moves), index=np.arange(1, DAYS + 1))
    colors = [style.PRICE if k < result.day else style.MUTED for k in range(DAYS)]
    days.bars(bars, colors, figures=False)
    days.level(BREAKEVEN, "breakeven, 1.05 %")
    days.limits(0, next(top for top in (2.2, 5.5, 11) if bars.max() < 0.97 * top))


def _say(result):
    clock, profit = result.clock[-1], result.profit[-1]
    root = np.sqrt(np.mean(result.moves**2))
    income, rent = adding_up([profit - clock, clock], 0)  # as shown they add up
    return (
        f"Average {100 * result.size:.2f} %, root mean square {root:.2f} %: "
        f"{percent(result.happened, 1)} a year. After {plural(result.day, 'day')}: income "
        f"{signed(income)}, rent {signed(rent)}, together {signed(income + rent)} "
        f"{FOR[result.side]}."
    )


rent_and_income = Lab(
    "Rent and income",
    Choice("every", "A move every", {f"{plural(k, 'day')}": k for k in EVERY}, 1),
    Slider("size", "Average size", 0.008, 0.002, 0.010, 0.0005, "%",
           help="Of the daily moves, days without one included"),
    Slider("day", "Day", DAYS, 0, DAYS, 1),
    Choice("side", "You have", {"bought the straddles": 1, "sold the straddles": -1}, 1),
    charts=[
        Chart("run", "Running total of 100 straddles", "currency", "day", zero=True,
              xlim=(-0.7, 30.7)),
        Chart("days", "Size of each day's move", "per cent", "day", xlim=(-0.5, 31.5)),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, income and rent, day by day, and their sum. Right, the size of each "
    "day's move beside the breakeven.",
    puzzles=[
        Puzzle(
            "An average of 0.40 % or less, and the owner still gains 100.",
            lambda values, result: result.size < 0.004001 and result.day == DAYS
            and result.side * result.whole[-1] >= 100,
            lambda result: f"{signed(result.whole[-1])}: three moves of "
            f"{1000 * result.size:.1f} %, and {percent(result.happened, 1)} a year.",
            answer={"every": 10, "size": 0.004},
        ),
        Puzzle(
            "Now let less than 20 % happen, and the owner gain all the same.",
            lambda values, result: result.happened < PAID and result.day == DAYS
            and result.side * result.whole[-1] > 0,
            lambda result: f"{percent(result.happened, 1)} happened, 20 % was paid, and the owner "
            f"has {signed(result.side * result.whole[-1], 1)}. Round 3 says why.",
            answer={"every": 6, "size": 0.004},
            reveals=("side",),
        ),
    ],
    memory=Remembered("04.rent_and_income"),
)  # fmt: skip
