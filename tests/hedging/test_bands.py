"""What costs do to the hedge: bands, Leland's volatility, schedules, the coin's delta, impact."""

import re
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

import gammalab as gl
from gammalab import black_scholes as bs
from gammalab.hedging.bands import (
    Leland,
    WhalleyWilmott,
    Zakamouline,
    leland_vol,
    whalley_wilmott_width,
    zakamouline_band,
)
from gammalab.hedging.costs import PermanentImpact, SquareRootImpact
from gammalab.hedging.policies import PremiumAdjusted, Schedule

pytestmark = pytest.mark.filterwarnings("error")

PATHS = gl.GBM(0.3).simulate(100, 0.24, 60, 40, seed=5)
CALL, STRADDLE = gl.call(100, 0.25), gl.straddle(100, 0.25)
NAN = float("nan")


def table(policy, book=STRADDLE, **options):
    return gl.replay(book, PATHS, paid_vol=0.3, policy=policy, **options).ledger(3)


def seen(policy, book=STRADDLE, **options):
    """The moments of a replay, with what the policy answered at each."""
    story = []

    def look(now):
        story.append((now, np.array(policy(now))))
        return story[-1][1]

    gl.replay(book, PATHS, paid_vol=0.3, policy=look, **options)
    return story


# --- Whalley and Wilmott -------------------------------------------------------------------------


def test_whalley_wilmott_width_is_the_cheapest():
    rng = np.random.default_rng(1)
    for k, spot, gamma, g, sigma in rng.uniform(
        [1e-4, 10, 0.001, 0.1, 0.1], [0.01, 500, 0.1, 5, 0.9], (20, 5)
    ):
        pace = gamma * sigma * spot
        total = lambda h: (  # noqa: E731
            k * spot * pace**2 / (2 * h) + g / 2 * sigma**2 * spot**2 * h**2 / 3  # noqa: B023
        )
        width = whalley_wilmott_width(spot, gamma, k, g)
        found = minimize_scalar(total, bounds=(width / 5, width * 5), options={"xatol": 1e-9})
        assert width == pytest.approx(found.x, rel=1e-4)


def test_whalley_wilmott_width_scales_with_the_book_and_forgets_its_sign():
    width = whalley_wilmott_width(100, [0.02, -0.02, 0.0], 0.001, 0.5, expiry=0.5, rate=0.04)
    assert width[0] == width[1] > 0 == width[2]
    assert whalley_wilmott_width(100, 0.02, 0.001, 0.5) > width[0]  # what is far off weighs less
    ten = whalley_wilmott_width(100, 0.2, 0.001, 0.05, expiry=0.5, rate=0.04)
    assert ten == pytest.approx(10 * width[0], rel=1e-12)


@pytest.mark.parametrize("book", [STRADDLE, -STRADDLE, gl.risk_reversal(95, 105, 0.25)])
def test_whalley_wilmott_trades_to_the_edge_of_its_band(book):
    policy = WhalleyWilmott(0.002, 2.0)
    traded = 0
    for now, hold in seen(policy, book, rate=0.03):
        if now.step == 0:
            np.testing.assert_array_equal(hold, now.neutral)
            continue
        width = whalley_wilmott_width(
            now.spot, now.gamma, 0.002, 2.0, expiry=0.25 - now.time, rate=0.03
        )
        off = np.abs(hold - now.neutral)
        assert (off <= width + 1e-12).all()
        moved = hold != now.hedge
        np.testing.assert_allclose(off[moved], width[moved], atol=1e-12)
        traded += moved.sum()
    assert 100 < traded < 40 * 59


def test_more_averse_to_risk_trades_more_and_free_trades_always():
    runs = [
        gl.replay(STRADDLE, PATHS, paid_vol=0.3, policy=WhalleyWilmott(k, g)).turnover.mean()
        for k, g in ((0.01, 0.1), (0.01, 1.0), (0.01, 10.0), (0.0, 1.0))
    ]
    assert runs == sorted(runs)
    free = table(WhalleyWilmott(0.0, 1.0))
    np.testing.assert_allclose(free["hedge"], table(gl.EveryStep())["hedge"], atol=1e-15)


