"""Files as services, spreadsheets and programs write them: read right, or asked about."""

import io
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

import gammalab as gl
from gammalab import markets

SPX = markets.load("spx", "2014", "2014").iloc[:60]
CLOSE, DAYS = SPX["close"], SPX.index
VIX = 100 * markets.load_vol("vix").iloc[:60]
MINUTES = pd.Series(
    1800.0 + np.arange(600) % 13,
    [d + pd.Timedelta(minutes=570 + k) for d in DAYS[:2] for k in range(300)],
)


def lines(head, line, data=CLOSE, above="", below=""):
    """A text: what stands above, a head, and a line for each day and number."""
    return above + "\n".join([head, *(line(day, x) for day, x in data.items())]) + "\n" + below


def prices(source, **options):
    if isinstance(source, (str, bytes)):
        source = io.BytesIO(source.encode() if isinstance(source, str) else source)
    return markets.read_prices(source, **options)


def same(read, data=CLOSE):
    np.testing.assert_allclose(read["close"], data, rtol=1e-9)
    assert (read.index.tz_localize(None) == data.index).all()


def iso(day, x):
    return f"{day:%Y-%m-%d},{x}"


ISO = lines("Date,Close", iso)


# ---- names in the languages of those who write them -------------------------------------------


@pytest.mark.parametrize(
    "head",
    ["Date;Dernier;Ouv.; Plus Haut;Plus Bas", "Fecha;Último;Apertura;Máximo;Mínimo",
     "Data;Ultimo;Apertura;Massimo;Minimo", "Data;Último;Abertura;Máxima;Mínima",
     "Datum;Laatste;Open;Hoog;Laag", "Datum;Senaste;Öppen;Högst;Lägst",
     "Tarih;Şimdi;Açılış;Yüksek;Düşük", "Дата;Цена;Откр.;Макс.;Мин.", "日付け;終値;始値;高値;安値",
     "日期;收盘;开盘;最高;最低", "일자;종가;시가;고가;저가",
     "Data;Zamkniecie;Otwarcie;Najwyzszy;Najnizszy",
     "Datum;Schlusskurs;Eröffnungskurs;Höchstkurs;Tiefstkurs",
     "date;clôture;ouverture;plus haut;plus bas"],
)  # fmt: skip
def test_names_of_prices_in_other_languages(head):
    def line(day, x):
        return ";".join([f"{day:%d.%m.%Y}", *(f"{x + k:.2f}" for k in (0, 1, 2, -2))])

    read = prices(lines(head, line))
    same(read)
    assert (read["high"] - read["low"]).round(2).eq(4).all() and len(read.columns) == 4


@pytest.mark.parametrize(
    "name",
    ["Market Cap", "Mkt Cap (USD)", "Shares Outstanding", "Umsatz", "Wolumen", "成交量", "Quantity",
     "OI", "AUM", "P/E", "EPS", "RSI 14", "ATR", "Implied Volatility", "IV30", "HV20", "Duration",
     "Interest Rate", "SOFR", "Risk-free", "Funding Rate", "Basis", "Correlation", "PnL", "Score",
     "ln(close)", "log10 close", "Cierre anterior", "Clôture veille", "Kurs Vortag",
     "Prezzo precedente", "Apertura", "Máximo", "Eröffnung", "Tief", "Geld", "始値",
     "Durchschnittskurs", "Moyenne mobile", "Kursziel", "EWMA", "Kalman", "Upper Band", "Pivot",
     "Limit Price", "Entry Price", "Book Value", "close_shift_1", "y_hat", "MAX", "Std Dev",
     "HA Close", "HLC3", "Quantité", "Marktkapitalisierung", "Zinssatz", "Volatilität",
     "kurs_gestern", "beta 1y"],
)  # fmt: skip
def test_a_lone_column_whose_name_says_that_it_is_no_price(name):
    text = lines(f"Date;{name}", lambda day, x: f"{day:%Y-%m-%d};{x}")
    with pytest.raises(ValueError, match="column="):
        prices(text)
    same(prices(text, column=name))


