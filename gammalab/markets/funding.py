"""Anybody's file of a perpetual's funding to fractions by the time of payment, with a report."""

from __future__ import annotations

import re

import numpy as np

from .._frames import shown
from .._validate import choice
from . import another, columns
from .notes import Notes
from .reading import known_of, read_columns, tidy
from .stamps import micro
from .tables import table_of

SCALES = ("percent", "fraction")
_NAMES = ("funding rate", "last funding rate", "fundingrate", "funding", "rate", "interest 1h",
          "realized rate", "realized funding rate", "funding rate %")  # fmt: skip
_BESIDE = re.compile(r"mark price|^(?!.*\brate\b).*interval")  # of a rate
USUAL = {1e-4: "fraction", 5e-5: "fraction", 1.25e-5: "fraction",
         1e-2: "percent", 5e-3: "percent", 1.25e-3: "percent"}  # fmt: skip
CAP = 0.05  # of the price in one interval: above it, a percentage was read as a fraction
HOUR = 3_600_000_000
SHORTEST = 0.9  # hours between payments: below, a rate that is only seen
LUCK = 1e-6  # a chance that is none
FEW = 5  # longer steps in a row that are still missing payments


def read_funding(
    source,
    *,
    column=None,
    date=None,
    dates=None,
    decimal=None,
    unit=None,
    scale=None,
    tz=None,
    keep=None,
    format=None,
):
    """Funding payments by time from a file as people have it: what `markets.windows` takes as
    `funding`.

    Parameters
        scale: "percent" (0.01 is 0.01 %) or "fraction" (0.0001), where the file leaves it open.
        column, date, dates, decimal, unit, tz, keep, format: as for `read_prices`; column is that
        of the rate.
    Returns
        pandas.Series named "funding": what longs paid to shorts at that time, as a fraction of the
        price, for the interval that ended then. Index "date". A change of the interval is in the
        report, `markets.report(funding)`, and so are payments that are missing.
    Errors
        ValueError naming the line, the value, and the argument that would decide.

    >>> import io
    >>> text = "fundingTime,fundingRate\\n1577836800000,-0.00012359\\n1577865600002,0.0001\\n"
    >>> read_funding(io.StringIO(text)).tolist()
    [-0.00012359, 0.0001]
    """
    if scale is not None:
        choice("scale", scale, SCALES)
    notes = Notes()
    table = table_of(source, notes)
    known = known_of(format)
    day = columns.date_column(table, notes, date)
    clock = columns.clock_column(table, day)
    names = [columns.plain(name) for name in table.names]
    numeric = columns.numeric_columns(table, {day, clock}, of_prices=False)
    numeric = [k for k in numeric if not _BESIDE.search(names[k])]
    if column is None and "relative funding rate" in names:  # Kraken's other one is in dollars
        column = names.index("relative funding rate")
        notes.found(f"column {table.names[column]!r} is the funding rate")
    place = columns.value_column(table, numeric, (_NAMES,), "funding rate", notes, column)
    if {"calc time", "last funding rate"} <= set(names) or {"funding time", "funding rate"} <= set(
        names
    ):
        notes.found("funding in the style of Binance, in fractions")
        known = {**known_of("binance"), "scale": "fraction"}
    elif format == "binance":
        known = {**known, "scale": "fraction"}
    elif names[place] in ("relative funding rate", "interest 1h"):
        notes.found(
            "funding in the style of " + ("Kraken" if "rate" in names[place] else "Deribit")
        )
        known = {**known, "scale": "fraction"}
    another.refuse_rate(names[place], table.names[place])
    if column is None:
        another.refuse(another.FUNDING, names[place], table.names[place],
                       "the rate that longs pay to shorts at each time")  # fmt: skip
    data, index, lines, found = read_columns(
        table, notes, day, clock, {"close": place}, dates, decimal, unit, tz, dated=False
    )
    frame, lines, _ = tidy(
        data, index, lines, found, notes, bars=False, stamp=None, known="payment", keep=keep,
        zeros=None, checks=False,
    )  # fmt: skip
    _same_interval(names[place], table.names[place], frame.index)
    only_paid(frame["close"].to_numpy(), frame.index, lambda k: notes.at(lines[k]))
    percent = found.percent["close"] or "%" in table.names[place]
    scale = scale or ("percent" if percent else known.get("scale"))
    scale = scale or _scale(frame, lines, notes)
    if scale == "percent":
        notes.repaired("rates in per cent: divided by 100")
    rates = (frame["close"] / 100 if scale == "percent" else frame["close"]).rename("funding")
    high = np.abs(rates.to_numpy()) > CAP
    if high.any():
        k = int(np.argmax(high))
        raise ValueError(
            f"{notes.at(lines[k])}, funding = {frame['close'].iloc[k]:g} on "
            f"{shown(rates.index[k])}: more than "
            f"{CAP:.0%} at one time, read as a {scale}; give scale='percent', or take the line out"
        )
    rates.attrs["report"] = notes.report(
        "funding", len(rates), _intervals(rates.index, lines, notes)
    )
    return rates


