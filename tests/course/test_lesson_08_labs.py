"""Lesson 08's labs: each market against its closed form, what the puzzles say, and both sides.

`test_labs.py` moves every slider to its ends and looks at the pictures.
"""

from itertools import product

import numpy as np
import pytest

import gammalab as gl
from gammalab.course.lesson_08 import dealers, labs, late, protocols, published, same_news, whose
from gammalab.feedback import ConstantGamma, FadingDepth, FeedbackMarket, feedback_vol


def state(lab, **values):
    return lab.compute(**{**lab.defaults, **values})


def solutions(puzzle, lab, **places):
    """Which values of one control solve a puzzle, the others being given."""
    (name,) = (key for key, value in places.items() if isinstance(value, tuple))
    given = {key: value for key, value in places.items() if key != name}
    found = []
    for value in places[name]:
        values = {**lab.defaults, **given, name: value}
        if puzzle.solved(values, lab.compute(**values)):
            found.append(value)
    return found


def places(lab, name):
    return next(control.places for control in lab.controls if control.name == name)


# ---- the months that the labs share -------------------------------------------------------------


@pytest.mark.parametrize(
    ("gamma", "hedge", "depth"),
    [(-50, "simultaneous", None), (80, "simultaneous", None), (50, "late", None),
     (-20, "simultaneous", 15), (-20, "late", 5), (80, "late", 15)],
)  # fmt: skip
def test_the_months_are_those_of_a_feedback_market(gamma, hedge, depth):
    """The lab's short loop and the library's solver agree, broken months included."""
    fading = None if depth is None else FadingDepth(100, depth, 0.1)
    market = FeedbackMarket(
        0.6, dealers.IMPACT, ConstantGamma(gamma), hedge=hedge, depth=fading, blowup="stop"
    )
    run = market.run(100, dealers.MONTH, 90, n_paths=20, seed=3)
    calm = run.calm.spots.T
    spots, broke = dealers.hedged(calm[1:] / calm[:-1], gamma, hedge == "late", fading)
    if gamma < 0 and hedge == "late":  # there a price always clears: the library is stricter
        held = run.blown < 0
        assert held.any() and not held.all()
        assert (broke[held] < 0).all() and (broke[~held] != run.blown[~held]).any()
    else:
        held = slice(None)
        np.testing.assert_array_equal(broke, run.blown)
    np.testing.assert_allclose(spots.T[held], run.spots[held], rtol=1e-9)


def test_a_late_market_breaks_only_where_its_price_is_gone():
    """With x below -1 a late hedge still has a price: what breaks it is a price of 0, or running
    away."""
    rise = np.array([[1.1], [1.0], [1.0], [1.0]])
    spots, broke = dealers.hedged(rise, -150, late=True)
    assert broke.tolist() == [-1] and np.diff(spots[:, 0]) == pytest.approx([10, 15, 22.5, 33.75])
    assert dealers.hedged(rise, -150)[1].tolist() == [1]
    assert dealers.hedged(2 - rise, -300, late=True)[1].tolist() == [3]  # 90, 60, -30
    assert dealers.hedged(np.tile(rise, (3, 1)), -600, late=True)[1][0] > 0


# ---- round 1 ------------------------------------------------------------------------------------


@pytest.mark.parametrize("gamma", [-60, -50, 0, 50, 60, 100])
def test_the_market_moves_as_the_formula_says(gamma):
    for path in range(1, 9):
        shown = state(labs.same_news, gamma=gamma, path=path)
        assert shown.vol == pytest.approx(shown.calm_vol / (1 + 0.01 * gamma), rel=0.015)


def test_month_four():
    for gamma, end, units in ((-50, 92.48, 7228), (0, 96.33, 0), (50, 97.57, 2413)):
        shown = state(labs.same_news, gamma=gamma)
        assert shown.spots[-1] == pytest.approx(end, abs=0.006)
        assert shown.units == pytest.approx(units, abs=1)
    assert state(labs.same_news, gamma=-50).vol == pytest.approx(0.402, abs=5e-4)


def test_the_puzzles_of_capacity():
    half, twice, cheap, dear = labs.same_news.puzzles
    gammas = places(labs.same_news, "gamma")
    assert solutions(half, labs.same_news, gamma=gammas) == [100]
    assert solutions(twice, labs.same_news, gamma=gammas) == [-50]
    assert solutions(cheap, labs.same_news, deal="cheap", gamma=gammas) == [20]
    assert solutions(dear, labs.same_news, deal="dear", gamma=gammas) == [-20]


