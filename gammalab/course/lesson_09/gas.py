"""Lesson 09: a fee for each trade on a chain, against what gamma earns between two hedges."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import brief

from .book import EXPIRY, VOL

PRICE, MONTHS, SEED = 3000.0, 500, 6  # dollars a coin
EVERY = (1, 2, 4, 8, 12, 24, 48, 72)  # hours; each divides the month
HOUR = 1 / (365 * 24)
STRADDLE = gl.straddle(PRICE, EXPIRY)
PREMIUM = float(STRADDLE.value(PRICE, VOL))
SAID = {  # by the side, and whether there are many
    (1, False): "1 straddle owned, hedged every {hours} h: gas {cost} a month ({part} % of the "
    "premium), spread {spread:,.0f}; one hedge costs {ratio} % of what gamma moves to the next.",
    (1, True): "{many} straddles owned, hedged every {hours} h: for each, gas {cost} a month "
    "({part} % of the premium), spread {spread:,.0f}; one hedge costs {ratio} % of what gamma "
    "moves to the next.",
    (-1, False): "1 straddle sold, hedged every {hours} h: gas {cost} a month ({part} % of the "
    "premium), spread {spread:,.0f}; one hedge costs {ratio} % of what gamma moves to the next.",
    (-1, True): "{many} straddles sold, hedged every {hours} h: for each, gas {cost} a month "
    "({part} % of the premium), spread {spread:,.0f}; one hedge costs {ratio} % of what gamma "
    "moves to the next.",
}
GAMMA = 2 * float(gl.black_scholes.gamma(PRICE, PRICE, EXPIRY, VOL))


def ratio(gas: float, hours: float) -> float:
    """Gas of a hedge over what gamma earns on average until the next, at the start of the month.

    >>> round(ratio(1.0, 1), 1), round(ratio(1.0, 35), 2)
    (3.5, 0.1)
    """
    return gas / (0.5 * GAMMA * PRICE**2 * VOL**2 * hours * HOUR)


def hours_for(gas: float, share: float = 0.10) -> float:
    """The hedging interval, in hours, at which gas is that share of gamma's income."""
    return ratio(gas, 1.0) / share


@lru_cache(maxsize=1)
def _paths():
    return gl.GBM(VOL).simulate(PRICE, EXPIRY, 720, MONTHS, seed=SEED).spots


@lru_cache(maxsize=16)
def _month(hours):
    """(profit without gas (months,), trades): a straddle bought at the volatility that happens."""
    spots = _paths()[:, ::hours]
    left = EXPIRY - hours * HOUR * np.arange(spots.shape[1] - 1)
    delta = 2 * gl.black_scholes.delta(spots[:, :-1], PRICE, left, VOL) - 1  # of both
    earned = np.abs(spots[:, -1] - PRICE) - (delta * np.diff(spots, axis=1)).sum(axis=1)
    return earned - PREMIUM, spots.shape[1]  # the last trade closes the hedge


def month(hours: int, gas: float) -> tuple[float, float]:
    """(gas of a month, spread of its result without gas), dollars, hedged every so many hours."""
    profit, trades = _month(hours)
    return gas * trades, float(profit.std(ddof=1))


def _compute(gas, hours, many, side):
    profit, _ = _month(hours)
    table = [month(one, gas / many) for one in EVERY]
    cost, spread = month(hours, gas / many)
    return SimpleNamespace(
        gas=gas, hours=hours, many=many, side=side, cost=cost, spread=spread,
        costs=[one for one, _ in table], spreads=[one for _, one in table],
        ratio=ratio(gas / many, hours), result=side * profit - cost,
    )  # fmt: skip


def _draw(page, result):
    page.choice.line(result.costs, style.LOSS, "gas of a month", x=EVERY)
    page.choice.line(result.spreads, style.TOTAL, "spread", x=EVERY, linestyle="--")
    page.choice.point(result.hours, result.cost, style.LOSS, size=9)
    page.choice.point(result.hours, result.spread, style.TOTAL, size=9)
    seen = np.array([*result.costs, *result.spreads])
    page.choice.limits(seen.min() / 2, 2 * seen.max())
    low = next(low for low in (-800, -2_000, -4_400) if result.result.mean() > 0.9 * low)
    edges = np.linspace(low, 400, 25)
    tallest = page.months.histogram(
        np.clip(result.result, low + 1, 399), edges, style.TOTAL, fill=True, alpha=0.6
    )
    page.months.limits(low, 400, "x")
    page.months.limits(0, 0.6 if tallest < 0.57 else 1.05)
    page.months.upright(float(result.result.mean()), style.BLACK, "mean", linestyle="--")


def _say(result):
    return SAID[result.side, result.many > 1].format(
        many=result.many, hours=result.hours, cost=brief(result.cost),
        part=brief(100 * result.cost / PREMIUM), spread=result.spread,
        ratio=brief(100 * result.ratio),
    )  # fmt: skip


gas = Lab(
    "Gas against gamma",
    Slider("hours", "Hedge every", 2, stops=EVERY, unit="hours"),
    Slider("gas", "Gas of a trade", 1.0, stops=(0.2, 0.5, 1.0, 2.0, 5.0), unit="dollars"),
    Choice("many", "Straddles", {"1": 1, "10": 10, "100": 100}, 1),
    Choice("side", "You", {"own them": 1, "sold them": -1}, 1),
    charts=[
        Chart("choice", "Each straddle", "dollars a month", "hedged every (hours)", xscale="log",
              yscale="log", xlim=(0.9, 80), xticks=EVERY, xticklabels=EVERY),
        Chart("months", f"{MONTHS} months, after gas", "share of months", "result (dollars)"),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, a month's gas and the spread of its result against the hedging interval, both on "
    "scales that multiply. Right, the results; those beyond the frame are in the last bars.",
    puzzles=[
        Puzzle(
            "1 straddle, gas at 1 dollar. Find the cheapest month with a spread below 50.",
            lambda values, result: (values["many"], values["gas"], values["hours"]) == (1, 1.0, 12),
            lambda result: f"Every 12 hours: gas {result.cost:.0f}, spread {result.spread:.0f}.",
            answer={"hours": 12},
        ),
    ],
    memory=Remembered("09.gas"),
)  # fmt: skip
