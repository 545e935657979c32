"""Lesson 11's labs: their numbers by other ways, what the puzzles accept, both sides.

`test_labs.py` moves every slider to its ends and looks at the pictures.
"""

import numpy as np
import pytest

import gammalab as gl
from gammalab import markets
from gammalab.course.errors import mean_and_error, spread_by_month
from gammalab.course.lesson_11 import (
    adjusted,
    chain,
    claims,
    dashboard,
    labs,
    netting,
    two_expiries,
)
from gammalab.pricing.smile import Smile, check_smile, portfolio_greeks

NEAR, FAR, DAY = 30 / 365, 90 / 365, 1 / 365


def state(lab, **values):
    return lab.compute(**{**lab.defaults, **values})


def places(lab, name):
    return next(control.places for control in lab.controls if control.name == name)


def solutions(puzzle, lab, name, tried=None, **given):
    """Which values of one control solve a puzzle, the others being given; `tried` are a few."""
    found = []
    for value in places(lab, name) if tried is None else tried:
        values = {**lab.defaults, **given, name: value}
        if puzzle.solved(values, lab.compute(**values)):
            found.append(value)
    return found


# ---- round 1 ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("price", "shift", "made"),
    [(105, 0, 0.63), (95, 0, 0.65), (100, 0, -0.03), (100, 2, -0.37), (95, 5, -0.28),
     (100, 1, -0.20)],
)  # fmt: skip
def test_a_day_of_the_calendar(price, shift, made):
    shown = state(labs.calendar, price=price, shift=shift)
    assert shown.made == pytest.approx(made, abs=0.005)
    book = gl.straddle(100, NEAR) - gl.straddle(100, FAR)
    g = book.greeks(100, 0.2, names=("price", "delta"))
    then = book.value(price, 0.2 + shift / 100, time=DAY)
    assert shown.made == pytest.approx(then - g["price"] - g["delta"] * (price - 100), abs=1e-12)


def test_the_short_side_is_the_mirror():
    for kind in ("parallel", "root"):
        values = dict(far=1.7, price=93.0, shift=-3.5, kind=kind)
        owned, sold = (state(labs.calendar, side=side, **values) for side in (1, -1))
        assert owned.made == pytest.approx(-sold.made, abs=1e-12)
        assert owned.vega == pytest.approx(-sold.vega, abs=1e-12)


def test_the_puzzles_of_two_expiries():
    vega, gamma, root, turns = labs.calendar.puzzles
    far = [0.0, 0.3, 0.57, 0.58, 0.59, 0.9, 0.99, 1.0, 1.01, 1.5, 1.72, 1.73, 1.74, 2.5, 3.0]
    assert solutions(vega, labs.calendar, "far", far) == [0.58]
    assert solutions(vega, labs.calendar, "far", far, side=-1) == []
    assert solutions(gamma, labs.calendar, "far", far) == [1.73]
    assert solutions(root, labs.calendar, "far", far, kind="root") == [1.0]
    assert solutions(root, labs.calendar, "far", far) == []
    assert solutions(turns, labs.calendar, "day", [0, 28, 29, 30, 31, 40]) == [30]
    assert solutions(turns, labs.calendar, "day", [29, 30, 31], side=-1) == []
    # On the days after it gamma is below zero, too: only the first of them is asked for.
    days = [day for day in range(41) if state(labs.calendar, day=day).days[day] < 0]
    assert days == list(range(30, 41)) and "first" in turns.question
    # From day 30 on there is no near one: a book of nothing solves nothing.
    for puzzle in (gamma, root):
        assert solutions(puzzle, labs.calendar, "far", [0.0], day=30, kind="root") == []


def test_the_root_of_time_is_told_day_by_day():
    for day, share in ((0, "0.58"), (15, "0.45"), (29, "0.13")):
        said = labs.calendar.say(state(labs.calendar, kind="root", day=day))
        assert f"move {share} times as much" in said


