"""Moves that remember the last one: their law, and what they do to whoever hedges every n steps."""

import numpy as np
import pytest

import gammalab as gl
from gammalab.paths.streams import BLOCK

pytestmark = pytest.mark.filterwarnings("error")

MONTH = 30 / 365
STRADDLE = gl.straddle(100, MONTH)


def mean_is(sample, value, own_error=0.0, z=4.0):
    """Whether a sample's mean is a value that is itself known to `own_error` only."""
    return abs(sample.mean() - value) < z * np.hypot(sample.std() / np.sqrt(sample.size), own_error)


def seen_every(vol, r, n):
    """Volatility seen every n steps where neighbouring ones are correlated by r ** distance."""
    k = np.arange(1, n)
    return vol * np.sqrt((n + 2 * np.sum((n - k) * r**k)) / n)


# --- all of them ---------------------------------------------------------------------------------

WORLDS = [
    gl.EqualMoves(0.3, 0.8),
    gl.EqualMoves(0.3, 0.2, kind="percent"),
    gl.CorrelatedMoves(0.3, 0.5),
    gl.CorrelatedMoves(0.3, -1.0),
]
CLOCK = gl.Clock.of_sessions(days=6, bars=2, overnight=0.0, u_shape=0.5)  # nights stand still


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("few", [1, 1000, BLOCK, BLOCK + 1])
def test_more_paths_leave_the_first_ones_alone(world, few):
    some = world.simulate(100, 1.0, 6, n_paths=few, seed=3).spots
    np.testing.assert_array_equal(some, world.simulate(100, 1.0, 6, 2 * BLOCK + 5, 3).spots[:few])
    other = world.simulate(100, 1.0, 6, n_paths=few, seed=4).spots
    assert (few == 1) or (some[:, 1:] != other[:, 1:]).any()


@pytest.mark.parametrize("world", WORLDS)
def test_an_even_clock_is_no_clock(world):
    plain = world.simulate(100, 0.5, 10, 50, seed=7)
    clocked = world.simulate(100, clock=gl.Clock.even(0.5, 10), n_paths=50, seed=7)
    np.testing.assert_array_equal(plain.spots, clocked.spots)
    assert plain.spots.flags.f_contiguous and (plain.spots[:, 0] == 100).all()


@pytest.mark.parametrize("world", WORLDS)
def test_nothing_happens_in_a_step_without_variance(world):
    spots = world.simulate(100, clock=CLOCK, n_paths=20, seed=1).spots
    np.testing.assert_array_equal(spots[:, 3], spots[:, 2])
    assert (spots[:, 4] != spots[:, 3]).all()


# --- equal moves ---------------------------------------------------------------------------------


@pytest.mark.parametrize("repeat", [0.0, 0.2, 0.5, 0.8, 1.0])
def test_every_move_has_one_size_and_repeats_by_chance(repeat):
    paths = gl.EqualMoves(0.3, repeat).simulate(100, MONTH, 30, 5000, seed=2)
    np.testing.assert_allclose(paths.realised_vol(), 0.3, rtol=1e-12)
    moves = np.diff(np.log(paths.spots), axis=1)
    np.testing.assert_allclose(np.abs(moves), 0.3 * np.sqrt(1 / 365), rtol=1e-11)
    up = moves > 0
    again = up[:, 1:] == up[:, :-1]
    if repeat in (0.0, 1.0):
        assert (again == (repeat == 1)).all()
    else:
        assert mean_is(again.ravel(), repeat)
        # Whether a move repeats knows nothing of whether the last one did.
        assert abs(np.corrcoef(again[:, 1:].ravel(), again[:, :-1].ravel())[0, 1]) < 0.01
    assert mean_is(up[:, 0], 0.5)  # a fair coin throws the first, whatever repeat is
    assert paths.autocorrelation() == pytest.approx(2 * repeat - 1, abs=0.01)


def test_every_chance_has_the_same_luck():
    """More chance to repeat turns breaks into repeats, never the other way round."""
    ups = [
        np.diff(gl.EqualMoves(0.3, q).simulate(100, 1.0, 20, 500, seed=1).spots) > 0
        for q in (0.2, 0.5, 0.8)
    ]
    again = [up[:, 1:] == up[:, :-1] for up in ups]
    for less, more in zip(again, again[1:], strict=False):
        assert (less <= more).all() and (less != more).any()
    np.testing.assert_array_equal(ups[0][:, 0], ups[2][:, 0])


