"""The numbers in lesson 04's questions and in its prose, computed again."""

import numpy as np
import pytest

import gammalab as gl
from gammalab.check import questions
from gammalab.course.lesson_04 import labs

MONTH, DAY = 30 / 365, 1 / 365
BOOK = 100 * gl.straddle(100, MONTH)
QUESTIONS = {one.id: one for one in questions.lesson_questions("04")}
G = BOOK.greeks(100, 0.20)


def tried(id):
    return eval(QUESTIONS[id].trial, {"gl": gl, "np": np, "lab": labs})


def says(id, *words):
    """The right answer of a question, and its reason, hold these words."""
    right = QUESTIONS[id].right
    for word in words:
        assert word in f"{right.text} {right.why}", word


def test_a_jump_of_one_remaining_deviation():
    call = gl.call(100, MONTH)
    now, jump = call.greeks(100, 0.20), 100 * 0.20 * MONTH**0.5
    delivered = [
        (call.value(100 + m, 0.20) - now["price"] - now["delta"] * m)
        / (0.5 * now["gamma"] * m**2)
        for m in (jump, -jump)
    ]  # fmt: skip
    assert np.mean(delivered) == pytest.approx(0.92, abs=0.006)
    assert max(delivered) < 0.95 and min(delivered) > 0.90
    says("04.r1", "92")


def test_the_night():
    night = BOOK.value(103, 0.16, time=DAY) - G["price"] - 3 * G["delta"]
    assert night == pytest.approx(-23, abs=0.5)
    assert 0.5 * G["gamma"] * 9 == pytest.approx(60, abs=3)
    says("04.r2", "-23")


def test_the_two_owners():
    rents, evens, gammas = [], [], []
    for days in (60, 5):
        book = 100 * gl.straddle(100, days * DAY)
        greeks = book.greeks(100, 0.20)
        rents.append(-greeks["theta"] * DAY)
        gammas.append(greeks["gamma"])
        evens.append(np.ptp(book.breakevens(100, 0.20, DAY)) / 2)
    assert rents == pytest.approx([5.39, 18.68], abs=0.005)
    assert evens == pytest.approx([1.045, 1.028], abs=0.001)
    assert rents[1] / rents[0] == pytest.approx(3.5, abs=0.05)
    assert gammas[1] / gammas[0] == pytest.approx(3.5, abs=0.05)
    assert (rents[1] / rents[0]) ** 0.5 == pytest.approx(1.9, abs=0.05)
    says("04.1", "1.028 with 5 days, 1.045 with 60")


def test_the_two_weeks():
    def week(moves, side=1):
        prices = 100 * np.cumprod(np.append(1.0, 1 + np.array(moves) / 100))
        return gl.replay(
            side * BOOK, gl.Paths(np.arange(6) * DAY, prices), paid_vol=0.20
        ).pnl[0]  # fmt: skip

    weeks = [week(m) for m in ([1, -1, 1, -1, 1], [0, 0, 5, 0, 0], [0, 0, -5, 0, 0], [0] * 5)]
    assert weeks == pytest.approx([-3.7, 133.0, 141.9, -39.8], abs=0.05)
    assert week([1, -1, 1, -1, 1], side=-1) == pytest.approx(3.7, abs=0.05)
    says("04.2", "A loses 4, B gains 133")


def test_the_two_deltas_have_one_mean():
    ends = {hedged: labs.profit_by_day(hedged, 0.30)[:, -1] for hedged in (0.20, 0.30)}
    means = [one.mean() for one in ends.values()]
    errors = [one.std(ddof=1) / one.size**0.5 for one in ends.values()]
    assert [round(mean) for mean in means] == [228, 230]
    assert [round(error) for error in errors] == [6, 2]
    assert "230 and 228, with errors of 2 and 6" in QUESTIONS["04.4"].options[0].why
    spreads = [round(one.std(ddof=1)) for one in ends.values()]
    assert spreads == [112, 27]
    lost = [round(100 * labs.losing_days(labs.profit_by_day(h, 0.30))) for h in ends]
    assert lost == [3, 29]
    says("04.4", "Spread 27 where it was 112", "29 % of days lose, where it was 3 %")


