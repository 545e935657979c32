"""Smiles: how they are interpolated, what a book is worth on one, what could be arbitraged, and
chains read from files."""

import io
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

import gammalab as gl
from gammalab import black_scholes as bs
from gammalab.pricing.chain import read_chain
from gammalab.pricing.smile import (
    Smile,
    butterfly_violations,
    calendar_violations,
    check_smile,
    portfolio_greeks,
)

pytestmark = pytest.mark.filterwarnings("error")

STRIKES, EXPIRIES = [80.0, 90.0, 100.0, 110.0, 120.0], [0.1, 0.5, 1.0]
VOLS = np.array(
    [[0.32, 0.26, 0.21, 0.19, 0.19], [0.28, 0.25, 0.22, 0.20, 0.19], [0.27, 0.25, 0.23, 0.21, 0.20]]
)
NAN = float("nan")


def smile(**changes):
    given = dict(strikes=STRIKES, expiries=EXPIRIES, vols=VOLS, spot=100.0, carry=0.03)
    return Smile(**{**given, **changes})


def flat(vol=0.2, carry=0.03):
    return smile(vols=np.full((3, 5), vol), carry=carry)


# --- interpolation -------------------------------------------------------------------------------


def test_quotes_come_back_and_a_flat_smile_is_flat():
    grid = smile().vol(np.array(STRIKES)[None, :], np.array(EXPIRIES)[:, None])
    np.testing.assert_allclose(grid, VOLS, rtol=1e-13)
    anywhere = flat().vol([1.0, 85.0, 100.0, 1e4], np.array([[0.01], [0.3], [0.7], [9.0]]))
    np.testing.assert_allclose(anywhere, 0.2, rtol=1e-13)


def test_between_strikes_total_variance_is_linear_in_log_moneyness():
    between = np.sqrt(90 * 100)  # half-way in logarithms
    expected = np.sqrt((0.26**2 + 0.21**2) / 2)
    assert smile().vol(between, 0.1) == pytest.approx(expected, rel=1e-13)


def test_between_expiries_total_variance_is_linear_in_time_at_the_same_moneyness():
    s = smile()
    k = np.log(95 / s.forward(0.25))
    near, far = (s.vol(s.forward(t) * np.exp(k), t) ** 2 * t for t in (0.1, 0.5))
    share = (0.25 - 0.1) / 0.4
    expected = np.sqrt(((1 - share) * near + share * far) / 0.25)
    assert s.vol(95, 0.25) == pytest.approx(expected, rel=1e-13)


def test_beyond_the_quotes_the_volatility_stays():
    s = smile(carry=0.0)
    assert s.vol(10, 0.5) == pytest.approx(0.28) and s.vol(1000, 0.5) == pytest.approx(0.19)
    assert s.vol(100, 0.001) == pytest.approx(0.21) and s.vol(100, 5.0) == pytest.approx(0.23)


def test_one_quote_is_a_smile_and_gaps_are_bridged():
    assert Smile([100], [0.5], [[0.3]], spot=90).vol(120, 2.0) == pytest.approx(0.3)
    vols = VOLS.copy()
    vols[1, 2] = NAN
    k = np.log(np.array(STRIKES))
    w = np.interp(k[2], k[[1, 3]], vols[1, [1, 3]] ** 2)
    assert smile(vols=vols).vol(100, 0.5) == pytest.approx(np.sqrt(w), rel=1e-13)


def test_a_table_of_quotes_keeps_its_labels():
    table = pd.DataFrame(VOLS, index=EXPIRIES, columns=STRIKES)
    np.testing.assert_array_equal(smile(vols=table).vols, VOLS)
    days = pd.to_timedelta(np.array([36.5, 182.5, 365.0]), "D")
    assert smile(expiries=days).expiries.tolist() == EXPIRIES


