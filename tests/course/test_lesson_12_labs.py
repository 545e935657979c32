"""Lesson 12's labs and numbers: what its text says, what its puzzles want, and both sides."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from effort import THOROUGH, thorough

import gammalab as gl
from gammalab.course.lesson_12 import desk, how_sure, many, numbers, ranks, rules, worlds, yardstick
from gammalab.course.lesson_12.playing import Ours, play, share
from gammalab.desk import Game
from gammalab.desk.debrief import debrief, many_months
from gammalab.desk.told import luck_words


def state(lab, **values):
    return lab.compute(**{**lab.defaults, **values})


@pytest.mark.parametrize("name", worlds.DRAWN if THOROUGH else ["thin", "gapping", "perpetual"])
def test_many_bands_are_what_the_replay_gives(name):
    """The short way of the labs against the whole replay, month by month."""
    world = worlds.world(name, 60, 3)
    months, costs = many.band_months(world, (1.0, 2.0))
    assert np.shape(months)[1] == 2
    for k, factor in enumerate((1.0, 2.0)):

        def rule(now, factor=factor):
            return rules.band_at(now, factor * rules.ww_width(now))

        run = play(Ours(lambda _, rule=rule: rule), world)
        assert months[:, k] == pytest.approx(run.months, abs=1e-10)
        assert costs[:, k].mean() == pytest.approx(run.cost)
        assert many.shares_of(world, months, costs)[k] == pytest.approx(run.shares, abs=1e-10)


def test_the_perpetual_of_that_test_is_liquidated_somewhere():
    run = play(Ours(rules.RULES[rules.BAND]), worlds.world("perpetual", 60, 3))
    assert run.liquidated > 0


def test_shares_add_up_to_the_score():
    x = np.array([0.3, -1.2, 2.0, 0.4])
    assert share(x, 0.2 + 0 * x).mean() == pytest.approx(-0.2 - x.var() / 2)


def test_the_best_widths():
    tried = (1, 50) if THOROUGH else (50,)
    best = {bps: yardstick.WIDTHS[int(np.argmax(yardstick.scores(bps=bps)[0]))] for bps in tried}
    assert best.get(1, 0) <= 0.2 and best[50] in (1.6, 1.8)
    score = dict(zip(yardstick.WIDTHS, yardstick.scores()[0], strict=True))
    assert max(score, key=score.get) in (0.4, 0.5)
    assert score[0.5] - score[1] == pytest.approx(0.050, abs=0.001)
    trending = yardstick.scores("trending")[0]
    assert np.argmax(trending) == 0  # hedge at every step


def test_one_side_alone_shows_the_price_paid():
    calm = {sides: yardstick.scores("calm", sides=sides)[1][10] for sides in ((0,), (1,), (0, 1))}
    assert calm[(0,)] < -1 < 1 < calm[(1,)]
    assert calm[(0, 1)] == pytest.approx((calm[(0,)] + calm[(1,)]) / 2)


def test_with_both_sides_played_the_mean_is_minus_the_cost_but_for_closed_accounts():
    """A band's seller holds the owner's hedge with its sign turned: what one earns the other
    loses."""
    mean, _, cost = yardstick.parts(5)
    left = dict(zip(worlds.DRAWN, (mean + cost).mean(axis=1), strict=True))
    assert np.abs(left.pop("perpetual")).max() > 0.01
    assert np.abs(list(left.values())).max() < 1e-12
    alone = (mean + cost)[list(worlds.DRAWN).index("calm"), 0]
    assert np.abs(alone).min() > 1  # one side alone: the price paid


def test_who_waits_where_moves_go_on_earns_what_the_other_side_loses():
    world = worlds.world("trending", 60, 12)
    waits = play(Ours(lambda _: lambda now: rules.reads_trends(now, -1.0)), world)
    owner, seller = waits.months.mean(axis=1)
    assert np.abs(waits.bets).max() < 1e-12 and owner > 0.3 and seller < -0.3


def test_a_width_that_is_beaten_says_so_and_by_which():
    """The puzzle takes 0.5, which 0.4 beats by less than these months can tell."""
    lab, first = yardstick.yardstick, yardstick.yardstick.puzzles[0]
    near, best = (state(lab, world=yardstick.ALL, width=width) for width in (0.5, 0.4))
    assert first.solved({}, near) and first.solved({}, best)
    beaten = "The best width, 0.4, scores 0.002 more."
    assert beaten in lab.say(near) and f"{beaten} These months cannot part" in first.told(near)
    assert "The best width" not in lab.say(best) + first.told(best)
    close = lab.say(state(lab, world="wild", sides=(1,), width=0.5))
    assert "The best width, 0.6, scores less than 0.001 more." in close


def test_the_formula_is_held_to_the_spread_that_is_set():
    """At 50 bp its width is the third root of ten: 2.15, not 1."""
    told = yardstick.yardstick.puzzles[1].told
    dear = state(yardstick.yardstick, world=yardstick.ALL, width=1.8, bps=50)
    assert "the formula's width, 2.15 (2 is nearest), it is −2.025" in told(dear).replace("-", "−")


def test_level_is_not_said_to_be_luck_where_it_is_too_small():
    """Eight errors wide, and below the floor."""
    close = state(how_sure.how_sure, a="reads trends", paired=True, months=1000)
    assert abs(close.size) > 3 * close.error
    assert f"level, not beyond {ranks.LEVEL}" in how_sure.how_sure.say(close)


def test_each_of_the_courses_rules_is_introduced():
    path = Path(__file__).parents[2] / "lessons" / "12-capstone.md"
    fold = path.read_text(encoding="utf-8").split("## Fold ")[1]
    assert [name for name in rules.RULES if f"*{name}*" not in fold] == []


@pytest.mark.parametrize("lab", [yardstick.yardstick, how_sure.how_sure])
def test_answers_solve_the_puzzles_and_the_start_does_not(lab):
    values = dict(lab.defaults)
    for puzzle in lab.puzzles:
        assert not puzzle.solved(values, state(lab, **values)), puzzle.question
        values |= puzzle.answer
        assert puzzle.solved(values, state(lab, **values)), puzzle.question


def test_only_those_months_part_the_two_for_good():
    first = how_sure.how_sure.puzzles[0]
    good = [
        (months, paired)
        for months in how_sure.STOPS
        for paired in (True, False)
        if first.solved({}, state(how_sure.how_sure, months=months, paired=paired))
    ]
    assert good == [(1000, True)]


def test_a_rule_against_itself():
    same = state(how_sure.how_sure, a="band", b="band", paired=True)
    assert same.size == same.error == 0 and "the same rule" in how_sure.how_sure.say(same)


def test_the_numbers_of_the_text():
    assert numbers.one_month("February 2018") == pytest.approx((20.6, 57.3), abs=0.05)
    assert numbers.one_month("June 2016") == pytest.approx((11.6, -15.8), abs=0.05)
    need = numbers.months_needed("every step", "band", "calm")
    assert need.alone == pytest.approx(2456, abs=5) and need.paired == pytest.approx(841, abs=3)
    close = numbers.months_needed("reads trends", "band", "trending")
    assert close.size < need.size and close.paired < 350 < 10_000 < close.alone
    assert numbers.named_right("every step", "band", "calm") == pytest.approx(0.708, abs=0.001)
    assert numbers.named_right("every step", "band", "calm", 120) == pytest.approx(0.88)
    won, scores, spreads = numbers.against_once()
    assert won == pytest.approx(0.514, abs=0.001) and scores[0] < -4 < scores[1]
    assert numbers.wrong_way("trending").verdict() == "behind"


def test_text_and_lab_mean_the_same_by_parted():
    """The months needed are those after which the lab's own verdict changes."""
    need = numbers.months_needed("every step", "band", "calm")
    for months, verdict in ((0.98 * need.paired, "level"), (1.02 * need.paired, "ahead")):
        error = (need.size - ranks.FLOOR) / ranks.ERRORS * (need.paired / months) ** 0.5
        assert ranks.Gap(need.size, error).verdict() == verdict


