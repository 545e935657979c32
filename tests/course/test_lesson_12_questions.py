"""Lesson 12: each number in its questions, computed again."""

import pytest
from effort import thorough

from gammalab.check import engine, questions
from gammalab.course.lesson_12 import numbers, ranks, rules, worlds
from gammalab.course.lesson_12.playing import Ours, play


def said(id):
    return next(q for q in questions.lesson_questions("12") if q.id == id).right.why


def test_the_band_goes_with_the_third_root():
    assert 2 ** (1 / 3) == pytest.approx(1.26, abs=0.001)


def test_half_of_the_months_and_a_hundred_years():
    won, _, _ = numbers.against_once()
    assert f"{won:.1%}".replace("%", " %") in said("12.1")
    need = numbers.months_needed("every step", "band", "calm")
    assert 190 < need.alone / 12 < 210 and 830 < need.paired < 850


@thorough
def test_the_lead_is_gone():
    found = numbers.alike()
    assert f"{found.lead_afterwards:+.3f}" in said("12.3")
    assert f"rank {found.rank_afterwards} of 30" in said("12.3")


def test_who_is_short_gamma_narrows_where_moves_go_on():
    assert numbers.wrong_way("trending").size < -0.03


@thorough
def test_measuring_adds_most():
    names = ("measures volatility", "reads trends", "reads the spread", "every step", rules.BAND)
    table = {name: [] for name in names}
    for of_world in worlds.DRAWN:
        one = worlds.world(of_world, 4000, 12)
        for name in names:
            table[name].append(play(Ours(rules.RULES[name]), one))
        one.kept.clear()
    gain = {name: ranks.gap(table[name], table[rules.BAND]).size for name in names}
    assert max(gain, key=gain.get) == "measures volatility"
    assert 0.04 < gain["measures volatility"] < 0.06
    assert "About +0.05" in said("12.4")
    assert 0.004 < gain["reads trends"] < 0.015 and gain["reads the spread"] < 0.003


def far_too_seldom(now):
    return now.neutral if now.step % 3 == 0 else now.hedge


def asks_an_if(now):
    if abs(now.hedge - now.neutral) > 0.1:
        return now.neutral
    return now.hedge


@pytest.mark.parametrize(
    "policy, state, words",
    [
        (rules.measures, "right", "not far behind the band"),
        pytest.param(
            rules.bets_on_trends, "wrong", "that is a bet, and not scored", marks=thorough
        ),
        pytest.param(lambda now: now.delta, "wrong", "has the wrong sign", marks=thorough),
        pytest.param(far_too_seldom, "wrong", "It takes too much risk", marks=thorough),
        (asks_an_if, "wrong", "use np.where(condition, hedge if so, hedge if not), at `if abs("),
        (lambda now: now.neutral + 0.3, "wrong", "its hedge stands 0.30 above neutral: that is"),
        (lambda now: now.neutral + 3, "wrong", "within 2 units"),
        (lambda now: now.neutral + 1e-6 * now.spot.mean(), "wrong", "other paths"),
        (lambda now: now.neutral[:3], "wrong", "one number per path"),
    ],
)
def test_a_rule_that_is_handed_in(policy, state, words):
    found, said = engine.find("12.8").assess(policy)
    assert found == state and words in said, said