def test_a_smile_owns_its_numbers():
    strikes, expiries, vols = np.array(STRIKES), np.array(EXPIRIES), VOLS.copy()
    made = smile(strikes=strikes, expiries=expiries, vols=vols)
    for array in (strikes, expiries, vols):
        array *= 2
    assert made.strikes.tolist() == STRIKES and made.expiries.tolist() == EXPIRIES
    np.testing.assert_array_equal(made.vols, VOLS)
    for array in (made.strikes, made.expiries, made.vols):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 1.0


# --- Greeks on a smile ---------------------------------------------------------------------------

BOOK = (
    10 * gl.straddle(100, 0.5) - 5 * gl.strangle(90, 110, 0.1) + gl.call(100, 1.0) - gl.put(90, 0.5)
)


def test_the_table_is_the_sum_of_its_options():
    s = smile()
    table = portfolio_greeks(BOOK, s, rate=0.03)
    assert table.index.tolist() == [
        (0.1, 90.0),
        (0.1, 110.0),
        (0.5, 90.0),
        (0.5, 100.0),
        (1.0, 100),
    ]
    assert table["quantity"].tolist() == [-5, -5, -1, 20, 1]
    for name in bs.greeks(100, 100, 1, 0.2):
        parts = [
            o.quantity
            * bs.greeks(100, o.strike, o.expiry, s.vol(o.strike, o.expiry), 0.03, 0.03, o.right)[
                name
            ]
            for o in BOOK.options
        ]
        assert table[name].sum() == pytest.approx(sum(parts), rel=1e-12), name
    assert table["gamma"].unstack("expiry").shape == (3, 3)


def test_on_a_flat_smile_the_table_adds_up_to_the_book():
    table = portfolio_greeks(BOOK, flat(), spot=104, rate=0.05)
    book = BOOK.greeks(104, vol=0.2, rate=0.05, carry=0.03)
    for name, value in book.items():
        assert table[name].sum() == pytest.approx(value, rel=1e-11), name


def test_one_number_is_a_smile_that_is_flat():
    table = portfolio_greeks(BOOK, 0.2, spot=104, rate=0.05, carry=0.03)
    pd.testing.assert_frame_equal(table, portfolio_greeks(BOOK, flat(), spot=104, rate=0.05))
    shares = portfolio_greeks(BOOK, 0.2, spot=104, rate=0.05)["price"].sum()
    assert shares == pytest.approx(BOOK.value(104, vol=0.2, rate=0.05), rel=1e-13)


def test_log_contracts_stand_in_the_table():
    s, book = smile(), BOOK + 300 * gl.log_contract(100, 0.5) - gl.log_contract(95, 0.3)
    table, vols = portfolio_greeks(book, s, rate=0.05), s.vols_of(book)
    assert len(table) == len(vols) == 6
    whole = book.greeks(100, vol=vols, rate=0.05, carry=0.03)
    for name, value in whole.items():
        assert table[name].sum() == pytest.approx(value, rel=1e-12, abs=1e-12), name
    assert table.loc[(0.5, 100), "quantity"] == 320


def test_the_table_and_the_book_agree_on_a_smile():
    s = smile()
    for spot in (80.0, 100.0, 130.0):
        whole = BOOK.greeks(spot, vol=s.vols_of(BOOK), rate=0.05, carry=0.03)
        table = portfolio_greeks(BOOK, s, spot=spot, rate=0.05)
        for name, value in whole.items():
            assert table[name].sum() == pytest.approx(value, rel=1e-11), name
    assert s.vols_of(gl.Book()) == {}


def test_greeks_are_sticky_strike():
    s = smile()
    here, there = portfolio_greeks(BOOK, s), portfolio_greeks(BOOK, s, spot=110)
    assert here["vol"].equals(there["vol"])
    bump = [portfolio_greeks(BOOK, s, spot=spot, names=["price"]) for spot in (99.99, 100.01)]
    delta = (bump[1]["price"].sum() - bump[0]["price"].sum()) / 0.02
    assert here["delta"].sum() == pytest.approx(delta, rel=1e-6)


def test_names_are_picked_in_order():
    table = portfolio_greeks(BOOK, smile(), names=("vega", "delta"))
    assert list(table.columns) == ["vol", "quantity", "vega", "delta"]


