"""Whole histories: what is computed at once is what the loop yields, and every account agrees."""

import random
from dataclasses import fields, replace

import numpy as np
import pytest
from test_oracle import COSTS, POLICIES, random_run

import gammalab as gl
from gammalab.hedging.margin import Margin
from gammalab.hedging.setup import prepare
from gammalab.hedging.track import Track, known_beforehand, tracks
from gammalab.hedging.venues import Future, InversePerpetual, Perpetual, Spot

DUE = [policy for policy, _ in POLICIES if hasattr(policy, "due")]


@pytest.mark.parametrize("start", range(0, 200, 50))
def test_at_once_is_the_loop(start):
    for seed in range(start, start + 50):
        library, _ = random_run(seed, account=False)
        draw = random.Random(seed)
        library["policy"] = draw.choice(DUE)
        known = [
            cost for cost, _ in COSTS if hasattr(cost, "kind") and "bps" != vars(cost).get("bps")
        ]
        costs = draw.sample(known, draw.choice([0, 1, 3]))
        library["costs"] = sum(costs[1:], costs[0]) if costs else None
        setup = prepare(**library)
        assert known_beforehand(setup)
        rule = setup.policy
        walked = replace(setup, policy=lambda now, rule=rule: rule(now))
        assert not known_beforehand(walked)
        for quick, slow in zip(tracks(setup), tracks(walked), strict=True):
            scale = max(1.0, sum(abs(o.quantity) for o in setup.book.options))
            scale *= float(setup.paths.spots.max())
            for field in fields(Track)[2:]:
                mine, other = getattr(quick, field.name), getattr(slow, field.name)
                np.testing.assert_allclose(
                    np.broadcast_to(mine, quick.hedge.shape),
                    np.broadcast_to(other, quick.hedge.shape),
                    rtol=0, atol=1e-12 * scale, err_msg=f"{field.name}, {seed}",
                )  # fmt: skip
            np.testing.assert_array_equal(quick.trade != 0, slow.trade != 0, err_msg=str(seed))
        fast, loop = gl.replay(**library), gl.replay(**library | {"policy": walked.policy})
        for name in ("pnl", "cost", "turnover", "funding"):
            np.testing.assert_allclose(
                getattr(fast, name), getattr(loop, name), rtol=0, atol=1e-12 * scale, err_msg=name
            )
        np.testing.assert_array_equal(fast.trades, loop.trades)


def test_many_paths_in_blocks_are_the_same_as_one_by_one():
    paths = gl.GBM(0.3).simulate(100, 0.1, 6, n_paths=40_000, seed=1)
    run = gl.replay(gl.straddle(100, 0.1), paths, paid_vol=0.3, venue=Perpetual(funding=0.1))
    for i in (0, 16_383, 16_384, 39_999):
        alone = gl.replay(
            gl.straddle(100, 0.1), paths.pick(i), paid_vol=0.3, venue=Perpetual(funding=0.1)
        )
        assert run.pnl[i] == pytest.approx(alone.pnl[0], abs=1e-11)
        assert run.ledger(i)["pnl"].iloc[-1] == pytest.approx(run.pnl[i], abs=1e-11)


VENUES = [
    Spot(),
    Future(),
    Perpetual(funding=0.2, margin=Margin(9.0, 0.02, fee=0.005)),
    InversePerpetual(funding=0.2),
]


@pytest.mark.parametrize("venue", VENUES, ids=lambda venue: type(venue).__name__)
@pytest.mark.parametrize("policy", [gl.EveryStep(), gl.DeltaBand(0.05, to="edge")])
def test_every_account_comes_to_the_same(venue, policy):
    paths = gl.GBM(0.5).simulate(100, 0.1, 20, n_paths=50, seed=4)
    book = gl.straddle(100, 0.1) - gl.call(104, float(paths.times[8])) + gl.put(95, 0.3)
    run = gl.replay(
        book, paths, paid_vol=0.45, mark_vol=0.5, hedge_vol=0.4, rate=0.03, carry=0.02,
        policy=policy, costs=gl.HalfSpread(bps=2) + gl.FixedFee(0.01), venue=venue,
    )  # fmt: skip
    by_time, net, table, bill = run.pnl_by_time(), run.net_delta(), run.table(), run.bill()
    np.testing.assert_allclose(by_time[:, -1], run.pnl, atol=1e-10)
    np.testing.assert_allclose(sum(bill.costs.values()).sum(axis=1), run.cost, rtol=1e-12)
    np.testing.assert_allclose(bill.turnover.sum(axis=1), run.turnover, rtol=1e-12)
    np.testing.assert_array_equal(bill.trades.sum(axis=1), run.trades)
    for name in ("pnl", "cost", "funding"):
        np.testing.assert_array_equal(table[name], getattr(run, name))
    told = run.attribution()
    np.testing.assert_array_equal(table["gamma"], told["gamma"])
    np.testing.assert_array_equal(table["theta"], told["theta"])
    vega = book.greeks(100, 0.45, rate=0.03, carry=0.02, names=("vega",))["vega"]
    np.testing.assert_allclose(table["vol_points"], run.pnl / vega * 100)
    np.testing.assert_allclose(table["share"], run.pnl / 100)
    np.testing.assert_allclose(table["realised"], paths.realised_vol())
    for i in (0, 7, 49):
        ledger, one = run.ledger(i), run.attribution(i)
        np.testing.assert_allclose(ledger["pnl"], by_time[i], atol=1e-10)
        np.testing.assert_allclose(one.sum(axis=1).cumsum(), by_time[i], atol=1e-9)
        np.testing.assert_allclose(one.sum(), told.loc[i], atol=1e-10)
        np.testing.assert_allclose((ledger["delta"] + ledger["hedge"])[:-1], net[i], atol=1e-12)
        for column, whole in (("cost", run.cost), ("funding", run.funding)):
            assert ledger[column].sum() == pytest.approx(whole[i], abs=1e-10)
        assert ledger["liquidation"].sum() == pytest.approx(one["liquidation"].sum(), abs=1e-10)
    costs = run.transaction_costs()["mean"]
    assert costs["turnover"] == pytest.approx(run.turnover.mean())
    assert costs["spread"] + costs["fixed fees"] == pytest.approx(run.cost.mean())
