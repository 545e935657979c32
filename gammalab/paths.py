"""Prices through time: simulated paths and real ones, in one shape.

`Paths` holds times in years and spots of shape (n_paths, n_times), with each time slice contiguous
in memory (Fortran order) because the replay walks through time. A model holds what the world does;
`simulate` takes what the user wants to see of it.

Randomness: numpy's SFC64, one generator per block of `BLOCK` paths, spawned from one SeedSequence.
So the first 1,000 paths of a seed are the same whether 1,000 or 1,000,000 are asked for.

This module knows nothing of options.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ._validate import fail, not_negative, numbers, one_number, positive, whole_number

BLOCK = 4096  # paths per random stream; 4,096 doubles a time slice also fit a core's cache


@dataclass(frozen=True, eq=False)
class Paths:
    """Spots seen at given times.

    times: (n_times,) years, strictly rising, from 0. spots: (n_paths, n_times) currency, above 0;
    a single path may be given as (n_times,). dates: optional labels of the times, for ledgers.
    Errors: ValueError for NaN, spots that are not above 0, unsorted times, shapes that differ.

    >>> p = Paths(times=[0, 1 / 52, 2 / 52], spots=[49.0, 48.12, 47.37])
    >>> p.n_paths, p.n_steps
    (1, 2)
    """

    times: np.ndarray
    spots: np.ndarray
    dates: tuple | None = None

    def __post_init__(self):
        times = numbers("times", self.times)
        if times.ndim != 1 or times.size < 2:
            fail("times", times.shape, "a one-dimensional array of two or more times")
        if times[0] != 0:
            fail("times[0]", float(times[0]), "0: time is counted from the start of the path")
        rising = np.diff(times) > 0
        if not rising.all():
            k = int(np.argmin(rising)) + 1
            raise ValueError(
                f"times = {float(times[k])!r} at index {k}: times must be strictly rising"
            )
        spots = positive("spots", self.spots)
        if spots.ndim == 1:
            spots = spots[None, :]
        if spots.ndim != 2 or spots.shape[1] != times.size or not spots.shape[0]:
            fail("spots", spots.shape, f"of shape (n_paths, {times.size}), as times has it")
        if self.dates is not None and len(self.dates) != times.size:
            fail("dates", len(self.dates), f"as many as times, {times.size}")
        object.__setattr__(self, "times", times)
        spots = np.asfortranarray(spots).view()
        spots.flags.writeable = False  # a policy sees slices of it and must not change the past
        object.__setattr__(self, "spots", spots)
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
        return Paths(self.times, self.spots[path], self.dates)

    def every(self, n: int) -> Paths:
        """The same paths, seen at every n-th time only (the last time is kept)."""
        n = whole_number("n", n)
        keep = np.unique(np.r_[np.arange(0, self.times.size, n), self.times.size - 1])
        dates = None if self.dates is None else [self.dates[k] for k in keep]
        return Paths(self.times[keep], self.spots[:, keep], dates)

    def realised_vol(self) -> np.ndarray:
        """Yearly volatility of each path, (n_paths,): the root of the sum of squared log returns
        over the horizon. No mean is taken off: a hedger is paid for the move, trend or not.

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


def _time_grid(horizon, steps) -> np.ndarray:
    return np.linspace(
        0.0, one_number("horizon", horizon, positive), whole_number("steps", steps) + 1
    )


def spawn(seed, n_blocks: int):
    """One SFC64 generator per block, from one seed (an int, or a SeedSequence)."""
    if isinstance(seed, np.random.SeedSequence):
        root = seed
    elif seed is None:
        root = np.random.SeedSequence()
    else:
        root = np.random.SeedSequence(whole_number("seed", seed, 0))
    # spawn() counts its children: a copy makes the same seed give the same paths twice.
    root = np.random.SeedSequence(root.entropy, spawn_key=root.spawn_key)
    return [np.random.Generator(np.random.SFC64(child)) for child in root.spawn(n_blocks)]


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
        object.__setattr__(self, "vol", one_number("vol", self.vol, not_negative))
        object.__setattr__(self, "drift", one_number("drift", self.drift))

    def simulate(self, spot, horizon, steps, n_paths=1, seed=None) -> Paths:
        """`n_paths` paths from `spot` (currency) over `horizon` years in equal `steps`.

        Exact at every step size. seed: a whole number for the same paths each time; None for new
        ones. Errors: ValueError naming the argument.
        """
        spot = one_number("spot", spot, positive)
        times = _time_grid(horizon, steps)
        n_paths = whole_number("n_paths", n_paths)
        dt = times[1]
        spots = np.empty((n_paths, times.size), order="F")
        spots[:, 0] = spot
        rngs = spawn(seed, -(-n_paths // BLOCK))
        for rng, start in zip(rngs, range(0, n_paths, BLOCK), strict=True):
            stop = min(start + BLOCK, n_paths)
            self._fill(rng, spots, start, stop, dt)
        return Paths(times, spots)

    def _fill(self, rng, spots, start, stop, dt):
        """One block. Normals are drawn for a full block, so its paths do not depend on n_paths."""
        scale, shift = self.vol * np.sqrt(dt), (self.drift - 0.5 * self.vol**2) * dt
        log_spot = np.zeros(stop - start)
        draw = np.empty(BLOCK)
        for k in range(1, spots.shape[1]):
            rng.standard_normal(out=draw)
            log_spot += scale * draw[: stop - start] + shift
            np.exp(log_spot, out=spots[start:stop, k])
            spots[start:stop, k] *= spots[start:stop, 0]
