"""A policy played through a world, on both sides, and what that says of it.

A month's profit has three parts: what a neutral hedge brings, less the costs, and what delta beyond
neutral earned, the bet. The first is the owner's gain and the seller's loss, and drops out where
both are played. So the score is minus the cost, less half the variance of the whole profit: it
charges for the risk of a bet, and does not pay for its direction. The bet is told beside it.

`play` gives a `Played`: each path's share of the score. Shares of two rules on the same paths are
taken from each other path by path, which `ranks.py` does.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

import gammalab as gl
from gammalab._validate import fail
from gammalab.course.errors import mean_and_error
from gammalab.hedging.loop import answered

from .blame import told
from .now import Account, Now, Opening, Present, moment
from .worlds import BPS, COLLATERAL, FUNDING, World

SIDES = {"owner": 1, "seller": -1}
ABREAST = 8_192  # paths of a replay of several rules: with more, their arrays leave the cache
MOST = 2.0  # units of hedge for a straddle, whose delta is never beyond 1: a bet has an end


class Failed(Exception):
    """A policy that could not be played to the end: where it was, and why, in words."""

    def __init__(self, world, side, step, why):
        self.world, self.side, self.step, self.why = world, side, step, why
        super().__init__(f"{why} (world: {world}, the {side}, step {step})")


@dataclass(frozen=True, eq=False)
class Played:
    """One rule in one world.

    shares: (units,) noise units, each unit's part of the score, which is their mean; a unit is a
    path, or a path with its mirror image, owned and sold. bets: (units,) noise units, what delta
    beyond neutral earned. months: (2, n_paths) profit in noise units, the owner's and the seller's.
    cost: noise units a month; trades, liquidated: a month.
    """

    world: str
    ranked: bool
    shares: np.ndarray = field(repr=False)
    bets: np.ndarray = field(repr=False)
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


def share(x, cost):
    """Each month's part of a score, an array: -cost - (x - mean)**2 / 2.

    >>> share(np.array([1.0, -1.0]), cost=np.array([0.1, 0.1])).mean()
    np.float64(-0.6)
    """
    x = np.asarray(x, float)
    return -np.asarray(cost, float) - 0.5 * (x - x.mean()) ** 2


def in_pairs(values, pairs):
    """(..., n) values as units: each path with its mirror image where there are such `pairs`."""
    if not pairs:
        return values
    half = values.shape[-1] // 2
    return 0.5 * (values[..., :half] + values[..., half:])


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
                if self.vol is not opening.paid_vol:
                    return super().greek(name)
                key = name, self.step, self.spot.size
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


class Abreast:
    """Several of the course's own rules as one player: each decides for paths of its own."""

    def __init__(self, players, world):
        self._players, self._world = players, world

    def opened(self, world, opening):
        for player in self._players:
            player.opened(self._world, opening._replace(paid_vol=self._world.paid_vol))

    def answer(self, present: Present):
        n, answers = self._world.paths.n_paths, []
        for k, player in enumerate(self._players):
            own = (array[k * n : (k + 1) * n] for array in present[1:])
            answers.append(np.broadcast_to(player.answer(Present(present.step, *own)), n))
        return np.concatenate(answers)


class Part(NamedTuple):
    """What `played_of` asks of a `Run`, for one of the rules that were played abreast."""

    pnl: np.ndarray
    cost: np.ndarray
    trades: np.ndarray
    liquidated: np.ndarray


def opening_of(world: World, side: int, bps=BPS) -> Opening:
    """What a policy knows of one side of a world on day 0."""
    perpetual = world.venue is not None
    return Opening(
        side, world.paths.times.copy(), world.paid_vol, bps, FUNDING if perpetual else 0.0,
        COLLATERAL if perpetual else None,
    )  # fmt: skip


def hedged(answer, seen, who="the hedge"):
    """What a policy answered, as (n,) units of one straddle. ValueError for what is none."""
    answer = answered(who, answer, seen.spot.shape, f"at step {seen.step}")
    if answer.max() > MOST or answer.min() < -MOST:
        furthest = float(answer[np.argmax(np.abs(answer))])
        fail(who, furthest, f"within {MOST:g} units: the delta of a straddle is never beyond 1")
    return answer


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
        answer = hedged(player.answer(present), seen)
        account.decided(seen.spot, seen.hedge, answer)
        said.append(answer)
        return answer

    return decide


def play(player, world: World, bps=BPS, said=None) -> Played:
    """Both sides of a world. said: a dict, to which the answers of each side are added.

    Raises Failed for a policy that raises or answers nonsense.
    """
    runs = []
    for name in SIDES:
        answers: list = []
        runs.append(one_side(player, world, name, bps, answers))
        if said is not None:
            said[name] = answers
    return played_of(world, runs, world.neutral_pnl)


def play_abreast(rules, world: World, bps=BPS) -> dict[str, Played]:
    """What `play` gives for each of the course's own rules by name, {name: a policy for a world}.

    Several of them in one replay: a step of many paths takes hardly longer than one of few.
    """
    n, names, found = world.paths.n_paths, list(rules), {}
    count = max(1, ABREAST // n)
    for first in range(0, len(names), count):
        chosen = names[first : first + count]
        player = Abreast([Ours(rules[name]) for name in chosen], world)
        several = world.repeated(len(chosen))
        runs = [replay(player, several, side, bps, []) for side in SIDES]
        for k, name in enumerate(chosen):
            own = slice(k * n, (k + 1) * n)
            parts = [Part(*(getattr(run, what)[own] for what in Part._fields)) for run in runs]
            found[name] = played_of(world, parts, world.neutral_pnl)
    return found


def one_side(player, world, name, bps, answers):
    """The `Run` of one side, by name. answers: a list, to which each is added. Raises Failed."""
    try:
        return replay(player, world, name, bps, answers)
    except Exception as error:
        raise Failed(world.name, name, len(answers), told(error)) from error
    except (SystemExit, KeyboardInterrupt) as error:
        if threading.current_thread() is threading.main_thread():
            raise  # the user's own
        raise Failed(world.name, name, len(answers), told(error)) from None


def replay(player, world, side, bps, said):
    """The `Run` of one side, by name."""
    sign = SIDES[side]
    policy = decisions(player, world, sign, bps, said)
    book, options = sign * world.book, world.options(bps)
    return gl.replay(book, world.paths, policy=policy, progress=False, **options)


def played_of(world: World, runs, neutral_pnl) -> Played:
    """What the owner's and the seller's run say together. neutral_pnl: currency, the owner's of a
    neutral hedge where trading is free; (n_paths,), or a row for each side."""
    noise = world.noise
    months = np.array([run.pnl for run in runs]) / noise
    costs = np.array([run.cost for run in runs]) / noise
    neutral = np.reshape(list(SIDES.values()), (-1, 1)) * neutral_pnl / noise
    shares = np.mean([share(x, cost) for x, cost in zip(months, costs, strict=True)], axis=0)
    bets = (months + costs - neutral).mean(axis=0)
    return Played(
        world.name, world.ranked, in_pairs(shares, world.pairs), in_pairs(bets, world.pairs),
        months, cost=float(costs.mean()),
        trades=float(np.mean([run.trades.mean() for run in runs])),
        liquidated=float(np.mean([run.liquidated.mean() for run in runs])),
    )  # fmt: skip