def test_gamma_breaks_where_the_near_straddle_expires():
    shown = state(labs.calendar, day=29)
    alone = -gl.straddle(100, FAR)
    grown = (labs.calendar_book()).greeks(100, 0.2, 29 * DAY, names=("gamma",))["gamma"]
    gone = alone.greeks(100, 0.2, 30 * DAY, names=("gamma",))["gamma"]
    assert shown.days[29] == pytest.approx(grown) and shown.days[30] == pytest.approx(gone)
    assert grown > 0.6 and gone < -0.09
    # On day 29 tomorrow is the payoff; from day 30 on, the far one alone is left.
    at = gl.straddle(100, NEAR).greeks(100, 0.2, 29 * DAY, names=("price", "delta"))
    far = gl.straddle(100, FAR).greeks(100, 0.2, 29 * DAY, names=("price", "delta"))
    then = 4 - gl.straddle(100, FAR).value(104, 0.2, 30 * DAY)
    made = then - at["price"] + far["price"] - (at["delta"] - far["delta"]) * 4
    assert labs.tomorrow(104.0, day=29) == pytest.approx(made, abs=1e-9)
    left = alone.greeks(100, 0.2, 33 * DAY, names=("price", "delta"))
    made = alone.value(104, 0.2, 34 * DAY) - left["price"] - 4 * left["delta"]
    assert labs.tomorrow(104.0, day=33) == pytest.approx(made, abs=1e-9)
    assert "has expired" in labs.calendar.say(state(labs.calendar, day=30))


def test_gamma_changes_its_sign_and_vega_does_not():
    book = labs.calendar_book()
    prices = np.linspace(80, 120, 4001)
    g = book.greeks(prices, 0.2, names=("gamma", "vega"))
    turns = prices[1:][np.diff(np.sign(g["gamma"])) != 0]
    assert turns == pytest.approx([92.9, 107.6], abs=0.06)
    assert (g["vega"] < 0).all()


def test_the_ratios_are_roots():
    g = {leg: book.greeks(100, 0.2) for leg, book in two_expiries.LEGS.items()}
    assert g["near"]["gamma"] / g["far"]["gamma"] == pytest.approx(3**0.5, rel=2e-3)
    assert g["near"]["vega"] / g["far"]["vega"] == pytest.approx(3**-0.5, rel=2e-3)


# ---- round 2 ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("move", "made"), [(-0.15, -189.3), (-0.1, -60.3), (-0.05, -4.9), (0.05, -5.2), (0.1, -53.5)]
)
def test_a_sudden_move_of_the_book_of_zeros(move, made):
    table = labs.after({"middle": 68.3, "wings": -100}, 100.0, moves=(move,), shifts=(0.0,))
    assert table[0, 0] == pytest.approx(made, abs=0.05)
    found = labs.orders(labs.three_strikes(), (move,))["revalued"].iloc[0]
    assert table[0, 0] == pytest.approx(found, abs=1e-9)


@pytest.mark.parametrize("day", [0, 8, 40])
@pytest.mark.parametrize("greek", ["delta", "gamma", "vega", "theta"])
def test_the_dashboard_adds_up_the_library_s_greeks(day, greek):
    shown = state(labs.dashboard, greek=greek, day=day, base=1, spot=93.0)
    own, held = labs.three_strikes(), labs.desk_book()
    quotes = labs.smile().vols_of(held)

    def whole(spot):
        # What has expired has no Greeks: the library's book gives none, either.
        here = own.greeks(spot, 0.2, time=day / 365)[greek]
        return here + held.greeks(spot, quotes, time=day / 365)[greek]

    assert shown.here == pytest.approx(whole(93.0) / dashboard.UNIT[greek], abs=1e-9)
    for view in ("strike", "expiry"):
        by = state(labs.dashboard, greek=greek, day=day, base=1, spot=93.0, view=view).where
        assert by.sum() == pytest.approx(whole(93.0) / dashboard.UNIT[greek], abs=1e-9)


