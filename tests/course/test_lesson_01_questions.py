"""The numbers in lesson 01's questions and exercises, computed again."""

import numpy as np
import pytest
from scipy.special import ndtr

import gammalab as gl
from gammalab import black_scholes as bs
from gammalab.check import engine, questions
from gammalab.course.lesson_01 import labs

MONTH, DAY = 30 / 365, 1 / 365
QUESTIONS = {one.id: one for one in questions.lesson_questions("01")}
PROBLEMS = {p.id: p for p in engine.known_problems() if p.id.startswith("1.")}


def tried(id):
    return eval(QUESTIONS[id].trial, {"gl": gl, "np": np, "lab": labs})


def says(id, *words):
    """The right answer of a question, and its reason, hold these words."""
    right = QUESTIONS[id].right
    for word in words:
        assert word in f"{right.text} {right.why}", word


# ---- recall, predictions and quiz ---------------------------------------------------------------


def test_the_sums_of_the_recall():
    assert 13.5 * (103 - 100) == 40.5
    says("01.r1", "40.5")
    assert 13.5 * 103 == 1390.5
    assert np.mean(np.square([0, 4])) ** 0.5 == pytest.approx(2.83, abs=0.002)
    says("01.r3", "2.8", "average is 8")


def test_the_five_days():
    moves = np.array([0, 0, 0, 0, 5])
    root = np.mean(moves**2) ** 0.5
    assert root == pytest.approx(2.24, abs=0.005)
    assert root * 252**0.5 == pytest.approx(35.5, abs=0.05)
    assert np.abs(moves).mean() * 252**0.5 == pytest.approx(15.9, abs=0.05)
    says("01.1", "35 %", "2.24 %")


def test_a_delta_of_66_ends_in_the_money_34_times():
    assert bs.delta(100, 100, 1, 0.8) == pytest.approx(0.655, abs=0.0005)
    assert bs.probability_in_the_money(100, 100, 1, 0.8) == pytest.approx(0.345, abs=0.0005)
    ends = gl.GBM(0.8).simulate(100, 1.0, 1, n_paths=100_000, seed=2).spots[:, -1]
    assert np.mean(ends > 100) == pytest.approx(0.345, abs=0.0045)
    assert ends.mean() == pytest.approx(100, abs=0.9)
    assert 0.003 < np.mean(ends > 400) < np.mean(ends > 300) < 0.05
    says("01.2", "34", "34.5 %")
    delta, chance = tried("01.q1")
    assert (delta, chance) == pytest.approx((-0.345, 0.655), abs=0.0005)
    says("01.q1", "-0.34", "66 %")


def test_the_last_day():
    book = gl.straddle(100, DAY)
    now = book.greeks(100, 0.2, names=("price", "theta"))
    assert now["price"] == pytest.approx(0.835, abs=0.0005)
    assert now["theta"] * DAY == pytest.approx(-0.418, abs=0.0005)
    assert now["price"] == pytest.approx(-2 * now["theta"] * DAY, rel=1e-3)
    says("01.3", "0.84", "half")
    old = gl.straddle(100, MONTH).greeks(100, 0.2, names=("theta",))["theta"] * DAY
    assert old == pytest.approx(-0.08, abs=0.005)


def test_the_calendar():
    book = labs.calendar_book(1)
    start, delta = book.value(100, 0.2), book.delta(100, 0.2)
    up, down = (book.value(s, 0.2) - start - delta * (s - 100) for s in (103, 97))
    assert (up, down) == pytest.approx((-0.25, -0.26), abs=0.005)
    assert book.value(100, 0.21) - start == pytest.approx(0.17, abs=0.005)
    both = book.value(103, 0.21) - start - 3 * delta
    assert both == pytest.approx(-0.07, abs=0.005)
    says("01.4", "0.25", "0.17", "0.26")
    far, near = (gl.straddle(100, days * DAY).greeks(100, 0.2) for days in (90, 30))
    greeks = [far["gamma"], near["gamma"], far["vega"] / 100, near["vega"] / 100]
    assert greeks == pytest.approx([0.080, 0.139, 0.396, 0.229], abs=0.0005)


def test_the_quiz():
    assert tried("01.q2") == pytest.approx([15.9, 35.5], abs=0.05)
    whole, quarter = tried("01.q3")
    assert quarter / whole == pytest.approx(0.5, abs=0.001)
    assert -0.40 < tried("01.q4") < -0.25
    long, short = (gl.straddle(100, days * DAY).greeks(100, 0.2)["gamma"] for days in (120, 30))
    assert (long, short) == pytest.approx((0.069, 0.139), abs=0.0005)
    says("01.q4", "0.069", "0.139")


def test_the_root_mean_square_is_never_below_the_average_size():
    rng = np.random.default_rng(1)
    for moves in rng.standard_t(3, (200, 21)):
        assert np.mean(moves**2) ** 0.5 >= np.abs(moves).mean()


# ---- exercises: the examples of their text, and other shapes of a right answer -------------------


