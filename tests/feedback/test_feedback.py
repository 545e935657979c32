"""Dealers who move the price: damping, amplification, and what breaks; squeezes and cascades."""

import numpy as np
import pytest

import gammalab as gl
from gammalab.feedback.cascades import liquidation_cascade, squeeze
from gammalab.feedback.into_expiry import pinning
from gammalab.feedback.market import ConstantGamma, FadingDepth, FeedbackMarket

pytestmark = pytest.mark.filterwarnings("error")

IMPACT = 0.01


def rms(values):
    return np.sqrt(np.mean(np.square(values)))


def constant(x, hedge="simultaneous", **more):
    """A market in which x = impact * gamma is the same everywhere."""
    return FeedbackMarket(0.2, IMPACT, ConstantGamma(x / IMPACT), hedge, **more)


# --- published case 9.1: constant gamma ----------------------------------------------------------


@pytest.mark.parametrize("x, expected", [(-0.5, 0.4), (-0.2, 0.25), (0.2, 0.16667), (0.5, 0.13333)])
def test_long_gamma_damps_and_short_gamma_amplifies(x, expected):
    run = constant(x).simulate(100, horizon=0.5, steps=1000, n_paths=150, seed=1)
    assert run.realised_vol().mean() == pytest.approx(expected, rel=0.01)
    assert run.predicted_vol() == pytest.approx(np.full(150, 0.2 / (1 + x)), rel=1e-12)
    assert abs(run.autocorrelation()) < 3.5 / np.sqrt(150_000)


@pytest.mark.parametrize("x", [-0.5, -0.2, 0.2, 0.5])
def test_late_hedging_reverses_the_damping_at_the_step_but_not_over_weeks(x):
    # dS_k = e_k - x dS_{k-1}: variance e^2 / (1 - x^2) per step, e^2 / (1 + x)^2 in the long run,
    # autocorrelation -x. At the step the volatility rises whichever side dealers are on.
    run = constant(x, "late").simulate(100, horizon=0.5, steps=1000, n_paths=150, seed=2)
    assert run.realised_vol().mean() == pytest.approx(0.2 / np.sqrt(1 - x * x), rel=0.01)
    assert run.realised_vol().mean() > 0.2
    assert run.autocorrelation() == pytest.approx(-x, abs=0.01)
    assert rms(run.realised_vol(every=50)) == pytest.approx(0.2 / (1 + x), rel=0.05)


# --- published case 9.3: a thousand calls --------------------------------------------------------


@pytest.mark.parametrize("side, expected", [(1, 0.1578), (-1, 0.2620)])
def test_a_thousand_calls_to_eighty_percent_of_their_life(side, expected):
    market = FeedbackMarket(vol=0.2, impact=0.00627, book=side * 1000 * gl.call(100, 0.25))
    run = market.simulate(100, horizon=0.2, steps=250, n_paths=1500, seed=1)
    assert run.x[0, 0] == pytest.approx(side * 0.25, abs=0.001)
    assert rms(run.realised_vol()) == pytest.approx(expected, rel=0.01)
    assert rms(run.realised_vol()) == pytest.approx(rms(run.predicted_vol()), rel=0.005)


# --- what must hold in every market --------------------------------------------------------------

BOOKS = [
    30 * gl.call(100, 0.25),
    -20 * gl.straddle(98, 0.25),
    25 * gl.risk_reversal(95, 105, 0.3),
    ConstantGamma(-4.0),
]


@pytest.mark.parametrize("hedge", ["simultaneous", "late"])
@pytest.mark.parametrize("book", BOOKS)
def test_every_move_is_the_world_s_plus_the_push_of_the_trade(book, hedge):
    depth = FadingDepth(100, speed=5, floor=0.5)
    market = FeedbackMarket(0.2, 0.02, book, hedge, depth=depth)
    run = market.simulate(100, horizon=0.2, steps=40, n_paths=30, seed=3)
    s, h, calm = run.spots, run.hedge, run.calm.spots
    impact = 0.02 / depth(s[:, :-1], None)
    expected = s[:, :-1] * calm[:, 1:] / calm[:, :-1] + impact * np.diff(h)
    np.testing.assert_allclose(s[:, 1:], expected, rtol=1e-12)
    # the hedge is minus delta, of this price or of the one before
    delta = (
        book.gamma * s
        if isinstance(book, ConstantGamma)
        else book.delta(s, vol=0.2, time=run.calm.times)
    )
    if hedge == "simultaneous":
        np.testing.assert_allclose(h, -delta, atol=1e-9)
    else:
        np.testing.assert_allclose(h[:, 1:], -delta[:, :-1], atol=1e-9)
        np.testing.assert_allclose(h[:, 0], -delta[:, 0], atol=1e-9)


