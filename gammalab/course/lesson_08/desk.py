"""The games of lesson 08: you are one of ten desks, all short, or one of ten that are all long.

The same four figures are the same news in both: "08-crowd-1A2B" and "08-long-1A2B".
"""

from __future__ import annotations

from functools import partial

import gammalab as gl
from gammalab.desk import Scenario
from gammalab.feedback import FeedbackMarket

from .crowd import DAYS, PAID, STRADDLE
from .dealers import IMPACT, MONTH, SPOT

NEWS, EACH, OTHERS = 0.15, 50, 9
MANY = 8  # the seed of the months on which rules are tried


def month(side: int, seed: int, n_paths: int) -> gl.Paths:
    """Thirty days that news moves at 15 %, and nine desks who hedge exactly at each close.

    side : 1 where they own their straddles, -1 where they have sold them. What the player trades
    moves nothing.
    """
    market = FeedbackMarket(NEWS, IMPACT, side * OTHERS * EACH * STRADDLE, hedge_vol=PAID)
    return market.simulate(SPOT, MONTH, DAYS, n_paths, seed if n_paths == 1 else MANY)


def _reveal(side, seed):
    seen, alone = (paths.realised_vol()[0] for paths in (month(side, seed, 1), alone_month(seed)))
    return f"This month moved at {100 * seen:.1f} %. Without the nine: {100 * alone:.1f} %."


def alone_month(seed: int) -> gl.Paths:
    """The same news without the nine."""
    return gl.GBM(NEWS).simulate(SPOT, MONTH, DAYS, 1, seed)


def _game(side, **words):
    return Scenario(
        lesson="08",
        paths=partial(month, side),
        paid_vol=PAID,
        book=side * EACH * STRADDLE,
        reveal=partial(_reveal, side),
        **words,
    )


SCENARIOS = (
    _game(
        -1,
        name="crowd",
        title="One of ten desks, all short",
        brief="Ten desks have each sold 50 straddles of 60 days at 25 %. News alone moves the "
        "price at 15 %; the nine others hedge exactly, and push it. Your own push is left out.",
    ),
    _game(
        1,
        name="long",
        title="One of ten desks, all long",
        brief="Ten desks have each bought 50 straddles of 60 days at 25 %. News alone moves the "
        "price at 15 %; the nine others hedge exactly, and push it. Your own push is left out.",
    ),
)
