"""Worlds beyond GBM: published prices, exact moments, clocks, bridges, and seeds that hold."""

import inspect
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import QuantLib as ql
from effort import often
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import gammalab as gl
from gammalab import black_scholes as bs
from gammalab.paths import streams
from gammalab.paths.bootstrap import BlockBootstrap
from gammalab.paths.clock import Clock, u_shaped
from gammalab.paths.gbm import GBM
from gammalab.paths.heston import Heston
from gammalab.paths.merton import MertonJumps
from gammalab.paths.moving_vol import MovingVol
from gammalab.paths.prices import Paths
from gammalab.paths.streams import BLOCK, spawn
from gammalab.pricing.formulas import FORMULAS, Terms

pytestmark = pytest.mark.filterwarnings("error")

JUMPS = MertonJumps(vol=0.2, intensity=1, jump_mean=-0.1, jump_sd=0.15)  # case 8.2
WILD = Heston(0.25, 0.2, mean_reversion=0.5, vol_of_vol=0.9, correlation=-0.9)  # 2 k theta < xi^2
CALM = Heston(0.2, 0.25, mean_reversion=2.0, vol_of_vol=0.4, correlation=-0.6)
HISTORY = np.random.default_rng(1).standard_t(4, size=500) * 0.01


def mean_is(sample, value, z=4.0):
    """Whether a sample's mean is a value, to z standard errors."""
    return abs(sample.mean() - value) < z * sample.std() / np.sqrt(sample.size)


# --- all worlds ----------------------------------------------------------------------------------

WORLDS = [JUMPS, WILD, CALM, BlockBootstrap(HISTORY, mean_block=5)]
IDS = ["Merton", "wild Heston", "calm Heston", "bootstrap"]


@pytest.mark.parametrize("world", WORLDS, ids=IDS)
@pytest.mark.parametrize("few", [1, 1000, BLOCK, BLOCK + 1])
def test_more_paths_leave_the_first_ones_alone(world, few):
    some = world.simulate(100, 1.0, 6, n_paths=few, seed=3)
    many = world.simulate(100, 1.0, 6, n_paths=2 * BLOCK + 5, seed=3)
    np.testing.assert_array_equal(some.spots, many.spots[:few])
    if many.vols is not None:
        np.testing.assert_array_equal(some.vols, many.vols[:few])


@pytest.mark.parametrize("world", WORLDS, ids=IDS)
def test_shape_seed_and_start(world):
    first, again, other = (world.simulate(50, 0.5, 8, 20, seed=s) for s in (7, 7, 8))
    assert first.spots.shape == (20, 9) and first.spots.flags.f_contiguous
    assert (first.spots[:, 0] == 50).all() and first.horizon == 0.5
    np.testing.assert_array_equal(first.spots, again.spots)
    # Not each path: two draws from a history of few returns may well end on the same price.
    assert (first.spots[:, -1] != other.spots[:, -1]).any()
    fresh = [world.simulate(50, 0.5, 8, 20).spots[:, -1] for _ in range(2)]
    assert (fresh[0] != fresh[1]).any()


@pytest.mark.parametrize(
    "world, spots",
    [
        (GBM(0.2, 0.05), (94.3700221840542, 84.7675045493041, 82.04544740808112)),
        (
            MertonJumps(0.2, 5, -0.1, 0.15),
            (95.85464976036803, 116.25591653796931, 96.94452188301975),
        ),
        (WILD, (104.86414683703256, 107.28632638644848, 104.53955650522435)),
        (BlockBootstrap(HISTORY, 5), (99.197199726511, 99.4557136957051, 102.19212396105468)),
    ],
    ids=["GBM", "Merton", "Heston", "bootstrap"],
)
def test_a_seed_is_a_promise_for_years(world, spots):
    """Spots of the first release: whoever wrote a seed down gets these paths again."""
    found = world.simulate(100, 0.5, 12, n_paths=5000, seed=7).spots
    np.testing.assert_allclose([found[0, 1], found[3, 12], found[4999, 12]], spots, rtol=1e-12)


def test_what_is_drawn_beside_the_paths_differs():
    purposes = [v for n, v in vars(streams).items() if n.isupper() and n != "BLOCK"]
    assert sorted(purposes) == [1, 2]  # and a new one takes a new number
    draws = {spawn(7, 1, purpose)[0].random() for purpose in (None, *purposes)}
    assert len(draws) == 1 + len(purposes)


ALL = [GBM(0.2), *WORLDS, gl.EqualMoves(0.2), gl.CorrelatedMoves(0.2, 0.3)]


@pytest.mark.parametrize("world", ALL, ids=lambda world: type(world).__name__)
def test_every_world_is_a_model(world):
    assert isinstance(world, gl.Model)
    wanted = inspect.signature(gl.Model.simulate).parameters
    ours = inspect.signature(type(world).simulate).parameters
    assert [(p.name, p.default) for p in ours.values()] == [
        (p.name, p.default) for p in wanted.values()
    ]
    paths = world.simulate(100, horizon=0.5, steps=3, n_paths=2, seed=1, clock=None)
    assert isinstance(paths, Paths) and paths.spots.shape == (2, 4)
    assert paths.spots.base is None or not paths.spots.base.flags.writeable


