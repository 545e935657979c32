"""Accounts of a run that no sum checks: what is in each column, worked out by other means.

A wrong column is made up for by the residual, and the accounts still agree. See tools/breaks.py.
"""

import numpy as np
import pandas as pd
import pytest

import gammalab as gl
from gammalab.hedging.compare import compare
from gammalab.hedging.no_peeking import two_futures
from gammalab.hedging.policies import Never, Once

PATHS = gl.Paths([0.0, 0.02, 0.05], [[100.0, 103.0, 101.0], [100.0, 96.0, 99.0]])
BOOK = gl.call(100, 0.3) - 0.4 * gl.put(95, 0.3)


def test_columns_of_third_order():
    vols = [[0.20, 0.25, 0.22]]
    run = gl.replay(BOOK, PATHS, paid_vol=0.2, mark_vol=vols, rate=0.04)
    row = run.attribution(0, order=3).iloc[1]
    names = ("speed", "color", "zomma")
    now = BOOK.greeks(100.0, 0.2, 0.0, 0.04, names=names)
    assert row["speed"] == pytest.approx(now["speed"] * 27 / 6)
    assert row["color"] == pytest.approx(now["color"] * 9 / 2 * 0.02)
    assert row["zomma"] == pytest.approx(now["zomma"] * 9 / 2 * 0.05)


def test_columns_in_coin_are_derivatives_of_the_value_in_coin():
    vols = [[0.20, 0.25, 0.22]]
    run = gl.replay(BOOK, PATHS, paid_vol=0.2, mark_vol=vols, venue=gl.InversePerpetual())
    row = run.attribution(0, account="coin").iloc[1]

    def coins(spot, vol):
        return BOOK.value(spot, vol) / spot

    h, e, d_spot, d_vol = 0.01, 1e-4, 3.0, 0.05
    bend = (coins(100 + h, 0.2) - 2 * coins(100, 0.2) + coins(100 - h, 0.2)) / h**2
    contracts = run.ledger(0)["hedge"].iloc[0] * 100  # each brings 1 / S - 1 / S' coins
    gamma = 0.5 * bend * d_spot**2 - contracts * d_spot**2 / 100**3
    assert row["gamma"] == pytest.approx(gamma, rel=1e-4)
    cross = coins(100 + h, 0.2 + e) - coins(100 + h, 0.2 - e)
    cross = (cross - coins(100 - h, 0.2 + e) + coins(100 - h, 0.2 - e)) / (4 * h * e)
    assert row["vanna"] == pytest.approx(cross * d_spot * d_vol, rel=1e-4)


def test_vol_points_are_pnl_over_the_vega_of_a_point():
    run = gl.replay(BOOK, PATHS, paid_vol=0.2, rate=0.04)
    point = BOOK.greeks(100.0, 0.2, rate=0.04, names=("vega",))["vega"] / 100
    np.testing.assert_allclose(run.table()["vol_points"], run.pnl / point, rtol=1e-12)


def test_vol_points_of_a_seller_have_the_sign_of_his_profit():
    bought, sold = (
        gl.replay(side * BOOK, PATHS, paid_vol=0.2, rate=0.04).table()["vol_points"]
        for side in (1, -1)
    )
    np.testing.assert_allclose(sold, -bought, rtol=1e-12)
    assert (bought != 0).all()


def test_net_delta_of_a_stale_hedge():
    run = gl.replay(BOOK, PATHS, paid_vol=0.2, policy=Once())
    first = BOOK.delta(100.0, 0.2)
    later = BOOK.delta(np.array([103.0, 96.0]), 0.2, time=0.02)
    np.testing.assert_allclose(run.net_delta(), np.c_[[0.0, 0.0], later - first], atol=1e-12)


def test_without_a_hedge_the_ledger_s_unhedged_is_the_pnl():
    ledger = gl.replay(BOOK, PATHS, paid_vol=0.2, rate=0.3, policy=Never()).ledger(1)
    np.testing.assert_allclose(ledger["unhedged"], ledger["pnl"], atol=1e-10)


def test_a_series_goes_by_each_path_s_dates_and_not_by_its_order():
    dates = [["a", "b", "c"], ["b", "c", "d"]]
    paths = gl.Paths(PATHS.times, PATHS.spots, dates=dates)
    series = pd.Series([0.4, 0.1, 0.3, 0.2], index=["d", "a", "c", "b"])
    mine = gl.replay(BOOK, paths, paid_vol=0.2, hedge_vol=series).pnl
    vols = [[0.1, 0.2, 0.3], [0.2, 0.3, 0.4]]
    np.testing.assert_array_equal(mine, gl.replay(BOOK, paths, paid_vol=0.2, hedge_vol=vols).pnl)


def test_the_error_of_a_difference_is_that_of_pairs():
    runs = [gl.replay(BOOK, PATHS, paid_vol=vol) for vol in (0.2, 0.25)]
    row = compare(runs).iloc[1]
    a, b = runs[1].pnl - runs[0].pnl
    assert row["difference"] == pytest.approx((a + b) / 2)
    assert row["standard error"] == pytest.approx(abs(a - b) / 2, rel=1e-9)


def test_a_look_ahead_at_the_last_shared_step_is_seen():
    def peeks(now):
        return PATHS.spots[:, 2] if now.step == 1 else now.neutral

    with pytest.raises(ValueError, match="sees no future: its decision at step 1"):
        two_futures(BOOK, PATHS, step=1, paid_vol=0.2, policy=peeks)
