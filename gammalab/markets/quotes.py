"""Anybody's file of option quotes to a table with a row per option, and a reason per bad row."""

from __future__ import annotations

import re

import numpy as np

from .._frames import pandas
from .._validate import choice, fail, flag, one_number, positive
from .columns import QUOTED, clock_column, plain, with_clock
from .contracts import RIGHTS, from_symbols, in_years, layout, tickers
from .moments import date_like, moments_of, no_date
from .notes import Notes
from .numerals import decimal_mark, floats, is_blank, number_like
from .tables import table_of
from .verdicts import as_decimals, as_written, because, in_currency, in_units, judge, usable

SCALES = ("points", "decimal")
NUMBERS = ("strike", "bid", "ask", "price", "iv", "spot", "open_interest")
MONEY = ("strike", "bid", "ask", "price", "spot")
DAYS = 365.0
SATURDAYS = np.datetime64("2015-02-01")  # until then options in America expired on Saturdays
KEPT = ("date", "expires", "expiry", "strike", "right", "bid", "ask", "price", "iv", "spot",
        "open_interest", "root", "reason")  # fmt: skip


def read_quotes(
    source,
    *,
    now=None,
    spot=None,
    expiry_hour=None,
    dates=None,
    decimal=None,
    unit=None,
    scale=None,
    coin=None,
    strikes=None,
):
    """Option quotes from a file as people have it: one snapshot or thousands.

    A row that cannot be used stays, with its reason; only what would turn all of them wrong is an
    error. Each line is an option, or a strike with its call on the left and its put on the right;
    strike, expiry and right may stand in a symbol (OCC's, Deribit's).

    Parameters
        source: a path, a buffer or a DataFrame; .gz, and .zip with one file in it.
        now: the moment of the quotes, where no column says it: "2024-01-19" or "2024-01-19 15:30".
        spot: the underlying's price, where no column says it.
        expiry_hour: when options expire, such as "16:00", by the clock of the quotes. None: 16:00
        if the quotes have hours and the expiries none; the hour of the quotes if they have none.
        dates, decimal, unit: as for `read_prices`.
        scale: volatilities in "points" (20 is 20 %) or "decimal". coin: whether prices are in coin,
        and so to be multiplied by spot. strikes: "as they are", or "thousandths" (4750000 is 4750).
    Returns
        pandas.DataFrame, by line of the file: date, expires (moments), expiry (years, days / 365),
        strike, right ("call", "put"), bid, ask, price (their middle, or the file's where it has
        neither; NaN where the row is no good), iv (the file's, yearly decimal), spot; and
        open_interest and root where they are there. reason: "" for a good row, or one of "no
        strike", "no right", "no expiry", "expired", "expires that day, at an hour unknown",
        "crossed", "zero bid", "no quote", "worth more than it can be" (a call than spot, a put than
        its strike), "worth less than it must be" (than exercise gives), "there twice", "not a
        number: ...". Its report: `markets.report(quotes)`.
    Errors
        ValueError naming the line, the value, and the argument that would decide.

    >>> import io
    >>> text = ("symbol,bid,ask\\nSPXW  240119C04750000,31.1,31.5\\n"
    ...         "SPXW  240119P04750000,22.3,22.1\\n")
    >>> quotes = read_quotes(io.StringIO(text), now="2024-01-16", spot=4765.98)
    >>> quotes[["strike", "right", "price", "reason"]].values.tolist()
    [[4750.0, 'call', 31.3, ''], [4750.0, 'put', nan, 'crossed']]
    """
    if scale is not None:
        choice("scale", scale, SCALES)
    if strikes is not None:
        choice("strikes", strikes, ("as they are", "thousandths"))
    coin = None if coin is None else flag("coin", coin)
    notes = Notes()
    table = table_of(source, notes, dated=False)
    if not table.headed:
        needed = "source: quotes need a header with the names of their columns"
        raise ValueError(table.misfit or needed)
    parts, deribit = [], False
    for right, roles in layout(table, notes):
        part, theirs = _part(table, roles, right, notes, decimal)
        parts.append(part)
        deribit |= theirs
    pd = pandas()
    data = pd.concat(parts).sort_index(kind="stable") if len(parts) > 1 else parts[0]
    data = data.copy()
    if spot is not None:
        data["spot"] = one_number("spot", spot, positive)
    _in_time(data, notes, now, expiry_hour, dates, unit, deribit)
    usable(data, notes)
    names = {plain(name) for name in table.names}
    if strikes is None and {"exdate", "cp flag", "strike price"} <= names and as_written(data):
        notes.found("names of OptionMetrics, whose strikes are times 1000")
        strikes = "thousandths"
    in_units(data, notes, strikes)
    in_currency(data, notes, coin)
    as_decimals(data, notes, scale)
    judge(data, notes)
    data = data[[name for name in KEPT if name in data]]
    data.attrs["report"] = notes.report("quotes", len(data))
    return data


