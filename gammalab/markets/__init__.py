"""Real market data, with its provenance, and cut into windows for a replay.

Each data set is a small CSV file in this folder; README.md beside them says where it comes from.
`tools/make_data.py` wrote them, and anyone can run it again. Nothing here knows of options.
"""

from importlib import resources

from .._frames import days_of, pandas
from .._validate import choice, fail
from .errors import Mean, mean_with_error
from .funding import read_funding
from .notes import Report, report
from .parity import forwards, implied
from .prices import read_prices
from .quotes import read_quotes
from .vol import read_vol
from .window import Windows, windows

__all__ = [
    "Mean",
    "Report",
    "Windows",
    "forwards",
    "implied",
    "load",
    "load_vol",
    "mean_with_error",
    "names",
    "read_funding",
    "read_prices",
    "read_quotes",
    "read_vol",
    "report",
    "windows",
]

_FILES = {"spx": "spx.csv", "spx_closes": "spx_closes.csv", "vix": "vix.csv"}


def names():
    """The names that `load` accepts.

    >>> names()
    ['spx', 'spx_closes', 'vix']
    """
    return sorted(_FILES)


def load(name, start=None, end=None):
    """One market's daily data, oldest day first.

    Parameters
    ----------
    name : str
        "spx": the S&P 500 index, 1999-01-04 to 2018-12-31, columns open, high, low, close in
        index points. "spx_closes": its closes alone, 1990-01-02 to 2022-12-28. "vix": the Cboe
        Volatility Index, 2014-01-03 to 2018-12-31, column close in volatility points per year (20
        means a volatility of 0.20).
    start, end : date, Timestamp, "YYYY-MM-DD", "YYYY-MM" or "YYYY", optional
        First and last day wanted, both included: a month or a year starts with its first day and
        ends with its last. They need not be trading days, but they must lie in the calendar years
        that the data cover: an answer shorter than asked for would be a trap.

    Returns
    -------
    pandas.DataFrame
        Index: DatetimeIndex named "date", one row per trading day. All columns are floats.

    Raises
    ------
    ValueError
        If `name` is unknown, a date cannot be read, has an hour or a time zone, or is outside the
        data, or `start` is after `end`.

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
    pd = pandas()
    with resources.files(__package__).joinpath(_FILES[name]).open(encoding="utf-8") as file:
        data = pd.read_csv(file, index_col="date", parse_dates=["date"], dtype=float)
    first, last = f"{data.index[0].year}-01-01", f"{data.index[-1].year}-12-31"
    begin = _days("start", first if start is None else start, first, last)[0]
    finish = _days("end", last if end is None else end, first, last)[1]
    if begin > finish:
        fail("start", start, f"on or before end, which is {end!r}")
    chosen = data.loc[begin:finish]
    if chosen.empty:
        fail("end", end, f"far enough from start, {start!r}, to have a trading day between them")
    return chosen


def load_vol(name, start=None, end=None):
    """A volatility index by date, as yearly decimals: a pandas Series.

    name : "vix", the S&P 500's implied volatility for 30 days, seen at the close.
    start, end, errors, source : as for `load`.

    >>> load_vol("vix", "2018-02-05", "2018-02-05").round(4).tolist()
    [0.3732]
    """
    choice("name", name, ("vix",))
    return (load(name, start, end)["close"] / 100).rename(name)


def _days(name, value, first, last):
    """The days that `value` means, all of them between `first` and `last`."""
    days = days_of(name, value, "a day such as '2008-10-10', a month or a year; no hour, no zone")
    if not pandas().Timestamp(first) <= days[0] <= days[1] <= pandas().Timestamp(last):
        fail(name, value, f"in the years that the data cover, {first} to {last}")
    return days
