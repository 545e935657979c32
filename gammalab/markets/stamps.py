"""When a bar was known: time zones, bars stamped with their start, jitter of milliseconds."""

from __future__ import annotations

import numpy as np

from .._frames import pandas, shown
from .._validate import choice
from .._words import counted
from .notes import Notes
from .words import ENDS_OF_MONTHS, FRIDAYS

STAMPS = ("start", "end", "day")
JITTER = 250_000  # microseconds around a full second that are a machine's delay
DAY = 86_400_000_000
SECOND = 1_000_000
FEW = 0.3  # of the usual step: bars of one length have none so short
DAY_TOO = "stamp='day' if each is the close of its day, else "
WEEKENDS = 0.24  # of days: more are of a market that never closes; Sunday to Thursday has 0.2
SHORTEST = 5  # days of a bar that is called a week
MOSTLY = 0.8  # of dates that are last days
LONG = 1.5  # weekdays: the usual step above which a bar has a first and a last day


def micro(index):
    """The moments of an index as whole microseconds."""
    return (
        index.tz_localize(None).as_unit("us").asi8
        if index.tz is None
        else (index.tz_convert("UTC").tz_localize(None).as_unit("us").asi8)
    )


def step_of(index):
    """(the usual step in microseconds, the share of the steps that are so long); (0, 0) for one."""
    steps = np.diff(micro(index))
    steps = steps[steps > 0]
    if not steps.size:
        return 0, 0.0
    values, counts = np.unique(steps, return_counts=True)
    k = int(np.argmax(counts))
    return int(values[k]), float(counts[k] / steps.size)


