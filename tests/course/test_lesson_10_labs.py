"""Lesson 10's labs: five years of real months, what the puzzles say, and both sides.

`test_labs.py` moves every slider to its ends and looks at the pictures.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import gammalab as gl
from gammalab import markets
from gammalab.course.lesson_10 import labs, market, months, one_month, seller
from gammalab.lab.words import brief


def state(lab, **values):
    return lab.compute(**{**lab.defaults, **values})


def solutions(puzzle, lab, **given):
    """Which settings solve a puzzle, where one control, a tuple, goes through its places."""
    (name,) = (key for key, value in given.items() if isinstance(value, tuple))
    found = []
    for value in given[name]:
        values = {**lab.defaults, **given, name: value}
        if puzzle.solved(values, lab.compute(**values)):
            found.append(value)
    return found


def places(lab, name):
    return next(control.places for control in lab.controls if control.name == name)


# ---- round 1 ------------------------------------------------------------------------------------


def test_five_years():
    shown = state(labs.months, seen=59)
    assert len(shown.made) == 59 and shown.left_out == 1
    assert tuple(shown.now) == pytest.approx((-3.18, 0.53), abs=5e-3)
    assert (shown.made < 0).sum() == 48 and np.median(shown.made) == pytest.approx(-3.80, abs=5e-3)
    assert labs.months.say(shown).endswith(
        "48 lost; worst September 2015, -18.4; best February 2018, +9.2. 1 left out: its 21 days "
        "are not in the file."
    )
    one = labs.months_of()
    assert one.pnl.sum() == pytest.approx(-945.5, abs=0.05)
    assert one.point.mean() == pytest.approx(5.16, abs=5e-3)


def test_costs_are_linear_in_the_half_spread_as_in_a_replay():
    cut = market.months(3)
    run = gl.replay(gl.straddle(1, cut.horizon), cut, paid_vol=cut.vol, policy=gl.EveryN(5),
                    costs=gl.HalfSpread(bps=7.5))  # fmt: skip
    mine = labs.owner_points(day=3, every=5, bps=7.5)
    np.testing.assert_allclose(mine, run.table()["vol_points"], rtol=1e-9)


@pytest.mark.parametrize(
    ("every", "mean", "spread", "gap", "error", "settled"),
    [(2, -3.11, 5.61, 0.07, 0.33, 6), (5, -3.00, 8.07, 0.18, 0.78, 33),
     (21, -3.93, 8.87, -0.75, 1.03, 28)],
)  # fmt: skip
def test_the_hedge_decides_the_spread(every, mean, spread, gap, error, settled):
    made = labs.owner_points(every=every)
    assert (made.mean(), made.std(ddof=1)) == pytest.approx((mean, spread), abs=6e-3)
    found = markets.mean_with_error(made - labs.owner_points())
    assert tuple(found) == pytest.approx((gap, error), abs=6e-3)
    assert labs.settled(every=every) == settled
    low, high = made.min(), made.max()
    assert -36 < low < high < 36


def test_a_month_in_words_comes_back_from_the_axis():
    days = pd.date_range("1990-01-01", "2023-01-01")
    assert [market.month_at(x) for x in market.in_years(days)] == list(days.strftime("%B %Y"))


def test_the_picture_of_the_months_tells_its_dates_and_its_whole_band():
    live = replace(labs.months, memory=None)()
    live.set(seen=3, hedge=21, bps=30)
    for words in ("March 2014 -6.86", "a point at March 2014"):
        assert words in live.alt_text
    assert "2014.0" not in live.alt_text and "2,014" not in live.alt_text
    mean, error = markets.mean_with_error(months.points(1, 21, 30, 1)[:3])
    assert mean + 2 * error > months.REACHES[1]  # it leaves the frame, and is told as it is
    assert f"a band from {brief(mean - 2 * error)} to {brief(mean + 2 * error)}" in live.alt_text
    (band,) = (mark for mark in live._page.mean.marks if mark.kind == "band")
    assert np.ptp(band.x) > 0  # of one month, too, it has a width that is seen


def test_the_puzzles_of_the_months():
    once, best = labs.months.puzzles
    assert solutions(once, labs.months, hedge=21, seen=places(labs.months, "seen")) == [28]
    assert solutions(best, labs.months, seen=59, day=places(labs.months, "day")) == [14]
    means = [labs.owner_points(day).mean() for day in range(1, 20)]
    assert max(means) == means[13] == pytest.approx(-2.56, abs=5e-3)
    assert min(means) == pytest.approx(-3.53, abs=5e-3)
    assert tuple(labs.day_gap(14)) == pytest.approx((0.62, 0.58), abs=5e-3)


def test_the_day_of_purchase_moves_the_month_from_which_it_is_clear():
    assert [labs.settled(day) for day in (1, 8, 14)] == [4, 10, 3]  # the text says it of the 8th


@pytest.mark.parametrize("day", range(1, 20))
def test_on_each_day_of_purchase_hedging_each_close_takes_out_noise(day):
    """What the text says of the first trading day and of hedges, over all of them."""
    made = {every: labs.owner_points(day, every) for every in (1, 2, 5, 10, 21)}
    spreads = {every: points.std(ddof=1) for every, points in made.items()}
    assert min(spreads, key=spreads.get) == 1
    # not so for each rarer hedge: every five closes may be a wider bet than none
    assert (spreads[5] > spreads[21]) == (day in (7,))
    assert labs.settled(day) <= labs.settled(day, every=21)  # "as a rule the average shows sooner"
    one = market.months_of(day)
    gap = 100 * (one.happened - one.paid)
    assert abs(gap.mean() - one.free.mean()) < 0.61  # "about the gap, on average"
    squares = gap * (1 + gap / (2 * 100 * one.paid))
    assert np.corrcoef(squares, one.free)[0, 1] < np.corrcoef(gap, one.free)[0, 1]


def test_all_purchases_do_not_show_that_the_hedge_moves_the_average():
    cut = markets.windows(market.closes(), vol=market.vix(), entry="day")
    for every in (5, 21):
        run = gl.replay(gl.straddle(1, cut.horizon), cut, paid_vol=cut.vol, policy=gl.EveryN(every))
        more = markets.mean_with_error(run.table()["vol_points"] - labs.every_day(), overlap=21)
        assert abs(more.mean) < 2 * more.error


def test_the_owner_is_paid_when_the_index_falls_hard():
    fell, made = [], []
    for day in range(1, 20):
        spots = market.months(day).spots
        fell.append(1 - spots[:, -1] / spots[:, 0])
        made.append(labs.owner_points(day))
    fell, made = np.concatenate(fell), np.concatenate(made)
    assert made[fell > 0].mean() < 0  # a fall alone is not enough
    assert made[fell > 0.02].mean() > 2 and (made[fell > 0.02] > 0).mean() > 0.75


@pytest.mark.parametrize(("every", "half"), [(1, 8), (5, 41), (21, 28)])
def test_shuffled_months_are_clear_later_or_sooner(every, half):
    assert labs.shuffled(every) == half
    made, rng = labs.owner_points(every=every), np.random.default_rng(3)
    found = []
    for _ in range(150):
        order = rng.permutation(made)
        pairs = [markets.mean_with_error(order[:n]) for n in range(3, 60)]
        unclear = [n for n, (mean, error) in enumerate(pairs, 3) if abs(mean) <= 2 * error]
        found.append(1 + unclear[-1] if unclear else 3)
    below = np.mean(np.array(found) < half), np.mean(np.array(found) <= half)
    assert below[0] < 0.5 + 3 * 0.041 and below[1] > 0.5 - 3 * 0.041  # a share's error of 150


def test_settled_is_where_the_band_stays_clear_of_zero():
    made = labs.owner_points()
    for seen in range(3, 60):
        mean, error = markets.mean_with_error(made[:seen])
        assert (mean + 2 * error < 0) == (seen >= labs.settled())
    assert labs.settled(bps=20.0, side=-1) == 60  # the seller's band never leaves zero there


def test_the_seller_has_what_the_owner_lost_and_both_pay_costs():
    free, dear = (months.points(1, 1, bps, -1) for bps in (0.0, 20.0))
    np.testing.assert_allclose(free, -labs.owner_points())
    assert dear.mean() == pytest.approx(0.38, abs=5e-3)
    assert labs.owner_points(bps=20).mean() == pytest.approx(-5.98, abs=5e-3)
    assert months.points(1, 1, 23.0, -1).mean() == pytest.approx(-0.04, abs=5e-3)


# ---- round 2 ------------------------------------------------------------------------------------


def test_a_month_is_the_month_of_the_five_years():
    for number in range(1, 60):
        one = one_month.month(number)
        assert one.pnl == pytest.approx(labs.months_of().pnl[number - 1], abs=1e-9)
        assert one.daily.sum() == pytest.approx(one.pnl, abs=1e-9)
        assert -13 < one.away.min() and one.away.max() < 10


@pytest.mark.parametrize(
    ("name", "paid", "happened", "weighted", "points"),
    [("August 2015", 12.56, 28.52, 17.1, 2.38), ("February 2018", 13.47, 26.40, 29.8, 9.23),
     ("September 2015", 31.40, 19.54, 19.2, -18.37), ("October 2017", 9.45, 4.93, 5.1, -3.42)],
)  # fmt: skip
def test_stories(name, paid, happened, weighted, points):
    one = labs.named(name)
    assert (100 * one.paid, 100 * one.happened) == pytest.approx((paid, happened), abs=6e-3)
    assert 100 * one.weighted == pytest.approx(weighted, abs=0.06)
    assert one.points == pytest.approx(points, abs=6e-3)


def test_the_days_of_august():
    days = labs.by_day("August 2015")
    row = days.loc["2015-08-24"].tolist()
    assert row == pytest.approx([-6.1, -3.9, 0.2], abs=0.06)
    assert days.loc["2015-08-26"].tolist() == pytest.approx([-11.0, 3.9, 0.0], abs=0.06)
    with pytest.raises(ValueError, match="name must be one of January 2014 to November 2018"):
        labs.named("December 2018")


def test_the_owner_was_paid_near_the_strike_and_largest_days_came_beyond():
    days = labs.by_day("August 2015")
    before, profit = days.iloc[:, 0], days.iloc[:, 2]
    assert abs(before["2015-08-20":"2015-08-21"]).max() < 3 and min(profit["2015-08-20":][:2]) > 7
    one = labs.named("August 2015")  # on the Friday it had left what the picture shades
    friday = list(days.index.strftime("%d")).index("21")
    assert abs(one.away[friday]) > one.near[friday]


def test_the_rule_with_squares_is_worse_where_more_happened():
    one = labs.months_of()
    gap = 100 * (one.happened - one.paid)
    squares = gap * (1 + gap / (2 * 100 * one.paid))
    more = gap > 0
    missed = [((said - one.free)[side] ** 2).mean() for side in (more, ~more) for said in
              (gap, squares)]  # fmt: skip
    assert missed[1] > 2 * missed[0] and missed[3] < missed[2]
    assert (squares > gap).all()


def test_what_knows_the_profit_of_a_month():
    one = labs.months_of()
    gap = 100 * (one.happened - one.paid)
    square = 50 * (one.happened**2 - one.paid**2) / one.paid
    days = np.array([one_month.month(k).summed for k in range(1, 60)])
    for said, known, missed in ((gap, 0.82, 3.0), (square, 0.75, 4.1), (days, 0.978, 0.9)):
        assert np.corrcoef(said, one.free)[0, 1] == pytest.approx(known, abs=6e-3)
        assert (said - one.free).std(ddof=1) == pytest.approx(missed, abs=0.06)
    assert gap.mean() == pytest.approx(-3.17, abs=5e-3)


def test_weighted_by_gamma_the_gap_has_the_sign_of_the_sum_over_days():
    for one in map(one_month.month, range(1, 60)):
        assert np.sign(one.weighted - one.paid) == np.sign(one.summed), one.name
    signs = [(one.weighted > one.paid) == (one.points > 0) for one in
             map(one_month.month, range(1, 60))]  # fmt: skip
    assert sum(signs) == 58
    february = labs.named("February 2018")  # more happened still, and the owner made less than that
    assert 100 * (february.weighted - february.paid) > february.gap > february.points


def test_both_sides_of_a_month_say_which_they_are():
    said = [labs.one_month.say(state(labs.one_month, side=side)) for side in (1, -1)]
    assert said[0].startswith("February 2018: paid") and "profit +9.2" in said[0]
    assert said[1].startswith("February 2018, sold: paid") and "profit -9.2" in said[1]


def test_the_puzzles_of_one_month():
    lost, gained = labs.one_month.puzzles
    numbers = places(labs.one_month, "month_number")
    assert [one_month.month(k).name for k in solutions(lost, labs.one_month, month_number=numbers)
            ] == ["January 2014", "December 2014", "September 2016"]  # fmt: skip
    assert [one_month.month(k).name for k in solutions(gained, labs.one_month, month_number=numbers)
            ] == ["July 2014", "February 2016", "March 2018"]  # fmt: skip


# ---- round 3 ------------------------------------------------------------------------------------


def test_the_size_and_what_becomes_of_it():
    (puzzle,) = labs.the_seller.puzzles
    assert solutions(puzzle, labs.the_seller, size=places(labs.the_seller, "size")) == [1.08]
    assert labs.largest_size() == pytest.approx(1.083, abs=5e-4)
    five, long = state(labs.the_seller, size=1.08), state(labs.the_seller, size=1.08, years=3)
    assert five.made.min() > -10 and five.below == 0
    assert state(labs.the_seller, size=1.09).made.min() < -10
    worst = pd.Series(long.made, index=long.dates).nsmallest(3)
    assert worst.tolist() == pytest.approx([-29.7, -25.3, -22.3], abs=0.06)
    assert worst.index.strftime("%Y-%m").tolist() == ["2000-12", "2020-03", "2008-09"]
    assert (long.below, (long.made < -20).sum(), len(long.made)) == (14, 3, 394)


def test_ruin_stops_the_sum():
    for size, ruined in ((3.63, False), (3.64, True)):
        shown = state(labs.the_seller, size=size, years=3)
        assert shown.ruined == ruined
    assert shown.upto == 1 + list(shown.dates.strftime("%Y-%m")).index("2000-12")
    assert len(shown.total) == shown.upto
    assert "ruined by December 2000" in labs.the_seller.say(shown)
    nothing = labs.the_seller.say(state(labs.the_seller, size=0.0))
    assert nothing == "2014 to 2018, at the VIX: no position."


def test_the_seller_is_told_which_price_he_is_judged_at():
    said = [
        labs.the_seller.say(state(labs.the_seller, size=size, years=years))
        for size in (0.0, 1.0, 4.0)
        for years in seller.SPANS.values()
    ]
    assert len(set(said)) == len(said)


def test_the_same_years_hold_a_month_that_his_own_do_not():
    """What the text says of the seller's sample is of the first trading day alone."""
    first, third = labs.sold_on(1), labs.sold_on(3)
    assert (first.min(), third.min()) == pytest.approx((-9.2, -23.4), abs=0.05)
    assert (first.skew(), third.skew()) == pytest.approx((0.13, -1.57), abs=5e-3)
    skewed = [labs.sold_on(day).skew() < 0 for day in range(1, 20)]
    assert sum(skewed) == 17 and not skewed[0]  # of 19 days on which one can sell


