"""What the judge says to programs that students of lesson 12 hand in: the right cause, well put."""

from pathlib import Path

import numpy as np
import pytest

from gammalab.check import engine
from gammalab.course.lesson_12 import handed_in, meant, ranks

ROOT = Path(__file__).resolve().parents[2]

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


@pytest.mark.parametrize(
    "score, words",
    [
        (lambda x, c: np.mean(x) + np.mean(c) - np.var(x) / 2, "what is charged is the cost"),
        (lambda x, c: -np.mean(c) - np.var(x + c) / 2, "which has paid the costs"),
        (lambda x, c: -np.mean(c) - np.sum(x**2) / 2, "a variance is a mean"),
        (lambda x, c: -np.mean(c) - np.var(x, ddof=1), "halve it"),
    ],
)
def test_a_score_of_something_else(score, words):
    assert words in said("12.1", score)


@pytest.mark.parametrize(
    "found, words",
    [
        (lambda d: (d.mean(), 3 * error(d)), "one error is asked"),
        (lambda d: (d.sum(), error(d) * len(d)), "not their sum"),
    ],
)
def test_one_error_of_one_mean(found, words):
    assert words in said("12.2", lambda a, b, c, d: found(part(a, c) - part(b, d)))


def test_costs_are_taken_off_once():
    def compare(a, b, cost_a, cost_b):
        apart = part(a - cost_a, cost_a) - part(b - cost_b, cost_b)
        return apart.mean(), error(apart)

    assert "take them off once" in said("12.2", compare)


@pytest.mark.parametrize(
    "seen, words",
    [
        (lambda s, k: max(s) - min(s[: k + 1]), "the highest price is that of the whole month"),
        (lambda s, k: max(s[: k + 1]) - min(s), "the lowest price is that of the whole month"),
        (lambda s, k: np.ptp(s[: k + 1]) / s[0], "not as a fraction"),
        (lambda s, k: s[k] - min(s[: k + 1]), "not the last, less the lowest"),
    ],
)
def test_half_of_the_bug_is_told_by_its_half(seen, words):
    assert words in said("12.4", seen)


@pytest.mark.parametrize(
    "happened, words",
    [
        (lambda r, t: np.sum(r**2) / (t[-1] - t[-2]), "not by the last step"),
        (lambda r, t: np.sum(r**2 / np.diff(t)), "the time that all of them took"),
        (lambda r, t: np.sqrt(np.sum(r**2) / t[-1]), "no root yet"),
    ],
)
def test_more_of_uneven_steps(happened, words):
    test_a_volatility_of_uneven_steps(happened, words)


@pytest.mark.parametrize("first, words", [(0.0, "nothing was seen"), (2.0, "no square of it")])
def test_before_any_move(first, words):
    def vol_so_far(past, times, start, weight):
        n = len(past) - 1
        if n == 0:
            return first and start**first
        seen = np.sum(np.diff(np.log(past)) ** 2) / times[n]
        return np.sqrt((weight * start**2 + n * seen) / (weight + n))

    assert words in said("12.5", vol_so_far)


def to_a_rim(hedge, low, high):
    middle = (low + high) / 2
    return middle + np.sign(hedge - middle) * (high - low) / 2


@pytest.mark.parametrize(
    "factor, power, hold, words",
    [
        (2, 1 / 3, np.clip, "to either side: not twice"),
        (1, 0.33, np.clip, "is no third root"),
        (1, 1 / 3, lambda h, low, high: np.clip(h, low, high) - (low + high) / 2, "not its dist"),
        (1, 1 / 3, to_a_rim, "hold what you"),
        (1, 1 / 3, lambda h, low, high: h if not low <= h <= high else (low + high) / 2,
         "the other way round"),
    ],
)  # fmt: skip
def test_bands_of_another_shape(factor, power, hold, words):
    def hedge_to_hold(hedge, neutral, spot, gamma, spread, aversion):
        width = factor * (1.5 * spread * spot * gamma**2 / aversion) ** power
        return hold(hedge, neutral - width, neutral + width)

    assert words in said("12.6", hedge_to_hold)


def test_percentages_are_no_log_returns():
    def mirror(spots):
        moves = np.diff(spots) / spots[:-1]
        return spots[0] * np.exp(-np.r_[0, np.cumsum(moves)])

    assert "those are percentages" in said("12.7", mirror)


def test_the_exercise_tells_what_its_check_asks():
    text = (ROOT / "lessons" / "12-capstone.exercises.md").read_text(encoding="utf-8")
    told = " ".join(text.split("## 12.8")[1].split())
    assert f"for {handed_in.MONTHS} months of three worlds" in told and len(handed_in.TRIED) == 3
    assert f"more than {handed_in.LEANS:g} off neutral" in told
    assert f"more than {handed_in.BET:g} a month by a bet" in told
    assert f"more than {meant.CARELESS:g} behind the band" in told
    assert "by three errors" in told and ranks.ERRORS == 3


@pytest.mark.parametrize("add, weigh", [(np.mean, True), (np.sum, False)])
def test_a_missing_n_is_told_of_either_place(add, weigh):
    """Both give the same number; who has added the squares up must not be told to add them up."""

    def vol_so_far(past, times, start, weight):
        n = len(past) - 1
        if n == 0:
            return start
        happened = add(np.diff(np.log(past)) ** 2) / times[n]
        return np.sqrt((weight * start**2 + (n if weigh else 1) * happened) / (weight + n))

    told = said("12.5", vol_so_far)
    assert "there is an n missing" in told and "count like n moves" in told


def test_a_lean_is_told_of_both_sides_together():
    """Two leans that mirror each other earn nothing, and are no bet: their risk alone is charged.

    So the exercise, which says so, and the message speak of both sides."""

    def as_owner_and_seller(now):
        return now.neutral + 0.03 * np.sign(now.gamma)

    assert PROBLEMS["12.8"].assess(as_owner_and_seller)[0] == "right"
    told = said("12.8", lambda now: now.neutral + 0.03)
    assert "on average over both sides its hedge stands 0.03 above neutral" in told
    text = (ROOT / "lessons/12-capstone.exercises.md").read_text(encoding="utf-8")
    assert "stand more than 0.01 off neutral on average over both sides" in text
