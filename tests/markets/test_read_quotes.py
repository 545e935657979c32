"""Files of option quotes: a reason per row, never the whole file; forwards and volatilities."""

import io

import numpy as np
import pandas as pd
import pytest

import gammalab as gl
from gammalab import markets

NOW, SPOT, RATE, VOL = pd.Timestamp("2024-01-16 15:30"), 4765.98, 0.05, 0.14
EXPIRES = pd.Timestamp("2024-02-16 16:00")
YEARS = (EXPIRES - NOW) / pd.Timedelta(days=365)
STRIKES = np.arange(4500.0, 5000, 25)


def chain(strikes=STRIKES, spot=SPOT, width=0.1):
    """Clean quotes in the names of this library."""
    parts = []
    for right in ("call", "put"):
        price = gl.black_scholes.price(spot, strikes, YEARS, VOL, RATE, right=right)
        parts.append(
            pd.DataFrame(
                {
                    "quote_datetime": NOW,
                    "expiration": "2024-02-16",
                    "strike": strikes,
                    "option_type": right[0].upper(),
                    "bid": price - width,
                    "ask": price + width,
                }
            )  # fmt: skip
        )
    return pd.concat(parts, ignore_index=True)


CHAIN = chain()


def read(table, **options):
    text = table if isinstance(table, str) else table.to_csv(index=False)
    return markets.read_quotes(io.StringIO(text), **options)


def said(quotes, kind):
    return "; ".join(str(note) for note in getattr(markets.report(quotes), kind))


def test_clean_quotes():
    quotes = read(CHAIN)
    assert len(quotes) == 2 * len(STRIKES) and (quotes["reason"] == "").all()
    assert quotes.index.name == "line" and quotes.index[0] == 2
    np.testing.assert_allclose(quotes["expiry"], YEARS)
    assert (quotes["expires"] == EXPIRES).all() and (quotes["date"] == NOW).all()
    np.testing.assert_allclose(quotes["price"], (CHAIN["bid"] + CHAIN["ask"]) / 2)
    assert set(quotes["right"]) == {"call", "put"}
    assert "expire at 16:00" in said(quotes, "assumed")


def test_a_reason_for_each_row():
    bad = CHAIN.astype(
        {"strike": object, "bid": object, "expiration": object, "option_type": object}
    )
    faults = {
        1: ("bid", bad["ask"][1] + 5, "crossed"),
        2: ("bid", 0, "zero bid"),
        3: ("bid", "", "no quote"),
        4: ("strike", "", "no strike"),
        5: ("expiration", "soon", "no expiry"),
        6: ("expiration", "2024-01-12", "expired"),
        7: ("option_type", "F", "no right"),
        8: ("bid", "12x", "not a number: bid '12x'"),
        9: ("bid", -1, "no quote"),
    }
    for row, (column, value, _) in faults.items():
        bad.loc[row, column] = value
    bad.loc[len(bad)] = bad.loc[0]
    quotes = read(bad)
    expected = {row: reason for row, (_, _, reason) in faults.items()} | {
        len(bad) - 1: "there twice"
    }
    assert {k: r for k, r in enumerate(quotes["reason"]) if r} == expected
    assert quotes["price"].isna().to_numpy().nonzero()[0].tolist() == sorted(expected)
    assert "1 × price of rows with a reason: crossed (line 3)" in said(quotes, "dropped")


def test_the_day_of_expiry_needs_its_hour():
    today = CHAIN.assign(expiration="2024-01-16")
    quotes = read(today)
    assert (quotes["reason"] == "").all()
    np.testing.assert_allclose(quotes["expiry"], 0.5 / 24 / 365)
    assert set(read(today, expiry_hour="15:00")["reason"]) == {"expired"}
    nobody_knows = read(today.drop(columns="quote_datetime"), now="2024-01-16")
    assert set(nobody_knows["reason"]) == {"expires that day, at an hour unknown"}
    by_days = read(CHAIN.drop(columns="quote_datetime"), now="2024-01-16")
    np.testing.assert_allclose(by_days["expiry"], 31 / 365)
    assert "whole days are counted" in said(by_days, "assumed")
    with pytest.raises(ValueError, match="give now="):
        read(CHAIN.drop(columns="quote_datetime"))
    with pytest.raises(ValueError, match="expiry_hour = 'noon'"):
        read(CHAIN, expiry_hour="noon")