def test_the_table_is_revaluation():
    held = labs.desk_book()
    quotes = labs.smile().vols_of(held)
    table = labs.after({"chain": 1.0}, 97.0, 3, moves=(-0.05, 0.1), shifts=(0.02,))
    g = held.greeks(97.0, quotes, 3 / 365, names=("price", "delta"))
    higher = {key: vol + 0.02 for key, vol in quotes.items()}
    for k, move in enumerate((-0.05, 0.1)):
        then = held.value(97.0 * (1 + move), higher, 3 / 365)
        assert table[0, k] == pytest.approx(then - g["price"] - g["delta"] * 97 * move, abs=1e-8)


def test_the_puzzles_of_the_dashboard():
    mirror, wait, lowest, jump = labs.dashboard.puzzles
    lab = labs.dashboard
    assert solutions(mirror, lab, "middle", wings=100) == [-68.3]
    assert solutions(mirror, lab, "wings", [-100, -50, 50, 100]) == []
    # What is shown as 0.07 or 0.05 is not zero; once -20 against 30 was called the mirror.
    for middle, wings in ((-20.0, 30), (-55.0, 80)):
        assert solutions(mirror, lab, "middle", [middle], wings=wings) == []
    assert solutions(wait, lab, "day", [0, 5, 6, 7, 8, 25]) == [7]
    assert solutions(wait, lab, "day", [7], greek="vega") == []
    given = dict(middle=0.0, wings=0, base=1)
    # At 93.0 the summary shows the same figure as at 93.5.
    tried = [80.0, 90.0, 92.5, 93.0, 93.5, 94.0, 100.0]
    assert solutions(lowest, lab, "spot", tried, **given) == [93.0, 93.5]
    assert solutions(lowest, lab, "spot", [93.5], greek="vega", **given) == []
    assert solutions(jump, lab, "day", [6, 7, 29, 30, 31], **given) == [30]


def test_no_answer_of_the_dashboard_is_far_by_the_arrow_keys():
    stops = places(labs.dashboard, "middle")
    first = stops.index(68.3)
    assert max(abs(stops.index(goal) - first) for goal in (-68.3, 0.0)) <= 40


def test_gamma_breaks_where_options_of_the_chain_expire():
    line = state(labs.dashboard, middle=0.0, wings=0, base=1).line
    assert line[[0, 6, 7, 29, 30]] == pytest.approx([0, 0.17, 0.30, -1.67, 0.52], abs=0.005)
    held, quotes = labs.desk_book(), labs.smile().vols_of(labs.desk_book())
    # On the day itself the book still has what expires, at its payoff; a moment later it has not.
    for day in (6, 7, 30, 40):
        whole = held.greeks(100, quotes, (day + 1e-6) / 365, names=("gamma",))["gamma"]
        assert line[day] == pytest.approx(whole, abs=1e-6)
    gone = state(labs.dashboard, middle=0.0, wings=0, base=1, day=7, view="expiry").where
    assert list(gone.index) == ["23 days", "53 days", "83 days", "173 days"]
    # The 7-day column fades before it goes; the 30-day one grows meanwhile.
    first, second = (-0.40, -0.17), (-0.15, -0.25)
    for day, (seven, thirty) in ((0, first), (6, second)):
        by = state(labs.dashboard, middle=0.0, wings=0, base=1, day=day, view="expiry").where
        assert by.iloc[:2].tolist() == pytest.approx([seven, thirty], abs=0.012)
    assert "all have expired" in labs.dashboard.say(state(labs.dashboard, day=30))


def test_waiting_makes_the_zeros_grow():
    gammas = {day: state(labs.dashboard, day=day).here for day in (0, 5, 7, 10, 20)}
    assert gammas[0] == pytest.approx(0, abs=0.01)
    assert [gammas[d] for d in (5, 10, 20)] == pytest.approx([0.76, 2.01, 8.76], abs=0.01)
    start = labs.three_strikes().value(100, 0.2)
    lost = [labs.three_strikes().value(100, 0.2, d / 365) - start for d in (5, 10, 20)]
    assert lost == pytest.approx([-0.95, -4.6, -29.9], abs=0.06)


