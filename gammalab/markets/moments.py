"""Dates and times as people write them, to moments; and what a file cannot tell about them.

Understood: year first, day first, month first, two-digit years, English names of months, hours in
24 or 12, offsets from UTC, and counts of seconds, milliseconds, microseconds or nanoseconds since
1970. Which of day and month comes first is decided by all dates of a file together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from .._frames import pandas
from .._validate import fail
from .notes import Notes

ORDERS = ("day first", "month first", "year first", "excel")
UNITS = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
ENOUGH = 5  # dates whose order in time may decide between day and month first
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_TIME = (
    r"(?P<time>(?:[T ,]\s*)?\d{1,2}:\d{2}(?::\d{2}(?P<part>\.\d+)?)?\s*(?P<half>[ap]\.?m\.?)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}(?::?00)?)?"
)
_DATE = re.compile(
    r"(?P<date>(?P<year>(?:19|20)\d{2})(?P<s1>[-/.])\d{1,2}(?P=s1)\d{1,2}"
    r"|(?P<compact>(?:19|20)\d{6})(?P<clock>[ T]?(?:\d{6}|\d{4}))?"
    r"|\d{1,2}(?P<s2>[-/.])\d{1,2}(?P=s2)(?P<end>\d{4}|\d{2})"
    r"|(?P<named>(?:[a-z]{3,9}\.?,?\s+)?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\.?[-/ ]{_MONTH},?[-/ ]\d{{2,4}}"
    rf"|{_MONTH}[-/ ]\d{{1,2}}(?:st|nd|rd|th)?,?[-/ ]\d{{4}}|\d{{4}}[-/ ]{_MONTH}[-/ ]\d{{1,2}})))"
    + _TIME,
    re.I,
)
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
    pd = pandas()
    cells = np.array([cell.strip() if isinstance(cell, str) else cell for cell in cells], object)
    filled = cells != ""
    first = cells[filled][0] if filled.any() else ""
    if dates == "excel" or unit or _COUNT.fullmatch(first) and not _DATE.fullmatch(first):
        return _counted(cells, lines, filled, name, notes, dates, unit)
    if re.fullmatch(r"\d{5}(\.\d+)?", first):
        raise ValueError(
            f"{notes.at(lines[0])}, {name} = {first!r}: if these are Excel's day numbers, give "
            "dates='excel'"
        )
    found = np.full(len(cells), np.datetime64("NaT", "us"))
    local = found.copy()
    todo, zones = filled.copy(), np.zeros(len(cells), bool)
    hours, agreed = False, None
    for _ in range(40):
        open_ = np.flatnonzero(todo)
        if not open_.size:
            break
        k = open_[0]
        choices, zoned, tidy, timed = _formats(cells[k])
        if not choices:
            raise ValueError(
                f"{notes.at(lines[k])}, {name} = {cells[k]!r}: no date can be made of it; take the "
                "line out, or name another column (date=...)"
            )
        part = cells[open_]
        if tidy:
            part = np.array([_tidy(cell) for cell in part], object)
        tried = {}
        for order, form in choices:
            read = pd.to_datetime(
                pd.Series(part, dtype=object), format=form, errors="coerce", utc=zoned
            )
            tried[order] = (
                read.dt.tz_localize(None).to_numpy("datetime64[us]")
                if zoned
                else (read.to_numpy("datetime64[us]"))
            )
        asked = dates or (agreed if agreed in tried else None)
        order = _order(tried, cells[open_], lines[open_], name, notes, asked)
        agreed = order or agreed
        read = tried[order]
        good = ~np.isnat(read)
        if not good[0]:
            raise ValueError(f"{notes.at(lines[k])}, {name} = {cells[k]!r}: there is no such day")
        found[open_[good]] = read[good]
        if zoned:
            zones[open_[good]] = True
            away = np.array([_offset(cell) for cell in part[good]], "timedelta64[m]")
            local[open_[good]] = read[good] + away
        todo[open_[good]] = False
        hours |= timed
        said = "" if order in ("", "year first") else f", the {order}"
        notes.found(f"dates such as {cells[k]!r}{said}")
        if re.search(r"\D\d\d$|^\d\d\D\d\d\D\d\d\b", cells[k]) and not re.search(
            r"\d{4}", cells[k]
        ):
            _past(cells, found, lines, name, notes)
            notes.assumed("years of two digits lie between 1969 and 2068")
    else:
        raise ValueError(
            f"{notes.at(lines[open_[0]])}, {name} = {cells[open_[0]]!r}: too many ways of writing "
            "dates"
        )
    if zones.any() and not zones[filled].all():
        k = int(np.flatnonzero(filled & ~zones)[0])
        raise ValueError(
            f"{notes.at(lines[k])}, {name} = {cells[k]!r} has no offset from UTC, others have one: "
            "write all of them alike"
        )
    index, some = pd.DatetimeIndex(found), bool(zones.any())
    written = pd.DatetimeIndex(local) if some else None
    alike = some and bool((written == index)[filled].all())
    return Moments(index, some, hours, counts=alike, zoned=written)


def _past(cells, found, lines, name, notes):
    """ValueError where two digits of a year make a date of the future, but for expiries."""
    late = found > np.datetime64("now") + np.timedelta64(7, "D")
    if name != "expires" and late.any():
        k = int(np.argmax(late))
        raise ValueError(
            f"{notes.at(lines[k])}, {name} = {cells[k]!r}: with {str(found[k])[:4]} a date of the "
            "future; write its year with four digits"
        )


def _counted(cells, lines, filled, name, notes, dates, unit):
    """Counts since 1970, or of Excel's days, as moments."""
    pd = pandas()
    values = pd.to_numeric(pd.Series(cells[filled], dtype=object), errors="coerce")
    bad = values.isna().to_numpy()
    if bad.any():
        k = np.flatnonzero(filled)[np.argmax(bad)]
        raise ValueError(
            f"{notes.at(lines[k])}, {name} = {cells[k]!r}: a count is expected, as in the first row"
        )
    found = np.full(len(cells), np.datetime64("NaT", "us"))
    if dates == "excel":
        days = values.to_numpy(float)
        found[filled] = np.datetime64("1899-12-30", "us") + np.round(days * 86_400e6).astype(
            "m8[us]"
        )
        notes.found("Excel's day numbers, counted from 1900")
        return Moments(pd.DatetimeIndex(found), hours=bool((days % 1).any()))
    counts = values.to_numpy(float)
    whole = values.to_numpy().astype("int64") if values.dtype.kind in "iu" else None
    micro = np.zeros(len(counts), "int64")
    used = {}
    units = (
        np.select([_within(counts, u) for u in UNITS], list(UNITS), "") if unit is None else None
    )
    for u, per_second in UNITS.items():
        mine = units == u if units is not None else np.full(len(counts), u == unit)
        if not mine.any():
            continue
        used[u] = np.asarray(lines)[filled][mine]
        if whole is not None:
            micro[mine] = (
                whole[mine] * (1_000_000 // per_second)
                if per_second <= 1_000_000
                else (whole[mine] // (per_second // 1_000_000))
            )
        else:
            micro[mine] = np.round(counts[mine] * (1_000_000 / per_second)).astype("int64")
    if units is not None and (units == "").any():
        k = np.flatnonzero(filled)[np.argmax(units == "")]
        raise ValueError(
            f"{notes.at(lines[k])}, {name} = {cells[k]!r}: no count since 1970 that leads to the "
            "years "
            "1980 to 2100; give unit='s', 'ms', 'us' or 'ns' if it is right"
        )
    found[filled] = micro.astype("datetime64[us]")
    words = {"s": "seconds", "ms": "milliseconds", "us": "microseconds", "ns": "nanoseconds"}
    main = max(used, key=lambda u: len(used[u]))
    notes.found(f"{words[main]} since 1970, in UTC")
    for u, where in used.items():
        if u != main:
            notes.repaired(f"{words[u]} since 1970 among {words[main]}: read as such", where)
    index = pd.DatetimeIndex(found)
    hours = bool((index[filled] != index[filled].normalize()).any())
    return Moments(index, True, hours, counts=True)


def _within(counts, unit):
    return (counts >= 3.15e8 * UNITS[unit]) & (counts < 4.1e9 * UNITS[unit])


def _formats(cell):
    """([(order, format)], whether it has an offset, whether words must be tidied, whether it has an
    hour) for a cell."""
    match = _DATE.fullmatch(cell)
    if match is None:
        return [], False, False, False
    named, zone, time = match["named"] is not None, match["zone"], ""
    odd = match["half"] or zone in ("UTC", "GMT") or "," in (match["time"] or "")
    text = _tidy(cell) if named or odd else cell
    tidy = bool(named or odd)
    if match["clock"]:
        gap = match["clock"][: len(match["clock"]) - len(match["clock"].lstrip(" T"))]
        time = gap + "%H%M%S"[: len(match["clock"].strip(" T"))]
    if match["time"]:
        gap = " " if tidy else match["time"][: len(match["time"]) - len(match["time"].lstrip(" T"))]
        clock = "%I:%M" if match["half"] else "%H:%M"
        clock += ":%S" if match["time"].count(":") == 2 else ""
        clock += ".%f" if match["part"] else ""
        time = gap + clock + (" %p" if match["half"] else "")
    if zone:
        space = " " if re.search(r"\s(Z|[+-]\d\d:?\d\d)(:?00)?$", text) else ""
        time += space + "%z"
    timed = bool(match["time"] or match["clock"])
    if named:
        date = text.split(" ")
        months = "%B" if any(len(w) > 3 and w.isalpha() for w in date[:3]) else "%b"
        if date[0].isalpha():
            forms = [("", f"{months} %d %Y")]
        elif len(date[0]) == 4:
            forms = [("", f"%Y {months} %d")]
        else:
            forms = [("", f"%d {months} {'%Y' if len(date[2]) == 4 else '%y'}")]
    elif match["year"]:
        forms = [("year first", "%Y{0}%m{0}%d".format(match["s1"]))]
    elif match["compact"]:
        forms = [("year first", "%Y%m%d")]
    else:
        s, year = match["s2"], "%Y" if len(match["end"]) == 4 else "%y"
        forms = [("day first", f"%d{s}%m{s}{year}"), ("month first", f"%m{s}%d{s}{year}")]
        if year == "%y":
            forms.append(("year first", f"%y{s}%m{s}%d"))
    return [(order, form + time) for order, form in forms], bool(zone), tidy, timed


def _tidy(cell):
    """A date with words in it, in one way of writing: "03 Aug 2015 3:00 PM"."""
    text = re.sub(r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", "", cell.strip(), flags=re.I)
    if re.search(_MONTH, text, re.I):
        text = re.sub(r"(\d)(st|nd|rd|th)\b", r"\1", text, flags=re.I)
        head, colon, tail = text.partition(":")
        text = re.sub(r"[-/,.]", " ", head) + colon + tail
        text = re.sub(r"\bsept\b", "Sep", text, flags=re.I)
    text = re.sub(r",(?=\s*\d{1,2}:)", " ", text)
    text = re.sub(r"\s*([ap])\.?m\.?", lambda m: f" {m[1].upper()}M", text, flags=re.I)
    text = re.sub(r"\s*(UTC|GMT)$", "+00:00", text)
    return " ".join(text.split())


def _offset(cell):
    """Minutes from UTC at the end of a cell."""
    match = re.search(r"([+-])(\d{2}):?(\d{2})(:?00)?$", cell)
    return (
        0
        if match is None
        else (int(match[2]) * 60 + int(match[3])) * (1 if match[1] == "+" else -1)
    )


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
                f"{wanted}; "
                f"dates = {wanted!r} does not fit"
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
            "as "
            "other lines have it; the file mixes two orders: write all of its dates alike"
        )
    steps = {order: np.diff(tried[order][covered]).astype("int64") for order in fits}
    ordered = [o for o, s in steps.items() if (s >= 0).all() or (s <= 0).all()]
    if len(ordered) == 1 and covered.sum() >= ENOUGH and np.any(steps[ordered[0]]):
        return ordered[0]
    raise ValueError(
        f"{notes.at(lines[0])}, {name} = {cells[0]!r}: all dates of the file fit "
        f"{' and '.join(map(repr, fits))}; give {' or '.join(f'dates={o!r}' for o in fits)}"
    )
