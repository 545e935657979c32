"""Price files as people have them: each kind comes through with a report, or with a way out."""

import copy
import gzip
import io
import zipfile

import numpy as np
import pandas as pd
import pytest

import gammalab as gl
from gammalab import markets

SPX = markets.load("spx", "2015-07-06", "2015-09-30")
CLOSE = SPX["close"]


def read(text, **options):
    """The prices in a text, or in bytes."""
    buffer = io.BytesIO(text) if isinstance(text, bytes) else io.StringIO(text)
    return markets.read_prices(buffer, **options)


def said(prices, kind):
    """What the report says of one kind, in one text."""
    return "; ".join(str(note) for note in getattr(markets.report(prices), kind))


def written(prices=CLOSE, date="%Y-%m-%d", sep=",", number="{:.2f}".format, head="Date,Close"):
    """A text of closes."""
    rows = [f"{day:{date}}{sep}{number(price)}" for day, price in prices.items()]
    return "\n".join([head.replace(",", sep), *rows]) + "\n"


def german(value):
    return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))


def minutes(n=600, start="2024-03-04 09:30", **more):
    """Closes by the minute that never jump."""
    index = pd.date_range(start, periods=n, freq="min", **more)
    return pd.Series(100 + 0.01 * np.arange(n) % 7, index=index)


def same(prices, expected=CLOSE):
    assert list(prices.columns)[-1] == "close" and prices.index.name == "date"
    assert all(dtype.kind == "f" for dtype in prices.dtypes)
    expected = expected.set_axis(expected.index.as_unit(prices.index.unit))  # pandas' own choice
    pd.testing.assert_series_equal(
        prices["close"], expected, check_names=False, check_freq=False, check_exact=True,
        check_index_type=False,
    )  # fmt: skip


# ---- what comes back ----------------------------------------------------------------------------


def test_a_clean_file_is_the_table_of_load(tmp_path):
    path = tmp_path / "mine.csv"
    SPX.to_csv(path)
    prices = markets.read_prices(path)
    pd.testing.assert_frame_equal(prices, SPX, check_index_type=False)
    report = markets.report(prices)
    assert report.source == "mine.csv" and report.rows == len(SPX)
    assert report.repaired == report.dropped == () and report.holes == ()


def test_it_is_replayed_as_it_is():
    run = [
        gl.replay(gl.straddle(2000, 0.2), gl.Paths.from_prices(table), paid_vol=0.2).pnl
        for table in (read(SPX.to_csv()), SPX)
    ]
    assert run[0] == run[1]


def test_a_report_travels_with_the_table():
    prices = read(written())
    report = markets.report(prices)
    assert markets.report(prices["close"]) is report
    assert markets.report(prices.iloc[:5].copy(deep=True)) == report
    assert copy.deepcopy(report) == report and report != markets.report(read(SPX.to_csv()))
    assert len(pd.concat([prices, prices])) == 2 * len(prices)
    with pytest.raises(ValueError, match="data = a DataFrame without a report"):
        markets.report(SPX)


def test_a_report_is_printed_and_looked_at():
    report = markets.report(read(written(CLOSE[::-1], head="Date,<b>")))
    assert str(report).splitlines()[0] == f"{len(CLOSE)} rows of prices from a buffer"
    assert (
        f"repaired  {len(CLOSE)} × newest first: turned round (line 2, line 3, line 4, ...)"
        in str(report)
    )
    html = report._repr_html_()
    assert html.startswith("<table>") and "&lt;b&gt;" in html and "<b>" not in html
    assert repr(report).startswith("<Report: ") and "\n" not in repr(report)


def test_a_table_is_a_source_too():
    zoned = CLOSE.tz_localize("America/New_York")
    same(markets.read_prices(zoned))  # midnights there are days
    bars = minutes()
    assert (markets.read_prices(bars, stamp="end").index == bars.index).all()
    same(markets.read_prices(SPX))
    same(markets.read_prices(CLOSE))
    same(markets.read_prices(SPX.reset_index().astype(str)))
    pair = SPX.set_axis(
        pd.MultiIndex.from_product([["Open", "High", "Low", "Close"], ["SPX"]])[:4], axis=1
    )
    assert list(markets.read_prices(pair).columns) == ["open", "high", "low", "close"]


# ---- the file -----------------------------------------------------------------------------------


def _zip(text):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as folder:
        folder.writestr("mine.csv", text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "pack",
    [
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("utf-16-be"),
        lambda text: text.encode("utf-32"),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.replace("Close", "Close €").encode("cp1252"),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\n\n").encode(),
        lambda text: text.rstrip("\n").encode(),
        lambda text: gzip.compress(text.encode()),
        _zip,
    ],
    ids=["utf-16", "le", "be", "utf-32", "bom", "1252", "cr", "crlf", "blank", "end", "gz", "zip"],
)
def test_every_encoding_line_end_and_packing(pack):
    same(read(pack(written())))


