"""Monte Carlo: the same numbers as one replay of all paths, in blocks, on any executor."""

import subprocess
import sys
import threading
import tracemalloc
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np
import pytest
from effort import THOROUGH, often
from hypothesis import given, settings
from hypothesis import strategies as st
from policies import gives_up
from scipy import stats

import gammalab as gl
from gammalab.hedging.setup import prepare
from gammalab.montecarlo import batch
from gammalab.montecarlo.control import martingale
from gammalab.montecarlo.job import job_of
from gammalab.montecarlo.run import monte_carlo
from gammalab.montecarlo.tally import tally
from gammalab.paths.clock import Clock, clock_of
from gammalab.paths.prices import Paths
from gammalab.paths.streams import BLOCK

pytestmark = pytest.mark.filterwarnings("error:::gammalab")

WORLD = gl.GBM(0.3, drift=0.1)
BOOK = gl.straddle(100, 0.25)
SOME = 2 * BLOCK + 100  # paths: more than two streams, and a part of one
CLOCK = Clock(times=[0, 0.05, 0.15, 0.25], busy=[0, 0.15, 0.16, 0.25])


def run(book=BOOK, world=WORLD, n_paths=SOME, **more):
    given = {"spot": 100, "seed": 5, "paid_vol": 0.2, "progress": False, "workers": 1} | more
    if "clock" not in given:
        given = {"horizon": 0.25, "steps": 8} | given
    return monte_carlo(book, world, n_paths=n_paths, **given)


def same(a, b):
    """To the last bit, save for the streams that a result was made from."""
    assert a.summary().equals(b.summary())
    assert a.quantile(0.123) == b.quantile(0.123)
    assert (a.pnl is None) == (b.pnl is None)
    if a.pnl is not None:
        np.testing.assert_array_equal(a.pnl, b.pnl)


# --- against one replay of all paths -------------------------------------------------------------

BOOKS = {
    "straddle": BOOK,
    "short calls": -100 * gl.call(105, 0.25),
    "many expiries": gl.calendar(100, 0.25, 0.5) - 2 * gl.put(90, 0.4),
    "a forward": gl.call(90, 0.25) - gl.put(90, 0.25),
    "nothing": gl.Book(),
}
RATES = {
    "none": {},
    "all differ": dict(rate=0.05, carry=-0.02, cash_rate=0.08, hedge_vol=0.35, mark_vol=0.4),
}


@pytest.mark.parametrize("when", [dict(horizon=0.25, steps=8), dict(clock=CLOCK)], ids=str)
@pytest.mark.parametrize("rates", RATES)
@pytest.mark.parametrize("book", BOOKS)
def test_the_short_cut_is_a_replay(book, rates, when):
    book, rates = BOOKS[book], RATES[rates]
    paths = WORLD.simulate(100, **when, n_paths=SOME, seed=5)
    whole = gl.replay(book, paths, paid_vol=0.2, **rates)
    quick = run(book, keep="pnl", block=BLOCK, **when, **rates)
    notional = max(whole.notional[0], 100.0)
    np.testing.assert_allclose(quick.pnl, whole.pnl, rtol=0, atol=1e-12 * notional)
    assert quick.trades is None
    # Asked to count, it walks the long way, on the same paths.
    counted = run(book, keep="pnl", trading=True, **when, **rates)
    np.testing.assert_array_equal(counted.pnl, whole.pnl)
    assert counted.turnover == pytest.approx(whole.turnover.mean())
    assert counted.trades == pytest.approx(whole.trades.mean())


SKEW = {(90, 0.25): 0.3, (110, 0.25): 0.2}
LONG_WAYS = {
    "policy": dict(policy=gl.EveryN(2)),
    "stop": dict(stop=gl.Stop(above=150)),
    "latency": dict(execution=gl.Execution(latency=1)),
    "future": dict(venue=gl.Future(), rate=0.05, carry=0.02),
    "perpetual": dict(venue=gl.Perpetual(funding=0.1)),
    "marked along the path": dict(mark_vol=np.linspace(0.2, 0.4, 9)),
    "no volatility": dict(hedge_vol=0.0),
    "costs": dict(costs=gl.HalfSpread(bps=5)),
    "a log contract": dict(book=100 * gl.log_contract(100, 0.25)),
    "expires on the way": dict(book=gl.calendar(100, 0.125, 0.25), rate=0.03),
}
SHORT_CUTS = {
    "nothing said": {},
    "relative strikes": dict(book=gl.straddle(1.05, "end"), relative_strikes=True, rate=0.03),
    "relative strikes, alive at the end": dict(book=gl.call(0.9, 0.5), relative_strikes=True),
    "a volatility per option": dict(book=gl.strangle(90, 110, 0.25), paid_vol=SKEW),
    "no options at all": dict(book=gl.Book()),
    "a spot of its own": dict(spot=80.0),
}