def test_a_desk_earns_most_at_half_of_its_capacity():
    fine = np.linspace(-40, 40, 8001)
    for news, best, at in ((0.30, 49.1, 9.3), (0.20, 54.3, -10.8)):
        made = labs.profit(fine, news)
        assert made.max() == pytest.approx(best, abs=0.06)
        assert fine[made.argmax()] == pytest.approx(at, abs=0.06)
    assert labs.profit(10, 0.30) == pytest.approx(48.8, abs=0.05)
    assert labs.profit(-10, 0.20) == pytest.approx(53.9, abs=0.05)
    assert "-12,329" in _written(state(labs.same_news, gamma=-60, deal="cheap"))


def _written(result):
    live = labs.same_news()
    live.reveal()
    live.set(gamma=result.gamma, deal=result.deal)
    return " ".join(text.get_text() for text in live._page.small.words)


def test_owners_sell_what_rises_and_sellers_buy_it():
    for gamma in (-50, 50):
        _, spots, trade = labs.month(gamma, 4)
        assert (np.sign(trade[1:]) == -np.sign(gamma) * np.sign(np.diff(spots))).all()


def test_real_straddles_near_their_capacity():
    for news, quantity, mean in (
        (0.30, 120, 46),
        (0.30, 240, 1),
        (0.20, -130, 53),
        (0.25, 200, -115),
    ):
        found, error = labs.mean_and_error(labs.made(labs.market(quantity, news), quantity))
        assert abs(found - mean) < 4 * error


def test_desks_in_step_all_hedging_each_day_are_one_feedback_market():
    spots = labs.in_step(1, False, months=20)
    one = labs.market(-500, 0.15, months=20)
    np.testing.assert_allclose(spots, one.spots, rtol=1e-6)
    ways = ((1, False), (5, False), (5, True))
    for each, seen in ((-50, [0.257, 0.20, 0.17]), (50, [0.105, 0.15, 0.142])):
        found = [labs.volatility(labs.in_step(*way, each, months=100)) for way in ways]
        for (vol, error), wanted in zip(found, seen, strict=True):
            assert vol == pytest.approx(wanted, abs=4 * error) and 0 < error < 0.0042
        says = feedback_vol(0.15, 0.01 * 10 * each * labs.GAMMA_EACH)
        assert found[0][0] == pytest.approx(says, rel=0.06)  # gamma changes on the way


def test_the_errors_of_a_volatility_and_of_a_kurtosis():
    rng = np.random.default_rng(1)
    months = [100 * np.exp(np.cumsum(rng.normal(0, 0.01, (100, 31)), axis=1)) for _ in range(150)]
    for found, true in (
        (np.array([labs.volatility(m) for m in months]), 0.01 * np.sqrt(365)),
        (np.array([labs.large(m) for m in months]), 3.0),
    ):
        assert found[:, 0].std() == pytest.approx(found[:, 1].mean(), rel=0.2)
        assert found[:, 0].mean() == pytest.approx(true, rel=0.01)


def test_a_crowd_loses_what_an_outsider_makes():
    for quantity in (200, -200):
        paths = labs.market(quantity, 0.25, months=100)
        crowd = labs.made(paths, quantity)
        outsider = labs.made(paths, -np.sign(quantity))
        np.testing.assert_allclose(outsider, -crowd / abs(quantity), atol=1e-9)
        assert outsider.mean() > 0.4
        says = labs.profit(quantity * labs.GAMMA_EACH, 0.25)
        mean, error = labs.mean_and_error(crowd)
        assert abs(mean - says) < 3 * error and says < -90


# ---- round 2 ------------------------------------------------------------------------------------


@pytest.mark.parametrize("x", [-0.8, -0.5, 0.0, 0.5, 0.9])
def test_late_hedges_by_each_clock(x):
    root, two, _ = late.market(x, True)
    for every, seen, error in zip(late.EVERY, root, two, strict=True):
        formula = labs.late_vol(0.20, x, every)
        assert abs(seen - formula) < 2.5 * error + 0.003 * formula


def test_the_late_formula_has_the_two_limits():
    for x in (-0.5, 0.5):
        assert labs.late_vol(0.2, x) == pytest.approx(0.2 / np.sqrt(1 - x * x))
        assert labs.late_vol(0.2, x, 20_000) == pytest.approx(feedback_vol(0.2, x), rel=1e-3)
    with pytest.raises(ValueError, match="x = 1"):
        labs.late_vol(0.2, 1)


