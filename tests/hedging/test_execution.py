"""Execution: late, partial, rounded and halted fills, stops, and slippage that adds up."""

import numpy as np
import pytest
from effort import often
from hypothesis import given, reject, settings
from hypothesis import strategies as st

import gammalab as gl
from gammalab.hedging.execution import Execution, Stop
from gammalab.hedging.margin import Margin
from gammalab.hedging.venues import Future, InversePerpetual, Perpetual, Spot

FAR = gl.call(100, 1.0)


def path(*spots):
    return gl.Paths(np.arange(len(spots)) / 365, [float(s) for s in spots])


def holds(*units):
    """A policy that wants these units, step by step."""
    return lambda now: np.full(now.spot.shape, float(units[now.step]))


def held(policy, paths, **options):
    return gl.replay(FAR, paths, paid_vol=0.2, policy=policy, **options).ledger()["hedge"].tolist()


FLAT = path(100, 100, 100, 100, 100)


def test_latency_fills_later_at_the_price_then():
    assert held(holds(5, 6, 7, 8), FLAT, execution=Execution(latency=2)) == [0, 0, 5, 6, 0]
    run = gl.replay(FAR, path(100, 110, 120), paid_vol=0.2, policy=holds(5, 5),
                    execution=Execution(latency=1))  # fmt: skip
    ledger = run.ledger()
    assert ledger["trade"].tolist() == [0, 5, -5]
    # 5 units decided on at 100, bought at 110: 50 lost against the decision.
    assert run.slippage[0] == pytest.approx(50)
    assert run.attribution(0)["slippage"].sum() == pytest.approx(-50)


def test_orders_on_their_way_survive_a_policy_that_is_content():
    once = gl.Once()
    late = gl.replay(FAR, FLAT, paid_vol=0.2, policy=once, execution=Execution(latency=2)).ledger()
    assert late["hedge"].iloc[2] == pytest.approx(late["delta"].iloc[0] * -1)


def test_a_size_limit_fills_over_several_steps():
    only = lambda now: np.where(now.step == 0, 5.0, now.hedge)  # noqa: E731
    assert held(only, FLAT, execution=Execution(max_trade=2)) == [2, 4, 5, 5, 0]


def test_lots_round_the_holding_to_the_nearest():
    assert held(holds(1.24, 1.26, -0.3, 0.1), FLAT, execution=Execution(lot=0.5)) == pytest.approx(
        [1.0, 1.5, -0.5, 0.0, 0.0]
    )


def test_halts_stop_trading_and_orders_stand():
    run = Execution(halts={1, 2})
    assert held(holds(5, 6, 7, 7), FLAT, execution=run) == [5, 5, 5, 7, 0]


def test_a_stop_fills_where_the_market_is_and_not_where_it_was_put():
    run = gl.replay(
        FAR, path(100, 99, 80, 120), paid_vol=0.2, policy=holds(3, 3, 3), stop=Stop(below=95)
    )
    assert run.ledger()["hedge"].tolist() == [3, 3, 0, 0]
    assert run.slippage[0] == pytest.approx(3 * 15)  # 95 was asked for, 80 was got
    assert run.attribution(0)["slippage"].sum() == pytest.approx(-45)
    above = gl.replay(
        FAR, path(100, 106, 100), paid_vol=0.2, policy=holds(-1, -1), stop=Stop(above=105)
    )
    assert above.slippage[0] == pytest.approx(1)


def test_nothing_special_means_no_slippage():
    paths = gl.GBM(vol=0.2).simulate(100, 0.1, 20, n_paths=50, seed=1)
    run = gl.replay(FAR, paths, paid_vol=0.2, policy=gl.DeltaBand(0.05, to="edge"))
    plain = gl.replay(FAR, paths, paid_vol=0.2, policy=gl.DeltaBand(0.05, to="edge"),
                      execution=Execution())  # fmt: skip
    assert (run.slippage == 0).all() and (plain.slippage == 0).all()
    np.testing.assert_array_equal(run.pnl, plain.pnl)


def test_latency_makes_short_gamma_pay_and_the_long_earn_on_average_nothing():
    """A fair world: late hedges add noise; on average neither side gains from them."""
    paths = gl.GBM(vol=0.2).simulate(100, 0.1, 40, n_paths=20_000, seed=2)
    book = gl.straddle(100, 0.1)
    late = gl.replay(book, paths, paid_vol=0.2, execution=Execution(latency=3))
    quick = gl.replay(book, paths, paid_vol=0.2)
    error = late.slippage.std(ddof=1) / np.sqrt(late.slippage.size)
    assert abs(late.slippage.mean()) < 4 * error
    assert late.pnl.std() > 1.3 * quick.pnl.std()