def _part(table, roles, right, notes, decimal):
    """The columns of one side as they stand: numbers as floats, the rest as text."""
    pd = pandas()
    missing = {"strike", "expires", "right"} - set(roles) - ({"right"} if right else set())
    if missing and "symbol" not in roles:
        shown = ", ".join(map(repr, table.names))
        raise ValueError(
            f"no column for {' and '.join(sorted(missing))}, and none with symbols; there are: "
            f"{shown}. Give the table with them, under these names"
        )
    if not {"bid", "ask"} <= set(roles) and not {"price", "iv"} & set(roles):
        raise ValueError("no column with quotes: bid and ask, or a price, or iv")
    words = {k for role, k in roles.items() if role not in NUMBERS}
    got = table.read(list(roles.values()), words)
    lines = table.lines
    numbers = {role: got[k] for role, k in roles.items() if role in NUMBERS}
    mark = decimal_mark(numbers, lines, notes, decimal)[0]
    part = pd.DataFrame(index=pd.Index(lines, name=notes.word))
    part["reason"] = ""
    for role, cells in numbers.items():
        part[role] = _softly(cells, lines, role, mark, notes, part)
    for role in ("date", "expires"):
        if role in roles:
            part[f"{role} text"] = [str(cell).strip() for cell in got[roles[role]]]
    clock = clock_column(table, roles["date"]) if "date" in roles else None
    if clock is not None and plain(table.names[clock]) in QUOTED:
        hours = [str(cell) for cell in table.read([clock], {clock})[clock]]
        part["date text"] = with_clock(part["date text"], hours)
    if "root" in roles:
        part["root"] = [str(cell).strip() for cell in got[roles["root"]]]
    if right:
        part["right"] = right
    elif "right" in roles:
        words = pd.Series(got[roles["right"]], dtype=object).str.strip().str.lower()
        part["right"] = words.map(RIGHTS).to_numpy(object)
        part["right text"] = got[roles["right"]]
    deribit = False
    if "symbol" in roles:
        part["symbol text"] = got[roles["symbol"]]
        said, deribit = from_symbols(got[roles["symbol"]], notes)
        if "root" not in part and "strike" in roles:
            said["root"] = said["root"].fillna(tickers(got[roles["symbol"]]))
        _agree(part, said, notes)
    return part, deribit


def _softly(cells, lines, role, mark, notes, part):
    """A column as floats; what is no number is NaN, and the row's reason."""
    try:
        values, percent = floats(cells, lines, role, notes, mark)
    except ValueError:
        pass
    else:
        if percent and role in MONEY:
            k = next(k for k, cell in enumerate(cells) if "%" in cell)
            raise ValueError(
                f"{notes.at(lines[k])}, {role} = {cells[k]!r}: per cent of what? Give the table "
                "with amounts of money"
            )
        return values
    values = np.full(len(cells), np.nan)
    if cells.dtype.kind != "O":
        return np.where(np.isfinite(cells), cells, np.nan)
    for k, cell in enumerate(cells):
        try:
            if not is_blank(cell):
                one = np.array([cell], dtype=object)
                values[k] = floats(one, lines[k : k + 1], role, Notes(), mark)[0][0]
        except ValueError:
            if role != "open_interest":
                part.iloc[k, part.columns.get_loc("reason")] = f"not a number: {role} {cell!r}"
    return values


def _agree(part, said, notes):
    """Take from the symbols what no column says; where both speak, they must say the same."""
    said.index = part.index
    if said["root"].notna().any():
        part["root"] = said["root"].fillna(part["root"] if "root" in part else "")
    part["symbol expires"], part["coin"] = said["expires"], said["coin"]
    known = said["strike"].notna()
    if "right" not in part:
        part["right"] = said["right"].to_numpy(object)
    if "strike" not in part:
        part["strike"] = said["strike"]
    elif known.any():
        ratio = (part["strike"] / said["strike"])[known]
        if np.isclose(ratio.median(), 1000):
            part["strike"] = part["strike"] / 1000
            notes.repaired("strikes times 1000, as the symbols show: divided", part.index[known])
        off = known & ~np.isclose(part["strike"], said["strike"])
        part.loc[off & part["strike"].notna(), "reason"] = "symbol and strike differ"
        part["strike"] = part["strike"].fillna(said["strike"])