def test_a_late_market_remembers_minus_x():
    for x in (-0.5, 0.5):
        spots = dealers.hedged(late._news(), 100 * x, late=True)[0]
        moves = np.diff(spots, axis=0)
        assert np.corrcoef(moves[1:].ravel(), moves[:-1].ravel())[0, 1] == pytest.approx(
            -x, abs=0.01
        )


def test_at_x_of_one_and_more_a_late_market_breaks_with_long_dealers_too():
    long = FeedbackMarket(0.2, 0.01, ConstantGamma(102), hedge="late", blowup="stop")
    assert (long.run(100, dealers.MONTH, 720, n_paths=50, seed=1).blown >= 0).mean() > 0.9


def test_the_puzzle_of_two_clocks():
    (two_clocks,) = labs.one_step_late.puzzles
    lab = labs.one_step_late
    assert solutions(two_clocks, lab, x=places(lab, "x")) == [0.9, 0.95]
    shown = state(lab, x=0.9)
    assert (round(shown.hourly, 3), round(shown.daily, 3)) == (0.457, 0.124)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (dict(x=0.5), "x = +0.50, one hour late: 23.0 % by the hour, by the formula 23.1 %; 13.7 % "
         "by the day. At once it would be 13.3 %."),
        (dict(x=-0.8, every=24, late=False), "x = -0.80, at once: 99.9 % by the hour; 100.3 % by "
         "the day, by the formula 100.0 %."),
        (dict(x=0.9, every=2), "45.7 % by the hour, 12.4 % by the day; every 2 hours 14.5 %, "),
    ],
)  # fmt: skip
def test_each_clock_is_said_once(values, words):
    assert words in labs.one_step_late.say(state(labs.one_step_late, **values))


# ---- round 3 ------------------------------------------------------------------------------------


def test_one_file_and_four_guesses():
    found = {}
    for calls, puts in ((1, 1), (-1, -1), (1, -1), (-1, 1)):
        shown = state(labs.whose_side, calls=float(calls), puts=float(puts))
        found[calls, puts] = round(shown.gamma), round(float(feedback_vol(0.2, shown.here)), 3)
    assert found == {
        (1, 1): (234, 0.136), (-1, -1): (-234, 0.376), (1, -1): (5, 0.198), (-1, 1): (-5, 0.202),
    }  # fmt: skip


def test_the_flip_stays_when_both_sides_change():
    usual, other = labs.exposure(1, -1), labs.exposure(-1, 1)
    assert usual.flip(85, 115).level == pytest.approx(other.flip(85, 115).level, abs=1e-6)
    assert usual.total == -other.total == pytest.approx(503, abs=0.5)
    assert labs.pressure(usual, 108) > 0 > labs.pressure(other, 108)


def test_each_guess_has_one_flip_at_most():
    calls = labs.exposure(1, 0).profile(whose.PRICES)
    puts = labs.exposure(0, 1).profile(whose.PRICES)
    assert (np.diff(puts / calls) < 0).all()  # so no mixture of both changes its sign twice


def test_how_often_the_sign_is_wrong():
    rng = np.random.default_rng(0)
    for x, closes in ((0.2, 13), (0.05, 200)):
        vols = np.array([0.2 / (1 + x), 0.2 / (1 - x)])
        seen = np.sqrt(np.mean((vols * rng.normal(size=(closes, 20_000, 1))) ** 2, axis=0))
        middle = np.sqrt(vols.prod())
        wrong = np.mean(seen[:, 0] > middle), np.mean(seen[:, 1] < middle)
        assert labs.wrong_sign(x, closes) == pytest.approx(wrong, abs=0.01)


def test_a_flip_outside_the_picture_is_not_denied():
    shown = state(labs.whose_side, calls=-0.85, puts=0.10)
    assert shown.flip.level is None
    assert "at all prices from 85 to 115" in labs.whose_side.say(shown)
    assert labs.exposure(-0.85, 0.10).flip(70, 115).level == pytest.approx(83.4, abs=0.1)


