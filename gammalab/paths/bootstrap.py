"""Paths put together from blocks of real returns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .._frames import dates_in, is_series
from .._validate import check_fields, fail, flag, numbers, owned, positive
from .model import start_of
from .prices import Paths
from .streams import BLOCK, blocks


@dataclass(frozen=True, eq=False)
class BlockBootstrap:
    """Paths put together from blocks of real returns: fat tails and clusters as they happened.

    returns: log returns in order, decimals, a pandas Series or any sequence, two or more.
    mean_block: mean length of a block in steps, 1 or more (1: no memory at all). Lengths are
    geometric, and the end of the history is followed by its start, so that the result is
    stationary. demean: take off the mean log return first. Errors: ValueError naming the argument;
    also for dates out of order, and for what can only be prices: numbers that are all above 0.5, or
    20 and more of them all above 0.
    Source: Politis & Romano (1994), "The stationary bootstrap".

    >>> history = np.diff(np.log([100.0, 101.0, 99.5, 99.9, 103.0, 102.0]))
    >>> world = BlockBootstrap(history, mean_block=3, demean=True)
    >>> world.simulate(spot=50, horizon=30 / 365, steps=30, n_paths=4, seed=1).spots.shape
    (4, 31)
    """

    returns: np.ndarray
    mean_block: float = 10.0
    demean: bool = False

    def __post_init__(self):
        returns = numbers("returns", self.returns)
        if is_series(self.returns):
            dates_in("returns", self.returns)
        if returns.ndim != 1 or returns.size < 2:
            fail("returns", returns.shape, "one history: one-dimensional, two or more")
        least = returns.min()
        if least > 0.5 or least > 0 and returns.size >= 20:
            allowed = "log returns, such as np.diff(np.log(prices)): some of them fall"
            fail("returns", f"{returns.size} numbers, {least:.6g} and more", allowed)
        object.__setattr__(self, "demean", flag("demean", self.demean))
        returns = owned(returns - returns.mean() if self.demean else returns)
        object.__setattr__(self, "returns", returns)
        check_fields(self, mean_block=positive)
        if self.mean_block < 1:
            fail("mean_block", self.mean_block, "1 or more")

    def simulate(self, spot, horizon=None, steps=None, n_paths=1, seed=None, clock=None) -> Paths:
        """Paths as `GBM.simulate` gives them. Each step is one of the returns, whatever the
        horizon: with daily returns it should be `steps` days long.

        Errors: ValueError naming the argument; for a `clock`, as a return that happened has its own
        size, however busy its step is; and for returns that would be a volatility above 1,000 %.
        """
        if clock is not None:
            fail("clock", clock, "None: each step is one of the returns; give horizon and steps")
        clock, spots = start_of(spot, horizon, steps, n_paths, None)
        n = self.returns.size
        vol = np.sqrt(np.mean(self.returns**2) / clock.times[1])
        if vol > 10:
            allowed = "log returns as decimals (0.01 is 1 %), of steps as long as horizon / steps"
            fail("returns", f"a volatility of {100 * vol:.0f} % a year", allowed)
        for rng, rows in blocks(seed, len(spots)):
            size = rows.stop - rows.start
            log_spot, at = np.zeros(size), np.zeros(size, dtype=np.int64)
            for k in range(1, spots.shape[1]):
                fresh = rng.random(BLOCK)[:size] < (1 / self.mean_block if k > 1 else 2.0)
                anywhere = rng.integers(n, size=BLOCK)[:size]
                at = np.where(fresh, anywhere, (at + 1) % n)
                log_spot += self.returns[at]
                spots[rows, k] = spots[rows, 0] * np.exp(log_spot)
        return Paths.adopt(clock.times, spots)
