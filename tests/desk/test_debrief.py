"""You minus a rule is tilt, execution and costs, to the cent; a robot is the replay."""

import numpy as np
import pytest
from worlds import ALL, CLOSED, COSTS, FREE, FUNDED, GAP, TREND, calm, play_at_random

import gammalab as gl
from gammalab.desk import Game
from gammalab.desk.debrief import Luck, columns, debrief, luck, many_months, minus
from gammalab.desk.rules import Recorded

names = {"ids": lambda scenario: scenario.name}


@pytest.mark.parametrize("scenario", ALL, **names)
def test_random_play_keeps_the_identity(scenario):
    rng = np.random.default_rng(5)
    for seed in (3, 4):
        game = play_at_random(Game(scenario, seed), rng)
        found = debrief(game)
        assert sum(found.sources.values()) == pytest.approx(found.pnl, abs=1e-7)
        for name, row in found.rivals.items():
            gap = found.pnl - game.replay(scenario.rivals[name]).pnl[0]
            terms = row["tilt"] + row["execution"] + row["costs"]
            assert terms == pytest.approx(gap, abs=1e-9 * 20_000), name  # of the notional


def test_hundreds_of_games_against_sums_by_hand():
    """Without the library's loop: tilt is the hedges' difference times the moves, costs are two
    half spreads on what each traded."""
    rng, k = np.random.default_rng(1), 5e-4
    for seed in range(300):
        spots = calm(seed, 1).spots[0]
        orders = rng.integers(-40, 41, 30)
        held = np.cumsum(orders)
        setting = dict(COSTS.setting(seed), costs=gl.HalfSpread(bps=5))
        you = gl.replay(policy=Recorded(tuple(map(float, orders))), **setting)
        rule = gl.replay(policy=gl.EveryN(5), **setting)
        terms = minus(columns(you), columns(rule))
        other = rule.ledger()["hedge"].to_numpy()[:-1]

        def bill(hedge, spots=spots):
            return k * np.abs(np.diff(np.r_[0, hedge, 0])) @ spots

        assert terms["tilt"] == pytest.approx((held - other) @ np.diff(spots), abs=1e-8)
        assert terms["costs"] == pytest.approx(bill(other) - bill(held), abs=1e-8)
        assert terms["execution"] == 0
        assert sum(terms.values()) == pytest.approx(you.pnl[0] - rule.pnl[0], abs=1e-8)


def test_late_fills_are_execution_and_funding_is_a_cost():
    rng = np.random.default_rng(2)
    late = debrief(play_at_random(Game(GAP, 3), rng))
    assert any(abs(row["execution"]) > 1 for row in late.rivals.values())
    paid = debrief(play_at_random(Game(FUNDED, 3), rng))
    assert abs(paid.sources["funding"]) > 1
    never = paid.rivals["never"]  # never trades, so that nothing but yours is in the difference
    assert never["costs"] == pytest.approx(paid.sources["funding"] + paid.sources["costs"])
    closed = Game(CLOSED, 3)
    closed.act({"do": "trade", "turn": 0, "quantity": -100})
    assert debrief(play_at_random(closed, rng)).pnl == pytest.approx(closed.replay().pnl[0])


@pytest.mark.parametrize("scenario", [FREE, COSTS, TREND, GAP], **names)
def test_a_robot_that_always_goes_neutral_is_the_replay(scenario):
    game = Game(scenario, 7)
    while not game.over:
        game.act({"do": "neutral", "turn": game.turn})
    robot, rule = game.replay(), gl.replay(policy=gl.EveryStep(), **scenario.setting(7))
    assert robot.pnl[0] == pytest.approx(rule.pnl[0], abs=1e-9)
    held = game.seen.held
    np.testing.assert_allclose(held, rule.ledger()["hedge"].to_numpy()[:-1], atol=1e-9, rtol=0)
    if scenario.execution is None:
        assert debrief(game).luck.z == 0 and debrief(game).nearest[0] == "every turn"


def test_what_is_seen_is_what_the_replay_of_the_whole_path_holds():
    game = play_at_random(Game(COSTS, 9), np.random.default_rng(3))
    ledger = game.replay().ledger()
    np.testing.assert_array_equal(game.seen.held, ledger["hedge"].to_numpy()[:-1])
    np.testing.assert_allclose(game.seen.trade, ledger["trade"], atol=1e-9)
    np.testing.assert_allclose(game.seen.cost, ledger["cost"], atol=1e-9)


def test_luck_is_one_in_root_mean_square_for_who_carries_a_delta_blindly():
    """z of a constant hedge over many paths of the volatility paid: mean 0, spread 1."""
    paths = calm(11, 2000)
    run = gl.replay(gl.Book(), paths, paid_vol=0.30, policy=lambda now: 50.0)
    z = np.array([luck(run, path).z for path in range(0, 2000, 4)])
    assert abs(z.mean()) < 3 / np.sqrt(z.size)
    assert z.std() == pytest.approx(1, abs=0.1)
    half = gl.replay(gl.Book(), paths, paid_vol=0.15, policy=lambda now: 50.0)
    assert luck(half).z == pytest.approx(2 * luck(run).z)
    assert Luck(made=0.0, spread=0.0, rms=0.0).z == 0


def test_marks_say_how_much_risk_was_removed_for_how_much():
    game = Game(COSTS, 5)
    while not game.over:
        game.act({"do": "neutral", "turn": game.turn})
    neutral = debrief(game)
    assert neutral.cost == pytest.approx(game.replay().cost[0]) and neutral.cost > 30
    assert neutral.cost_per_risk == pytest.approx(neutral.cost / neutral.removed)
    doubled = Game(COSTS, 5)
    doubled.act({"do": "trade", "turn": 0, "quantity": 500})
    assert debrief(play_at_random(doubled, np.random.default_rng(1))).cost_per_risk is None


def test_rules_are_tried_on_many_months():
    found = many_months(FREE, 7)
    assert found["months"] == 200 and list(found["rules"]) == list(FREE.rivals)
    spreads = {name: row["spread"] for name, row in found["rules"].items()}
    assert spreads["every turn"] < spreads["every five"] < spreads["never"]
    run = gl.replay(policy=gl.EveryN(5), **FREE.setting(7, 200))
    assert found["rules"]["every five"]["mean"] == run.pnl.mean()
