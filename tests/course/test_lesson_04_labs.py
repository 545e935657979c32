"""Lesson 04's labs: the numbers that its plan computed, what its puzzles say, and both sides.

`test_labs.py` moves every slider to its ends and looks at the pictures.
"""

from itertools import product

import numpy as np
import pytest

import gammalab as gl
from gammalab.course.lesson_04 import day, hedges, labs, rent, storm
from gammalab.course.lesson_04.month import DAYS, EXPIRY, PAID, SPOT, STRADDLES, vega_rule

# ---- round 1 ------------------------------------------------------------------------------------


def one_day(**values):
    return labs.one_day.compute(**{**labs.one_day.defaults, **values})


@pytest.mark.parametrize(
    ("move", "profit"),
    [(0, -7.7), (2.09, 22.5), (-2.09, 23.3), (0.80, -3.2), (-0.80, -3.1), (0.835, -2.8)],
)
def test_the_money_of_round_1(move, profit):
    assert labs.profit_of(move, paid=0.20, days=30) == pytest.approx(profit, abs=0.051)
    seller = labs.profit_of(move, paid=0.20, days=30, side=-1)
    assert seller == pytest.approx(-profit, abs=0.051)


@pytest.mark.parametrize(
    ("values", "down", "up"),
    [
        ({}, -1.038, 1.049),
        (dict(days=5), -1.022, 1.033),
        (dict(days=60), -1.040, 1.051),
        (dict(days=180), -1.041, 1.052),
        (dict(strike=105, days=5), -0.72, 1.40),
        (dict(paid=0.05), -0.26, 0.26),
        (dict(paid=0.40), -2.07, 2.11),
        (dict(side=-1), -1.038, 1.049),
    ],
)
def test_the_breakevens_of_round_1(values, down, up):
    digits = 0.00051 if abs(down) > 0.73 and not values.get("paid") else 0.0051
    assert one_day(**values).even == pytest.approx([down, up], abs=digits)


def test_the_first_puzzle_of_round_1_has_two_answers_and_the_second_is_about_paid():
    first, second = labs.one_day.puzzles
    moves = labs.one_day.controls[0].places
    solved = [move for move in moves if first.solved({}, one_day(move=move))]
    assert solved == [-1.05, 1.05]
    assert "1.05 pays for the day; 1.04 down and 1.05 up" in first.told(one_day(move=1.05))
    paids = [paid for paid in labs.one_day.controls[1].places if 0.186 < paid < 0.20]
    few = {
        days: [paid for paid in paids if second.solved({}, one_day(days=days, paid=paid))]
        for days in (4, 30, 180)
    }
    assert few[30] == [0.190, 0.191, 0.192, 0.193]
    assert all(found and 0.188 < min(found) and max(found) < 0.199 for found in few.values())
    assert not any(second.solved({}, one_day(days=days)) for days in (4, 5, 30, 180))
    said = second.told(one_day(paid=0.191))
    assert "At 19.1 %." in said and "with 5 the breakeven is 0.98, with 180 it is 1.00." in said


def test_the_curve_is_the_value_of_the_hedged_straddles_a_day_later():
    result = one_day(strike=97, days=12, paid=0.27, side=-1)
    book = -100 * gl.straddle(97, 12 / 365)
    for move, shown in zip(day.MOVES[::30], result.curve[::30], strict=True):
        path = gl.Paths([0.0, 1 / 365], [SPOT, SPOT + move])
        assert shown == pytest.approx(gl.replay(book, path, paid_vol=0.27).pnl[0], abs=1e-9)


def test_a_month_of_days_at_a_fair_price():
    result = one_day(fallen=DAYS)
    assert (result.falls < 0).sum() == 20
    assert result.bill["rent"] == pytest.approx(30 * one_day().profit, abs=1e-9)
    assert result.bill["together"] == pytest.approx(result.falls.sum(), abs=1e-9)
    assert abs(result.bill["together"]) < 15
    np.testing.assert_allclose(one_day(fallen=DAYS, move=2.0).bill, result.bill, atol=1e-9)
    cheap, dear = (one_day(fallen=DAYS, paid=paid).bill["together"] for paid in (0.15, 0.25))
    assert cheap > 100 and dear < -50
    assert (np.mean(day.FALLEN**2) * 365) ** 0.5 == pytest.approx(20, abs=0.2)  # per cent of 100
    sold = one_day(fallen=DAYS, side=-1)
    np.testing.assert_allclose(sold.bill, -result.bill, atol=1e-9)
    assert "10 of them lost" in labs.one_day.say(sold)


