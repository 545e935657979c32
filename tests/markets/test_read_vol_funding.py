"""Files of a volatility or of funding: points or decimals, per cent or fractions, never guessed."""

import io

import numpy as np
import pandas as pd
import pytest

from gammalab import markets

VIX = markets.load("vix", "2015-08-03", "2015-09-30")["close"]
EIGHT = pd.date_range("2024-01-01", periods=60, freq="8h")


def vol(text, **options):
    return markets.read_vol(io.StringIO(text), **options)


def funding(text, **options):
    return markets.read_funding(io.StringIO(text), **options)


def said(data, kind):
    return "; ".join(str(note) for note in getattr(markets.report(data), kind))


def rows(series, number=repr, date="%Y-%m-%d", head="Date,Close"):
    return head + "\n" + "".join(f"{t:{date}},{number(float(x))}\n" for t, x in series.items())


# ---- volatility ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number, word",
    [
        (repr, "in points: divided by 100"),
        (lambda x: f"{x / 100:.4f}", "in decimals"),
        (lambda x: f"{x:.2f}%", "in points"),
    ],
)
def test_points_decimals_and_per_cent(number, word):
    found = vol(rows(VIX, number))
    np.testing.assert_allclose(found, VIX / 100, rtol=1e-12)
    assert found.name == "vol" and found.index.name == "date"
    assert word in said(found, "found") + said(found, "repaired")


def test_what_may_be_either_is_asked():
    text = rows(VIX / 10)
    with pytest.raises(
        ValueError, match=r"line \d+, volatility = .*scale='points'.*scale='decimal'"
    ):
        vol(text)
    np.testing.assert_allclose(vol(text, scale="points"), VIX / 1000)
    np.testing.assert_allclose(vol(text, scale="decimal"), VIX / 10)
    with pytest.raises(ValueError, match="scale = 'percent'"):
        vol(text, scale="percent")
    with pytest.raises(ValueError, match="above 1,000 %, read as decimal"):
        vol(rows(VIX), scale="decimal")


def test_a_file_that_changes_its_unit_is_refused():
    mixed = VIX.copy()
    mixed.iloc[20:] /= 100
    with pytest.raises(ValueError, match="line 17, volatility = 40.74.*scale="):
        vol(rows(mixed))


def test_the_vix_of_fred_with_its_dots():
    text = rows(VIX, head="DATE,VIXCLS") + "2015-10-01,.\n"
    found = vol(text)
    np.testing.assert_allclose(found, VIX / 100)
    assert "1 × without a price" in said(found, "dropped")


def test_cboes_header_of_old():
    table = pd.DataFrame({f"VIX {c}": VIX for c in ("Open", "High", "Low", "Close")})
    text = "VIX daily prices,,,,\n" + table.rename_axis("Date").to_csv(date_format="%m/%d/%Y")
    np.testing.assert_allclose(vol(text), VIX / 100)


def test_deribits_index_is_stamped_with_the_start():
    hours = pd.date_range("2024-01-01", periods=30, freq="h")
    lines = [
        f"{int(t.timestamp() * 1000)},55.1,55.9,54.8,{55 + k % 3}" for k, t in enumerate(hours)
    ]
    bare = vol("\n".join(lines), format="deribit")
    named = vol("timestamp,dvol open,dvol high,dvol low,dvol close\n" + "\n".join(lines))
    for found in (bare, named):
        assert found.index[0] == pd.Timestamp("2024-01-01 01:00") and found.iloc[0] == 0.55
        assert "moved to their ends" in said(found, "repaired")
    text = "timestamp,open,high,low,close\n" + "\n".join(lines)
    with pytest.raises(ValueError, match="give stamp='start' or stamp='end'"):
        vol(text)


def test_a_jump_of_the_vix_is_no_split():
    whole = markets.load("vix")["close"]
    np.testing.assert_allclose(vol(rows(whole)), whole / 100)  # 17 to 37 on 5 February 2018


@pytest.mark.parametrize("value", [0.0, -1.0])
def test_a_volatility_of_zero(value):
    bad = VIX.copy()
    bad.iloc[4] = value
    with pytest.raises(ValueError, match="line 6, close = .*zeros='drop'"):
        vol(rows(bad))
    assert len(vol(rows(bad), zeros="drop")) == len(VIX) - 1


# ---- funding ------------------------------------------------------------------------------------


RATES = pd.Series(np.where(np.arange(60) % 3, 1e-4, -2.3e-4), EIGHT)