def test_what_the_quiz_says_of_its_experiments():
    exact, rule = tried("04.q1")
    assert rule == pytest.approx([-0.84, 0.84], abs=0.005)
    assert exact == pytest.approx(rule, rel=0.012)
    assert 50 * 0.32 / 252**0.5 == pytest.approx(1.01, abs=0.005)
    assert gl.straddle(50, DAY).value(50, 0.32) == pytest.approx(0.67, abs=0.005)
    agree = tried("04.q2")
    assert (agree.min(), agree.max()) == pytest.approx((-119, 139), abs=0.5)
    assert agree.std() == pytest.approx(30, abs=5) and agree.size == pytest.approx(600, abs=20)
    less, same, more = tried("04.q3")
    assert less > 100 and abs(same) < 3 and more < -100
    base, paid, hedged = tried("04.q4")
    assert abs(paid) < 0.05 and abs(hedged - base) < 0.05 and base > 1


def test_the_published_case():
    """Ahmad and Wilmott: 3.7807 at what happens, on every path; at what was paid, by drift."""
    known = dict(implied=0.20, realised=0.30, rate=0.05)
    end = gl.theory.pnl_hedged_at_realised(100, 100, 1.0, **known)
    assert end == pytest.approx(14.2313 - 10.4506, abs=1e-4)
    means = gl.theory.mean_pnl_hedged_at_implied(100, 100, 1.0, drift=[0.05, 0.10, 0.30], **known)
    assert means == pytest.approx([3.7807, 3.7430, 3.2713], abs=1e-4)


def test_theta_is_the_price_of_gamma_at_a_rate_of_zero_only():
    assert G["theta"] == pytest.approx(-0.5 * 0.20**2 * 100**2 * G["gamma"], rel=1e-9)
    put = gl.put(120, 0.5).greeks(100, 0.20, rate=0.05)
    gammas_price = 0.5 * (0.20 * 100) ** 2 * put["gamma"] * DAY
    assert (put["theta"] * DAY, gammas_price) == pytest.approx((0.0052, 0.0090), abs=5e-5)


def test_the_spread_that_the_edge_pays_for():
    """Exercise 4.7: 114 of mean profit over 47,240 of turnover are 24 basis points."""
    paths = gl.GBM(0.25).simulate(100, MONTH, 30, n_paths=5_000, seed=1)
    run = gl.replay(BOOK, paths, paid_vol=0.20, costs=gl.HalfSpread(bps=10))
    paid = -run.attribution()["costs"].mean()
    assert paid * 1000 == pytest.approx(47_240, rel=0.01)
    edge = run.pnl.mean() + paid
    assert edge == pytest.approx(114.4, abs=4)
    assert 10 * edge / paid == pytest.approx(24.2, abs=1)


def test_half_of_the_claims_need_a_world_in_which_they_fail():
    paths = gl.GBM(0.20).simulate(100, MONTH, 30, n_paths=5_000, seed=9)
    pnl, gap = gl.replay(BOOK, paths, paid_vol=0.20).pnl, paths.realised_vol() - 0.20
    assert 0.11 < np.mean(pnl[gap > 0] < 0) < 0.17  # E4: one in seven
    assert np.mean(pnl[gap > 0.03] < 0) < 0.04
    log = gl.replay(labs.log_contract(), paths, paid_vol=0.20).pnl
    assert np.mean(log[gap > 0] < 0) < 0.01
    down = gl.GBM(0.30, drift=-1.0).simulate(100, MONTH, 30, n_paths=5_000, seed=9)
    owed = BOOK.value(100, 0.30) - G["price"]
    assert gl.replay(BOOK, down, paid_vol=0.20).pnl.mean() < owed - 15  # E1
