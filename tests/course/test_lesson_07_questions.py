"""The numbers in lesson 07's questions and in its prose, computed again."""

import numpy as np
import pytest

import gammalab as gl
from gammalab.check import questions
from gammalab.course.lesson_07 import labs

MONTH = 30 / 365
BOOK = 100 * gl.straddle(100, MONTH)
QUESTIONS = {one.id: one for one in questions.lesson_questions("07")}


def tried(id):
    return eval(QUESTIONS[id].trial, {"gl": gl, "np": np, "lab": labs})


def says(id, *words):
    """The options of a question, and their reasons, hold these words."""
    told = " ".join(f"{option.text} {option.why}" for option in QUESTIONS[id].options)
    for word in words:
        assert word in told, word


def test_a_re_hedge_costs_what_the_move_brought():
    g = BOOK.greeks(100, 0.30, names=("gamma",))["gamma"]
    move = 100 * 0.001
    cost = 5e-4 * 100 * g * move
    assert cost == pytest.approx(0.5 * g * move**2, rel=1e-12)


def test_who_hedges_daily_gains_from_neither_trend_nor_chop():
    for every, moved in ((1, False), (5, True)):
        for repeat in (0.2, 0.8):
            world = gl.EqualMoves(0.30, repeat=repeat, kind="percent")
            paths = world.simulate(100, MONTH, 30, n_paths=4000, seed=1)
            pnl = gl.replay(BOOK, paths, paid_vol=0.30, policy=gl.EveryN(every)).pnl
            mean, error = labs.mean_and_error(pnl)
            assert (mean * (repeat - 0.5) > 60) if moved else abs(mean) < 25


def test_an_old_hedge_is_not_neutral():
    assert BOOK.delta(97, 0.30) - BOOK.delta(100, 0.30) < 0


def test_the_gap():
    assert labs.gap_profit(103, 96) == pytest.approx(220, abs=0.5)
    assert labs.gap_profit(103, 110) == pytest.approx(174, abs=0.5)
    says("07.1", "220", "174")


def test_the_late_hedge():
    spread = {n: labs.late_profit(0, 0.0, n).std(ddof=1) for n in (1, 2, 3)}
    late = labs.late_profit(1).std(ddof=1)
    assert [round(x) for x in (spread[1], spread[2], spread[3], late)] == [39, 55, 67, 68]
    says("07.2", "68, against 39", "by 55, you by 68", "68 and 67")


def test_the_jumps():
    daily, fine = (labs.profits(0.06)[n].std(ddof=1) for n in (30, 240))
    assert (round(daily), round(fine)) == (295, 291)
    assert "is 295." in QUESTIONS["07.3"].stem
    says("07.3", "about 290", f"{daily / 8**0.5:.0f}: the root")


def test_the_stop():
    without, stopped, hit = labs.with_stop(95)
    mean, error = labs.mean_and_error(stopped - without)
    assert (round(mean, 1), round(error, 1)) == (0.2, 2.6)
    assert np.mean(stopped[hit] > without[hit]) == pytest.approx(0.78, abs=0.005)
    assert np.quantile(stopped, 0.01) / np.quantile(without, 0.01) == pytest.approx(6, abs=0.1)
    says("07.4", "+0.2, with a standard error of 2.6", "78 %")


def test_the_quiz():
    np.testing.assert_allclose(tried("07.q1"), [220.3, -220.3, 174, -174], atol=0.06)
    *means, (often, _), (daily, _) = tried("07.q2")
    assert all(abs(mean) < 2 * error for mean, error in means)  # of both, and the difference
    assert (often, daily) == pytest.approx((39, 107), abs=0.6)
    path = gl.Paths(np.arange(3) * 1e-9, [100.0, 103.0, 100.0])
    kept, hedged = (
        gl.replay(-BOOK, path, paid_vol=0.30, policy=gl.EveryN(n)).pnl[0] for n in (2, 1)
    )
    assert kept - hedged == pytest.approx(80, abs=0.5)
    assert np.round(tried("07.q3")).tolist() == [112, 53]
    says("07.q3", "the jumps' 38 stay")
    assert tried("07.q4") == pytest.approx(0.68, abs=0.01)
