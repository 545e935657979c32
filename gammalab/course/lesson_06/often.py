"""Lesson 06, round 2: how often to hedge, when each hedge costs."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import numpy as np

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import percent

from .month import PAID, SPOT, STEPS, STRADDLES, months

STOPS = (2, 3, 4, 6, 8, 10, 15, 20, 30, 40, 60, 80, 120, 240)  # hedges, evenly spread
MONTHS, SEED = 4_000, 8
BP = 1e-4
LEAST = 6  # hedges: with fewer the law of the cost is far too high


@cache
def measured():
    """(mean re-hedging cost at a half spread of 1 bp, its standard error, noise before costs): an
    array each, with an entry for each of STOPS, currency. The same months for all of them."""
    paths, rows = months(MONTHS, SEED), []
    for n in STOPS:
        # A month of which only each k-th moment is kept: hedged at each is hedged every k of 240.
        run = gl.replay(
            STRADDLES, paths.every(STEPS // n), paid_vol=PAID, costs=gl.HalfSpread(bps=1)
        )
        rehedges = run.bill().costs["spread"][:, 1]
        noise = (run.pnl + run.cost).std(ddof=1)
        rows.append((rehedges.mean(), rehedges.std(ddof=1) / MONTHS**0.5, noise))
    return tuple(np.array(column) for column in zip(*rows, strict=True))


def best_number(half_spread, worth):
    """The best number of hedges by the law: half spread in bp, `worth` of a unit of noise."""
    return gl.theory.best_hedges(STRADDLES, SPOT, PAID, half_spread * BP, worth=worth).hedges


def _compute(hedges, half_spread, worth, formula):
    cost, error, noise = measured()
    cost, error = half_spread * cost, half_spread * error
    price = worth * noise
    together, at = cost + price, STOPS.index(hedges)
    # The noise is measured to one in root of 2 n; both errors are of the sum.
    error = 2 * np.hypot(error, price / np.sqrt(2 * MONTHS))
    return SimpleNamespace(
        hedges=hedges, half_spread=half_spread, worth=worth, cost=cost, price=price, noise=noise,
        together=together, error=error, at=at, least=int(np.argmin(together)),
        best=best_number(half_spread, worth), formula=formula,
    )  # fmt: skip


def _draw(page, result):
    sums = page.sums
    sums.line(result.cost, style.LOSS, "cost", STOPS)
    sums.dashes(result.price, style.PRICE, "noise, at its worth", STOPS)
    low, high = result.together - result.error, result.together + result.error
    sums.band(STOPS, low, high, style.TOTAL)
    sums.line(result.together, style.TOTAL, "together", STOPS, linewidth=3)
    sums.point(result.hedges, result.together[result.at], style.HEDGE, size=10)
    if result.formula and LEAST <= result.best <= STOPS[-1]:
        sums.upright(result.best, style.THEORY, "the formula's best")


def _say(result):
    at = result.at
    least = result.together[result.least]
    return (
        f"{result.hedges} hedges, {result.half_spread:g} bp: cost {result.cost[at]:.1f} + "
        f"{result.worth:g} × noise {result.noise[at]:.0f} = {result.together[at]:.1f} (two "
        f"standard errors: {result.error[at]:.1f}); {percent(result.together[at] / least - 1, 1)} "
        f"above the least of these stops.{_said_best(result)}"
    )


def _said_best(result):
    if not result.formula:
        return ""
    if result.best > STOPS[-1]:
        return f" The formula's best: {result.best:.0f}, more than {STOPS[-1]}."
    if result.best < LEAST:
        return " The formula's best: too few for the formula to hold."
    return f" The formula's best: {result.best:.0f}."


def _cheapest(half_spread):
    """Whether a state of this half spread, at a worth of 0.2, is within 2 % of the least."""
    return lambda values, result: (
        result.half_spread == half_spread
        and result.worth == 0.2
        and result.together[result.at] < 1.02 * result.together[result.least]
    )


def _told(result):
    return (
        f"{result.hedges}: {result.together[result.at]:.1f}, and the least is "
        f"{result.together[result.least]:.1f}. The bowl is flat."
    )


TICKS = (2, 4, 10, 20, 40, 100, 240)
how_often = Lab(
    "How often?",
    Slider("hedges", "Hedges", 80, stops=STOPS, help="Evenly spread over the month"),
    Slider("half_spread", "Half spread", 10, stops=(0.5, 1, 2, 5, 10, 20), unit="bp"),
    Slider("worth", "A unit of noise is worth", 0.2, stops=(0.05, 0.1, 0.2, 0.4)),
    Choice("formula", "The formula", {"hidden": False, "shown": True}, False),
    charts=[
        Chart("sums", "A month of 100 straddles: what each number of hedges costs you",
              "currency, log scale", "hedges in the month, log scale",
              xscale="log", xlim=(1.8, 270), xticks=TICKS, xticklabels=map(str, TICKS),
              yscale="log", ylim=(0.2, 400), yticks=(1, 10, 100), yticklabels=("1", "10", "100")),
    ],
    size=(9.6, 4.8),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="The cost of re-hedging, the noise at its worth, and their sum, each against the number "
    "of hedges, with both axes logarithmic. A shade reaches two standard errors to each side of "
    "the sum.",
    puzzles=[
        Puzzle(
            "10 bp: find a number of hedges whose sum is within 2 % of the least.",
            _cheapest(10),
            _told,
            answer={"hedges": 20},
        ),
        Puzzle(
            "The half spread falls to 5 bp. Find it again.",
            _cheapest(5),
            _told,
            answer={"hedges": 40, "half_spread": 5},
            reveals=("worth", "formula"),
        ),
    ],
    memory=Remembered("06.how_often", "06.2"),
)  # fmt: skip
