"""Books: their algebra, what each constructor pays, and Greeks that are the sum of the parts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

import gammalab as gl
from gammalab import black_scholes as bs

pytestmark = pytest.mark.filterwarnings("error")

SPOTS = np.array([1.0, 70.0, 85.0, 95.0, 100.0, 105.0, 115.0, 140.0, 900.0])


def call_pays(strike):
    return np.maximum(SPOTS - strike, 0.0)


def put_pays(strike):
    return np.maximum(strike - SPOTS, 0.0)


# --- algebra -------------------------------------------------------------------------------------


def test_algebra_acts_on_quantities():
    book = gl.straddle(100, 0.25)
    assert [o.quantity for o in book.options] == [1, 1]
    assert [o.quantity for o in (-book).options] == [-1, -1]
    assert [o.quantity for o in (10 * book).options] == [10, 10]
    assert book * 10 == 10 * book == np.float64(10) * book
    sold = -book
    assert -sold == book
    assert [o.quantity for o in (book - 2 * book).options] == [1, 1, -2, -2]
    assert gl.call(100, 0.25) + gl.put(100, 0.25) == book


def test_algebra_acts_on_values():
    book, other = gl.straddle(100, 0.25), gl.risk_reversal(90, 120, 0.5)
    value = lambda b: b.value(104.0, vol=0.3, rate=0.02)  # noqa: E731
    assert value(-book) == -value(book)
    assert value(10 * book) == pytest.approx(10 * value(book), rel=1e-14)
    assert value(book + other) == pytest.approx(value(book) + value(other), rel=1e-14)
    assert value(book - book) == 0.0


def test_books_are_values():
    assert gl.call(100, 0.25) == gl.call(100.0, 0.25)
    assert hash(gl.call(100, 0.25)) == hash(gl.call(100, 0.25))
    with pytest.raises(AttributeError):
        gl.Option(100, 0.25).strike = 90


@pytest.mark.parametrize("nonsense", [3, "a book", None])
def test_only_books_add(nonsense):
    with pytest.raises(TypeError):
        gl.call(100, 0.25) + nonsense


def test_a_book_times_a_book_is_nothing():
    with pytest.raises(TypeError):
        gl.call(100, 0.25) * gl.call(100, 0.25)


# --- what they pay -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "book, pays",
    [
        (gl.call(100, 1), call_pays(100)),
        (gl.put(100, 1), put_pays(100)),
        (gl.straddle(100, 1), np.abs(SPOTS - 100)),
        (gl.strangle(90, 110, 1), put_pays(90) + call_pays(110)),
        (gl.butterfly(90, 100, 110, 1), np.maximum(10 - np.abs(SPOTS - 100), 0)),
        (gl.risk_reversal(90, 110, 1), call_pays(110) - put_pays(90)),
        (gl.call_spread(90, 110, 1), np.clip(SPOTS - 90, 0, 20)),
        (gl.put_spread(90, 110, 1), np.clip(110 - SPOTS, 0, 20)),
        (gl.call(100, 1) - gl.put(100, 1), SPOTS - 100),
        (gl.Book(), 0 * SPOTS),
    ],
)
def test_payoff(book, pays):
    np.testing.assert_allclose(book.payoff(SPOTS), pays, atol=1e-12)
    np.testing.assert_allclose((-3 * book).payoff(SPOTS), -3 * pays, atol=1e-12)
    if book.options:  # at its expiry a book is worth its payoff, whatever vol and rates
        at_expiry = book.value(SPOTS, vol=0.3, time=1.0, rate=0.05, carry=0.01)
        np.testing.assert_allclose(at_expiry, pays, atol=1e-11)


def test_calendar_holds_two_expiries():
    near, far = 0.25, 0.5
    book = gl.calendar(100, near, far)
    assert {(o.expiry, o.quantity) for o in book.options} == {(near, -1), (far, 1)}
    assert book.first_expiry == near
    at_near = book.value(SPOTS, vol=0.3, time=near)
    left = bs.price(SPOTS, 100, far - near, 0.3) - call_pays(100)
    np.testing.assert_allclose(at_near, left, atol=1e-12)


def test_a_book_lives_on_after_an_expiry():
    near, far = 30 / 365, 90 / 365
    book = gl.call(100, near) - gl.put(100, far)
    # At the expiry the call is its payoff, 4; a moment later it has been settled.
    assert book.value(104, vol=0.2, time=near) == pytest.approx(2.3230, abs=5e-5)
    times = np.array([0.0, near, near + 1e-6, 0.2, far, far + 1e-6, 5.0])
    told = book.greeks(104.0, 0.2, times, rate=0.03)
    for k, time in enumerate(times):
        one = book.greeks(104.0, 0.2, time, rate=0.03)
        parts = [
            o.quantity * bs.greeks(104.0, o.strike, o.expiry - time, 0.2, 0.03, None, o.right)[name]
            for name in told
            for o in book.options
            if o.expiry >= time
        ]
        assert sum(v[k] for v in told.values()) == pytest.approx(sum(parts), rel=1e-12)
        for name in told:
            assert one[name] == told[name][k]
    assert all(v[-1] == v[-2] == 0.0 for v in told.values())


def test_a_rounding_error_away_from_an_expiry_is_the_expiry():
    book = gl.straddle(100, 30 / 365)
    for time in (30 / 365, np.nextafter(30 / 365, 1), np.nextafter(30 / 365, 0)):
        assert book.value(104, vol=0.2, time=time) == 4.0
        assert book.value([104.0], vol=0.2, time=[time]).tolist() == [4.0]
        assert book.expiring(time) == book
    assert book.value(104, vol=0.2, time=30 / 365 + 1e-9) == 0.0


def test_expiries_are_settled_one_by_one():
    a, b = gl.straddle(100, 0.1), 2 * gl.call(90, 0.3)
    book = b + a - gl.put(95, np.nextafter(0.1, 1))
    assert book.expiries == (0.1, 0.3)  # those that differ by rounding are one
    assert gl.Book().expiries == ()
    assert book.expiring(0.1) == a - gl.put(95, np.nextafter(0.1, 1))
    assert book.expiring(0.2) == gl.Book()
    spots = np.array([80.0, 100.0, 120.0])
    total = sum(book.payoff_at(expiry, spots) for expiry in book.expiries)
    np.testing.assert_allclose(total, book.payoff(spots))
    assert book.payoff_at(0.3, 100.0) == 20.0
    assert book.payoff_at(0.2, spots).tolist() == [0, 0, 0]


def test_a_volatility_for_each_option():
    book = gl.strangle(90, 110, 0.1) - gl.straddle(100, 0.3)
    spots = np.array([95.0, 105.0])
    vols = {(90, 0.1): 0.30, (110, 0.1): np.array([0.2, 0.25]), (100, 0.3): 0.22, (1, 1): 9.0}
    told = book.greeks(spots, vols, rate=0.02)
    for name, value in told.items():
        parts = sum(
            o.quantity * bs.greeks(spots, o.strike, o.expiry, vols[o.strike, o.expiry], 0.02,
                                   right=o.right)[name]
            for o in book.options
        )  # fmt: skip
        np.testing.assert_allclose(value, parts, rtol=1e-12, atol=1e-12)
    in_order = [vols[group[:2]] for group in book.groups]
    listed = book.terms(spots, in_order, 0.0, 0.02, 0.02, ("price",))["price"]
    assert listed.tolist() == told["price"].tolist()
    with pytest.raises(
        ValueError, match=r"^vol = .*each strike and expiry; \(110.0, 0.1\) has none"
    ):
        book.greeks(100, {(90, 0.1): 0.3, (100, 0.3): 0.2})
    with pytest.raises(ValueError, match=r"^vol\[\(90.0, 0.1\)\] = 30.0: .*30 % is 0.3"):
        book.greeks(100, {**vols, (90, 0.1): 30})


def test_notional_counts_both_sides():
    book = gl.straddle(100, 0.1) - 3 * gl.call(90, 0.2)
    assert book.notional([100.0, 110.0]).tolist() == [500.0, 550.0]
    assert (book - 40 * gl.log_contract(100, 0.1)).notional(100) == 540.0


def test_first_expiry():
    assert (gl.call(100, 1.0) + gl.put(90, 0.5)).first_expiry == 0.5
    assert gl.Book().first_expiry == np.inf


# --- Greeks --------------------------------------------------------------------------------------


option = st.builds(
    gl.Option,
    strike=st.sampled_from([80.0, 100.0, 100.5, 130.0]),  # few, so that options share them
    expiry=st.sampled_from([0.3, 0.5, 2.0]),
    right=st.sampled_from(["call", "put"]),
    quantity=st.sampled_from([-3.0, -1.0, -0.5, 1.0, 2.0]),
)


@given(
    st.lists(option, max_size=6),
    st.floats(70, 150),
    st.floats(0.05, 1.0),
    st.sampled_from([0.0, 0.1, 0.3]),
    st.sampled_from([(0.0, None), (0.05, 0.01), (0.0, -0.2)]),
)
def test_greeks_are_the_signed_sum_of_single_options(options, spot, vol, time, rates):
    # Inside, a put that shares its strike and expiry with a call is priced by parity. That must
    # not show: 1e-12 of the size of what is added up.
    rate, carry = rates
    book = gl.Book(tuple(options))
    if time == 0.3 and abs(spot - 100) < 1 and book.first_expiry == 0.3:
        spot = 90.0  # away from the kink, where gamma is infinite and sums are not defined
    together = book.greeks(spot, vol, time, rate, carry)
    for name, value in together.items():
        parts = [
            o.quantity
            * getattr(bs, name)(spot, o.strike, o.expiry - time, vol, rate, carry, o.right)
            for o in options
        ]
        size = sum(abs(o.quantity) for o in options) * max(spot, 130.0)
        assert value == pytest.approx(sum(parts), abs=1e-12 * max(size, sum(map(abs, parts)), 1))


def test_greeks_broadcast():
    book = gl.straddle(100, 0.25) - gl.call(110, 0.5)
    spot, time = np.linspace(90, 110, 5)[:, None], np.array([0.0, 0.1, 0.25])
    values = book.greeks(spot, 0.3, time)
    assert {v.shape for v in values.values()} == {(5, 3)}
    one = book.greeks(90.0, 0.3, 0.1)
    assert isinstance(one["gamma"], float)
    assert values["gamma"][0, 1] == pytest.approx(one["gamma"], rel=1e-14)
    assert book.delta(spot, np.full((5, 1), 0.3)).shape == (5, 1)


def test_an_empty_book_is_worth_nothing():
    values = gl.Book().greeks([90.0, 100.0], 0.3)
    assert all(v.tolist() == [0.0, 0.0] for v in values.values())


def test_a_far_put_keeps_its_digits():
    # By parity from the call it would be 100 - 100: nothing left.
    assert gl.put(50, 0.1).value(100, vol=0.2) == bs.price(100, 50, 0.1, 0.2, right="put") > 0


def test_synthetic_forward_has_no_gamma():
    book = gl.call(100, 0.25) - gl.put(100, 0.25)
    values = book.greeks(SPOTS, 0.3, rate=0.05, carry=0.01)
    for name in ("gamma", "vega", "vanna", "volga", "speed", "zomma", "color"):
        assert not values[name].any()
    np.testing.assert_allclose(values["delta"], np.exp(-0.04 * 0.25), rtol=1e-14)


def test_names_pick_and_order():
    assert list(gl.call(100, 1).greeks(100, 0.2, names=("vega", "price"))) == ["vega", "price"]


# --- log contracts -------------------------------------------------------------------------------

LOG_CASES = [  # spot, strike, expiry, vol, rate, carry
    (100.0, 100.0, 0.25, 0.2, 0.0, 0.0),
    (80.0, 100.0, 1.0, 0.5, 0.06, 0.06),
    (130.0, 90.0, 0.5, 0.3, 0.04, -0.03),
    (100.0, 105.0, 2.0, 0.1, -0.02, 0.05),
]


def log_value(spot, strike, expiry, vol, rate, carry):
    """The discounted mean of -log(S_T / K), by quadrature over the normal law of log S_T."""
    z, weight = np.polynomial.hermite_e.hermegauss(20)
    log_spot = np.log(spot) + (carry - vol**2 / 2) * expiry + vol * np.sqrt(expiry) * z
    mean = weight @ -(log_spot - np.log(strike)) / np.sqrt(2 * np.pi)
    return np.exp(-rate * expiry) * mean


@pytest.mark.parametrize("case", LOG_CASES)
def test_a_log_contract_is_worth_its_mean(case):
    spot, strike, expiry, vol, rate, carry = case
    value = gl.log_contract(strike, expiry).value(spot, vol, 0.0, rate, carry)
    assert value == pytest.approx(log_value(*case), abs=1e-13)


@pytest.mark.parametrize("case", LOG_CASES)
def test_greeks_of_a_log_contract_are_bumps_of_its_value(case):
    spot, strike, expiry, vol, rate, carry = case

    def value(s=spot, v=vol, t=0.0, r=rate, b=carry):
        return log_value(s, strike, expiry - t, v, r, b)

    def slope(f, at, h):  # fourth order
        return (8 * (f(at + h) - f(at - h)) - (f(at + 2 * h) - f(at - 2 * h))) / (12 * h)

    hs, hv, ht = 1e-2 * spot, 1e-2 * vol, 1e-3 * expiry

    def of_delta(s=spot, v=vol, t=0.0):
        return slope(lambda x: value(x, v, t), s, hs)

    def of_gamma(s=spot, v=vol, t=0.0):
        return slope(lambda x: of_delta(x, v, t), s, hs)

    expected = {
        "price": value(),
        "delta": of_delta(),
        "gamma": of_gamma(),
        "vega": slope(lambda v: value(v=v), vol, hv),
        "theta": slope(lambda t: value(t=t), 0.0, ht),
        # the yield is held: carry moves with the rate
        "rho": slope(lambda r: value(r=r, b=carry + r - rate), rate, 1e-4),
        "vanna": slope(lambda v: of_delta(v=v), vol, hv),
        "volga": slope(lambda v: slope(lambda w: value(v=w), v, hv), vol, hv),
        "charm": slope(lambda t: of_delta(t=t), 0.0, ht),
        "speed": slope(of_gamma, spot, hs),
        "zomma": slope(lambda v: of_gamma(v=v), vol, hv),
        "color": slope(lambda t: of_gamma(t=t), 0.0, ht),
    }
    told = gl.log_contract(strike, expiry).greeks(spot, vol, 0.0, rate, carry)
    assert set(told) == set(expected)
    for name, value_ in told.items():
        assert value_ == pytest.approx(expected[name], rel=2e-6, abs=1e-7), name


def test_a_log_contract_has_one_dollar_gamma_everywhere():
    spots = np.array([1.0, 50.0, 100.0, 1e4])
    for time in (0.0, 0.1, 0.25):
        gamma = (400 * gl.log_contract(100, 0.25)).greeks(spots, 0.3, time)["gamma"]
        np.testing.assert_allclose(gamma * spots**2, 400, rtol=1e-14)


def test_a_log_contract_lives_in_a_book():
    log, rest = 300 * gl.log_contract(105, 0.25), gl.straddle(105, 0.25) - gl.put(90, 0.5)
    both = log + rest
    for time in (0.0, 0.1, 0.25, 0.3):
        together = both.greeks(SPOTS, 0.3, time, 0.02, 0.01)
        for name, value in together.items():
            parts = log.greeks(SPOTS, 0.3, time, 0.02, 0.01)[name]
            parts = parts + rest.greeks(SPOTS, 0.3, time, 0.02, 0.01)[name]
            np.testing.assert_allclose(value, parts, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(log.payoff(SPOTS), -300 * np.log(SPOTS / 105), rtol=1e-15)
    at_expiry = log.value(SPOTS, 0.3, 0.25, 0.05)
    np.testing.assert_allclose(at_expiry, log.payoff(SPOTS), rtol=1e-13)
    assert both.first_expiry == 0.25 and both.groups[0].logs == 300


@pytest.mark.parametrize("paid", [0.15, 0.4])
@pytest.mark.parametrize("quantity", [139_097.0, -1.0])
def test_a_hedged_log_contract_collects_realised_variance_on_every_path(quantity, paid):
    # Neuberger: q / 2 * T * (the variance that a log contract collects - paid^2), path by path.
    horizon = 30 / 365
    paths = gl.GBM(0.35, drift=1.5).simulate(100, horizon, steps=30, n_paths=50, seed=3)
    spots = paths.spots
    book = quantity * gl.log_contract(97, horizon)
    value = book.value(spots, paid, paths.times)
    hedge = -book.delta(spots[:, :-1], paid, paths.times[:-1])
    pnl = value[:, -1] - value[:, 0] + (hedge * np.diff(spots, axis=1)).sum(axis=1)
    variance = gl.theory.log_contract_variance(paths.times, spots)
    expected = quantity / 2 * horizon * (variance - paid**2)
    np.testing.assert_allclose(pnl, expected, rtol=0, atol=1e-11 * abs(quantity))


# --- breakevens ----------------------------------------------------------------------------------

DAY, MONTH = 1 / 365, 30 / 365
STRADDLE = gl.straddle(100, MONTH)


@pytest.mark.parametrize(
    "book, vol, days, moves",
    [  # by revaluation, spot 100
        (STRADDLE, 0.2, 1, [-1.0385, 1.0494]),
        (gl.straddle(100, 5 * DAY), 0.2, 1, [-1.022, 1.033]),
        (gl.straddle(100, 180 * DAY), 0.2, 1, [-1.041, 1.052]),
        (gl.straddle(100, 2 * DAY), 0.2, 1, [-0.982, 0.992]),
        (gl.straddle(105, 5 * DAY), 0.2, 1, [-0.719, 1.403]),
        (gl.straddle(90, 5 * DAY), 0.2, 1, [-1.848, 0.471]),
        (STRADDLE, 0.2, 3, [-1.78, 1.81]),
        (STRADDLE, 0.4, 1, [-2.07, 2.11]),
        (gl.call(105, MONTH), 0.05, 1, [-0.209, 0.319]),
        (gl.call(105, 10 * DAY), 0.05, 1, [-0.127, 0.448]),
        (gl.call(105, 7 * DAY), 0.05, 1, []),
        (gl.put(95, 7 * DAY), 0.05, 1, []),
        (STRADDLE - gl.straddle(100, 90 * DAY), 0.2, 1, [-1.036, 1.047]),
        (gl.call(100, MONTH) - gl.put(100, MONTH), 0.2, 1, []),
        (gl.Book(), 0.2, 1, []),
    ],
)
def test_breakevens(book, vol, days, moves):
    found = book.breakevens(100, vol, days * DAY)
    np.testing.assert_allclose(found, moves, atol=6e-3 if days == 3 or vol == 0.4 else 6e-4)
    np.testing.assert_array_equal((-book).breakevens(100, vol, days * DAY), found)


def test_a_book_with_four_breakevens():
    book = 68.3 * STRADDLE - 100 * gl.strangle(95, 105, MONTH)
    found = book.breakevens(100, 0.2, DAY)
    assert found.size == 4 and (np.diff(found) > 0).all()
    # Its profit by move: -.203, +.060, +.009, -.031, +.030, +.049, -.310 at -3 ... 3.
    moves = np.arange(-3, 4)
    profit = hedged(book, 100.0, moves, 0.2, DAY)
    told = [-0.203, 0.060, 0.009, -0.031, 0.030, 0.049, -0.310]
    np.testing.assert_allclose(profit, told, atol=6e-4)
    assert [int(np.searchsorted(moves, move)) for move in found] == [1, 3, 4, 6]


def test_breakevens_that_nearly_touch_are_two():
    # As many straddles as leave the dip in the middle of that profit a hair below zero.
    near, wings = np.linspace(-1, 1, 20001), -100 * gl.strangle(95, 105, MONTH)

    def lowest(quantity):
        return hedged(quantity * STRADDLE + wings, 100.0, near, 0.2, DAY).min()

    quantity = brentq(lambda q: lowest(q) + 1e-6, 67.5, 68.3)
    found = (quantity * STRADDLE + wings).breakevens(100, 0.2, DAY)
    assert found.size == 4 and 0 < found[2] - found[1] < 0.02
    touching = brentq(lambda q: lowest(q) - 1e-6, 67.5, 68.3)
    assert (touching * STRADDLE + wings).breakevens(100, 0.2, DAY).size == 2


def test_a_narrow_peak_far_from_the_spot_is_seen():
    book = 300 * gl.butterfly(119.9, 120, 120.1, DAY) - gl.call(100, DAY)
    found = book.breakevens(100, 0.2, DAY, hedge=0.0)
    premium = -book.value(100, 0.2)
    # Up the peak at 300 a unit, less 1 for the call; and down again.
    up, down = 19.9 + (19.9 - premium) / 299, 20.0 + (30 - 20 + premium) / 301
    np.testing.assert_allclose(found, [premium, up, down], rtol=1e-9)


def hedged(book, spot, moves, vol, dt, time=0.0, rate=0.0, carry=None, hedge=None):
    """Profit over `dt` of a book and its hedge, in money of then: written out once more."""
    carry = rate if carry is None else carry
    hedge = -book.delta(spot, vol, time, rate, carry) if hedge is None else hedge
    before = book.value(spot, vol, time, rate, carry) + hedge * spot
    units = hedge * np.exp((rate - carry) * dt)
    after = book.value(spot + moves, vol, time + dt, rate, carry) + units * (spot + moves)
    return after - before * np.exp(rate * dt)


@given(
    st.lists(option, min_size=1, max_size=4),
    st.floats(70, 150),
    st.floats(0.05, 1.0),
    st.sampled_from([(0.0, None), (0.05, 0.01), (0.0, -0.2)]),
    st.sampled_from([0.0, 0.1]),
    st.sampled_from([None, 0.4]),
)
def test_breakevens_are_where_the_sign_turns(options, spot, vol, rates, time, hedge):
    book = gl.Book(tuple(options))
    rest = dict(vol=vol, dt=3 * DAY, time=time, rate=rates[0], carry=rates[1], hedge=hedge)
    found = book.breakevens(spot, **rest)
    assert (np.diff(found) > 0).all() and (found > -spot).all()
    size = sum(abs(o.quantity) for o in options) * 130.0
    np.testing.assert_allclose(hedged(book, spot, found, **rest), 0, atol=1e-10 * size)
    # No sign turns elsewhere: looked for on a grid that knows nothing of strikes.
    moves = spot * np.expm1(np.linspace(-2, 2, 4001))
    profit = hedged(book, spot, moves, **rest)
    clear = np.abs(profit) > 1e-9 * size
    turns = np.flatnonzero(np.diff(np.sign(profit[clear])) != 0)
    edges = moves[clear]
    for k in turns:
        assert ((found >= edges[k]) & (found <= edges[k + 1])).sum() % 2 == 1, (edges[k], found)


def test_breakevens_agree_with_theory():
    rest = dict(rate=0.05, carry=0.02)
    expected = gl.theory.breakevens(100, 103, MONTH, 0.25, DAY, **rest)
    for book in (gl.call(103, MONTH), -2 * gl.put(103, MONTH)):
        found = book.breakevens(100, 0.25, DAY, **rest)
        np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_breakevens_on_the_last_day_and_after_an_expiry():
    # To the very expiry: |move| against the premium, the straddle has no delta to speak of.
    last = gl.straddle(100, DAY)
    down, up = last.breakevens(100, 0.2, DAY)
    delta, premium = last.delta(100, 0.2), last.value(100, 0.2)
    assert up * (1 - delta) == pytest.approx(premium) == -down * (1 + delta)
    rolled = gl.straddle(90, 0.05) + gl.straddle(100, 0.05 + MONTH)
    for time in (0.05, np.nextafter(0.05, 0), 0.05 + DAY):
        later = gl.straddle(100, 0.05 + MONTH).breakevens(100, 0.2, DAY, time=time)
        np.testing.assert_array_equal(rolled.breakevens(100, 0.2, DAY, time=time), later)
    with pytest.raises(ValueError, match="^dt = .*at most the time to the next expiry"):
        rolled.breakevens(100, 0.2, 2 * DAY, time=0.05 - DAY)


def test_breakevens_with_another_hedge_or_volatilities_of_their_own():
    down, up = STRADDLE.breakevens(100, 0.2, DAY, hedge=0.0)
    assert STRADDLE.value(100 + up, 0.2, DAY) == pytest.approx(STRADDLE.value(100, 0.2))
    assert down < -1.1 and up < 1.0
    book, vols = gl.strangle(95, 105, MONTH), {(95, MONTH): 0.3, (105, MONTH): 0.2}
    found = book.breakevens(100, vols, DAY)
    np.testing.assert_allclose(hedged(book, 100, found, vols, DAY), 0, atol=1e-12)
    with pytest.raises(ValueError, match="^vol = .*single number"):
        book.breakevens(100, [0.2, 0.3], DAY)


# --- what a book is made of ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "bad", [3, "call", gl.Option(100, 1), None, [gl.Option], [gl.call(100, 1)]]
)
def test_a_book_holds_options(bad):
    with pytest.raises(ValueError, match="^options = .*Option objects"):
        gl.Book(bad)


def test_an_array_times_a_book_is_refused():
    with pytest.raises(ValueError, match="^times = .*single number"):
        np.array([1.0, 2.0]) * gl.call(100, 1)
    assert np.float32(2) * gl.call(100, 1) == gl.call(100, 1) * 2
