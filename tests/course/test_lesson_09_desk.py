"""The games of lesson 09: the same months on both sides, with margin and funding."""

import numpy as np

import gammalab as gl
from gammalab.course.lesson_09 import desk

OWNED, SOLD = desk.SCENARIOS


def test_the_premium_and_the_leverage_are_as_told():
    assert round(desk.CALLS.value(100, 0.80)) == 91
    assert round(desk.CALLS.delta(100, 0.80) * 100 / 5) == 109


def test_the_owner_is_closed_far_more_often_than_the_seller():
    runs = [gl.replay(**game.setting(1, 2000)) for game in (OWNED, SOLD)]
    np.testing.assert_array_equal(runs[0].paths.spots, runs[1].paths.spots)
    assert 0.3 < runs[0].liquidated.mean() < 0.5
    assert runs[1].liquidated.mean() < runs[0].liquidated.mean() / 3
    assert runs[0].funding.mean() > 0 > runs[1].funding.mean()


def test_games_can_be_played_to_their_end():
    for scenario in (OWNED, SOLD):
        game = scenario.begin(0x1A2B)
        while not game.over:
            game.act({"do": "neutral", "turn": game.turn})
        assert np.isfinite(game.replay().pnl[0])
