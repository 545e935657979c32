"""Numbers of another thing than the one wanted: by the column's name, by when they change, and by
what options can be worth."""

import io

import numpy as np
import pandas as pd
import pytest

import gammalab as gl
from gammalab import markets

CLOSE = markets.load("spx", "2014", "2014")["close"].iloc[:60]
VIX = 100 * markets.load_vol("vix").iloc[:60]
PAID = pd.date_range("2024-01-01", periods=90, freq="8h")
RATES = pd.Series(
    np.where(np.arange(90) % 3, np.random.default_rng(1).normal(1e-4, 5e-5, 90).round(8), 1e-4),
    PAID,
)


def text(series, name, other=""):
    """A file with one column of numbers, and beside it, if asked, another."""
    head = f"date,{name}" + f",{other}" * bool(other)
    lines = [f"{day},{x:.8f}" + ",1.5" * bool(other) for day, x in series.items()]
    return io.StringIO("\n".join([head, *lines]) + "\n")


READERS = {
    "prices": (markets.read_prices, CLOSE, 1.0),
    "vol": (markets.read_vol, VIX, 0.01),
    "funding": (markets.read_funding, RATES, 1.0),
}


@pytest.mark.parametrize(
    "kind, names",
    [
        ("prices", ["Prev Close", "Previous Settlement", "Yesterday Close", "Next Close",
                    "Close(t-1)", "close_lag1", "SMA20", "Close 20d MA", "avgPrice", "Forecast",
                    "Target Price", "Strike Price", "Open", "Bid", "Yield", "VWAP"]),
        ("vol", ["Weekly vol", "Monthly volatility (%)", "vol per day", "Implied vol (bp)",
                 "normal vol", "MOVE", "RV", "IV change", "IV-HV spread", "Volume", "Open interest",
                 "ATR", "Beta", "prev IV", "IV yesterday", "VIX futures", "vol of vol", "IV skew",
                 "forward realized vol"]),
        ("funding", ["funding received", "funding received by longs", "long funding pnl",
                     "short funding rate", "paid by shorts", "premium", "average funding rate",
                     "cumulative funding", "fundingRateDaily", "funding fee", "funding payments"]),
    ],
)  # fmt: skip
def test_a_name_that_says_something_else(kind, names):
    reader, series, factor = READERS[kind]
    for name in names:
        with pytest.raises(ValueError, match=r"says '.*', and must be .*column= if it is one"):
            reader(text(series, name))
        read = reader(text(series, name), column=name)  # the caller knows better
        np.testing.assert_allclose(read.to_numpy().ravel(), factor * series, rtol=1e-6)


@pytest.mark.parametrize(
    "kind, name, other",
    [
        ("prices", "Close", "Prev Close"), ("prices", "close", "vwap"), ("prices", "SPX", ""),
        ("prices", "Settlement Price", "Average Price"), ("prices", "Last Price", "Target"),
        ("prices", "Total Return Index", ""), ("prices", "Closing Price", "Yield"),
        ("vol", "VIX Close", "VIX Open"), ("vol", "Implied Volatility", "Volume"),
        ("vol", "iv", "IV change"), ("vol", "DVOL", ""), ("vol", "30 day volatility", ""),
        ("funding", "fundingRate", "fundingRateDaily"), ("funding", "rate", "premium"),
        ("funding", "Funding Rate", "fee"), ("funding", "funding: longs pay shorts", ""),
        ("vol", "interest rate vol", ""), ("vol", "30DAY_IMPVOL_100.0%MNY_DF", ""),
    ],
)  # fmt: skip
def test_a_name_that_says_it(kind, name, other):
    reader, series, factor = READERS[kind]
    options = {"stamp": "day"} if name == "DVOL" else {}
    read = reader(text(series, name, other), **options)
    got = read["close"] if kind == "prices" else read
    np.testing.assert_allclose(got, factor * series, rtol=1e-6)


# ---- funding that is seen between its payments ------------------------------------------------


