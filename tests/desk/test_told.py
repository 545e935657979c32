"""What the debrief says: whose luck it was, with which odds, and numbers that add up."""

import re
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from worlds import COSTS, FREE, GAP, TREND, play_at_random

import gammalab as gl
from gammalab.desk import Game, told, words
from gammalab.desk.debrief import Luck, debrief, luck, many_months
from gammalab.desk.view import view


def neutral(scenario, seed=3):
    game = Game(scenario, seed)
    while not game.over:
        game.act({"do": "neutral", "turn": game.turn})
    return game


FOUND = debrief(play_at_random(Game(FREE, 3), np.random.default_rng(1)))


def with_z(z):
    return replace(FOUND, luck=Luck(made=100 * z, spread=100.0, rms=1.0))


@pytest.mark.parametrize("scenario", [FREE, COSTS], ids=["free", "costs"])
def test_who_carries_no_delta_is_told_of_the_luck_of_the_moves(scenario):
    game = neutral(scenario)
    found, months = debrief(game), many_months(scenario, 3)
    left = f"You carried no delta. What is left, {told.money(found.pnl + found.cost)},"
    before, after = told.luck_words(found), told.luck_words(found, months)
    luck = "the luck of how large moves were"
    assert before == f"{left} is what such a month brings on average, and {luck}."
    row = months["rules"]["every turn"]
    mine = f" is {told.money(found.pnl)} after costs, and" if scenario is COSTS else ""
    costs = " after costs" if scenario is COSTS else ""
    mean, rest = told.adding_up([row["mean"], found.pnl - row["mean"]], 0)
    assert after == (
        f"{left}{mine} stands against a mean of {mean:+,.0f}{costs} for \u201cevery turn\u201d "
        f"(give or take {told.size(2 * row['se'])}). The rest, "
        f"{rest:+,.0f}, is {luck}: give or take {told.size(row['spread'])}."
    )
    game.rule = "every turn"
    assert view(game, found, months)["result"]["luck_words"] == after


def test_where_moves_know_of_each_other_no_odds_of_luck_are_told():
    """In a trend every month of a slow rule was called rare luck, though its mean is far from 0."""
    game = Game(TREND, 3)
    while not game.over:  # every five turns, and once a share too many
        game.act({"do": "pass" if game.turn % 5 else "neutral", "turn": game.turn})
        if game.turn == 6:
            game.act({"do": "trade", "turn": 6, "quantity": 1})
    found, months = debrief(game), many_months(TREND, 3)
    rule = months["rules"][found.nearest[0]]
    before, after = told.luck_words(found), told.luck_words(found, months)
    for said in (before, after):
        assert "luck alone makes or loses" not in said and "games in" not in said
        assert "that is not luck alone" in said
    assert f"makes {told.money(rule['mean'])} on average over 200 months" in after
    z = abs(found.pnl - rule["mean"]) / rule["spread"]
    assert f"Your {told.money(found.pnl)} lies {z:.1f} spreads from that mean." in after
    assert [name for name, _ in told.marks(found, "shares")] == [
        "Typical net delta that you carried"
    ]
    game.answer, game.rule = 0, "never"
    assert view(game, found, months)["result"]["luck"] is None


def test_a_rule_that_held_something_else_is_no_measure_of_a_game():
    """One sale on the first day, 37 shares from every rule, was "23 spreads from that mean"."""
    game = Game(TREND, 3)
    while not game.over:
        move = {"do": "trade", "quantity": -60} if game.turn == 0 else {"do": "pass"}
        game.act(move | {"turn": game.turn})
    found = debrief(game)
    rule, off = found.nearest
    assert off > 0.5 * found.luck.rms
    said = told.luck_words(found, many_months(TREND, 3))
    assert "spreads from that mean" not in said and "on average over" not in said
    assert f"\u201c{rule}\u201d, was typically {told.units(off)} shares away" in said
    assert said.endswith("what such a hand as yours makes on average, these months do not say.")


def test_why_no_odds_are_told_is_the_scenarios_to_say():
    for why in (words.KNOWS, "Why it is so."):
        game = Game(replace(TREND, no_odds=why), 3)
        while not game.over:
            game.act({"do": "pass", "turn": game.turn})
        assert f". {why} The " in told.luck_words(debrief(game))


def test_who_types_the_hedge_that_the_page_shows_is_held_against_the_rule():
    """A rule without delta is as far away as all that you carry: only the button was near to it."""
    scenario = replace(FREE, no_odds=words.KNOWS)

    game = Game(scenario, 3)
    while not game.over:
        game.act({"do": "trade", "turn": game.turn, "quantity": round(game.neutral, 1)})
    found, months = debrief(game), many_months(scenario, 3)
    assert found.nearest[0] == "every turn" and found.nearest[1] == pytest.approx(found.luck.rms)
    said = told.luck_words(found, months)
    assert "\u201cevery turn\u201d, makes" in said and "spreads from that mean" in said
    far = replace(found, luck=replace(found.luck, rms=60.0, spread=600.0), nearest=("never", 60.0))
    assert "was typically 60 shares away" in told.luck_words(far, months)