@pytest.mark.parametrize("calls", [-0.5, 0.0, 1.0])
@pytest.mark.parametrize("puts", [-1.0, 0.0, 0.25])
def test_each_pair_of_sides_is_said(calls, puts):
    said = labs.whose_side.say(state(labs.whose_side, calls=calls, puts=puts)).split(".")[0]
    own_calls = {
        -0.5: "have sold 50 % of the calls",
        0.0: "no calls",
        1.0: "own 100 % of the calls",
    }
    own_puts = {-1.0: "have sold 100 % of the puts", 0.0: "no puts", 0.25: "own 25 % of the puts"}
    assert own_calls[calls] in said and said.endswith(own_puts[puts])


def test_the_puzzles_of_the_side():
    lab = labs.whose_side
    flip, none, calmest = lab.puzzles
    assert solutions(flip, lab, calls=places(lab, "calls")) == [0.5]
    assert not flip.solved({}, state(lab, calls=-0.5, puts=1.0))  # calm below
    assert none.solved({"calls": 1, "puts": 1}, state(lab, puts=1.0))
    assert not none.solved({"calls": 0, "puts": 0}, state(lab, calls=0.0, puts=0.0))
    shown = {price: state(lab, price=price) for price in places(lab, "price")}
    solve = [
        p for p, result in shown.items() if calmest.solved({**lab.defaults, "price": p}, result)
    ]
    assert solve == [105, 106]  # what the lab says of them is the same; the calmest is 105.7
    said = {price: lab.say(result).rpartition("moves at ")[2] for price, result in shown.items()}
    assert [price for price in said if said[price] == min(said.values())] == solve
    assert not calmest.solved({**lab.defaults, "puts": 1.0, "price": 100}, state(lab, puts=1.0))


# ---- round 4 ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shock", "left", "gone", "end"),
    [(-3, 1.0, 5, 95.75), (3, 1.0, 5, 104.25), (-5, 1.0, 13, 91.75), (-5, 0.4, 17, 89.52),
     (-5.1, 0.4, 21, 87.29), (8, 1.0, 21, 113.25), (-8, 1.0, 21, 86.75)],
)  # fmt: skip
def test_the_ladder(shock, left, gone, end):
    shown = state(labs.ladder, shock=float(shock), left=left)
    assert shown.gone == gone and shown.run.spot == pytest.approx(end, abs=0.006)
    assert f"{gone} of 21 {'longs' if shock < 0 else 'shorts'}" in labs.ladder.say(shown)


def test_the_puzzles_of_the_ladder():
    first, second = labs.ladder.puzzles
    shocks = places(labs.ladder, "shock")
    assert solutions(first, labs.ladder, shock=shocks) == [-7.0]
    assert solutions(second, labs.ladder, left=0.4, shock=shocks) == [-5.1]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (dict(shock=0.0), "No shock, no move: 50 units per 1.00 wait."),
        (dict(shock=0.0, left=0.4),
         "No shock, no move: 50 units per 1.00 wait, depth would fall to 40 %."),
        (dict(shock=0.0, left=0.4, density=0), "No shock, no move."),
        (dict(shock=-8.0, density=0),
         "Shock -8.0, and no ladder. The price ends at 92.00, 1.00 times the shock."),
        (dict(shock=-2.0), "Shock -2.0, 50 units per 1.00, depth stays. Gone after 1 round: 1 of "
         "21 longs. The price ends at 97.75, 1.12 times the shock."),
        (dict(shock=8.0, gamma=-10), "Dealers are short 10. Gone after 2 rounds: 21 of 21 shorts."),
    ],
)  # fmt: skip
def test_the_ladder_says_only_what_is_there(values, words):
    """It said that depth "would fall to 100 %", and "0 of 21 longs" where none waited."""
    assert words in labs.ladder.say(state(labs.ladder, **values))


def test_the_whole_move_stays_in_its_picture():
    """At each corner of the four sliders: where dealers are short and depth leaves, it did not."""
    live = labs.ladder()
    live.reveal()
    ends = [
        (place[0], place[-1])
        for place in (places(labs.ladder, c.name) for c in labs.ladder.controls)
    ]
    for shock, density, left, gamma in product(*ends):
        live.set(shock=shock, density=density, left=left, gamma=gamma)
        shown = state(labs.ladder, shock=shock, density=density, left=left, gamma=gamma)
        low, high = live._page.whole.axes.get_ylim()
        far = max(shown.curve.abs().max(), abs(shown.whole))
        assert high == -low >= 1.02 * far


