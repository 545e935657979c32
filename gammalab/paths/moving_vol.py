"""An implied volatility that moves beside the price."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .._validate import check_fields, fail, not_negative, positive_volatility
from .model import a_correlation
from .prices import Paths
from .streams import BLOCK, MARKS, blocks


@dataclass(frozen=True)
class MovingVol:
    """An implied volatility that moves along a path, for marking: log-normal, with the price.

    The log of the volatility reverts to its mean (Ornstein-Uhlenbeck). start, long_run: yearly
    volatilities above 0; long_run None is the start. vol_of_vol: yearly volatility of the log
    volatility, 0 or more. spot_correlation: with the path's returns, -1 to 1 (shares: about
    -0.7). mean_reversion: a year, 0 or more. Beside driftless GBM the mean at time t is
    long_run * (start / long_run) ** exp(-mean_reversion * t): the start where both are equal. A
    trend of the price, and the one between its jumps, takes the volatility along.
    Source of the model: Scott (1987), "Option pricing when the variance changes randomly".

    >>> from gammalab import GBM
    >>> paths = GBM(vol=0.2).simulate(spot=100, horizon=0.25, steps=63, n_paths=10, seed=7)
    >>> mark_vol = MovingVol(0.25, vol_of_vol=0.8, spot_correlation=-0.7).along(paths, seed=7)
    >>> mark_vol.shape, mark_vol[0, 0].item()
    ((10, 64), 0.25)
    """

    start: float
    vol_of_vol: float
    spot_correlation: float = 0.0
    mean_reversion: float = 0.0
    long_run: float | None = None

    def __post_init__(self):
        if self.long_run is None:
            object.__setattr__(self, "long_run", self.start)
        check_fields(
            self, start=positive_volatility, vol_of_vol=not_negative, mean_reversion=not_negative
        )
        check_fields(self, long_run=positive_volatility, spot_correlation=a_correlation)

    def along(self, paths: Paths, seed=None) -> np.ndarray:
        """Volatilities (n_paths, n_times) for the `mark_vol` of a replay along `paths`.

        A path's returns are measured in units of its own realised volatility, so that each path is
        treated by itself; one that stands still moves nothing. The seed may be that of the paths:
        what is drawn here differs. Errors: ValueError.
        """
        if not isinstance(paths, Paths):
            fail("paths", type(paths).__name__, "Paths")
        dt = np.diff(paths.times)
        k = self.mean_reversion
        keep = np.exp(-k * dt)
        spread = self.vol_of_vol * np.sqrt(-np.expm1(-2 * k * dt) / (2 * k) if k else dt)
        pull = np.exp(-k * paths.times)
        mean = self.long_run * (self.start / self.long_run) ** pull
        variance = np.concatenate([[0.0], spread**2])
        for j in range(1, variance.size):
            variance[j] += keep[j - 1] ** 2 * variance[j - 1]
        unit = paths.realised_vol()
        unit[unit == 0] = np.inf
        rho, vols = self.spot_correlation, np.empty(paths.spots.shape, order="F")
        vols[:, 0] = self.start
        for rng, rows in blocks(seed, paths.n_paths, MARKS):
            x = np.zeros(rows.stop - rows.start)
            for j in range(1, paths.times.size):
                move = paths.spots[rows, j] / paths.spots[rows, j - 1] - 1
                z = move / (unit[rows] * np.sqrt(dt[j - 1]))
                own = rng.standard_normal(BLOCK)[: x.size]
                x = keep[j - 1] * x + spread[j - 1] * (rho * z + np.sqrt(1 - rho**2) * own)
                vols[rows, j] = mean[j] * np.exp(x - 0.5 * variance[j])
        return vols
