"""The closed forms of `gammalab.theory`: properties, limits, shapes, and what they refuse.

Published numbers, and the simulations next to them, are in `test_published_theory.py`.
"""

import numpy as np
import pytest
from effort import often
from hypothesis import given, settings
from hypothesis import strategies as st

import gammalab as gl
from gammalab import black_scholes as bs
from gammalab import theory

pytestmark = pytest.mark.filterwarnings("error")

AT = dict(spot=100, strike=100, expiry=0.25, vol=0.2)


@st.composite
def options(draw):
    """An option whose strike lies within two standard deviations of the spot."""
    spot, expiry = draw(st.floats(80, 120)), draw(st.floats(0.1, 2))
    vol, away = draw(st.floats(0.15, 0.8)), draw(st.floats(-2, 2))
    strike = spot * np.exp(away * vol * np.sqrt(expiry))
    rate, carry = draw(st.floats(-0.02, 0.08)), draw(st.floats(-0.05, 0.08))
    return dict(spot=spot, strike=strike, expiry=expiry, vol=vol, rate=rate, carry=carry)


def test_every_name_is_documented_with_an_example():
    for name in theory.__all__:
        thing = getattr(theory, name)
        assert thing.__doc__
        if not isinstance(thing, type):
            assert ">>>" in thing.__doc__, name


# ---- between two hedges -------------------------------------------------------------------------


@settings(max_examples=often(20))
@given(option=options())
def test_one_hedge_is_one_step(option):
    """Two ways to one number: by the measure that counts in shares, and by quadrature."""
    step = theory.one_step_error(dt=option["expiry"], **option)
    assert theory.exact_hedging_error_sd(hedges=1, **option) == pytest.approx(step.sd, rel=1e-3)


@pytest.mark.parametrize("strike, carry", [(110, 0.01), (90, -0.03), (100, 0.05)])
def test_exact_spread_with_carry_meets_the_replay(strike, carry):
    paths = gl.GBM(0.3, carry).simulate(100, 0.5, 12, 100_000, seed=1)
    pnl = gl.replay(gl.call(strike, 0.5), paths, paid_vol=0.3, rate=0.05, carry=carry).pnl
    exact = theory.exact_hedging_error_sd(100, strike, 0.5, 0.3, 12, 0.05, carry)
    assert pnl.std() * np.exp(-0.025) == pytest.approx(exact, rel=0.02)
    assert abs(pnl.mean()) < 4 * pnl.std() / np.sqrt(pnl.size)


def test_the_rule_is_the_limit_of_the_exact_spread():
    gap = [
        theory.hedging_error_sd(hedges=n, **AT) / theory.exact_hedging_error_sd(hedges=n, **AT) - 1
        for n in (10, 100, 1000)
    ]
    assert 0.05 < gap[0] < 0.10
    assert gap[0] > 3 * gap[1] > 9 * gap[2] > 0


def test_the_exact_spread_follows_the_price_scale():
    spread = theory.exact_hedging_error_sd(hedges=400, **AT)
    assert theory.exact_hedging_error_sd(200, 200, 0.25, 0.2, 400) == pytest.approx(2 * spread)


def test_the_step_tends_to_its_limit():
    for dt, room in ((1e-3, 0.02), (1e-5, 2e-4)):
        exact, limit = (f(dt=dt, **AT) for f in (theory.one_step_error, theory.one_step_limit))
        assert exact.sd == pytest.approx(limit.sd, rel=room)
        assert exact.skew == pytest.approx(limit.skew, rel=room)
        assert exact.excess_kurtosis == pytest.approx(limit.excess_kurtosis, rel=2 * room)
        assert exact.loss_share == pytest.approx(limit.loss_share, rel=room)


@settings(max_examples=often(20))
@given(share=st.floats(0.01, 1.0), option=options())
def test_at_a_breakeven_the_replay_earns_nothing(share, option):
    dt = share * option["expiry"]
    down, up = theory.breakevens(dt=dt, **option)
    spots = np.array(
        [[option["spot"]] * 3, option["spot"] + np.array([down, 0.5 * (down + up), up])]
    )
    paths = gl.Paths([0, dt], spots.T)
    for book in (gl.call, gl.put):
        pnl = gl.replay(
            book(option["strike"], option["expiry"]), paths, paid_vol=option["vol"],
            rate=option["rate"], carry=option["carry"],
        ).pnl  # fmt: skip
        assert pnl[[0, 2]] == pytest.approx([0, 0], abs=1e-10)
        assert pnl[1] < 0