def test_what_is_no_model():
    assert not isinstance(np.ones(3), gl.Model) and not isinstance(gl.EveryStep(), gl.Model)


@pytest.mark.parametrize("world", WORLDS[:3], ids=IDS[:3])
@pytest.mark.parametrize("steps", [1, 10])
def test_the_mean_grows_with_the_drift_at_any_step_size(world, steps):
    spots = replace(world, drift=0.1).simulate(100, 1.0, steps, 60_000, seed=5).spots
    assert mean_is(spots[:, -1], 100 * np.exp(0.1))


@pytest.mark.parametrize("world", WORLDS[:3], ids=IDS[:3])
def test_a_replay_runs_in_it(world):
    paths = world.simulate(100, 0.25, 20, 200, seed=1)
    run = gl.replay(gl.straddle(100, 0.25), paths, paid_vol=0.2)
    np.testing.assert_allclose(run.attribution().sum(axis=1), run.pnl, atol=1e-7)


# --- Merton's price ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "strike, expiry, intensity, share, published",
    [
        (80, 0.10, 1, 0.25, 20.67),
        (90, 0.50, 5, 0.25, 15.42),
        (100, 0.10, 1, 0.50, 3.14),
        (100, 0.25, 1, 0.50, 5.58),
        (100, 0.50, 1, 0.50, 8.71),
        (100, 0.50, 10, 0.25, 9.03),
        (110, 0.25, 1, 0.50, 1.93),
        (120, 0.50, 1, 0.50, 2.15),
        (80, 0.50, 1, 0.75, 23.86),
        (90, 0.10, 1, 0.75, 11.11),
    ],
)
def test_case_8_1_haugs_table(strike, expiry, intensity, share, published):
    """Haug's jump-diffusion table, as QuantLib's test suite carries it; r = 8%, total vol 25%.

    He gives the total volatility, jumps a year and the share of variance that is jumps, whose
    relative size has mean zero.
    """
    jump_variance = share * 0.25**2 / intensity
    world = MertonJumps(
        vol=np.sqrt((1 - share) * 0.25**2),
        intensity=intensity,
        jump_mean=-0.5 * jump_variance,
        jump_sd=np.sqrt(jump_variance),
    )
    assert world.price(100, strike, expiry, rate=0.08) == pytest.approx(published, abs=0.01)


def test_case_8_2_standard_case():
    assert JUMPS.price(100, 100, 0.25) == pytest.approx(4.9406, abs=5e-5)
    assert JUMPS.delta(100, 100, 0.25) == pytest.approx(0.5571, abs=5e-5)


@pytest.mark.parametrize("right", ["call", "put"])
@pytest.mark.parametrize("intensity, expiry", [(1, 0.25), (10, 0.5), (200, 2.0), (0.001, 1.0)])
def test_the_series_against_a_far_longer_one(right, intensity, expiry):
    """A thousand terms, in the other form of the sum: Merton's, with rates moved by the jumps."""
    vol, mu, sd, rate, carry = 0.2, 0.03, 0.04, 0.05, 0.02
    world = MertonJumps(vol, intensity, mu, sd)
    strikes = np.array([20.0, 90.0, 100.0, 130.0, 400.0])
    n = np.arange(1000)[:, None]
    kappa = np.expm1(mu + 0.5 * sd**2)
    carries = carry - intensity * kappa + n * np.log1p(kappa) / expiry
    vols = np.sqrt(vol**2 + n * sd**2 / expiry)
    weights = stats.poisson.pmf(n, intensity * expiry)
    for name in ("price", "delta"):
        # (The formulas themselves: `bs` would refuse the carries of the last terms, above 10.)
        parts = Terms(100.0, strikes, expiry, vols, rate, carries, bs.sign_of(right))
        terms = FORMULAS[name](parts)
        ours = getattr(world, name)(100, strikes, expiry, rate, carry, right)
        # Deep out of the money it is Black-Scholes itself that rounds, at 1e-16 of the strike.
        expected = (weights * terms).sum(axis=0)
        np.testing.assert_allclose(ours, expected, rtol=1e-11, atol=1e-13)


def test_eleven_terms_would_not_do():
    """Haug's own program stops at eleven and prints 8.89 where 9.03 is right."""
    sd = np.sqrt(0.25 * 0.25**2 / 10)
    world = MertonJumps(np.sqrt(0.75 * 0.25**2), 10, -0.5 * sd**2, sd)
    n = np.arange(11)
    values = [bs.price(100, 100, 0.5, np.sqrt(world.vol**2 + k * sd**2 / 0.5), 0.08) for k in n]
    short = (stats.poisson.pmf(n, 5.0) * values).sum()
    assert world.price(100, 100, 0.5, 0.08) - short == pytest.approx(0.14, abs=0.05)


