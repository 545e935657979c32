"""Price and Greeks: against QuantLib, against ninety-digit differences, and by their properties.

QuantLib (a test-only oracle, given year fractions and no dates) covers price, delta, gamma, vega,
theta, rho and vanna; `exact`, which differentiates the price with ninety digits, covers all twelve.
Tolerance: 1e-10 of max(1, |expected|), on spots near 100. The properties (parity, the Black-Scholes
equation, homogeneity, monotonicity) are checked on random input by hypothesis.
"""

import itertools

import exact
import numpy as np
import pandas as pd
import pytest
import QuantLib as ql
from effort import often
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.special import ndtr

from gammalab import black_scholes as bs
from gammalab._validate import same_labels
from gammalab.pricing.black_scholes import greeks, per_day, per_vol_point

pytestmark = pytest.mark.filterwarnings("error")  # a warning is a fault here, wherever it is from

HOUR = 1 / 8760
TOLERANCE = 1e-10

STRIKES = (1.0, 50.0, 90.0, 99.5, 100.0, 110.0, 200.0, 10_000.0)
EXPIRIES = (HOUR, 1 / 365, 0.25, 1.0, 10.0)
VOLS = (0.01, 0.2, 3.0)
RATES = (  # rate, carry
    (0.0, 0.0),
    (0.05, 0.05),
    (0.05, 0.0),
    (-0.01, 0.02),
    (0.03, -0.30),
    (0.0, 0.50),
)
GRID = [
    (100.0, strike, expiry, vol, rate, carry, right)
    for strike, expiry, vol, (rate, carry), right in itertools.product(
        STRIKES, EXPIRIES, VOLS, RATES, bs.RIGHTS
    )
]


def ours(name, cases):
    return getattr(bs, name)(*(np.array(column) for column in zip(*cases, strict=True)))


# --- QuantLib ------------------------------------------------------------------------------------

QUANTLIB = {
    "price": lambda c, s, t: c.value(),
    "delta": lambda c, s, t: c.delta(s),
    "gamma": lambda c, s, t: c.gamma(s),
    "vega": lambda c, s, t: c.vega(t),
    "theta": lambda c, s, t: c.theta(s, t),
    "rho": lambda c, s, t: c.rho(t),
    "vanna": lambda c, s, t: c.vanna(s, t),
}


def quantlib(name, spot, strike, expiry, vol, rate, carry, right):
    kind = ql.Option.Call if right == "call" else ql.Option.Put
    calculator = ql.BlackCalculator(
        ql.PlainVanillaPayoff(kind, strike),
        spot * np.exp(carry * expiry),
        vol * np.sqrt(expiry),
        np.exp(-rate * expiry),
    )
    return QUANTLIB[name](calculator, spot, expiry)


@pytest.mark.parametrize("name", QUANTLIB)
def test_agrees_with_quantlib(name):
    expected, actual = [quantlib(name, *case) for case in GRID], ours(name, GRID)
    for case, a, e in zip(GRID, actual, expected, strict=True):
        spot, strike, expiry, *_ = case
        allowed = TOLERANCE * max(1.0, abs(e))
        if name == "theta":
            # QuantLib takes rate and carry back out of discount and forward: one rounding over the
            # time left. (Ours is right to 1e-15 there, as the ninety digits below tell.)
            allowed += np.finfo(float).eps * (spot + strike) / expiry
        assert abs(a - e) <= allowed, (name, case, a, e)


# --- ninety digits -------------------------------------------------------------------------------

THINNED = GRID[::13]  # 13 shares no factor with the grid's sides, so that all values meet


@pytest.mark.parametrize("name", bs.FORMULAS)
def test_agrees_with_ninety_digits(name):
    expected = [exact.greek(name, *case) for case in THINNED]
    actual = ours(name, THINNED)
    for case, a, e in zip(THINNED, actual, expected, strict=True):
        assert abs(a - e) <= TOLERANCE * max(1.0, abs(e)), (name, case, a, e)


