"""Margin: where the exchange closes a hedge, at which price, and what that may bring."""

import numpy as np
import pytest
from test_oracle import random_run

import gammalab as gl
from gammalab.hedging import crypto
from gammalab.hedging.execution import Execution
from gammalab.hedging.margin import Margin
from gammalab.hedging.track import tracks
from gammalab.hedging.venues import Future, InversePerpetual, Perpetual

DAY = 1 / 365
MONTH = 30 / 365


def path(*spots, **more):
    return gl.Paths(DAY * np.arange(len(spots)), [float(s) for s in spots], **more)


def holds(*units):
    """A policy that wants these units, step by step; the last of them from then on."""
    return lambda now: float(units[min(now.step, len(units) - 1)])


def hold(venue, paths, *units, book=None, **options):
    """A run of a hedge, beside no options unless told."""
    book = gl.Book() if book is None else book
    return gl.replay(book, paths, paid_vol=0.2, policy=holds(*units), venue=venue, **options)


def fills(run):
    """Prices of all trades, (n, n_times); NaN where none."""
    seen = list(tracks(run.setup))
    trade = np.concatenate([t.trade for t in seen])
    turnover = np.concatenate([t.turnover for t in seen])
    with np.errstate(invalid="ignore", divide="ignore"):
        return turnover / np.abs(trade)


# ---- nobody earns by being closed ---------------------------------------------------------------


@pytest.mark.parametrize("venue", [Perpetual, Future, InversePerpetual])
@pytest.mark.parametrize("units", [1.0, -1.0])
def test_in_a_fair_market_a_liquidation_earns_nothing(venue, units):
    paths = gl.GBM(0.6).simulate(100, MONTH, 60, n_paths=8_000, seed=3)
    collateral = 0.2 if venue is InversePerpetual else 20.0
    # Maintenance of a tenth: enough that no account is left with a loss that the exchange bears.
    margin = Margin(collateral, maintenance=0.1)
    run = hold(venue(margin=margin), paths, units)
    assert 0.2 < run.liquidated.mean() < 0.8
    # What closing brings is what the paths would have brought less what they did: both nothing.
    for gained in (run.pnl, run.pnl - units * (paths.spots[:, -1] - 100)):
        error = gained.std(ddof=1) / np.sqrt(gained.size)
        assert abs(gained.mean()) <= 4 * error


@pytest.mark.parametrize("units", [1.0, -1.0])
@pytest.mark.parametrize("venue", [Perpetual, InversePerpetual])
def test_with_highs_and_lows_neither(venue, units):
    """1,920 fine steps, 60 of them hedged: what closing at a level between two fine prices earns is
    0.58 vol S sqrt(fine dt) (Broadie, Glasserman & Kou 1997), a sixth of that of closing late."""
    fine = gl.GBM(0.6).simulate(100, MONTH, 1920, n_paths=5_000, seed=3)
    paths = fine.every(32)
    collateral = 0.2 if venue is InversePerpetual else 20.0
    run = hold(venue(margin=Margin(collateral, maintenance=0.1)), paths, units)
    error = run.pnl.std(ddof=1) / np.sqrt(run.pnl.size)
    overshoot = 0.5826 * 0.6 * 100 * np.sqrt(MONTH / 1920) * run.liquidated.mean()
    assert run.liquidated.mean() > 0.3
    assert abs(run.pnl.mean()) < 4 * error + 1.2 * overshoot


def test_what_the_exchange_bears_is_all_that_an_isolated_account_can_gain():
    paths = gl.GBM(1.5).simulate(100, MONTH, 20, n_paths=5_000, seed=4)
    cross, isolated = (
        hold(Perpetual(margin=Margin(10.0, 0.01, mode=mode)), paths, 1.0)
        for mode in ("cross", "isolated")
    )
    np.testing.assert_array_equal(cross.liquidated, isolated.liquidated)
    np.testing.assert_allclose(
        isolated.pnl, np.where(cross.liquidated, np.maximum(cross.pnl, -10), cross.pnl), atol=1e-10
    )


# ---- the price of a fill ------------------------------------------------------------------------


@pytest.mark.parametrize("start", range(0, 160, 40))
def test_no_fill_at_a_price_that_the_path_did_not_see(start):
    for seed in range(start, start + 40):
        library, _ = random_run(seed, between=seed % 2 == 0)
        try:
            run = gl.replay(**library)
        except ValueError as refused:
            assert "enough to open" in str(refused)
            continue
        paths, price = run.paths, fills(run)
        traded = ~np.isnan(price)
        low, high = paths.lows, paths.highs
        if low is None:
            low = high = paths.spots
        slack = 1e-12 * paths.spots
        assert (price >= low - slack)[traded].all(), seed
        assert (price <= high + slack)[traded].all(), seed