# --- static checks -------------------------------------------------------------------------------


def test_good_smiles_pass():
    for good in (smile(), flat(), flat(0.01), flat(3.0), Smile([100], [1], [[0.2]], 100)):
        assert check_smile(good).empty, check_smile(good)
        assert list(check_smile(good).columns) == ["check", "expiry", "strike", "amount"]


def test_a_butterfly_that_pays_is_found_where_it_is():
    vols = VOLS.copy()
    vols[1, 3] = 0.26
    found = butterfly_violations(smile(vols=vols))
    assert found[["check", "expiry", "strike"]].values.tolist() == [["butterfly", 0.5, 110.0]]
    s, forward = smile(vols=vols), smile().forward(0.5)
    calls = bs.price(forward, [100.0, 110.0, 120.0], 0.5, vols[1, 2:], carry=0.0)
    assert found["amount"][0] == pytest.approx(calls[1] - (calls[0] + calls[2]) / 2, rel=1e-9)
    assert check_smile(s).shape == (1, 4)


def test_unequal_wings_and_a_call_dearer_than_the_one_below():
    bent = Smile([90, 95, 110], [0.5], [[0.2, 0.29, 0.2]], spot=100)
    assert butterfly_violations(bent)["strike"].tolist() == [95.0]
    steep = Smile([100, 101], [0.5], [[0.2, 0.3]], spot=100)
    found = butterfly_violations(steep)
    assert found["check"].tolist() == ["vertical"] and found["strike"].tolist() == [101.0]


def svi(k, a=-0.0410, b=0.1331, rho=0.3060, m=0.3586, sigma=0.4153):
    """Gatheral & Jacquier (2014), example 3.1, after Axel Vogt: total variance, with a butterfly
    arbitrage; and Durrleman's function, negative where it is."""
    root = np.sqrt((k - m) ** 2 + sigma**2)
    w = a + b * (rho * (k - m) + root)
    dw, ddw = b * (rho + (k - m) / root), b * sigma**2 / root**3
    g = (1 - k * dw / (2 * w)) ** 2 - dw**2 / 4 * (1 / w + 0.25) + ddw / 2
    return w, g


def test_axel_vogt_s_published_arbitrage_is_found():
    k = np.linspace(-1.5, 1.5, 121)
    w, g = svi(k)
    assert g.min() < -0.01
    found = butterfly_violations(Smile(np.exp(k), [1.0], [np.sqrt(w)], spot=1.0))
    flagged = np.isin(np.round(k, 9), np.round(np.log(found["strike"]), 9))
    inside = slice(1, -1)  # the outermost strikes have one wing only
    # where Durrleman's function is clearly negative or positive, the quotes say the same
    assert (found["check"] == "butterfly").all() and flagged.any()
    assert flagged[inside][g[inside] < -2e-3].all()
    assert not flagged[inside][g[inside] > 2e-3].any()


def test_a_calendar_that_pays_is_found():
    vols = VOLS.copy()
    vols[2, 2] = 0.10
    found = calendar_violations(smile(vols=vols, carry=0.0))
    assert found[["expiry", "strike"]].values.tolist() == [[1.0, pytest.approx(100.0)]]
    assert found["amount"][0] == pytest.approx(0.22**2 * 0.5 - 0.01)
    assert check_smile(smile(vols=vols, carry=0.0))["check"].tolist().count("calendar") == 1


def test_calendars_are_compared_at_the_same_moneyness_not_strike():
    # with a high carry the same strike has less variance later, and nothing is wrong with that
    s = Smile(
        [80, 100, 120, 140], [0.5, 1.0], [[0.5, 0.3, 0.3, 0.3], [0.5, 0.5, 0.35, 0.3]], 100, 0.4
    )
    assert s.vol(80, 0.5) ** 2 * 0.5 < 0.13
    assert calendar_violations(s).empty
    falling = Smile([100], [0.5, 1.0], [[0.4], [0.2]], spot=100, carry=0.0)
    assert calendar_violations(falling)["amount"].tolist() == [pytest.approx(0.04)]


