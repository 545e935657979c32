"""A table of cells by position, and one made of a DataFrame or a Series, with its index."""

from __future__ import annotations

import re

import numpy as np

from .._frames import is_datetime_index, is_series
from .moments import date_like
from .source import refuse

HEAD = 300  # rows that are looked at to tell what a column is
SIDEWAYS = 8  # dates in one row


class Table:
    """Columns by position: `names` (from the header; "" where there is none), `sample` (a few rows
    as text), `notes`, and `read`."""

    misfit = ""  # what is wrong with names that are not as many as the columns

    def __init__(self, names, sample, lines, notes):
        self.names, self.sample, self.lines, self.notes = names, sample, lines, notes
        self.headed = any(names)

    def column(self, k) -> list[str]:
        """The sample of one column."""
        return [row[k] for row in self.sample]

    def read(self, positions, text=()):
        """{position: cells} for some columns: floats, or text for those in `text` and those that
        hold more than plain numbers."""
        raise NotImplementedError


def not_sideways(cells, place):
    """ValueError where dates stand side by side."""
    days = [cell for cell in cells if date_like(cell) and re.search(r"[-/:]|[^\W\d]|\..*\.", cell)]
    if len(days) >= SIDEWAYS and len(days) > 0.6 * len(cells):
        raise ValueError(
            f"{place}: dates such as {days[0]!r} stand side by side, and must stand one below the "
            "other; read the file with pandas.read_csv(..., index_col=0), and give table.T"
        )


class FromFrame(Table):
    """A table that was a DataFrame or a Series."""

    def __init__(self, frame, notes, dated=True):
        if is_series(frame):
            frame = frame.to_frame(frame.name if isinstance(frame.name, str) else "close")
        frame = _with_index(frame)
        if frame.empty:
            refuse("a table", "no rows")
        self.columns = []
        for k in range(frame.shape[1]):
            cells = frame.iloc[:, k]
            if cells.dtype.kind in "iuf" and isinstance(cells.dtype, np.dtype):
                self.columns.append(_whole_days(cells.to_numpy()))
            elif isinstance(cells.dtype, np.dtype) and cells.dtype.kind == "M":
                self.columns.append(_moments(cells.to_numpy()))
            else:
                missing = cells.isna().to_numpy(bool)
                cells = cells.astype(object).map(_stamp).to_numpy(object)
                cells[missing] = ""
                self.columns.append(cells)
        names = [
            " ".join(str(p) for p in name if str(p)) if isinstance(name, tuple) else str(name)
            for name in frame.columns
        ]
        if dated:
            not_sideways(names, "the names of the columns")
        if frame.columns.inferred_type == "integer":
            names = [""] * len(names)
        top = frame.head(HEAD)
        sample = [[str(self.columns[k][i]) for k in range(len(names))] for i in range(len(top))]
        super().__init__(names, sample, np.arange(len(frame)), notes)

    def read(self, positions, text=()):
        def cells(k):
            column = self.columns[k]
            return column.astype(str).astype(object) if k in text else column

        return {k: cells(k) for k in positions}


def _with_index(frame):
    """The table with its index as columns, where the index holds more than the number of a row: it
    has a name, several levels, or days."""
    index = frame.index
    named = any(name is not None for name in index.names)
    if not named and index.nlevels == 1 and not (len(index) and _dated(index)):
        return frame
    names, taken = [], {str(name).lower(): name for name in frame.columns}
    for k, name in enumerate(index.names):
        level = index.get_level_values(k)
        if name is None and _dated(level):
            name = "date"
        elif name is None:
            name = f"level {k}"
        if (twin := taken.get(str(name).lower())) is not None:  # it stands in a column, too
            column = frame[twin]
            if is_series(column) and list(map(str, column)) == list(map(str, level)):
                frame = frame.drop(columns=twin)
            else:
                name = f"{name} (index)"
        names.append(name)
    return frame.reset_index(names=names, allow_duplicates=True)


def _dated(level):
    """Whether an index holds days, in one of their many kinds."""
    return is_datetime_index(level) or bool(len(level)) and date_like(str(level[0]))


def _moments(values):
    """Moments as text, no longer than they need to be."""
    for unit in ("D", "s", "us"):
        short = values.astype(f"datetime64[{unit}]")
        if unit == "us" or (short == values)[~np.isnat(values)].all():
            break
    text = np.datetime_as_string(short).astype(object)
    text[np.isnat(values)] = ""
    return text


def _whole_days(values):
    """Days of eight digits that became floats, 20140102.0, as text; other numbers as they are."""
    if values.dtype.kind != "f" or not len(values) or np.isnan(values).any():
        return values
    month, day = values // 100 % 100, values % 100
    days = (values % 1 == 0) & (values >= 19_000_101) & (values < 21_000_000)
    days &= (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    if not days.all():
        return values
    return values.astype(np.int64).astype(str).astype(object)


def _stamp(value):
    return value if isinstance(value, str) else str(value)