def test_at_a_constant_price_nobody_earns_by_being_closed():
    """A long hedge that costs or funding have eaten up: it earned 5.16 once."""
    still = path(100, 100, 100, 100)
    for venue, costs in (
        (Perpetual(margin=Margin(5.0, 0.04, initial=0.05)), gl.FixedFee(2.0)),
        (Perpetual(funding=15.0, margin=Margin(5.0, 0.02)), None),
        (InversePerpetual(funding=15.0, margin=Margin(0.05, 0.02)), None),
        (Perpetual(funding=15.0, margin=Margin(5.0, 0.02, mode="cross")), None),
    ):
        run = hold(venue, still, 1.0, costs=costs)
        assert run.liquidated[0]
        assert run.pnl[0] == pytest.approx(run.funding[0] - run.cost[0], abs=1e-12)
        assert run.pnl[0] < 0
        assert fills(run)[0][:2].tolist()[0] == 100.0
        assert run.attribution(0)["liquidation"].abs().sum() == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("mode", ["isolated", "cross"])
def test_a_short_call_from_100_to_200_is_not_closed_at_267(mode):
    """The hedge gains on the way up and the option loses more: in cross margin it was closed at the
    price where both came to nothing, which no one ever saw."""
    call = -3 * gl.call(100, 1.0)
    margin = Margin(60.0, 0.05, mode=mode)
    run = hold(Perpetual(margin=margin), path(100, 200, 200), 1.0, book=call)
    assert run.liquidated[0] == (mode == "cross")
    price = fills(run)[0]
    assert np.nanmax(price) <= 200 and np.nanmin(price) >= 100
    hedge = run.pnl[0] - hold(Perpetual(), path(100, 200, 200), 0.0, book=call).pnl[0]
    assert hedge == pytest.approx(100.0)


@pytest.mark.parametrize("side", ["long", "short"])
@pytest.mark.parametrize(
    ("venue", "contract"), [(Perpetual, "linear"), (InversePerpetual, "inverse")]
)
def test_liquidated_where_the_exchanges_formula_says(venue, contract, side):
    sign = 1 if side == "long" else -1
    level = crypto.liquidation_price(100, 10, 0.01, side, contract)
    margin = Margin(0.1 if contract == "inverse" else 10.0, 0.01)
    for beyond in (False, True):
        last = level * (1 - sign * (1e-9 if beyond else -1e-9))
        run = hold(venue(margin=margin), path(100, last, 100), sign, sign)
        assert run.liquidated[0] == beyond
        if beyond:
            gain = sign * (last - 100)
            assert run.pnl[0] == pytest.approx(gain)
            # A contract of the inverse kind is a unit of currency at any price.
            closed = 100 if contract == "inverse" else last
            assert run.trades[0] == 2 and run.turnover[0] == pytest.approx(100 + closed)
    # Where a low or a high beyond it is known: at it.
    far = level * (1 - sign * 0.05)
    between = path(100, 99, highs=[100, max(far, 100)], lows=[100, min(far, 99)])
    run = hold(venue(margin=margin), between, sign)
    assert run.liquidated[0] and fills(run)[0, 1] == pytest.approx(level, rel=1e-9)
    if contract == "inverse":
        assert run.pnl_in_coin[0] == pytest.approx(sign * 100 * (1 / 100 - 1 / level))
    else:
        assert run.pnl[0] == pytest.approx(sign * (level - 100))


# ---- what is in the account ---------------------------------------------------------------------


def test_costs_and_funding_lower_the_equity_of_an_isolated_account():
    """Ten put up for one unit at 100: closed below (100 - 10 + paid) / 0.99."""
    for paid in (0.0, 1.0):
        level = (90 + paid) / 0.99
        for beyond in (False, True):
            paths = path(100, level - 0.01 if beyond else level + 0.01, 100)
            margin = Margin(10.0, 0.01)
            costly = hold(
                Perpetual(margin=margin), paths, 1.0, costs=gl.FixedFee(paid), exit_cost=False
            )
            assert costly.liquidated[0] == beyond, (paid, beyond)
            funded = hold(
                Perpetual(funding=paid / 100 / DAY, margin=margin), path(*paths.spots[0][:2]), 1.0
            )
            assert funded.liquidated[0] == beyond, (paid, beyond)
    # What an inverse position pays, it pays in coin.
    margin = Margin(0.1, 0.01)
    for coins in (0.0, 0.02):
        level = 101 / (1.1 - coins)  # 0.1 - coins + 100 / 100 - 100 / S = 0.01 * 100 / S
        for beyond in (False, True):
            paths = path(100, level * (1 - 1e-6 if beyond else 1 + 1e-6))
            run = hold(InversePerpetual(funding=coins / DAY, margin=margin), paths, 1.0)
            assert run.liquidated[0] == beyond, (coins, beyond)


