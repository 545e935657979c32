"""Stops: which hedge they close, when, at which price, and what that costs in cash."""

import numpy as np
import pytest

import gammalab as gl
from gammalab.hedging.execution import Execution, Stop
from gammalab.hedging.margin import Margin
from gammalab.hedging.venues import Perpetual

DAY, MONTH = 1 / 365, 30 / 365


def path(*spots, **more):
    return gl.Paths(DAY * np.arange(len(spots)), [float(s) for s in spots], **more)


def hold(paths, *units, **options):
    """The hedge alone: these units, step by step; the last of them from then on."""
    wants = lambda now: float(units[min(now.step, len(units) - 1)])  # noqa: E731
    return gl.replay(gl.Book(), paths, paid_vol=0.2, policy=wants, **options)


def held(*args, **options):
    return hold(*args, **options).ledger()["hedge"].tolist()


def test_a_stop_knows_its_side():
    fall, rise = path(100, 90, 90, 90), path(100, 110, 110, 110)
    assert held(fall, 1, stop=Stop(below=95)) == [1, 0, 0, 0]
    assert held(fall, -1, stop=Stop(below=95)) == [-1, -1, -1, 0]  # a profit is left to run
    assert held(rise, -1, stop=Stop(above=105)) == [-1, 0, 0, 0]
    assert held(rise, 1, stop=Stop(above=105)) == [1, 1, 1, 0]
    both = Stop(below=95, above=105)
    assert held(fall, 1, stop=both) == [1, 0, 0, 0]
    assert held(rise, -1, stop=both) == [-1, 0, 0, 0]


def test_a_stop_fills_although_orders_are_late():
    for latency in (1, 2, 5):
        run = Execution(latency=latency, start_hedged=True)
        units = held(path(100, 99, 90, 90, 90, 90), 1, execution=run, stop=Stop(below=95))
        assert units == [1, 1, 0, 0, 0, 0]


def test_orders_on_their_way_are_dropped_by_a_stop():
    late = Execution(latency=2, start_hedged=True)
    units = held(path(100, 90, 90, 90, 90), 1, 2, 3, execution=late, stop=Stop(below=95))
    assert units == [1, 0, 0, 0, 0]


def test_back_in_once_the_price_is_back():
    paths = path(100, 90, 94, 96, 97, 93, 99)
    assert held(paths, 1, stop=Stop(below=95)) == [1, 0, 0, 0, 0, 0, 0]
    assert held(paths, 1, stop=Stop(below=95, back_in=True)) == [1, 0, 0, 1, 1, 0, 0]


def test_a_stops_profit_in_cash():
    """Bought at 100, stopped at 90 with the level at 95; a commission of one in a thousand."""
    run = hold(path(100, 90, 120), 1, stop=Stop(below=95), costs=gl.Proportional(0.001))
    assert run.pnl[0] == pytest.approx(-10 - 0.1 - 0.09)
    assert run.turnover[0] == pytest.approx(190) and run.trades[0] == 2
    assert run.slippage[0] == pytest.approx(5) and run.unfilled[0] == pytest.approx(0)
    told = run.attribution(0).sum()
    assert told["delta"] == pytest.approx(-5) and told["slippage"] == pytest.approx(-5)
    assert told.sum() == pytest.approx(run.pnl[0])


def test_halts_and_size_limits_hold_a_stop_up():
    paths = path(100, 90, 85, 85, 85)
    halted = Execution(halts={1})
    assert held(paths, 1, execution=halted, stop=Stop(below=95)) == [1, 1, 0, 0, 0]
    run = hold(paths, 1, execution=halted, stop=Stop(below=95))
    assert run.slippage[0] == pytest.approx(10)  # 95 asked for, 85 got: the halt is part of it
    small = Execution(max_trade=0.4, start_hedged=True)
    units = held(paths, 1, execution=small, stop=Stop(below=95))
    assert units == pytest.approx([1, 0.6, 0.2, 0, 0])
    run = hold(paths, 1, execution=small, stop=Stop(below=95))
    assert run.slippage[0] == pytest.approx(0.4 * 5 + 0.4 * 10 + 0.2 * 10)
    # In a halt the market goes through the level and comes back: nothing happened.
    assert held(path(100, 90, 97, 97), 1, execution=halted, stop=Stop(below=95)) == [1, 1, 1, 0]


