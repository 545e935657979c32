"""Rows in order, each moment once, and what is missing between them."""

from __future__ import annotations

import numpy as np

from .._frames import pandas, shown
from .._validate import fail
from .notes import Notes
from .stamps import DAY, WEEKENDS, micro, step_of
from .words import A_HOLE, HOLES, MANY_HOLES, TWICE, TWICE_OFTEN, TWICE_THE_HOUR

MONDAY, SATURDAY, SUNDAY = 0, 5, 6
FOUR_WEEKS = 20  # weekdays: of fewer rows the days of the week say little
FEWEST = 5  # dates whose order says anything of how they are written
WEEK = 5  # weekdays in a row without a price that no exchange's holidays explain
LUCK = 1e-3  # a chance that is none
OFTEN = 0.3  # of rows whose day is there twice: their hours, or an instrument, are elsewhere
USUAL = 1.5  # of the usual step: longer is a gap


def turned(index, lines, notes: Notes):
    """Positions of the rows, oldest first, where a file goes backwards; None where it does not."""
    steps = np.diff(micro(index))
    if (steps < 0).sum() > 0.9 * max((steps != 0).sum(), 1):
        notes.repaired("newest first: turned round", lines)
        return np.arange(len(index))[::-1]
    return None


def in_order(table, lines, notes: Notes, hours):
    """(table, lines) with rising dates. An hour that comes twice is no disorder."""
    moments = micro(table.index)
    steps = np.diff(moments)
    late = np.flatnonzero(steps < 0) + 1
    if not late.size:
        return table, lines
    hour = moments % DAY // 3_600_000_000
    if hours and _of_twelve(moments, hour, late):
        raise ValueError(
            f"{notes.at(lines[late[0]])}, date = {shown(table.index[late[0]])}: after "
            f"{shown(table.index[late[0] - 1])}: hours of 12 without AM and PM? Write hours of 24"
        )
    short = -steps[late - 1] <= 3_600_000_000
    if (
        hours
        and short.all()
        and not _copies(table)
        and late.size <= 1 + (moments.max() - moments.min()) / (300 * DAY)
    ):
        raise ValueError(
            f"{notes.at(lines[late[0]])}, date = {shown(table.index[late[0]])}: the clock goes "
            "back; if this "
            "is the end of daylight saving, give tz=, such as tz='America/New_York'"
        )
    _not_exchanged(table.index, lines, late, notes)
    notes.repaired("out of order in time: sorted", lines[late])
    order = np.argsort(moments, kind="stable")
    return table.iloc[order], lines[order]


def _copies(table):
    """Whether moments that come again do so with the same numbers: of two downloads, no clock's."""
    again = table.index.duplicated(keep=False)
    rows = table[again].reset_index(names="date")
    return bool(again.any()) and bool(rows.duplicated(keep=False).all())


def _ordered(days):
    """Whether days never go back, or never on."""
    steps = np.diff(days).astype("int64")
    return bool((steps >= 0).all() or (steps <= 0).all())


def _not_exchanged(index, lines, late, notes):
    """ValueError where the dates would be in order if day and month changed places in all that have
    a day of twelve or less: a spreadsheet took the others for text, or a program guessed."""
    if len(index) < FEWEST:
        return
    index = index.tz_localize(None)
    month, day = np.asarray(index.month), np.asarray(index.day)
    both = (day <= 12) & (day != month)
    days = index.to_numpy("datetime64[D]").astype("datetime64[Y]").astype("datetime64[M]")
    other = (days + (np.where(both, day, month) - 1)).astype("datetime64[D]")
    other += np.where(both, month, day) - 1
    if not _ordered(index.to_numpy("datetime64[D]")) and _ordered(other):
        k = int(np.argmax(both))
        raise ValueError(
            f"{notes.at(lines[k])}, date = {shown(index[k])}: the dates are in no order, and would "
            "be with day and month exchanged where the day is 12 or less; give another dates=, or, "
            "if a spreadsheet or a program guessed so, the file as it came"
        )


def _of_twelve(moments, hour, late):
    """Whether the clock goes from 12 back to 1, as one without AM and PM does, and never on."""
    same_day = moments[late] // DAY == moments[late - 1] // DAY
    back = (hour[late - 1] == 12) & (hour[late] == 1)
    return bool((same_day & back).any()) and hour.min() >= 1 and hour.max() <= 12


