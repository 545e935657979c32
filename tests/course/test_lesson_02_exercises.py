"""Lesson 02's problems: the reference is right, the stub untouched, typical mistakes are named."""

import json
from importlib import resources

import numpy as np
import pytest
from check_helpers import assert_problem

import gammalab as gl
from gammalab.check import check, engine
from gammalab.pricing.black_scholes import delta as bs_delta
from gammalab.pricing.black_scholes import price as bs_price


def stub(*_args, **_kwargs):
    raise NotImplementedError


def published(problem, name):
    """The function that `solution(problem)` shows, run as a student would run it."""
    sources = json.loads((resources.files("gammalab.check") / "solutions.json").read_text())
    space = {"np": np, "gl": gl}
    exec(sources[problem], space)
    return space[name]


def one_week(interest):
    return lambda debt, shares, spot, rate: debt * interest(rate) + shares * spot


def replayed(sign=-1.0, premium=1.0, ahead=0):
    def pnl(spots, times, strike, vol):
        total = max(spots[-1] - strike, 0.0) - premium * bs_price(spots[0], strike, times[-1], vol)
        for k in range(len(times) - 1):
            j = k + ahead
            shares = sign * bs_delta(spots[j], strike, times[-1] - times[j], vol)
            total += shares * (spots[k + 1] - spots[k])
        return total

    return pnl


def parts(market, costs, rest):
    """A wrong answer to 2.6 from three functions of the attribution's row."""

    def sources(run, path):
        row = run.attribution().loc[path]
        return market(row), costs(row), rest(row)

    return sources


def both(row):
    return row["gamma"] + row["theta"]


def fees(row):
    return row["costs"]


def others(row):
    return row.sum() - both(row) - fees(row)


def needed(vega, vol, target):
    return np.pi / 4 * (vega * vol / target) ** 2


CASES = {
    "2.1": (
        "hedge",
        [
            (lambda delta, quantity: delta * quantity, "doubles the risk"),
            (lambda delta, quantity: -delta, "not all of them"),
            (lambda delta, quantity: -abs(delta * quantity), "always sells"),
        ],
    ),
    "2.2": (
        "trades",
        [
            (lambda deltas, quantity: -quantity * deltas, "shares held"),
            (lambda deltas, quantity: np.diff(-quantity * deltas), "is missing"),
            (lambda deltas, quantity: np.diff(quantity * deltas, prepend=0), "wrong way round"),
            (
                lambda deltas, quantity: np.r_[0, np.diff(-quantity * deltas)],
                "must set up the whole hedge",
            ),
        ],
    ),
    "2.3": (
        "neutral_strike",
        [
            (lambda spot, vol, expiry, rate: spot, "strike lies higher"),
            (lambda spot, vol, expiry, rate: spot * np.exp(rate * expiry), "volatility is missing"),
            (
                lambda spot, vol, expiry, rate: spot * np.exp((rate - vol**2 / 2) * expiry),
                "d2 = 0",
            ),
            (
                lambda spot, vol, expiry, rate: spot * np.exp(-(rate + vol**2 / 2) * expiry),
                "other side",
            ),
        ],
    ),
    "2.4": (
        "next_debt",
        [
            (one_week(lambda rate: 1.0), "interest of the week is missing"),
            (one_week(lambda rate: np.exp(rate)), "whole year"),
            (one_week(lambda rate: 1 + rate / 52), "continuously compounded"),
            (one_week(lambda rate: np.exp(rate / 365)), "interest of a day"),
            (
                lambda debt, shares, spot, rate: (debt + shares * spot) * np.exp(rate / 52),
                "no interest yet",
            ),
            (
                lambda debt, shares, spot, rate: debt * np.exp(rate / 52) - shares * spot,
                "makes the debt larger",
            ),
        ],
    ),
    "2.5": (
        "hedged_pnl",
        [
            (replayed(sign=1.0), "wrong sign"),
            (replayed(sign=0.0), "call alone"),
            (replayed(premium=0.0), "price paid for the call is missing"),
            (replayed(ahead=1), "nobody knows yet"),
            (lambda *a: -replayed()(*a), "the one who sold the call"),
        ],
    ),
    "2.6": (
        "sources",
        [
            (parts(lambda row: row["gamma"], fees, others), "gamma alone"),
            (parts(lambda row: row["gamma"] - row["theta"], fees, others), "add it"),
            (parts(both, lambda row: -row["costs"], others), "negative here"),
            (parts(both, fees, lambda row: row["residual"]), "residual alone"),
            (lambda run, path: both(run.attribution().loc[path]), "return 3 things"),
        ],
    ),
    "2.7": (
        "hedges_needed",
        [
            (needed, "must be whole"),
            (lambda *a: np.floor(needed(*a)), "rounding down"),
            (lambda *a: np.round(needed(*a)), "nearest"),
            (lambda *a: np.ceil(np.sqrt(needed(*a))), "square is missing"),
            (lambda *a: np.ceil(needed(*a) * 4 / np.pi), "pi / 4"),
        ],
    ),
}


@pytest.mark.parametrize("problem", CASES)
def test_right_untouched_and_typical_wrong_answers(problem):
    name, wrongs = CASES[problem]
    assert_problem(problem, published(problem, name), wrongs, stub)


def test_every_problem_of_the_lesson_is_tested():
    engine.find("2.1")
    assert {id for id in engine._problems if id.startswith("2.")} == set(CASES)


def test_a_vectorised_replay_is_right_too():
    def hedged(spots, times, strike, vol):
        deltas = bs_delta(spots[:-1], strike, times[-1] - times[:-1], vol)
        hedge = float(-deltas @ np.diff(spots))
        return max(spots[-1] - strike, 0) - bs_price(spots[0], strike, times[-1], vol) + hedge

    assert engine.find("2.5").assess(hedged)[0] == "right"


@pytest.mark.parametrize("mode", ["autograde", "validate"])
def test_nbgrader_sees_a_wrong_answer(monkeypatch, mode):
    """nbgrader gives a cell its points unless the cell raises."""
    monkeypatch.setenv("NBGRADER_EXECUTION", mode)
    assert check("2.1", lambda delta, quantity: -delta * quantity)
    for answer in (lambda delta, quantity: delta * quantity, stub):
        with pytest.raises(AssertionError, match="2.1 (wrong|not attempted)"):
            check("2.1", answer)
