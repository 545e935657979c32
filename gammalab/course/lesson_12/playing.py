"""A policy played through a world, on both sides, and what that says of it.

`play` gives a `Played`: each path's share of the score. Shares of two rules on the same paths are
taken from each other path by path, which `ranks.py` does.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

import gammalab as gl
from gammalab.course.errors import mean_and_error
from gammalab.hedging.loop import answered
from gammalab.hedging.no_peeking import another_future

from .now import Account, Now, Opening, Present, moment
from .worlds import BPS, COLLATERAL, FUNDING, World

SIDES = {"owner": 1, "seller": -1}


class Failed(Exception):
    """A policy that could not be played to the end: where it was, and why, in words."""

    def __init__(self, world, side, step, why):
        self.world, self.side, self.step, self.why = world, side, step, why
        super().__init__(f"{why} (world: {world}, the {side}, step {step})")


@dataclass(frozen=True, eq=False)
class Played:
    """One rule in one world.

    shares: (units,) noise units, each unit's part of the score, which is their mean; a unit is a
    path, or a path with its mirror image, owned and sold. months: (2, n_paths) profit in noise
    units, the owner's and the seller's. cost: noise units a month; trades, liquidated: a month.
    """

    world: str
    ranked: bool
    shares: np.ndarray = field(repr=False)
    months: np.ndarray = field(repr=False)
    cost: float
    trades: float
    liquidated: float

    @property
    def mean(self) -> float:
        return float(self.months.mean())

    @property
    def spread(self) -> float:
        """Root of the mean of both sides' variances."""
        return float(np.sqrt(self.months.var(axis=1).mean()))

    @property
    def tail(self) -> float:
        """What 1 % of the months, of either side, fall below."""
        return float(np.quantile(self.months, 0.01))

    @property
    def score(self) -> float:
        return float(self.shares.mean())

    @property
    def error(self) -> float:
        """Standard error of the score."""
        return mean_and_error(self.shares)[1]


def share(x):
    """Each month's part of mean - variance / 2, an array: x - (x - mean)**2 / 2.

    >>> share(np.array([1.0, -1.0])).mean()
    np.float64(-0.5)
    """
    x = np.asarray(x, float)
    return x - 0.5 * (x - x.mean()) ** 2


class Ours:
    """One of the course's own rules: what several of them ask for is computed once."""

    def __init__(self, rule):
        self._rule = rule

    def opened(self, world, opening):
        self._opening, self._policy = opening, self._rule(world)
        self._book = opening.side * world.book
        kept, side = world.kept, opening.side

        class Keeping(Now):
            def greek(self, name):
                if np.ndim(self.vol) and self.vol is not opening.paid_vol:
                    return super().greek(name)
                vol = self.vol if np.ndim(self.vol) == 0 else "paid"
                key = name, self.step, vol, self.spot.size
                if key not in kept:
                    kept[key] = side * super().greek(name)
                return side * kept[key]

        self._kind = Keeping

        def moves(step):
            if "moves" not in kept:
                kept["moves"] = np.diff(np.log(world.paths.spots.T), axis=0).T
            return kept["moves"][:, :step]

        self._moves = moves

    def answer(self, present: Present):
        return self._policy(
            moment(self._kind, self._book, self._opening, present, None,
                   lambda: self._moves(present.step))
        )  # fmt: skip


def opening_of(world: World, side: int, bps=BPS) -> Opening:
    """What a policy knows of one side of a world on day 0."""
    perpetual = world.venue is not None
    return Opening(
        side, world.paths.times, world.paid_vol, bps, FUNDING if perpetual else 0.0,
        COLLATERAL if perpetual else None,
    )  # fmt: skip


def decisions(player, world, side, bps, said):
    """A policy for `gl.replay`, which lets a player see what it may see. said: a list, to
    which each answer is added."""
    opening = opening_of(world, side, bps)
    player.opened(world, opening)
    account = Account(opening)

    def decide(seen):
        depth = seen.signals.get("depth")
        depth = np.ones(seen.spot.shape) if depth is None else depth
        margin = account.left(seen.step, seen.spot, seen.hedge, 1e-4 * bps / depth)
        present = Present(seen.step, seen.spot, seen.hedge, seen.traded_spot, depth, margin)
        answer = player.answer(present)
        answer = answered("the hedge", answer, seen.spot.shape, f"at step {seen.step}")
        account.decided(seen.spot, seen.hedge, answer)
        said.append(answer)
        return answer

    return decide


def play(player, world: World, bps=BPS, twice=False) -> Played:
    """Both sides of a world. twice: ask again on another future, as `ask_again` does.

    Raises Failed for a policy that raises, answers nonsense, or answers otherwise when asked again.
    """
    runs = []
    for name, side in SIDES.items():
        said = []
        try:
            run = _replay(player, world, side, bps, said)
        except Exception as error:
            raise Failed(world.name, name, len(said), _why(error)) from error
        runs.append(run)
        if twice and side == 1:
            ask_again(player, world, bps, said)
    return played_of(world, runs)


def _replay(player, world, side, bps, said):
    policy = decisions(player, world, side, bps, said)
    book, options = side * world.book, world.options(bps)
    return gl.replay(book, world.paths, policy=policy, progress=False, **options)


def ask_again(player, world: World, bps, said):
    """Hold a policy's decisions against those on another future; Failed where the past's differ.

    said: its decisions as the owner. From the middle on, every move goes the other way: what was
    decided up to there must be the same to the bit.
    """
    middle = world.paths.n_steps // 2
    with another_future(world.paths, middle):
        step = _differ(player, world, bps, said, middle)
    if step is None:
        return
    if _differ(player, world, bps, said, middle) is not None:
        why = "asked again, it answers otherwise: it remembers its calls, or draws at random"
    else:
        why = f"it sees the future: other prices after step {middle} change what it does before"
    raise Failed(world.name, "owner", step, why)


def _differ(player, world, bps, said, middle):
    """The first step up to the middle at which it answers otherwise now; None if there is none."""
    again = []
    try:
        _replay(player, world, 1, bps, again)
    except Exception:  # it did not before: at that step it is no longer the same
        if len(again) <= middle:
            return len(again)
    pairs = zip(said[: middle + 1], again, strict=False)
    return next((k for k, (one, two) in enumerate(pairs) if not np.array_equal(one, two)), None)


def played_of(world: World, runs) -> Played:
    """What the owner's and the seller's run say together."""
    months = np.array([run.pnl for run in runs]) / world.noise
    shares = np.mean([share(x) for x in months], axis=0)
    if world.pairs:
        half = shares.size // 2
        shares = 0.5 * (shares[:half] + shares[half:])
    noise = np.mean(world.noise)
    return Played(
        world.name, world.ranked, shares, months,
        cost=float(np.mean([run.cost.mean() for run in runs]) / noise),
        trades=float(np.mean([run.trades.mean() for run in runs])),
        liquidated=float(np.mean([run.liquidated.mean() for run in runs])),
    )  # fmt: skip


def _why(error):
    """One line: what was raised, and the policy's line where it came from."""
    line, place = "", error.__traceback__
    while place is not None:
        code = place.tb_frame.f_code
        if "gammalab" not in code.co_filename and "numpy" not in code.co_filename:
            line = _line(code.co_filename, place.tb_lineno) or line
        place = place.tb_next
    said = " ".join(str(error).split())
    said = said if len(said) < 300 else said[:297] + "…"
    name = "" if type(error) is ValueError else f"{type(error).__name__}: "
    return f"{name}{said}" + (f", at `{line}`" if line else "")


def _line(file, number):
    import linecache

    return linecache.getline(file, number).strip()