def test_binances_file_with_its_jitter():
    lines = [
        f"{int(t.timestamp() * 1000) + k % 7},8,{x:.8f}" for k, (t, x) in enumerate(RATES.items())
    ]
    found = funding("calc_time,funding_interval_hours,last_funding_rate\n" + "\n".join(lines))
    assert (found.index == EIGHT).all() and found.name == "funding"
    np.testing.assert_array_equal(found, RATES)
    assert "style of Binance" in said(found, "found") and "milliseconds off" in said(
        found, "repaired"
    )
    assert "paid every 8 hours" in said(found, "found")


def test_binances_rates_are_fractions_however_odd():
    odd = pd.Series(0.00130004 + 0.0001 * np.arange(60) ** 0.5, EIGHT)
    text = rows(odd, date="%Y-%m-%d %H:%M", head="fundingTime,fundingRate")
    np.testing.assert_allclose(funding(text), odd)


@pytest.mark.parametrize(
    "number, head, kind, word",
    [
        (lambda x: f"{100 * x:.4f}%", "time,funding rate", "repaired", "per cent"),
        (lambda x: f"{100 * x:.4f}", "time,funding rate %", "repaired", "per cent"),
        (lambda x: f"{100 * x:.4f}", "time,rate", "assumed", "rates are per cent: 0.01"),
        (lambda x: f"{x:.6f}", "time,rate", "assumed", "rates are fractions: 0.0001"),
    ],
)
def test_per_cent_and_fractions(number, head, kind, word):
    found = funding(rows(RATES, number, "%Y-%m-%d %H:%M:%S", head))
    np.testing.assert_allclose(found, RATES, rtol=1e-9)
    assert word in said(found, kind)


def test_rates_that_may_be_either_are_asked():
    odd = pd.Series(0.0013 + 0.0001 * np.arange(60) ** 0.5, EIGHT)
    text = rows(odd, date="%Y-%m-%d %H:%M", head="time,rate")
    with pytest.raises(
        ValueError, match="line 2, funding = 0.0013.*scale='fraction' or scale='percent'"
    ):
        funding(text)
    np.testing.assert_allclose(funding(text, scale="fraction"), odd)
    np.testing.assert_allclose(funding(text, scale="percent"), odd / 100)
    with pytest.raises(ValueError, match="more than 5% at one time"):
        funding(rows(100 * odd, date="%Y-%m-%d %H:%M", head="time,rate"), scale="fraction")
    with pytest.raises(ValueError, match="a yearly rate"):
        funding(rows(odd, date="%Y-%m-%d %H:%M", head="time,annual rate"))


HOURS = pd.date_range("2024-01-01", periods=48, freq="h")


