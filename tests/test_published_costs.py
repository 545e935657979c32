"""The library against published numbers on trading costs: one test per case, its source inside.

Cases: 4 Leland, 5 bands, 12 cost and frequency. As in `test_published.py`, the number of paths is
such that our own standard error is at most 40% of the tolerance, and every seed is the first one
tried. Costs are one-way; neither the first trade nor the last pays any.
"""

import numpy as np
import pytest
from effort import thorough
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


def costly(book, paths, cost_rate, **options):
    return gl.replay(
        book, paths, costs=gl.Proportional(cost_rate), entry_cost=False, exit_cost=False, **options
    )


def standard_error(values):
    return values.std(ddof=1) / np.sqrt(values.size)


# --- 4. Leland, "Option Pricing and Replication with Transactions Costs" (1985) ------------------


@pytest.mark.parametrize(
    "cost_rate, n, number, short, long",
    [
        (0.0025, 52, 0.14384, 0.21390, 0.18506),
        (0.0005, 252, None, 0.20624, 0.19356),
        (0.0050, 52, 0.28768, 0.22695, 0.16880),
    ],
)
def test_case_4_1_volatilities(cost_rate, n, number, short, long):
    """Leland's number and the volatility of either side; Hoggard, Whalley & Wilmott (1994)."""
    up, down = (leland_vol(0.2, cost_rate, 1 / n, side) for side in ("short", "long"))
    assert (up, down) == pytest.approx((short, long), abs=5.1e-6)
    if number:
        assert (up / 0.2) ** 2 - 1 == pytest.approx(number, abs=5.1e-6)
        assert 1 - (down / 0.2) ** 2 == pytest.approx(number, abs=5.1e-6)


@pytest.mark.parametrize(
    "cost_rate, n, rate, ask, bid",
    [
        (0.0, 52, 0.00, 7.9656, 7.9656),
        (0.0, 52, 0.05, 10.4506, 10.4506),
        (0.0025, 52, 0.00, 8.5172, 7.3722),
        (0.0025, 52, 0.05, 10.9731, 9.8911),
        (0.0005, 252, 0.00, 8.2131, 7.7100),
    ],
)
def test_case_4_1_prices(cost_rate, n, rate, ask, bid):
    """Leland's ask and bid of a one-year option at the money, volatility 20%; tolerance 1e-4."""
    prices = [
        bs.price(100, 100, 1.0, leland_vol(0.2, cost_rate, 1 / n, side), rate)
        for side in ("short", "long")
    ]
    assert prices == pytest.approx([ask, bid], abs=1e-4)


def test_case_4_1_long_side_refused():
    """1% a trade, every day: Leland's number is 1.267, and there is no price for the long side."""
    with pytest.raises(ValueError, match=r"dt = .* long side: Leland's number is 1\.267.*negative"):
        leland_vol(0.2, 0.01, 1 / 252, "long")
    assert leland_vol(0.2, 0.01, 1 / 252, "short") > 0.2


@pytest.mark.parametrize(
    "cost_rate, n, cost, extra, plain",
    [
        pytest.param(0.0005, 252, 0.2472, 0.2475, -0.2497, marks=thorough),
        pytest.param(0.0025, 52, 0.5474, 0.5516, -0.5630, marks=thorough),
        (0.0050, 52, 1.0616, 1.0691, -1.1292),
        (0.0050, 252, 2.2035, 2.2038, -2.5092),
    ],
)
def test_case_4_2(cost_rate, n, cost, extra, plain):
    """A call sold at Leland's ask and hedged with his delta breaks even; at 20% it loses the cost.

    |mean| < 2.5% of the cost + 3 standard errors; the cost itself to 1%, the loss of the plain
    Black-Scholes seller to 1% + 3 standard errors. 20,000 paths: standard error of the mean 0.003
    to 0.008, of the cost 0.3%.
    """
    paths = gl.GBM(0.2).simulate(100, 1.0, n, 20_000, seed=1)
    ask = leland_vol(0.2, cost_rate, 1 / n, "short")
    book, policy = -gl.call(100, 1.0), Leland(cost_rate, 1 / n)
    run = costly(book, paths, cost_rate, paid_vol=ask, hedge_vol=0.2, policy=policy)
    assert abs(run.pnl.mean()) < 0.025 * cost + 3 * standard_error(run.pnl)
    assert run.cost.mean() == pytest.approx(cost, rel=0.01)
    assert bs.price(100, 100, 1.0, ask) - bs.price(100, 100, 1.0, 0.2) == pytest.approx(
        extra, abs=1e-4
    )
    naive = costly(book, paths, cost_rate, paid_vol=0.2)
    crumb = 0.01 * abs(plain) + 3 * standard_error(naive.pnl)
    assert naive.pnl.mean() == pytest.approx(plain, abs=crumb)