@pytest.mark.parametrize("head", ["fundingRate", "last_funding_rate", "funding rate (%)"])
@pytest.mark.parametrize("hours", [1, 2, 4])
def test_rates_seen_between_their_payments(head, hours):
    seen = RATES.reindex(pd.date_range(PAID[0], PAID[-1], freq=f"{hours}h")).ffill()
    words = f"changes only every 8 hours, in rows {hours} hours apart: seen, not paid"
    with pytest.raises(ValueError, match=words):
        markets.read_funding(text(seen, head))
    assert len(markets.read_funding(text(RATES, head))) == len(RATES)


def test_rates_that_stay_are_paid():
    rng = np.random.default_rng(3)
    for freq, usual in (("h", 1.25e-5), ("8h", 1e-4)):
        stamps = pd.date_range("2024-01-01", periods=400, freq=freq)
        odd = rng.random(400) < 0.05  # the usual one, but for some rates, as in a quiet month
        rates = pd.Series(np.where(odd, rng.normal(usual, usual, 400).round(8), usual), stamps)
        assert len(markets.read_funding(text(rates, "fundingRate"))) == 400
        assert len(markets.read_funding(text(rates * 0 + usual, "fundingRate"))) == 400


def test_windows_take_only_what_is_paid():
    days = pd.date_range("2024-01-01", periods=30)
    prices = pd.Series(100.0 + np.arange(30) % 3, days)

    def cut(funding):
        return markets.windows(prices, vol=0.6, entry="week", days=7, funding=funding)

    good = cut(RATES)  # each day's payments, by the stamps up to its midnight
    assert good.funding[0, 0] / 365 == pytest.approx(RATES.iloc[1:4].sum())
    seen = RATES.reindex(pd.date_range(PAID[0], PAID[-1], freq="h")).ffill()
    with pytest.raises(ValueError, match="funding = .*only every 8 hours, in rows 1 hours apart"):
        cut(seen)
    with pytest.raises(ValueError, match="funding = '.* on 2024-.*0.05 at most"):
        cut(RATES * 1e4)
    with pytest.raises(ValueError, match="funding = 'in time zone UTC'.*of prices, None"):
        cut(RATES.tz_localize("UTC"))
    prices.index = prices.index.tz_localize("UTC")
    with pytest.raises(ValueError, match="funding = 'in time zone None'.*of prices, UTC"):
        cut(RATES)
    np.testing.assert_array_equal(cut(RATES.tz_localize("UTC")).funding, good.funding)


# ---- a word for nothing ------------------------------------------------------------------------


@pytest.mark.parametrize("word", [9999.0, 5555.55])
def test_a_price_that_stands_for_nothing(word):
    prices = 4.2 * CLOSE
    prices.iloc[[20, 41]] = word
    with pytest.raises(ValueError, match=f"line 22, close = {word}.*give spikes='drop'"):
        markets.read_prices(text(prices, "Close"))
    assert len(markets.read_prices(text(prices, "Close"), spikes="drop")) == 58
    ticks = pd.Series(np.where(np.arange(60) % 2, 0.02, 0.018), CLOSE.index)  # bid, ask, bid
    ticks.iloc[-1] = 0.021
    assert len(markets.read_prices(text(ticks, "Close"))) == 60


# ---- what options can be worth -----------------------------------------------------------------


def quotes(rows, spot, head="symbol,bid,ask", **options):
    body = "\n".join(f"{symbol},{bid:.6g},{ask:.6g}" for symbol, bid, ask in rows)
    return markets.read_quotes(
        io.StringIO(f"{head}\n{body}\n"), now="2024-01-10 08:00", spot=spot, **options
    )


