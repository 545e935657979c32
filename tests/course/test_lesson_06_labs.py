"""Lesson 06's labs: the numbers that its plan computed, what its puzzles say, and both sides.

`test_labs.py` moves every slider to its ends and looks at the pictures.
"""

import numpy as np
import pytest

import gammalab as gl
from gammalab.check import check
from gammalab.course.lesson_06 import bill, labs, often, ranges, rules
from gammalab.course.lesson_06.month import EXPIRY, PAID, SPOT, STEPS, STRADDLES


def opened(lab, **values):
    return lab.compute(**{**lab.defaults, **values})


def solutions(puzzle, lab, name, **values):
    """The places of a control at which the puzzle is solved."""
    control = next(one for one in lab.controls if one.name == name)
    places = getattr(control, "places", None) or list(control.options.values())
    found = [{**lab.defaults, **values, name: place} for place in places]
    return [one[name] for one in found if puzzle.solved(one, lab.compute(**one))]


# ---- round 1 ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hedges", "pnl", "gas"),
    [(6, 129.6, 3.5), (30, 58.8, 15.5), (120, -43.6, 60), (240, -132.8, 119)],
)
def test_the_fourth_month(hedges, pnl, gas):
    result = opened(labs.bill, hedges=hedges)
    assert result.pnl == pytest.approx(pnl, abs=0.06)
    assert result.whole["gas"] == pytest.approx(gas, abs=0.5)
    assert result.parts["gamma"] == 1.66 and result.parts["theta"] == -1.44


def test_every_cost_stands_in_the_ledger_and_all_adds_up():
    for values in (dict(), dict(hedges=240, side=-1, size=250), dict(half_spread=0, path=7)):
        result = opened(labs.bill, **values)
        asked = {**labs.bill.defaults, **values}
        run = labs.month_run(**asked)
        ledger = run.ledger()
        assert ledger["cost"].sum() == pytest.approx(sum(result.whole.values()), abs=1e-9)
        assert (ledger["trade"] != 0).sum() == result.trades
        assert 0.5 * result.trades == pytest.approx(result.whole["gas"])
        spread = 1e-4 * asked["half_spread"] * (ledger["trade"].abs() * ledger["spot"]).sum()
        assert spread == pytest.approx(result.whole["spread"])
        assert result.parts.sum() == pytest.approx(round(result.net, 2), abs=1e-9)
        assert round(sum(result.shown), 3) == round(float(result.paid.sum()), 3)


def test_costs_do_not_know_the_side_and_gamma_does():
    long, short = (opened(labs.bill, side=side) for side in (1, -1))
    assert long.whole == pytest.approx(short.whole)
    assert short.parts["gamma"] == -long.parts["gamma"]
    assert short.pnl == pytest.approx(-134, abs=0.5)


def test_the_puzzles_of_round_1():
    gas, size = labs.bill.puzzles
    assert solutions(gas, labs.bill, "hedges") == [240]
    said = gas.told(opened(labs.bill, hedges=240))
    assert "of costs of 156 gas took 119" in said and "fell by 192, costs rose by 118" in said
    assert solutions(size, labs.bill, "size") == [250]
    bills = {n: opened(labs.bill, size=n).paid.sum() for n in bill.SIZES}
    assert min(bills, key=bills.get) == 250
    assert [bills[n] for n in (250, 100, 1000)] == pytest.approx([0.332, 0.377, 0.418], abs=6e-4)
    best = opened(labs.bill, size=250).paid
    assert (best["gas"], best["impact"]) == pytest.approx((0.062, 0.132), abs=6e-4)


def test_three_costs_three_laws():
    """From 30 hedges up: gas like their number, spread slower than its root, impact slowest."""
    for path in range(1, bill.MONTHS + 1):
        few, many = (opened(labs.bill, hedges=n, path=path).paid for n in (30, 240))
        assert many["gas"] / few["gas"] > 7
        assert 8**0.5 > many["spread"] / few["spread"] > many["impact"] / few["impact"]
    few, many = (opened(labs.bill, hedges=n, path=10).paid for n in (6, 30))
    assert many["impact"] / few["impact"] > many["gas"] / few["gas"]  # from 6 up it is not so
    zero = opened(labs.bill, half_spread=0)
    assert zero.paid["spread"] == 0


# ---- round 2 ------------------------------------------------------------------------------------


