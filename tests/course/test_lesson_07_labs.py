"""Lesson 07's labs: the numbers that its plan computed, what its puzzles say, and both sides.

`test_labs.py` moves every slider to its ends and looks at the pictures.
"""

import re
from itertools import product

import numpy as np
import pytest
from effort import THOROUGH

import gammalab as gl
from gammalab.course.lesson_07 import claims, jumps, labs, race, stale, stop, thin
from gammalab.course.lesson_07.book import EXPIRY, PAID, SPOT, STEPS, STRADDLES


def state(lab, **values):
    return lab.compute(**{**lab.defaults, **values})


# ---- round 1 ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "to", "made", "says"),
    [(100, 90, 435.2, 463.4), (103, 96, 220.3, 204.8), (103, 110, 174.0, 204.8),
     (110, 132, 427.9, 1052.1), (110, 88, 1777.8, 1052.1), (90, 72, 340.1, 830.4)],
)  # fmt: skip
def test_a_gap(start, to, made, says):
    assert labs.gap_profit(start, to) == pytest.approx(made, abs=0.051)
    assert labs.gap_profit(start, to, side=-1) == pytest.approx(-made, abs=0.051)
    assert labs.gamma_says(start, to) == pytest.approx(says, abs=0.051)
    by_cash = STRADDLES.value(to, PAID) - STRADDLES.value(start, PAID)
    by_cash -= STRADDLES.delta(start, PAID) * (to - start)
    assert labs.gap_profit(start, to) == pytest.approx(by_cash, abs=1e-9)


def test_since_a_fresh_hedge_the_owner_is_never_below_zero():
    prices = np.linspace(40, 250, 301)
    for start in (90, 100, 103, 110):
        assert labs.gap_profit(start, prices).min() > -1e-9
        assert labs.gap_profit(start, prices, side=-1).max() < 1e-9
        assert labs.gap_profit(start, prices, hedged_at=start - 3).min() < -15


def test_a_stale_hedge_loses_on_the_way_back_what_it_made():
    back = labs.gap_profit(103, 100, hedged_at=100)
    assert back == pytest.approx(-40.7, abs=0.051)
    assert back + labs.gap_profit(100, 103) == pytest.approx(0, abs=1e-9)
    shown = state(labs.gap, start=103, gap=-0.03, stale=-3)
    assert "owner -41" in labs.gap.say(shown) and "hedge is that of 100" in labs.gap.say(shown)


def test_the_puzzles_of_the_gap():
    more, less, loser = labs.gap.puzzles
    gaps, starts = (control.places for control in labs.gap.controls[:2])
    grid = {
        key: state(labs.gap, gap=key[0], start=key[1]) for key in product(gaps[::4], starts[::5])
    }
    twice = {key for key, result in grid.items() if more.solved({}, result)}
    assert (0.20, 110) in twice and all(gap * (start - 100) > 0 for gap, start in twice)
    third = {key for key, result in grid.items() if less.solved({}, result)}
    assert (-0.20, 110) in third and all(gap * (start - 100) < 0 for gap, start in third)
    for side in (1, -1):
        sold = state(labs.gap, gap=0.20, start=110, side=side)
        assert more.solved({}, sold) and "1,052, 428 happened" in more.told(sold)
    where = dict(start=100, gap=-0.05)
    found = [
        vol
        for vol in labs.gap.controls[3].places
        for side in (1, -1)
        if loser.solved(where, state(labs.gap, **where, side=side, implied_after=vol))
    ]
    assert max(found) == 0.23 and len(found) == 2 * 9  # from 15 % to 23 %, on either side
    for vol, owner in ((0.24, 8), (0.23, -8), (0.20, -55.5), (0.15, -121)):
        shown = state(labs.gap, **where, implied_after=vol)
        assert shown.made == pytest.approx(owner, abs=0.5)