# --- Zakamouline ---------------------------------------------------------------------------------


def test_zakamouline_lowers_the_volatility_of_long_gamma_and_raises_that_of_short():
    band = zakamouline_band(100, [0.03, -0.03, 0.0], 0.25, 0.3, 0.001, 1.0, rate=0.02)
    assert band.vol[0] < 0.3 < band.vol[1] and band.vol[2] == 0.3
    assert band.vol[0] ** 2 + band.vol[1] ** 2 == pytest.approx(2 * 0.3**2, rel=1e-12)
    assert band.width[0] == band.width[1] > 0 == band.width[2]
    assert band.wait.shape == (3,) and (band.wait > 0).all()


@pytest.mark.parametrize("book", [CALL, -CALL, gl.risk_reversal(95, 105, 0.25)])
def test_zakamouline_trades_to_the_edge_around_the_delta_at_his_volatility(book):
    for now, hold in seen(Zakamouline(0.002, 1.0), book, rate=0.03):
        band = zakamouline_band(now.spot, now.gamma, 0.25 - now.time, 0.3, 0.002, 1.0, rate=0.03)
        neutral = -book.delta(now.spot, band.vol, now.time, 0.03)
        if now.step == 0:
            np.testing.assert_allclose(hold, neutral, rtol=1e-13)
            continue
        off, rim = np.abs(hold - neutral), band.wait + band.width
        assert (off <= rim + 1e-12).all()
        moved = hold != now.hedge
        np.testing.assert_allclose(off[moved], rim[moved], atol=1e-12)


def test_zakamouline_refuses_what_the_fit_cannot_do():
    with pytest.raises(ValueError, match="cost_rate = 0.05: .* must be lower .*K is -.*negative"):
        zakamouline_band(100, 0.05, 0.25, 0.2, 0.05, 5.0)
    zakamouline_band(100, -0.05, 0.25, 0.2, 0.05, 5.0)  # the short side only gets wider
    with pytest.raises(ValueError, match="hedge_vol = 0.0: hedge_vol must be above 0"):
        gl.replay(CALL, PATHS, paid_vol=0.3, hedge_vol=0.0, policy=Zakamouline(0.001, 1.0))


@pytest.mark.parametrize("policy", [WhalleyWilmott(0.001, 1.0), Zakamouline(0.001, 1.0)])
def test_a_book_without_options_needs_no_hedge(policy):
    run = gl.replay(gl.Book(), PATHS, paid_vol=0.3, rate=0.05, policy=policy)
    assert not run.trades.any() and not run.pnl.any()


def test_a_band_without_volatility():
    """No gamma off the strike: neutral again at once. Infinite gamma at it: nothing is traded."""
    paths = gl.Paths([0, 0.1, 0.2, 0.25], [[99.0, 100.0, 101.0, 103.0]])
    run = gl.replay(CALL, paths, paid_vol=0.3, hedge_vol=0.0, policy=WhalleyWilmott(0.001, 1.0))
    assert run.ledger()["hedge"].tolist() == [0.0, 0.0, -1.0, 0.0]


# --- Leland --------------------------------------------------------------------------------------


def test_leland_vol_broadcasts():
    short = leland_vol([0.2, 0.3], 0.0025, [[1 / 52], [1 / 12]], "short")
    long = leland_vol([0.2, 0.3], 0.0025, [[1 / 52], [1 / 12]], "long")
    assert short.shape == long.shape == (2, 2)
    np.testing.assert_allclose(short**2 + long**2, 2 * np.array([[0.2, 0.3]] * 2) ** 2)
    assert leland_vol(0.2, 0.0, 0.01, "long") == leland_vol(0.2, 0, 0.01, "short") == 0.2
    assert leland_vol(0.0, 0.01, 0.01, "short") == 0.0