@pytest.mark.parametrize(
    "content, message",
    [
        (b"", "an empty file"),
        (b"  \n\n", "an empty file"),
        (b"Date,Close\n", "a header and no rows"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "a web page"),
        (b'{"chart": {"result": []}}', "JSON.*pandas"),
        (b'[[1438560000000, "2098.04"]]', "JSON.*pandas"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\n", "pointer.*git lfs"),
        (b"../.git/annex/objects/a/b.csv\n", "pointer"),
        (b"PAR1\0\0", "Parquet.*read_parquet"),
        (b"\0\1\2\3", "no text"),
        (gzip.compress(b"Date,Close\n" * 99, mtime=0)[:-9], "cannot be unpacked"),
        (b"one\ntwo\nthree\nfour\n", "no line with a date and a number"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_in_words(content, message):
    with pytest.raises(ValueError, match=message):
        read(content)


def test_a_zip_of_two_files_names_them():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as folder:
        folder.writestr("a.csv", "x")
        folder.writestr("b.csv", "x")
    with pytest.raises(ValueError, match=r"2 files \(a.csv, b.csv\)"):
        read(buffer.getvalue())


@pytest.mark.parametrize("source", ["nowhere.csv", "Date,Close\n2015-01-01,1\n", 7, None, "."])
def test_a_source_that_is_none(source):
    with pytest.raises(ValueError, match="source = .*source must be|source = 7|io.StringIO"):
        markets.read_prices(source)


# ---- rows and columns ---------------------------------------------------------------------------


@pytest.mark.parametrize("sep", [",", ";", "\t", "|", " "])
def test_separators(sep):
    same(read(written(sep=sep)))


def test_each_cell_in_quotes():
    lines = [f'"{line.replace(",", chr(34) + "," + chr(34))}"' for line in written().splitlines()]
    same(read("\n".join(lines)))
    lines[5] = lines[5].replace('","', '","1,')
    with pytest.raises(ValueError, match="line 6, Close = '1,20"):  # a comma within quotes
        read("\n".join(lines))


def test_preamble_footer_and_header_again():
    lines = written().splitlines()
    text = "\n".join(
        [
            "S&P 500, daily",
            "downloaded 2015-10-01",
            "",
            *lines[:9],
            lines[0],
            *lines[9:],
            "",
            "Source: somebody, all rights reserved",
        ]  # fmt: skip
    )
    prices = read(text)
    same(prices)
    dropped = said(prices, "dropped")
    assert "before the header (line 1, line 2)" in dropped
    assert "the header again (line 13)" in dropped and "below the last row" in dropped


def test_no_header():
    same(read(written().split("\n", 1)[1]))
    bare = SPX.to_csv(header=False)
    prices = read(bare)
    pd.testing.assert_frame_equal(prices, SPX, check_index_type=False)
    assert "the second is always the highest" in said(prices, "assumed")
    with pytest.raises(ValueError, match=r"no header.*\(1: '.*2: '.*give column= its number"):
        read(SPX[["open", "close"]].to_csv(header=False))
    same(read(SPX[["open", "close"]].to_csv(header=False), column=2))


def test_a_header_of_three_lines():
    rows = SPX[["close", "high", "low", "open"]].to_csv(header=False)
    head = "Price,Close,High,Low,Open\nTicker,^GSPC,^GSPC,^GSPC,^GSPC\nDate,,,,\n"
    pd.testing.assert_frame_equal(read(head + rows), SPX, check_index_type=False)
    with pytest.raises(ValueError, match="several columns may be the close.*column="):
        read(
            "Price,Close,Close\nTicker,A,B\nDate,,\n" + SPX[["close", "open"]].to_csv(header=False)
        )


def test_columns_in_another_order_and_other_words():
    table = SPX[["low", "close", "open", "high"]].reset_index()
    table.columns = ["Datum", "Tief", "Schlusskurs", "Eröffnung", "Hoch"]
    table = table[["Tief", "Schlusskurs", "Datum", "Eröffnung", "Hoch"]]
    pd.testing.assert_frame_equal(read(table.to_csv(index=False)), SPX, check_index_type=False)


def test_a_ragged_row_and_a_cut_one():
    lines = SPX.to_csv().splitlines()
    lines[5] += ",77"
    lines[-1] = lines[-1][:18]
    prices = read("\n".join(lines))
    same(prices, CLOSE.drop(CLOSE.index[[4, -1]]))
    assert "2 × cut or ragged: not 5 cells (line 6, line 64)" in said(prices, "dropped").replace(
        f"line {len(lines)}", "line 64"
    )


def test_decimal_commas_without_quotes_are_not_two_columns():
    text = "Date,Close\n" + written(number="{:.2f}".format).split("\n", 1)[1].replace(".", ",")
    with pytest.raises(ValueError, match="line|several columns|cells"):
        read(text)


def test_the_error_names_line_and_value():
    lines = written().splitlines()
    lines[7] = lines[7].split(",")[0] + ",12x4"
    with pytest.raises(
        ValueError, match=r"line 8, Close = '12x4': Close must be a number or blank"
    ):
        read("\n".join(lines))
    lines[7] = "soon,2000.5"
    with pytest.raises(ValueError, match=r"line 8, Date = 'soon': no date"):
        read("\n".join(lines))
    lines[7] = ",2000.5"
    with pytest.raises(ValueError, match=r"line 8: a number without a date"):
        read("\n".join(lines))


@pytest.mark.parametrize("row", [1, 2, 3])
@pytest.mark.parametrize("cell", ["inf", "1_0", "0x1F", "soon"])
def test_a_bad_number_is_never_taken_for_a_preamble(row, cell):
    lines = "Date,Close\n2015-08-03,10\n2015-08-04,11\n2015-08-05,12\n".splitlines()
    lines[row] = lines[row][:11] + cell
    with pytest.raises(ValueError, match=f"line {row + 1}, Close = "):
        read("\n".join(lines))


def test_several_instruments_in_one_file():
    text = "Symbol,Date,Close\n" + "".join(
        f"{name},2015-08-0{day},{price}\n"
        for name, price in (("A", 5), ("B", 50))
        for day in (3, 4, 5)
    )
    with pytest.raises(ValueError, match="'Symbol' holds several instruments, 'A' and 'B'"):
        read(text, keep="first")
    assert len(read(text.replace("B,", "A,"), keep="first")) == 3


# ---- numbers ------------------------------------------------------------------------------------


def test_semicolons_with_decimal_commas():
    prices = read(written(sep=";", number=german, date="%d.%m.%Y"))
    same(prices)
    assert "the decimal comma, '.' between thousands" in said(prices, "found")
    same(read(written(sep=";", number=lambda x: f"{x:.2f}".replace(".", ","))))


@pytest.mark.parametrize(
    "number",
    [
        lambda x: f'"{x:,.2f}"',
        lambda x: f'"${x:,.2f}"',
        lambda x: f'"€ {german(x)}"',
        lambda x: f"{x:.2f} USD",
        lambda x: f"{x:,.2f}".replace(",", "'"),
        lambda x: f"{x:,.2f}".replace(",", "\u00a0"),
        lambda x: f"{x:.6e}",
        lambda x: f"+{x}",
    ],
    ids=["thousands", "dollar", "euro", "code", "swiss", "nbsp", "scientific", "plus"],
)
def test_numbers_as_people_write_them(number):
    prices = read(written(number=number))
    same(prices)
    if '"' in number(1.0) or "'" in number(1000.0):
        assert "thousands" in said(prices, "repaired") + said(prices, "found")


def test_suffixes_and_per_cent_beside_the_price():
    rows = [f'"{d:%b %d, %Y}","{p:,.2f}",3.50B,-0.22%' for d, p in CLOSE[::-1].items()]
    prices = read('"Date","Price","Vol.","Change %"\n' + "\n".join(rows))
    same(prices)
    caps = read("Date,Close\n2015-08-03,3.50B\n2015-08-04,3.6B\n")
    assert caps["close"].tolist() == [3.5e9, 3.6e9] and "suffix" in said(caps, "repaired")


def test_thousands_or_decimals_is_asked():
    text = "Date;Close\n2015-08-03;1.234\n2015-08-04;1.235\n"
    with pytest.raises(
        ValueError, match=r"line 2, Close = '1.234'.*give decimal='.' or decimal=','"
    ):
        read(text)
    assert read(text, decimal=".")["close"].tolist() == [1.234, 1.235]
    assert read(text, decimal=",")["close"].tolist() == [1234, 1235]
    # Another column may decide.
    beside = "Date;Close;Change\n2015-08-03;1.234;0,5\n2015-08-04;1.235;0,7\n"
    assert read(beside)["close"].tolist() == [1234, 1235]
    mixed = "Date;Close\n2015-08-03;1234.5\n2015-08-04;1235,5\n"
    with pytest.raises(ValueError, match="line 2.*decimal point.*line 3.*decimal comma"):
        read(mixed)


def test_blanks_in_words_drop_a_row_only_in_the_chosen_column():
    text = (
        "Date,Open,Close,Adj Close\n2015-08-03,null,10,9\n2015-08-04,10,null,9.1\n"
        "2015-08-05,10,11,N/A\n"
    )
    prices = read(text)
    assert prices["close"].tolist() == [10, 11]
    assert "1 × without a price (line 3)" in said(prices, "dropped")
    assert read(text, column="Adj Close")["close"].tolist() == [9, 9.1]
    for word in ("-", "#N/A", "NaN", "."):
        assert len(read(text.replace("null", word))) == 2


def test_close_and_adjusted_close_together():
    table = SPX.assign(adj=SPX["close"] * 0.97).rename(columns={"adj": "Adj Close"})
    prices = read(table.to_csv())
    same(prices)
    assert "column='Adj Close' takes that" in said(prices, "assumed")
    adjusted = read(table.to_csv(), column="Adj Close")
    np.testing.assert_allclose(adjusted, 0.97 * SPX, rtol=1e-12)
    assert "scaled" in said(adjusted, "repaired")


def test_a_column_that_is_not_there_lists_those_that_are():
    with pytest.raises(ValueError, match="column = 'Last'.*'Date', 'Close'"):
        read(written(), column="Last")
    with pytest.raises(ValueError, match="several columns may be the close: 'Mid', 'Last'"):
        read("Date,Mid,Last\n2015-08-03,1,2\n2015-08-04,1,2\n")


# ---- dates --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "date",
    ["%Y/%m/%d", "%Y%m%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%y", "%m/%d/%y", "%d-%b-%Y",
     "%d %B %Y", "%b %d %Y", "%d-%b-%y", "%Y-%m-%dT00:00:00", "%Y-%m-%d 00:00:00", "%a %d %b %Y"],
)  # fmt: skip
def test_ways_of_writing_days(date):
    same(read(written(date=date)))


def test_a_zone_in_letters_is_explained():
    with pytest.raises(ValueError, match="write offsets.*give tz="):
        read("Date,Close\n2015-08-03 09:30 EST,5\n2015-08-03 09:31 EST,5\n")


def test_day_or_month_first_is_asked_where_nothing_tells():
    text = "Date,Close\n" + "".join(f"0{m}/02/2015,{100 + m}\n" for m in range(1, 8))
    with pytest.raises(ValueError, match="line 2, Date = '01/02/2015'.*'day first'.*'month first'"):
        read(text)
    assert read(text, dates="day first").index[1] == pd.Timestamp("2015-02-02")
    assert read(text, dates="month first", stamp="day").index[1] == pd.Timestamp("2015-02-02")
    assert read(text, dates="day first").index[0] == pd.Timestamp("2015-02-01")
    short = "Date,Close\n01-02-03,5\n"
    with pytest.raises(ValueError, match="dates='day first' or dates='month first' or dates='year"):
        read(short)
    with pytest.raises(ValueError, match="dates = 'dmy'"):
        read(text, dates="dmy")


def test_the_order_in_time_tells_day_from_month():
    days = pd.to_datetime(["2015-08-03", "2015-08-04", "2015-08-05", "2015-08-06", "2015-09-01"])
    text = written(pd.Series([10.0, 11, 12, 11, 10], days), date="%d/%m/%Y")
    assert read(text).index.tolist() == days.tolist()


def test_a_mixture_of_orders_is_refused():
    text = "Date,Close\n13/08/2015,10\n08/14/2015,11\n"
    with pytest.raises(ValueError, match="line .*mixes two orders"):
        read(text)
    with pytest.raises(ValueError, match="line 3.*dates = 'day first' does not fit"):
        read(text, dates="day first")


def test_a_day_that_never_was():
    with pytest.raises(ValueError, match="line 3, Date = '2015-02-30': there is no such day"):
        read("Date,Close\n2015-02-27,10\n2015-02-30,11\n")


def test_days_of_excel():
    days = pd.to_datetime(["2015-08-03", "2015-08-04"])
    numbers = [(d - pd.Timestamp("1899-12-30")).days for d in days]
    text = "Date,Close\n" + "".join(f"{n},{p}\n" for n, p in zip(numbers, (10, 11), strict=True))
    assert read(text, dates="excel").index.tolist() == days.tolist()
    with pytest.raises(ValueError, match="line 2, Date = '42219'.*give dates='excel'"):
        read(text)


@pytest.mark.parametrize(
    "unit, per_second", [("s", 1), ("ms", 10**3), ("us", 10**6), ("ns", 10**9)]
)
def test_counts_since_1970(unit, per_second):
    seconds = [int(day.timestamp()) for day in CLOSE.index]
    rows = [f"{s * per_second},{p}" for s, p in zip(seconds, CLOSE, strict=True)]
    for options in ({"stamp": "start"}, {"stamp": "start", "unit": unit}):
        same(read("timestamp,close\n" + "\n".join(rows), **options))


def test_a_mixture_of_counts_is_repaired_and_said():
    seconds = [int(day.timestamp()) for day in CLOSE.index]
    rows = [f"{s * (1000 if k < 40 else 1_000_000)},{p}" for k, (s, p) in enumerate(
        zip(seconds, CLOSE, strict=True))]  # fmt: skip
    prices = read("timestamp,close\n" + "\n".join(rows), stamp="start")
    same(prices)
    assert "microseconds since 1970 among milliseconds" in said(prices, "repaired")
    with pytest.raises(ValueError, match="unit = 'hours'"):
        read("timestamp,close\n" + "\n".join(rows), unit="hours")


def test_milliseconds_of_jitter():
    bars = minutes()
    stamps = bars.index + pd.to_timedelta(np.arange(len(bars)) % 13, unit="ms")
    text = written(bars.set_axis(stamps), date="%Y-%m-%d %H:%M:%S.%f")
    prices = read(text, stamp="end")
    assert prices.index.equals(bars.index.rename("date")) or (prices.index == bars.index).all()
    assert "milliseconds off the second" in said(prices, "repaired")


# ---- clocks -------------------------------------------------------------------------------------


def test_a_bars_stamp_is_asked_for():
    text = written(minutes(), date="%Y-%m-%d %H:%M")
    with pytest.raises(ValueError, match="stamp='start' or stamp='end'"):
        read(text)
    assert read(text, stamp="end").index[0] == pd.Timestamp("2024-03-04 09:30")
    started = read(text, stamp="start")
    assert started.index[0] == pd.Timestamp("2024-03-04 09:31")
    assert "moved to their ends, by 1 minute" in said(started, "repaired")
    # A price without a bar is of its moment.
    assert read(text.replace("Close", "Mid")).index[0] == pd.Timestamp("2024-03-04 09:30")


def test_a_midnight_that_is_a_count_may_be_either_end_of_the_day():
    rows = "".join(f"{int(d.timestamp())},{p},{p},{p},{p}\n" for d, p in CLOSE.items())
    text = "timestamp,open,high,low,close\n" + rows
    with pytest.raises(ValueError, match="look at the future; give stamp="):
        read(text)
    assert read(text, stamp="start").index[0] == CLOSE.index[0]
    assert read(text, stamp="end").index[0] == CLOSE.index[0] - pd.Timedelta(days=1)


def test_a_midnight_in_utc_is_asked_for_too():
    text = "snapped_at,price\n2013-04-28 00:00:00 UTC,135.3\n2013-04-29 00:00:00 UTC,141.96\n"
    with pytest.raises(
        ValueError, match="a midnight in UTC may begin the day of its price or end it"
    ):
        read(text)
    assert read(text, stamp="end").index[0] == pd.Timestamp("2013-04-27")


def test_binance_klines_with_and_without_a_header():
    hours = pd.date_range("2024-01-01", periods=48, freq="h")
    head = ("open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,"
            "taker_buy_quote_volume,ignore\n")  # fmt: skip
    rows = "".join(
        f"{int(t.timestamp() * 1000)},42000.1,42010.0,41990.5,{42000 + k / 10},1.5,"
        f"{int(t.timestamp() * 1000) + 3599999},3.2,7,0.5,0.6,0\n"
        for k, t in enumerate(hours)
    )
    for text in (head + rows, rows):
        prices = read(text)
        assert list(prices.columns) == ["open", "high", "low", "close"]
        assert prices.index[0] == pd.Timestamp("2024-01-01 01:00")  # known when the hour is over
        assert "Binance" in said(prices, "found") and "by 1 hour" in said(prices, "repaired")


def test_yahoo_and_cboe():
    yahoo = SPX.assign(**{"Adj Close": SPX["close"], "Volume": 3_160_000_000})
    yahoo.columns = [name.title() for name in yahoo.columns]
    prices = read(yahoo.rename_axis("Date").to_csv())
    pd.testing.assert_frame_equal(prices, SPX, check_index_type=False)
    assert "Yahoo" in said(prices, "found")
    cboe = SPX.rename(columns=str.upper).rename_axis("DATE").to_csv(date_format="%m/%d/%Y")
    assert "Cboe" in said(read(cboe), "found")
    short = "\n".join(cboe.splitlines()[:3])  # 6 and 7 July 2015
    with pytest.raises(ValueError, match="dates='day first'"):
        read(short)
    assert read(short, format="cboe").index[0] == CLOSE.index[0]
    with pytest.raises(ValueError, match="format = 'reuters'"):
        read(short, format="reuters")


def test_date_and_time_in_two_columns():
    bars = minutes(n=90)
    rows = "".join(f"{t:%Y.%m.%d},{t:%H:%M},{p}\n" for t, p in bars.items())
    prices = read("<DATE>,<TIME>,<CLOSE>\n" + rows, stamp="end")
    assert (prices.index == bars.index).all()


def test_the_end_of_daylight_saving():
    true = minutes(n=360, start="2024-11-03 00:00", tz="America/New_York")
    true = true + np.linspace(0, 1, 360)
    text = written(true, date="%Y-%m-%d %H:%M")
    with pytest.raises(ValueError, match="line 122.*the clock goes back.*tz="):
        read(text, stamp="end")
    prices = read(text, stamp="end", tz="America/New_York")
    assert (prices.index == true.index).all() and markets.report(prices).holes == ()
    assert gl.Paths.from_prices(prices).times[-1] == pytest.approx(359 / 60 / 24 / 365)
    with pytest.raises(ValueError, match="tz = 'New York'"):
        read(text, stamp="end", tz="New York")


def test_the_beginning_of_daylight_saving_is_no_hole():
    true = minutes(n=360, start="2024-03-10 00:00", tz="America/New_York")
    text = written(true, date="%Y-%m-%d %H:%M")
    assert len(markets.report(read(text, stamp="end")).holes) == 1
    prices = read(text, stamp="end", tz="America/New_York")
    assert markets.report(prices).holes == () and (prices.index == true.index).all()


def test_offsets_that_change():
    true = minutes(n=360, start="2024-11-03 00:00", tz="America/New_York")
    prices = read(written(true, date="%Y-%m-%d %H:%M:%S%z"), stamp="end")
    assert (prices.index == true.index.tz_convert("UTC").tz_localize(None)).all()
    assert "turned into UTC" in said(prices, "repaired")
    zoned = read(written(true, date="%Y-%m-%d %H:%M:%S%z"), stamp="end", tz="America/Chicago")
    assert (zoned.index == true.index).all() and str(zoned.index.tz) == "America/Chicago"
    days = CLOSE.copy()
    days.index = days.index.tz_localize("America/New_York")
    same(read(written(days, date="%Y-%m-%d %H:%M:%S%z")))  # midnights of two offsets are days
    with pytest.raises(ValueError, match="line 3.*no offset from UTC, others have one"):
        read("Date,Close\n2015-08-03 10:00-04:00,1\n2015-08-03 11:00,1\n", stamp="end")


@pytest.mark.parametrize("freq, first, last", [("W-MON", "2015-01-05", "2015-01-11"),
                                               ("MS", "2015-01-01", "2015-01-31"),
                                               ("QS", "2015-01-01", "2015-03-31"),
                                               ("3D", "2015-01-01", "2015-01-03")])  # fmt: skip
def test_bars_longer_than_a_day_are_dated_when_known(freq, first, last):
    bars = pd.Series(100.0 + np.arange(20) % 5, pd.date_range("2015-01-01", periods=20, freq=freq))
    text = written(bars)
    for format in (None, "yahoo"):
        with pytest.raises(ValueError, match="days may be dated by its first day.*stamp='start'"):
            read(text, format=format)
    assert bars.index[0] == pd.Timestamp(first)
    assert read(text, stamp="start").index[0] == pd.Timestamp(last)
    assert (read(text, stamp="end").index == bars.index).all()
    assert (read(text, stamp="day").index == bars.index).all()
    with pytest.raises(ValueError, match="stamp='start'"):
        markets.read_vol(io.StringIO(text))
    vol = markets.read_vol(io.StringIO(text), stamp="start", scale="points")
    assert vol.index[0] == pd.Timestamp(last)


@pytest.mark.parametrize("freq", ["W-MON", "MS"])
def test_long_klines_of_binance_are_known_at_their_close(freq):
    starts = pd.date_range("2023-01-01", periods=13, freq=freq)
    rows = "".join(
        f"{a.value // 10**6},100,101,99,{100 + k % 3},1,{b.value // 10**6 - 1},1,1,1,1,0\n"
        for k, (a, b) in enumerate(zip(starts[:-1], starts[1:], strict=True))
    )
    head = ("open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,"
            "taker_buy_quote_volume,ignore\n")  # fmt: skip
    for text in (rows, head + rows):
        assert (read(text).index == starts[1:] - pd.Timedelta(days=1)).all()


# ---- order, copies, holes -----------------------------------------------------------------------


def test_newest_first_and_shuffled():
    same(read(written(CLOSE[::-1])))
    shuffled = CLOSE.sample(frac=1, random_state=1)
    prices = read(written(shuffled))
    same(prices)
    assert "out of order in time: sorted" in said(prices, "repaired")


def test_copies_and_contradictions():
    lines = written().splitlines()
    prices = read("\n".join([*lines[:10], lines[9], *lines[10:]]))
    same(prices)
    assert "1 × there twice, with the same numbers: kept once (line 11)" in said(prices, "dropped")
    other = lines[9].split(",")[0] + ",2000.00"
    text = "\n".join([*lines[:10], other, *lines[10:]])
    with pytest.raises(
        ValueError, match="line 10 and line 11: .*twice.*keep='first' or keep='last'"
    ):
        read(text)
    same(read(text, keep="first"))
    assert read(text, keep="last")["close"].iloc[8] == 2000
    assert "the last is kept" in said(read(text, keep="last"), "dropped")


def test_holes_are_reported():
    cut = CLOSE.drop(CLOSE.index[20:28])
    report = markets.report(read(written(cut)))
    assert report.holes == ((CLOSE.index[19], CLOSE.index[28]),)
    assert "a hole" in str(report)
    bars = minutes().drop(minutes().index[100:130])
    holes = markets.report(read(written(bars, date="%Y-%m-%d %H:%M"), stamp="end")).holes
    assert holes == ((bars.index[99], bars.index[100]),)


def test_nights_lunch_and_holidays_are_no_holes():
    days = [minutes(n=390, start=f"2024-03-{d:02} 09:31") for d in (4, 5, 6, 7, 8, 11, 12)]
    bars = pd.concat(days)
    lunch = bars[(bars.index.hour != 12)]
    for prices in (bars, lunch):
        text = written(prices, date="%Y-%m-%d %H:%M")
        assert markets.report(read(text, stamp="end")).holes == ()
    gone = lunch.drop(lunch.index[500:520])
    assert len(markets.report(read(written(gone, date="%Y-%m-%d %H:%M"), stamp="end")).holes) == 1
    whole = read(markets.load("spx").to_csv())
    assert markets.report(whole).holes == ()
    assert "weekdays without a row" in said(whole, "found")


def test_a_day_missing_where_markets_never_close_is_a_hole():
    days = pd.date_range("2024-01-01", periods=60)
    prices = pd.Series(100 + np.arange(60) % 5, days, dtype=float).drop(days[30])
    assert markets.report(read(written(prices))).holes == ((days[29], days[31]),)


def test_weekends_filled_with_fridays_close():
    filled = CLOSE.asfreq("D")
    weekend = filled.index.day_of_week >= 5
    filled = filled.ffill()[weekend | filled.index.isin(CLOSE.index)]
    prices = read(written(filled))
    same(prices)
    assert "on a weekend, with Friday's close filled in" in said(prices, "dropped")
    coin = pd.Series(100 + np.arange(40) % 7, pd.date_range("2024-01-01", periods=40), dtype=float)
    same(read(written(coin)), coin)  # weekends of their own stay


# ---- prices that cannot be right ----------------------------------------------------------------


@pytest.mark.parametrize("value", [0, -37.63])
def test_zero_and_below(value):
    bad = CLOSE.copy()
    bad.iloc[10] = value
    with pytest.raises(ValueError, match=f"line 12, close = {float(value)}.*zeros='drop'"):
        read(written(bad))
    prices = read(written(bad), zeros="drop")
    same(prices, CLOSE.drop(CLOSE.index[10]))
    assert "1 × with a price of zero or below (line 12)" in said(prices, "dropped")


@pytest.mark.parametrize("row", [0, 10, -1])
@pytest.mark.parametrize("factor", [100, 0.01])
def test_a_spike(row, factor):
    bad = CLOSE.copy()
    bad.iloc[row] *= factor
    line = (row % len(CLOSE)) + 2
    with pytest.raises(ValueError, match=f"line {line}, close = .* times.*spikes='drop'"):
        read(written(bad))
    prices = read(written(bad), spikes="drop")
    same(prices, CLOSE.drop(CLOSE.index[row]))
    assert f"with a spike (line {line})" in said(prices, "dropped")


@pytest.mark.parametrize("ratio", [2, 3, 20, 1.5, 1 / 8, 100])
def test_a_split(ratio):
    raw = CLOSE.copy()
    raw.iloc[:30] *= ratio
    text = written(raw, number="{:.4f}".format)
    with pytest.raises(ValueError, match="line 32, close = .*split='adjust', split='keep'"):
        read(text)
    adjusted = read(text, split="adjust")
    np.testing.assert_allclose(adjusted["close"], CLOSE, rtol=1e-6)
    day = f"{CLOSE.index[30]:%Y-%m-%d}"
    np.testing.assert_allclose(read(text, split={day: ratio})["close"], CLOSE, rtol=1e-6)
    assert f"on {day}: divided" in said(adjusted, "repaired")
    np.testing.assert_allclose(read(text, split="keep")["close"], raw, rtol=1e-6)


@pytest.mark.parametrize("ratio, gain", [(5, 1.126), (2.5, 1.08), (3.5, 0.92), (4.4, 1.0)])
def test_a_split_on_a_day_of_a_large_move(ratio, gain):
    """Tesla, 31 August 2020: 2213.40, then 498.32, five for one, and up by 12.6 %."""
    moved = CLOSE.copy()
    moved.iloc[30:] *= gain * CLOSE.iloc[29] / CLOSE.iloc[30]
    raw = moved.copy()
    raw.iloc[:30] *= ratio
    text = written(raw, number=repr)
    day = f"{CLOSE.index[30]:%Y-%m-%d}"
    with pytest.raises(ValueError, match="line 32, close = .* a jump by .*split='keep'"):
        read(text)
    np.testing.assert_allclose(read(text, split={day: ratio})["close"], moved, rtol=1e-9)


def test_every_split_needs_its_answer():
    raw = CLOSE.copy()
    raw.iloc[:20] *= 7
    raw.iloc[:40] *= 4
    text = written(raw, number=repr)
    days = [f"{CLOSE.index[k]:%Y-%m-%d}" for k in (20, 40)]
    with pytest.raises(ValueError, match=rf"\(2 of them\).*split={{'{days[0]}': 7}}"):
        read(text)
    with pytest.raises(ValueError, match=rf"line 42, .*\(1 of them\).*split={{'{days[1]}': 4}}"):
        read(text, split={days[0]: 7})
    both = read(text, split={days[0]: 7, days[1]: 4})
    np.testing.assert_allclose(both["close"], CLOSE, rtol=1e-9)
    one = read(text, split={days[0]: 7, days[1]: 1})  # the second was the market
    np.testing.assert_allclose(one["close"], CLOSE * np.where(np.arange(len(CLOSE)) < 40, 4, 1))
    up = CLOSE.copy()
    up.iloc[:30] /= 8
    with pytest.raises(ValueError, match=r"split={.*: 0.125}"):
        read(written(up, number=repr))


def test_a_crash_that_is_no_split_is_a_price():
    crash = CLOSE.copy()
    crash.iloc[30:] *= 0.795  # October 1987
    same(read(written(crash, number=repr)), crash)


def test_high_below_low():
    table = SPX.copy()
    table.iloc[7, [1, 2]] = table.iloc[7, [2, 1]].to_numpy()
    prices = read(table.to_csv())
    pd.testing.assert_frame_equal(prices, SPX, check_index_type=False)
    assert "1 × high or low not the extreme of its row: made so (line 9)" in said(
        prices, "repaired"
    )
    swapped = SPX.rename(columns={"high": "low", "low": "high"})
    prices = read(swapped.to_csv())
    pd.testing.assert_frame_equal(prices, SPX, check_index_type=False)
    assert "changed places" in said(prices, "repaired")
    apart = SPX.assign(close=SPX["close"] * 1.3)
    assert list(read(apart.to_csv()).columns) == ["close"]


def test_zeros_among_the_opens():
    table = SPX.copy()
    table.iloc[3, 0] = 0
    prices = read(table.to_csv())
    assert np.isnan(prices["open"].iloc[3]) and prices["close"].equals(read(SPX.to_csv())["close"])
    assert "open blank or zero: left empty (line 5)" in said(prices, "repaired")
    gl.Paths.from_prices(prices)


# ---- size ---------------------------------------------------------------------------------------


def test_a_hundred_thousand_minutes():
    """A million take ten times as long: well below ten seconds."""
    import time

    n = 100_000
    index = pd.date_range("2024-01-01", periods=n, freq="min").strftime("%Y-%m-%d %H:%M:%S")
    text = "date,close\n" + "\n".join(f"{t},{100 + k % 7}" for k, t in enumerate(index))
    begin = time.process_time()
    assert len(read(text, stamp="end")) == n
    assert time.process_time() - begin < 2


@pytest.mark.parametrize("name", ["Contract", "Name", "Security", "RIC", "secid"])
def test_a_roll_from_one_contract_to_the_next_is_asked(name):
    table = CLOSE.to_frame("Close").rename_axis("Date")
    table[name] = np.where(np.arange(len(table)) < 30, "ESU5", "ESZ5")
    with pytest.raises(ValueError, match=f"'{name}' holds several instruments, 'ESU5' and 'ESZ5'"):
        read(table.to_csv())
    same(read(table.assign(**{name: "ESU5"}).to_csv()))


@pytest.mark.parametrize("first", ["1967-12-01", "1968-12-01"])
def test_years_of_two_digits_are_not_of_the_future(first):
    old = pd.Series(CLOSE.to_numpy(), pd.bdate_range(first, periods=len(CLOSE)))
    with pytest.raises(ValueError, match="line 2, Date = .*future; write its year with four"):
        read(written(old, date="%d/%m/%y"))
    same(read(written(date="%d/%m/%y")))


def test_32nds_of_a_point_are_no_thousands():
    text = "Date,Close\n2015-08-03,130'165\n2015-08-04,130'020\n2015-08-05,129'317\n"
    with pytest.raises(ValueError, match="line 2, Close = .*thousands, or 32nds.*decimal='.'"):
        read(text)
    assert read(text, decimal=".")["close"].tolist() == [130165, 130020, 129317]
    assert read(text.replace("'317", "'318"))["close"].iloc[-1] == 129318


def test_a_bid_in_letters_is_no_billion():
    with pytest.raises(ValueError, match="line 2, Close = '1834.5B': Close must be a number"):
        read("Date,Close\n2015-08-03,1834.5B\n2015-08-04,1835B\n")


@pytest.mark.parametrize("head, clock", [("Time", "%I:%M %p"), ("Time", "%H:%M:%S.000"),
                                         ("Uhrzeit", "%H:%M")])  # fmt: skip
def test_more_ways_of_writing_a_column_of_hours(head, clock):
    bars = minutes(n=90)
    rows = "".join(f"{t:%Y-%m-%d},{t:{clock}},{p}\n" for t, p in bars.items())
    assert (read(f"Date,{head},Close\n" + rows, stamp="end").index == bars.index).all()


def test_three_days_around_a_weekend_are_days():
    """Their usual step is two days, and nobody asks which of the two a close is of."""
    text = "Date,Close\n2018-06-01,2734.62\n2018-06-04,2746.87\n2018-06-05,2748.80\n"
    read = markets.read_prices(io.StringIO(text))
    assert [f"{day:%a}" for day in read.index] == ["Fri", "Mon", "Tue"]


def test_a_clock_under_any_name_where_days_come_again():
    bars = minutes(30)
    text = "Date,Bar,Close\n" + "".join(f"{t:%Y-%m-%d,%H:%M},{p}\n" for t, p in bars.items())
    assert read(text, stamp="end").index.tolist() == bars.index.tolist()
    daily = "Date,Traded,Price\n" + "".join(f"{d:%Y-%m-%d},17:3{d.day % 9},{p}\n"
                                            for d, p in CLOSE.items())  # fmt: skip
    same(read(daily))


@pytest.mark.parametrize("form", ["%Y%m%d,%H%M", "%Y%m%d,%H%M%S"])
def test_a_clock_in_figures_without_a_header(form):
    bars = minutes(30)
    text = "".join(f"{t:{form}},{p},{p + 1},{p - 1},{p},7\n" for t, p in bars.items())
    prices = read(text, stamp="end")
    assert prices.index.tolist() == bars.index.tolist()
    assert prices["close"].tolist() == bars.tolist()


def test_hours_under_a_name_that_says_nothing_are_explained():
    text = "Date,Bar,Close\n" + "".join(f"{t:%Y-%m-%d,%H%M},{p}\n" for t, p in minutes(9).items())
    with pytest.raises(ValueError, match="8 rows have a day of another row: .* name .* 'time'"):
        read(text)
    once = written() + f"{CLOSE.index[-1]:%Y-%m-%d},5\n"
    with pytest.raises(ValueError, match="is there twice") as found:
        read(once)
    assert "hours" not in str(found.value)


@pytest.mark.parametrize("hour", ["T14:30:00Z", " 16:00", "T14:30:00-05:00"])
def test_days_stamped_with_an_hour_are_offered_to_be_days(hour):
    head, bar = "time,open,high,low,close\n", "{0:%Y-%m-%d}{1},{2},{2},{2},{2}\n"
    text = head + "".join(bar.format(d, hour, p) for d, p in CLOSE.items())
    with pytest.raises(ValueError, match="stamp='day' if each is the close of its day, else"):
        read(text)
    same(read(text, stamp="day"))
    with pytest.raises(ValueError, match="a Friday, would end on a Saturday; give stamp='day'"):
        read(text, stamp="start")
    with pytest.raises(ValueError) as found:
        read(minutes(30).to_csv().replace(",0", "time,close"))
    assert "stamp='day'" not in str(found.value)


@pytest.mark.parametrize(
    "date, words",
    [
        ("%Y-%m", "'2015-0.': no day of the month"),
        ("%b %Y", "no day of the month"),
        ("%G-W%V", "no day of the month"),
        ("%d-%b", "no year"),
        ("%Y%m%d %H:%M:%S US/Eastern", "'US/Eastern' is a time zone in letters; .* tz="),
        ("%d. Juillet %Y", "names of months must be English"),
        ("%A", "has a number, and no date: '.*day'"),
    ],
)
def test_a_date_that_is_none_is_named_with_its_trouble(date, words):
    with pytest.raises(ValueError, match=f"line .*{words}"):
        read(written(date=date))


@pytest.mark.parametrize("form", ["{:.2f}p", "{:.2f} points", "{:.0f} 1/8"])
def test_a_number_that_is_none_is_named(form):
    with pytest.raises(ValueError, match="has a date, and no number: '2.* is none"):
        read(written(number=form.format))


@pytest.mark.parametrize(
    "date", ["%d%b%Y", "%d%b%Y:%H:%M:%S", "%Y-%m-%d:%H:%M", "%d.%m.%Y %H:%M:%S GMT+0100"]
)
def test_more_ways_of_writing_days(date):
    same(read(written(date=date)))


def test_stuck_prices_and_filled_holidays_are_said():
    stuck = CLOSE.copy()
    stuck.iloc[20:30] = stuck.iloc[20]
    assert "9 × with the close of the day before, 5 or more in a row" in said(
        read(written(stuck)), "found"
    )
    filled = markets.load("spx", "2014", "2015")["close"].resample("D").ffill()
    prices = read(written(filled))
    assert "17 × with the close of the day before: holidays filled in?" in said(prices, "found")
    assert "of the day before" not in said(read(written()), "found")


def test_returns_and_logs_are_no_prices():
    moves = np.log(CLOSE).diff().dropna()
    with pytest.raises(ValueError, match="are these returns or changes"):
        read(written(moves, number="{:.5f}".format, head="Date,SPX"))
    with pytest.raises(ValueError, match="'Return' says 'return', and must be the price"):
        read(written(moves, number="{:.5f}".format, head="Date,Return"))
    with pytest.raises(ValueError, match="column 'log_close': logs"):
        read(written(np.log(CLOSE), number="{:.5f}".format, head="Date,log_close"))


def test_a_spike_that_is_kept_is_no_split():
    wild = CLOSE.copy()
    wild.iloc[20] *= 100
    same(read(written(wild), spikes="keep"), wild.round(2))
    with pytest.raises(ValueError, match="line 32.*as a split"):
        half = wild.where(wild.index < wild.index[30], wild / 2)
        read(written(half), spikes="keep")


def test_day_and_month_exchanged_are_told_by_steps_that_are_neither():
    early = CLOSE[CLOSE.index.day <= 12]
    with pytest.raises(
        ValueError, match="day and month exchanged where the day is 12.*another dates="
    ):
        read(written(early, "%d.%m.%Y", ";"), dates="month first")
    same(read(written(early, "%d.%m.%Y", ";"), dates="day first"), early)
