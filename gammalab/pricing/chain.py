"""Option chains: quotes by strike, expiry and right, read from a user's own CSV file and checked.

A chain is a pandas DataFrame with a row per option: strike (currency), expiry (years), right
("call" or "put"), iv (yearly decimal, NaN where there is none), and what else the file had. Every
fault in a file is a ValueError that names the column and the line; quotes alone may be empty.

This module knows nothing of smiles.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
import pandas as pd

from .._validate import fail, one_number, positive
from .black_scholes import implied_vol

RIGHTS = {"call": "call", "put": "put", "c": "call", "p": "put"}
COLUMNS = ("strike", "expiry", "right", "bid", "ask", "price", "iv", "open_interest")


def read_chain(source, spot, rate=0.0, carry=None, today=None) -> pd.DataFrame:
    """An option chain from CSV, checked, with an implied volatility for each row.

    Parameters
        source: a path or an open text file. Columns, in any order; others are left out:
        strike (currency); expiry (years, or dates like 2024-03-15 with `today` given); right
        (call, put, C or P); and iv (yearly decimal), or price, or bid and ask (currency; where
        there is no price it is their middle); open_interest (contracts; empty is 0), optional.
        An iv that is given is kept, the others come from the price.
        spot, rate, carry: as for `black_scholes.price`, single numbers. today: a day; then expiries
        are dates, counted in calendar days / 365.
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
    chain = pd.DataFrame(index=raw.index)
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
    lines = pd.Index([line for line, _ in rows], name="line")
    return pd.DataFrame([row for _, row in rows], columns=header, index=lines)[known]


def _numeric(raw, column, allowed, above=False, empty=False):
    """A column of text as finite numbers of 0 or more (or above 0), NaN where it may be empty."""
    values = pd.to_numeric(raw[column], errors="coerce").astype(float)
    good = np.isfinite(values) & (values > 0 if above else values >= 0)
    if empty:
        good |= raw[column] == ""
    _each_row(raw, column, ~good, allowed)
    return values


def _years(raw, today):
    if today is None:
        return _numeric(raw, "expiry", "years above 0 (for dates, give today)", above=True)
    try:
        start = pd.Timestamp(today)
    except (TypeError, ValueError):
        start = pd.NaT
    if start is pd.NaT or isinstance(today, (int, float, np.number)) or start.tz is not None:
        fail("today", today, "a day without a time zone, such as '2024-01-31'")
    days = pd.to_datetime(raw["expiry"], format="%Y-%m-%d", errors="coerce")
    years = (days - start.normalize()) / pd.Timedelta(days=365)
    _each_row(raw, "expiry", ~(years > 0), f"a date YYYY-MM-DD after {start:%Y-%m-%d}")
    return years


def check_chain(chain, columns):
    """ValueError unless `chain` is a DataFrame with rows and these columns, fit for use."""
    if not isinstance(chain, pd.DataFrame) or chain.empty:
        shown = "an empty table" if isinstance(chain, pd.DataFrame) else type(chain).__name__
        fail("chain", shown, "a DataFrame with rows, as read_chain returns")
    if not set(columns) <= set(chain.columns):
        fail("chain", list(chain.columns), "one with the columns " + ", ".join(columns))
    for name in columns:
        if name == "right":
            _each_row(chain, name, ~chain[name].isin(["call", "put"]), '"call" or "put"')
            continue
        values = pd.to_numeric(chain[name], errors="coerce")
        finite = np.isfinite(values)
        if name == "iv":
            good = chain[name].isna() | finite & (values > 0)
            _each_row(chain, name, ~good, "a number above 0, or NaN")
        elif name == "open_interest":
            _each_row(chain, name, ~(finite & (values >= 0)), "a number, 0 or more")
        else:
            _each_row(chain, name, ~(finite & (values > 0)), "a number above 0")
    _once(chain)


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
