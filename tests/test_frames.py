"""pandas only when it is asked for; what is a Series, which dates it carries, what a day is."""

import subprocess
import sys
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from gammalab import _frames

DAYS = pd.date_range("2024-01-31", periods=3)


def test_nobody_imports_pandas_before_it_is_needed():
    modules = ["_frames", "paths.prices", "paths.history", "paths.bootstrap", "paths.moves",
               "paths.merton", "paths.heston", "paths.moving_vol", "markets",
               "pricing.chain"]  # fmt: skip
    code = (
        "import importlib, sys\n"
        f"for name in {modules}:\n"
        "    importlib.import_module('gammalab.' + name)\n"
        "    assert 'pandas' not in sys.modules, name"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_simulated_paths_need_no_pandas():
    code = (
        "import gammalab as gl, sys\n"
        "paths = gl.GBM(0.2).simulate(100, 1.0, 4, 3, seed=1).every(2)\n"
        "gl.Paths.from_prices([100.0, 101.0], 1 / 252)\n"
        "gl.BlockBootstrap([0.01, -0.01]).simulate(100, 1.0, 4)\n"
        "assert 'pandas' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_is_what():
    series, frame = pd.Series([1.0]), pd.DataFrame([1.0])
    for value in (series, frame, DAYS, [1.0], np.ones(2), None):
        assert _frames.is_series(value) == (value is series)
        assert _frames.is_frame(value) == (value is frame)
        assert _frames.is_datetime_index(value) == (value is DAYS)
    assert _frames.pandas() is pd


def test_dates_of_a_table():
    for index in (DAYS, list(DAYS.date), DAYS.tz_localize("UTC")):
        found = _frames.dates_in("x", pd.DataFrame({"a": [1, 2, 3]}, index=index))
        assert [day.date() for day in found] == list(DAYS.date)
    for index in (None, [3, 5, 9], [0.5, 1.5, 9.0]):
        assert _frames.dates_in("x", pd.Series([1, 2, 3], index=index)) is None


@pytest.mark.parametrize(
    "index, said",
    [
        ([True, False, True], "truth values such as True"),
        ([date(2024, 1, 1), None, date(2024, 1, 3)], "a missing date at index 1"),
        ([0.5, np.nan, 2.0], "a missing date at index 1"),
        (["a", None, "b"], "text such as 'a'"),
        ([1, "a", date(2024, 1, 1)], "by Index"),
        (pd.interval_range(0, 3), "by IntervalIndex"),
        ([datetime(2024, 1, 1), pd.Timestamp("2024-01-02", tz="UTC"), None], "by Index"),
        (DAYS[[0, 1, 1]], "2024-02-01 at index 2.*this one is there twice"),
        (DAYS[[0, 2, 1]] + pd.Timedelta(hours=9), "2024-02-01 09:00:00 at index 2.*sort_index"),
        ([5, 3, 4], "3 at index 1.*sort_index"),
    ],
)
def test_faults_of_an_index(index, said):
    with pytest.raises(ValueError, match=f"^x = .*{said}"):
        _frames.dates_in("x", pd.Series([1, 2, 3], index=index))


@pytest.mark.parametrize(
    "value, first, last",
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-02-10", "2024-02-10", "2024-02-10"),
        (np.datetime64("2024"), "2024-01-01", "2024-12-31"),
        (np.datetime64("2024-02"), "2024-02-01", "2024-02-29"),
        (np.datetime64("2024-02-10", "ns"), "2024-02-10", "2024-02-10"),
        (pd.Period("2024-02", "M"), "2024-02-01", "2024-02-29"),
        (date(2024, 2, 10), "2024-02-10", "2024-02-10"),
        (datetime(2024, 2, 10), "2024-02-10", "2024-02-10"),
        (pd.Timestamp("2024-02-10"), "2024-02-10", "2024-02-10"),
    ],
)
def test_a_day_a_month_or_a_year(value, first, last):
    days = _frames.days_of("day", value, "a day")
    assert days == (pd.Timestamp(first), pd.Timestamp(last))


NO_DAYS = [
    "soon", "now", "", "24", "2024-2-1", "10.02.2024", "10/02/2024", "02/10/2024", "Feb 2024",
    "20240210", "2024-13-01", "2024-02-30", "2024-00", "2024-02-10 15:30", "2024Q1", " 2024-02-10",
    "2024-02-10T00:00", 2024, 20240210, 45332.0, True, None, float("nan"), pd.NaT,
    np.datetime64("NaT"), np.datetime64("2024-02-10T15:30"), datetime(2024, 2, 10, 15, 30),
    pd.Timestamp("2024-02-10 00:01"), pd.Timestamp("2024-02-10", tz="UTC"), pd.Period("2024Q1"),
    ["2024-02-10"],
]  # fmt: skip


@pytest.mark.parametrize("value", NO_DAYS, ids=repr)
def test_what_is_no_day(value):
    with pytest.raises(ValueError, match="^day = .*day must be a day in words"):
        _frames.days_of("day", value, "a day in words")
