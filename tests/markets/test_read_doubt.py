"""Files that looked right and were read wrongly: now asked about, each with its way out."""

import io

import numpy as np
import pandas as pd
import pytest

from gammalab import markets

CLOSE = markets.load("spx", "2014", "2018")["close"]
VIX = markets.load_vol("vix")


def prices(text, **options):
    return markets.read_prices(io.StringIO(text), **options)


def rows(head, line, index=CLOSE.index[:60]):
    """A text: a head, and a line for each number and day."""
    return "".join([head + "\n", *(line(k, day) + "\n" for k, day in enumerate(index))])


def dated(values):
    return rows("Date,Close", lambda k, day: f"{day:%Y-%m-%d},{values.iloc[k]}", values.index)


# ---- bars of weeks and months ---------------------------------------------------------------


@pytest.mark.parametrize(
    "freq, last, kept, end",
    [
        ("MS", "2018-12-31", 60, "2018-12-31"),  # the bar of December has ended that day
        ("MS", "2018-12-14", 59, "2018-11-30"),  # and here it has not
        ("W-MON", "2018-12-28", 261, "2018-12-30"),
        ("W-MON", "2018-12-27", 260, "2018-12-23"),
    ],
)
def test_a_last_row_of_today_is_no_bar(freq, last, kept, end):
    starts = pd.date_range(
        "2013-12-30" if freq[0] == "W" else "2014-01-01", "2018-12-25", freq=freq
    )
    bars = pd.Series(100 + np.arange(len(starts)) % 7, starts)
    bars[pd.Timestamp(last)] = bars.iloc[-1]
    read = prices(dated(bars), stamp="start")
    assert len(read) == kept and read.index[-1] == pd.Timestamp(end)
    assert "had not ended" in str(markets.report(read))
    whole = prices(dated(bars[:-1]), stamp="start")
    assert len(whole) == len(starts) and "ended" not in str(markets.report(whole))


def test_weeks_that_begin_on_a_tuesday_are_whole():
    days = CLOSE.index.to_period("W-SUN")
    first = CLOSE.groupby(days).last().set_axis(CLOSE.index.to_series().groupby(days).first())
    assert (first.index.day_of_week > 0).any()
    for stop in range(100, 112):
        assert len(prices(dated(first[:stop]), stamp="start")) == stop


def test_last_days_are_no_first_days():
    months, fridays = CLOSE.resample("ME").last(), CLOSE.resample("W-FRI").last()
    for bars, words in ((months, "the last of a month"), (fridays, "a Friday")):
        with pytest.raises(ValueError, match=f"stamp = 'start': .*{words}.*stamp='end'"):
            prices(dated(bars), stamp="start")
        assert (prices(dated(bars), stamp="end").index == bars.index).all()


def test_days_that_are_no_weeks():
    text = dated(CLOSE[CLOSE.index.day_of_week.isin([0, 2, 4])])
    with pytest.raises(ValueError, match="or a file that lacks days.*stamp='day'"):
        prices(text)
    assert len(prices(text, stamp="day")) > 700


# ---- hours ----------------------------------------------------------------------------------


def test_the_last_moment_of_a_day_is_not_the_next_day():
    for part in ("", ".999"):
        text = rows("Date,Close", lambda k, day, p=part: f"{day:%Y-%m-%d} 23:59:59{p},{1800 + k}")
        with pytest.raises(ValueError, match="stamp='day'"):
            prices(text)
        assert (prices(text, stamp="day").index == CLOSE.index[:60]).all()


def test_hours_of_twelve_without_their_half():
    minutes = pd.date_range("2014-01-13 09:30", periods=300, freq="min")
    text = rows("Date,Time,Close", lambda k, m: f"{m:%m/%d/%Y},{m:%I:%M},{1800 + k}", minutes)
    with pytest.raises(ValueError, match="01:00:00: after .* 12:59:00: hours of 12 without AM"):
        prices(text)