def test_the_long_side_is_refused_where_its_variance_turns_negative():
    with pytest.raises(ValueError) as caught:
        leland_vol(0.2, 0.01, 1 / 252, "long")
    message = str(caught.value)
    assert message.startswith("dt = 0.003968") and "must be 0.006366 or more" in message
    assert "Leland's number is 1.267" in message and "would be negative" in message
    least = 8 / np.pi * 0.05**2  # where Leland's number is 1, the volatility is nothing
    assert leland_vol(0.2, 0.01, least * (1 + 1e-12), "long") == pytest.approx(0, abs=1e-6)
    assert leland_vol(0.2, 0.01, 1 / 252, "short") == pytest.approx(0.2 * np.sqrt(2.26659), 1e-5)
    with pytest.raises(ValueError, match="dt = 0.001.*at vol = 0.1 and"):  # the worst is told
        leland_vol([0.3, 0.1], 0.01, [0.05, 0.001], "long")
    with pytest.raises(ValueError, match="vol = 0.0: vol must be above 0 for the long side"):
        leland_vol(0.0, 0.01, 0.1, "long")
    with pytest.raises(ValueError, match="dt = .* must be .* for the long side"):
        gl.replay(CALL, PATHS, paid_vol=0.2, policy=Leland(0.01, 1 / 252))


@pytest.mark.parametrize("book, side", [(-CALL, "short"), (STRADDLE, "long")])
def test_leland_hedges_with_his_delta(book, side):
    vol = leland_vol(0.3, 0.001, 0.004, side)
    ours, his = table(Leland(0.001, 0.004), book), table(gl.EveryStep(), book, hedge_vol=vol)
    np.testing.assert_allclose(ours["hedge"], his["hedge"], atol=1e-15)


def test_leland_may_trade_by_another_clock():
    hedge = table(Leland(0.001, 0.02, gl.EveryN(5)), -CALL)
    assert set(np.flatnonzero(hedge["trade"])) == set(range(0, 61, 5))


def test_leland_refuses_a_book_with_both_sides():
    with pytest.raises(ValueError, match="book = Book.* must be all sold or all bought .*non-lin"):
        gl.replay(gl.risk_reversal(95, 105, 0.25), PATHS, paid_vol=0.3, policy=Leland(0.001, 0.004))
    gl.replay(0 * CALL - STRADDLE, PATHS, paid_vol=0.3, policy=Leland(0.001, 0.004))


# --- all of them ---------------------------------------------------------------------------------

ALL = [
    WhalleyWilmott(0.002, 1.0),
    Zakamouline(0.002, 1.0),
    Leland(0.001, 0.004),
    Schedule([0.0, 0.1, 0.2]),
    PremiumAdjusted(WhalleyWilmott(0.002, 1.0)),
    PremiumAdjusted(Zakamouline(0.002, 1.0)),
]


@pytest.mark.parametrize("policy", ALL, ids=repr)
def test_each_path_is_treated_by_itself_and_the_books_agree(policy):
    # A volatility per path and time, an impact to pay, a yield: the awkward case.
    vols = 0.3 + 0.1 * np.sin(PATHS.spots)
    options = dict(paid_vol=0.3, rate=0.04, carry=0.01, policy=policy)
    costs = SquareRootImpact(1.0, daily_volume=100.0, daily_vol=0.02)
    run = gl.replay(-STRADDLE, PATHS, hedge_vol=vols, costs=costs, **options)
    for k in (0, 17, 39):
        alone = gl.replay(
            -STRADDLE, PATHS.pick(k), hedge_vol=vols[k : k + 1], costs=costs, **options
        )
        assert alone.pnl == pytest.approx(run.pnl[k : k + 1], abs=1e-11)
        assert run.ledger(k)["pnl"].iloc[-1] == pytest.approx(run.pnl[k], abs=1e-9)
    np.testing.assert_allclose(run.attribution().sum(axis=1), run.pnl, atol=1e-7)


# --- another volatility, another delta -----------------------------------------------------------


def test_a_moment_at_another_volatility():
    (now, _), *_ = seen(gl.EveryStep(), rate=0.03)
    vols = np.linspace(0.1, 0.5, 40)
    for vol in (0.5, vols):
        other = now.at(vol)
        expected = STRADDLE.greeks(now.spot, vol, now.time, 0.03, names=("delta", "gamma"))
        np.testing.assert_allclose(other.delta, expected["delta"], rtol=1e-13)
        np.testing.assert_allclose(other.gamma, expected["gamma"], rtol=1e-13)
        assert other.spot is now.spot and other.hedge is now.hedge and other.step == now.step
    assert (now.at(0.3).delta == now.delta).all()
    with pytest.raises(ValueError, match="vol = -0.1: vol must be 0 or more"):
        now.at(-0.1)


