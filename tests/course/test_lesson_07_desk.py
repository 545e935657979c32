"""The games of lesson 07: one gap a month, on either side, and orders that come a day late."""

import numpy as np
import pytest

import gammalab as gl
from gammalab.course.lesson_07 import desk
from gammalab.course.lesson_07.book import STRADDLES
from gammalab.desk import new_code, scenarios

SOLD, OWNED = desk.SCENARIOS


def test_each_month_has_one_gap_and_the_gaps_have_no_side():
    turns, sides = zip(*(desk.gap_of(seed) for seed in range(300)), strict=True)
    assert set(turns) == set(range(desk.FIRST, desk.LAST + 1))
    assert set(sides) == {-0.08, 0.08} and sum(sides) == pytest.approx(0)
    plain = gl.GBM(desk.DIFFUSION).simulate(100, 30 / 365, 30, seed=7)
    path = desk.month(7, 1)
    turn, gap = desk.gap_of(7)
    np.testing.assert_array_equal(path.spots[:, :turn], plain.spots[:, :turn])
    np.testing.assert_allclose(path.spots[:, turn:], plain.spots[:, turn:] * (1 + gap))


def test_both_games_are_the_same_month_and_orders_are_late():
    for seed in (3, 6699):
        sold, owned = (game.setting(seed) for game in (SOLD, OWNED))
        np.testing.assert_array_equal(sold["paths"].spots, owned["paths"].spots)
        assert sold["execution"].latency == owned["execution"].latency == 1
        free = {**sold, "costs": None}
        seller = gl.replay(**free).pnl[0]
        assert seller == pytest.approx(-gl.replay(**{**free, "book": STRADDLES}).pnl[0], abs=1e-9)


def test_the_seller_loses_by_the_gap_and_lateness_is_noise():
    given = SOLD.setting(1, 2000)
    late = gl.replay(**given)
    on_time = gl.replay(**{**given, "execution": None})
    gap = late.pnl - on_time.pnl
    assert abs(gap.mean()) < 3 * gap.std() / len(gap) ** 0.5
    assert late.pnl.mean() < -100 and late.pnl.std() > 1.1 * on_time.pnl.std()


def test_every_rule_loses_by_the_jump_that_was_not_paid_for():
    for every in (1, 5):
        profit = desk.desk_profit(every)
        assert profit.mean() == pytest.approx(-225, abs=3 * profit.std() / len(profit) ** 0.5)


def test_a_game_can_be_played_to_its_end():
    assert {"gap", "own"} <= set(scenarios("07"))
    assert new_code("07-gap").startswith("07-gap-")
    game = SOLD.begin(0x1A2B)
    while not game.over:
        game.act({"do": "neutral", "turn": game.turn})
    assert np.isfinite(game.replay().pnl[0])
