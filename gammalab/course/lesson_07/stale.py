"""Lesson 07, a fold: volatility changes within the month, and the hedge hears of it late."""

from __future__ import annotations

import numpy as np

import gammalab as gl

from .book import DAYS, EXPIRY, SPOT, STRADDLES

MONTHS, SEED, CALM, FROM = 8000, 1, 0.15, 10


def late_volatility(wild: float, late: int):
    """The owner's profit of each month when the hedge's volatility is `late` days old: (months,).

    Straddles bought at 15 % and hedged daily; from day 10 on `wild` happens. The delta is taken at
    the volatility of the day, as it was known `late` days before.
    """
    days = np.arange(DAYS + 1) / 365
    vols = np.where(np.arange(DAYS + 1) < FROM, CALM, wild)
    first = gl.GBM(CALM).simulate(SPOT, days[FROM], FROM, MONTHS, SEED).spots
    rest = gl.GBM(wild).simulate(1.0, EXPIRY - days[FROM], DAYS - FROM, MONTHS, SEED + 1).spots
    paths = gl.Paths(days, np.hstack([first, first[:, -1:] * rest[:, 1:]]))
    known = vols[np.maximum(np.arange(DAYS + 1) - late, 0)]
    run = gl.replay(STRADDLES, paths, paid_vol=CALM, hedge_vol=known[None, :], mark_vol=CALM)
    return run.pnl
