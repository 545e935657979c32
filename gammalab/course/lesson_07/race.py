"""Lesson 07, round 2: the hedge is late. What of it is noise, and what is a cost?"""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np

import gammalab as gl
from gammalab.course.errors import mean_and_error, spread_and_error
from gammalab.course.memory import Remembered
from gammalab.course.sides import NAME
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import plural, signed

from .book import EXPIRY, PAID, SIDES, SPOT, STEPS, STRADDLES

MONTHS, SEED = 1000, 7
MOST = 16  # steps late
EVERY = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 24, 30)  # divisors of the steps
BARS = 40  # of the histogram
TWIN = 0.05  # spreads that differ by less are taken for the same


@lru_cache(maxsize=9)  # a world each; 4 MB
def _world(memory):
    """Moves of each step, deltas before it, and what the straddles made: for all months."""
    paths = gl.CorrelatedMoves(PAID, memory).simulate(SPOT, EXPIRY, STEPS, MONTHS, SEED)
    deltas = STRADDLES.delta(paths.spots[:, :-1], PAID, time=paths.times[:-1])
    made = STRADDLES.value(paths.spots[:, -1], PAID, time=EXPIRY) - STRADDLES.value(SPOT, PAID)
    return np.diff(paths.spots, axis=1), deltas, made


@lru_cache(maxsize=400)
def late_profit(late, memory=0.0, every=1):
    """The owner's profit when each order is filled `late` steps after its decision: (months,).

    memory : correlation of neighbouring moves. every : steps from one decision to the next.
    The first hedge is there when the clock begins, as with `gl.Execution(start_hedged=True)`.
    """
    moves, deltas, made = _world(memory)
    step = np.arange(STEPS)
    decided = np.maximum(step - step % every - late, 0) if every == 1 else step - step % every
    return made - np.einsum("ij,ij->i", deltas[:, decided], moves)


@lru_cache(maxsize=9)
def _means(memory):
    """The owner's mean by steps late, and its standard error: two arrays."""
    return np.array([mean_and_error(late_profit(late, memory)) for late in range(MOST + 1)]).T


def _compute(late, every, memory, side):
    profit, rival = side * late_profit(late, memory), side * late_profit(0, memory, every)
    mean, error = mean_and_error(profit)
    spread, spread_error = spread_and_error(profit)
    rivals, rivals_error = spread_and_error(rival)
    return SimpleNamespace(
        late=late, every=every, memory=memory, side=side, profit=profit, rival=rival, mean=mean,
        error=error, spread=spread, rivals=rivals, errors=(spread_error, rivals_error),
        means=_means(memory),
    )  # fmt: skip


def _draw(page, result):
    heaps, means = page.heaps, page.means
    reach = 400 if result.memory == 0 else 1000
    edges = np.linspace(-reach, reach, BARS + 1)
    tallest = heaps.histogram(result.profit, edges, style.HEDGE, "late", fill=True, alpha=0.6)
    tallest = max(tallest, heaps.histogram(result.rival, edges, style.BLACK, "punctual"))
    heaps.upright(result.mean, style.HEDGE, "mean of the late one", linestyle="--")
    ends = result.mean - 2 * result.error, result.mean + 2 * result.error
    heaps.region(style.HEDGE, "2 standard errors", x=ends)
    heaps.limits(-reach, reach, "x")
    heaps.limits(0, next(top for top in (0.2, 0.4, 0.7, 1.0) if tallest < 0.97 * top))
    mean, error = (row[: result.late + 1] for row in result.means)
    two = 2 * error
    steps = np.arange(result.late + 1)
    means.points(steps - 0.12, mean, style.OPTION, "owner", error=two, size=5)
    means.points(steps + 0.12, -mean, style.LOSS, "seller", error=two, marker="s", size=5)
    reach = np.abs(mean) + two
    top = next(top for top in (12, 24, 450) if reach.max() < top)
    means.limits(-top, top)


INDEPENDENT = "Moves are independent."
GOES_ON = "A move tends to go on, correlation {memory}."
UNDONE = "A move tends to be undone, correlation {memory}."
ON_TIME = "On time, {who}: mean {mean} ({error}), spread {spread} ({spread_error})."
LATE = "{late} late, {who}: mean {mean} ({error}), spread {spread} ({spread_error})."
RIVAL = "On time every step: spread {spread} ({error}). In brackets: standard errors."
RIVALS = "On time every {every} steps: spread {spread} ({error}). In brackets: standard errors."


def _say(result):
    late_error, rivals_error = result.errors
    market = INDEPENDENT
    if result.memory:
        market = GOES_ON if result.memory > 0 else UNDONE
    late = (LATE if result.late else ON_TIME).format(
        late=plural(result.late, "step"),
        who=NAME[result.side],
        mean=signed(result.mean),
        error=f"{result.error:.1f}",
        spread=f"{result.spread:.0f}",
        spread_error=f"{late_error:.1f}",
    )
    rivals = (RIVAL if result.every == 1 else RIVALS).format(
        every=result.every, spread=f"{result.rivals:.0f}", error=f"{rivals_error:.1f}"
    )
    return f"{market.format(memory=signed(result.memory, 1))} {late} {rivals}"


def _twin(late):
    """Whether both spread alike, `late` steps late, while moves are independent."""
    return lambda values, result: (
        (values["late"], values["memory"]) == (late, 0.0)
        and abs(result.spread / result.rivals - 1) < TWIN
    )


def _found(result):
    return (
        f"{plural(result.late, 'step')} late spreads by {result.spread:.0f}, on time every "
        f"{result.every} steps by {result.rivals:.0f}."
    )


race = Lab(
    "A race between price and hedge",
    Slider("late", "Steps late", 6, 0, MOST, 1),
    Slider("every", "Punctual: hedged every", 1, stops=EVERY, unit="steps"),
    Choice("side", "You have", SIDES, 1),
    Slider("memory", "Correlation of neighbouring moves", 0.0, -0.4, 0.4, 0.1),
    charts=[
        Chart("heaps", "1,000 months of 100 straddles", "share of months",
              "profit (currency; the end bars hold all beyond)"),
        Chart("means", "Mean, and 2 standard errors", "currency", "steps late", zero=True,
              xlim=(-0.9, 16.9), xticks=(0, 4, 8, 12, 16)),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, how often each profit came: filled for the late hedge, an outline for the "
    "punctual one. Right, the mean of owner and seller, up to the steps late.",
    puzzles=[
        Puzzle(
            "One step late. Find a punctual hedger whose profit spreads as widely.",
            _twin(1), _found, answer={"late": 1, "every": 3},
        ),
        Puzzle(
            "And two steps late.",
            _twin(2),
            lambda result: f"{_found(result)} 3, 5, …: twice the lateness, and one.",
            answer={"late": 2, "every": 5}, reveals=("memory",),
        ),
        Puzzle(
            "Find a market in which being one step late brings the seller 100 or more, on average.",
            lambda values, result: values["late"] == 1 and result.side * result.mean <= -100,
            lambda result: f"Correlation {signed(result.memory, 1)}: seller "
            f"{signed(-result.side * result.mean)}, owner {signed(result.side * result.mean)}. "
            "Now try the other end. Who hedges more rarely, on time, meets the same market.",
            answer={"late": 1, "memory": -0.2},
        ),
    ],
    memory=Remembered("07.race", "07.2"),
)  # fmt: skip
