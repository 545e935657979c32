"""Geometric Brownian motion: normal returns, constant volatility."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .._validate import check_fields, numbers, volatility
from .clock import Clock
from .model import start_of
from .prices import Paths
from .streams import BLOCK, blocks


@dataclass(frozen=True)
class GBM:
    """Geometric Brownian motion: returns are normal, volatility is constant.

    vol: the volatility that happens, yearly, 0 or more. drift: yearly rate of growth of the mean,
    E[S(t)] = S(0) exp(drift * t); the rate less the dividend yield in the pricing world.

    >>> paths = GBM(vol=0.3).simulate(spot=100, horizon=30 / 365, steps=30, n_paths=10, seed=7)
    >>> paths.spots.shape
    (10, 31)
    """

    vol: float
    drift: float = 0.0

    def __post_init__(self):
        check_fields(self, vol=volatility, drift=numbers)

    def simulate(
        self, spot, horizon=None, steps=None, n_paths=1, seed=None, clock: Clock | None = None
    ) -> Paths:
        """`n_paths` paths from `spot` (currency) over `horizon` years in equal `steps`, or at the
        times of a `clock`, which takes the place of both.

        Exact at every step size. seed: a whole number for the same paths each time; None for new
        ones. Errors: ValueError naming the argument.
        """
        clock, spots = start_of(spot, horizon, steps, n_paths, clock)
        for rng, rows in blocks(seed, len(spots)):
            self._fill(rng, spots, rows, clock)
        return Paths.adopt(clock.times, spots)

    def _fill(self, rng, spots, rows, clock):
        """One block. Normals are drawn for a full block, so its paths do not depend on n_paths."""
        dt, busy = clock.rises
        scales = self.vol * np.sqrt(busy)
        shifts = (self.drift - 0.5 * self.vol**2) * dt + 0.5 * self.vol**2 * (dt - busy)
        size = rows.stop - rows.start
        log_spot = np.zeros(size)
        draw = np.empty(BLOCK)
        for k in range(1, spots.shape[1]):
            rng.standard_normal(out=draw)
            log_spot += scales[k - 1] * draw[:size] + shifts[k - 1]
            np.exp(log_spot, out=spots[rows, k])
            spots[rows, k] *= spots[rows, 0]
