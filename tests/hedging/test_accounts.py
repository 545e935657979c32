"""The accounts of a run: attribution, bills, breakevens, and the lessons' numbers."""

import numpy as np
import pandas as pd
import pytest

import gammalab as gl
from gammalab.course.lesson_02.replays import HULL_SPOTS
from gammalab.hedging.venues import Perpetual

MONTH = 30 / 365
LUMP = 100 * gl.straddle(100, MONTH)


# ---- attribution --------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [2, 3])
@pytest.mark.parametrize("inside", [1, 2, 5])
def test_finer_attributions_still_add_up(order, inside):
    paths = gl.GBM(0.4).simulate(100, 0.1, 9, n_paths=8, seed=3)
    marks = np.random.default_rng(1).uniform(0.2, 0.5, (8, 10))
    book = gl.straddle(100, 0.1) - gl.call(103, float(paths.times[4])) + gl.put(96, 0.3)
    run = gl.replay(book, paths, paid_vol=0.3, mark_vol=marks, rate=0.03, carry=0.01,
                    policy=gl.DeltaBand(0.1), costs=gl.FixedFee(0.01))  # fmt: skip
    told = run.attribution(order=order, inside=inside)
    np.testing.assert_allclose(told.sum(axis=1), run.pnl, atol=1e-9)
    one = run.attribution(2, order=order, inside=inside)
    np.testing.assert_allclose(one.sum(), told.loc[2], atol=1e-10)
    third = ["speed", "color", "zomma"]
    assert [name in told for name in third] == [order == 3] * 3
    plain = run.attribution()
    same = [
        "day_one",
        "interest",
        "income",
        "funding",
        "slippage",
        "unfilled",
        "liquidation",
        "costs",
    ]
    np.testing.assert_allclose(told[same], plain[same], atol=1e-12)
    if inside == 1:
        greeks = ["delta", "gamma", "theta", "vega", "vanna", "volga", "charm"]
        np.testing.assert_array_equal(told[greeks], plain[greeks])
        if order == 3:
            whole = told[[*third, "residual"]].sum(axis=1)
            np.testing.assert_allclose(whole, plain["residual"], atol=1e-11)


def test_third_order_by_hand():
    """Lesson 3: up 3 % in a day, from 20 to 16 %."""
    paths = gl.Paths([0.0, 1 / 365], [[100.0, 103.0]])
    run = gl.replay(LUMP, paths, paid_vol=0.2, hedge_vol=0.2, mark_vol=[[0.20, 0.16]])
    told = run.attribution(order=3).loc[0]
    expected = {
        "gamma": 62.6,
        "theta": -7.6,
        "vega": -91.5,
        "vanna": -1.4,
        "charm": -0.1,
        "volga": 0.0,
    }
    for name, value in expected.items():
        assert told[name] == pytest.approx(value, abs=0.06), name
    assert told[["speed", "color", "zomma"]].sum() == pytest.approx(12.63, abs=0.006)
    assert told["residual"] == pytest.approx(2.0, abs=0.06)
    assert run.pnl[0] == pytest.approx(-23.35, abs=0.006)


@pytest.mark.parametrize(("order", "power"), [(2, 3), (3, 4)])
def test_the_residual_shrinks_at_its_order(order, power):
    """A move in no time: of what Taylor's terms do not hold, n pieces leave n^(1 - power)."""
    paths = gl.Paths([0.0, 1e-12], [[100.0, 102.0]])
    run = gl.replay(gl.call(101, 0.5), paths, paid_vol=0.3)
    left = [run.attribution(order=order, inside=n)["residual"][0] for n in (1, 2, 4, 8)]
    ratios = np.array(left[:-1]) / left[1:]
    assert ratios[1:] == pytest.approx(2.0 ** (power - 1), rel=0.1)


AUGUST = gl.markets.load("spx", "2015-08-03", "2015-09-02")["close"]


def august(**options):
    paths = gl.Paths.from_prices(AUGUST)
    options = dict(paid_vol=0.1256) | options
    return gl.replay(gl.straddle(float(AUGUST.iloc[0]), MONTH), paths, **options)


def test_august_2015():
    run = august()
    assert run.pnl[0] == pytest.approx(14.0858, abs=5e-5)
    told = run.attribution().loc[0]
    for name, value in {"gamma": 43.19, "theta": -20.55, "charm": 1.62, "residual": -10.17}.items():
        assert told[name] == pytest.approx(value, abs=0.006), name
    third = run.attribution(order=3).loc[0]
    assert third["speed"] == pytest.approx(-11.83, abs=0.006)
    assert third["color"] == pytest.approx(-0.55, abs=0.006)
    assert third["residual"] == pytest.approx(2.21, abs=0.006)
    days = run.attribution(0).sum(axis=1).loc[["2015-08-20", "2015-08-21", "2015-08-24"]]
    assert days.tolist() == pytest.approx([11.549, 8.815, 0.402], abs=5e-4)


