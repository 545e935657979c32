"""Paths: their shape, their statistics, and that a seed is a promise."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import gammalab as gl
from gammalab.paths.streams import BLOCK

pytestmark = pytest.mark.filterwarnings("error")


# --- the container -------------------------------------------------------------------------------


def test_one_path_may_be_flat():
    paths = gl.Paths([0, 0.5, 1.0], [100, 101, 99])
    assert paths.spots.shape == (1, 3)
    assert (paths.n_paths, paths.n_steps, paths.horizon) == (1, 2, 1.0)


def test_each_time_slice_is_contiguous():
    for paths in (
        gl.GBM(0.2).simulate(100, 1.0, steps=5, n_paths=7, seed=1),
        gl.Paths([0, 1, 2], np.full((7, 3), 100.0)),
    ):
        assert paths.spots.flags.f_contiguous
        assert paths.spots[:, 1].flags.c_contiguous


def test_the_past_cannot_be_changed():
    paths = gl.Paths([0, 1], [[100.0, 101.0]])
    with pytest.raises(ValueError):
        paths.spots[0, 0] = 1.0


def test_pick():
    paths = gl.GBM(0.2).simulate(100, 1.0, steps=5, n_paths=7, seed=1)
    one = paths.pick(3)
    assert one.spots.shape == (1, 6)
    np.testing.assert_array_equal(one.spots[0], paths.spots[3])


def test_every_keeps_both_ends():
    dates = list("abcdefgh")
    paths = gl.Paths(np.arange(8) / 10, np.arange(100.0, 108.0), dates)
    third = paths.every(3)
    assert third.spots.tolist() == [[100, 103, 106, 107]]
    assert third.times.tolist() == [0.0, 0.3, 0.6, 0.7]
    assert third.dates == ("a", "d", "g", "h")
    assert paths.every(1).spots.tolist() == paths.spots.tolist()
    assert paths.every(100).spots.tolist() == [[100, 107]]


def test_realised_vol_by_hand():
    # Returns of +2% and -2% in log, a tenth of a year each: sqrt(2 * 0.02^2 / 0.2).
    path = gl.Paths([0, 0.1, 0.2], 100 * np.exp([0, 0.02, 0.0]))
    assert path.realised_vol() == pytest.approx([0.02 / np.sqrt(0.1)], rel=1e-12)
    # The mean is not taken off: a straight line has volatility too.
    line = gl.Paths([0, 0.1, 0.2], 100 * np.exp([0, 0.02, 0.04]))
    assert line.realised_vol() == pytest.approx([0.02 / np.sqrt(0.1)], rel=1e-12)


# --- real prices ---------------------------------------------------------------------------------


def test_from_prices_counts_calendar_days():
    days = pd.to_datetime(["2015-08-21", "2015-08-24", "2015-08-25"])
    paths = gl.Paths.from_prices(pd.Series([100.0, 96.0, 95.0], index=days))
    np.testing.assert_allclose(paths.times, [0, 3 / 365, 4 / 365], rtol=1e-15)
    assert paths.dates == tuple(days)
    assert paths.spots.tolist() == [[100, 96, 95]]


def test_from_prices_by_step():
    days = pd.to_datetime(["2015-08-21", "2015-08-24", "2015-08-25"])
    series = pd.Series([100.0, 96.0, 95.0], index=days)
    for prices, dates in ((series, tuple(days)), ([100.0, 96.0, 95.0], None)):
        paths = gl.Paths.from_prices(prices, years_per_step=1 / 252)
        np.testing.assert_allclose(paths.times, [0, 1 / 252, 2 / 252], rtol=1e-15)
        assert paths.dates == dates


# --- GBM -----------------------------------------------------------------------------------------


def test_moments_within_their_standard_errors():
    vol, drift, horizon, steps, n = 0.3, 0.15, 0.5, 4, 100_000
    spots = gl.GBM(vol, drift).simulate(50, horizon, steps, n, seed=11).spots
    returns = np.diff(np.log(spots), axis=1)
    dt = horizon / steps
    z = (returns - (drift - 0.5 * vol**2) * dt) / (vol * np.sqrt(dt))
    many = z.size
    assert abs(z.mean()) < 4 / np.sqrt(many)
    assert abs((z**2).mean() - 1) < 4 * np.sqrt(2 / many)
    assert abs((z**3).mean()) < 4 * np.sqrt(15 / many)
    assert abs((z**4).mean() - 3) < 4 * np.sqrt(96 / many)
    # Steps know nothing of each other, nor do paths.
    assert np.abs(np.corrcoef(z.T) - np.eye(steps)).max() < 4.5 / np.sqrt(n)
    assert abs((z[1:] * z[:-1]).mean()) < 4 / np.sqrt(many)
    last = spots[:, -1]
    assert abs(last.mean() - 50 * np.exp(drift * horizon)) < 4 * last.std() / np.sqrt(n)
    spread = 50 * np.exp(drift * horizon) * np.sqrt(np.expm1(vol**2 * horizon))
    assert last.std() == pytest.approx(spread, rel=0.015)


def test_normal_to_the_tails():
    spots = gl.GBM(0.2, drift=0.02).simulate(1.0, 1.0, 1, 50_000, seed=5).spots[:, -1]
    # drift less half the variance is 0.02 - 0.02: the logs have mean 0.
    assert stats.kstest(np.log(spots) / 0.2, "norm").pvalue > 1e-3


def test_exact_at_every_step_size():
    # One step of a year has the law of 250: same mean and spread within standard errors.
    for steps in (1, 50):
        logs = np.log(gl.GBM(0.4).simulate(1.0, 1.0, steps, 20_000, seed=steps).spots[:, -1])
        assert abs(logs.mean() + 0.08) < 4 * 0.4 / np.sqrt(20_000)
        assert abs(logs.var() / 0.16 - 1) < 4 * np.sqrt(2 / 20_000)


def test_without_vol_the_path_is_its_mean():
    spots = gl.GBM(0.0, drift=0.1).simulate(100, 1.0, 4, 2, seed=1).spots
    np.testing.assert_allclose(spots, np.tile(100 * np.exp(0.1 * np.arange(5) / 4), (2, 1)))


def test_times_are_an_even_grid_to_the_horizon():
    times = gl.GBM(0.2).simulate(100, 30 / 365, 30, seed=1).times
    assert times[0] == 0 and times[-1] == 30 / 365
    np.testing.assert_allclose(np.diff(times), 1 / 365, rtol=1e-12)


# --- seeds ---------------------------------------------------------------------------------------


def test_a_seed_gives_the_same_paths_twice():
    world = gl.GBM(0.2)
    first, again, other = (world.simulate(100, 1.0, 5, 10, seed=s).spots for s in (7, 7, 8))
    np.testing.assert_array_equal(first, again)
    assert (first[:, 1:] != other[:, 1:]).all()
    root = np.random.SeedSequence(7)
    np.testing.assert_array_equal(world.simulate(100, 1.0, 5, 10, seed=root).spots, first)
    np.testing.assert_array_equal(world.simulate(100, 1.0, 5, 10, seed=root).spots, first)


def test_no_seed_gives_new_paths():
    first, second = (gl.GBM(0.2).simulate(100, 1.0, 5, 10).spots for _ in range(2))
    assert (first[:, 1:] != second[:, 1:]).all()


@pytest.mark.parametrize("few", [1, 1000, BLOCK, BLOCK + 1])
def test_more_paths_leave_the_first_ones_alone(few):
    world = gl.GBM(0.2, drift=0.1)
    some = world.simulate(100, 1.0, 3, n_paths=few, seed=3).spots
    many = world.simulate(100, 1.0, 3, n_paths=20_000, seed=3).spots
    np.testing.assert_array_equal(some, many[:few])


def test_paths_are_not_mirrored_or_repeated():
    # No antithetic pairs, and no block that repeats another.
    logs = np.log(gl.GBM(0.2).simulate(1.0, 1.0, 1, 3 * BLOCK, seed=2).spots[:, -1]) + 0.02
    sizes = np.sort(np.abs(logs))
    assert (np.diff(sizes) > 1e-13).all()
