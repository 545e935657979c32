"""Lesson 03's labs: the numbers that its plan computed, and symmetry, theory, adding-up.

`test_labs.py` moves every slider to its ends and looks at the pictures.
"""

import numpy as np
import pytest

import gammalab as gl
from gammalab.course.lesson_03 import august, expansion, labs, trust

# ---- round 1 ------------------------------------------------------------------------------------


def moved(strike, move, days=30, side=1):
    """The lab's result; move in per cent."""
    return labs.one_move.compute(move=move / 100, strike=strike, days=days, side=side)


def test_the_money_of_round_1():
    at, far = moved(100, 6), moved(110, 6)
    assert (at.got, at.promise) == pytest.approx((112.1, 125.2), abs=0.051)
    assert (far.got, far.promise) == pytest.approx((54.1, 33.0), abs=0.051)
    assert far.ratio == pytest.approx(1.64, abs=0.005)


@pytest.mark.parametrize(
    ("strike", "days", "move", "ratio"),
    [
        (100, 30, 6, 0.895),
        (100, 30, -6, 0.942),
        (100, 30, -1, 1.002),
        (105, 30, 6, 1.196),
        (105, 30, -6, 0.723),
        (105, 30, -3, 0.860),
        (102, 30, 6, 1.002),
        (102, 30, 12, 0.877),
        (110, 30, 10, 2.06),
        (90, 30, -12, 3.13),
        (95, 30, 12, 0.481),
        (100, 5, 10, 0.472),
        (100, 5, -10, 0.483),
        (110, 30, -8, 0.495),
    ],
)
def test_ratios_of_round_1(strike, days, move, ratio):
    assert moved(strike, move, days).ratio == pytest.approx(ratio, abs=0.0051)


def test_the_puzzles_of_round_1_are_solved_as_planned_and_not_by_dust():
    twice, half = labs.one_move.puzzles
    assert twice.solved({}, moved(110, 10)) and twice.solved({}, moved(90, -12))
    assert twice.solved({}, moved(90, -12, side=-1))
    assert not twice.solved({}, moved(110, 6)) and not twice.solved({}, moved(120, 12, days=5))
    for solution in (moved(95, 12), moved(100, 10, 5), moved(100, -10, 5), moved(110, -8)):
        assert half.solved({}, solution)
    assert not half.solved({}, moved(100, 0)) and not half.solved({}, moved(80, 12, days=1))
    for strike in range(80, 121, 5):
        for days in (1, 5, 15, 30, 90, 180):
            for move in (-12, -9, -6, -3, 3, 6, 9, 12):
                if twice.solved({}, moved(strike, move, days)):  # it says: towards its strike
                    assert np.sign(move) == np.sign(strike - 100)
    at_the_money = [moved(100, m / 2).ratio for m in range(-24, 25)]
    assert (
        min(ratio for ratio in at_the_money if ratio) > 0.5
    )  # with 30 days left, the money is not enough


def test_the_seller_gets_the_mirror_image_and_where_there_is_no_gamma_it_says_so():
    owner, seller = moved(110, 6), moved(110, 6, side=-1)
    np.testing.assert_allclose(owner.curve, -seller.curve, atol=1e-9)
    assert (owner.got, owner.promise) == pytest.approx((-seller.got, -seller.promise))
    assert owner.ratio == pytest.approx(seller.ratio)
    assert "hardly any gamma at the start" in labs.one_move.say(moved(80, 12, days=1))
    assert "nothing happened" in labs.one_move.say(moved(100, 0))


def test_every_curve_of_round_1_fits_its_frame():
    most = 0
    for strike in range(80, 121, 2):
        for days in (1, 2, 5, 15, 30, 90, 180):
            result = moved(strike, 0, days)
            most = max(most, abs(result.curve).max())
            assert (result.curve > -1e-6).all() and abs(result.gammas).max() < 0.96 * 50
    assert most == pytest.approx(967, abs=1)


# ---- round 2 ------------------------------------------------------------------------------------


def day(points=0.0, move=3, days=1, left=30, strike=100, side=1, third=0):
    return labs.terms.compute(
        points=points, move=move / 100, days=days, left=left, strike=strike, side=side, third=third
    )


def test_the_terms_of_round_2():
    fallen = day(-4, third=1)
    plan = {"gamma": 62.6, "theta": -7.6, "vega": -91.5, "vanna": -1.4, "volga": 0.0,
            "charm": -0.1, "third order": 12.6, "residual": 2.0}  # fmt: skip
    assert list(fallen.parts.index) == list(plan)
    assert fallen.parts.to_numpy() == pytest.approx(list(plan.values()), abs=0.051)
    assert fallen.total == pytest.approx(-23.4, abs=0.051)
    still = day()
    assert still.total == pytest.approx(53.5, abs=0.051)
    assert still.parts["residual"] + still.parts["charm"] == pytest.approx(-1.4, abs=0.051)
    assert day(move=0).total == pytest.approx(-7.7, abs=0.051)
    assert day(2, move=0).total == pytest.approx(37.3, abs=0.1)
    assert day(-10, left=10).total == pytest.approx(36, abs=0.5)


