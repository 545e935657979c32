"""The exchanges' own formulas: funding, liquidation prices, options settled in coin.

Published cases 10.1, 10.3 and 10.4 (Binance, BitMEX, Gate, Deribit, Bybit and MEXC specifications).
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from gammalab.hedging import crypto
from gammalab.pricing import black_scholes as bs

NAN = float("nan")


def test_case_10_1_funding_formulas():
    premium = np.array([-0.10, -0.05, -0.04, 0, 0.02, 0.06, 0.10, 0.30]) / 100
    funding = np.array([-0.05, 0, 0.01, 0.01, 0.01, 0.01, 0.05, 0.25]) / 100
    np.testing.assert_allclose(crypto.clamped_funding(premium), funding, atol=1e-15)
    premium = np.array([-0.1, 0.02, 0.05, 0.1]) / 100
    np.testing.assert_allclose(
        crypto.damped_funding(premium), np.array([-0.075, 0, 0.025, 0.075]) / 100, atol=1e-15
    )
    one_minute = 10_000 / 10_000 * crypto.damped_funding(0.001) / (8 * 60)
    assert one_minute == pytest.approx(1.5625e-6, rel=1e-12)
    assert crypto.yearly(1e-4) == pytest.approx(0.1095)
    assert (1 + 1e-4) ** (3 * 365) - 1 == pytest.approx(0.1157, abs=5e-5)


@pytest.mark.parametrize(
    ("arguments", "prices"),
    [
        ((20_000, 50, 0.005, "linear", "entry"), (19_700, None)),
        ((100, 10, 0.01, "linear", "mark"), (90.9091, 108.9109)),
        ((2_000, 10, 0.005, "inverse", "entry"), (1_826.48, 2_209.94)),
        ((50_000, 10, 0.005, "inverse", "entry"), (None, 55_248.62)),
        ((50_000, 10, 0.005, "inverse", "mark"), (45_681.82, 55_277.78)),
    ],
)
def test_case_10_3_liquidation_prices(arguments, prices):
    entry, leverage, maintenance, contract, basis = arguments
    for side, price in zip(("long", "short"), prices, strict=True):
        if price is not None:
            found = crypto.liquidation_price(entry, leverage, maintenance, side, contract, basis)
            assert found == pytest.approx(price, abs=0.005)


def test_case_10_4_inverse_option():
    price, net, gamma = crypto.inverse_option(50_000, 50_000, 30 / 365, 0.60)
    assert price * 50_000 == pytest.approx(3_426.97, abs=0.005)
    assert price == pytest.approx(0.068539, abs=5e-7)
    assert net == pytest.approx(0.465730, abs=5e-7)
    assert net + price == pytest.approx(0.534270, abs=5e-7)
    assert crypto.coin_delta(50_000, net, 0.0) == pytest.approx(-23_286.51, abs=0.02)

    # The derivatives of V / S by differences; and neutral in coin after that sale.
    def in_coin(spot):
        return crypto.inverse_option(spot, 50_000, 30 / 365, 0.60)[0]

    h = 5.0
    slope = (in_coin(50_000 + h) - in_coin(50_000 - h)) / (2 * h)
    assert slope == pytest.approx(net / 50_000, rel=1e-7)
    bend = (in_coin(50_000 + h) - 2 * price + in_coin(50_000 - h)) / h**2
    assert bend == pytest.approx(gamma, rel=1e-4)

    def account(move):
        """Coins after the sale of net * spot currency of inverse perpetuals and a move."""
        return in_coin(50_000 + move) - net * 50_000 * (1 / 50_000 - 1 / (50_000 + move))

    assert (account(h) - account(-h)) / (2 * h) == pytest.approx(0, abs=1e-7 * slope)


# --- liquidation ---------------------------------------------------------------------------------


def spare(price, entry, leverage, maintenance, s, contract, basis):
    """What is left of an account beyond its maintenance at `price`: one unit of notional."""
    if contract == "linear":  # one unit, collateral and gains in currency
        equity = entry / leverage + s * (price - entry)
        notional = entry if basis == "entry" else price
    else:  # `entry` of currency, one coin at first; collateral and gains in coin
        equity = 1 / leverage + s * entry * (1 / entry - 1 / price)
        notional = 1 if basis == "entry" else entry / price
    return equity - maintenance * notional


WAYS = [(c, b, s) for c in ("linear", "inverse") for b in ("entry", "mark") for s in (1, -1)]


@pytest.mark.parametrize("contract, basis, s", WAYS)
@given(
    entry=st.floats(0.1, 1e5),
    leverage=st.floats(1.2, 125),
    share=st.floats(0, 1),
)
def test_the_account_has_its_maintenance_left_there(contract, basis, s, entry, leverage, share):
    """By the account itself, which loses its last spare cent at that price and nowhere before."""
    maintenance = share * min(0.99, 1 / leverage)
    terms = (entry, leverage, maintenance)
    price = crypto.liquidation_price(*terms, "long" if s > 0 else "short", contract, basis)
    assert isinstance(price, float) and s * (entry - price) >= -1e-9 * entry
    way = (*terms, s, contract, basis)
    size = (1 if contract == "inverse" else entry) * max(1, entry / price if s > 0 else 1)
    assert spare(price, *way) == pytest.approx(0, abs=1e-9 * size)
    before = price + (entry - price) * np.linspace(0.01, 1, 20)
    if share < 0.99:
        assert (spare(before, *way) > 0).all()


def test_it_is_found_where_a_search_finds_it():
    for contract, basis, s in WAYS:
        way = (50_000, 10, 0.01, s, contract, basis)
        low, high = sorted((50_000, 50_000 * (0.5 if s > 0 else 2)))
        found = brentq(spare, low, high, args=way)
        side = "long" if s > 0 else "short"
        price = crypto.liquidation_price(50_000, 10, 0.01, side, contract, basis)
        assert price == pytest.approx(found, rel=1e-9)


def test_inverse_longs_go_first_and_inverse_shorts_last():
    """At 50,000, ten times, 1 % on the mark."""
    found = [
        crypto.liquidation_price(50_000, 10, 0.01, side, contract)
        for contract in ("linear", "inverse")
        for side in ("long", "short")
    ]
    assert found == pytest.approx([45_454.55, 54_455.45, 45_909.09, 55_000.00], abs=0.005)


@pytest.mark.parametrize("contract", ["linear", "inverse"])
@pytest.mark.parametrize("side, s", [("long", 1), ("short", -1)])
def test_on_the_mark_an_account_may_be_looked_at_later(contract, side, s):
    """The price now, and notional over equity now, give what entry and first leverage give."""
    entry, leverage, maintenance = 50_000.0, 5.0, 0.01
    first = crypto.liquidation_price(entry, leverage, maintenance, side, contract)
    for now in (47_000.0, 53_000.0):
        equity = spare(now, entry, leverage, 0.0, s, contract, "mark")
        notional = now if contract == "linear" else entry / now
        later = crypto.liquidation_price(now, notional / equity, maintenance, side, contract)
        assert later == pytest.approx(first, rel=1e-12)


@pytest.mark.parametrize(
    "arguments, said",
    [
        (
            (100, 1.0, 0.01, "long", "linear", "mark"),
            "leverage = 1.0: leverage must be above 1 for",
        ),
        (
            (100, 0.5, 0.01, "long", "linear", "entry"),
            "must be above 0.990099 for this linear long",
        ),
        (
            (100, 1.0, 0.0, "long", "linear", "entry"),
            "leverage = 1.0: leverage must be above 1 for",
        ),
        ((100, 1.0, 0.01, "short", "inverse", "mark"), "this inverse short: up to there no price"),
        ((100, 0.9, 0.01, "short", "inverse", "entry"), "must be above 0.990099 for this inverse"),
        ((100, [5, 1, 3], 0.01, "short", "inverse", "mark"), "leverage = 1.0: "),
        ((100, 10, 0.2), "maintenance = 0.2: maintenance must be at most the initial margin"),
        ((100, [5, 20], 0.1, "short", "inverse", "entry"), "1 / leverage, 0.05: else it is closed"),
    ],
)
def test_where_there_is_no_liquidation_price_it_says_so(arguments, said):
    with pytest.raises(ValueError) as caught:
        crypto.liquidation_price(*arguments)
    assert said in str(caught.value)


@pytest.mark.parametrize("contract, side", [("linear", "short"), ("inverse", "long")])
@pytest.mark.parametrize("basis", ["entry", "mark"])
def test_the_other_side_always_has_one(contract, side, basis):
    found = crypto.liquidation_price(100, [0.1, 0.5, 1.0], 0.01, side, contract, basis)
    assert np.isfinite(found).all() and (found > 0).all()
    # on entry, a little maintenance is enough to close a linear long at a leverage of 1
    assert crypto.liquidation_price(100, 1, 0.01, basis="entry") == pytest.approx(1)


def test_liquidation_prices_broadcast():
    found = crypto.liquidation_price(np.array([[100.0], [200.0]]), [5, 10, 20], 0.01)
    assert found.shape == (2, 3)
    assert found[1, 2] == crypto.liquidation_price(200, 20, 0.01)


# --- options settled in coin ---------------------------------------------------------------------


@pytest.mark.parametrize("right", ["call", "put"])
@pytest.mark.parametrize("rate, carry", [(0.0, None), (0.05, 0.02), (0.0, 0.1095)])
def test_the_greeks_in_coin_are_the_derivatives_of_the_coin_price(right, rate, carry):
    spot, strike, vol, h = np.array([80.0, 100.0, 130.0]), 100.0, 0.6, 0.01

    def in_coin(at):
        return crypto.inverse_option(at, strike, 0.1, vol, rate, carry, right)[0]

    _, delta, gamma = crypto.inverse_option(spot, strike, 0.1, vol, rate, carry, right)
    slope = (in_coin(spot + h) - in_coin(spot - h)) / (2 * h)
    np.testing.assert_allclose(delta / spot, slope, rtol=1e-6, atol=1e-12)
    bend = (in_coin(spot + h) - 2 * in_coin(spot) + in_coin(spot - h)) / h**2
    np.testing.assert_allclose(gamma, bend, rtol=1e-4, atol=1e-10)


@pytest.mark.parametrize("right", ["call", "put"])
def test_premium_adjusted_delta_and_how_it_moves(right):
    spot, h = np.array([80.0, 100.0, 130.0]), 1e-3
    option = (100.0, 0.1, 0.6, 0.03, 0.01, right)

    def adjusted(at):
        return crypto.premium_adjusted(bs.delta(at, *option), bs.price(at, *option), at)

    gamma = crypto.premium_adjusted_gamma(bs.gamma(spot, *option), adjusted(spot), spot)
    slope = (adjusted(spot + h) - adjusted(spot - h)) / (2 * h)
    np.testing.assert_allclose(gamma, slope, rtol=1e-6)
    np.testing.assert_allclose(crypto.inverse_option(spot, *option)[1], adjusted(spot), rtol=1e-15)
    assert crypto.premium_adjusted_gamma(np.inf, 0.5, 100.0) == np.inf  # the kink at expiry


def test_after_the_sale_of_coin_delta_the_account_is_neutral_in_currency():
    """Equity in coin times the spot, with options, coins and inverse perpetuals."""
    spot, coins, h = 50_000.0, 0.3, 5.0
    option, delta, _ = crypto.inverse_option(spot, 52_000, 30 / 365, 0.6)
    sold = crypto.coin_delta(spot, delta, coins + option)

    def account(at):
        held = crypto.inverse_option(at, 52_000, 30 / 365, 0.6)[0]
        return at * (coins + held + sold * (1 / spot - 1 / at))

    assert (account(spot + h) - account(spot - h)) / (2 * h) == pytest.approx(0, abs=1e-6)


# --- what goes in, what comes out ----------------------------------------------------------------


def test_a_wide_clamp_and_no_clamp():
    premium = np.array([-0.01, 0.0, 0.01])
    np.testing.assert_allclose(crypto.clamped_funding(premium, clamp=1.0), 1e-4)  # the interest
    np.testing.assert_allclose(crypto.clamped_funding(premium, clamp=0.0), premium)
    np.testing.assert_allclose(crypto.damped_funding(premium, dead_band=0.0), premium)


NUMBERS_IN = {
    crypto.clamped_funding: dict(premium=0.0, interest=1e-4, clamp=5e-4),
    crypto.damped_funding: dict(premium=0.0, dead_band=1e-4),
    crypto.yearly: dict(rate=1e-4, hours=8),
    crypto.liquidation_price: dict(entry=100, leverage=10, maintenance=0.01),
    crypto.inverse_option: dict(spot=100, strike=100, expiry=0.1, vol=0.5, rate=0.0),
    crypto.premium_adjusted: dict(delta=0.5, value=2.0, spot=100),
    crypto.premium_adjusted_gamma: dict(gamma=0.1, adjusted=0.5, spot=100),
    crypto.coin_delta: dict(spot=100, option_delta=0.5, equity=1.0),
}


@pytest.mark.parametrize("function", NUMBERS_IN)
def test_numbers_give_plain_numbers_and_lists_give_arrays(function):
    good = NUMBERS_IN[function]
    found = function(**good)
    for one in found if isinstance(found, tuple) else (found,):
        assert type(one) is float
    name = next(iter(good))
    found = function(**good | {name: [good[name]] * 3})
    for each in found if isinstance(found, tuple) else (found,):
        assert each.shape == (3,)


MAY_BE_INFINITE = {(crypto.premium_adjusted_gamma, "gamma")}
EACH = [(f, name) for f, good in NUMBERS_IN.items() for name in good]


@pytest.mark.parametrize("function, name", [e for e in EACH if e not in MAY_BE_INFINITE])
@pytest.mark.parametrize("bad", [NAN, "0.1", None, [0.1, NAN]])
def test_no_argument_goes_unchecked(function, name, bad):
    with pytest.raises(ValueError, match=f"^{name} = "):
        function(**NUMBERS_IN[function] | {name: bad})


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: crypto.clamped_funding(0.0, clamp=-1e-4), "clamp = -0.0001: clamp must be 0 or"),
        (lambda: crypto.damped_funding(0.0, -1e-4), "dead_band = -0.0001: dead_band must be 0 or"),
        (lambda: crypto.liquidation_price(100, 0, 0.01), "leverage = 0.0"),
        (lambda: crypto.liquidation_price(100, 10, 1.0), "maintenance = 1.0"),
        (lambda: crypto.liquidation_price(100, 10, 0.01, "up"), "side = 'up'"),
        (lambda: crypto.clamped_funding("x"), "premium = 'x'"),
        (lambda: crypto.yearly(1e-4, hours=0), "hours = 0"),
        (lambda: crypto.liquidation_price(100, 10, -0.01), "maintenance = -0.01"),
        (lambda: crypto.liquidation_price(100, 10, 0.01, "long", "quanto"), "contract = 'quanto'"),
        (lambda: crypto.liquidation_price(100, 10, 0.01, basis="index"), "basis = 'index'"),
        (lambda: crypto.premium_adjusted(0.5, 2.0, 0), "spot = 0.0"),
        (lambda: crypto.inverse_option(-1, 100, 0.1, 0.5), "spot = -1.0"),
    ],
)
def test_bad_input(make, message):
    with pytest.raises(ValueError) as caught:
        make()
    assert message in str(caught.value)
