"""Does a policy see what nobody is told? Two tests of it.

`ask_again` plays a world once more, with another future on each path, from another step on. What
was decided before must be the same to the bit. So no step is left at which one could look ahead.
Then it plays a few of the paths alone: from all paths together one could read which world it is.
`known_seed` holds a policy's gain on the seed that it was told against that on one which it was
not: who draws the worlds anew from the seed, or copied them before, is found by it if the gain is
large.
"""

from __future__ import annotations

from contextlib import contextmanager

import numpy as np

from . import ranks
from .playing import SIDES, Failed, replay

ASKED = 400  # paths
ALONE, ROUNDING = 7, 1e-9  # paths among few; units by which sums over other shapes may differ
LIFT = 1.01  # what comes of a price that stands still must differ, too
SURE, LARGE = 6.0, 0.25  # errors, noise units: a gain beyond both is no luck
OTHERWISE = "asked again, it answers otherwise: it remembers its calls, or draws at random"
TRUTH = "it sees what nobody is told: the volatility that happens"
FUTURE = "it sees the future: other prices after step {} change what it does before"
OTHERS = "what it does on one path changes with other paths: it compares them, or looks prices up"


def ask_again(player, world, bps, said):
    """Hold a policy's decisions against those on other futures; Failed where they differ.

    said: its decisions by side, each a list of arrays (n_paths,). `ASKED` paths tell whether they
    differ, and all of them why.
    """
    steps, n = world.paths.n_steps, world.paths.n_paths
    few, stays = min(n, ASKED), np.full(n, steps)
    spread = np.round(np.linspace(steps - 1, 0, few)).astype(int)
    last = np.random.default_rng(few).permutation(spread)  # of each path: from the last but one on
    last = np.resize(last, n)

    def differ(last, few=n, turned=True):
        with another(world, last, turned):
            return _differ(player, world.first(few), side, bps, said[side], last[:few])

    for side in SIDES:
        found = differ(last, few)
        if found is None:
            alone = min(n, ALONE)
            step = _differ(
                player, world.first(alone), side, bps, said[side], stays[:alone], ROUNDING
            )
            if step is not None:
                raise Failed(world.name, side, step, OTHERS)
            continue
        if (step := differ(stays, turned=False)) is not None:
            why = OTHERWISE
        elif (step := differ(stays)) is not None:
            why = TRUTH
        elif (step := differ(np.full(n, found))) is not None:
            why = FUTURE.format(found)
        else:
            why, step = OTHERS, found
        raise Failed(world.name, side, step, why)


def _differ(player, world, side, bps, said, last, within=0.0):
    """The first step, up to each path's `last`, at which it answers otherwise; None if none."""
    again: list = []
    try:
        replay(player, world, side, bps, again)
    except Exception:  # it did not before: at that step it is no longer the same
        if getattr(player, "ended", ""):
            raise Failed(world.name, side, len(again), player.ended) from None
        if len(again) <= last.min():
            return len(again)
    for step, (one, two) in enumerate(zip(said, again, strict=False)):
        if np.any((np.abs(one[: len(last)] - two) > within) & (step <= last)):
            return step
    return None


@contextmanager
def another(world, last, turned=True):
    """The same world up to each path's `last` time, (n_paths,), while it is open. Later prices and
    depths are mirrored at those of then; the volatility that happens is another from the start.

    They are written into the arrays that the world holds, and so seen by whoever holds those.
    """
    spots, rows = world.paths.spots, np.arange(len(last))
    later = np.arange(spots.shape[1]) > last[:, None]
    news = {id(world.true_vol): (world.true_vol, 1.5 * world.true_vol)}
    for array in (spots, world.depth):
        if array is not None:
            then = array[rows, last][:, None]
            news[id(array)] = array, np.where(later, LIFT * then**2 / array, array)
    kept = [(array, array.copy()) for array, _ in news.values()]
    try:
        if turned:
            for array, new in news.values():
                _write(array, new)
        yield
    finally:
        for array, old in kept:
            _write(array, old)


def _write(array, values):
    """Into an array that may be read-only for everybody else, and is so again afterwards."""
    free = array.flags.writeable
    array.flags.writeable = True
    array[:] = values
    array.flags.writeable = free


def known_seed(told, hidden) -> bool:
    """Whether a policy does better on the seed that it may know. told, hidden: (its own, the
    band's) list of Played for the worlds that count, each on the same months."""
    for what in ("shares", "bets"):
        here, there = (ranks.gap(*both, what) for both in (told, hidden))
        if here.size - there.size > LARGE + SURE * np.hypot(here.error, there.error):
            return True
    return False
