"""The game of lesson 10: a real month, scaled and without its date; which one was it?"""

import numpy as np
import pytest

import gammalab as gl
from gammalab.course.lesson_10 import desk, market
from gammalab.desk import new_code, scenarios
from gammalab.desk.debrief import debrief, many_months
from gammalab.desk.view import _facts as facts_of

MASKED, SOLD = desk.SCENARIOS


def seed_of(name):
    """A seed whose month has that name."""
    wanted = [market.name_of(date) for date in market.months_of().dates].index(name)
    return next(seed for seed in range(1, 2000) if desk.month_of(seed) == wanted)


@pytest.mark.parametrize(
    ("name", "never", "daily", "five"),
    [("February 2018", 4.8, 20.6, 57.3), ("August 2015", 58.9, 4.8, 75.7),
     ("June 2016", -32.5, 11.6, -15.8), ("October 2017", -3.5, -8.4, -9.4)],
)  # fmt: skip
def test_the_careless_rule_wins_twice_and_loses_twice(name, never, daily, five):
    given = MASKED.setting(seed_of(name))
    rules = (gl.Never(), gl.EveryStep(), gl.EveryN(5))
    found = [gl.replay(policy=rule, **given).pnl[0] for rule in rules]
    assert found == pytest.approx([never, daily, five], abs=0.06)
    sold = SOLD.setting(seed_of(name))
    free = [gl.replay(policy=gl.EveryStep(), **{**s, "costs": None}).pnl[0] for s in (given, sold)]
    assert free[0] == pytest.approx(-free[1])


def test_every_month_is_played_and_nothing_tells_its_date():
    played = {desk.month_of(seed) for seed in range(2000)}
    assert played == set(range(59))
    one = MASKED.setting(7)["paths"]
    assert one.dates is None and one.spots[0, 0] == 100


def test_four_months_are_asked_for_and_the_right_one_is_among_them():
    places = set()
    for seed in range(60):
        asked = MASKED.question(seed)
        right = market.name_of(market.months_of().dates[desk.month_of(seed)])
        assert asked.options[asked.right] == right and right in asked.why
        assert len(set(asked.options)) == 4
        places.add(asked.right)
    assert places == {0, 1, 2, 3}


@pytest.mark.parametrize("scenario", [MASKED, SOLD], ids=lambda one: one.name)
def test_a_game_is_played_to_its_end(scenario):
    seed = seed_of("August 2015")
    game = scenario.begin(seed)
    assert ["Paid", "12.6 %"] in facts_of(game)
    while not game.over:
        game.act({"do": "neutral", "turn": game.turn})
    told = debrief(game)
    assert told.nearest == ("every turn", 0.0)
    assert "+2.4 points" in scenario.reveal(seed)


def test_rules_are_tried_on_all_months_each_at_its_own_price():
    found = many_months(MASKED, 7)
    assert found["months"] == 59
    given = MASKED.setting(7, 2000)
    np.testing.assert_array_equal(given["paid_vol"], market.months().vol)
    run = gl.replay(policy=gl.EveryStep(), **given)
    assert found["rules"]["every turn"]["mean"] == pytest.approx(run.pnl.mean())
    assert new_code("10-masked").startswith("10-masked-")
    assert {"masked", "sold"} <= set(scenarios("10"))
