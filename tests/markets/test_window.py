"""Windows of real prices: which are cut, which are left out, and what a replay makes of them."""

import numpy as np
import pandas as pd
import pytest

import gammalab as gl
from gammalab import markets


@pytest.fixture(scope="module")
def market():
    return markets.load("spx"), markets.load_vol("vix")


def points(months, **given):
    book = gl.straddle(1, months.horizon)
    return gl.replay(book, months, paid_vol=months.vol, **given).table().vol_points


# ---- five years of the S&P 500 ------------------------------------------------------------------


def test_the_lines_of_a_user():
    prices = markets.load("spx")
    vol = markets.load_vol("vix")
    months = markets.windows(prices, vol=vol, entry="month", start="2014", end="2018")
    run = gl.replay(
        gl.straddle(1, months.horizon),
        months,
        paid_vol=months.vol,
        costs=gl.HalfSpread(bps=1),
    )
    table = run.table()
    with_costs = markets.mean_with_error(table.vol_points, overlap=months.overlap)
    free = points(months)
    assert months.n_paths == 59 and months.n_steps == 21 and months.overlap == 1
    assert free.mean() == pytest.approx(-3.1790, abs=5e-5)
    assert free.std() == pytest.approx(4.0636, abs=5e-5)
    assert with_costs.mean < free.mean() - 0.1
    assert markets.mean_with_error(free) == pytest.approx((free.mean(), 4.0636 / 59**0.5), abs=1e-5)
    assert list(table.index) == list(months.entries)
    assert table.spot.iloc[0] == 1831.37 and table.paid.iloc[0] == pytest.approx(0.1376)
    assert months.left_out.to_dict() == {
        pd.Timestamp("2018-12-03"): "only 18 of 21 bars are there"
    }  # fmt: skip


def test_each_window_is_its_own_replay(market):
    prices, vol = market
    months = markets.windows(prices, vol=vol, start="2015", end="2015")
    together = gl.replay(gl.straddle(1, months.horizon), months, paid_vol=months.vol).pnl
    for k, day in enumerate(months.entries):
        at = prices.index.get_loc(day)
        path = gl.Paths.from_prices(prices["close"].iloc[at : at + 22], years_per_step=1 / 252)
        book = gl.straddle(prices["close"].iloc[at], path.horizon)
        alone = gl.replay(book, path, paid_vol=vol[day]).pnl[0]
        assert together[k] == pytest.approx(alone, abs=1e-9)


def test_overlapping_windows(market):
    prices, vol = market
    daily = markets.windows(prices, vol=vol, entry="day", start="2014", end="2018")
    mean, error = markets.mean_with_error(points(daily), overlap=daily.overlap)
    assert daily.n_paths == 1236 and daily.overlap == 21
    assert (round(mean, 2), round(error, 3)) == (-3.08, 0.352)
    weeks = markets.windows(prices, vol=vol, entry="week", start="2014", end="2018")
    assert weeks.overlap == 5
    assert (weeks.entries[1:-1].day_of_week <= 1).all()  # Mondays; Tuesdays after a holiday


def test_windows_end_after_the_last_entry(market):
    prices, vol = market
    months = markets.windows(prices, vol=vol, start="2014", end="2017")
    assert months.n_paths == 48 and not len(months.left_out)
    assert months.dates[-1][-1] == pd.Timestamp("2018-01-03")


def test_the_nth_day_of_the_month(market):
    prices, vol = market
    months = markets.windows(prices, vol=vol, nth=14, start="2014", end="2018")
    assert points(months).mean() == pytest.approx(-2.563, abs=5e-4)
    assert months.entries[1] == pd.Timestamp("2014-02-21")
    late = markets.windows(prices, nth=22, start="2014-01", end="2014-10")
    assert late.left_out.iloc[0] == "only 21 days to enter in this month"


# ---- what is left out ---------------------------------------------------------------------------