spots = st.floats(20.0, 500.0)
log_moneyness = st.floats(-4.0, 4.0)  # in standard deviations, so that most cases matter
expiries = st.floats(HOUR, 5.0)
vols = st.floats(0.02, 3.0)
rates = st.floats(-0.05, 0.20)
carries = st.floats(-0.5, 0.5)
rights = st.sampled_from(bs.RIGHTS)


@st.composite
def options(draw):
    """(spot, strike, expiry, vol, rate, carry, right) within a few standard deviations."""
    spot, expiry, vol, carry = draw(spots), draw(expiries), draw(vols), draw(carries)
    away = draw(log_moneyness) * vol * np.sqrt(expiry)
    strike = spot * np.exp(carry * expiry + away)
    return spot, float(strike), expiry, vol, draw(rates), carry, draw(rights)


@settings(max_examples=often(60))
@given(options())
def test_greeks_are_bumps_of_price(option):
    # Within a few standard deviations of the forward no Greek may be off by more than 1e-10 of its
    # natural size: price over the matching powers of (spot * sd), vol and time.
    spot, _, expiry, vol, *_ = option
    sd = min(vol * np.sqrt(expiry), 1.0)
    for name, value in greeks(*option).items():
        expected = exact.greek(name, *option)
        in_spot, in_vol, in_time, _ = exact.ORDERS.get(name, (0, 0, 0, 1))
        size = spot * sd / ((spot * sd) ** in_spot * vol**in_vol * expiry**in_time)
        assert abs(value - expected) <= TOLERANCE * max(1.0, size, abs(expected)), (
            name, option, value, expected,
        )  # fmt: skip


# --- properties ----------------------------------------------------------------------------------


@given(options())
def test_put_call_parity(option):
    *rest, _ = option
    spot, strike, expiry, _, rate, carry = rest
    forward = spot * np.exp((carry - rate) * expiry) - strike * np.exp(-rate * expiry)
    gap = bs.price(*rest, "call") - bs.price(*rest, "put")
    assert gap == pytest.approx(forward, abs=1e-13 * (spot + strike) * np.exp(2.6))


@given(options())
def test_black_scholes_equation(option):
    # theta + carry S delta + 1/2 vol^2 S^2 gamma = rate V: published case 7.1, with any carry.
    spot, _, _, vol, rate, carry, _ = option
    g = greeks(*option, names=("price", "delta", "gamma", "theta"))
    terms = np.array(
        [
            g["theta"],
            carry * spot * g["delta"],
            0.5 * vol**2 * spot**2 * g["gamma"],
            -rate * g["price"],
        ]
    )
    assert abs(terms.sum()) <= 1e-12 * max(spot, np.abs(terms).max())


@given(options())
def test_greeks_that_call_and_put_share(option):
    *rest, _ = option
    names = ("gamma", "vega", "vanna", "volga", "speed", "zomma", "color")
    calls, puts = (greeks(*rest, right, names=names) for right in bs.RIGHTS)
    assert calls == puts


@given(options(), st.floats(0.01, 100.0))
def test_homogeneous_in_spot_and_strike(option, times):
    spot, strike, *rest = option
    price = bs.price(times * spot, times * strike, *rest)
    assert price == pytest.approx(times * bs.price(*option), abs=1e-12 * times * (spot + strike))


@given(options(), st.floats(1.0001, 2.0))
def test_monotonic(option, times):
    spot, strike, expiry, vol, rate, carry, right = option
    base = bs.price(*option)
    crumb = 1e-12 * (spot + strike)
    assert bs.price(spot, strike, expiry, vol * times, rate, carry, right) >= base - crumb
    dearer = bs.price(spot * times, strike, expiry, vol, rate, carry, right)
    assert dearer >= base - crumb if right == "call" else dearer <= base + crumb
    higher = bs.price(spot, strike * times, expiry, vol, rate, carry, right)
    assert higher <= base + crumb if right == "call" else higher >= base - crumb