def test_no_gap_says_no_ratio():
    assert labs.gap.say(state(labs.gap, gap=0.0)).startswith("No gap. 100 -> 100.0: owner 0")
    assert labs.gap.say(state(labs.gap, gap=-0.05)).endswith("right within half a per cent.")
    vega = state(labs.gap, gap=0.0, implied_after=0.45)
    assert vega.made == pytest.approx(343, abs=0.5) and "too much" not in labs.gap.say(vega)


@pytest.mark.parametrize("start", [93, 95, 97, 103, 105, 107])
def test_to_the_strike_and_not_far_through_it_gamma_says_too_little(start):
    """And far through it too much again, as the text has it."""
    for over, little in ((0.2, True), (1.0, True), (1.3, True), (6.0, False)):
        to = start + over * (100 - start)
        assert (labs.gamma_says(start, to) < labs.gap_profit(start, to)) == little, over


def test_gamma_is_silent_where_it_cannot_know():
    live = labs.gap()
    try:
        for values, knows in (
            ({}, True),
            (dict(implied_after=0.2), False),
            (dict(stale=-3), False),
        ):
            live.set(**{**labs.gap.defaults, **values})
            drawn = {mark.label for mark in live._page.gap.marks}
            assert ("gamma says" in drawn) == knows
            assert ("gamma says" in live.summary_text) == knows
    finally:
        live.close()


# ---- round 2 ------------------------------------------------------------------------------------


@pytest.mark.parametrize("late", [0, 1, 7])
def test_a_late_month_is_that_of_the_replay(late):
    paths = gl.CorrelatedMoves(PAID, 0.2).simulate(SPOT, EXPIRY, STEPS, race.MONTHS, race.SEED)
    few = gl.Paths(paths.times, paths.spots[:20])
    how = gl.Execution(latency=late, start_hedged=True)
    run = gl.replay(STRADDLES, few, paid_vol=PAID, execution=how)
    np.testing.assert_allclose(labs.late_profit(late, 0.2)[:20], run.pnl, atol=1e-8)


def test_a_punctual_month_is_that_of_the_replay():
    paths = gl.CorrelatedMoves(PAID, 0.0).simulate(SPOT, EXPIRY, STEPS, race.MONTHS, race.SEED)
    for every in (1, 3, 20):
        run = gl.replay(STRADDLES, paths, paid_vol=PAID, policy=gl.EveryN(every))
        np.testing.assert_allclose(labs.late_profit(0, 0.0, every), run.pnl, atol=1e-8)


def test_lateness_multiplies_the_spread_and_leaves_the_mean():
    on_time = labs.late_profit(0).std(ddof=1)
    for late in (1, 2, 4):
        profit = labs.late_profit(late)
        assert profit.std(ddof=1) / on_time == pytest.approx((2 * late + 1) ** 0.5, rel=0.04)
        mean, error = labs.mean_and_error(profit)
        assert abs(mean) < 3 * error
        twin = labs.late_profit(0, 0.0, 2 * late + 1) if late < 3 else None
        if twin is not None:
            assert profit.std() / twin.std() == pytest.approx(1, abs=0.04)


@pytest.mark.parametrize("memory", [-0.4, -0.2, 0.2, 0.4])
def test_a_market_with_a_memory_pays_one_side(memory):
    paths = gl.CorrelatedMoves(PAID, memory).simulate(SPOT, EXPIRY, STEPS, race.MONTHS, race.SEED)
    income = gl.replay(STRADDLES, paths, paid_vol=PAID).attribution()["gamma"].mean()
    for late in (1, 8):
        gap = labs.late_profit(late, memory) - labs.late_profit(0, memory)
        mean, error = labs.mean_and_error(gap)
        rule = gl.theory.lateness_pnl(income, memory, late=late)
        assert abs(mean - rule) < 3.5 * error


def test_the_puzzles_of_the_race():
    one, two, market = labs.race.puzzles
    for puzzle, late, every in ((one, 1, 3), (two, 2, 5)):
        solved = [
            n
            for n in race.EVERY
            if puzzle.solved(dict(late=late, memory=0.0), state(labs.race, late=late, every=n))
        ]
        assert solved == [every]
    pays = {
        memory: state(labs.race, late=1, memory=memory) for memory in labs.race.controls[3].places
    }
    assert [m for m, r in pays.items() if market.solved(dict(late=1), r)] == [-0.4, -0.3, -0.2]
    sold = state(labs.race, late=1, memory=-0.2, side=-1)
    assert market.solved(dict(late=1), sold) and "seller +151" in market.told(sold)