# --- chains --------------------------------------------------------------------------------------


def read(text, **more):
    return read_chain(io.StringIO(text), **{**dict(spot=100), **more})


HEAD = "strike,expiry,right,bid,ask,open_interest\n"


def test_vols_come_back_from_prices_by_every_road(tmp_path):
    table = pd.DataFrame(
        {"strike": [90.0, 100.0, 110.0], "expiry": 0.5, "right": ["put", "C", "Call"]}
    )
    vols = np.array([0.3, 0.2, 0.25])
    prices = bs.price(100, table["strike"], 0.5, vols, 0.04, 0.01, ["put", "call", "call"])
    roads = [
        table.assign(iv=vols),
        table.assign(price=prices),
        table.assign(bid=prices - 0.01, ask=prices + 0.01),
        table.assign(iv=[NAN, 0.2, NAN], price=prices),
    ]
    for road in roads:
        path = tmp_path / "chain.csv"
        road.to_csv(path, index=False)
        for source in (path, str(path)):
            chain = read_chain(source, spot=100, rate=0.04, carry=0.01)
            np.testing.assert_allclose(chain["iv"], vols, rtol=1e-9)
            assert chain["right"].tolist() == ["put", "call", "call"]
            assert (chain["reason"] == "").all()
            assert chain.index.tolist() == [2, 3, 4]


def test_quotes_without_an_iv_have_a_reason():
    chain = read(HEAD + "100,.5,call,5,6,\n50,.5,call,40,41,7\n90,.5,put,,3,1\n95,.5,put,0,0,0\n")
    assert chain["reason"].tolist() == ["", "below intrinsic value", "no quote", chain["reason"][5]]
    assert chain["reason"][5] != ""
    assert chain["iv"].isna().tolist() == [False, True, True, True]
    assert chain["open_interest"].tolist() == [0, 7, 1, 0]
    assert list(chain.columns) == [
        "strike", "expiry", "right", "price", "iv", "reason", "bid", "ask", "open_interest"
    ]  # fmt: skip


def test_dates_are_counted_from_today():
    text = "Right,Strike,Expiry,IV,volume\nc,100,2024-03-01,0.2,x\n\nP, 90 ,2025-01-31,0.3,y\n"
    chain = read(text, today="2024-01-31")
    assert chain["expiry"].tolist() == [30 / 365, 366 / 365]
    assert chain.index.tolist() == [2, 4]  # a blank line counts
    assert "volume" not in chain


@pytest.mark.parametrize(
    "today",
    [
        date(2024, 1, 31),
        datetime(2024, 1, 31),
        pd.Timestamp("2024-01-31"),
        np.datetime64("2024-01-31"),
    ],
)
def test_today_is_a_day_of_any_make(today):
    chain = read("strike,expiry,right,iv\n100,2024-03-01,c,0.2\n", today=today)
    assert chain["expiry"].tolist() == [30 / 365]


@pytest.mark.parametrize(
    "today",
    ["2024-01-31 15:30", datetime(2024, 1, 31, 15, 30), pd.Timestamp("2024-01-31 15:30"), "2024",
     "2024-01", "31.01.2024", "31/01/2024", "02/01/2024", "Jan 31, 2024", "20240131", 2024, True,
     "now", "today", pd.Timestamp("2024-01-31", tz="UTC"), pd.NaT, np.datetime64("2024-01")],
)  # fmt: skip
def test_today_is_never_guessed(today):
    with pytest.raises(ValueError, match="^today = .*a day such as '2024-01-31', without an hour"):
        read("strike,expiry,right,iv\n100,2024-03-01,c,0.2\n", today=today)


