"""Lesson 12, round 1: a score that charges for risk, and the width that it likes best."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np

from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import signed

from .many import by_width
from .worlds import DRAWN

WIDTHS = (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5,
          4, 4.5, 5)  # fmt: skip
SPREADS = (1, 2, 5, 10, 20, 50)
MONTHS, SEED = 1000, 12
ALL = "all nine"
BOTH, OWNER, SELLER = (0, 1), (0,), (1,)
SIDES = {"both, one after the other": BOTH, "the owner": OWNER, "the seller": SELLER}
BARS = np.linspace(-8, 8, 33)
BEATEN = "The best width, {width}, scores {lead:.3f} more."
BARELY = "The best width, {width}, scores less than 0.001 more."
LEAST = 0.001  # a lead that the words do not round to nothing
GOOD = 0.004  # a width whose score is within this of the best is not parted from it


@lru_cache(maxsize=12)
def parts(bps):
    """World by world, for both sides and each width: mean, half the variance, cost; noise units.

    Arrays (9, 2, widths).
    """
    found = by_width(WIDTHS, float(bps), MONTHS, SEED).values()
    mean = np.array([months.mean(axis=-1) for months, _ in found])
    risk = np.array([months.var(axis=-1) / 2 for months, _ in found])
    return mean, risk, np.array([cost.mean(axis=-1) for _, cost in found])


def scores(world=ALL, bps=5, sides=BOTH):
    """(score, mean, half the variance, cost) of each of WIDTHS: four arrays."""
    which = slice(None) if world == ALL else [list(DRAWN).index(world)]
    mean, risk, cost = (one[which][:, list(sides)].mean(axis=(0, 1)) for one in parts(bps))
    return -cost - risk, mean, risk, cost


def _months(world, bps, sides, at):
    found = by_width(WIDTHS, float(bps), MONTHS, SEED)
    names = DRAWN if world == ALL else [world]
    return np.concatenate([found[name][0][list(sides), at].ravel() for name in names])


def _compute(width, world, bps, sides):
    score, mean, risk, cost = scores(world, bps, sides)
    at = WIDTHS.index(width)
    return SimpleNamespace(
        width=width, world=world, bps=bps, sides=sides, at=at, score=score, mean=mean, risk=risk,
        cost=cost, best=int(np.argmax(score)), months=_months(world, bps, sides, at),
    )  # fmt: skip


def _draw(page, result):
    curve, heap = page.curve, page.heap
    curve.line(result.score, style.TOTAL, "score", WIDTHS, linewidth=3)
    curve.dashes(-result.cost, style.LOSS, "minus cost", WIDTHS)
    curve.line(-result.risk, style.PRICE, "minus half the variance", WIDTHS, linewidth=1.4)
    curve.point(result.width, result.score[result.at], style.HEDGE, size=10)
    drawn = np.concatenate([result.score, -result.risk, -result.cost])
    curve.limits(np.floor(drawn.min() * 2.04) / 2, 0.1 if drawn.max() < 0.05 else 2.0)
    tallest = heap.histogram(result.months, BARS, style.TOTAL, fill=True, alpha=0.6)
    heap.upright(result.mean[result.at], style.BLACK, "mean")
    heap.limits(-8.2, 8.2, "x")
    heap.limits(0, next(top for top in (0.3, 0.5, 0.8, 1.05) if tallest < 0.97 * top))


def _say(result):
    at = result.at
    where = "All nine worlds" if result.world == ALL else result.world[0].upper() + result.world[1:]
    who = {BOTH: "both sides", OWNER: "the owner", SELLER: "the seller"}[result.sides]
    return (
        f"{where}, {who}, {result.bps:g} bp, width {result.width:g}: score "
        f"{signed(result.score[at], 3)}: cost {result.cost[at]:.3f} and half the variance "
        f"{result.risk[at]:.3f}, both taken off. Mean {signed(result.mean[at], 3)}. "
        f"{_beaten(result)}"
    )


def _beaten(result):
    """By how much another width scores more."""
    if result.at == result.best:
        return "No width that you can set scores more."
    lead = result.score[result.best] - result.score[result.at]
    said = BARELY if lead < LEAST else BEATEN
    return said.format(width=f"{WIDTHS[result.best]:g}", lead=lead)


def _best(bps):
    return lambda values, result: (
        (result.world, result.bps, result.sides) == (ALL, bps, BOTH)
        and result.score[result.at] > result.score[result.best] - GOOD
    )


def _found(result):
    formula = (result.bps / 5) ** (1 / 3)  # 1 is its width at 5 bp
    stop = min(WIDTHS, key=lambda width: abs(width - formula))
    told = f"{signed(result.score[WIDTHS.index(stop)], 3)}"
    whole = f"{stop:g}" if stop == formula else f"{formula:.2f} ({stop:g} is nearest)"
    mine = signed(result.score[result.at], 3)
    near = [] if result.at == result.best else [_beaten(result), "These months cannot part them."]
    found = f"{result.width:g}: {mine}. At the formula's width, {whole}, it is {told}."
    return " ".join([found, *near])


yardstick = Lab(
    "A yardstick",
    Slider("width", "Band, in Whalley-Wilmott widths", 1, stops=WIDTHS,
           help="0 hedges at every step; 1 is the band of lesson 06 at 5 bp"),
    Choice("world", "World", [ALL, *DRAWN], "calm"),
    Slider("bps", "Half spread", 5, stops=SPREADS, unit="bp"),
    Choice("sides", "Played", SIDES, BOTH),
    charts=[
        Chart("curve", "Score of a band, and what it is made of", "noise units",
              "width of the band", zero=True, xlim=(-0.15, 5.15)),
        Chart("heap", "Months of this width", "share of months",
              "noise units (end bars: all beyond)"),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, the score of bands of many widths, with the cost and half the variance that it is "
    "made of. Right, how often each profit came with the width that is set, on all sides played.",
    puzzles=[
        Puzzle(
            "Find the width that scores best over all nine worlds.",
            _best(5),
            lambda result: f"{_found(result)} The formula knows no steps.",
            answer={"world": ALL, "width": 0.4}, reveals=("bps", "sides"),
        ),
        Puzzle(
            "The half spread is 50 bp. Find it again.",
            _best(50),
            lambda result: f"{_found(result)} At ten times the cost the third root comes near.",
            answer={"world": ALL, "width": 1.8, "bps": 50},
        ),
    ],
    memory=Remembered("12.yardstick", "12.1"),
)  # fmt: skip
