"""The market data are the files that were published, and `load` refuses bad requests."""

import hashlib
import re
from datetime import date
from importlib import resources

import numpy as np
import pandas as pd
import pytest

from gammalab import markets

FOLDER = resources.files("gammalab.markets")


def test_readme_describes_the_files():
    table = re.findall(
        r"\| `(\w+\.csv)` \| (\S+) \| (\S+) \| (\d+) \| `([0-9a-f]{64})` \|",
        FOLDER.joinpath("README.md").read_text(encoding="utf-8"),
    )
    assert sorted(row[0] for row in table) == [f"{name}.csv" for name in markets.names()]
    for file, first, last, rows, digest in table:
        assert hashlib.sha256(FOLDER.joinpath(file).read_bytes()).hexdigest() == digest
        data = markets.load(file.removesuffix(".csv"))
        assert (str(data.index[0].date()), str(data.index[-1].date())) == (first, last)
        assert len(data) == int(rows)


@pytest.mark.parametrize("name", markets.names())
def test_shape_of_the_data(name):
    data = markets.load(name)
    assert isinstance(data.index, pd.DatetimeIndex) and data.index.name == "date"
    assert data.index.is_monotonic_increasing and data.index.is_unique
    assert (data.index.day_of_week < 5).all()
    assert all(dtype.kind == "f" for dtype in data.dtypes)
    assert np.isfinite(data.to_numpy()).all() and (data > 0).all(axis=None)
    assert data.index.to_series().diff().max() <= pd.Timedelta(days=7)  # 2001-09-10 to 09-17
    np.testing.assert_array_equal(data, data.round(2))


def test_published_closes():
    close = markets.load("spx")["close"]
    assert close["2008-10-10"] == 899.22
    assert close["2008-11-20"] == 752.44
    vix = markets.load("vix")["close"]
    assert vix["2015-08-03"] == 12.56
    assert vix["2015-08-24"] == 40.74  # the day the Dow opened 1,000 points lower


def test_the_long_history_has_the_same_closes():
    close, long = markets.load("spx")["close"], markets.load("spx_closes")["close"]
    pd.testing.assert_series_equal(long["1999":"2018"], close)
    assert long["2020-03-16"] == 2386.13


def test_high_and_low_hold_the_other_prices():
    data = markets.load("spx")
    assert list(data.columns) == ["open", "high", "low", "close"]
    assert (data["high"] == data.max(axis=1)).all()
    assert (data["low"] == data.min(axis=1)).all()


def test_both_markets_have_the_same_days():
    spx, vix = markets.load("spx", start="2014-01-03"), markets.load("vix")
    pd.testing.assert_index_equal(spx.index, vix.index)


@pytest.mark.parametrize(
    "start, end", [("2008-10-10", "2008-10-14"), (date(2008, 10, 10), pd.Timestamp("2008-10-14"))]
)
def test_slice_includes_both_ends(start, end):
    days = markets.load("spx", start=start, end=end).index
    assert [day.day for day in days] == [10, 13, 14]


def test_year_bounds_are_allowed():
    year = markets.load("spx", start="1999-01-01", end="1999-12-31")
    assert len(year) == 252


@pytest.mark.parametrize(
    "start, end, first, last, rows",
    [
        ("2008", "2008", "2008-01-02", "2008-12-31", 253),
        ("2008-10", "2008-10", "2008-10-01", "2008-10-31", 23),
        ("2008-12", "2009", "2008-12-01", "2009-12-31", 274),
        (None, "1999-01", "1999-01-04", "1999-01-29", 19),
        (np.datetime64("2008-10"), np.datetime64("2008-10"), "2008-10-01", "2008-10-31", 23),
        (pd.Period("2008-10", "M"), pd.Period("2008-10", "M"), "2008-10-01", "2008-10-31", 23),
    ],
)
def test_years_and_months_are_whole(start, end, first, last, rows):
    days = markets.load("spx", start, end).index
    assert (str(days[0].date()), str(days[-1].date()), len(days)) == (first, last, rows)


@pytest.mark.parametrize("name", ["start", "end"])
@pytest.mark.parametrize(
    "value",
    ["10/11/2008", "10.11.2008", "11/10/08", "Oct 2008", "20081010", "2008Q4", "2008-10-10 15:00",
     "2008-10-10T00:00", pd.Timestamp("2008-10-10 15:00"), np.datetime64("2008-10-10T15:00"),
     pd.Timestamp("2008-10-10", tz="UTC"), True, [2008], "now"],
)  # fmt: skip
def test_a_day_is_never_guessed(name, value):
    with pytest.raises(
        ValueError, match=f"^{name} = .*a day such as '2008-10-10', a month or a year"
    ):
        markets.load("spx", **{name: value})


def test_each_call_gives_its_own_table():
    mine = markets.load("vix")
    mine["close"] = 0.0
    assert (markets.load("vix")["close"] > 0).all()


@pytest.mark.parametrize(
    "request_, message",
    [
        (dict(name="dax"), "name = 'dax': name must be one of spx, spx_closes, vix"),
        (dict(name=None), "name = None"),
        (dict(name="spx", start="soon"), "start = 'soon': start must be a day"),
        (dict(name="spx", end=2008), "end = 2008: end must be a day"),
        (dict(name="spx", end=float("nan")), "end = nan: end must be a day"),
        (dict(name="spx", start="1998-12-31"), "1999-01-01 to 2018-12-31"),
        (dict(name="vix", end="2019-01-01"), "2014-01-01 to 2018-12-31"),
        (dict(name="spx", start="2008-02-01", end="2008-01-01"), "end, which is '2008-01-01'"),
        (dict(name="spx", start="2008-10-11", end="2008-10-12"), "a trading day between"),
    ],
)
def test_bad_requests_name_the_argument(request_, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        markets.load(**request_)