def closes(index, seed=1):
    steps = np.random.default_rng(seed).normal(0, 0.01, len(index))
    return pd.Series(100 * np.exp(np.cumsum(steps)), index=index, name="close")


def test_no_window_crosses_a_hole(market):
    prices, vol = market
    cut = prices.drop(prices.loc["2016-03-07":"2016-03-18"].index)
    months = markets.windows(cut, vol=vol, start="2016-01", end="2016-06")
    assert months.left_out.to_dict() == {
        pd.Timestamp("2016-03-01"): "no prices between 2016-03-04 and 2016-03-21"
    }
    assert months.n_paths == 5
    for dates in months.dates:
        assert max(np.diff(pd.DatetimeIndex(dates))) <= np.timedelta64(7, "D")


def test_days_that_are_missing_in_a_window_are_counted(market):
    prices, vol = market
    whole = markets.windows(prices, vol=vol, start="2014", end="2018")
    assert whole.missing.max() == 2 and str(whole).endswith("a window: 2 at most")
    assert whole.pick(0).missing.tolist() == [whole.missing[0]]
    lost = pd.DatetimeIndex(["2015-08-21", "2015-08-24", "2015-08-25", "2015-08-26"])
    months = markets.windows(prices.drop(lost), vol=vol, start="2014", end="2018")
    august = months.entries.get_loc("2015-08-03")
    assert months.missing[august] == 5  # and Labor Day
    assert "a window: 5 at most" in str(months) and months.n_paths == 59


@pytest.mark.parametrize("hours", [("13:00", "23:59"), ("00:00", "12:00"), ("00:00", "23:59")])
def test_a_dead_feed_within_the_day_is_counted(hours):
    minutes = pd.date_range("2014-01-06 09:31", "2014-02-14 16:00", freq="5min")
    minutes = minutes[(minutes.day_of_week < 5) & (minutes.hour * 60 + minutes.minute > 570)]
    prices = closes(minutes[minutes.hour < 16])
    cut = dict(vol=0.2, entry="day", bars=78, per_year=252 * 78)
    assert markets.windows(prices, **cut).missing.max() == 0
    a, b = (f"2014-01-15 {hour}" for hour in hours)
    holed = markets.windows(prices[(prices.index < a) | (prices.index > b)], **cut)
    over = [d for d, many in zip(holed.entries, holed.missing, strict=True) if many]
    assert over and all(pd.Timestamp("2014-01-14") <= d < pd.Timestamp("2014-01-16") for d in over)


def test_months_without_a_row_and_late_ones_are_counted(market):
    prices, vol = market
    cut = prices[(prices.index < "2015-09-01") | (prices.index >= "2015-12-01")]
    months = markets.windows(cut, vol=vol, start="2014", end="2018")
    assert months.n_paths + len(months.left_out) == 60
    assert months.left_out["2015-10-01"] == "no prices in this month"
    cut = prices[(prices.index < "2015-09-01") | (prices.index >= "2015-09-21")]
    months = markets.windows(cut, vol=vol, start="2014", end="2018")
    why = "no prices before 2015-09-21 in this month"
    assert months.left_out["2015-09-21"] == why and months.n_paths + len(months.left_out) == 60
    months = markets.windows(prices["2014-01-22":], vol=vol, end="2018")
    assert months.entries[0] == pd.Timestamp("2014-02-03")
    weeks = markets.windows(cut, vol=vol, entry="week", start="2015-08", end="2015-10")
    assert weeks.left_out[["2015-09-07", "2015-09-14"]].eq("no prices in this week").all()


def test_windows_that_share_a_third_overlap(market):
    months = markets.windows(market[0], vol=market[1], bars=31)
    assert months.overlap == 2


