"""pandas, only when it is needed: what is a Series, which dates it carries, what a day is.

Importing gammalab does not import pandas, which takes longer than all the rest. A value cannot be a
Series before somebody has imported pandas, so `is_series` and the like need not import it either.
"""

from __future__ import annotations

import re
import sys
from datetime import date

import numpy as np

from ._validate import fail

BY_DATES = "by dates, in a DatetimeIndex"
# Where it is known how to come to one: by what the index holds.
BY_DATES_FROM = {
    "string": "by dates, in a DatetimeIndex; pandas.to_datetime(index, format=...) reads text",
    "period": "by dates, in a DatetimeIndex; to_timestamp(how='end') makes dates of periods",
}
TWICE = "strictly rising in time; this one is there twice"
UNSORTED = "strictly rising in time; sort_index() puts rows in order"
_ISO = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")  # a year, a month or a day
_SPANS = {4: "Y", 7: "M", 10: "D"}  # what pandas calls them, by the length of the text


def pandas():
    """The module pandas, imported when it is first asked for."""
    import pandas

    return pandas


def is_series(value) -> bool:
    """Whether `value` is a pandas Series."""
    return _is_a("Series", value)


def is_frame(value) -> bool:
    """Whether `value` is a pandas DataFrame."""
    return _is_a("DataFrame", value)


def is_datetime_index(value) -> bool:
    """Whether `value` is a pandas DatetimeIndex."""
    return _is_a("DatetimeIndex", value)


def _is_a(kind, value):
    module = sys.modules.get("pandas")
    return module is not None and isinstance(value, getattr(module, kind))


def dates_in(name: str, table):
    """The dates that a Series or DataFrame goes by, a DatetimeIndex; None where it counts its rows.

    Dates must be strictly rising, and none may be missing; so must numbers that count the rows.
    Python's own dates and datetimes are understood. Errors: ValueError saying where the fault is,
    or what the index holds in place of dates.
    """
    index = table.index
    if _kind(index) in ("date", "datetime"):  # Python's own, as objects
        try:
            index = pandas().DatetimeIndex(index)
        except ValueError:  # some with a time zone, some without
            pass
    if not is_datetime_index(index) and _kind(index) not in ("integer", "floating"):
        allowed = BY_DATES_FROM.get(_kind(index), BY_DATES)
        fail(name, f"a table by {index_in_words(index)}", allowed)
    missing = np.flatnonzero(index.isna())
    if missing.size:
        fail(name, f"a missing date at index {missing[0]}", "dated in every row")
    late = np.flatnonzero(index[1:] <= index[:-1]) + 1
    if late.size:
        at, before = index[late[0]], index[late[0] - 1]
        allowed = TWICE if at == before else UNSORTED
        fail(name, f"{shown(at)} at index {late[0]}", allowed)
    return index if is_datetime_index(index) else None


def index_in_words(index) -> str:
    """What the index of a Series holds, for a message: "text such as '24.8.2015'"."""
    kind, first = _kind(index), index[0] if len(index) else None
    if type(index).__name__ == "RangeIndex":
        return "row numbers"
    if kind in ("integer", "floating"):
        return f"numbers such as {first}"
    if kind == "string":
        return f"text such as {first!r}"
    named = {"period": "periods", "timedelta64": "lengths of time", "boolean": "truth values"}
    return f"{named[kind]} such as {first}" if kind in named else type(index).__name__


def _kind(index):
    """What an index holds, in pandas' word; what is missing in it plays no part."""
    return pandas().api.types.infer_dtype(index, skipna=True)


def shown(moment) -> str:
    """A date as text, with its hour where it has one; anything else as it is."""
    if not isinstance(moment, date):
        return str(moment)
    text = str(moment)
    return text[:10] if text[10:19] in ("", " 00:00:00") and len(text) <= 25 else text


def days_of(name: str, value, allowed: str):
    """The first and the last day that `value` means, as Timestamps: of a year, a month or a day.

    value: "2024", "2024-03" or "2024-03-15"; or a date, datetime or Timestamp at midnight, without
    a time zone. Days in any other order are refused, as nobody can tell 4 March from 3 April.
    Errors: ValueError naming the argument and saying what is `allowed`.
    """
    pd = pandas()
    text = str(value) if isinstance(value, (str, pd.Period, np.datetime64)) else ""
    try:
        if _ISO.fullmatch(text):
            span = pd.Period(text, freq=_SPANS[len(text)])
            return span.start_time.normalize(), span.end_time.normalize()
        if isinstance(value, (date, np.datetime64)):
            day = pd.Timestamp(value)
            if not pd.isna(day) and day.tz is None and day == day.normalize():
                return day, day
    except ValueError:  # a thirteenth month; a year that pandas cannot hold
        pass
    fail(name, value, allowed)
