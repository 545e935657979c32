"""Lesson 07, round 3: jumps, and the noise that no number of hedges takes away."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np

import gammalab as gl
from gammalab.course.errors import mean_and_error, spread_and_error
from gammalab.course.memory import Remembered
from gammalab.course.sides import HEAD
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import percent, plural, signed

from .book import CONTRACTS, EXPIRY, PAID, SIDES, SPOT, STEPS, STRADDLES, STRIKE

HEDGES = (2, 6, 30, 120, 240)  # in the month; divisors of the steps
A_YEAR, MONTHS, SEED = 12, 1000, 7  # jumps; random months
# Standard deviations of jumps, with the floor that each leaves: `gl.theory.jump_floor` takes half
# a second for one, so they are kept here, and a test holds them against it.
FLOORS = {
    0.0: 0.0, 0.01: 9.71, 0.015: 21.49, 0.02: 37.55, 0.025: 57.65, 0.03: 81.54, 0.04: 139.95,
    0.05: 211.70, 0.06: 296.58, 0.07: 395.83, 0.08: 514.61,
}  # fmt: skip
BARS = 40  # of the histogram


def world(size: float, mean: float = 0.0):
    """Prices that diffuse and jump twelve times a year; all volatility together is 30 %.

    size : the standard deviation of a jump, a fraction of the price. mean : the average jump.

    >>> round(world(0.06).vol, 4)
    0.2163
    """
    vol = np.sqrt(PAID**2 - A_YEAR * (size**2 + mean**2))
    return gl.MertonJumps(vol=float(vol), intensity=A_YEAR, jump_mean=mean, jump_sd=size)


def fair_vol(size: float, mean: float = 0.0) -> float:
    """The implied volatility of the straddle's fair price in that world.

    >>> round(fair_vol(0.06), 4)
    0.2919
    """
    if size == 0 and mean == 0:
        return PAID
    call = world(size, mean).price(SPOT, STRIKE, EXPIRY)
    return float(gl.implied_vol(call, SPOT, STRIKE, EXPIRY))


@lru_cache(maxsize=len(FLOORS))  # a world each
def profits(size: float) -> dict:
    """The owner's profit of each month, bought and hedged at the fair price, by number of hedges.

    Each is what `gl.replay` gives on every so many of the same steps.
    """
    paths = world(size).simulate(SPOT, EXPIRY, STEPS, n_paths=MONTHS, seed=SEED)
    spots, paid = paths.spots, fair_vol(size)
    deltas = STRADDLES.delta(spots[:, :-1], paid, time=paths.times[:-1])
    made = CONTRACTS * np.abs(spots[:, -1] - STRIKE) - STRADDLES.value(SPOT, paid)
    hedged = {}
    for n in HEDGES:
        every = STEPS // n
        moves = np.diff(spots[:, ::every], axis=1)
        hedged[n] = made - np.einsum("ij,ij->i", deltas[:, ::every], moves)
    return hedged


@lru_cache(maxsize=len(FLOORS))
def _spreads(size):
    """(spread, its standard error) by number of hedges."""
    return [spread_and_error(one) for one in profits(size).values()]


@lru_cache(maxsize=1)
def _no_jumps():
    """The noise without jumps by number of hedges: the law of the root."""
    return np.array([gl.theory.book_hedging_error_sd(STRADDLES, SPOT, PAID, n) for n in HEDGES])


def _compute(hedges, size, side):
    (spreads, errors), profit = zip(*_spreads(size), strict=True), side * profits(size)[hedges]
    mean, mean_error = mean_and_error(profit)
    return SimpleNamespace(
        hedges=hedges, size=size, side=side, profit=profit, spreads=spreads, errors=errors,
        floor=FLOORS[size], at=HEDGES.index(hedges), mean=mean, mean_error=mean_error,
        loses=float((profit < 0).mean()), worst=float(np.quantile(profit, 0.01)),
    )  # fmt: skip


def _draw(page, result):
    noise, months = page.noise, page.months
    # The law of the root is for many hedges: with two it is a tenth too high.
    noise.dashes(_no_jumps()[1:], style.THEORY, "without jumps, in theory", HEDGES[1:])
    if result.floor:
        noise.level(result.floor, "what the jumps leave", style.LOSS, linewidth=2)
    seen = result.at + 1
    errors = [2 * error for error in result.errors[:seen]]
    noise.points(
        HEDGES[:seen],
        result.spreads[:seen],
        style.HEDGE,
        "measured",
        size=6,
        error=errors,
    )
    noise.point(result.hedges, result.spreads[result.at], style.HEDGE, size=10)
    reach = 400 if result.size <= 0.03 else 1600
    edges = np.linspace(-reach, reach, BARS + 1)
    tallest = months.histogram(result.profit, edges, style.HEDGE, fill=True, alpha=0.6)
    months.upright(result.mean, style.HEDGE, "mean", linestyle="--")
    two = 2 * result.mean_error
    months.region(style.HEDGE, "2 standard errors", x=(result.mean - two, result.mean + two))
    months.limits(-reach, reach, "x")
    months.limits(0, next(top for top in (0.25, 0.5, 1.05) if tallest < 0.97 * top))


NO_JUMPS = "No jumps."
JUMPS = "Jumps are normal, standard deviation {size}."
SPREAD = "{hedges}: spread {spread} ({error})."
SPREAD_FLOOR = "{hedges}: spread {spread} ({error}), floor {floor} by formula."
WITH_30 = "With 30 hedges it is {spread}."
RESULT = (
    "{who}: mean {mean} ({error}), loses in {loses} of months, in the worst of a hundred {worst} "
    "or worse. In brackets: standard errors."
)


def _say(result):
    said = [JUMPS.format(size=percent(result.size, 1)) if result.size else NO_JUMPS]
    spread = SPREAD_FLOOR if result.floor else SPREAD
    said.append(
        spread.format(
            hedges=plural(result.hedges, "hedge"),
            spread=f"{result.spreads[result.at]:.0f}",
            error=f"{result.errors[result.at]:.0f}",
            floor=f"{result.floor:.0f}",
        )
    )
    if result.hedges == 240:
        said.append(WITH_30.format(spread=f"{result.spreads[HEDGES.index(30)]:.0f}"))
    said.append(
        RESULT.format(
            who=HEAD[result.side],
            mean=signed(result.mean),
            error=f"{result.mean_error:.0f}",
            loses=percent(result.loses),
            worst=signed(result.worst),
        )
    )
    return " ".join(said)


def _ratio(size):
    """The spread of 240 hedges over that of 30."""
    spreads = dict(zip(HEDGES, _spreads(size), strict=True))
    return spreads[240][0] / spreads[30][0]


TICKS, NOISES = HEDGES, (10, 30, 100, 300)
jumps = Lab(
    "Hedging against jumps",
    Slider("hedges", "Hedges a month", 30, stops=HEDGES),
    Slider("size", "Spread of jumps", 0.06, stops=tuple(FLOORS), unit="%"),
    Choice("side", "You have", SIDES, 1),
    charts=[
        Chart("noise", "Spread of the profit, and 2 standard errors",
              "standard deviation (currency)", "hedges in the month", xscale="log",
              xlim=(1.6, 300), xticks=TICKS,
              xticklabels=map(str, TICKS), yscale="log", ylim=(7, 700), yticks=NOISES,
              yticklabels=map(str, NOISES)),
        Chart("months", "1,000 months", "share of months",
              "profit (currency; ends: all beyond)"),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, the spread against the number of hedges, both axes logarithmic, up to the number "
    "chosen. Right, how often each profit came.",
    puzzles=[
        Puzzle(
            "Go to 240 hedges, and find the widest jumps at which they still leave half the spread "
            "of 30 hedges, or less.",
            lambda values, result: (values["hedges"], values["size"]) == (240, 0.02),
            lambda result: f"{percent(result.size)}: {_spreads(0.02)[2][0]:.0f} becomes "
            f"{result.spreads[result.at]:.0f}. At 2.5 % the 240 hedges leave "
            f"{percent(_ratio(0.025))}, and at 6 % {percent(_ratio(0.06))}.",
            answer={"hedges": 240, "size": 0.02},
            reveals=("side",),
        ),
    ],
    memory=Remembered("07.jumps", "07.3"),
)  # fmt: skip