@pytest.mark.parametrize(
    "expiry",
    ["01/03/2024", "03/01/2024", "1.3.2024", "2024-3-1", "2024-03", "2024", "20240301", "45352",
     "2024-03-01 16:00", "2024-02-30", "Mar 1, 2024", "2024-01-31", "0.25", ""],
)  # fmt: skip
def test_an_expiry_is_an_iso_date_or_nothing(expiry):
    row = f'strike,expiry,right,iv\n100,2024-03-01,c,0.2\n110,"{expiry}",c,0.2\n'
    with pytest.raises(ValueError, match="expiry in row 3 = .*a date YYYY-MM-DD after 2024-01-31"):
        read(row, today="2024-01-31")


@pytest.mark.parametrize("expiry", ["20240301", "45352", "2024", "101"])
def test_a_date_is_not_a_number_of_years(expiry):
    with pytest.raises(ValueError, match="expiry in row 2 = .*in years, at most 100.*give today"):
        read(f"strike,expiry,right,iv\n100,{expiry},c,0.2\n")
    with pytest.raises(
        ValueError, match="expiry in row 2 = '2224-03-01': .*at most 100 years away"
    ):
        read("strike,expiry,right,iv\n100,2224-03-01,c,0.2\n", today="2024-01-31")


CHAIN = pd.DataFrame({"strike": [90.0, 110.0], "expiry": 0.5, "right": ["put", "call"], "iv": 0.2})


@pytest.mark.parametrize("column", ["strike", "expiry", "iv"])
@pytest.mark.parametrize(
    "values",
    [
        pd.to_datetime(["2024-03-01", "2024-03-02"]),
        pd.to_timedelta([30, 31], unit="D"),
        [date(2024, 3, 1), date(2024, 3, 2)],
        [timedelta(30), timedelta(31)],
        [True, True],
        ["0.5", "0.6"],
        [0.5, "0.6"],
        [0.5 + 0j, 0.6],
    ],
    ids=str,
)
def test_a_column_of_something_else_is_not_read_as_numbers(column, values):
    chain = CHAIN.assign(**{column: pd.Series(values)})
    with pytest.raises(ValueError, match=f"^{column} = 'a column of .*a column of numbers"):
        Smile.from_chain(chain, spot=100)


def test_columns_of_every_kind_of_number():
    for dtype in (np.float32, "Float64", object):
        made = Smile.from_chain(CHAIN.astype({"iv": dtype, "strike": dtype}), spot=100)
        np.testing.assert_allclose(made.vols, 0.2, rtol=1e-7)
    whole = CHAIN.astype({"strike": np.int32}).assign(expiry=1)
    assert Smile.from_chain(whole, spot=100).strikes.tolist() == [90, 110]


@pytest.mark.parametrize(
    "chain, said",
    [
        (pd.concat([CHAIN, CHAIN[["iv"]]], axis=1), "chain = .*each of them once"),
        (pd.concat([CHAIN, CHAIN]), "strike in row 0 = 90.0: .*there once"),
        (CHAIN.assign(expiry=20240301), "expiry in row 0 = 20240301: .*in years, at most 100"),
    ],
)
def test_rows_and_columns_are_there_once(chain, said):
    with pytest.raises(ValueError, match=said):
        Smile.from_chain(chain, spot=100)


def test_a_chain_makes_a_smile_of_out_of_the_money_options():
    rows = [
        (k, t, right, VOLS[i, j] + (0.05 if (right == "call") == (k < 100) else 0))
        for i, t in enumerate(EXPIRIES)
        for j, k in enumerate(STRIKES)
        for right in ("call", "put")
    ]
    chain = pd.DataFrame(rows, columns=["strike", "expiry", "right", "iv"])
    made = Smile.from_chain(chain, spot=100)
    np.testing.assert_array_equal(made.vols, VOLS)
    ragged = chain.drop(index=chain[(chain["strike"] == 120) & (chain["expiry"] == 0.1)].index)
    assert np.isnan(Smile.from_chain(ragged, spot=100).vols[0, 4])
    with pytest.raises(ValueError, match="out-of-the-money"):
        Smile.from_chain(chain[(chain["right"] == "call") & (chain["strike"] < 100)], spot=100)


