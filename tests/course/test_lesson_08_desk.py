"""The games of lesson 08: nine desks and the player push the price, and news is the same."""

import numpy as np
import pytest

import gammalab as gl
from gammalab.course.lesson_08 import crowd, desk
from gammalab.desk import new_code, scenarios
from gammalab.desk.debrief import debrief
from gammalab.feedback import FeedbackMarket

SHORT, LONG = desk.SCENARIOS


def alone(side, n_paths, seed=1):
    """The nine, with a tenth who never trades."""
    news = desk.news(seed, n_paths)
    return desk.pushed(side, news, np.zeros(news.spots.shape))


@pytest.mark.parametrize(("side", "seen"), [(-1, 0.236), (1, 0.107)])
def test_nine_desks_alone_are_a_feedback_market(side, seen):
    paths = alone(side, 300)
    market = FeedbackMarket(0.15, 0.01, side * 450 * crowd.STRADDLE, hedge_vol=0.25)
    same = market.simulate(100, 30 / 365, 30, 300, desk.MANY)
    np.testing.assert_allclose(paths.spots, same.spots, rtol=1e-9)
    assert paths.realised_vol().mean() == pytest.approx(seen, abs=0.004)
    assert desk.news(1, 300).realised_vol().mean() == pytest.approx(0.149, abs=0.004)


def test_what_the_player_trades_pushes_the_next_price_and_the_nine_answer():
    news = desk.news(7, 1)
    hedge = np.zeros(news.spots.shape)
    hedge[:, 4:] = 100.0  # bought on day 4: a push of 1.00
    for side, answer in ((-1, 1 / (1 - 0.38)), (1, 1 / (1 + 0.38))):
        moved = desk.pushed(side, news, hedge).spots - alone(side, 1, 7).spots
        assert not moved[:, :5].any()
        assert moved[0, 5] == pytest.approx(answer, rel=0.1)


def test_rules_differ_little_in_the_mean_and_much_in_the_spread():
    given = SHORT.setting(1, 400)
    pnl = {
        name: SHORT.replay(given, rule).pnl
        for name, rule in SHORT.rivals.items()
        if name in ("never", "every turn")
    }
    for one in pnl.values():
        assert abs(one.mean() - 2) < 4 * one.std() / len(one) ** 0.5
    assert pnl["never"].std() > 3 * pnl["every turn"].std()
    quiet = gl.replay(SHORT.book, desk.news(1, 400), paid_vol=desk.PAID).pnl
    assert quiet.mean() == pytest.approx(70, abs=4)  # without the nine


@pytest.mark.parametrize("scenario", [SHORT, LONG], ids=lambda one: one.name)
def test_a_game_can_be_played_to_its_end(scenario):
    game, rng = scenario.begin(0x1A2B), np.random.default_rng(3)
    while not game.over:
        game.act({"do": "trade", "turn": game.turn, "quantity": float(rng.integers(1, 9))})
    shown, played = game.seen.price, game.replay()
    np.testing.assert_array_equal(shown, played.paths.spots[0])
    told = debrief(game)
    for name, row in told.rivals.items():
        gap = told.pnl - game.replay(scenario.rivals[name]).pnl[0]
        assert row["tilt"] + row["execution"] + row["costs"] + row["market"] == pytest.approx(gap)
        assert abs(row["market"]) > 0.01


def test_nobody_sees_what_is_to_come():
    one, two = (SHORT.begin(0x1A2B) for _ in range(2))
    for turn in range(12):
        for game in (one, two):
            game.act({"do": "trade", "turn": turn, "quantity": -3.0 if turn % 2 else 4.0})
    future = two._setting["paths"]
    spots = np.array(future.spots)
    spots[:, 13:] *= 1.3
    two._setting["paths"] = gl.Paths(future.times, spots)
    np.testing.assert_array_equal(one._look().price, two._look().price)
    np.testing.assert_array_equal(one._look().delta, two._look().delta)


def test_who_goes_neutral_each_turn_is_the_rule_and_is_told_of_the_month():
    assert {"crowd", "long"} <= set(scenarios("08"))
    assert new_code("08-crowd").startswith("08-crowd-")
    game = SHORT.begin(0x1A2B)
    while not game.over:
        game.act({"do": "neutral", "turn": game.turn})
    told = debrief(game)
    assert told.nearest == ("every turn", 0.0)
    assert told.rivals["every turn"]["market"] == told.rivals["every turn"]["tilt"] == 0
    assert "at 14.4 %, the nine made it 24.1 %" in SHORT.reveal(0x1A2B)
