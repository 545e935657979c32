"""Lesson 04, round 4: which volatility to take the delta at."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np
import pandas as pd

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.course.sides import FOR
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import percent, signed

from .month import DAYS, EXPIRY, PAID, SPOT, STRADDLES

MONTHS, FINEST, SEED = 300, 16, 9  # random months, hedges a day at most
DRAWN = 20  # of the months
CENT = 0.01  # currency: a day loses when it costs more
BIN = 25.0  # currency, of the small chart
# By what happens, in per cent: the ends of the axis. It stays while the hedge changes.
ENDS = {15: (-450, 300), 20: (-400, 400), 25: (-300, 700), 30: (-250, 750), 35: (-250, 1100),
        40: (-250, 1500)}  # fmt: skip


@lru_cache(maxsize=6)  # a world each; 2 MB
def _world(happens):
    """Prices of the months at each possible hedge, and the straddles' values at each close."""
    paths = gl.GBM(happens).simulate(SPOT, EXPIRY, DAYS * FINEST, n_paths=MONTHS, seed=SEED)
    closes = slice(None, None, FINEST)
    values = STRADDLES.value(paths.spots[:, closes], PAID, time=paths.times[closes])
    return paths.spots, paths.times, values


@lru_cache(maxsize=40)
def profit_by_day(hedged, happens, often=FINEST):
    """Profit of 100 straddles at each close, marked at 20 %: array (300 months, 31 closes).

    hedged: the volatility of the delta. happens: what the months move with. often: hedges a day.
    Its last column is what `gl.replay` gives.
    """
    spots, times, values = _world(happens)
    spots, times = spots[:, :: FINEST // often], times[:: FINEST // often]
    delta = STRADDLES.delta(spots[:, :-1], hedged, time=times[:-1])
    shares = np.cumsum(-delta * np.diff(spots, axis=1), axis=1)[:, often - 1 :: often]
    return values - values[:, :1] + np.c_[np.zeros(MONTHS), shares]


def losing_days(profit) -> float:
    """The share of all days that cost more than a cent."""
    return float((np.diff(profit, axis=1) < -CENT).mean())


def _compute(hedged, often, happens, side):
    profit = side * profit_by_day(hedged, happens, often)
    ends = profit[:, -1]
    return SimpleNamespace(
        hedged=hedged, often=often, happens=happens, side=side, profit=profit, ends=ends,
        mean=float(ends.mean()), spread=float(ends.std(ddof=1)), lost=losing_days(profit),
        known=side * float(STRADDLES.value(SPOT, happens) - STRADDLES.value(SPOT, PAID)),
    )  # fmt: skip


def _draw(page, result):
    ways, ends = page.ways, page.ends
    limits = sorted(result.side * end for end in ENDS[round(100 * result.happens)])
    ways.fan(result.profit[:DRAWN], style.TOTAL, "20 months")
    ways.level(result.known, "price at what happens, less price paid")
    ways.limits(*limits)
    edges = np.arange(limits[0], limits[1] + BIN / 2, BIN)
    shares = pd.Series(
        np.histogram(np.clip(result.ends, *limits), edges)[0] / MONTHS,
        index=(edges[1:] + edges[:-1]) / 2,
    )
    ends.level(result.known)
    ends.bars(shares, style.TOTAL, sideways=True, width=0.9 * BIN, figures=False)
    ends.limits(*limits)
    ends.limits(0, next(top for top in (0.25, 0.5, 0.8) if shares.max() < 0.97 * top), "x")


ONCE = (
    "Paid 20 %, {happens} happens, hedged at {hedged} once a day, {for_whom}: mean {mean} "
    "(standard error {error}), spread {spread}; {lost} of days lose."
)
OFTEN = (
    "Paid 20 %, {happens} happens, hedged at {hedged} {often} times a day, {for_whom}: mean {mean} "
    "(standard error {error}), spread {spread}; {lost} of days lose."
)


def _say(result):
    return (ONCE if result.often == 1 else OFTEN).format(
        happens=percent(result.happens),
        hedged=percent(result.hedged),
        often=result.often,
        for_whom=FOR[result.side],
        mean=signed(result.mean),
        error=f"{result.spread / MONTHS**0.5:.1f}",
        spread=f"{result.spread:.0f}",
        lost=percent(result.lost, 1),
    )


two_hedges = Lab(
    "Which delta?",
    Slider("hedged", "Hedged at", 0.20, 0.15, 0.45, 0.01, "%"),
    Choice("often", "Hedges a day", (1, 4, 16), 16),
    Slider("happens", "Happens", 0.30, 0.15, 0.40, 0.05, "%"),
    Choice("side", "You have", {"bought the straddles": 1, "sold the straddles": -1}, 1),
    charts=[
        Chart("ways", "The way: profit at each close, marked at 20 %", "currency", "day", zero=True,
              xlim=(-0.7, 30.7)),
        Chart("ends", "The end: 300 months", "currency", "part of months (ends: all beyond)",
              zero=True),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, the profit of twenty months, day by day. Right, on the same scale, where three "
    "hundred months ended.",
    puzzles=[
        Puzzle(
            "The ends spread by 112. Make the end surer: a spread below 30.",
            lambda values, result: result.spread < 30,
            lambda result: f"At {percent(result.hedged)} the spread is {result.spread:.0f}, and "
            f"{percent(result.lost, 1)} of days lose. At 20 % it was "
            f"{percent(losing_days(profit_by_day(PAID, 0.30)), 1)}, the fewest of all.",
            answer={"hedged": 0.30},
            reveals=("often",),
        ),
        Puzzle(
            "Hedge once a day, at 20 %. What is left of the smooth way?",
            lambda values, result: (result.often, result.hedged) == (1, PAID),
            lambda result: f"Nothing: {percent(result.lost)} of days lose, and "
            f"{percent(losing_days(profit_by_day(0.30, 0.30, 1)))} with 30 %. The way is smooth "
            "for who hedges all the time, where far more happens than was paid.",
            answer={"hedged": 0.20, "often": 1},
            reveals=("happens", "side"),
        ),
    ],
    memory=Remembered("04.two_hedges", "04.4"),
)  # fmt: skip
