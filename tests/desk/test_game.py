"""A game by its rules: no future in sight, orders in words, and what a scenario may be."""

import json
from pathlib import Path

import numpy as np
import pytest
from effort import sampled
from worlds import (
    ALL,
    BLIND,
    CLOSED,
    COSTS,
    FREE,
    GAP,
    MASKED,
    TREND,
    play_at_random,
    with_another_future,
)

import gammalab
import gammalab as gl
from gammalab.desk import Game, Question, Scenario, scenarios
from gammalab.desk.page import Desk
from gammalab.desk.view import result_of, view


@pytest.mark.parametrize("scenario", sampled(ALL, of=2), ids=lambda s: s.name)
@pytest.mark.parametrize("step", [0, 13])
def test_two_futures_of_one_past_look_the_same_to_the_last_byte(scenario, step):
    mine, other = Desk(scenario, 6), Desk(with_another_future(scenario, step), 6)
    rng = np.random.default_rng(8)
    for turn in range(step + 1):
        states = [
            json.dumps(desk.get_state(["view", "colours", "reply"])) for desk in (mine, other)
        ]
        assert states[0] == states[1], turn
        move = {"do": "trade", "turn": turn, "quantity": float(rng.integers(1, 20))}
        if not mine.view["can_trade"]:  # closed by the exchange
            move = {"do": "pass", "turn": turn}
        for desk in (mine, other):
            desk.move(move)
    assert mine.view["prices"][-1] != other.view["prices"][-1]  # now they part


def test_the_page_is_sent_the_past_and_nothing_else():
    desk = Desk(FREE, 6)
    sent = set(desk.get_state()) - {name for name in desk.get_state() if name.startswith("_")}
    assert sent <= {"view", "colours", "reply", "own_id", "layout", "tabbable", "tooltip"}
    spots = FREE.setting(6)["paths"].spots[0]
    for turn in range(30):
        assert desk.view["prices"] == spots[: turn + 1].tolist()
        text = json.dumps(desk.view)
        assert not any(str(price) in text for price in spots[turn + 1 :].tolist())
        desk.move({"do": "pass", "turn": turn})


def test_the_loop_is_handed_a_path_without_its_future():
    game = Game(GAP, 6)
    for turn in range(4):
        game.act({"do": "pass", "turn": turn})
    handed, true = game._shown()["paths"].spots[0], GAP.setting(6)["paths"].spots[0]
    assert handed[:5].tolist() == true[:5].tolist()
    assert set(handed[4:].tolist()) == {true[4]}


def test_what_is_held_at_the_end_was_held_before_the_close():
    """ "Your shares +100" beside "Everything is closed"."""
    desk = Desk(FREE, 6)
    for turn in range(30):
        assert "Your shares" in dict(desk.view["facts"])
        desk.move({"do": "pass" if turn else "trade", "turn": turn, "quantity": 100})
    assert dict(desk.view["facts"])["Your shares before the close"] == "+100"
    assert "Everything is closed" in desk.view["said"]


def test_blind_shows_no_delta_in_any_word_or_number():
    desk = Desk(BLIND, 6)
    desk.move({"do": "trade", "turn": 0, "quantity": -10})
    assert desk.view["neutrals"] == [] and desk.view["neutral"] is False
    assert [what for what, _ in desk.view["facts"]] == ["Price", "Your shares"]
    assert "options" not in desk.view["said"]
    desk.move({"do": "neutral", "turn": 1})
    assert "does not show the delta" in desk.view["said"] and desk.game.turn == 1


@pytest.mark.parametrize(
    "move, words",
    [
        ({"do": "trade", "turn": 1, "quantity": 5}, "turn 1"),
        ({"do": "trade", "turn": 0, "quantity": float("nan")}, "quantity = nan"),
        ({"do": "trade", "turn": 0, "quantity": 1e9}, "at most"),
        ({"do": "trade", "turn": 0, "quantity": "5"}, "number of units"),
        ({"do": "trade", "turn": 0, "quantity": True}, "number of units"),
        ({"do": "trade", "turn": 0}, "number of units"),
        ({"do": "cheat"}, "do = 'cheat'"),
        ({"do": "rule", "choice": "never"}, "not asked now"),
        ({}, "do = None"),
        (None, "do = None"),
    ],
)
def test_a_move_that_cannot_be_is_refused_in_words(move, words):
    game = Game(FREE, 6)
    with pytest.raises(ValueError, match=words):
        game.act(move)
    assert game.turn == 0 and game.actions == []


COURSE = [
    scenario
    for package in sorted((Path(gammalab.__file__).parent / "course").glob("lesson_*/desk.py"))
    for scenario in scenarios(package.parent.name[-2:]).values()
    if isinstance(scenario, Scenario)
]


@pytest.mark.parametrize("scenario", sampled(COURSE, of=2), ids=lambda s: f"{s.lesson}-{s.name}")
def test_a_move_that_raises_leaves_the_game_as_it_was(scenario):
    """Ten calls, "sell ten": the account did not bear it, and no move could be made afterwards."""
    game, refused = Game(scenario, 0x1A2B), 0
    for turn in range(2):
        for quantity in (-10.0, 10.0, -5000.0, 1e6, float("nan")):
            before = json.dumps(view(game)), game.turn, list(game.orders), list(game.actions)
            try:
                game.act({"do": "trade", "turn": turn, "quantity": quantity})
            except ValueError as error:
                refused += 1
                assert str(error)
                assert before == (json.dumps(view(game)), game.turn, game.orders, game.actions)
            else:
                game = Game(scenario, 0x1A2B, game.actions[:-1])
        game.act({"do": "pass", "turn": turn})
    assert refused and game.turn == 2


