"""Every public callable of gammalab, found by looking, and arguments that each of them takes.

`found()` walks the face: names, namespaces, and the methods of what they hold. `ARGUMENTS` has an
entry for each, with a good value per argument; what kind of thing an argument is can be read off
that value (`test_bad_input.py` does). A new public name without an entry fails a test there.
"""

import inspect
from functools import cache
from types import ModuleType

import numpy as np
import pandas as pd

import gammalab as gl
from gammalab.hedging.replay import Run
from gammalab.montecarlo.run import MonteCarloRun

# Made by the library, not by a caller: what they hold is not checked again.
RESULTS = {
    "feedback.FlipLevel",
    "replay.Run",
    "monte_carlo.MonteCarloRun",
    "bands.BandAndVol",
    "feedback.Cascade",
    "feedback.ExposureTable",
    "feedback.FeedbackRun",
    "feedback.PinningRun",
    "feedback.SqueezeRun",
    "markets.Mean",
    "markets.Report",
    "markets.Windows",
    "markets.Windows.adopt",
    "markets.Windows.from_prices",
    "theory.HedgeCount",
    "theory.StepError",
    "theory.VarianceReplication",
}
# Called by the loops at every step, with arrays that were checked at the start.
FOR_THE_LOOP = {
    "Book.terms",
    "EveryN.due",
    "EveryStep.due",
    "Future.contracts_per_unit",
    "Future.flows",
    "InversePerpetual.contracts_per_unit",
    "InversePerpetual.flows",
    "Never.due",
    "Once.due",
    "Perpetual.contracts_per_unit",
    "Perpetual.flows",
    "Schedule.due",
    "Spot.contracts_per_unit",
    "Spot.flows",
    "Stop.beyond",
    "feedback.FeedbackMarket.dealers",
}
# What a model of the caller's own has to offer: there is nothing to call.
PROTOCOLS = {"Model", "Model.simulate"}


@cache
def found() -> dict:
    """{name: callable} of everything public; methods as "Class.method"."""
    every = {}
    for name in gl.__all__:
        value = getattr(gl, name)
        if isinstance(value, ModuleType):
            for inner, held in _public(value):
                if held not in every.values():
                    every[f"{name}.{inner}"] = held
        else:
            every = {key: held for key, held in every.items() if held is not value}
            every[name] = value
    every |= {"replay.Run": Run, "monte_carlo.MonteCarloRun": MonteCarloRun}
    classes = {name: value for name, value in every.items() if inspect.isclass(value)}
    for name, value in classes.items():
        for method, held in inspect.getmembers(value, callable):
            ours = str(getattr(held, "__module__", "")).startswith("gammalab")
            if ours and not method.startswith("_"):
                every[f"{name}.{method}"] = held
    return {
        name: held
        for name, held in every.items()
        if set(parameters(held)) - {"self"} and name not in PROTOCOLS
    }


def parameters(held) -> dict:
    """{name: parameter} of a callable, without what it passes on (**options)."""
    known = inspect.signature(held).parameters.items()
    return {name: one for name, one in known if one.kind is not one.VAR_KEYWORD}


def _public(module):
    listed = getattr(module, "__all__", None)
    for name in listed or vars(module):
        held = getattr(module, name)
        ours = str(getattr(held, "__module__", "")).startswith("gammalab")
        here = listed is not None or getattr(held, "__module__", "") == module.__name__
        if not name.startswith("_") and callable(held) and ours and here:
            yield name, held


# ---- what the methods belong to -----------------------------------------------------------------