def test_a_forced_close_in_trade_hedge_turnover_and_number():
    run = hold(Perpetual(margin=Margin(10.0, 0.01)), path(100, 85, 90), 1.0)
    ledger = run.ledger()
    assert ledger["trade"].tolist() == [1.0, -1.0, 0.0]
    assert ledger["hedge"].tolist() == [1.0, 0.0, 0.0]
    assert run.trades.tolist() == [2] and run.turnover.tolist() == [185.0]
    bill = run.bill()
    assert bill.turnover.tolist() == [[100.0, 85.0, 0.0]] and bill.trades.tolist() == [[1, 1, 0]]


def test_the_exchange_charges_its_fee_and_no_other_costs_at_the_price_of_the_fill():
    for fee, mode in ((0.01, "cross"), (0.01, "isolated")):
        margin = Margin(20.0, 0.05, mode=mode, fee=fee)
        run = hold(Perpetual(margin=margin), path(100, 84), 1.0, costs=gl.Proportional(0.001))
        assert run.cost[0] == pytest.approx(0.1)
        assert run.attribution(0)["liquidation"].sum() == pytest.approx(-0.84)
        assert run.pnl[0] == pytest.approx(-16 - 0.84 - 0.1)
        coins = Margin(0.25, 0.05, mode=mode, fee=fee)
        run = hold(InversePerpetual(margin=coins), path(100, 83), 1.0)
        # 100 contracts are 100 / 83 coins, of which 1 % is charged, worth 83 each.
        assert run.pnl_in_coin[0] == pytest.approx(1 - 1.01 * 100 / 83)
        assert run.attribution(0)["liquidation"].sum() == pytest.approx(-1.0)
    margin = Margin(10.0, 0.05, fee=0.01)
    run = hold(Perpetual(margin=margin), path(100, 97, highs=[100, 100], lows=[100, 85]), 1.0)
    level = 90 / 0.95
    assert run.pnl[0] == pytest.approx(level - 100 - 0.01 * level) and run.liquidated[0]


def test_what_is_left_goes_where_the_convention_says():
    for leftover, pnl in (("owner", -12.0), ("exchange", -20.0)):
        run = hold(Perpetual(margin=Margin(20.0, 0.1, leftover=leftover)), path(100, 88), 1.0)
        assert run.pnl[0] == pytest.approx(pnl) and run.liquidated[0]
    for leftover in ("owner", "exchange"):  # less than nothing is forgiven, either way
        run = hold(Perpetual(margin=Margin(20.0, 0.1, leftover=leftover)), path(100, 70), 1.0)
        assert run.pnl[0] == pytest.approx(-20.0)
    run = hold(Perpetual(margin=Margin(20.0, 0.1, mode="cross")), path(100, 70), 1.0)
    assert run.pnl[0] == pytest.approx(-30.0)


def test_initial_margin_is_looked_at_when_an_order_fills():
    with pytest.raises(ValueError, match="collateral = 10.0: collateral must be enough to open"):
        hold(Perpetual(margin=Margin(10.0, 0.01, initial=0.11)), path(100, 100), 1.0)
    with pytest.raises(ValueError, match="0.11 coin must be there"):
        hold(InversePerpetual(margin=Margin(0.10, 0.01, initial=0.11)), path(100, 100), 1.0)
    margin = Margin(10.0, 0.01, initial=0.08)
    run = hold(Perpetual(margin=margin), path(100, 97, 97, 97), 1.0, 2.0, -0.5)
    # 7 are left at 97, which open 0.9 units: 2 are refused, turning round to -0.5 is not.
    assert run.ledger()["hedge"].tolist() == [1.0, 1.0, -0.5, 0.0]
    # An order for less is always filled, even where what is left would not open as much.
    less = hold(Perpetual(margin=margin), path(100, 97, 97), 1.0, 0.95)
    assert less.ledger()["hedge"].tolist() == [1.0, 0.95, 0.0]
    late = hold(
        Perpetual(margin=margin), path(100, 97, 97, 97), 1.0, execution=Execution(latency=1)
    )
    assert late.ledger()["hedge"].tolist() == [0.0, 1.0, 1.0, 0.0]
    with pytest.raises(ValueError, match="enough to open"):  # 1.3 units at 97, where it would fill
        hold(Perpetual(margin=margin), path(100, 97, 97), 1.3, execution=Execution(latency=1))