def test_any_policy_at_any_volatility():
    band = table(lambda now: gl.DeltaBand(0.05)(now.at(0.4)))
    assert band["trade"].equals(table(gl.DeltaBand(0.05), hedge_vol=0.4)["trade"])


def test_the_times_of_a_moment_cannot_be_written():
    def policy(now):
        now.times[1] = 7.0

    with pytest.raises(ValueError, match="read-only"):
        gl.replay(CALL, PATHS, paid_vol=0.3, policy=policy)


@pytest.mark.parametrize("book", [CALL, -CALL, 3 * gl.put(90, 0.25)])
def test_the_premium_adjusted_hedge_keeps_the_value_in_coin(book):
    move = 1e-3
    for now, hold in seen(PremiumAdjusted(), book, rate=0.03)[::20]:
        up, down = (
            book.value(now.spot + h, 0.3, now.time, 0.03) / (now.spot + h) for h in (move, -move)
        )
        # An inverse contract on Q of currency gains Q (1/S0 - 1/S) coins, so Q/S^2 per unit of S.
        gain = hold * now.spot * 2 * move / now.spot**2
        np.testing.assert_allclose(up - down + gain, 0, atol=1e-12)
        adjusted = now.premium_adjusted()
        ends = [
            book.delta(s, 0.3, now.time, 0.03) - book.value(s, 0.3, now.time, 0.03) / s
            for s in (now.spot + move, now.spot - move)
        ]
        np.testing.assert_allclose(adjusted.gamma, (ends[0] - ends[1]) / (2 * move), atol=1e-7)
        np.testing.assert_array_equal(adjusted.greek("delta"), now.delta)
        np.testing.assert_allclose(
            adjusted.at(0.5).delta, now.at(0.5).premium_adjusted().delta, rtol=1e-13
        )


def test_deribit_s_example():
    """Case 10.4: a call of delta 0.5343 at 0.0685 coins: sell 0.4657, $23,286.51 of the inverse."""
    paths = gl.Paths([0, 1 / 365], [[50_000.0, 50_000.0]])
    run = gl.replay(gl.call(50_000, 30 / 365), paths, paid_vol=0.6, policy=PremiumAdjusted())
    first = run.ledger().iloc[0]
    assert first["delta"] == pytest.approx(0.534270, abs=1e-6)
    assert first["option"] / 50_000 == pytest.approx(0.068539, abs=1e-6)
    assert first["hedge"] == pytest.approx(-0.465730, abs=1e-6)
    assert 50_000 * first["hedge"] == pytest.approx(-23_286.51, abs=0.01)


def test_premium_adjusted_with_a_band():
    for now, hold in seen(PremiumAdjusted(gl.DeltaBand(0.05, "edge"))):
        off = hold - now.premium_adjusted().neutral
        assert (np.abs(off) <= 0.05 + 1e-12).all()


# --- schedules -----------------------------------------------------------------------------------


def test_a_schedule_trades_at_the_nearest_steps():
    times = PATHS.times
    half = 0.5 * (times[20] + times[21])
    trades = table(Schedule([0, times[7], times[10] + 1e-12, times[11] - 1e-12, half, 9.0]))
    assert np.flatnonzero(trades["trade"]).tolist() == [0, 7, 10, 11, 20, 60]
    # All steps, whatever rounding does to them; and a first hedge even if none is due.
    assert table(Schedule(times)).equals(table(gl.EveryStep()))
    assert np.flatnonzero(table(Schedule([times[5]]))["trade"]).tolist() == [0, 5, 60]
    assert np.flatnonzero(table(Schedule([times[5], times[5] * 1.01]))["trade"]).size == 3


