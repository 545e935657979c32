"""You minus a rule is tilt, execution and costs, to the cent; a robot is the replay."""

from dataclasses import replace

import numpy as np
import pytest
from worlds import ALL, CLOSED, COSTS, FREE, FUNDED, GAP, STRADDLES, TREND, calm, play_at_random

import gammalab as gl
from gammalab.desk import Game
from gammalab.desk.debrief import TERMS, Luck, debrief, luck, many_months, minus
from gammalab.desk.rules import Recorded
from gammalab.desk.view import result_of, view

LENT = replace(COSTS, options=lambda seed, paths: {"rate": 0.05})
names = {"ids": lambda scenario: scenario.name}


@pytest.mark.parametrize("scenario", ALL, **names)
def test_random_play_keeps_the_identity(scenario):
    rng = np.random.default_rng(5)
    game = play_at_random(Game(scenario, 3), rng)
    found = debrief(game)
    assert sum(found.sources.values()) == pytest.approx(found.pnl, abs=1e-7)
    for name, row in found.rivals.items():
        gap = found.pnl - game.replay(scenario.rivals[name]).pnl[0]
        terms = sum(row[term] for term in TERMS if term != "market")
        assert terms == pytest.approx(gap, abs=1e-9 * 20_000), name  # of the notional


def test_hundreds_of_games_against_sums_by_hand():
    """Without the library's loop: tilt is the hedges' difference times the moves, costs are half
    spreads on what each traded. 400 games at once: each path has orders of its own."""
    rng, k, paths = np.random.default_rng(1), 5e-4, calm(5, 400)
    spots, orders = paths.spots, rng.integers(-40, 41, (400, 30)).astype(float)
    setting = COSTS.setting(5, 400) | {"costs": gl.HalfSpread(bps=5)}
    you = gl.replay(policy=Recorded(tuple(orders.T)), **setting)
    rule = gl.replay(policy=gl.EveryN(5), **setting)
    mine, theirs = (dict(run.attribution().items()) for run in (you, rule))
    terms = {name: np.asarray(values) for name, values in minus(mine, theirs).items()}
    delta = np.array([STRADDLES.terms(spots[:, t], 0.30, paths.times[t], 0, 0, ("delta",))["delta"]
                      for t in range(0, 30, 5)]).T  # fmt: skip
    other = -np.repeat(delta, 5, axis=1)
    held, moved = np.cumsum(orders, axis=1), np.diff(spots, axis=1)

    def bill(hedge):
        return (k * np.abs(np.diff(hedge, axis=1, prepend=0, append=0)) * spots).sum(axis=1)

    exact = dict(rtol=0, atol=1e-9 * 20_000)  # of the notional
    np.testing.assert_allclose(terms["tilt"], ((held - other) * moved).sum(axis=1), **exact)
    np.testing.assert_allclose(terms["costs"], bill(other) - bill(held), **exact)
    assert not terms["execution"].any()
    np.testing.assert_allclose(sum(terms.values()), you.pnl - rule.pnl, **exact)


def _own_push(paths, hedge):
    """A world in which each unit traded moves all later prices by 0.05."""
    before = np.concatenate([np.zeros((len(hedge), 1)), hedge[:, :-1]], axis=1)
    return gl.Paths(paths.times, paths.spots + 0.05 * before)


def test_a_hedge_that_moves_the_price_has_a_market_of_its_own():
    scenario = replace(FREE, moved=_own_push)
    game = play_at_random(Game(scenario, 3), np.random.default_rng(5))
    run, calm = game.replay(), FREE.setting(3)["paths"]
    held = np.cumsum([order or 0.0 for order in game.orders])
    np.testing.assert_allclose(run.paths.spots[0, 1:], calm.spots[0, 1:] + 0.05 * held)
    np.testing.assert_array_equal(game.seen.price, run.paths.spots[0])
    found = debrief(game)
    for name, row in found.rivals.items():
        gap = found.pnl - game.replay(scenario.rivals[name]).pnl[0]
        assert row["tilt"] + row["market"] == pytest.approx(gap, abs=1e-9), name
        assert abs(row["market"]) > 1
    never = game.replay(scenario.rivals["never"])
    np.testing.assert_array_equal(never.paths.spots, calm.spots)


def test_late_fills_are_execution_and_what_is_carried_is_no_cost():
    rng = np.random.default_rng(2)
    late = debrief(play_at_random(Game(GAP, 3), rng))
    assert any(abs(row["execution"]) > 1 for row in late.rivals.values())
    paid = debrief(play_at_random(Game(FUNDED, 3), rng))
    assert abs(paid.sources["funding"]) > 1
    never = paid.rivals["never"]  # never trades, so that nothing but yours is in the difference
    for term in ("funding", "costs"):
        assert never[term] == pytest.approx(paid.sources[term])
    lent = debrief(play_at_random(Game(LENT, 3), rng))
    bore = lent.sources["interest"] + lent.sources["income"]
    assert abs(bore - lent.rivals["never"]["interest"]) > 1  # the premium bears interest in both
    for found, game in ((paid, FUNDED), (lent, LENT)):
        assert found.cost == pytest.approx(-found.sources["costs"])
        assert abs(found.rivals["every turn"]["costs"]) > 1, game.name
    for game, term in ((FUNDED, "funding"), (LENT, "interest"), (COSTS, None)):
        over = play_at_random(Game(game, 3), rng)
        terms = view(over, *result_of(over))["result"]["terms"]
        assert {"funding", "interest"} & {*terms} == ({term} if term else set())
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
    paths = calm(11, 200)
    run = gl.replay(gl.Book(), paths, paid_vol=0.30, policy=lambda now: 50.0)
    z = np.array([luck(run, path).z for path in range(200)])
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
    assert found["rules"]["every five"]["cost_se"] == 0.0  # nothing is paid


def test_each_mean_of_many_months_has_its_standard_error():
    run = gl.replay(policy=gl.EveryN(5), **COSTS.setting(7, COSTS.months))
    row, root = many_months(COSTS, 7)["rules"]["every five"], run.pnl.size**0.5
    assert row["se"] == pytest.approx(run.pnl.std(ddof=1) / root)
    assert row["cost_se"] == pytest.approx(run.cost.std(ddof=1) / root) and row["cost_se"] > 0