@pytest.mark.parametrize(
    "name",
    ["iShares MSCI World", "MSCI World Small Cap", "Dow Jones Industrial Average", "Lead (USD/t)",
     "Nikkei Stock Average", "NAV per share", "Share price", "USD/EUR exchange rate", "NEXT",
     "S&P 500 Low Volatility Index", "High Yield ETF", "Red Hat", "Realty Income", "Market price",
     "Precio de cierre", "Rate", "Volatility Index"],
)  # fmt: skip
def test_a_lone_column_that_has_such_a_word_and_is_a_price(name):
    same(prices(lines(f"Date;{name}", lambda day, x: f"{day:%Y-%m-%d};{x}")))


def test_a_name_that_says_nothing_is_an_assumption():
    for name, many in (("SPX", 1), ("Kurs", 0)):
        read = prices(lines(f"Date;{name}", lambda day, x: f"{day:%Y-%m-%d};{x}"))
        said = [note.text for note in markets.report(read).assumed]
        assert sum(f"column '{name}' is the close" in text for text in said) == many


def test_the_close_of_the_day_before_stands_beside():
    for head in ("Fecha;Cierre;Cierre anterior", "Datum;Kurs;Kurs Vortag"):
        same(prices(lines(head, lambda day, x: f"{day:%Y-%m-%d};{x};{x + 4}")))


@pytest.mark.parametrize(
    "name",
    ["Implied Correlation", "implied dividend", "implied repo", "straddle", "sigma^2", "IV²",
     "vol_squared", "SRVIX", "VIX VXV ratio", "contango", "VIX SMA", "VIX Open", "VIX High",
     "vol bid", "25d RR", "butterfly", "iv error", "DTE", "moneyness", "IV (daily %)", "RVOL"],
)  # fmt: skip
def test_a_lone_column_that_is_no_yearly_volatility(name):
    text = lines(f"Date;{name}", lambda day, x: f"{day:%Y-%m-%d};{x}", VIX)
    with pytest.raises(ValueError, match="must be a yearly volatility.*column="):
        markets.read_vol(io.StringIO(text))


@pytest.mark.parametrize("name", ["IV mean", "model-free implied volatility", "HV20",
                                  "exchange rate volatility", "GARCH vol"])  # fmt: skip
def test_a_lone_column_that_is_a_volatility(name):
    text = lines(f"Date;{name}", lambda day, x: f"{day:%Y-%m-%d};{x}", VIX)
    if name == "IV mean":
        with pytest.raises(ValueError, match="'mean'"):
            markets.read_vol(io.StringIO(text))
        return
    np.testing.assert_allclose(markets.read_vol(io.StringIO(text)), VIX / 100)


def test_what_was_paid_is_the_same_as_the_rate():
    paid = pd.Series(np.random.default_rng(1).normal(1e-4, 5e-5, 30).round(8),
                     pd.date_range("2024-01-01", periods=30, freq="8h"))  # fmt: skip
    head = "fundingRate,fundingTime,realizedRate"

    def text(factor):
        return io.StringIO(
            lines(head, lambda t, x: f"{x:.8f},{t.value // 10**6},{factor * x:.8f}",
                  paid.set_axis(paid.index.as_unit("ns")))
        )  # fmt: skip

    np.testing.assert_allclose(markets.read_funding(text(1.0)), paid)
    with pytest.raises(ValueError, match="'fundingRate', 'realizedRate'"):
        markets.read_funding(text(0.9))


# ---- days, in more ways of writing them --------------------------------------------------------


@pytest.mark.parametrize(
    "form",
    ["%Y年%m月%d日", "%Y년 %m월 %d일", "%d. %m. %Y", "%Y. %m. %d.", "%Y.%m.%d.", "%Y/%m/%d (木)",
     "%a %d/%m/%Y", "%Y-%m-%d %a", "%d/%b/%Y", "%A, %B %d, %Y", "%Y-%m-%dT00:00:00.000000000",
     "%b  %d %Y 12:00AM"],
)  # fmt: skip
def test_days_of_many_countries_and_programs(form):
    same(prices(lines("Date;Close", lambda day, x: f"{day.strftime(form)};{x}")))