def test_the_odds_told_of_independent_moves_come_true():
    """And those of moves that know of each other would not: so they are told of no such game."""

    def far(scenario):
        run = gl.replay(policy=gl.EveryN(5), progress=False, **scenario.setting(3, 100))
        zs = [luck(run, path).z for path in range(100)]
        return abs(np.mean(zs)) > 4 / np.sqrt(len(zs))

    assert [far(scenario) for scenario in (FREE, TREND)] == [False, True]
    assert FREE.no_odds is None and TREND.no_odds is not None


def test_moves_of_one_size_leave_no_luck_of_sizes():
    found = debrief(neutral(TREND))
    assert told.luck_words(found).endswith(
        "is what such a month brings on average, and the luck of where the month ended."
    )


def test_one_sum_has_one_name_and_late_fills_are_in_it():
    """ "Tilt +307", and a line below "Your tilt made 240"."""
    late = debrief(neutral(GAP))
    columns = late.sources
    together = columns["delta"] + columns["slippage"] + columns["unfilled"]
    assert abs(columns["slippage"] + columns["unfilled"]) > 1
    assert late.luck.made == pytest.approx(together, abs=1e-6)
    said = told.luck_words(late)
    assert said.startswith("The net delta that you really carried, tilt and late fills together, ")
    assert "Your tilt" not in said
    at_once = FOUND
    assert at_once.luck.made == pytest.approx(at_once.sources["delta"], abs=1e-6)
    assert told.luck_words(at_once).startswith("Your tilt, the net delta that you carried, ")


@pytest.mark.parametrize("mean", [-14.4, -13.5, 0.49, 7.6])
@pytest.mark.parametrize("pnl", [-33.4, -3.34, 12.5])
def test_a_mean_and_the_rest_add_up_as_printed(pnl, mean):
    """-33 was a mean of -14 and a rest of -20."""
    found = replace(debrief(neutral(FREE)), pnl=pnl)
    months = {"months": 4, "rules": {"every turn": {"mean": mean, "se": 1.0, "spread": 2.0}}}
    said = told.luck_words(found, months)
    number = r"([+-]?[\d.]+)"
    parts = re.search(f"a mean of {number} for .* The rest, {number}, is", said).groups()
    assert sum(map(float, parts)) == pytest.approx(float(told.money(pnl)))


def test_a_spread_is_never_told_as_nothing():
    """ "Luck alone makes or loses 0 in a typical month: yours is 1.5 times that"."""
    small = replace(FOUND, luck=Luck(made=-0.6, spread=0.4, rms=0.01))
    assert "makes or loses 0.4 in a typical month: yours is 1.5 times that" in told.luck_words(
        small
    )
    tiny = replace(FOUND, luck=Luck(made=-0.06, spread=0.04, rms=0.001))
    assert "makes or loses less than 0.1 in a typical month" in told.luck_words(tiny)


def test_a_game_that_was_hardly_lucky():
    assert told.luck_words(with_z(0.004)).endswith(
        "As far, or further, luck alone goes in nearly every game."
    )


@pytest.mark.parametrize("z", [0.06, 0.3, -0.96, 1.0, 1.44, -1.7, 1.96, 2.5, -2.58, 3.04, 4.4])
def test_the_odds_are_those_of_the_z_that_is_shown(z):
    said = told.luck_words(with_z(z))
    pattern = (
        r"([\d.]+) times that\. As far, or further, luck alone goes in (?:about |(fewer than ))"
    )
    pattern += r"(\d+) games? in ([\d,]+)\.$"
    shown, few, games, of = re.search(pattern, said).groups()
    share = 2 * stats.norm.sf(float(shown))
    of = int(of.replace(",", ""))
    assert float(shown) == pytest.approx(abs(z), abs=0.051)
    assert share < 1 / of if few else int(games) == round(share * of)
    assert ("1 game in" in said) == (games == "1")


def test_a_loss_is_lost_and_never_made():
    found = with_z(-1.7)
    assert "Your tilt, the net delta that you carried, lost 170." in told.luck_words(found)
    assert told.sum_of(replace(found, pnl=-681.0)).startswith("You lost 681:")
    assert told.sum_of(replace(found, pnl=681.0)).startswith("You made 681:")
    assert told.sum_of(replace(found, pnl=0.01)).startswith("You made nothing:")


def test_the_parts_add_up_as_printed():
    rng = np.random.default_rng(4)
    for size in (0.3, 3.0, 30.0, 800.0, 5000.0) * 40:
        amounts = size * rng.standard_normal(len(FOUND.sources))
        sources = dict(zip(FOUND.sources, amounts, strict=True))
        said = told.sum_of(replace(FOUND, pnl=float(amounts.sum()), sources=sources))
        whole, parts = said.rstrip(".").split(": ")
        parts = [float(part.rsplit(" ", 1)[1].replace(",", "")) for part in parts.split(", ")]
        total = whole.rsplit(" ", 1)[1].replace(",", "").replace("nothing", "0")
        total = float(total) * (1 if "made" in whole else -1)
        assert sum(parts) == pytest.approx(total, abs=1e-9), said


