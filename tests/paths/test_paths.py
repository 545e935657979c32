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


# --- what is frozen owns its data ----------------------------------------------------------------

BARS = dict(
    times=[0, 0.1, 0.2, 0.3, 0.4],
    spots=[[100.0, 102, 101, 99, 103], [100.0, 100, 98, 100, 97]],
    vols=[[0.2, 0.3, 0.1, 0.2, 0.2], [0.1, 0.1, 0.2, 0.3, 0.4]],
    highs=[[100.0, 104, 102, 101, 103.5], [100.0, 101, 100, 107, 100]],
    lows=[[100.0, 99, 100.5, 98, 99], [100.0, 99, 97, 97, 96]],
)
ARRAYS = tuple(BARS)


@pytest.mark.parametrize("order", ["C", "F"])
def test_paths_share_nothing_with_their_caller(order):
    given = {name: np.array(values, order=order) for name, values in BARS.items()}
    paths = gl.Paths(**given)
    for name, array in given.items():
        array[...] = 7.0
        kept = getattr(paths, name)
        np.testing.assert_array_equal(kept, BARS[name])
        assert kept.base is None and not kept.flags.writeable
        with pytest.raises(ValueError):
            kept[..., 0] = 1.0
        if name != "times":
            assert kept[:, 1].flags.c_contiguous


def test_paths_made_of_paths_share_nothing_that_can_change():
    paths = gl.Paths(**BARS)
    others = [paths.pick(1), paths.every(2), paths.scaled_to(0.1), paths.mirrored()]
    others += [
        gl.GBM(0.2).simulate(100, 1.0, 3, 2, seed=1),
        gl.Paths([0, 1], [1, 2]).refine(3, 0.2),
    ]
    for other in others:
        for name in ARRAYS:
            array = getattr(other, name)
            assert array is None or not array.flags.writeable
            assert array is None or name == "times" or array[:, 1].flags.c_contiguous


def test_a_clock_shares_nothing_with_its_caller():
    times, busy = np.array([0.0, 0.1, 0.2]), np.array([0.0, 0.05, 0.2])
    clock = gl.Clock(times, busy)
    times[1] = busy[1] = 9.0
    assert clock.times.tolist() == [0, 0.1, 0.2] and clock.busy.tolist() == [0, 0.05, 0.2]
    for array in (clock.times, clock.busy):
        with pytest.raises(ValueError):
            array[1] = 0.1


def test_adopted_arrays_are_not_copied():
    spots = np.full((3, 2), 100.0, order="F")
    paths = gl.Paths.adopt(np.array([0.0, 1.0]), spots)
    assert paths.spots is spots and not spots.flags.writeable
    with pytest.raises(ValueError, match="spots = 0.0"):
        gl.Paths.adopt(np.array([0.0, 1.0]), np.array([[1.0, 0.0]]))


@pytest.mark.parametrize(
    "spots", [[100, 101], np.array([[100, 101]], dtype=np.int32), (100.0, 101)]
)
def test_whole_numbers_and_lists_are_spots(spots):
    paths = gl.Paths([0, 1], spots)
    assert paths.spots.dtype == float and paths.spots.tolist() == [[100, 101]]


def test_a_series_with_dates_is_not_read_without_them():
    days = pd.to_datetime(["2015-08-21", "2015-08-24"])
    for name in ("spots", "vols", "highs", "lows"):
        given = {"spots": [100.0, 101.0], name: pd.Series([100.0, 101.0], index=days)}
        with pytest.raises(ValueError, match=rf"^{name} = 'a Series with dates': .*from_prices"):
            gl.Paths([0, 1], **given)
    frame = pd.DataFrame([[100.0, 101.0]] * 2, index=days)
    with pytest.raises(ValueError, match="spots = 'a DataFrame with dates'"):
        gl.Paths([0, 1], frame)
    assert gl.Paths([0, 1], pd.Series([100.0, 101.0])).n_steps == 1


# --- highs and lows ------------------------------------------------------------------------------


