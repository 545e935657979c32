"""Books: their algebra, what each constructor pays, and Greeks that are the sum of the parts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

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