def test_parity_bumps_and_limits():
    spot, strike, rate, carry = np.array([60.0, 100.0, 140.0]), 100.0, 0.05, 0.01
    call, put = (JUMPS.price(spot, strike, 0.5, rate, carry, right) for right in ("call", "put"))
    forward = spot * np.exp((carry - rate) * 0.5) - strike * np.exp(-rate * 0.5)
    np.testing.assert_allclose(call - put, forward, atol=1e-12)
    h = 1e-4
    for right in ("call", "put"):
        up, down = (JUMPS.price(spot + s, strike, 0.5, rate, carry, right) for s in (h, -h))
        delta = JUMPS.delta(spot, strike, 0.5, rate, carry, right)
        np.testing.assert_allclose(delta, (up - down) / (2 * h), atol=1e-8)
    assert JUMPS.price([90.0, 100.0, 110.0], 100, 0).tolist() == [0, 0, 10]
    assert JUMPS.delta([90.0, 110.0], 100, 0, right="put").tolist() == [-1, 0]
    still = MertonJumps(0.2, 0, -0.1, 0.15)
    assert still.price(100, 95, 0.5, 0.03) == pytest.approx(bs.price(100, 95, 0.5, 0.2, 0.03))
    assert MertonJumps(0, 0, 0, 0).price(100, 90, 1.0) == 10
    mixed = JUMPS.price([100, 100], 100, [0.25, 0.0], right=["put", "call"])
    assert mixed == pytest.approx([4.9406, 0], abs=5e-5)


# The arguments of a world in which somebody typed a percentage for a decimal, and the culprit.
PERCENTAGES = [
    (dict(jump_mean=-10.0), "jump_mean = -10.0: .*a decimal of the log price, at most 5 "),
    (dict(jump_mean=10.0), "jump_mean = 10.0"),
    (dict(jump_sd=15.0), "jump_sd = 15.0: .*a decimal of the log price"),
]


@pytest.mark.parametrize("wrong, said", PERCENTAGES)
def test_percentages_for_decimals_are_named(wrong, said):
    with pytest.raises(ValueError, match=said):
        replace(JUMPS, **wrong)


@pytest.mark.parametrize(
    "wrong, said",
    [
        (dict(intensity=1e6), "intensity = 1000000.0: .*at most 5000 jumps"),
        (dict(intensity=1e300), "intensity = 1e"),
        (dict(intensity=50.0, jump_mean=4.9, jump_sd=0.0), "jump_mean = 4.9: .*smaller in size"),
        (dict(intensity=200.0, jump_mean=-4.9, jump_sd=0.0), "jump_mean = -4.9"),
        (dict(intensity=100.0, jump_mean=-5.0, jump_sd=0.1), "jump_mean = -5.0"),
        (dict(intensity=9.0, jump_mean=0.0, jump_sd=5.0), "jump_sd = 5.0: .*smaller in size"),
    ],
)
@pytest.mark.parametrize("method", ["price", "delta"])
def test_a_series_without_end_is_refused(wrong, said, method):
    """Each of these ran for ever, or nearly so, before the series had a bound."""
    world = replace(JUMPS, **wrong)
    for right in ("call", "put"):
        with pytest.raises(ValueError, match=said):
            getattr(world, method)(100, [50.0, 100.0], 1.0, right=right)


@settings(max_examples=often(60))
@given(
    vol=st.floats(0, 3),
    intensity=st.floats(0, 1e4),
    jump_mean=st.floats(-5, 5),
    jump_sd=st.floats(0, 5),
    expiry=st.floats(0, 2),
    strike=st.floats(1, 1e4),
    right=st.sampled_from(["call", "put"]),
)
def test_any_world_has_a_price_or_a_culprit(
    vol, intensity, jump_mean, jump_sd, expiry, strike, right
):
    world = MertonJumps(vol, intensity, jump_mean, jump_sd)
    try:
        price = world.price(100, strike, expiry, right=right)
    except ValueError as error:
        assert str(error).startswith(("intensity = ", "jump_mean = ", "jump_sd = "))
        return
    bound = 100 if right == "call" else strike
    assert -1e-9 * bound <= price <= bound * (1 + 1e-9)


# --- Merton's paths ------------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [1, 20])
def test_cumulants_of_jumps(steps):
    world, n, T = MertonJumps(0.2, 3, -0.1, 0.15, drift=0.05), 60_000, 0.5
    logs = np.log(world.simulate(1.0, T, steps, n, seed=9).spots[:, -1])
    mu, d, rate = -0.1, 0.15, 3 * T
    growth = np.expm1(mu + d**2 / 2)
    assert mean_is(logs, (0.05 - 0.02) * T - rate * growth + rate * mu)
    centred = logs - logs.mean()
    assert mean_is(centred**2, 0.04 * T + rate * (mu**2 + d**2))
    assert mean_is(centred**3, rate * (mu**3 + 3 * mu * d**2))
    assert world.total_vol**2 * T == pytest.approx(0.04 * T + rate * (mu**2 + d**2))


def test_paths_have_the_price():
    spots = JUMPS.simulate(100, 0.25, 3, 100_000, seed=4).spots[:, -1]
    for strike in (80, 100, 120):
        assert mean_is(np.maximum(spots - strike, 0), JUMPS.price(100, strike, 0.25))


