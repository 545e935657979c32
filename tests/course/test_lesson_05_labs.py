"""Lesson 05's labs: the numbers that its plan computed, what its puzzles say, and both sides.

`test_labs.py` moves every slider to its ends and looks at the pictures.
"""

from itertools import product

import numpy as np
import pytest

import gammalab as gl
from gammalab.course.lesson_05 import days, labs, often, worlds
from gammalab.course.lesson_05.month import DAY, EXPIRY, SPOT, STRADDLE

BOOK = 100 * STRADDLE


def state(lab, **values):
    return lab.compute(**{**lab.defaults, **values})


# ---- round 1 ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("move", "profit"), [(0, -7.7), (1, -0.7), (3, 53.5), (-3, 55.5), (8, 371)]
)
def test_the_money_of_round_1(move, profit):
    day = gl.Paths([0.0, DAY], [SPOT, SPOT + move])
    assert gl.replay(BOOK, day, paid_vol=0.20).pnl[0] == pytest.approx(profit, abs=0.5)
    assert np.interp(move, days.MOVES, days._curve()) == pytest.approx(profit, abs=0.5)


@pytest.mark.parametrize("happens", [0.10, 0.20, 0.37])
def test_the_months_are_those_of_their_seed(happens):
    moves, made = labs.months(happens)
    for month in (1, 38, 60):
        path = gl.GBM(happens).simulate(SPOT, EXPIRY, 30, n_paths=1, seed=month)
        ledger = gl.replay(BOOK, path, paid_vol=0.20).ledger()
        np.testing.assert_allclose(made[month - 1], ledger["pnl"].diff()[1:], atol=1e-8)
        returns = np.diff(path.spots[0]) / path.spots[0, :-1]
        np.testing.assert_allclose(moves[month - 1], 100 * returns, atol=1e-9)


@pytest.mark.parametrize(
    ("happens", "lost", "below_zero", "months"),
    [(0.10, 93, 94, 60), (0.20, 64, 67, 30), (0.30, 44, 48, 1), (0.40, 32, 39, 0)],
)
def test_the_share_of_losing_days_by_what_happens(happens, lost, below_zero, months):
    result = state(labs.many_days, happens=happens)
    assert round(100 * result.all_lost) == lost
    assert round(100 * np.mean(labs.months(happens)[1] < 0)) == below_zero
    assert result.lost_months == months
    seller = state(labs.many_days, happens=happens, side=-1)
    assert seller.lost_months == 60 - months
    np.testing.assert_array_equal(seller.made, -result.made)


def test_the_puzzles_of_round_1_have_the_months_of_the_plan():
    first, second = labs.many_days.puzzles
    months = range(1, days.MONTHS + 1)
    fair = {month: state(labs.many_days, month=month) for month in months}
    solved = [month for month in months if first.solved({}, fair[month])]
    assert solved == [6, 20, 21, 22, 27, 32, 33, 38, 42, 59]
    assert "10 of the sixty" in first.told(fair[38])
    assert (fair[59].lost, round(fair[59].profit), round(fair[38].profit)) == (24, 20, 210)
    assert (fair[1].lost, round(fair[1].profit)) == (24, -164)
    assert not first.solved({}, state(labs.many_days, month=38, day=29))
    wild = {month: state(labs.many_days, month=month, happens=0.30) for month in months}
    assert [month for month in months if second.solved({}, wild[month])] == [24, 25, 42, 50]
    assert not any(second.solved({}, one) for one in fair.values())
    other = {month: state(labs.many_days, month=month, happens=0.25) for month in months}
    solved = [month for month in months if first.solved({}, other[month])]
    assert f"{len(solved)} of the sixty" in first.told(other[solved[0]])


def test_what_the_lab_of_days_says():
    said = labs.many_days.say(state(labs.many_days, month=7))
    assert "17 losing, 4 within a cent of nothing; profit +55. Best day +27, worst -10" in said
    assert "nothing has happened" in labs.many_days.say(state(labs.many_days, day=0))
    assert "1 day, owner" in labs.many_days.say(state(labs.many_days, day=1))
    added = labs.many_days.puzzles[0].adds(state(labs.many_days, happens=0.30))
    assert added == "All 60 months: 44 % of days lose; losing months: 1 of 60."


