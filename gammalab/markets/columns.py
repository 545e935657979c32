"""Which column is what: by its name, and where there is none, by what stands in it."""

from __future__ import annotations

import re
import unicodedata

from .._validate import fail
from .another import BEFORE
from .moments import date_like
from .notes import Notes
from .numerals import is_blank, number_like
from .vocabulary import CLOSE, DATES, HOURS, OTHERS, SETTLED

CLOCK = re.compile(r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(\s*[ap]\.?m\.?)?", re.I)
_BARE_CLOCK = re.compile(r"([01]?\d|2[0-3])?[0-5]?\d([0-5]\d)?(\.0)?")  # 0930, 930, 93000
QUOTED = ("time", "zeit", "uhrzeit", "quote time", "ms of day")  # others may be of the trades
_NO_PRICE = re.compile(
    r"vol\b|volume|trades|count|(?<!ex)change|chg|%|turnover|amount|dividend|split|quote|taker|ignore"
    r"|open interest|symbol|ticker|name"
)


def plain(name) -> str:
    """A name without marks and capitals: "<CLOSE>" and "4. close" are "close"."""
    text = unicodedata.normalize("NFC", str(name))
    text = text if text.isupper() else re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    text = re.sub(r"[^\w%]+|_", " ", text.lower()).strip()
    text = re.sub(r"^(adj )?close (adjusted )?close price adjusted for splits.*", r"\1close", text)
    return re.sub(r"^\d+ ", "", text)


def named(table, wanted, argument):
    """The position of a column that the caller chose, by name or number from 0."""
    names = table.names
    if isinstance(wanted, int) and not isinstance(wanted, bool):
        if -len(names) <= wanted < len(names):
            return wanted % len(names)
    elif isinstance(wanted, str):
        for same in (lambda n: n == wanted, lambda n: plain(n) == plain(wanted)):
            found = [k for k, name in enumerate(names) if name and same(name)]
            if len(found) == 1:
                return found[0]
    shown = ", ".join(repr(n) for n in names) if table.headed else f"{len(names)}, without names"
    fail(argument, wanted, f"the name of one column or its number from 0; there are: {shown}")


def date_column(table, notes: Notes, chosen=None, skip=()):
    """The position of the column with the dates. Errors: ValueError where several may be it."""
    if chosen is not None:
        return named(table, chosen, "date")
    full = []
    for k in range(len(table.names)):
        cells = [cell for cell in table.column(k) if cell.strip()]
        good = sum(map(date_like, cells))
        if k not in skip and good > 0.9 * len(cells) and good:
            full.append(k)
    plain_names = [plain(name) for name in table.names]
    full = [k for k in full if not _NO_PRICE.search(plain_names[k])] or full
    for preferred in (("close time", "time close"), DATES):
        by_name = [k for k in full if plain_names[k] in preferred]
        if preferred is DATES and not by_name:
            by_name = [
                k for k in full if set(plain_names[k].split()) & {"date", "datetime", "timestamp"}
            ]
        if len(by_name) == 1:
            full = by_name
            break
    written = [k for k in full if not all(_counts(c) for c in table.column(k) if c.strip())]
    if len(full) > 1 and len(written) == 1:
        full = written
    if len(full) > 1 and not table.headed:
        full = full[:1]
        notes.assumed("the first column with dates is the one")
    if not full:  # dates of a kind that an argument may explain
        full = [k for k, name in enumerate(plain_names) if name in DATES]
    if len(full) == 1:
        if table.headed:
            notes.found(f"column {table.names[full[0]]!r} is the date")
        else:
            notes.found("dates found")
        return full[0]
    if table.misfit:
        raise ValueError(table.misfit)
    shown = ", ".join(repr(table.names[k]) for k in full or range(len(table.names)))
    many = "several columns hold dates" if full else "no column holds dates"
    raise ValueError(f"{many}: {shown}; give date= the name of the right one")


def _counts(cell):
    return bool(re.fullmatch(r"[\d.]+", cell.strip())) and not re.fullmatch(
        r"(19|20)\d{6}", cell.strip()
    )


def clock_column(table, date):
    """The position of a column with the hours that belong to a column of days, or None.

    Under a name of hours, or none, they may be 9:30 or 0930; under any other only 9:30, and only
    where most days come more than once.
    """
    days = table.column(date)
    if any(":" in day for day in days):
        return None
    again = 2 * len(set(days)) <= len(days)
    found = []
    for k, name in enumerate(table.names):
        named, cells = plain(name) in HOURS, [cell.strip() for cell in table.column(k)]
        some = [cell for cell in cells if cell]
        if k == date or not some:
            continue
        if all(map(CLOCK.fullmatch, some)) and (named or again or not name):
            found.append((not named, k))
        elif (
            named
            and again
            and all(map(number_like, some))
            and not all(map(_BARE_CLOCK.fullmatch, some))
            or named
            and again
            and _hours(name, some)
        ):
            found.append((False, k))  # seconds of the day, or its hours
        elif all(map(_BARE_CLOCK.fullmatch, some)) and max(map(_number, some)) > 99:
            if named or again and not table.headed and k == date + 1 and _rises(days, cells):
                found.append((not named, k))
    return min(found)[1] if found else None


def _hours(name, cells):
    """Whether cells are whole hours, 0 to 23. Errors: ValueError for 1 to 24."""
    values = [_number(cell) if number_like(cell) else -1.0 for cell in cells]
    if any(value % 1 or not 0 <= value <= 24 for value in values):
        return False
    if max(values) == 24:
        raise ValueError(
            f"column {name!r} has hours 1 to 24: does 1 begin at midnight, or end at one? Write "
            "day and hour in one column, such as 2014-01-02 01:00"
        )
    return True


def _number(cell):
    return float(cell or "nan")


def _rises(days, clock):
    """Whether a column of numbers rises within each day, or falls, as hours do."""
    rows = list(zip(days, map(_number, clock), strict=True))
    steps = [b - a for (day, a), (other, b) in zip(rows, rows[1:], strict=False) if day == other]
    return all(step > 0 for step in steps) or all(step < 0 for step in steps)


def with_clock(days, clock):
    """Days and their hours in one text; 930 and 093000 get their colons, 9 and 34200 (hours, and
    seconds of the day) too."""
    cells = [cell.strip().removesuffix(".0") for cell in clock]
    numbers = (
        [_number(cell) for cell in cells] if all(map(number_like, filter(None, cells))) else []
    )
    if numbers and max(numbers) < 24:
        cells = [f"{cell.zfill(2)}:00" if cell else "" for cell in cells]
    elif numbers and not all(map(_BARE_CLOCK.fullmatch, filter(None, cells))):
        size = 1000 if max(numbers) > 86_400 else 1  # milliseconds
        cells = [_of_seconds(number / size) if number == number else "" for number in numbers]
    elif numbers:
        width = 6 if max(map(len, cells)) > 4 else 4
        cells = [":".join(re.findall("..", cell.zfill(width))) if cell else "" for cell in cells]
    return [f"{day} {hour}" for day, hour in zip(days, cells, strict=True)]


def _of_seconds(number):
    """Seconds since midnight as a clock shows them."""
    minutes, seconds = divmod(number, 60)
    hour, minute = divmod(int(minutes), 60)
    return f"{hour:02d}:{minute:02d}:{int(seconds):02d}" + f"{seconds % 1:.6f}"[1:] * (
        seconds % 1 > 0
    )


def numeric_columns(table, skip=(), of_prices=True):
    """Positions of the columns that hold numbers, and no dates, volumes or the like."""
    found = []
    for k, name in enumerate(table.names):
        cells = [cell for cell in table.column(k) if not is_blank(cell)]
        if k in skip or not cells or of_prices and _NO_PRICE.search(plain(name)):
            continue
        if sum(map(number_like, cells)) > 0.9 * len(cells):
            found.append(k)
    return found


def value_column(table, numeric, names, what, notes: Notes, chosen=None, chooser="column"):
    """The position of the one column that is wanted: chosen, by the `names` that it may have (lists
    in order of preference), or the only one with numbers."""
    if chosen is not None:
        return named(table, chosen, chooser)
    if table.misfit:
        raise ValueError(table.misfit)
    by_name = [plain(name) for name in table.names]
    for group in names:
        for fits in (lambda n, g=group: n in g, lambda n, g=group: _within(n, g)):
            found = [k for k, name in enumerate(by_name) if k in numeric and fits(name)]
            found = _without_copies(table, found, notes)
            if len(found) == 1 and (other := _settled(table, by_name, numeric, found[0])):
                _undecided(table, [*found, *other], what, chooser)
            if len(found) == 1:
                notes.found(f"column {table.names[found[0]]!r} is the {what}")
                return found[0]
            if found:
                _undecided(table, found, what, chooser)
        _unread(table, by_name, group, what, chooser)
    if len(numeric) == 1:
        if table.headed:
            notes.assumed(
                f"column {table.names[numeric[0]]!r} is the {what}: its name does not say so, and "
                "no other has numbers"
            )
        else:
            notes.found(f"the only one with numbers is the {what}")
        return numeric[0]
    _undecided(table, numeric, what, chooser)


def _without_copies(table, found, notes):
    """The first of columns that hold the same in every row."""
    if len(found) < 2:
        return found
    cells = table.read(found, set(found))
    if any((cells[k] != cells[found[0]]).any() for k in found[1:]):
        return found
    others = ", ".join(repr(table.names[k]) for k in found[1:])
    notes.found(f"column {table.names[found[0]]!r} is the same as {others}")
    return found[:1]


def _settled(table, by_name, numeric, place):
    """The exchange's own closing price beside another close, where the two differ."""
    if by_name[place] not in CLOSE:
        return []
    close = table.column(place)
    found = [k for k in numeric if by_name[k] in SETTLED and k != place]
    return [k for k in found if any(a != b for a, b in zip(close, table.column(k), strict=True))]


def _unread(table, by_name, group, what, chooser):
    """ValueError where a column has the name, and no numbers: no other one is taken for it."""
    for k, name in enumerate(by_name):
        cells = [cell for cell in table.column(k) if not is_blank(cell)]
        if name in group and cells and not any(map(number_like, cells)):
            raise ValueError(
                f"column {table.names[k]!r} should be the {what}, and {cells[0]!r} is no number; "
                f"give the table with numbers there, or {chooser}= another column"
            )


def _within(name, group):
    """Whether a longer name ends with one of those looked for: "vix close"."""
    if re.search(rf"\b(adj|adjusted|{BEFORE}|time|date|pct|return)\b", name):
        return False
    return any(len(g) > 2 and name.split()[:-1] and name.endswith(" " + g) for g in group) or any(
        len(g) > 2 and name.startswith(g + " ") for g in group
    )


def _undecided(table, found, what, chooser):
    if not found:
        raise ValueError(
            f"no column with numbers that could be the {what}; give {chooser}= its name"
        )
    if not table.headed:
        example = ", ".join(f"{k}: {table.sample[0][k]!r}" for k in found)
        raise ValueError(
            f"no header, and several columns may be the {what} ({example}); give {chooser}= its "
            "number"
        )
    shown = ", ".join(repr(table.names[k]) for k in found)
    raise ValueError(
        f"several columns may be the {what}: {shown}; give {chooser}= the right one, by name or "
        "number"
    )


def other_prices(table, numeric, close):
    """{"open": position, ...} of the columns beside the close, where they are clear."""
    by_name = [plain(name) for name in table.names]
    found = {}
    for role, names in OTHERS.items():
        for fits in (lambda n, g=names: n in g, lambda n, g=names: _within(n, g)):
            mine = [k for k, n in enumerate(by_name) if k in numeric and k != close and fits(n)]
            if mine:
                if len(mine) == 1:
                    found[role] = mine[0]
                break
    return found