@pytest.mark.parametrize(
    ("inside", "left"), [(1, 10.81), (2, 2.43), (4, 0.61), (8, 0.17), (16, 0.06)]
)
def test_august_expanded_again_within_a_day(inside, left):
    told = august().attribution(0, inside=inside)
    assert told["residual"].abs().sum() == pytest.approx(left, abs=0.006)


def test_august_marked_and_hedged_at_the_vix():
    vix = gl.markets.load("vix")["close"] / 100
    marked = august(hedge_vol=0.1256, mark_vol=vix)
    assert marked.pnl[0] == pytest.approx(14.0858, abs=5e-5)
    told = marked.attribution().loc[0]
    expected = {"vega": 54.2, "vanna": -38.2, "volga": 10.8, "gamma": 57.1, "theta": -34.9,
                "delta": -31.5, "charm": 6.6, "residual": -10.1}  # fmt: skip
    for name, value in expected.items():
        assert told[name] == pytest.approx(value, abs=0.06), name
    assert august(hedge_vol=vix, mark_vol=vix).pnl[0] == pytest.approx(45.55, abs=0.006)


# ---- the bill -----------------------------------------------------------------------------------


def test_hulls_bill():
    """100,000 calls sold, ten basis points: what opening, re-hedging and closing cost."""
    paths = gl.Paths(np.arange(21) / 52, HULL_SPOTS)
    run = gl.replay(-100_000 * gl.call(50, 20 / 52), paths, paid_vol=0.20, rate=0.05,
                    costs=gl.HalfSpread(bps=10))  # fmt: skip
    assert run.bill().costs["spread"][0] == pytest.approx([2_555.86, 8_615.88, 5_724.85], abs=0.005)
    assert run.cost[0] == pytest.approx(16_896.60, abs=0.005)
    assert run.bill().turnover[0] == pytest.approx([2.556e6, 8.616e6, 5.725e6], rel=2e-4)
    assert run.pnl[0] == pytest.approx(-35_560.95, abs=0.005)


@pytest.mark.parametrize(
    ("policy", "pnl", "kinds", "trades"),
    [
        (gl.EveryN(8), 58.82, (13.78, 15.50, 8.38), 31),
        (gl.EveryStep(), -132.76, (27.10, 119.0, 9.47), 238),
    ],
)  # fmt: skip
def test_the_bill_of_month_four(policy, pnl, kinds, trades):
    paths = gl.GBM(vol=0.30).simulate(100, MONTH, steps=240, n_paths=12, seed=6).pick(3)
    costs = gl.HalfSpread(bps=5) + gl.FixedFee(0.5) + gl.SquareRootImpact(0.7, 50_000, 0.016)
    run = gl.replay(LUMP, paths, paid_vol=0.3, policy=policy, costs=costs)
    assert run.pnl[0] == pytest.approx(pnl, abs=0.005)
    bill = run.bill()
    for kind, amount in zip(("spread", "fixed fees", "impact"), kinds, strict=True):
        assert bill.costs[kind].sum() == pytest.approx(amount, abs=0.05), kind
    assert run.trades[0] == bill.trades.sum() == trades
    told = run.attribution().loc[0]
    if policy == gl.EveryN(8):
        for name, value in {"gamma": 166.4, "theta": -143.6, "delta": 73.7}.items():
            assert told[name] == pytest.approx(value, abs=0.06)


@pytest.mark.parametrize(
    ("n", "cost", "noise", "after"), [(8, 17.02, 106.6, 0.3069), (1, 48.85, 38.5, 0.3209)]
)
def test_breakevens_of_lesson_six(n, cost, noise, after):
    """2,000 of its 10,000 months."""
    paths = gl.GBM(vol=0.30).simulate(100, MONTH, steps=240, n_paths=2_000, seed=8)
    run = gl.replay(LUMP, paths, paid_vol=0.3, policy=gl.EveryN(n), costs=gl.HalfSpread(bps=5),
                    entry_cost=False, exit_cost=False)  # fmt: skip
    assert run.cost.mean() == pytest.approx(cost, rel=0.02)
    assert (run.pnl + run.cost).std() == pytest.approx(noise, rel=0.05)
    before, told = run.breakeven_vol()
    assert before == pytest.approx(0.3, abs=0.003)
    assert told - before == pytest.approx(after - 0.3, abs=0.0007)