# ---- round 2 ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hedges", "hedged", "happens"), [(1, 0.2, 0.3), (15, 0.6, 0.3), (240, 0.3, 0.3)]
)
def test_profits_are_those_of_the_replay(hedges, hedged, happens):
    paths = gl.GBM(happens).simulate(SPOT, EXPIRY, 240, n_paths=often.MONTHS, seed=often.SEED)
    run = gl.replay(STRADDLE, paths.every(240 // hedges), paid_vol=0.20, hedge_vol=hedged)
    np.testing.assert_allclose(labs.profits(hedges, hedged, happens), run.pnl, atol=1e-9)


@pytest.mark.parametrize(("hedged", "happens"), [(0.2, 0.2), (0.2, 0.3), (0.3, 0.3), (0.6, 0.6)])
def test_the_spreads_are_the_exact_ones_and_the_mean_the_gap_of_the_prices(hedged, happens):
    for hedges in (1, 15, 120):
        pnl = labs.profits(hedges, hedged, happens)
        exact = gl.theory.hedged_pnl_sd(STRADDLE, SPOT, happens, hedges, hedge_vol=hedged)
        assert pnl.std(ddof=1) == pytest.approx(exact, rel=0.07)
        error = exact / often.MONTHS**0.5
        assert abs(pnl.mean() - labs.price_gap(happens, 0.20)) < 3 * error


def test_the_law_is_high_by_a_sixth_for_one_hedge_and_exact_in_the_end():
    ratios = [
        labs.law(n, 0.20) / gl.theory.hedged_pnl_sd(STRADDLE, SPOT, 0.20, n) for n in (1, 30, 120)
    ]
    assert ratios == pytest.approx([1.17, 1.033, 1.016], abs=0.006)
    assert labs.floor_of(0.20, 0.30) == pytest.approx(1.04, abs=0.005)
    assert labs.floor_of(0.30, 0.20) == pytest.approx(0.68, abs=0.005)
    ends = [gl.theory.hedged_pnl_sd(STRADDLE, SPOT, 0.60, n, hedge_vol=0.05) for n in (1, 240)]
    assert ends == pytest.approx([10.6, 8.8], abs=0.05)


def test_a_spread_below_its_floor_is_explained():
    said = labs.more_often.say(state(labs.more_often, hedges=240, happens=0.60, hedged=0.05))
    assert "spread 8.62, floor 8.80 (exact: 1,000 months are off by a few per cent)" in said
    assert "exact" not in labs.more_often.say(state(labs.more_often, happens=0.30))


def test_the_first_puzzle_of_round_2_needs_another_delta():
    first, second = labs.more_often.puzzles
    stops = labs.more_often.controls[0].places
    hedged = [0.20, 0.25, 0.28, 0.29, 0.30, 0.31, 0.32, 0.36, 0.41]
    solved = {
        (n, h)
        for n, h in product(stops[-3:], hedged)
        if first.solved({}, state(labs.more_often, hedges=n, hedged=h, happens=0.30))
    }
    assert {n for n, _ in solved} == {120, 240}
    assert {h for n, h in solved if n == 120} == {0.29, 0.30, 0.31}
    assert (240, 0.20) not in solved and (240, 0.30) in solved
    assert not first.solved({}, state(labs.more_often, hedges=240))  # 20 % happens: too easy
    told = first.told(state(labs.more_often, hedges=240, hedged=0.30, happens=0.30))
    assert "240 hedges with 30 %: 0.38. With 20 %, 240 hedges leave 1.10." in told


def test_only_what_happens_makes_the_owner_lose():
    second = labs.more_often.puzzles[1]
    for happens, hedges, hedged in product((0.05, 0.15, 0.17, 0.40), (1, 30), (0.05, 0.20, 0.60)):
        result = state(labs.more_often, happens=happens, hedges=hedges, hedged=hedged)
        solved = second.solved({}, result)
        assert solved == (happens <= 0.15), (happens, hedges, hedged)
        seller = state(labs.more_often, happens=happens, hedges=hedges, hedged=hedged, side=-1)
        assert second.solved({}, seller) == solved


def test_the_line_of_theory_is_there_where_it_applies():
    assert "the law of the root says 0.26" in labs.more_often.say(
        state(labs.more_often, hedges=240)
    )
    apart = state(labs.more_often, hedges=240, happens=0.30)
    assert "floor 1.04" in labs.more_often.say(apart) and not apart.agree
    assert apart.fewer == list(often.STOPS) and apart.spreads == sorted(apart.spreads)[::-1]
    assert "1 hedge with" in labs.more_often.say(state(labs.more_often, hedges=1))


# ---- round 3 ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("goes_on", "means"),
    [
        (0.20, {1: -0.17, 2: -2.86, 5: -3.12, 30: -3.5}),
        (0.50, {1: -0.06, 2: -0.07, 5: -0.06, 30: -0.2}),
        (0.80, {1: 0.01, 2: 1.44, 5: 3.89, 30: 6.6}),
        (0.90, {30: 13.2}),
        (0.05, {1: -0.43, 2: -5.2}),
    ],
)
def test_the_means_of_the_plan(goes_on, means):
    found, errors, seen = labs.by_interval(goes_on)[0]
    for every, mean in means.items():
        k = worlds.EVERY.index(every)
        assert abs(found[k] - mean) < 4 * errors[k] + 0.03
        formula = gl.theory.interval_vol(0.30, 2 * goes_on - 1, every)
        assert seen[k] == pytest.approx(formula, rel=0.05)
    assert seen[0] == pytest.approx(0.30, abs=1e-12)


def test_the_means_are_those_of_a_hedge_every_few_days():
    paths = labs.world(0.80, n_paths=300, seed=1)
    for every in (1, 5, 30):
        rule = gl.replay(STRADDLE, paths, paid_vol=0.30, policy=gl.EveryN(every)).pnl
        seen = gl.replay(STRADDLE, paths.every(every), paid_vol=0.30).pnl
        np.testing.assert_allclose(rule, seen, atol=1e-9)


def test_the_puzzles_of_round_3():
    first, second = labs.trend_or_chop.puzzles
    goes_on = labs.trend_or_chop.controls[0].places
    grid = {
        key: state(labs.trend_or_chop, goes_on=key[0], every=key[1])
        for key in product(goes_on, worlds.EVERY)
    }
    gains = {key for key, result in grid.items() if first.solved({}, result)}
    assert {(0.80, n) for n in (5, 10, 15, 30)} <= gains and min(q for q, _ in gains) == 0.70
    assert not any(every < 5 for _, every in gains)
    losses = {key for key, result in grid.items() if second.solved({}, result)}
    assert {(0.10, n) for n in (2, 5, 10, 15, 30)} <= losses and max(q for q, _ in losses) == 0.15
    assert (0.10, 3) not in losses
    seller = state(labs.trend_or_chop, goes_on=0.10, every=10, side=-1)
    assert second.solved({}, seller) and seller.mean > 4
    assert "sees 48.6 % only" not in second.told(seller)
    assert "every 5 days sees 48.6 %. Daily it is 0.00." in first.told(grid[0.80, 5])
    assert abs(labs.price_gap(0.30, 0.0001) - 6.86) < 0.01


def test_the_compared_worlds_are_said():
    said = labs.trend_or_chop.say(state(labs.trend_or_chop, every=5, compare=1, side=-1))
    assert "With 20, 50 and 80 %: +3.14, +0.10, -3.90." in said
    assert "every day" in labs.trend_or_chop.say(state(labs.trend_or_chop))


def test_chop_loses_on_the_last_day():
    paths = labs.world(0.20)
    daily = np.diff(gl.replay(STRADDLE, paths, paid_vol=0.30).pnl_by_time(), axis=1).mean(axis=0)
    assert daily[-1] < -0.12 and abs(daily[:-1].sum()) < 0.03


def test_two_prices_can_be_half_too_high_where_moves_go_on():
    mean, error, seen = labs.by_interval(0.90)[0][:, labs.EVERY.index(2)]
    assert 1.4 < labs.price_gap(seen, 0.30) / (mean + 3 * error) < 1.7
    assert labs.price_gap(seen, 0.30) / mean == pytest.approx(1.5, abs=0.1)
