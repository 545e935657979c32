"""Lesson 01's labs: the numbers that its plan computed, what its puzzles say, and both sides.

`test_labs.py` moves every slider to its ends and looks at the pictures.
"""

from itertools import product

import numpy as np
import pytest
from scipy.stats import norm

import gammalab as gl
from gammalab import black_scholes as bs
from gammalab.course.lesson_01 import labs, last, slope

DAY, MONTH = 1 / 365, 30 / 365


def state(lab, **values):
    return lab.compute(**{**lab.defaults, **values})


# ---- round 1 ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wild", "others", "size", "year"),
    [
        (1, 1, 1.00, 15.9), (9, 0.6, 1.00, 32.5), (10, 0.55, 1.00, 35.7), (12, 0.4, 0.95, 42.0),
        (0, 0, 0.0, 0.0), (12, 2, 2.48, 51.8), (0, 1, 0.95, 15.5),
    ],
)  # fmt: skip
def test_the_months_of_round_1(wild, others, size, year):
    result = state(labs.moves, wild=wild / 100, others=others / 100)
    assert result.size == pytest.approx(size, abs=0.0051)
    assert 100 * result.year == pytest.approx(year, abs=0.051)
    by_hand = np.sqrt((wild**2 + 20 * others**2) / 21)
    assert result.root == pytest.approx(by_hand)
    assert np.abs(result.moves).max() <= 12 and len(result.moves) == 21


def test_the_puzzle_of_the_moves_needs_both_sliders():
    (puzzle,) = labs.moves.puzzles
    wild, others, _ = labs.moves.controls
    found = [
        (round(100 * w, 2), round(100 * o, 2)) for w, o in product(wild.places, others.places)
        if puzzle.solved({}, state(labs.moves, wild=w, others=o))
    ]  # fmt: skip
    assert len(found) == 18
    assert {(9, 0.55), (9, 0.6), (9, 0.65), (10, 0.5), (10, 0.6), (12, 0.4), (12, 0.5)} <= {*found}
    assert min(w for w, _ in found) == 9 and max(o for _, o in found) < 0.7
    assert not puzzle.solved({}, state(labs.moves, wild=0.09, others=0.0065, year=365))
    said = puzzle.told(state(labs.moves, wild=0.10, others=0.0055))
    assert said == "35.7 %, with an average size of 1.00 %: the one day holds 94 % of the squares."


def test_no_move_and_the_other_year():
    still = labs.moves.say(state(labs.moves, wild=0.0, others=0.0))
    assert still.endswith("0.0 % a year of 252 days. No move, no volatility.")
    long_year = state(labs.moves, year=365)
    assert long_year.year / state(labs.moves).year == pytest.approx((365 / 252) ** 0.5)
    assert "19.1 % a year of 365 days" in labs.moves.say(long_year)


# ---- round 2 ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "value", "delta", "chance"),
    [
        ({}, 2.29, 0.511, 0.489),
        (dict(days=365, vol=0.60), 23.58, 0.618, 0.382),
        (dict(days=365, vol=0.80), 31.08, 0.655, 0.345),
        (dict(days=365, vol=0.80, option="put"), 31.08, -0.345, 0.655),
        (dict(option="put"), 2.29, -0.489, 0.511),
        (dict(side=-1), -2.29, -0.511, 0.489),
        (dict(option="straddle"), 4.57, 0.023, None),
        (dict(days=365, vol=1.0), 38.29, 0.691, 0.309),
        (dict(days=365, vol=0.80, option="straddle"), 62.17, 0.311, None),
        (dict(spot=70), 0.0, 0.0, 0.0),
        (dict(spot=130), 30.0, 1.0, 1.0),
    ],
)
def test_value_slope_and_chance(values, value, delta, chance):
    result = state(labs.value_and_slope, **values)
    assert result.value == pytest.approx(value, abs=0.0051)
    assert result.delta == pytest.approx(delta, abs=0.0006)
    assert result.chance == (chance if chance is None else pytest.approx(chance, abs=0.0006))


def test_the_tangent_is_the_slope_and_touches_the_curve():
    for option, side, days in product(slope.OPTIONS, (1, -1), (1, 30, 365)):
        result = state(labs.value_and_slope, option=option, side=side, days=days, spot=97)
        gap = side * (result.values - result.tangent)
        assert gap.min() > -1e-9  # an owner's value lies above its tangent, a seller's below
        at = np.argmin(np.abs(slope.SPOTS - 97))
        assert abs(gap[at]) < 1e-9 and slope.SPOTS[at] == 97
        book = side * slope.OPTIONS[option](100, days * DAY)
        bump = 1e-3
        up, down = book.value(97 + bump, 0.2), book.value(97 - bump, 0.2)
        assert result.delta == pytest.approx((up - down) / (2 * bump), abs=1e-6)