def test_what_the_dashboard_says_is_the_state():
    wide = dict(middle=0.0, wings=0, base=1, spot=93.5)
    for greek, unit in (("delta", "before its hedge"), ("vega", "a point"), ("theta", "a day")):
        shown = state(labs.dashboard, greek=greek, **wide)
        assert f"{greek} {shown.here:+.2f} {unit}." in labs.dashboard.say(shown)
    said = labs.dashboard.say(state(labs.dashboard, base=1, view="expiry", day=29, greek="vega"))
    assert "By days left: from" in said and "(1 day)" in said
    sides = [
        labs.dashboard.say(state(labs.dashboard, **(wide | held))).split(" Day")[0]
        for held in (dict(middle=5.0), dict(wings=-10), dict(middle=-5.0, wings=10), {})
    ]
    assert sides == [
        "+5.0 straddles, the chain.", "-10 strangles, the chain.",
        "-5.0 straddles, +10 strangles, the chain.", "The chain.",
    ]  # fmt: skip
    expired = labs.dashboard.say(state(labs.dashboard, day=7, **wide))
    line = state(labs.dashboard, **wide).line
    assert f"Day 6: {line[6]:+.2f}; day 7: {line[7]:+.2f}." in expired


def test_the_surface_is_the_book_at_each_price_and_day():
    over = state(labs.dashboard, view="days").over
    assert over.index.tolist() == list(range(41)) and over.columns[[0, -1]].tolist() == [85, 115]
    for day, price in ((0, 92), (12, 100), (29, 95), (29, 105)):
        there = labs.three_strikes().greeks(price, 0.2, day * DAY, names=("gamma",))["gamma"]
        assert over.loc[day, price] == pytest.approx(there, abs=1e-9)
    assert (over.loc[30:] == 0).all(axis=None)
    # Owned in the middle, sold on both sides: what is read off it.
    assert (np.sign(over.loc[20, [93, 100, 107]]) == [-1, 1, -1]).all()
    whole = state(labs.dashboard, view="days", base=1, middle=0.0, wings=0)
    assert whole.over[100].to_numpy() == pytest.approx(whole.line, abs=1e-9)


def test_no_options_is_said_so():
    assert "No options" in labs.dashboard.say(state(labs.dashboard, middle=0.0, wings=0))


def test_the_chain_cannot_be_arbitraged_and_a_wrong_quote_is_seen():
    assert len(check_smile(labs.smile())) == 0
    wrong = labs.chain()
    wrong.loc[(wrong["strike"] == 95) & (wrong["expiry"] == 30 / 365), "iv"] += 0.03
    assert len(check_smile(Smile.from_chain(wrong, spot=100))) > 0
    assert len(chain.chain()) == 170


def test_the_desk_is_flat_at_100_and_short_below():
    names = ["gamma", "vega"]
    held, quotes = labs.desk_book(), labs.smile()
    found = {
        spot: portfolio_greeks(held, quotes, spot=spot, names=names)[names].sum()
        for spot in (93.5, 100, 106)
    }
    assert abs(found[100]["gamma"]) < 0.02 and abs(found[100]["vega"]) < 3
    assert found[93.5]["gamma"] < -1 and found[106]["gamma"] > 1


# ---- round 3 ------------------------------------------------------------------------------------


def test_the_days_are_those_of_the_files():
    assert adjusted.days().ret.size == 1256
    assert markets.load("vix")["close"].size == 1257