def right(id, *given):
    return PROBLEMS[id].body.right(*given)


def test_the_examples_of_the_text():
    assert right("1.1", 94.0, 100.0, "put", 2.0, 5) == 20
    assert right("1.1", 94.0, 100.0, "put", 2.0, -5) == -20
    assert right("1.2", np.array([0, 0, 0, 0, 0.05]), 252) == pytest.approx(0.35, abs=0.006)
    moves = [right("1.3", 100.0, 0.30, days) for days in (1, 30)]
    assert moves == pytest.approx([1.57, 8.60], abs=0.005)
    assert right("1.4", gl.call(100, MONTH), 100.0, 0.2, 0.1) == pytest.approx(0.511, abs=5e-4)
    call = gl.call(100, MONTH)
    assert call.value(99.9, 0.2) == pytest.approx(2.23635, abs=1e-5)
    assert call.value(100.1, 0.2) == pytest.approx(2.33864, abs=1e-5)
    assert right("1.5", 100.0, 100.0, 1.0, 0.80, "call") == pytest.approx((0.655, 0.345), abs=5e-4)
    month = right("1.5", 100.0, 100.0, MONTH, 0.30, "call")
    assert month == pytest.approx((0.517, 0.483), abs=5e-4)
    bug = PROBLEMS["1.5"].body.mistakes[0].what
    assert bug(100.0, 100.0, MONTH, 0.30, "call") == pytest.approx((0.505, 0.495), abs=5e-4)
    assert bug(100.0, 100.0, 1.0, 0.8, "call") == right("1.5", 100.0, 100.0, 1.0, 0.8, "call")
    sheet = right("1.6", gl.straddle(50, MONTH), 50.0, 0.20)
    assert sheet == pytest.approx((0.023, 0.139, -0.038, 0.114), abs=5e-4)
    assert right("1.7", 100.0, 0.2, MONTH, 0.0) > 100


def test_the_straddle_of_that_strike_has_no_delta():
    for spot, vol, years, rate in ((100.0, 0.2, MONTH, 0.0), (50.0, 0.8, 1.0, 0.05)):
        strike = right("1.7", spot, vol, years, rate)
        assert gl.straddle(strike, years).delta(spot, vol, rate=rate) == pytest.approx(0, abs=1e-9)


OTHER_RIGHT = {
    "1.1": lambda spot, strike, right, paid, quantity: np.float64(
        (np.clip((spot - strike) * (1 if right == "call" else -1), 0, None) - paid) * quantity
    ),
    "1.2": lambda moves, days_a_year: np.linalg.norm(moves) * np.sqrt(days_a_year / len(moves)),
    "1.3": lambda spot, vol, days: [spot * (vol**2 * days / 365) ** 0.5][0],
    "1.4": lambda book, spot, vol, bump: np.diff(
        book.value(np.array([spot - bump, spot + bump]), vol)
    )
    / (2 * bump),
    "1.5": lambda spot, strike, expiry, vol, right: [
        bs.delta(spot, strike, expiry, vol, right=right),
        bs.probability_in_the_money(spot, strike, expiry, vol, right=right),
    ],
    "1.6": lambda book, spot, vol: np.array(
        [
            book.greeks(spot, vol)["delta"],
            bs.per_percent(book.greeks(spot, vol)["gamma"], spot),
            bs.per_day(book.greeks(spot, vol)["theta"]),
            bs.per_vol_point(book.greeks(spot, vol)["vega"]),
        ]
    ),
    "1.7": lambda spot, vol, expiry, rate: np.exp(
        np.log(spot) + rate * expiry + vol**2 * expiry / 2
    ),
}  # fmt: skip


@pytest.mark.parametrize("id", OTHER_RIGHT)
def test_a_right_answer_of_another_shape(id):
    state, message = PROBLEMS[id].assess(OTHER_RIGHT[id])
    assert state == "right", message


def said(id, function):
    state, message = PROBLEMS[id].assess(function)
    assert state == "wrong", message
    return message


@pytest.mark.parametrize(
    "id, function, words",
    [
        ("1.1", lambda spot, strike, right, paid, quantity: quantity * (spot - strike - paid), ""),
        ("1.2", lambda moves, days_a_year: np.sqrt(np.mean(moves**2)) * 15.9, "days_a_year"),
        ("1.3", lambda spot, vol, days: spot * vol / 100 * np.sqrt(days / 365), "decimal"),
        ("1.5", lambda s, k, t, v, r: (bs.delta(s, k, t, v, right=r), ndtr(bs.d2(s, k, t, v))),
         "below"),
        ("1.6", lambda book, spot, vol: tuple(
            book.greeks(spot, vol)[name] for name in ("delta", "gamma", "theta", "vega")), "1 %"),
        ("1.7", lambda spot, vol, expiry, rate: spot * np.exp(100 * rate * expiry), ""),
    ],
)  # fmt: skip
def test_slips_of_students(id, function, words):
    assert words in said(id, function)