def _in_time(data, notes, now, expiry_hour, dates, unit, deribit):
    """date, expires, and expiry in years."""
    pd = pandas()
    dates = dates or _one_order(data)
    hours, utc = _taken(data, notes, now, dates, unit)
    text = data.get("expires text")
    if text is not None and not text.map(date_like).any() and text.map(number_like).any():
        data["expiry"] = in_years(text, notes)
        data["expires"] = pd.NaT
        return
    timed = _expiring(data, notes, dates, unit, deribit)
    if "date" not in data:
        raise ValueError(
            "no column says when the quotes were taken; give now=, such as now='2024-01-19 15:30'"
        )
    if not timed:
        _to_fridays(data, notes)
    _at_an_hour(data, notes, expiry_hour, hours, utc, timed)
    away = (data["expires"] - data["date"]) / pd.Timedelta(days=DAYS)
    data["expiry"] = away
    same_day = (away <= 0) & (data["expires"].dt.normalize() == data["date"].dt.normalize())
    because(data, same_day & (not hours), "expires that day, at an hour unknown")
    because(data, away <= 0, "expired")


def _one_order(data):
    """The order of day and month, where one column of dates shows it for both; else None."""
    said = set()
    for name in ("date text", "expires text"):
        for text in data[name].unique() if name in data else ():
            match = re.match(r"(\d{1,2})([-/.])(\d{1,2})\2\d{4}\b", text)
            if match is None:
                return None
            first, second = int(match[1]), int(match[3])
            said |= {"day first"} if first > 12 else {"month first"} if second > 12 else set()
    return said.pop() if len(said) == 1 else None


def _taken(data, notes, now, dates, unit):
    """When the quotes were taken, into "date"; (whether with hours, whether in UTC)."""
    if now is not None:
        try:
            data["date"] = pandas().Timestamp(now)
        except (ValueError, TypeError):
            fail("now", now, "a moment such as '2024-01-19' or '2024-01-19 15:30'")
        if data["date"].dt.tz is not None:
            fail("now", now, "without a zone: the time on the clock of the file's expiries")
        return bool((data["date"] != data["date"].dt.normalize()).any()), False
    if "date text" not in data:
        return False, False
    data["date"], hours, utc = _moments(data, "date", notes, dates, unit)
    return hours, utc


def _expiring(data, notes, dates, unit, deribit):
    """When the options expire, into "expires"; whether with hours."""
    said = data.get("symbol expires")
    if "expires text" not in data:
        data["expires"] = said
        return deribit
    data["expires"], timed, _ = _moments(data, "expires", notes, dates, unit)
    if said is not None:  # Deribit's symbols know the hour, too
        first, then = (said, data["expires"]) if deribit else (data["expires"], said)
        data["expires"] = first.fillna(then)
    return timed or deribit


def _at_an_hour(data, notes, expiry_hour, hours, utc, timed):
    """Expiries with their hour, and the note of what was assumed."""
    if expiry_hour is None and (timed or not hours):
        if not hours:
            notes.assumed(
                "quotes without an hour are of midnight" if timed else
                "options expire at the hour of the quotes: whole days are counted"
            )  # fmt: skip
        return
    if expiry_hour is None and utc:
        raise ValueError(
            f"{notes.at(data.index[0])}: quotes with hours in UTC, expiries without; give "
            "expiry_hour=, by the same clock, such as expiry_hour='20:00'"
        )
    data["expires"] = data["expires"].dt.normalize() + _hour(expiry_hour or "16:00")
    if expiry_hour is None:
        notes.assumed("options expire at 16:00 by the clock of the quotes")


def _to_fridays(data, notes):
    """Saturdays as expiries, of years in which trading ended the day before: that Friday."""
    old = (data["date"] < SATURDAYS) | (data["expires"] < SATURDAYS)
    late = old & (data["expires"].dt.day_of_week == 5)
    if late.any():
        before = data["expires"] - pandas().Timedelta(days=1)
        data["expires"] = data["expires"].where(~late, before)
        notes.repaired("expiries on a Saturday: counted to the Friday", data.index[late])


def _hour(text):
    pd = pandas()
    try:
        return pd.Timedelta(f"{text}:00" if text.count(":") == 1 else text)
    except (ValueError, AttributeError):
        fail("expiry_hour", text, "an hour such as '16:00'")


def _moments(data, role, notes, dates, unit):
    """A column of dates, each different text read once; (moments, whether hours, whether UTC)."""
    pd = pandas()
    codes, unique = pd.factorize(data[f"{role} text"])
    unique = np.array(unique, dtype=object)
    # A day of eight digits may have lost its kind, not its digits: 20240119.0
    unique = np.array([u[:-2] if u.endswith(".0") else u for u in unique], dtype=object)
    good = np.array([date_like(u) for u in unique], bool)
    if not good.any():
        raise ValueError(f"{notes.at(data.index[0])}, {role} = {unique[0]!r}: {no_date(unique[0])}")
    first = np.full(len(unique), 0)
    first[codes[::-1]] = data.index.to_numpy()[::-1]
    found = moments_of(unique[good], first[good], role, notes, dates, unit)
    read = np.full(len(unique), np.datetime64("NaT", "us"))
    read[good] = found.index.to_numpy("datetime64[us]")
    return read[codes], found.hours, found.utc