@pytest.mark.parametrize("paid", [0.05, 0.20, 0.40])
def test_days_left_hardly_matter_at_the_money(paid):
    widths = [one_day(paid=paid, days=days).width for days in (4, 5, 10, 60, 180)]
    assert max(widths) / min(widths) < 1.03
    assert widths == sorted(widths)
    assert max(widths) < 100 * paid / 365**0.5 < 1.001 * max(widths)


def test_where_there_is_no_gamma_nothing_is_promised():
    result = one_day(strike=105, days=4, paid=0.05)
    assert result.width is None and "no gamma here" in labs.one_day.say(result)
    assert not labs.one_day.puzzles[1].solved({}, result)
    near = one_day(strike=105, days=4, paid=0.10, move=3.0)  # the move comes to where gamma is
    assert near.profit > 1 and f"Move +3.00: +{near.profit:.1f}." in labs.one_day.say(near)


# ---- the fold of round 2 ------------------------------------------------------------------------


def month(**values):
    return labs.rent_and_income.compute(**{**labs.rent_and_income.defaults, **values})


@pytest.mark.parametrize(
    ("every", "size", "profit", "happened"),
    [
        (1, 0.80, -218, 15.3),
        (3, 0.80, 187, 26.5),
        (10, 0.40, 218, 24.2),
        (10, 0.35, 110, 21.1),
        (10, 0.30, 6.3, 18.1),
        (6, 0.40, 8.8, 18.7),
        (1, 0.20, -442, 3.8),
        (1, 1.00, -89, 19.1),
        (10, 1.00, 1601, 60.4),
    ],
)
def test_the_months_of_the_plan(every, size, profit, happened):
    result = month(every=every, size=size / 100)
    assert result.profit[-1] == pytest.approx(profit, abs=0.5 if profit > 10 or profit < 0 else 0.1)
    assert 100 * result.happened == pytest.approx(happened, abs=0.051)
    path = gl.Paths(np.arange(31) / 365, 100 * np.exp(np.r_[0, np.cumsum(result.moves / 100)]))
    cash = gl.replay(-STRADDLES, path, paid_vol=PAID).pnl[0]
    assert month(every=every, size=size / 100, side=-1).profit[-1] == pytest.approx(cash, abs=1e-9)
    assert np.abs(result.moves).mean() == pytest.approx(size, abs=1e-12)


def test_the_puzzles_of_the_months_have_the_answers_of_the_plan():
    first, second = labs.rent_and_income.puzzles
    every, size, *_ = labs.rent_and_income.controls
    grid = {key: month(every=key[0], size=key[1]) for key in product(every.extremes, size.places)}
    solved = [key for key, result in grid.items() if first.solved({}, result)]
    assert solved == [(10, 0.0035), (10, 0.004)]
    solved = {key for key, result in grid.items() if second.solved({}, result)}
    assert {(6, 0.004), (10, 0.003)} <= solved
    assert not first.solved({}, month(every=10, size=0.004, day=29))
    shown = [np.abs(result.clock).max() for result in grid.values()]
    assert max(shown) < 500  # the axis


def test_even_moves_need_more_than_the_breakeven():
    def profit(size):
        return gl.replay(
            STRADDLES, labs.month_of(labs.moves_every(1, size)), paid_vol=PAID
        ).pnl[0]  # fmt: skip

    assert profit(0.0105) < -20 and profit(0.01117) < 0 < profit(0.01121)


def test_the_clock_is_what_a_still_month_costs():
    clock, profit = rent.rent_and_profit(labs.month_of(np.zeros(DAYS)))
    np.testing.assert_allclose(clock, profit, atol=1e-9)
    assert clock[5] == pytest.approx(-39.8, abs=0.05)
    assert clock[-1] == pytest.approx(-457.4, abs=0.05)


# ---- round 3 ------------------------------------------------------------------------------------


def stormy(**values):
    return labs.same_volatility.compute(**{**labs.same_volatility.defaults, **values})


def end(start, drift=0.0, contract="straddle", side=1):
    return stormy(start=start, drift=drift, contract=contract, side=side).end