def test_without_jumps_it_is_gbm_to_the_last_bit():
    for clock in (None, Clock.of_sessions(days=5, bars=3)):
        where = dict(horizon=1.0, steps=12) if clock is None else dict(clock=clock)
        plain, still = (
            world.simulate(100, **where, n_paths=50, seed=7).spots
            for world in (GBM(0.2, 0.1), MertonJumps(0.2, 0, -0.1, 0.15, 0.1))
        )
        np.testing.assert_array_equal(plain, still)


def test_case_8_2_what_jumps_leave_does_not_go_away():
    """The seller of a call hedges with Merton's own delta, ever more often, on equal paths.

    Without jumps the spread of the P&L halves with four times the hedges. With them it stays, and
    is skewed to the loss; the mean is zero all the same where the price was Merton's.
    """
    expiry, fine = 0.25, {}
    worlds = {"jumps": JUMPS, "none": MertonJumps(0.2, 0, 0, 0)}
    for name, world in worlds.items():
        paths = world.simulate(100, expiry, 256, 4000, seed=2)
        premium = world.price(100, 100, expiry)

        def merton_delta(now, world=world):
            return world.delta(now.spot, 100, expiry - now.time)

        for every in (16, 4, 1):
            seen = paths.every(every)
            run = gl.replay(-gl.call(100, expiry), seen, paid_vol=0.2, policy=merton_delta)
            fine[name, seen.n_steps] = run.pnl + run.premium + premium
    sd = {key: pnl.std() for key, pnl in fine.items()}
    assert sd["none", 64] / sd["none", 16] == pytest.approx(0.5, abs=0.05)
    assert sd["none", 256] / sd["none", 16] == pytest.approx(0.25, abs=0.03)
    assert sd["jumps", 64] > 0.95 * sd["jumps", 16]
    assert sd["jumps", 256] > 0.95 * sd["jumps", 16]
    for steps in (16, 64, 256):
        assert mean_is(fine["jumps", steps], 0)
        assert stats.skew(fine["jumps", steps]) < -2


# --- Heston --------------------------------------------------------------------------------------


@pytest.mark.parametrize("world", [WILD, CALM], ids=["wild", "calm"])
@pytest.mark.parametrize("steps", [1, 4, 25])
def test_moments_of_variance_are_exact(world, steps):
    """Mean and variance of the square-root process (Cox, Ingersoll & Ross 1985), at any step."""
    T, k, xi = 0.5, world.mean_reversion, world.vol_of_vol
    v0, theta, decay = world.start_vol**2, world.long_run_vol**2, np.exp(-world.mean_reversion * T)
    v = world.simulate(100, T, steps, 40_000, seed=steps).vols[:, -1] ** 2
    mean = theta + (v0 - theta) * decay
    variance = v0 * xi**2 / k * (decay - decay**2) + theta * xi**2 / (2 * k) * (1 - decay) ** 2
    assert mean_is(v, mean)
    assert mean_is((v - mean) ** 2, variance)


def analytic_heston(world, strikes, days):
    """QuantLib's AnalyticHestonEngine, calls on spot 100 without rates."""
    today = ql.Date(1, 1, 2026)
    ql.Settings.instance().evaluationDate = today
    none = ql.YieldTermStructureHandle(ql.FlatForward(today, 0.0, ql.Actual365Fixed()))
    process = ql.HestonProcess(
        none,
        none,
        ql.QuoteHandle(ql.SimpleQuote(100.0)),
        world.start_vol**2,
        world.mean_reversion,
        world.long_run_vol**2,
        world.vol_of_vol,
        world.correlation,
    )
    engine = ql.AnalyticHestonEngine(ql.HestonModel(process), 1e-10, 100_000)
    for strike in strikes:
        payoff = ql.PlainVanillaPayoff(ql.Option.Call, strike)
        option = ql.VanillaOption(payoff, ql.EuropeanExercise(today + days))
        option.setPricingEngine(engine)
        yield option.NPV()


@pytest.mark.parametrize("world", [WILD, CALM], ids=["wild", "calm"])
def test_prices_against_quantlib(world):
    strikes, days = (80.0, 100.0, 120.0), 182
    spots = world.simulate(100, days / 365, 25, 100_000, seed=6).spots[:, -1]
    for strike, expected in zip(strikes, analytic_heston(world, strikes, days), strict=True):
        payoff = np.maximum(spots - strike, 0)
        slope = np.cov(payoff, spots)[0, 1] / spots.var()  # its mean is known: less noise
        assert mean_is(payoff - slope * (spots - 100), expected), strike


def test_price_and_variance_move_together():
    paths = CALM.simulate(100, 0.25, 250, 400, seed=8)
    returns, moves = np.diff(np.log(paths.spots)).ravel(), np.diff(paths.vols**2).ravel()
    v = paths.vols[:, :-1].ravel()
    r = np.corrcoef(returns / v, moves / v)[0, 1]
    assert abs(r + 0.6) < 4 * (1 - 0.6**2) / np.sqrt(v.size) + 0.01
    # The vols are those that drive the spots.
    assert mean_is((returns / v) ** 2 / (0.25 / 250), 1.0, z=5)