@pytest.mark.parametrize(
    ("kind", "marks", "slope", "error", "plain", "least"),
    [("100 call", "vix", -1.55, 0.10, 18.75, 11.6), ("100 call", "strike", -0.94, 0.10, 14.7, 11.6),
     ("95 put", "vix", -1.74, 0.2, 14.8, 10.7), ("105 call", "vix", -1.51, 0.1, 11.8, 6.9),
     ("95 put", "strike", -1.04, 0.16, 12.1, 9.9),
     ("105 call", "strike", -0.86, 0.13, 7.7, 6.1)],
)  # fmt: skip
def test_the_best_slope(kind, marks, slope, error, plain, least):
    found, sure = labs.best(kind, marks)
    assert found == pytest.approx(slope, abs=0.01) and sure == pytest.approx(error, abs=0.02)
    assert labs.errors(0.0, kind, marks).std() == pytest.approx(plain, abs=0.05)
    assert labs.errors(found, kind, marks).std() == pytest.approx(least, abs=0.05)
    bowl = adjusted.bowl(kind, marks)
    assert bowl.idxmin() == pytest.approx(found, abs=0.026)


def test_the_delta_that_is_bumped_along_a_smile():
    book = gl.call(105, NEAR)
    vol = lambda spot: 0.20 - 0.8 * np.log(spot / 100)  # noqa: E731
    up, down = (book.value(100 + d, vol(100 + d)) for d in (1e-3, -1e-3))
    g = book.greeks(100, 0.2, names=("delta", "vega"))
    assert (up - down) / 2e-3 == pytest.approx(g["delta"] - 0.8 * g["vega"] / 100, abs=1e-6)


def test_the_puzzles_of_the_adjusted_delta():
    first, second = labs.adjusted_delta.puzzles
    found = solutions(first, labs.adjusted_delta, "slope")
    assert found == pytest.approx(np.arange(-1.70, -1.39, 0.05))
    found = solutions(second, labs.adjusted_delta, "slope", marks="strike")
    assert found == pytest.approx(np.arange(-1.10, -0.79, 0.05))


def test_sold_options_have_the_same_error_and_the_other_delta():
    owned, sold = (state(labs.adjusted_delta, side=side, slope=-1.0) for side in (1, -1))
    assert owned.sd == sold.sd and (owned.made == -sold.made).all()
    assert owned.held == -sold.held > 0 and (owned.deltas == -sold.deltas).all()
    said = [labs.adjusted_delta.say(one) for one in (owned, sold)]
    assert "+0.394" in said[0] and "-0.394" in said[1]


def test_what_is_shown_decides_the_first_puzzle():
    first, _ = labs.adjusted_delta.puzzles
    for slope in places(labs.adjusted_delta, "slope"):
        shown = state(labs.adjusted_delta, slope=slope)
        told = float(labs.adjusted_delta.say(shown).split("off by ")[1].split(" bp")[0])
        assert first.solved({}, shown) == (told < 11.7)


@pytest.mark.parametrize("slope", [-1.5, 0.0, 0.65])
def test_the_smile_after_a_rise(slope):
    strikes = adjusted.STRIKES
    moved = labs.risen(strikes, slope, 101.0) - labs.stated_vol(strikes, NEAR)
    assert moved == pytest.approx(slope * np.log(1.01), abs=1e-12)
    # The deltas beside it are those of options that are bumped along it.
    shown = state(labs.adjusted_delta, slope=slope)
    for strike in (90.0, 100.0, 105.0):
        up, down = (
            gl.call(strike, NEAR).value(spot, labs.risen(strike, slope, spot))
            for spot in (100.001, 99.999)
        )
        at = int(strike - strikes[0])
        assert shown.deltas[at] == pytest.approx((up - down) / 0.002, abs=1e-6)


def test_what_sticks_in_the_picture_of_the_smile():
    shown = state(labs.adjusted_delta, slope=0.0)
    assert shown.smile == pytest.approx(labs.stated_vol(adjusted.STRIKES, NEAR), abs=1e-12)
    # Sticky moneyness near 100: what was quoted at 100 is quoted at 101, but for the bend.
    assert labs.risen(101.0, 0.65, 101.0) == pytest.approx(0.20, abs=2e-4)


def test_a_strike_is_bought_at_its_own_quote():
    for marks, vol in (("vix", 0.0), ("strike", -0.65 * np.log(0.95))):
        _, delta, _ = adjusted.hedged("95 put", marks)
        before = adjusted.days().before + vol
        assert delta == pytest.approx(gl.put(0.95, NEAR).delta(1.0, before), abs=1e-12)


