"""Venues: what a position earns and pays, funding with its sign, margin and liquidation.

Published cases 10.1 to 10.4 (Binance, BitMEX, Gate, Deribit, Bybit and MEXC specifications).
"""

import numpy as np
import pytest

import gammalab as gl
from gammalab.hedging import crypto
from gammalab.hedging.margin import Margin
from gammalab.hedging.venues import Future, InversePerpetual, Perpetual, Spot


def hold(units):
    """A policy that holds the same units throughout."""
    return lambda now: np.full(now.spot.shape, float(units))


def path(*spots, dt=1 / 365):
    return gl.Paths(dt * np.arange(len(spots)), [float(s) for s in spots])


FAR = gl.call(100, 1.0)  # outlives every path below


def hedge_alone(venue, units, *spots, **options):
    """P&L of the hedge without the options: theirs, unhedged and unfinanced, is taken off."""
    paths = path(*spots)
    run = gl.replay(FAR, paths, paid_vol=0.2, policy=hold(units), venue=venue, **options)
    bare = gl.replay(FAR, paths, paid_vol=0.2, policy=gl.Never(), **options)
    return run, run.pnl[0] - bare.pnl[0]


@pytest.mark.parametrize("venue", [Perpetual, InversePerpetual])
def test_shorts_receive_positive_funding_and_longs_pay_it(venue):
    for units, sign in ((-2, 1), (2, -1)):
        run, _ = hedge_alone(venue(funding=0.1095), units, 100, 100, 100)
        assert run.funding[0] == pytest.approx(sign * 2 * 100 * 0.1095 * 2 / 365, rel=1e-12)
        opposite, _ = hedge_alone(venue(funding=-0.1095), units, 100, 100, 100)
        assert opposite.funding[0] == pytest.approx(-run.funding[0], rel=1e-12)


def test_a_funding_rate_that_moves_holds_from_each_time_to_the_next():
    rates = np.array([0.1, -0.2, 99.0])  # the last has no step after it
    run, _ = hedge_alone(Perpetual(funding=rates), -1, 100, 110, 120)
    assert run.funding[0] == pytest.approx((100 * 0.1 - 110 * 0.2) / 365, rel=1e-12)


@pytest.mark.parametrize("venue", [Spot(), Future(), Perpetual(), InversePerpetual()])
def test_without_rates_every_venue_earns_the_move(venue):
    _, gain = hedge_alone(venue, 3, 100, 90, 105)
    assert gain == pytest.approx(15, abs=1e-10)


def test_case_10_2_funding_belongs_into_the_price():
    """S=K=100, vol 60 %, 30 days, rate 0, funding 10.95 % a year: carry = funding."""
    f, days = 0.1095, 30 / 365
    priced = gl.call(100, days).greeks(100, 0.6, carry=f, names=("price", "delta"))
    assert priced["price"] == pytest.approx(7.3464, abs=5e-5)
    assert priced["delta"] == pytest.approx(0.5600, abs=5e-5)
    plain = gl.call(100, days).greeks(100, 0.6, names=("price", "delta"))
    assert plain["price"] == pytest.approx(6.8539, abs=5e-5)
    assert plain["delta"] == pytest.approx(0.5343, abs=5e-5)

    # The price of the perpetual has no drift in its own world: it moves with the funding.
    paths = gl.GBM(vol=0.6, drift=f).simulate(100, days, 360, n_paths=20_000, seed=3)
    venue = Perpetual(funding=f)
    right = gl.replay(-gl.call(100, days), paths, paid_vol=0.6, carry=f, venue=venue)
    error = right.pnl.std(ddof=1) / np.sqrt(right.pnl.size)
    assert abs(right.pnl.mean()) < 4 * error
    # Ignoring it costs the short call's hedge, which is long, funding on N(d1) units on average.
    still = gl.GBM(vol=0.6).simulate(100, days, 360, n_paths=20_000, seed=4)
    ignored = gl.replay(-gl.call(100, days), still, paid_vol=0.6, venue=venue)
    expected = f * days * 100 * 0.534270
    assert expected == pytest.approx(0.4808, abs=1e-4)
    error = ignored.pnl.std(ddof=1) / np.sqrt(ignored.pnl.size)
    assert ignored.pnl.mean() == pytest.approx(-expected, abs=4 * error)
    assert -ignored.funding.mean() == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize("units", [1, -1])