def test_the_first_order_may_be_refused_for_what_the_options_lost_but_not_for_ever():
    """Cross margin, options marked far below what was paid: too little equity, though the
    collateral by itself would do. A later hedge that even the collateral cannot open is an error.
    """
    margin = Margin(10.0, 0.05, mode="cross")
    options = dict(book=gl.straddle(100, 1.0), mark_vol=0.01)
    run = hold(Perpetual(margin=margin), path(100, 100, 100), 1.0, **options)
    assert run.ledger()["hedge"].tolist() == [0.0, 0.0, 0.0]
    with pytest.raises(ValueError, match="enough to open a hedge of 3 units"):
        hold(Perpetual(margin=margin), path(100, 100, 100), 1.0, 3.0, **options)


# ---- and what else is going on ------------------------------------------------------------------


def test_orders_in_flight_are_dropped_by_a_liquidation():
    margin = Margin(10.0, 0.01)
    run = hold(Perpetual(margin=margin), path(100, 100, 85, 85, 85, 85), 1.0, 0.5, 0.8, 0.7,
               execution=Execution(latency=1))  # fmt: skip
    assert run.ledger()["hedge"].tolist() == [0.0, 1.0, 0.0, 0.0, 0.0, 0.0]
    assert run.liquidated[0]
    told = run.attribution(0)
    assert told["slippage"].sum() == 0.0
    # The order for less was two steps old; the account is gone, and nothing of it is "unfilled".
    assert told["unfilled"].iloc[3:].abs().sum() == 0.0


def test_an_account_broken_before_the_step_began_is_closed_at_its_beginning():
    """Straddles in cross margin, marked down: worth enough at both ends, not at the beginning."""
    paths = path(100, 125, highs=[100, 130], lows=[100, 75])
    venue = Perpetual(margin=Margin(12.0, 0.01, mode="cross"))
    run = gl.replay(
        3 * gl.straddle(100, 1.0), paths, paid_vol=0.2, mark_vol=[[0.2, 0.1]], policy=holds(1.0),
        venue=venue,
    )  # fmt: skip
    assert run.liquidated[0] and fills(run)[0, 1] == pytest.approx(100.0)


def test_in_a_halt_nothing_is_closed():
    margin = Margin(10.0, 0.01)
    halted = Execution(halts={1})
    run = hold(Perpetual(margin=margin), path(100, 85, 95, 95), 1.0, execution=halted)
    assert not run.liquidated[0] and run.pnl[0] == pytest.approx(-5)
    run = hold(Perpetual(margin=margin), path(100, 85, 88, 95), 1.0, execution=halted)
    assert run.liquidated[0] and fills(run)[0, 2] == 88.0


def test_options_beside_it_hold_a_cross_account():
    """Five times leverage, a straddle hedged in cross margin: nobody is closed. Alone, a third."""
    paths = gl.GBM(0.6).simulate(100, MONTH, 60, n_paths=1_000, seed=3)
    book = gl.straddle(100, MONTH)
    cross = gl.replay(
        book, paths, paid_vol=0.6, venue=Perpetual(margin=Margin(20.0, 0.01, mode="cross"))
    )
    assert not cross.liquidated.any()


@pytest.mark.parametrize(
    ("side", "collateral", "share"),
    [(1, 10, 0.374), (-1, 10, 0.0), (1, 50, 0.005), (-1, 50, 0.0), (1, 3, 0.67), (-1, 3, 0.85)],
)
def test_shares_of_liquidated_calls_of_lesson_nine(side, collateral, share):
    """Calls at 60 %, a month, hedged with a perpetual: owner and seller (2,000 months)."""
    paths = gl.GBM(0.6).simulate(100, MONTH, 180, n_paths=2_000, seed=3)
    venue = Perpetual(margin=Margin(collateral, maintenance=0.01))
    run = gl.replay(side * gl.call(100, MONTH), paths, paid_vol=0.6, venue=venue)
    error = np.sqrt(share * (1 - share) / 2_000)
    assert run.liquidated.mean() == pytest.approx(share, abs=0.006 + 4 * error)


def test_a_hedge_that_is_turned_round_needs_initial_margin_like_any_other():
    """10 put up for 2 units at a tenth of 50 each. At 46 it has lost 8: what is left opens no short
    of a unit, 4.6, but does close the two."""
    margin = Margin(10.0, initial=0.1, maintenance=0.01)
    turned = hold(Perpetual(margin=margin), path(50, 46, 46), 2, -1)
    assert turned.ledger()["hedge"].tolist() == [2, 2, 0]
    assert hold(Perpetual(margin=margin), path(50, 46, 46), 2, 0).ledger()["hedge"][1] == 0
    richer = Margin(12.7, initial=0.1, maintenance=0.01)  # 4.7 are left
    run = hold(Perpetual(margin=richer), path(50, 46, 46), 2, -1)
    assert run.ledger()["hedge"].tolist() == [2, -1, 0]
