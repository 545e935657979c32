"""Lesson 12, round 2: how sure is it that one rule is better than another?"""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np

from gammalab.course.errors import mean_and_error
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import signed

from .playing import Ours, play
from .ranks import ERRORS, FLOOR, LEVEL
from .rules import RULES
from .worlds import world

STOPS = (24, 30, 40, 50, 60, 80, 100, 120, 160, 200, 250, 300, 400, 500, 600, 700, 800, 1000,
         1200, 1500, 1750, 2000)  # fmt: skip
MOST, ELSEWHERE = 2000, 100  # months; added to a seed: months that the other rule did not meet
COMPARED = ("band", "reads trends", "every step")
WORLDS = ("trending", "calm")
HALF = MOST // 2  # a mirrored pair is one unit
FINE = 0.2  # the highest frame in which the floor can be told from zero


@lru_cache(maxsize=60)
def shares(rule, of_world, seed):
    """(1,000,) each pair's part of the score: two months that mirror each other, on both sides."""
    return play(Ours(RULES[rule]), world(of_world, MOST, seed)).shares


def apart(a, b, of_world, seed, paired):
    """Shares of the first rule, and of the second: on the same months, or on months of its own."""
    return shares(a, of_world, seed), shares(b, of_world, seed if paired else seed + ELSEWHERE)


def as_months_grow(a, b, paired):
    """(difference, its standard error) at each of STOPS, two arrays. a, b: shares, (1,000,)."""
    sizes, errors = [], []
    for months in STOPS:
        n = months // 2
        one, other = a[:n], b[:n]
        sizes.append(one.mean() - other.mean())
        if paired:
            errors.append((one - other).std(ddof=1) / np.sqrt(n))
        else:
            errors.append(np.sqrt((one.var(ddof=1) + other.var(ddof=1)) / n))
    return np.array(sizes), np.array(errors)


def parted_from(sizes, errors):
    """The fewest months from which on three errors stay clear of the floor; None if they do not."""
    clear = np.abs(sizes) - ERRORS * errors > FLOOR
    blurred = np.flatnonzero(~clear)
    first = int(blurred[-1]) + 1 if blurred.size else 0
    return STOPS[first] if first < len(STOPS) else None


def _compute(months, a, b, of_world, paired, seed):
    mine, theirs = apart(a, b, of_world, seed, paired)
    sizes, errors = as_months_grow(mine, theirs, paired)
    at, n = STOPS.index(months), months // 2
    own = [mean_and_error(x[:n]) for x in (mine, theirs)]
    return SimpleNamespace(
        months=months, a=a, b=b, of_world=of_world, paired=paired, seed=seed, at=at,
        sizes=sizes, errors=errors, size=float(sizes[at]), error=float(errors[at]),
        own=np.array(own).T, parted=parted_from(sizes, errors),
    )  # fmt: skip


def _draw(page, result):
    grow, own = page.grow, page.own
    inside = np.abs(result.sizes[result.at :]) + ERRORS * result.errors[result.at :]
    reach = max(inside.max(), 0.08)
    top = next(top for top in (0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8) if reach < 0.97 * top)
    wild = np.flatnonzero(np.abs(result.sizes) >= top)  # few months may lie outside of the frame
    start = int(wild[-1]) + 1 if wild.size else 0
    sizes, stops = result.sizes[start:], STOPS[start:]
    ends = (sizes + sign * ERRORS * result.errors[start:] for sign in (-1, 1))
    low, high = (np.clip(end, -top, top) for end in ends)
    grow.band(stops, low, high, style.TOTAL, "3 standard errors")
    grow.line(sizes, style.TOTAL, "difference", stops)
    if top <= FINE:  # beyond, they are one line with zero
        grow.level(FLOOR, "0.01: less is level")
        grow.level(-FLOOR)
    grow.point(result.months, result.size, style.HEDGE, size=10)
    grow.limits(-top, top)
    score, error = result.own
    own.points([0, 1], score, style.OPTION, error=ERRORS * error, size=7)
    own.limits(*_frame(score, error))


def _frame(score, error):
    low, high = (score - ERRORS * error).min(), (score + ERRORS * error).max()
    room = 0.12 * max(high - low, 0.1)
    return low - room, high + room


PAIRED = (
    "{world} world, {months} months, paired: {a} less {b} {size}, standard error {error:.3f}: "
    "{verdict}."
)
APART = (
    "{world} world, {months} months, each on months of its own: {a} less {b} {size}, standard "
    "error {error:.3f}: {verdict}."
)


def verdict(result):
    """What the difference says, in a word or two."""
    if result.a == result.b and result.paired:
        return "the same rule"
    if abs(result.size) - ERRORS * result.error > FLOOR:
        return "parted"
    return f"level, not beyond {LEVEL}"


def _say(result):
    return (PAIRED if result.paired else APART).format(
        world=result.of_world[0].upper() + result.of_world[1:], months=result.months, a=result.a,
        b=result.b, size=signed(result.size, 3), error=result.error, verdict=verdict(result),
    )  # fmt: skip


def _soonest(values, result):
    return (
        (result.a, result.b, result.of_world, result.seed) == ("every step", "band", "calm", 12)
        and result.paired
        and result.months == result.parted
    )


def _relatives(values, result):
    return (
        {result.a, result.b} == {"reads trends", "band"}
        and result.of_world == "trending"
        and result.months <= 300
        and verdict(result) == "parted"
    )


how_sure = Lab(
    "How sure?",
    Slider("months", "Months", 60, stops=STOPS),
    Choice("paired", "Tried on", {"the same months": True, "months of its own": False}, False),
    Choice("a", "First rule", COMPARED, "every step"),
    Choice("b", "Second rule", COMPARED, "band"),
    Choice("of_world", "World", WORLDS, "calm"),
    Slider("seed", "Sample", 12, stops=(12, 13)),
    charts=[
        Chart("grow", "First less second, as months are added", "noise units",
              "months, log scale", zero=True, xscale="log", xlim=(22, 2200),
              xticks=(24, 60, 240, 1000, 2000), xticklabels=("24", "60", "240", "1,000", "2,000")),
        Chart("own", "Each with 3 errors of its own", "score", legend=None, xlim=(-0.6, 1.6),
              xticks=(0, 1), xticklabels=("first", "second")),
    ],
    widths=(8, 4),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, the difference of two rules' scores as months are added, with three standard "
    "errors about it. Right, each rule's score at the months that are set, with three errors of "
    "its own.",
    puzzles=[
        Puzzle(
            "Part the two with the fewest months from which on they stay parted.",
            _soonest,
            lambda result: f"{result.months:,} months, on the same months. In sample 12, on months "
            "of its own each, 2,000 do not part them.",
            answer={"paired": True, "months": 1000},
            reveals=("a", "b", "of_world", "seed"),
        ),
        Puzzle(
            'Trending world: part "reads trends" from "band" with 300 months or fewer.',
            _relatives,
            lambda result: f"{signed(result.size, 3)} ± {result.error:.3f}. Two relatives meet "
            "nearly the same luck, and it drops out. Now try it on months of its own.",
            answer={"a": "reads trends", "of_world": "trending", "paired": True, "months": 300},
        ),
    ],
    memory=Remembered("12.how_sure", "12.2"),
)  # fmt: skip