@pytest.mark.parametrize("case", [*LONG_WAYS, *SHORT_CUTS])
def test_the_short_cut_is_taken_where_it_leads(case):
    given = {"book": BOOK, "paid_vol": 0.2, "spot": 100} | (LONG_WAYS | SHORT_CUTS)[case]
    done = run(**given, keep="pnl")
    assert (done.trades is None) == (case in SHORT_CUTS)
    book, spot = given.pop("book"), given.pop("spot")
    whole = gl.replay(book, WORLD.simulate(spot, 0.25, 8, SOME, seed=5), **given)
    np.testing.assert_allclose(done.pnl, whole.pnl, rtol=0, atol=1e-10)


def test_nothing_is_hedged_to_check_the_arguments():
    """Only a worker calls a policy, and only on paths of its own."""
    with pytest.raises(ValueError, match="n_paths = 0"):
        run(n_paths=0, policy=lambda now: 1 / 0)
    job_of(BOOK, WORLD, 100, clock_of(0.25, 8, None), True, 10, 1, False, False, None, False,
           dict(paid_vol=0.2, policy=lambda now: 1 / 0, costs=lambda *a: 1 / 0))  # fmt: skip


ALONG = np.linspace(0.2, 0.4, 9)


@pytest.mark.parametrize(
    "options",
    [
        dict(hedge_vol=ALONG),
        dict(mark_vol=ALONG.tolist()),
        dict(hedge_vol=ALONG[None, :]),
        dict(venue=gl.Perpetual(funding=ALONG)),
        dict(signals={"half_spread": ALONG}, policy=lambda now: now.signals["half_spread"]),
    ],
    ids=lambda options: next(iter(options)),
)
def test_what_moves_in_time_is_not_taken_for_what_differs_by_path(options):
    """Also in a block of as many paths as there are times."""
    paths = WORLD.simulate(100, 0.25, 8, 20, seed=5)
    whole = gl.replay(BOOK, paths, paid_vol=0.2, **options)
    for n_paths in (9, 20):
        done = run(n_paths=n_paths, keep="pnl", **options)
        np.testing.assert_array_equal(done.pnl, whole.pnl[:n_paths])


def test_policies_and_costs_go_the_long_way():
    options = dict(paid_vol=0.2, policy=gl.DeltaBand(0.1), costs=gl.HalfSpread(bps=5))
    whole = gl.replay(BOOK, WORLD.simulate(100, 0.25, 8, SOME, seed=5), **options)
    blocks = run(keep="pnl", **options)
    np.testing.assert_array_equal(blocks.pnl, whole.pnl)
    for name in ("cost", "turnover", "trades"):
        assert getattr(blocks, name) == pytest.approx(getattr(whole, name).mean())
    assert blocks.summary()["cost"] > 0


def test_one_volatility_per_time():
    vols = np.linspace(0.2, 0.4, 9)
    paths = WORLD.simulate(100, 0.25, 8, SOME, seed=5)
    whole = gl.replay(BOOK, paths, paid_vol=0.2, hedge_vol=vols, mark_vol=vols)
    np.testing.assert_array_equal(run(keep="pnl", hedge_vol=vols, mark_vol=vols).pnl, whole.pnl)


@pytest.mark.parametrize("when", [dict(horizon=0.25, steps=8), dict(clock=CLOCK)], ids=str)
@pytest.mark.parametrize("trading", [False, True])
def test_a_twin_has_the_opposite_normals(trading, when):
    paths = WORLD.simulate(100, **when, n_paths=5000, seed=5)
    middle = np.exp((WORLD.drift * paths.times) * 2) * 100**2
    busy = paths.times if "clock" not in when else CLOCK.busy
    mirrored = Paths(paths.times, middle * np.exp(-(WORLD.vol**2) * busy) / paths.spots)
    twins = run(n_paths=10_000, keep="pnl", antithetic=True, trading=trading, **when)
    for pnl, world in ((twins.pnl[0::2], paths), (twins.pnl[1::2], mirrored)):
        np.testing.assert_allclose(
            pnl, gl.replay(BOOK, world, paid_vol=0.2).pnl, rtol=0, atol=1e-10
        )


