"""Real prices as a path: faults in their dates are found whatever clock is asked for."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

import gammalab as gl

pytestmark = pytest.mark.filterwarnings("error")

DAYS = pd.to_datetime(["2015-08-20", "2015-08-21", "2015-08-24", "2015-08-25"])
PRICES = np.array([100.0, 98.0, 94.0, 95.0])
BARS = pd.DataFrame(
    {
        "open": [101.0, 99.5, 95.0, 94.5],
        "high": [101.5, 99.8, 96.0, 97.0],
        "low": [99.5, 97.5, 90.0, 94.0],
        "close": PRICES,
        "volume": [1, 2, 3, 4],
    },
    index=DAYS,
)
CLOCKS = [None, 1 / 252]  # the calendar, and every bar the same


def from_prices(prices, clock=None, **more):
    return gl.Paths.from_prices(prices, years_per_step=clock, **more)


# --- times ---------------------------------------------------------------------------------------


def test_calendar_days_count():
    paths = from_prices(pd.Series(PRICES, index=DAYS))
    np.testing.assert_allclose(paths.times, np.array([0, 1, 4, 5]) / 365, rtol=1e-15)
    assert paths.dates == tuple(DAYS)
    assert paths.spots.tolist() == [PRICES.tolist()]


def test_every_bar_counts_the_same():
    for prices, dates in ((pd.Series(PRICES, index=DAYS), tuple(DAYS)), (PRICES.tolist(), None)):
        paths = from_prices(prices, 1 / 252)
        np.testing.assert_allclose(paths.times, np.arange(4) / 252, rtol=1e-15)
        assert paths.dates == dates


def test_a_time_zone_and_its_summer_time():
    """Three calendar days in New York, one of them an hour short."""
    days = pd.DatetimeIndex(["2024-03-08 16:00", "2024-03-11 16:00"], tz="America/New_York")
    paths = from_prices(pd.Series([100.0, 101.0], index=days))
    assert paths.horizon == pytest.approx((3 - 1 / 24) / 365, rel=1e-12)
    assert paths.dates == tuple(days)


@pytest.mark.parametrize(
    "index",
    [
        [day.date() for day in DAYS],
        [day.to_pydatetime() for day in DAYS],
        pd.Index(list(DAYS), dtype=object),
        np.array(DAYS, dtype="datetime64[D]"),
    ],
)
def test_dates_of_every_make_are_dates(index):
    paths = from_prices(pd.Series(PRICES, index=index))
    np.testing.assert_allclose(paths.times, np.array([0, 1, 4, 5]) / 365, rtol=1e-15)
    assert paths.dates == tuple(DAYS)


@pytest.mark.parametrize("dtype", [np.int32, np.int64, np.float32, "Float64", "Int64", object])
def test_numbers_of_every_make_are_prices(dtype):
    for prices in (pd.Series(PRICES, index=DAYS).astype(dtype), pd.Series(PRICES).astype(dtype)):
        assert from_prices(prices, 1 / 252).spots.tolist() == [PRICES.tolist()]
    assert from_prices([100, 101], 1).spots.dtype == float


# --- dates that are wrong, on every clock --------------------------------------------------------


@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize("make", [lambda d: d, lambda d: d.tz_localize("UTC"), lambda d: d.date])
@pytest.mark.parametrize(
    "order, said",
    [
        ([0, 2, 1, 3], "2015-08-21.* at index 2.*strictly rising in time; sort_index"),
        ([3, 2, 1, 0], "2015-08-24.* at index 1.*strictly rising in time; sort_index"),
        ([0, 1, 1, 2], "2015-08-21.* at index 2.*strictly rising in time; this one is there twice"),
    ],
)
def test_dates_out_of_order_or_doubled(clock, make, order, said):
    series = pd.Series(PRICES, index=make(DAYS[order]))
    bars = BARS.iloc[order].set_axis(series.index)
    for prices in (series, bars):
        with pytest.raises(ValueError, match=f"^prices = '{said}"):
            from_prices(prices, clock)


@pytest.mark.parametrize("clock", CLOCKS)
def test_dates_that_are_missing(clock):
    gap = np.array([True, False, True, True])
    for index in (DAYS.where(gap), [date(2015, 8, 20), None, date(2015, 8, 24), None]):
        with pytest.raises(ValueError, match="prices = 'a missing date at index 1'"):
            from_prices(pd.Series(PRICES, index=index), clock)


@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize(
    "index, said",
    [
        (
            DAYS.strftime("%d.%m.%Y"),
            "a table by text such as .20.08.2015.*DatetimeIndex; .*to_datetime",
        ),
        (DAYS.strftime("%Y-%m-%d"), "a table by text such as .2015-08-20"),
        (DAYS.to_period("D"), "a table by periods such as 2015-08-20.*to_timestamp"),
        (DAYS - DAYS[0], "a table by lengths of time"),
        (pd.MultiIndex.from_arrays([DAYS, DAYS]), "a table by MultiIndex"),
        (pd.CategoricalIndex(["a", "b", "c", "d"]), "a table by CategoricalIndex"),
    ],
)
def test_what_an_index_holds_in_place_of_dates(clock, index, said):
    with pytest.raises(ValueError, match=f"^prices = .*{said}"):
        from_prices(pd.Series(PRICES, index=index), clock)


def test_numbers_in_place_of_dates_count_no_time():
    epoch = (DAYS - pd.Timestamp("1970-01-01")) // pd.Timedelta(seconds=1)
    for index, said in ((epoch, "numbers such as 1440028800"), (None, "row numbers")):
        series = pd.Series(PRICES, index=index)
        with pytest.raises(ValueError, match=f"years_per_step = None: .*they go by {said}"):
            from_prices(series)
        paths = from_prices(series, 1 / 252)
        assert paths.dates is None and paths.n_steps == 3
    for order in ([3, 2, 1, 0], [0, 2, 1, 3], [0, 1, 1, 2]):
        for index in (
            epoch,
            pd.RangeIndex(4),
        ):  # rows that were turned round, or put together twice
            with pytest.raises(ValueError, match="prices = .* at index .*strictly rising"):
                from_prices(pd.Series(PRICES, index=index).iloc[order], 1 / 252)


@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize("bad", [np.nan, np.inf, 0.0, -5.0])
def test_a_bad_price_is_named_by_its_date(clock, bad):
    prices = PRICES.copy()
    prices[2] = bad
    days = pd.Series(prices, index=DAYS)
    with pytest.raises(ValueError, match=r"prices = .*on 2015-08-24, at index 2.*above 0"):
        from_prices(days, clock)
    with pytest.raises(ValueError, match=r"highs = .*on 2015-08-24, at index 2"):
        from_prices(pd.Series(PRICES, index=DAYS), clock, highs=days + 1, lows=PRICES)
    bars = pd.Series(prices, index=DAYS + pd.Timedelta(hours=16))
    with pytest.raises(ValueError, match="on 2015-08-24 16:00:00, at index 2"):
        from_prices(bars, clock)


def test_a_price_that_pandas_calls_missing():
    prices = pd.Series([100.0, None, 94.0, 95.0], index=DAYS, dtype="Float64")
    with pytest.raises(ValueError, match="on 2015-08-21, at index 1"):
        from_prices(prices)
    with pytest.raises(ValueError, match="prices = "):
        from_prices(pd.Series(["100", "x", "94", "95"], index=DAYS))


# --- highs and lows ------------------------------------------------------------------------------


def test_bars_of_a_table():
    for bars in (BARS, BARS.rename(columns=str.capitalize), BARS[["low", "close", "high"]]):
        paths = from_prices(bars)
        assert paths.spots.tolist() == [PRICES.tolist()]
        # A step starts at the close before it; the first bar came before the path.
        assert paths.highs.tolist() == [[100, 100, 98, 97]]
        assert paths.lows.tolist() == [[100, 97.5, 90, 94]]
        assert paths.dates == tuple(DAYS)
    assert from_prices(BARS[["open", "close"]]).highs is None


def test_bars_one_by_one():
    close, high, low = (BARS[name] for name in ("close", "high", "low"))
    expected = from_prices(BARS)
    for highs, lows in ((high, low), (high.tolist(), low.to_numpy())):
        paths = from_prices(close, highs=highs, lows=lows)
        np.testing.assert_array_equal(paths.highs, expected.highs)
        np.testing.assert_array_equal(paths.lows, expected.lows)
    bare = from_prices(PRICES, 1 / 252, highs=high.tolist(), lows=low.tolist())
    np.testing.assert_array_equal(bare.lows, expected.lows)


def test_the_lowest_price_of_24_august_2015():
    month = from_prices(gl.markets.load("spx", "2015-08-03", "2015-09-02"))
    at = month.dates.index(pd.Timestamp("2015-08-24"))
    assert month.lows[0, at] == 1867.01 and month.n_steps == 22
    assert month.highs[0, at] == month.spots[0, at - 1]  # it opened far below Friday's close
    assert (month.lows <= month.spots).all() and (month.spots <= month.highs).all()


@pytest.mark.parametrize(
    "column, bad, said",
    [
        ("high", 93.0, "highs = '93.0 on 2015-08-24, at index 2': .*at least the price, 94.0"),
        ("low", 94.5, "lows = '94.5 on 2015-08-24, at index 2': .*at most the price, 94.0"),
    ],
)
def test_a_bar_holds_its_close(column, bad, said):
    bars = BARS.copy()
    bars.loc["2015-08-24", column] = bad
    with pytest.raises(ValueError, match=said):
        from_prices(bars)


@pytest.mark.parametrize(
    "prices, more, said",
    [
        (
            BARS[["open", "high", "low"]],
            {},
            "prices = 'a table with columns open, high, low': .*close",
        ),
        (BARS[["high", "close"]], {}, "prices = 'a table with columns high, close'"),
        (BARS.assign(Close=1.0), {}, "prices = .*each of them once"),
        (BARS, dict(highs=[1.0] * 4), "highs, lows = 'given': .*left out"),
        (BARS["close"], dict(highs=BARS["high"]), "lows = None: .*go together"),
        (BARS["close"], dict(lows=BARS["low"]), "highs = None: .*go together"),
        (BARS["close"], dict(highs=[101.5], lows=[99.0]), r"highs = \(1,\): .*\(4,\)"),
        (
            BARS["close"],
            dict(highs=BARS["high"].shift(freq="D"), lows=BARS["low"]),
            "highs = 'a Series with another index': .*indexed as prices are",
        ),
    ],
)
def test_bars_that_do_not_fit(prices, more, said):
    with pytest.raises(ValueError, match=said):
        from_prices(prices, **more)
