"""What the judge says to programs that students of lesson 02 hand in: the right cause, well put."""

import numpy as np
import pytest

import gammalab as gl
from gammalab.check import engine

PROBLEMS = {p.id: p for p in engine.known_problems() if p.id.startswith("2.")}
bs = gl.black_scholes


def said(id, function):
    state, message = PROBLEMS[id].assess(function)
    assert state == "wrong", message
    return message


def day(price_year, delta_year):
    def one_day(spot, next_spot, days_left, vol, quantity):
        shares = -bs.delta(spot, 100, days_left / delta_year, vol)
        before = bs.price(spot, 100, days_left / price_year, vol)
        after = bs.price(next_spot, 100, (days_left - 1) / price_year, vol)
        return quantity * (after - before + shares * (next_spot - spot))

    return one_day


def test_days_for_years_are_not_a_matter_of_the_volatility():
    assert "the delta is given days, and takes years. Wrong in" in said("2.3", day(365, 1))
    assert "`days_left` are days, and price and delta take years. Wrong" in said("2.3", day(1, 1))


def debt(grown):
    return lambda debt, shares, spot, rate: debt * grown(rate) + shares * spot


@pytest.mark.parametrize(
    "grown, words",
    [
        (lambda rate: np.exp(rate * 7 / 365), "a week is 1/52 of a year here."),
        (lambda rate: (1 + rate) ** (1 / 52), "it is compounded continuously."),
        (lambda rate: np.exp(rate / 52.18), "Is a formula, or a number in it, an approximation?"),
    ],
)
def test_a_growth_that_is_nearly_right(grown, words):
    message = said("2.4", debt(grown))
    assert words in message and "iteration" not in message


def rounded(function):
    return lambda *given: round(float(function(*given)), 2)


@pytest.mark.parametrize("id", ["2.4", "2.5", "2.6"])
def test_rounding_is_named_and_the_text_asks_for_all_digits(id):
    right = PROBLEMS[id].body.right
    if id != "2.4":  # the library's loop is closed
        right = replayed
    assert "it is rounded: return all the digits." in said(id, rounded(right))


def replayed(spots, times, strike, vol, quantity, close=lambda spots, strike: spots[-1]):
    """Cash, trade by trade."""
    cash, held = -quantity * bs.price(spots[0], strike, times[-1], vol), 0.0
    for k in range(len(times) - 1):
        wanted = -quantity * bs.delta(spots[k], strike, times[-1] - times[k], vol)
        cash, held = cash - (wanted - held) * spots[k], wanted
    return cash + quantity * max(spots[-1] - strike, 0.0) + held * close(spots, strike)


@pytest.mark.parametrize(
    "close, words",
    [
        (lambda spots, strike: -spots[-1], "the closing trade has the wrong sign"),
        (lambda spots, strike: spots[-2], "the shares miss the last move"),
        (lambda spots, strike: strike, "it closes at the strike"),
    ],
)
def test_a_wrong_mend(close, words):
    assert words in said("2.5", lambda *given: replayed(*given, close=close))


@pytest.mark.parametrize("id", ["2.5", "2.6"])
def test_the_closed_replay_suits_who_mends_and_who_writes(id):
    message = said(id, lambda *given: gl.replay(*given))
    assert "`gl.replay` is closed here: what it does is yours to write, or to mend." in message