@dataclass(frozen=True)
class Coin:
    """A world that knows `simulate` and nothing else."""

    def simulate(self, spot, horizon, steps, n_paths, seed):
        moves = np.random.default_rng(seed).choice([0.98, 1.02], (n_paths, steps))
        moves = np.concatenate([np.ones((n_paths, 1)), moves], axis=1)
        return Paths(np.linspace(0, horizon, steps + 1), spot * moves.cumprod(axis=1))


def test_any_model():
    done = run(world=Coin(), keep="pnl")
    seeds = np.random.SeedSequence(5).spawn(3)
    sizes = (BLOCK, BLOCK, SOME - 2 * BLOCK)
    parts = [Coin().simulate(100, 0.25, 8, n, s) for n, s in zip(sizes, seeds, strict=True)]
    expected = np.concatenate([gl.replay(BOOK, paths, paid_vol=0.2).pnl for paths in parts])
    np.testing.assert_array_equal(done.pnl, expected)
    np.testing.assert_array_equal(run(world=Coin(), keep="pnl", block=BLOCK).pnl, expected)


MODELS = [
    gl.MertonJumps(0.2, 4, -0.05, 0.05),
    gl.Heston(0.2, 0.2, 2.0, 0.4, -0.7),
    gl.feedback.FeedbackMarket(0.2, 0.001, -20 * gl.call(100, 0.5)),
]


RETURNS = gl.BlockBootstrap([0.01, -0.02, 0.005, 0.01, -0.004])  # which keep a clock of their own
EVEN = dict(horizon=0.25, steps=8)
ASKED = [(model, when) for model in MODELS for when in (EVEN, dict(clock=CLOCK))]


@pytest.mark.parametrize(
    "model, when", [*ASKED, (RETURNS, EVEN)], ids=lambda part: type(part).__name__
)
def test_models_of_the_library(model, when):
    n = BLOCK + 50
    done = run(world=model, n_paths=n, keep="pnl", **when)
    seeds, sizes = np.random.SeedSequence(5).spawn(2), (BLOCK, 50)
    parts = [
        model.simulate(100, **when, n_paths=size, seed=seed)
        for size, seed in zip(sizes, seeds, strict=True)
    ]
    expected = np.concatenate([gl.replay(BOOK, paths, paid_vol=0.2).pnl for paths in parts])
    np.testing.assert_array_equal(done.pnl, expected)


@dataclass(frozen=True)
class Answers:
    """A model that answers something else than it was asked for."""

    answer: object

    def simulate(self, spot, horizon, steps, n_paths, seed):
        return self.answer(WORLD.simulate(spot, horizon, steps, n_paths, seed=seed))


@pytest.mark.parametrize(
    "answer, words",
    [
        (lambda p: 3.0, "3.0: .* must be Paths"),
        (lambda p: None, "None: .* must be Paths"),
        (lambda p: p.pick(0), "'1 paths': .* as many paths as were asked for, 4096"),
        (lambda p: p.every(2), "'4 steps over 0.25 years': .* 8 steps over 0.25 years"),
        (lambda p: Paths(p.times / 2, p.spots), "'8 steps over 0.125 years': .* 8 steps over"),
        (lambda p: Paths(p.times, p.spots / 2), "'paths from 50.0': .* the spot, 100.0"),
    ],
)
def test_a_model_is_held_against_what_it_was_asked_for(answer, words):
    with pytest.raises(ValueError, match=r"Answers\.simulate\(\.\.\.\) = " + words):
        run(world=Answers(answer))
    assert run(world=Answers(lambda p: p)).n_paths == SOME


