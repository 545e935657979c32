"""Real prices on their way into `Paths`: what a table of closes, highs and lows says about time.

`Paths.from_prices` is the way in. Faults are named by their dates, where there are any.
"""

from __future__ import annotations

import numpy as np

from .._frames import dates_in, index_in_words, is_frame, is_series, pandas, shown
from .._validate import fail, one_number, positive, positive_years


def read(prices, years_per_step, highs, lows):
    """Times, spots, dates, highs and lows of a path, from what `Paths.from_prices` was given."""
    if is_frame(prices):
        if highs is not None or lows is not None:
            fail("highs, lows", "given", "left out where prices is a table: it has its own columns")
        prices, highs, lows = _columns(prices)
    dates = dates_in("prices", prices) if is_series(prices) else None
    spots = _named_by_date("prices", prices, dates)
    if spots.ndim != 1 or spots.size < 2:
        fail("prices", spots.shape, "one price history: one-dimensional, two or more")
    times = _times(prices, dates, spots.size, years_per_step)
    if highs is None and lows is None:
        return times, spots, dates, None, None
    highs = _beside("highs", highs, prices, spots, dates)
    lows = _beside("lows", lows, prices, spots, dates)
    for name, extreme, wrong, allowed in (
        ("highs", highs, highs < spots, "at least the price"),
        ("lows", lows, lows > spots, "at most the price"),
    ):
        if wrong.any():
            k = int(np.argmax(wrong))
            where = _where(k, dates)
            fail(name, f"{float(extreme[k])!r} {where}", f"{allowed}, {float(spots[k])!r}")
    # A step begins at the price before it, which a gap may leave outside the day's own range; and
    # what happened in the first row came before the path.
    before = np.append(spots[0], spots[:-1])
    highs, lows = np.maximum(highs, before), np.minimum(lows, before)
    highs[0] = lows[0] = spots[0]
    return times, spots, dates, highs, lows


def _columns(table):
    """Close, high and low of a DataFrame; the last two are None where it has neither."""
    names = [str(name).strip().lower() for name in table.columns]
    found = [names.count(name) for name in ("close", "high", "low")]
    if found not in ([1, 0, 0], [1, 1, 1]):
        allowed = "a table with a column close, or with close, high and low; each of them once"
        fail("prices", f"a table with columns {', '.join(names)}", allowed)
    close, high, low = (
        table.iloc[:, names.index(name)] if name in names else None
        for name in ("close", "high", "low")
    )
    return close, high, low


def _times(prices, dates, size, years_per_step):
    """Years from the first price to each: by the step, or by the calendar."""
    if years_per_step is not None:
        return one_number("years_per_step", years_per_step, positive_years) * np.arange(size)
    if dates is None:
        allowed = "given (in years) when prices have no dates"
        if is_series(prices):
            allowed = f"{allowed}: they go by {index_in_words(prices.index)}"
        fail("years_per_step", None, allowed)
    return np.asarray((dates - dates[0]) / pandas().Timedelta(days=365))


def _beside(name, values, prices, spots, dates):
    """Highs or lows, checked: as many as the prices, and of the same days."""
    if values is None:
        fail(name, None, "given too: highs and lows go together")
    if is_series(values) and is_series(prices) and not values.index.equals(prices.index):
        fail(name, "a Series with another index", "indexed as prices are")
    values = _named_by_date(name, values, dates)
    if values.shape != spots.shape:
        fail(name, values.shape, f"of the shape of prices, {spots.shape}")
    return values


def _named_by_date(name, values, dates):
    """Numbers above 0; the error for one that is not says its date."""
    try:
        return positive(name, values)
    except ValueError:
        if dates is None or not is_series(values):
            raise
        given = pandas().to_numeric(values, errors="coerce").to_numpy(float, na_value=np.nan)
        bad = ~(np.isfinite(given) & (given > 0))
        if not bad.any():  # something else is wrong with them
            raise
        k = int(np.argmax(bad))
        text = f"{values.iloc[k]!r} {_where(k, dates)}"
    fail(name, text, "a finite number above 0")


AT_INDEX, ON_DATE = "at index {k}", "on {date}, at index {k}"


def _where(k, dates):
    if dates is None:
        return AT_INDEX.format(k=k)
    return ON_DATE.format(k=k, date=shown(dates[k]))