def test_the_puzzle_of_the_slope():
    (puzzle,) = labs.value_and_slope.puzzles
    spot, days, vol, *_ = labs.value_and_slope.controls

    def solves(**values):
        return puzzle.solved({}, state(labs.value_and_slope, **values))

    assert [v for v in vol.places if solves(days=365, vol=v)][0] == 0.55
    assert not any(
        solves(spot=s, days=d, vol=v)
        for s, d, v in product(spot.places[::4], (30, 90), vol.places[1::3])
    )
    with_a_year = [s for s in spot.places if any(solves(spot=s, days=365, vol=v) for v in
                                                 vol.places[9:])]  # fmt: skip
    assert (min(with_a_year), max(with_a_year)) == (79, 127)
    assert not solves(days=365, vol=0.60, option="put")
    assert not solves(days=365, vol=0.60, side=-1)
    assert "Delta 0.62, and it pays 38 % of the time." in puzzle.told(
        state(labs.value_and_slope, days=365, vol=0.60)
    )


def test_an_at_the_money_straddle_has_some_delta_and_where_it_has_none():
    straddle = gl.straddle(100, MONTH)
    assert straddle.delta(100, 0.20) == pytest.approx(0.0229, abs=0.0001)
    assert straddle.delta(100 * np.exp(-0.5 * 0.04 * MONTH), 0.20) == pytest.approx(0, abs=1e-9)


def test_all_values_stay_in_the_frame():
    for option, top in slope.TOP.items():
        result = state(labs.value_and_slope, option=option, days=365, vol=1.0)
        assert 0 <= result.values.min() and result.values.max() < top


# ---- round 3 ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "gamma", "theta", "still"),
    [
        ({}, 0.1391, -0.0762, -0.0769),
        (dict(days=1), 0.7622, -0.4176, -0.8353),
        (dict(days=2), 0.539, -0.295, -0.346),
        (dict(days=3), 0.440, -0.241, -0.265),
        (dict(days=60), 0.098, -0.054, -0.054),
        (dict(days=1, spot=104), 0.0006, -0.0004, -0.0001),
        (dict(spot=104), 0.1038, -0.0615, -0.0621),
        (dict(days=1, spot=102), 0.124, -0.0705, -0.0239),
        (dict(days=1, side=-1), -0.7622, 0.4176, 0.8353),
    ],
)
def test_gamma_and_theta(values, gamma, theta, still):
    result = state(labs.last_days, **values)
    assert result.gamma == pytest.approx(gamma, abs=0.00051)
    assert result.theta == pytest.approx(theta, abs=0.00051)
    assert result.still == pytest.approx(still, abs=0.00051)


def test_gamma_and_theta_are_one_thing():
    for days, spot, side in product((1, 7, 30, 60), (90, 97, 100, 110), (1, -1)):
        result = state(labs.last_days, days=days, spot=spot, side=side)
        assert 365 * result.theta + 0.5 * 0.04 * spot**2 * result.gamma == pytest.approx(
            0, abs=1e-9
        )
        assert (result.theta * side <= 0) and (result.gamma * side >= 0)


def test_the_puzzle_of_the_last_days():
    (puzzle,) = labs.last_days.puzzles
    spots = labs.last_days.controls[1].places
    found = [s for s in spots if puzzle.solved({}, state(labs.last_days, days=1, spot=s))]
    assert found == [*range(90, 98), *range(104, 111)]
    assert not puzzle.solved({}, state(labs.last_days, days=2, spot=110))
    assert puzzle.solved({}, state(labs.last_days, days=1, spot=104, side=-1))
    said = puzzle.told(state(labs.last_days, days=1, spot=104))
    assert "At 104 gamma is +0.0006; with 30 days it was +0.104." in said


def test_where_gamma_falls_near_the_end():
    """On the last day it is larger than with 30 days near the strike only."""
    more = [s for s in range(90, 111) if state(labs.last_days, days=1, spot=s).gamma
            > state(labs.last_days, spot=s).gamma]  # fmt: skip
    assert more == [99, 100, 101]
    at_strike = [state(labs.last_days, days=d).gamma for d in (1, 30)]
    assert at_strike[0] / at_strike[1] == pytest.approx(5.5, abs=0.05)
    strangle = [gl.strangle(95, 105, d * DAY).greeks(100, 0.2)["theta"] * DAY for d in (30, 10, 3)]
    assert strangle == pytest.approx([-0.052, -0.042, -0.005], abs=0.0006)


def test_the_words_at_the_ends():
    say = labs.last_days.say
    assert "no gamma and no theta here" in say(state(labs.last_days, days=1, spot=110))
    assert "a still day takes 0.835" in say(state(labs.last_days, days=1))
    assert "a still day brings 0.835" in say(state(labs.last_days, days=1, side=-1))
    assert "with 30 days" not in say(state(labs.last_days))
    for days, spot, side in product((1, 30, 60), (90, 100, 110), (1, -1)):
        assert "-0.000" not in say(state(labs.last_days, days=days, spot=spot, side=side))


def test_the_curves_fit_their_frames():
    for days in labs.last_days.controls[0].places:
        result = state(labs.last_days, days=days)
        top = next(top for top in last.TOPS if result.gammas.max() < 0.97 * top)
        assert result.gammas.max() > 0.5 * top
        assert -result.thetas.min() < last.THETA * top


