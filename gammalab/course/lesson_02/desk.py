"""The games of lesson 02: a first hedge, blind; then with the delta; then from the other side.

The same four figures are the same month in all three: "02-first-00A6", "02-delta-00A6" and
"02-short-00A6".
"""

from __future__ import annotations

from functools import partial

import gammalab as gl
from gammalab.desk import Scenario

MONTH, VOL = 30 / 365, 0.30
MANY = 2000  # the seed of the months on which rules are tried: the same for every game
CALLS = 100 * gl.call(100, MONTH)


def _month(seed, n_paths):
    """Thirty days without direction, at the volatility that was paid."""
    seed = seed if n_paths == 1 else MANY
    return gl.GBM(vol=VOL).simulate(100, MONTH, steps=30, n_paths=n_paths, seed=seed)


_game = partial(
    Scenario,
    lesson="02",
    book=CALLS,
    paths=_month,
    paid_vol=VOL,
    taken=range(1, 61),
    why_taken="The seeds 0001 to 003C are the months of the lesson's own lab: you know them.",
)

SCENARIOS = (
    _game(
        name="first",
        title="First hedge, blind",
        brief="You paid 343 for 100 calls at 100 with a month to live, at 30 % volatility. "
        "You see the price and your own shares. Trading is free.",
        shows="blind",
    ),
    _game(
        name="delta",
        title="First hedge, with the delta",
        brief="You paid 343 for 100 calls at 100 with a month to live, at 30 % volatility. "
        "Now you see how many shares they move like. Trading is free.",
    ),
    _game(
        name="short",
        title="First hedge, from the other side",
        brief="You sold 100 calls at 100 with a month to live, for 343, at 30 % volatility. "
        "You see how many shares they move like. Trading is free.",
        book=-CALLS,
    ),
)