def test_a_hole_that_the_reader_reported_counts(market):
    prices, vol = market
    cut = prices.drop(pd.DatetimeIndex(["2016-03-09"]))  # a day is too short for the rule of 7
    assert markets.windows(cut, vol=vol, start="2016", end="2016").n_paths == 12

    class Report:
        holes = [(pd.Timestamp("2016-03-08"), pd.Timestamp("2016-03-10"))]

    cut.attrs["report"] = Report()
    months = markets.windows(cut, vol=vol, start="2016", end="2016")
    assert months.left_out.index.tolist() == [pd.Timestamp("2016-03-01")]


def test_the_holes_of_a_file_come_with_it(market):
    prices, vol = market
    index = prices.loc["2016-03-07":"2016-03-11"].index
    read = markets.read_prices(prices.loc["2016"].drop(index).reset_index())
    assert markets.report(read).holes == (
        (pd.Timestamp("2016-03-04"), pd.Timestamp("2016-03-14")),
    )  # fmt: skip
    months = markets.windows(read, vol=vol)
    assert pd.Timestamp("2016-03-01") in months.left_out and months.n_paths == 10


def test_months_without_volatility_are_counted(market):
    prices, vol = market
    months = markets.windows(prices, vol=vol.drop(vol["2016-05"].index), start="2016", end="2016")
    assert months.left_out.to_dict() == {pd.Timestamp("2016-05-02"): "no volatility"}


def test_a_volatility_that_begins_late_in_the_month_makes_no_first_day(market):
    prices, vol = market
    months = markets.windows(prices, vol=vol["2016-05-25":], start="2016-04", end="2016-07")
    assert months.left_out.to_dict() == {
        pd.Timestamp("2016-04-01"): "no volatility",
        pd.Timestamp("2016-05-02"): "no volatility before 2016-05-25",
    }
    # A month that began before `start` is not entered late, either.
    assert markets.windows(prices, vol=vol, start="2016-03-15", end="2016-04").n_paths == 1


def test_nothing_left_is_an_error_that_says_why(market):
    prices, vol = market
    with pytest.raises(ValueError, match="one window of 21 bars: only 18 of 21 bars are there"):
        markets.windows(prices, vol=vol, start="2018-12", end="2018")


# ---- by the calendar ----------------------------------------------------------------------------


def last_of_weeks(close):
    weeks = close.index.to_period("W")
    return close[np.r_[weeks[1:] != weeks[:-1], True]]


def test_weeks_among_days_make_no_window(market):
    """A file that was thinned long ago: 21 of its rows are no month."""
    close, vol = market[0]["close"]["2014":"2018"], market[1]
    whole = points(markets.windows(close, vol=vol, start="2017"))
    thin = pd.concat([last_of_weeks(close[:"2016"]), close["2017":]])
    months = markets.windows(thin, vol=vol)
    assert months.entries[0].year == 2017 and months.n_paths == 23
    assert months.left_out.str.contains("its 21 bars take 147 days, 30.4 by per_year").any()
    assert points(months).mean() == pytest.approx(whole.mean())
    late = pd.concat([close[:"2016"], last_of_weeks(close["2017":])])
    assert markets.windows(late, vol=vol).entries[-1].year == 2016
    weeks = pd.concat([last_of_weeks(close[:"2017"]), close["2018-11":]])
    cut = markets.windows(weeks, vol=vol, bars=4, per_year=52)
    assert cut.entries[-1].year == 2017 and cut.left_out.str.contains("4 bars take 6 days").any()


@pytest.mark.parametrize("bars", [1, 5, 21])
@pytest.mark.parametrize(
    "days, near", [([1, 2, 3, 4], 20), ([0, 1, 2, 3], 20), ([1, 2, 3], 15)],
    ids=["no Mondays", "no Fridays", "three days"],
)  # fmt: skip
def test_a_weekday_that_is_never_there(market, bars, days, near):
    close = market[0]["close"]["2014":"2018"]
    words = rf"per_year = None: per_year must be near {near}\d, .* \(252 was assumed\)"
    with pytest.raises(ValueError, match=words):
        markets.windows(close[close.index.day_of_week.isin(days)], vol=market[1], bars=bars)