@pytest.mark.parametrize(
    ("drift", "ends"),
    [(0, (92, 232, 606)), (7, (326, None, -42)), (-7, (403, None, 18)), (10, (None, None, -7)),
     (-10, (None, None, 6)), (6, (None, None, -47.1)), (-2, (None, None, 904))],
)  # fmt: skip
def test_the_storms_of_the_plan(drift, ends):
    for start, profit in zip((0, 10, 20), ends, strict=True):
        if profit is not None:
            assert end(start, drift / 100) == pytest.approx(profit, abs=0.5)
            assert end(start, drift / 100, side=-1) == pytest.approx(-profit, abs=0.5)


def test_the_vega_rule_is_vega_times_the_gap():
    vega = (STRADDLES.value(100, 0.2001) - STRADDLES.value(100, 0.1999)) / 0.0002
    assert vega_rule(0.30) == pytest.approx(0.10 * vega, rel=1e-6)
    assert vega_rule(0.20) == 0
    assert "Vega times the gap says +243." in labs.same_volatility.say(stormy(start=20, drift=0.06))


def test_the_puzzles_of_the_storm():
    start, drift, *_ = labs.same_volatility.controls
    grid = {key: stormy(start=key[0], drift=key[1]) for key in product(start.places, drift.places)}
    level = [grid[s, 0.0].end for s in start.places]
    assert level == sorted(level)  # the later, the better
    first, second = labs.same_volatility.puzzles
    assert [s for s in start.places if first.solved({}, grid[s, 0.0])] == [20]
    assert len(grid) == 231
    assert sum(result.end < 0 for result in grid.values()) == 17
    assert sum(second.solved({}, result) for result in grid.values()) == 15  # two lose a trifle
    ends = {key: result.end for key, result in grid.items()}
    assert min(ends, key=ends.get) == (20, 0.06) and max(ends, key=ends.get) == (20, -0.02)
    assert "worst of all is -47, the best +904" in second.told(grid[20, 0.06])
    happened = [result.happened for result in grid.values()]
    assert (min(happened), max(happened)) == pytest.approx((0.299, 0.321), abs=0.0006)
    shown = [result.profit for result in grid.values()]
    assert -450 < np.min(shown) and np.max(shown) < 1000  # the axis


def test_the_log_contract_does_not_ask_when():
    calm = [end(s, contract="log") for s in (0, 10, 20)]
    assert calm == pytest.approx([284] * 3, abs=1)
    gone = [end(s, 0.07, "log") for s in (0, 10, 20)]
    assert min(gone) > 315 and max(gone) < 320
    result = stormy(contract="log")
    np.testing.assert_allclose(result.dollar_gamma, 139.1, atol=0.05)
    rule = 0.5 * 139_100 * EXPIRY * (result.happened**2 - 0.20**2)
    assert result.end == pytest.approx(rule, rel=0.02)


def test_the_sum_of_round_3_is_the_cash_but_for_large_moves_near_the_strike():
    def by_sum(start, drift):
        paths = labs.stormy(start, drift)
        s, t = paths.spots[0], paths.times
        gamma = STRADDLES.greeks(s[:-1], PAID, time=t[:-1], names=("gamma",))["gamma"]
        r = np.diff(np.log(s))
        return (0.5 * gamma * s[:-1] ** 2 * (r**2 - PAID**2 * np.diff(t))).sum()

    found = [by_sum(20, 0.0), by_sum(20, 0.07), by_sum(0, 0.0)]
    assert found == pytest.approx([576, -40, 138], abs=0.6)


# ---- round 4 ------------------------------------------------------------------------------------


def fan(**values):
    return labs.two_hedges.compute(**{**labs.two_hedges.defaults, **values})