@pytest.mark.parametrize("hedge", ["simultaneous", "late"])
def test_without_impact_or_dealers_the_paths_are_those_of_gbm(hedge):
    calm = gl.GBM(0.2).simulate(100, 0.2, 50, 20, seed=4)
    short = -1000 * gl.call(100, 0.2)
    free = FeedbackMarket(0.2, 0.0, short, hedge).simulate(100, 0.2, 50, 20, seed=4)
    assert np.array_equal(free.spots, calm.spots)
    assert (free.blown == -1).all()
    nobody = FeedbackMarket(0.2, 0.01, gl.Book(), hedge).simulate(100, 0.2, 50, 20, seed=4)
    np.testing.assert_allclose(nobody.spots, calm.spots, rtol=1e-13)


def test_a_world_that_stands_still_stands_still():
    run = FeedbackMarket(0.0, 0.01, ConstantGamma(-50)).simulate(100, 1.0, 5, 2, seed=1)
    assert (run.spots == 100).all()
    assert np.isnan(run.autocorrelation())


def test_the_first_paths_do_not_depend_on_how_many_there_are():
    market = FeedbackMarket(0.2, 0.01, 10 * gl.call(100, 0.25))
    few, more = (market.simulate(100, 0.2, 10, n, seed=5).spots for n in (3, 50))
    np.testing.assert_allclose(few, more[:3], rtol=1e-14)


def test_thinner_depth_makes_the_same_dealers_matter_more():
    book = -10 * gl.call(100, 0.25)
    plain = FeedbackMarket(0.2, 0.01, book)
    half = FeedbackMarket(0.2, 0.01, book, depth=lambda spot, time: 0.5)
    double = FeedbackMarket(0.2, 0.02, book)
    spots = [m.simulate(100, 0.2, 20, 5, seed=6).spots for m in (plain, half, double)]
    np.testing.assert_allclose(spots[1], spots[2], rtol=1e-13)
    assert not np.allclose(spots[0], spots[1], rtol=1e-4)


def test_thinning_falls_from_one_to_its_floor():
    depth = FadingDepth(100, speed=10, floor=0.2)
    spots = 100 * np.exp([-9.0, -0.1, 0.0, 0.1, 9.0])
    middle = 0.2 + 0.8 * np.exp(-1)
    assert depth(spots, 0.0) == pytest.approx([0.2, middle, 1.0, middle, 0.2])


# --- markets that break --------------------------------------------------------------------------


@pytest.mark.parametrize("hedge", ["simultaneous", "late"])
@pytest.mark.parametrize("x", [-1.0, -1.5])
def test_at_minus_one_the_market_blows_up_with_a_clear_error(x, hedge):
    said = rf"x = impact \* gamma = {x:.3g} at path 0, step 0: x must"
    with pytest.raises(ValueError, match=said):
        constant(x, hedge).simulate(100, 0.1, 10, 3, seed=1)
    constant(-0.99).simulate(100, 0.001, 10, 3, seed=1)


def test_stopped_paths_are_flagged_and_the_others_go_on():
    # short gamma that grows at the strike until, near expiry, nobody can bear it
    market = FeedbackMarket(0.2, 0.01, -300 * gl.call(100, 0.1), blowup="stop")
    run = market.simulate(100, 0.099, 200, 200, seed=2)
    broken = run.blown >= 0
    assert 0 < broken.sum() < 200
    for path in np.flatnonzero(broken)[:10]:
        k = run.blown[path]
        assert np.isfinite(run.spots[path, :k]).all() and np.isnan(run.spots[path, k:]).all()
        assert np.isnan(run.hedge[path, k:]).all()
    assert run.paths.n_paths == (~broken).sum() == run.realised_vol().size
    assert (run.x[~broken] > -1).all()
    with pytest.raises(ValueError, match='blowup="stop"'):
        FeedbackMarket(0.2, 0.01, -300 * gl.call(100, 0.1)).simulate(100, 0.099, 200, 200, seed=2)