@pytest.mark.parametrize("repeat, published", [(0.2, 0.177), (0.8, 0.485)])
def test_volatility_seen_every_five_days(repeat, published):
    """Lesson 05, round 3."""
    paths = gl.EqualMoves(0.3, repeat).simulate(100, MONTH, 30, 4000, seed=5)
    variance = paths.every(5).realised_vol() ** 2
    assert mean_is(variance, seen_every(0.3, 2 * repeat - 1, 5) ** 2)
    assert np.sqrt(variance.mean()) == pytest.approx(published, abs=0.004)


@pytest.mark.parametrize(
    "repeat, every, published, error",
    [
        (0.2, 1, -0.17, 0.01),
        (0.2, 2, -2.86, 0.03),
        (0.2, 5, -3.12, 0.03),
        (0.2, 30, -3.5, 0.05),
        (0.5, 1, -0.06, 0.01),
        (0.5, 2, -0.07, 0.02),
        (0.5, 5, -0.06, 0.04),
        (0.5, 30, -0.2, 0.08),
        (0.8, 1, 0.01, 0.01),
        (0.8, 2, 1.44, 0.02),
        (0.8, 5, 3.92, 0.02),
        (0.8, 30, 6.6, 0.16),
        (0.1, 3, -3.5, 0.05),
    ],
)
def test_what_a_straddle_earns_by_how_often_it_is_hedged(repeat, every, published, error):
    """Lesson 05: paid 30 %, and 30 % happens; what repeats decides how often to hedge."""
    paths = gl.EqualMoves(0.3, repeat).simulate(100, MONTH, 30, 4000, seed=5)
    run = gl.replay(STRADDLE, paths, paid_vol=0.3, policy=gl.EveryN(every))
    assert mean_is(run.pnl, published, error)


@pytest.mark.parametrize(
    "repeat, side, gamma, net, error",
    [(0.0, 1, 560, -121, 0.5), (0.5, 1, None, -32, 0.8), (1.0, 1, 78.5, -3, 0.5),
     (0.0, -1, -560, 43, 0.5), (0.5, -1, None, -19, 0.8), (1.0, -1, -78.5, -18, 0.5)],
)  # fmt: skip
def test_what_is_left_after_costs(repeat, side, gamma, net, error):
    """Lesson 06, round 4: 100 straddles, 5 bp, daily; a trend costs less than chop."""
    paths = gl.EqualMoves(0.3, repeat).simulate(100, MONTH, 30, 2000, seed=6)
    costs = gl.HalfSpread(bps=5)
    run = gl.replay(100 * side * STRADDLE, paths, paid_vol=0.3, costs=costs)
    assert mean_is(run.pnl, net, error)
    if gamma is not None:
        assert run.attribution()["gamma"].mean() == pytest.approx(gamma, rel=0.005)


@pytest.mark.parametrize(
    "middle, end, at_noon, never", [(102, 100, 46.5, -7.7), (101, 102, 6.1, 20.0)]
)
def test_a_day_by_hand(middle, end, at_noon, never):
    """Lesson 05: 100 straddles paid 20 % over two half days, hedged at noon or not."""
    paths = gl.Paths([0, 0.5 / 365, 1 / 365], [100.0, middle, end])
    book = 100 * STRADDLE
    for policy, published in ((gl.EveryStep(), at_noon), (gl.Once(), never)):
        run = gl.replay(book, paths, paid_vol=0.2, policy=policy)
        assert run.pnl.item() == pytest.approx(published, abs=0.05)


def test_the_mean_by_kind():
    """A fair coin on the log price lifts the mean by cosh(a) a step, by percent not at all."""
    a, n = 0.3 / np.sqrt(20), 20
    log, percent = (
        gl.EqualMoves(0.3, kind=kind).simulate(100, 1.0, n, 40_000, seed=3).spots
        for kind in ("log", "percent")
    )
    assert mean_is(log[:, -1], 100 * np.cosh(a) ** n) and not mean_is(log[:, -1], 100)
    assert mean_is(percent[:, -1], 100) and not mean_is(percent[:, -1], 100 * np.cosh(a) ** n)
    np.testing.assert_allclose(np.abs(percent[:, 1:] / percent[:, :-1] - 1), a, rtol=1e-12)


