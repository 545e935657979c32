"""Lesson 00: the numbers of its text and its questions, computed again."""

import numpy as np
import pytest

import gammalab as gl
from gammalab.course.lesson_00 import labs
from gammalab.course.lesson_00.first_look import TYPICAL


def last(*prices, calls=100):
    return labs.round_trip(*prices, calls=calls)["profit"].iloc[-1]


def zigzag(percent):
    return last(*(100 * (1 + percent / 100 * (day % 2)) for day in range(31)))


def test_the_round_trip_of_the_text():
    month = 30 / 365
    paths = gl.Paths([0, 1 / 365, 2 / 365], [100, 103, 100])
    run = gl.replay(100 * gl.call(100, month), paths, paid_vol=0.30)
    assert last(100, 103, 100) == pytest.approx(run.pnl[0]) == pytest.approx(28.95, abs=0.005)
    assert last(100, 100, 100) == pytest.approx(-11.62, abs=0.005)
    assert last(100, 101, 100) == pytest.approx(-7.0, abs=0.05)
    assert last(100, 103, 106) == pytest.approx(28.0, abs=0.05)
    shares = labs.round_trip(100, 103, 100)["shares"]
    assert shares.tolist() == pytest.approx([-51.715, -65.241, 0], abs=0.001)
    # The day after, 13.58 are bought back; the closing trade of the table hides it.
    delta = gl.black_scholes.delta(100, 100, 28 / 365, 0.30)
    assert 65.241 - 100 * delta == pytest.approx(13.58, abs=0.005)
    assert (100 * gl.call(100, month)).value(100, vol=0.30) == pytest.approx(343, abs=0.5)


def test_the_other_side_has_the_same_numbers_with_the_other_sign():
    for prices in ((100, 103, 100), (100, 103, 106), (100, 100, 100)):
        assert last(*prices, calls=-100) == pytest.approx(-last(*prices))


def test_the_prediction_and_its_explanations():
    assert [round(zigzag(x)) for x in (1, 2, 3)] == [-219, 127, 640]
    assert zigzag(1.6) < 0 < zigzag(1.7)
    results = [zigzag(x) for x in np.arange(0, 4.01, 0.1)]
    assert np.all(np.diff(results) > 0)  # one x turns it, and no other


def test_the_month_of_the_lab():
    even = [x for x in range(31) if abs(labs.month(x / 1000)["pnl"].iloc[-1]) < 10]
    assert even == [16]
    assert pytest.approx(0.0157, abs=5e-5) == TYPICAL
    moves = np.diff(np.log(labs.month(0.02)["spot"]))
    assert np.sqrt(np.mean(moves**2)) == pytest.approx(0.02)
    assert labs.month(0.0)["pnl"].iloc[-1] == pytest.approx(-343, abs=0.5)
    assert labs.month(0.03)["pnl"].iloc[-1] == pytest.approx(344, abs=0.5)


def test_twice_the_move_brings_four_times_as_much_near_100():
    clock = last(100, 100, 100)
    one, two, three = (last(100, high, 100) - clock for high in (101, 102, 103))
    assert [round(x, 1) for x in (one, two, three)] == [4.6, 18.4, 40.6]
    assert two / one == pytest.approx(4, rel=0.02) and three / one == pytest.approx(9, rel=0.03)


def test_it_sold_above_where_it_bought_in_every_month_of_the_slider():
    for typical in np.arange(1, 31) / 1000:
        sold, bought, _ = labs.averages(typical)
        assert sold > bought
