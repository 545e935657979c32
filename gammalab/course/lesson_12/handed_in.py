"""The check of a rule that is handed in: does it play, and is it a hedge?

A few months of three worlds are too few to find the better of two good rules. They are enough for
one that fails, sees what it must not, bets, or is careless.

What of a bet can be told? What delta beyond neutral earns is the mean of both sides' hedges, step
by step, times the move that follows. Two hedges that mirror each other add up to nothing, whatever
the paths: so a lean is told to a ten-thousandth of a unit, though it earns nothing that one could
see. A bet of u units on the last move earns 11.9 u noise units a month where moves go on, with an
error of 0.6 u in 200 months: nineteen errors, however small u is. No noise hides it. What is let
pass is what a hedge may do beside: an owner who waits longer than a seller earns some 0.25 there.
In the other two worlds no move tells of the next one, and a liquidation leaves 0.06 of noise.
"""

from __future__ import annotations

import numpy as np

from gammalab.check.judge import require
from gammalab.course.errors import mean_and_error

from . import ranks, worlds
from .meant import careless, explained, otherwise
from .now import Seat
from .peeking import ask_again
from .playing import Failed, Ours, in_pairs, play
from .ranks import ERRORS, FLOOR, Gap
from .report import signed
from .rules import BAND, RULES

TELLING, MONTHS = "trending", 200  # where a move tells of the next one
TRIED = (TELLING, "thin", "perpetual")
BET = 0.2  # noise units a month in that world, beyond three errors: more is no accident
LEANS = 0.01  # units, beyond three errors: an owner's and a seller's hedge together, off neutral
BEHIND = (
    "over {months} months of {worlds} it is behind the band by {gap:.2f} (error {error:.2f}). It "
    "costs {cost:.2f} a month, the band {usual:.2f}. {cause}."
)
ABOVE = (
    "on average over both sides its hedge stands {lean:.2f} above neutral: that is a bet, and not "
    "scored."
)
BELOW = (
    "on average over both sides its hedge stands {lean:.2f} below neutral: that is a bet, and not "
    "scored."
)
EARNS = (
    "in the {world} world it earns {size:.2f} a month (error {error:.2f}) by delta beyond neutral: "
    "that is a bet, and not scored."
)
LOSES = (
    "in the {world} world it loses {size:.2f} a month (error {error:.2f}) by delta beyond neutral: "
    "that is a bet, and not scored."
)
RISKY, DEAR = "It takes too much risk", "It trades too much"
BESIDE = " It bets a little: {size} a month in the {world} world (error {error:.3f}), not scored."


def check_policy(answer, rng):
    """Play `answer`, a policy, in three worlds beside the band, and hold them apart."""
    seat, band, seed = Seat(answer.function), Ours(RULES[BAND]), int(rng.integers(1 << 30))
    mine, theirs, leans = [], [], []
    for name in TRIED:
        world, said = worlds.world(name, MONTHS, seed), {}
        try:
            with explained(seat):
                mine.append(play(seat, world, said=said))
            ask_again(seat, world, worlds.BPS, said)
        except Failed as fault:
            if isinstance(fault.__cause__, NotImplementedError):
                raise answer._in_words(fault.__cause__) from None
            require(False, f"{fault}.")
        theirs.append(play(band, world))
        if world.venue is None:  # an account is closed on one side, and not on the other
            leans.append(_lean(said, world.pairs))
    bet, apart = Gap(*mean_and_error(mine[0].bets)), ranks.gap(mine, theirs)
    lean = max(leans, key=lambda one: abs(one.size))
    said = ABOVE if lean.size > 0 else BELOW
    require(not _beyond(lean, LEANS), said.format(lean=abs(lean.size)))
    said = EARNS if bet.size > 0 else LOSES
    told = said.format(world=TELLING, size=abs(bet.size), error=bet.error)
    require(not _beyond(bet, BET), told)
    if careless(mine, theirs):
        require(False, _behind(apart, mine, theirs, seat))
    return (
        f"in {', '.join(TRIED)}, where it was tried, it plays to the end, sees nothing that it "
        f"must not, and is not far behind the band ({apart.size:+.2f}, error {apart.error:.2f})."
        f"{_beside(bet)} `capstone.score(policy)` tries all worlds, and says how good it is."
    )


def _behind(apart, mine, theirs, seat):
    """Why a rule is behind the band, in words."""
    cost, usual = (sum(one.cost for one in played) / len(TRIED) for played in (mine, theirs))
    cause = DEAR if cost - usual > -apart.size / 2 else RISKY
    if meant := otherwise(seat):
        cause = meant[0].upper() + meant[1:]
    told = dict(gap=-apart.size, error=apart.error, cost=cost, usual=usual, cause=cause)
    return BEHIND.format(months=MONTHS, worlds=", ".join(TRIED), **told)


def _lean(said, pairs) -> Gap:
    """How far both sides' hedges together lie above neutral, units, and its error."""
    both = (np.array(said["owner"]) + np.array(said["seller"])) / 2
    return Gap(*mean_and_error(in_pairs(both.mean(axis=0), pairs)))


def _beyond(gap, size):
    return abs(gap.size) > size + ERRORS * gap.error


def _beside(bet):
    """A bet that is let pass, in words, where it can be told from none."""
    if not _beyond(bet, FLOOR):
        return ""
    return BESIDE.format(size=signed(bet.size), world=TELLING, error=bet.error)