def test_thickening_is_even_in_a_power_of_the_time_left():
    for power in (1, 4 / 3, 2, 3.5):
        left = 0.5 - np.array(Schedule.towards_expiry(10, 0.5, power).times)
        np.testing.assert_allclose(np.diff(left ** (1 / power)), -(0.5 ** (1 / power)) / 10)
        assert left[0] == 0.5 and (np.diff(left, 2) >= -1e-15).all()  # steps shrink
    assert Schedule.towards_expiry(1, 0.5).times == (0.0,)


def test_what_thickening_is_good_for():
    """32 hedges of a short call: 2% less spread than even ones, and 6% more when overdone.

    In the limit of many hedges, by the integrals of E[gamma^2]: 0.956 and 1.027. The same 40,000
    paths for all, seen at the times of the three schedules: standard errors 0.002 and 0.004.
    """
    schedules = [Schedule.towards_expiry(32, 0.25, power) for power in (1, 4 / 3, 2)]
    times = np.unique(np.round(np.concatenate([s.times for s in schedules] + [[0.25]]), 12))
    moves = np.random.default_rng(1).normal(
        -0.5 * 0.2**2 * np.diff(times), 0.2 * np.sqrt(np.diff(times)), (40_000, times.size - 1)
    )
    spots = 100 * np.exp(np.cumsum(np.insert(moves, 0, 0.0, axis=1), axis=1))
    paths = gl.Paths(times, spots)
    even, mild, strong = (
        gl.replay(-CALL, paths, paid_vol=0.2, policy=policy).pnl.std() for policy in schedules
    )
    assert mild / even == pytest.approx(0.982, abs=0.01)
    assert strong / even == pytest.approx(1.060, abs=0.015)


def test_a_spot_that_pins_wants_the_square_root():
    """At the strike to the end, gamma^2 h^2 adds up to the least when even in sqrt(time left)."""

    def total(n, power):
        times = np.append(Schedule.towards_expiry(n, 0.25, power).times, 0.25)
        gamma = bs.gamma(100, 100, 0.25 - times[:-1], 0.2)
        return np.sum((gamma * np.diff(times)) ** 2)

    assert total(32, 2) < total(32, 4 / 3) < total(32, 1)
    assert all(total(512, 2) < total(512, power) for power in (1, 4 / 3, 1.7, 2.4, 4))


# --- impact --------------------------------------------------------------------------------------


def test_square_root_impact():
    impact = SquareRootImpact(coefficient=0.8, daily_volume=1e6, daily_vol=0.02)
    paid = impact(np.array([1e4, -1e4, 4e4, 0.0]), np.array([50.0, 50.0, 50.0, 50.0]))
    assert paid[0] == paid[1] == pytest.approx(0.8 * 0.02 * 0.1 * 1e4 * 50)
    assert paid[2] == pytest.approx(8 * paid[0])  # four times the size: twice the slippage
    assert paid[3] == 0
    both = impact + gl.HalfSpread(bps=1)
    assert both(1e4, 50.0) == pytest.approx(paid[0] + 50)


def test_impact_in_a_replay_charges_its_temporary_part_only():
    impact = SquareRootImpact(1.0, daily_volume=100.0, daily_vol=0.02)
    free, charged = (gl.replay(10 * CALL, PATHS, paid_vol=0.3, costs=c) for c in (None, impact))
    np.testing.assert_allclose(free.pnl - charged.pnl, charged.cost, rtol=1e-9)
    assert (charged.cost > 0).all()
    permanent = PermanentImpact(price=0.01)
    with pytest.raises(TypeError):
        impact + permanent
    with pytest.raises(ValueError, match="costs = PermanentImpact.*must be a cost"):
        gl.replay(CALL, PATHS, paid_vol=0.3, costs=permanent)


def test_permanent_impact():
    trade, spot = np.array([100.0, -100.0, 0.0]), np.array([50.0, 50.0, 50.0])
    np.testing.assert_allclose(PermanentImpact(price=0.01).shift(trade, spot), [1, -1, 0])
    np.testing.assert_allclose(PermanentImpact(fraction=2e-4).shift(trade, spot), [1, -1, 0])


# --- bad input -----------------------------------------------------------------------------------

