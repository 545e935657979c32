"""The replay: against a loop of plain Python, against itself, and against theory.

The oracle below is one path, one step, one number at a time, with its own Black-Scholes from
math.erf; it shares nothing with the library. Every account of a run (P&L, ledger, attribution)
must agree with every other to 1e-9 of the notional, on random set-ups too.
"""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from effort import often, sampled
from hypothesis import given, settings
from hypothesis import strategies as st

import gammalab as gl
from gammalab import black_scholes as bs
from gammalab.hedging.attribution import COLUMNS
from gammalab.paths.streams import BLOCK

pytestmark = pytest.mark.filterwarnings("error")


# --- the plain loop ------------------------------------------------------------------------------


def cdf(x):
    return 0.5 * math.erfc(-x / math.sqrt(2))


def option_value(option, spot, time, vol, rate, carry):
    """(value, delta) of one signed option."""
    sign = 1 if option.right == "call" else -1
    left = option.expiry - time
    if left < 1e-12:
        return option.quantity * max(sign * (spot - option.strike), 0.0), None
    sd = vol * math.sqrt(left)
    d1 = (math.log(spot / option.strike) + carry * left) / sd + sd / 2
    growth, discount = math.exp((carry - rate) * left), math.exp(-rate * left)
    value = sign * (
        spot * growth * cdf(sign * d1) - option.strike * discount * cdf(sign * (d1 - sd))
    )
    return option.quantity * value, option.quantity * sign * growth * cdf(sign * d1)


def book_value(book, *rest):
    return sum(option_value(o, *rest)[0] for o in book.options)


def book_delta(book, *rest):
    return sum(option_value(o, *rest)[1] for o in book.options)


def plain_loop(
    book, times, spots, vol, hedge_vol, mark_vol, rate, carry, cash_rate, decide, charge
):
    """P&L of one path. decide(step, spot, traded_spot, hedge, neutral) -> hedge; vols are lists."""
    cash = -book_value(book, spots[0], 0.0, vol, rate, carry)
    hedge, traded_spot = 0.0, spots[0]
    for k in range(len(times)):
        if k > 0:
            dt = times[k] - times[k - 1]
            cash *= math.exp(cash_rate * dt)
            # Dividends at the yield rate - carry, on units that grow by it within the step.
            cash += hedge * spots[k] * (math.exp((rate - carry) * dt) - 1)
        if k < len(times) - 1:
            neutral = -book_delta(book, spots[k], times[k], hedge_vol[k], rate, carry)
            target = decide(k, spots[k], traded_spot, hedge, neutral)
        else:
            target = 0.0
        trade = target - hedge
        cash -= trade * spots[k] + charge(trade, spots[k])
        if trade != 0:
            traded_spot = spots[k]
        hedge = target
    return cash + book_value(book, spots[-1], times[-1], mark_vol[-1], rate, carry)


def band(width, edge):
    def decide(k, spot, traded_spot, hedge, neutral):
        if k == 0:
            return neutral
        if edge:
            return min(max(hedge, neutral - width), neutral + width)
        return neutral if abs(hedge - neutral) > width else hedge

    return decide


def price_move(move):
    def decide(k, spot, traded_spot, hedge, neutral):
        return neutral if k == 0 or abs(spot / traded_spot - 1) >= move else hedge

    return decide


POLICIES = {
    "every step": (gl.EveryStep(), lambda k, spot, traded, hedge, neutral: neutral),
    "every 3": (gl.EveryN(3), lambda k, spot, traded, hedge, n: hedge if k % 3 else n),
    "price move": (gl.PriceMove(0.03), price_move(0.03)),
    "band, centre": (gl.DeltaBand(0.1), band(0.1, edge=False)),
    "band, edge": (gl.DeltaBand(0.1, to="edge"), band(0.1, edge=True)),
    "once": (gl.Once(), lambda k, spot, traded, hedge, n: hedge if k else n),
    "never": (gl.Never(), lambda k, spot, traded, hedge, neutral: 0.0),
}
COSTS = {
    "free": (None, lambda trade, spot: 0.0),
    "all three": (
        gl.Proportional(0.0002) + gl.HalfSpread(price=0.01) + gl.FixedFee(0.05),
        lambda trade, spot: (0.0002 * abs(trade) * spot + 0.01 * abs(trade) + 0.05) * (trade != 0),
    ),
}
RATES = {  # rate, carry, cash_rate
    "no rates": (0.0, 0.0, 0.0),
    "a share": (0.05, 0.05, 0.05),
    "a yield, dear cash": (0.05, -0.02, 0.08),
    "negative": (-0.01, 0.03, 0.0),
}
BOOKS = {
    "straddle": gl.straddle(100, 0.25),
    "short calls": -100 * gl.call(105, 0.25),
    "many expiries": gl.calendar(100, 0.25, 0.5) - 2 * gl.put(90, 0.4),
}


