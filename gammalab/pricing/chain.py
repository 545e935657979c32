"""Option chains: quotes by strike, expiry and right, read from a user's own CSV file and checked.

A chain is a pandas DataFrame with a row per option: strike (currency), expiry (years), right
("call" or "put"), iv (yearly decimal, NaN where there is none), and what else the file had. Every
fault in a file is a ValueError that names the column and the line; quotes alone may be empty.

This module knows nothing of smiles.
"""

from __future__ import annotations

import csv
import os
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from .._frames import days_of, is_frame, pandas
from .._validate import fail, one_number, positive
from .black_scholes import implied_vol

if TYPE_CHECKING:
    import pandas as pd

RIGHTS = {"call": "call", "put": "put", "c": "call", "p": "put"}
EMPTY = "an empty table"
LONGEST = 100  # years that an expiry may be away: what is beyond is a date or a count of days
COLUMNS = ("strike", "expiry", "right", "bid", "ask", "price", "iv", "open_interest")


def read_chain(source, spot, rate=0.0, carry=None, today=None) -> pd.DataFrame:
    """An option chain from CSV, checked, with an implied volatility for each row.

    Parameters
        source: a path or an open text file. Columns, in any order; others are left out:
        strike (currency); expiry (years, up to 100, or with `today` given dates, YYYY-MM-DD and in
        no other order); right (call, put, C or P); and iv (yearly decimal), or price, or bid and
        ask (currency; where there is no price it is their middle); open_interest (contracts; empty
        is 0), optional. An iv that is given is kept, the others come from the price.
        spot, rate, carry: as for `black_scholes.price`, single numbers. today: a day, as a date or
        "YYYY-MM-DD"; then expiries are dates, counted in calendar days / 365. It has no hour, since
        they have none.
    Returns
        DataFrame with strike, expiry, right, price, iv, reason, and bid, ask, open_interest where
        given; the index is the row's line in the file (the header is line 1). Where there is no
        iv it is NaN and `reason` says why: "no quote", or as for `black_scholes.implied_vol`.
    Errors
        ValueError naming the column and the line, for text that is no number, a bid above its ask,
        a strike that is empty, an option that is there twice…

    >>> import io
    >>> rows = "strike,expiry,right,bid,ask\\n100,0.25,C,3.9,4.1\\n105,0.25,C,,2.2\\n"
    >>> chain = read_chain(io.StringIO(rows), spot=100)
    >>> chain["iv"].round(4).tolist(), chain["reason"].tolist()
    ([0.2006, nan], ['', 'no quote'])
    """
    spot, rate = one_number("spot", spot, positive), one_number("rate", rate)
    carry = rate if carry is None else one_number("carry", carry)
    raw = _table(source)
    chain = pandas().DataFrame(index=raw.index)
    chain["strike"] = _numeric(raw, "strike", "a number above 0", above=True)
    chain["expiry"] = _years(raw, today)
    chain["right"] = raw["right"].str.lower().map(RIGHTS)
    _each_row(raw, "right", chain["right"].isna(), '"call" or "put" (or C, P)')
    for name in ("bid", "ask", "price"):
        if name in raw:
            chain[name] = _numeric(raw, name, "a number, 0 or more, or empty", empty=True)
    if "bid" in chain and "ask" in chain:
        _each_row(chain, "bid", chain["bid"] > chain["ask"], "at most the ask")
        middle = 0.5 * (chain["bid"] + chain["ask"])
        chain["price"] = chain["price"].fillna(middle) if "price" in chain else middle
    elif "price" not in chain:
        chain["price"] = np.nan
    if "open_interest" in raw:
        held = _numeric(raw, "open_interest", "a number, 0 or more, or empty", empty=True)
        chain["open_interest"] = held.fillna(0.0)
    _once(chain)
    chain["iv"], chain["reason"] = np.nan, ""
    if "iv" in raw:
        chain["iv"] = _numeric(raw, "iv", "a number above 0, or empty", above=True, empty=True)
    _imply(chain, spot, rate, carry)
    first = ["strike", "expiry", "right", "price", "iv", "reason"]
    return chain[first + [name for name in ("bid", "ask", "open_interest") if name in chain]]


def _imply(chain, spot, rate, carry):
    """Fill in the iv where a price is all there is, and the reason where there is no answer."""
    todo = chain["iv"].isna() & chain["price"].notna()
    if todo.any():
        strike, expiry, right, price = (
            chain.loc[todo, name].to_numpy() for name in ("strike", "expiry", "right", "price")
        )
        vol, why = implied_vol(
            price, spot, strike, expiry, rate, carry, right, invalid="nan", reasons=True
        )
        chain.loc[todo, "iv"], chain.loc[todo, "reason"] = vol, why
    chain.loc[chain["iv"].isna() & chain["price"].isna(), "reason"] = "no quote"