def test_a_weekday_that_is_not_there_for_a_year(market):
    close = market[0]["close"]["2014":"2018"]
    torn = close[(close.index.year != 2015) | (close.index.day_of_week > 0)]
    months = markets.windows(torn, vol=market[1])
    assert months.left_out.str.contains("about 20. bars a year around it, not 252").sum() >= 9


@pytest.mark.parametrize(
    "dates, given, near",
    [
        (pd.bdate_range("2014", "2016"), {"per_year": 365}, "2[56]."),
        (pd.date_range("2014", "2016"), {"per_year": 252}, "365"),
        (pd.date_range("2014", "2016", freq="ME"), {"per_year": 52, "bars": 1}, "12"),
        (pd.date_range("2014", "2016", freq="W-FRI"), {"per_year": 252, "bars": 4}, "52"),
        (pd.date_range("2014", periods=4000, freq="h"), {"per_year": 252, "bars": 1}, "87"),
    ],
)
def test_a_wrong_per_year(dates, given, near):
    with pytest.raises(ValueError, match=f"per_year must be near {near}"):
        markets.windows(closes(dates), vol=0.2, **given)


def exchange(years, *shut):
    """Weekdays without the days of the year that are shut, "10-01" or "10-01:10-03"."""
    days = pd.bdate_range(f"{years[0]}-01-01", f"{years[1]}-12-31")
    of_year = days.strftime("%m-%d")
    spans = [(span.split(":") * 2)[:2] for span in shut]
    closed = [(of_year >= a) & (of_year <= b) for a, b in spans]
    return days[~np.any(closed, axis=0)]


TOKYO = exchange((2010, 2019), "12-31", "01-01:01-03", "01-13", "02-11", "03-20", "04-29",
                 "05-03:05-06", "07-20", "09-15", "09-23", "10-13", "11-03", "11-23",
                 "12-23")  # fmt: skip
LONDON = exchange((2010, 2019), "12-25:12-26", "01-01", "04-18", "04-21", "05-05", "05-26", "08-25")
SHANGHAI = exchange((2010, 2019), "01-01", "02-08:02-14", "04-05", "05-01", "06-10", "10-01:10-07")
SUNDAYS = pd.date_range("2015", "2018")


@pytest.mark.parametrize(
    "cut",
    [{}, {"entry": "day"}, {"entry": "day", "bars": 1}, {"entry": "week", "bars": 5}, {"bars": 63}],
    ids=str,
)
@pytest.mark.parametrize(
    "dates", [TOKYO, LONDON, SHANGHAI, SUNDAYS, SUNDAYS[~SUNDAYS.day_of_week.isin([4, 5])]],
    ids=["Tokyo", "London", "Shanghai", "never shut", "Sunday to Thursday"],
)  # fmt: skip
def test_no_holiday_is_called_out_of_pace(dates, cut):
    left = markets.windows(closes(dates), vol=0.2, **cut).left_out
    assert left.str.contains("^only|^no prices").all()  # at the end; a hole of a week and more


@pytest.mark.parametrize("bars", [1, 5, 21, 126])
def test_no_day_of_33_years_is_called_out_of_pace(bars):
    cut = markets.windows(markets.load("spx_closes"), entry="day", bars=bars)
    assert cut.left_out.str.contains("^only").all() and len(cut.left_out) == bars


@pytest.mark.parametrize("days", [1, 5, 10, 30])
@pytest.mark.parametrize("bars", [10, 78])
def test_prices_within_the_day_are_in_pace(days, bars):
    minutes = pd.date_range("2014-01-06 09:35", periods=288 * 50, freq="5min")
    minutes = minutes[minutes.indexer_between_time("09:35", "16:00")]
    minutes = minutes[minutes.day_of_week < 5]
    prices = closes(minutes[: 78 * days + 1])
    cut = markets.windows(prices, vol=0.2, entry="day", bars=bars, per_year=252 * 78)
    assert cut.left_out.str.contains("^only").all()