def without_jitter(index, lines, notes: Notes):
    """Stamps a few milliseconds off a full second, put on it; but no last moment of a day is put on
    the next one."""
    moments = micro(index)
    rest = (moments + 500_000) % 1_000_000 - 500_000
    off = rest != 0
    if not off.any() or np.abs(rest).max() > JITTER:
        return index
    steady = moments - rest
    if step_of(index)[0] >= DAY:
        steady -= 1_000_000 * (steady // DAY > moments // DAY)
    steps = np.diff(np.sort(steady))
    if (
        steps.size
        and np.median(steps) < 10_000_000
        or np.unique(steady).size < np.unique(moments).size
    ):
        return index
    notes.repaired("stamps some milliseconds off the second: put on it", lines[off])
    return pandas().DatetimeIndex(steady.astype("datetime64[us]"), tz="UTC" if index.tz else None)


def in_zone(found, tz, lines, notes: Notes):
    """The moments in the zone that was asked for; without one, of the clock that they were written
    in, or UTC."""
    pd, index = pandas(), found.index
    if found.utc:
        local = found.zoned if found.zoned is not None else index
        if tz is not None:
            return _zone(lambda: index.tz_localize("UTC").tz_convert(tz), tz)
        if (local == local.normalize()).all():  # days of an exchange, offset and all
            if found.zoned is not None:
                notes.found("midnights with an offset from UTC: read as days")
            return local
        if found.zoned is not None:
            notes.repaired("hours with an offset from UTC: turned into UTC")
        return index
    if tz is None or not found.hours:
        if tz is not None:
            notes.assumed(f"days are days on any clock: tz={tz!r} moves none")
        return index
    try:
        zoned = index.tz_localize(tz, ambiguous="infer", nonexistent="raise")
    except (KeyError, ModuleNotFoundError) as error:
        _no_zone(tz, error)
    except ValueError as error:
        if (
            "infer" not in str(error)
            and "mbiguous" not in str(error)
            and "repeated" not in str(error)
        ):
            raise ValueError(
                f"tz = {tz!r}: {error}; the clock of that zone never showed it"
            ) from None
        zoned = _one_hour_of_two(index, tz, lines, notes)
    del pd
    notes.found(f"hours of the clock in {tz}")
    return zoned


def _one_hour_of_two(index, tz, lines, notes):
    """Where the repeated hour is there only once, or cannot be told apart."""
    both = [index.tz_localize(tz, ambiguous=np.full(len(index), flag)) for flag in (True, False)]
    doubtful = np.asarray(both[0] != both[1])
    names = index[doubtful]
    if names.is_unique:
        notes.assumed("hours that the clock shows twice are the first of the two", lines[doubtful])
        return both[0]
    k = int(np.flatnonzero(doubtful)[0])
    raise ValueError(
        f"{notes.at(lines[k])}: {shown(index[k])} came twice in {tz}, and the order of the rows "
        "does not "
        "tell which is which; write the hours in UTC"
    )


def _zone(make, tz):
    try:
        return make()
    except (KeyError, ValueError, ModuleNotFoundError, TypeError) as error:
        _no_zone(tz, error)


def _no_zone(tz, error):
    raise ValueError(f"tz = {tz!r}: tz must be a time zone such as 'America/New_York'") from error


def known_when(index, found, bars, stamp, known, notes: Notes):
    """Stamps that say when each price was known: days keep their date, bars within the day get the
    stamp of their end.

    bars: whether rows are bars; known: the convention of the file's format, None if open.
    """
    if stamp is not None:
        choice("stamp", stamp, STAMPS)
    pd = pandas()
    if known == "payment":  # no bar at all
        return index
    step, share = step_of(index)
    midnight = bool((index == index.normalize()).all())
    daily = midnight and step % DAY == 0 or stamp == "day"
    said = stamp or known
    if said == "end" and step >= DAY and (micro(index) % DAY == DAY - SECOND).all():
        notes.found("stamps are last moments of days: a date is the day of the close")
        return index.normalize()
    if midnight and len(index) > 2 and np.median(weekdays(index)) > LONG:
        length = np.median(np.diff(micro(index)))
        if stamp is None:
            _no_mixture(index, length)
        return _long_bars(index, length, stamp or ("start" if known == "start" else None), found,
                          notes)  # fmt: skip
    if daily:
        if said is None and found.counts:
            raise ValueError(
                _question(index, "a midnight in UTC may begin the day of its price or end it")
            )
        if said == "end" and found.counts:  # the first moment of the day after
            notes.repaired("midnights that end the day: dated as the day before")
            return index - pd.Timedelta(days=1)
        word = notes.found if said else notes.assumed
        word("a date is the day of the close")
        return index.normalize()
    if not bars and said is None:
        notes.assumed("a stamp is the moment of its price")
        return index
    by_day = step >= DAY  # stamped with the hour at which a session opens, or closes
    if said is None:
        why = "a bar may be stamped with its start or its end"
        raise ValueError(_question(index, why, DAY_TOO if by_day else ""))
    if said == "start":
        fridays = np.asarray(index[:-1].day_of_week == 4)
        if by_day and fridays.any() and (np.diff(micro(index))[fridays] > 1.5 * DAY).all():
            raise ValueError(
                f"stamp = 'start': a bar that begins on {shown(index[:-1][fridays][0])}, a Friday, "
                "would end on a Saturday; give stamp='day': each is the close of its day"
            )
        if share < 0.5:
            raise ValueError(
                "stamp = 'start': the bars have no usual length; stamp them with their end"
            )
        length = pd.Timedelta(microseconds=step)
        notes.repaired(f"stamps are starts of bars: moved to their ends, by {_words(length)}")
        return index + length
    notes.found("stamps are ends of bars")
    return index


def without_unended(table, lines, said, notes: Notes):
    """(table, lines) of weeks and months without bars that had not ended when the file was taken: a
    last row in the week or month of the row before, and that row too, if its bar went on."""
    index = table.index
    if len(index) < 4 or (index != index.normalize()).any() or said not in ("start", "end"):
        return table, lines
    days = np.asarray(index.as_unit("us").asi8 // DAY if index.tz is None else micro(index) // DAY)
    usual = float(np.median(np.diff(days)[:-1]))
    if usual < SHORTEST:
        return table, lines
    ends = days[-2] + (0.9 if said == "start" else 0.5) * usual - 1
    if said == "start" and usual <= 8:  # the first day of a week may be a Tuesday
        begin = np.bincount(((days[:-1] + 3) % 7).astype(np.intp)).argmax()
        ends = days[-2] - (days[-2] + 3 - begin) % 7 + 6
    elif said == "start" and 26 < usual < 32:
        ends = days[-2] + index[-2].days_in_month - index[-2].day
    if days[-1] > ends:
        return table, lines
    gone = 1 + (said == "start" and ends - days[-1] > 2)  # from Friday on nothing moves
    notes.dropped(f"at the end, of a bar of {usual:.0f} days that had not ended", lines[-gone:])
    return table[:-gone], lines[:-gone]


def _no_mixture(index, usual):
    """ValueError where dates are days apart here and weeks there."""
    days = np.diff(micro(index)) / DAY
    if np.quantile(days, 0.2) < FEW * usual / DAY:
        raise ValueError(
            f"date = {shown(index[0])}: the dates are {days.min():g} to {days.max():g} days apart, "
            "which are neither days nor weeks; if day and month changed places, give another "
            "dates=, if not, stamp='end' for bars dated by their last day"
        )


def weekdays(index):
    """The steps of days in weekdays: from Friday to Monday is one."""
    days = micro(index).astype("datetime64[us]").astype("datetime64[D]")
    return np.busday_count(days[:-1], days[1:])


def _long_bars(index, length, said, found, notes):
    """Days for bars of several: weeks, months. The day that names a bar may be its first.

    A format that dates days by their close (Yahoo's) dates weeks by their Monday: it is no answer.
    """
    pd, days = pandas(), round(length / DAY)
    if said is None:
        why = f"a bar of {days} days may be dated by its first day or its last"
        if days < SHORTEST and step_of(index)[1] < MOSTLY:
            why = f"dates are {days} days apart: bars so long, or a file that lacks days"
        raise ValueError(_question(index, why, DAY_TOO if "lacks" in why else ""))
    if said == "start":
        _no_last_days(index, days)
        months = round(days / 30.4) if days > 26 else 0
        step = pd.DateOffset(months=months) if months else pd.Timedelta(days=days)
        notes.repaired(f"dates are first days of bars of {days} days: moved to their last")
        return index + step - pd.Timedelta(days=1)
    if said == "end" and found.counts:
        notes.repaired("midnights that end the bar: dated as the day before")
        return index - pd.Timedelta(days=1)
    notes.found(f"dates are last days of bars of {days} days")
    return index


def _no_last_days(index, days):
    """ValueError where dates that are called first days are last ones: Fridays, ends of months."""
    ends = index.day >= 28 if days > 26 else index.day_of_week == 4 if days == 7 else index.day < 0
    if np.mean(ends) > MOSTLY:
        said = ENDS_OF_MONTHS if days > 26 else FRIDAYS
        raise ValueError(said.format(day=shown(index[ends][0])))


def _question(index, why, first=""):
    return (
        f"date = {shown(index[0])}: {why}, and reading it wrongly is a look at the future; "
        f"give {first}stamp='start' or stamp='end'"
    )


def _words(length):
    seconds = int(length.total_seconds())
    for name, size in (("days", 86400), ("hours", 3600), ("minutes", 60), ("seconds", 1)):
        if seconds % size == 0:
            return counted(str(seconds // size), name)
    return str(length)