# ---- round 3 ------------------------------------------------------------------------------------

TRIED = [*jumps.FLOORS] if THOROUGH else [0.02]


@pytest.mark.parametrize("size", [size for size in TRIED if size])
def test_the_floors_are_those_of_the_theory(size):
    floor = gl.theory.jump_floor(
        STRADDLES, SPOT, labs.world(size), hedge_vol=labs.fair_vol(size)
    )  # fmt: skip
    assert jumps.FLOORS[size] == pytest.approx(floor, abs=0.011)


def test_the_world_has_thirty_per_cent_in_all():
    for size in (0.02, 0.06, 0.08):
        assert labs.world(size).total_vol == pytest.approx(PAID)
        assert labs.world(size - 0.02, mean=0.02).total_vol == pytest.approx(PAID)
    assert labs.fair_vol(0.0) == PAID and labs.fair_vol(0.06) == pytest.approx(0.292, abs=5e-4)


def test_a_month_with_jumps_is_that_of_the_replay():
    paths = labs.world(0.06).simulate(SPOT, EXPIRY, STEPS, n_paths=jumps.MONTHS, seed=jumps.SEED)
    for n in (2, 30):
        run = gl.replay(STRADDLES, paths.every(STEPS // n), paid_vol=labs.fair_vol(0.06))
        np.testing.assert_allclose(labs.profits(0.06)[n], run.pnl, atol=1e-8)


@pytest.mark.parametrize(
    ("size", "daily", "fine"), [(0.0, 107, 40), (0.02, 112, 53), (0.06, 295, 291)]
)
def test_what_more_hedging_takes_away(size, daily, fine):
    spreads = dict(zip(jumps.HEDGES, state(labs.jumps, size=size).spreads, strict=True))
    assert (spreads[30], spreads[240]) == pytest.approx((daily, fine), abs=0.5)
    steps = (
        gl.theory.book_hedging_error_sd(STRADDLES, SPOT, labs.world(size).vol, 240)
        if size
        else 39.2
    )
    assert np.hypot(steps, jumps.FLOORS[size]) == pytest.approx(fine, rel=0.10)


def test_a_spread_is_known_less_well_where_prices_jump():
    normal = 2 / (2 * jumps.MONTHS) ** 0.5  # two standard errors, as a share of a spread
    calm, wild = (
        2 * one.errors[4] / one.spreads[4]
        for one in (state(labs.jumps, size=size) for size in (0.0, 0.06))
    )
    assert 0.9 * normal < calm < 1.5 * normal and wild > 1.5 * normal


def test_the_puzzle_of_the_jumps():
    (puzzle,) = labs.jumps.puzzles
    ratios = {size: jumps._ratio(size) for size in jumps.FLOORS}
    assert max(size for size, ratio in ratios.items() if ratio <= 0.5) == 0.02
    found = state(labs.jumps, size=0.02, hedges=240)
    assert puzzle.solved(dict(hedges=240, size=0.02), found)
    assert "112 becomes 53" in puzzle.told(found) and "57 %, and at 6 % 99 %" in puzzle.told(found)


def test_both_spreads_stand_below_240_hedges():
    said = labs.jumps.say(state(labs.jumps, size=0.02, hedges=240))
    assert "spread 53" in said and "With 30 hedges it is 112." in said


def test_brackets_hold_standard_errors_and_nothing_else():
    """The texts say so: a second spread, or a correlation, stands outside them."""
    for lab, changes in (
        (labs.jumps, dict(size=0.06, hedges=240)),
        (labs.race, dict(memory=0.4)),
        (labs.race, dict(memory=-0.4)),
    ):
        said = lab.say(state(lab, **changes))
        assert "In brackets: standard errors." in said
        held = re.findall(r"\((.*?)\)", said)
        assert held and all(float(one) > 0 for one in held)


def test_a_jump_is_normal_and_the_rare_large_ones_make_the_floor():
    paths = labs.world(0.06)
    assert (paths.jump_mean, paths.jump_sd) == (0.0, 0.06)
    sizes = 0.06 * np.random.default_rng(1).standard_normal(40_000)
    left = labs.gap_profit(100, 100 * np.exp(sizes)) ** 2
    assert np.mean(abs(sizes) < 0.06) == pytest.approx(2 / 3, abs=0.02)
    assert np.mean(abs(sizes) > 0.12) == pytest.approx(1 / 20, abs=0.01)
    large = np.abs(sizes) > 0.12
    assert left[large].sum() == pytest.approx(0.48 * left.sum(), rel=0.05)  # "nearly half"


def test_the_seller_wins_often_and_has_the_long_tail():
    owner, seller = (state(labs.jumps, hedges=240, side=side) for side in (1, -1))
    assert seller.loses == pytest.approx(1 - owner.loses, abs=1e-9) and seller.loses < 0.35
    assert seller.worst < -900 < 4 * owner.worst + 400
    assert "Seller: mean" in labs.jumps.say(seller)


# ---- round 4 ------------------------------------------------------------------------------------


def test_a_stopped_month_is_that_of_the_replay():
    paths = gl.GBM(PAID).simulate(SPOT, EXPIRY, STEPS, n_paths=stop.MONTHS, seed=stop.SEED)
    few = gl.Paths(paths.times, paths.spots[:60])
    for level in (90, 95, 98):
        plain, stopped, hit = (one[:60] for one in labs.with_stop(level))
        given = dict(paid_vol=PAID, policy=gl.EveryN(8))
        np.testing.assert_allclose(plain, gl.replay(stop.CALLS, few, **given).pnl, atol=1e-8)
        run = gl.replay(stop.CALLS, few, **given, stop=gl.Stop(below=level))
        np.testing.assert_allclose(stopped, run.pnl, atol=1e-8)
        assert np.array_equal(hit, (few.spots <= level).any(axis=1))


def test_the_stop_of_the_plan():
    result = state(labs.stop, level=95, month=46)
    assert (result.hit, result.helped) == pytest.approx((0.55, 0.78), abs=0.005)
    assert result.tails == pytest.approx([-141, -839], abs=0.5)
    assert abs(result.gap) < 2 * result.error
    assert result.here == pytest.approx((-30, -1507), abs=0.5)
    assert state(labs.stop, level=95, month=3).here == pytest.approx((-48, 69), abs=0.5)


def test_the_puzzle_of_the_stop():
    (puzzle,) = labs.stop.puzzles
    levels = labs.stop.controls[0].places
    solved = [level for level in levels if puzzle.solved({}, state(labs.stop, level=level))]
    assert solved == [98]
    at_95, far = (state(labs.stop, level=level).tails for level in (95, 85))
    assert at_95[1] / at_95[0] == pytest.approx(6, abs=0.1) and far[1] / far[0] < 1.01
    shown = np.concatenate([labs.with_stop(level)[1] for level in levels])
    assert -2600 < shown.min() and shown.max() < 450  # the axis


# ---- the worked replays -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "owners", "days", "nights", "rule"),
    [("February 2018", (5507, 5460, 6071, -3342), 10021, -4514, 6019),
     ("August 2015", (940, 1409, 1194, 9105), 2555, -1615, 7419),
     ("October 2008", (1751, 2048, 2096, 8410), 3589, -1838, 7071)],
)  # fmt: skip
def test_the_crashes(name, owners, days, nights, rule):
    table, facts = labs.crash_table(name), labs.facts(name)
    assert table["owner"].tolist() == pytest.approx(owners, abs=0.5)
    assert labs.crash_run(name, side=-1).pnl[0] == pytest.approx(-owners[0], abs=0.5)
    assert facts[["days", "nights", "vega rule"]].tolist() == pytest.approx(
        [days, nights, rule], abs=0.5
    )
    assert labs.by_step(name)["owner"].sum() == pytest.approx(table["owner"].iloc[0], abs=1e-6)
    once = gl.replay(
        labs.crash(name).book, labs.crash(name).paths, paid_vol=labs.crash(name).paid,
        policy=gl.EveryN(1000),
    )  # fmt: skip
    assert once.pnl[0] == pytest.approx(owners[-1], abs=0.5)


def test_the_nights_of_the_crashes():
    february = labs.by_step("February 2018")
    night = february.loc["2018-02-06 open"]
    assert night.tolist() == pytest.approx([-1.29, 169], abs=0.5)
    assert night["move %"] == pytest.approx(-1.29, abs=0.005)
    assert february.loc["2018-02-05 close", "owner"] == pytest.approx(2471, abs=0.5)
    august = labs.by_step("August 2015").loc["2015-08-20 close":"2015-08-24 close", "owner"]
    assert august.round().tolist() == [1034, -45, 768, -4, 7]


@pytest.mark.parametrize(("name", "chart"), [("race", "heaps"), ("jumps", "months")])
def test_a_mean_in_a_picture_stands_in_its_errors(name, chart):
    live = getattr(labs, name)()
    try:
        marks = {mark.label: mark for mark in getattr(live._page, chart).marks}
        shade = marks["2 standard errors"].artists[0]
        mean, error = labs.mean_and_error(live.result.profit)
        assert shade.get_x() == pytest.approx(mean - 2 * error)
        assert shade.get_width() == pytest.approx(4 * error)
    finally:
        live.close()


# ---- claims and folds ---------------------------------------------------------------------------


def test_whom_the_claims_cost_money_is_what_was_measured():
    for key, claim in claims.CLAIMS.items():
        mean, error = claims.tried(key)
        pays = "neither" if abs(mean) < 3 * error else "seller" if mean > 0 else "owner"
        assert pays == claim.pays, key


def test_the_table_says_what_is_right_and_what_is_open(capsys):
    labs.whom({"B1": "neither", "B2": "both", "B3": ..., "B4": "owner"})
    said = capsys.readouterr().out
    assert said.count("open") == 2 and "you: neither. Right." in said
    assert "you: both. It is: neither." in said and "you: owner. It is: seller." in said
    labs.whom({"B5": "Neither"})
    said = capsys.readouterr().out
    assert "you: neither. Right. The stop brings the seller" in said and "Owner" not in said
    for answers, fault in (({"B9": "owner"}, "B9"), ({"B1": "me"}, "owner, seller, both")):
        with pytest.raises(ValueError, match=fault):
            labs.whom(answers)
        assert capsys.readouterr().out == ""  # nothing is printed before a word is found wrong


def test_a_limit_on_size_is_lateness():
    for memory, owner in ((-0.2, -105), (0.0, 0), (0.2, 127)):
        mean, error = labs.mean_and_error(labs.limited_profit(memory))
        assert mean == pytest.approx(owner, abs=0.5) and (abs(mean) > 3 * error) == bool(memory)


def test_volatility_that_comes_late_is_noise():
    now, late = (stale.late_volatility(0.60, days) for days in (0, 5))
    gap, error = labs.mean_and_error(late - now)
    assert abs(gap) < 3 * error
    assert (now.std(), late.std()) == pytest.approx((218, 363), abs=0.6)
    assert np.array_equal(stale.late_volatility(0.15, 0), stale.late_volatility(0.15, 5))


def test_depth_can_be_read_and_empty_flow_cannot():
    for side in (1, -1):
        blind, waits = (labs.reads_depth("at random", rim, side) for rim in (10, 30))
        assert blind.cost.mean() - waits.cost.mean() == pytest.approx(10.2, abs=0.3)
        assert waits.pnl.std() / blind.pnl.std() < 1.08
        mean, error = labs.mean_and_error(labs.reads_flow(0.0, side))
        assert mean < -4 * error
    mean, error = labs.mean_and_error(labs.reads_flow(0.3))
    assert mean > 20 * error
    assert thin.RIM == 10
