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

from ._validate import fail, not_negative, numbers, one_number, positive, whole_number

BLOCK = 4096  # paths per random stream; 4,096 doubles a time slice also fit a core's cache
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

        >>> fine = GBM(vol=0.3).simulate(spot=100, horizon=0.25, steps=252, n_paths=5, seed=1)
        >>> [fine.every(n).n_steps for n in (1, 4, 21)]
        [252, 63, 12]
        """
        n = whole_number("n", n)
        keep = np.unique(np.r_[np.arange(0, self.times.size, n), self.times.size - 1])
        dates = None if self.dates is None else [self.dates[k] for k in keep]
        vols = None if self.vols is None else self.vols[:, keep]
        return Paths(self.times[keep], self.spots[:, keep], dates, vols)

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


def _rising_times(times) -> np.ndarray:
    """Years from 0, strictly rising, two or more."""
    times = numbers("times", times)
    if times.ndim != 1 or times.size < 2:
        fail("times", times.shape, "a one-dimensional array of two or more times")
    if times[0] != 0:
        fail("times[0]", float(times[0]), "0: time is counted from the start of the path")
    rising = np.diff(times) > 0
    if not rising.all():
        k = int(np.argmin(rising)) + 1
        raise ValueError(f"times = {float(times[k])!r} at index {k}: times must be strictly rising")
    return times


def _rises(values) -> np.ndarray:
    """Differences; on an even grid they are one number, free of the grid's rounding."""
    if np.array_equal(values, np.linspace(0.0, values[-1], values.size)):
        return np.full(values.size - 1, values[1])
    return np.diff(values)


def _kept(array) -> np.ndarray:
    """Time slices contiguous, and read-only: a policy sees them and must not change the past."""
    array = np.asfortranarray(array).view()
    array.flags.writeable = False
    return array


