"""The games of lesson 05: what the rules make in either world, and what is told afterwards."""

import numpy as np
import pytest

import gammalab as gl
from gammalab.course.lesson_05 import desk
from gammalab.desk import usual_rules

OWNER, SELLER = desk.SCENARIOS
SEEDS = {desk.goes_on(seed): seed for seed in range(20)}  # a month of each world


@pytest.mark.parametrize(
    ("goes_on", "means"),
    [
        (desk.TREND, {"never": 672, "every turn": -19, "every five": 370, "a band": 104}),
        (desk.CHOP, {"never": -344, "every turn": -49, "every five": -317, "a band": -242}),
    ],
)
def test_the_rules_make_what_the_plan_says(goes_on, means):
    setting = OWNER.setting(SEEDS[goes_on], n_paths=OWNER.months)
    for name, mean in means.items():
        pnl = gl.replay(**setting, policy=usual_rules()[name]).pnl
        assert abs(pnl.mean() - mean) < 4 * pnl.std() / len(pnl) ** 0.5 + 1, name


def test_the_seller_has_the_reverse_less_his_costs():
    seed = SEEDS[desk.TREND]
    owner, seller = (
        gl.replay(**scenario.setting(seed, 500), policy=gl.EveryN(5))
        for scenario in (OWNER, SELLER)
    )
    costs = -owner.attribution()["costs"]
    np.testing.assert_allclose(seller.pnl, -owner.pnl - 2 * costs, atol=1e-8)


def test_the_question_knows_the_world_and_the_page_does_not_say_it():
    found = [desk.goes_on(seed) for seed in range(400)]
    assert 0.4 < np.mean(np.array(found) == desk.TREND) < 0.6
    for seed in range(40):
        question = OWNER.question(seed)
        spots = OWNER.paths(seed, 1).spots[0]
        signs = np.sign(np.diff(spots))
        again = np.mean(signs[1:] == signs[:-1])
        assert question.options[question.right].startswith("a trend" if again > 0.5 else "chop")
        np.testing.assert_array_equal(spots, SELLER.paths(seed, 1).spots[0])


def test_a_month_that_ends_at_the_strike_says_so():
    told = [OWNER.reveal(seed) for seed in range(60)]
    at_the_strike = [abs(OWNER.paths(seed, 1).spots[0, -1] - 100) < 0.01 for seed in range(60)]
    assert [("at the strike" in one) for one in told] == at_the_strike
    assert any(at_the_strike) and not all(at_the_strike)
    assert all("pays a seller" in one for one in told if "at the strike" in one)


@pytest.mark.parametrize(
    ("goes_on", "low", "high"), [(desk.CHOP, 0.25, 0.35), (desk.TREND, 0, 0.1)]
)
def test_how_often_a_month_ends_at_the_strike(goes_on, low, high):
    ends = OWNER.setting(SEEDS[goes_on], n_paths=2000)["paths"].spots[:, -1]
    assert low < np.mean(np.abs(ends - 100) < 0.01) < high


def test_luck_is_not_told_as_if_moves_were_independent_and_of_many_sizes():
    assert all(one.no_odds for one in desk.SCENARIOS)
    moves = np.diff(np.log(OWNER.paths(3, 1).spots[0]))
    assert np.ptp(np.abs(moves)) < 1e-3 and all(one.equal_moves for one in desk.SCENARIOS)


def test_the_brief_states_the_price():
    premium = 100 * gl.straddle(100, 30 / 365).value(100, 0.30)
    for scenario in desk.SCENARIOS:
        assert f"{premium:.0f}" in scenario.brief