def test_a_control_sees_spots_and_volatilities_of_the_whole_block():
    @dataclass(frozen=True)
    class Moving:
        def simulate(self, spot, clock, n_paths, seed):
            paths = WORLD.simulate(spot, clock=clock, n_paths=n_paths, seed=seed)
            return Paths(paths.times, paths.spots, vols=paths.spots / 100)

    seen = []

    def control(paths):
        seen.append((paths.n_paths, float(paths.vols[0, 0]), paths.spots.flags.f_contiguous))
        return paths.spots[:, -1]

    run(world=Moving(), clock=CLOCK, control=control)
    assert seen == [(SOME, 1.0, True)]


# --- statistics ----------------------------------------------------------------------------------


def test_figures_are_those_of_the_paths():
    kept, streamed = run(keep="pnl", block=BLOCK), run(block=BLOCK)
    pnl = kept.pnl
    assert streamed.pnl is None
    assert kept.mean == pytest.approx(pnl.mean(), rel=1e-12)
    assert kept.sd == pytest.approx(pnl.std(ddof=1), rel=1e-12)
    assert kept.skew == pytest.approx(stats.skew(pnl), rel=1e-10)
    assert kept.standard_error == pytest.approx(stats.sem(pnl), rel=1e-12)
    assert kept.variance_ratio == pytest.approx(1.0)
    for q in (0.0, 0.001, 0.3, 0.5, 0.99, 1.0):
        exact = np.quantile(pnl, q)
        assert kept.quantile(q) == exact
        near = np.sort(np.abs(np.sort(pnl) - exact))[1]  # the sample itself is that coarse
        assert streamed.quantile(q) == pytest.approx(exact, rel=1e-3, abs=near)
    summary = streamed.summary()
    for name in ("1% quantile", "median", "99% quantile, error", "variance ratio", "skew"):
        assert np.isfinite(summary[name])
    assert summary["crude standard error"] == kept.crude_error == pytest.approx(stats.sem(pnl))
    # A quantile's error, from the binomial spread and the density of a normal sample.
    normal = run(gl.call(100, 0.25), control=lambda p: p.spots[:, -1], n_paths=40_000)
    density = stats.gaussian_kde(run(gl.call(100, 0.25), n_paths=40_000, keep="pnl").pnl[:5000])
    expected = 0.5 / np.sqrt(40_000) / density(normal.quantile(0.5))[0]
    assert normal.quantile_error(0.5) == pytest.approx(expected, rel=0.3)


def test_errors_of_pairs_and_controls_are_those_of_textbooks():
    twins = run(
        n_paths=20_000, keep="pnl", antithetic=True, policy=gl.Never(), book=gl.call(100, 1)
    )
    pairs = twins.pnl.reshape(-1, 2).mean(axis=1)
    assert twins.mean == pytest.approx(pairs.mean())
    assert twins.standard_error == pytest.approx(stats.sem(pairs))
    assert twins.crude_error == pytest.approx(stats.sem(twins.pnl), rel=1e-4)
    assert twins.variance_ratio > 1.5  # a call leans with the price: opposites help

    def control(paths):
        return paths.spots[:, -1] - 100 * np.exp(WORLD.drift * 0.25)

    options = dict(policy=gl.Never(), book=gl.call(100, 0.25), keep="pnl")
    with_it = run(control=control, **options)
    x = control(WORLD.simulate(100, 0.25, 8, SOME, seed=5))
    fit = stats.linregress(x, with_it.pnl)
    assert with_it.mean == pytest.approx(fit.intercept)
    assert with_it.control_weight == pytest.approx(fit.slope)
    residual = with_it.pnl - fit.intercept - fit.slope * x
    error = np.sqrt((residual**2).sum() / (SOME - 2) / SOME)
    assert with_it.standard_error == pytest.approx(error)
    assert with_it.variance_ratio > 3
    # Both at once: pairs are the units that are fitted.
    both = run(antithetic=True, control=control, **options)
    assert both.variance_ratio > with_it.variance_ratio
    assert np.isnan(run().control_weight)


