"""The games of lesson 09: the same months on both sides, with margin and funding."""

import numpy as np

import gammalab as gl
from gammalab.course.lesson_09 import desk
from gammalab.desk.view import view

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


def test_the_account_is_shown_and_the_hedge_is_closed_below_its_line():
    closed = 0
    for scenario, seed in ((OWNED, 8), (SOLD, 8)):
        game = scenario.begin(seed)
        while not game.over and not game.seen.closed:
            left, needed = game.seen.account
            assert left >= needed
            assert ["Account", f"{left:,.1f}"] in view(game)["facts"]
            game.act({"do": "neutral", "turn": game.turn})
        closed += game.seen.closed
        if game.seen.closed and not game.over:
            assert "Account" not in dict(view(game)["facts"])
            left, needed = game.seen.account
            assert left < needed or needed == 0
    assert closed == 1  # the owner alone


def test_funding_follows_the_days_before_and_knows_none_to_come():
    paths = desk.month(3, 1)
    rates = desk.funding(paths)
    assert rates.shape == paths.spots.shape and rates[0, 0] == 1e-4
    third = np.log(paths.spots[0, 3] / paths.spots[0, 0]) / 3
    assert abs(rates[0, 3] - (1e-4 + 0.01 * third)) < 1e-12
    spots = np.array(paths.spots)
    spots[:, 11:] *= 2
    np.testing.assert_array_equal(rates[:, :11], desk.funding(gl.Paths(paths.times, spots))[:, :11])
