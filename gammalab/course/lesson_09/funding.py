"""Lesson 09, round 1: funding on the hedge of a call, a put and a straddle."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np
import pandas as pd

import gammalab as gl
from gammalab import black_scholes as bs
from gammalab.course.errors import mean_and_error
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import brief, signed

from .book import EXPIRY, SIDES, SPOT, STRIKE, TIMES_A_YEAR, VOL

MONTHS, STEPS, SEED = 2000, 90, 4  # a step is one interval of funding
RATES = np.linspace(-5e-4, 5e-4, 41)
RIGHTS = {"call": (1, 0), "put": (0, 1), "straddle": (1, 1)}  # calls and puts in it
NONE, FLAT = 0.02, 0.05  # currency: as good as nothing; a mean that no funding moves
SAID = {
    1: "{option} bought at {vol} %, funding {rate} %: mean {mean} (edge {edge}, funding {funding}, "
    "luck {luck}; standard error {error:.2f}).",
    -1: "{option} sold at {vol} %, funding {rate} %: mean {mean} (edge {edge}, funding {funding}, "
    "luck {luck}; standard error {error:.2f}).",
}


@lru_cache(maxsize=16)
def _months(strike):
    """What a hedged call, bought at 60 %, makes; what its hedge, and one unit, pay at a funding
    of 1 an interval: (months,) each. A hedged put makes what the call makes."""
    spots = gl.GBM(VOL).simulate(SPOT, EXPIRY, STEPS, n_paths=MONTHS, seed=SEED).spots
    left = EXPIRY * (1 - np.arange(STEPS) / STEPS)
    delta = bs.delta(spots[:, :-1], strike, left, VOL)
    paid = bs.price(SPOT, strike, EXPIRY, VOL)
    made = np.maximum(spots[:, -1] - strike, 0) - paid - (delta * np.diff(spots)).sum(axis=1)
    return made, (delta * spots[:, :-1]).sum(axis=1), spots[:, :-1].sum(axis=1)


def funded(right="call", side=-1, rate=1e-4, sold_vol=0.62, strike=STRIKE):
    """(profit, its edge, its funding): the month's profit in currency (months,), and of it what
    the price brought against 60 % (a number) and what funding brought (months,).

    rate : funding per eight hours, a fraction; above zero the longs pay. side : -1 sold it.
    """
    calls, puts = RIGHTS[right]
    made, hedge, unit = _months(strike)
    edge = _edge(right, side, sold_vol, strike)
    # The hedge is minus side times delta, and a put's delta is the call's less 1.
    funding = side * rate * ((calls + puts) * hedge - puts * unit)
    return side * (calls + puts) * made + edge + funding, edge, funding


def _edge(right, side, sold_vol, strike):
    premium = bs.price(SPOT, strike, EXPIRY, sold_vol) - bs.price(SPOT, strike, EXPIRY, VOL)
    return -side * sum(RIGHTS[right]) * float(premium)


def closed(right="call", side=-1, rate=1e-4, sold_vol=0.62, strike=STRIKE):
    """The mean of `funded` by the formula, currency; one for each `rate`.

    >>> round(closed("call"), 4), round(closed("put"), 4)
    (-0.253, 0.647)
    """
    calls, puts = RIGHTS[right]
    up = float(bs.delta(SPOT, strike, EXPIRY, VOL))  # N(d1)
    leg = calls * up - puts * (1 - up)
    paid = side * rate * TIMES_A_YEAR * EXPIRY * SPOT * leg
    return _edge(right, side, sold_vol, strike) + paid


def _compute(rate, sold_vol, right, side, strike):
    profit, edge, funding = funded(right, side, rate, sold_vol, strike)
    mean, error = mean_and_error(profit)
    ends = closed(right, side, RATES, sold_vol, strike)
    return SimpleNamespace(
        rate=rate, sold_vol=sold_vol, right=right, side=side, strike=strike, profit=profit,
        edge=edge, funding=float(funding.mean()), mean=mean, error=error,
        line=pd.Series(ends, index=100 * RATES),
    )  # fmt: skip


def _draw(page, result):
    page.lean.line(result.line, style.THEORY, f"{result.right}, by the formula")
    page.lean.points(
        [100 * result.rate], [result.mean], style.TOTAL, "2,000 months", error=[2 * result.error]
    )
    reach = 7 if result.right == "straddle" else 4
    page.lean.limits(-reach, reach)
    tallest = page.months.histogram(
        result.profit, np.linspace(-7, 7, 29), style.HEDGE, fill=True, alpha=0.6
    )
    page.months.limits(-7, 7, "x")
    tops = (0.15, 0.2, 0.3, 0.4, 0.6, 1.0)
    page.months.limits(0, next(top for top in tops if tallest < 0.95 * top))
    page.months.upright(result.mean, style.TOTAL, "mean", linestyle="--")


def _say(result):
    parts = [round(part, 2) for part in (result.mean, result.edge, result.funding)]
    luck = parts[0] - parts[1] - parts[2]  # what these months made at a fair price and no funding
    mean, edge, funding, luck = (signed(part, 2) for part in (*parts, luck))
    return SAID[result.side].format(
        option=result.right.capitalize(), vol=brief(100 * result.sold_vol),
        rate=signed(100 * result.rate, 4), mean=mean, edge=edge, funding=funding, luck=luck,
        error=result.error,
    )  # fmt: skip


def _gone(values, result):
    """A call sold at 62 whose edge a funding takes away."""
    here = (values["right"], values["side"], values["sold_vol"], values["strike"])
    by_formula = closed("call", -1, values["rate"])
    return here == ("call", -1, 0.62, STRIKE) and abs(by_formula) < NONE


def _untouched(values, result):
    leaning = np.ptp(result.line.to_numpy()) / 2
    return leaning < FLAT


funding = Lab(
    "Funding",
    Slider("rate", "Funding per 8 hours", 1e-4, -5e-4, 5e-4, 2.5e-5, "%"),
    Slider("sold_vol", "Traded at", 0.62, 0.58, 0.65, 0.005, "%"),
    Choice("right", "Option", {one: one for one in RIGHTS}, "call"),
    Choice("side", "You have", SIDES, -1),
    Slider("strike", "Strike", 100.0, 98.0, 105.0, 0.5),
    charts=[
        Chart("lean", "Mean profit against funding", "currency", "funding per 8 hours (%)",
              zero=True, xlim=(-0.055, 0.055)),
        Chart("months", "2,000 months", "share of months", "profit (currency)"),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, the mean profit of a month against funding; two standard errors are smaller than "
    "the dot. Right, how often each profit came; "
    "those beyond the frame are in the last bars.",
    puzzles=[
        Puzzle(
            "Call, sold at 62 %. At which funding is the edge gone?",
            _gone,
            lambda result: f"At {100 * result.rate:.4f} %, half of the usual 0.01 %: as near as "
            "the slider comes.",
            answer={"rate": 5e-5},
            reveals=("strike",),
        ),
        Puzzle(
            "Find a position whose mean no funding moves by more than 0.05.",
            _untouched,
            lambda result: f"The straddle struck at {result.strike}: its delta is zero. A single "
            "month still gets or pays funding.",
            answer={"right": "straddle", "strike": 101.5},
        ),
    ],
    memory=Remembered("09.funding", "09.1"),
)  # fmt: skip
