"""The problems of lesson 02, delta neutrality: from one hedge to where the money came from."""

from __future__ import annotations

import numpy as np

import gammalab as gl
from gammalab import black_scholes as bs
from gammalab.check.engine import problem
from gammalab.check.judge import cases, compare, require, sometimes, unpack


@problem(
    "2.1",
    "The hedge",
    signature="hedge(delta, quantity)",
    hints=(
        "When the share rises by 1, how much do all the options together gain?",
        "The hedge must lose that much when the share rises by 1.",
        "Delta is the gain of one option. The hedge is minus delta, times the quantity.",
    ),
)
def the_hedge(answer, rng):
    """Minus delta times quantity."""
    for case in cases(rng, delta=(-0.95, 0.95), quantity=[-500, -20, -1, 3, 100]):
        right = -case.delta * case.quantity
        compare(
            answer(case.delta, case.quantity),
            right,
            quantity="hedge",
            unit="shares",
            mistakes=[
                (-right, "it has the sign of the options' delta, so it doubles the risk"),
                (-case.delta, "it hedges one option, not all of them"),
                (-abs(right), "it always sells; a put, or a short call, needs bought shares"),
            ],
        )
    return "the hedge is minus the delta of all the options, whatever their sign."


@problem(
    "2.2",
    "What the hedge trades",
    points=2,
    signature="trades(deltas, quantity)",
    hints=(
        "At each time the hedge is minus delta times quantity. What do you hold just before?",
        "Before the first time you hold nothing: the first trade sets up the whole hedge.",
        "np.diff(x, prepend=0) gives the first value and then the changes.",
    ),
)
def the_trades(answer, rng):
    """The changes of the hedge, the first included."""

    def deltas(rng):
        return np.round(rng.uniform(0.05, 0.95, 6), 3)

    for case in cases(rng, deltas=deltas, quantity=[-100, -7, 10, 250]):
        held = -case.quantity * case.deltas
        right = np.diff(held, prepend=0.0)
        compare(
            answer(case.deltas, case.quantity),
            right,
            quantity="trades",
            unit="shares",
            each="trade",
            mistakes=[
                (held, "these are the shares held; a trade is the change of what is held"),
                (-right, "buys and sells are the wrong way round"),
                (np.diff(held), "the first trade, which sets up the hedge, is missing"),
                (np.r_[0.0, np.diff(held)], "the first trade must set up the whole hedge"),
                (np.diff(case.quantity * case.deltas, prepend=0.0), "the hedge is short delta"),
            ],
        )
    return "after a rise of delta it sells, after a fall it buys; for sold options the reverse."


@problem(
    "2.3",
    "The straddle that needs no hedge",
    points=2,
    signature="neutral_strike(spot, vol, expiry, rate)",
    hints=(
        "The delta of a straddle is that of its call plus that of its put: N(d1) + N(d1) - 1.",
        "It is zero where N(d1) = 1/2, and so where d1 = 0.",
        "d1 = (log(spot / strike) + (rate + vol**2 / 2) * expiry) / (vol * sqrt(expiry)); solve it "
        "for the strike.",
    ),
)
def the_neutral_strike(answer, rng):
    """Where d1 = 0; held against the library's delta."""
    for case in cases(
        rng, spot=(20.0, 400.0), vol=(0.1, 0.8), expiry=(0.05, 2.0), rate=(0.005, 0.08)
    ):
        spot, vol, expiry, rate = case.spot, case.vol, case.expiry, case.rate
        right = spot * np.exp((rate + vol**2 / 2) * expiry)
        strike = compare(
            answer(spot, vol, expiry, rate),
            right,
            quantity="strike",
            unit="currency",
            mistakes=[
                (spot, "at the money the call's delta is above one half: the strike lies higher"),
                (spot * np.exp(rate * expiry), "that is the forward; the volatility is missing"),
                (spot * np.exp(vol**2 / 2 * expiry), "the rate is missing"),
                (spot**2 / right, "it lies on the other side: is a sign in the exponent wrong?"),
                (spot * np.exp((rate - vol**2 / 2) * expiry), "that is d2 = 0, not d1 = 0"),
            ],
        )
        if np.isclose(strike, right, rtol=1e-6):
            delta = gl.straddle(strike, expiry).delta(spot, vol, rate=rate)
            require(abs(delta) < 1e-5, f"the straddle's delta there is {delta:.2g}, not zero.")
    return "the library agrees: at this strike the delta of the straddle is zero."