def test_the_reason_of_most_is_named_where_nothing_is_left(market):
    prices, vol = market
    words = r"no volatility \(11 of 12, 2018-01-02 first\)"
    with pytest.raises(ValueError, match=words):
        markets.windows(prices, vol=vol["2018-12-05":], start="2018", end="2018")
    with pytest.raises(ValueError, match="prices = '1999-01-04 to 2018-12-31': .*start and end"):
        markets.windows(prices, vol=vol, start="2019", end="2021")
    with pytest.raises(ValueError, match="vol = '2020-.*must be of dates that prices have"):
        markets.windows(prices, vol=vol.shift(freq="2400D"))
    with pytest.raises(ValueError, match=r"vol = 'a table': .* such as vol\['vix'\]"):
        markets.windows(prices, vol=vol.to_frame())


# ---- markets that never close, and prices within the day ----------------------------------------


def test_days_by_the_clock_and_holes_around_the_clock():
    index = pd.date_range("2024-01-01", periods=24 * 90, freq="h", tz="UTC")
    prices = closes(index)
    months = markets.windows(prices, vol=0.6, days=28)
    assert (months.n_paths, months.n_steps) == (3, 28 * 24)
    assert months.horizon == pytest.approx(28 / 365)
    holed = prices.drop(index[24 * 10 : 24 * 10 + 2])
    months = markets.windows(holed, vol=0.6, days=28)
    assert months.n_paths == 2 and "no prices between" in months.left_out.iloc[0]


def test_a_days_volatility_is_known_the_day_after():
    index = pd.date_range("2024-01-01", periods=24 * 20, freq="h")
    vol = pd.Series(np.linspace(0.5, 0.7, 20), index=pd.date_range("2024-01-01", periods=20))
    days = markets.windows(closes(index), vol=vol, entry="day", days=2)
    assert days.vol[0] == vol.iloc[0] and days.entries[0] == pd.Timestamp("2024-01-02")
    stamped = vol.set_axis(vol.index + pd.Timedelta(hours=1))  # known at one o'clock
    days = markets.windows(closes(index), vol=stamped, entry="day", days=2)
    assert days.entries[0] == pd.Timestamp("2024-01-01 01:00") and days.vol[0] == vol.iloc[0]


def test_funding_of_each_step_is_what_was_paid_at_its_stamps():
    index = pd.date_range("2024-01-01", periods=40 * 24, freq="h")
    stamps = pd.date_range("2024-01-01", periods=40 * 3 - 30, freq="8h")
    funding = pd.Series(np.arange(len(stamps)) * 1e-6, index=stamps)
    weeks = markets.windows(closes(index), vol=0.6, entry="week", days=7, funding=funding)
    paid = weeks.funding[0] / (365 * 24)  # of the hour
    np.testing.assert_allclose(paid[[0, 7, 15, 23]], [0, 1e-6, 2e-6, 3e-6], atol=1e-15)
    assert (weeks.left_out == "no funding for all of it").any()
    run = gl.replay(gl.Book(), weeks, paid_vol=0.6, policy=lambda now: np.ones(now.spot.shape),
                    venue=gl.Perpetual(funding=weeks.funding))  # fmt: skip
    due = -(weeks.spots[0, :-1] * paid[:-1]).sum()
    assert run.funding[0] == pytest.approx(due)


