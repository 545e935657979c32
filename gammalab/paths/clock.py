"""When in the week volatility happens: nights, weekends and busy openings, for any model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .._validate import (
    fail,
    not_negative,
    numbers,
    one_number,
    owned,
    positive_years,
    whole_number,
)


@dataclass(frozen=True, eq=False)
class Clock:
    """When volatility happens: a model's yearly variance accrues along `busy`, not along `times`.

    times: (n_times,) years, strictly rising, from 0. busy: (n_times,) busy years gone by at each,
    from 0, never falling: a model of volatility v moves by the variance v**2 * (rise of busy) in a
    step. Where `busy` ends at the last time, yearly volatility over the whole is what it was. Drift
    goes by `times`: interest does not sleep. Both are copies, and read-only.
    Errors: ValueError naming the argument.

    It also makes a volatility that changes on known days: where a model of 15 % shall move by 60 %,
    let `busy` rise (0.60 / 0.15)**2 = 16 times as fast as `times`.

    A day in three steps, half of its variance in the first:

    >>> clock = Clock(times=[0, 0.1, 0.2, 0.3], busy=[0, 0.15, 0.20, 0.30])
    >>> from gammalab import GBM
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
        object.__setattr__(self, "times", owned(times))
        object.__setattr__(self, "busy", owned(busy))

    @property
    def rises(self) -> tuple[np.ndarray, np.ndarray]:
        """What each step adds to times and to busy, (n_times - 1,) years each."""
        return _rises(self.times), _rises(self.busy)

    @classmethod
    def even(cls, horizon, steps) -> Clock:
        """Equal steps over `horizon` years, all of them equally busy."""
        horizon, steps = (
            one_number("horizon", horizon, positive_years),
            whole_number("steps", steps),
        )
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
        u_shape = _depth("u_shape", u_shape)
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
    part, depth = not_negative("part", part), _depth("depth", depth)
    if part.size and part.max() > 1:
        fail("part", float(part.max()), "between 0 and 1")
    return part + depth * (4 * (part - 0.5) ** 3 + 0.5 - part)


def _depth(name, value) -> float:
    """How much busier the ends of a day are than its middle, 0 to 1."""
    depth = one_number(name, value, not_negative)
    if depth > 1:
        fail(name, depth, "between 0 and 1")
    return depth


def clock_of(horizon, steps, clock) -> Clock:
    """The clock that a `simulate` was asked for: its own, or an even one."""
    if clock is None:
        return Clock.even(horizon, steps)
    if not isinstance(clock, Clock):
        fail("clock", clock, "a Clock, such as gammalab.Clock.of_sessions(days=21)")
    if horizon is not None or steps is not None:
        fail("horizon, steps", (horizon, steps), "left out where a clock is given: it has both")
    return clock


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
