"""Lesson 09's labs: against the engine and the formulas, on both sides, and what puzzles accept."""

from itertools import product

import numpy as np
import pytest

import gammalab as gl
from gammalab.course.lesson_09 import accounts, funding, labs, legs, pots

MONTH = 30 / 365
OPTIONS = {"call": gl.call(100, MONTH), "put": gl.put(100, MONTH)}


def state(lab, **values):
    return lab.compute(**{**lab.defaults, **values})


@pytest.mark.parametrize(("right", "side"), product(("call", "put"), (1, -1)))
def test_funding_is_that_of_a_replay_and_of_the_formula(right, side):
    paths = gl.GBM(0.60).simulate(100, MONTH, 90, n_paths=2000, seed=4)
    venue = gl.Perpetual(funding=gl.crypto.yearly(1e-4))
    run = gl.replay(side * OPTIONS[right], paths, paid_vol=0.60, venue=venue)
    pnl, edge, paid = labs.funded(right, side, sold_vol=0.60)
    np.testing.assert_allclose(paid, run.funding, atol=1e-9)
    np.testing.assert_allclose(pnl, run.pnl, atol=1e-9)
    mean, error = labs.mean_and_error(paid)
    assert edge == 0 and abs(mean - labs.funding_mean(right, side, sold_vol=0.60)) < 3 * error


def test_funding_in_the_price_is_carry():
    yearly = gl.crypto.yearly(1e-4)
    paths = gl.GBM(0.60).simulate(100, MONTH, 90, n_paths=2000, seed=4)
    run = gl.replay(
        -OPTIONS["call"], paths, paid_vol=0.60, carry=yearly, venue=gl.Perpetual(funding=yearly)
    )
    mean, error = labs.mean_and_error(run.pnl)
    assert abs(mean) < 3 * error


def test_the_means_of_round_1():
    assert labs.funding_mean("call") == pytest.approx(-0.2530, abs=5e-5)
    assert labs.funding_mean("put") == pytest.approx(0.6470, abs=5e-5)
    assert labs.funding_mean("call", 1) == pytest.approx(0.2530, abs=5e-5)
    gone = {r for r in funding.funding.controls[0].places if abs(labs.funding_mean(rate=r)) < 0.02}
    assert sorted(gone) == pytest.approx([5e-5])
    edge, untouched = funding.funding.puzzles
    for strike, right in product((100.0, 101.5, 103.0), ("call", "put", "straddle")):
        result = state(funding.funding, strike=strike, right=right)
        assert untouched.solved({}, result) == ((strike, right) == (101.5, "straddle"))


def test_the_hedges_of_round_2():
    assert np.round(labs.hedges()).tolist() == [-23287, -26713]
    assert np.round(labs.hedges("put")).tolist() == [26713, 23287]
    assert np.round(labs.hedges(side=-1)).tolist() == [23287, 26713]
    assert round(labs.hedges(coins=1.0)[1]) == -73287
    assert round(labs.hedges("put", -1, 1.0)[1]) == -76713


@pytest.mark.parametrize(("right", "side", "coins"), product(("call", "put"), (1, -1), (None, 1.0)))
def test_a_flat_account_is_flat(right, side, coins):
    for k, contracts in enumerate(labs.hedges(right, side, coins)):
        up, down = (labs.account(contracts, right, side, coins, to=50_000 + h)[k] for h in (5, -5))
        unit = (1, 50_000)[k]
        assert abs(up - down) < 1e-8 * unit
        assert side * (up + down) > 0  # hedged, who bought it is never short gamma


def test_the_puzzles_of_round_2():
    coin, dollars = accounts.accounts.puzzles
    for whole, puzzle, answer in ((False, coin, -23_500), (True, dollars, -73_500)):
        stops = [s for s in accounts.accounts.controls[0].places if s < -20_000]
        solved = {
            s
            for s in stops
            if puzzle.solved(
                {"contracts": s, "right": "call", "side": 1, "whole": whole},
                state(accounts.accounts, contracts=s, whole=whole),
            )
        }
        assert solved == {answer}


@pytest.mark.parametrize(("right", "side"), product(("call", "put"), (1, -1)))
def test_the_leg_is_closed_where_the_engine_closes_it(right, side):
    paths = gl.GBM(0.60).simulate(100, MONTH, 90, n_paths=2000, seed=2)
    venue = gl.Perpetual(margin=gl.Margin(10, maintenance=0.01))
    run = gl.replay(side * OPTIONS[right], paths, paid_vol=0.60, venue=venue)
    hit, _, pnl, _ = labs.closed(10, right, side)
    assert (run.liquidated != hit).sum() <= 1
    assert (np.abs(run.pnl - pnl) > 1e-9).sum() <= 20  # orders that the margin does not cover


def test_the_shares_of_round_3():
    shares = {c: [labs.closed(c, side=s)[0].mean() for s in (1, -1)] for c in legs.COLLATERALS}
    assert shares[10] == pytest.approx([0.3555, 0.0015], abs=1e-9)
    safe, worse = legs.legs.puzzles
    found = {c: state(legs.legs, collateral=c) for c in legs.COLLATERALS}
    values = {"right": "call"}
    assert {c for c, r in found.items() if safe.solved(values, r)} == {10}
    assert {c for c, r in found.items() if worse.solved(values, r)} == {3, 5}


def test_a_liquidation_moves_no_mean():
    for side, collateral in product((1, -1), (3, 10, 50)):
        mean, error = labs.mean_and_error(labs.closed(collateral, side=side)[2])
        assert abs(mean) < 3 * error


def test_two_pots():
    for sign in (1, -1):
        one, two, either, both, pooled = labs.pots(0.8, sign)
        assert either == pytest.approx(one + two - both)
        assert both < pooled if sign == 1 else pooled < min(one, two) / 5
    assert pots.pots(0.8, 1)[4] > 10 * pots.pots(0.8, -1)[4]


def test_a_cascade_needs_a_push():
    assert labs.cascade(0.04, 0.0) == (96.0, 1)
    price, closed = labs.cascade(0.04, 0.01)
    assert closed == 5 and price == pytest.approx(96 * 0.99**5)
    assert labs.cascade(0.0, 0.01) == (100.0, 0)