def test_terms_and_what_is_left_are_the_true_profit_from_either_side():
    for values in (dict(points=-10, move=-8, days=7, left=8, third=1), dict(points=10, strike=90)):
        result, seller = day(**values), day(**values, side=-1)
        dt, dv = result.days / 365, result.points / 100
        book = 100 * gl.straddle(result.strike, result.left / 365)
        true = book.value(100 + result.move, 0.2 + dv, time=dt) - book.value(100, 0.2)
        true -= book.delta(100, 0.2) * result.move
        assert result.total == pytest.approx(true, abs=1e-9)
        np.testing.assert_allclose(result.parts, -seller.parts, atol=1e-9)


def test_each_term_of_second_order_is_a_slope_of_slopes():
    book, h = 100 * gl.straddle(108, 60 / 365), 1e-3
    parts = labs.terms_of(book, 2.0, 3, -5.0)
    vega = [book.greeks(100, 0.2 + dv, names=("vega",))["vega"] for dv in (h, -h)]
    delta = [book.delta(100, 0.2 + dv) for dv in (h, -h)]
    later = [book.delta(100, 0.2, time=dt) for dt in (2 * h, 0.0)]
    assert parts["volga"] == pytest.approx(0.5 * (vega[0] - vega[1]) / (2 * h) * 0.05**2, rel=1e-3)
    assert parts["vanna"] == pytest.approx((delta[0] - delta[1]) / (2 * h) * 2 * -0.05, rel=1e-3)
    charm = (later[0] - later[1]) / (2 * h)
    assert parts["charm"] == pytest.approx(charm * 2 * 3 / 365, rel=0.02)


def undone(left):
    """Every stop of the volatility slider that leaves nothing, in points."""
    stops = labs.terms.controls[0].places
    return [p for p in stops if abs(day(p, left=left).total) <= 3]


def test_the_puzzles_of_round_2_have_one_answer_each():
    assert [undone(left) for left in (30, 60, 90)] == [[-2.75], [-1.25], [-0.75]]
    first = labs.terms.puzzles[0]
    asked = dict(points=-2.75, move=0.03, days=1, left=30)
    assert first.solved(asked, day(-2.75))
    for other in (dict(move=0.0), dict(days=0), dict(left=31)):
        assert not first.solved({**asked, **other}, day(-2.75))
    assert undone(10) == []  # the move is worth more than any volatility
    down = [p for p in np.arange(-3.2, -2.5, 0.01) if abs(day(p, move=-3).total) < 0.15]
    assert np.mean(down) == pytest.approx(-2.98, abs=0.02)


def test_vega_is_gamma_times_price_squared_volatility_and_time():
    g = gl.straddle(103, 0.2).greeks(97.0, 0.3, rate=0.04, names=("vega", "gamma"))
    assert g["vega"] == pytest.approx(g["gamma"] * 97.0**2 * 0.3 * 0.2, rel=1e-12)


# ---- round 3 ------------------------------------------------------------------------------------


def shown(days, size, way=1, z=0.0, line=1):
    return labs.trust.compute(days=days, size=size / 100, line=line, way=way, z=z)


@pytest.mark.parametrize(
    ("move", "days", "error"),
    [(2.6, 5, -10.1), (-2.6, 5, -8), (2.6, 20, -3.7), (-2.6, 20, -1.3), (2.6, 80, -1.9),
     (-2.6, 80, 0.7), (1.047, 1, -8), (-1.047, 1, -7)],
)  # fmt: skip
def test_what_the_parabola_leaves(move, days, error):
    assert 100 * labs.off(move, days) == pytest.approx(error, abs=0.51)
    got, promise = labs.kept(move, days)
    assert got / promise - 1 == pytest.approx(labs.off(move, days))


def test_the_money_of_round_3():
    got, promise = labs.kept(2.6, 5)
    assert (got, promise) == pytest.approx((103.6, 115.2), abs=0.051)
    book = 100 * gl.straddle(100, 5 / 365)
    g = book.greeks(100, 0.2, names=("price", "delta", "gamma"))
    assert promise == pytest.approx(0.5 * g["gamma"] * 2.6**2)
    assert got == pytest.approx(book.value(102.6, 0.2) - g["price"] - g["delta"] * 2.6)


