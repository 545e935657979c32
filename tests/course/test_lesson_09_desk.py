"""The games of lesson 09: the same months on both sides, with margin and funding."""

from functools import cache

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
        assert np.isfinite(played(scenario, 0x1A2B).replay().pnl[0])


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


def played(scenario, seed):
    return _played(scenario.name, seed)


@cache
def _played(name, seed, rule="every turn"):
    game = {"margin": OWNED, "sold": SOLD}[name].begin(seed)
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


CLEAN = {"margin": (OWNED, 0x1A2B), "sold": (SOLD, 0xAA)}  # no order of it was refused


@cache
def months(name):
    return many_months({"margin": OWNED, "sold": SOLD}[name], 1)


@pytest.mark.parametrize("game", [OWNED, SOLD])
def test_a_month_without_a_refusal_is_held_against_its_like(game):
    """ "Give or take 39" was said of a month without delta: refused months swing three times so
    far."""
    row, run = months(game.name)["rules"]["every turn"], gl.replay(**game.setting(1, 2000))
    clean = (np.abs(run.net_delta()).max(axis=1) < 1e-9) & ~run.liquidated
    assert 0.1 < clean.mean() < 0.5
    assert row["open"]["mean"] == run.pnl[clean].mean()
    assert row["open"]["spread"] == run.pnl[clean].std(ddof=1) < row["spread"] / 1.5
    assert 0.4 < row["refused"] < 0.8 and "refused" in months(game.name)["rules"]["never"]
    found = debrief(played(*CLEAN[game.name]))
    said = told.luck_words(found, months(game.name))
    assert f"give or take {told.size(row['open']['spread'])}." in said
    assert "where nothing was closed and no order refused (give or take" in said


@pytest.mark.parametrize("name", ["margin", "sold"])
def test_what_is_after_costs_and_funding_is_told_so(name):
    """ "-6.3, is -24 after costs", where costs were 1.6 and funding 16."""
    found = debrief(played(*CLEAN[name]))
    spent = found.sources["costs"] + found.sources["funding"]
    assert found.luck.rms < 1e-9 and abs(found.sources["funding"]) > 0.5
    left = f"What is left, {told.money(found.pnl - spent)}, is {told.money(found.pnl)}"
    said = told.luck_words(found, months(name))
    assert f"{left} after costs and funding, and stands against a mean of" in said
    assert "after costs and funding for \u201cevery turn\u201d where" in said
    assert "is the luck of how large moves were, and of funding: give" in said
    assert told.luck_words(found).endswith("how large moves were, and of funding.")


def test_what_the_months_paid_in_funding_and_were_forgiven_stands_beside_the_mean():
    row, run = months("sold")["rules"]["every turn"], gl.replay(**SOLD.setting(1, 2000))
    assert row["funding"] == run.funding.mean() < -5
    assert row["funding_se"] == pytest.approx(run.funding.std(ddof=1) / 2000**0.5)
    row = months("margin")["rules"]["every turn"]
    assert row["forgiven"] > 4 * row["forgiven_se"] > 0 < row["funding"]
    never = months("margin")["rules"]["never"]
    assert never["funding"] == never["forgiven"] == never["forgiven_se"] == 0
    assert "funding is not in the price" in OWNED.brief and OWNED.brief[-40:] == SOLD.brief[-40:]


def test_orders_that_were_refused_are_told_in_the_debrief():
    """Who pressed neutral each turn was told of his tilt: the account had refused 17 orders."""
    game = played(OWNED, 0x150)
    found = debrief(game)
    assert found.refused == 2 and found.luck.rms > 0.01
    first = view(game, found, months("margin"))["result"]["sentences"][0]
    assert "Your account was too small for 2 orders: the delta that you kept" in first
    none = debrief(played(*CLEAN["margin"]))
    assert none.refused == 0 and "too small" not in told.closing(game, none)
    said = told.after_rule(game, found, months("margin"))
    assert said.endswith(f"was refused in {100 * refusal():.1f} %.")


def refusal():
    return months("margin")["rules"]["every turn"]["refused"]


def test_a_first_order_above_the_account_is_refused_in_words():
    for scenario in (OWNED, SOLD):
        for turns in (0, 2):
            game = scenario.begin(0x1A2B)
            for turn in range(turns):
                game.act({"do": "pass", "turn": turn})
            words = "Refused: the account has too little for that. With 109 in it you can open"
            with pytest.raises(ValueError, match=words):
                game.act({"do": "trade", "turn": turns, "quantity": -10})
            assert game.turn == turns and not game.seen.held.any()
            game.act({"do": "neutral", "turn": turns})
            assert abs(game.seen.hedge) > 3


@pytest.mark.parametrize("quantity", [7.2667, -7.3, 7266.7, -123456.789, 1e6])
def test_a_refused_order_is_told_how_much_is_possible(quantity):
    """ "To open 7.2667 perpetuals needs 109; 109 is there", and "needs 1.5e+07"."""
    game = SOLD.begin(0x1A2B)
    with pytest.raises(ValueError, match="you can open 7.26 perpetuals at most") as refused:
        game.act({"do": "trade", "turn": 0, "quantity": quantity})
    assert "e+" not in str(refused.value)
    game.act({"do": "trade", "turn": 0, "quantity": np.sign(quantity) * 7.26})
    assert abs(game.seen.hedge) == 7.26


@pytest.mark.parametrize("quantity", [np.nan, np.inf, -np.inf, 1e7, -(10**400), 10**400])
def test_what_is_no_order_is_refused_in_words(quantity):
    game = OWNED.begin(0x1A2B)
    with pytest.raises(ValueError, match="a finite number of units, at most 1,000,000 in one"):
        game.act({"do": "trade", "turn": 0, "quantity": quantity})
    assert game.turn == 0


def test_whose_hedge_was_closed_needs_no_it():
    """ "It closed the hedge of once, at the start" was the first that was said."""
    game = played(SOLD, 0x1A2B)
    said = told.closing(game, debrief(game))
    assert "The exchange closed the hedge of \u201conce, at the start\u201d on day" in said
    assert "It closed" not in said


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
