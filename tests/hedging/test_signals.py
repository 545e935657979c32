"""What policies and costs are told: signals, the past, copies of everything, no future."""

import numpy as np
import pytest

import gammalab as gl
from gammalab.hedging.venues import InversePerpetual

PATHS = gl.GBM(0.4).simulate(100, 0.1, 8, n_paths=5, seed=1)
BOOK = gl.straddle(100, 0.1)
NUMBERS = np.random.default_rng(2).uniform(1, 9, (5, 9))


def test_policies_see_the_signals_of_their_step_and_of_no_other():
    seen = []

    def policy(now):
        seen.append({name: values.copy() for name, values in now.signals.items()})
        return now.neutral

    per_path, per_time = NUMBERS[:, :1], NUMBERS[:1]
    signals = {"both": NUMBERS, "path": per_path, "time": per_time, "one": 7.0}
    gl.replay(BOOK, PATHS, paid_vol=0.3, policy=policy, signals=signals)
    assert len(seen) == 8
    for k, told in enumerate(seen):
        np.testing.assert_array_equal(told["both"], NUMBERS[:, k])
        np.testing.assert_array_equal(told["path"], NUMBERS[:, 0])
        np.testing.assert_array_equal(told["time"], np.full(5, NUMBERS[0, k]))
        np.testing.assert_array_equal(told["one"], np.full(5, 7.0))


def test_a_cost_is_told_the_step_and_its_signals_the_closing_trade_those_of_the_horizon():
    told = []

    def cost(trade, spot, now):
        told.append((now.step, now.time, now.dt))
        return now.signals["rate"] * np.abs(trade) * spot

    rate = NUMBERS * 1e-4
    run = gl.replay(BOOK, PATHS, paid_vol=0.3, costs=cost, signals={"rate": rate})
    assert [k for k, _, _ in told] == list(range(9))
    assert told[-1][1:] == (pytest.approx(0.1), 0.0)
    trade = np.array([run.ledger(i)["trade"] for i in range(5)])
    expected = (np.abs(trade) * PATHS.spots * rate).sum(axis=1)
    assert run.cost == pytest.approx(expected)
    for named in (gl.Proportional("rate"), gl.HalfSpread(bps="bps")):
        signals = {"rate": rate, "bps": NUMBERS}
        assert gl.replay(
            BOOK, PATHS, paid_vol=0.3, costs=named, signals=signals
        ).cost == pytest.approx(expected)
    both = gl.Proportional("rate") + cost
    twice = gl.replay(BOOK, PATHS, paid_vol=0.3, costs=both, signals={"rate": rate})
    assert twice.cost == pytest.approx(2 * expected)
    assert twice.bill().costs["commission"].sum(axis=1) == pytest.approx(expected)
    assert twice.bill().costs["other costs"].sum(axis=1) == pytest.approx(expected)


def test_a_third_argument_with_a_default_is_the_functions_own():
    scaled = lambda trade, spot, scale=2.0: scale * np.abs(trade)  # noqa: E731
    plain = lambda trade, spot: 2.0 * np.abs(trade)  # noqa: E731
    runs = [gl.replay(BOOK, PATHS, paid_vol=0.3, costs=c) for c in (scaled, plain)]
    np.testing.assert_array_equal(runs[0].cost, runs[1].cost)


def test_a_signal_that_is_not_there_is_named():
    with pytest.raises(ValueError, match="'bps'"):
        gl.replay(BOOK, PATHS, paid_vol=0.3, costs=gl.HalfSpread(bps="bps"))
    with pytest.raises(ValueError, match="signals"):
        gl.replay(BOOK, PATHS, paid_vol=0.3, signals=[NUMBERS])
    with pytest.raises(ValueError, match=r"signals\['x'\]"):
        gl.replay(BOOK, PATHS, paid_vol=0.3, signals={"x": NUMBERS[:, :3]})


def test_the_crowd_pays_more_and_a_varying_book_its_depth():
    impact = gl.SquareRootImpact(0.7, 50_000, 0.016)
    alone = gl.replay(BOOK, PATHS, paid_vol=0.3, costs=impact).cost
    four = gl.replay(
        BOOK, PATHS, paid_vol=0.3, costs=gl.SquareRootImpact(0.7, 50_000, 0.016, crowd=4)
    )
    assert four.cost == pytest.approx(2 * alone)
    thin = gl.SquareRootImpact(0.7, "depth", 0.016, crowd="crowd")
    signals = {"depth": np.full((1, 9), 12_500.0), "crowd": 4.0}
    quarter = gl.replay(BOOK, PATHS, paid_vol=0.3, costs=thin, signals=signals)
    assert quarter.cost == pytest.approx(4 * alone)


def test_the_past_ends_now():
    def policy(now):
        assert now.past.shape == (5, now.step + 1)
        np.testing.assert_array_equal(now.past, PATHS.spots[:, : now.step + 1])
        np.testing.assert_array_equal(now.past[:, -1], now.spot)
        return now.neutral

    gl.replay(BOOK, PATHS, paid_vol=0.3, policy=policy)


