"""Expiries on the way, and strikes and volatilities by path, by option, by date."""

import numpy as np
import pandas as pd
import pytest

import gammalab as gl
from gammalab.hedging.execution import Execution
from gammalab.hedging.margin import Margin
from gammalab.hedging.venues import Future, InversePerpetual, Perpetual

STEPS, HORIZON = 12, 0.12
PATHS = gl.GBM(0.4).simulate(100, HORIZON, STEPS, n_paths=6, seed=2)
NEAR = float(PATHS.times[5])


def until(paths, k):
    return gl.Paths(paths.times[: k + 1], paths.spots[:, : k + 1])


@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize("venue", [None, Future(), Perpetual(funding=0.2), InversePerpetual()])
def test_an_expiry_on_the_way_is_two_runs_added(side, venue):
    """Nothing that trades beside the other costs anything: the hedges add up."""
    near, far = side * gl.straddle(102, NEAR), -side * gl.straddle(98, 0.3)
    options = dict(paid_vol=0.3, mark_vol=0.35, venue=venue)
    whole = gl.replay(near + far, PATHS, **options)
    alone = gl.replay(near, until(PATHS, 5), **options).pnl + gl.replay(far, PATHS, **options).pnl
    np.testing.assert_allclose(whole.pnl, alone, atol=1e-10)
    ledger = whole.ledger(2)
    assert ledger["payoff"].iloc[5] == pytest.approx(near.payoff(PATHS.spots[2, 5]))
    assert (ledger["payoff"].drop(5) == 0).all()
    np.testing.assert_allclose(whole.attribution().sum(axis=1), whole.pnl, atol=1e-9)


def test_what_was_paid_out_earns_interest():
    paths = gl.Paths([0.0, 0.5, 1.0], [100.0, 120.0, 110.0])
    book = gl.call(100, 0.5)
    run = gl.replay(book, paths, paid_vol=0.2, cash_rate=0.1, policy=gl.Never())
    premium = book.value(100, 0.2)
    assert run.pnl == pytest.approx([20 * np.exp(0.05) - premium * np.exp(0.1)])
    assert run.ledger()["unhedged"].to_numpy() == pytest.approx(run.ledger()["pnl"].to_numpy())


def test_a_calendar_is_hedged_on_with_what_is_left():
    book = gl.straddle(100, NEAR) - gl.straddle(100, 0.3)
    run = gl.replay(book, PATHS, paid_vol=0.3)
    ledger = run.ledger(0)
    left = -gl.straddle(100, 0.3)
    for k in (5, 8):
        delta = left.delta(PATHS.spots[0, k], 0.3, PATHS.times[k])
        assert ledger["hedge"].iloc[k] == pytest.approx(-delta)
    assert np.abs(run.net_delta()).max() < 1e-12


def test_three_expiries_and_one_beyond():
    book = gl.call(95, float(PATHS.times[2])) + gl.put(105, NEAR) + gl.call(100, HORIZON)
    book = book - 2 * gl.put(100, 0.5)
    run = gl.replay(book, PATHS, paid_vol=0.3, rate=0.05, policy=gl.DeltaBand(0.1))
    one = sum(
        gl.replay(gl.Book((option,)), PATHS, paid_vol=0.3, rate=0.05, policy=gl.Never()).pnl
        for option in book.options
    )
    bare = gl.replay(book, PATHS, paid_vol=0.3, rate=0.05, policy=gl.Never())
    np.testing.assert_allclose(bare.pnl, one, atol=1e-10)
    np.testing.assert_allclose(run.attribution().sum(axis=1), run.pnl, atol=1e-9)


def test_between_two_times_of_the_paths_no_price_is_known():
    with pytest.raises(ValueError, match="lies between"):
        gl.replay(gl.call(100, 0.055), PATHS, paid_vol=0.3)


def test_the_end_is_the_horizon_whatever_the_clock():
    dates = pd.to_datetime(["2018-01-02", "2018-01-05", "2018-01-31"])
    prices = pd.Series([100.0, 103.0, 98.0], index=dates)
    for paths in (gl.Paths.from_prices(prices), gl.Paths.from_prices(prices, 1 / 252)):
        run = gl.replay(gl.straddle(100, "end"), paths, paid_vol=0.3)
        told = gl.replay(gl.straddle(100, paths.horizon), paths, paid_vol=0.3)
        assert run.pnl == pytest.approx(told.pnl, abs=1e-12)
        assert run.ledger()["option"].iloc[-1] == pytest.approx(2.0)


def starting(*spots):
    """The moves of PATHS from each of these first prices."""
    factor = np.array(spots) / 100
    return gl.Paths(PATHS.times, PATHS.spots[: len(spots)] * factor[:, None])