PATHS = gl.Paths(np.linspace(0, 0.25, 5), np.array([[100.0, 101, 99, 103, 102]] * 2))
CHAIN = pd.DataFrame(
    {"strike": [90.0, 110.0], "expiry": 0.5, "right": ["put", "call"], "iv": 0.2,
     "open_interest": [500.0, 400.0]}
)  # fmt: skip
CALL = gl.call(100, 0.5)
CLOSES = pd.Series(
    [100.0, 101, 99, 103, 102, 104, 101, 100, 99, 101, 102, 103],
    index=pd.bdate_range("2024-01-01", periods=12, name="date"), name="close",
)  # fmt: skip
PAYMENTS = pd.Series(
    [1e-4, 2e-4, -1e-4, 1e-4], index=pd.date_range("2024-01-01", periods=4, freq="8h"),
    name="funding rate",
)  # fmt: skip
QUOTED = pd.DataFrame(
    {"quote time": "2024-01-02 15:00", "expiry": "2024-06-21", "strike": [90.0, 90.0, 110.0, 110.0],
     "right": ["call", "put"] * 2, "bid": [12.0, 1.5, 1.9, 11.3], "ask": [12.2, 1.7, 2.1, 11.5],
     "spot": 100.0}
)  # fmt: skip
READ = gl.markets.read_quotes(QUOTED)
INSTANCES = {
    "BlockBootstrap": gl.BlockBootstrap([0.01, -0.02, 0.005, 0.01]),
    "Book": CALL,
    "CorrelatedMoves": gl.CorrelatedMoves(0.2, 0.3),
    "EqualMoves": gl.EqualMoves(0.2, 0.6),
    "Clock": gl.Clock([0, 0.1, 0.2], [0, 0.1, 0.2]),
    "GBM": gl.GBM(0.2),
    "Heston": gl.Heston(0.2, 0.2, 2.0, 0.4, -0.7),
    "MertonJumps": gl.MertonJumps(0.2, 1.0, -0.1, 0.15),
    "markets.Windows": gl.markets.windows(CLOSES, vol=0.2, entry="week", bars=3),
    "MovingVol": gl.MovingVol(0.2, 0.8),
    "Paths": PATHS,
    "PermanentImpact": gl.PermanentImpact(price=0.01),
    "Schedule": gl.Schedule([0.0, 0.1]),
    "feedback.FeedbackMarket": gl.feedback.FeedbackMarket(0.2, 0.001, CALL),
    "smile.Smile": gl.smile.Smile([90.0, 110.0], [0.25, 0.5], [[0.2, 0.25]] * 2, 100.0),
    "replay.Run": gl.replay(gl.call(100, 0.25), PATHS, paid_vol=0.2),
    "monte_carlo.MonteCarloRun": gl.monte_carlo(
        CALL, gl.GBM(0.2), spot=100.0, horizon=0.25, steps=2, n_paths=10, seed=1, paid_vol=0.2,
        workers=1, progress=False,
    ),
    "feedback.FeedbackRun": gl.feedback.FeedbackMarket(0.2, 0.001, CALL).run(
        100.0, 0.25, 4, 3, seed=1
    ),
    "feedback.ExposureTable": gl.feedback.gamma_exposure(CHAIN, 100.0, dealer_sign="long"),
    "feedback.PinningRun": gl.feedback.pinning(
        100.0, 100.0, 0.02, 10.0, vol=0.2, impact=0.001, steps=3, n_paths=5, seed=1
    ),
}  # fmt: skip

# ---- arguments that work ------------------------------------------------------------------------

PRICING = dict(
    spot=100.0, strike=105.0, expiry=0.5, vol=0.25, rate=0.0625, carry=0.03125, right="call"
)
NO_VOL = {name: value for name, value in PRICING.items() if name != "vol"}
THEORY = {name: value for name, value in PRICING.items() if name != "right"}
NO_VOL_THEORY = {name: value for name, value in THEORY.items() if name != "vol"}
VALUED = dict(spot=100.0, vol=0.25, time=0.125, rate=0.0625, carry=0.03125)
SIMULATE = dict(spot=100.0, horizon=0.25, steps=2, n_paths=2, seed=1)
STRIKES = np.array([80.0, 90.0, 100.0, 110.0, 120.0])
TIMES, SPOTS = np.array([0.0, 0.125, 0.25]), np.array([[100.0, 101.0, 99.0]])
# Of each step, its first price included.
SPOTS_HIGH, SPOTS_LOW = np.array([[100.0, 102.0, 101.0]]), np.array([[100.0, 98.0, 97.0]])
PINNED = dict(spot=100.0, strike=100.0, expiry=0.0625, quantity=8.0, vol=0.25, impact=0.0078125)
NOISE = dict(book=CALL, spot=100.0, vol=0.25, hedges=2.0, drift=0.0625, rate=0.0625, carry=0.03125)
ONE_STRIKE = dict(strike=100.0, expiry=0.5)
TWO_STRIKES = dict(low=90.0, high=110.0, expiry=0.5)
PRICES = "price delta gamma vega theta rho vanna volga charm speed zomma color d1 d2".split()


def _no_clock(arguments):
    """Where horizon and steps are given, there is no clock to hand over too."""
    return {**arguments, "clock": None}