@pytest.mark.parametrize("book", BOOKS)
@pytest.mark.parametrize("rates", RATES)
@pytest.mark.parametrize("costs", COSTS)
@pytest.mark.parametrize("policy", sampled(POLICIES, of=2))
def test_agrees_with_a_plain_loop(policy, costs, rates, book):
    book = BOOKS[book]
    (policy, decide), (costs, charge) = POLICIES[policy], COSTS[costs]
    rate, carry, cash_rate = RATES[rates]
    # The horizon is the first expiry for the first two, before any for the third.
    horizon = 0.2 if len({o.expiry for o in book.options}) > 1 else 0.25
    paths = gl.GBM(0.35).simulate(100, horizon, 11, n_paths=3, seed=4)
    rng = np.random.default_rng(1)
    hedge_vol, mark_vol = rng.uniform(0.15, 0.45, (2, 3, 12))
    run = gl.replay(
        book, paths, paid_vol=0.25, hedge_vol=hedge_vol, mark_vol=mark_vol, rate=rate, carry=carry,
        cash_rate=cash_rate, policy=policy, costs=costs,
    )  # fmt: skip
    expected = [
        plain_loop(
            book, paths.times.tolist(), paths.spots[k].tolist(), 0.25, hedge_vol[k], mark_vol[k],
            rate, carry, cash_rate, decide, charge,
        )
        for k in range(3)
    ]  # fmt: skip
    np.testing.assert_allclose(run.pnl, expected, atol=1e-11 * run.notional[0])
    for k in range(3):
        assert run.ledger(k)["pnl"].iloc[-1] == pytest.approx(run.pnl[k], abs=1e-9)
    told = run.attribution()
    assert list(told.columns) == list(COLUMNS)
    np.testing.assert_allclose(told.sum(axis=1), run.pnl, atol=1e-9 * run.notional[0])


# --- every account agrees ------------------------------------------------------------------------


quantities = st.sampled_from([-100.0, -1.0, 0.5, 1.0, 3.0])


@st.composite
def setups(draw):
    horizon = draw(st.sampled_from([1 / 365, 0.1, 1.0]))
    options = draw(
        st.lists(
            st.builds(
                gl.Option,
                strike=st.floats(60, 160),
                expiry=st.sampled_from([horizon, horizon, 1.5 * horizon, 3.0]),
                right=st.sampled_from(bs.RIGHTS),
                quantity=quantities,
            ),
            max_size=4,
        )
    )
    n, steps = draw(st.integers(1, 5)), draw(st.integers(1, 12))
    paths = gl.GBM(draw(st.floats(0.05, 1.5)), draw(st.floats(-0.5, 0.5))).simulate(
        100, horizon, steps, n, seed=draw(st.integers(0, 2**32))
    )
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    vols = st.sampled_from([None, 0.2, rng.uniform(0.1, 0.9, (n, steps + 1)),
                            rng.uniform(0.1, 0.9, (1, steps + 1))])  # fmt: skip
    return gl.Book(tuple(options)), paths, dict(
        paid_vol=draw(st.floats(0.05, 1.5)),
        hedge_vol=draw(vols),
        mark_vol=draw(vols),
        rate=draw(st.floats(-0.05, 0.2)),
        carry=draw(st.one_of(st.none(), st.floats(-0.3, 0.3))),
        cash_rate=draw(st.one_of(st.none(), st.floats(-0.05, 0.2))),
        policy=draw(st.sampled_from([policy for policy, _ in POLICIES.values()])),
        costs=draw(st.sampled_from([costs for costs, _ in COSTS.values()])),
        entry_cost=draw(st.booleans()),
        exit_cost=draw(st.booleans()),
    )  # fmt: skip