def test_breakevens_and_the_rule_meet_for_a_short_day():
    down, up = theory.breakevens(dt=1e-6, **AT)
    rule = theory.breakeven_move(100, 0.2, days=1e6)
    assert up == pytest.approx(rule, rel=1e-3)
    assert down == pytest.approx(-rule, rel=1e-3)


def test_gaps_and_round_trips_are_gamma_when_small():
    gap = theory.gap_pnl(jump=1e-3, **AT)
    assert gap == pytest.approx(theory.gap_pnl_quadratic(jump=1e-3, **AT), rel=0.01)
    assert theory.round_trip_pnl(move=0.1, **AT) == pytest.approx(2 * gap, rel=0.01)
    assert theory.gap_pnl(jump=0.0, **AT) == theory.round_trip_pnl(move=0.0, **AT) == 0


# ---- two volatilities ---------------------------------------------------------------------------


@settings(max_examples=often(20))
@given(realised=st.floats(0.1, 0.9), option=options())
def test_in_the_pricing_world_both_hedges_earn_the_same(realised, option):
    option["implied"] = option.pop("vol")
    mean = theory.mean_pnl_hedged_at_implied(realised=realised, **option)
    edge = theory.pnl_hedged_at_realised(realised=realised, **option)
    assert mean == pytest.approx(edge, abs=1e-9)


@settings(max_examples=often(20))
@given(option=options())
def test_dollar_gamma_is_a_martingale_and_cost_its_integral(option):
    now, later = theory.expected_dollar_gamma(
        time=np.array([0.0, 1.0]) * option["expiry"], **option
    )
    gamma = bs.gamma(**option)
    assert now == pytest.approx(gamma * option["spot"] ** 2, rel=1e-10)
    assert later == pytest.approx(now, rel=1e-10)
    closed = theory.expected_cost(hedges=50, cost_rate=0.001, **option)
    drifting = theory.expected_cost(hedges=50, cost_rate=0.001, drift=option["carry"], **option)
    assert drifting == pytest.approx(closed, rel=1e-9)


def test_dollar_gamma_in_another_world_meets_a_simulation():
    spot = gl.GBM(0.3, 0.1).simulate(100, 0.5, 1, 200_000, seed=1).spots[:, 1]
    seen = np.exp(-0.025) * spot**2 * bs.gamma(spot, 105, 0.5, 0.2, 0.05, 0.02)
    formula = theory.expected_dollar_gamma(100, 105, 1.0, 0.2, 0.5, 0.3, 0.1, 0.05, 0.02)
    assert seen.mean() == pytest.approx(formula, abs=4 * seen.std() / np.sqrt(seen.size))


def test_the_quadrature_stands_extreme_volatilities():
    for implied, realised in ((0.01, 0.5), (0.5, 0.01), (0.2, 0.2)):
        known = dict(spot=100, strike=100, expiry=1.0, implied=implied, realised=realised)
        edge = theory.pnl_hedged_at_realised(**known)
        assert theory.mean_pnl_hedged_at_implied(**known) == pytest.approx(edge, rel=1e-6)


def test_the_path_formula_is_the_edge_on_average_and_zero_without_one():
    paths = gl.GBM(0.3, 0.02).simulate(100, 0.5, 100, 4000, seed=1)
    along = theory.pnl_along_path(paths.times, paths.spots, 0.3, 100, 0.5, 0.2, rate=0.02)
    edge = theory.pnl_hedged_at_realised(100, 100, 0.5, 0.2, 0.3, rate=0.02)
    assert along.shape == (4000,)
    assert along.mean() == pytest.approx(edge, abs=4 * along.std() / np.sqrt(4000) + 0.01)
    same = theory.pnl_along_path(paths.times, paths.spots, 0.3, 100, 0.5, 0.3)
    assert np.all(same == 0)
    varying = theory.pnl_along_path(
        paths.times, paths.spots, np.full((4000, 100), 0.3), 100, 0.5, 0.2, rate=0.02
    )
    np.testing.assert_array_equal(varying, along)


def test_the_path_formula_may_stop_before_expiry():
    """To the horizon of the paths; then it is the P&L marked at the volatility hedged with."""
    paths = gl.GBM(0.3).simulate(100, 0.25, 4000, 50, seed=1)
    along = theory.pnl_along_path(paths.times, paths.spots, 0.3, 100, 0.5, 0.2)
    pnl = gl.replay(gl.call(100, 0.5), paths, paid_vol=0.2).pnl
    assert pnl == pytest.approx(along, abs=0.3)
    assert np.corrcoef(pnl, along)[0, 1] > 0.95