VENUES = st.sampled_from(
    [
        Spot(),
        Future(),
        Future(margin=Margin(8.0, 0.02)),
        Perpetual(funding=0.3),
        Perpetual(funding=0.3, margin=Margin(5.0, 0.02, fee=0.01)),
        Perpetual(funding=-0.3, margin=Margin(5.0, 0.02, mode="cross", fee=0.01)),
        InversePerpetual(funding=0.2, margin=Margin(6.0, 0.01)),
    ]
)
EXECUTIONS = st.sampled_from(
    [
        None,
        Execution(latency=2),
        Execution(max_trade=0.1, lot=0.01),
        Execution(latency=1, max_trade=0.2, halts={3, 4}),
    ]
)
POLICIES = st.sampled_from(
    [
        gl.EveryStep(),
        gl.EveryN(3),
        gl.DeltaBand(0.1),
        gl.DeltaBand(0.1, to="edge"),
        gl.PriceMove(0.02),
        gl.Once(),
        gl.Never(),
        gl.WhalleyWilmott(cost_rate=0.001, risk_aversion=1.0),
        gl.Zakamouline(cost_rate=0.001, risk_aversion=1.0),
        gl.Leland(cost_rate=0.0005, dt=0.1 / 12),
        gl.Schedule([0.0, 0.05, 0.08]),
        gl.PremiumAdjusted(gl.EveryStep()),
    ]
)
RETURNS = np.random.default_rng(1).standard_t(4, 300) * 0.02
MODELS = st.sampled_from(
    [
        gl.GBM(vol=0.5, drift=0.1),
        gl.MertonJumps(vol=0.3, intensity=20.0, jump_mean=-0.05, jump_sd=0.1),
        gl.Heston(
            start_vol=0.5, long_run_vol=0.4, mean_reversion=3.0, vol_of_vol=1.0, correlation=-0.6
        ),
        gl.BlockBootstrap(RETURNS, mean_block=5),
    ]
)
IMPACT = gl.SquareRootImpact(coefficient=1.0, daily_volume=100.0, daily_vol=0.03)
COSTS = st.sampled_from(
    [None, gl.HalfSpread(bps=5) + gl.FixedFee(0.01), gl.Proportional(0.002), IMPACT]
)
STOPS = st.sampled_from([None, Stop(below=92), Stop(above=106), Stop(below=90, above=110)])


@settings(max_examples=often(100))
@given(
    VENUES, EXECUTIONS, POLICIES, COSTS, STOPS, MODELS, st.sampled_from([1, -1]),
    st.integers(0, 10**6),
)  # fmt: skip
def test_cash_is_attribution_for_every_combination(
    venue, execution, policy, costs, stop, model, side, seed
):
    paths = model.simulate(100, 0.1, 12, n_paths=6, seed=seed)
    book = side * (gl.straddle(100, 0.1) + gl.call(105, 0.3))
    try:
        run = gl.replay(
            book, paths, paid_vol=0.3, mark_vol=0.35, rate=0.04, carry=0.02, cash_rate=0.01,
            policy=policy, costs=costs, venue=venue, execution=execution, stop=stop,
        )  # fmt: skip
    except ValueError as refused:  # a late first hedge, dearer by then than the collateral bears
        assert "enough to open a hedge" in str(refused)
        reject()
    told = run.attribution()
    np.testing.assert_allclose(told.sum(axis=1), run.pnl, atol=1e-9 * run.notional[0], rtol=0)
    np.testing.assert_allclose(told["slippage"], -run.slippage, atol=1e-10)
    np.testing.assert_allclose(told["funding"], run.funding, atol=1e-12)
    np.testing.assert_allclose(told["costs"], -run.cost, atol=1e-12)
    for k in range(3):
        assert run.ledger(k)["pnl"].iloc[-1] == run.pnl[k] or np.isclose(
            run.ledger(k)["pnl"].iloc[-1], run.pnl[k], atol=1e-9 * run.notional[0]
        )
        one = run.attribution(k)
        np.testing.assert_allclose(one.sum(), told.loc[k], atol=1e-10)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Execution(latency=-1), "latency = -1"),
        (lambda: Execution(latency=1.5), "latency = 1.5"),
        (lambda: Execution(max_trade=0), "max_trade = 0"),
        (lambda: Execution(lot=np.nan), "lot = nan"),
        (lambda: Execution(halts=3), "halts = 3"),
        (lambda: Execution(halts=[-1]), "halts = -1"),
        (lambda: Stop(), "below, above = (None, None)"),
        (lambda: Stop(below=110, above=100), "below = 110.0: below must be less than above"),
        (lambda: held(gl.Never(), FLAT, execution=2), "execution = 2"),
        (lambda: held(gl.Never(), FLAT, stop=95), "stop = 95"),
        (
            lambda: held(gl.Never(), FLAT, stop=Stop(below=100)),
            "the first spot has not reached yet",
        ),
    ],
)
def test_bad_input(make, message):
    with pytest.raises(ValueError) as caught:
        make()
    assert message in str(caught.value)
