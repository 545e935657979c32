"""Lesson 07, a fold: rules that look at the book and at the flow before they trade."""

from __future__ import annotations

from functools import cache

import numpy as np

import gammalab as gl

from .book import EXPIRY, PAID, SPOT, STEPS, STRADDLES

MONTHS, SEED = 1000, 7
NARROW, WIDE = 3.0, 20.0  # basis points: half the spread where the book is deep, and where thin
RIM = 10.0  # shares: so far from neutral nobody trades


def towards_neutral(rim):
    """A policy that trades back to a rim about neutral; `rim(now, off)` gives its width in shares,
    `off` are the shares that neutral is away."""

    def policy(now):
        off = -now.delta - now.hedge
        return now.hedge + np.sign(off) * np.maximum(np.abs(off) - rim(now, off), 0.0)

    return policy


@cache
def _months():
    """Paths, their moves in standard deviations, and a stream of random numbers."""
    paths = gl.GBM(PAID).simulate(SPOT, EXPIRY, STEPS, n_paths=MONTHS, seed=SEED)
    moves = np.diff(np.log(paths.spots), axis=1) / (PAID * np.sqrt(EXPIRY / STEPS))
    return paths, moves


def reads_depth(thin: str, waits: float = RIM, side: int = 1, rim: float = RIM):
    """A run that pays 3 bp, and 20 bp where the book is thin, a fifth of the time.

    thin : "at random", or "after large moves". waits, rim : shares off neutral that are left
    alone, where the book is thin and where it is deep.
    """
    paths, moves = _months()
    if thin == "at random":
        where = np.random.default_rng(SEED).random(paths.spots.shape) < 0.2
    else:
        where = np.c_[np.zeros(MONTHS, bool), np.abs(moves) > 1.2816]
    return gl.replay(
        side * STRADDLES,
        paths,
        paid_vol=PAID,
        policy=towards_neutral(
            lambda now, off: np.where(now.signals["half_spread"] == WIDE, waits, rim)
        ),
        costs=gl.HalfSpread(bps="half_spread"),
        signals={"half_spread": np.where(where, WIDE, NARROW)},
    )


def reads_flow(correlation: float, side: int = 1):
    """What it brings to trade at once where the flow says that waiting gets dearer: (months,).

    correlation : of the flow seen now with the next move. Costs are 3 bp; the other waits within
    his rim, whatever the flow says.
    """
    paths, moves = _months()
    news = np.random.default_rng(SEED).standard_normal(paths.spots.shape)
    after = np.c_[moves, np.zeros(MONTHS)]
    flow = correlation * after + np.sqrt(1 - correlation**2) * news
    given = dict(paid_vol=PAID, costs=gl.HalfSpread(bps=NARROW), signals={"flow": flow})
    at_once = towards_neutral(lambda now, off: np.where(off * now.signals["flow"] > 0, 0.0, RIM))
    blind = towards_neutral(lambda now, off: RIM)
    runs = (gl.replay(side * STRADDLES, paths, policy=p, **given) for p in (at_once, blind))
    first, second = (run.pnl for run in runs)
    return first - second
