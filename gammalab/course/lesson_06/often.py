"""Lesson 06, round 2: how often to hedge, when each hedge costs."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import numpy as np

import gammalab as gl
from gammalab.course.errors import spread_by_month
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import percent

from .month import PAID, SPOT, STEPS, STRADDLES, months

STOPS = (2, 3, 4, 6, 8, 10, 15, 20, 30, 40, 60, 80, 120, 240)  # hedges, evenly spread
MONTHS, SEED = 4_000, 8
BP = 1e-4
LEAST = 6  # hedges: with fewer the law of the cost is far too high
DEAREST = 40  # per cent above the least: dearer numbers are not on the small chart


@cache
def by_month():
    """(re-hedging cost at a half spread of 1 bp, what each month says of the noise before costs):
    two arrays, (STOPS, months), currency. The same months for all of them."""
    paths, rows = months(MONTHS, SEED), []
    for n in STOPS:
        # A month of which only each k-th moment is kept: hedged at each is hedged every k of 240.
        run = gl.replay(
            STRADDLES, paths.every(STEPS // n), paid_vol=PAID, costs=gl.HalfSpread(bps=1)
        )
        rows.append((run.bill().costs["spread"][:, 1], spread_by_month(run.pnl + run.cost)))
    return tuple(np.array(column) for column in zip(*rows, strict=True))


def _errors(months):
    """The standard errors of the means of the rows."""
    return months.std(axis=1, ddof=1) / MONTHS**0.5


@cache
def measured():
    """(mean cost at 1 bp, its error, noise, its error): arrays with an entry for each of STOPS."""
    costs, noises = by_month()
    return costs.mean(axis=1), _errors(costs), noises.mean(axis=1), _errors(noises)


def best_number(half_spread, worth):
    """The best number of hedges by the law: half spread in bp, `worth` of a unit of noise."""
    return gl.theory.best_hedges(STRADDLES, SPOT, PAID, half_spread * BP, worth=worth).hedges


def _compute(hedges, half_spread, worth, formula):
    cost, error, noise, noise_error = measured()
    costs, noises = by_month()
    sums = half_spread * costs + worth * noises  # month by month: all see the same ones
    together = sums.mean(axis=1)
    least = int(np.argmin(together))
    return SimpleNamespace(
        hedges=hedges, half_spread=half_spread, worth=worth, cost=half_spread * cost,
        price=worth * noise, noise=noise, errors=(half_spread * error, noise_error),
        error=_errors(sums), apart=_errors(sums - sums[least]), together=together,
        dearer=100 * (together / together[least] - 1), at=STOPS.index(hedges), least=least,
        best=best_number(half_spread, worth), formula=formula,
    )  # fmt: skip


def _draw(page, result):
    sums = page.sums
    sums.line(result.cost, style.LOSS, "cost", STOPS)
    sums.dashes(result.price, style.PRICE, "noise, at its worth", STOPS)
    sums.line(result.together, style.TOTAL, "together", STOPS, linewidth=3)
    sums.point(result.hedges, result.together[result.at], style.HEDGE, size=10)
    if result.formula and LEAST <= result.best <= STOPS[-1]:
        sums.upright(result.best, style.THEORY, "the formula's best")
        page.dearer.upright(result.best, style.THEORY)
    two = 200 * result.apart / result.together[result.least]
    near = result.dearer + two <= DEAREST
    stops, dearer = np.array(STOPS)[near], result.dearer[near]
    page.dearer.points(stops, dearer, style.TOTAL, "each sum", size=4, error=two[near])
    if near[result.at]:
        page.dearer.point(result.hedges, result.dearer[result.at], style.HEDGE, "yours", size=8)


def _say(result):
    at = result.at
    cost_error, noise_error = (errors[at] for errors in result.errors)
    cost = (
        f"{result.hedges} hedges, {result.half_spread:g} bp: cost {result.cost[at]:.1f} "
        f"({cost_error:.2f}) + {result.worth:g} × noise {result.noise[at]:.1f} ({noise_error:.1f}) "
        f"= {result.together[at]:.1f} ({result.error[at]:.1f}; in brackets: standard errors)."
    )
    return " ".join(filter(None, [cost, _said_dearer(result), _said_best(result)]))


def _said_dearer(result):
    if result.at == result.least:
        return "The least that you can set."
    above, apart = result.together[result.at] - result.together[result.least], result.apart
    return (
        f"{percent(result.dearer[result.at] / 100, 1)} above the least that you can set: on equal "
        f"paths {above:.1f} more ({apart[result.at]:.1f})."
    )


def _said_best(result):
    if not result.formula:
        return ""
    if result.best > STOPS[-1]:
        return f"The formula's best: {result.best:.0f}, more than {STOPS[-1]}."
    if result.best < LEAST:
        return "The formula's best: too few for the formula to hold."
    return f"The formula's best: {result.best:.0f}."


def _cheapest(half_spread):
    """Whether a state of this half spread, at a worth of 0.2, is within 2 % of the least."""
    return lambda values, result: (
        result.half_spread == half_spread
        and result.worth == 0.2
        and result.together[result.at] < 1.02 * result.together[result.least]
    )


def _told(result):
    return (
        f"{result.hedges}: {result.together[result.at]:.1f}, and the least that you can set is "
        f"{result.together[result.least]:.1f}. The bowl is flat, and its lowest point hard to see: "
        f"by the formula the lines cross at {result.best:.0f}."
    )


TICKS, SPARSE = (2, 4, 10, 20, 40, 100, 240), (2, 10, 40, 240)
how_often = Lab(
    "How often?",
    Slider("hedges", "Hedges", 80, stops=STOPS, help="Evenly spread over the month"),
    Slider("half_spread", "Half spread", 10, stops=(0.5, 1, 2, 5, 10, 20), unit="bp"),
    Slider("worth", "A unit of noise is worth", 0.2, stops=(0.05, 0.1, 0.2, 0.4)),
    Choice("formula", "The formula", {"hidden": False, "shown": True}, False),
    charts=[
        Chart("sums", "A month of 100 straddles: what a number costs you",
              "currency, log scale", "hedges in the month, log scale",
              xscale="log", xlim=(1.8, 270), xticks=TICKS, xticklabels=map(str, TICKS),
              yscale="log", ylim=(0.2, 400), yticks=(1, 10, 100), yticklabels=("1", "10", "100")),
        Chart("dearer", "Above the least sum", "%", "hedges, log scale", legend=None,
              xscale="log", xlim=(1.8, 270), xticks=SPARSE, xticklabels=map(str, SPARSE),
              ylim=(-3, DEAREST + 1)),
    ],
    widths=(8, 5),
    size=(9.6, 4.8),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, the cost of re-hedging, the noise at its worth, and their sum, each against the "
    "number of hedges, with both axes logarithmic. Right, by how much each sum is above the least, "
    "with two standard errors of the difference, on equal paths; those of the lines are hardly "
    "more than a line is wide. The costs are those in the bills of runs at 1 bp, times the half "
    "spread.",
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
