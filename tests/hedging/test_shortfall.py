"""What late and missing fills cost: slippage and what was never filled, whole lots, no bias."""

import numpy as np
import pytest
from test_oracle import random_run

import gammalab as gl
from gammalab.hedging.execution import Execution
from gammalab.hedging.track import tracks
from gammalab.hedging.venues import Perpetual

MONTH = 30 / 365


def path(*spots):
    return gl.Paths(np.arange(len(spots)) / 365, [float(s) for s in spots])


def hold(paths, *units, **options):
    wants = lambda now: float(units[min(now.step, len(units) - 1)])  # noqa: E731
    return gl.replay(gl.Book(), paths, paid_vol=0.2, policy=wants, **options)


def test_a_late_buy_by_hand():
    run = hold(path(100, 103, 101, 110), 2, execution=Execution(latency=1))
    assert run.slippage == pytest.approx([6]) and run.unfilled == pytest.approx([0])
    assert run.pnl == pytest.approx([2 * 7])


def test_what_is_never_filled_by_hand():
    """Wants 5 from 100 on, gets 2 a step: 2 at 100, 2 at 104, and the last at 110."""
    run = hold(path(100, 104, 110, 120), 5, execution=Execution(max_trade=2))
    assert run.slippage == pytest.approx([2 * 4 + 1 * 10])
    assert run.unfilled == pytest.approx([0])
    run = hold(path(100, 104, 110), 5, execution=Execution(max_trade=2))
    assert run.slippage == pytest.approx([2 * 4]) and run.unfilled == pytest.approx([10])
    assert run.pnl == pytest.approx([5 * 10 - 8 - 10])


def test_an_order_taken_back_has_cost_what_it_missed():
    """2 wanted at 100, and 1 of them no longer at 104, before they were filled."""
    decided = 2 * 4 + 1 * 4  # what the hedge that was decided on brought
    run = hold(path(100, 104, 108, 108), 2, 1, execution=Execution(latency=2))
    assert run.ledger()["hedge"].tolist() == [0, 0, 2, 0] and run.pnl == pytest.approx([0])
    assert run.slippage == pytest.approx([2 * 8])
    assert run.unfilled == pytest.approx([decided - 2 * 8])
    run = hold(path(100, 104, 108, 108), 2, 1, execution=Execution(halts={0, 1, 2}))
    assert run.slippage == pytest.approx([0]) and run.unfilled == pytest.approx([decided])


def test_start_hedged():
    late = Execution(latency=1, start_hedged=True, max_trade=0.5)
    assert hold(path(100, 101, 102, 103), 1, 2, execution=late).ledger()["hedge"].tolist() == [
        1,
        1,
        1.5,
        0,
    ]


@pytest.mark.parametrize(
    "late",
    [Execution(latency=2), Execution(max_trade=0.05), Execution(lot=0.1),
     Execution(halts={1, 2, 5}),
     Execution(latency=1, max_trade=0.1, lot=0.02, halts={4})],
)  # fmt: skip
@pytest.mark.parametrize("venue", [None, Perpetual()])
def test_late_less_prompt_is_slippage_and_unfilled(late, venue):
    """The policy looks at no hedge, and nothing else costs: the difference is the shortfall."""
    paths = gl.GBM(0.4).simulate(100, 0.1, 15, n_paths=50, seed=1)
    options = dict(paid_vol=0.3, venue=venue)
    prompt = gl.replay(gl.straddle(100, 0.3), paths, **options)
    run = gl.replay(gl.straddle(100, 0.3), paths, execution=late, **options)
    np.testing.assert_allclose(prompt.pnl - run.pnl, run.slippage + run.unfilled, atol=1e-10)
    told = run.attribution()
    np.testing.assert_allclose(told["delta"], 0, atol=1e-10)  # what was decided on is neutral


@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize("late", [Execution(latency=1), Execution(latency=4, start_hedged=True)])
def test_in_a_fair_market_lateness_costs_nothing_on_average(side, late):
    paths = gl.GBM(0.3).simulate(100, MONTH, 40, n_paths=6_000, seed=2)
    run = gl.replay(side * gl.straddle(100, MONTH), paths, paid_vol=0.3, execution=late)
    for cost in (run.slippage, run.unfilled, run.slippage + run.unfilled):
        error = cost.std(ddof=1) / np.sqrt(cost.size)
        assert abs(cost.mean()) <= 4 * error
    assert run.slippage.std() > 0.3


@pytest.mark.parametrize("start", range(0, 300, 100))
def test_lots_are_whole_after_every_limit(start):
    found = 0
    for seed in range(start, start + 100):
        library, _ = random_run(seed)
        rules = library["execution"]
        if rules is None or rules.lot is None:
            continue
        try:
            run = gl.replay(**library)
        except ValueError as refused:
            assert "enough to open" in str(refused)
            continue
        found += 1
        setup = run.setup
        for seen in tracks(setup):
            per_unit = setup.venue.contracts_per_unit(seen.spots, setup.times, setup.carry)
            held = seen.hedge * per_unit / rules.lot
            np.testing.assert_allclose(held, np.round(held), atol=1e-9, err_msg=str(seed))
            if rules.max_trade is not None:
                pace = np.abs(np.diff(held, axis=1))[:, :-1] * rules.lot
                closed = (seen.closed != 0) | (np.abs(seen.stopped) > 0)
                closed = np.broadcast_to(closed, seen.hedge.shape)[:, 1:-1]
                assert (pace[~closed] <= rules.max_trade * (1 + 1e-9)).all(), seed
    assert found > 10


def test_noise_of_lateness_of_lesson_seven():
    """100 straddles at 30 %, a month of 240 steps, seed 6: late by 0, 1, 2, 4 and 7 steps."""
    paths = gl.GBM(vol=0.30).simulate(100, MONTH, steps=240, n_paths=4_000, seed=6)
    book = 100 * gl.straddle(100, MONTH)
    for latency, noise in ((0, 38.8), (1, 65.4), (4, 112.3)):
        run = gl.replay(book, paths, paid_vol=0.3, execution=Execution(latency=latency))
        assert run.pnl.std() == pytest.approx(noise, abs=0.06)
        error = run.slippage.std() / np.sqrt(run.slippage.size)
        assert abs(run.slippage.mean()) <= 4 * error + 1e-9


def test_leaving_the_hedge_alone_leaves_its_order_on_its_way():
    """Two are wanted at 100 and filled at 101, two steps late; nothing is asked in between."""
    wants = lambda now: 2.0 if now.step == 0 else now.hedge  # noqa: E731
    run = gl.replay(
        gl.Book(), path(100, 103, 101, 110), paid_vol=0.2, policy=wants,
        execution=Execution(latency=2),
    )  # fmt: skip
    assert run.ledger()["hedge"].tolist() == [0, 0, 2, 0]
    assert run.slippage == pytest.approx([2]) and run.unfilled == pytest.approx([0])