def _table(source) -> pd.DataFrame:
    """The file as text, cell by cell, with the columns that are known; indexed by line."""
    if isinstance(source, (str, os.PathLike)):
        with Path(source).open(encoding="utf-8-sig", newline="") as file:
            return _table(file)
    if not hasattr(source, "read"):
        fail("source", source, "a path or an open text file")
    reader = csv.reader(source)
    try:
        header, rows = next(reader, []), [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        fail("source", str(error), "comma-separated text")
    header = [name.strip().lower() for name in header]
    known = [name for name in header if name in COLUMNS]
    missing = {"strike", "expiry", "right"} - set(known)
    quoted = {"iv", "price"} & set(known) or {"bid", "ask"} <= set(known)
    if missing or not quoted or len(known) > len(set(known)):
        allowed = "strike, expiry, right, and iv, or price, or bid and ask; each of them once"
        fail("columns", ", ".join(header), allowed)
    rows = [(line, [cell.strip() for cell in row]) for line, row in rows]
    rows = [(line, row) for line, row in rows if any(row)]
    for line, row in rows:
        if len(row) != len(header):
            fail(f"row {line}", row, f"{len(header)} cells wide, as the header is")
    if not rows:
        fail("source", "no rows", "a chain of one option or more")
    pd = pandas()
    lines = pd.Index([line for line, _ in rows], name="line")
    return pd.DataFrame([row for _, row in rows], columns=header, index=lines)[known]


def _numeric(raw, column, allowed, above=False, empty=False):
    """A column of text as finite numbers of 0 or more (or above 0), NaN where it may be empty."""
    values = pandas().to_numeric(raw[column], errors="coerce").astype(float)
    good = np.isfinite(values) & (values > 0 if above else values >= 0)
    if empty:
        good |= raw[column] == ""
    _each_row(raw, column, ~good, allowed)
    return values


def _years(raw, today):
    """The column expiry in years: as it stands, or from dates."""
    if today is None:
        years = _numeric(raw, "expiry", "years above 0 (for dates, give today)", above=True)
        allowed = f"in years, at most {LONGEST} (for dates, YYYY-MM-DD, give today)"
        _each_row(raw, "expiry", years > LONGEST, allowed)
        return years
    allowed = "a day such as '2024-01-31', without an hour or a time zone"
    start, end = days_of("today", today, allowed)
    if start != end:
        fail("today", today, allowed)
    pd = pandas()
    written = raw["expiry"].str.fullmatch(r"\d{4}-\d{2}-\d{2}")
    days = pd.to_datetime(raw["expiry"].where(written), format="%Y-%m-%d", errors="coerce")
    years = (days - start) / pd.Timedelta(days=365)
    _each_row(raw, "expiry", ~(years > 0), f"a date YYYY-MM-DD after {start:%Y-%m-%d}")
    _each_row(raw, "expiry", years > LONGEST, f"at most {LONGEST} years away")
    return years


def check_chain(chain, columns):
    """ValueError unless `chain` is a DataFrame with rows and these columns, fit for use."""
    if not is_frame(chain) or chain.empty:
        shown = EMPTY if is_frame(chain) else type(chain).__name__
        fail("chain", shown, "a DataFrame with rows, as read_chain returns")
    names = list(chain.columns)
    if not set(columns) <= set(names) or any(names.count(name) > 1 for name in columns):
        fail("chain", names, f"one with the columns {', '.join(columns)}, each of them once")
    for name in columns:
        if name == "right":
            _each_row(chain, name, ~chain[name].isin(["call", "put"]), '"call" or "put"')
            continue
        values = _as_floats(chain, name)
        finite = np.isfinite(values)
        if name == "iv":
            good = chain[name].isna() | finite & (values > 0)
            _each_row(chain, name, ~good, "a number above 0, or NaN")
        elif name == "open_interest":
            _each_row(chain, name, ~(finite & (values >= 0)), "a number, 0 or more")
        else:
            _each_row(chain, name, ~(finite & (values > 0)), "a number above 0")
        if name == "expiry":
            _each_row(chain, name, values > LONGEST, f"in years, at most {LONGEST}")
    _once(chain)


def _as_floats(chain, name):
    """A column as floats, NaN where there is none. Dates, durations, booleans and text are refused:
    pandas would make numbers of them."""
    column = chain[name]
    kinds = (bool, np.bool_, str, date, timedelta, np.datetime64, np.timedelta64, complex)
    read_as_numbers = (
        column.dtype.kind in "iuf"
        or column.dtype.kind == "O"
        and not (column.map(lambda cell: isinstance(cell, kinds)).any())
    )
    if not read_as_numbers:
        fail(name, f"a column of {column.dtype}", "a column of numbers")
    return pandas().to_numeric(column, errors="coerce").to_numpy(float, na_value=np.nan)


def _once(chain):
    twice = chain.duplicated(["strike", "expiry", "right"])
    _each_row(chain, "strike", twice, "there once for each expiry and right")


def _each_row(table, column, bad, allowed):
    """ValueError naming the column and the first row (by its label) where `bad` is True."""
    bad = np.asarray(bad, bool)
    if bad.any():
        first = int(np.argmax(bad))
        value = table[column].iloc[first]
        value = value.item() if isinstance(value, np.generic) else value
        fail(f"{column} in row {table.index[first]}", value, allowed)
