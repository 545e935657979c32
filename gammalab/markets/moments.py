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
from .ways import DATE, alike, no_date, no_such, offset, way_of, western

ORDERS = ("day first", "month first", "year first", "excel")
UNITS = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
_EXCEL = np.datetime64("1899-12-30", "us")  # its day 0
WAYS = 40  # of writing dates in one file, at most
ENOUGH = 5  # dates whose order in time may decide between day and month first
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
    text = western(cell.strip())
    if len(text) < 6:
        return False
    return bool(DATE.fullmatch(text)) or bool(_COUNT.fullmatch(text) and _unit(float(text)))


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
    if unit or _COUNT.fullmatch(first) and not DATE.fullmatch(first):
        return _counted(cells, lines, filled, name, notes, unit)
    if re.fullmatch(r"\d{5}([.,]\d+)?", first):
        day = _EXCEL + np.timedelta64(int(first[:5]), "D")
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
        k = open_[0]
        if western(cells[k]) != cells[k]:  # not asked of each cell: most files have none
            cells[open_] = [western(cell) for cell in cells[open_]]
        part = cells[open_]
        way = way_of(cells[k])
        if way is None:
            raise ValueError(f"{notes.at(lines[k])}, {name} = {cells[k]!r}: {no_date(cells[k])}")
        tried = _tried(way, part)
        asked = dates or (agreed if agreed in tried else None)
        order = _order(tried, part, lines[open_], name, notes, asked)
        agreed, read = order or agreed, tried[order]
        if np.isnat(read[0]):
            raise ValueError(f"{notes.at(lines[k])}, {name} = {cells[k]!r}: {no_such(cells[k])}")
        good = ~np.isnat(read)
        rows = open_[good]
        found[rows], todo[rows] = read[good], False
        if way.zoned:
            zones[rows] = True
            local[rows] = read[good] + np.array([offset(c) for c in part[good]], "m8[m]")
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
    text = pd.Series([alike(cell) for cell in cells] if way.tidy else cells, dtype=object)
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
    cells = np.array([str(cell).replace(",", ".") for cell in cells], object)
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
