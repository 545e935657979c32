"""The games of lesson 09: ten options, hedged with a perpetual in a margin account of its own.

The same four figures are the same month in both: "09-margin-1A2B" and "09-sold-1A2B".
"""

from __future__ import annotations

from functools import partial

import numpy as np

import gammalab as gl
from gammalab.desk import Scenario

from .book import EXPIRY, SPOT, STRIKE

VOL, TURNS, COLLATERAL = 0.80, 30, 109.0  # five times leverage on the first hedge
# With less, a bet pays: what it loses beyond the pot is forgiven. As it is, one that is as large as
# the account bears still gets some 4 to 9 a month of it, which the many months show: "forgiven".
INITIAL = 0.15
MANY = 2000  # the seed of the months on which rules are tried: the same for every game
CALLS = 10 * gl.call(STRIKE, EXPIRY)


def month(seed: int, n_paths: int) -> gl.Paths:
    """A month without direction, at the volatility that was paid."""
    seed = seed if n_paths == 1 else MANY
    return gl.GBM(VOL).simulate(SPOT, EXPIRY, TURNS, n_paths, seed)


def funding(paths: gl.Paths) -> np.ndarray:
    """Funding per eight hours, (n_paths, n_times): 0.01 %, and a hundredth of the mean of the last
    three days' returns on top, within the bounds of an exchange."""
    days = np.zeros((paths.n_paths, TURNS + 3))
    days[:, 3:] = np.diff(np.log(paths.spots), axis=1)
    last = np.stack([days[:, k : k + TURNS + 1] for k in range(3)]).mean(axis=0)
    return np.clip(1e-4 + 0.01 * last, -0.00375, 0.00375)


def _venue(seed, paths):
    margin = gl.Margin(COLLATERAL, maintenance=0.01, initial=INITIAL)
    return {"venue": gl.Perpetual(funding=gl.crypto.yearly(funding(paths)), margin=margin)}


_game = partial(
    Scenario,
    lesson="09",
    paths=month,
    paid_vol=VOL,
    costs=gl.HalfSpread(bps=5),
    options=_venue,
    unit="perpetuals",
)

SCENARIOS = (
    _game(
        name="margin",
        title="Ten calls, and an account of 109",
        brief="You paid 91 for 10 calls at 100 with a month to live, at 80 % volatility. The "
        "perpetual has an account of its own with 109. When less than 1 % of the hedge's value is "
        "left there, the hedge is closed, and the insurance fund pays what is missing; an order "
        "that adds needs 15 %. Longs pay shorts 0.01 % every 8 hours, more after a rise, less (or "
        "are paid) after a fall; this funding is not in the price.",
        book=CALLS,
    ),
    _game(
        name="sold",
        title="Ten calls, and an account of 109, from the other side",
        brief="You sold 10 calls at 100 with a month to live for 91, at 80 % volatility. The "
        "perpetual has an account of its own with 109. When less than 1 % of the hedge's value is "
        "left there, the hedge is closed, and the insurance fund pays what is missing; an order "
        "that adds needs 15 %. Longs pay shorts 0.01 % every 8 hours, more after a rise, less (or "
        "are paid) after a fall; this funding is not in the price.",
        book=-CALLS,
    ),
)