@given(options())
def test_price_lies_between_its_bounds(option):
    spot, strike, expiry, _, rate, carry, right = option
    own, owe = spot * np.exp((carry - rate) * expiry), strike * np.exp(-rate * expiry)
    low, high = (own - owe, own) if right == "call" else (owe - own, owe)
    crumb = 1e-13 * (own + owe)
    assert max(low, 0.0) - crumb <= bs.price(*option) <= high + crumb


def test_carry_none_means_the_rate():
    for name in bs.FORMULAS:
        formula = getattr(bs, name)
        assert formula(90, 100, 0.5, 0.3, rate=0.04) == formula(90, 100, 0.5, 0.3, 0.04, 0.04)


# --- limits: no time left, no volatility left, neither -------------------------------------------


@pytest.mark.parametrize("name", bs.FORMULAS)
def test_never_nan_at_the_limits(name):
    spot = np.array([1e-3, 50.0, 100.0 - 1e-9, 100.0, 100.0 + 1e-9, 200.0, 1e7])[:, None, None]
    expiry = np.array([0.0, 1e-16, 0.25, 30.0])[:, None]
    vol = np.array([0.0, 1e-12, 0.2, 10.0])
    for (rate, carry), right in itertools.product(RATES, bs.RIGHTS):
        values = getattr(bs, name)(spot, 100.0, expiry, vol, rate, carry, right)
        assert not np.isnan(values).any(), (rate, carry, right)


@pytest.mark.parametrize("right, payoff", [("call", [0, 0, 25]), ("put", [20, 0, 0])])
def test_price_at_expiry_is_the_payoff(right, payoff):
    prices = bs.price(np.array([80.0, 100.0, 125.0]), 100, 0.0, 0.2, 0.05, 0.02, right)
    assert prices.tolist() == payoff


def test_price_without_volatility_is_the_discounted_forward_payoff():
    forward, discount = 100 * np.exp(0.02 * 2), np.exp(-0.05 * 2)
    for strike in (80.0, 100.0, 110.0):
        call = bs.price(100, strike, 2.0, 0.0, 0.05, 0.02, "call")
        put = bs.price(100, strike, 2.0, 0.0, 0.05, 0.02, "put")
        assert call == pytest.approx(max(forward - strike, 0) * discount, abs=1e-13)
        assert put == pytest.approx(max(strike - forward, 0) * discount, abs=1e-13)


def test_delta_at_the_kink_lies_half_way():
    assert bs.delta(100, 100, 0.0, 0.2) == 0.5
    assert bs.delta(100, 100, 0.0, 0.2, right="put") == -0.5
    assert bs.delta(100, 100, 1.0, 0.0, rate=0.05, carry=0.0) == 0.5 * np.exp(-0.05)


LIMITS = {  # what vanishes, and what takes its place on the way there
    "no time": (dict(expiry=0.0, vol=0.2), [dict(expiry=h, vol=0.2) for h in (1e-10, 1e-14)]),
    "no vol": (dict(expiry=0.5, vol=0.0), [dict(expiry=0.5, vol=h) for h in (1e-6, 1e-8)]),
}


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("name", bs.FORMULAS)
def test_limit_is_what_the_function_approaches(name, limit):
    there, near = LIMITS[limit]
    formula = getattr(bs, name)
    for spot, (rate, carry), right in itertools.product((80.0, 100.0, 125.0), RATES, bs.RIGHTS):
        other = dict(spot=spot, strike=100.0, rate=rate, carry=carry, right=right)
        value = formula(**there, **other)
        first, second = (formula(**step, **other) for step in near)
        if np.isfinite(value):
            # At the kink things vanish like the root of the time: 1e-7 times the spot.
            assert second == pytest.approx(value, abs=5e-6), other
            assert abs(second - value) <= abs(first - value) + 1e-9, other
        else:
            assert np.sign(second) == np.sign(value), other
            assert abs(second) > 5 * abs(first) > 0, other


