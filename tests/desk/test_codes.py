"""Codes: the same path on every machine, and a wrong one refused in words."""

import pytest

import gammalab as gl
from gammalab.course.lesson_02.desk import SCENARIOS
from gammalab.desk import Game, desk, new_code, scenarios
from gammalab.desk.codes import code_of, find
from gammalab.desk.debrief import luck

# What 02-…-00A6 and 02-…-0099 came to when they were chosen: profits of the long side by rule, to
# one unit (never, once, every turn, every five, band), and where the price ends.
KNOWN = {
    "00A6": ((681, 151, 50, 44, 27), 110.24),
    "0099": ((-230, -288, -107, -214, -83), 101.13),
}


@pytest.mark.parametrize("seed", KNOWN)
@pytest.mark.parametrize("name", ["first", "delta", "short"])
def test_a_code_is_the_same_path_on_every_machine(name, seed):
    game = Game(*find(f"02-{name}-{seed}"))
    profits, end = KNOWN[seed]
    side = -1 if name == "short" else 1
    runs = [game.replay(policy) for policy in game.scenario.rivals.values()]
    assert [side * round(run.pnl[0]) for run in runs] == list(profits)
    assert round(runs[0].paths.spots[0, -1], 2) == end
    if seed == "00A6":
        assert [round(luck(run).rms, 1) for run in runs] == [85.1, 36.2, 0, 4.3, 2.7]


def test_small_letters_and_spaces_around_are_understood():
    assert find(" 02-First-00a6 ") == find("02-first-00A6")
    scenario, seed = find("02-first-00A6")
    assert code_of(scenario, seed) == "02-first-00A6"


@pytest.mark.parametrize(
    "code, words",
    [
        ("02-first", "a code is lesson, game and four of 0-9 and A-F"),
        ("02-first-00G6", "a code is lesson"),
        ("02-first-00A6F", "a code is lesson"),
        ("", "a code is lesson"),
        (2, "code = 2"),
        (None, "code = None"),
        ("02-frist-00A6", "no game 'frist'; it has: first, delta, short"),
        ("01-first-00A6", "lesson 01 has no games"),
        ("77-first-00A6", "lesson 77 has no games"),
        ("02-first-00A6.2", "this is version 2 of the game, and here is version 1"),
        ("02-first-0007", "months of the lesson's own lab"),
    ],
)
def test_a_wrong_code_is_refused_in_words(code, words):
    with pytest.raises(ValueError) as told:
        desk(code)
    assert words in str(told.value)


def test_new_codes_are_games():
    found = {new_code("02-delta") for _ in range(5)}
    assert len(found) > 1
    for code in found:
        assert find(code)[0].name == "delta"
    with pytest.raises(ValueError, match="no game"):
        new_code("02-nothing")


def test_the_games_of_lesson_02():
    assert list(scenarios("02")) == ["first", "delta", "short"]
    for scenario in SCENARIOS:
        game = Game(scenario, 166)
        premium = game.replay(gl.Never()).premium[0]
        assert f"{abs(premium):.0f}" in scenario.brief  # 343
        assert ("sold" in scenario.brief) == (premium < 0)
        assert (game.neutral is None) == (scenario.shows == "blind")
    assert 1 in SCENARIOS[0].taken and 60 in SCENARIOS[0].taken and 61 not in SCENARIOS[0].taken
