"""Transaction cost analysis: the rows add up, and the breakeven is one."""

import numpy as np
import pytest

import gammalab as gl
from gammalab.hedging.margin import Margin
from gammalab.hedging.transaction_costs import funding_beyond_carry
from gammalab.hedging.venues import Perpetual


def world(vol, n_paths=4000, seed=1):
    return gl.GBM(vol=vol).simulate(100, 0.1, 50, n_paths=n_paths, seed=seed)


def test_rows_add_up_to_the_run():
    impact = gl.SquareRootImpact(coefficient=1.0, daily_volume=100.0, daily_vol=0.02)
    costs = gl.HalfSpread(bps=3) + gl.FixedFee(0.02) + gl.Proportional(0.0005) + impact
    venue = Perpetual(funding=0.2, margin=Margin(4.0, 0.02, fee=0.01))
    run = gl.replay(gl.straddle(100, 0.1), world(0.3, 300), paid_vol=0.3, costs=costs, venue=venue,
                    entry_cost=False)  # fmt: skip
    assert run.liquidated.any()
    bill = run.bill()
    whole = sum(bill.costs.values()).sum(axis=1)
    np.testing.assert_allclose(whole, run.cost, rtol=1e-12)
    np.testing.assert_allclose(bill.turnover.sum(axis=1), run.turnover, rtol=1e-12)
    np.testing.assert_array_equal(bill.trades.sum(axis=1), run.trades)
    table = run.transaction_costs()["mean"]
    told = run.attribution().mean()
    assert table[["spread", "commission", "fixed fees", "impact"]].sum() == pytest.approx(
        run.cost.mean()
    )
    assert table["all costs"] == pytest.approx(
        -told[["costs", "slippage", "funding", "liquidation"]].sum()
    )
    assert table["turnover"] == pytest.approx(run.turnover.mean())
    assert table["trades"] == pytest.approx(run.trades.mean())


def test_gas_gamma_ratio_by_hand():
    """One step: gas of 2 for each of two trades, gamma harvested 1/2 gamma 5^2."""
    paths = gl.Paths([0.0, 0.01], [[100.0, 105.0]])
    book = gl.call(100, 0.5)
    run = gl.replay(book, paths, paid_vol=0.2, costs=gl.FixedFee(2.0))
    harvested = 0.5 * book.greeks(100, 0.2, names=("gamma",))["gamma"] * 25
    assert run.transaction_costs()["per unit of gamma"]["fixed fees"] == pytest.approx(
        4 / harvested
    )


@pytest.mark.parametrize("side", [1, -1])
def test_a_world_at_the_breakeven_makes_nothing(side):
    costs = gl.HalfSpread(bps=4)
    book = side * gl.straddle(100, 0.1)
    run = gl.replay(book, world(0.2), paid_vol=0.2, costs=costs)
    before, after = run.breakeven_vol()
    assert before == pytest.approx(0.2, abs=0.002)
    assert (after - before) * side > 0.001  # the buyer needs more volatility, the seller less
    there = gl.replay(book, world(after, seed=2), paid_vol=0.2, costs=costs)
    error = there.pnl.std(ddof=1) / np.sqrt(there.pnl.size)
    # Costs grow a little with volatility too, which the breakeven leaves out: a tenth of them.
    assert abs(there.pnl.mean()) < 4 * error + 0.1 * there.cost.mean()


def test_no_volatility_helps_a_seller_whose_costs_exceed_theta():
    run = gl.replay(-gl.straddle(100, 0.1), world(0.2, 200), paid_vol=0.2, costs=gl.FixedFee(1.0))
    assert np.isnan(run.breakeven_vol()["after costs"])


@pytest.mark.parametrize("side", [1, -1])
def test_funding_that_options_were_priced_with_costs_nothing_beyond(side):
    """Carry of 10 %: funding at that rate is expected, at 15 % half as much comes on top."""
    for rate, beyond in ((0.10, 0.0), (0.15, 1 / 3)):
        run = gl.replay(
            side * gl.call(100, 0.1), world(0.3, 20), paid_vol=0.3, carry=0.10,
            venue=Perpetual(funding=rate),
        )  # fmt: skip
        assert np.all(side * run.funding > 0)  # the short hedge receives
        np.testing.assert_allclose(
            funding_beyond_carry(run), -beyond * run.funding, rtol=1e-9, atol=1e-12
        )


def test_the_first_trade_is_the_first_that_fills():
    """Orders fill three steps late: no path trades on day 0."""
    late = gl.Execution(latency=3)
    run = gl.replay(gl.call(100, 0.1), world(0.3, 20), paid_vol=0.3, costs=gl.FixedFee(1.0),
                    execution=late)  # fmt: skip
    bill = run.bill()
    np.testing.assert_array_equal(bill.trades[:, 0], 1)
    np.testing.assert_array_equal(bill.costs["fixed fees"][:, 0], 1.0)
    first = abs(run.ledger(0)["trade"].iloc[3] * run.paths.spots[0, 3])
    assert bill.turnover[0, 0] == pytest.approx(first)
