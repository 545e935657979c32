"""The numbers in lesson 05's questions and in its prose, computed again."""

import numpy as np
import pytest

import gammalab as gl
from gammalab.check import questions
from gammalab.course.lesson_05 import labs, makers

MONTH, DAY = 30 / 365, 1 / 365
STRADDLE = gl.straddle(100, MONTH)
QUESTIONS = {one.id: one for one in questions.lesson_questions("05")}


def tried(id):
    return eval(QUESTIONS[id].trial, {"gl": gl, "np": np, "lab": labs})


def says(id, *words):
    """The right answer of a question, and its reason, hold these words."""
    right = QUESTIONS[id].right
    for word in words:
        assert word in f"{right.text} {right.why}", word


def test_a_rise_day_by_day():
    prices = 100 * 1.01 ** np.arange(6)
    run = gl.replay(STRADDLE, gl.Paths(np.arange(6) * DAY, prices), paid_vol=0.20)
    options = STRADDLE.value(prices[-1], 0.20, time=5 * DAY) - STRADDLE.value(100, 0.20)
    assert run.pnl[0] - options < -1
    says("05.r1", "a loss")


def test_the_recalled_numbers():
    assert 20 / 365**0.5 == pytest.approx(1.05, abs=0.005)
    assert 5 * (252 / 5) ** 0.5 == pytest.approx(35, abs=0.55)
    assert 5 * 252**0.5 == pytest.approx(79, abs=0.5) and 252**0.5 == pytest.approx(16, abs=0.2)


def test_nearly_half_of_the_days():
    """First days 49 %, whole months 44 % by more than a cent; 99 months of 100 gain."""
    first = gl.theory.one_step_error(100, 100, MONTH, 0.20, DAY, realised=0.30)
    assert 100 * first.loss_share == pytest.approx(49.4, abs=0.05)
    paths = gl.GBM(0.30).simulate(100, MONTH, 30, n_paths=4_000, seed=2)
    run = gl.replay(100 * STRADDLE, paths, paid_vol=0.20)
    made = np.diff(run.pnl_by_time(), axis=1)
    assert 100 * np.mean(made < -0.01) == pytest.approx(44.2, abs=0.6)
    assert 0.985 < np.mean(run.pnl > 0) < 0.996
    fair = gl.theory.one_step_error(100, 100, MONTH, 0.20, DAY)
    assert (fair.sd, fair.skew, fair.loss_share) == pytest.approx((0.0539, 2.76, 0.6813), abs=0.002)
    says("05.1", "49 % of first days", "44 %")


def test_from_60_hedges_to_240():
    few, many = (gl.theory.hedged_pnl_sd(STRADDLE, 100, 0.30, n, hedge_vol=0.20) for n in (60, 240))
    assert (few, many) == pytest.approx((1.29, 1.11), abs=0.005)
    assert 0.8 < many / few < 1
    assert gl.theory.mismatch_floor(STRADDLE, 100, 0.30, 0.20) == pytest.approx(1.04, abs=0.005)
    assert labs.price_gap(0.30, 0.20) == pytest.approx(2.3, abs=0.05)
    says("05.2", "Exactly computed, from 1.29 to 1.11", "1.04")


def test_the_trend_daily_and_every_five_days():
    means, errors, _ = labs.by_interval(0.80)[0]
    assert (means[0], errors[0]) == pytest.approx((0.0, 0.01), abs=0.005)
    assert means[3] == pytest.approx(3.9, abs=0.05)
    assert gl.theory.interval_vol(0.30, 0.6, 5) == pytest.approx(0.485, abs=0.0005)
    assert STRADDLE.value(100, 0.30) == pytest.approx(6.86, abs=0.005)
    assert 30 / 365**0.5 == pytest.approx(1.57, abs=0.005)
    says("05.3", "0.00, with an error of 0.01")
    says("05.4", "3.9")
    chop = labs.by_interval(0.20)[0][0]
    assert (chop[0], chop[3]) == pytest.approx((-0.2, -3.1), abs=0.05)


def test_what_the_quiz_says_of_its_experiments():
    share, mean = tried("05.q1")
    assert share == pytest.approx(2 / 3, abs=0.03) and abs(mean) < 0.5
    rare, floored, sure = tried("05.q2")
    assert floored == pytest.approx(1.1, abs=0.02) and rare > floored > 1.04
    exact = gl.theory.hedged_pnl_sd(STRADDLE, 100, 0.30, 240)
    assert exact == pytest.approx(0.39, abs=0.005) and sure == pytest.approx(exact, rel=0.04)
    back, closed, on, away = tried("05.q3")
    assert (back, closed) == pytest.approx((46, -8), abs=0.5)
    assert away - on == pytest.approx(54, abs=0.5)
    says("05.q3", "+46", "-8", "54 away")
    assert np.std(tried("05.q4"), ddof=1) == pytest.approx(0.10, abs=0.05)


