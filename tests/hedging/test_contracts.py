"""What is held is a number of contracts: left alone it stays, and pays no fee for rounding."""

import numpy as np
import pytest

import gammalab as gl
from gammalab.hedging import crypto
from gammalab.hedging.venues import Future, InversePerpetual, Perpetual, Spot

DAY, MONTH = 1 / 365, 30 / 365
STAMP = 8 / (365 * 24)


def once(units):
    return lambda now: float(units) if now.step == 0 else now.hedge


def hold(venue, times, spots, units=1.0, **options):
    paths = gl.Paths(times, [float(s) for s in spots])
    return gl.replay(gl.Book(), paths, paid_vol=0.2, policy=once(units), venue=venue, **options)


def test_an_inverse_contract_left_alone():
    """100, 50, 200: a hundred contracts lose a coin and then make one and a half."""
    run = hold(InversePerpetual(), [0, DAY, 2 * DAY], [100, 50, 200])
    assert run.pnl_in_coin == pytest.approx([0.5])
    assert run.ledger()["hedge"].tolist() == pytest.approx([1.0, 2.0, 0.0])
    assert run.trades.tolist() == [2]
    # In currency, each step's coins turned at its end: -1 at 50, +1.5 at 200.
    assert run.pnl == pytest.approx([-50 + 300])
    assert hold(InversePerpetual(), [0, DAY, 2 * DAY], [100, 50, 200], -1).pnl == pytest.approx(
        [-250]
    )


def test_a_future_left_alone_moves_like_a_little_less_every_day():
    carry, times = 0.1, np.array([0.0, 0.3, 0.5])
    run = hold(Future(expiry=1.0), times, [100, 90, 120], rate=0.0, carry=carry)
    units = run.ledger()["hedge"].to_numpy()
    assert units[1] / units[0] == pytest.approx(np.exp(-carry * 0.3))
    contracts = np.exp(-carry * 1.0)
    futures = np.array([100, 90, 120]) * np.exp(carry * (1.0 - times))
    assert run.pnl == pytest.approx([contracts * (futures[-1] - futures[0])])


@pytest.mark.parametrize("execution", [None, gl.Execution(), gl.Execution(lot=1e-3)])
@pytest.mark.parametrize(
    ("venue", "carry"), [(Future(), 0.1), (InversePerpetual(), 0.0), (Spot(), 0.1)]
)
def test_rounding_is_no_trade_and_pays_no_fee(venue, carry, execution):
    paths = gl.GBM(0.8).simulate(100, 0.2, 300, n_paths=20, seed=1)
    run = gl.replay(
        gl.straddle(100, 0.2) + gl.call(120, 0.3), paths, paid_vol=0.3, carry=carry, venue=venue,
        policy=gl.EveryN(100), costs=gl.FixedFee(1.0), execution=execution,
    )  # fmt: skip
    np.testing.assert_array_equal(run.trades, 4)
    np.testing.assert_array_equal(run.cost, 4.0)
    np.testing.assert_array_equal(run.bill().trades, [[1, 2, 1]] * 20)


def test_funding_of_an_inverse_contract_is_on_the_spot_at_the_start_of_the_step():
    """One coin of notional at 100: a rate of 0.5 on contracts / 100 coins, worth 80 when paid."""
    run = hold(InversePerpetual(funding=0.5), [0, 0.1], [100, 80])
    assert run.funding == pytest.approx([-100 * 0.5 * 0.1 / 100 * 80])
    assert run.pnl_in_coin == pytest.approx([1 - 100 / 80 - 0.05])
    linear = hold(Perpetual(funding=0.5), [0, 0.1], [100, 80], -1.0)
    assert linear.funding == pytest.approx([100 * 0.5 * 0.1])


@pytest.mark.parametrize("venue", [Perpetual, InversePerpetual])
@pytest.mark.parametrize("units", [2.0, -2.0])
def test_funding_at_stamps_is_pro_rata_on_a_grid_that_hits_them(venue, units):
    times, rates = STAMP * np.arange(7), np.array([0.3, -0.1, 0.5, 0.2, 0.4, -0.2, 9.9])
    still, moving = np.full(7, 100.0), np.array([100, 104, 97, 99, 103, 95, 110.0])
    stamped, even = (
        hold(venue(funding=rates, stamp_hours=hours), times, still, units) for hours in (8, None)
    )
    np.testing.assert_allclose(stamped.funding, even.funding, rtol=1e-12)
    assert stamped.ledger()["funding"].to_numpy() == pytest.approx(even.ledger()["funding"])
    # Where the price moves, pro rata is due on the price at the start, a stamp on the one it sees.
    run = hold(venue(funding=rates, stamp_hours=8), times, moving, units)
    if venue is Perpetual:
        assert run.funding == pytest.approx([-units * (rates[:-1] * moving[1:]).sum() * STAMP])
    else:  # contracts / S' coins, at S'
        assert run.funding == pytest.approx([-units * 100 * rates[:-1].sum() * STAMP])