def test_occ_symbols():
    symbols = [
        f"SPXW  240216{r}{int(1000 * k):08d}"
        for r, k in zip(CHAIN["option_type"], CHAIN["strike"], strict=True)
    ]
    table = CHAIN.assign(symbol=symbols)
    bare = read(table[["quote_datetime", "symbol", "bid", "ask"]])
    whole = read(CHAIN)
    for name in ("strike", "right", "expiry", "price"):
        assert (bare[name] == whole[name]).all()
    assert set(bare["root"]) == {"SPXW"} and "OCC symbols" in said(bare, "found")
    thousand = read(table.assign(strike=1000 * table["strike"]))
    assert (thousand["strike"] == whole["strike"]).all()
    assert "times 1000, as the symbols show" in said(thousand, "repaired")
    table.loc[3, "strike"] = 4600
    assert read(table)["reason"].iloc[3] == "symbol and strike differ"


@pytest.mark.parametrize("known", ["spot", "parity"])
def test_strikes_times_a_thousand(known):
    table = CHAIN.assign(strike=1000 * CHAIN["strike"])
    quotes = read(table, **({"spot": SPOT} if known == "spot" else {}))
    assert (quotes["strike"] == CHAIN["strike"].to_numpy()).all()
    assert "strikes times 1000: divided" in said(quotes, "repaired")
    with pytest.raises(ValueError, match="strikes = 'big'"):
        read(table, strikes="big")


def test_large_strikes_without_a_spot():
    calls = CHAIN[CHAIN["option_type"] == "C"].assign(strike=1000 * STRIKES)
    with pytest.raises(
        ValueError, match="give spot=, strikes='as they are' or strikes='thousandths'"
    ):
        read(calls)
    assert read(calls, strikes="as they are")["strike"].iloc[0] == 4_500_000
    assert read(calls, strikes="thousandths")["strike"].iloc[0] == 4500
    names = {"expiration": "exdate", "option_type": "cp_flag", "strike": "strike_price",
             "bid": "best_bid", "ask": "best_offer"}  # fmt: skip
    metrics = read(calls.rename(columns=names))
    assert metrics["strike"].iloc[0] == 4500 and "OptionMetrics" in said(metrics, "found")


@pytest.mark.parametrize("names", ["prefix", "around"])
def test_calls_left_and_puts_right(names):
    call, put = (CHAIN[CHAIN["option_type"] == r].reset_index() for r in "CP")
    if names == "prefix":
        head = [
            "[QUOTE_DATE]",
            "[EXPIRE_DATE]",
            "[C_BID]",
            "[C_ASK]",
            "[STRIKE]",
            "[P_BID]",
            "[P_ASK]",
        ]
    else:
        head = ["Quote Date", "Expiration Date", "Bid", "Ask", "Strike", "Bid", "Ask"]
    lines = [", ".join(head)]
    for k in range(len(call)):
        cells = [
            "2024-01-16 15:30",
            "2024-02-16",
            call.bid[k],
            call.ask[k],
            call.strike[k],
            put.bid[k],
            put.ask[k],
        ]
        lines.append(", ".join(map(str, cells)))
    quotes = read("\n".join(lines))
    assert "call on the left and the put on the right" in said(quotes, "found")
    keys = ["right", "strike"]
    mine, theirs = (q.sort_values(keys)["price"].to_numpy() for q in (quotes, read(CHAIN)))
    np.testing.assert_allclose(mine, theirs)
    assert quotes.index[0] == quotes.index[1] == 2
    lines[1] = lines[1].replace(str(call.ask[0]), "0")
    assert read("\n".join(lines))["reason"].tolist()[:2] == ["no quote", ""]