def test_where_nothing_links_them_there_is_nothing_to_correct():
    slope, error = labs.without_link(tossed=True)
    assert abs(slope) < 3 * error and abs(slope) < 0.05
    # What stays with the real returns is gamma: the largest of them were falls.
    assert -0.2 < labs.without_link()[0] < -0.1


def test_the_first_half_teaches_the_second():
    d = adjusted.days()
    for marks, fitted, plain, best in (("vix", -1.48, 18.9, 12.3), ("strike", -0.88, 15.3, 12.4)):
        told, *made = labs.held_out(marks=marks)
        told = [told, *(one.std() for one in made)]
        assert told == pytest.approx([fitted, plain, best], abs=0.06)
        made, delta, vega = adjusted.hedged("100 call", marks)
        first = slice(0, 628)
        x, y = vega[first] * d.ret[first], (made - delta * d.ret)[first]
        slope = np.polyfit(x, y, 1)[0]
        assert slope == pytest.approx(fitted, abs=0.01)
        found = [labs.errors(s, "100 call", marks)[628:].std() for s in (0.0, slope)]
        assert found == pytest.approx([plain, best], abs=0.06)


# ---- round 4 ------------------------------------------------------------------------------------


def test_what_netting_saves():
    near, far = NEAR, FAR
    books = {
        0.26: [gl.call(95, near), -2 * gl.call(100, near), gl.call(105, near)],
        0.88: [gl.put(95, near), gl.call(105, near)],
        0.71: [-gl.put(95, near), gl.call(105, near)],
        0.255: [-gl.call(100, near), gl.call(100, far)],
    }
    for share, legs in books.items():
        table = labs.hedging_costs(legs)
        assert table.loc["as one", "all"] / table.loc["leg by leg", "all"] == pytest.approx(
            share, abs=0.012
        )


def test_the_costs_are_those_of_the_replay():
    legs = [gl.put(95, NEAR), gl.call(105, NEAR)]
    paths = gl.Paths(netting.TIMES, netting._spots()[:50])
    costs = gl.Proportional(netting.BPS / 1e4)
    one = gl.replay(legs[0] + legs[1], paths, paid_vol=0.2, costs=costs, progress=False)
    apart = sum(gl.replay(x, paths, paid_vol=0.2, costs=costs, progress=False).cost for x in legs)
    held = np.array([-leg.delta(paths.spots[:, :-1], 0.2, time=netting.TIMES[:-1]) for leg in legs])
    held = np.pad(held, ((0, 0), (0, 0), (0, 1)))
    assert netting._pieces(held.sum(axis=0), paths.spots).sum() == pytest.approx(one.cost.mean())
    assert netting._pieces(held, paths.spots).sum() == pytest.approx(apart.mean())


def test_netting_never_costs_more_and_saves_nothing_on_one_side():
    for seed in places(labs.net_or_gross, "seed"):
        for rights in ("calls", "both"):
            apart, as_one = netting.ratios(seed, rights)
            share = as_one.sum(axis=1) / apart.sum(axis=1)
            assert (share <= 1 + 1e-12).all()
            if rights == "calls":
                assert 0.995 < share[0] and 0.995 < share[-1] and share[5] < 0.4
            else:
                assert share[0] < 0.9
        (puzzle,) = labs.net_or_gross.puzzles
        assert solutions(puzzle, labs.net_or_gross, "sold", rights="calls", seed=seed) == [0, 10]
        assert solutions(puzzle, labs.net_or_gross, "sold", seed=seed) == []


# ---- beside the labs ----------------------------------------------------------------------------


def test_orders_of_a_move():
    table = labs.orders(labs.three_strikes(), (-0.1, -0.05, 0.05, 0.1)).round(1)
    assert table["third"].tolist() == [4.3, 0.5, -0.6, -4.8]
    assert table["fourth"].tolist() == [-86.6, -5.2, -6.3, -95.8]
    assert table["revalued"].tolist() == [-60.3, -4.9, -5.2, -53.5]
    good = labs.orders(100 * gl.call(100, NEAR), (-0.01, 0.01)).round(2)
    assert good["revalued"].tolist() == [3.49, 3.45] and good["second"].tolist() == [3.48, 3.48]


