"""Dates and times as people write them, to moments; and what a file cannot tell about them.

Understood: year first, day first, month first, two-digit years, English names of months, hours in
24 or 12, offsets from UTC, and counts of seconds, milliseconds, microseconds or nanoseconds since
1970. Which of day and month comes first is decided by all dates of a file together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .._frames import pandas
from .._validate import fail
from .notes import Notes

ORDERS = ("day first", "month first", "year first", "excel")
UNITS = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
_EXCEL = np.datetime64("1899-12-30", "us")  # its day 0
WAYS = 40  # of writing dates in one file, at most
ENOUGH = 5  # dates whose order in time may decide between day and month first
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_TIME = (
    r"(?P<time>(?:[T ,:]\s*)?\d{1,2}:\d{2}(?::\d{2}(?P<part>\.\d+)?)?\s*(?P<half>[ap]\.?m\.?)?)?"
    r"\s*(?P<zone>Z|(?:UTC|GMT)?[+-]\d{2}:?\d{2}(?::?00)?|UTC|GMT)?"
)
_DATE = re.compile(
    r"(?P<date>(?P<year>(?:19|20)\d{2})(?P<s1>[-/.])\d{1,2}(?P=s1)\d{1,2}"
    r"|(?P<compact>(?:19|20)\d{6})(?P<clock>[ T]?(?:\d{6}|\d{4}))?"
    r"|\d{1,2}(?P<s2>[-/.])\d{1,2}(?P=s2)(?P<end>\d{4}|\d{2})"
    r"|(?P<named>(?:[a-z]{3,9}\.?,?\s+)?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\.?[-/ ]{_MONTH},?[-/ ]\d{{2,4}}|\d{{1,2}}{_MONTH}\d{{2,4}}"
    rf"|{_MONTH}[-/ ]\d{{1,2}}(?:st|nd|rd|th)?,?[-/ ]\d{{4}}|\d{{4}}[-/ ]{_MONTH}[-/ ]\d{{1,2}})))"
    + _TIME,
    re.I,
)
_SHORT_YEAR = re.compile(r"\D\d\d$|^\d\d\D\d\d\D\d\d\b")
_COUNT = re.compile(r"\d{9,10}(\.\d*)?|\d{12,13}(\.\d*)?|\d{15,16}(\.0*)?|\d{18,19}")


@dataclass
class Moments:
    """What was read: `index`, a DatetimeIndex in no order yet, NaT where blank; `utc`, whether the
    moments are of that clock; `hours`, whether any has one; `counts`, whether they were counts, or
    UTC as they are; `zoned`, local times as written, where offsets were given."""

    index: object
    utc: bool = False
    hours: bool = False
    counts: bool = False
    zoned: object = None


def date_like(cell) -> bool:
    """Whether a cell looks like a date or a count since 1970."""
    text = cell.strip()
    if len(text) < 6:
        return False
    return bool(_DATE.fullmatch(text)) or bool(_COUNT.fullmatch(text) and _unit(float(text)))


def no_date(cell) -> str:
    """Why a cell is no date, and what to do."""
    text = cell.strip()
    zone = re.search(r"\d\s+\(?([A-Z]\w+/\w+|[A-Z]{2,5})\)?$", text)
    if zone:
        return (
            f"{zone[1]!r} is a time zone in letters; write offsets from UTC (-05:00), or leave it "
            "out and give tz="
        )
    if re.fullmatch(r"\d{1,2}", text):
        return "a date needs its year, month and day in one column"
    if re.fullmatch(rf"(19|20)\d{{2}}[-/. ]?(w|q|m)?\d{{1,2}}|{_MONTH}[-/ ]*\d{{2,4}}", text, re.I):
        return "no day of the month is named; write the day whose close it is"
    if re.fullmatch(rf"\d{{1,2}}[-/. ]*{_MONTH}|{_MONTH}[-/. ]*\d{{1,2}}", text, re.I):
        return "no year is named"
    if re.fullmatch(r"\d{1,2}\.?[-/ ]*[^\W\d]{3,}\.?[-/ ]*\d{2,4}", text):
        return "names of months must be English"
    return "no date can be made of it; take the line out, or name another column (date=...)"


def _no_such(cell):
    """What is wrong with a date that looks like one."""
    if re.search(r"[^\W\d]{4,}", cell):
        return "there is no such day; names of months must be English"
    return "there is no such day" + " or hour" * (":" in cell)


def _unit(value):
    """The unit in which a count since 1970 falls between 1980 and 2100; "" if none."""
    for unit, per_second in UNITS.items():
        if 3.15e8 <= value / per_second < 4.1e9:
            return unit
    return ""


def moments_of(cells, lines, name, notes: Notes, dates=None, unit=None) -> Moments:
    """A column of text as moments.

    dates: one of ORDERS, where the file leaves it open; unit: of counts since 1970. Errors:
    ValueError naming the line, the value, and the argument that would decide.
    """
    if dates is not None and dates not in ORDERS:
        fail("dates", dates, "one of " + ", ".join(map(repr, ORDERS)))
    if unit is not None and unit not in UNITS:
        fail("unit", unit, "one of " + ", ".join(map(repr, UNITS)))
    found = _moments_of(cells, lines, name, notes, dates, unit)
    if name != "expires" and dates is None and unit is None:
        _past(cells, found.index.to_numpy("datetime64[us]"), lines, name, notes)
    return found


def _moments_of(cells, lines, name, notes, dates, unit):
    cells = np.array([cell.strip() if isinstance(cell, str) else cell for cell in cells], object)
    filled = cells != ""
    first = cells[filled][0] if filled.any() else ""
    if dates == "excel":
        return _excel_days(cells, lines, filled, name, notes)
    if unit or _COUNT.fullmatch(first) and not _DATE.fullmatch(first):
        return _counted(cells, lines, filled, name, notes, unit)
    if re.fullmatch(r"\d{5}(\.\d+)?", first):
        day = _EXCEL + np.timedelta64(int(float(first)), "D")
        raise ValueError(
            f"{notes.at(lines[0])}, {name} = {first!r}: if these are Excel's day numbers, so that "
            f"it is {str(day)[:10]}, give dates='excel'"
        )
    return _written(cells, lines, filled, name, notes, dates)


def _written(cells, lines, filled, name, notes, dates):
    """Dates in figures and words: those that are written like the first, then like the first of
    the others, and so on."""
    pd = pandas()
    found = np.full(len(cells), np.datetime64("NaT", "us"))
    local, zones, todo = found.copy(), np.zeros(len(cells), bool), filled.copy()
    hours, agreed = False, None
    for _ in range(WAYS):
        if not todo.any():
            break
        open_ = np.flatnonzero(todo)
        k, part = open_[0], cells[open_]
        way = _way(cells[k])
        if way is None:
            raise ValueError(f"{notes.at(lines[k])}, {name} = {cells[k]!r}: {no_date(cells[k])}")
        tried = _tried(way, part)
        asked = dates or (agreed if agreed in tried else None)
        order = _order(tried, part, lines[open_], name, notes, asked)
        agreed, read = order or agreed, tried[order]
        if np.isnat(read[0]):
            raise ValueError(f"{notes.at(lines[k])}, {name} = {cells[k]!r}: {_no_such(cells[k])}")
        good = ~np.isnat(read)
        rows = open_[good]
        found[rows], todo[rows] = read[good], False
        if way.zoned:
            zones[rows] = True
            local[rows] = read[good] + np.array([_offset(c) for c in part[good]], "m8[m]")
        hours |= way.timed
        said = "" if order in ("", "year first") else f", the {order}"
        notes.found(f"dates such as {cells[k]!r}{said}")
        if _SHORT_YEAR.search(cells[k]) and not re.search(r"\d{4}", cells[k]):
            _past(cells, found, lines, name, notes, "write its year with four digits")
            notes.assumed("years of two digits lie between 1969 and 2068")
    else:
        at = np.flatnonzero(todo)
        if at.size:
            raise ValueError(
                f"{notes.at(lines[at[0]])}, {name} = {cells[at[0]]!r}: too many ways of writing "
                "dates"
            )
    if zones.any() and not zones[filled].all():
        k = int(np.flatnonzero(filled & ~zones)[0])
        raise ValueError(
            f"{notes.at(lines[k])}, {name} = {cells[k]!r} has no offset from UTC, others have one: "
            "write all of them alike"
        )
    index, zoned = pd.DatetimeIndex(found), bool(zones.any())
    written = pd.DatetimeIndex(local) if zoned else None
    alike = zoned and bool((written == index)[filled].all())
    return Moments(index, zoned, hours, counts=alike, zoned=written)


def _tried(way, cells):
    """{order: moments in UTC or as written, NaT where it does not fit}."""
    pd = pandas()
    text = pd.Series([_tidy(cell) for cell in cells] if way.tidy else cells, dtype=object)
    tried = {}
    for order, form in way.choices:
        read = pd.to_datetime(text, format=form, errors="coerce", utc=way.zoned)
        read = read.dt.tz_localize(None) if way.zoned else read
        tried[order] = read.to_numpy("datetime64[us]")
    return tried


def _past(cells, found, lines, name, notes, way=None):
    """ValueError where a year makes a date of the future, but for expiries."""
    late = found > np.datetime64("now") + np.timedelta64(7, "D")
    if name != "expires" and late.any():
        k = int(np.argmax(late))
        if way is None:
            way = "is its year another calendar's? If it is right, give " + (
                "unit=, of its counts" if _COUNT.fullmatch(str(cells[k]).strip()) else
                "dates='year first', or the order that it has"
            )  # fmt: skip
        raise ValueError(
            f"{notes.at(lines[k])}, {name} = {cells[k]!r}: with {str(found[k])[:4]} a date of the "
            f"future; {way}"
        )


def _numbers(cells, lines, filled, name, notes):
    """Counts, as numbers."""
    pd = pandas()
    values = pd.to_numeric(pd.Series(cells[filled], dtype=object), errors="coerce")
    bad = values.isna().to_numpy()
    if bad.any():
        k = np.flatnonzero(filled)[np.argmax(bad)]
        raise ValueError(
            f"{notes.at(lines[k])}, {name} = {cells[k]!r}: a count is expected, as in the first row"
        )
    return values.to_numpy()


def _excel_days(cells, lines, filled, name, notes):
    """Excel's day numbers as moments."""
    days = _numbers(cells, lines, filled, name, notes).astype(float)
    found = np.full(len(cells), np.datetime64("NaT", "us"))
    found[filled] = _EXCEL + np.round(days * 86_400e6).astype("m8[us]")
    notes.found("Excel's day numbers, counted from 1900")
    return Moments(pandas().DatetimeIndex(found), hours=bool((days % 1).any()))