CONTROLLED = {
    "straddle": (BOOK, {}),
    "rates": (BOOK, dict(rate=0.05, carry=-0.02, cash_rate=0.08, hedge_vol=0.35)),
    "marked": (gl.calendar(100, 0.3, 0.5) - 2 * gl.put(90, 0.4), dict(mark_vol=0.4, rate=0.03)),
    "clock": (BOOK, dict(clock=CLOCK, carry=0.02)),
    "unhedged": (BOOK, dict(policy=gl.Never(), rate=0.04)),
    "costs": (-BOOK, dict(costs=gl.HalfSpread(bps=5), policy=gl.DeltaBand(0.1))),
    "log": (100 * gl.log_contract(100, 0.5), dict(rate=0.05, cash_rate=0.08)),
    "relative": (gl.put(1.02, 0.25), dict(relative_strikes=True, policy=gl.EveryN(2))),
    "by option": (gl.strangle(90, 110, 0.25), dict(paid_vol=SKEW)),
    "settled": (BOOK - gl.straddle(100, 0.125), dict(policy=gl.Never(), cash_rate=4.0)),
}


@pytest.mark.parametrize("case", CONTROLLED)
def test_the_martingale_has_no_mean_and_saves_error(case):
    book, options = CONTROLLED[case]
    when = (None, None, options["clock"]) if "clock" in options else (0.25, 8, None)
    replayed = {"paid_vol": 0.2} | {k: v for k, v in options.items() if k != "clock"}
    job = job_of(
        book, WORLD, 100, clock_of(*when), False, 40_000, 11, False, False, "martingale",
        False, replayed,
    )  # fmt: skip
    block = batch.work(job, 0, 40_000)
    error = np.sqrt(block.scatter[1, 1]) / 40_000
    assert abs(block.centre[1]) < 4 * error
    saved = run(book, control="martingale", n_paths=20_000, **options).variance_ratio
    assert saved > (20 if options.get("policy") == gl.Never() else 1.5)  # what is hedged leans less


def test_the_martingale_of_one_book_said_in_two_ways():
    paths, clock = WORLD.simulate(100, 0.25, 8, 50, seed=5), clock_of(0.25, 8, None)

    def control(book, paths=paths, clock=clock, **options):
        setup = prepare(book, paths, paid_vol=0.2, **options)
        return martingale(setup, WORLD, clock)

    known = control(gl.strangle(90, 110, 0.3), mark_vol=0.4)
    relative = control(gl.strangle(0.9, 1.1, 0.3), mark_vol=0.4, relative_strikes=True)
    np.testing.assert_allclose(relative, known, rtol=1e-11)
    by_option = control(gl.strangle(90, 110, 0.3), mark_vol={(90, 0.3): 0.4, (110, 0.3): 0.4})
    np.testing.assert_allclose(by_option, known, rtol=1e-12)
    # What is settled on the way moves no more from there on, and earns interest.
    unhedged = dict(policy=gl.Never(), cash_rate=0.6)
    half = Paths(paths.times[:5], paths.spots[:, :5])
    sooner = control(gl.straddle(100, 0.125), half, clock_of(0.125, 4, None), **unhedged)
    later = control(gl.straddle(100, 0.125), **unhedged)
    np.testing.assert_allclose(later, np.exp(0.6 * 0.125) * sooner, rtol=1e-9)


def test_shares_held_by_a_timetable_are_the_martingale():
    """Where the drift is what cash earns, each step's gain is its surprise, with interest."""
    world, clock = gl.GBM(0.3, drift=0.5), clock_of(0.25, 8, None)
    paths = world.simulate(100, 0.25, 8, 50, seed=5)
    run = gl.replay(
        gl.Book(), paths, paid_vol=0.2, cash_rate=0.5, policy=lambda now: 1.0 + 3.0 * now.time
    )
    control = martingale(run.setup, world, clock)
    np.testing.assert_allclose(control, run.pnl, rtol=1e-11, atol=1e-11)
    assert run.pnl.std() > 10  # not zero both times


def test_the_mean_that_theory_knows():
    # 20% paid, 30% happens and hedged at: V(30%) - V(20%), grown at the cash rate.
    options = dict(hedge_vol=0.3, rate=0.05, carry=0.02, steps=30)
    values = [BOOK.value(100, v, rate=0.05, carry=0.02) for v in (0.3, 0.2)]
    expected = (values[0] - values[1]) * np.exp(0.05 * 0.25)
    for more in ({}, {"antithetic": True}, {"control": "martingale"}):
        done = run(world=gl.GBM(0.3, drift=0.02), n_paths=40_000, **options, **more)
        assert abs(done.mean - expected) < 4 * done.standard_error


