"""What stands beside prices: the volatility known at each bar, the funding paid in each step."""

from __future__ import annotations

import numpy as np

from .._frames import is_datetime_index, is_frame, is_series, pandas, shown
from .._validate import fail, numbers, one_number, volatility
from .funding import CAP, missing_payments, only_paid

STALE = 7  # days after which a volatility is no longer known, and for which one is awaited


def known_vol(vol, index, daily, long=False):
    """The volatility known at each bar, NaN where there is none; None where none is paid.

    long: bars are weeks or months, dated by a last day that may have no volatility of its own.
    """
    if vol is None:
        return None
    if is_frame(vol):
        column = "close" if "close" in vol else vol.columns[0] if len(vol.columns) else "vol"
        fail("vol", "a table", f"one column of it, a Series such as vol[{column!r}], or a number")
    if not is_series(vol):
        return np.full(len(index), one_number("vol", vol, volatility))
    if not is_datetime_index(vol.index):
        fail("vol", "a Series without dates", "a number, or a Series by dates")
    given = vol.dropna()
    by_day = bool((given.index == given.index.normalize()).all())
    if by_day and vol.index.tz != index.tz:  # days are days on the clock of the prices
        days, first = given.index.tz_localize(None), np.ones(len(given), bool)
        days = days.tz_localize(index.tz, ambiguous=first, nonexistent="shift_forward")
        given = given.set_axis(days)
    elif (vol.index.tz is None) != (index.tz is None):
        fail("vol", f"in time zone {vol.index.tz}", f"in that of prices, {index.tz}")
    volatility("vol", given.to_numpy())
    if not given.index.is_unique or not given.index.is_monotonic_increasing:
        fail("vol", "a Series", "of dates that rise, each of them once")
    if daily and by_day and not long:
        return given.reindex(index).to_numpy(float)
    pd = pandas()
    since = given.index + pd.Timedelta(days=1) if by_day and not daily else given.index
    where = np.searchsorted(since, index, side="right") - 1
    found = np.full(len(index), np.nan)
    some = where >= 0
    fresh = (index[some] - since[where[some]]) <= pd.Timedelta(days=STALE)
    found[some] = np.where(fresh, given.to_numpy(float)[where[some]], np.nan)
    return found


def rates_of(funding, index, cells, dt):
    """(yearly rates by window and time, whether the series covers the window)."""
    if not is_series(funding) or not is_datetime_index(funding.index) or not len(funding):
        fail("funding", type(funding).__name__, "a Series by date, as fractions of the price")
    if not funding.index.is_monotonic_increasing or not funding.index.is_unique:
        fail("funding", "a Series", "of dates that rise, each of them once")
    if (funding.index.tz is None) != (index.tz is None):
        must = f"in that of prices, {index.tz}: tz_localize gives an index a zone, or None"
        fail("funding", f"in time zone {funding.index.tz}", must)
    paid = numbers("funding", funding.to_numpy())
    high = np.abs(paid) > CAP
    if high.any():
        k = int(np.argmax(high))
        seen = f"{paid[k]:g} on {shown(funding.index[k])}"
        fail("funding", seen, f"fractions of the price, {CAP:g} at most: 0.01 % is 0.0001")
    only_paid(paid, funding.index, lambda k: f"funding = {paid[k]:g} on {shown(funding.index[k])}")
    total = np.r_[0.0, np.cumsum(paid)]
    so_far = total[np.searchsorted(funding.index, index, side="right")][cells]
    rates = np.zeros(cells.shape)
    rates[:, :-1] = np.diff(so_far, axis=1) / dt
    every = pandas().Series(funding.index).diff().median()
    begin, stop = index[cells[:, 0]], index[cells[:, -1]]
    covered = (begin >= funding.index[0] - every) & (stop < funding.index[-1] + every)
    for before, after in missing_payments(funding.index)[0]:
        covered &= (stop <= before) | (begin >= after)
    return rates, np.asarray(covered)