def test_a_mean_is_told_with_what_luck_put_into_it():
    """ "+23 ± 12" was read as a gain."""
    game, found = neutral(FREE), with_z(0.0)
    game.rule, row = "never", {"mean": 23.0, "se": 12.1, "spread": 541.0, "cost": 0.0}
    said = told.after_rule(game, found, {"months": 2000, "rules": {"never": row}})
    assert "+23 on average, where luck alone gives or takes 24: it may as well be 0. Spread" in said
    row |= {"mean": -30.0, "se": 1.2}
    said = told.after_rule(game, found, {"months": 2000, "rules": {"never": row}})
    assert "-30 on average, where luck alone gives or takes 2.4. Spread 541" in said
    assert "exchange" not in said
    row["closed"] = 0.381
    said = told.after_rule(game, found, {"months": 2000, "rules": {"never": row}})
    assert said.endswith("The exchange closed its hedge in 38.1 % of them.")


def test_one_share_is_singular():
    game = Game(FREE, 3)
    game.act({"do": "trade", "turn": 0, "quantity": -1})
    assert "you are short 1 share;" in told.turn(game) or "you are short 1 share." in told.turn(
        game
    )
    found = with_z(1.0)
    assert told.marks(found, "shares")[0][1] == "1 share"
    game = neutral(FREE)
    game.rule, found = "none of these", replace(found, nearest=("never", 1.0))
    assert "(typically 1 share away from them)" in told.after_rule(game, found, {})


def test_a_delta_of_rounding_alone_is_none():
    """Neutral on every turn, a spread of 2.6e-9 passed for luck: "0.9 times that"."""
    rounding = replace(FOUND, luck=Luck(made=2.3e-9, spread=2.6e-9, rms=1e-11))
    assert rounding.luck.z == 0
    assert told.luck_words(rounding).startswith("You carried no delta.")


def test_a_tilt_is_one_figure_in_the_sum_and_beside_luck():
    """ "Tilt +70", and two lines below "Your tilt made 69"."""
    for size in (0.3, 3.0, 30.0, 800.0):
        rng = np.random.default_rng(7)
        for _ in range(40):
            amounts = size * rng.standard_normal(len(FOUND.sources))
            sources = dict(zip(FOUND.sources, amounts, strict=True))
            sources |= {"slippage": 0.0, "unfilled": 0.0}
            found = replace(
                FOUND,
                pnl=float(sum(sources.values())),
                sources=sources,
                luck=replace(FOUND.luck, made=sources["delta"]),
            )
            shown = re.search(r"tilt ([+-][\d.,]*\d)", told.sum_of(found))
            shown = shown.group(1) if shown else "0"
            verb = {"+": "made ", "-": "lost "}.get(shown[0], "made nothing")
            assert f"carried, {verb}{shown[1:]}." in told.luck_words(found), told.sum_of(found)


def test_a_small_tilt_is_told_to_the_tenth_beside_a_large_profit():
    """ "Made 2, luck alone makes 1.0, yours is 1.5 times that"."""
    sources = dict.fromkeys(FOUND.sources, 0.0) | {"delta": 1.6, "gamma": -15.6}
    found = replace(FOUND, pnl=-14.0, sources=sources, luck=Luck(1.6, 1.04, 0.1))
    assert told.sum_of(found) == "You lost 14.0: gamma -15.6, tilt +1.6."
    assert "made 1.6. With such positions luck alone makes or loses 1.0" in told.luck_words(found)


def test_of_rules_as_near_the_one_that_was_named_is_the_nearest():
    """Neutral each turn on a first day that closed all: "nearest to once, at the start"."""
    found = replace(FOUND, nearest=("never", 0.0), ties=("never", "every turn", "a band"))
    row = {"mean": 0.0, "se": 1.0, "spread": 9.0}
    months = {"months": 9, "rules": dict.fromkeys(FREE.rivals, row)}
    game = neutral(FREE)
    game.rule = "every five"
    said = told.after_rule(game, found, months)
    assert "nearest to \u201cnever\u201d, \u201cevery turn\u201d and \u201ca band\u201d (" in said
    game.rule = "never"
    assert "nearest to \u201cnever\u201d (typically" in told.after_rule(game, found, months)
    flat = replace(FREE, book=gl.Book())  # nothing to hedge: every rule does the same
    for rule in ("every turn", "a band"):
        game = Game(flat, 3)
        while not game.over:
            game.act({"do": "pass", "turn": game.turn})
        game.rule = rule
        found = debrief(game)
        assert found.nearest[0] == rule and len(found.ties) == len(FREE.rivals)


@pytest.mark.parametrize("quantity, words", [(0.03, "Bought"), (-0.03, "Sold")])
def test_a_trade_too_small_for_a_decimal_is_not_of_nothing(quantity, words):
    game = Game(COSTS, 3)
    game.act({"do": "trade", "turn": 0, "quantity": quantity})
    assert told.did(game).startswith(f"{words} less than 0.1 at ")
