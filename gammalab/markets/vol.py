"""Anybody's file of a volatility index to yearly decimals by date, with a report."""

from __future__ import annotations

import re

import numpy as np

from .._frames import shown
from .._validate import HIGHEST_VOL, choice
from . import another, columns, suspects
from .notes import Notes
from .reading import known_of, read_columns, tidy
from .tables import table_of
from .vocabulary import CLOSE, PRICE

SCALES = ("points", "decimal")
_NAMES = ("vol", "volatility", "iv", "implied vol", "implied volatility", "implied", "vix", "dvol",
          "vol index")  # fmt: skip
_OF_VOL = re.compile(r"\b([ih]v\d*|vol|volatility|implied|vix\w*|dvol|sigma)\b")
FEWEST = 0.06  # the usual one of decimals: below, those of a day, or a quiet currency's
MOST = 2.5  # 250 %: the highest that is taken for a decimal unasked
HALF, HIGH = 0.5, 100.0  # the usual one: above, a currency's points; a price
LEAST = 6.0  # the usual one of points: below, as FEWEST
SPIKE = 8.0  # a factor away and back: the VIX doubled in a day


def read_vol(
    source,
    *,
    column=None,
    date=None,
    dates=None,
    decimal=None,
    unit=None,
    scale=None,
    tz=None,
    stamp=None,
    keep=None,
    zeros=None,
    spikes=None,
    format=None,
):
    """A volatility by date from a file as people have it: what `markets.windows` takes as `vol`.

    Parameters
        scale: "points" (20 is 20 %) or "decimal" (0.2), where the numbers leave it open.
        format: as for `read_prices`; "deribit" stamps its bars with their start.
        the others: as for `read_prices`; column is that of the volatility. tz: with it, days are
        days on that clock, for prices that are in that zone.
    Returns
        pandas.Series named "vol", yearly decimals, index "date" as for `read_prices`. Its report:
        `markets.report(vol)`.
    Errors
        ValueError naming the line, the value, and the argument that would decide.

    >>> import io
    >>> read_vol(io.StringIO("DATE,VIXCLS\\n2015-08-24,40.74\\n2015-08-25,.\\n")).round(4).tolist()
    [0.4074]
    """
    if scale is not None:
        choice("scale", scale, SCALES)
    notes = Notes()
    table = table_of(source, notes)
    known = known_of(format)
    day = columns.date_column(table, notes, date)
    clock = columns.clock_column(table, day)
    numeric = columns.numeric_columns(table, {day, clock}, of_prices=False)
    names = [columns.plain(name) for name in table.names]
    if "dvol" in " ".join(names) and format is None:
        notes.found("Deribit's volatility index, stamped with the start of its bars")
        known = known_of("deribit")
    groups = (CLOSE, _NAMES, PRICE)
    if column is None and format == "deribit" and not table.headed and len(names) == 5:
        column = 4  # timestamp, open, high, low, close
    if column is None:
        _no_price(table, names, numeric)
    place = columns.value_column(table, numeric, groups, "volatility", notes, column)
    if column is None:
        another.refuse(another.VOL, names[place], table.names[place], "a yearly volatility")
    data, index, lines, found = read_columns(
        table, notes, day, clock, {"close": place}, dates or known.get("dates"), decimal, unit, tz
    )
    bars = bool(columns.other_prices(table, numeric, place)) or names[place] in CLOSE
    bars |= "stamp" in known
    frame, lines, gaps = tidy(
        data, index, lines, found, notes, bars=bars, stamp=stamp, known=known.get("stamp"),
        keep=keep, zeros=zeros,
    )  # fmt: skip
    if tz is not None and frame.index.tz is None:  # days, on the clock of the prices beside them
        frame.index = frame.index.tz_localize(tz)
    frame, lines, _ = suspects.without_spikes(frame, lines, spikes, notes, SPIKE)
    percent = found.percent["close"] or _per_cent(table.names[place])
    scale = _scale(frame, lines, scale, percent, notes)
    vol = (frame["close"] / 100 if scale == "points" else frame["close"]).rename("vol")
    high = vol.to_numpy() > HIGHEST_VOL
    if high.any():
        k = int(np.argmax(high))
        raise ValueError(
            f"{notes.at(lines[k])}, volatility = {frame['close'].iloc[k]:g} on "
            f"{shown(vol.index[k])}: "
            f"above {100 * HIGHEST_VOL:,.0f} %, read as {scale}"
        )
    vol.attrs["report"] = notes.report("volatility", len(vol), gaps)
    return vol


def _no_price(table, names, numeric):
    """ValueError where a close, of what no name says, stands beside a column of volatility."""
    prices = [k for k in numeric if names[k] in CLOSE + PRICE]
    vols = [k for k in numeric if _OF_VOL.search(names[k])]
    if prices and vols:
        shown_names = ", ".join(repr(table.names[k]) for k in (*prices, *vols))
        raise ValueError(
            f"several columns may be the volatility: {shown_names}; give column= the right one"
        )


def _per_cent(name):
    """Whether a column's name says that its numbers are per cent."""
    return "%" in name or bool({"pct", "percent"} & set(columns.plain(name).split()))


def _scale(frame, lines, scale, percent, notes):
    """Whether numbers are points or decimals, and the note of it."""
    values = frame["close"].to_numpy()
    if scale is None and not percent:
        middle = np.median(values)
        if values.min() > MOST and LEAST < middle <= HIGH:
            scale = "points"
        elif values.max() <= MOST and FEWEST <= middle <= HALF:
            scale = "decimal"
        else:
            k = int(np.argmin(values)) if np.median(values) > LEAST else int(np.argmax(values))
            raise ValueError(
                f"{notes.at(lines[k])}, volatility = {values[k]:g} on {shown(frame.index[k])}: "
                "others lie "
                f"around {np.median(values):g}; give scale='points' (20 is 20 %) or "
                "scale='decimal' (0.2), if it is of a year: of a day, times the root of 252 or 365"
            )
    if percent and scale is None:
        k = int(np.argmax(values))
        if np.median(values) <= HALF:
            raise ValueError(
                f"{notes.at(lines[k])}, volatility = {values[k]:g} on {shown(frame.index[k])}: "
                "per cent of a year, as the file says? Give scale='points' (20 is 20 %) or "
                "scale='decimal' (0.2)"
            )
        scale = "points"
    if scale == "points":
        notes.repaired("volatility in points: divided by 100")
    else:
        notes.found("volatility in decimals")
    return scale
