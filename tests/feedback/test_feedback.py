"""Dealers who move the price: damping, amplification, and what breaks."""

import numpy as np
import pytest

import gammalab as gl
from gammalab.feedback.market import (
    ConstantGamma,
    FadingDepth,
    FeedbackMarket,
    FeedbackRun,
    feedback_vol,
)

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
    run = constant(x).run(100, horizon=0.5, steps=1000, n_paths=150, seed=1)
    assert run.realised_vol().mean() == pytest.approx(expected, rel=0.01)
    assert run.predicted_vol() == pytest.approx(np.full(150, 0.2 / (1 + x)), rel=1e-12)
    assert abs(run.autocorrelation()) < 3.5 / np.sqrt(150_000)


@pytest.mark.parametrize("x", [-0.5, -0.2, 0.2, 0.5])
def test_late_hedging_reverses_the_damping_at_the_step_but_not_over_weeks(x):
    # dS_k = e_k - x dS_{k-1}: variance e^2 / (1 - x^2) per step, e^2 / (1 + x)^2 in the long run,
    # autocorrelation -x. At the step the volatility rises whichever side dealers are on.
    run = constant(x, "late").run(100, horizon=0.5, steps=1000, n_paths=150, seed=2)
    assert run.realised_vol().mean() == pytest.approx(0.2 / np.sqrt(1 - x * x), rel=0.01)
    assert run.realised_vol().mean() > 0.2
    assert run.autocorrelation() == pytest.approx(-x, abs=0.01)
    assert rms(run.realised_vol(every=50)) == pytest.approx(0.2 / (1 + x), rel=0.05)


MONTH = 30 / 365


@pytest.mark.parametrize(
    "gamma, vol, end, volume", [(50, 0.1339, 97.571, 2_412.7), (-50, 0.4020, 92.479, 7_228.1)]
)
def test_the_same_noise_with_dealers_on_either_side(gamma, vol, end, volume):
    run = FeedbackMarket(0.2, IMPACT, ConstantGamma(gamma)).run(100, MONTH, 240, seed=4)
    assert run.calm.realised_vol()[0] == pytest.approx(0.2009, abs=5e-5)
    assert run.realised_vol()[0] == pytest.approx(vol, abs=5e-5)
    assert run.spots[0, -1] == pytest.approx(end, abs=5e-4)
    assert run.volume[0] == pytest.approx(volume, abs=0.05)
    # who hedges a constant gamma trades it times every move of the price
    assert run.volume[0] == pytest.approx(50 * np.abs(np.diff(run.spots[0])).sum(), rel=1e-9)


def test_a_market_hedged_an_hour_late_is_wild_by_the_hour_and_calm_by_the_day():
    run = constant(0.5, "late").run(100, MONTH, 720, 300, seed=7)
    for every, closed in ((1, 0.2309), (24, 0.1370)):  # var_n of an AR(1) of correlation -x
        seen = run.realised_vol(every)
        # the root of a mean square: a mean of roots lies below it by the sampling
        error = np.std(seen**2, ddof=1) / np.sqrt(seen.size)
        assert np.mean(seen**2) == pytest.approx(closed**2, abs=3.5 * error)
    assert run.realised_vol().mean() == pytest.approx(0.2301, abs=5e-4)
    assert run.realised_vol(24).mean() == pytest.approx(0.1364, abs=5e-4)
    assert run.autocorrelation() == pytest.approx(-0.497, abs=5e-4)


# --- published case 9.3: a thousand calls --------------------------------------------------------


@pytest.mark.parametrize("side, expected", [(1, 0.1578), (-1, 0.2620)])
def test_a_thousand_calls_to_eighty_percent_of_their_life(side, expected):
    market = FeedbackMarket(vol=0.2, impact=0.00627, book=side * 1000 * gl.call(100, 0.25))
    run = market.run(100, horizon=0.2, steps=250, n_paths=1500, seed=1)
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
    run = market.run(100, horizon=0.2, steps=40, n_paths=30, seed=3)
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
    free = FeedbackMarket(0.2, 0.0, short, hedge).run(100, 0.2, 50, 20, seed=4)
    assert np.array_equal(free.spots, calm.spots)
    assert (free.blown == -1).all()
    nobody = FeedbackMarket(0.2, 0.01, gl.Book(), hedge).run(100, 0.2, 50, 20, seed=4)
    np.testing.assert_allclose(nobody.spots, calm.spots, rtol=1e-13)


