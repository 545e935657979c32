"""The games of lesson 08: nine desks push the price, on either side, and news is the same."""

import numpy as np
import pytest

import gammalab as gl
from gammalab.course.lesson_08 import desk
from gammalab.desk import new_code, scenarios
from gammalab.desk.debrief import debrief

SHORT, LONG = desk.SCENARIOS


def test_nine_desks_make_the_market_wilder_or_calmer_than_its_news():
    for side, seen in ((-1, 0.236), (1, 0.107)):
        paths = desk.month(side, 1, 1000)
        assert paths.realised_vol().mean() == pytest.approx(seen, abs=0.003)
    alone = gl.GBM(desk.NEWS).simulate(100, 30 / 365, 30, 1000, desk.MANY)
    assert alone.realised_vol().mean() == pytest.approx(0.149, abs=0.003)


def test_the_same_seed_is_the_same_news():
    short, long = (game.setting(7)["paths"].spots[0] for game in (SHORT, LONG))
    news = desk.alone_month(7).spots[0]
    moves = [np.diff(spots) for spots in (short, news, long)]
    wild, plain, calm = (np.abs(one).mean() for one in moves)
    assert wild > plain > calm
    assert np.corrcoef(moves[0], moves[1])[0, 1] > 0.98
    assert np.corrcoef(moves[2], moves[1])[0, 1] > 0.98


def test_every_rule_earns_alike_and_only_the_spread_differs():
    given = SHORT.setting(1, 2000)
    pnl = {name: gl.replay(policy=rule, **given).pnl for name, rule in SHORT.rivals.items()}
    for one in pnl.values():
        assert abs(one.mean() - 6) < 3 * one.std() / len(one) ** 0.5
    assert pnl["never"].std() > 3 * pnl["every turn"].std()
    alone = gl.GBM(desk.NEWS).simulate(100, 30 / 365, 30, 1000, 1)
    quiet = gl.replay(SHORT.book, alone, paid_vol=desk.PAID).pnl
    assert quiet.mean() == pytest.approx(70, abs=4)


def test_a_game_can_be_played_to_its_end():
    assert {"crowd", "long"} <= set(scenarios("08"))
    assert new_code("08-crowd").startswith("08-crowd-")
    game = SHORT.begin(0x1A2B)
    while not game.over:
        game.act({"do": "neutral", "turn": game.turn})
    told = debrief(game)
    assert told.rivals["every turn"]["tilt"] == pytest.approx(0, abs=1e-6)
    assert "moved at 24.1 %. Without the nine: 14.4 %" in SHORT.reveal(0x1A2B)
