"""Lesson 04, round 3: the same volatility happens, and another profit comes out."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.course.sides import FOR
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import percent, signed

from .month import DAYS, PAID, STRADDLES, log_contract, month_of, vega_rule

WILD, QUIET, STORM = 0.027, 0.002, 10  # sizes of a day's log move, and days of storm
BOOKS = {"straddle": STRADDLES, "log": log_contract()}
HEDGED = {"straddle": "straddles and hedge", "log": "log contract and hedge"}  # in the picture


def stormy(start: int, drift: float = 0.0) -> gl.Paths:
    """A month of small moves with ten days of large ones from day `start` on, up and down in turn.

    drift : the price also goes so far, a fraction, in equal log steps over the first ten days.
    """
    days = np.arange(DAYS)
    moves = np.where((days >= start) & (days < start + STORM), WILD, QUIET) * (-1.0) ** days
    moves[:STORM] += np.log1p(drift) / STORM
    return month_of(moves)


@lru_cache(maxsize=64)
def _month(start, drift, contract, side):
    paths, book = stormy(start, drift), side * BOOKS[contract]
    spots, times = paths.spots[0, :-1], paths.times[:-1]
    gamma = book.greeks(spots, PAID, time=times, names=("gamma",))["gamma"]
    profit = gl.replay(book, paths, paid_vol=PAID).ledger()["pnl"].to_numpy()
    return profit, gamma * spots**2, float(paths.realised_vol()[0])


def _compute(start, drift, contract, side):
    profit, dollar_gamma, happened = _month(start, drift, contract, side)
    return SimpleNamespace(
        start=start, drift=drift, contract=contract, side=side, profit=profit,
        dollar_gamma=dollar_gamma / 1000, happened=happened, end=float(profit[-1]),
    )  # fmt: skip


def _draw(page, result):
    run, gamma = page.run, page.gamma
    storm = (result.start, result.start + STORM)
    run.region(style.HEDGE, "storm", x=storm)
    run.line(result.profit, style.TOTAL, HEDGED[result.contract], dot=True)
    run.limits(*sorted((-450 * result.side, 1000 * result.side)))
    gamma.region(style.HEDGE, x=storm)
    gamma.steps(np.append(result.dollar_gamma, result.dollar_gamma[-1]), style.OPTION)
    top = next(top for top in (600, 900) if np.abs(result.dollar_gamma).max() < 0.97 * top)
    gamma.limits(*sorted((-0.03 * top * result.side, top * result.side)))


STORMY = "Storm from day {start}: {happened} happened, 20 % was paid."
STORMY_ON_THE_WAY = (
    "Storm from day {start}, the price {drift} % on the way: {happened} happened, 20 % was paid."
)


def _say(result):
    storm = (STORMY_ON_THE_WAY if result.drift else STORMY).format(
        start=result.start,
        drift=signed(100 * result.drift),
        happened=percent(result.happened, 1),
    )
    rule = signed(result.side * vega_rule(result.happened))
    return f"{storm} {signed(result.end)} {FOR[result.side]}. Vega times the gap says {rule}."


same_volatility = Lab(
    "The same volatility, another profit",
    Slider("start", "Storm from day", 10, 0, 20, 2),
    Slider("drift", "Price wanders by", 0.0, -0.10, 0.10, 0.01, "%",
           help="Over the first ten days, beside its daily moves"),
    Choice("contract", "Contract", {"100 straddles": "straddle", "a log contract": "log"},
           "straddle"),
    Choice("side", "You have", {"bought": 1, "sold": -1}, 1),
    charts=[
        Chart("run", "Profit of the month, hedged", "currency", "day", zero=True,
              xlim=(-0.7, 30.7)),
        Chart("gamma", "Gamma times price squared", "thousands of currency", "day", zero=True,
              xlim=(-0.7, 30.7)),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, the running profit of a month with ten stormy days, which are shaded. Right, what "
    "the squared moves of each day are multiplied with.",
    puzzles=[
        Puzzle(
            "When must the storm come to pay the owner most?",
            lambda values, result: result.start == 20,
            lambda result: f"At the end: {signed(result.end)}. The price is still near the "
            "strike, where gamma grows towards the end; a swing away from it takes some.",
            answer={"start": 20},
            reveals=("drift",),
        ),
        Puzzle(
            "About 30 % happens, 20 % was paid: make the owner lose, more than 1.",
            lambda values, result: result.side * result.end < -1 and result.happened > 0.299,
            lambda result: f"{signed(result.side * result.end)}. The storm earned less than the "
            "other days cost. The worst of all is "
            f"{signed(_month(20, 0.06, 'straddle', 1)[0][-1])}, the best "
            f"{signed(_month(20, -0.02, 'straddle', 1)[0][-1])}, with the same storm and -2 %.",
            answer={"start": 20, "drift": 0.06},
            reveals=("contract", "side"),
        ),
    ],
    memory=Remembered("04.same_volatility", "04.3"),
)  # fmt: skip
