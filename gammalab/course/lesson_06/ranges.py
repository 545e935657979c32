"""Lesson 06, the fold of round 4: a market in a range and one that runs, moving equally."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np
import pandas as pd

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.course.sides import FOR
from gammalab.desk.told import adding_up
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import percent, signed

from .month import DAYS, EXPIRY, PAID, SPOT, STRADDLES

MONTHS, SEED = 1_000, 2
SPREAD = gl.HalfSpread(bps=5)


@lru_cache(maxsize=24)
def ranging(repeat):
    """Months of daily moves of 1.57 %, each in the last one's direction with this chance."""
    market = gl.EqualMoves(vol=PAID, repeat=repeat)
    return market.simulate(SPOT, EXPIRY, DAYS, n_paths=MONTHS, seed=SEED)


@lru_cache(maxsize=96)
def _means(repeat, every, side):
    """(mean of each source, their standard errors, mean result, its error), currency."""
    run = gl.replay(
        side * STRADDLES, ranging(repeat), paid_vol=PAID, policy=gl.EveryN(every), costs=SPREAD
    )
    months = run.attribution()[["gamma", "theta", "costs"]]
    months.insert(2, "carried", run.pnl - months.sum(axis=1))
    error = float(run.pnl.std(ddof=1) / MONTHS**0.5)
    return months.mean(), months.std() / MONTHS**0.5, float(run.pnl.mean()), error


def _compute(repeat, every, side):
    means, errors, net, error = _means(repeat, every, side)
    parts = pd.Series(adding_up(list(means), 0), means.index)  # as shown all adds up
    return SimpleNamespace(
        repeat=repeat, every=every, side=side, parts=parts, errors=errors, net=net, error=error,
        prices=ranging(repeat).spots[0],
    )  # fmt: skip


def _draw(page, result):
    parts, price = page.parts, page.price
    parts.waterfall(result.parts, "left")
    ends = [*result.parts.cumsum(), result.net]
    two = 2 * np.array([*result.errors, result.error])
    # Beside the figures, which stand over the middle of a bar.
    parts.points(np.arange(len(ends)) + 0.31, ends, style.BLACK, size=3, error=two)
    parts.span(result.parts.cumsum(), least=100, room=0.1)
    price.line(result.prices, style.PRICE)
    price.around(SPOT, result.prices, least=10)


DAILY = (
    "A move repeats with a chance of {repeat}, hedged daily, {for_whom}: {parts}; mean {net} "
    "({error}). In brackets: standard errors."
)
EVERY_FIVE = (
    "A move repeats with a chance of {repeat}, hedged every 5 days, {for_whom}: {parts}; mean "
    "{net} ({error}). In brackets: standard errors."
)


def _say(result):
    parts = (
        f"{name} {signed(amount)} ({result.errors[name]:.1f})"
        for name, amount in result.parts.items()
    )
    return (DAILY if result.every == 1 else EVERY_FIVE).format(
        repeat=percent(result.repeat),
        for_whom=FOR[result.side],
        parts=", ".join(parts),
        net=signed(result.net),
        error=f"{result.error:.1f}",
    )


range_or_run = Lab(
    "In a range, or on the run",
    Slider("repeat", "Chance that a move repeats", 0.5, 0.0, 1.0, 0.05, "%"),
    Choice("every", "Hedged", {"daily": 1, "every 5 days": 5}, 1),
    Choice("side", "You have", {"bought the straddles": 1, "sold the straddles": -1}, 1),
    charts=[
        Chart("parts", "Means of 1,000 months, with two errors", "currency", zero=True),
        Chart("price", "One of the months", "price", "day", xlim=(-0.7, 30.7)),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, where the mean result came from; the whisker at the end of each bar is two "
    "standard errors long to each side. Right, the price of one month.",
    puzzles=[
        Puzzle(
            "Hedge every 5 days, and let the owner's mean be more than 280.",
            lambda values, result: result.every == 5 and result.side == 1 and result.net > 280,
            lambda result: f"{percent(result.repeat)}: {signed(result.net)}. Delta "
            f"that was carried along the run made {signed(result.parts['carried'])}.",
            answer={"every": 5, "repeat": 0.8},
            reveals=("side",),
        ),
        Puzzle(
            "Now the seller's mean, more than 280.",
            lambda values, result: result.every == 5 and result.side == -1 and result.net > 280,
            lambda result: f"{percent(result.repeat)}: {signed(result.net)}. What is carried costs "
            "the owner in a range.",
            answer={"every": 5, "repeat": 0.15, "side": -1},
        ),
    ],
    memory=Remembered("06.range_or_run", "06.4"),
)  # fmt: skip