def test_case_4_2_long_side():
    """Bought at Leland's bid (25 basis points, weekly) and hedged with his delta: even as well."""
    paths = gl.GBM(0.2).simulate(100, 1.0, 52, 20_000, seed=1)
    bid, policy = leland_vol(0.2, 0.0025, 1 / 52, "long"), Leland(0.0025, 1 / 52)
    run = costly(gl.call(100, 1.0), paths, 0.0025, paid_vol=bid, hedge_vol=0.2, policy=policy)
    assert abs(run.pnl.mean()) < 0.025 * run.cost.mean() + 3 * standard_error(run.pnl)


# --- 5. Bands: Whalley and Wilmott (1997), Zakamouline (2006) ------------------------------------


def test_case_5_2():
    """Whalley & Wilmott's half-width, and that nothing is cheaper; tolerance 1e-6."""
    width = whalley_wilmott_width(5000, 0.02, cost_rate=0.0005, risk_aversion=1.0)
    assert width == pytest.approx(0.114471, abs=1e-6)
    k, spot, gamma, g, sigma = 0.001, 100, 0.0266, 0.5, 0.3

    def yearly(h):
        pace = gamma * sigma * spot
        return k * spot * pace**2 / (2 * h) + g / 2 * sigma**2 * spot**2 * h**2 / 3

    found = minimize_scalar(yearly, bounds=(0.01, 0.5), options={"xatol": 1e-10}).x
    assert found == pytest.approx(0.05965243, abs=1e-6)
    assert whalley_wilmott_width(spot, gamma, k, g) == pytest.approx(0.05965243, abs=1e-8)


def test_case_5_3():
    """Zakamouline's H0, H1 and K for S 5,000, gamma 0.02, 5 basis points; tolerance 1e-6."""
    for side in (1, -1):
        band = zakamouline_band(5000, side * 0.02, 0.25, 0.2, cost_rate=0.0005, risk_aversion=1.0)
        assert band.wait == pytest.approx(1.0e-5, rel=1e-12)
        assert band.width == pytest.approx(0.020944, abs=1e-6)
        assert side * ((band.vol / 0.2) ** 2 - 1) == pytest.approx(-0.139455, abs=1e-6)


@pytest.fixture(scope="module")
def efficiency():
    """(cost, spread) of a sold call under a policy, 10 basis points a trade, 1,260 looks."""
    paths = gl.GBM(0.3).simulate(100, 0.25, 1260, 6_000, seed=1)

    def of(policy):
        run = costly(-gl.call(100, 0.25), paths, 0.001, paid_vol=0.3, policy=policy)
        return run.cost.mean(), run.pnl.std()

    return of