def _counted(cells, lines, filled, name, notes, unit):
    """Counts since 1970 as moments, each in the unit that leads to our years, or in that given."""
    values = _numbers(cells, lines, filled, name, notes)
    counts = values.astype(float)
    units = np.select([_within(counts, u) for u in UNITS], list(UNITS), "")
    if unit is not None:
        units = np.full(len(counts), unit)
    if (units == "").any():
        k = np.flatnonzero(filled)[np.argmax(units == "")]
        raise ValueError(
            f"{notes.at(lines[k])}, {name} = {cells[k]!r}: no count since 1970 that leads to the "
            "years 1980 to 2100; give unit='s', 'ms', 'us' or 'ns' if it is right"
        )
    micro, used = np.zeros(len(counts), "int64"), {}
    for u, per_second in UNITS.items():
        mine = units == u
        if mine.any():
            used[u] = np.asarray(lines)[filled][mine]
            micro[mine] = _micro(values[mine], per_second)
    words = {"s": "seconds", "ms": "milliseconds", "us": "microseconds", "ns": "nanoseconds"}
    main = max(used, key=lambda u: len(used[u]))
    notes.found(f"{words[main]} since 1970, in UTC")
    for u, where in used.items():
        if u != main:
            notes.repaired(f"{words[u]} since 1970 among {words[main]}: read as such", where)
    found = np.full(len(cells), np.datetime64("NaT", "us"))
    found[filled] = micro.astype("datetime64[us]")
    index = pandas().DatetimeIndex(found)
    hours = bool((index[filled] != index[filled].normalize()).any())
    return Moments(index, True, hours, counts=True)