def test_an_endless_ladder_against_its_formula():
    for density in (20, 50, 80):
        for top in (0.0, 2.0):
            says = top + (5 - top) / (1 - 0.01 * density)
            got = -labs.endless(-5, density, top=top, rungs=0.01)
            assert got == pytest.approx(says, rel=0.006) and got <= says + 1e-9 + 0.01
    assert [round(-labs.endless(-2.5, d), 2) for d in (50, 80)] == [4.88, 11.7]


@pytest.mark.parametrize("gamma", [-10, 20, 60])
def test_dealers_lean_against_each_push_of_the_ladder(gamma):
    """At once, by hand: each push, the shock's too, is divided by 1 + x of its round."""
    run = labs.cascade(-5, 50, 0.4, gamma)
    price, gone, levels = 100 - 5 / (1 + 0.01 * gamma), 0, 98 - 0.5 * np.arange(21)
    while (hit := int(np.sum(levels >= price))) > gone:
        depth = 1 - 0.6 * min(1.0, 2 * gone / 42)
        impact = 0.01 / depth
        price -= impact * 25 * (hit - gone) / (1 + impact * gamma)
        gone = hit
    assert run.spot == pytest.approx(price) and run.liquidated.sum() == gone
    assert (run.spot > labs.cascade(-5, 50, 0.4).spot) == (gamma > 0)


def test_dealers_on_the_ladder():
    assert labs.with_dealers(-6.2, 0)[0] == pytest.approx(
        100 - 6.2 - 0.25 * labs.with_dealers(-6.2, 0)[1]
    )
    ends = [labs.with_dealers(-6.2, gamma)[0] for gamma in (60, 0)]
    assert np.round(ends, 2).tolist() == [94.72, 89.55]
    assert labs.with_dealers(-6.2, 0, depth=0.5)[0] == pytest.approx(73.8)
    short = [labs.with_dealers(-4.2, 0, depth=depth)[0] for depth in (1.0, 0.8, 0.5)]
    assert short[0] > short[1] > labs.with_dealers(-4.2, -30)[0] > short[2]  # it is how much goes


# ---- the open question --------------------------------------------------------------------------


def test_the_loops_that_break():
    share = {key: (protocols.months(*key)[1] >= 0).mean() for key in (
        (-20, False, 0), (-20, False, 15), (-20, True, 5), (80, True, 0), (80, True, 15),
        (80, False, 15),
    )}  # fmt: skip
    assert list(share.values()) == [0, 0.95, 0.43, 0, 1, 0]


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("gamma", [-40, 0, 80])
def test_protocols_in_full_depth_move_as_the_formulas_say(gamma, late):
    shown = state(labs.protocols, gamma=gamma, late=late, speed=0)
    assert shown.hourly == pytest.approx(shown.wanted, rel=0.02)
    assert "by the formula" in labs.protocols.say(shown)
    assert ("at once" in labs.protocols.say(shown)) == (gamma != 0 and not late)


def test_a_dot_stands_where_a_month_breaks():
    live = labs.protocols()
    live.set(gamma=80, late=True, speed=15)
    shown = state(labs.protocols, gamma=80, late=True, speed=15)
    dots = {
        float(mark.artists[1].get_xdata()[0])
        for mark in live._page.price.marks
        if mark.artists[1].get_visible()
    }
    assert dots == {(int(hour) - 1) / 24 for hour in shown.broke[: protocols.SEEN]}


# ---- does it predict? ---------------------------------------------------------------------------


def test_what_can_be_predicted_is_what_the_worlds_were_made_with():
    forecast = labs.forecast
    known, blind = forecast.days(studies=12), forecast.days(known=0.5, studies=12)
    ratio = 1 / (1 + known.x)
    mean, square = ratio.mean(), (ratio**2).mean()
    says = 2 / np.pi * ratio.var() / (square - 2 / np.pi * mean**2)  # of |normal| with such a size
    found = forecast.size(known)
    assert found.mean() == pytest.approx(says, abs=0.03)
    assert forecast.size(blind).mean() < 0.01
    late = forecast.days(late=True, studies=12)
    assert forecast.next_bar(late).mean() == pytest.approx((late.x**2).mean(), abs=0.01)
    assert abs(forecast.next_bar(known).mean()) < 0.002


