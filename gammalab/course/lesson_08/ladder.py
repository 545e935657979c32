"""Lesson 08, round 4 and its fold: forced sales that bring the next forced sale."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np
import pandas as pd

from gammalab.course.memory import Remembered
from gammalab.feedback import liquidation_cascade
from gammalab.lab import Chart, Lab, Puzzle, Slider, style
from gammalab.lab.words import percent, plural, signed

from .dealers import IMPACT, SPOT

EACH_SIDE, GAP, TOP = 21, 0.5, 2.0  # rungs, from one to the next, from the price to the first
DOWN = SPOT - TOP - GAP * np.arange(EACH_SIDE)
UP = SPOT + TOP + GAP * np.arange(EACH_SIDE)
LEVELS = np.concatenate([DOWN, UP])
TICK = dict(marker="_", size=16, markeredgewidth=2.2)
FALLS = np.round(np.arange(-80, 0, 2) / 10, 1)

STILL = "No shock, no move."
WAITING = "No shock, no move: {density} units per 1.00 wait."
FADING = "No shock, no move: {density} units per 1.00 wait, depth would fall to {left}."
ALONE = "Shock {shock}, and no ladder."
STAYS = "Shock {shock}, {density} units per 1.00, depth stays."
FALLS_TO = "Shock {shock}, {density} units per 1.00, depth falls to {left} at worst."
LONG = "Dealers are long {gamma}."
SHORT = "Dealers are short {gamma}."
LONGS = "Gone after {rounds}: {gone} of {all} longs."
SHORTS = "Gone after {rounds}: {gone} of {all} shorts."
ENDS = "The price ends at {spot:.2f}, {times:.2f} times the shock."


def endless(shock, density, top=0.0, rungs=0.25):
    """The whole move where an endless ladder of `density` units per 1.00 begins `top` below.

    shock : currency, below 0. rungs : from one level to the next. Depth stays.

    >>> round(endless(-2.5, 50), 2)
    -4.88
    """
    levels = SPOT - top - rungs * np.arange(1, int((SPOT - 1 - top) / rungs))
    sizes = np.full(levels.shape, density * rungs)
    return liquidation_cascade(SPOT, shock, levels, sizes, impact=IMPACT).spot - SPOT


def cascade(shock, density=50, left=1.0, gamma=0):
    """The lab's cascade: longs from 98 down, shorts from 102 up; `left` of depth stays at last.

    gamma : of dealers who hedge each push at once. Whose trades lean against the price are as good
    as depth: a push is divided by depth + impact * gamma. ValueError where that is not above 0.
    """
    sizes = np.repeat([density * GAP, -density * GAP], EACH_SIDE)
    x = IMPACT * gamma

    def depth(gone):
        return 1 - (1 - left) * min(1.0, 2 * gone) + x

    return liquidation_cascade(SPOT, shock / (1 + x), LEVELS, sizes, impact=IMPACT, depth=depth)


@lru_cache(maxsize=128)
def _every_shock(density, left, gamma):
    """The whole move against the shock; rises are falls in a mirror."""
    moves = np.array([cascade(fall, density, left, gamma).spot - SPOT for fall in FALLS])
    return pd.Series([*moves, 0.0, *-moves[::-1]], index=[*FALLS, 0.0, *-FALLS[::-1]])


def _compute(shock, density, left, gamma):
    run = cascade(shock, density, left, gamma)
    hit = run.liquidated & (density > 0)
    return SimpleNamespace(
        shock=shock, density=density, left=left, gamma=gamma, run=run, spots=run.table["spot"],
        gone=int(hit.sum()), hit=hit, curve=_every_shock(density, left, gamma),
        rounds=len(run.table) - 1, whole=run.spot - SPOT,
    )  # fmt: skip


def _draw(page, result):
    stairs, whole = page.stairs, page.whole
    spots = [SPOT, *result.spots]
    x = np.arange(len(spots)) - 1
    last = next(end for end in (6, 12, 24) if result.rounds < end)
    if result.density:
        for gone, color, label in ((False, style.MUTED, "standing"), (True, style.LOSS, "gone")):
            levels = LEVELS[result.hit == gone]
            if len(levels):
                stairs.points(np.full(len(levels), 1.05 * last), levels, color, label, **TICK)
    stairs.steps(spots, style.PRICE, "price", x=x, dot=True)
    stairs.around(SPOT, spots, least=13.5)
    stairs.limits(-1.12, 1.12 * last, "x")
    whole.line([-8, 8], style.MUTED, "the shock alone", [-8, 8], linewidth=1.2)
    whole.line(result.curve, style.TOTAL, "whole move")
    whole.point(result.shock, result.whole, style.TOTAL, size=9)
    far = 25 if result.curve.abs().max() < 24 else 30
    whole.limits(-far, far)


def _say(result):
    if not result.shock:
        still = FADING if result.left < 1 else WAITING
        return (still if result.density else STILL).format(
            density=result.density, left=percent(result.left)
        )
    setting = STAYS if result.left == 1 else FALLS_TO
    said = [setting if result.density else ALONE]
    if result.gamma:
        said.append(LONG if result.gamma > 0 else SHORT)
    if result.density:
        said.append(LONGS if result.shock < 0 else SHORTS)
    return " ".join([*said, ENDS]).format(
        shock=signed(result.shock, 1), density=result.density, left=percent(result.left),
        gamma=abs(result.gamma), gone=result.gone, all=EACH_SIDE,
        rounds=plural(result.rounds, "round"), spot=result.run.spot,
        times=result.whole / result.shock,
    )  # fmt: skip


ladder = Lab(
    "A ladder of forced sales",
    Slider("shock", "Shock", -3.0, -8.0, 8.0, 0.1, "currency"),
    Slider("density", "Units per 1.00", 50, 0, 95, 5),
    Slider("left", "Depth that is left at last", 1.0, 0.2, 1.0, 0.1, "%"),
    Slider("gamma", "Gamma of dealers", 0, -10, 60, 10, "units per 1.00"),
    charts=[
        Chart("stairs", "The price, round by round", "price (currency)", "round",
              xticks=range(0, 25, 2), columns=3),
        Chart("whole", "Every shock", "whole move (currency)", "shock (currency)", zero=True,
              xlim=(-8.8, 8.8)),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, the price after each round, and the rungs of the ladder that are gone. Right, the "
    "whole move against the shock.",
    puzzles=[
        Puzzle(
            "Find the smallest fall that takes all the longs.",
            lambda values, result: result.shock < 0 and _takes_all(result)
            and not _takes_all_at(result, 0.1),
            lambda result: f"{signed(result.shock, 1)} takes all, {signed(result.shock + 0.1, 1)} "
            f"does not: it ends at {_neighbour(result).spot:.2f}.",
            answer={"shock": -7.0}, reveals=("left", "gamma"),
        ),
        Puzzle(
            "Let depth fall to 40 %, at 50 units per 1.00. Again the smallest fall that takes all.",
            lambda values, result: (result.left, result.density, result.gamma) == (0.4, 50, 0)
            and result.shock < 0 and _takes_all(result) and not _takes_all_at(result, 0.1),
            lambda result: f"{signed(result.shock, 1)} ends at {result.run.spot:.2f}, "
            f"{signed(result.shock + 0.1, 1)} at {_neighbour(result).spot:.2f}.",
            answer={"left": 0.4, "shock": -5.1},
        ),
    ],
    memory=Remembered("08.ladder", "08.4"),
)  # fmt: skip


def _takes_all(result):
    return result.density > 0 and result.gone == EACH_SIDE


def _neighbour(result):
    return cascade(round(result.shock + 0.1, 1), result.density, result.left, result.gamma)


def _takes_all_at(result, more):
    near = round(result.shock + more, 1)
    run = cascade(near, result.density, result.left, result.gamma)
    return int(run.liquidated.sum()) == EACH_SIDE


def with_dealers(shock, gamma, density=50, depth=1.0):
    """Where a fall ends, and how many of forty rungs go, with dealers who hedge at once.

    shock : currency, below 0; it comes before anybody trades. gamma : of the dealers, 0 when they
    are gone. depth : the share of normal depth that is there. The rungs stand every 0.50 from 98.

    >>> end, gone = with_dealers(-6.2, 60)
    >>> round(end, 2), gone
    (94.72, 9)
    """
    rungs = SPOT - TOP - GAP * np.arange(40)
    impact, gone, now = IMPACT / depth, 0, SPOT + shock
    while (hit := int(np.sum(rungs >= now))) > gone:
        gone = hit
        now = SPOT + (shock - impact * density * GAP * gone) / (1 + impact * gamma)
    return now, gone
