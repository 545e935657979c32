"""Real daily market data, with its provenance.

Each data set is a small CSV file in this folder; README.md beside them says where it comes from.
`tools/make_data.py` wrote them, and anyone can run it again. Nothing here knows of options.
"""

from importlib import resources

import pandas as pd

from gammalab._validate import fail

_FILES = {"spx": "spx.csv", "vix": "vix.csv"}


def names():
    """The names that `load` accepts.

    >>> names()
    ['spx', 'vix']
    """
    return sorted(_FILES)


def load(name, start=None, end=None):
    """One market's daily data, oldest day first.

    Parameters
    ----------
    name : str
        "spx": the S&P 500 index, 1999-01-04 to 2018-12-31, columns open, high, low, close in
        index points. "vix": the Cboe Volatility Index, 2014-01-03 to 2018-12-31, column close
        in volatility points per year (20 means a volatility of 0.20).
    start, end : date, Timestamp or "YYYY-MM-DD", optional
        First and last day wanted, both included. They need not be trading days, but they must lie
        in the calendar years that the data cover: an answer shorter than asked for would be a trap.

    Returns
    -------
    pandas.DataFrame
        Index: DatetimeIndex named "date", one row per trading day. All columns are floats.

    Raises
    ------
    ValueError
        If `name` is unknown, a date cannot be read or is outside the data, or `start` is after
        `end`.

    Source
    ------
    See gammalab/markets/README.md.

    Examples
    --------
    >>> load("spx", start="2008-11-19", end="2008-11-21")["close"].tolist()
    [806.58, 752.44, 800.03]
    >>> float(load("vix")["close"].max())
    40.74
    """
    if name not in names():
        fail("name", name, f"one of {', '.join(names())}")
    with resources.files(__package__).joinpath(_FILES[name]).open(encoding="utf-8") as file:
        data = pd.read_csv(file, index_col="date", parse_dates=["date"], dtype=float)
    first, last = f"{data.index[0].year}-01-01", f"{data.index[-1].year}-12-31"
    begin = _day("start", first if start is None else start, first, last)
    finish = _day("end", last if end is None else end, first, last)
    if begin > finish:
        fail("start", start, f"on or before end, which is {end!r}")
    chosen = data.loc[begin:finish]
    if chosen.empty:
        fail("end", end, f"far enough from start, {start!r}, to have a trading day between them")
    return chosen


def _day(name, value, first, last):
    """`value` as a Timestamp between `first` and `last`, or an error that calls it `name`."""
    try:
        day = pd.Timestamp(value)
    except (TypeError, ValueError):
        day = pd.NaT
    if pd.isna(day) or day.tz is not None or isinstance(value, (int, float)):
        fail(name, value, "a day without a time zone, such as '2008-10-10'")
    if not pd.Timestamp(first) <= day.normalize() <= pd.Timestamp(last):
        fail(name, value, f"in the years that the data cover, {first} to {last}")
    return day.normalize()