@pytest.mark.parametrize(
    "hour", ["{0.hour}", "{1}", "{1}.5", "{0:%H%M}"], ids=["hours", "seconds", "parts", "bare"]
)
def test_a_column_of_hours_as_the_error_asks_for_it(hour):
    stamps = [day + pd.Timedelta(hours=h) for day in CLOSE.index[:9] for h in range(9, 17)]

    def line(k, at):
        return f"{at:%Y-%m-%d},{hour.format(at, 3600 * at.hour)},{1800 + k}"

    read = prices(rows("date,time,price", line, stamps))
    assert (read.index.floor("s") == pd.DatetimeIndex(stamps)).all()


def test_hours_from_one_to_24_are_asked_about():
    stamps = [(day, h) for day in CLOSE.index[:20] for h in range(1, 25)]
    text = rows("Date,Hour,Price", lambda k, at: f"{at[0]:%Y-%m-%d},{at[1]},{40 + at[1]}", stamps)
    with pytest.raises(ValueError, match="'Hour' has hours 1 to 24"):
        prices(text)


# ---- two series in one ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, value",
    [
        ("Expiry", lambda k: "2014-01-31" if k < 20 else "2014-03-28"),
        ("Contract Month", lambda k: "Mar14" if k < 27 else "Jun14"),
        ("Delivery", lambda k: 201403 if k < 27 else 201406),
        ("Exchange", lambda k: "AB"[k % 2]),
        ("asset", lambda k: ("BTC", "ETH")[k % 2]),
        ("what the seller calls it", lambda k: ("one", "two")[k % 2]),
    ],
)
def test_a_column_that_changes_is_asked_about(name, value):
    text = rows(f"Date,{name},Close", lambda k, day: f"{day:%Y-%m-%d},{value(k)},{1800 + k}")
    with pytest.raises(ValueError, match=f"column '{name}' changes from .*not one series"):
        prices(text)
    table = pd.read_csv(io.StringIO(text))
    assert len(markets.read_prices(table.drop(columns=name))) == 60
    assert len(markets.read_prices(table[table[name] == value(0)], stamp="day")) < 60


def test_instruments_in_one_day_are_no_hours():
    text = rows(
        "Date,Market,Close",
        lambda k, day: f"{day:%Y-%m-%d},BTC,{1800 + k}\n{day:%Y-%m-%d},ETH,{90 + k}",
    )
    with pytest.raises(ValueError, match="column 'Market' changes from 'BTC' to 'ETH'"):
        prices(text)


@pytest.mark.parametrize(
    "name, value",
    [
        ("Weekday", lambda k, day: f"{day:%A}"),
        ("Month", lambda k, day: f"{day:%B}"),
        ("Quarter", lambda k, day: f"{day.year} Q{day.quarter}"),
        ("Week ending", lambda k, day: f"{day + pd.offsets.Week(weekday=6):%Y-%m-%d}"),
        ("Currency", lambda k, day: "USD"),
        ("Remark", lambda k, day: "half day" if k in (3, 9) else ""),
        ("Final", lambda k, day: k < 59),
        ("Size", lambda k, day: f"{k} x {k + 3}"),
        ("Closed at", lambda k, day: "13:00" if k == 30 else "16:00"),
        ("Split", lambda k, day: 2.0 if k == 30 else 1.0),
    ],
)
def test_a_column_of_the_calendar_or_of_remarks_is_none(name, value):
    text = rows(f"Date,{name},Close", lambda k, day: f"{day:%Y-%m-%d},{value(k, day)},{1800 + k}")
    assert len(prices(text)) == 60


# ---- dates ----------------------------------------------------------------------------------


def test_a_year_of_another_calendar():
    text = rows("Date,Close", lambda k, day: f"{day:%d/%m}/{day.year + 543},{1800 + k}")
    if pd.DatetimeIndex(["2014-01-02"]).unit == "ns":  # before pandas 3 there is no 2557
        with pytest.raises(ValueError, match="dates="):
            prices(text)
    else:
        with pytest.raises(ValueError, match="2557 a date of the future.*dates='year first'"):
            prices(text)
        assert prices(text, dates="day first").index[0].year == 2557
    counts = rows("Date,Close", lambda k, day: f"{4_000_000_000 + 86_400 * k},{1800 + k}")
    with pytest.raises(ValueError, match="2096 a date of the future.*unit="):
        prices(counts, stamp="day")