@problem(
    "2.4",
    "One week of Hull's table",
    points=2,
    signature="next_debt(debt, shares, spot, rate)",
    hints=(
        "Two things change the debt: a week of interest on it, and the shares just bought.",
        "A year has 52 weeks, and the rate is continuously compounded.",
        "debt * exp(rate / 52) + shares * spot.",
    ),
)
def a_week_of_hull(answer, rng):
    """A week of interest, and a purchase."""
    for case in cases(
        rng, debt=(5e5, 5e6), shares=[-23600.0, -300.0, 1200.0, 19600.0], spot=(45.0, 60.0),
        rate=(0.03, 0.12),
    ):  # fmt: skip
        debt, shares, spot, rate = case.debt, case.shares, case.spot, case.rate
        bought = shares * spot
        compare(
            answer(debt, shares, spot, rate),
            debt * np.exp(rate / 52) + bought,
            quantity="debt",
            unit="dollars",
            rtol=1e-9,
            mistakes=[
                (debt + bought, "the interest of the week is missing"),
                (debt * np.exp(rate) + bought, "that is interest for a whole year"),
                (debt * (1 + rate / 52) + bought, "the rate is continuously compounded: use exp"),
                (debt * np.exp(rate / 52) - bought, "buying shares makes the debt larger"),
                ((debt + bought) * np.exp(rate / 52), "shares bought now cost no interest yet"),
                (debt * np.exp(rate / 365) + bought, "that is the interest of a day, not a week"),
            ],
        )
    return "apply it 20 times, and Hull's table comes out."


def _hedged_call(spots, times, strike, vol, hedge=-1.0, premium=True, ahead=0):
    """P&L of a call hedged at every time but the last; the arguments after vol make mistakes."""
    left = times[-1] - times
    deltas = bs.delta(spots, strike, left, vol)
    held = hedge * (deltas[1:] if ahead else deltas[:-1])
    paid = bs.price(spots[0], strike, left[0], vol) if premium else 0.0
    return max(spots[-1] - strike, 0.0) - paid + float(held @ np.diff(spots))


@problem(
    "2.5",
    "Run a path yourself",
    points=3,
    signature="hedged_pnl(spots, times, strike, vol)",
    hints=(
        "Three amounts: what the call pays at the end, what it cost, and what the hedge made.",
        "From one time to the next the hedge makes (shares held) * (change of the price), and the "
        "shares held are minus the delta at the *earlier* of the two.",
        "gl.black_scholes.delta(spots[:-1], strike, times[-1] - times[:-1], vol) gives all the "
        "deltas at once.",
    ),
)
def a_replay(answer, rng):
    """Held against `gl.replay`."""
    for case in cases(
        rng,
        n=8,
        seed=(1, 10_000),
        strike=[95.0, 100.0, 105.0],
        vol=[0.15, 0.2, 0.35],
        steps=[5, 12, 30],
        horizon=[0.1, 0.25],
    ):
        paths = gl.GBM(vol=0.3).simulate(
            100, horizon=case.horizon, steps=case.steps, seed=case.seed
        )
        spots, times = paths.spots[0].copy(), paths.times.copy()
        inputs = (spots, times, case.strike, case.vol)
        book = gl.call(case.strike, case.horizon)
        right = gl.replay(book, paths, paid_vol=case.vol).pnl[0]
        compare(
            answer(*inputs),
            right,
            quantity="profit",
            unit="currency",
            rtol=1e-7,
            atol=1e-7,
            mistakes=[
                (_hedged_call(*inputs, hedge=1.0), "the hedge has the wrong sign"),
                (_hedged_call(*inputs, hedge=0.0), "that is the call alone, without its hedge"),
                (_hedged_call(*inputs, premium=False), "the price paid for the call is missing"),
                (
                    _hedged_call(*inputs, ahead=1),
                    "it hedges each step with the delta at its end, which nobody knows yet",
                ),
                (-right, "that is the profit of the one who sold the call"),
            ],
        )
    return "your loop and the library's agree to the last cent."


