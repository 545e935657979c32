"""Moves that remember the last one: trends, chop, and the coin between them.

`EqualMoves` has moves of one size whose sign may repeat, `CorrelatedMoves` normal ones. Both keep
the volatility of a single step; what a trend or chop changes is the volatility of several.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .._validate import check_fields, choice, fail, not_negative, volatility
from .clock import Clock
from .model import a_correlation, start_of
from .prices import Paths
from .streams import BLOCK, blocks


@dataclass(frozen=True)
class EqualMoves:
    """Moves of equal size, each in the direction of the one before with the chance `repeat`.

    vol: yearly, 0 or more; a step of dt years moves by vol * sqrt(dt), up or down. repeat: 0.5 is a
    fair coin, with more the price trends, with less it chops; neighbouring moves have the
    correlation 2 * repeat - 1. The first move goes up as often as down, whatever `repeat` is.
    kind: "log", equal moves of the log price, whose realised volatility is `vol` on every path; or
    "percent", S -> S (1 +- vol sqrt(dt)), whose mean stays where it is at repeat = 0.5.

    Where a step has no variance (see `Clock`), the price stands and the direction is kept. The
    draws of a seed are the same for every `repeat`. Errors: ValueError naming the argument.

    >>> chop = EqualMoves(vol=0.3, repeat=0.2)
    >>> paths = chop.simulate(spot=100, horizon=30 / 365, steps=30, n_paths=1000, seed=7)
    >>> paths.realised_vol().max().round(12), round(paths.autocorrelation(), 1)
    (np.float64(0.3), -0.6)
    """

    vol: float
    repeat: float = 0.5
    kind: str = "log"

    def __post_init__(self):
        check_fields(self, vol=volatility, repeat=not_negative)
        if self.repeat > 1:
            fail("repeat", self.repeat, "a chance, from 0 to 1")
        choice("kind", self.kind, ("log", "percent"))

    def simulate(
        self, spot, horizon=None, steps=None, n_paths=1, seed=None, clock: Clock | None = None
    ) -> Paths:
        """Paths as `GBM.simulate` gives them. Errors: ValueError naming the argument; `steps` where
        moves by percent are so wide that a fall would leave nothing.
        """
        clock, spots = start_of(spot, horizon, steps, n_paths, clock)
        sizes = self.vol * np.sqrt(clock.rises[1])
        if self.kind == "percent" and sizes.max() >= 1:
            fail("steps", f"a move of {100 * sizes.max():.3g} %", "shorter: a fall is below 100 %")
        for rng, rows in blocks(seed, len(spots)):
            count = rows.stop - rows.start
            up, gone = np.ones(count, bool), np.zeros(count)
            chance = 0.5  # the first move repeats none: it is as often down as up
            for k, size in enumerate(sizes):
                again = rng.random(BLOCK)[:count] < chance
                if size == 0:
                    spots[rows, k + 1] = spots[rows, k]
                    continue
                up, chance = up == again, self.repeat
                if self.kind == "log":
                    gone += np.where(up, size, -size)
                    spots[rows, k + 1] = spots[rows, 0] * np.exp(gone)
                else:
                    spots[rows, k + 1] = spots[rows, k] * np.where(up, 1 + size, 1 - size)
        return Paths.adopt(clock.times, spots)


@dataclass(frozen=True)
class CorrelatedMoves:
    """Normal moves of the log price, each correlated with the one before (autoregressive, AR(1)).

    vol: of a single step, yearly, 0 or more. correlation: of neighbouring moves, -1 to 1; above 0
    the price has momentum, below 0 it reverts, and moves n steps apart have correlation ** n. The
    mean price stays where it is; at correlation 0 this is GBM(vol) without drift, of the same seed.

    Seen every n-th step, the volatility is the root of vol**2 (1 + 2 sum (1 - k/n) correlation**k),
    k = 1 ... n - 1. Where a step has no variance (see `Clock`), the price stands and the last move
    is kept in mind. Errors: ValueError naming the argument.
    Source of the formula: Lo & MacKinlay (1988), "Stock market prices do not follow random walks".

    >>> paths = CorrelatedMoves(vol=0.2, correlation=0.4).simulate(100, 1.0, 252, 500, seed=7)
    >>> round(paths.autocorrelation(), 1), paths.every(20).realised_vol().mean().round(1)
    (0.4, np.float64(0.3))
    """

    vol: float
    correlation: float

    def __post_init__(self):
        check_fields(self, vol=volatility, correlation=a_correlation)

    def simulate(
        self, spot, horizon=None, steps=None, n_paths=1, seed=None, clock: Clock | None = None
    ) -> Paths:
        """Paths as `GBM.simulate` gives them; exact at every step size."""
        clock, spots = start_of(spot, horizon, steps, n_paths, clock)
        sizes, r = self.vol * np.sqrt(clock.rises[1]), self.correlation
        for rng, rows in blocks(seed, len(spots)):
            count = rows.stop - rows.start
            log_spot, z = np.zeros(count), None
            so_far = 0.0  # covariance of the log price with the next unit move
            for k, size in enumerate(sizes):
                fresh = rng.standard_normal(BLOCK)[:count]
                if size > 0:
                    z = fresh if z is None else r * z + np.sqrt(1 - r**2) * fresh
                    # Half of what this step adds to the variance of the log price comes off.
                    log_spot += size * z - size * (0.5 * size + so_far)
                    so_far = r * (so_far + size)
                spots[rows, k + 1] = spots[rows, 0] * np.exp(log_spot)
        return Paths.adopt(clock.times, spots)