@pytest.mark.parametrize("side", [1, -1])
def test_funding_that_carry_has_priced_in_is_no_cost(side):
    """A perpetual's world drifts at its funding: the buyer's breakeven is what was paid."""
    rate = 0.3
    paths = gl.GBM(vol=0.4, drift=rate).simulate(100, MONTH, 60, n_paths=4_000, seed=2)
    venue, book = Perpetual(funding=rate), side * gl.call(100, MONTH)
    priced = gl.replay(book, paths, paid_vol=0.4, rate=0.0, carry=rate, venue=venue)
    assert abs(priced.funding.mean()) > 0.5
    before, after = priced.breakeven_vol()
    assert after == pytest.approx(before, abs=1e-6)
    assert after == pytest.approx(0.4, abs=0.006)
    table = priced.transaction_costs()["mean"]
    assert table["funding beyond carry"] == pytest.approx(0, abs=1e-9)
    assert table["funding paid"] == pytest.approx(-priced.funding.mean())
    # In a book priced without it, all of it is a cost.
    still = gl.GBM(vol=0.4).simulate(100, MONTH, 60, n_paths=4_000, seed=2)
    ignored = gl.replay(book, still, paid_vol=0.4, venue=venue)
    before, after = ignored.breakeven_vol()
    assert before == pytest.approx(0.4, abs=0.006)
    # Gamma brings vega / (2 vol) for each unit of variance, and has to bring the funding as well.
    vega = gl.call(100, MONTH).greeks(100, 0.4, names=("vega",))["vega"]
    variance = 0.4**2 - side * 2 * 0.4 * ignored.funding.mean() / vega
    assert after - before == pytest.approx(np.sqrt(variance) - 0.4, rel=0.05)


# ---- profit by time, net delta, the table -------------------------------------------------------


@pytest.mark.parametrize(
    ("seed", "profits", "rms"),
    [
        (166, (680.59, 151.23, 50.03, 43.68, 26.89), (85.14, 36.16, 0, 4.26, 2.74)),
        (153, (-230.01, -288.45, -107.35, -213.62, -82.96), None),
    ],
)
def test_net_delta_of_lesson_twos_desk(seed, profits, rms):
    paths = gl.GBM(0.3).simulate(100, MONTH, 30, n_paths=1, seed=seed)
    rules = (gl.Never(), gl.Once(), gl.EveryStep(), gl.EveryN(5), gl.WhalleyWilmott(0.0005, 0.02))
    for i, rule in enumerate(rules):
        run = gl.replay(100 * gl.call(100, MONTH), paths, paid_vol=0.3, policy=rule)
        assert run.pnl[0] == pytest.approx(profits[i], abs=0.005)
        net = run.net_delta()[0]
        if rms:
            assert np.sqrt((net**2).mean()) == pytest.approx(rms[i], abs=0.005)
        carried = (net * np.diff(paths.spots[0])).sum()
        assert run.attribution()["delta"][0] == pytest.approx(carried, abs=1e-9)
        if rms and rule == gl.EveryN(5):
            assert carried == pytest.approx(-6.34, abs=0.005)
            spread = np.sqrt((net**2 * paths.spots[0, :-1] ** 2 * 0.09 / 365).sum())
            assert spread == pytest.approx(38.17, abs=0.005)


def test_profit_by_time():
    paths = gl.GBM(0.3).simulate(100, MONTH, 480, n_paths=100, seed=1)
    run = gl.replay(LUMP, paths, paid_vol=0.2, hedge_vol=0.3)
    value = LUMP.value(paths.spots, 0.2, np.minimum(paths.times, MONTH))
    delta = LUMP.delta(paths.spots[:, :-1], 0.3, paths.times[:-1])
    by_hand = value - value[:, :1]
    by_hand[:, 1:] -= np.cumsum(delta * np.diff(paths.spots, axis=1), axis=1)
    np.testing.assert_allclose(run.pnl_by_time(), by_hand, atol=1e-9)
    charged = gl.replay(LUMP, paths, paid_vol=0.2, mark_vol=0.25, costs=gl.FixedFee(1.0))
    edge = LUMP.value(100, 0.25) - LUMP.value(100, 0.2)
    assert charged.pnl_by_time()[:, 0] == pytest.approx(np.full(100, edge - 1.0))


def test_the_table_of_59_months():
    """A straddle on the first day of each month that has a VIX, 21 trading days (lesson 10)."""
    spx, vix = gl.markets.load("spx")["close"], gl.markets.load("vix")["close"] / 100
    months = vix.groupby([vix.index.year, vix.index.month]).head(1).index
    starts = [spx.index.get_loc(day) for day in months if day.year >= 2014]
    starts = [k for k in starts if k + 21 < len(spx)]
    closes = np.array([spx.iloc[k : k + 22] for k in starts])
    paths = gl.Paths(np.arange(22) / 252, closes)
    paid = vix.loc[spx.index[starts]].to_numpy()
    run = gl.replay(gl.straddle(1, "end"), paths, paid_vol=paid, relative_strikes=True)
    table = run.table()
    assert len(table) == 59
    assert table["vol_points"].mean() == pytest.approx(-3.179006, abs=5e-7)
    assert table["vol_points"].std() == pytest.approx(4.063580, abs=5e-7)
    assert table["paid"].tolist() == paid.tolist()
    np.testing.assert_array_equal(table["spot"], closes[:, 0])
    np.testing.assert_array_equal(table["last_spot"], closes[:, -1])


def test_the_table_of_one_dated_path_goes_by_its_date():
    table = august().table()
    assert table.index.tolist() == [pd.Timestamp("2015-08-03")]
