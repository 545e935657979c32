"""The game of lesson 06: the month of lesson 02's desk, with a bill."""

import numpy as np
import pytest

import gammalab as gl
from gammalab.course.lesson_02 import desk as first
from gammalab.course.lesson_06 import desk

(GAME,) = desk.SCENARIOS


def runs(seed, n_paths=1, side=1):
    setting = GAME.setting(seed, n_paths)
    setting["book"] = side * setting["book"]
    return {name: gl.replay(policy=rule, **setting) for name, rule in GAME.rivals.items()}


def test_the_same_figures_are_the_same_month_as_in_lesson_02():
    mine, theirs = (one.paths(0xA6, 1).spots for one in (GAME, first.SCENARIOS[0]))
    np.testing.assert_array_equal(mine, theirs)


def test_the_premium_of_the_brief():
    assert f"{desk.STRADDLES.value(100, desk.PAID):.0f}" in GAME.brief


@pytest.mark.parametrize(
    ("rule", "pnl", "cost", "trades"),
    [
        ("never", -169, 0, 0), ("every turn", -77, 72.7, 31), ("every five", -222, 25.7, 7),
        ("a band", -38, 29.7, 10),
    ],
)  # fmt: skip
def test_the_rivals_of_month_2(rule, pnl, cost, trades):
    run = runs(2)[rule]
    assert run.pnl[0] == pytest.approx(pnl, abs=0.5)
    assert run.cost[0] == pytest.approx(cost, abs=0.06)
    assert run.trades[0] == trades


@pytest.mark.parametrize(
    ("side", "noise"), [(1, {"every turn": 106, "every five": 224, "a band": 165}),
                        (-1, {"every turn": 112, "every five": 231, "a band": 177})],
)  # fmt: skip
def test_no_rule_beats_the_others_on_both(side, noise):
    found = runs(2, 2000, side)
    costs = {"every turn": 74.2, "every five": 28.3, "a band": 36.2}
    for name in costs:
        assert found[name].cost.mean() == pytest.approx(costs[name], abs=0.3)
        assert found[name].pnl.std(ddof=1) == pytest.approx(noise[name], rel=0.05)
    assert sorted(costs, key=costs.get) == sorted(noise, key=noise.get, reverse=True)


def test_who_always_goes_neutral_gets_the_rule_s_result_and_bill():
    game = GAME.begin(0xA6)
    while not game.over:
        game.act({"do": "neutral", "turn": game.turn})
    mine, rule = game.replay(game.policy), runs(0xA6)["every turn"]
    assert mine.pnl[0] == pytest.approx(rule.pnl[0], abs=1e-9)
    assert mine.cost[0] == pytest.approx(rule.cost[0], abs=1e-9)