# Risk aversion, and widths of the band to the edge and to the centre, that cost what n fixed
# hedges cost; found by bisection.
@pytest.mark.parametrize(
    "n, cost, spread, averse, edge, centre, ratios",
    [
        (9, 0.088, 1.668, 0.0790, 0.1144, 0.234, (0.613, 0.736)),
        pytest.param(21, 0.141, 1.134, 0.546, 0.0691, 0.1484, (0.538, 0.668), marks=thorough),
        pytest.param(63, 0.250, 0.675, 4.80, 0.0342, 0.0781, (0.548, 0.638), marks=thorough),
        pytest.param(126, 0.355, 0.494, 19.7, 0.0210, 0.0509, (0.621, 0.688), marks=thorough),
    ],
)
def test_case_5_4(efficiency, n, cost, spread, averse, edge, centre, ratios):
    """At equal cost: Whalley-Wilmott / fixed < 0.70, edge / fixed < 0.80, edge below centre.

    Equal to 2.5%, which is 2.5% of a ratio. 6,000 paths: standard error of a spread about 1.4%, of
    a ratio 1.7%, hence 5% around the ratios of the reference. Its ratios of the band to the centre
    (0.961 to 0.926) are not tested: cost and spread jump with the width wherever a whole number of
    hops takes delta to 0 or 1 (from 0.235 to 0.230 by 8% and 12%), so they hang on the last digit.
    """
    paid, fixed = efficiency(gl.EveryN(1260 // n))
    assert paid == pytest.approx(cost, rel=0.02)
    assert fixed == pytest.approx(spread, rel=0.04)
    spreads = []
    for policy in (
        WhalleyWilmott(0.001, averse), gl.DeltaBand(edge, "edge"), gl.DeltaBand(centre),
    ):  # fmt: skip
        cost, spread = efficiency(policy)
        assert cost == pytest.approx(paid, rel=0.025)
        spreads.append(spread)
    ww, to_edge, to_centre = spreads
    assert ww / fixed < 0.70
    assert to_edge / fixed < 0.80
    assert to_edge < to_centre
    assert (ww / fixed, to_edge / fixed) == pytest.approx(ratios, rel=0.05)


@thorough
def test_case_5_4_zakamouline(efficiency):
    """Zakamouline with risk aversion 1: cost 0.2534, spread 0.3481, half that of fixed hedges.

    6,000 paths: standard errors 0.6% and 1.3%; tolerances 2% and 4%.
    """
    cost, spread = efficiency(Zakamouline(0.001, 1.0))
    assert cost == pytest.approx(0.2534, rel=0.02)
    assert spread == pytest.approx(0.3481, rel=0.04)
    assert spread / efficiency(gl.EveryN(20))[1] == pytest.approx(0.515, abs=0.03)


# --- 12. Cost and frequency; Toft (1996) ---------------------------------------------------------

CALL = gl.call(100, 0.25)


@pytest.mark.parametrize(
    "n, strike, closed, simulated, within, n_paths",
    [
        (13, 100, 0.11462, 0.10908, 0.06, 20_000),
        (63, 100, 0.25234, 0.25075, 0.015, 50_000),
        (252, 100, 0.50467, 0.50366, 0.015, 20_000),
        pytest.param(1008, 100, 1.00934, 1.0080, 0.015, 12_000, marks=thorough),
        pytest.param(63, 110, 0.16804, 0.16674, 0.015, 100_000, marks=thorough),
    ],
)
def test_case_12_1(n, strike, closed, simulated, within, n_paths):
    """Expected cost k sqrt(2 / (pi dt)) vega: Leland's addition to the premium, to first order.

    k is 10 basis points; tolerance 1.5%, and 6% for 13 hedges, where the reference's own
    simulation is 5% below. Standard errors 0.3 to 0.6%.
    """
    vega = bs.vega(100, strike, 0.25, 0.2)
    formula = 0.001 * np.sqrt(2 / (np.pi * 0.25 / n)) * vega
    assert formula == pytest.approx(closed, abs=1e-5)
    added = leland_vol(0.2, 0.001, 0.25 / n, "short") ** 2 - 0.2**2  # to the variance
    assert added * vega / (2 * 0.2) == pytest.approx(formula, rel=1e-12)
    paths = gl.GBM(0.2).simulate(100, 0.25, n, n_paths, seed=1)
    cost = costly(-gl.call(strike, 0.25), paths, 0.001, paid_vol=0.2).cost
    assert cost.mean() == pytest.approx(closed, rel=within)
    assert cost.mean() == pytest.approx(simulated, abs=0.002 * simulated + 4 * standard_error(cost))


def test_case_12_1_with_drift():
    """Drift 25%, rate 5%: 0.46898 in present value, for the spot leaves the strike behind.

    E[S^2 gamma] of a lognormal spot is K e^(-r left) times the normal density of log(S/K) with
    the drift up to now and the rate from there on. 20,000 paths: standard error 0.5%, tolerance
    1.5%.
    """
    t = (np.arange(2000) + 0.5) / 2000 * 0.25
    ahead = (0.25 - 0.02) * t + (0.05 - 0.02) * (0.25 - t)
    density = np.exp(-0.5 * (ahead / 0.1) ** 2) / np.sqrt(2 * np.pi) / 0.1
    integral = 0.25 * np.mean(100 * np.exp(-0.05 * 0.25) * density)
    closed = 0.001 * 0.2 * np.sqrt(2 * 252 / (np.pi * 0.25)) * integral
    assert closed == pytest.approx(0.46898, abs=1e-4)
    paths = gl.GBM(0.2, drift=0.25).simulate(100, 0.25, 252, 20_000, seed=1)
    free = gl.replay(-CALL, paths, paid_vol=0.2, rate=0.05)
    charged = costly(-CALL, paths, 0.001, paid_vol=0.2, rate=0.05)
    present = (free.pnl - charged.pnl) * np.exp(-0.05 * 0.25)
    assert present.mean() == pytest.approx(closed, rel=0.015)
    assert standard_error(present) < 0.006 * closed


def test_case_12_2():
    """e^(-rt) S^2 gamma is a martingale: 392.9 at any time (rate 5%), within 4 standard errors.

    200,000 paths: standard errors 0.1%, 0.2% and 0.3%, so the tolerance is about 1%.
    """
    paths = gl.GBM(0.2, drift=0.05).simulate(100, 0.25, 4, 200_000, seed=1)
    assert 1e4 * bs.gamma(100, 100, 0.25, 0.2, 0.05) == pytest.approx(392.9, abs=0.05)
    for k in (1, 2, 3):
        spot, t = paths.spots[:, k], paths.times[k]
        dollar_gamma = np.exp(-0.05 * t) * spot**2 * bs.gamma(spot, 100, 0.25 - t, 0.2, 0.05)
        assert standard_error(dollar_gamma) < 0.004 * 392.9
        assert dollar_gamma.mean() == pytest.approx(392.9, abs=4 * standard_error(dollar_gamma))