@pytest.mark.parametrize(
    "options",
    [
        {},
        dict(costs=gl.Proportional(0.001), rate=0.03, carry=0.01),
        dict(venue=Perpetual(funding=0.1), execution=Execution(latency=1)),
        dict(policy=gl.DeltaBand(0.1, to="edge")),
    ],
)
def test_strikes_relative_to_each_first_spot(options):
    paths, firsts = starting(50, 100, 240), (50, 100, 240)
    book = gl.straddle(1.0, "end") - gl.call(1.1, NEAR)
    run = gl.replay(book, paths, paid_vol=0.3, relative_strikes=True, **options)
    told, coded = run.attribution(order=3), run.pnl_by_time()
    for i, first in enumerate(firsts):
        by_hand = gl.straddle(first, HORIZON) - gl.call(1.1 * first, NEAR)
        alone = gl.replay(by_hand, paths.pick(i), paid_vol=0.3, **options)
        close = 1e-10 * first
        assert run.pnl[i] == pytest.approx(alone.pnl[0], abs=close)
        np.testing.assert_allclose(coded[i], alone.pnl_by_time()[0], atol=close)
        np.testing.assert_allclose(told.loc[i], alone.attribution(order=3).loc[0], atol=close)
        np.testing.assert_allclose(run.ledger(i), alone.ledger(), atol=close)


@pytest.mark.parametrize("policy", [gl.EveryStep(), gl.DeltaBand(0.05), gl.EveryN(4)])
def test_a_volatility_per_path_is_a_run_per_path(policy):
    paid = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    book = gl.straddle(100, HORIZON) + gl.put(95, NEAR)
    run = gl.replay(book, PATHS, paid_vol=paid, policy=policy)
    for i in range(6):
        alone = gl.replay(book, PATHS.pick(i), paid_vol=paid[i], policy=policy)
        assert run.pnl[i] == pytest.approx(alone.pnl[0], abs=1e-11)
        assert run.premium[i] == pytest.approx(alone.premium[0])
        np.testing.assert_allclose(run.ledger(i), alone.ledger(), atol=1e-10)
    assert run.table()["paid"].tolist() == paid.tolist()


def test_a_smile_is_a_book_per_option():
    smile = gl.smile.Smile(
        [90, 100, 110], [0.05, 0.3], [[0.35, 0.30, 0.28], [0.32, 0.29, 0.27]], spot=100
    )
    marks = gl.smile.Smile([90, 110], [0.1], [[0.4, 0.25]], spot=100)
    book = gl.strangle(95, 105, HORIZON) - gl.put(100, NEAR) + 2 * gl.call(110, 0.3)
    options = dict(rate=0.02, carry=0.01)
    run = gl.replay(book, PATHS, paid_vol=smile, mark_vol=marks, **options)
    parts = [
        gl.replay(
            gl.Book((o,)), PATHS, paid_vol=smile.vol(o.strike, o.expiry),
            mark_vol=marks.vol(o.strike, o.expiry), **options,
        )
        for o in book.options
    ]  # fmt: skip
    np.testing.assert_allclose(run.pnl, sum(p.pnl for p in parts), atol=1e-10)
    np.testing.assert_allclose(run.premium, sum(p.premium for p in parts), atol=1e-12)
    told = run.attribution()
    added = sum(p.attribution() for p in parts)
    np.testing.assert_allclose(told, added, atol=1e-9)
    by_key = {(o.strike, o.expiry): smile.vol(o.strike, o.expiry) for o in book.options}
    mapped = gl.replay(book, PATHS, paid_vol=by_key, mark_vol=marks, **options)
    np.testing.assert_array_equal(mapped.pnl, run.pnl)
    # In cross margin too, where the book is valued at prices that no path has.
    cross = Perpetual(margin=Margin(40.0, 0.02, mode="cross"))
    wide = gl.replay(book, PATHS, paid_vol=smile, mark_vol=marks, venue=cross, **options)
    assert np.isfinite(wide.pnl).all()


# ---- by date ------------------------------------------------------------------------------------

DAYS = pd.bdate_range("2018-01-02", periods=6)
DATED = gl.Paths.from_prices(pd.Series([100.0, 101, 99, 102, 98, 100], index=DAYS))
VIX = pd.Series([0.20, 0.21, 0.22, 0.25, 0.23, 0.22], index=DAYS)


@pytest.mark.parametrize("where", ["hedge_vol", "mark_vol", "funding", "signals"])
def test_a_series_goes_by_its_dates(where):
    def run(values):
        options = dict(paid_vol=0.2, policy=gl.EveryStep())
        if where == "funding":
            options["venue"] = Perpetual(funding=values)
        elif where == "signals":
            options |= dict(signals={"x": values}, policy=lambda now: now.signals["x"])
        else:
            options[where] = values
        return gl.replay(gl.straddle(100, 0.5), DATED, **options)

    right = run(VIX.to_numpy()[None, :])
    longer = pd.concat([pd.Series([9.0], index=[DAYS[0] - pd.Timedelta(days=9)]), VIX])
    for series in (VIX, VIX.iloc[::-1], longer):
        np.testing.assert_array_equal(run(series).pnl, right.pnl)
    for series, said in (
        (VIX.drop(DAYS[2]), f"a Series without {DAYS[2]}"),
        (pd.concat([VIX, VIX.iloc[:1]]), "twice"),
        (VIX.reset_index(drop=True), "a Series without"),
    ):
        with pytest.raises(ValueError, match=said):
            run(series)


def test_a_series_needs_paths_with_dates():
    with pytest.raises(ValueError, match="have no dates"):
        gl.replay(gl.call(100, 0.5), PATHS, paid_vol=0.2, hedge_vol=VIX)
    with pytest.raises(ValueError, match="paid once, at the start"):
        gl.replay(gl.call(100, 0.5), DATED, paid_vol=VIX)