# ---- variance swaps -----------------------------------------------------------------------------


def test_the_options_pay_the_broken_line():
    strikes = np.array([60.0, 75, 90, 100, 105, 120, 150])
    puts, calls = theory.replication_weights(strikes, 0.5, split=100)
    book = gl.Book()
    for strike, p, c in zip(strikes, puts, calls, strict=True):
        book = book + p * gl.put(strike, 0.5) + c * gl.call(strike, 0.5)
    ends = np.array([45.0, *strikes, 180.0])
    log_payoff = 2 / 0.5 * (ends / 100 - 1 - np.log(ends / 100))
    assert book.payoff(ends) == pytest.approx(log_payoff, abs=1e-12)
    assert np.all(puts >= 0) and np.all(calls >= 0)


@pytest.mark.parametrize(
    "rate, carry, split", [(0, None, 100), (0.05, 0.01, 100), (0.03, 0.08, 90)]
)
def test_with_one_volatility_the_fair_variance_is_its_square(rate, carry, split):
    strikes = np.arange(20.0, 400, 0.5)
    swap = theory.variance_swap(100, strikes, 0.5, 0.25, split, rate, carry)
    assert swap.variance == pytest.approx(0.0625, rel=1e-3)


def test_one_path_or_many():
    one = theory.realised_variance([0, 1], [100, 110])
    many = theory.realised_variance([0, 1], [[100, 110], [100, 90]])
    assert one == pytest.approx([0.01])
    assert many == pytest.approx([0.01, 0.01])


# ---- shapes and bad input -----------------------------------------------------------------------


def test_arrays_in_arrays_out_and_plain_numbers_plain():
    grid = np.array([[90.0], [110.0]])
    vols = [0.1, 0.2, 0.3]
    for function, more in [
        (theory.hedging_error_sd, dict(hedges=10)),
        (theory.gap_pnl, dict(jump=-0.1)),
        (theory.gap_pnl_quadratic, dict(jump=-0.1)),
        (theory.round_trip_pnl, dict(move=1)),
        (theory.pde_residual, {}),
        (theory.expected_dollar_gamma, dict(time=0.1, drift=0.1)),
        (theory.expected_cost, dict(hedges=10, cost_rate=0.001)),
        (theory.expected_cost, dict(hedges=10, cost_rate=0.001, drift=0.1)),
    ]:
        assert function(grid, 100, 0.25, vols, **more).shape == (2, 3), function
        assert type(function(100, 100, 0.25, 0.2, **more)) is float, function
    for function in (theory.pnl_hedged_at_realised, theory.mean_pnl_hedged_at_implied):
        assert function(grid, 100, 0.25, vols, 0.4).shape == (2, 3)
        assert type(function(100, 100, 0.25, 0.2, 0.4)) is float
    assert theory.feedback_vol(grid / 100, vols).shape == (2, 3)
    assert theory.variance_jump_pnl(vols, 1 / grid).shape == (2, 3)
    assert theory.breakeven_move(grid, vols).shape == (2, 3)
    single = [*theory.breakevens(dt=0.01, **AT), *theory.one_step_error(dt=0.01, **AT)]
    single += [*theory.one_step_limit(dt=0.01, **AT), theory.exact_hedging_error_sd(hedges=3, **AT)]
    assert {type(value) for value in single} == {float}


NAN = float("nan")
TIMES, SPOTS = [0, 0.1], [[100, 101]]


