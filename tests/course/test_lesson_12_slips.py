"""What the judge says to programs that students of lesson 12 hand in: the right cause, well put."""

import numpy as np
import pytest

from gammalab.check import engine

PROBLEMS = {p.id: p for p in engine.known_problems() if p.id.startswith("12.")}


def said(id, function):
    state, message = PROBLEMS[id].assess(function)
    assert state == "wrong", message
    return message


def part(x, cost):
    return -np.asarray(cost) - (x - x.mean()) ** 2 / 2


def error(x):
    return x.std(ddof=1) / len(x) ** 0.5


@pytest.mark.parametrize("both", [lambda a, b: a + b, np.hypot])
def test_two_errors_are_told_of_the_same_months(both):
    """The one mistake that the lesson is about, in either way of adding."""

    def compare(a, b, cost_a, cost_b):
        first, second = part(a, cost_a), part(b, cost_b)
        return first.mean() - second.mean(), both(error(first), error(second))

    assert "both met the same months" in said("12.2", compare)


def test_one_cost_for_both_is_told_of_costs():
    def compare(a, b, cost_a, cost_b):
        apart = part(a, cost_a) - part(b, cost_a)
        return apart.mean(), error(apart)

    assert "the costs are missing, or the same for both" in said("12.2", compare)


def test_a_root_that_divides_by_three():
    def hedge_to_hold(hedge, neutral, spot, gamma, spread, aversion):
        width = (1.5 * spread * spot * gamma**2 / aversion) ** 1 / 3
        return np.clip(hedge, neutral - width, neutral + width)

    assert "the third root is `** (1 / 3)`" in said("12.6", hedge_to_hold)


@pytest.mark.parametrize(
    "happened, words",
    [
        (lambda r, t: np.mean(r**2) * 252, "a step is no trading day"),
        (lambda r, t: np.mean(r**2 / np.diff(t)), "a short step weighs as much as a long one"),
        (lambda r, t: np.sum(r) ** 2 / t[-1], "square each move, then add them up"),
    ],
)
def test_a_volatility_of_uneven_steps(happened, words):
    def vol_so_far(past, times, start, weight):
        n = len(past) - 1
        if n == 0:
            return start
        seen = happened(np.diff(np.log(past)), times[: n + 1])
        return np.sqrt((weight * start**2 + n * seen) / (weight + n))

    assert words in said("12.5", vol_so_far)


def test_a_rank_has_no_unit():
    message = said("12.3", lambda apart, errors, z, floor: (1, len(apart) + 1))
    assert "Yours gives 1 for" in message


def test_who_returns_the_trade_is_told_to_return_the_hedge():
    message = said("12.8", lambda now: now.neutral - now.hedge)
    assert (
        "it returns the trade; a policy returns the hedge to hold, `now.hedge + trade`" in message
    )