@pytest.mark.parametrize("right", bs.RIGHTS)
@pytest.mark.parametrize("strike", [80.0, 110.0])
@pytest.mark.parametrize("name", bs.FORMULAS)
def test_kink_away_from_the_strike(name, strike, right):
    # No volatility left and the *forward* at the strike, spot elsewhere.
    formula, rate, carry = getattr(bs, name), 0.03, -np.log(100.0 / strike) / 0.5
    value = formula(100.0, strike, 0.5, 0.0, rate, carry, right)
    first, second = (formula(100.0, strike, 0.5, h, rate, carry, right) for h in (1e-4, 1e-6))
    if np.isfinite(value):
        assert second == pytest.approx(value, abs=2e-4)
    else:
        assert np.sign(second) == np.sign(value) and abs(second) > 5 * abs(first)


# --- d1, d2, chances -----------------------------------------------------------------------------


@given(options())
@example((20.0, 3.3966361132162575e-06, 3.0, 3.0, 0.0, 0.0, "call"))
def test_the_pieces_are_what_price_and_delta_are_made_of(option):
    spot, strike, expiry, vol, rate, carry, right = option
    one, two, chance = bs.d1(*option), bs.d2(*option), bs.probability_in_the_money(*option)
    assert one - two == pytest.approx(vol * np.sqrt(expiry), abs=1e-12)
    # d(price)/d(strike) is minus the discounted chance for a call, plus for a put.
    h = 1e-5 * strike
    up, down = (
        bs.price(spot, k, expiry, vol, rate, carry, right) for k in (strike + h, strike - h)
    )
    sign = 1 if right == "call" else -1
    told = -sign * (up - down) / (2 * h) * np.exp(rate * expiry)
    curved = 1e-6 * (1 + 1 / (vol * np.sqrt(expiry)) ** 2)
    rounded = 1e-15 * max(up, down) / h * np.exp(rate * expiry)  # a call worth a million strikes
    assert chance == pytest.approx(told, abs=curved + rounded)
    growth = np.exp((carry - rate) * expiry)
    assert bs.delta(*option) == pytest.approx(sign * growth * ndtr(sign * one), abs=1e-13)


def test_published_chances():
    # K = S = 100, a year at 80 %; and 30 days at 20 %.
    assert ndtr(bs.d1(100, 100, 1, 0.8)) == pytest.approx(0.65542, abs=5e-6)
    assert bs.probability_in_the_money(100, 100, 1, 0.8) == pytest.approx(0.34458, abs=5e-6)
    assert bs.probability_in_the_money(100, 100, 1, 0.8, right="put") == pytest.approx(
        0.66, abs=5e-3
    )
    assert bs.probability_in_the_money(100, 100, 30 / 365, 0.2) == pytest.approx(0.489, abs=5e-4)
    assert ndtr(bs.d1(100, 100, 30 / 365, 0.2)) == pytest.approx(0.511, abs=5e-4)
    # Where the straddle has no delta.
    strike = 100 * np.exp(0.5 * 0.6**2 * 30 / 365)
    assert strike == pytest.approx(101.49, abs=5e-3)
    assert bs.d1(100, strike, 30 / 365, 0.6) == pytest.approx(0, abs=1e-14)


def test_a_drift_moves_the_chance_and_the_rate_does_not():
    assert bs.d1(100, 110, 0.5, 0.3, rate=0.5, carry=0.1) == bs.d1(100, 110, 0.5, 0.3, 0.0, 0.1)
    chances = bs.probability_in_the_money(100, 110, 0.5, 0.3, carry=[-0.5, 0.0, 0.5])
    assert (np.diff(chances) > 0.1).all()