def test_a_world_that_stands_still_stands_still():
    run = FeedbackMarket(0.0, 0.01, ConstantGamma(-50)).run(100, 1.0, 5, 2, seed=1)
    assert (run.spots == 100).all()
    assert np.isnan(run.autocorrelation())


def test_the_first_paths_do_not_depend_on_how_many_there_are():
    market = FeedbackMarket(0.2, 0.01, 10 * gl.call(100, 0.25))
    few, more = (market.run(100, 0.2, 10, n, seed=5).spots for n in (3, 50))
    np.testing.assert_allclose(few, more[:3], rtol=1e-14)


def test_thinner_depth_makes_the_same_dealers_matter_more():
    book = -10 * gl.call(100, 0.25)
    plain = FeedbackMarket(0.2, 0.01, book)
    half = FeedbackMarket(0.2, 0.01, book, depth=lambda spot, time: 0.5)
    double = FeedbackMarket(0.2, 0.02, book)
    spots = [m.run(100, 0.2, 20, 5, seed=6).spots for m in (plain, half, double)]
    np.testing.assert_allclose(spots[1], spots[2], rtol=1e-13)
    assert not np.allclose(spots[0], spots[1], rtol=1e-4)


def test_thinning_falls_from_one_to_its_floor():
    depth = FadingDepth(100, speed=10, floor=0.2)
    spots = 100 * np.exp([-9.0, -0.1, 0.0, 0.1, 9.0])
    middle = 0.2 + 0.8 * np.exp(-1)
    assert depth(spots, 0.0) == pytest.approx([0.2, middle, 1.0, middle, 0.2])


# --- a model like the others ---------------------------------------------------------------------


def test_it_simulates_paths_as_every_model_does():
    market = FeedbackMarket(0.2, 0.01, -10 * gl.call(100, 0.25))
    paths, run = market.simulate(100, 0.2, 10, 50, seed=5), market.run(100, 0.2, 10, 50, seed=5)
    assert isinstance(paths, gl.Paths)
    assert np.array_equal(paths.spots, run.spots) and np.array_equal(paths.times, run.calm.times)
    calm = gl.GBM(0.2).simulate(100, 0.2, 10, 50, seed=5)
    assert np.array_equal(run.calm.spots, calm.spots)
    few = market.simulate(100, 0.2, 10, 3, seed=5)
    np.testing.assert_allclose(few.spots, paths.spots[:3], rtol=1e-14)


def test_on_a_clock_the_nights_and_the_hedges_come_where_it_says():
    clock = gl.Clock.of_sessions(days=3, bars=5, overnight=0.3)
    book = -20 * gl.call(100, 0.1)
    market = FeedbackMarket(0.2, 0.02, book)
    run = market.run(100, clock=clock, n_paths=40, seed=3)
    assert np.array_equal(run.calm.times, clock.times)
    calm = gl.GBM(0.2).simulate(100, clock=clock, n_paths=40, seed=3).spots
    np.testing.assert_allclose(run.hedge, -book.delta(run.spots, vol=0.2, time=clock.times))
    moves = run.spots[:, :-1] * calm[:, 1:] / calm[:, :-1] + 0.02 * np.diff(run.hedge)
    np.testing.assert_allclose(run.spots[:, 1:], moves, rtol=1e-12)
    with pytest.raises(ValueError, match="left out where a clock is given"):
        market.simulate(100, 0.2, 10, clock=clock)


@pytest.mark.parametrize("x", [-0.4, 0.5])
def test_the_predicted_volatility_goes_by_busy_time(x):
    """A clock of one busy week in two: a prediction by steps alone would be off by a root of 2."""
    steps = np.linspace(0, 0.1, 2001)
    busy = np.minimum(2 * steps, 0.1)[:1001]
    run = constant(x).run(100, clock=gl.Clock(steps[:1001], busy), n_paths=20, seed=1)
    expected = np.sqrt(2) * feedback_vol(0.2, x)
    assert run.predicted_vol() == pytest.approx(np.full(20, expected), rel=1e-12)
    assert rms(run.realised_vol()) == pytest.approx(expected, rel=0.02)