def test_windows_in_which_a_payment_is_missing_are_left_out():
    index = pd.date_range("2024-01-01", periods=40 * 24, freq="h")
    stamps = pd.date_range("2024-01-01", periods=40 * 3, freq="8h")
    whole = pd.Series(1e-4, index=stamps)
    torn = whole.drop(stamps[40:46])  # from 14 to 16 January
    kept = [
        markets.windows(closes(index), vol=0.6, entry="week", days=7, funding=given)
        for given in (whole, torn)
    ]
    assert [run.n_paths for run in kept] == [5, 3]
    lost = kept[1].left_out[kept[1].left_out == "no funding for all of it"]
    assert lost.index.tolist() == [pd.Timestamp("2024-01-08"), pd.Timestamp("2024-01-15")]


@pytest.mark.parametrize("freq", ["W-SUN", "W-FRI", "MS", "ME", "BME"])
def test_bars_of_weeks_and_months_need_per_year(freq):
    long = closes(pd.date_range("2014-01-01", periods=60, freq=freq))
    with pytest.raises(ValueError, match="per_year = None: .* 52 for weeks, 12 for months"):
        markets.windows(long, vol=0.2, bars=2)
    per_year = 52 if freq[0] == "W" else 12
    cut = markets.windows(long, vol=0.2, bars=2, per_year=per_year)
    assert cut.times[1] == 1 / per_year and not cut.missing.any()
    assert cut.n_paths == (14 if freq[0] == "W" else 58)


def test_weeks_and_months_pay_the_volatility_of_their_last_trading_day(market):
    prices, vol = market
    weeks = prices.groupby(prices.index.to_period("W-SUN").end_time.normalize()).last()
    cut = markets.windows(weeks["2014":"2018"], vol=vol, bars=4, per_year=52)
    assert (cut.entries.day_of_week == 6).all() and cut.n_paths >= 58
    assert cut.vol[1] == vol[: cut.entries[1]].iloc[-1]
    torn = weeks["2014":"2018"].drop(weeks["2016-05-10":"2016-05-20"].index)
    lost = markets.windows(torn, vol=vol, bars=4, per_year=52).left_out
    assert lost.str.contains("no prices between 2016-05").any()


def test_days_are_days_on_the_clock_of_the_prices(market):
    prices, vol = market
    paid = markets.windows(prices, vol=vol).vol
    zone = "America/New_York"
    assert (markets.windows(prices, vol=vol.tz_localize(zone)).vol == paid).all()
    assert (markets.windows(prices.tz_localize(zone), vol=vol).vol == paid).all()


def test_highs_and_lows_come_along(market):
    prices, vol = market
    months = markets.windows(prices, vol=vol, start="2015", end="2015")
    day = prices.loc[months.dates[7][5]]
    before = months.spots[7, 4]
    assert months.highs[7, 5] == max(day["high"], before)
    assert months.lows[7, 5] == min(day["low"], before)


def test_what_is_made_of_windows_keeps_their_strikes(market):
    prices, vol = market
    months = markets.windows(prices, vol=vol, start="2015", end="2015")
    assert months.pick(3).vol.tolist() == [months.vol[3]]
    assert points(months.pick(3)).iloc[0] == pytest.approx(points(months).iloc[3])
    assert months.every(5).n_steps == 5 and points(months.every(5)).abs().max() < 40
    np.testing.assert_allclose(months.scaled_to(months.vol).realised_vol(), months.vol)
    assert points(months.mirrored()).abs().max() < 40
    assert months.refine(2, 0.2, seed=1).spots[:, 0].tolist() == [1.0] * 12


# ---- bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given, words",
    [
        ({"entry": "year"}, "entry = 'year'"),
        ({"nth": 0}, "nth = 0"),
        ({"days": 30}, "days = 30: days must be left out where weekends have no prices"),
        ({"days": 30, "bars": 21}, "days = 30: days must be given alone"),
        ({"vol": 20.0}, "vol = 20.0"),
        ({"start": "2018", "end": "2014"}, "start = '2018'"),
        ({"start": "03/04/2014"}, "start = '03/04/2014'"),
        ({"per_year": 0}, "per_year = 0"),
        ({"funding": 0.1}, "funding = 'float'"),
    ],
)
def test_bad_input(market, given, words):
    with pytest.raises(ValueError, match=words):
        markets.windows(market[0], **given)


