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
import secrets
import time
from functools import lru_cache

import numpy as np

from gammalab._bar import open_bar
from gammalab._validate import (
    fail,
    flag,
    not_negative,
    one_number,
    positive,
    rule,
    whole_number,
)
from gammalab.check import sandbox

from . import ranks, shared, worlds
from .meant import careless, explained, otherwise
from .now import Seat
from .peeking import TURNS, ask_again, known_seed, unborn
from .playing import Failed, Ours, Played, play, play_abreast
from .report import Report
from .rules import BAND, MINE, RULES

MONTHS, SEED = 2000, 12
SECONDS = 60.0  # for a policy, over all worlds
LEAST = 24  # months: of fewer a variance says nothing
LESS, ELSEWHERE = 500, 3  # months and worlds of the seed that is not told
WORKED = (
    "it was stopped after {limit:g} seconds of work, in world {world}. Whole arrays are quicker "
    "than a loop over paths"
)
WAITED = (
    "it was stopped after {limit:g} seconds by the clock, in world {world}. Whole arrays are "
    "quicker than a loop over paths"
)
STILL = (
    "an earlier policy could not be stopped, and still runs: what it takes would be counted with "
    "this one. Restart the kernel, and score it again"
)
CHANGED = "it changed {name}, which is everybody's; it is put back: choose a name of your own"
PATIENCE = 20.0  # seconds until an earlier one has given back what it took
KNOWS = "it does far better on the seed that it may know than on one that it cannot"


def score(
    policy, *, months=MONTHS, seed=SEED, bps=worlds.BPS, venue=None, seconds=SECONDS, progress=True
):
    """Play a policy through all worlds, on both sides, and say what came of it.

    Parameters
        policy: a function of `now` that returns the hedge to hold, or one of the library's rules.
        months: paths of each simulated world, even, 24 or more. seed: of the worlds, 0 or more; the
        same seed gives the same score. bps: what trading costs, the half spread where depth is
        normal, basis points. venue: where all hedges are traded, "stock", or "perpetual" with
        funding and margin; None leaves it to each world. The course's rules trade there, too.
        seconds: how long the policy may take over all worlds. progress: False shows no bar.
    Returns
        Report: score, rank, played, gaps, picture() ... For a policy that raises, answers nonsense,
        takes too long, sees the future, or changes what it was given, the report says so.
    Errors
        ValueError that names the argument. Nothing that the policy does is an error here.

    The score is the mean of the nine simulated worlds, each minus the cost and minus half the
    variance of the profit, in noise units, of owner and seller. What delta beyond neutral earned is
    told as the bet, and not scored. The real months are shown, and do not count.

    The same seed gives the same score where the policy goes by what it is shown. One that draws at
    random, or remembers other calls, is found, and has none. What stays as it is while this kernel
    runs (the day, the process, the order of a set) is not found here: a contest starts a policy
    anew, and finds that. What it copies of the paths is found by its gain, if that is large.

    >>> score(lambda now: now.neutral + np.nan, months=24, progress=False).why.split(" (")[1]
    'world: calm, the owner, step 0)'
    """
    rule("policy", policy, "a function of `now`, such as lambda now: now.neutral")
    months, seed = even_months(months), whole_number("seed", seed, 0)
    bps = one_number("bps", bps, positive)
    worlds.a_venue(venue)
    seconds = one_number("seconds", seconds, not_negative)
    if not _alone():
        return Report(STILL)
    steps = len(worlds.NAMES) * (len(RULES) + 1) + ELSEWHERE
    bar = open_bar(steps, "world", disable=not flag("progress", progress))
    try:
        played, hidden, why = _played(policy, months, seed, bps, venue, seconds, bar)
        if why:
            return Report(why)
        table = course(months, seed, bps, venue, bar)
        names = [one.world for one in hidden[0]]
        told = ([one for one in rule if one.world in names] for rule in (played, table[BAND]))
        if known_seed(tuple(told), hidden):
            return Report(KNOWS)
        note = ""
        if careless(ranks.ranked(played), ranks.ranked(table[BAND])):
            note = sandbox.run(lambda: otherwise(Seat(policy)), seconds, seed).value or ""
        return Report(table={**table, MINE: played}, note=note)
    finally:
        bar.close()


