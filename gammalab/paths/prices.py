"""Prices through time: simulated paths and real ones, in one shape.

`Paths` holds times in years and spots of shape (n_paths, n_times), with each time slice contiguous
in memory (Fortran order) because the replay walks through time. A model holds what the world does;
`simulate` takes what the user wants to see of it. `GBM` is here, richer worlds are in `models.py`.
A `Clock` says when in the week volatility happens, for any model: nights, weekends, busy openings.

Randomness: numpy's SFC64, one generator per block of `BLOCK` paths, spawned from one SeedSequence.
So the first 1,000 paths of a seed are the same whether 1,000 or 1,000,000 are asked for.

This module knows nothing of options.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .._validate import fail, not_negative, one_number, positive, whole_number
from .clock import _rising_times
from .streams import BLOCK, blocks

_REFINE = 1  # the purpose (see `spawn`) of the draws between the points of a path


@dataclass(frozen=True, eq=False)
class Paths:
    """Spots seen at given times.

    times: (n_times,) years, strictly rising, from 0. spots: (n_paths, n_times) currency, above 0;
    a single path may be given as (n_times,). dates: optional labels of the times, for ledgers.
    vols: optional instantaneous volatilities that drove the spots, yearly, 0 or more, shaped as
    they are: known in a model such as Heston only.
    Errors: ValueError for NaN, spots that are not above 0, unsorted times, shapes that differ.

    >>> p = Paths(times=[0, 1 / 52, 2 / 52], spots=[49.0, 48.12, 47.37])
    >>> p.n_paths, p.n_steps
    (1, 2)
    """

    times: np.ndarray
    spots: np.ndarray
    dates: tuple | None = None
    vols: np.ndarray | None = None

    def __post_init__(self):
        times = _rising_times(self.times)
        spots = positive("spots", self.spots)
        if spots.ndim == 1:
            spots = spots[None, :]
        if spots.ndim != 2 or spots.shape[1] != times.size or not spots.shape[0]:
            fail("spots", spots.shape, f"of shape (n_paths, {times.size}), as times has it")
        if self.dates is not None and len(self.dates) != times.size:
            fail("dates", len(self.dates), f"as many as times, {times.size}")
        object.__setattr__(self, "times", times)
        object.__setattr__(self, "spots", _kept(spots))
        if self.vols is not None:
            vols = not_negative("vols", self.vols)
            vols = vols[None, :] if vols.ndim == 1 else vols
            if vols.shape != spots.shape:
                fail("vols", vols.shape, f"of the shape of spots, {spots.shape}")
            object.__setattr__(self, "vols", _kept(vols))
        if self.dates is not None:
            object.__setattr__(self, "dates", tuple(self.dates))

    @property
    def n_paths(self) -> int:
        return self.spots.shape[0]

    @property
    def n_steps(self) -> int:
        return self.times.size - 1

    @property
    def horizon(self) -> float:
        """Years from the first time to the last."""
        return float(self.times[-1])

    def pick(self, path: int) -> Paths:
        """One path, as Paths of its own. path: 0 ... n_paths - 1."""
        path = whole_number("path", path, 0)
        if path >= self.n_paths:
            fail("path", path, f"below the number of paths, {self.n_paths}")
        vols = None if self.vols is None else self.vols[path]
        return Paths(self.times, self.spots[path], self.dates, vols)

    def every(self, n: int) -> Paths:
        """The same paths, seen at every n-th time only (the last time is kept).

            So hedging frequencies are compared on equal paths: simulate at the finest, see the rest.

            >>> from gammalab import GBM
        >>> fine = GBM(vol=0.3).simulate(spot=100, horizon=0.25, steps=252, n_paths=5, seed=1)
            >>> [fine.every(n).n_steps for n in (1, 4, 21)]
            [252, 63, 12]
        """
        n = whole_number("n", n)
        keep = np.unique(np.r_[np.arange(0, self.times.size, n), self.times.size - 1])
        dates = None if self.dates is None else [self.dates[k] for k in keep]
        vols = None if self.vols is None else self.vols[:, keep]
        return Paths(self.times[keep], self.spots[:, keep], dates, vols)

    def refine(self, n: int, vol, seed=None) -> Paths:
        """The same paths seen `n` times as often: each step is split into `n` equal ones by a Brownian
        bridge of yearly volatility `vol`, and the spots that were there stay, to the last bit.

        Paths of GBM(vol) stay paths of that world, whatever its drift; real prices get a past between
        their closes. Errors: ValueError naming the argument.
        Source: Glasserman (2003), "Monte Carlo Methods in Financial Engineering", section 3.1.1.

        >>> from gammalab import GBM
        >>> coarse = GBM(vol=0.3).simulate(spot=100, horizon=0.25, steps=13, n_paths=5, seed=1)
        >>> fine = coarse.refine(n=10, vol=0.3, seed=1)
        >>> fine.n_steps, bool((fine.every(10).spots == coarse.spots).all())
        (130, True)
        """
        n, vol = whole_number("n", n), one_number("vol", vol, not_negative)
        dt = np.diff(self.times)
        times = np.append(
            (self.times[:-1, None] + dt[:, None] * np.arange(n) / n).ravel(), self.horizon
        )
        spots = np.empty((self.n_paths, times.size), order="F")
        spots[:, ::n] = self.spots
        for rng, rows in blocks(seed, self.n_paths, _REFINE):
            for k in range(self.n_steps):
                log_spot, end = np.log(self.spots[rows, k]), np.log(self.spots[rows, k + 1])
                for left in range(n, 1, -1):
                    # A bridge's next point lies on the way to the end, spread less the nearer that is.
                    spread = vol * np.sqrt(dt[k] / n * (left - 1) / left)
                    draw = rng.standard_normal(BLOCK)[: log_spot.size]
                    log_spot += (end - log_spot) / left + spread * draw
                    np.exp(log_spot, out=spots[rows, (k + 1) * n - left + 1])
        return Paths(times, spots)

    def realised_vol(self) -> np.ndarray:
        """Yearly volatility of each path, (n_paths,): the root of the sum of squared log returns
        over the horizon. No mean is taken off: a hedger is paid for the move, trend or not.

        >>> from gammalab import GBM
        >>> paths = GBM(vol=0.3).simulate(spot=100, horizon=1.0, steps=2520, n_paths=2, seed=1)
        >>> paths.realised_vol().round(1).tolist()
        [0.3, 0.3]
        """
        returns = np.diff(np.log(self.spots), axis=1)
        return np.sqrt((returns**2).sum(axis=1) / self.horizon)

    @classmethod
    def from_prices(cls, prices, years_per_step: float | None = None) -> Paths:
        """A real price history as one path.

        prices: a pandas Series, or any sequence. With a DatetimeIndex, time is counted in calendar
        days / 365 unless `years_per_step` is given (1/252: every bar counts the same). A sequence
        without dates needs `years_per_step`.

        >>> s = pd.Series([100.0, 101.0], index=pd.to_datetime(["2015-08-03", "2015-08-06"]))
        >>> Paths.from_prices(s).times.round(5).tolist()
        [0.0, 0.00822]
        """
        dated = isinstance(getattr(prices, "index", None), pd.DatetimeIndex)
        spots = positive("prices", prices)
        if spots.ndim != 1 or spots.size < 2:
            fail("prices", spots.shape, "one price history: one-dimensional, two or more")
        dates = tuple(prices.index) if dated else None
        if years_per_step is not None:
            step = one_number("years_per_step", years_per_step, positive)
            times = step * np.arange(spots.size)
        elif dated:
            late = np.flatnonzero(prices.index[1:] <= prices.index[:-1])
            if late.size:
                day = prices.index[late[0] + 1]
                fail("prices", f"{day:%Y-%m-%d} at index {late[0] + 1}", "strictly rising in time")
            times = np.asarray((prices.index - prices.index[0]) / pd.Timedelta(days=365))
        else:
            fail("years_per_step", None, "given (in years) when prices have no dates")
        return cls(times, spots, dates)


def _kept(array) -> np.ndarray:
    """Time slices contiguous, and read-only: a policy sees them and must not change the past."""
    array = np.asfortranarray(array).view()
    array.flags.writeable = False
    return array
