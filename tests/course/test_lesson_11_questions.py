"""The numbers in lesson 11's questions, computed again."""

import numpy as np
import pytest

import gammalab as gl
from gammalab.check import questions
from gammalab.course.lesson_11 import labs

QUESTIONS = {one.id: one for one in questions.lesson_questions("11")}
NEAR, FAR = 30 / 365, 90 / 365


def tried(id):
    return eval(QUESTIONS[id].trial, {"gl": gl, "np": np, "lab": labs})


def says(id, *words):
    """The stem, the options of a question, and their reasons, hold these words."""
    told = " ".join(f"{option.text} {option.why}" for option in QUESTIONS[id].options)
    for word in words:
        assert word in f"{QUESTIONS[id].stem} {told}", word


def right(id):
    return QUESTIONS[id].right.text


def test_four_times_the_life():
    short, long = (gl.call(100, t).greeks(100, 0.2) for t in (NEAR, 4 * NEAR))
    assert long["gamma"] / short["gamma"] == pytest.approx(0.5, rel=0.01)
    assert long["vega"] / short["vega"] == pytest.approx(2, rel=0.01)
    assert right("11.r1") == "half"


def test_a_gamma_of_zero_with_speed():
    book = gl.call(105, NEAR) - 1.6 * gl.call(95, NEAR)
    prices = np.linspace(96, 104, 4001)
    price = prices[np.abs(book.greeks(prices, 0.2, names=("gamma",))["gamma"]).argmin()]
    g = book.greeks(price, 0.2, names=("gamma", "speed"))
    after = book.greeks(price + 0.5, 0.2, names=("gamma",))["gamma"]
    assert abs(g["gamma"]) < 1e-4 and after == pytest.approx(0.5 * g["speed"], rel=0.05)
    assert float(right("11.r2")) == pytest.approx(0.10 * 5)


def test_what_crosses_inside():
    assert right("11.r3") == f"{60 - 50}" and "110" in says_of("11.r3")


def says_of(id):
    return " ".join(option.text for option in QUESTIONS[id].options)


def test_a_point_on_the_calendar():
    book = gl.straddle(100, NEAR) - gl.straddle(100, FAR)
    vega = book.greeks(100, 0.2)["vega"] / 100
    both = float(labs.tomorrow(100, 0.01))
    clock = float(labs.tomorrow(100))
    assert (both, vega, clock) == pytest.approx((-0.20, -0.17, -0.03), abs=0.005)
    assert vega / clock == pytest.approx(5, abs=0.2)
    ratio = gl.straddle(100, FAR).greeks(100, 0.2)["vega"]
    ratio /= gl.straddle(100, NEAR).greeks(100, 0.2)["vega"]
    assert ratio == pytest.approx(1.73, abs=0.005)
    says("11.1", "0.20", "0.17", "0.03", "1.73 times", "five times")


def test_the_book_of_zeros():
    book = labs.three_strikes()
    g = book.greeks(100, 0.2)
    assert abs(g["gamma"]) < 0.01 and abs(g["vega"]) < 1 and abs(g["theta"]) < 1.1
    down, up = labs.orders(book, (-0.1, 0.1))["revalued"]
    assert (round(down), round(up)) == (-60, -53)
    assert book.greeks(92, 0.2)["gamma"] < -3 and right("11.2") == "loses 50 to 60 on either side"
    says("11.2", "68.3", "a hundred", "60 down, 53 up")
    assert tried("11.q2") == pytest.approx(-3.1, abs=0.05)


def test_the_smaller_delta():
    slope, error = labs.best()
    assert slope + 4 * error < 0 and right("11.3").startswith("a smaller one")
    plain, corrected, wrong = tried("11.q3")
    assert corrected < plain < wrong
    # Sold and short: the corrected delta of an owned put is further below zero.
    g = gl.put(95, NEAR).greeks(100, 0.2)
    assert g["delta"] - 1.5 * g["vega"] / 100 < g["delta"] < 0 and right("11.q3") == "more"


def test_a_strangle_nets_little():
    legs = [gl.put(95, NEAR), gl.call(105, NEAR)]
    table = labs.hedging_costs(legs)
    ratio = table.loc["as one"] / table.loc["leg by leg"]
    assert ratio["all"] == pytest.approx(0.88, abs=0.015)
    assert ratio["first trade"] < 0.1 and ratio["re-hedges"] > 0.98


def test_a_shift_by_the_root_of_time():
    root, parallel = tried("11.q1")
    near, far = (gl.straddle(100, t).greeks(100, 0.2)["vega"] / 100 for t in (NEAR, FAR))
    assert root == pytest.approx(0, abs=0.01) and parallel == pytest.approx(-0.17, abs=0.005)
    assert near == pytest.approx(0.23, abs=0.005) and 0.58 * far == pytest.approx(0.23, abs=0.005)
    says("11.q1", "0.58", "0.17", "0.23")


def test_calls_in_place_of_shares():
    table = labs.with_options().astype(float).round(2)
    assert table["cost"].tolist() == [0.05, 0.85]
    assert table["vega"].round(1).tolist() == [-1.8, -0.1]
    assert table["bought"].iloc[0] == 4.45
    says("11.q4", "at 103", "1 bp", "half a point", "4.45", "0.85", "0.05", "-1.8", "-0.1")
