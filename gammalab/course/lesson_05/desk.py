"""The games of lesson 05: trend or chop, and an interval of one's own; from both sides.

The same four figures are the same month in both: "05-world-7F3A" and "05-short-7F3A".
"""

from __future__ import annotations

from functools import partial

import numpy as np

import gammalab as gl
from gammalab.desk import Question, Scenario
from gammalab.desk.words import KNOWS

from .month import DAYS, EXPIRY, SPOT
from .worlds import PAID, world

CHOP, TREND = 0.20, 0.80  # the chance that a move goes on
MANY = 2000  # the seed of the months on which rules are tried: the same for every game
STRADDLES = 100 * gl.straddle(SPOT, EXPIRY)


def goes_on(seed: int) -> float:
    """Which world it is, from the seed alone."""
    return float(np.random.default_rng([5, seed]).choice([CHOP, TREND]))


def _month(seed, n_paths):
    return world(goes_on(seed), n_paths, seed if n_paths == 1 else MANY)


def _which(seed):
    right = int(goes_on(seed) == CHOP)
    return Question(
        "Which world was it?",
        ("a trend: moves went on", "chop: moves turned back"),
        right,
        "A move turned back four times in five." if right else "A move went on four times in five.",
    )


def _reveal(seed):
    end = _month(seed, 1).spots[0, -1]
    if abs(end - SPOT) < 0.01:
        return (
            "It ended at the strike, where the last move costs an owner most, and pays a seller "
            "most. In chop three months in ten end there, in a trend hardly one."
        )
    return f"It ended at {end:.2f}."


_game = partial(
    Scenario,
    lesson="05",
    book=STRADDLES,
    paths=_month,
    paid_vol=PAID,
    costs=gl.HalfSpread(bps=5),
    question=_which,
    reveal=_reveal,
    no_odds=KNOWS,
    equal_moves=True,
    turns=DAYS,
)

SCENARIOS = (
    _game(
        name="world",
        title="Trend or chop",
        brief="You paid 686 for 100 straddles at 100 with a month to live, at 30 %. Each day moves "
        "by 1.57 %, up or down. In this market moves either go on four times in five, or turn back "
        "four times in five. A trade loses 5 bp. How often will you hedge?",
    ),
    _game(
        name="short",
        title="Trend or chop, from the other side",
        brief="You sold 100 straddles at 100 with a month to live, for 686, at 30 %. Each day "
        "moves by 1.57 %, up or down, and goes on or turns back four times in five. A trade loses "
        "5 bp. How often will you hedge?",
        book=-STRADDLES,
    ),
)