def test_small_prices_in_dollars_are_no_coins():
    far = [(f"BTC-26JAN24-{k}-C", b, b + 0.1)
           for k, b in ((60_000, 0.4), (65_000, 0.3), (70_000, 0.05))]  # fmt: skip
    with pytest.raises(ValueError, match="need volatilities above 300 %; in dollars.*coin="):
        quotes(far, 43_000)
    assert quotes(far, 43_000, coin=False)["price"].iloc[0] == pytest.approx(0.45)
    with pytest.raises(ValueError, match="need volatilities above 500 %"):
        quotes(far, 43_000, coin=True)
    near = [("BTC-26JAN24-60000-C", 0.2, 0.22), ("BTC-26JAN24-70000-C", 0.15, 0.16)]
    with pytest.raises(ValueError, match="coin=True or coin=False"):
        quotes(near, 43_000)
    assert quotes(near, 43_000, coin=True)["price"].iloc[0] == pytest.approx(0.21 * 43_000)
    for vol in (0.3, 0.8, 2.0):  # and coins are coins, at any volatility that was ever quoted
        coins = []
        for k in range(30_000, 60_001, 2_000):
            worth = gl.black_scholes.price(43_000, k, 16 / 365, vol) / 43_000
            coins.append((f"BTC-26JAN24-{k}-C", worth, worth))
        read = quotes(coins, 43_000)
        assert (read["price"] / 43_000).to_list() == pytest.approx([c[1] for c in coins], rel=1e-4)


@pytest.mark.parametrize("right", ["call", "put"])
def test_prices_of_a_contract_of_a_hundred(right):
    head = "expiry,strike,right,bid,ask"
    rows = []
    for k in range(460, 485, 5):
        worth = gl.black_scholes.price(472, k, 9 / 365, 0.12, right=right)
        rows.append((f"2024-01-19,{k},{right}", worth, worth))
    assert (quotes(rows, 472, head)["reason"] == "").all()
    with pytest.raises(ValueError, match="need volatilities above 500 %; give them for one option"):
        quotes([(name, 100 * b, 100 * a) for name, b, a in rows[1:]], 472, head)


@pytest.mark.parametrize("right, strike", [("C", 4000), ("P", 5600)])
def test_less_than_exercise_gives(right, strike):
    head = "expiry,strike,right,bid,ask"
    stale, fair = abs(4780 - strike) / 2, abs(4780 - strike) - 30  # rates and dividends: fair
    read = quotes([(f"2024-01-19,{strike},{right}", stale, stale + 2),
                   (f"2024-03-19,{strike},{right}", fair, fair + 2)], 4780, head)  # fmt: skip
    assert read["reason"].tolist() == ["worth less than it must be", ""]
    assert np.isnan(read["price"].iloc[0]) and read["price"].iloc[1] == fair + 1


def test_a_close_and_the_exchanges_own_are_asked_about():
    days = pd.date_range("2024-01-02", periods=30, freq="B")
    text = "date,close,settle\n" + "".join(
        f"{day:%Y-%m-%d},{100 + k},{100.25 + k}\n" for k, day in enumerate(days)
    )
    with pytest.raises(ValueError, match="'close', 'settle'.*column="):
        markets.read_prices(io.StringIO(text))
    assert markets.read_prices(io.StringIO(text), column="settle")["close"].iloc[0] == 100.25
    same = text.replace(".25", "")
    assert markets.read_prices(io.StringIO(same))["close"].iloc[0] == 100


def test_prices_on_saturdays_and_on_no_monday_are_asked_about():
    days = pd.date_range("2024-01-02", periods=40, freq="B")

    def text(days):
        return "date,close\n" + "".join(
            f"{day:%Y-%m-%d},{100 + k % 7}\n" for k, day in enumerate(days)
        )

    with pytest.raises(ValueError, match="Saturdays and on no Monday: stamped a day late"):
        markets.read_prices(io.StringIO(text(days + pd.Timedelta(days=1))))
    assert len(markets.read_prices(io.StringIO(text(days)))) == 40
    every = pd.date_range("2024-01-02", periods=40, freq="D")  # a coin's
    assert len(markets.read_prices(io.StringIO(text(every)))) == 40
    sunday_to_thursday = every[~every.day_of_week.isin([4, 5])]
    assert len(markets.read_prices(io.StringIO(text(sunday_to_thursday)))) == len(
        sunday_to_thursday
    )