def test_the_line_of_10_per_cent_goes_with_the_root_of_time():
    up = [shown(days, 1).line for days in (5, 20, 80)]
    down = [shown(days, 1, way=-1).line for days in (5, 20, 80)]
    assert up == pytest.approx([2.6, 4.9, 8.75], rel=0.03)
    assert down == pytest.approx([2.9, 6.15, 13.6], rel=0.03)
    assert np.mean([up, down], axis=0) == pytest.approx([2.75, 5.5, 11.2], rel=0.03)
    for z, way, size in ((1.0, 1, 0.75), (1.0, -1, 0.75), (0.5, 1, 6.35), (0.5, -1, 1.3)):
        assert shown(5, 1, way, z).line == pytest.approx(size, rel=0.05)


def test_the_puzzles_of_round_3_take_what_is_on_the_line():
    for puzzle, days in zip(labs.trust.puzzles, (20, 80), strict=True):
        sizes = [k / 10 for k in range(3, 151)]
        solved = [s for s in sizes if puzzle.solved({"days": days}, shown(days, s))]
        assert solved and min(solved) <= shown(days, 1).line <= max(solved)
        assert max(solved) - min(solved) < 0.15 * max(solved)
        assert not puzzle.solved({"days": 5}, shown(5, 2.6))


def slopes(days, way=1, z=0.0):
    return [
        labs.slope(trust.LADDER, one) for one in shown(days, 1, way, z).residuals.values()
    ]  # tangent, parabola, cubic


def test_orders_are_measured():
    z = np.log(1.05) / (0.2 * np.sqrt(30 / 365))
    assert slopes(30, 1, z) == pytest.approx([2.03, 2.97, 4.09], abs=0.03)
    assert slopes(30, -1, z) == pytest.approx([1.96, 3.01, 3.87], abs=0.03)
    at_the_money = [slopes(days)[1] for days in (1, 5, 20, 30, 80)]
    assert at_the_money == pytest.approx([3.77, 3.64, 3.34, 3.26, 3.12], abs=0.02)
    assert slopes(5)[0] == pytest.approx(1.97, abs=0.01)
    assert all(
        slopes(days, -1)[1] is None for days in (3, 5, 20, 30, 31, 40)
    )  # it crosses zero, or bends
    assert all(3 < slopes(days)[1] < 4 for days in range(1, 121, 7))
    assert all(abs(slopes(days, way)[0] - 2) < 0.15 for days in (1, 5, 30) for way in (1, -1))
    halves = [float(np.subtract(*labs.kept(m, 30, z))) for m in (2, 1, 0.5, 0.25)]
    assert halves == pytest.approx([1.649, 0.214, 0.0272, 0.0034], rel=0.02)


def test_the_map_is_walked_from_the_left_and_the_line_waits_for_the_puzzles():
    live = labs.trust()
    assert "10 % off" not in {mark.label for mark in live._page.map.marks}

    def coloured():
        heat = next(m for m in live._page.map.marks if m.kind.startswith("heat"))
        table = heat.y.reshape(len(trust.SIZES), len(trust.DAYS))
        return (table != 0).any(axis=0).sum()

    assert coloured() == 8  # up to 5 days: nothing of 20 days, which is asked
    live.reveal()
    live.set(days=120, line=1)
    assert coloured() == len(trust.DAYS)
    line = live._page.map["10 % off"]
    assert len(line.y) == len(trust.DAYS)


def test_the_rule_for_the_residual():
    one = expansion.left_to_move(30)
    sd = one / 100
    z, m = np.log(1.10) / sd, 6 / one
    assert (m, z) == pytest.approx((1.046, 1.662), abs=0.001)
    rule = [1 + gl.theory.gamma_residual(z, m, lean) for lean in (0.0, sd)]
    assert rule == pytest.approx([1.74, 1.71], abs=0.005)  # it is 1.64: the lean helps
    near = 1 + gl.theory.gamma_residual(np.log(1.05) / sd, -3 / one, sd)
    assert near == pytest.approx(moved(105, -3).ratio, abs=0.01)


# ---- August 2015 --------------------------------------------------------------------------------


def test_august_day_by_day_is_the_replay_of_lesson_02():
    paths, paid, strike = labs.august_inputs()
    run = gl.replay(gl.straddle(strike, paths.horizon), paths, paid_vol=paid)
    days = labs.orders()
    ledger = run.attribution(path=0, order=3)
    for name in ("gamma", "theta", "charm", "speed", "color"):
        np.testing.assert_allclose(days[name], ledger[name].iloc[1:], atol=1e-9)
    assert days["profit"].sum() == pytest.approx(run.pnl[0], abs=1e-9)
    assert days["profit"].sum() == pytest.approx(14.09, abs=0.005)
    assert days["gamma"].sum() == pytest.approx(43.19, abs=0.005)
    assert (days["delta"].abs() < 1e-9).all()