def test_exactly_what_was_paid():
    """The verdict on E4: the month is scaled until exactly so much happened."""
    paths = gl.GBM(0.20).simulate(100, MONTH, 30, n_paths=4_000, seed=6)
    pnl = {
        v: gl.replay(STRADDLE, paths.scaled_to(v), paid_vol=0.20).pnl for v in (0.20, 0.22, 0.25)
    }
    lost = [np.mean(one < 0) for one in pnl.values()]
    assert lost == pytest.approx([0.42, 0.083, 0.007], abs=0.02)
    assert np.quantile(pnl[0.20], (0.05, 0.95)) == pytest.approx((-0.55, 0.52), abs=0.03)
    assert pnl[0.20].std() == pytest.approx(0.34, abs=0.02)
    free = gl.replay(STRADDLE, paths, paid_vol=0.20).pnl
    assert free.std() == pytest.approx(0.71, abs=0.03)


def test_costs_take_the_mean_and_few_hedges_the_certainty():
    """The verdict on E6."""
    means, spreads = [], []
    for n in (5, 30, 240):
        paths = gl.GBM(0.25).simulate(100, MONTH, n, n_paths=2_000, seed=6)
        pnl = gl.replay(STRADDLE, paths, paid_vol=0.20, costs=gl.HalfSpread(bps=5)).pnl
        means.append(pnl.mean())
        spreads.append(pnl.std())
    assert means == pytest.approx([1.02, 0.90, 0.55], abs=0.13) and means == sorted(means)[::-1]
    assert spreads == pytest.approx([2.13, 0.95, 0.40], abs=0.08)


def test_the_power_of_n():
    """One over the root, where hedged with what happens; a floor otherwise."""
    counts = np.array([10, 40, 160])
    for vol, hedged, power in ((0.2, 0.2, -0.48), (0.3, 0.3, -0.48), (0.3, 0.2, -0.22)):
        spread = [gl.theory.hedged_pnl_sd(STRADDLE, 100, vol, n, hedge_vol=hedged) for n in counts]
        assert np.polyfit(np.log(counts), np.log(spread), 1)[0] == pytest.approx(power, abs=0.006)


def test_the_published_tables():
    """Kamal and Derman's example program: 0.43 and 0.22. Hull's weekly row: 0.19."""
    for n, published in ((21, 0.43), (84, 0.22)):
        exact = gl.theory.exact_hedging_error_sd(100, 100, 1 / 12, 0.20, n, rate=0.05)
        assert exact == pytest.approx(published, abs=0.006)
    paths = gl.GBM(0.20, drift=0.13).simulate(49, 20 / 52, 20, n_paths=4_000, seed=2)
    call = gl.call(50, 20 / 52)
    pnl = np.exp(-0.05 * 20 / 52) * gl.replay(-call, paths, paid_vol=0.20, rate=0.05).pnl
    assert pnl.std() / call.value(49, 0.20, rate=0.05) == pytest.approx(0.193, abs=0.008)


def test_the_right_function_of_exercise_3_is_the_replay():
    paths = gl.GBM(0.30).simulate(100, 0.1, 12, seed=5)
    for every in (1, 2, 5):
        run = gl.replay(gl.call(101, 0.1), paths, paid_vol=0.25, policy=gl.EveryN(every))
        mine = makers.hedged()(paths.spots[0], paths.times, 101, 0.25, every)
        assert mine == pytest.approx(run.pnl[0], abs=1e-10)


def test_the_cases_told_in_the_exercises():
    assert makers.step()(13.91, 100, 0.20, DAY, 2) == pytest.approx(22.9, abs=0.05)
    assert makers.share()(0.20, 0.30) == pytest.approx(0.495, abs=0.0005)
    times, prices = np.arange(3) * DAY, np.array([100.0, 102.0, 100.0])
    assert makers.hedged()(prices, times, 100, 0.20, 1) == pytest.approx(0.346, abs=0.0005)
    told = makers.told()(np.array([1.0, -2.0, 3.0, 0.0]))
    assert told == pytest.approx((0.5, 1.04, 2.08), abs=0.005)
    assert [makers.needed()(22.9, 0.20, t) for t in (0.56, 0.28)] == [53, 211]
    moves = np.array([1, 1, -1, 1, 1, -1]) / 100
    seen = [makers.seen_by()(moves, n, 365) for n in (1, 3)]
    assert seen == pytest.approx([0.191, 0.110], abs=0.0005)
    assert makers.mean_profit()(0.30, 0.485, 30, 1) == pytest.approx(4.23, abs=0.01)
