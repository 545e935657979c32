"""What a policy's answer would be worth if it were meant otherwise.

Whoever returns the trade in place of the hedge plays to the end, and far behind; or leaves the
range after a while, and nothing says why. So what is far behind is played again in one quiet world,
its answer read in other ways. Only a reading under which it is no longer far behind is told. A rule
that means what it returns is not: read as a trade its hedges add up.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager

import numpy as np

from . import ranks
from .playing import Failed, Ours, play
from .rules import BAND, RULES
from .worlds import World, world

CARELESS = 0.05  # noise units a month, beyond three errors: who is further behind is careless
MONTHS, SEED = 100, 12
TO_HOLD = "a policy returns the hedge to hold"
READINGS: dict[str, Callable] = {  # by what they say: (hedge, answer) to the hedge that is meant
    f"it returns the trade; {TO_HOLD}, `now.hedge + trade`": np.add,
    f"it returns the trade, with its sign turned; {TO_HOLD}, `now.hedge + trade`": np.subtract,
    f"it adds to `now.hedge` what is to be held in all; {TO_HOLD}": lambda held, said: said - held,
    "its hedge has the wrong sign; `now.neutral` is minus `now.delta`": lambda held, said: -said,
}


class Read:
    """A player whose answers are read otherwise."""

    def __init__(self, player, reading):
        self._player, self._reading = player, reading

    def opened(self, world, opening):
        self._player.opened(world, opening)

    def answer(self, present):
        return self._reading(present.hedge, np.asarray(self._player.answer(present), float))


def careless(mine, theirs) -> bool:
    """Whether a rule is surely far behind another, over the same worlds."""
    apart = ranks.gap(mine, theirs)
    return -apart.size > CARELESS + ranks.ERRORS * apart.error


def otherwise(player) -> str:
    """Under which reading of its answers a policy is no longer far behind the band; "" if none.

    For a player that failed, or is far behind: only then can a reading be what is meant.
    """
    quiet = world("calm", MONTHS, SEED)
    band = [play(Ours(RULES[BAND]), quiet)]
    if (plain := _played(player, quiet)) and not careless([plain], band):
        return ""
    for said, reading in READINGS.items():
        read = _played(Read(player, reading), quiet)
        if read and not careless([read], band) and not (plain and not careless([plain], [read])):
            return said
    return ""


def _played(player, quiet: World):
    try:
        return play(player, quiet)
    except Failed:
        return None


@contextmanager
def explained(player):
    """Let a Failed of a policy that was played say what it means by its answers, if that is it."""
    try:
        yield
    except Failed as fault:
        if fault.__cause__ is None or not (why := otherwise(player)):
            raise
        raise Failed(fault.world, fault.side, fault.step, f"{fault.why}; {why}") from fault