def test_what_is_free_is_held_against_the_guess():
    """Yesterday's correlation of neighbours has the sign of late hedges, and takes most of what the
    guess would add; 5-minute volatility is blind to it, and read by the late formula."""
    forecast = labs.forecast
    late, once = forecast.days(late=True, studies=12), forecast.days(studies=12)
    blind, both = forecast.beside_yesterday(late)
    seen, together = forecast.beside_memory(late)
    assert (both - blind).mean() > 0.05 > (together - seen).mean() + 0.01
    assert seen.mean() > 0.03 and abs(blind.mean()) < 0.01
    assert 0.02 < forecast.next_bar(late, forecast.remembered(late)).mean() < 0.045
    assert forecast.measured(late).mean() > 0.08
    free, both = forecast.beside_yesterday(once)
    assert 0 < (both - free).mean() < 0.03 < free.mean()


def test_closes_know_less_than_five_minutes_and_leave_the_signs_more():
    """ "Ten years of closes would mostly miss what the signs add": beside closes they would not."""
    forecast = labs.forecast
    known, moods = forecast.days(studies=12), forecast.days(moods=True, studies=12)
    closes, both = forecast.beside_closes(known)
    bars, _ = forecast.beside_yesterday(known)
    assert closes.mean() < 0.6 * bars.mean()
    assert forecast.power(both - closes, 2500) > 0.8
    closes, both = forecast.beside_closes(moods)
    assert forecast.power(both - closes, 2500) < 0.4


def test_what_the_crowd_loses_it_loses_on_its_options():
    """ "Most goes to all who trade against the hedges": the hedges make nothing on average."""
    for quantity in (200, -200):
        paths = labs.market(quantity, 0.25, months=800)
        options, hedge = labs.legs(paths, quantity)
        np.testing.assert_allclose(options + hedge, labs.made(paths, quantity))
        (lost, error), (mean, give) = labs.mean_and_error(options), labs.mean_and_error(hedge)
        assert lost < -4 * error and abs(mean) < 2.5 * give


def test_the_picture_of_the_months_is_told():
    told = protocols._alt(state(protocols.protocols, gamma=-40, speed=15))
    assert "Of the 30 months" in told and "  " not in told
    calm = protocols._alt(state(protocols.protocols, gamma=0, speed=0))
    assert "0 break. The others end between" in calm and calm.endswith(
        "0 % have broken at the end."
    )


def test_the_power_of_a_study():
    gains = np.array([0.01, 0.03])  # mean 0.02, spread 0.0141
    assert labs.forecast.power(gains) == pytest.approx(0.279, abs=0.001)  # N(1.414 - 2)
    assert labs.forecast.power(gains, 2000) == pytest.approx(0.796, abs=0.001)  # N(2.828 - 2)


def test_the_calendar_as_a_guess():
    found = labs.calendar_guess()
    assert [round(100 * number, 2) for number in found["size"][:2]] == [-0.5, 0.15]
    assert [round(100 * number, 2) for number in found["direction"][:2]] == [-0.23, 0.15]
    assert found["size"][2] == found["direction"][2] == 2516
    assert np.round(labs.daily_memory(without=2008), 3).tolist() == [-0.048, 0.02]


def test_the_late_bars_are_those_of_the_formula():
    world = labs.forecast.days(late=True, studies=2)
    near = np.abs(world.x - 0.3) < 0.03
    bars = world.bars[near][:, 5:] / labs.forecast.NEWS
    assert bars.std() == pytest.approx(labs.late_vol(1.0, 0.3), rel=0.02)
    assert np.mean(bars[:, 1:] * bars[:, :-1]) / bars.var() == pytest.approx(-0.3, abs=0.03)


def test_what_real_prices_say():
    after, before = labs.expiry_weeks()
    assert len(after) == 240
    assert np.round([*labs.mean_and_error(after), *labs.mean_and_error(before)], 3).tolist() == [
        0.053, 0.037, -0.006, 0.032,
    ]  # fmt: skip
    assert np.round(labs.daily_memory(), 3).tolist() == [-0.07, 0.025]
    own = [end / start - 1 for start, end in (published.FIRST, published.SECOND)]
    assert min(own) < labs.FUTURES_RETURN < max(own)


def test_the_money_examples():
    short = gl.feedback.squeeze(ConstantGamma(-50), 100, 1.0, vol=0.2, impact=0.01)
    long = gl.feedback.squeeze(ConstantGamma(50), 100, 1.0, vol=0.2, impact=0.01)
    assert short.spot == pytest.approx(102) and long.spot == pytest.approx(100 + 2 / 3)
    assert same_news.PAID == 0.25