def test_options_as_hedges():
    table = labs.with_options().astype(float)
    assert table["bought"].round(2).tolist() == [4.45, 8.58]
    assert table["cost"].round(3).tolist() == [0.046, 0.849]
    assert table["vega"].round(2).tolist() == [-1.81, -0.11]
    assert table["sd"].tolist() == pytest.approx([1.03, 0.75], abs=0.01)
    assert table["sd, vol moves"].tolist() == pytest.approx([2.02, 0.77], abs=0.01)


@pytest.mark.parametrize(
    ("price", "number", "vega", "moving"),
    [(97.0, -14.9, -4.09, 4.24), (99.0, -3.7, -2.69, 2.90), (100.0, 0.5, -1.99, 2.24),
     (108.0, 12.3, 1.47, 1.48)],
)  # fmt: skip
def test_calls_as_hedges_at_other_prices(price, number, vega, moving):
    calls = labs.with_options(price).loc["calls"]
    assert calls["bought"] == pytest.approx(number, abs=0.06)
    assert calls["vega"] == pytest.approx(vega, abs=0.01)
    assert calls["sd, vol moves"] == pytest.approx(moving, abs=0.01)
    book = -10 * gl.straddle(100, NEAR) + calls["bought"] * gl.call(103, FAR)
    g = book.greeks(price, 0.2, 5 * DAY, names=("delta", "gamma", "vega"))
    assert g["delta"] == pytest.approx(0, abs=1e-12)
    assert [calls["gamma"], 100 * calls["vega"]] == pytest.approx([g["gamma"], g["vega"]])
    rng = np.random.default_rng(3)
    z, w = rng.standard_normal((2, 4000))
    made = book.value(price * (1 + 0.2 / 365**0.5 * z), 0.2 + 0.01 * w, 6 * DAY)
    assert made.std() == pytest.approx(moving, rel=0.06)


def test_the_puzzles_of_hedges():
    flat, fall = labs.hedge_with.puzzles
    # A menu alone finds nothing: a price is to be looked for.
    assert not flat.solved({}, state(labs.hedge_with, hedge="calls"))
    assert solutions(flat, labs.hedge_with, "price", hedge="calls") == [103.0, 103.5]
    assert solutions(flat, labs.hedge_with, "price") == []
    tried = ["shares", "calls", "puts"]
    assert solutions(fall, labs.hedge_with, "hedge", tried, price=97.0) == ["puts"]
    assert solutions(fall, labs.hedge_with, "hedge", tried) == []


def test_a_month_with_a_quote_that_comes_back():
    for back in (5, 0):
        none, most, all_of_it = (
            spread_by_month(labs.held_a_month(back, s)) for s in (0.0, 0.75, 1.0)
        )
        for better, worse in ((all_of_it, none), (most, all_of_it)):
            gap, error = mean_and_error(worse - better)
            assert gap > 2 * error


def test_what_the_autumn_leaves_to_be_hedged():
    paths, paid, _ = claims.autumn()
    far = -10 * gl.straddle(100, 155 / 365)
    g = far.greeks(paths.spots[0, -1], paid, 21 / 365, names=("delta", "gamma", "vega"))
    left = [g["delta"], g["gamma"], g["vega"] / 100]
    assert left == pytest.approx([6.65, -0.75, -2.83], abs=0.01)


def test_the_autumn():
    paths, paid, last = claims.autumn()
    near, far = 10 * gl.straddle(100, 21 / 365), -10 * gl.straddle(100, 155 / 365)
    made = [gl.replay(b, paths, paid_vol=paid, progress=False).pnl[0] for b in (near, far)]
    assert made == pytest.approx([-7.59, -3.88], abs=0.005)
    assert paths.realised_vol()[0] > paid and last > 2 * paid
