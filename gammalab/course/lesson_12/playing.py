"""A policy played through a world, on both sides, and what that says of it.

`play` gives a `Played`: each path's share of the score. Shares of two rules on the same paths are
taken from each other path by path, which `ranks.py` does.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

import gammalab as gl
from gammalab.check import changed
from gammalab.hedging.loop import answered

from .now import Account, Now, Opening, Present, moment
from .worlds import BPS, COLLATERAL, FUNDING, World

SIDES = {"owner": 1, "seller": -1}
LOOKED_AT = ("spot", "hedge", "traded_spot", "depth", "margin")


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
        return float(self.shares.std(ddof=1) / np.sqrt(self.shares.size))


def share(x):
    """Each month's part of mean - variance / 2, an array: x - (x - mean)**2 / 2.

    >>> share(np.array([1.0, -1.0])).mean()
    np.float64(-0.5)
    """
    x = np.asarray(x, float)
    return x - 0.5 * (x - x.mean()) ** 2


class Here:
    """A policy in this process: it gets copies, and they are looked at afterwards."""

    def __init__(self, policy):
        self._policy = policy

    def opened(self, world, opening, book):
        self._opening, self._book = opening, book

    def answer(self, present: Present, past):
        now = moment(Now, self._book, self._opening, present.copied(), past)
        answer = self._policy(now)
        names = changed.names(
            {name: getattr(present, name) for name in LOOKED_AT} | {"times": self._opening.times},
            {name: getattr(now, name) for name in LOOKED_AT} | {"times": now.times},
        )
        if names:
            raise ValueError(f"it changed what it was given: now.{names[0]}. Work on a copy.")
        return answer


class Ours:
    """One of the course's own rules: what several of them ask for is computed once."""

    def __init__(self, rule):
        self._rule = rule

    def opened(self, world, opening, book):
        self._opening, self._book, self._policy = opening, book, self._rule(world)
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

    def answer(self, present: Present, past):
        return self._policy(moment(self._kind, self._book, self._opening, present, past))


def opening_of(world: World, side: int, bps=BPS) -> Opening:
    """What a policy knows of one side of a world on day 0."""
    perpetual = world.venue is not None
    return Opening(
        side, world.paths.times, world.paid_vol, bps, FUNDING if perpetual else 0.0,
        COLLATERAL if perpetual else None,
    )  # fmt: skip


def decisions(player, world, side, bps=BPS, at=None):
    """A policy for `gl.replay`, which lets a player see what it may see. at: a list, told steps."""
    opening, book = opening_of(world, side, bps), side * world.book
    player.opened(world, opening, book)
    account = Account(opening)

    def decide(seen):
        if at is not None:
            at[:] = [seen.step]
        depth = seen.signals.get("depth")
        depth = np.ones(seen.spot.shape) if depth is None else depth
        margin = account.left(seen.step, seen.spot, seen.hedge, 1e-4 * bps / depth)
        present = Present(seen.step, seen.spot, seen.hedge, seen.traded_spot, depth, margin)
        answer = player.answer(present, seen._past)
        answer = answered("the hedge", answer, seen.spot.shape, f"at step {seen.step}")
        account.decided(seen.spot, seen.hedge, answer)
        return answer

    return decide


def one_side(player, world: World, side: int, bps=BPS):
    """The run of one side of a world. Errors: whatever the policy raises."""
    policy = decisions(player, world, side, bps)
    options = world.options(bps)
    return gl.replay(side * world.book, world.paths, policy=policy, progress=False, **options)


def play(player, world: World, bps=BPS) -> Played:
    """Both sides of a world. Raises Failed for a policy that raises or answers nonsense."""
    runs = []
    for name, side in SIDES.items():
        at = [0]
        policy = decisions(player, world, side, bps, at)
        options = world.options(bps)
        try:
            book = side * world.book
            run = gl.replay(book, world.paths, policy=policy, progress=False, **options)
        except (Failed, KeyboardInterrupt):
            raise
        except Exception as error:
            raise Failed(world.name, name, at[0], _why(error)) from error
        runs.append(run)
    return played_of(world, runs)


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