@settings(max_examples=often(150))
@given(setups())
def test_ledger_and_attribution_agree_with_the_pnl(setup):
    book, paths, options = setup
    run = gl.replay(book, paths, **options)
    # With no option at all there is no notional: the spot stands in for it.
    allowed = 1e-9 * np.maximum(run.notional, 100.0)
    assert (np.abs(run.attribution().sum(axis=1) - run.pnl) <= allowed).all()
    path = paths.n_paths - 1
    table, told = run.ledger(path), run.attribution(path)
    assert abs(table["pnl"].iloc[-1] - run.pnl[path]) <= allowed[path]
    assert abs(told.to_numpy().sum() - run.pnl[path]) <= allowed[path]
    # Step by step too: what a row of the attribution holds is what the P&L moved by.
    np.testing.assert_allclose(told.sum(axis=1).cumsum(), table["pnl"], atol=allowed[path])
    # The cash column is made of the columns beside it, and nothing else.
    before = np.r_[-run.premium[path], table["cash"].to_numpy()[:-1]]
    after = before + table["interest"] + table["income"] - table["cost"]
    after = after - table["trade"] * table["spot"]
    np.testing.assert_allclose(after, table["cash"], atol=allowed[path])
    np.testing.assert_allclose(table["trade"].cumsum(), table["hedge"], atol=1e-9 * 1000)
    assert table["cost"].sum() == pytest.approx(run.cost[path], abs=1e-9)
    assert (table["trade"] * table["spot"]).abs().sum() == pytest.approx(run.turnover[path])
    assert np.count_nonzero(table["trade"]) == run.trades[path]


@settings(max_examples=often(50))
@given(setups())
def test_short_is_minus_long_but_for_costs(setup):
    book, paths, options = setup
    options["costs"] = None
    long, short = gl.replay(book, paths, **options), gl.replay(-book, paths, **options)
    np.testing.assert_allclose(
        long.pnl, -short.pnl, atol=1e-11 * max(100.0, long.notional[0]), rtol=1e-11
    )


def test_what_is_not_a_number_agrees_with_nothing():
    run = gl.replay(gl.call(100, 0.25), gl.Paths([0.0, 0.25], [[100.0, 90.0]]), paid_vol=0.2)
    broken = replace(run, pnl=np.array([np.nan]))
    for account in (broken.ledger, broken.attribution):
        with pytest.raises(RuntimeError, match="two accounts of path 0"):
            account()


def test_attribution_by_hand():
    # One step, all columns from the public Greeks and Taylor's expansion.
    book, hedge = gl.call(100, 0.5), -0.4
    paths = gl.Paths([0.0, 0.01], [[100.0, 103.0]])
    run = gl.replay(
        book, paths, paid_vol=0.2, mark_vol=[0.25, 0.30], rate=0.04, carry=0.01, cash_rate=0.02,
        policy=lambda now: hedge, costs=gl.Proportional(0.001),
    )  # fmt: skip
    told = run.attribution(path=0)
    g = bs.greeks(100, 100, 0.5, 0.25, 0.04, 0.01)
    premium = bs.price(100, 100, 0.5, 0.2, 0.04, 0.01)
    start, end = told.iloc[0], told.iloc[1]
    assert start["day_one"] == pytest.approx(g["price"] - premium)
    assert start["costs"] == pytest.approx(-0.04)
    assert (start.drop(["day_one", "costs"]) == 0).all()
    taylor = {
        "delta": (g["delta"] + hedge) * 3,
        "gamma": 0.5 * g["gamma"] * 9,
        "theta": g["theta"] * 0.01,
        "vega": g["vega"] * 0.05,
        "vanna": g["vanna"] * 3 * 0.05,
        "volga": 0.5 * g["volga"] * 0.05**2,
        "charm": g["charm"] * 3 * 0.01,
    }
    for name, value in taylor.items():
        assert end[name] == pytest.approx(value, rel=1e-10), name
    change = bs.price(103, 100, 0.49, 0.30, 0.04, 0.01) - g["price"]
    assert end["residual"] == pytest.approx(change + hedge * 3 - sum(taylor.values()), rel=1e-8)
    cash = -premium - hedge * 100 - 0.04
    financing = cash * np.expm1(0.02 * 0.01) + hedge * 103 * np.expm1(0.03 * 0.01)
    assert end["interest"] + end["income"] == pytest.approx(financing, rel=1e-10)
    assert end["costs"] == pytest.approx(-0.001 * 0.4 * 103)
    assert end["day_one"] == 0.0