def test_cost_and_noise_against_the_number_of_hedges():
    cost, error, noise, _ = often.measured()
    at = {n: k for k, n in enumerate(often.STOPS)}
    for n, plan, plan_error in ((6, 6.8, 0.05), (30, 17.15, 0.06), (240, 49.36, 0.18)):
        k = at[n]
        assert 5 * cost[k] == pytest.approx(plan, abs=3 * np.hypot(5 * error[k], plan_error))
    for n, plan in ((6, 230), (30, 108.3), (240, 39)):
        assert noise[at[n]] == pytest.approx(plan, rel=0.035)
    assert cost[at[240]] / cost[at[30]] == pytest.approx(8**0.5, rel=0.03)
    # Re-hedges only, and as a run that does not charge first and last trade says.
    run = gl.replay(
        STRADDLES, labs.months(often.MONTHS, often.SEED).every(4), paid_vol=PAID,
        policy=gl.EveryN(2),
        costs=gl.HalfSpread(bps=5), entry_cost=False, exit_cost=False,
    )  # fmt: skip
    assert run.cost.mean() == pytest.approx(5 * cost[at[30]])
    assert (run.pnl + run.cost).std(ddof=1) == pytest.approx(noise[at[30]])


def test_the_law_is_far_too_high_for_few_hedges():
    cost, *_ = often.measured()
    best = gl.theory.best_hedges(STRADDLES, SPOT, PAID, 5e-4, worth=0.2)
    law = best.cost * np.sqrt(np.array(often.STOPS) / best.hedges)
    assert best.hedges == pytest.approx(38.2, abs=0.05)
    gap = dict(zip(often.STOPS, law / (5 * cost) - 1, strict=True))
    assert gap[3] == pytest.approx(0.39, abs=0.02) and abs(gap[240]) < 0.02
    assert gap[often.LEAST] < 0.16


def test_the_puzzles_of_round_2_and_their_bowl():
    ten, five = labs.how_often.puzzles
    assert solutions(ten, labs.how_often, "hedges") == [15, 20]
    assert solutions(five, labs.how_often, "hedges", half_spread=5) == [30, 40]
    told = five.told(opened(labs.how_often, half_spread=5, hedges=30))
    assert told.startswith("30: 38.3, and the least that you can set is 38.3") and "at 38." in told
    for spread, hedges, words in (
        (5, 40, "on equal paths 0.2 more (0.3)."),
        (10, 20, "The least that you can set."),
    ):
        assert words in labs.how_often.say(
            opened(labs.how_often, half_spread=spread, hedges=hedges)
        )
    far = labs.how_often.say(opened(labs.how_often, half_spread=5, hedges=240))
    assert "% above the least that you can set: on equal paths 18.5 more (0.3)." in far
    result = opened(labs.how_often, half_spread=5)
    cheap = dict(zip(often.STOPS, result.together, strict=True))
    assert cheap[30] == pytest.approx(38.3, abs=0.35)
    assert cheap[20] / cheap[30] < 1.06 and cheap[60] / cheap[30] < 1.06
    say = labs.how_often.say
    assert "more than 240" in say(opened(labs.how_often, half_spread=0.5, worth=0.4, formula=True))
    assert "too few" in say(opened(labs.how_often, half_spread=20, worth=0.05, formula=True))
    for spread, best in ((5, 38), (10, 19)):
        said = say(opened(labs.how_often, half_spread=spread, formula=True))
        assert f"formula's best: {best}." in said


def test_the_formula_of_the_text():
    for k, worth in ((5e-4, 0.2), (1e-3, 0.1)):
        by_hand = np.pi / 8**0.5 * worth * PAID * EXPIRY**0.5 / k
        assert labs.best_number(1e4 * k, worth) == pytest.approx(by_hand, rel=2e-3)


def test_the_errors_of_round_2_are_those_of_halves():
    """Noise has fat tails: its error is larger than noise over the root of 2n."""
    _, _, noise, error = often.measured()
    assert (error / (noise / (2 * often.MONTHS) ** 0.5) > 1.2)[5:].all()
    costs, noises = often.by_month()
    parts = np.arange(often.MONTHS).reshape(40, -1)  # forty samples of a hundred months
    result = opened(labs.how_often, half_spread=5)
    sums = 5 * costs + 0.2 * noises
    np.testing.assert_allclose(sums.mean(axis=1), result.together)
    apart = sums - sums[result.least]
    for months, told in ((sums, result.error), (apart, result.apart)):
        seen = months[:, parts].mean(axis=2).std(axis=1, ddof=1) / 40**0.5
        np.testing.assert_allclose(told, seen, rtol=0.35, atol=1e-9)
    assert result.apart[result.least] == 0
    assert result.apart[often.STOPS.index(40)] < result.error[often.STOPS.index(40)]


