"""Whether the rows of a file are of one instrument: what its other columns say.

Prices of two contracts, or of bid and ask in turn, make moves that no market made. A column of
words or dates with few values, which change, is asked about.
"""

from __future__ import annotations

import re

import numpy as np

from .._frames import pandas
from .columns import CLOCK, plain
from .moments import date_like
from .numerals import is_blank, number_like

_SYMBOLS = ("symbol", "ticker", "tic", "permno", "instrument", "instrument name", "isin", "pair",
            "contract", "name", "security", "security id", "sec id", "secid", "ric",
            "cusip")  # fmt: skip
_MONTH = re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])(\.0)?")  # 201403
_YES_NO = {"true", "false", "yes", "no", "y", "n", "0", "1"}
EACH = 4  # rows of a value, at least: fewer are remarks
REMARKS = 0.2  # of cells blank: the others are remarks
NEAR = 7  # days between a row and a second date that is of the row, such as a week's end


def one_instrument(table):
    """ValueError where a column of symbols holds several."""
    for k, name in enumerate(table.names):
        if plain(name) in _SYMBOLS:
            cells = list(dict.fromkeys(str(c).strip() for c in table.read([k], {k})[k]))
            cells = [cell for cell in cells if cell and cell != name]
            if len(cells) > 1:
                raise ValueError(
                    f"column {name!r} holds several instruments, {cells[0]!r} and {cells[1]!r}: "
                    f"give the rows of one, such as table[table[{name!r}] == {cells[0]!r}]"
                )


def one_series(table, index, kept, known, dated=True):
    """ValueError where another column has few values that change, and not by the calendar.

    index: the moments of the rows, those `kept`; known: columns that are read already. dated:
    whether columns of dates are asked about, too.
    """
    for k, name in enumerate(table.names):
        if k in known or "interval" in plain(name) or not _doubtful(table.column(k), dated):
            continue
        cells = np.array([str(cell).strip() for cell in table.read([k], {k})[k]], object)[kept]
        full = np.array([not is_blank(cell) for cell in cells], bool)
        values, codes = np.unique(cells[full].astype(str), return_inverse=True)
        if len(values) < 2 or len(values) * EACH > len(cells) or not full.mean() > 1 - REMARKS:
            continue
        if {value.lower() for value in values} <= _YES_NO or _by_calendar(
            values, codes, index[full]
        ):
            continue
        first = cells[full][0]
        other = next(cell for cell in cells[full] if cell != first)
        shown = name or f"number {k}"
        raise ValueError(
            f"column {shown!r} changes from {first!r} to {other!r}: if these are contracts, "
            "exchanges or instruments, their prices are not one series: give the rows of one, such "
            f"as table[table[{shown!r}] == {first!r}], or a series joined without a jump; if not, "
            f"give the table without it, table.drop(columns={shown!r})"
        )


def _doubtful(cells, dated):
    """Whether a column may name what its rows are of: words, or dates and months of contracts."""
    full = [cell.strip() for cell in cells if not is_blank(cell)]
    if not full or all(map(CLOCK.fullmatch, full)):
        return False
    if all(map(date_like, full)) or all(map(_MONTH.fullmatch, full)):
        return dated
    return not any(map(number_like, full))


def _by_calendar(values, codes, index):
    """Whether values are days near those of the rows, or names of weekdays, months and the like."""
    pd, days = pandas(), index.normalize()
    if all(map(date_like, values)):
        named = pd.to_datetime(pd.Series(values), format="mixed", errors="coerce", utc=True)
        apart = np.abs(named.dt.tz_localize(None).to_numpy()[codes] - days.to_numpy())
        if not np.isnat(apart).any() and apart.max() <= np.timedelta64(NEAR, "D"):
            return True
    of_year = index.year * 100
    keys = (index.day_of_week, index.month, index.quarter, index.year, index.hour, index.day,
            of_year + index.month, of_year + index.quarter, days.asi8)  # fmt: skip
    for key in keys:
        pairs = pd.DataFrame({"value": codes, "key": np.asarray(key)}).drop_duplicates()
        if pairs["key"].is_unique and pairs["value"].is_unique:
            return True
    return False