def test_ledger_carries_dates():
    days = pd.to_datetime(["2015-08-20", "2015-08-21", "2015-08-24"])
    paths = gl.Paths.from_prices(pd.Series([100.0, 97.0, 93.0], index=days))
    run = gl.replay(gl.straddle(100, paths.horizon), paths, paid_vol=0.3)
    assert run.ledger().index.tolist() == run.attribution(path=0).index.tolist() == list(days)


def test_one_path_of_many_with_moving_vols():
    paths = gl.GBM(0.3).simulate(100, 0.25, 10, 30, seed=1)
    vols = np.random.default_rng(2).uniform(0.1, 0.5, (30, 11))
    run = gl.replay(gl.straddle(100, 0.25), paths, paid_vol=0.2, hedge_vol=vols, mark_vol=vols)
    for path in (0, 17, 29):
        alone = gl.replay(
            gl.straddle(100, 0.25), paths.pick(path), paid_vol=0.2,
            hedge_vol=vols[path], mark_vol=vols[path],
        )  # fmt: skip
        assert run.pnl[path] == pytest.approx(alone.pnl[0], abs=1e-11)
        pd.testing.assert_frame_equal(run.ledger(path), alone.ledger())


def test_results_do_not_depend_on_how_many_paths_there_are():
    world, book = gl.GBM(0.3), gl.straddle(100, 0.25)
    many = world.simulate(100, 0.25, 5, 5 * BLOCK + 7, seed=1)  # several blocks of any kind
    few = world.simulate(100, 0.25, 5, 10, seed=1)
    policy = gl.DeltaBand(0.1, to="edge")
    all_, some = (gl.replay(book, paths, paid_vol=0.2, policy=policy) for paths in (many, few))
    np.testing.assert_allclose(all_.pnl[:10], some.pnl, rtol=0, atol=1e-11)
    last = gl.replay(book, many.pick(5 * BLOCK + 6), paid_vol=0.2, policy=policy)
    assert last.pnl[0] == pytest.approx(all_.pnl[-1], abs=1e-11)


def test_summary():
    paths = gl.GBM(0.3).simulate(100, 0.25, 5, 500, seed=1)
    run = gl.replay(gl.straddle(100, 0.25), paths, paid_vol=0.2, costs=gl.FixedFee(0.1))
    summary = run.summary()
    assert summary["paths"] == 500 and summary["trades"] == 6
    assert summary["mean"] == pytest.approx(run.pnl.mean())
    assert summary["standard error"] == pytest.approx(run.pnl.std(ddof=1) / np.sqrt(500))
    assert summary["median"] == pytest.approx(np.median(run.pnl))
    assert summary["share of losses"] == (run.pnl < 0).mean()
    assert summary["cost"] == pytest.approx(0.6)


# --- the ends of things --------------------------------------------------------------------------


def test_an_expiry_that_rounding_puts_before_the_horizon():
    # 0.1 + 0.2 is 0.30000000000000004: the option expires then, not 5e-17 years before.
    paths = gl.Paths([0.0, 0.1, 0.1 + 0.2], [[100.0, 102.0, 107.0]])
    run = gl.replay(gl.call(100, 0.3), paths, paid_vol=0.2)
    sane = gl.replay(gl.call(100, 0.1 + 0.2), paths, paid_vol=0.2)
    assert run.pnl == pytest.approx(sane.pnl, abs=1e-12)
    assert np.isfinite(run.ledger().to_numpy()).all()
    assert np.isfinite(run.attribution().to_numpy()).all()