def test_a_hedge_opened_beyond_the_level_is_stopped_at_the_price_of_then():
    """Sold below the level, bought at 90: the stop goes off at once, and 95 was never on offer."""
    run = hold(path(100, 90, 88, 88), 0, 1, stop=Stop(below=95))
    assert run.ledger()["hedge"].tolist() == [0, 1, 0, 0]
    assert run.pnl[0] == pytest.approx(-2)
    assert run.slippage[0] == pytest.approx(2)
    assert run.attribution(0)["delta"].sum() == pytest.approx(0)


def test_where_lows_are_known_it_fills_at_its_level():
    paths = path(100, 97, 98, highs=[100, 101, 99], lows=[100, 90, 96])
    run = hold(paths, 1, stop=Stop(below=95), costs=gl.Proportional(0.001))
    assert run.ledger()["hedge"].tolist() == [1, 0, 0]
    assert run.pnl[0] == pytest.approx(-5 - 0.1 - 0.095)
    assert run.turnover[0] == pytest.approx(195) and run.slippage[0] == 0
    # A gap: the step begins beyond the level, and ends there.
    gap = path(100, 90, 91, highs=[100, 100, 92], lows=[100, 90, 89])
    late = hold(gap, 1, stop=Stop(below=95), execution=Execution(halts={1}))
    assert late.pnl[0] == pytest.approx(-9)


@pytest.mark.parametrize("units", [1, -1])
def test_a_stop_that_the_market_meets_first_saves_the_account(units):
    """Down to 85, with a stop at 95 and liquidation at 90.9: the stop comes first."""
    low, high = (85, 100) if units > 0 else (100, 115)
    last = 92 if units > 0 else 108
    paths = path(100, last, last, highs=[100, high, last], lows=[100, low, last])
    margin = Margin(10.0, 0.01)
    run = hold(paths, units, venue=Perpetual(margin=margin), stop=Stop(below=95, above=105))
    assert not run.liquidated[0] and run.pnl[0] == pytest.approx(-5)
    run = hold(paths, units, venue=Perpetual(margin=margin), stop=Stop(below=87, above=113))
    level = (100 - units * 10) / (1 - units * 0.01)
    assert run.liquidated[0] and run.pnl[0] == pytest.approx(units * (level - 100))


def test_in_a_fair_market_a_stop_earns_nothing():
    paths = gl.GBM(0.6).simulate(100, MONTH, 60, n_paths=8_000, seed=5)
    for units, back_in in ((1, False), (-1, True)):
        run = hold(paths, units, stop=Stop(below=93, above=107, back_in=back_in))
        error = run.pnl.std(ddof=1) / np.sqrt(run.pnl.size)
        assert abs(run.pnl.mean()) < 4 * error and error < 0.2
        assert (run.slippage >= 0).all() and run.slippage.mean() > 0.3


def test_lesson_sevens_stop_on_a_sold_call():
    """100 calls sold, hedged daily, 240 steps: the stop helps in 78 % of the 55 % that it hits, and
    the worst month in a hundred is six times as bad."""
    paths = gl.GBM(vol=0.30).simulate(100, MONTH, steps=240, n_paths=4_000, seed=6)
    options = dict(paid_vol=0.3, policy=gl.EveryN(8))
    stopped = gl.replay(-100 * gl.call(100, MONTH), paths, stop=gl.Stop(below=95), **options).pnl
    plain = gl.replay(-100 * gl.call(100, MONTH), paths, **options).pnl
    hit = paths.spots.min(axis=1) <= 95
    assert hit.mean() == pytest.approx(0.55, abs=0.005)
    assert (stopped > plain)[hit].mean() == pytest.approx(0.78, abs=0.005)
    assert np.quantile(stopped, 0.01) == pytest.approx(-839, abs=1)
    assert np.quantile(plain, 0.01) == pytest.approx(-141, abs=1)
    assert stopped[[3, 46]] == pytest.approx([69, -1507], abs=0.6)
    assert plain[[3, 46]] == pytest.approx([-48, -30], abs=0.6)


def test_a_policy_sees_that_its_stop_has_filled():
    """Within a step whose low is known: at its end, before the policy is asked, nothing is left."""
    paths = path(100, 97, 99, highs=[100.0, 100.0, 99.0], lows=[100.0, 94.0, 97.0])
    seen = []

    def wants(now):
        seen.append(float(now.hedge[0]))
        return 1.0

    run = gl.replay(gl.Book(), paths, paid_vol=0.2, policy=wants, stop=Stop(below=95))
    assert seen == [0.0, 0.0]  # two decisions: nothing yet, and nothing any more
    assert run.pnl == pytest.approx([-5.0])