def test_deribits_hourly_rate_is_that_of_the_hour():
    table = pd.DataFrame({"timestamp": HOURS.asi8 // 10 ** (3 if HOURS.unit == "us" else 6)})
    table["interest_8h"] = 8.16e-6 + 1e-8 * table.index
    table["interest_1h"] = table["interest_8h"] / 8
    table["index_price"] = 42000.5
    for options in ({}, {"format": "deribit"}):
        found = funding(table.to_csv(index=False), **options)
        np.testing.assert_allclose(found, table["interest_1h"])
    for columns in (["timestamp", "interest_8h"], list(table.columns)):
        with pytest.raises(ValueError, match="'interest_8h': rates for 8 hours, in rows 1 hours"):
            funding(table[columns].to_csv(index=False), column="interest_8h")
    with pytest.raises(ValueError, match="'interest_8h': rates for 8 hours"):
        funding(table[["timestamp", "interest_8h"]].to_csv(index=False))
    eight = rows(RATES, "{:.6f}".format, "%Y-%m-%d %H:%M", "time,funding rate 8h")
    np.testing.assert_array_equal(funding(eight), RATES)


def test_krakens_rate_in_dollars_is_not_taken():
    table = pd.DataFrame({"timestamp": HOURS.strftime("%Y-%m-%dT%H:%M:%SZ")})
    table["fundingRate"] = 0.52 + 0.005 * table.index
    table["relativeFundingRate"] = table["fundingRate"] / 43000
    found = funding(table.to_csv(index=False))
    np.testing.assert_allclose(found, table["relativeFundingRate"])
    with pytest.raises(ValueError, match="line 49, funding = 0.755: .*no amount of money"):
        funding(table.drop(columns="relativeFundingRate").to_csv(index=False))
    yearly = rows(pd.Series(0.15 + 0.001 * table.index, HOURS), date="%Y-%m-%d %H:%M",
                  head="time,rate")  # fmt: skip
    with pytest.raises(ValueError, match="no yearly rate"):
        funding(yearly)


def test_an_interval_that_changes_and_a_payment_that_is_missing():
    four = pd.date_range(EIGHT[-1] + pd.Timedelta(hours=4), periods=40, freq="4h")
    index = EIGHT.append(four).delete(20)
    text = rows(pd.Series(1e-4, index), date="%Y-%m-%d %H:%M", head="time,rate")
    found = funding(text)
    report = markets.report(found)
    assert f"from {EIGHT[-1]}, paid every 4 hours" in said(found, "found")
    assert report.holes == ((EIGHT[19], EIGHT[21]),)
    steady = markets.report(funding(rows(RATES, "{:.6f}".format, "%Y-%m-%d %H:%M", "time,rate")))
    assert steady.holes == () and "4 hours" not in str(steady)


def test_negative_rates_and_zeros_stay():
    calm = RATES.copy()
    calm.iloc[5] = 0.0
    found = funding(rows(calm, "{:.6f}".format, "%Y-%m-%d %H:%M", "time,rate"))
    np.testing.assert_array_equal(found, calm)


def test_each_missing_payment_is_counted():
    text = rows(RATES.drop(EIGHT[20:26]), "{:.6f}".format, "%Y-%m-%d %H:%M", "time,rate")
    report = markets.report(funding(text))
    assert "6 payments missing" in str(report) and "no window should cross" in str(report)


@pytest.mark.parametrize("name", ["IV (%)", "iv_pct"])
def test_per_cent_in_the_header_of_a_volatility(name):
    calm = pd.Series(0.6 + 0.02 * np.arange(len(VIX)), VIX.index)  # a pegged currency's
    np.testing.assert_allclose(vol(rows(calm, head=f"Date,{name}"), column=1), calm / 100)


@pytest.mark.parametrize("size", [0.06, 5])
def test_a_pegged_currency_and_a_price_are_asked_about(size):
    text = rows(size * VIX)
    with pytest.raises(ValueError, match="line .*give scale='points'"):
        vol(text)
    np.testing.assert_allclose(vol(text, scale="points"), size * VIX / 100)


def test_volatilities_by_day_beside_prices_in_a_zone():
    zone = "America/New_York"
    index = pd.date_range("2015-08-03 10:00", periods=30 * 24, freq="h")
    bars = pd.Series(100 + 0.1 * (np.arange(len(index)) % 7), index)
    text = "Date,Close\n" + "".join(f"{t:%Y-%m-%d %H:%M},{p}\n" for t, p in bars.items())
    prices = markets.read_prices(io.StringIO(text), tz=zone, stamp="end")
    paid = vol(rows(VIX), tz=zone)
    many = markets.windows(prices, vol=paid, entry="week", bars=20, per_year=8760)
    assert many.vol[1] == VIX["2015-08-07"] / 100  # Friday's, from Saturday on


@pytest.mark.parametrize("name", ["Variance", "IV Rank", "iv_percentile", "daily vol"])
def test_what_is_no_yearly_volatility_is_refused_by_its_name(name):
    text = rows(VIX, head=f"Date,{name}")
    with pytest.raises(ValueError, match="must be a yearly volatility"):
        vol(text)
    np.testing.assert_allclose(vol(text, column=name), VIX / 100)


def test_a_volatility_of_a_day_is_asked_about():
    text = rows(VIX / 1600, head="Date,vol")
    with pytest.raises(ValueError, match="give scale="):
        vol(text)
    np.testing.assert_allclose(vol(text, scale="decimal"), VIX / 1600)


@pytest.mark.parametrize("name", ["Funding Rate (annualized)", "apr", "funding bps", "rate_bp"])
def test_yearly_rates_and_basis_points_are_refused_by_name(name):
    text = rows(RATES, "{:.6f}".format, "%Y-%m-%d %H:%M", f"time,{name}")
    with pytest.raises(ValueError, match="what is paid at each time"):
        funding(text, scale="fraction")


def test_longer_steps_that_do_not_stay_are_missing_payments():
    torn = EIGHT.delete([20, 22, 24])  # three in a row, each 16 hours
    text = rows(pd.Series(1e-4, torn), date="%Y-%m-%d %H:%M", head="time,rate")
    found = funding(text)
    assert "3 payments missing" in said(found, "found") and "16 hours" not in said(found, "found")
    assert len(markets.report(found).holes) == 3