def test_days_that_became_floats_and_powers_of_ten():
    table = pd.DataFrame({"date": [20140102.0, 20140103.0, 20140106.0], "close": [1.0, 1.1, 1.2]})
    assert markets.read_prices(table).index[2] == pd.Timestamp("2014-01-06")
    text = rows("Date,Close", lambda k, day: f"{day:%Y-%m-%d},1.8{k:02d}E+03")
    assert prices(text)["close"].iloc[5] == 1805.0


def test_the_time_of_the_close_is_the_date_of_a_bar():
    text = rows(
        "timeOpen,timeClose,open,high,low,close",
        lambda k, d: f"{d:%Y-%m-%d}T00:00:00.000Z,{d:%Y-%m-%d}T23:59:59.999Z,9,9,9,{9 + k % 2 / 9}",
    )
    assert (prices(text, stamp="end").index == CLOSE.index[:60]).all()


# ---- volatility -----------------------------------------------------------------------------


def vol(head, line, **options):
    index = VIX.index[:60]
    return markets.read_vol(io.StringIO(rows(head, line, index)), **options)


@pytest.mark.parametrize("name", ["IV30", "Implied Volatility", "HV20", "vix", "sigma"])
@pytest.mark.parametrize("close", ["Close", "Price", "Last"])
def test_a_close_beside_a_volatility_is_asked_about(close, name):
    def line(k, day):
        return f"{day:%Y-%m-%d},{45 + k % 3},{100 * VIX[day]:.2f}"

    with pytest.raises(ValueError, match=f"the volatility: '{close}', '{name}'; give column="):
        vol(f"Date,{close},{name}", line)
    read = vol(f"Date,{close},{name}", line, column=name)
    assert read.iloc[0] == pytest.approx(VIX.iloc[0], abs=1e-4)


def test_the_close_of_a_volatility_is_one():
    read = vol("Date,VIX Open,VIX High,VIX Low,VIX Close",
               lambda k, day: f"{day:%Y-%m-%d},1,2,3,{100 * VIX[day]:.2f}")  # fmt: skip
    assert read.iloc[0] == pytest.approx(VIX.iloc[0], abs=1e-4)


@pytest.mark.parametrize("name, level", [("sigma", 0.04), ("volatility", 4.0), ("iv", 0.015)])
def test_a_volatility_of_a_day_is_asked_about(name, level):
    def line(k, day):
        return f"{day:%Y-%m-%d},{level * (1 + 0.01 * (k % 9)):.5f}"

    with pytest.raises(ValueError, match="of a day, times the root of 252"):
        vol(f"date,{name}", line)
    assert vol(f"date,{name}", line, scale="decimal" if level < 1 else "points").iloc[0] < 0.05


@pytest.mark.parametrize(
    "name",
    ["IV Pctl", "IV percentile", "IVR", "IV Rank", "VIX change", "iv chg", "skew", "vol premium",
     "iv_hv_spread", "IV z-score", "IV 52w high", "iv 30d average", "vega", "vol of vol", "volume",
     "weekly volatility", "monthly vol", "normal vol"],
)  # fmt: skip
def test_a_rank_is_no_volatility(name):
    with pytest.raises(ValueError, match="must be a yearly volatility"):
        vol(f"date,{name}", lambda k, day: f"{day:%Y-%m-%d},{27 + k % 5}")


@pytest.mark.parametrize("name", ["vix (%)", "IV pct"])
def test_decimals_under_a_name_of_per_cent_are_asked_about(name):
    def line(k, day):
        return f"{day:%Y-%m-%d},{VIX[day]:.4f}"

    with pytest.raises(ValueError, match="per cent of a year, as the file says.*scale='decimal'"):
        vol(f"date,{name}", line)
    assert vol(f"date,{name}", line, scale="decimal").iloc[0] == pytest.approx(
        VIX.iloc[0], abs=1e-4
    )