def _micro(values, per_second):
    """Counts as microseconds; whole ones without a detour through floats."""
    if values.dtype.kind not in "iu":
        return np.round(values * (1_000_000 / per_second)).astype("int64")
    values = values.astype("int64")
    if per_second <= 1_000_000:
        return values * (1_000_000 // per_second)
    return values // (per_second // 1_000_000)


def _within(counts, unit):
    return (counts >= 3.15e8 * UNITS[unit]) & (counts < 4.1e9 * UNITS[unit])


class _Way(NamedTuple):
    """A way of writing dates: choices of (order, format); whether it has an offset, words or marks
    that must be made alike first, and hours."""

    choices: list
    zoned: bool
    tidy: bool
    timed: bool


def _way(cell):
    """The way in which a cell is written; None if it is no date."""
    match = _DATE.fullmatch(cell)
    if match is None:
        return None
    zone, time = match["zone"] or "", match["time"] or ""
    tidy = bool(match["named"] or match["half"] or zone[:3].upper() in ("UTC", "GMT"))
    tidy |= time[:1] in (",", ":")
    text = _tidy(cell) if tidy else cell
    form = ""
    if match["clock"]:
        digits = match["clock"].lstrip(" T")
        form = match["clock"][: -len(digits)] + "%H%M%S"[: len(digits)]
    if time:
        form = " " if tidy else time[: len(time) - len(time.lstrip(" T"))]
        form += "%I:%M" if match["half"] else "%H:%M"
        form += ":%S" * (time.count(":") - (time[0] == ":") == 2)
        form += ".%f" * bool(match["part"]) + " %p" * bool(match["half"])
    if zone:
        form += " " * bool(re.search(r"\s(Z|[+-]\d\d:?\d\d)(:?00)?$", text)) + "%z"
    choices = [(order, date + form) for order, date in _dates(match, text)]
    return _Way(choices, bool(zone), tidy, bool(time or match["clock"]))


def _dates(match, text):
    """[(order, format of the day)] that a date may have."""
    if match["named"]:
        words = text.split(" ")
        months = "%B" if any(len(w) > 3 and w.isalpha() for w in words[:3]) else "%b"
        if words[0].isalpha():
            return [("", f"{months} %d %Y")]
        if len(words[0]) == 4:
            return [("", f"%Y {months} %d")]
        return [("", f"%d {months} {'%Y' if len(words[2]) == 4 else '%y'}")]
    if match["compact"]:
        return [("year first", "%Y%m%d")]
    if match["year"]:
        return [("year first", "%Y{0}%m{0}%d".format(match["s1"]))]
    s, year = match["s2"], "%Y" if len(match["end"]) == 4 else "%y"
    found = [("day first", f"%d{s}%m{s}{year}"), ("month first", f"%m{s}%d{s}{year}")]
    return found + [("year first", f"%y{s}%m{s}%d")] * (year == "%y")


def _tidy(cell):
    """A date with words in it, in one way of writing: "03 Aug 2015 3:00 PM"."""
    text = re.sub(r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", "", cell.strip(), flags=re.I)
    if re.search(_MONTH, text, re.I):
        text = re.sub(r"(\d)(st|nd|rd|th)\b", r"\1", text, flags=re.I)
        text = re.sub(r"^(\d{1,2})([a-z]{3,9})(\d{2,4})", r"\1 \2 \3", text, flags=re.I)
        text = re.sub(r"(\d{4}):(?=\d\d?:)", r"\1 ", text)
        head, colon, tail = text.partition(":")
        text = re.sub(r"[-/,.]", " ", head) + colon + tail
        text = re.sub(r"\bsept\b", "Sep", text, flags=re.I)
    text = re.sub(r",(?=\s*\d{1,2}:)", " ", text)
    text = re.sub(r"^([^\s:a-z]*):(?=\d\d?:\d\d)", r"\1 ", text, flags=re.I)
    text = re.sub(r"\s*([ap])\.?m\.?", lambda m: f" {m[1].upper()}M", text, flags=re.I)
    text = re.sub(r"\s*(UTC|GMT)([+-])", r"\2", text, flags=re.I)
    text = re.sub(r"\s*(UTC|GMT)$", "+00:00", text, flags=re.I)
    return " ".join(text.split())


def _offset(cell):
    """Minutes from UTC at the end of a cell."""
    match = re.search(r"([+-])(\d{2}):?(\d{2})(:?00)?$", cell)
    if match is None:
        return 0
    minutes = int(match[2]) * 60 + int(match[3])
    return minutes if match[1] == "+" else -minutes


def _order(tried, cells, lines, name, notes, wanted):
    """Which order of day, month and year fits all of these dates."""
    if len(tried) == 1:
        return next(iter(tried))
    covered = np.any([~np.isnat(read) for read in tried.values()], axis=0)
    if wanted is not None:
        if wanted not in tried:
            fail("dates", wanted, f"an order that fits {cells[0]!r}")
        bad = covered & np.isnat(tried[wanted])
        if bad.any():
            k = int(np.argmax(bad))
            raise ValueError(
                f"{notes.at(lines[k])}, {name} = {cells[k]!r}: there is no such day with the "
                f"{wanted}; dates = {wanted!r} does not fit"
            )
        return wanted
    fits = [order for order, read in tried.items() if not np.isnat(read[covered]).any()]
    if len(fits) == 1:
        return fits[0]
    if not fits:
        order = min(tried, key=lambda o: np.isnat(tried[o][covered]).sum())
        k = int(np.flatnonzero(covered & np.isnat(tried[order]))[0])
        raise ValueError(
            f"{notes.at(lines[k])}, {name} = {cells[k]!r}: there is no such day with the {order}, "
            "as other lines have it; the file mixes two orders: write all of its dates alike"
        )
    steps = {order: np.diff(tried[order][covered]).astype("int64") for order in fits}
    ordered = [o for o, s in steps.items() if (s >= 0).all() or (s <= 0).all()]
    if len(ordered) == 1 and covered.sum() >= ENOUGH and np.any(steps[ordered[0]]):
        return ordered[0]
    raise ValueError(
        f"{notes.at(lines[0])}, {name} = {cells[0]!r}: all dates of the file fit "
        f"{' and '.join(map(repr, fits))}; give {' or '.join(f'dates={o!r}' for o in fits)}"
    )