def test_chances_without_time_or_volatility():
    spot = np.array([90.0, 100.0, 110.0])
    for rest in (dict(expiry=0.0, vol=0.3), dict(expiry=0.5, vol=0.0), dict(expiry=0.0, vol=0.0)):
        assert bs.d1(spot, 100, **rest).tolist() == [-np.inf, 0.0, np.inf]
        assert bs.d2(spot, 100, **rest).tolist() == [-np.inf, 0.0, np.inf]
        assert bs.probability_in_the_money(spot, 100, **rest).tolist() == [0.0, 0.5, 1.0]
        puts = bs.probability_in_the_money(spot, 100, **rest, right="put")
        assert puts.tolist() == [1.0, 0.5, 0.0]
    # The forward counts, not the spot.
    assert bs.probability_in_the_money(100, 101, 0.5, 0.0, carry=0.05) == 1.0


# --- shapes and units ----------------------------------------------------------------------------


def test_arrays_in_arrays_out():
    spot, strike = np.linspace(80, 120, 5)[:, None], np.array([90.0, 100.0, 110.0])
    for name in bs.FORMULAS:
        values = getattr(bs, name)(spot, strike, 0.25, 0.2, right=["call", "put", "call"])
        assert values.shape == (5, 3)
        single = getattr(bs, name)(90.0, 100.0, 0.25, 0.2, right="put")
        assert isinstance(single, float) and values[1, 1] == pytest.approx(single, rel=1e-14)


def test_result_has_the_shape_of_all_inputs():
    # Rho at zero rate does not depend on everything, but has everyone's shape.
    assert bs.vega(
        100.0, 100.0, 0.25, 0.2, rate=np.zeros(3), right=["call", "put", "put"]
    ).shape == (3,)
    assert bs.price(100.0, 100.0, 0.0, np.full((2, 3), 0.2)).shape == (2, 3)
    assert bs.price([], 100.0, 0.25, 0.2).shape == (0,)


def test_results_are_the_callers_own():
    values = bs.price(100.0, 100.0, 0.25, 0.2, rate=np.zeros(3))
    values[0] = -1.0  # a broadcast view would refuse, or change its neighbours
    assert values[1] > 0


def test_greeks_gives_what_the_functions_give():
    case = (90.0, 100.0, 0.5, 0.3, 0.04, 0.01, "put")
    assert greeks(*case) == {name: getattr(bs, name)(*case) for name in bs.FORMULAS}
    assert list(greeks(*case, names=["theta", "price"])) == ["theta", "price"]


def test_traders_units():
    assert per_day(-36.5) == pytest.approx(-0.1, rel=1e-15)
    assert per_day(np.array([252.0]), days=252).tolist() == [1.0]
    assert per_vol_point(19.0) == pytest.approx(0.19, rel=1e-15)
    gamma = bs.gamma(100, 100, 30 / 365, 0.2)
    moved = bs.delta(100.5, 100, 30 / 365, 0.2) - bs.delta(99.5, 100, 30 / 365, 0.2)
    assert bs.per_percent(gamma, 100.0) == pytest.approx(moved, rel=2e-3)
    assert bs.per_percent([0.1, 0.2], 50).tolist() == [0.05, 0.1]
    assert per_day(-np.inf) == -np.inf  # at the kink theta is


def test_labels_are_not_thrown_away():
    spots = pd.Series([100.0, 101.0], index=["a", "b"])
    strikes = pd.Series([100.0, 90.0], index=["b", "a"])
    with pytest.raises(ValueError, match="^strike = .*labelled as spot is"):
        bs.price(spots, strikes, 0.25, 0.2)
    with pytest.raises(ValueError, match="^vol = .*labelled as price is"):
        same_labels(price=spots, vol=pd.DataFrame(np.ones((2, 2))))
    by_position = bs.price(spots, strikes.to_numpy(), 0.25, 0.2)
    assert by_position.tolist() == bs.price(spots, strikes.set_axis(["a", "b"]), 0.25, 0.2).tolist()
    assert type(by_position) is np.ndarray
    table = pd.DataFrame(np.full((3, 2), 0.2), columns=["a", "b"])
    assert bs.price(spots, 100, 0.25, table).shape == (3, 2)
    with pytest.raises(ValueError, match="^spot = .*labelled as price is"):
        bs.implied_vol(spots, strikes, 100, 0.25)