def test_prices_in_coin():
    spot, strikes = 42_000.0, np.arange(36_000.0, 49_000, 1000)
    rows = []
    for right in ("call", "put"):
        price = gl.black_scholes.price(spot, strikes, 31 / 365, 0.6, right=right) / spot
        rows += [f"1705305600000,BTC-15FEB24-{k:.0f}-{right[0].upper()},{p:.9f},{p:.9f},60.1,{spot}"
                 for k, p in zip(strikes, price, strict=True)]  # fmt: skip
    text = "timestamp,instrument_name,bid,ask,mark_iv,index_price\n" + "\n".join(rows)
    quotes = read(text)
    assert "08:00 UTC, prices in coin" in said(quotes, "found")
    assert "multiplied by spot" in said(quotes, "repaired") and "divided by 100" in said(
        quotes, "repaired"
    )
    assert (quotes["expires"] == pd.Timestamp("2024-02-15 08:00")).all()
    np.testing.assert_allclose(quotes["iv"], 0.601)
    expected = gl.black_scholes.price(
        spot, quotes["strike"].to_numpy(), 31 / 365, 0.6, right=list(quotes["right"])
    )
    np.testing.assert_allclose(quotes["price"], expected, atol=1e-4)
    with pytest.raises(ValueError, match="no column has the spot; give spot="):
        read(text.replace("index_price", "sequence"))
    plain = text.replace("instrument_name", "symbol").replace("BTC-15FEB24", "BTC-15FEB24")
    assert read(plain, coin=False)["price"].max() < 1
    unnamed = CHAIN.assign(bid=CHAIN["bid"] / SPOT, ask=CHAIN["ask"] / SPOT)
    with pytest.raises(ValueError, match="coin=True or coin=False"):
        read(unnamed, spot=SPOT)
    np.testing.assert_allclose(read(unnamed, spot=SPOT, coin=True)["price"], read(CHAIN)["price"])


def test_volatilities_in_per_cent_and_of_zero():
    table = CHAIN.assign(iv=14.0)
    table.loc[2, "iv"] = 0
    quotes = read(table)
    assert np.isnan(quotes["iv"].iloc[2]) and quotes["reason"].iloc[2] == ""
    assert quotes["iv"].iloc[0] == 0.14
    assert "volatility of zero, or below 0.1 %: left empty (line 4)" in said(quotes, "dropped")
    assert read(CHAIN.assign(iv=0.14))["iv"].iloc[0] == 0.14
    with pytest.raises(ValueError, match="volatilities around 3: give scale="):
        read(CHAIN.assign(iv=3.0))
    assert read(CHAIN.assign(iv=3.0), scale="points")["iv"].iloc[0] == 0.03
    only = CHAIN.drop(columns=["bid", "ask"]).assign(iv=[0.0] + [0.2] * (len(CHAIN) - 1))
    assert read(only)["reason"].iloc[0] == "no quote"


def test_semicolons_and_decimal_commas():
    text = CHAIN.to_csv(index=False, sep=";", decimal=",")
    pd.testing.assert_frame_equal(read(text), read(CHAIN))


def test_hours_in_utc_ask_for_the_hour_of_expiry():
    table = CHAIN.assign(quote_datetime=int(NOW.timestamp()))
    with pytest.raises(ValueError, match="line 2: quotes with hours in UTC.*expiry_hour="):
        read(table)
    np.testing.assert_allclose(read(table, expiry_hour="21:00")["expiry"], YEARS + 5 / 24 / 365)


@pytest.mark.parametrize(
    "drop, message",
    [("strike", "no column for strike"), ("option_type", "no column for right"),
     ("bid", "no column with quotes")],
)  # fmt: skip
def test_columns_that_are_missing(drop, message):
    with pytest.raises(ValueError, match=message):
        read(CHAIN.drop(columns=drop))


# ---- forwards and volatilities ------------------------------------------------------------------