def test_a_world_that_stands_still():
    done = run(world=gl.GBM(0.0), control="martingale")
    assert done.sd == pytest.approx(0, abs=1e-9)
    assert done.mean == pytest.approx(-BOOK.value(100, 0.2))


@given(
    st.lists(st.integers(-(10**6), 10**6), min_size=4, max_size=60), st.floats(0, 1)
)  # fmt: skip
@settings(max_examples=often(40))
def test_tallies_add_up(values, where):
    values = np.array(values) / 1000
    cut = int(where * (len(values) - 1))
    parts = [values[:cut], values[cut:]] if cut else [values]
    tallies = [tally(part, 1.0, control=part**2) for part in parts]
    total = tallies[0].opened()
    for part in tallies[1:]:
        total.add(part)
    size = np.abs(values).max() or 1.0
    assert total.n == len(values) == total.counts.sum()
    assert total.ends == (values.min(), values.max())
    off = values - values.mean()
    expected = [values.mean() / size, (off**2).sum() / size**2, (off**3).sum() / size**3]
    np.testing.assert_allclose(
        total.moments / [size, size**2, size**3], expected, rtol=1e-9, atol=1e-9
    )
    spread = np.cov(values / size, values**2 / size**2, ddof=0) * len(values)
    scale = np.outer([size, size**2], [size, size**2])
    np.testing.assert_allclose(total.scatter / scale, spread, rtol=1e-9, atol=1e-9)


# --- workers -------------------------------------------------------------------------------------

KINDS = {
    "short cut": dict(keep="pnl"),
    "antithetic": dict(n_paths=5 * BLOCK, antithetic=True),
    "long way": dict(
        policy=gl.DeltaBand(0.1), costs=gl.HalfSpread(bps=5), control="martingale", keep="pnl"
    ),
}
SMALL = dict(n_paths=9 * BLOCK + 6, steps=4)


@pytest.fixture(scope="module")
def alone():
    """What one worker finds, kind by kind."""
    return {kind: run(**{**SMALL, "block": 2 * BLOCK, **KINDS[kind]}) for kind in KINDS}


def on(executor, kind, **more):
    return run(**{**SMALL, "block": 2 * BLOCK, "executor": executor, **KINDS[kind], **more})


@pytest.mark.parametrize("workers", [2, 5, None])
@pytest.mark.parametrize("kind", KINDS)
def test_threads(kind, workers, alone):
    same(on(None, kind, workers=workers), alone[kind])


def test_processes(alone):
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        for kind in KINDS if THOROUGH else ("short cut",):
            same(on(executor, kind, workers=None), alone[kind])
        with pytest.raises(ValueError, match="policy at step 2 = .*nan"):
            on(executor, "short cut", policy=gives_up)
        assert executor.submit(abs, -1).result() == 1  # it is left open


def test_dask(alone):
    from dask.distributed import Client, LocalCluster  # here: worker processes import this file too

    where = dict(host="127.0.0.1", worker_dashboard_address=None) if THOROUGH else {}
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=THOROUGH, dashboard_address=None, **where
        ) as cluster,
        Client(cluster) as client,
    ):  # fmt: skip
        executor = client.get_executor()
        for kind in KINDS:
            same(on(executor, kind, workers=None), alone[kind])
        with pytest.raises(ValueError, match="policy at step 2 = .*nan"):
            on(executor, "short cut", policy=gives_up)


class Slow(Executor):
    """Runs a task when its result is asked for, and remembers how many were waiting."""

    def __init__(self, interrupt=None):
        self.futures, self.most, self.interrupt = [], 0, interrupt

    def submit(self, function, *arguments):
        outer = self

        class Lazy(Future):
            def result(self, timeout=None):
                if outer.interrupt is not None and len(outer.futures) >= outer.interrupt:
                    raise KeyboardInterrupt
                self.set_result(function(*arguments))
                return super().result()

        self.futures.append(Lazy())
        waiting = sum(not future.done() for future in self.futures)
        self.most = max(self.most, waiting)
        return self.futures[-1]


def test_few_blocks_are_on_their_way():
    executor = Slow()
    same(run(n_paths=30 * BLOCK, block=BLOCK, executor=executor, workers=2, steps=2),
         run(n_paths=30 * BLOCK, block=BLOCK, steps=2))  # fmt: skip
    assert len(executor.futures) == 30
    assert executor.most == 6


