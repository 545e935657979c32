"""Does a policy see what nobody is told? Three tests of it.

`ask_again` plays a world once more, with another future on each path, from another step on. What
was decided before must be the same to the bit. So no step is left at which one could look ahead.
Then it plays a few of the paths alone: from all paths together one could read which world it is.

`unborn` plays months whose future is not there yet: after each decision a coin turns what is to
come. Who copied the paths, and so is not seen by `ask_again`, knows nothing of these.
`known_seed` holds a policy's gain on the seed that it was told against that on such months: who
drew the worlds from the seed, or copied them on the way, is found by it if the gain is large.

`anew` asks a policy that was started once more, in a process of its own.
"""

from __future__ import annotations

import secrets
from contextlib import contextmanager

import numpy as np

from . import ranks
from .playing import SIDES, Failed, one_side, play, played_of, replay

ASKED = 400  # paths
ALONE, ROUNDING = 7, 1e-9  # paths among few; units by which sums over other shapes may differ
LIFT = 1.01  # what comes of a price that stands still must differ, too
SURE, LARGE = 6.0, 0.25  # errors, noise units: a gain beyond both is no luck
OTHERWISE = "asked again, it answers otherwise: it remembers its calls, or draws at random"
TRUTH = "it sees what nobody is told: the volatility that happens"
FUTURE = "it sees the future: other prices after step {} change what it does before"
ANEW = (
    "started anew, it answers otherwise: it goes by the clock, by chance, by its folder, or by "
    "what differs from process to process, such as the order of a set"
)
TURNS = {  # worlds whose moves may be turned: the correlation of a move with the one before
    "calm": 0.0, "wild": 0.0, "thin": 0.0, "perpetual": 0.0, "trending": 0.3, "ranging": -0.3,
}  # fmt: skip
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


def _write(array, values, where=np.s_[:]):
    """Into an array that may be read-only for everybody else, and is so again afterwards."""
    free = array.flags.writeable
    array.flags.writeable = True
    array[where] = values
    array.flags.writeable = free


class Undecided:
    """A player in a world whose future is decided step by step, after each of its answers.

    A coin, for each path or mirrored pair, leaves what is to come as it is drawn, or turns the
    news in it: moves that are symmetric about what the last one tells are as likely as before. It
    is the system's, and nobody knows how it falls.
    """

    def __init__(self, player, world):
        self._player, self._world = player, world

    def opened(self, world, opening):
        self._player.opened(world, opening)

    def answer(self, present):
        answer = self._player.answer(present)
        turned(self._world, present.step)
        return answer


def turned(world, step):
    """Let a coin turn what comes after `step`, path by path, in the array that the world holds."""
    spots, r = world.paths.spots, TURNS[world.name]
    n = len(spots) // 2 if world.pairs else len(spots)
    coins = np.frombuffer(secrets.token_bytes(n), np.uint8) % 2 == 1
    rows = np.flatnonzero(np.tile(coins, len(spots) // n))
    now, later = spots[rows, step : step + 1], spots[rows, step + 1 :]
    new = now**2 / later
    if r and step:  # about the log price that is expected from now on
        last = now / spots[rows, step - 1 : step]
        new *= last ** (2 * np.cumsum(r ** np.arange(1, later.shape[1] + 1)))
    _write(spots, new, np.s_[rows, step + 1 :])


def unborn(player, rival, world, bps):
    """(Played, Played): a player, and a rival on the same months, whose future was decided only
    while the player played; where moves cannot be turned, it was there."""
    if world.name not in TURNS:
        return play(player, world, bps), play(rival, world, bps)
    runs, neutral = [], []
    for side in SIDES:
        drawn = world.copied()
        mine = one_side(Undecided(player, drawn), drawn, side, bps, [])
        runs.append((mine, one_side(rival, drawn, side, bps, [])))
        neutral.append(drawn.neutral_pnl)
    return tuple(played_of(world, of_one, neutral) for of_one in zip(*runs, strict=True))


def anew(player, world, bps, said):
    """Hold the decisions of a player that was started anew against `said`, as `ask_again` has
    them; Failed where they differ by more than a sum in another order does."""
    few = min(world.paths.n_paths, ASKED)
    stays = np.full(few, world.paths.n_steps)
    for side in SIDES:
        step = _differ(player, world.first(few), side, bps, said[side], stays, ROUNDING)
        if step is not None:
            raise Failed(world.name, side, step, ANEW)


def known_seed(told, hidden) -> bool:
    """Whether a policy does better on the seed that it may know. told, hidden: (its own, the
    band's) list of Played for the worlds that count, each on the same months."""
    for what in ("shares", "bets"):
        here, there = (ranks.gap(*both, what) for both in (told, hidden))
        if here.size - there.size > LARGE + SURE * np.hypot(here.error, there.error):
            return True
    return False