def test_no_other_column_is_taken_where_the_close_cannot_be_read():
    text = rows("Date,Close,Volume", lambda k, day: f"{day:%Y-%m-%d},={2000 + k},{10**6 + 977 * k}")
    with pytest.raises(ValueError, match="'Close' should be the close"):  # lines between lines
        prices(text.replace("\n", "\n\n"))
    with pytest.raises(ValueError, match="'Close' should be the close, and '=2000' is no number"):
        prices(text)


# ---- funding --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, freq, words",
    [
        ("fundingRate", "min", "1 minutes apart.*seen, not paid"),
        ("lastFundingRate", "30min", "30 minutes apart"),
        ("fundingRate8h", "h", "rates for 8 hours, in rows 1 hours apart"),
        ("funding rate (ann. %)", "8h", "a yearly rate"),
        ("funding rate p.a.", "8h", "a yearly rate"),
        ("next funding rate", "8h", "not paid yet"),
        ("predicted funding rate", "8h", "not paid yet"),
        ("funding rate daily", "8h", "says 'daily'"),
        ("cumulative funding", "8h", "says 'cumulative'"),
        ("average funding rate", "8h", "says 'average'"),
        ("premium index", "8h", "says 'premium'"),
        ("funding payment", "8h", "says 'payment'"),
        ("funding rate (short)", "8h", "says 'short'"),
        ("funding rate e6", "8h", "basis points"),
    ],
)
def test_a_rate_that_is_not_what_is_paid(name, freq, words):
    stamps = pd.date_range("2024-01-01", periods=96, freq=freq)
    text = rows(f"time,{name}", lambda k, at: f"{at},0.0001", stamps)
    with pytest.raises(ValueError, match=words):
        markets.read_funding(io.StringIO(text))


def hourly(rates, name="fundingRate"):
    stamps = pd.date_range("2024-01-01", periods=len(rates), freq="h")
    text = rows(f"time,{name}", lambda k, at: f"{at},{rates[k]:.7f}", stamps)
    return markets.read_funding(io.StringIO(text), scale="fraction")


def test_a_rate_seen_more_often_than_it_is_paid_is_asked_about():
    paid = 1e-4 + 1e-6 * np.arange(12)
    with pytest.raises(ValueError, match="changes only every 8 hours, in rows 1 hours apart"):
        hourly(np.repeat(paid, 8))
    paid[3:6] = 1e-4  # the usual rate, paid for a day
    with pytest.raises(ValueError, match="seen, not paid"):
        hourly(np.repeat(paid, 8)[3:])
    assert len(hourly(np.r_[1e-4, np.repeat(paid, 8)[:-3], 2e-4])) == 95  # one between
    assert len(hourly(1e-4 + 1e-6 * np.arange(96))) == 96
    assert len(hourly(np.full(96, 1e-4))) == 96


def test_funding_may_say_when_it_is_paid_next():
    stamps = pd.date_range("2024-01-01", periods=96, freq="8h")
    text = rows("time,fundingRate,nextFundingTime,fundingInterval",
                lambda k, at: f"{at},0.0001,{at.ceil('D')},{'8h' if k < 50 else '4h'}",
                stamps)  # fmt: skip
    assert len(markets.read_funding(io.StringIO(text))) == 96


# ---- quotes ---------------------------------------------------------------------------------


def quotes(text, **options):
    return markets.read_quotes(io.StringIO(text), **{"now": "2024-01-10 08:00", **options})


BYBIT = (
    "symbol,bid,ask,spot\nBTC-26JAN24-{0}-C,5381.2,5489.9,43000\nBTC-26JAN24-60000-C,.3,.4,43000\n"
)