def test_an_invented_price_is_cheap_in_a_crash_and_dear_after_it():
    price, vix = labs.invented(), market.vix()
    for day in ("2015-08-24", "2018-02-05"):
        assert price[day] < vix[day] - 0.15
    assert price["2018-03-01"] > vix["2018-03-01"] + 0.05
    assert price["2008-10-01"] > 0.3981 + 0.15  # Cboe's close, as in the lesson


@pytest.mark.parametrize(
    ("premium", "mean", "error", "worst"), [(0, -0.06, 0.33, -33.7), (3, 2.87, 0.33, -27.5),
                                            (6, 5.83, 0.34, -23.8)],
)  # fmt: skip
def test_an_invented_price(premium, mean, error, worst):
    made = seller.sold(premium)
    assert tuple(markets.mean_with_error(made)) == pytest.approx((mean, error), abs=6e-3)
    assert made.min() == pytest.approx(worst, abs=0.06)


# ---- beside the labs ----------------------------------------------------------------------------


def test_every_day():
    days = labs.every_day()
    assert len(days) == 1236
    assert tuple(markets.mean_with_error(days, 21)) == pytest.approx((-3.08, 0.352), abs=5e-3)


def test_what_the_error_of_windows_that_overlap_finds():
    """The text's 0.81, and what is said of fewer: expected variance over the true one."""
    for n, part in ((1236, 0.81), (60, 0.61), (30, 0.40)):
        lags = np.arange(n)
        alike = np.clip(21 - abs(lags[:, None] - lags), 0, None).astype(float)
        inner = alike - alike.mean(axis=0) - alike.mean(axis=1)[:, None] + alike.mean()
        found = np.trace(inner) + sum(
            2 * (1 - lag / 21) * np.trace(inner, lag) for lag in range(1, 21)
        )
        assert np.sqrt(found / n / (n - 1) / alike.mean()) == pytest.approx(part, abs=5e-3)
    known = markets.mean_with_error(labs.every_day(), overlap=21)
    assert known.error / 0.81 == pytest.approx(0.43, abs=5e-3)