@thorough
def test_the_winner_of_thirty():
    found = numbers.alike()
    assert found.lead == pytest.approx(0.030, abs=0.0005)
    assert found.lead_afterwards == pytest.approx(0.0023, abs=0.00006)
    assert (found.rank_afterwards, found.ranges) == (10, (1, 30))
    assert abs(found.lead_afterwards) < 3 * found.error


def test_real_months_are_as_the_text_says():
    real = worlds.real_months()
    assert not real.ranked and np.all(real.paths.spots[:, 0] == 100)
    assert real.paid_vol.min() == worlds.LEAST
    band, third = (play(Ours(rules.RULES[name]), real) for name in ("band", "every third"))
    assert ranks.gap([third], [band]).size == pytest.approx(-0.74, abs=0.005)


# ---- the desk -----------------------------------------------------------------------------------


def test_your_rule_plays_at_the_desk():
    game, sold = desk.SCENARIOS
    setting = game.setting(7)
    before = desk.YOURS.policy
    try:
        desk.your_rule(lambda now: now.neutral)
        mine = gl.replay(policy=desk.YOURS, **setting).pnl
        assert mine == pytest.approx(gl.replay(policy=gl.EveryStep(), **setting).pnl, abs=1e-9)
        desk.your_rule(rules.measures)
        mine = gl.replay(policy=desk.YOURS, **sold.setting(7)).pnl
        assert np.isfinite(mine).all()
        with pytest.raises(ValueError, match="policy"):
            desk.your_rule(3)
        for wrong, words in ((lambda now: 3, "within 2 units"), (lambda now: now.neutral[:0], "")):
            desk.your_rule(wrong)
            with pytest.raises(ValueError, match=f"the hedge of your rule .*must be .*{words}"):
                gl.replay(policy=desk.YOURS, **setting)
    finally:
        desk.your_rule(before)