def test_highs_and_lows_go_along():
    paths = gl.Paths(**BARS)
    one = paths.pick(1)
    assert one.highs.tolist() == BARS["highs"][1:] and one.lows.tolist() == BARS["lows"][1:]
    seen = paths.every(2)
    assert seen.highs.tolist() == [[100, 104, 103.5], [100, 101, 107]]
    assert seen.lows.tolist() == [[100, 99, 98], [100, 97, 96]]
    seen = paths.every(3)  # the last step is a short one
    assert seen.highs.tolist() == [[100, 104, 103.5], [100, 107, 100]]
    assert seen.lows.tolist() == [[100, 98, 99], [100, 97, 96]]
    assert paths.every(1).highs.tolist() == BARS["highs"]
    assert paths.refine(2, 0.2, seed=1).highs is None
    assert gl.GBM(0.2).simulate(100, 1.0, 2, seed=1).lows is None


def test_every_with_highs_against_a_plain_loop():
    rng = np.random.default_rng(3)
    spots = 100 * np.exp(np.cumsum(rng.normal(0, 0.02, (7, 24)), axis=1))
    before = np.concatenate([spots[:, :1], spots[:, :-1]], axis=1)
    away = np.exp(np.abs(rng.normal(0, 0.01, (2, *spots.shape))))
    away[:, :, 0] = 1
    highs, lows = np.maximum(before, spots) * away[0], np.minimum(before, spots) / away[1]
    paths = gl.Paths(np.arange(24) / 24, spots, highs=highs, lows=lows)
    for n in (2, 5, 23, 30):
        seen = paths.every(n)
        ends = [*range(0, 23, n), 23]
        for k, (a, b) in enumerate(zip(ends, ends[1:], strict=False), start=1):
            np.testing.assert_array_equal(seen.highs[:, k], highs[:, a + 1 : b + 1].max(axis=1))
            np.testing.assert_array_equal(seen.lows[:, k], lows[:, a + 1 : b + 1].min(axis=1))


@pytest.mark.parametrize(
    "name, at, value, said",
    [
        (
            "highs",
            (0, 3),
            100.9,
            r"100.9 at index \(0, 3\)'?: highs must be at least both .* 101.0",
        ),
        ("highs", (1, 3), 99.9, r"99.9 at index \(1, 3\)'?: .*, 100.0"),
        ("lows", (0, 1), 100.1, r"100.1 at index \(0, 1\)'?: lows must be at most both .* 100.0"),
        ("lows", (1, 4), 97.5, r"97.5 at index \(1, 4\)'?: .*, 97.0"),
        ("highs", (0, 0), 101.0, r"101.0 at index \(0, 0\)'?: .*the first spot, 100.0"),
        ("lows", (1, 0), 99.0, r"99.0 at index \(1, 0\)'?: .*the first spot, 100.0"),
        ("lows", (1, 2), 0.0, r"0.0 at index \(1, 2\)'?: lows must be above 0"),
        ("highs", (1, 2), np.nan, r"nan at index \(1, 2\)"),
    ],
)
def test_a_step_lies_between_its_low_and_its_high(name, at, value, said):
    bars = {key: np.array(values, float) for key, values in BARS.items()}
    bars[name][at] = value
    with pytest.raises(ValueError, match=f"^{name} = '?{said}"):
        gl.Paths(**bars)


def test_highs_and_lows_go_together_and_have_the_shape_of_spots():
    for name, other in (("highs", "lows"), ("lows", "highs")):
        with pytest.raises(ValueError, match=f"{other} = None: .*together"):
            gl.Paths(BARS["times"], BARS["spots"], **{name: BARS[name]})
        with pytest.raises(ValueError, match=rf"{name} = \(2, 4\): .*\(2, 5\)"):
            gl.Paths(**{**BARS, name: np.array(BARS[name])[:, 1:]})


# --- labels --------------------------------------------------------------------------------------