# --- bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "bad, said",
    [
        (dict(strikes=[90, 80, 100, 110, 120]), "strikes = 80.0 at index 1: .* strictly rising"),
        (dict(strikes=[0, 90, 100, 110, 120]), "strikes = 0.0 at index 0"),
        (dict(strikes=100), "strikes = .*one-dimensional"),
        (dict(expiries=[0.1, 0.1, 1]), "expiries = 0.1 at index 1"),
        (dict(expiries=[0, 0.1, 1]), "expiries = 0.0 at index 0"),
        (dict(expiries=[]), "expiries = "),
        (dict(vols=VOLS.T), r"vols = \(5, 3\): vols must be of shape \(3, 5\)"),
        (dict(vols="x"), "vols = 'x'"),
        (dict(vols=-VOLS), r"vols = -0.32 at index \(0, 0\): vols must be above 0"),
        (dict(vols=VOLS * np.inf), "vols = inf at index"),
        (dict(vols=np.vstack([VOLS[:2], [NAN] * 5])), r"vols\[2\] = 'all NaN'"),
        (dict(spot=-1), "spot = -1.0"),
        (dict(carry=NAN), "carry = nan"),
        (dict(vols=100 * VOLS), r"vols = 32.0 at index \(0, 0\): .* 32 % is 0.32"),
        (dict(vols=np.full((3, 5), "0.2")), "vols = "),
        (dict(vols=np.ma.array(VOLS, mask=VOLS > 0.3)), "vols = "),
        (
            dict(vols=pd.DataFrame(VOLS, index=EXPIRIES, columns=STRIKES[::-1])),
            r"vols.columns = \[120.0, .*: vols.columns must be the strikes, \[80.0",
        ),
        (
            dict(vols=pd.DataFrame(VOLS, columns=STRIKES)),
            r"vols.index = \[0, 1, 2\]: vols.index must be the expiries",
        ),
    ],
)
def test_bad_smiles_are_named(bad, said):
    with pytest.raises(ValueError, match=said):
        smile(**bad)


@pytest.mark.parametrize(
    "call, said",
    [
        (lambda: smile().vol(0, 1), "strike = 0.0"),
        (lambda: smile().vol(100, 0), "expiry = 0.0"),
        (lambda: smile().vol([1, 2], [1, 2, 3]), "shapes do not fit together"),
        (lambda: smile().forward(-1), "expiry = -1.0"),
        (lambda: portfolio_greeks(3, smile()), "book = 3"),
        (lambda: portfolio_greeks(gl.Book(), smile()), "book = Book.*an option or more"),
        (lambda: portfolio_greeks(gl.call(100, 0), smile()), "expiry = 0.0"),
        (lambda: portfolio_greeks(BOOK, None), "smile = None: smile must be a Smile"),
        (lambda: portfolio_greeks(BOOK, Smile), "smile = 'Smile': .* is a class: call it"),
        (lambda: portfolio_greeks(BOOK, 20, spot=100), "smile = 20.0: .* 20 % is 0.2"),
        (lambda: portfolio_greeks(BOOK, 0.2), "spot = None"),
        (lambda: portfolio_greeks(gl.Book, 0.2), "book = 'Book': .* is a class"),
        (lambda: smile().slice(3), "index = 3: index must be below the number of expiries, 3"),
        (lambda: smile().slice(-1), "index = -1"),
        (lambda: smile().vols_of(3), "book = 3: book must be a Book"),
        (lambda: portfolio_greeks(BOOK, smile(), spot=0), "spot = 0.0"),
        (lambda: portfolio_greeks(BOOK, smile(), rate="x"), "rate = 'x'"),
        (lambda: portfolio_greeks(BOOK, smile(), names=["gamme"]), "names = 'gamme'"),
        (lambda: butterfly_violations(None), "smile = None"),
        (lambda: calendar_violations(None), "smile = None"),
        (lambda: check_smile(None), "smile = None"),
        (lambda: Smile.from_chain("chain.csv", 100), "chain = 'str'"),
        (lambda: Smile.from_chain(read(HEAD + "1,1,c,0,9,\n"), 0), "spot = 0.0"),
    ],
)
def test_bad_questions_are_named(call, said):
    with pytest.raises(ValueError, match=said):
        call()


