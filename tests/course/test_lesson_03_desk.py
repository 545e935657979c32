"""The drill of lesson 03: an outcome is its terms, and the rules miss what the plan says."""

from functools import cache

import numpy as np
import pytest
from effort import THOROUGH

import gammalab as gl
from gammalab.course.lesson_03 import desk
from gammalab.course.lesson_03.expansion import DAY, SPOT, VOL


@cache
def rounds():
    return [desk.moves(seed) for seed in range(400 if THOROUGH else 50)]


def error(rule, asks):
    return np.mean([(ask.expected[rule] - ask.outcome) ** 2 for ask in asks]) ** 0.5


def test_an_outcome_is_what_the_facts_give():
    for ask in rounds()[7]:
        facts = dict(ask.facts)
        side = -1 if facts["You have"].startswith("sold") else 1
        number = {what: float(value.split()[0].replace("\N{MINUS SIGN}", "-"))
                  for what, value in ask.facts[1:]}  # fmt: skip
        book = side * 100 * gl.straddle(number["Strike"], number["Days left"] * DAY)
        days, points = number["Days that pass"], number["Volatility moves"]
        end = SPOT + number["The price moves"]
        made = book.value(end, VOL + points / 100, time=days * DAY) - book.value(SPOT, VOL)
        made -= book.delta(SPOT, VOL) * (end - SPOT)
        assert ask.outcome == pytest.approx(made, abs=1e-9)
        g = book.greeks(SPOT, VOL, names=("gamma", "theta", "vega"))
        shown = [number[what] for what in ("Gamma, a unit", "Theta, a day", "Vega, a point")]
        assert shown == pytest.approx([g["gamma"], g["theta"] * DAY, g["vega"] / 100], abs=0.051)
    assert {side for asks in rounds() for ask in asks for side in [ask.facts[0][1]]} == {
        "100 straddles", "sold 100 of them"
    }  # fmt: skip


def test_three_terms_miss_less_than_six_that_leave_their_partners_out():
    """The plan's medians, of 400 rounds; its moves were not told exactly."""
    median = {rule: np.median([error(rule, asks) for asks in rounds()]) for rule in desk.RULES}
    assert list(median.values()) == pytest.approx(
        [29.7, 21.7, 10.1, 13.2, 4.7], rel=0.15 if THOROUGH else 0.2
    )
    assert median["gamma, theta, vega"] < median["all of second order"]