@problem(
    "2.6",
    "Where the money came from",
    points=2,
    signature="sources(run, path)",
    hints=(
        "run.attribution() has a row per path; look at its columns.",
        "The three numbers must add up to run.pnl[path].",
        "row = run.attribution().loc[path]; market = row['gamma'] + row['theta']; the rest is the "
        "whole row less market and costs.",
    ),
)
def where_from(answer, rng):
    """Held against the attribution, and must add up."""
    for case in cases(
        rng, n=6, seed=(1, 10_000), paid=[0.15, 0.25], every=[1, 3], bps=[1.0, 5.0], path=(0, 3)
    ):
        paths = gl.GBM(vol=0.2).simulate(100, horizon=0.1, steps=12, n_paths=4, seed=case.seed)
        run = gl.replay(
            gl.straddle(100, 0.1),
            paths,
            paid_vol=case.paid,
            policy=gl.EveryN(case.every),
            costs=gl.HalfSpread(bps=case.bps),
        )
        row = run.attribution().loc[case.path]
        parts = unpack(
            answer(run, case.path), "gamma and theta together", "costs", "everything else"
        )
        market, costs = row["gamma"] + row["theta"], row["costs"]
        rest = row.sum() - market - costs
        compare(
            parts[0],
            market,
            quantity="sum of gamma and theta",
            unit="currency",
            mistakes=[
                (row["gamma"], "that is gamma alone"),
                (row["gamma"] - row["theta"], "theta has its own sign already: add it"),
            ],
        )
        compare(
            parts[1],
            costs,
            quantity="costs",
            unit="currency",
            mistakes=[(-costs, "costs lower the profit: they count as negative here")],
        )
        compare(
            parts[2],
            rest,
            quantity="everything else",
            unit="currency",
            mistakes=[
                (row["residual"], "that is the residual alone; other columns are left"),
                (row.sum() - market, "the costs are in there a second time"),
            ],
        )
    return "the three add up to the profit in cash."


@problem(
    "2.7",
    "How often is often enough?",
    points=2,
    signature="hedges_needed(vega, vol, target)",
    hints=(
        "The lesson's formula gives the standard deviation for a number of hedges. Turn it round.",
        "N = (pi / 4) * (vega * vol / target)**2, and N must be a whole number.",
        "Rounding down would leave the standard deviation above the target: round up.",
    ),
)
def hedges_needed(answer, rng):
    """The lesson's formula, turned round and rounded up."""
    for case in cases(rng, vega=(5.0, 40.0), vol=(0.1, 0.8), target=(0.05, 0.9)):
        exact = np.pi / 4 * (case.vega * case.vol / case.target) ** 2
        right = np.ceil(exact)
        compare(
            answer(case.vega, case.vol, case.target),
            right,
            quantity="number of hedges",
            rtol=1e-12,
            mistakes=[
                (exact, "nobody can hedge a fraction of a time: it must be whole"),
                (np.floor(exact), "rounding down leaves the noise above the target"),
                sometimes(np.round(exact), "rounding to the nearest can leave too much noise"),
                sometimes(np.ceil(np.sqrt(exact)), "the square is missing: half the noise takes "
                          "four times the hedges"),
                sometimes(np.ceil(exact * 4 / np.pi), "the factor pi / 4 is missing"),
                sometimes(np.ceil(exact * 1e4), "is the vega taken per point? Here it is per 1.00"),
            ],
        )  # fmt: skip
    return "half the noise takes four times the hedges."