def test_control_c_cancels_what_waits():
    executor = Slow(interrupt=8)
    with pytest.raises(KeyboardInterrupt):
        run(n_paths=30 * BLOCK, block=BLOCK, executor=executor, workers=2, steps=2)
    assert len(executor.futures) == 8
    assert sum(future.cancelled() for future in executor.futures) == 5


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_comes_through(workers):
    with pytest.raises(ValueError, match="policy at step 2 = .*nan"):
        run(policy=gives_up, workers=workers, block=BLOCK)
    with ThreadPoolExecutor(2) as executor:
        with pytest.raises(ValueError, match="policy at step 2 = .*nan"):
            run(policy=gives_up, executor=executor, block=BLOCK)


def test_memory_does_not_grow():
    def peak(n_paths):
        tracemalloc.start()
        run(n_paths=n_paths, steps=2)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(BLOCK)
    assert peak(800_000) < peak(100_000) + 500_000  # bytes; the paths alone would be 19 MB


# --- seeds ---------------------------------------------------------------------------------------


def test_seeds():
    first = run(n_paths=100)
    same(first, run(n_paths=100, seed=first.seed))
    same(first, run(n_paths=100, seed=np.random.SeedSequence(5)))
    fresh = run(n_paths=100, seed=None)
    assert fresh.mean != run(n_paths=100, seed=None).mean
    same(fresh, run(n_paths=100, seed=fresh.seed))
    child = np.random.SeedSequence(5).spawn(1)[0]
    paths = WORLD.simulate(100, 0.25, 8, 100, seed=child)
    np.testing.assert_allclose(
        run(n_paths=100, seed=child, keep="pnl").pnl, gl.replay(BOOK, paths, paid_vol=0.2).pnl
    )
    # The first paths of a seed are the same however many are asked for.
    kept = run(keep="pnl").pnl
    np.testing.assert_allclose(run(n_paths=100, keep="pnl").pnl, kept[:100], rtol=0, atol=1e-12)


def test_one_path():
    done = run(n_paths=1)
    assert np.isnan(done.standard_error) and np.isnan(done.sd)
    assert done.quantile(0.5) == pytest.approx(done.mean)
    assert np.isnan(run(n_paths=2, antithetic=True).standard_error)


# --- the progress bar ----------------------------------------------------------------------------


def test_the_bar_in_a_terminal(capsys):
    run(n_paths=2 * BLOCK, block=BLOCK, progress=True)
    out, err = capsys.readouterr()
    assert out == "" and "100%" in err and "path/s" in err
    run(n_paths=2 * BLOCK, block=BLOCK)
    assert capsys.readouterr() == ("", "")


