"""Lesson 06, the fold of round 4: a market in a range and one that runs, moving equally."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import pandas as pd

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import percent, signed

from .month import DAYS, EXPIRY, PAID, SPOT, STRADDLES, owner

MONTHS, SEED = 1_000, 2
SPREAD = gl.HalfSpread(bps=5)


@lru_cache(maxsize=24)
def ranging(repeat):
    """Months of daily moves of 1.57 %, each in the last one's direction with this chance."""
    market = gl.EqualMoves(vol=PAID, repeat=repeat)
    return market.simulate(SPOT, EXPIRY, DAYS, n_paths=MONTHS, seed=SEED)


@lru_cache(maxsize=96)
def _means(repeat, every, side):
    """(mean of each source, mean result, its standard error), currency."""
    run = gl.replay(
        side * STRADDLES, ranging(repeat), paid_vol=PAID, policy=gl.EveryN(every), costs=SPREAD
    )
    found = run.attribution().mean()
    parts = found[["gamma", "theta", "costs"]]
    net = float(run.pnl.mean())
    parts = pd.Series({
        "gamma": parts["gamma"], "theta": parts["theta"], "carried": net - parts.sum(),
        "costs": parts["costs"],
    })  # fmt: skip
    return parts, net, float(run.pnl.std(ddof=1) / MONTHS**0.5)


def _compute(repeat, every, side):
    parts, net, error = _means(repeat, every, side)
    parts = parts.round(0)
    parts["carried"] = round(net) - parts.drop("carried").sum()  # as shown all adds up
    return SimpleNamespace(
        repeat=repeat, every=every, side=side, parts=parts, net=net, error=error,
        prices=ranging(repeat).spots[0],
    )  # fmt: skip


def _draw(page, result):
    parts, price = page.parts, page.price
    parts.waterfall(result.parts, "left")
    parts.point(len(result.parts), result.net, style.BLACK, size=4, error=[2 * result.error])
    parts.span(result.parts.cumsum(), least=100, room=0.1)
    price.line(result.prices, style.PRICE)
    price.around(SPOT, result.prices, least=10)


def _say(result):
    gamma, theta, carried, costs = result.parts
    return (
        f"A move repeats with a chance of {percent(result.repeat)}, hedged "
        f"{'daily' if result.every == 1 else 'every 5 days'}, for the {owner(result.side)}: gamma "
        f"{signed(gamma)}, theta {signed(theta)}, carried {signed(carried)}, costs "
        f"{signed(costs)}; mean {signed(result.net)} (standard error {result.error:.1f})."
    )


range_or_run = Lab(
    "In a range, or on the run",
    Slider("repeat", "Chance that a move repeats", 0.5, 0.0, 1.0, 0.05, "%"),
    Choice("every", "Hedged", {"daily": 1, "every 5 days": 5}, 1),
    Choice("side", "You have", {"bought the straddles": 1, "sold the straddles": -1}, 1),
    charts=[
        Chart("parts", "1,000 months of 100 straddles: means", "currency", zero=True),
        Chart("price", "One of the months", "price", "day", xlim=(-0.7, 30.7)),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, where the mean result came from; the bar at its end is two standard errors wide "
    "to each side. Right, the price of one month.",
    puzzles=[
        Puzzle(
            "Hedge every 5 days, and let the owner's mean be more than 280.",
            lambda values, result: result.every == 5 and result.side == 1 and result.net > 280,
            lambda result: f"{percent(result.repeat)}: {signed(result.net)}, of which "
            f"{signed(result.parts['carried'])} is delta that was carried along a run.",
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
