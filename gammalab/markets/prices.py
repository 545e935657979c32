"""Anybody's price file to a table that a replay takes as it is, with a report."""

from __future__ import annotations

import numpy as np

from . import another, columns, suspects
from .notes import Notes
from .numerals import decimal_mark, floats
from .reading import FORMATS, known_of, objects, read_columns, sample_of, tidy
from .tables import table_of
from .vocabulary import CLOSE, PRICE

ROLES = ("open", "high", "low", "close")
_LOGS = {"log", "logs", "ln", "log10", "log2"}
_KLINES = ("open time", "open", "high", "low", "close", "volume", "close time")


def read_prices(
    source,
    *,
    column=None,
    date=None,
    dates=None,
    decimal=None,
    unit=None,
    tz=None,
    stamp=None,
    keep=None,
    zeros=None,
    spikes=None,
    split=None,
    format=None,
):
    """Prices from a file as people have them, with a report of what was done to them.

    Only what the file leaves open needs an argument; the error that asks for it names the line.

    Parameters
        source: a path, a buffer (text or bytes), a DataFrame or a Series; .gz, and .zip with one
        file in it. Text in columns, in any order, with a header or without.
        column: the price wanted, by name or number from 0, such as "Adj Close"; open, high and low
        are then scaled along. date: the column with the dates.
        dates: "day first", "month first", "year first", or "excel" (day numbers).
        decimal: "." or ",". unit: of counts since 1970, "s", "ms", "us", "ns".
        tz: a time zone, such as "America/New_York": that of the clock in the file, and of the
        answer. Counts and offsets are UTC, and stay so without it.
        stamp: "start" or "end" of a bar, or "day": the day whose close it is. Weeks and months
        are dated by their last day then, a Sunday too; `windows` needs per_year for them.
        keep: "first" or "last" of rows that contradict each other. zeros: "drop" leaves out prices
        that are not above 0. spikes: "drop" or "keep". split: "adjust", "keep", or {day: ratio} for
        each, 1 where the market moved.
        format: "yahoo", "cboe", "binance", "deribit": where a header does not tell, what such files
        mean by their dates.
    Returns
        pandas.DataFrame with the columns of `load` that are there, at least close; floats, oldest
        first, each moment once; index "date": days, or where there are hours, the moment at which
        the price was known. Its report: `markets.report(prices)`.
    Errors
        ValueError naming the line, the value, and the argument that would decide.

    >>> import io
    >>> file = "Date,Open,High,Low,Close\\n2015-08-24,1965.15,1965.15,1867.01,1893.21\\n"
    >>> read_prices(io.StringIO(file))["close"].tolist()
    [1893.21]
    """
    notes = Notes()
    table = table_of(source, notes)
    known = _format(table, format, notes)
    day = columns.date_column(table, notes, date if date is not None else known.get("date"))
    clock = columns.clock_column(table, day)
    numeric = columns.numeric_columns(table, {day, clock})
    roles, scale, chosen = _roles(table, numeric, column, known, notes)
    wanted = {**roles, **({"scale": scale} if scale is not None else {})}
    data, index, lines, found = read_columns(
        table, notes, day, clock, wanted, dates or known.get("dates"), decimal, unit, tz
    )
    name = table.names[roles["close"]]
    if column is None and _LOGS & set(columns.plain(name).split()):
        raise ValueError(
            f"column {name!r}: logs? close must be a price; give the table with numpy.exp of it, "
            "or column= if it is a price"
        )
    if column is None and table.headed:
        another.refuse(another.PRICE, columns.plain(name), name, "the price at each date")
    if {"ts event", "rtype"} <= {columns.plain(n) for n in table.names}:
        _of_billionths(data, lines, notes)
    bars = len(roles) > 1 or columns.plain(table.names[roles["close"]]) in CLOSE
    data, lines, gaps = tidy(
        data, index, lines, found, notes, bars=bars, stamp=stamp, known=known.get("stamp"),
        keep=keep, zeros=zeros, scaled=scale is not None,
    )  # fmt: skip
    data, lines, kept = suspects.without_spikes(data, lines, spikes, notes)
    data = suspects.without_splits(data, lines, split, notes, kept)
    data = suspects.ranges(data, lines, notes)
    data = data[[name for name in ROLES if name in data]]
    data.attrs["report"] = notes.report("prices", len(data), gaps)
    return data