def test_vols_stay_with_their_paths():
    paths = CALM.simulate(100, 1.0, 12, 5, seed=1)
    assert paths.vols.shape == paths.spots.shape and not paths.vols.flags.writeable
    np.testing.assert_array_equal(paths.pick(3).vols, paths.vols[3:4])
    np.testing.assert_array_equal(paths.every(4).vols, paths.vols[:, ::4])
    assert GBM(0.2).simulate(100, 1.0, 2, 2, seed=1).vols is None
    assert Paths([0, 1], [100, 101], vols=[0.2, 0.3]).vols.tolist() == [[0.2, 0.3]]
    with pytest.raises(ValueError, match="vols"):
        Paths([0, 1], [100, 101], vols=[0.2, 0.3, 0.1])
    with pytest.raises(ValueError, match="vols"):
        Paths([0, 1], [100, 101], vols=[0.2, -0.3])


def test_heston_near_its_limits():
    nearly = Heston(0.2, 0.2, 1.0, vol_of_vol=1e-4, correlation=0.5)
    logs = np.log(nearly.simulate(1.0, 1.0, 4, 20_000, seed=1).spots[:, -1])
    assert mean_is(logs, -0.02) and mean_is((logs + 0.02) ** 2, 0.04)
    from_nothing = Heston(0.0, 0.2, 1.0, 0.5, -1.0).simulate(100, 1.0, 10, 2000, seed=1)
    assert np.isfinite(from_nothing.spots).all() and (from_nothing.vols >= 0).all()
    with pytest.raises(ValueError, match="steps = .*shorter"):
        Heston(0.5, 0.5, 2.0, 1.0, 0.99).simulate(100, 40.0, 4, 10, seed=1)


# --- the bootstrap -------------------------------------------------------------------------------


def drawn(world, steps, n_paths, seed=1):
    """Positions in the history that a bootstrap drew, (n_paths, steps)."""
    spots = world.simulate(1.0, 1.0, steps, n_paths, seed=seed).spots
    order = np.argsort(world.returns)
    moves = np.diff(np.log(spots), axis=1)
    return order[np.rint(np.interp(moves, world.returns[order], np.arange(order.size))).astype(int)]


@pytest.mark.parametrize("mean_block", [1, 4, 20.5])
def test_lengths_of_blocks_are_geometric(mean_block):
    n = 50
    world = BlockBootstrap((np.arange(n) - n / 2) / 1000, mean_block)
    at = drawn(world, 200, 500)
    goes_on = at[:, 1:] == (at[:, :-1] + 1) % n
    chance = 1 - 1 / mean_block + 1 / (mean_block * n)  # a fresh block may happen to go on, too
    assert mean_is(goes_on.ravel(), chance)
    # Geometric: whether a block goes on does not depend on whether it just did.
    just = goes_on[:, :-1]
    if mean_block > 1:
        assert mean_is(goes_on[:, 1:][just], chance) and mean_is(goes_on[:, 1:][~just], chance)


def test_every_return_is_as_likely_at_every_step():
    world = BlockBootstrap((np.arange(40) - 20) / 1000, mean_block=8)
    at = drawn(world, 30, 4000)
    for k in (0, 1, 15, 29):  # the first too, and those near the end of the history
        assert stats.chisquare(np.bincount(at[:, k], minlength=40)).pvalue > 1e-4


def test_demean_series_and_memory():
    days = pd.date_range("2020-01-01", periods=HISTORY.size)
    series = pd.Series(HISTORY + 0.002, index=days)
    kept, taken = BlockBootstrap(series), BlockBootstrap(series, demean=True)
    assert kept.returns.mean() == pytest.approx(series.mean())
    assert abs(taken.returns.mean()) < 1e-17
    np.testing.assert_allclose(taken.returns, series - series.mean(), atol=1e-17)
    # A history with long swings: blocks keep the correlation from step to step, single draws not.
    swings = 0.01 * np.sin(np.arange(400) / 10)
    for mean_block, kept in ((40, (1 - 1 / 40) * np.cos(0.1)), (1, 0.0)):
        spots = BlockBootstrap(swings, mean_block).simulate(100, 1.0, 50, 2000, seed=1).spots
        moves = np.diff(np.log(spots), axis=1)
        r = np.corrcoef(moves[:, :-1].ravel(), moves[:, 1:].ravel())[0, 1]
        assert r == pytest.approx(kept, abs=0.02)


CLOSES = 100 * np.exp(np.cumsum(HISTORY))


@pytest.mark.parametrize(
    "prices",
    [CLOSES, CLOSES * 1e-6, CLOSES[:20] / 1e4, CLOSES[:2], [0.9, 1.1], pd.Series(CLOSES)],
)
def test_prices_are_no_returns(prices):
    with pytest.raises(ValueError, match="returns = .*log returns, such as np.diff.np.log.prices"):
        BlockBootstrap(prices)
    BlockBootstrap(np.diff(np.log(prices)) if len(prices) > 2 else [0.1, 0.2])


