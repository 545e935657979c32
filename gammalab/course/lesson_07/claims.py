"""The table of lesson 07: five claims about risk, and whom each costs money. A student fills it."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

import gammalab as gl
from gammalab.course.errors import mean_and_error
from gammalab.lab.words import signed

from .book import EXPIRY, PAID, SPOT, STEPS, STRADDLES
from .gap import gap_profit
from .race import late_profit
from .stop import with_stop

WHO = ("owner", "seller", "both", "neither")
MONTHS, SEED = 1000, 7


class Claim(NamedTuple):
    """What is said, what was tried, who pays on average there, and the verdict in words."""

    says: str
    tried: str
    pays: str
    verdict: str


CLAIMS = {
    "B1": Claim(
        "the price moves faster than the hedge", "8 steps late, independent moves", "neither",
        "Noise for both. A cost needs a market with a memory.",
    ),
    "B2": Claim(
        "delta outruns what can be traded", "2 shares a step at most, independent moves, no impact",
        "neither",
        "So much is lateness. Impact comes on top, and both pay it.",
    ),
    "B3": Claim(
        "a gap through the strike loses", "103 -> 96, implied unchanged, theta apart", "seller",
        "Holds for the seller. The owner has what the seller lost.",
    ),
    "B4": Claim(
        "worst when more happens than was paid", "paid 30 %, 45 % happens", "seller",
        "Holds for the seller. It is what the owner bought.",
    ),
    "B5": Claim(
        "hedges set off stops", "the hedge of 100 calls has a stop at 95", "neither",
        "No cost on average. It harms the tail of who has the stop.",
    ),
}  # fmt: skip


@cache
def tried(claim: str) -> tuple[float, float]:
    """What the experiment of a claim brings the owner: (mean, standard error), currency. For B5
    what the stop brings the seller, who alone has one."""
    if claim == "B1":
        return mean_and_error(late_profit(8))
    if claim == "B2":
        return mean_and_error(limited_profit(0.0))
    if claim == "B3":
        return float(gap_profit(103, 96)), 0.0
    if claim == "B4":
        paths = gl.GBM(0.45).simulate(SPOT, EXPIRY, STEPS, n_paths=2 * MONTHS, seed=SEED)
        return mean_and_error(gl.replay(STRADDLES, paths, paid_vol=PAID).pnl)
    without, stopped, _ = with_stop(95)
    return mean_and_error(stopped - without)


def limited_profit(memory: float, most: float = 2.0) -> np.ndarray:
    """The owner's profit where `most` shares can be traded in a step; `memory` is the correlation
    of neighbouring moves: (months,)."""
    paths = gl.CorrelatedMoves(PAID, memory).simulate(SPOT, EXPIRY, STEPS, MONTHS, SEED)
    slow = gl.Execution(max_trade=most, start_hedged=True)
    return gl.replay(STRADDLES, paths, paid_vol=PAID, execution=slow).pnl


def whom(answers: dict) -> None:
    """Print the five claims; beside those that are answered, what was measured, and the verdict.

    answers : {"B1": "owner" or "seller" or "both" or "neither", or ... where it is open}.

    >>> whom({"B1": ..., "B2": ..., "B3": "seller", "B4": ..., "B5": ...})  # doctest: +ELLIPSIS
    B1  the price moves faster than the hedge: 8 steps late, independent moves
        open
    ...
    B3  a gap through the strike loses: 103 -> 96, implied unchanged, theta apart
        you: seller. Right. Owner +220, seller -220.
        Holds for the seller. The owner has what the seller lost.
    ...
    """
    unknown = [key for key in answers if key not in CLAIMS]
    if unknown:
        raise ValueError(f"answers has {unknown[0]!r}; it must be about {', '.join(CLAIMS)}")
    answers = {key: one.lower() if isinstance(one, str) else one for key, one in answers.items()}
    for key, said in answers.items():
        if said is not ... and said not in WHO:
            raise ValueError(f"answers[{key!r}] is {said!r}; it must be one of {', '.join(WHO)}")
    for key, claim in CLAIMS.items():
        print(f"{key}  {claim.says}: {claim.tried}")
        said = answers.get(key, ...)
        if said is ...:
            print("    open")
            continue
        right = "Right." if said == claim.pays else f"It is: {claim.pays}."
        print(f"    you: {said}. {right} {_measured(key)}")
        print(f"    {claim.verdict}")


def _measured(key):
    mean, error = tried(key)
    digits = 0 if abs(mean) > 100 else 1
    if key == "B5":  # the owner has no stop
        return f"The stop brings the seller {signed(mean, digits)}, standard error {error:.1f}."
    owner, seller = signed(mean, digits), signed(-mean, digits)
    if not error:
        return f"Owner {owner}, seller {seller}."
    return f"Owner {owner}, seller {seller}, each with a standard error of {error:.1f}."
