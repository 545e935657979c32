"""The capstone: one function of yours, scored over ten worlds against the course's own rules.

    from gammalab.course.lesson_12 import capstone

    def policy(now):
        return now.neutral

    capstone.score(policy)

A policy is called once per step with a `Now` (see `now.py`): step, steps, time, dt, spot, hedge,
traded_spot, delta, gamma, vega, theta, neutral, at(vol), paid_vol, past, moves, spread, depth,
funding, margin. It returns the hedge to hold, one number per path.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np

from gammalab._validate import fail, flag, not_negative, one_number, positive, rule, whole_number
from gammalab.check import sandbox

from . import worlds
from .now import Seat
from .playing import Failed, Ours, Played, play
from .report import Report
from .rules import MINE, RULES

MONTHS, SEED = 4000, 12
SECONDS = 60.0  # for a policy, over all worlds
LEAST = 24  # months: of fewer a variance says nothing


def score(policy, *, months=MONTHS, seed=SEED, bps=worlds.BPS, seconds=SECONDS, progress=True):
    """Play a policy through all worlds, on both sides, and say what came of it.

    Parameters
        policy: a function of `now` that returns the hedge to hold, or one of the library's rules.
        months: paths of each simulated world, even, 24 or more. seed: of the worlds, 0 or more; the
        same seed gives the same score. bps: half-spread where depth is normal, basis points.
        seconds: how long the policy may take over all worlds. progress: False shows no bar.
    Returns
        Report: score, rank, played, gaps, picture() ... For a policy that raises, answers nonsense,
        takes too long, sees the future, or changes what it was given, the report says so.
    Errors
        ValueError that names the argument. Nothing that the policy does is an error here.

    The score is the mean of the nine simulated worlds, each the mean profit less half its variance
    in noise units, of owner and seller. The real months are shown, and do not count.

    >>> score(lambda now: now.neutral + np.nan, months=24, progress=False).why.split(" (")[1]
    'world: calm, the owner, step 0)'
    """
    rule("policy", policy, "a function of `now`, such as lambda now: now.neutral")
    months, seed = whole_number("months", months), whole_number("seed", seed, 0)
    if months < LEAST or months % 2:
        fail("months", months, f"an even number, {LEAST} or more: they come in mirrored pairs")
    bps = one_number("bps", bps, positive)
    seconds = one_number("seconds", seconds, not_negative)
    bar = _bar(len(worlds.NAMES) * (len(RULES) + 1), flag("progress", progress))
    try:
        played, why = _played(policy, months, seed, bps, seconds, bar)
        if why:
            return Report(why)
        return Report(table={**course(months, seed, bps, bar), MINE: played})
    finally:
        bar.close()


def _played(policy, months, seed, bps, seconds, bar):
    """(a Played for each world, what went wrong in words)."""
    drawn = worlds.worlds(months, seed)
    before = [_digest(world) for world in drawn]
    played: list[Played] = []

    def body():
        seat = Seat(policy)
        for world in drawn:
            played.append(play(seat, world, bps, twice=True))
            bar.update()

    ended = sandbox.run(body, seconds, seed)
    why = _why(ended, len(played), seconds)
    if [_digest(world) for world in drawn] != before:
        why = "it changed the paths that it was played on"
        worlds.forget()
    return played, why


def _why(ended, done, seconds):
    """What went wrong, in words; "" if nothing did."""
    if ended.too_big:
        return "it took more memory than one policy may"
    if ended.timed_out:
        return (
            f"it was stopped after {seconds:g} seconds, in world {worlds.NAMES[done]}. Whole "
            "arrays are quicker than a loop over paths"
        )
    error = ended.exception
    if isinstance(error, Failed):
        return str(error)
    if error is not None:
        return f"it ended with {type(error).__name__}: {error} (world: {worlds.NAMES[done]})"
    return ""


def _digest(world):
    """A fingerprint of what a world is made of."""
    made = hashlib.blake2b(np.ascontiguousarray(world.paths.spots))
    if world.depth is not None:
        made.update(np.ascontiguousarray(world.depth))
    return made.digest()


@lru_cache(maxsize=2)
def _course(months, seed, bps, tick):
    table: dict[str, list[Played]] = {name: [] for name in RULES}
    for world in worlds.worlds(months, seed):
        for name, of_world in RULES.items():
            table[name].append(play(Ours(of_world), world, bps))
            tick()
        world.kept.clear()
    return table


class _Tick:
    """A bar that `lru_cache` does not look at: all of them are equal."""

    def __init__(self, bar):
        self._bar = bar

    def __call__(self):
        if self._bar is not None:
            self._bar.update()

    def __eq__(self, other):
        return isinstance(other, _Tick)

    def __hash__(self):
        return 0


def course(months=MONTHS, seed=SEED, bps=worlds.BPS, bar=None) -> dict[str, list[Played]]:
    """The course's own rules, each played through all worlds; kept for the next time."""
    tick = _Tick(bar)
    table = _course(months, seed, bps, tick)
    tick._bar = None
    return table


def _bar(count, progress):
    """A bar that shows itself after two seconds."""
    from tqdm.auto import tqdm

    return tqdm(total=count, unit="world", delay=2, leave=False, disable=not progress)