def test_each_path_may_have_dates_of_its_own():
    dates = [list("abcde"), list("bcdef")]
    paths = gl.Paths(BARS["times"], BARS["spots"], dates)
    assert paths.dates_of(0) == tuple("abcde") and paths.dates_of(1) == tuple("bcdef")
    assert paths.pick(1).dates == tuple("bcdef")
    assert paths.every(3).dates == (tuple("ade"), tuple("bef"))
    assert paths.mirrored().dates == paths.dates == paths.scaled_to(0.3).dates
    days = pd.date_range("2020-01-01", periods=5)
    windows = gl.Paths(BARS["times"], BARS["spots"], [days, days + pd.Timedelta(days=30)])
    assert windows.dates_of(1)[0] == pd.Timestamp("2020-01-31")
    common = gl.Paths(BARS["times"], BARS["spots"], list("abcde"))
    assert common.dates_of(1) == tuple("abcde")
    assert gl.Paths(BARS["times"], BARS["spots"]).dates_of(0) is None


def test_a_ledger_has_the_dates_of_its_path():
    dates = [pd.date_range(start, periods=5) for start in ("2020-01-01", "2020-02-01")]
    square = gl.Paths([0, 0.1], [[100.0, 101.0], [100.0, 99.0]], [d[:2] for d in dates])
    run = gl.replay(gl.straddle(100, 0.1), square, paid_vol=0.2)
    for path, own in enumerate(dates):
        for table in (run.ledger(path), run.attribution(path)):
            assert table.index.tolist() == list(own[:2])


@pytest.mark.parametrize(
    "dates, said",
    [
        (["ab", "cd"], "dates = 2: dates must be as many as times, 5"),
        ([list("abcde")], r"dates = '1 rows of 5': .*\(2, 5\), or \(5,\)"),
        ([list("abcde"), list("abcd")], "dates = '2 rows of 4, 5'"),
        ("abcde", "dates = 'abcde': .*a sequence of labels"),
        (5, "dates = 5: .*a sequence of labels"),
    ],
)
def test_bad_dates_are_named(dates, said):
    with pytest.raises(ValueError, match=said):
        gl.Paths(BARS["times"], BARS["spots"], dates)


# --- paths made of paths -------------------------------------------------------------------------


def test_scaled_to_an_exact_volatility():
    paths = gl.GBM(0.3, 0.5).simulate(100, 0.25, 60, 200, seed=1)
    for vol in (0.25, np.linspace(0.1, 0.9, 200)):
        scaled = paths.scaled_to(vol)
        np.testing.assert_allclose(scaled.realised_vol(), np.broadcast_to(vol, 200), rtol=1e-12)
        assert (scaled.spots[:, 0] == 100).all() and scaled.times is paths.times
        # Every log return by one factor: those of a path keep their proportions.
        before, after = (np.diff(np.log(p.spots)) for p in (paths, scaled))
        np.testing.assert_allclose(
            after / before, (vol / paths.realised_vol())[:, None] * np.ones(60)
        )
    assert (paths.scaled_to(0).spots == 100).all()
    np.testing.assert_allclose(paths.scaled_to(paths.realised_vol()).spots, paths.spots, rtol=1e-12)


def test_what_goes_along_is_scaled_and_mirrored_too():
    paths = gl.Paths(**BARS)
    scaled = paths.scaled_to(0.5)
    factor = 0.5 / paths.realised_vol()[:, None]
    np.testing.assert_allclose(scaled.vols, paths.vols * factor)
    np.testing.assert_allclose(np.log(scaled.highs / 100), factor * np.log(paths.highs / 100))
    np.testing.assert_allclose(np.log(scaled.lows / 100), factor * np.log(paths.lows / 100))
    mirrored = paths.mirrored()
    np.testing.assert_allclose(mirrored.highs, 1e4 / paths.lows)
    np.testing.assert_allclose(mirrored.lows, 1e4 / paths.highs)
    np.testing.assert_array_equal(mirrored.vols, paths.vols)
    for again in (mirrored.mirrored(), mirrored):
        assert (again.spots[:, 0] == 100).all()
    np.testing.assert_allclose(mirrored.mirrored().spots, paths.spots, rtol=1e-14)


def test_a_mirror_turns_every_return():
    paths = gl.GBM(0.3, 0.5).simulate(50, 0.25, 60, 20, seed=1)
    turned = np.diff(np.log(paths.mirrored().spots))
    np.testing.assert_allclose(turned, -np.diff(np.log(paths.spots)), atol=1e-14)
    by_hand = gl.Paths([0, 1, 2], [100, 110, 90]).mirrored().spots
    np.testing.assert_allclose(by_hand, [[100, 1000 / 11, 1000 / 9]], rtol=1e-14)