def _scale(frame, lines, notes):
    """Per cent or fraction, by the rate that exchanges pay when nothing is going on."""
    values, counts = np.unique(np.abs(frame["close"].to_numpy()).round(10), return_counts=True)
    k = int(np.argmax(counts))
    for usual, scale in USUAL.items():
        if np.isclose(values[k], usual, rtol=1e-6, atol=0) and counts[k] >= max(
            2, 0.05 * len(frame)
        ):
            word = "per cent" if scale == "percent" else "fractions"
            notes.assumed(f"rates are {word}: {values[k]:g}, the usual one, is the most frequent")
            return scale
    # A large one may be per cent, yearly, or in currency: no conclusion.
    k = int(np.argmax(np.abs(frame["close"].to_numpy()))) if values[-1] > CAP else 0
    other = ", if it is no yearly rate and no amount of money" if values[-1] > CAP else ""
    raise ValueError(
        f"{notes.at(lines[k])}, funding = {float(frame['close'].iloc[k])!r}: a fraction of the "
        f"price, or per cent? Give scale='fraction' or scale='percent'{other}"
    )


def _same_interval(plain, name, index):
    """ValueError where a column says hours that are not those between the payments."""
    if len(index) < 2:
        return
    hours = float(np.median(np.diff(micro(index)))) / HOUR
    if hours < SHORTEST:
        raise ValueError(
            f"column {name!r}: rates {60 * hours:.3g} minutes apart: no exchange pays so often; "
            "seen, not paid? Funding must be what is paid at each time: give the rows of these"
        )
    said = re.search(r"(?<!\d)(\d+) ?(?:h|hr|hours?)\b", plain)
    if said is None:
        return
    if abs(hours / int(said[1]) - 1) > 0.05:
        raise ValueError(
            f"column {name!r}: rates for {said[1]} hours, in rows {hours:g} hours apart; funding "
            "must be what is paid at each time: give column= another one, or a table with the rate "
            "of one row's time, and another name"
        )


def only_paid(values, index, at):
    """ValueError where rates are seen between their payments. at: where a row is, in words."""
    found = seen_between(values, index)
    if found:
        change, every, hours = found
        raise ValueError(
            f"{at(change)}: the rate changes only every {every:g} hours, in rows {hours:g} hours "
            "apart: seen, not paid? Funding must be what is paid at each time: give the rows of "
            "the payments"
        )


def seen_between(values, index):
    """(the row of the first change, hours between changes, hours between rows) where a rate changes
    only at every second row, or third, or eighth; None elsewhere.

    Seen between its payments, it would be paid as many times too often.
    """
    changes = np.flatnonzero(values[1:] != values[:-1]) + 1
    if len(changes) < 2:
        return None
    moments = micro(index)
    step = np.median(np.diff(moments))
    rows = np.round(np.diff(moments[changes]) / step).astype(int)
    every = int(np.gcd.reduce(rows))
    # Rates that stay for other reasons change at any row: all at one of so many would be luck.
    if every < 2 or every ** -float(len(rows)) > LUCK:
        return None
    return int(changes[0]), every * step / HOUR, step / HOUR


def missing_payments(index):
    """([(last before, first after)] of payments that are missing, [(position, hours)] where another
    interval begins, the first from 0): a longer step that does not stay is no other interval."""
    hours = np.round(np.diff(micro(index)) / HOUR, 2)
    if not hours.size:
        return [], []
    runs = np.flatnonzero(np.r_[True, hours[1:] != hours[:-1]])
    sizes = np.diff(np.r_[runs, len(hours)])
    gone, rules = [], [(0, hours[0])]
    for start, size in zip(runs[1:], sizes[1:], strict=True):
        length, rule = hours[start], rules[-1][1]
        if length == rule:
            continue
        after = start + size
        if length > rule and size <= FEW and after < len(hours) and hours[after] <= rule:
            gone += [(index[k], index[k + 1]) for k in range(start, after)]
        else:
            rules.append((int(start), length))
    return gone, rules


def _intervals(index, lines, notes):
    """The holes; changes of the interval go into the notes."""
    holes, rules = missing_payments(index)
    for start, length in rules:
        if start == 0:
            notes.found(f"paid every {length:g} hours")
        else:
            said = f"from {shown(index[start])}, paid every {length:g} hours"
            notes.found(said, lines[start + 1 : start + 2])
    if holes:
        usual = {start: length for start, length in rules}
        many = 0
        for before, after in holes:
            rule = max(start for start in usual if index[start] <= before)
            many += max(1, round((after - before).total_seconds() / 3600 / usual[rule]) - 1)
        some = ", ".join(f"{shown(a)} to {shown(b)}" for a, b in holes[:3])
        some += ", ..." * (len(holes) > 3)
        notes.found(f"{many} payments missing, which no window should cross: {some}")
    return holes