def test_bad_series(market):
    prices, vol = market
    with pytest.raises(ValueError, match="vol = "):
        markets.windows(prices, vol=100 * vol)  # in points
    with pytest.raises(ValueError, match="vol = .* time zone"):
        markets.windows(prices, vol=vol.shift(freq="h").tz_localize("UTC"))
    with pytest.raises(ValueError, match="prices = 'list'"):
        markets.windows([100.0, 101.0])
    with pytest.raises(ValueError, match="per_year"):
        markets.windows(closes(pd.date_range("2024-01-01", periods=500, freq="min")))
    with pytest.raises(ValueError, match="name = 'spx'"):
        markets.load_vol("spx")


# ---- the mean and its error ---------------------------------------------------------------------


def test_error_of_the_mean():
    values = np.random.default_rng(1).normal(size=400)
    assert markets.mean_with_error(values).error == pytest.approx(values.std(ddof=1) / 20)
    assert markets.mean_with_error(20 * [2.0], overlap=2) == (2.0, 0.0)


def test_error_of_windows_that_overlap_is_kind_by_a_known_factor():
    rng, overlap = np.random.default_rng(7), 10
    steps = rng.normal(size=(400, 409))
    sums = np.lib.stride_tricks.sliding_window_view(steps, overlap, axis=1).sum(axis=2)
    found = [markets.mean_with_error(row, overlap) for row in sums]
    true = np.std([one.mean for one in found])
    assert np.mean([one.error for one in found]) / true == pytest.approx((2 / 3) ** 0.5, rel=0.05)
    naive = np.mean([markets.mean_with_error(row).error for row in sums])
    assert naive < 0.5 * true


def test_few_values_for_their_overlap_are_warned_of():
    values = np.arange(60.0) % 7
    with pytest.warns(
        UserWarning, match="overlap = 21 of only 60 values: .*; of 210 it is about three quarters"
    ):
        markets.mean_with_error(values, overlap=21)
    rng = np.random.default_rng(3)
    sums = np.lib.stride_tricks.sliding_window_view(rng.normal(size=(300, 80)), 21, 1).sum(2)
    with pytest.warns(UserWarning):
        found = [markets.mean_with_error(row, 21) for row in sums]
    square = np.mean([one.error**2 for one in found]) / np.var([one.mean for one in found])
    assert square**0.5 == pytest.approx(0.61, abs=0.06)  # worked out in test_lesson_10_labs
    sums = np.lib.stride_tricks.sliding_window_view(rng.normal(size=(300, 230)), 21, 1).sum(2)
    found = [markets.mean_with_error(row, 21) for row in sums]  # 210: no warning
    square = np.mean([one.error**2 for one in found]) / np.var([one.mean for one in found])
    assert square**0.5 == pytest.approx(0.76, abs=0.07)


@pytest.mark.parametrize(
    "values, overlap, name",
    [([1.0], 1, "values"), ([1.0, np.nan], 1, "values"), ([1.0, 2.0], 2, "overlap"),
     ([1.0, 2.0], 0, "overlap"), ([[1.0, 2.0]], 1, "values")],
)  # fmt: skip
def test_error_of_bad_input(values, overlap, name):
    with pytest.raises(ValueError, match=f"{name} = "):
        markets.mean_with_error(values, overlap)


def test_a_strike_in_currency_is_no_multiple(market):
    months = markets.windows(market[0], vol=market[1], start="2015", end="2015")
    for strike in (100, months.spots[0, 0]):
        with pytest.raises(ValueError, match="book = .*multiples of each path's first spot"):
            gl.replay(gl.straddle(strike, months.horizon), months, paid_vol=months.vol)
    gl.replay(gl.call(1.3, months.horizon), months, paid_vol=months.vol)