GOOD = {
    WhalleyWilmott: dict(cost_rate=0.001, risk_aversion=1.0),
    Zakamouline: dict(cost_rate=0.001, risk_aversion=1.0),
    Leland: dict(cost_rate=0.001, dt=0.02, policy=gl.EveryStep()),
    Schedule: dict(times=[0.0, 0.1]),
    Schedule.towards_expiry: dict(n=4, expiry=0.5, power=2.0),
    PremiumAdjusted: dict(policy=gl.EveryStep()),
    SquareRootImpact: dict(coefficient=1.0, daily_volume=1e6, daily_vol=0.02),
    leland_vol: dict(vol=0.2, cost_rate=0.001, dt=0.02, side="long"),
    whalley_wilmott_width: dict(
        spot=100, gamma=0.1, cost_rate=0.001, risk_aversion=1.0, expiry=0.1, rate=0.01
    ),
    zakamouline_band: dict(
        spot=100, gamma=0.1, expiry=0.1, vol=0.2, cost_rate=0.001, risk_aversion=1.0, rate=0.01
    ),
}
MAY_BE_ZERO = {"cost_rate", "coefficient", "daily_vol", "gamma", "rate", "times"}
ZERO_TOO = {(leland_vol, "vol"), (whalley_wilmott_width, "expiry")}
CASES = [
    (call, name, bad)
    for call, arguments in GOOD.items()
    for name in arguments
    for bad in [NAN, "0.1", None, -1.0, 0.0]
    if not (bad == 0.0 and (name in MAY_BE_ZERO - {"times"} or (call, name) in ZERO_TOO))
    and not (bad == -1.0 and name in ("gamma", "rate"))
]


@pytest.mark.parametrize("call, name, bad", CASES)
def test_bad_input_is_named(call, name, bad):
    shown = "()" if (name, bad) == ("times", 0.0) else repr(bad)  # a single number is no list
    with pytest.raises(ValueError, match=f"^{name} = {re.escape(shown)}: {name} must be "):
        call(**GOOD[call] | {name: bad})


@pytest.mark.parametrize("call", GOOD)
def test_good_input_is_good(call):
    call(**GOOD[call])


@pytest.mark.parametrize(
    "call, said",
    [
        (lambda: Schedule([]), "times = (0,): times must be a one-dimensional array of one or"),
        (lambda: Schedule([0.2, 0.1]), "times = [0.2, 0.1]: times must be strictly rising"),
        (lambda: Schedule([0.1, 0.1]), "times = [0.1, 0.1]: times must be strictly rising"),
        (lambda: Schedule.towards_expiry(4, 0.5, 0.9), "power = 0.9: power must be 1 or more"),
        (lambda: WhalleyWilmott([0.1], 1.0), "cost_rate = [0.1]: cost_rate must be a single"),
        (lambda: PermanentImpact(), "price, fraction = (None, None): price, fraction must be"),
        (lambda: PermanentImpact(1.0, 1.0), "price, fraction = (1.0, 1.0): price, fraction must"),
        (lambda: PermanentImpact(price=-1.0), "price = -1.0: price must be 0 or more"),
        (lambda: PermanentImpact(fraction=NAN), "fraction = nan: fraction must be a finite"),
        (lambda: leland_vol(0.2, 0.1, [0.1, -0.1], "long"), "dt = -0.1 at index 1: dt must be"),
        (lambda: leland_vol([0.2, 0.3], 0.1, [0.1] * 3, "long"), "shapes do not fit together"),
        (lambda: whalley_wilmott_width([1, 2], [1, 2, 3], 0.1, 1.0), "shapes do not fit"),
        (lambda: zakamouline_band([1, 2], [1, 2, 3], 1, 0.2, 0.1, 1), "shapes do not fit"),
    ],
)
def test_other_bad_input(call, said):
    with pytest.raises(ValueError, match="^" + re.escape(said)):
        call()


def test_policies_are_values():
    assert Leland(0.001, 0.02) == Leland(0.001, 0.02) and hash(Schedule([0, 1])) is not None
    assert PremiumAdjusted(Schedule([0.0])) == PremiumAdjusted(Schedule([0.0]))
    now = SimpleNamespace(premium_adjusted=lambda: "adjusted")
    assert PremiumAdjusted(lambda now: now)(now) == "adjusted"