def test_forward_and_discount_by_parity():
    quotes = read(CHAIN)
    found = markets.forwards(quotes)
    assert found.index.tolist() == [(NOW, EXPIRES)]
    np.testing.assert_allclose(found["forward"], SPOT * np.exp(RATE * YEARS), rtol=1e-9)
    np.testing.assert_allclose(found["discount"], np.exp(-RATE * YEARS), rtol=1e-9)
    assert found["pairs"].tolist() == [len(STRIKES)] and found["error"].iloc[0] < 1e-9
    given = markets.forwards(quotes, rate=RATE)
    np.testing.assert_allclose(given["forward"], found["forward"], rtol=1e-9)


def test_a_wide_quote_counts_little():
    table = CHAIN.copy()
    wide = (table["strike"] == STRIKES[2]) & (table["option_type"] == "C")
    table.loc[wide, "ask"] += 60  # the middle is 30 too high
    found = markets.forwards(read(table))
    assert abs(found["forward"].iloc[0] - SPOT * np.exp(RATE * YEARS)) < 0.01


def test_too_few_pairs_and_no_line():
    few = read(chain(STRIKES[:3]))
    assert markets.forwards(few)["reason"].tolist() == ["too few pairs of call and put"]
    assert np.isfinite(markets.forwards(few, rate=RATE)["forward"]).all()
    assert set(markets.implied(few)["reason"]) == {"too few pairs of call and put"}
    askew = CHAIN.copy()
    askew["ask"] = askew["bid"] = np.where(askew["option_type"] == "C", 300.0, 100.0)
    assert markets.forwards(read(askew))["reason"].tolist() == ["not on a line"]


def test_implied_volatilities_of_good_rows_only():
    bad = CHAIN.copy()
    bad.loc[4, "bid"] = 0
    quotes = markets.implied(read(bad))
    assert quotes["reason"].iloc[4] == "zero bid" and np.isnan(quotes["iv"].iloc[4])
    good = quotes["reason"] == ""
    assert good.sum() == len(bad) - 1
    np.testing.assert_allclose(quotes["iv"][good], VOL, rtol=1e-6)
    with pytest.raises(ValueError, match="quotes = DataFrame|quotes = "):
        markets.implied(CHAIN)


def test_many_snapshots_at_once():
    """Each minute has its own forward; two thousand take less than a second."""
    import time

    minutes, strikes = 2000, np.arange(4600.0, 4800, 10)
    at = pd.date_range("2024-01-16 09:31", periods=minutes, freq="min").to_numpy()
    spot = 4700 + np.arange(minutes) % 17
    k, m = (
        a.ravel() for a in np.meshgrid(np.arange(minutes), np.arange(strikes.size), indexing="ij")
    )
    parts = []
    for right in ("call", "put"):
        price = gl.black_scholes.price(spot[k], strikes[m], YEARS, VOL, RATE, right=right)
        columns = {"date": at[k], "expires": EXPIRES, "expiry": YEARS, "right": right,
                   "strike": strikes[m], "price": price, "reason": ""}  # fmt: skip
        parts.append(pd.DataFrame(columns))
    quotes = pd.concat(parts, ignore_index=True)
    begin = time.process_time()
    found = markets.implied(quotes)
    assert time.process_time() - begin < 1
    np.testing.assert_allclose(found["iv"], VOL, rtol=1e-6)
    np.testing.assert_allclose(
        markets.forwards(quotes)["forward"], spot * np.exp(RATE * YEARS), rtol=1e-9
    )