@dataclass(frozen=True, eq=False)
class Clock:
    """When volatility happens: a model's yearly variance accrues along `busy`, not along `times`.

    times: (n_times,) years, strictly rising, from 0. busy: (n_times,) busy years gone by at each,
    from 0, never falling: a model of volatility v moves by the variance v**2 * (rise of busy) in a
    step. Where `busy` ends at the last time, yearly volatility over the whole is what it was. Drift
    goes by `times`: interest does not sleep. Errors: ValueError naming the argument.

    A day in three steps, half of its variance in the first:

    >>> clock = Clock(times=[0, 0.1, 0.2, 0.3], busy=[0, 0.15, 0.20, 0.30])
    >>> GBM(vol=0.2).simulate(spot=100, clock=clock, n_paths=5, seed=1).spots.shape
    (5, 4)
    """

    times: np.ndarray
    busy: np.ndarray

    def __post_init__(self):
        times, busy = _rising_times(self.times), not_negative("busy", self.busy)
        if busy.shape != times.shape:
            fail("busy", busy.shape, f"of the shape of times, {times.shape}")
        if busy[0] != 0:
            fail("busy[0]", float(busy[0]), "0: it is counted from the start of the path")
        falls = np.flatnonzero(np.diff(busy) < 0)
        if falls.size:
            fail("busy", float(busy[falls[0] + 1]), f"never falling, as at index {falls[0] + 1}")
        object.__setattr__(self, "times", times)
        object.__setattr__(self, "busy", busy)

    @property
    def rises(self) -> tuple[np.ndarray, np.ndarray]:
        """What each step adds to times and to busy, (n_times - 1,) years each."""
        return _rises(self.times), _rises(self.busy)

    @classmethod
    def even(cls, horizon, steps) -> Clock:
        """Equal steps over `horizon` years, all of them equally busy."""
        horizon, steps = one_number("horizon", horizon, positive), whole_number("steps", steps)
        times = np.linspace(0.0, horizon, steps + 1)
        return cls(times, times)

    @classmethod
    def of_sessions(
        cls, days, bars=1, overnight=0.2, weekend=1.0, u_shape=0.0, opens=9.5, closes=16, weekday=0
    ) -> Clock:
        """An exchange with nights and weekends, from the first open to the last close.

        days: trading days; bars: equal steps from open to close; every night is one more step, the
        gap to the next open. overnight: share of an ordinary 24 hours' variance that comes while
        the exchange is closed, 0 up to but not 1. weekend: variance of a weekend, in nights (1: no
        more than a night, though three times as long). u_shape: 0 spreads a session's variance
        evenly, 1 lets it stand still at midday (`u_shaped`). opens, closes: hours of the day.
        weekday: of the first day, 0 for Monday ... 4 for Friday.

        Times are calendar years of 365 days, scaled so that any seven days hold 7/365 busy years.
        The clock therefore keeps the yearly volatility over whole weeks. Errors: ValueError.
        Source of the effect: French & Roll (1986), "Stock return variances".

        >>> week = Clock.of_sessions(days=6, bars=2, overnight=0.25)
        >>> len(week.times), round(week.busy[15].item() * 365, 12)    # one Monday to the next
        (18, 7.0)
        """
        days, bars = whole_number("days", days), whole_number("bars", bars)
        overnight = one_number("overnight", overnight, not_negative)
        if overnight >= 1:
            fail("overnight", overnight, "a share of variance, from 0 up to but not including 1")
        weekend = one_number("weekend", weekend, not_negative)
        opens, closes = one_number("opens", opens), one_number("closes", closes)
        if not 0 <= opens < closes <= 24 or closes - opens == 24:
            fail("opens, closes", (opens, closes), "hours with 0 <= opens < closes <= 24 and a gap")
        weekday = whole_number("weekday", weekday, 0)
        if weekday > 4:
            fail("weekday", weekday, "0 (Monday) to 4 (Friday)")
        day_number = weekday + np.arange(days)
        midnight = day_number + 2 * (day_number // 5) - weekday  # calendar days; two more a weekend
        gaps = np.where(day_number % 5 == 4, weekend, 1.0) * overnight  # after each day
        nights = np.concatenate([[0.0], np.cumsum(gaps)[:-1]])
        at = np.linspace(0.0, 1.0, bars + 1)
        hours = midnight[:, None] * 24 + (closes - opens) * at
        sessions = np.arange(days)[:, None] + u_shaped(at, u_shape)
        busy = (1 - overnight) * sessions + nights[:, None]
        week = 5 * (1 - overnight) + (4 + weekend) * overnight
        return cls(hours.ravel() / (24 * 365), busy.ravel() * 7 / 365 / week)


def u_shaped(part, depth=1.0):
    """Share of a day's variance that comes by `part` (0 open ... 1 close) of the day; same shape.

    The variance per hour is 1 + depth * (12 (part - 1/2)^2 - 1) times its mean: three times it at
    open and close and none at midday for depth 1, flat for 0. Errors: ValueError outside 0 ... 1.
    Source of the shape: Wood, McInish & Ord (1985), "An investigation of transactions data".

    >>> u_shaped([0, 0.25, 0.5, 1.0]).tolist()
    [0.0, 0.4375, 0.5, 1.0]
    """
    part, depth = not_negative("part", part), one_number("depth", depth, not_negative)
    if part.size and part.max() > 1:
        fail("part", float(part.max()), "between 0 and 1")
    if depth > 1:
        fail("depth", depth, "between 0 and 1")
    return part + depth * (4 * (part - 0.5) ** 3 + 0.5 - part)


def clock_of(horizon, steps, clock) -> Clock:
    """The clock that a `simulate` was asked for: its own, or an even one."""
    if clock is None:
        return Clock.even(horizon, steps)
    if not isinstance(clock, Clock):
        fail("clock", clock, "a Clock, such as gammalab.Clock.of_sessions(days=21)")
    if horizon is not None or steps is not None:
        fail("horizon, steps", (horizon, steps), "left out where a clock is given: it has both")
    return clock


def spawn(seed, n_blocks: int, purpose: int | None = None):
    """One SFC64 generator per block, from one seed (an int, or a SeedSequence).

    purpose: a number that sets apart what is drawn beside the paths themselves, so that the same
    seed used for both does not bring the same numbers twice.
    """
    if isinstance(seed, np.random.SeedSequence):
        root = seed
    elif seed is None:
        root = np.random.SeedSequence()
    else:
        root = np.random.SeedSequence(whole_number("seed", seed, 0))
    # spawn() counts its children: a copy makes the same seed give the same paths twice.
    key = root.spawn_key if purpose is None else (*root.spawn_key, purpose)
    root = np.random.SeedSequence(root.entropy, spawn_key=key)
    return [np.random.Generator(np.random.SFC64(child)) for child in root.spawn(n_blocks)]


def blocks(seed, n_paths: int, purpose: int | None = None):
    """Pairs of a generator and the slice of paths that it draws for."""
    starts = range(0, n_paths, BLOCK)
    for rng, start in zip(spawn(seed, len(starts), purpose), starts, strict=True):
        yield rng, slice(start, min(start + BLOCK, n_paths))


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

    def simulate(
        self, spot, horizon=None, steps=None, n_paths=1, seed=None, clock: Clock | None = None
    ) -> Paths:
        """`n_paths` paths from `spot` (currency) over `horizon` years in equal `steps`, or at the
        times of a `clock`, which takes the place of both.

        Exact at every step size. seed: a whole number for the same paths each time; None for new
        ones. Errors: ValueError naming the argument.
        """
        spot = one_number("spot", spot, positive)
        clock = clock_of(horizon, steps, clock)
        n_paths = whole_number("n_paths", n_paths)
        spots = np.empty((n_paths, clock.times.size), order="F")
        spots[:, 0] = spot
        for rng, rows in blocks(seed, n_paths):
            self._fill(rng, spots, rows, clock)
        return Paths(clock.times, spots)

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


def refine(paths: Paths, n: int, vol, seed=None) -> Paths:
    """The same paths seen `n` times as often: each step is split into `n` equal ones by a Brownian
    bridge of yearly volatility `vol`, and the spots that were there stay, to the last bit.

    Paths of GBM(vol) stay paths of that world, whatever its drift; real prices get a past between
    their closes. Errors: ValueError naming the argument.
    Source: Glasserman (2003), "Monte Carlo Methods in Financial Engineering", section 3.1.1.

    >>> coarse = GBM(vol=0.3).simulate(spot=100, horizon=0.25, steps=13, n_paths=5, seed=1)
    >>> fine = refine(coarse, n=10, vol=0.3, seed=1)
    >>> fine.n_steps, bool((fine.every(10).spots == coarse.spots).all())
    (130, True)
    """
    if not isinstance(paths, Paths):
        fail("paths", type(paths).__name__, "Paths")
    n, vol = whole_number("n", n), one_number("vol", vol, not_negative)
    dt = np.diff(paths.times)
    times = np.append(
        (paths.times[:-1, None] + dt[:, None] * np.arange(n) / n).ravel(), paths.horizon
    )
    spots = np.empty((paths.n_paths, times.size), order="F")
    spots[:, ::n] = paths.spots
    for rng, rows in blocks(seed, paths.n_paths, _REFINE):
        for k in range(paths.n_steps):
            log_spot, end = np.log(paths.spots[rows, k]), np.log(paths.spots[rows, k + 1])
            for left in range(n, 1, -1):
                # A bridge's next point lies on the way to the end, spread less the nearer that is.
                spread = vol * np.sqrt(dt[k] / n * (left - 1) / left)
                draw = rng.standard_normal(BLOCK)[: log_spot.size]
                log_spot += (end - log_spot) / left + spread * draw
                np.exp(log_spot, out=spots[rows, (k + 1) * n - left + 1])
    return Paths(times, spots)