@pytest.mark.parametrize(
    "function, arguments, said",
    [
        (theory.hedging_error_sd, dict(AT, hedges=0), "hedges = 0.0: hedges must be above 0"),
        (theory.hedging_error_sd, dict(AT, hedges=3, vol=-1), "vol = -1.0"),
        (theory.exact_hedging_error_sd, dict(AT, hedges=2.5), "hedges = 2.5"),
        (theory.exact_hedging_error_sd, dict(AT, hedges=2, vol=0), "vol = 0.0"),
        (theory.exact_hedging_error_sd, dict(AT, hedges=2, spot=[1, 2]), "spot = .*single number"),
        (theory.exact_hedging_error_sd, dict(AT, hedges=2, rate=NAN), "rate = nan"),
        (theory.exact_hedging_error_sd, dict(AT, hedges=2, carry="x"), "carry = 'x'"),
        (theory.exact_hedging_error_sd, dict(AT, hedges=9, strike=900), "strike = 900.0: .*near"),
        (theory.exact_hedging_error_sd, dict(AT, hedges=9, strike=10), "strike = 10.0: .*near"),
        (theory.one_step_error, dict(AT, dt=0.3), "dt = 0.3: dt must be at most expiry"),
        (theory.one_step_limit, dict(AT, dt=0), "dt = 0.0"),
        (theory.breakevens, dict(AT, dt=0.1, expiry=0), "expiry = 0.0"),
        (theory.breakevens, dict(AT, dt=0.01, strike=900), "strike = 900.0: .*near enough"),
        (theory.breakeven_move, dict(spot=100, vol=0.2, days=0), "days = 0.0"),
        (theory.round_trip_pnl, dict(AT, move=-100), "move = -100.0: move must be above -spot"),
        (theory.gap_pnl, dict(AT, jump=-1), "jump = -1.0: jump must be above -1"),
        (theory.gap_pnl, dict(AT, jump=[0.1, NAN]), "jump = nan at index 1"),
        (theory.gap_pnl_quadratic, dict(AT, jump=-2), "jump = -2.0"),
        (theory.pde_residual, dict(AT, right="C"), "right = 'C'"),
        (theory.pnl_hedged_at_realised, (100, 100, 1, -0.2, 0.3), "implied = -0.2"),
        (theory.pnl_hedged_at_realised, (100, 100, 1, 0.2, NAN), "realised = nan"),
        (theory.mean_pnl_hedged_at_implied, (100, 100, 1, 0.2, 0.0), "realised = 0.0"),
        (theory.mean_pnl_hedged_at_implied, (-1, 100, 1, 0.2, 0.3), "spot = -1.0"),
        (theory.mean_pnl_hedged_at_implied, (100, 100, 1, 0.2, 0.3, "up"), "drift = 'up'"),
        (theory.expected_dollar_gamma, dict(AT, time=0.3), "time = 0.3: time must be at most exp"),
        (theory.expected_dollar_gamma, dict(AT, time=-0.1), "time = -0.1"),
        (theory.expected_dollar_gamma, dict(AT, time=0.1, realised=0), "realised = 0.0"),
        (theory.expected_cost, dict(AT, hedges=9, cost_rate=-0.1), "cost_rate = -0.1"),
        (theory.expected_cost, dict(AT, hedges=9, cost_rate=0.1, drift=NAN), "drift = nan"),
        (theory.feedback_vol, (0.2, -1), "feedback = -1.0: feedback must be above -1"),
        (theory.pnl_along_path, (TIMES, SPOTS, 0.2, 100, 0.05, 0.2), r"times\[-1\] = 0.1"),
        (theory.pnl_along_path, (TIMES, [1, 2, 3], 0.2, 100, 1, 0.2), r"spots = \(1, 3\)"),
        (theory.pnl_along_path, ([1, 2], SPOTS, 0.2, 100, 3, 0.2), "times = .*0 at the start"),
        (theory.pnl_along_path, ([0, 0], SPOTS, 0.2, 100, 1, 0.2), "strictly rising"),
        (theory.pnl_along_path, (TIMES, SPOTS, [0.1, 0.2], 100, 1, 0.2), r"realised = \(2,\)"),
        (theory.pnl_along_path, (TIMES, SPOTS, 0.2, 100, 1, 0), "hedge_vol = 0.0"),
        (theory.replication_weights, ([90, 100, 95], 1, 95), "strikes = .*strictly rising"),
        (theory.replication_weights, ([90, 100, 110], 1, 95), "split = 95.0: .*one of the strikes"),
        (theory.replication_weights, ([90, 100, 110], 1, 110), "split = 110.0: .*neither"),
        (theory.replication_weights, ([10, 100, 110], 1, 100), r"strikes\[0\] = 10.0: .*half"),
        (theory.replication_weights, ([90, 100, 110], 0, 100), "expiry = 0.0"),
        (theory.variance_swap, (100, [90, 100, 110], 1, [0.2, 0.3], 100), "vol"),
        (theory.variance_swap, (100, [90, 100, 110], 1, [[0.2], [0.3]], 100), r"vols = \(2, 1\)"),
        (theory.variance_swap, (0, [90, 100, 110], 1, 0.2, 100), "spot = 0.0"),
        (theory.variance_jump_pnl, (-1.0, 1), "jump = -1.0"),
        (theory.realised_variance, ([0], [100]), "times = "),
        (theory.realised_variance, ([0, 1], [[100, 100, 100]]), r"spots = \(1, 3\)"),
        (theory.log_contract_variance, ([0, 1], [100, -1]), "spots = -1.0 at index 1"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_by_name(function, arguments, said):
    with pytest.raises(ValueError, match=said):
        function(**arguments) if isinstance(arguments, dict) else function(*arguments)