def _of_billionths(data, lines, notes):
    """Prices as Databento writes them, whole numbers of 1e-9, divided."""
    whole = data["close"][np.isfinite(data["close"])]
    if whole.size and (whole % 1 == 0).all() and np.median(whole) > 1e8:
        notes.repaired("prices in billionths, as Databento has them: divided", lines)
        for values in data.values():
            values /= 1e9


def _format(table, format, notes):
    """What is known of a file by its format: {"stamp": ..., "roles": ..., "date": ...}."""
    if format is not None:
        return {**known_of(format), **_bare_klines(table)}
    names = [columns.plain(name) for name in table.names]
    if set(_KLINES) <= set(names):
        notes.found("klines of Binance, stamped with their start")
        return {**FORMATS["binance"], "date": names.index("open time")}
    if not table.headed and _bare_klines(table):
        notes.found("klines of Binance without a header, stamped with their start")
        return {**FORMATS["binance"], **_bare_klines(table)}
    if {"date", "open", "high", "low", "close", "adj close"} <= set(names):
        notes.found("prices in the style of Yahoo")
    if names == ["date", "open", "high", "low", "close"] and table.names[0] == "DATE":
        notes.found("an index history in the style of Cboe")
    return {}


def _bare_klines(table):
    """Positions in Binance's twelve columns, where they have no names."""
    if table.headed or len(table.names) != 12:
        return {}
    first = table.sample[0]
    if len(first[0]) >= 13 and len(first[6]) == len(first[0]):
        return {"date": 0, "roles": dict(open=1, high=2, low=3, close=4)}
    return {}


def _roles(table, numeric, column, known, notes):
    """({role: position}, the position of the close to scale by, the close's name)."""
    if "roles" in known and column is None:
        return known["roles"], None, "close"
    if not table.headed and column is None and len(numeric) >= 4 and not table.misfit:
        bare = _by_content(table, numeric, notes)
        if bare:
            return bare, None, "close"
    groups = (CLOSE, PRICE)
    adjusted = [k for k in numeric if columns.plain(table.names[k]).startswith("adj")]
    close = columns.value_column(
        table, [k for k in numeric if k not in adjusted] or numeric, groups, "close", notes, column
    )
    others = columns.other_prices(table, numeric, close)
    if column is None:
        if adjusted and close not in adjusted:
            name = table.names[adjusted[0]]
            notes.assumed(
                f"{table.names[close]!r} is wanted, not {name!r}: column={name!r} takes that"
            )
        return {**others, "close": close}, None, "close"
    raw = [k for k in numeric if columns.plain(table.names[k]) in CLOSE and k != close]
    notes.found(f"column {table.names[close]!r} is the close, as asked for")
    if close in adjusted and len(raw) == 1 and others:
        notes.repaired(
            f"open, high and low: scaled by {table.names[close]!r} / {table.names[raw[0]]!r}"
        )
        return {**others, "close": close}, raw[0], "adjusted"
    is_close = columns.plain(table.names[close]) in CLOSE
    return ({**others, "close": close} if is_close else {"close": close}), None, "close"


def _by_content(table, numeric, notes):
    """Open, high, low and close in four columns without names: the second is the highest, the third
    the lowest."""
    first = numeric[:4]
    if first != list(range(first[0], first[0] + 4)):
        return None
    mark = decimal_mark(sample_of(table, first), range(len(table.sample)), Notes())[0]
    places = range(len(table.sample))
    rows = np.array([floats(objects(table.column(k)), places, "", Notes(), mark)[0] for k in first])
    if len(table.sample) > 1 and (rows[1] >= np.nanmax(rows, axis=0)).all() and (
        rows[2] <= np.nanmin(rows, axis=0)).all() and (rows[1] > rows[2]).any():  # fmt: skip
        notes.assumed(
            "four columns without names are open, high, low and close: the second is always the "
            "highest, the third the lowest"
        )
        return dict(zip(ROLES, first, strict=True))
    return None