def test_at_the_desk_a_rule_sees_arrays_of_the_shapes_that_the_lesson_tells():
    """All that the table in round 4 calls "one per path"; a rule may slice any of them."""
    each = (
        "spot", "traded_spot", "hedge", "neutral", "delta", "gamma", "vega", "theta", "paid_vol",
        "spread", "depth", "margin",
    )  # fmt: skip
    shapes, before = set(), desk.YOURS.policy

    def looks(now):
        n = now.spot.size
        shapes.update((name, np.shape(getattr(now, name)) == (n,)) for name in each)
        shapes.add(("past", now.past.shape == (n, now.step + 1)))
        shapes.add(("moves", now.moves.shape == (n, now.step)))
        return now.at(now.paid_vol[:n]).neutral

    try:
        desk.your_rule(looks)
        for game in desk.SCENARIOS:
            for many in (1, 3):
                gl.replay(policy=desk.YOURS, **game.setting(7, many))
    finally:
        desk.your_rule(before)
    assert shapes == {(name, True) for name in (*each, "past", "moves")}


def test_the_debrief_says_nothing_of_moves_that_know_of_each_other():
    """In two of the four markets they do not; and in each of them no odds of luck are told."""
    for seed in {desk.world_of(seed): seed for seed in range(40)}.values():
        for scenario in desk.SCENARIOS:
            game = Game(scenario, seed)
            while not game.over:
                game.act({"do": "pass", "turn": game.turn})
            said = luck_words(debrief(game), many_months(replace(scenario, months=24), seed))
            assert desk.NO_ODDS in said and "knows of the last" not in said
            assert "games in 100" not in said


def test_each_world_is_drawn_and_asked_for():
    game = desk.SCENARIOS[0]
    seen = {desk.world_of(seed) for seed in range(60)}
    assert seen == set(desk.WORLDS)
    for seed in range(8):
        asked = game.question(seed)
        assert asked.options[asked.right] == desk.world_of(seed)


def test_two_humps_in_the_calm_and_the_wild_world():
    """Owner and seller part where the price paid was wrong by a quarter or more, and only there."""

    def humps(of_world):
        months = yardstick._months(of_world, 5, yardstick.BOTH, yardstick.WIDTHS.index(1))
        middle = np.mean(np.abs(months) < 0.5)
        return middle < min(np.mean(np.abs(months - c) < 0.5) for c in (-1.5, 1.5))

    two = [name for name in (yardstick.ALL, *worlds.DRAWN) if humps(name)]
    assert two == ["calm", "wild"]


def test_where_moves_go_on_hardly_any_band_is_best():
    """On other months, too; on those of the lab none is."""
    months = many.by_width(yardstick.WIDTHS, 5.0, 1000, 77)["trending"]
    score = (-months[1].mean(axis=-1) - months[0].var(axis=-1) / 2).mean(axis=0)
    assert yardstick.WIDTHS[int(np.argmax(score))] <= 0.1


def test_relatives_gain_most_from_the_same_months():
    relatives = numbers.months_needed("reads trends", "band", "trending")
    others = numbers.months_needed("every step", "band", "trending")
    assert 45 < relatives.alone / relatives.paired < 55
    assert others.alone / others.paired < 3
    assert others.paired < relatives.paired  # so "they part sooner" would be wrong


def test_real_months_part_once_and_no_other_rule():
    found = numbers.by_years(tuple(rules.RULES))
    assert [name for name, gap in found.items() if gap.verdict() != "level"] == ["once"]


def test_without_a_charge_for_risk_who_goes_home_is_ahead():
    """The answer in the instructor's guide: the mean prefers B, by what it saves in costs."""
    calm = worlds.world("calm", 400, 12)
    once, band = (play(Ours(rules.RULES[name]), calm) for name in ("once", rules.BAND))
    assert once.mean - band.mean == pytest.approx(band.cost - once.cost)
    assert once.mean - band.mean > 0.05