def test_the_way_ends_where_the_replay_ends():
    paths = gl.GBM(0.30).simulate(SPOT, EXPIRY, 480, n_paths=hedges.MONTHS, seed=hedges.SEED)
    for often, hedged in ((16, 0.20), (4, 0.35), (1, 0.30)):
        run = gl.replay(
            STRADDLES, paths.every(16 // often), paid_vol=PAID, hedge_vol=hedged, mark_vol=PAID
        )
        shown = labs.profit_by_day(hedged, 0.30, often)
        np.testing.assert_allclose(shown, run.pnl_by_time()[:, ::often], atol=1e-8)
        np.testing.assert_allclose(
            fan(hedged=hedged, often=often, side=-1).profit, -shown, atol=1e-8
        )


def test_one_end_is_known_and_the_other_way_smooth():
    paid, true = fan(), fan(hedged=0.30)
    assert (paid.spread, true.spread) == pytest.approx((112, 27), abs=0.5)
    assert (100 * paid.lost, 100 * true.lost) == pytest.approx((2.7, 28.8), abs=0.051)
    for result in (paid, true, fan(hedged=0.15), fan(hedged=0.45)):
        assert abs(result.mean - 228.6) < 3 * result.spread / hedges.MONTHS**0.5
    assert paid.known == pytest.approx(228.6, abs=0.05)
    once = fan(often=1), fan(often=1, hedged=0.30)
    assert [round(100 * one.lost) for one in once] == [44, 50]


def test_the_puzzles_of_round_4():
    first, second = labs.two_hedges.puzzles
    places = labs.two_hedges.controls[0].places
    results = {hedged: fan(hedged=hedged) for hedged in places}
    solved = [hedged for hedged, result in results.items() if first.solved({}, result)]
    assert solved == [0.29, 0.30, 0.31]
    assert min(results, key=lambda hedged: results[hedged].spread) == 0.30
    assert min(results, key=lambda hedged: results[hedged].lost) == 0.20
    assert "At 30 % the spread is 27, and 28.8 % of days lose. At 20 % it was 2.7 %" in first.told(
        results[0.30]
    )
    assert f"spread by {results[0.20].spread:.0f}." in first.question
    said = second.told(fan(often=1))
    assert "44 % of days lose, and 50 % with 30 %" in said


def test_all_ways_fit_into_the_ranges():
    for happens, hedged, often in product(
        (0.15, 0.20, 0.25, 0.30, 0.35, 0.40), (0.15, 0.45), (1, 16)
    ):
        low, high = hedges.ENDS[round(100 * happens)]
        shown = labs.profit_by_day(hedged, happens, often)[: hedges.DRAWN]
        assert low < shown.min() and shown.max() < high


def test_storms_are_as_said():
    paths = labs.stormy(10)
    moves = np.abs(np.diff(np.log(paths.spots[0])))
    assert (moves > 0.02).sum() == storm.STORM and set(np.flatnonzero(moves > 0.02)) == set(
        range(10, 20)
    )


# ---- the worked replay --------------------------------------------------------------------------


def test_december_2014():
    paths, paid, straddle = labs.month_from("2014-12-01")
    assert (paths.spots[0, 0], paid) == (2053.44, pytest.approx(0.1429))
    happened = paths.realised_vol()[0]
    assert 100 * happened == pytest.approx(15.34, abs=0.005)
    days = labs.month_by_day("2014-12-01")
    assert days["total"].sum() == pytest.approx(-1.57, abs=0.005)
    seller = gl.replay(-straddle, paths, paid_vol=paid).pnl[0]
    assert seller == pytest.approx(1.57, abs=0.005)
    assert days[["gamma", "theta"]].sum().tolist() == pytest.approx([38.9, -40.2], abs=0.051)
    vega = straddle.greeks(2053.44, paid, names=("vega",))["vega"]
    assert vega * (happened - paid) == pytest.approx(4.9, abs=0.05)
    chosen = days.loc[["2014-12-10", "2014-12-17", "2014-12-18"]]
    assert chosen["total"].tolist() == pytest.approx([5.0, 4.6, 13.1], abs=0.051)
    assert chosen["weight"].tolist() == pytest.approx([466, 213, 450], abs=0.5)
    assert days.loc["2014-12-19":"2014-12-30", "total"].sum() == pytest.approx(-17.4, abs=0.2)
    np.testing.assert_allclose(
        days["gamma"] + days["theta"] + days["rest"], days["total"], atol=1e-9
    )


def test_five_years_of_months():
    every = labs.every_month()
    gap = every["happened"] - every["paid"]
    wrong = np.sign(every["profit"]) != np.sign(gap)
    assert (len(every), wrong.sum()) == (59, 3)
    assert gap[wrong].abs().max() < 0.011
    assert np.corrcoef(gap, every["in vegas"])[0, 1] == pytest.approx(0.83, abs=0.005)
    assert 100 * every["in vegas"].mean() == pytest.approx(-3.0, abs=0.05)
    assert every.loc["2014-07-01", ["paid", "happened", "profit"]].tolist() == pytest.approx(
        [0.1115, 0.1054, 1.905], abs=0.001
    )