def test_what_stands_still_cannot_be_scaled():
    paths = gl.Paths([0, 1, 2], [[100, 110, 100], [100, 100, 100]])
    with pytest.raises(ValueError, match="vol = 0.2: vol must be 0 for path 1, which stands still"):
        paths.scaled_to(0.2)
    assert paths.scaled_to([0.2, 0.0]).realised_vol() == pytest.approx([0.2, 0])
    for bad, said in (
        (-0.1, "vol = -0.1"),
        ([0.1] * 3, r"vol = \(3,\): .*\(2,\)"),
        ("x", "vol = 'x'"),
    ):
        with pytest.raises(ValueError, match=said):
            paths.scaled_to(bad)


@pytest.mark.parametrize(
    "day, pnl",
    [(0, -343.01), (0.01, -163.04), (0.015, -24.52), (0.016, 2.62), (0.017, 29.37), (0.03, 343.62)],
)
def test_one_month_at_several_volatilities(day, pnl):
    """Lesson 00's lab: 100 calls paid 30 % on one path, whose days move by `day`."""
    z = np.random.default_rng(12).standard_normal(30)
    path = gl.Paths(np.linspace(0, 30 / 365, 31), 100 * np.exp(np.append(0, np.cumsum(0.01 * z))))
    run = gl.replay(100 * gl.call(100, 30 / 365), path.scaled_to(day * np.sqrt(365)), paid_vol=0.3)
    assert run.pnl.item() == pytest.approx(pnl, abs=0.006)


def test_a_realised_volatility_that_is_exact_still_leaves_luck():
    """Lesson 05: paid 20 % and exactly that happens: -.54 ... +.52; at exactly 25 % .7 % lose."""
    paths = gl.GBM(0.2).simulate(100, 30 / 365, 30, 20_000, seed=1)
    book = gl.straddle(100, 30 / 365)
    pnl = gl.replay(book, paths.scaled_to(0.2), paid_vol=0.2).pnl
    assert abs(pnl.mean() - 0.04) < 4 * np.hypot(0.005, pnl.std() / np.sqrt(pnl.size))
    assert pnl.std() == pytest.approx(0.34, abs=0.01)
    np.testing.assert_allclose(np.quantile(pnl, [0.05, 0.95]), [-0.54, 0.52], atol=0.025)
    pnl = gl.replay(book, paths.scaled_to(0.25), paid_vol=0.2).pnl
    assert pnl.mean() == pytest.approx(1.19, abs=0.025)
    assert np.mean(pnl < 0) == pytest.approx(0.007, abs=0.003)


def test_autocorrelation_by_hand():
    path = gl.Paths(np.arange(4), np.exp([0, 0.02, 0.01, 0.04]))  # returns .02, -.01, .03
    expected = (0.02 * -0.01 + -0.01 * 0.03) / np.sqrt((0.0004 + 0.0001) * (0.0001 + 0.0009))
    assert path.autocorrelation() == pytest.approx(expected, rel=1e-12)
    both = gl.Paths(np.arange(4), np.exp([[0, 0.02, 0.01, 0.04], [0, 0.1, 0.2, 0.3]]))
    top, first, second = 0.02 * -0.01 + -0.01 * 0.03 + 0.02, 0.0205, 0.021
    assert both.autocorrelation() == pytest.approx(top / np.sqrt(first * second), rel=1e-12)
    assert np.isnan(gl.Paths([0, 1], [1.0, 2.0]).autocorrelation())
    assert np.isnan(gl.Paths([0, 1, 2], [1.0, 1.0, 1.0]).autocorrelation())


def test_autocorrelation_of_the_index():
    """Lesson 05: the S&P's days of 1999 to 2018 turn back a little, -.070 (.014)."""
    close = gl.markets.load("spx")["close"]
    assert gl.Paths.from_prices(close).autocorrelation() == pytest.approx(-0.070, abs=5e-4)


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