def test_the_fourth_and_the_square_of_theta_are_derivatives():
    paths, paid, strike = labs.august_inputs()
    book, spot, h, dt = gl.straddle(strike, paths.horizon), strike * 1.01, 0.5, 1e-4

    up, down = (book.greeks(spot + s, paid, time=0.01, names=("speed",))["speed"] for s in (h, -h))
    fourth = (up - down) / (2 * h)
    terms = august._terms(book, strike, paid, (spot, 0.01), (spot + 1, 0.01 + dt), 0.0)
    assert terms["fourth"] == pytest.approx(fourth / 24, rel=1e-3)
    bend = (book.greeks(spot, paid, time=0.01 + dt, names=("theta",))["theta"]
            - book.greeks(spot, paid, time=0.01 - dt, names=("theta",))["theta"])  # fmt: skip
    assert terms["theta2"] == pytest.approx(0.5 * bend / (2 * dt) * dt**2, rel=1e-3)


def test_august_order_by_order():
    worst = {
        (upto, n): labs.residual(upto, n).abs().max() for upto in august.GROUPS for n in (1, 2, 4)
    }
    plan = {("theta", 1): 6.23, ("speed", 1): 1.32, ("color", 1): 0.50, ("theta", 2): 1.12,
            ("speed", 2): 0.11, ("theta", 4): 0.17, ("delta", 1): 11.55}  # fmt: skip
    for state, points in plan.items():
        assert worst[state] == pytest.approx(points, abs=0.0051)
    sums = [labs.residual(upto).abs().sum() for upto in august.GROUPS]
    assert sums == pytest.approx([33.96, 29.11, 8.80, 2.72, 0.83], abs=0.0051)
    days, rest = labs.orders(), labs.residual("theta")
    assert (rest - days["charm"]).abs().sum() == pytest.approx(10.81, abs=0.005)
    halving = [(labs.residual("theta", n) - labs.orders(n)["charm"]).abs().sum() for n in (2, 4, 8)]
    assert halving == pytest.approx([2.43, 0.61, 0.17], abs=0.0051)


def test_the_puzzles_of_august_have_the_answers_of_the_plan():
    found = {
        (upto, n)
        for upto in august.GROUPS
        for n in (1, 2, 4, 8)
        if labs.residual(upto, n).abs().max() < august.SMALL
    }
    assert {state for state in found if state[1] == 1} == {("color", 1)}
    assert {("speed", 2), ("theta", 4)} <= found and ("theta", 2) not in found
    first, second, third = labs.august_orders.puzzles
    result = labs.august_orders.compute(upto="speed", inside=2, side=1)
    assert second.solved({}, result)
    assert not first.solved({}, result) and not third.solved({}, result)


def test_the_days_of_august_that_the_text_names():
    days = labs.orders()
    assert days.loc["2015-08-04", "profit"] == pytest.approx(-0.89, abs=0.005)
    tenth = days.loc["2015-08-10"]
    assert tenth[["gamma", "theta", "charm", "profit"]].tolist() == pytest.approx(
        [3.90, -3.09, -0.365, 0.65], abs=0.0051
    )
    big = days["profit"].nlargest(2)
    assert big.tolist() == pytest.approx([11.55, 8.81], abs=0.005)
    assert days["profit"].sum() - big.sum() == pytest.approx(-6.3, abs=0.05)
    assert days.loc["2015-08-24", "profit"] == pytest.approx(0.40, abs=0.05)


def test_the_table_of_august_is_the_residuals():
    table = labs.worst_days()
    assert table.loc["up to theta"].tolist() == pytest.approx([6.23, 1.12, 0.17], abs=0.0051)
    assert table["1 a day"].tolist() == pytest.approx([6.23, 1.32, 0.50], abs=0.0051)


def test_a_table_that_a_student_changes_is_not_the_one_kept():
    mine = labs.orders()
    mine.loc["2015-08-21", "profit"] = 0.0
    assert labs.orders().loc["2015-08-21", "profit"] == pytest.approx(8.81, abs=0.005)


def test_the_line_of_ten_per_cent_is_broken_where_its_sign_changes():
    """At z = -0.5, falling: 10 % less up to 4 days left, 10 % more from 5 on."""
    live = labs.trust()
    live.strict = True
    live.reveal()
    for z in (-0.5, 0.0):
        live.set(days=80, line=1, way=-1, z=z)
        lines = [line for line in live.figure.axes[0].lines if line.get_visible()]
        drawn = [line for line in lines if line.get_linestyle() == "-" and len(line.get_xdata())]
        steps = [np.abs(np.diff(line.get_ydata())).max(initial=0) for line in drawn]
        assert max(steps) <= 4 and len(drawn) == (2 if z else 1)
    live.close()
