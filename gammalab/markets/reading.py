"""What all readers do: the chosen columns as numbers by date, in order, each moment once."""

from __future__ import annotations

import numpy as np

from .._validate import fail
from . import columns, suspects
from .instruments import one_instrument, one_series
from .moments import moments_of
from .notes import Notes
from .numerals import decimal_mark, floats
from .rows import (
    holes,
    in_order,
    not_a_day_late,
    once,
    table_by,
    turned,
    without_filled_weekends,
)
from .stamps import DAY, in_zone, known_when, step_of, without_jitter, without_unended

FORMATS = {
    "yahoo": dict(stamp="day"),
    "cboe": dict(stamp="day", dates="month first"),
    "binance": dict(stamp="start"),
    "deribit": dict(stamp="start"),
}
_ENDED = ("confirm", "confirmed", "complete", "is closed", "is final", "is complete")
FEW = 0.1  # of rows may be of bars that had not ended


def known_of(format):
    """What a format's name says of its files; nothing for None."""
    if format is None:
        return {}
    if not isinstance(format, str) or format not in FORMATS:
        fail("format", format, "one of " + ", ".join(map(repr, FORMATS)))
    return FORMATS[format]


def objects(cells):
    """Cells as an array of text."""
    return np.array(cells, dtype=object)


def sample_of(table, positions):
    """The sample of some columns, as `decimal_mark` takes it."""
    return {str(k): objects(table.column(k)) for k in positions}


def read_columns(table, notes, day, clock, wanted, dates, decimal, unit, tz, dated=True):
    """({role: floats}, index, lines, moments) of the columns that are wanted; blank lines and
    headers that come again are left out. dated: a second date is of a contract, not of a payment.
    """
    if decimal not in (None, ".", ","):
        fail("decimal", decimal, "'.' or ','")
    one_instrument(table)
    text = {day} if clock is None else {day, clock}
    unclear = decimal is not None or _needs_text(table, set(wanted.values()))
    got = table.read([*text, *wanted.values()], text | (set(wanted.values()) if unclear else set()))
    stamps, lines = got[day], table.lines
    name = table.names[day] or "date"
    again = np.array([not cell[:1].isdigit() and cell != "" for cell in stamps], bool)
    again[again] = [table.headed and cell in name for cell in stamps[again]]
    if again.any():
        _same_header(table, got, again, wanted, lines, notes)
        notes.dropped("the header again", lines[again])
    empty = stamps == ""
    for k in wanted.values() if empty.any() else ():
        written = got[k].dtype.kind == "O"
        empty &= np.array([not cell.strip() for cell in got[k]]) if written else np.isnan(got[k])
    keep = ~(again | empty | _not_ended(table, lines, notes))
    lines = lines[keep]
    stamps = stamps[keep]
    if clock is not None:
        stamps = np.array(columns.with_clock(stamps, got[clock][keep]), object)
    if (stamps == "").any():
        k = int(np.argmax(stamps == ""))
        raise ValueError(f"{notes.at(lines[k])}: a number without a date; take the line out")
    cells = {role: got[k][keep] for role, k in wanted.items()}
    shown = {role: table.names[k] or role for role, k in wanted.items()}
    mark, grouped = decimal_mark(
        {shown[role]: column for role, column in cells.items()},
        lines,
        notes,
        decimal,
        beside=_beside(table, day, clock),
    )
    if mark == ",":
        notes.found("the decimal comma" + ", '.' between thousands" * grouped)
    elif grouped:
        notes.found("',' between thousands")
    data, percent = {}, {}
    for role, numbers in cells.items():
        data[role], percent[role] = floats(numbers, lines, shown[role], notes, mark)
    found = moments_of(stamps, lines, name, notes, dates, unit)
    one_series(table, found.index, keep, {day, clock, *wanted.values()}, dated)
    found.percent = percent
    back = turned(found.index, lines, notes)
    if back is not None:
        found.index = found.index[back]
        found.zoned = None if found.zoned is None else found.zoned[back]
        data, lines = {role: values[back] for role, values in data.items()}, lines[back]
    found.index = without_jitter(found.index, lines, notes)
    return data, in_zone(found, tz, lines, notes), lines, found


def _same_header(table, got, again, wanted, lines, notes):
    """ValueError where a header that comes again is of other columns."""
    for k in wanted.values():
        for line, cell in zip(lines[again], got[k][again], strict=True):
            if str(cell).strip() not in table.names[k]:
                raise ValueError(
                    f"{notes.at(line)}: a second header, with {cell!r} where the first has "
                    f"{table.names[k]!r}: two tables in one; give each by itself"
                )


def _not_ended(table, lines, notes):
    """Rows of bars that had not ended when the file was taken, where a column says so."""
    bad = np.zeros(len(lines), bool)
    for k, name in enumerate(table.names):
        if columns.plain(name) in _ENDED:
            said = np.array([str(c).strip().lower() for c in table.read([k], {k})[k]], object)
            no = np.isin(said, ("0", "false"))
            if 0 < no.sum() <= FEW * len(no) and np.isin(said, ("1", "true"))[~no].any():
                notes.dropped(f"of a bar that had not ended, as column {name!r} says", lines[no])
                bad |= no
    return bad


def _needs_text(table, positions):
    """Whether numbers in plain writing might still mean thousands: "1.234" everywhere."""
    try:
        decimal_mark(sample_of(table, positions), range(len(table.sample)), Notes())
    except ValueError:
        return True
    return False


def _beside(table, day, clock):
    """The sample of the other columns: what they say of the decimal mark counts, too."""
    return sample_of(table, [k for k in range(len(table.names)) if k not in (day, clock)])


def tidy(
    data, index, lines, found, notes, *, bars, stamp, known, keep, zeros, scaled=False, checks=True
):
    """(table, lines, holes): rows with a price, in order, each moment once, stamped when known."""
    blank = np.isnan(data["close"])
    notes.dropped("without a price", lines[blank])
    if blank.all():
        raise ValueError(
            f"source = {notes.source}: no row has a price in the column that was chosen"
        )
    table = table_by(index, data)[~blank]
    lines = lines[~blank]
    if scaled:
        factor = table["close"] / table.pop("scale")
        for name in [n for n in ("open", "high", "low") if n in table]:
            table[name] = table[name] * factor
    hours = found.hours and index.tz is None
    table, lines = in_order(table, lines, notes, hours)
    table, lines = once(table, lines, notes, keep, hours)
    if checks:
        table, lines = suspects.above_zero(table, lines, zeros, notes)
        if not len(table):
            raise ValueError(f"source = {notes.source}: no price is above 0")
        table, lines, filled = without_filled_weekends(table, lines, notes)
        if step_of(table.index)[0] >= DAY:
            if stamp is None:
                not_a_day_late(table, lines, notes)
            suspects.stuck(table, lines, filled, notes)
    table, lines = without_unended(table, lines, stamp or known, notes)
    table.index = known_when(table.index, found, bars, stamp, known, notes).rename("date")
    if not table.index.is_unique:
        k = int(np.argmax(table.index.duplicated()))
        raise ValueError(
            f"{notes.at(lines[k])}: {table.index[k]} is there twice once its hour is left out; "
            "stamp = "
            f"{stamp!r} does not fit"
        )
    return table, lines, holes(table.index, notes) if checks else []
