"""Prices through time: simulated paths and real ones, in one shape.

`Paths` holds times in years and spots of shape (n_paths, n_times), with each time slice contiguous
in memory (Fortran order) because the replay walks through time. The models beside this module make
them by `simulate`, `history` reads them from real prices.

This module knows nothing of options.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .._frames import is_datetime_index, is_frame, is_series
from .._validate import fail, one_number, positive, volatility, whole_number
from . import history
from .clock import _rising_times
from .streams import BLOCK, REFINE, blocks

CELLS = 100_000  # that are compared at once
_ARRAYS = {"spots": positive, "vols": volatility, "highs": positive, "lows": positive}


@dataclass(frozen=True, eq=False)
class Paths:
    """Spots seen at given times. All arrays are copies, and read-only.

    times: (n_times,) years, strictly rising, from 0. spots: (n_paths, n_times) currency, above 0;
    a single path may be given as (n_times,), here and below. dates: optional labels of the times,
    for ledgers: (n_times,) for all paths, or (n_paths, n_times), each path's own. vols: optional
    instantaneous volatilities that drove the spots, yearly, 0 or more, shaped as they are: known in
    a model such as Heston only. highs, lows: optional, both or neither, shaped as spots: the
    highest and the lowest price of the step that ends at each time. Both ends of a step belong to
    it; no step ends at time 0, so that the first column is the first spot.
    Errors: ValueError for NaN, spots that are not above 0, unsorted times, shapes that differ, a
    high below or a low above one of the step's spots.

    >>> p = Paths(times=[0, 1 / 52, 2 / 52], spots=[49.0, 48.12, 47.37])
    >>> p.n_paths, p.n_steps
    (1, 2)
    """

    times: np.ndarray
    spots: np.ndarray
    dates: tuple | None = None
    vols: np.ndarray | None = None
    highs: np.ndarray | None = None
    lows: np.ndarray | None = None
    relative_strikes = False  # whether a replay takes strikes as multiples of the first spot

    def __post_init__(self):
        for name in _ARRAYS:
            given = getattr(self, name)
            if (is_series(given) or is_frame(given)) and is_datetime_index(given.index):
                way = "an array without dates; Paths.from_prices(prices) reads a dated Series"
                fail(name, f"a {type(given).__name__} with dates", way)
        self._settle(np.array)

    @classmethod
    def adopt(cls, times, spots, dates=None, vols=None, highs=None, lows=None) -> Paths:
        """Paths of arrays that nobody else holds: checked as ever, but made read-only in place of
        being copied. For models that have just filled them; in Fortran order nothing moves.

        >>> Paths.adopt(np.array([0.0, 1.0]), np.array([[100.0, 101.0]])).n_steps
        1
        """
        paths = object.__new__(cls)
        fields = dict(times=times, spots=spots, dates=dates, vols=vols, highs=highs, lows=lows)
        for name, value in fields.items():
            object.__setattr__(paths, name, value)
        paths._settle(np.asarray)
        return paths

    def _settle(self, take):
        """Check what was given, and keep it: `take` is np.array to copy, np.asarray to adopt."""
        times, spots = _rising_times(self.times), None
        for name, check in _ARRAYS.items():
            if name != "spots" and getattr(self, name) is None:
                continue
            array = check(name, getattr(self, name))
            array = array[None, :] if array.ndim == 1 else array
            if name == "spots":
                if array.ndim != 2 or array.shape[1] != times.size or not array.shape[0]:
                    fail(name, array.shape, f"of shape (n_paths, {times.size}), as times has it")
                spots = array
            elif array.shape != spots.shape:
                fail(name, array.shape, f"of the shape of spots, {spots.shape}")
            self._keep(name, take(array, order="F"))
        self._keep("times", take(times))
        if (self.highs is None) != (self.lows is None):
            missing = "highs" if self.highs is None else "lows"
            fail(missing, None, "given too: highs and lows go together")
        if self.highs is not None:
            _check_extreme("highs", self.highs, self.spots, 1)
            _check_extreme("lows", self.lows, self.spots, -1)
        if self.dates is not None:
            object.__setattr__(self, "dates", _labels(self.dates, *self.spots.shape))

    def _keep(self, name, array):
        """Read-only: a policy sees the arrays and must not change the past."""
        array.flags.writeable = False
        object.__setattr__(self, name, array)

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

    def dates_of(self, path: int) -> tuple | None:
        """The labels of one path's times, (n_times,); None where there are none.

        >>> paths = Paths([0, 1], [[100.0, 101.0], [101.0, 99.0]], dates=[["a", "b"], ["b", "c"]])
        >>> paths.dates_of(1)
        ('b', 'c')
        """
        path = self._path(path)
        return self.dates[path] if self._own_dates else self.dates

    @property
    def _own_dates(self):
        """Whether each path has dates of its own."""
        return self.dates is not None and isinstance(self.dates[0], tuple)

    def _path(self, path):
        path = whole_number("path", path, 0)
        if path >= self.n_paths:
            fail("path", path, f"below the number of paths, {self.n_paths}")
        return path

    def pick(self, path: int) -> Paths:
        """One path, as Paths of its own. path: 0 ... n_paths - 1."""
        path = self._path(path)
        more = {
            name: None if getattr(self, name) is None else getattr(self, name)[path]
            for name in ("vols", "highs", "lows")
        }
        return Paths(self.times, self.spots[path], self.dates_of(path), **more)

    def every(self, n: int) -> Paths:
        """The same paths, seen at every n-th time only (the last time is kept).

        So hedging frequencies are compared on equal paths: simulate at the finest, see the rest.
        The high of a longer step is the highest of its parts, the low the lowest.

        >>> from gammalab import GBM
        >>> fine = GBM(vol=0.3).simulate(spot=100, horizon=0.25, steps=252, n_paths=5, seed=1)
        >>> [fine.every(n).n_steps for n in (1, 4, 21)]
        [252, 63, 12]
        """
        n = whole_number("n", n)
        keep = np.unique(np.r_[np.arange(0, self.times.size, n), self.times.size - 1])

        def seen(array):
            return None if array is None else array.T[keep].T

        def merged(array, most):
            """The most (or least) of the steps that end after one time kept, up to the next."""
            if array is None:
                return None
            parts = most.reduceat(array.T[1:], keep[:-1], axis=0)
            return np.concatenate([array.T[:1], parts]).T

        dates = self.dates
        if self._own_dates:
            dates = [[row[k] for k in keep] for row in dates]
        elif dates is not None:
            dates = [dates[k] for k in keep]
        return Paths.adopt(
            self.times[keep],
            seen(self.spots),
            dates,
            seen(self.vols),
            merged(self.highs, np.maximum),
            merged(self.lows, np.minimum),
        )

    def refine(self, n: int, vol, seed=None) -> Paths:
        """The same paths seen `n` times as often: each step is split into `n` equal ones by a
        Brownian bridge of yearly volatility `vol`; the spots that were there stay, to the last bit.

        Paths of GBM(vol) stay paths of that world, whatever its drift; real prices get a past
        between their closes. Dates, vols, highs and lows are left behind: for the times between
        nobody knows them. Errors: ValueError naming the argument.
        Source: Glasserman (2003), "Monte Carlo Methods in Financial Engineering", section 3.1.1.

        >>> from gammalab import GBM
        >>> coarse = GBM(vol=0.3).simulate(spot=100, horizon=0.25, steps=13, n_paths=5, seed=1)
        >>> fine = coarse.refine(n=10, vol=0.3, seed=1)
        >>> fine.n_steps, bool((fine.every(10).spots == coarse.spots).all())
        (130, True)
        """
        n, vol = whole_number("n", n), one_number("vol", vol, volatility)
        dt = np.diff(self.times)
        times = np.append(
            (self.times[:-1, None] + dt[:, None] * np.arange(n) / n).ravel(), self.horizon
        )
        spots = np.empty((self.n_paths, times.size), order="F")
        spots[:, ::n] = self.spots
        for rng, rows in blocks(seed, self.n_paths, REFINE):
            for k in range(self.n_steps):
                log_spot, end = np.log(self.spots[rows, k]), np.log(self.spots[rows, k + 1])
                for left in range(n, 1, -1):
                    # The next point lies on the way to the end, spread less the nearer that is.
                    spread = vol * np.sqrt(dt[k] / n * (left - 1) / left)
                    draw = rng.standard_normal(BLOCK)[: log_spot.size]
                    log_spot += (end - log_spot) / left + spread * draw
                    np.exp(log_spot, out=spots[rows, (k + 1) * n - left + 1])
        return Paths.adopt(times, spots)

    def scaled_to(self, vol) -> Paths:
        """The same paths, louder or quieter: their realised volatility is `vol`, exactly.

        vol: yearly, 0 or more, one number or one per path, (n_paths,). Every log return is
        multiplied by vol / realised_vol; no mean is taken off. The first spot, times and dates
        stay; vols, highs and lows are scaled along. Errors: ValueError; also for a path that stands
        still, which no factor moves, unless its vol is 0.

        >>> from gammalab import GBM
        >>> month = GBM(vol=0.3).simulate(spot=100, horizon=30 / 365, steps=30, seed=1)
        >>> round(month.scaled_to(0.25).realised_vol().item(), 12)
        0.25
        """
        vol = volatility("vol", vol)
        if vol.shape not in ((), (self.n_paths,)):
            fail("vol", vol.shape, f"one number, or one per path, ({self.n_paths},)")
        happened = self.realised_vol()
        still = np.flatnonzero((happened == 0) & (vol > 0))
        if still.size:
            fail("vol", vol.tolist(), f"0 for path {still[0]}, which stands still")
        power = np.divide(vol, happened, out=np.zeros(self.n_paths), where=happened > 0)
        start = self.spots[:, :1]

        def scaled(array):
            return None if array is None else start * (array / start) ** power[:, None]

        vols = None if self.vols is None else self.vols * power[:, None]
        moved = scaled(self.spots), self.dates, vols, scaled(self.highs), scaled(self.lows)
        return Paths.adopt(self.times, *moved)

    def mirrored(self) -> Paths:
        """The same paths upside down: S(0)^2 / S, which turns the sign of every log return.

        A path and its mirror are one unit of luck: for standard errors count the pair once. Times,
        dates and vols stay; highs become lows.

        >>> Paths([0, 1, 2], [100.0, 110.0, 90.0]).mirrored().spots.round(3).tolist()
        [[100.0, 90.909, 111.111]]
        """
        start = self.spots[:, :1]

        def turned(array):
            return None if array is None else start * (start / array)

        lows, highs = turned(self.highs), turned(self.lows)
        return Paths.adopt(self.times, turned(self.spots), self.dates, self.vols, highs, lows)

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

    def autocorrelation(self) -> float:
        """Of one step's log return with the next one's, over all paths: negative is reversal,
        positive is momentum. No mean is taken off. NaN for a single step or a price that stands
        still. For steps of a day or a week: `every(n).autocorrelation()`.

        >>> Paths([0, 1, 2, 3], [100.0, 102.0, 100.0, 102.0]).autocorrelation()
        -1.0
        """
        returns = np.diff(np.log(self.spots), axis=1)
        size = np.sqrt(np.sum(returns[:, :-1] ** 2) * np.sum(returns[:, 1:] ** 2))
        return float(np.sum(returns[:, :-1] * returns[:, 1:]) / size) if size else np.nan

    @classmethod
    def from_prices(cls, prices, years_per_step: float | None = None, highs=None, lows=None):
        """A real price history as one path.

        Parameters
            prices: a pandas Series, any sequence, or a DataFrame with the column close, and high
            and low if it has them (in capitals too); other columns are left out. Prices with dates
            must be in a DatetimeIndex, strictly rising, whichever clock is asked for.
            years_per_step: 1/252 counts every bar the same. None: time is counted in calendar
            days / 365, nights and hours included; a sequence without dates needs it.
            highs, lows: of each bar, where `prices` is no table; a Series must have its index.
        Returns
            Paths with dates, where there are any. A step's high and low count the price before it,
            where it starts; those of the first bar came before the path and play no part.
        Errors
            ValueError that names the date of what is wrong: a price that is NaN or not above 0, a
            date that is missing, out of order or there twice, a high below the price; or says what
            the index holds in place of dates.

        >>> import pandas as pd
        >>> s = pd.Series([100.0, 101.0], index=pd.to_datetime(["2015-08-03", "2015-08-06"]))
        >>> Paths.from_prices(s).times.round(5).tolist()
        [0.0, 0.00822]
        """
        times, spots, dates, highs, lows = history.read(prices, years_per_step, highs, lows)
        return cls(times, spots, dates, None, highs, lows)


def _labels(dates, n_paths, n_times):
    """Labels of the times as a tuple; or one tuple for each path."""
    if isinstance(dates, str) or not hasattr(dates, "__iter__"):
        fail("dates", dates, f"a sequence of labels, as many as times, {n_times}")
    dates = tuple(dates)
    if dates and all(hasattr(row, "__len__") and not isinstance(row, str) for row in dates):
        dates = tuple(tuple(row) for row in dates)
        if len(dates) != n_paths or any(len(row) != n_times for row in dates):
            found = f"{len(dates)} rows of {', '.join(sorted({str(len(row)) for row in dates}))}"
            fail("dates", found, f"of the shape of spots, ({n_paths}, {n_times}), or ({n_times},)")
    elif len(dates) != n_times:
        fail("dates", len(dates), f"as many as times, {n_times}")
    return dates


AT_LEAST = "at least both spots of its step, {spot!r}"
AT_MOST = "at most both spots of its step, {spot!r}"
FIRST = "the first spot, {spot!r}: no step ends there"


def _check_extreme(name, extreme, spots, side):
    """Highs (side 1) at or above both spots of their step, lows (side -1) at or below them."""
    both, pick = {1: (AT_LEAST, np.maximum), -1: (AT_MOST, np.minimum)}[side]
    wide = max(1, CELLS // spots.shape[0])  # a long path is looked at in one go, many in parts
    for first in range(0, spots.shape[1], wide):
        steps = np.arange(first, min(first + wide, spots.shape[1]))
        edge = pick(spots[:, np.maximum(steps - 1, 0)], spots[:, steps])
        wrong = side * (extreme[:, steps] - edge) < 0
        if first == 0:
            wrong[:, 0] = extreme[:, 0] != edge[:, 0]
        if wrong.any():
            at = int(np.argmax(wrong.any(axis=0)))
            i, k = int(np.argmax(wrong[:, at])), first + at
            allowed = (both if k else FIRST).format(spot=float(edge[i, at]))
            fail(name, f"{float(extreme[i, k])!r} at index {(i, k)}", allowed)