def test_the_step_that_nobody_hedges_is_predicted_at_the_noise():
    """At a book's expiry the option is settled: its last gamma meets no move."""
    book = 2_000 * gl.call(100, 0.1)
    run = FeedbackMarket(0.2, 0.005, book).run(100, 0.1, 2, 500, seed=2)
    x = run.x[:, 0]
    expected = np.sqrt(((0.2 / (1 + x)) ** 2 + 0.2**2) / 2)
    assert run.predicted_vol() == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("x, side", [(-0.4, 1), (0.5, -1)])
def test_an_outsider_earns_what_the_market_s_volatility_is_worth(x, side):
    """A straddle paid at the noise and hedged in a market that moves otherwise, both sides.

    Closed form: what the option is worth at the volatility that happens, less what was paid, as the
    hedge at what happens earns without chance but for its steps.
    """
    happens, book = feedback_vol(0.2, x), side * gl.straddle(100, MONTH)
    options = dict(paid_vol=0.2, hedge_vol=happens)
    expected = float(book.value(100, happens) - book.value(100, 0.2))
    paths = constant(x).simulate(100, MONTH, 60, 2_000, seed=11)
    pnl = gl.replay(book, paths, **options).pnl
    error = pnl.std(ddof=1) / np.sqrt(pnl.size)
    assert pnl.mean() == pytest.approx(expected, abs=3.5 * error)
    assert abs(expected) > 20 * error  # else it would prove nothing
    result = gl.monte_carlo(
        book, constant(x), spot=100, horizon=MONTH, steps=60, n_paths=2_000, seed=12, **options
    )
    assert result.mean == pytest.approx(expected, abs=3.5 * result.standard_error)


def test_monte_carlo_takes_the_same_paths_whatever_the_blocks():
    market = FeedbackMarket(0.2, 0.01, ConstantGamma(-30))
    setting = dict(paid_vol=0.2, spot=100, horizon=MONTH, steps=5, seed=3)
    more = gl.monte_carlo(gl.straddle(100, MONTH), market, n_paths=5_000, keep="pnl", **setting)
    few = gl.monte_carlo(gl.straddle(100, MONTH), market, n_paths=50, keep="pnl", **setting)
    np.testing.assert_allclose(few.pnl, more.pnl[:50], rtol=1e-9)


@pytest.mark.parametrize("blowup", ["raise", "stop"])
def test_paths_that_break_never_reach_a_replay(blowup):
    """Neither as NaN, nor dropped or frozen in silence: the rest would be a biased sample."""
    market = FeedbackMarket(0.2, 0.01, -300 * gl.call(100, 0.1), blowup=blowup)
    with pytest.raises(ValueError) as caught:
        market.simulate(100, 0.099, 200, 50, seed=2)
    assert "run(...)" in str(caught.value)
    if blowup == "stop":
        broken = np.sum(market.run(100, 0.099, 200, 50, seed=2).blown >= 0)
        assert f"{broken} of 50 broke" in str(caught.value)
        with pytest.raises(ValueError, match="of 50 broke"):
            gl.monte_carlo(
                gl.call(100, 0.1), market, spot=100, horizon=0.099, steps=200, n_paths=50,
                seed=2, paid_vol=0.2,
            )  # fmt: skip


def test_what_a_run_hands_out_cannot_be_changed():
    run = constant(0.2).run(100, 0.1, 3, 2, seed=1)
    assert isinstance(run, FeedbackRun)
    for array in (run.spots, run.hedge, run.x, run.blown, run.paths.spots, run.calm.spots):
        with pytest.raises(ValueError, match="read-only"):
            array[:1] = 0


# --- one formula ---------------------------------------------------------------------------------


def test_theory_has_the_formula_of_the_market():
    assert gl.theory.feedback_vol is feedback_vol is gl.feedback.feedback_vol
    run = constant(-0.3).run(100, 0.1, 3, 2, seed=1)
    assert run.predicted_vol() == pytest.approx(np.full(2, feedback_vol(0.2, -0.3)), rel=1e-14)