def test_funding_between_and_without_stamps():
    """Steps of five hours: stamps at 8 and 16 fall into the second and the fourth."""
    hour = 1 / (365 * 24)
    run = hold(
        Perpetual(funding=0.1, stamp_hours=8), 5 * hour * np.arange(5), [100, 90, 80, 70, 60]
    )
    paid = [0, 0, 90, 0, 70]
    assert run.ledger()["funding"].to_numpy() == pytest.approx(-0.1 * STAMP * np.array(paid))
    # Many stamps in one step are paid many times; whoever is out at the stamp pays none.
    long = hold(Perpetual(funding=0.1, stamp_hours=8), [0, 25 * hour], [100, 100])
    assert long.funding == pytest.approx([-3 * 0.1 * STAMP * 100])


@pytest.mark.parametrize("n", [3, 7, 10])
def test_rounding_neither_loses_nor_doubles_a_stamp(n):
    even = np.linspace(0, MONTH, 90 * n + 1)
    added = np.append(0.0, np.cumsum(np.full(90 * n, STAMP / n)))
    hours = np.arange(90 * n + 1) / n * 8 / 24 / 365
    for times in (even, added, hours):
        run = hold(Perpetual(funding=0.1, stamp_hours=8), times, np.full(times.size, 100.0))
        assert run.funding == pytest.approx([-100 * 0.1 * MONTH], rel=1e-12)
        assert np.count_nonzero(run.ledger()["funding"]) == 90


@pytest.mark.parametrize(("right", "mean"), [("call", -0.2524), ("put", 0.652)])
def test_lesson_nines_funding(right, mean):
    """A sold option, 62 % received, hedged at the 60 % that happen with a perpetual whose longs pay
    0.01 % every eight hours: the hedge of a call is long, that of a put short."""
    rate, vega_points = crypto.yearly(1e-4), {"call": 0.2278, "put": 0.2278}[right]
    paths = gl.GBM(0.6).simulate(100, MONTH, 90, n_paths=20_000, seed=1)
    sold = -(gl.call(100, MONTH) if right == "call" else gl.put(100, MONTH))
    run = gl.replay(sold, paths, paid_vol=0.62, hedge_vol=0.6, venue=Perpetual(funding=rate))
    error = run.pnl.std(ddof=1) / np.sqrt(run.pnl.size)
    assert run.pnl.mean() == pytest.approx(mean, abs=4 * error) and error < 0.006
    chance = 0.53427  # N(d1)
    closed = rate * MONTH * 100 * (-chance if right == "call" else 1 - chance)
    assert run.funding.mean() == pytest.approx(closed, rel=0.01)
    assert run.pnl.mean() - run.funding.mean() == pytest.approx(vega_points, abs=4 * error)


def test_lots_of_an_inverse_are_contracts_of_currency():
    paths = gl.Paths([0, DAY, 2 * DAY], [100.0, 80.0, 120.0])
    run = gl.replay(
        gl.Book(), paths, paid_vol=0.2, policy=lambda now: 1.234, venue=InversePerpetual(),
        execution=gl.Execution(lot=10.0),
    )  # fmt: skip
    assert (run.ledger()["hedge"] * run.ledger()["spot"]).tolist() == pytest.approx([120, 100, 0])


def test_a_coin_account_is_hedged_with_the_premium_adjusted_delta():
    """Its profit in coin does then not move with the spot, to first order; and is as noisy as
    lesson 9 says (4,000 months of a call at 50,000)."""
    paths = gl.GBM(0.6).simulate(50_000, MONTH, 120, n_paths=4_000, seed=1)
    few = gl.Paths(paths.times, paths.spots[:100])
    spread = {}
    for name, book, policy in (
        ("call", gl.call(50_000, MONTH), gl.PremiumAdjusted()),
        ("call, plain delta", gl.call(50_000, MONTH), gl.EveryStep()),
        ("put, plain delta", gl.put(50_000, MONTH), gl.EveryStep()),
    ):
        run = gl.replay(book, paths, paid_vol=0.6, policy=policy, venue=InversePerpetual())
        spread[name] = run.pnl_in_coin.std()
        # The accounts, of the first paths.
        run = gl.replay(book, few, paid_vol=0.6, policy=policy, venue=InversePerpetual())
        told = run.attribution(account="coin")
        np.testing.assert_allclose(told.sum(axis=1), run.pnl_in_coin, atol=1e-10)
        if policy == gl.PremiumAdjusted():
            assert told["delta"].abs().max() < 1e-12
        else:
            assert told["delta"].abs().mean() > 1e-3
        one = run.attribution(3, account="coin")
        assert one.to_numpy().sum() == pytest.approx(run.pnl_in_coin[3], abs=1e-12)
    assert spread["call"] == pytest.approx(0.00547, rel=0.05)
    assert spread["call, plain delta"] == pytest.approx(0.0144, rel=0.08)
    assert spread["put, plain delta"] == pytest.approx(0.0207, rel=0.08)
