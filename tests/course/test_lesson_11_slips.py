"""Honest slips in lesson 11's exercises: each was taken for right, or had no cause named, once."""

from dataclasses import replace

import numpy as np
import pytest

import gammalab as gl
from gammalab import black_scholes as bs
from gammalab.check import engine


def examined(id, function):
    # The time that a check gives a student is too short on a machine with much else to do.
    engine.known_problems()
    return replace(engine.find(id), seconds=60).examine(function)


def said(id, function):
    found = examined(id, function)
    assert found.state != "right"
    return found.message


def at_strike(strike, strikes, is_put, quantities, gammas):
    return sum(set((quantities * gammas)[strikes == strike]))


def value_at(quantities, strikes, expiries, spot, vol, time, least=3.9 / 365):
    left = expiries - time
    alive = left > least
    calls = bs.price(spot, strikes, np.where(alive, left, 1.0), vol)
    worth = np.where(alive, 2 * calls - (spot - strikes), np.abs(spot - strikes))
    return np.sum(quantities * worth)


def table(far, spot, vol, moves, shifts, *, kind=gl.straddle):
    book = kind(100, 30 / 365) - far * kind(100, 90 / 365)
    now = book.greeks(spot, vol, names=("price", "delta"))
    there = spot * (1 + np.asarray(moves))
    then = book.value(there[None, :], vol + np.asarray(shifts)[:, None])
    return then - now["price"] - now["delta"] * (there - spot)


def square(far, spot, vol, moves, shifts):
    return table(far, spot, vol, moves, [shifts[i] for i in range(len(moves))])


def by_greeks(far, spot, vol, moves, shifts):
    book = gl.straddle(100, 30 / 365) - far * gl.straddle(100, 90 / 365)
    g = book.greeks(spot, vol, names=("gamma", "vega"))
    d = spot * np.asarray(moves)
    return g["gamma"] * d**2 / 2 + g["vega"] * np.asarray(shifts)[:, None]


def ratio(strike, near, far, vol):
    return (-gl.straddle(strike, near).greeks(strike, vol)["vega"]
            / gl.straddle(strike, far).greeks(strike, vol)["gamma"])  # fmt: skip


@pytest.mark.parametrize(
    ("id", "function", "words"),
    [
        ("11.1", at_strike, ""),
        ("11.2", ratio, "divide by its vega"),
        ("11.3", value_at, ""),
        ("11.5", lambda trades, spots, bps: np.sum(
            np.maximum(-trades.sum(axis=0), 0) * spots) * bps / 1e4, "sales alone"),
        ("11.6", lambda delta, vega, spot, slope: np.clip(delta + vega * slope / spot, -1, 1),
         "may pass 1"),
        ("11.6", lambda delta, vega, spot, slope: delta - vega * slope / spot,
         "a seller's larger"),
        ("11.7", square, ""),
        ("11.7", by_greeks, "a sum of Greeks"),
        ("11.7", lambda *a: table(*a, kind=gl.call), "a straddle has a put, too"),
    ],
)  # fmt: skip
def test_is_wrong_and_the_cause_is_named(id, function, words):
    assert words in said(id, function)


def test_the_programs_above_are_right_but_for_their_slip():
    whole = lambda *a: value_at(*a, least=0)  # noqa: E731
    assert examined("11.3", whole).state == "right"
    assert examined("11.7", table).state == "right"
