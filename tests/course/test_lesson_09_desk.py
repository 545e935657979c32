"""The games of lesson 09: the same months on both sides, with margin and funding."""

import numpy as np
import pytest

import gammalab as gl
from gammalab.course.lesson_09 import desk
from gammalab.desk import told
from gammalab.desk.debrief import debrief, many_months
from gammalab.desk.rules import Recorded
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


def played(scenario, seed, rule="every turn"):
    game = scenario.begin(seed)
    while not game.over:
        game.act({"do": "pass" if game.seen.closed else "neutral", "turn": game.turn})
    game.act({"do": "rule", "choice": rule})
    return game


@pytest.mark.parametrize("game", [OWNED, SOLD])
def test_no_bet_lives_on_what_the_exchange_forgives(game):
    """100 perpetuals on an account of 109 made +227 a month: the exchange bore their loss."""
    setting = game.setting(1, 2000)
    rules = [gl.EveryStep(), gl.Once()]
    best = max((gl.replay(policy=p, **setting).pnl for p in rules), key=np.mean)
    most = 0.999 * desk.COLLATERAL / desk.INITIAL / 100
    with pytest.raises(ValueError, match="collateral"):
        gl.replay(policy=Recorded((1.01 * most,)), **setting)
    for size in (most, -most, most / 2, -most / 2):
        gain = gl.replay(policy=Recorded((size,)), **setting).pnl - best
        assert gain.mean() < 3 * gain.std(ddof=1) / gain.size**0.5


def test_what_the_exchange_did_is_told_apart_from_what_you_did():
    game = played(OWNED, 6)
    found, months = debrief(game), many_months(OWNED, 6)
    parts, shown = dict(told.sources(found)), view(game, found, months)["result"]
    assert parts["forgiven at the closing"] == found.sources["liquidation"] > 10
    assert parts["funding"] == found.sources["funding"] and parts["interest"] == 0
    first = shown["sentences"][0]
    assert first.startswith(f"The exchange closed your hedge on day {found.closed[''] + 1};")
    assert "\u201cevery turn\u201d on day" in first
    assert "forgiven" in shown["terms"]
    lacked = f"{found.sources['liquidation']:.0f}, the insurance fund paid"
    assert lacked in shown["luck_words"]


def test_funding_is_no_cost_and_has_a_column_of_its_own():
    game = played(OWNED, 0x1A2B)
    found, months = debrief(game), many_months(OWNED, 0x1A2B)
    shown, run = view(game, found, months)["result"], game.replay()
    assert shown["terms"] == ["tilt", "costs", "funding"]
    never = found.rivals["never"]
    assert never["costs"] == pytest.approx(-run.cost[0]) and found.cost == -never["costs"] > 0.5
    assert never["funding"] == pytest.approx(run.funding[0]) and run.funding[0] > 0.5
    assert months["rules"]["never"]["cost"] == 0
    assert f"funding {told.signed(run.funding[0], 0)}" in told.sum_of(found).replace(".", ",")


def test_a_month_that_was_not_closed_is_held_against_its_like():
    found, months = debrief(played(OWNED, 0x1A2B)), many_months(OWNED, 0x1A2B)
    row = months["rules"]["every turn"]
    assert row["open"]["spread"] < row["spread"] / 2
    assert f"give or take {told.size(row['open']['spread'])}." in told.luck_words(found, months)


def test_an_order_that_the_margin_refuses_is_not_on_its_way():
    for seed in range(40):
        game = OWNED.begin(seed)
        while not game.over and not game.seen.refused and not game.seen.closed:
            game.act({"do": "neutral", "turn": game.turn})
        if game.seen.refused and not game.over:
            break
    assert game.seen.on_way == 0 and told.turn(game).startswith("Refused: the account has too")
    assert "way" not in told.turn(game)
    while not game.over:
        game.act({"do": "pass", "turn": game.turn})
    assert dict(told.sources(debrief(game)))["late fills"] == 0