def test_names_of_deribit_with_prices_in_dollars():
    with pytest.raises(ValueError, match="line 2, bid = 5381.2 of BTC.*coin=True or coin=False"):
        quotes(BYBIT.format(38000))
    assert quotes(BYBIT.format(38000), coin=False)["price"].iloc[1] == pytest.approx(0.35)
    doge = "symbol,bid,ask,spot\nDOGE-26JAN24-0d08-C,0.002,0.0022,0.08\n"
    with pytest.raises(ValueError, match="of DOGE, .*coin="):
        quotes(doge)
    deep = "symbol,bid,ask,spot\nBTC-26JAN24-90000-P,1.08,1.1,43000\n"  # a put, worth two coins
    assert quotes(deep)["price"].iloc[0] == pytest.approx(1.09 * 43000)


def test_prices_below_a_dollar_far_from_spot_are_not_in_coin():
    far = "symbol,bid,ask,spot\n" + "".join(
        f"BTC-26JAN24-{strike}-{right},{bid},{bid + 0.1:.1f},43000\n"
        for strike, right, bid in ((80000, "C", 0.5), (90000, "C", 0.3), (15000, "P", 0.4))
    )
    with pytest.raises(ValueError, match="of BTC.*coin=True or coin=False"):
        quotes(far)
    assert quotes(far, coin=False)["price"].iloc[0] == pytest.approx(0.55)
    theirs = far.replace("0.5,0.6", "0.0005,0.001").replace("0.3,0.4", "0.0001,0.0005")
    theirs = theirs.replace("0.4,0.5", "0.0003,0.0008")
    assert quotes(theirs)["price"].iloc[0] == pytest.approx(0.00075 * 43000)


@pytest.mark.parametrize("strike", [0.95, 95])
def test_strikes_relative_to_spot(strike):
    text = f"expiry,strike,right,price,spot\n2024-03-19,{strike},C,250,4750\n"
    with pytest.raises(ValueError, match="do not belong together; give strikes times spot"):
        quotes(text)


def test_prices_in_per_cent_and_of_a_hundred_options():
    head = "expiry,strike,right,price,spot\n2024-03-19,4750,C,"
    with pytest.raises(ValueError, match="line 2, price = '4.44%': per cent of what"):
        quotes(head + "4.44%,4750\n")
    with pytest.raises(ValueError, match="line 2, price = 15000.*for one option"):
        quotes(head + "15000,4750\n")


def test_saturdays_are_counted_to_their_friday():
    old = "date,symbol,bid,ask\n2014-01-06,SPX   140118C01830000,15,16\n"
    read = markets.read_quotes(io.StringIO(old))
    assert read["expires"].iloc[0] == pd.Timestamp("2014-01-17")
    assert "counted to the Friday" in str(markets.report(read))
    new = "date,expiry,strike,right,bid,ask\n2024-01-10,2024-01-27,100,C,15,16\n"  # of a coin
    assert markets.read_quotes(io.StringIO(new))["expires"].iloc[0] == pd.Timestamp("2024-01-27")


@pytest.mark.parametrize(
    "symbol", [".SPXW240119C4750", "BTC-240126-43000-C", "BTC-26JAN24-43000-C-USDT"]
)
def test_symbols_of_a_kind_that_nobody_knows(symbol):
    with pytest.raises(ValueError, match=f"line 2, symbol = '{symbol}': no row has a strike"):
        quotes(f"symbol,bid,ask\n{symbol},31,31.5\n")


def test_rights_and_expiries_that_cannot_be_read():
    head = "expiry,strike,type,bid,ask\n"
    with pytest.raises(ValueError, match="right = 'Kauf': no row has a right"):
        quotes(head + "2024-01-25,21,Kauf,10,11\n")
    with pytest.raises(ValueError, match="expires = '1M': no row has an expiry"):
        quotes(head + "1M,21,C,10,11\n")
    for call, put in (("CE", "PE"), ("European Call", "European Put")):
        read = quotes(head + f"2024-01-25,21,{call},10,11\n2024-01-25,21,{put},9,10\n")
        assert read["right"].tolist() == ["call", "put"]
    polygon = quotes("symbol,bid,ask\nO:SPY240119C00470000,3,3.1\n")
    assert polygon[["root", "strike"]].values.tolist() == [["SPY", 470.0]]