def test_impact_too_makes_the_best_number_depend_on_the_size():
    """At a worth of 0.2, with round 1's impact as the only cost."""
    paths = labs.months(250, 1)
    best = {}
    for size in (10, 1_000):
        sums = {}
        for n in (60, 240):
            run = gl.replay(
                size * gl.straddle(SPOT, EXPIRY), paths.every(STEPS // n), paid_vol=PAID,
                costs=bill.IMPACT,
            )  # fmt: skip
            sums[n] = run.cost.mean() + 0.2 * (run.pnl + run.cost).std(ddof=1)
        best[size] = min(sums, key=sums.get)
    assert best == {10: 240, 1_000: 60}


def test_the_exercise_takes_the_library_s_number_and_no_other_year():
    """The formula is for short times: at most 60 days and 60 % are asked, and 0.4 % let pass."""

    def library(worth, vol, days, half_spread):
        book = gl.straddle(37, days / 365)
        return gl.theory.best_hedges(book, 37, vol, half_spread * 1e-4, worth=worth).hedges

    def by_hand(worth, vol, days, half_spread, year=365):
        return 1.11 * worth * vol * np.sqrt(days / year) / (half_spread * 1e-4)

    assert check("6.5", library).state == check("6.5", by_hand).state == "right"
    wrong = check("6.5", lambda worth, vol, days, half_spread: by_hand(
        worth, vol, days, half_spread, year=360))  # fmt: skip
    assert wrong.state == "wrong" and "365 days here, not 360" in wrong.message


# ---- round 3 ------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize("rule", ["clock", "rim", "whalley"])
def test_a_point_is_a_replay(rule, side):
    """With one cost alone: the clock's short cut, the seller's mirror, and what is told apart."""
    world, costs = {1: ("fee", gl.FixedFee(0.5)), -1: ("spread", gl.HalfSpread(bps=5))}[side]
    run = gl.replay(
        side * STRADDLES, labs.months(rules.MONTHS, rules.SEED), paid_vol=PAID,
        policy=rules.policy_of(rule, 3), costs=costs,
    )  # fmt: skip
    cost, error, noise, _, by_month = rules.frontier_point(rule, 3, side, world)
    np.testing.assert_allclose(by_month, run.cost, atol=1e-6)
    assert noise == pytest.approx(run.pnl.std(ddof=1), abs=1e-6)
    assert error == pytest.approx(run.cost.std(ddof=1) / rules.MONTHS**0.5, abs=1e-6)


@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize("rule", ["move", "centre", "rim"])
def test_a_cost_of_the_picture_stands_in_the_bill_of_its_run(rule, side):
    """In both worlds; and who has no rule of his own for the seller trades the mirror image."""
    costs = labs.rule_run(rule, 3, side).bill().costs
    for world, kind in (("spread", "spread"), ("fee", "fixed fees")):
        by_month = rules.frontier_point(rule, 3, side, world)[4]
        np.testing.assert_allclose(by_month, costs[kind].sum(axis=1), atol=1e-9)


@pytest.mark.parametrize(
    ("rule", "setting", "cost", "noise"),
    [
        ("clock", 3, 21.8, 106), ("move", 3, 14.13, 141), ("centre", 3, 19.4, 105.6),
        ("rim", 3, 15.55, 105.1), ("whalley", 4, 14.39, 105.4), ("zakamouline", 3, 13.68, 102.4),
        ("zakamouline", 5, 21.7, 61.0), ("whalley", 6, 21.6, 62.0),
    ],
)  # fmt: skip
def test_the_frontier_is_the_plan_s(rule, setting, cost, noise):
    found = rules.frontier_point(rule, setting)
    assert found[0] == pytest.approx(cost, abs=4 * found[1])
    assert found[2] == pytest.approx(noise, abs=3 * found[3])


def test_the_puzzles_of_round_3():
    owner, seller = labs.rules.puzzles
    reach = {}
    for name in rules.RULES:
        found = [
            [k for k in (2, 3, 4, 5) if puzzle.solved({}, opened(labs.rules, rule=name, setting=k,
                                                                  side=side))]
            for puzzle, side in ((owner, 1), (seller, -1))
        ]  # fmt: skip
        reach[name] = tuple(found)
    assert reach.pop("whalley") == ([4], [])
    assert reach.pop("zakamouline") == ([3, 4], [4])
    assert all(found == ([], []) for found in reach.values())


def test_zakamouline_lies_lower_on_both_sides():
    """His band for the owner, mirrored, serves the seller, too: it is not the side that does it."""
    for side in (1, -1):
        whalley, his = (rules.frontier_point(n, 4, side) for n in ("whalley", "zakamouline"))
        assert his[0] < whalley[0] and his[2] < whalley[2]
    profit, paid, _ = rules._hedged("zakamouline", 4, 1)
    assert paid["spread"].mean() < 14.5 and (-profit - paid["spread"]).std(ddof=1) < 104
    words = labs.rules.puzzles[1].told(opened(labs.rules, rule="zakamouline", setting=4, side=-1))
    assert "on these months" in words and "which side" not in words


@pytest.mark.parametrize("side", [1, -1])
def test_a_band_to_the_centre_beats_the_clock_in_both_worlds(side):
    for world in ("spread", "fee"):
        clock = [rules.frontier_point("clock", k, side, world) for k in range(6, 0, -1)]
        noises, costs = (np.log([point[k] for point in clock]) for k in (2, 0))
        for setting in range(1, 7):
            cost, _, noise, *_ = rules.frontier_point("centre", setting, side, world)
            assert cost < np.exp(np.interp(np.log(noise), noises, costs))


def test_the_picture_of_the_rules_in_words_has_costs_and_noise():
    words = labs.rules.alt(opened(labs.rules, rule="rim", world="fee"))
    assert "daily is at cost 15.5 and noise 107; this rule at cost 32.6 and noise 99" in words
    result = opened(labs.rules)
    error = result.noise / rules.MONTHS**0.5
    assert f"mean result {result.mean:.1f} ({error:.1f})" in labs.rules.say(result)


def test_the_order_turns_over_where_each_trade_has_a_fee():
    points = {
        world: {
            name: rules.frontier_point(name, 3, 1, world) for name in ("clock", "centre", "rim")
        }
        for world in ("spread", "fee")
    }
    spread, fee = ({n: p[0] for n, p in points[w].items()} for w in ("spread", "fee"))
    assert spread["rim"] < spread["centre"] < spread["clock"]
    assert fee["centre"] < fee["clock"] < fee["rim"]
    assert fee == pytest.approx({"clock": 15.5, "centre": 6.1, "rim": 32.6}, abs=0.3)
    assert points["fee"]["centre"][2] < 110


@pytest.mark.parametrize("side", [1, -1])
def test_the_rim_against_the_clock_at_equal_noise(side):
    """Cheaper where costs go with size; dearer where a trade has a fee, but for narrow bands."""
    above = {}
    for world in ("spread", "fee"):
        clock = [rules.frontier_point("clock", k, side, world) for k in range(6, 0, -1)]
        noises, costs = (np.log([point[k] for point in clock]) for k in (2, 0))
        for setting in range(2, 7):  # the widest is noisier than any clock of the lab
            cost, _, noise, *_ = rules.frontier_point("rim", setting, side, world)
            above[world, setting] = cost > np.exp(np.interp(np.log(noise), noises, costs))
    assert not any(above["spread", k] for k in range(2, 7))
    assert [above["fee", k] for k in range(2, 7)] == [True, True, True, False, False]


def test_equal_paths_make_the_difference_sharp():
    result = opened(labs.rules, rule="whalley", setting=4)
    apart = np.hypot(result.errors[0], rules.frontier_point("clock", 3)[1])
    assert (round(apart, 2), round(result.error, 2)) == (0.15, 0.08)  # as the text says
    assert result.difference == pytest.approx(-7.4, abs=0.2)
    assert result.error < result.errors[0] and -result.difference > 50 * result.error
    said = labs.rules.say(result)
    assert "It pays 7.37 less than daily" in said and "for the owner" in said
    assert "This is daily." in labs.rules.say(opened(labs.rules))
    assert "more than daily" in labs.rules.say(opened(labs.rules, setting=6))


def test_leland_s_dots_lie_on_the_clock_s():
    for setting in range(1, 7):
        for side in (1, -1):
            clock, leland = (
                rules.frontier_point(n, setting, side)[::2] for n in ("clock", "leland")
            )
            assert leland[:2] == pytest.approx(clock[:2], rel=0.1)


def test_where_a_trade_has_a_fee_leland_s_dots_lie_above_the_clock_s():
    """So the text says "with a spread"."""
    clock, leland = (rules.frontier_point(n, 6, 1, "fee") for n in ("clock", "leland"))
    assert leland[0] == pytest.approx(clock[0], rel=0.01)
    assert leland[2] - clock[2] > 3 * leland[3]


@pytest.mark.parametrize(("rule", "setting"), [("clock", 1), ("rim", 3), ("whalley", 4)])
def test_a_noise_of_round_3_has_the_error_of_its_fourth_moment(rule, setting):
    point = rules.frontier_point(rule, setting)
    run = labs.rule_run(rule, setting)
    off = run.pnl + 0.5 * run.trades  # without the fee
    off = off - off.mean()
    moments = np.mean(off**2), np.mean(off**4)
    by_hand = np.sqrt((moments[1] - moments[0] ** 2) / rules.MONTHS / moments[0]) / 2
    assert point[3] == pytest.approx(by_hand, rel=2e-3)


# ---- round 4 ------------------------------------------------------------------------------------


def test_range_and_run_pay_the_same_share():
    shares, incomes = [], []
    for repeat in (0.0, 1.0):
        run = gl.replay(
            STRADDLES, labs.ranging(repeat), paid_vol=PAID, costs=gl.HalfSpread(bps=5),
            entry_cost=False, exit_cost=False,
        )  # fmt: skip
        incomes.append(run.attribution()["gamma"].mean())
        shares.append(run.cost.mean() / incomes[-1])
    assert shares == pytest.approx([0.0625, 0.0636], abs=2e-4)
    assert incomes == pytest.approx([561, 79], abs=1.5)
    assert 2 * 5e-4 / (PAID * (1 / 365) ** 0.5) == pytest.approx(0.0637, abs=1e-4)


def test_waiting_in_a_range_saves_most_of_the_bill_and_carries_ten_times_that():
    daily, waits = (
        gl.replay(
            STRADDLES, labs.ranging(0.25), paid_vol=PAID, policy=rule, costs=gl.HalfSpread(bps=5)
        )
        for rule in (gl.EveryN(1), gl.PriceMove(0.03))
    )
    saved = (daily.cost - waits.cost).mean()
    delta = waits.attribution()["delta"].mean() - daily.attribution()["delta"].mean()
    assert saved == pytest.approx(21, abs=0.6) and saved > daily.cost.mean() / 2
    assert delta == pytest.approx(-210, abs=5)


@pytest.mark.parametrize(
    ("repeat", "every", "side", "mean"),
    [
        (0.0, 1, 1, -121), (0.25, 1, 1, -45), (0.5, 1, 1, -32), (1.0, 1, 1, -3),
        (0.0, 1, -1, 43), (0.5, 1, -1, -19), (1.0, 1, -1, -18),
        (0.0, 5, 1, -582), (1.0, 5, 1, 357), (0.75, 5, 1, 306), (0.2, 5, -1, 300),
    ],
)  # fmt: skip
def test_the_means_of_round_4(repeat, every, side, mean):
    result = opened(labs.range_or_run, repeat=repeat, every=every, side=side)
    assert result.net == pytest.approx(mean, abs=1 + 3 * result.error)
    assert result.parts.sum() == pytest.approx(round(result.net), abs=1e-9)


def test_each_mean_of_the_range_has_its_error_and_no_bar_takes_the_rounding_alone():
    for repeat, every in ((0.0, 1), (0.8, 5)):
        run = gl.replay(
            STRADDLES, labs.ranging(repeat), paid_vol=PAID, policy=gl.EveryN(every),
            costs=ranges.SPREAD,
        )  # fmt: skip
        months = run.attribution()[["gamma", "theta", "costs"]]
        carried = run.pnl - months.sum(axis=1)
        result = opened(labs.range_or_run, repeat=repeat, every=every)
        assert result.errors["carried"] == pytest.approx(carried.std() / ranges.MONTHS**0.5)
        assert result.errors["theta"] == pytest.approx(months["theta"].std() / ranges.MONTHS**0.5)
        assert abs(result.parts["carried"] - carried.mean()) < 1
        assert f"({result.errors['carried']:.1f})" in labs.range_or_run.say(result)
    told = labs.range_or_run.puzzles[0].told(result)
    assert told == "80 %: +364. Delta that was carried along the run made +377."


def test_the_puzzles_of_round_4():
    owner, seller = labs.range_or_run.puzzles
    tried = (0.0, 0.2, 0.25, 0.5, 0.7, 0.75, 0.9, 1.0)

    def found(puzzle, **values):
        results = {r: opened(labs.range_or_run, repeat=r, **values) for r in tried}
        return [r for r, result in results.items() if puzzle.solved({}, result)]

    assert found(owner, every=5) == [0.75, 0.9, 1.0]
    assert found(seller, every=5, side=-1) == [0.0, 0.2]
    assert found(owner, every=1) == found(seller, every=1, side=-1) == []


def test_the_months_are_those_of_the_text():
    assert labs.months(1, 6).times.size == STEPS + 1
    assert ranges.ranging(0.5).realised_vol() == pytest.approx(np.full(ranges.MONTHS, PAID))