def test_an_order_that_fails_in_any_other_way_is_taken_back_too(monkeypatch):
    game = Game(FREE, 6)

    def broken():
        raise RuntimeError("The prices do not settle")

    monkeypatch.setattr(game, "_look", broken)
    with pytest.raises(RuntimeError, match="settle"):
        game.act({"do": "trade", "turn": 0, "quantity": 5})
    monkeypatch.undo()
    assert (game.turn, game.orders, game._on_way, game.actions) == (0, [], [], [])
    assert game.act({"do": "trade", "turn": 0, "quantity": 5})["quantity"] == 5


def test_a_doubled_key_is_one_trade():
    desk = Desk(FREE, 6)
    for _ in range(2):
        desk.move({"do": "trade", "turn": 0, "quantity": 5})
    assert desk.game.turn == 1 and desk.game.seen.hedge == 5
    assert desk.reply == 2  # the page hears of the refusal, and may go on


def test_late_orders_are_on_the_way_first():
    game = Game(GAP, 3)
    game.act({"do": "trade", "turn": 0, "quantity": 30})
    assert game.seen.hedge == 0 and game.seen.on_way == 30
    with pytest.raises(ValueError, match="on its way|on the way"):
        game.act({"do": "trade", "turn": 1, "quantity": -30})
    game.act({"do": "pass", "turn": 1})
    assert game.seen.hedge == 30 and game.seen.on_way == 0
    game.act({"do": "trade", "turn": 2, "quantity": 10})
    game.act({"do": "trade", "turn": 3, "quantity": 5})
    assert game.seen.hedge == 40 and game.seen.on_way == 5
    assert "+5 on the way" in view(game)["said"]


def test_who_is_closed_by_the_exchange_is_told_and_can_pass():
    desk = Desk(CLOSED, 8)
    desk.move({"do": "trade", "turn": 0, "quantity": -45})
    while not desk.game.over and not desk.game.seen.closed:
        desk.move({"do": "pass", "turn": desk.game.turn})
    assert not desk.game.over, "this path was meant to close the hedge"
    assert "closed your hedge" in desk.view["said"] and not desk.view["can_trade"]
    assert desk.game.seen.hedge == 0
    desk.move({"do": "trade", "turn": desk.game.turn, "quantity": 1})
    assert "only pass" in desk.view["said"]


def test_the_question_comes_before_the_debrief_and_is_answered():
    game = play_at_random(Game(TREND, 6), np.random.default_rng(1))
    assert game.stage == "ask" and result_of(game) == (None, None)
    assert view(game)["choices"]["options"] == ["trend", "chop"]
    game.act({"do": "answer", "choice": 0})
    assert game.stage == "rule"
    told = view(game, *result_of(game))["result"]
    assert "No: chop. Look back." in told["sentences"] and told["months"] is None
    game.act({"do": "rule", "choice": "every five"})
    told = view(game, *result_of(game))["result"]
    assert game.stage == "done" and told["months"]["chosen"] == "every five"
    assert "every five" in told["months"]["words"] and "200 months" in told["months"]["words"]


def test_a_masked_month_is_named_at_the_end_and_never_before():
    game = Game(MASKED, 5)
    assert "S&P" not in json.dumps(view(game)) and game.turn == 0
    play_at_random(game, np.random.default_rng(1))
    shown = view(game, *result_of(game))
    assert "It was a month of the S&P 500." in shown["result"]["sentences"]
    game.act({"do": "rule", "choice": "none of these"})
    shown = view(game, *result_of(game))
    assert shown["result"]["months"]["count"] == 50
    assert "cannot be said" in shown["result"]["months"]["words"]


def test_never_ranked_by_profit():
    """Rules stand in the scenario's own order, and no mark is the profit."""
    for seed in (1, 2, 3):
        game = play_at_random(Game(FREE, seed), np.random.default_rng(seed))
        result = view(game, *result_of(game))["result"]
        assert [row["name"] for row in result["rivals"]] == list(FREE.rivals)
        names = [what for what, _ in result["marks"]]
        assert names == [
            "Typical net delta that you carried",
            "What it made, in units of typical luck",
        ]


def test_what_is_always_zero_is_not_shown():
    """Where trading is free and fills are prompt there are no costs and no execution."""
    for scenario, terms in ((FREE, ["tilt"]), (COSTS, ["tilt", "costs"])):
        game = play_at_random(Game(scenario, 1), np.random.default_rng(1))
        result = view(game, *result_of(game))["result"]
        assert result["terms"] == terms
        marks = [what for what, _ in result["marks"]]
        assert ("Cost for each 1 of risk removed" in marks) == ("costs" in terms)


@pytest.mark.parametrize(
    "field, value", [("lesson", "2"), ("name", "First-One"), ("shows", "all"), ("name", None)]
)
def test_a_scenario_names_its_wrong_field(field, value):
    given = dict(
        lesson="02", name="x", title="", brief="", book=gl.Book(), paths=None, paid_vol=0.3
    )
    with pytest.raises(ValueError, match=f"{field} = {value!r}"):
        Scenario(**given | {field: value})


def test_a_world_with_another_number_of_turns_is_refused():
    wrong = Scenario(
        lesson="02", name="x", title="", brief="", book=gl.Book(), paid_vol=0.3,
        paths=lambda seed, n: gl.Paths([0.0, 0.1], [100.0, 101.0]),
    )  # fmt: skip
    with pytest.raises(ValueError, match="30 steps"):
        Game(wrong, 1)
    with pytest.raises(ValueError, match="right = 2"):
        Question("?", ("a", "b"), 2)