# --- markets that break --------------------------------------------------------------------------


@pytest.mark.parametrize("hedge", ["simultaneous", "late"])
@pytest.mark.parametrize("x", [-1.0, -1.5])
def test_at_minus_one_the_market_blows_up_with_a_clear_error(x, hedge):
    said = rf"x = impact \* gamma = {x:.3g} at path 0, step 0: x must"
    with pytest.raises(ValueError, match=said):
        constant(x, hedge).run(100, 0.1, 10, 3, seed=1)
    constant(-0.99).run(100, 0.001, 10, 3, seed=1)


def test_stopped_paths_are_flagged_and_the_others_go_on():
    # short gamma that grows at the strike until, near expiry, nobody can bear it
    market = FeedbackMarket(0.2, 0.01, -300 * gl.call(100, 0.1), blowup="stop")
    run = market.run(100, 0.099, 200, 200, seed=2)
    broken = run.blown >= 0
    assert 0 < broken.sum() < 200
    for path in np.flatnonzero(broken)[:10]:
        k = run.blown[path]
        assert np.isfinite(run.spots[path, :k]).all() and np.isnan(run.spots[path, k:]).all()
        assert np.isnan(run.hedge[path, k:]).all()
    assert run.paths.n_paths == (~broken).sum() == run.realised_vol().size
    assert (run.x[~broken] > -1).all()
    with pytest.raises(ValueError, match='blowup="stop"'):
        FeedbackMarket(0.2, 0.01, -300 * gl.call(100, 0.1)).run(100, 0.099, 200, 200, seed=2)


def test_when_all_paths_break_there_are_no_paths():
    run = constant(-2.0, blowup="stop").run(100, 0.1, 10, 3, seed=1)
    assert (run.blown == 1).all()
    with pytest.raises(ValueError, match="none is left"):
        run.realised_vol()


def test_late_hedgers_who_are_long_too_much_overshoot_until_the_price_is_gone():
    run = constant(3.0, "late", blowup="stop").run(100, 1.0, 200, 5, seed=1)
    assert (run.blown > 0).all()
    calm = constant(3.0).run(100, 1.0, 200, 5, seed=1)
    assert calm.realised_vol().mean() == pytest.approx(0.05, rel=0.1)


# --- bad input -----------------------------------------------------------------------------------

CALL = gl.call(100, 0.25)
GOOD = dict(vol=0.2, impact=0.01, book=CALL)
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
        (FeedbackMarket, GOOD, dict(depth=FadingDepth), r"FadingDepth is a class: call it"),
        (FeedbackMarket, GOOD, dict(book=ConstantGamma), r"call it, ConstantGamma\(\.\.\.\)"),
        (
            feedback_vol,
            dict(vol=0.2, feedback=0.0),
            dict(feedback=-1),
            "feedback = -1.0: .* above -1",
        ),
        (feedback_vol, dict(vol=0.2, feedback=0.0), dict(feedback=[0, NAN]), "feedback = nan at"),
        (feedback_vol, dict(vol=0.2, feedback=0.0), dict(vol=-0.2), "vol = -0.2: vol must be 0 or"),
        (ConstantGamma, {}, dict(gamma=NAN), "gamma = nan"),
        (FadingDepth, dict(reference=1, speed=1), dict(reference=0), "reference = 0.0"),
        (FadingDepth, dict(reference=1, speed=1), dict(speed=-1), "speed = -1.0"),
        (FadingDepth, dict(reference=1, speed=1), dict(floor=0), "floor = 0.0"),
        (FadingDepth, dict(reference=1, speed=1), dict(floor=1.5), "floor = 1.5: .* at most 1"),
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
        FeedbackMarket(**GOOD).run(**{**dict(spot=100, horizon=0.2, steps=5), **bad})


@pytest.mark.parametrize("depth", [0.0, -1.0, NAN, [1.0, 2.0], "deep"])
def test_a_bad_depth_is_named(depth):
    market = FeedbackMarket(**GOOD, depth=lambda spot, time: depth)
    with pytest.raises(ValueError, match=r"depth\(\.\.\.\) = "):
        market.run(100, 0.2, 5, 3)
