"""Costs: what each charges, that they add up, and that no trade is free of trade only."""

import numpy as np
import pytest

import gammalab as gl
from gammalab.hedging.costs import Sum

TRADES, SPOTS = np.array([10.0, -10.0, 0.0, 0.5]), np.array([50.0, 50.0, 80.0, 100.0])


@pytest.mark.parametrize(
    "cost, paid",
    [
        (gl.Proportional(0.001), [0.5, 0.5, 0.0, 0.05]),
        (gl.HalfSpread(bps=10), [0.5, 0.5, 0.0, 0.05]),
        (gl.HalfSpread(price=0.005), [0.05, 0.05, 0.0, 0.0025]),
        (gl.FixedFee(2.0), [2.0, 2.0, 0.0, 2.0]),
        (gl.Proportional(0.001) + gl.FixedFee(2.0), [2.5, 2.5, 0.0, 2.05]),
        (gl.HalfSpread(bps=0) + gl.FixedFee(0), [0.0, 0.0, 0.0, 0.0]),
    ],
)
def test_what_each_charges(cost, paid):
    np.testing.assert_allclose(cost(TRADES, SPOTS), paid, rtol=1e-14)


def test_sums_are_flat_and_ordered():
    a, b, c = gl.Proportional(0.001), gl.HalfSpread(bps=2), gl.FixedFee(1.0)
    assert a + b + c == a + (b + c) == Sum((a, b, c))
    assert sum([a, b, c]) == a + b + c
    assert sum([a]) == a


def test_any_function_adds():
    impact = lambda trade, spot: 0.1 * np.abs(trade) ** 1.5  # noqa: E731
    both = gl.FixedFee(1.0) + impact
    assert both(np.array([4.0, 0.0]), np.array([50.0, 50.0])) == pytest.approx([1.8, 0.0])


@pytest.mark.parametrize("nonsense", [1.0, "2 bps", None])
def test_only_costs_add(nonsense):
    with pytest.raises(TypeError):
        gl.FixedFee(1.0) + nonsense


# --- in a replay: bought at 100, sold at 110, one unit through -----------------------------------


def one_unit(now):
    return np.ones(now.spot.shape)


def run(**options):
    paths = gl.Paths([0, 0.5, 1.0], [[100.0, 105.0, 110.0]])
    return gl.replay(gl.Book(), paths, paid_vol=0.2, policy=one_unit, **options)


def test_in_and_out_again_costs_twice():
    assert run().pnl == pytest.approx([10.0])
    charged = run(costs=gl.Proportional(0.01))
    assert charged.cost == pytest.approx([1.00 + 1.10])
    assert charged.pnl == pytest.approx([10.0 - 2.10])


@pytest.mark.parametrize(
    "entry, leave, paid",
    [(True, True, 2.1), (False, True, 1.1), (True, False, 1.0), (False, False, 0)],
)
def test_entry_and_exit_can_be_free(entry, leave, paid):
    charged = run(costs=gl.Proportional(0.01), entry_cost=entry, exit_cost=leave)
    assert charged.cost == pytest.approx([paid])
    assert charged.pnl == pytest.approx([10.0 - paid])
    assert charged.ledger()["cost"].sum() == pytest.approx(paid)
    assert charged.attribution()["costs"].sum() == pytest.approx(-paid)


def test_costs_are_financed():
    charged = run(costs=gl.FixedFee(1.0), exit_cost=False, cash_rate=0.05, rate=0.0)
    free = run(cash_rate=0.05, rate=0.0)
    assert free.pnl - charged.pnl == pytest.approx([np.exp(0.05)])


def test_no_trade_costs_nothing():
    charged = gl.replay(
        gl.call(100, 1.0), gl.Paths([0, 1.0], [[100.0, 120.0]]), paid_vol=0.2,
        policy=gl.Never(), costs=gl.FixedFee(5.0),
    )  # fmt: skip
    assert charged.cost.tolist() == [0.0] and charged.trades.tolist() == [0]
    assert charged.turnover.tolist() == [0.0]


def test_a_wide_spread_hurts_either_side():
    paths = gl.GBM(0.2).simulate(100, 0.25, 21, 50, seed=1)
    for book in (gl.straddle(100, 0.25), -gl.straddle(100, 0.25)):
        free = gl.replay(book, paths, paid_vol=0.2)
        charged = gl.replay(book, paths, paid_vol=0.2, costs=gl.HalfSpread(bps=5))
        np.testing.assert_allclose(free.pnl - charged.pnl, charged.cost, rtol=1e-9)
        assert (charged.cost > 0).all()


def test_a_cost_cannot_change_the_trade():
    with pytest.raises(ValueError, match="read-only"):
        run(costs=lambda trade, spot: 0.01 * np.abs(trade, out=trade) * spot)


def test_a_cost_that_answers_nonsense():
    for answer, said in ((np.nan, "= nan"), ("free", "= 'free'"), (np.zeros(3), "= (3,)")):
        with pytest.raises(ValueError, match="costs for a trade") as caught:
            run(costs=lambda trade, spot, answer=answer: answer)
        assert said in str(caught.value) and "must be" in str(caught.value)
