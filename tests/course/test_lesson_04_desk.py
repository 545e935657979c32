"""The drill of lesson 04: its days are those of the replay, its rules as good as its plan says."""

from functools import cache

import numpy as np
import pytest

import gammalab as gl
from gammalab.course.lesson_04 import desk
from gammalab.course.lesson_04.month import CONTRACTS, PAID, SPOT
from gammalab.lab.words import signed


@cache
def months():
    return [desk.enough(seed) for seed in range(200)]


def test_the_days_add_up_to_the_month_and_the_sides_change():
    paths = desk.month(3)
    assert paths.times[-1] == pytest.approx(30 / 365) and paths.n_steps == 22
    made = np.array([ask.outcome for ask in months()[3]])
    made[desk.SOLD - 1 :] *= -1
    run = gl.replay(CONTRACTS * gl.straddle(SPOT, paths.horizon), paths, paid_vol=PAID)
    assert made.sum() == pytest.approx(run.pnl[0], abs=1e-9)
    for k, ask in enumerate(months()[3]):
        assert ("sold" in ask.question) == (k >= desk.SOLD - 1)
        assert f"{signed(made[k], 1)} for the owner" in ask.told


@pytest.mark.parametrize(
    "rule, share",
    [
        ("it never pays the owner", 0.67), ("one day's breakeven", 0.903),
        ("0.8 of the breakeven", 0.871), ("the breakeven", 0.931),
    ],
)  # fmt: skip
def test_the_rules_are_right_as_often_as_the_plan_says(rule, share):
    """The plan's shares are of 3,000 months; ours have an error of their own."""
    right = [(ask.expected[rule] > 0) == (ask.outcome > 0) for month in months() for ask in month]
    assert np.mean(right) == pytest.approx(share, abs=4 * (share * (1 - share) / len(right)) ** 0.5)


def test_early_the_breakeven_is_nearly_all_late_the_strike_decides():
    def share(turns):
        asks = [month[k] for month in months() for k in turns]
        return np.mean([(a.expected["the breakeven"] > 0) == (a.outcome > 0) for a in asks])

    assert share(range(10)) == pytest.approx(0.985, abs=0.012)
    assert share(range(17, 22)) == pytest.approx(0.80, abs=0.05)
