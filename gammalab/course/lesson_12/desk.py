"""The last game: your own rule against your own hand, in a world that is not named.

`your_rule(policy)` sets the rule; until then it is the band. The same four figures are the same
month in both games: "12-rule-7F3A" and "12-sold-7F3A".
"""

from __future__ import annotations

from functools import partial

import numpy as np

import gammalab as gl
from gammalab._validate import rule
from gammalab.desk import Question, Scenario

from .now import Now, Opening, Present, moment
from .playing import hedged
from .rules import band
from .worlds import BPS, MONTH, SPOT

TURNS, PAID, CONTRACTS = 30, 0.30, 10
NO_ODDS = "In such a market the volatility paid is no measure of luck."
MANY = 2000  # the seed of the months on which rules are tried: the same for every game
WORLDS = {
    "moves that go on": gl.CorrelatedMoves(0.30, 0.5),
    "moves that turn back": gl.CorrelatedMoves(0.30, -0.5),
    "quiet: half of what was paid": gl.GBM(0.15),
    "small moves, and jumps": gl.MertonJumps(0.20, intensity=12, jump_mean=0.0, jump_sd=0.07),
}
STRADDLES = CONTRACTS * gl.straddle(SPOT, MONTH)


class YourRule:
    """The rule of the reader's own, as a rival of the desk's games; it sees a capstone's `now`."""

    def __init__(self):
        self.policy = band

    def __call__(self, seen):
        n = seen.spot.size
        opening = Opening(1, seen.times, np.full(n, PAID), BPS, 0.0, None)
        present = Present(
            seen.step, seen.spot, seen.hedge / CONTRACTS, seen.traded_spot, np.ones(n),
            np.full(n, np.inf),
        )  # fmt: skip
        book = (1 / CONTRACTS) * seen.book
        past = seen.past
        now = moment(
            Now, book, opening, present.copied(), past.copy, lambda: np.diff(np.log(past), axis=1)
        )
        return CONTRACTS * hedged(self.policy(now), now, "the hedge of your rule")


YOURS = YourRule()


def your_rule(policy):
    """Let this rule play against you at the desk: a function of `now`, for one straddle.

    >>> your_rule(lambda now: now.neutral)
    'your rule plays at the desk'
    """
    YOURS.policy = rule("policy", policy, "a function of `now`") or policy
    return "your rule plays at the desk"


def world_of(seed: int) -> str:
    """Which world it is, from the seed alone."""
    return str(np.random.default_rng([12, seed]).choice(list(WORLDS)))


def _month(seed, n_paths):
    model = WORLDS[world_of(seed)]
    return model.simulate(SPOT, MONTH, TURNS, n_paths, seed if n_paths == 1 else MANY)


def _which(seed):
    names, right = list(WORLDS), list(WORLDS).index(world_of(seed))
    return Question("Which world was it?", tuple(names), right, f"It was: {names[right]}.")


_game = partial(
    Scenario,
    lesson="12",
    paths=_month,
    paid_vol=PAID,
    costs=gl.HalfSpread(bps=BPS),
    rules={
        "never": gl.Never(), "every turn": gl.EveryStep(), "every five": gl.EveryN(5),
        "your rule": YOURS,
    },
    question=_which,
    no_odds=NO_ODDS,
    turns=TURNS,
)  # fmt: skip

SCENARIOS = (
    _game(
        name="rule",
        title="Your rule against your hand",
        brief="You paid 68.6 for ten straddles at 100 with a month to live, at 30 %. Something "
        "else may happen. A trade loses 5 bp. Hedge by hand; your rule plays the same path.",
        book=STRADDLES,
    ),
    _game(
        name="sold",
        title="Your rule against your hand, from the other side",
        brief="You sold ten straddles at 100 with a month to live, for 68.6, at 30 %. Something "
        "else may happen. A trade loses 5 bp. Hedge by hand; your rule plays the same path.",
        book=-STRADDLES,
    ),
)