def test_coin_is_decided_by_row():
    rows = "".join(
        f"{name},{bid},{ask},{spot}\n"
        for name, bid, ask, spot in (
            ("BTC-16FEB24-43000-C", 0.0200, 0.0210, 43000),
            ("ETH_USDC-16FEB24-2500-C", 80, 82, 2520),
            ("BTC_USDC-16FEB24-43000-C", 881, 882, 43000),
        )
    )
    quotes = read("instrument_name,bid,ask,index_price\n" + rows, now="2024-01-16")
    np.testing.assert_allclose(quotes["price"], [881.5, 81, 881.5])
    assert "1 × prices in coin: multiplied by spot (line 2)" in said(quotes, "repaired")
    as_is = read("instrument_name,bid,ask,index_price\n" + rows, now="2024-01-16", coin=False)
    np.testing.assert_allclose(as_is["price"], [0.0205, 81, 881.5])


@pytest.mark.parametrize("word", ["root", "underlying_symbol", "ticker", "symbol"])
def test_morning_and_evening_options_have_forwards_of_their_own(word):
    both = pd.concat([chain(spot=4760).assign(**{word: "SPX"}),
                      chain(spot=4770).assign(**{word: "SPXW"})])  # fmt: skip
    quotes = read(both, spot=4765)
    assert (quotes["reason"] == "").all() and set(quotes["root"]) == {"SPX", "SPXW"}
    found = markets.forwards(quotes)
    assert found.index.names == ["date", "expires", "root"] and len(found) == 2
    grown = np.array([4760, 4770]) * np.exp(RATE * YEARS)
    np.testing.assert_allclose(found["forward"], grown, rtol=1e-6)
    np.testing.assert_allclose(markets.implied(quotes)["iv"], VOL, rtol=2e-3)
    one = markets.forwards(quotes[quotes["root"] == "SPX"])
    assert one.index.names == ["date", "expires"] and len(one) == 1


@pytest.mark.parametrize("days", [31, 1, 0])
def test_whole_numbers_of_years_may_be_days(days):
    with pytest.raises(ValueError, match=f"line 2, expiry = {days}: years, or days"):
        read(CHAIN.drop(columns="expiration").assign(expiry=days), spot=SPOT)
    mixed = [0.5] + [2.0] * (len(CHAIN) - 1)
    quotes = read(CHAIN.drop(columns="expiration").assign(expiry=mixed), spot=SPOT)
    assert quotes["expiry"].tolist() == mixed


def test_the_name_of_the_underlying_is_no_spot_and_the_style_no_right():
    table = CHAIN.rename(columns={"option_type": "call_put"})
    table.insert(0, "underlying", "SPX")
    table.insert(1, "type", "European")
    quotes = read(table)
    assert (quotes["reason"] == "").all() and set(quotes["right"]) == {"call", "put"}


def test_the_hour_of_the_quotes_in_a_column_of_its_own():
    table = CHAIN.assign(quote_date="2024-01-16", quote_time="15:30:00", last_trade_time="09:31")
    quotes = read(table.drop(columns="quote_datetime"))
    assert (quotes["date"] == NOW).all()
    none = read(table.drop(columns=["quote_datetime", "quote_time"]))
    assert (none["date"] == NOW.normalize()).all()


def test_prices_that_no_option_can_have():
    table = CHAIN.assign(spot=SPOT)
    table.loc[[3, 25], "ask"] = 12_000.0
    quotes = read(table)
    bad = quotes["reason"] == "worth more than it can be"
    assert np.flatnonzero(bad).tolist() == [3, 25] and quotes["price"][bad].isna().all()


def test_volatilities_around_one_are_asked_about_and_decimals_are_said():
    with pytest.raises(ValueError, match="volatilities around 1.2: give scale="):
        read(CHAIN.assign(iv=1.2))
    assert "in decimals, 0.14 in the middle" in said(read(CHAIN.assign(iv=0.14)), "found")
    none = read(CHAIN.assign(iv=[1e-5] + [0.14] * (len(CHAIN) - 1)))
    assert np.isnan(none["iv"].iloc[0])


def test_a_chain_in_german():
    names = dict(quote_datetime="Datum", expiration="Verfall", strike="Basispreis",
                 option_type="Typ", bid="Geld", ask="Brief")  # fmt: skip
    pd.testing.assert_frame_equal(read(CHAIN.rename(columns=names)), read(CHAIN))