def test_percentages_are_no_returns():
    percent = BlockBootstrap(100 * HISTORY)
    with pytest.raises(
        ValueError, match=r"returns = 'a volatility of \d{4} % a year'.*0.01 is 1 %"
    ):
        percent.simulate(100, 30 / 365, 30)
    # A crash of two thirds in one of many days is a crash, and no percentage.
    BlockBootstrap(np.append(HISTORY, -1.1)).simulate(100, 30 / 365, 30)


def test_returns_stand_in_the_order_of_their_dates():
    days = pd.date_range("2020-01-01", periods=3)
    for order, said in (([0, 2, 1], "sort_index"), ([0, 1, 1], "there twice")):
        with pytest.raises(ValueError, match=f"returns = .*strictly rising in time; .*{said}"):
            BlockBootstrap(pd.Series([0.01, -0.01, 0.02], index=days[order]))
    with pytest.raises(ValueError, match="returns = .a table by text"):
        BlockBootstrap(pd.Series([0.01, -0.01], index=["1.1.2020", "2.1.2020"]))


def test_a_history_has_no_clock():
    world = BlockBootstrap(HISTORY)
    with pytest.raises(ValueError, match="clock = .*None: each step is one of the returns"):
        world.simulate(100, clock=Clock.even(1, 4))
    own = np.array([0.01, -0.02])
    world = BlockBootstrap(own)
    own[0] = 0.5
    assert world.returns.tolist() == [0.01, -0.02] and not world.returns.flags.writeable


# --- clocks: nights, weekends, busy openings -----------------------------------------------------


def test_a_week_on_the_clock():
    week = Clock.of_sessions(days=6, bars=13, overnight=0.3, weekend=1.5, u_shape=0.8)
    hours, busy = week.times * 24 * 365, week.busy
    opens = np.arange(0, 6 * 14, 14)
    np.testing.assert_allclose(hours[opens], [0, 24, 48, 72, 96, 168], rtol=1e-12)
    np.testing.assert_allclose(hours[opens + 13] - hours[opens], 6.5, rtol=1e-12)
    unit = 7 / 365 / (5 * 0.7 + (4 + 1.5) * 0.3)
    np.testing.assert_allclose(busy[opens + 13] - busy[opens], 0.7 * unit, rtol=1e-12)
    gaps = busy[opens[1:]] - busy[opens[1:] - 1]
    np.testing.assert_allclose(gaps, np.array([1, 1, 1, 1, 1.5]) * 0.3 * unit, rtol=1e-11)
    assert busy[opens[5]] == pytest.approx(7 / 365, rel=1e-12)
    session = np.diff(busy[:14])
    np.testing.assert_allclose(session, session[::-1], rtol=1e-11)
    assert session[0] > 2 * session[6]
    friday = Clock.of_sessions(days=2, weekday=4)
    assert friday.times[2] * 365 == pytest.approx(3)


def test_days_are_u_shaped():
    part = np.linspace(0, 1, 2001)
    density = np.diff(u_shaped(part)) * 2000
    middle = (part[1:] + part[:-1]) / 2
    np.testing.assert_allclose(density, 12 * (middle - 0.5) ** 2, atol=1e-6)
    np.testing.assert_array_equal(u_shaped(part, 0.0), part)
    assert u_shaped(1.0) == 1 and u_shaped(0.0) == 0


@pytest.mark.parametrize(
    "world", [GBM(0.3, 0.1), MertonJumps(0.2, 50, 0.0, 0.03, 0.1)], ids=["GBM", "Merton"]
)
def test_volatility_keeps_to_busy_time_and_drift_to_the_calendar(world):
    clock = Clock.of_sessions(days=6, bars=2, overnight=0.25, weekend=2.0, u_shape=0.5)
    spots = world.simulate(100, clock=clock, n_paths=30_000, seed=3).spots
    vol = getattr(world, "total_vol", getattr(world, "vol", None))
    moves = np.diff(np.log(spots), axis=1)
    for k, busy in enumerate(np.diff(clock.busy)):
        assert mean_is((moves[:, k] - moves[:, k].mean()) ** 2, vol**2 * busy, z=4.5)
    for k in (2, 15, clock.times.size - 1):
        assert mean_is(spots[:, k], 100 * np.exp(0.1 * clock.times[k]))


def test_an_even_clock_is_no_clock():
    even = Clock.even(0.5, 10)
    for world in (GBM(0.3, 0.1), JUMPS, CALM):
        plain = world.simulate(100, 0.5, 10, 50, seed=7).spots
        np.testing.assert_array_equal(
            plain, world.simulate(100, clock=even, n_paths=50, seed=7).spots
        )
    # One array for both does not make uneven times even.
    times = np.array([0, 0.1, 0.5])
    spots = GBM(0.3).simulate(1.0, clock=Clock(times, times), n_paths=40_000, seed=1).spots
    assert mean_is((np.log(spots[:, 2] / spots[:, 1]) + 0.018) ** 2, 0.09 * 0.4)


