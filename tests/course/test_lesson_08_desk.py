"""The games of lesson 08: nine desks and the player push the price, and news is the same."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

import gammalab as gl
from gammalab.course.lesson_08 import crowd, desk
from gammalab.desk import new_code, scenarios, told
from gammalab.desk.debrief import debrief, many_months
from gammalab.desk.rules import Recorded
from gammalab.feedback import FeedbackMarket

SHORT, LONG = desk.SCENARIOS


def alone(side, n_paths, seed=1):
    """The nine, with a tenth who never trades."""
    news = desk.news(seed, n_paths)
    return desk.pushed(side, news, np.zeros(news.spots.shape))


@cache
def neutral(name):
    """Who goes neutral each turn."""
    game = scenarios("08")[name].begin(0x1A2B)
    while not game.over:
        game.act({"do": "neutral", "turn": game.turn})
    return game


@pytest.mark.parametrize(("side", "seen"), [(-1, 0.236), (1, 0.107)])
def test_nine_desks_alone_are_a_feedback_market(side, seen):
    paths = alone(side, 300)
    market = FeedbackMarket(0.15, 0.01, side * 450 * crowd.STRADDLE, hedge_vol=0.25)
    same = market.simulate(100, 30 / 365, 30, 300, desk.MANY)
    np.testing.assert_allclose(paths.spots, same.spots, rtol=1e-9)
    assert paths.realised_vol().mean() == pytest.approx(seen, abs=0.004)
    assert desk.news(1, 300).realised_vol().mean() == pytest.approx(0.149, abs=0.004)


def test_what_the_player_trades_pushes_his_own_price_and_the_nine_answer():
    news = desk.news(7, 1)
    hedge = np.zeros(news.spots.shape)
    hedge[:, 4:-1] = 100.0  # bought on day 4: a push of 1.00; sold at the end
    for side, answer in ((-1, 1 / (1 - 0.38)), (1, 1 / (1 + 0.38))):
        moved = desk.pushed(side, news, hedge).spots - alone(side, 1, 7).spots
        assert not moved[:, :4].any()
        assert moved[0, 4] == pytest.approx(answer, rel=0.1)
        assert abs(moved[0, -1]) < 0.15  # and gone again, but for what news made of it


def test_all_ten_at_one_close_are_one_feedback_market():
    """The rule that is neutral each turn trades at the price which ten desks make together."""
    for scenario, side in ((SHORT, -1), (LONG, 1)):
        run = scenario.replay(scenario.setting(1, 50), gl.EveryStep(), progress=False)
        market = FeedbackMarket(0.15, 0.01, side * 500 * crowd.STRADDLE, hedge_vol=0.25)
        same = market.simulate(100, 30 / 365, 30, 50, desk.MANY)
        np.testing.assert_allclose(run.paths.spots[:, :-1], same.spots[:, :-1], atol=0.2)
        net = run.net_delta()
        assert np.abs(net).max() < 1e-9


def _round_trips(units):
    yield [units if turn % 2 == 0 else -units for turn in range(30)]
    yield [units, *[None] * 28, -units]
    yield [units / 5] * 5 + [None] * 5 + [-units]
    yield [units] + [None] * 5 + [-units / 5] * 5


@pytest.mark.parametrize("scenario", [SHORT, LONG], ids=lambda one: one.name)
@pytest.mark.parametrize("units", [100, 2000])
def test_no_buying_and_selling_back_makes_money(scenario, units):
    """Who was filled before his own push made 726,000 a month by going to and fro."""
    given = scenario.setting(1, 60)
    never = scenario.replay(given, gl.Never(), progress=False).pnl
    for there, back in zip(_round_trips(units), _round_trips(-units), strict=True):
        made = [
            scenario.replay(given, Recorded(tuple(orders)), progress=False).pnl - never
            for orders in (there, back)  # both ways, so that where the months went cancels out
        ]
        assert np.mean(made) < 0


def test_what_is_left_is_held_against_the_mean_of_the_rule():
    """Ten long desks lose 94 on average: a loss of 96 was called luck, "give or take 7"."""
    found = debrief(neutral("long"))
    months = many_months(replace(LONG, months=25), 0x1A2B)
    row = months["rules"]["every turn"]
    said = told.luck_words(found, months)
    mean, rest = told.adding_up([row["mean"], found.pnl - row["mean"]], 0)
    assert f"a mean of {mean:+,.0f} for \u201cevery turn\u201d" in said
    assert f"The rest, {rest:+,.0f}, is the luck" in said
    assert SHORT.no_odds and LONG.no_odds


def test_rules_differ_little_in_the_mean_and_much_in_the_spread():
    given = SHORT.setting(1, 400)
    pnl = {
        name: SHORT.replay(given, rule).pnl
        for name, rule in SHORT.rivals.items()
        if name in ("never", "every turn")
    }
    for name, mean in (("never", 1), ("every turn", -7)):
        assert abs(pnl[name].mean() - mean) < 3 * pnl[name].std() / len(pnl[name]) ** 0.5
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
    found = debrief(game)
    for name, row in found.rivals.items():
        gap = sum(row[term] for term in ("tilt", "execution", "costs", "market"))
        assert found.pnl - row["pnl"] == pytest.approx(gap)
        assert abs(row["market"]) > 0.01
        if name in ("never", "every five"):  # and it is what the rule makes
            assert row["pnl"] == pytest.approx(game.replay(scenario.rivals[name]).pnl[0])


@pytest.mark.parametrize("scenario", [SHORT, LONG], ids=lambda one: one.name)
def test_no_order_carries_the_price_away(scenario):
    """Selling 20,000 said "spots = nan", and whether a million could be bought hung on the news."""
    game = scenario.begin(0x1A2B)
    for quantity in (-20_000.0, -2001.0, 1e6):
        with pytest.raises(ValueError, match="At most 2,000, long or short: here what you trade"):
            game.act({"do": "trade", "turn": 0, "quantity": quantity})
    game.act({"do": "trade", "turn": 0, "quantity": -1500.0})
    with pytest.raises(ValueError, match="You would be short 2,001 shares. At most 2,000"):
        game.act({"do": "trade", "turn": 1, "quantity": -501.0})
    game.act({"do": "trade", "turn": 1, "quantity": 3500.0})  # to and fro is allowed
    assert game.seen.hedge == 2000
    news, side = desk.news(1, 300), 1 if scenario is LONG else -1
    for sign in (-1, 1):
        held = sign * desk.MOST * np.where(np.arange(31) % 2, 1.0, -1.0) * np.ones((300, 1))
        held[:, -1] = 0
        assert desk.pushed(side, news, held).spots.min() > 50


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
    found = debrief(neutral("long"))
    name, off = found.nearest
    assert name == "every turn" and off < 1e-9
    row = found.rivals["every turn"]
    assert row["market"] == pytest.approx(0, abs=1e-6)
    assert row["tilt"] == pytest.approx(0, abs=1e-6)
    told_of = SHORT.reveal(0x1A2B)
    x = 0.01 * -450 * crowd.GAMMA_EACH
    assert "at 14.4 %, the nine made it 24.1 %" in told_of
    assert f"{14.43 / (1 + x):.1f} %" in told_of and x == pytest.approx(-0.354, abs=1e-3)