ARRAYS = (
    "spot", "hedge", "traded_spot", "vol", "delta", "gamma", "vega", "theta", "neutral",
    "net_delta", "past", "times",
)  # fmt: skip


def everything(now):
    """All arrays that can be got from a moment."""
    for moment in (now, now.at(0.4), now.premium_adjusted(), now.at(np.full(5, 0.2))):
        for name in ARRAYS:
            value = getattr(moment, name)
            if isinstance(value, np.ndarray):
                yield name, value
        yield "greek", moment.greek("price")
        yield from moment.signals.items()


@pytest.mark.parametrize("hedge_vol", [0.3, np.full((5, 1), 0.3), np.full((5, 9), 0.3)])
@pytest.mark.parametrize("late", [None, gl.Execution(latency=1, lot=0.01)])
def test_nothing_handed_out_leads_anywhere_or_changes_anything(hedge_vol, late):
    def honest(now):
        return now.neutral + 0.01 * now.signals["x"]

    def vandal(now):
        answer = honest(now)
        for name, array in everything(now):
            base = array.base
            assert base is None or (base.shape == array.shape and base.base is None), name
            assert array.size <= 5 * 9
            if name not in ("past", "times"):
                assert array.shape == (5,), name
            array.flags.writeable = True  # it owns its data: nobody can forbid that
            array[...] = 1e6
        for name in ("_past", "_pricer"):
            held = getattr(now, name)
            assert not isinstance(held, np.ndarray)
        now.signals.clear()
        now.hedge = now.spot = None
        return answer

    options = dict(
        paid_vol=0.3, hedge_vol=hedge_vol, signals={"x": NUMBERS}, costs=gl.FixedFee(0.01),
        venue=InversePerpetual(), execution=late,
    )  # fmt: skip
    spots = PATHS.spots.copy()
    good = gl.replay(BOOK, PATHS, policy=honest, **options)
    bad = gl.replay(BOOK, PATHS, policy=vandal, **options)
    np.testing.assert_array_equal(bad.pnl, good.pnl)
    np.testing.assert_array_equal(bad.cost, good.cost)
    np.testing.assert_array_equal(PATHS.spots, spots)
    np.testing.assert_array_equal(PATHS.times[1:] > 0, True)


def test_neither_does_what_a_cost_is_handed():
    def vandal(trade, spot, now):
        paid = 0.01 * np.abs(trade)
        for array in (trade, spot, now.spot, now.past):
            assert array.base is None
            array.flags.writeable = True
            array[...] = 1e6
        return paid

    good = gl.replay(BOOK, PATHS, paid_vol=0.3, costs=lambda trade, spot: 0.01 * np.abs(trade))
    bad = gl.replay(BOOK, PATHS, paid_vol=0.3, costs=vandal)
    np.testing.assert_array_equal(bad.pnl, good.pnl)


def test_an_answer_kept_and_changed_later_changes_nothing():
    kept = []

    def policy(now):
        for answer in kept:
            answer[...] = 1e6
        kept.append(np.array(now.neutral))
        return kept[-1]

    run = gl.replay(BOOK, PATHS, paid_vol=0.3, policy=policy)
    np.testing.assert_array_equal(
        run.pnl, gl.replay(BOOK, PATHS, paid_vol=0.3, policy=lambda now: now.neutral).pnl
    )


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "is a `return` missing?"),
        (1j, "real"),
        (np.ones(5, dtype=complex), "real"),
        (True, "not True or False"),
        (np.ma.masked_array(np.ones(5), mask=[0, 1, 0, 0, 0]), "real"),
        (np.nan, "finite"),
        (np.ones(4), "(4,)"),
        ("much", "one number per path"),
        ((np.ones(5), 1.0), "not things of unlike shapes"),
    ],
)
def test_odd_answers_are_named(answer, said):
    for options in (dict(policy=lambda now: answer), dict(costs=lambda trade, spot: answer)):
        with pytest.raises(ValueError) as caught:
            gl.replay(BOOK, PATHS, paid_vol=0.3, **options)
        assert said in str(caught.value)
        assert str(caught.value).startswith(("policy at step 0", "costs for a trade"))


def test_costs_are_not_earned():
    with pytest.raises(ValueError, match="0 or more: what a trade costs is not earned"):
        gl.replay(BOOK, PATHS, paid_vol=0.3, costs=lambda trade, spot: -0.01 * np.abs(trade))


def test_one_that_counts_its_calls_is_named_when_it_is_asked_again():
    calls = []

    def counts(now):
        calls.append(now.step)
        return now.neutral + 0.1 * len(calls)

    run = gl.replay(BOOK, PATHS, paid_vol=0.3, policy=counts)
    with pytest.raises(RuntimeError, match="counts its calls"):
        run.ledger()