ARGUMENTS = {
    # pricing
    **{f"black_scholes.{name}": PRICING for name in PRICES},
    "black_scholes.probability_in_the_money": PRICING,
    "black_scholes.sign_of": dict(right="call"),
    "black_scholes.per_day": dict(theta=-36.5, days=365.0),
    "black_scholes.per_vol_point": dict(vega=19.0),
    "black_scholes.per_percent": dict(gamma=0.04, spot=250.0),
    "greeks": {**PRICING, "names": ("delta", "gamma")},
    "implied_vol": {"price": 8.0, **NO_VOL, "invalid": "nan", "reasons": False},
    "Option": dict(strike=100.0, expiry=0.5, right="put", quantity=2.0),
    "Book": dict(options=()),
    "Book.ending": dict(horizon=0.5),
    "Book.payoff": dict(spot=100.0),
    "Book.payoff_at": dict(expiry=0.5, spot=110.0),
    "Book.expiring": dict(time=0.5),
    "Book.notional": dict(spot=100.0),
    "Book.value": VALUED,
    "Book.delta": VALUED,
    "Book.greeks": {**VALUED, "names": ("delta",)},
    "Book.breakevens": {**VALUED, "dt": 0.0625, "hedge": -0.5},
    **{name: ONE_STRIKE for name in ("call", "put", "straddle", "log_contract")},
    **{name: TWO_STRIKES for name in ("strangle", "risk_reversal", "call_spread", "put_spread")},
    "butterfly": dict(low=90.0, middle=100.0, high=110.0, expiry=0.5),
    "calendar": dict(strike=100.0, near=0.0625, far=0.5),
    "smile.Smile": dict(
        strikes=np.array([90.0, 110.0]), expiries=np.array([0.25, 0.5]),
        vols=np.array([[0.25, 0.3], [0.25, 0.3]]), spot=100.0, carry=0.03125,
    ),
    "smile.Smile.forward": dict(expiry=0.5),
    "smile.Smile.slice": dict(index=1),
    "smile.Smile.vol": dict(strike=100.0, expiry=0.375),
    "smile.Smile.vols_of": dict(book=CALL),
    "smile.Smile.from_chain": dict(chain=CHAIN, spot=100.0, carry=0.03125),
    "smile.portfolio_greeks": dict(
        book=CALL, smile=INSTANCES["smile.Smile"], spot=100.0, rate=0.0625, carry=0.03125,
        names=("delta",),
    ),
    "smile.butterfly_violations": dict(smile=INSTANCES["smile.Smile"]),
    "smile.calendar_violations": dict(smile=INSTANCES["smile.Smile"]),
    "smile.check_smile": dict(smile=INSTANCES["smile.Smile"]),
    # paths
    "Paths": dict(times=TIMES, spots=SPOTS, dates=None, vols=np.full(SPOTS.shape, 0.25),
                  highs=SPOTS_HIGH, lows=SPOTS_LOW),
    "Paths.adopt": dict(
        times=TIMES.copy(), spots=SPOTS.copy(), dates=None, vols=None, highs=None, lows=None
    ),
    "Paths.dates_of": dict(path=1),
    "Paths.scaled_to": dict(vol=0.25),
    "Paths.pick": dict(path=1),
    "Paths.every": dict(n=2),
    "Paths.refine": dict(n=2, vol=0.25, seed=1),
    "Paths.from_prices": dict(prices=np.array([100.0, 101.0]), years_per_step=0.25,
                              highs=np.array([100.0, 102.0]), lows=np.array([99.0, 100.0])),
    "Clock": dict(times=TIMES, busy=TIMES),
    "Clock.even": dict(horizon=0.25, steps=2),
    "Clock.of_sessions": dict(
        days=3, bars=2, overnight=0.25, weekend=1.0, u_shape=0.5, opens=9.5, closes=16.0, weekday=1
    ),
    "CorrelatedMoves": dict(vol=0.25, correlation=0.5),
    "CorrelatedMoves.simulate": _no_clock(SIMULATE),
    "EqualMoves": dict(vol=0.25, repeat=0.75, kind="percent"),
    "EqualMoves.simulate": _no_clock(SIMULATE),
    "GBM": dict(vol=0.25, drift=0.0625),
    "GBM.simulate": _no_clock(SIMULATE),
    "MertonJumps": dict(vol=0.25, intensity=1.0, jump_mean=-0.125, jump_sd=0.125, drift=0.0625),
    "MertonJumps.simulate": _no_clock(SIMULATE),
    "MertonJumps.price": NO_VOL,
    "MertonJumps.delta": NO_VOL,
    "Heston": dict(
        start_vol=0.25, long_run_vol=0.25, mean_reversion=2.0, vol_of_vol=0.5, correlation=-0.5,
        drift=0.0625,
    ),
    "Heston.simulate": _no_clock(SIMULATE),
    "BlockBootstrap": dict(
        returns=np.array([0.0625, -0.125, 0.25]), mean_block=2.0, demean=True
    ),
    "BlockBootstrap.simulate": _no_clock(SIMULATE),
    "MovingVol": dict(
        start=0.25, vol_of_vol=0.5, spot_correlation=-0.5, mean_reversion=2.0, long_run=0.5
    ),
    "MovingVol.along": dict(paths=PATHS, seed=1),
    # hedging
    "EveryN": dict(n=5),
    "PriceMove": dict(move=0.125),
    "DeltaBand": dict(width=0.125, to="edge"),
    "Schedule": dict(times=TIMES),
    "Schedule.towards_expiry": dict(n=3, expiry=0.5, power=2.0),
    "PremiumAdjusted": dict(policy=gl.EveryN(2)),
    "WhalleyWilmott": dict(cost_rate=0.125, risk_aversion=0.5),
    "Zakamouline": dict(cost_rate=0.125, risk_aversion=0.5),
    "Leland": dict(cost_rate=0.125, dt=0.125, policy=gl.EveryN(2)),
    "bands.leland_vol": dict(vol=0.25, cost_rate=0.0078125, dt=0.125, side="short"),
    "bands.whalley_wilmott_width": dict(
        spot=100.0, gamma=0.125, cost_rate=0.125, risk_aversion=0.5, expiry=0.5, rate=0.0625
    ),
    "bands.zakamouline_band": dict(
        spot=100.0, gamma=-0.125, expiry=0.5, vol=0.25, cost_rate=0.125, risk_aversion=0.5,
        rate=0.0625,
    ),
    "Proportional": dict(cost_rate=0.125),
    "HalfSpread": dict(bps=2.0, price=None),
    "FixedFee": dict(fee=2.0),
    "SquareRootImpact": dict(coefficient=0.5, daily_volume=1000.0, daily_vol=0.0625,
                             crowd=2.0),
    "PermanentImpact": dict(price=0.125, fraction=None),
    "PermanentImpact.shift": dict(trade=2.0, spot=100.0),
    "Future": dict(margin=gl.Margin(50.0), expiry=0.5),
    "Perpetual": dict(funding=0.125, margin=gl.Margin(50.0), stamp_hours=8.0),
    "InversePerpetual": dict(funding=0.125, margin=gl.Margin(50.0), stamp_hours=8.0),
    "Margin": dict(
        collateral=50.0, maintenance=0.125, initial=0.25, mode="cross", fee=0.125,
        leftover="exchange",
    ),
    "Execution": dict(latency=1, max_trade=2.0, lot=0.5, halts=frozenset({3}), start_hedged=True),
    "Stop": dict(below=90.0, above=110.0, back_in=True),
    "crypto.clamped_funding": dict(premium=0.125, interest=0.0625, clamp=0.0625),
    "crypto.damped_funding": dict(premium=0.125, dead_band=0.0625),
    "crypto.yearly": dict(rate=0.125, hours=8.0),
    "crypto.liquidation_price": dict(
        entry=100.0, leverage=8.0, maintenance=0.0625, side="short", contract="inverse",
        basis="entry",
    ),
    "crypto.inverse_option": PRICING,
    "crypto.premium_adjusted": dict(delta=0.5, value=8.0, spot=100.0),
    "crypto.premium_adjusted_gamma": dict(gamma=0.0625, adjusted=0.5, spot=100.0),
    "crypto.coin_delta": dict(spot=100.0, option_delta=0.5, equity=2.0),
    "replay": dict(
        book=gl.call(100, 0.25), paths=PATHS, paid_vol=0.25, hedge_vol=0.25, mark_vol=0.25,
        rate=0.0625, carry=0.03125, cash_rate=0.125, policy=gl.EveryN(2), costs=gl.FixedFee(1.0),
        entry_cost=True, exit_cost=False, venue=gl.Future(), execution=gl.Execution(),
        stop=gl.Stop(below=50.0), signals=None, relative_strikes=False, progress=False,
    ),
    "compare": dict(runs=[INSTANCES["replay.Run"]] * 2, of="cost"),
    "two_futures": dict(book=gl.call(100, 0.25), paths=PATHS, step=1, paid_vol=0.25),
    "replay.Run.ledger": dict(path=1),
    "replay.Run.attribution": dict(path=1, order=3, inside=2, account="currency"),
    # feedback
    "feedback.ConstantGamma": dict(gamma=-2.0),
    "feedback.FadingDepth": dict(reference=100.0, speed=8.0, floor=0.125),
    "feedback.FeedbackMarket": dict(
        vol=0.25, impact=0.125, book=CALL, hedge="late", hedge_vol=0.25,
        depth=gl.feedback.FadingDepth(100.0, 8.0), blowup="stop",
    ),
    "feedback.FeedbackMarket.simulate": _no_clock(SIMULATE),
    "feedback.FeedbackMarket.run": _no_clock(SIMULATE),
    "feedback.feedback_vol": dict(vol=0.25, feedback=0.5),
    "feedback.FeedbackRun.realised_vol": dict(every=2),
    "feedback.ExposureTable.profile": dict(spots=100.0),
    "feedback.ExposureTable.walls": dict(n=1),
    "feedback.ExposureTable.flip": dict(low=85.0, high=120.0),
    "feedback.PinningRun.share": dict(width=0.5),
    "feedback.gamma_exposure": dict(
        chain=CHAIN, spot=100.0, dealer_sign="long", multiplier=2.0, rate=0.0625, carry=0.03125
    ),
    "feedback.liquidation_cascade": dict(
        spot=100.0, shock=-2.0, levels=np.array([98.0, 96.0]), sizes=np.array([1.0, 2.0]),
        impact=0.125, depth=lambda gone: 1.0,
    ),
    "feedback.pinning": dict(
        spot=100.0, strike=100.0, expiry=0.0625, quantity=8.0, vol=0.25, impact=0.0078125, steps=2,
        n_paths=3, seed=1,
    ),
    "feedback.pinning_by_charm": dict(
        spot=100.0, strike=100.0, expiry=0.0625, quantity=8.0, vol=0.25, impact=0.0078125, steps=2,
        n_paths=3, seed=1,
    ),
    "feedback.pinning_probability": PINNED,
    "feedback.pinning_by_charm_probability": PINNED,
    "feedback.squeeze": dict(
        book=CALL, spot=100.0, shock=1.0, vol=0.25, impact=0.125, time=0.125, rounds=3
    ),
    # Monte Carlo
    "monte_carlo": dict(
        book=CALL, model=gl.GBM(0.25), spot=100.0, horizon=0.25, steps=2, clock=None, n_paths=4,
        seed=1, executor=None, workers=1, block=8192, keep="pnl", antithetic=True,
        control="martingale", trading=True, quantiles=np.array([0.25, 0.5]), progress=False,
        paid_vol=0.25, rate=0.0625, carry=0.03125, cash_rate=0.125,
    ),
    "monte_carlo.MonteCarloRun.quantile": dict(q=0.5),
    "monte_carlo.MonteCarloRun.quantile_error": dict(q=0.5),
    # theory
    "theory.best_hedges": dict(
        book=CALL, spot=100.0, vol=0.25, cost_rate=0.0078125, worth=0.5, risk_aversion=None,
        drift=0.0625, rate=0.0625, carry=0.03125,
    ),
    "theory.book_hedging_error_sd": {**NOISE, "horizon": 0.25, "late": 1.0},
    "theory.breakeven_vol_after_costs": dict(
        paid=0.25, cost_rate=0.0078125, dt=0.0625, side="long"
    ),
    "theory.gamma_residual": dict(distance=0.5, move=0.25, sd=0.0625),
    "theory.hedged_pnl_sd": dict(
        book=CALL, spot=100.0, vol=0.25, hedges=2, hedge_vol=0.5, rate=0.0625, carry=0.03125
    ),
    "theory.interval_vol": dict(vol=0.25, autocorrelation=0.5, interval=2.0),
    "theory.jump_floor": dict(
        # Jumps of one size: a twentieth of the work of jumps that are drawn.
        book=CALL, spot=100.0, world=gl.MertonJumps(0.25, 1.0, -0.125, 0.0), hedge_vol=0.25,
        rate=0.0625, carry=0.03125,
    ),
    "theory.lateness_pnl": dict(gamma_income=8.0, autocorrelation=0.5, late=2.0),
    "theory.mismatch_floor": {
        **{name: value for name, value in NOISE.items() if name != "hedges"},
        "hedge_vol": 0.5, "horizon": 0.25,
    },
    "theory.breakeven_move": dict(spot=100.0, vol=0.25, days=365.0),
    "theory.breakevens": {**THEORY, "dt": 0.0625},
    "theory.exact_hedging_error_sd": {**THEORY, "hedges": 2},
    "theory.expected_cost": {**THEORY, "hedges": 8.0, "cost_rate": 0.125, "drift": 0.0625},
    "theory.expected_dollar_gamma": {
        **THEORY, "time": 0.125, "realised": 0.25, "drift": 0.0625
    },
    "theory.gap_pnl": {**THEORY, "jump": -0.125, "vol_after": 0.5, "hedged_at": 101.0},
    "theory.gap_pnl_quadratic": {**THEORY, "jump": -0.125},
    "theory.hedging_error_sd": {**THEORY, "hedges": 8.0},
    "theory.log_contract_variance": dict(times=TIMES, spots=SPOTS),
    "theory.mean_pnl_hedged_at_implied": {
        **NO_VOL_THEORY, "implied": 0.25, "realised": 0.5, "drift": 0.0625
    },
    "theory.one_step_error": {**THEORY, "dt": 0.0625, "realised": 0.5},
    "theory.one_step_limit": {**THEORY, "dt": 0.0625, "realised": 0.5},
    "theory.pde_residual": PRICING,
    "theory.pnl_along_path": dict(
        times=TIMES, spots=SPOTS, realised=0.5, strike=100.0, expiry=0.5, hedge_vol=0.25,
        rate=0.0625, carry=0.03125,
    ),
    "theory.pnl_hedged_at_realised": {**NO_VOL_THEORY, "implied": 0.25, "realised": 0.5},
    "theory.realised_variance": dict(times=TIMES, spots=SPOTS),
    "theory.replication_weights": dict(strikes=STRIKES, expiry=0.5, split=100.0),
    "theory.round_trip_pnl": {**THEORY, "move": 1.0},
    "theory.variance_jump_pnl": dict(jump=-0.125, expiry=0.5),
    "theory.variance_swap": dict(
        spot=100.0, strikes=STRIKES, expiry=0.5, vols=0.25, split=100.0, rate=0.0625,
        carry=0.03125,
    ),
    # markets
    "markets.load": dict(name="spx", start=None, end=None),
    "markets.load_vol": dict(name="vix", start=None, end=None),
    "markets.mean_with_error": dict(values=np.array(5 * [1.0, -2.0, 3.0, 0.5]), overlap=2),
    "markets.windows": dict(
        prices=CLOSES, vol=0.25, entry="week", nth=1, bars=3, days=None, per_year=252.0,
        funding=None, start=None, end=None,
    ),
    "markets.Windows.pick": dict(path=1),
    "markets.Windows.every": dict(n=2),
    "markets.Windows.dates_of": dict(path=1),
    "markets.Windows.scaled_to": dict(vol=0.25),
    "markets.Windows.refine": dict(n=2, vol=0.25, seed=1),
    "markets.read_prices": dict(source=CLOSES, **dict.fromkeys(
        "column date dates decimal unit tz stamp keep zeros spikes split format".split())),
    "markets.read_vol": dict(source=CLOSES / 500, **dict.fromkeys(
        "column date dates decimal unit scale tz stamp keep zeros spikes format".split())),
    "markets.read_funding": dict(source=PAYMENTS, **dict.fromkeys(
        "column date dates decimal unit scale tz keep format".split())),
    "markets.read_quotes": dict(source=QUOTED, **dict.fromkeys(
        "now spot expiry_hour dates decimal unit scale coin strikes".split())),
    "markets.forwards": dict(quotes=READ, rate=None),
    "markets.implied": dict(quotes=READ, rate=None, forward=None),
    "markets.report": dict(data=READ),
}  # fmt: skip


def call_of(name):
    """The callable that an entry is about, bound to an instance where it is a method."""
    owner, _, method = name.rpartition(".")
    if owner in INSTANCES:
        return getattr(INSTANCES[owner], method)
    return found()[name]