def test_a_world_without_premium():
    fair = labs.fair_worlds()
    means = fair.points.mean(axis=1)
    assert abs(means.mean()) < 3 * means.std() / 20
    assert means.std() == pytest.approx(0.36, abs=0.03) and means.min() > -1.5
    assert (fair.points[fair.gap > 0] < 0).mean() == pytest.approx(0.136, abs=0.01)
    assert (fair.points[fair.gap <= 0] > 0).mean() == pytest.approx(0.178, abs=0.01)
    one = labs.months_of()
    more = one.happened > one.paid
    assert (more.sum(), (one.free[more] > 0).sum(), (one.free[~more] < 0).sum()) == (11, 8, 45)


def test_other_conventions_move_the_mean_by_less_than_half_an_error():
    found = labs.other_conventions()
    assert tuple(found["calendar days"]) == pytest.approx((-3.10, 0.53), abs=6e-3)
    assert tuple(found["hedged at each day's VIX"]) == pytest.approx((-3.37, 0.54), abs=6e-3)


def test_autumn_2008_and_march_2020():
    typed = {"2008-09-02": 21.99, "2008-10-01": 39.81, "2008-11-03": 53.68, "2020-02-03": 17.97,
             "2020-03-02": 33.42}  # fmt: skip
    cut = markets.windows(markets.load("spx_closes"), vol=labs.typed_in(typed))
    made = gl.replay(gl.straddle(1, cut.horizon), cut, paid_vol=cut.vol).table()["vol_points"]
    assert made.tolist() == pytest.approx([21.3, 9.4, 13.1, 7.2, 23.5], abs=0.06)


def test_the_file_gives_the_closes_back():
    mine = markets.read_prices(labs.my_file())
    want = markets.load("spx", "2014", "2018")["close"]
    np.testing.assert_array_equal(mine["close"], want)
    told = str(markets.report(mine))
    for words in ("newest first", "there twice", "the decimal comma"):
        assert words in told