def even_months(months) -> int:
    """A number of months that worlds can have. ValueError for others."""
    months = whole_number("months", months)
    if months < LEAST or months % 2:
        fail("months", months, f"an even number, {LEAST} or more: they come in mirrored pairs")
    return months


def _played(policy, months, seed, bps, venue, seconds, bar):
    """(a Played for each world; the same of a seed that is not told, with the band's; what went
    wrong in words)."""
    drawn = worlds.worlds(months, seed, venue)
    before, meanings = [_digest(world) for world in drawn], shared.names()
    played: list[Played] = []
    hidden: tuple[list[Played], list[Played]] = [], []

    def body():
        seat = Seat(policy)
        for world in drawn:
            said: dict = {}
            with explained(seat):
                one = play(seat, world, bps, said)
            ask_again(seat, world, bps, said)
            played.append(one)
            bar.update()
        for world in _elsewhere(months, venue):
            both = unborn(seat, Ours(RULES[BAND]), world, bps)
            for found, one in zip(hidden, both, strict=True):
                found.append(one)
            bar.update()

    ended = sandbox.run(body, seconds, seed)
    why = _why(ended, min(len(played), len(drawn) - 1), seconds)
    if why and len(played) == len(drawn):
        why = f"on another seed {why}"
    if [_digest(world) for world in drawn] != before:
        worlds.forget()
        why = why if ended.timed_out else "it changed the paths that it was played on"
    if name := shared.changed(meanings):
        why = CHANGED.format(name=name)
    return played, hidden, why


def _alone():
    """Whether no earlier policy runs on: numpy cannot be stopped while it fills an array, and the
    memory of the process would be counted as the next one's."""
    end = time.monotonic() + PATIENCE
    while sandbox.runs_on():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def _elsewhere(months, venue):
    """A few worlds of a seed that nobody is told, in the order of all; all but one of them have a
    future that can be decided late."""
    chance = secrets.SystemRandom()
    late = [name for name in worlds.NAMES[:-1] if name in TURNS]
    fixed = [name for name in worlds.NAMES[:-1] if name not in TURNS]
    few = min(1, len(fixed))
    chosen = chance.sample(late, ELSEWHERE - few) + chance.sample(fixed, few)
    seed = chance.getrandbits(48)
    for k, (name, draw) in enumerate(worlds.DRAWN.items()):
        if name in chosen:
            own = np.random.SeedSequence(seed, spawn_key=(k,))
            yield worlds.on(draw(min(months, LESS), own), venue)


def _why(ended, done, seconds):
    """What went wrong, in words; "" if nothing did."""
    if ended.too_big:
        return "it took more memory than one policy may"
    if ended.timed_out:
        limit = sandbox.longest(seconds) if ended.waited else seconds
        said = WAITED if ended.waited else WORKED
        return said.format(limit=limit, world=worlds.NAMES[done])
    error = ended.exception
    if isinstance(error, Failed):
        return str(error)
    if error is not None:
        said = ": ".join(part for part in (type(error).__name__, str(error)) if part)
        return f"it ended with {said} (world: {worlds.NAMES[done]})"
    return ""


def _digest(world):
    """A fingerprint of what a world is made of."""
    made = hashlib.blake2b(np.ascontiguousarray(world.paths.spots))
    for array in (world.paid_vol, world.true_vol, world.depth):
        if array is not None:
            made.update(np.ascontiguousarray(array))
    return made.digest()


@lru_cache(maxsize=2)
def _course(months, seed, bps, venue, tick):
    table: dict[str, list[Played]] = {name: [] for name in RULES}
    for world in worlds.worlds(months, seed, venue):
        for name, one in play_abreast(RULES, world, bps).items():
            table[name].append(one)
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


def course(
    months=MONTHS, seed=SEED, bps=worlds.BPS, venue=None, bar=None
) -> dict[str, list[Played]]:
    """The course's own rules, each played through all worlds; kept for the next time."""
    tick = _Tick(bar)
    table = _course(months, seed, bps, venue, tick)
    tick._bar = None
    return table