def test_moves_keep_to_busy_time():
    for kind in ("log", "percent"):
        world = gl.EqualMoves(0.3, 0.9, kind=kind)
        spots = world.simulate(100, clock=CLOCK, n_paths=5000, seed=1).spots
        change = np.diff(np.log(spots)) if kind == "log" else np.diff(spots) / spots[:, :-1]
        sizes = 0.3 * np.sqrt(np.diff(CLOCK.busy))
        np.testing.assert_allclose(np.abs(change), np.tile(sizes, (5000, 1)), atol=1e-12)
    # The direction is kept over a night that stands still: no second throw in between.
    up = change > 0
    assert mean_is(up[:, 3] == up[:, 1], 0.9)


# --- normal moves --------------------------------------------------------------------------------


@pytest.mark.parametrize("r", [-1.0, -0.6, 0.0, 0.4, 1.0])
def test_normal_moves_keep_their_size_and_their_correlation(r):
    paths = gl.CorrelatedMoves(0.3, r).simulate(100, 1.0, 40, 20_000, seed=2)
    moves = np.diff(np.log(paths.spots), axis=1)
    centred = moves - moves.mean(axis=0)
    a = 0.3 / np.sqrt(40)
    for k in (0, 1, 20, 39):  # from the first step on: it starts in its steady state
        assert mean_is(centred[:, k] ** 2, a**2)
        assert mean_is(centred[:, k] ** 4, 3 * a**4)
    for lag in (1, 2, 5):
        assert mean_is(centred[:, 20] * centred[:, 20 - lag], a**2 * r**lag)
    for k in (1, 5, 39):  # no drift in the price, whatever its momentum
        assert mean_is(paths.spots[:, k], 100, z=4.5)


@pytest.mark.parametrize("r, n, published", [(-0.6, 5, 0.1777), (0.6, 5, 0.4853)])
def test_volatility_of_normal_moves_seen_every_n_steps(r, n, published):
    assert seen_every(0.3, r, n) == pytest.approx(published, abs=5e-5)
    paths = gl.CorrelatedMoves(0.3, r).simulate(100, MONTH, 30, 20_000, seed=4)
    moves = np.diff(np.log(paths.every(n).spots), axis=1)
    assert mean_is((moves - moves.mean(axis=0)) ** 2, published**2 * MONTH / 6)


def test_without_correlation_it_is_gbm():
    for where in (dict(horizon=1.0, steps=12), dict(clock=CLOCK)):
        ours = gl.CorrelatedMoves(0.2, 0.0).simulate(100, **where, n_paths=50, seed=7).spots
        gbm = gl.GBM(0.2).simulate(100, **where, n_paths=50, seed=7).spots
        # GBM's drift goes by the calendar and takes off what is not busy: the mean is the same.
        np.testing.assert_allclose(ours, gbm, rtol=1e-12)


# --- bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "call, said",
    [
        (lambda: gl.EqualMoves(-0.2), "vol = -0.2"),
        (lambda: gl.EqualMoves(0.2, 1.1), "repeat = 1.1: repeat must be a chance, from 0 to 1"),
        (lambda: gl.EqualMoves(0.2, -0.1), "repeat = -0.1"),
        (lambda: gl.EqualMoves(0.2, kind="logs"), "kind = 'logs': .*'log', 'percent'"),
        (lambda: gl.EqualMoves(2.0, kind="percent").simulate(100, 1, 4), "steps = .*100 %.*short"),
        (lambda: gl.EqualMoves(0.2).simulate(100, 1.0), "steps = None"),
        (lambda: gl.EqualMoves(0.2).simulate(0, 1.0, 2), "spot = 0.0"),
        (lambda: gl.EqualMoves(0.2).simulate(100, 1, 2, clock=CLOCK), "horizon, steps = "),
        (lambda: gl.CorrelatedMoves(-0.2, 0.1), "vol = -0.2"),
        (lambda: gl.CorrelatedMoves(0.2, 1.1), "correlation = 1.1: .*between -1 and 1"),
        (lambda: gl.CorrelatedMoves(0.2, 0.1).simulate(100, 1.0, 2, 0), "n_paths = 0"),
    ],
)
def test_bad_input_is_named(call, said):
    with pytest.raises(ValueError, match=said):
        call()
