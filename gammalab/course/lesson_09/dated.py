"""Lesson 09: the perpetual, whose funding moves, against dated futures, whose basis may."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np

import gammalab as gl
from gammalab import black_scholes as bs
from gammalab.course.errors import mean_and_error
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import percent, signed

from .book import EXPIRY, SIDES, SPOT, STRIKE, TIMES_A_YEAR, VOL

MONTHS, STEPS, SEED = 2000, 90, 12
USUAL = 1e-4 * TIMES_A_YEAR  # a year: what funding and basis return to, and what is in the price
HALF_LIFE = 15  # intervals: five days
LONGER = 90 / 365  # years that the longer future has to live
FUNDINGS = np.linspace(0, 0.40, 9)
NAMES = {"perpetual": "perpetual", "longer": "90-day future", "future": "30-day future"}
SAID = {
    1: "{option} bought, hedged with the {venue}: mean {mean} (error {error:.2f}). Spread: "
    "perpetual {perpetual:.2f}, 90-day future {longer:.2f}, 30-day future {future:.2f}.",
    -1: "{option} sold, hedged with the {venue}: mean {mean} (error {error:.2f}). Spread: "
    "perpetual {perpetual:.2f}, 90-day future {longer:.2f}, 30-day future {future:.2f}.",
}


@lru_cache(maxsize=4)
def _months(right):
    """A bought and hedged option's month (months,): what it makes at the usual funding, and what a
    perpetual's funding and a longer future's basis add, for a spread of 1 a year each."""
    rng = np.random.default_rng(SEED)
    spots = gl.GBM(VOL).simulate(SPOT, EXPIRY, STEPS, MONTHS, seed=SEED).spots
    times = EXPIRY * np.arange(STEPS + 1) / STEPS
    dt = times[1]
    # The option's price has the usual funding in it as carry, and the hedge pays or receives it.
    hedge = -bs.delta(spots[:, :-1], STRIKE, EXPIRY - times[:-1], VOL, carry=USUAL, right=right)
    paid = bs.price(SPOT, STRIKE, EXPIRY, VOL, carry=USUAL, right=right)
    sign = 1 if right == "call" else -1
    made = np.maximum(sign * (spots[:, -1] - STRIKE), 0) - paid
    made = made + (hedge * (np.diff(spots, axis=1) - USUAL * dt * spots[:, :-1])).sum(axis=1)
    kept = 0.5 ** (1 / HALF_LIFE)
    funding = np.empty((MONTHS, STEPS))
    funding[:, 0] = rng.standard_normal(MONTHS)
    for k in range(1, STEPS):
        fresh = np.sqrt(1 - kept**2) * rng.standard_normal(MONTHS)
        funding[:, k] = kept * funding[:, k - 1] + fresh
    perpetual = -(hedge * spots[:, :-1] * funding).sum(axis=1) * dt
    steps = rng.standard_normal((MONTHS, STEPS)) / np.sqrt(STEPS)
    basis = np.hstack([np.zeros((MONTHS, 1)), np.cumsum(steps, axis=1)])  # a year, moved by then
    longer = (hedge * np.diff(spots * basis * (LONGER - times), axis=1)).sum(axis=1)
    return made, perpetual, longer


def hedged(venue, funding=0.20, basis=0.10, right="call", side=1):
    """The month's profit (months,), currency, hedged with the "perpetual", the "future" that
    expires with the option, or the "longer" one, closed after thirty of its ninety days.

    funding : the spread of the yearly funding around its usual value. basis : the spread by which
    the yearly basis of the longer future has moved after a month. Both are decimals.
    """
    made, perpetual, longer = _months(right)
    added = {"perpetual": funding * perpetual, "future": 0.0, "longer": basis * longer}
    return side * (made + added[venue])


def spread(venue, funding=0.20, basis=0.10, right="call"):
    """The standard deviation of the month's profit, currency: the same for both sides."""
    return float(hedged(venue, funding, basis, right).std(ddof=1))


def _compute(venue, funding, basis, right, side):
    profit = hedged(venue, funding, basis, right, side)
    mean, error = mean_and_error(profit)
    return SimpleNamespace(
        venue=venue, funding=funding, basis=basis, side=side, right=right, profit=profit,
        mean=mean, error=error, spread={one: spread(one, funding, basis, right) for one in NAMES},
        rising=[spread("perpetual", one, basis, right) for one in FUNDINGS],
    )  # fmt: skip


def _draw(page, result):
    page.noise.line(result.rising, style.HEDGE, NAMES["perpetual"], x=100 * FUNDINGS)
    flat = 100 * FUNDINGS[[0, -1]]
    page.noise.line(
        [result.spread["longer"]] * 2, style.OPTION, NAMES["longer"], x=flat, linestyle="--"
    )
    page.noise.line(
        [result.spread["future"]] * 2, style.THEORY, NAMES["future"], x=flat, linestyle=":",
        linewidth=4,
    )  # fmt: skip
    # Wide: without a basis that moves it lies under the 90-day one.
    most = max(*result.rising, result.spread["longer"])
    page.noise.limits(0.4, next(top for top in (1.6, 2.0, 2.6) if most < 0.97 * top))
    page.noise.point(100 * result.funding, result.spread[result.venue], style.BLACK, size=9)
    tallest = page.months.histogram(
        result.profit, np.linspace(-7, 7, 29), style.TOTAL, fill=True, alpha=0.6
    )
    page.months.limits(0, next(top for top in (0.25, 0.35, 0.5, 0.7) if tallest < 0.95 * top))
    page.months.upright(result.mean, style.BLACK, "mean", linestyle="--")


def _say(result):
    return SAID[result.side].format(
        option=result.right.capitalize(), venue=NAMES[result.venue], mean=signed(result.mean, 2),
        error=result.error, **result.spread,
    )  # fmt: skip


dated = Lab(
    "Funding or basis",
    Choice("venue", "Hedge", {text: name for name, text in NAMES.items()}, "perpetual"),
    Slider("funding", "Spread of yearly funding", 0.20, 0.0, 0.40, 0.02, "%"),
    Slider("basis", "Spread of the yearly basis", 0.10, 0.0, 0.20, 0.02, "%"),
    Choice("right", "Option", {"call": "call", "put": "put"}, "call"),
    Choice("side", "You have", SIDES, 1),
    charts=[
        Chart("noise", "Spread of a month's result", "currency", "spread of funding (% a year)",
              xlim=(-1, 41), columns=2),
        Chart("months", "2,000 months", "share of months", "result (currency)", xlim=(-7, 7)),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, how noisy each hedge is against how much funding moves. Right, the months of the "
    "one that is chosen; those beyond the frame are in the last bars.",
    puzzles=[
        Puzzle(
            "Call, basis at 10 %. At which spread of funding are perpetual and 90-day future "
            "equally noisy?",
            lambda values, result: values["right"] == "call"
            and values["basis"] == 0.10
            and abs(result.spread["perpetual"] - result.spread["longer"]) < 0.03,
            lambda result: f"At {percent(result.funding)}: both about "
            f"{result.spread['longer']:.2f}. Neither is always better.",
            answer={"funding": 0.32},
        ),
    ],
    memory=Remembered("09.dated"),
)  # fmt: skip