@pytest.mark.parametrize(
    "form, later",
    [("%Y-%m-%d %H:%M:%S-05", 300), ("%Y-%m-%d %H:%M:%S -0500", 300), ("%Y%m%d-%H:%M:%S", 0),
     ("%Y%m%d %H%M%S000", 0), ("%a %b %d %H:%M:%S %Y", 0)],
)  # fmt: skip
def test_hours_of_many_programs(form, later):
    read = prices(lines("Time;Close", lambda t, x: f"{t.strftime(form)};{x}", MINUTES), stamp="end")
    same(read, MINUTES.shift(later, freq="min"))


@pytest.mark.parametrize(
    "write, words",
    [(lambda d: f"{d.year - 1911}/{d:%m/%d}", "another calendar's"),
     (lambda d: f"1392/{d:%m/%d}", "another calendar's"),
     (lambda d: f"{d.value / 1e6:.5E}", "lost its last digits in a spreadsheet"),
     (lambda d: f"{d:%d%m%Y}", "line 2, Date = '02012014': no date"),
     (lambda d: f"{d:%Y-%m-%d} 09:30-09:31", "'2014-.* 09:30-09:31': no date")],
)  # fmt: skip
def test_days_that_cannot_be_read_are_explained(write, words):
    data = CLOSE.set_axis(DAYS.as_unit("ns"))
    with pytest.raises(ValueError, match=words):
        prices(lines("Date;Close", lambda day, x: f"{write(day)};{x}", data))


def test_excels_days_with_a_decimal_comma():
    start = pd.Timestamp("1899-12-30")

    def line(t, x):
        return f"{(t - start) / pd.Timedelta('1D'):.8f}".replace(".", ",") + f";{x}"

    text = lines("Datum;Kurs", line, MINUTES)
    with pytest.raises(ValueError, match="it is 2014-01-02, give dates='excel'"):
        prices(text)
    read = prices(text, dates="excel", stamp="end")
    assert (read.index.round("s") == MINUTES.index).all()


@pytest.mark.parametrize("text_too", [True, False])
def test_day_and_month_exchanged_where_both_are_possible(text_too):
    """As Excel leaves a file of another country, and a program that guesses each date."""

    def line(day, x):
        other = f"{day:%Y-%d-%m}" if day.day <= 12 else f"{day:%d/%m/%Y}"
        return f"{other if day.day <= 12 or text_too else format(day, '%Y-%m-%d')},{x}"

    with pytest.raises(ValueError, match="day and month exchanged where the day is 12 or less"):
        prices(lines("Date,Close", line))
    hours = lines("Time,Close", lambda t, x: f"{t},{x}", MINUTES[:400])
    again = lines("Time,Close", lambda t, x: f"{t},{x}", MINUTES[350:])
    same(prices(hours + again, stamp="end"), MINUTES)  # two downloads that overlap
    some = ISO.split("\n")
    some[5], some[20] = some[20], some[5]  # rows that are out of order for another reason
    same(prices("\n".join(some)))


def test_the_last_moment_of_a_day_in_utc_is_of_that_day():
    text = lines("timeClose;close", lambda day, x: f"{day:%Y-%m-%d}T23:59:59.999Z;{x}")
    with pytest.raises(ValueError, match="stamp='day' if each is the close of its day"):
        prices(text)
    for stamp in ("day", "end"):
        same(prices(text, stamp=stamp))


# ---- what stands around a table, and two tables in one ----------------------------------------


@pytest.mark.parametrize(
    "above",
    ["# downloaded 2014-05-01 10:00\n", "# 2014-05-01, 12.5\n", "Run date,2014-05-01\nRows,60\n\n",
     "Stand vom,2014-05-01 15:58:07\n", "Created: 2014-05-01,1.0\n"],
)  # fmt: skip
def test_dates_above_a_table_are_no_rows(above):
    read = prices(above + ISO)
    same(read)
    assert "before the header" in str(markets.report(read))