@pytest.mark.parametrize("last", [90.0, 100.0, 110.0])
def test_settled_at_the_payoff(last):
    paths = gl.Paths([0.0, 0.25], [[100.0, last]])
    run = gl.replay(gl.call(100, 0.25), paths, paid_vol=0.2, policy=gl.Never())
    assert run.pnl == pytest.approx([max(last - 100, 0) - bs.price(100, 100, 0.25, 0.2)])


def test_bought_at_no_volatility_at_the_money():
    # A price of zero is a price. The gamma is infinite there; the accounts must still add up.
    paths = gl.GBM(0.2).simulate(100, 0.25, 5, 4, seed=1)
    run = gl.replay(gl.straddle(100, 0.25), paths, paid_vol=0.0)
    assert np.isfinite(run.pnl).all()
    np.testing.assert_allclose(run.attribution().sum(axis=1), run.pnl, atol=1e-7)


def test_an_empty_book_earns_what_its_hedge_earns():
    paths = gl.Paths([0.0, 0.5, 1.0], [[100.0, 110.0, 120.0]])
    run = gl.replay(gl.Book(), paths, paid_vol=0.2, policy=lambda now: 1.0)
    assert run.pnl == pytest.approx([20.0])
    assert run.attribution()["delta"].tolist() == pytest.approx([20.0])


# --- theory --------------------------------------------------------------------------------------


@pytest.mark.parametrize("horizon", [0.25, 0.15])
@pytest.mark.parametrize("carry", [0.05, -0.10])
def test_fair_price_and_fair_world_leave_nothing(carry, horizon):
    # Bought at the volatility that happens, in a world that drifts at carry, cash earning the rate:
    # the mean is zero at any step size, expiry or not, whatever hedge_vol.
    paths = gl.GBM(0.3, drift=carry).simulate(100, horizon, 6, 20_000, seed=9)
    book = gl.call(105, 0.25) - 2 * gl.put(90, 0.25)
    for hedge_vol in (None, 0.15):
        run = gl.replay(book, paths, paid_vol=0.3, hedge_vol=hedge_vol, rate=0.05, carry=carry)
        figures = run.summary()
        assert abs(figures["mean"]) < 4 * figures["standard error"]


def test_hedged_at_what_happens_earns_the_difference_of_values():
    # 20% paid, 30% happens and hedged at: the mean P&L is V(30%) - V(20%), grown at the cash rate.
    rate, carry = 0.05, 0.02
    paths = gl.GBM(0.3, drift=carry).simulate(100, 0.5, 60, 10_000, seed=2)
    run = gl.replay(
        gl.straddle(100, 0.5), paths, paid_vol=0.2, hedge_vol=0.3, rate=rate, carry=carry
    )
    values = [gl.straddle(100, 0.5).value(100, v, rate=rate, carry=carry) for v in (0.2, 0.3)]
    figures = run.summary()
    expected = (values[1] - values[0]) * np.exp(rate * 0.5)
    assert abs(figures["mean"] - expected) < 4 * figures["standard error"]
    assert figures["standard error"] < 0.02 * expected


@pytest.mark.parametrize("jump", [-0.2, -0.05, 0.05, 0.2])
def test_a_gap_pays_long_gamma_and_costs_short_gamma(jump):
    paths = gl.Paths([0.0, 1e-9], [[100.0, 100 * (1 + jump)]])
    for book in (gl.call(100, 0.1), gl.put(100, 0.1), gl.straddle(100, 0.1)):
        assert gl.replay(book, paths, paid_vol=0.2).pnl[0] > 0
        assert gl.replay(-book, paths, paid_vol=0.2).pnl[0] < 0


def test_cash_rate_is_not_the_pricing_rate():
    # The premium of an unhedged put is borrowed at the cash rate.
    paths = gl.Paths([0.0, 1.0], [[100.0, 120.0]])
    premium = bs.price(100, 100, 1.0, 0.2, rate=0.05, right="put")
    run = gl.replay(
        gl.put(100, 1.0), paths, paid_vol=0.2, rate=0.05, cash_rate=0.10, policy=gl.Never()
    )
    assert run.pnl == pytest.approx([-premium * np.exp(0.10)])
    assert run.premium == pytest.approx([premium])