def test_when_all_paths_break_there_are_no_paths():
    run = constant(-2.0, blowup="stop").simulate(100, 0.1, 10, 3, seed=1)
    assert (run.blown == 1).all()
    with pytest.raises(ValueError, match="none is left"):
        run.realised_vol()


def test_late_hedgers_who_are_long_too_much_overshoot_until_the_price_is_gone():
    run = constant(3.0, "late", blowup="stop").simulate(100, 1.0, 200, 5, seed=1)
    assert (run.blown > 0).all()
    calm = constant(3.0).simulate(100, 1.0, 200, 5, seed=1)
    assert calm.realised_vol().mean() == pytest.approx(0.05, rel=0.1)


# --- pinning -------------------------------------------------------------------------------------


def pin(quantity, impact=0.005):
    return pinning(
        100.5, 100, 5 / 252, quantity, vol=0.2, impact=impact, steps=60, n_paths=1000, seed=3
    )


def test_dealers_long_gamma_pin_the_price_to_the_strike():
    some, many = pin(300), pin(3000)
    held_some, free = some.share(0.5)
    held_many, same = many.share(0.5)
    assert free == same
    assert held_many > held_some > 1.2 * free
    assert held_many > 3 * free
    assert np.median(np.abs(many.final - 100)) < 0.3 * np.median(np.abs(many.calm - 100))


@pytest.mark.parametrize("quantity, impact", [(0, 0.005), (1000, 0.0)])
def test_without_dealers_or_impact_nothing_is_pinned(quantity, impact):
    result = pin(quantity, impact)
    np.testing.assert_allclose(result.final, result.calm, rtol=1e-13)


# --- squeeze -------------------------------------------------------------------------------------


@pytest.mark.parametrize("x", [-0.9, -0.3, 0.3, 0.9])
@pytest.mark.parametrize("shock", [2.0, -2.0])
def test_a_squeeze_is_the_geometric_series(x, shock):
    result = squeeze(ConstantGamma(x / IMPACT), 100, shock, vol=0.2, impact=IMPACT)
    assert result.settled
    assert result.amplification == pytest.approx(1 / (1 + x), rel=1e-9)
    expected = shock * (-x) ** np.arange(6)
    assert result.table["push"].head(6).to_numpy() == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("quantity", [-30, 30])
def test_a_squeeze_adds_up_and_ends_where_price_and_hedge_agree(quantity):
    book, impact = quantity * gl.call(105, 0.1), 0.1
    result = squeeze(book, 100, 3.0, vol=0.3, impact=impact)
    table = result.table
    assert result.spot == table["spot"].iloc[-1] == pytest.approx(100 + table["push"].sum())
    assert table["push"][1:].to_numpy() == pytest.approx(impact * table["trade"][1:].to_numpy())
    trades = book.delta(100, vol=0.3) - book.delta(result.spot, vol=0.3)
    assert result.spot == pytest.approx(103 + impact * trades, rel=1e-11)
    assert (result.amplification > 1) == (quantity < 0)


def test_a_squeeze_through_minus_one_runs_until_gamma_fades():
    # x is far below -1 at the strike: the price jumps to where the calls are all in the money
    sold = gl.call(105, 0.02)
    result = squeeze(-500 * sold, 100, 2.0, vol=0.2, impact=0.05)
    assert result.settled and result.amplification > 10
    bought = 500 * (1 - sold.delta(100, vol=0.2))
    assert result.spot == pytest.approx(102 + 0.05 * bought, rel=1e-6)


def test_squeezes_that_do_not_settle_say_so():
    assert not squeeze(ConstantGamma(-150), 100, 1.0, vol=0.2, impact=0.01, rounds=50).settled
    down = squeeze(ConstantGamma(-150), 100, -1.0, vol=0.2, impact=0.01)
    assert not down.settled and down.spot <= 0
    assert len(squeeze(ConstantGamma(-50), 100, 1, vol=0.2, impact=0.01, rounds=3).table) == 4


def test_a_squeeze_without_impact_is_the_shock():
    result = squeeze(-10 * gl.call(100, 0.1), 100, 1.0, vol=0.2, impact=0.0)
    assert (result.spot, result.amplification, result.settled) == (101.0, 1.0, True)