# ---- the fold -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sold", "up", "point", "gamma", "theta", "vega"),
    [
        (0, 0.353, 0.396, 0.080, -0.044, 0.396),
        (1, -0.25, 0.17, -0.059, 0.032, 0.167),
        (3, -1.46, -0.29, -0.337, 0.185, -0.290),
        (1.75, None, None, -0.163, None, -0.004),
    ],
)
def test_the_books_of_the_fold(sold, up, point, gamma, theta, vega):
    result = state(labs.quote, sold=float(sold))
    shown = (result.three[1], result.one, result.gamma, result.theta, result.vega)
    for one, expected in zip(shown, (up, point, gamma, theta, vega), strict=True):
        if expected is not None:
            assert one == pytest.approx(expected, abs=0.0051 if one in shown[:2] else 0.0006)
    other = state(labs.quote, sold=float(sold), side=-1)
    np.testing.assert_allclose(other.jumps, -result.jumps, atol=1e-12)
    np.testing.assert_allclose(other.points, -result.points, atol=1e-12)


def test_the_puzzle_of_the_fold():
    (puzzle,) = labs.quote.puzzles
    places = labs.quote.controls[0].places
    found = [sold for sold in places if puzzle.solved({}, state(labs.quote, sold=sold))]
    assert (min(found), max(found), len(found)) == (0.80, 1.25, 10)
    assert "From 0.80 to 1.25 sold it is so." in puzzle.told(state(labs.quote, sold=1.0))
    far, near = (gl.straddle(100, days * DAY).greeks(100, 0.2) for days in (90, 30))
    assert far["gamma"] / near["gamma"] == pytest.approx((30 / 90) ** 0.5, rel=2e-3)
    assert far["vega"] / near["vega"] == pytest.approx((90 / 30) ** 0.5, rel=2e-3)
    assert labs.calendar_book(1.75).value(100, 0.2) == pytest.approx(-0.08, abs=0.005)


# ---- the prose ----------------------------------------------------------------------------------


def test_volatility_of_the_two_weeks():
    call = gl.call(100, MONTH)
    prices = []
    for moves in ([1, -1, 1, -1, 1], [0, 0, 5, 0, 0]):
        assert np.mean(np.abs(moves)) == 1
        prices.append(call.value(100, np.sqrt(np.mean(np.square(moves)) * 252) / 100))
    assert prices == pytest.approx([1.82, 4.06], abs=0.005)
    assert 20 / 365**0.5 == pytest.approx(1.05, abs=0.005)


def test_the_formula_of_the_text():
    """C = S N(d1) - K N(d2), with d1 and d2 as they stand there."""
    for spot, strike, years, vol in (
        (100, 100, 1.0, 0.8),
        (97, 100, MONTH, 0.2),
        (120, 90, 2, 0.5),
    ):
        d1 = (np.log(spot / strike) + vol**2 * years / 2) / (vol * np.sqrt(years))
        d2 = d1 - vol * np.sqrt(years)
        value = spot * norm.cdf(d1) - strike * norm.cdf(d2)
        assert value == pytest.approx(bs.price(spot, strike, years, vol), abs=1e-9)


def test_the_slope_of_one_day_is_delta_and_not_the_chance():
    """Hedged with delta a day of a year's call spreads little; hedged with the chance, widely."""
    call = gl.call(100, 1.0)
    moves = gl.GBM(0.8).simulate(100, DAY, 1, n_paths=20_000, seed=4).spots[:, 1] - 100
    change = call.value(100 + moves, 0.8, time=DAY) - call.value(100, 0.8)
    assert np.polyfit(moves, change, 1)[0] == pytest.approx(0.6556, abs=0.0005)
    spreads = [np.std(change - hedge * moves) for hedge in (0.655, 0.345)]
    assert spreads == pytest.approx([0.057, 1.30], rel=0.03)


def test_may_2017():
    r = np.diff(np.log(gl.markets.load("spx", "2017-04-28", "2017-05-31")["close"]))
    assert len(r) == 22
    year = 252**0.5
    assert 100 * np.abs(r).mean() * year == pytest.approx(4.7, abs=0.05)
    assert 100 * np.mean(r**2) ** 0.5 * year == pytest.approx(7.6, abs=0.05)
    wild = np.argmax(np.abs(r))
    assert 100 * r[wild] == pytest.approx(-1.83, abs=0.005)
    assert r[wild] ** 2 / np.sum(r**2) == pytest.approx(0.66, abs=0.005)
    assert 100 * np.mean(np.delete(r, wild) ** 2) ** 0.5 * year == pytest.approx(4.5, abs=0.05)


def test_twice_the_volatility_is_about_twice_the_premium_and_four_times_the_life_too():
    values = [gl.call(100, MONTH).value(100, vol) for vol in (0.05, 0.10, 0.20, 0.40, 0.80)]
    assert np.divide(values[1:], values[:-1]) == pytest.approx(2, rel=0.005)
    short, long = (gl.straddle(100, n * MONTH).greeks(100, 0.2) for n in (1, 4))
    assert short["gamma"] / long["gamma"] == pytest.approx(2, rel=0.005)
    assert long["vega"] / short["vega"] == pytest.approx(2, rel=0.005)