def test_a_volatility_that_changes_on_known_days():
    """15 %, then 60 % from day 10: a clock whose busy time runs 16 times as fast."""
    times = np.arange(31) / 365
    busy = np.append(0, np.cumsum(np.where(np.arange(30) < 10, 1, 16))) / 365
    spots = GBM(0.15).simulate(100, clock=Clock(times, busy), n_paths=20_000, seed=1).spots
    moves = np.diff(np.log(spots), axis=1)
    for k, vol in ((0, 0.15), (9, 0.15), (10, 0.6), (29, 0.6)):
        assert mean_is((moves[:, k] + 0.5 * vol**2 / 365) ** 2, vol**2 / 365)


def test_nothing_happens_in_a_step_without_variance():
    clock = Clock.of_sessions(days=3, bars=2, overnight=0.0)
    for world in (GBM(0.3), JUMPS, CALM):
        spots = world.simulate(100, clock=clock, n_paths=20, seed=1).spots
        np.testing.assert_array_equal(spots[:, 3], spots[:, 2])
        assert (spots[:, 4] != spots[:, 3]).all()


def test_heston_on_a_clock():
    clock = Clock.of_sessions(days=60, bars=1, overnight=0.3)
    paths = CALM.simulate(100, clock=clock, n_paths=20_000, seed=2)
    decay = np.exp(-2.0 * clock.busy[-1])
    assert mean_is(paths.vols[:, -1] ** 2, 0.0625 + (0.04 - 0.0625) * decay)
    assert mean_is(paths.spots[:, -1], 100)


# --- one Brownian path at several step sizes -----------------------------------------------------


def test_coarse_and_fine_are_the_same_path():
    fine = GBM(0.3, 0.1).simulate(100, 0.5, 120, 20_000, seed=1)
    for n in (1, 5, 24, 120):
        coarse = fine.every(n)
        np.testing.assert_array_equal(coarse.spots, fine.spots[:, ::n])
        # and it has the law of a path simulated at that step: no bias comes in
        moves = np.diff(np.log(coarse.spots), axis=1)
        dt = 0.5 * n / 120
        z = ((moves - (0.1 - 0.045) * dt) / (0.3 * np.sqrt(dt))).ravel()
        assert mean_is(z, 0) and mean_is(z**2, 1) and mean_is(z**4, 3)


def test_refined_paths_keep_their_points_and_their_law():
    world = GBM(0.3, 0.1)
    coarse = world.simulate(100, 0.5, 4, 20_000, seed=1)
    fine = coarse.refine(6, vol=0.3, seed=1)
    np.testing.assert_array_equal(fine.every(6).spots, coarse.spots)
    np.testing.assert_array_equal(fine.every(6).times, coarse.times)
    dt = np.diff(fine.times)
    z = (np.diff(np.log(fine.spots), axis=1) - 0.055 * dt) / (0.3 * np.sqrt(dt))
    assert stats.kstest(z[:, 3], "norm").pvalue > 1e-3
    # Steps of unit variance that know nothing of each other: the new ones neither of the old.
    moments = z.T @ z / len(z)
    assert np.abs(moments - np.eye(24)).max() < 4.5 * np.sqrt(2 / len(z))
    few = coarse.pick(0).refine(6, vol=0.3, seed=1)
    np.testing.assert_array_equal(few.spots[0], fine.spots[0])
    np.testing.assert_array_equal(coarse.refine(1, vol=0.3).spots, coarse.spots)


def test_real_prices_can_be_refined():
    days = pd.to_datetime(["2015-08-21", "2015-08-24", "2015-08-25"])
    real = Paths.from_prices(pd.Series([100.0, 96.0, 95.0], index=days))
    fine = real.refine(10, vol=0.0)
    np.testing.assert_allclose(np.diff(np.log(fine.spots[0, :11])), np.log(0.96) / 10)
    assert fine.spots[0, [0, 10, 20]].tolist() == [100, 96, 95]


# --- a volatility that moves along ---------------------------------------------------------------


def test_marks_start_positive_and_keep_their_mean():
    paths = GBM(0.2).simulate(100, 0.5, 50, 20_000, seed=7)
    for rho in (-0.8, 0.0):
        for back, long_run in ((0.0, None), (3.0, 0.3)):
            marks = MovingVol(0.2, 0.7, rho, back, long_run).along(paths, seed=7)
            assert marks.shape == paths.spots.shape and marks.flags.f_contiguous
            assert (marks[:, 0] == 0.2).all() and (marks > 0).all()
            for k in (1, 25, 50):
                pull = np.exp(-back * paths.times[k])
                level = 0.2 if long_run is None else 0.3 * (0.2 / 0.3) ** pull
                assert mean_is(marks[:, k], level, z=4.5)
    spread = -np.expm1(-2 * 3.0 * 0.5) / 6 * 0.7**2
    assert mean_is((np.log(marks[:, -1]) - np.log(marks[:, -1]).mean()) ** 2, spread)