def test_dates_and_large_numbers_below_and_beside():
    same(prices(ISO + "\nStart date,2014-01-02\nEnd date,2014-03-28\nMax,1890.9\n"))
    large = 1e6 * CLOSE  # of ten digits, as a count since 1970 has
    same(prices(lines("Date,Close", lambda day, x: f"{day:%Y-%m-%d},{x:.0f}", large)), large)


def test_lines_of_units_between_names_and_rows():
    head = ";BBEX3.D.USD;BBEX3_FLAGS\n;Kurs;\nEinheit;USD;\nStand vom;2014-04-30 15:58:07;"
    same(prices(lines(head, lambda day, x: f"{day:%Y-%m-%d};{x};".replace(".", ","))))


def test_a_second_header_of_other_columns_is_another_table():
    first, second = CLOSE[:30], CLOSE[30:]
    again = lines("Date,Open,Close", lambda day, x: f"{day:%Y-%m-%d},{x + 1},{x}", first)
    same(prices(again + "\ufeff" + lines("Date,Open,Close",
                lambda day, x: f"{day:%Y-%m-%d},{x + 1},{x}", second)))  # fmt: skip
    for head in ("Date,Close,Open", "Date,Open,NDX"):
        other = lines(head, lambda day, x: f"{day:%Y-%m-%d},{x},{x + 1}", second)
        with pytest.raises(ValueError, match="line 32: a second header.*two tables in one"):
            prices(again + other)


@pytest.mark.parametrize(
    "head, row",
    [("Date,Close", "{day:%Y-%m-%d},{x:,.2f}"), ("Date,Close", "{day:%b %d, %Y},{x}"),
     ("Date,Close,Volume", "{day:%Y-%m-%d},1831,98,300"), ("Date,Close", "{day:%Y-%m-%d},{x},old"),
     ("Date,Time,Close", "{day:%Y-%m-%d},{x}")],
)  # fmt: skip
def test_names_that_are_not_as_many_as_the_cells(head, row):
    text = lines(head, lambda day, x: row.format(day=day, x=x))
    with pytest.raises(ValueError, match=r"line 1 has \d names, and the rows have \d cells"):
        prices(text)
    same(prices(lines("Date,Close,,,", iso)))  # as a spreadsheet fills lines up


@pytest.mark.parametrize("blank", ["#N/A N/A", "#N/A Field Not Applicable", "#NAME?", "k.A."])
def test_more_words_for_nothing(blank):
    text = lines("Date,Close", lambda day, x: f"{day:%Y-%m-%d},{blank if day == DAYS[9] else x}")
    same(prices(text), CLOSE.drop(DAYS[9]))


def test_dates_side_by_side_are_turned_by_the_caller():
    for sep, form in ((",", "%Y-%m-%d"), (";", "%d.%m.%Y"), (",", "%d-%b-%y")):
        text = sep.join(["Ticker", *DAYS.strftime(form)]) + "\n"
        with pytest.raises(ValueError, match="side by side.*table.T"):
            prices(text + sep.join(["SPX", *map(str, CLOSE)]) + "\n")
    with pytest.raises(ValueError, match="side by side"):
        prices(CLOSE.to_frame("SPX").T)


@pytest.mark.parametrize("name, no", [("confirm", "0"), ("complete", "False"), ("isClosed", "0")])
def test_a_bar_that_had_not_ended_is_dropped(name, no):
    yes = {"0": "1", "False": "True"}[no]
    text = lines(f"date,close,{name}", lambda day, x: f"{iso(day, x)},{yes}")
    read = prices(f"{text}2014-04-01,1885.52,{no}\n")
    same(read)
    assert "had not ended" in str(markets.report(read))
    same(prices(text.replace(f",{yes}\n", f",{no}\n")))  # a column that says nothing


# ---- quotes, signs and bytes of a spreadsheet --------------------------------------------------