def test_liquidation_comes_at_the_price_of_the_convention(units):
    """Linear, isolated, maintenance on the mark: case 10.3's formula, through the replay."""
    side = "long" if units > 0 else "short"
    price = crypto.liquidation_price(100, 10, 0.01, side)
    margin = Margin(collateral=10, maintenance=0.01)
    safe, beyond = price + units * 0.01, price - units * 0.01
    run, gain = hedge_alone(Perpetual(margin=margin), units, 100, safe, 100, safe)
    assert not run.liquidated[0]
    assert gain == pytest.approx(units * (safe - 100))
    run, gain = hedge_alone(Perpetual(margin=margin), units, 100, beyond, 100, 100)
    assert run.liquidated[0]
    assert gain == pytest.approx(units * (beyond - 100), abs=1e-9)  # and no way back
    assert run.ledger()["hedge"].tolist() == [units, 0, 0, 0]


def test_a_gap_costs_an_isolated_account_its_collateral_and_a_cross_account_everything():
    gap = (100, 60, 60)
    isolated = Perpetual(margin=Margin(10, 0.01))
    run, gain = hedge_alone(isolated, 1, *gap)
    assert run.liquidated[0] and gain == pytest.approx(-10)
    assert run.attribution(0)["liquidation"].sum() == pytest.approx(30)  # forgiven
    cross = Perpetual(margin=Margin(10, 0.01, mode="cross"))
    run, gain = hedge_alone(cross, 1, *gap)
    assert run.liquidated[0] and gain == pytest.approx(-40)


def test_cross_margin_counts_the_options():
    """A long put pays for the fall that would liquidate the hedge alone."""
    paths = path(100, 80)
    put = 3 * gl.put(100, 1.0)
    for mode, expected in (("isolated", True), ("cross", False)):
        margin = Margin(10, 0.01, mode=mode)
        run = gl.replay(put, paths, paid_vol=0.2, policy=hold(1), venue=Perpetual(margin=margin))
        assert run.liquidated[0] is np.bool_(expected)


def test_liquidation_fee_is_charged_on_the_notional():
    for fee in (0.0, 0.005):
        margin = Margin(10, 0.01, fee=fee)
        run, gain = hedge_alone(Perpetual(margin=margin), 1, 100, 91.0 - 0.5, 91)
        assert gain == pytest.approx(-9.5 - fee * 90.5)


def test_a_future_hedge_brings_the_spot_hedge_discounted_by_one_step():
    """Per step spot brings h (S' - S e^{r dt}) and the future h (S' e^{-r dt} - S)."""
    paths = gl.GBM(vol=0.2, drift=0.05).simulate(100, 0.5, 126, n_paths=200, seed=5)
    book, rates = gl.straddle(100, 0.5), {"paid_vol": 0.2, "rate": 0.05}
    bare = gl.replay(book, paths, policy=gl.Never(), **rates).pnl
    spot, future = (
        gl.replay(book, paths, venue=venue, **rates).pnl - bare for venue in (Spot(), Future())
    )
    np.testing.assert_allclose(future, spot * np.exp(-0.05 * 0.5 / 126), rtol=1e-9)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Margin(0.0), "collateral = 0.0"),
        (lambda: Margin(1.0, maintenance=1.0), "maintenance = 1.0"),
        (
            lambda: Margin(1.0, mode="both"),
            "mode must be one of 'isolated', 'cross'",
        ),
        (lambda: Margin(1.0, fee=-0.1), "fee = -0.1"),
        (lambda: Perpetual(funding=np.nan), "funding = nan"),
        (lambda: Perpetual(margin=10), "margin = 10"),
        (lambda: Future(margin="much"), "margin = 'much'"),
        (lambda: hedge_alone(Perpetual(funding=[0.1, 0.2]), 1, 100, 100, 100), "funding = (2,)"),
        (lambda: hedge_alone("perp", 1, 100, 100), "venue = 'perp'"),
    ],
)
def test_bad_input(make, message):
    with pytest.raises(ValueError) as caught:
        make()
    assert message in str(caught.value)
