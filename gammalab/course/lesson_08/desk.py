"""The games of lesson 08: you are one of ten desks, all short, or one of ten that are all long.

The same four figures are the same news in both: "08-crowd-1A2B" and "08-long-1A2B".
"""

from __future__ import annotations

from functools import partial

import numpy as np
from scipy.special import ndtr

import gammalab as gl
from gammalab.desk import Scenario
from gammalab.desk.words import KNOWS

from .crowd import DAYS, LIFE, PAID, STRADDLE
from .dealers import IMPACT, MONTH, SPOT

NEWS, EACH, OTHERS = 0.15, 50, 9
MOST = 2000  # units held, long or short: a push of 20, which nine short desks make 33
MANY = 8  # the seed of the months on which rules are tried
NEWTON = 8  # its steps at most


def news(seed: int, n_paths: int) -> gl.Paths:
    """Thirty days of news alone, at 15 %."""
    return gl.GBM(NEWS).simulate(SPOT, MONTH, DAYS, n_paths, seed if n_paths == 1 else MANY)


def pushed(side: int, paths: gl.Paths, hedge) -> gl.Paths:
    """The same news with nine desks who hedge exactly at each close, and a tenth who holds `hedge`.

    side : 1 where the nine own their straddles, -1 where they have sold them. hedge : units held
    after each close, (n_paths, n_times). All ten trade at one price, which their pushes have made:
    so nobody trades ahead of his own push. The nine begin hedged.
    """
    trades = np.diff(hedge, axis=1, prepend=0.0)
    delta = _greeks(side, paths.spots[:, 0], 0)[0]
    spots, price = [], paths.spots[:, 0]
    for day in range(DAYS + 1):
        ratio = paths.spots[:, day] / paths.spots[:, day - 1] if day else 1.0
        price = base = price * ratio + IMPACT * trades[:, day]
        for _ in range(NEWTON):
            new, gamma = _greeks(side, price, day)
            off = (price - base + IMPACT * (new - delta)) / (1 + IMPACT * gamma)
            price = price - off
            if np.max(np.abs(off)) < 1e-8:  # the next step would be its square
                break
        delta = _greeks(side, price, day)[0]
        spots.append(price)
    return gl.Paths(paths.times, np.array(spots).T)


def _greeks(side, spot, day):
    """Delta and gamma of the nine. Written out: it is asked for thousands of times in a game."""
    deviation = PAID * np.sqrt(LIFE - day / 365)
    d1 = np.log(spot / SPOT) / deviation + 0.5 * deviation
    size = side * OTHERS * EACH
    density = np.exp(-0.5 * d1 * d1) / np.sqrt(2 * np.pi)
    return size * (2 * ndtr(d1) - 1), size * 2 * density / (spot * deviation)


def _reveal(side, seed):
    alone = news(seed, 1)
    seen = pushed(side, alone, np.zeros(alone.spots.shape))
    with_them, without = (100 * paths.realised_vol()[0] for paths in (seen, alone))
    x = IMPACT * _greeks(side, SPOT, 0)[1]
    return (
        f"News alone moved this month at {without:.1f} %, the nine made it {with_them:.1f} %. "
        f"By the formula, with their gamma of the start: {without / (1 + x):.1f} %."
    )


def _game(side, **words):
    return Scenario(
        lesson="08",
        paths=news,
        moved=partial(pushed, side),
        most=MOST,
        paid_vol=PAID,
        book=side * EACH * STRADDLE,
        reveal=partial(_reveal, side),
        no_odds=KNOWS,
        months=1000,
        **words,
    )


SCENARIOS = (
    _game(
        -1,
        name="crowd",
        title="One of ten desks, all short",
        brief="Ten desks have each sold 50 straddles of 60 days at 25 %. News alone moves the "
        "price at 15 %; the nine others hedge exactly, and all ten push it, 0.01 a unit. What you "
        "trade is filled at the price after that.",
    ),
    _game(
        1,
        name="long",
        title="One of ten desks, all long",
        brief="Ten desks have each bought 50 straddles of 60 days at 25 %. News alone moves the "
        "price at 15 %; the nine others hedge exactly, and all ten push it, 0.01 a unit. What you "
        "trade is filled at the price after that.",
    ),
)