def once(table, lines, notes: Notes, keep, hours):
    """(table, lines) with each moment once: copies are dropped, contradictions are asked about."""
    if keep not in (None, "first", "last"):
        fail("keep", keep, "'first' or 'last'")
    index = table.index
    if index.is_unique:
        return table, lines
    names = list(table.columns)
    copy = table.reset_index(names="date").duplicated(["date", *names]).to_numpy()
    notes.dropped("there twice, with the same numbers: kept once", lines[copy])
    table, lines = table[~copy], lines[~copy]
    twice = table.index.duplicated(keep="first" if keep is None else keep)
    if twice.any():
        k = int(np.argmax(table.index.duplicated()))
        other = int(np.flatnonzero(table.index == table.index[k])[0])
        if keep is None:
            spot, before = float(table["close"].iloc[k]), float(table["close"].iloc[other])
            said = TWICE_THE_HOUR if hours else TWICE_OFTEN if twice.mean() > OFTEN else TWICE
            raise ValueError(
                said.format(
                    one=notes.at(lines[other]),
                    two=notes.at(lines[k]),
                    day=shown(table.index[k]),
                    before=before,
                    spot=spot,
                    rows=twice.sum(),
                )
            )
        notes.dropped(f"there twice, with other numbers: the {keep} is kept", lines[twice])
    return table[~twice], lines[~twice]


def not_a_day_late(table, lines, notes: Notes):
    """ValueError where daily prices stand on Tuesdays to Saturdays: each is the day before's."""
    days = table.index.day_of_week.to_numpy()
    late = days == SATURDAY
    if (
        len(table) < FOUR_WEEKS
        or late.sum() < 3
        or (days == MONDAY).any()
        or (days == SUNDAY).any()
    ):
        return
    raise ValueError(
        f"{notes.at(lines[int(np.argmax(late))])}: prices on {late.sum()} Saturdays and on no "
        "Monday: stamped a day late? Give the table with each price's own day"
    )


def without_filled_weekends(table, lines, notes: Notes):
    """(table, lines, whether any went): without Saturdays and Sundays that only repeat Friday."""
    days = table.index.day_of_week.to_numpy()
    weekend = days >= 5
    if len(table) < 5 or not weekend.any() or weekend.all():
        return table, lines, False
    close = table["close"].to_numpy()
    same = np.r_[False, close[1:] == close[:-1]]
    considered = weekend & (np.arange(len(table)) > 0)
    inside = ~weekend & (np.arange(len(table)) > 0)
    many = int(considered.sum())
    # How likely weekdays alone make it that so many prices happen to stay the same.
    luck = ((same[inside].sum() + 1) / (inside.sum() + 2)) ** many
    if many and same[considered].all() and luck < LUCK:
        where = weekend & same
        notes.dropped("on a weekend, with Friday's close filled in", lines[where])
        return table[~where], lines[~where], True
    if many and (weekend.mean() < 0.2 or same[considered].all()):
        notes.found("on a weekend: kept", lines[weekend])
    return table, lines, False


def holes(index, notes: Notes):
    """[(last before, first after)] of the gaps that are no night, weekend or holiday."""
    if len(index) < 3:
        return []
    clock = index.tz_localize(None)  # as the walls of the exchange show it
    step, share = step_of(index)
    if share < 0.5 and step < DAY:
        notes.found("no usual step: holes cannot be told from quiet hours")
        return []
    real = np.diff(micro(index))
    days = clock.normalize().as_unit("us").asi8 // DAY
    apart = np.diff(days)
    weekdays = np.busday_count(_dates(days[:-1]), _dates(days[1:])) - 1
    has_weekends = (np.asarray(clock.day_of_week) >= 5).mean() > WEEKENDS
    if step >= DAY:
        if step > 1.5 * DAY and share > 0.3:  # weeks, months: a step left out is a hole
            gap = real > max(USUAL * step, 32 * DAY if step > 27 * DAY else 0)
        elif has_weekends:
            gap = apart > 1
        else:
            gap = weekdays >= WEEK
            some = np.flatnonzero((weekdays > 0) & ~gap)
            if some.size:
                first = ", ".join(shown(clock[k]) for k in some[:3])
                more = ", ..." * (some.size > 3)
                many = int(weekdays[some].sum())
                said = f"{many} weekdays without a row, holidays or lost: after {first}{more}"
                notes.found(said)
    else:
        long = real > USUAL * step
        crossing = long & (apart > 0)
        nights = crossing.sum() > 0.5 * max(np.unique(days).size - 1, 1)
        if nights or not has_weekends:
            inside = long & (apart == 0)
            hour = (clock.as_unit("us").asi8[:-1] % DAY)[inside]
            regular, counts = np.unique(hour, return_counts=True)
            lunch = np.isin(
                clock.as_unit("us").asi8[:-1] % DAY,
                regular[counts > max(2, 0.5 * np.unique(days).size)],
            )
            gap = inside & ~lunch | (weekdays >= WEEK)
        else:
            gap = long
    found = [(index[k], index[k + 1]) for k in np.flatnonzero(gap)]
    if found:
        first = ", ".join(f"{shown(a)} to {shown(b)}" for a, b in found[:3])
        said = A_HOLE if len(found) == 1 else HOLES if len(found) <= 3 else MANY_HOLES
        notes.found(said.format(count=len(found), first=first))
    return found


def _dates(days):
    return days.astype("datetime64[D]")


def table_by(index, columns):
    """A table of floats by date."""
    pd = pandas()
    return pd.DataFrame(columns, index=pd.DatetimeIndex(index, name="date"))