# --- liquidations --------------------------------------------------------------------------------

LADDER = dict(levels=[98.0, 96.0, 94.0, 80.0], sizes=[20.0, 20.0, 20.0, 20.0])


def test_a_cascade_goes_from_level_to_level_and_adds_up():
    fall = liquidation_cascade(100, -2.5, **LADDER, impact=0.1)
    assert fall.liquidated.tolist() == [True, True, True, False]
    assert fall.table["count"].tolist() == [0, 1, 1, 1]
    assert fall.spot == pytest.approx(100 - 2.5 - 0.1 * 60)
    assert fall.spot == pytest.approx(100 + fall.table["push"].sum())
    assert fall.amplification == pytest.approx(8.5 / 2.5)
    assert not fall.collapsed
    assert fall.table["size"].sum() == 60


def test_a_smaller_shock_or_less_impact_stops_it():
    untouched = liquidation_cascade(100, -1.0, **LADDER, impact=0.1)
    assert not untouched.liquidated.any() and untouched.amplification == 1
    one = liquidation_cascade(100, -2.0, **LADDER, impact=0.05)
    assert one.liquidated.tolist() == [True, False, False, False] and one.spot == 97
    free = liquidation_cascade(100, -5.0, **LADDER, impact=0.0)
    assert free.spot == 95 and free.liquidated.sum() == 2 and free.amplification == 1


def test_depth_that_leaves_with_the_liquidated_deepens_the_fall():
    firm = liquidation_cascade(100, -2.0, **LADDER, impact=0.1)
    thin = liquidation_cascade(100, -2.0, **LADDER, impact=0.1, depth=lambda gone: 1 - 0.9 * gone)
    assert thin.spot < firm.spot
    assert thin.table["depth"].tolist() == pytest.approx([1, 1, 1 - 0.225, 1 - 0.45])
    pushes = -0.1 * thin.table["size"][1:] / thin.table["depth"][1:]
    assert thin.table["push"][1:].tolist() == pytest.approx(pushes.tolist())


def test_shorts_are_bought_back_on_the_way_up():
    up = liquidation_cascade(100, 2.0, levels=[102, 104, 90], sizes=[-20, -20, 20], impact=0.1)
    assert up.spot == 106 and up.liquidated.tolist() == [True, True, False]
    mirror = liquidation_cascade(100, -2.0, levels=[98, 96, 110], sizes=[20, 20, -20], impact=0.1)
    assert 100 - mirror.spot == up.spot - 100


def test_a_price_that_reaches_zero_is_shown_as_it_is():
    fall = liquidation_cascade(100, -2.0, levels=[99], sizes=[2000], impact=0.1)
    assert fall.collapsed and fall.spot == -102
    empty = liquidation_cascade(100, -2.0, levels=[], sizes=[], impact=0.1)
    assert empty.spot == 98


# --- bad input -----------------------------------------------------------------------------------

CALL = gl.call(100, 0.25)
GOOD = dict(vol=0.2, impact=0.01, book=CALL)
SHOCK = dict(book=CALL, spot=100, shock=1.0, vol=0.2, impact=0.01)
FALL = dict(spot=100, shock=-1.0, levels=[95.0], sizes=[1.0], impact=0.1)
PIN = dict(spot=100, strike=100, expiry=0.1, quantity=1, vol=0.2, impact=0.01)
NAN = float("nan")


