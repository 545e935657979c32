"""Lesson 09, the worked case: sixteen hours of March 2020, minute by minute.

Four prices were published; between them the path is drawn by us. An option with a month to live is
hedged with a perpetual, and funding stands at its floor all the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

import gammalab as gl

# Minutes after 10:00 UTC on 12 March 2020, and prices of bitcoin in dollars. LedgerPrime, "Crypto's
# Black Thursday" (10:00, 10:45 and 02:00); BTCMEX blog, "Black Thursday" (23:00).
PUBLISHED = {0: 7353.0, 45: 5678.0, 780: 5800.0, 960: 3978.0}
MINUTE = 1 / (365 * 24 * 60)  # years
BETWEEN, SEED = 1.50, 312  # the volatility between published prices is our choice
PAID = 0.80  # and so is the one at which the option was bought and is marked
STRADDLE = gl.straddle(PUBLISHED[0], 30 / 365)
FLOOR = -0.00375  # BitMEX's least funding for eight hours: 3/4 of (1 % - 0.5 %)


@lru_cache(maxsize=64)
def path(seed: int = SEED, back: bool = False) -> gl.Paths:
    """A price for each minute: through the published ones, a bridge in logs between them. back :
    four hours more, in which the price returns to 5,500; this did not happen so."""
    known = PUBLISHED | ({1200: 5500.0} if back else {})
    rng = np.random.default_rng(seed)
    at, logs = np.array([*known]), np.log([*known.values()])
    steps = BETWEEN * np.sqrt(MINUTE) * rng.standard_normal(at[-1])
    walk = np.concatenate([[0.0], np.cumsum(steps)])
    minutes = np.arange(at[-1] + 1)
    away = walk - np.interp(minutes, at, walk[at])  # nothing at the published minutes
    return gl.Paths(minutes * MINUTE, np.exp(np.interp(minutes, at, logs) + away))


@dataclass(frozen=True)
class TakenAway:
    """Neutral every so many minutes, until the price is first at the level or below it: there the
    exchange takes the hedge, and does not give it back."""

    every: int
    level: float

    def __call__(self, now):
        if now.step and np.all(now.hedge == 0) and now.spot.min() < 0.9 * PUBLISHED[0]:
            return now.hedge
        if now.spot.min() <= self.level:
            return 0.0 * now.hedge
        return now.neutral if now.step % self.every == 0 else now.hedge


def crash(side=1, every=15, collateral=None, taken=None, hours=8.0, seed=SEED, back=False):
    """The run of one straddle, hedged every so many minutes.

    side : 1 bought it, -1 sold it. collateral : dollars of an isolated account, maintenance 1 %.
    taken : the price at which the exchange takes the hedge. hours : for which the floor of funding
    is due once.
    """
    margin = None if collateral is None else gl.Margin(collateral, maintenance=0.01)
    venue = gl.Perpetual(funding=gl.crypto.yearly(FLOOR, hours), margin=margin)
    policy = gl.EveryN(every) if taken is None else TakenAway(every, taken)
    return gl.replay(side * STRADDLE, path(seed, back), paid_vol=PAID, policy=policy, venue=venue)


def account(run) -> dict:
    """{part: dollars} of a run: the option, the hedge, funding, and all of it.

    >>> {part: round(dollars) for part, dollars in account(crash()).items()}
    {'option': 2035, 'hedge': -1765, 'funding': 29, 'all': 299}
    """
    ledger = run.ledger()
    option = float(ledger["option"].iloc[-1] - ledger["option"].iloc[0])
    parts = {"option": option, "hedge": float(ledger["settled"].sum())}
    parts["funding"] = float(run.funding[0])
    return parts | {"all": float(run.pnl[0])}


def when(run) -> str:
    """The time at which the hedge was last held.

    >>> when(crash(collateral=1471))
    '01:26'
    """
    minute = int(np.flatnonzero(run.ledger()["hedge"].to_numpy())[-1]) + 1
    return f"{(10 + minute // 60) % 24:02}:{minute % 60:02}"