def test_the_bar_in_a_notebook():
    import asyncio

    import nbformat
    from nbclient import NotebookClient

    source = (
        "import gammalab as gl\n"
        "from gammalab import monte_carlo\n"
        "run = monte_carlo(gl.call(100, 1), gl.GBM(0.2), spot=100, horizon=1, steps=2,\n"
        "                  n_paths=10_000, paid_vol=0.2, seed=1)"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    client = NotebookClient(notebook, timeout=60, kernel_name="python3")
    with ThreadPoolExecutor(1) as pool:  # its execute() leaves an event loop open
        pool.submit(asyncio.run, client.async_execute()).result()
    outputs = notebook.cells[0].outputs
    shown = [o.data for o in outputs if o.output_type == "display_data"]
    assert any("application/vnd.jupyter.widget-view+json" in data for data in shown)
    assert [o for o in outputs if o.output_type in ("stream", "error")] == []


# --- bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong, words",
    [
        (dict(n_paths=0), "n_paths = 0: n_paths must be a whole number, 1 or more"),
        (dict(n_paths=3, antithetic=True), "n_paths = 3: .* even"),
        (dict(spot=-1), "spot = -1.0: spot must be above 0"),
        (dict(steps=0), "steps = 0"),
        (dict(horizon=-0.5), "horizon = -0.5"),
        (dict(horizon=0.5, steps=7), "book = .*between 0.21.* and 0.28.* years"),
        (dict(clock=CLOCK, horizon=0.25), "horizon, steps = .*left out"),
        (dict(seed=-1), "seed = -1"),
        (dict(paid_vol=-0.2), "paid_vol = -0.2"),
        (dict(hedge_vol=np.full((SOME, 9), 0.2)), "hedge_vol = .*one per time"),
        (dict(hedge_vol=[0.2, 0.3]), r"hedge_vol = \(2,\): .*one per time, of shape \(9,\)"),
        (dict(hedge_vol=[[0.2], [0.3, 0.4]]), "hedge_vol = "),
        (dict(mark_vol=np.full((SOME, 1), 0.2)), "mark_vol = .*there is no path yet"),
        (dict(paid_vol=np.full(SOME, 0.2)), "paid_vol = .*one per option: there is no path yet"),
        (dict(paid_vol=[0.2]), "paid_vol = .*there is no path yet"),
        (dict(signals={"depth": np.ones((SOME, 9))}), "signals.'depth'. = .*one per time"),
        (dict(signals=[1.0]), "signals = .*a dict of arrays by name"),
        (dict(venue=gl.Perpetual(funding=np.ones((SOME, 9)))), "funding = .*one per time"),
        (dict(antithetic=1), "antithetic = 1: .*True or False"),
        (dict(trading="no"), "trading = 'no': .*True or False"),
        (dict(progress=None), "progress = None: .*True or False"),
        (dict(block=1000), "block = 1000: block must be a multiple of 4096"),
        (dict(block=BLOCK, antithetic=True), "block = 4096: block must be a multiple of 8192"),
        (dict(workers=0), "workers = 0"),
        (dict(keep="all"), "keep = 'all'"),
        (dict(keep=True), "keep = True"),
        (dict(control="delta"), "control = 'delta'"),
        (dict(control=lambda paths: 1.0), r"control = \(\): .*one number per path"),
        (dict(control=lambda paths: np.full(paths.n_paths, np.nan)), "control = nan"),
        (dict(world=3), "model = 3"),
        (dict(world=gl.GBM), r"model = 'GBM': .* GBM is a class: call it, GBM\(...\)"),
        (dict(world=Coin), "model = 'Coin': .* is a class"),
        (dict(policy=gl.EveryStep), "policy = 'EveryStep': .* is a class"),
        (dict(control=dict), "control = <class 'dict'>: .*'martingale'"),
        (dict(world=Coin(), antithetic=True), "model = 'Coin': .*GBM"),
        (dict(world=Coin(), control="martingale"), "model = 'Coin': .*GBM"),
        (dict(quantiles=(0.5, 1.5)), "quantiles = 1.5"),
        (dict(book="straddle"), "book = 'straddle'"),
        (dict(world=gl.GBM(0.2, drift=-1e5)), "spots = 0.0 .*above 0"),
        (dict(world=gl.GBM(0.2, drift=1e5)), "spots = inf .*finite"),
    ],
    ids=lambda part: part if isinstance(part, str) else "-".join(part),
)
def test_bad_input(wrong, words):
    with pytest.raises(ValueError, match=words):
        run(**{"n_paths": SOME - SOME % 2, **wrong})


def test_bad_quantiles_and_words():
    with pytest.raises(ValueError, match="pnl = inf: pnl must be finite on every path"):
        tally(np.array([1.0, np.inf]), size=1.0)
    with pytest.raises(ValueError, match="q = 1.5"):
        run(n_paths=10).quantile(1.5)
    with pytest.raises(TypeError, match="volatility"):
        run(volatility=0.2)


def test_the_bar_is_imported_when_it_is_shown():
    code = (
        "import sys, gammalab as gl\n"
        "for progress in (False, True):\n"
        "    gl.monte_carlo(gl.call(100, 1), gl.GBM(0.2), spot=100, horizon=1, steps=2,\n"
        "                   n_paths=9, paid_vol=0.2, progress=progress).mean\n"
        "    print(sorted({'tqdm', 'IPython', 'scipy.optimize'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", code]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    without, with_it = said.splitlines()
    assert without == "[]"
    assert "tqdm" in with_it


def test_threads_are_not_needed_with_one_worker(monkeypatch):
    def refuse(self):  # as in a browser (Pyodide), where there are none to be had
        raise RuntimeError("no threads here")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert run(workers=1).n_paths == SOME
    with pytest.raises(RuntimeError, match="no threads here"):
        run(workers=2, block=BLOCK)
