"""Whether windows take the days that their bars should: what the calendar says of `per_year`.

No list of holidays: it asks how many days so many bars take, around each window and in it.
"""

from __future__ import annotations

import numpy as np

from .stamps import DAY, micro

YEAR = 365.25  # days
OWN = 0.3  # of its days by per_year, by which a window may be longer or shorter
SHUT, WEEKEND = 7.0, 2.0  # days more, or less, that a short window may have anyway
QUARTER = 91.0  # days around a window that tell the bars of a year
AROUND = 0.15  # as OWN, of a quarter: Tokyo's with the most holidays has 0.10, four days a week 0.2
LONGER, SHORTER = 10.0, 4.0  # as SHUT and WEEKEND, where the file has less than a quarter


def off_pace(index, starts, bars, dt, holes):
    """({start: reason} of windows whose days do not fit their bars, the bars of a year there).

    A window does not fit by its own days; or by those of the quarter before, around and after it,
    in which the steps that cross a hole count as usual ones.
    """
    starts = np.asarray(starts, dtype=int)
    if not starts.size:
        return {}, np.nan
    days, each = micro(index) / DAY, dt * YEAR
    usual = bars * each
    own = days[starts + bars] - days[starts]
    odd = _off(own, usual, OWN, SHUT, WEEKEND)
    steps = np.diff(days)
    steps[holes - 1] = np.median(steps)
    so_far = np.r_[0.0, np.cumsum(steps)]
    wide = min(max(bars, int(np.ceil(QUARTER / each))), len(index) - 1)
    rooms = []
    for begin in (starts + bars - wide, starts + (bars - wide) // 2, starts):
        begin = np.clip(begin, 0, len(index) - 1 - wide)
        rooms.append(so_far[begin + wide] - so_far[begin])
    rooms = np.array(rooms)
    misfit = _off(rooms, wide * each, AROUND, LONGER, SHORTER).all(axis=0)
    rates = wide * YEAR / np.median(rooms, axis=0)
    reasons = {}
    for k in np.flatnonzero(odd | misfit):
        took = f"its {bars} bars take {own[k]:.3g} days, {usual:.3g} by per_year"
        around = f"about {told(rates[k])} bars a year around it, not {1 / dt:.4g}"
        reasons[int(starts[k])] = took if odd[k] else around
    bad = odd | misfit
    return reasons, float(np.median(rates[bad])) if bad.any() else np.nan


def told(rate):
    """A number of bars a year in few figures."""
    return f"{rate:.0f}" if rate >= 100 else f"{rate:.3g}"


def _off(days, usual, share, more, less):
    return (days > usual + max(share * usual, more)) | (days < usual - max(share * usual, less))