@pytest.mark.parametrize("rho", [-1.0, -0.7, 0.0, 0.5])
def test_marks_move_with_the_price(rho):
    # The same seed for both: what is drawn differs, or rho = 0 would fail here.
    paths = GBM(0.2).simulate(100, 0.25, 100, 1000, seed=7)
    marks = MovingVol(0.25, 0.8, rho).along(paths, seed=7)
    moves, returns = np.diff(np.log(marks)).ravel(), np.diff(np.log(paths.spots)).ravel()
    r = np.corrcoef(moves, returns)[0, 1]
    assert abs(r - rho) < 4 * (1 - rho**2) / np.sqrt(moves.size) + 0.01
    assert moves.std() == pytest.approx(0.8 * np.sqrt(0.25 / 100), rel=0.01)


def test_marks_of_a_path_are_its_own():
    paths = GBM(0.2).simulate(100, 0.25, 10, BLOCK + 9, seed=7)
    world = MovingVol(0.25, 0.8, -0.5, 1.0)
    all_of_them = world.along(paths, seed=3)
    few = Paths(paths.times, paths.spots[:100])
    np.testing.assert_array_equal(world.along(few, seed=3), all_of_them[:100])
    np.testing.assert_array_equal(world.along(paths, seed=3), all_of_them)
    still = Paths([0, 0.1, 0.2], [100.0, 100.0, 100.0])
    assert np.isfinite(world.along(still, seed=1)).all()
    assert (MovingVol(0.25, 0.0).along(paths, seed=1) == 0.25).all()


def test_a_replay_can_be_marked_with_them():
    paths = GBM(0.2).simulate(100, 0.25, 20, 100, seed=7)
    marks = MovingVol(0.2, 0.8, -0.7).along(paths, seed=7)
    book = gl.straddle(100, 0.5)
    run = gl.replay(book, paths, paid_vol=0.2, mark_vol=marks)
    told = run.attribution()
    np.testing.assert_allclose(told.sum(axis=1), run.pnl, atol=1e-7)
    assert np.corrcoef(told["vega"], marks[:, -1])[0, 1] > 0.8
    assert told["vanna"].abs().mean() > 0


# --- bad input -----------------------------------------------------------------------------------

BAD = {
    "vol": lambda: MertonJumps(-0.2, 1, 0, 0.1),
    "intensity": lambda: MertonJumps(0.2, -1, 0, 0.1),
    "jump_mean": lambda: MertonJumps(0.2, 1, np.nan, 0.1),
    "jump_sd": lambda: MertonJumps(0.2, 1, 0, -0.1),
    "strike": lambda: JUMPS.price(100, 0, 0.25),
    "expiry": lambda: JUMPS.delta(100, 100, -0.25),
    "right": lambda: JUMPS.price(100, 100, 0.25, right="both"),
    "start_vol": lambda: Heston(-0.1, 0.2, 1, 0.5, 0),
    "long_run_vol": lambda: Heston(0.1, 0.0, 1, 0.5, 0),
    "mean_reversion": lambda: Heston(0.1, 0.2, 0, 0.5, 0),
    "vol_of_vol": lambda: Heston(0.1, 0.2, 1, 0, 0),
    "correlation": lambda: Heston(0.1, 0.2, 1, 0.5, -1.01),
    "returns": lambda: BlockBootstrap([[0.1, 0.2]]),
    "returns ": lambda: BlockBootstrap([0.1, np.nan]),
    "mean_block": lambda: BlockBootstrap([0.1, 0.2], 0.5),
    "start": lambda: MovingVol(0, 0.5),
    "spot_correlation": lambda: MovingVol(0.2, 0.5, 2),
    "long_run": lambda: MovingVol(0.2, 0.5, 0, 1, -0.2),
    "paths": lambda: MovingVol(0.2, 0.5).along([1.0, 2.0]),
    "n": lambda: GBM(0.2).simulate(100, 1, 2).refine(0, 0.2),
    "n_paths": lambda: CALM.simulate(100, 1.0, 4, 0),
    "steps": lambda: JUMPS.simulate(100, 1.0),
    "horizon": lambda: GBM(0.2).simulate(100),
    "horizon, steps": lambda: GBM(0.2).simulate(100, 1.0, clock=Clock.even(1, 2)),
    "clock": lambda: GBM(0.2).simulate(100, clock=[0, 1]),
    "times": lambda: Clock([0, 2, 1], [0, 1, 2]),
    "busy": lambda: Clock([0, 1, 2], [0, 2, 1]),
    "busy ": lambda: Clock([0, 1, 2], [0, 2]),
    "busy[0]": lambda: Clock([0, 1, 2], [1, 2, 3]),
    "overnight": lambda: Clock.of_sessions(5, overnight=1.0),
    "weekend": lambda: Clock.of_sessions(5, weekend=-1),
    "weekday": lambda: Clock.of_sessions(5, weekday=5),
    "opens, closes": lambda: Clock.of_sessions(5, opens=16, closes=9),
    "depth": lambda: u_shaped(0.5, 1.5),
    "part": lambda: u_shaped([0.5, 1.5]),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_named(name):
    with pytest.raises(ValueError) as caught:
        BAD[name]()
    said = str(caught.value)
    assert said.startswith(f"{name.strip()} = ") and " must be " in said