ROW = "100,.5,call,5,6,1\n"


@pytest.mark.parametrize(
    "text, said",
    [
        ("", "columns = ''"),
        (HEAD, "source = 'no rows'"),
        ("strike,expiry,right\n1,1,c\n", "columns = 'strike, expiry, right': .*iv, or price, or"),
        ("strike,expiry,right,bid\n1,1,c,1\n", "columns = "),
        ("strike,strike,expiry,right,iv\n1,1,1,c,1\n", "columns = .*each of them once"),
        (HEAD + ROW + "x,.5,put,5,6,1\n", "strike in row 3 = 'x': .*a number above 0"),
        (HEAD + ROW + ",.5,put,5,6,1\n", "strike in row 3 = ''"),
        (HEAD + ROW + "-5,.5,put,5,6,1\n", "strike in row 3 = '-5'"),
        (HEAD + ROW + "inf,.5,put,5,6,1\n", "strike in row 3 = 'inf'"),
        (HEAD + ROW + "100,0,put,5,6,1\n", "expiry in row 3 = '0': .*years above 0"),
        (HEAD + ROW + "100,2024-03-01,put,5,6,1\n", "expiry in row 3 = '2024-03-01': .*give today"),
        (HEAD + ROW + "100,.5,both,5,6,1\n", "right in row 3 = 'both'"),
        (HEAD + ROW + "100,.5,put,-1,6,1\n", "bid in row 3 = '-1'"),
        (HEAD + ROW + "100,.5,put,5,n/a,1\n", "ask in row 3 = 'n/a'"),
        (HEAD + ROW + "100,.5,put,7,6,1\n", "bid in row 3 = 7.0: .*at most the ask"),
        (HEAD + ROW + "100,.5,put,5,6,-1\n", "open_interest in row 3 = '-1'"),
        (HEAD + ROW + ROW, "strike in row 3 = 100.0: .*there once"),
        (HEAD + ROW + "100,.5,put,5\n", "row 3 = .*6 cells wide"),
        ("strike,expiry,right,iv\n1,1,c,0\n", "iv in row 2 = '0': .*above 0, or empty"),
        ("strike,expiry,right,iv\n1,1,c,20%\n", "iv in row 2 = '20%'"),
    ],
)
def test_bad_files_are_named_by_row_and_column(text, said):
    with pytest.raises(ValueError, match=said):
        read(text)


@pytest.mark.parametrize(
    "more, said",
    [
        (dict(spot=0), "spot = 0.0"),
        (dict(rate=NAN), "rate = nan"),
        (dict(carry=[1, 2]), "carry = "),
        (dict(today="soon"), "today = 'soon'"),
        (dict(today=20240131), "today = 20240131"),
        (dict(today="2024-01-31"), "expiry in row 2 = '.5': .*a date YYYY-MM-DD after 2024-01-31"),
    ],
)
def test_bad_arguments_of_the_reader_are_named(more, said):
    with pytest.raises(ValueError, match=said):
        read(HEAD + ROW, **more)


def test_a_price_that_is_missing_is_the_middle_of_bid_and_ask():
    chain = read("strike,expiry,right,price,bid,ask\n100,1,c,8,1,9\n101,1,c,,7,8\n102,1,c,,,8\n")
    assert chain["price"].tolist()[:2] == [8.0, 7.5]
    assert chain["reason"].tolist() == ["", "", "no quote"]


def test_a_source_is_a_path_or_a_file():
    with pytest.raises(ValueError, match="source = .*comma-separated text"):
        read_chain(io.BytesIO(b"strike"), spot=100)
    with pytest.raises(ValueError, match="source = 5: source must be a path"):
        read_chain(5, spot=100)
    with pytest.raises(FileNotFoundError):
        read_chain("no such file.csv", spot=100)