@pytest.mark.parametrize(
    "function, good, bad, said",
    [
        (FeedbackMarket, GOOD, dict(vol=-0.1), "vol = -0.1: vol must be 0 or more"),
        (FeedbackMarket, GOOD, dict(vol=NAN), "vol = nan"),
        (FeedbackMarket, GOOD, dict(vol=0.0), "hedge_vol = 0.0: hedge_vol must be above 0"),
        (FeedbackMarket, GOOD, dict(impact=-1), "impact = -1.0: impact must be 0 or more"),
        (FeedbackMarket, GOOD, dict(impact=[1, 2]), "impact = .*a single number"),
        (FeedbackMarket, GOOD, dict(book=3), "book = 3: book must be a Book"),
        (FeedbackMarket, GOOD, dict(hedge="soon"), "hedge = 'soon': hedge must be one of 'simult"),
        (FeedbackMarket, GOOD, dict(hedge_vol="x"), "hedge_vol = 'x'"),
        (FeedbackMarket, GOOD, dict(depth=0.5), "depth = 0.5: depth must be a function"),
        (FeedbackMarket, GOOD, dict(blowup="ignore"), "blowup = 'ignore'"),
        (ConstantGamma, {}, dict(gamma=NAN), "gamma = nan"),
        (FadingDepth, dict(reference=1, speed=1), dict(reference=0), "reference = 0.0"),
        (FadingDepth, dict(reference=1, speed=1), dict(speed=-1), "speed = -1.0"),
        (FadingDepth, dict(reference=1, speed=1), dict(floor=0), "floor = 0.0"),
        (FadingDepth, dict(reference=1, speed=1), dict(floor=1.5), "floor = 1.5: .* at most 1"),
        (squeeze, SHOCK, dict(book=None), "book = None"),
        (squeeze, SHOCK, dict(spot=0), "spot = 0.0"),
        (squeeze, SHOCK, dict(shock=0), "shock = 0.0: shock must be a number other than 0"),
        (squeeze, SHOCK, dict(shock=-100), "shock = -100.0: shock must be above -spot"),
        (squeeze, SHOCK, dict(vol=0), "hedge_vol = 0.0"),
        (squeeze, SHOCK, dict(impact=-1), "impact = -1.0"),
        (squeeze, SHOCK, dict(time=-1), "time = -1.0"),
        (squeeze, SHOCK, dict(time=0.25), "time = 0.25: time must be before the book's first"),
        (squeeze, SHOCK, dict(rounds=0), "rounds = 0"),
        (liquidation_cascade, FALL, dict(spot=-1), "spot = -1.0"),
        (liquidation_cascade, FALL, dict(shock=0), "shock = 0.0"),
        (liquidation_cascade, FALL, dict(levels=[0.0]), "levels = 0.0 at index 0"),
        (liquidation_cascade, FALL, dict(levels=[101.0]), "levels = 101.0: levels must be below"),
        (liquidation_cascade, FALL, dict(sizes=[-1.0]), "levels = 95.0: levels must be below"),
        (liquidation_cascade, FALL, dict(sizes=[1.0, 2.0]), "sizes = .*as many as levels"),
        (liquidation_cascade, FALL, dict(sizes=[NAN]), "sizes = nan at index 0"),
        (liquidation_cascade, FALL, dict(impact=-0.1), "impact = -0.1"),
        (liquidation_cascade, FALL, dict(depth=2), "depth = 2: depth must be a function"),
        (pinning, PIN, dict(quantity=-1), "quantity = -1.0: quantity must be 0 or more"),
        (pinning, PIN, dict(strike=0), "strike = 0.0"),
        (pinning, PIN, dict(expiry=0), "horizon = 0.0"),
        (pinning, PIN, dict(steps=0), "steps = 0"),
    ],
)
def test_bad_input_is_named(function, good, bad, said):
    if good:
        function(**good)
    with pytest.raises(ValueError, match=said):
        function(**{**good, **bad})


@pytest.mark.parametrize(
    "bad, said",
    [
        (dict(spot=0), "spot = 0.0"),
        (dict(horizon=0.3), "horizon = 0.3: horizon must be at most the book's first expiry, 0.25"),
        (dict(steps=1.5), "steps = 1.5"),
        (dict(n_paths=0), "n_paths = 0"),
        (dict(seed=-1), "seed = -1"),
    ],
)
def test_bad_simulations_are_named(bad, said):
    with pytest.raises(ValueError, match=said):
        FeedbackMarket(**GOOD).simulate(**{**dict(spot=100, horizon=0.2, steps=5), **bad})


@pytest.mark.parametrize("depth", [0.0, -1.0, NAN, [1.0, 2.0], "deep"])
def test_a_bad_depth_is_named(depth):
    market = FeedbackMarket(**GOOD, depth=lambda spot, time: depth)
    with pytest.raises(ValueError, match=r"depth\(\.\.\.\) = "):
        market.simulate(100, 0.2, 5, 3)
    with pytest.raises(ValueError, match=r"depth\(\.\.\.\) = "):
        liquidation_cascade(100, -6, [95], [1], impact=1, depth=lambda gone: depth)


def test_a_share_needs_a_width():
    with pytest.raises(ValueError, match="width = 0.0"):
        pinning(**PIN, n_paths=2, steps=2).share(0)