@pytest.mark.parametrize(
    "sign",
    ["R$ {}", "HK${}", "A${}", "US$ {}", "₩{}", "{} kr", "{} zł", "{} ₽", "SEK {}", "{} NOK",
     "Rp{}", "R {}", "Rs. {}", "{} GBX", '="{}"'],
)  # fmt: skip
def test_signs_of_many_currencies(sign):
    same(prices(lines("Date;Price", lambda day, x: f"{day:%Y-%m-%d};{sign.format(x)}")))


def test_quotes_and_bytes_that_are_no_part_of_a_table():
    same(prices(lines("'Date','Close'", lambda day, x: f"'{day:%Y-%m-%d}','{x}'")))
    same(prices(lines("Date,Close", lambda day, x: f'="{day:%Y-%m-%d}",="{x}"')))
    read = prices(ISO.encode() + bytes(40))
    same(read)
    assert "zero bytes at the end" in str(markets.report(read))
    splits = "\tClose Close price adjusted for splits.\tAdj Close Adjusted close price adjusted"
    same(prices(lines("Date" + splits + " for splits and dividend",
                      lambda day, x: f"{day:%b %d, %Y}\t{x:,.2f}\t{0.9 * x:,.2f}")))  # fmt: skip


@pytest.mark.parametrize(
    "content, words",
    [(b"BZh91AY", "bzip2"), (b"ARROW1\0\0", "Feather"), (b"SQLite format 3\0", "database"),
     (b"\x93NUMPY\1\0", "NumPy"), (b"{\\rtf1 Date", "word processor"), (b"\x80\x04\x95", "pickle"),
     (b"<stata_dta><header>", "Stata"), (b"\x89PNG\r\n", "picture")],
)  # fmt: skip
def test_files_of_programs_are_named(content, words):
    with pytest.raises(ValueError, match=f"source = a buffer: .*{words}"):
        prices(content + bytes(range(200)))


def test_prices_in_billionths():
    head = "ts_event,rtype,publisher_id,instrument_id,close,volume"
    data = CLOSE.set_axis(DAYS.as_unit("ns"))

    def text(factor):
        return lines(head, lambda t, x: f"{t.value},35,1,15144,{round(x * factor, 2):.10g},5", data)

    for factor in (1e9, 1):
        read = prices(text(factor), stamp="day")
        same(read)
        assert ("billionths" in str(markets.report(read))) == (factor > 1)


# ---- tables with an index of many kinds --------------------------------------------------------


@pytest.mark.parametrize(
    "index",
    [DAYS.date, DAYS.strftime("%Y-%m-%d"), DAYS.strftime("%d/%m/%Y"), DAYS.to_period("D"),
     pd.MultiIndex.from_product([DAYS, ["SPX"]], names=["date", "ticker"]),
     pd.MultiIndex.from_product([["SPX"], DAYS])],
    ids=["dates", "text", "day first", "periods", "two levels", "no names"],
)  # fmt: skip
def test_an_index_that_holds_days(index):
    for source in (pd.Series(CLOSE.to_numpy(), index), SPX.assign(volume=3e9).set_axis(index)):
        same(prices(source))


def test_an_index_that_stands_in_a_column_too():
    same(prices(SPX.assign(date=DAYS)))
    same(prices(SPX.assign(Date=DAYS)))
    same(prices(pd.DataFrame({"close": CLOSE, "date": [Decimal(19) for _ in DAYS]})))
    with pytest.raises(ValueError, match="column 'ticker' holds several instruments"):
        both = pd.concat({"A": SPX, "B": SPX / 2}, names=["ticker", "date"])
        prices(both)
    with pytest.raises(ValueError, match="no column holds dates"):
        prices(pd.Series(CLOSE.to_numpy()))


def test_a_table_of_another_library():
    class Other:
        def to_pandas(self):
            return SPX.reset_index()

    same(markets.read_prices(Other()))


# ---- chains ------------------------------------------------------------------------------------

SPOT = 4765.98


