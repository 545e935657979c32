"""The check of a rule that is handed in: does it play, and is it a hedge?

A few months of three worlds are too few to find the better of two good rules. They are enough for
one that fails, sees what it must not, bets, or is careless.
"""

from __future__ import annotations

import numpy as np

from gammalab.check.judge import require

from . import ranks, worlds
from .now import Seat
from .peeking import ask_again
from .playing import MOST, Failed, Ours, play
from .rules import BAND, RULES

TRIED, MONTHS = ("trending", "thin", "perpetual"), 200
BET, CARELESS = 0.1, 0.05  # noise units a month, beyond three errors: more is no accident
LEANS = 0.02  # units: an owner's and a seller's hedge together lie no further off neutral
BEHIND = (
    "over {months} months of {worlds} it is behind the band by {gap:.2f} (error {error:.2f}). It "
    "costs {cost:.2f} a month, the band {usual:.2f}. {cause}"
)
FAILED = "{fault}."
TOO_FAR = "{fault}. A policy returns the hedge to hold, not the trade."
ABOVE = "On average its hedge stands {lean:.2f} above neutral: that is a bet."
BELOW = "On average its hedge stands {lean:.2f} below neutral: that is a bet."


def check_policy(answer, rng):
    """Play `answer`, a policy, in three worlds beside the band, and hold them apart."""
    seat, band, seed = Seat(answer.function), Ours(RULES[BAND]), int(rng.integers(1 << 30))
    mine, theirs, leans, turned = [], [], [], []
    for name in TRIED:
        world, said = worlds.world(name, MONTHS, seed), {}
        try:
            mine.append(play(seat, world, said=said))
            ask_again(seat, world, worlds.BPS, said)
        except Failed as fault:
            if isinstance(fault.__cause__, NotImplementedError):
                raise answer._in_words(fault.__cause__) from None
            require(False, _in_words(fault))
        ours: dict = {}
        theirs.append(play(band, world, said=ours))
        leans.append(np.mean(said["owner"]) + np.mean(said["seller"]))
        turned.append(np.vdot(said["owner"], ours["owner"]) < 0)
    bet, apart = ranks.bet(mine), ranks.gap(mine, theirs)
    lean = float(np.mean(leans)) / 2
    require(
        bet.size < BET + ranks.ERRORS * bet.error,
        f"it earns {bet.size:.2f} a month by delta beyond neutral: that is a bet, and not scored.",
    )
    cost, usual = (sum(one.cost for one in played) / len(TRIED) for played in (mine, theirs))
    require(
        -apart.size < CARELESS + ranks.ERRORS * apart.error,
        BEHIND.format(
            months=MONTHS,
            worlds=", ".join(TRIED),
            gap=-apart.size,
            error=apart.error,
            cost=cost,
            usual=usual,
            cause=_cause(cost - usual, -apart.size, lean, all(turned)),
        ),  # fmt: skip
    )
    return (
        f"in {', '.join(TRIED)}, where it was tried, it plays to the end, sees nothing that it "
        f"must not, and is not far behind the band ({apart.size:+.2f}, error {apart.error:.2f}). "
        "`capstone.score(policy)` tries all worlds, and says how good it is."
    )


def _in_words(fault):
    """What went wrong. A hedge that is far too large is often a trade."""
    return (TOO_FAR if f"within {MOST:g} units" in str(fault) else FAILED).format(fault=fault)


def _cause(dearer, behind, lean, turned):
    """Why a rule is behind the band. lean: units that its hedge lies above neutral on average.
    turned: whether it is on the other side of the band's."""
    if turned:
        return "Its hedge has the wrong sign: `now.neutral` is minus `now.delta`."
    if abs(lean) > LEANS:
        return (ABOVE if lean > 0 else BELOW).format(lean=abs(lean))
    return "It trades too much." if dearer > behind / 2 else "It takes too much risk."
