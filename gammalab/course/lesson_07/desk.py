"""The games of lesson 07: a gap, and fills that come a day late; for the seller, and the owner.

The same four figures are the same month in both: "07-gap-1A2B" and "07-own-1A2B".
"""

from __future__ import annotations

from functools import partial

import numpy as np

import gammalab as gl
from gammalab.desk import Scenario

from .book import DAYS, EXPIRY, PAID, SPOT, STRADDLES

DIFFUSION, GAP = 0.25, 0.08  # the volatility of the month without the gap; its size
FIRST, LAST = 8, 22  # the turns in which it can come
MANY = 2000  # the seed of the months on which rules are tried: the same for every game


def gap_of(seed: int) -> tuple[int, float]:
    """(the turn at which the month of a seed opens elsewhere, by which fraction of the price)."""
    turns = LAST - FIRST + 1
    return FIRST + seed % turns, GAP if seed // turns % 2 else -GAP


def month(seed: int, n_paths: int) -> gl.Paths:
    """A month without direction, with one gap, up or down. Of many months each has its own."""
    one = n_paths == 1
    paths = gl.GBM(DIFFUSION).simulate(SPOT, EXPIRY, DAYS, n_paths, seed if one else MANY)
    turns, gaps = np.array([gap_of(seed if one else k) for k in range(n_paths)]).T
    after = np.arange(DAYS + 1) >= turns[:, None]
    return gl.Paths(paths.times, paths.spots * np.where(after, 1 + gaps[:, None], 1.0))


UP, DOWN = "The gap came on day {day}, up.", "The gap came on day {day}, down."


def _reveal(seed):
    turn, gap = gap_of(seed)
    return (UP if gap > 0 else DOWN).format(day=turn)


_game = partial(
    Scenario,
    lesson="07",
    paths=month,
    paid_vol=PAID,
    costs=gl.HalfSpread(bps=5),
    execution=gl.Execution(latency=1),
    reveal=_reveal,
)


def desk_profit(every: int) -> np.ndarray:
    """The seller's profit where the hedge is set every so many days: (2,000 months,)."""
    given = SCENARIOS[0].setting(1, 2000)
    return gl.replay(**{**given, "policy": gl.EveryN(every)}, progress=False).pnl


SCENARIOS = (
    _game(
        name="gap",
        title="A gap, and fills a day late",
        brief="You sold 100 straddles at 100 with a month to live, for 686, at 30 % volatility. "
        "Orders fill a day later, at a half spread of 5 bp. Some night the price jumps by 8 %.",
        book=-STRADDLES,
    ),
    _game(
        name="own",
        title="A gap, and fills a day late, from the other side",
        brief="You paid 686 for 100 straddles at 100 with a month to live, at 30 % volatility. "
        "Orders fill a day later, at a half spread of 5 bp. Some night the price jumps by 8 %.",
        book=STRADDLES,
    ),
)