def chain(head, line, above="", **options):
    rows = []
    for day in (date(2024, 1, 19), date(2024, 2, 16)):
        for strike in range(4600, 4950, 50):
            years = (day - date(2024, 1, 10)).days / 365
            call, put = (float(gl.black_scholes.price(SPOT, strike, years, 0.13, right=right))
                         for right in ("call", "put"))  # fmt: skip
            rows += [line(day, strike, round(call, 2) + 0.1, round(put, 2) + 0.1)]
    text = io.StringIO(above + "\n".join([head, *rows]) + "\n")
    read = markets.read_quotes(text, **options)
    good = read[read["reason"] == ""]
    assert len(read) == 28 and len(good) >= 26
    vols = markets.implied(read, rate=0.0)["iv"].dropna()
    assert len(vols) > 20 and vols.between(0.1, 0.16).all()
    return read


CBOE = ("Expiration Date,Calls,Last Sale,Bid,Ask,Open Interest,Strike,Puts,Last Sale,Bid,Ask,"
        "Open Interest")  # fmt: skip


@pytest.mark.parametrize("padded", [False, True])
def test_cboes_delayed_quotes_with_what_stands_above(padded):
    above = ["SPX (S&P 500 INDEX),4765.98,9.5", "Jan 10 2024 @ 15:30 ET,Bid,4765.1,Ask,4766.8"]
    above = [line + "," * (11 - line.count(",")) * padded for line in above]

    def side(letter, day, k, middle):
        symbol = f"SPXW{day:%y%m%d}{letter}{k}000"
        return f"{symbol},1.2,{middle - 0.1:.2f},{middle + 0.1:.2f},5"

    def line(day, k, call, put):
        return f"{day:%a %b %d %Y},{side('C', day, k, call)},{k}.00,{side('P', day, k, put)}"

    chain(CBOE, line, "\n".join(above) + "\n", now="2024-01-10", spot=SPOT)


@pytest.mark.parametrize("head", [
    "ticker,trade_date,expirDate,strike,stkPx,cBidPx,cAskPx,pBidPx,pAskPx,cMidIv,pMidIv",
    "ticker,tradeDate,expirDate,strike,stockPrice,callBidPrice,callAskPrice,putBidPrice,"
    "putAskPrice,callMidIv,putMidIv",
])  # fmt: skip
def test_the_names_of_orats(head):
    def line(day, k, call, put):
        return (f"SPX,01/10/2024,{day:%m/%d/%Y},{k},{SPOT},{call - 0.1:.2f},{call + 0.1:.2f},"
                f"{put - 0.1:.2f},{put + 0.1:.2f},0.13,0.13")  # fmt: skip

    read = chain(head, line)  # one column of dates shows the order of both
    assert (read["date"] == pd.Timestamp("2024-01-10")).all() and (read["iv"] == 0.13).all()


def test_hours_in_milliseconds_of_the_day():
    head = "root,expiration,strike,right,ms_of_day,bid,ask,date"
    text = head + "\n" + "".join(
        f"SPXW,20240119,4750000,C,{ms},{bid},{bid + 0.2},20240110\n"
        for ms, bid in ((34200000, 60.0), (57600000, 62.5))
    )  # fmt: skip
    read = markets.read_quotes(io.StringIO(text), spot=SPOT)
    assert read["reason"].tolist() == ["", ""] and read["price"].tolist() == [60.1, 62.6]
    assert read["date"].dt.hour.tolist() == [9, 16]


def test_a_moment_with_a_zone_is_asked_for_without():
    text = io.StringIO("expiry,strike,right,bid,ask\n2024-01-19,4750,C,60,61\n")
    with pytest.raises(ValueError, match="now = .*without a zone"):
        markets.read_quotes(text, now=pd.Timestamp("2024-01-10 16:00", tz="America/New_York"))
    symbols = "ticker,bid,ask\nO:SPXW240119C04750000,60,61\n"  # in a column of tickers
    read = markets.read_quotes(io.StringIO(symbols), now="2024-01-10", spot=SPOT)
    assert read[["strike", "right", "reason"]].values.tolist() == [[4750.0, "call", ""]]
