"""Lesson 05, round 2: more hedges narrow the heap, down to a floor that another delta removes."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.course.sides import FOR
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import percent, plural, signed

from .month import EXPIRY, PAID, SPOT, STRADDLE, price_gap

STOPS = (1, 2, 3, 5, 10, 15, 30, 60, 120, 240)  # divisors of 240: evenly spread
MONTHS, SEED = 1000, 22
CAUSES = 0.005  # a difference of two volatilities below it is none
BARS = 60  # of the histogram


@lru_cache(maxsize=4)  # a world each; 2 MB
def _world(happens):
    paths = gl.GBM(happens).simulate(SPOT, EXPIRY, STOPS[-1], n_paths=MONTHS, seed=SEED)
    return paths.spots, paths.times


@lru_cache(maxsize=600)
def profits(hedges: int, hedged: float, happens: float):
    """What one straddle, paid at 20 %, makes in each of 1,000 months; currency.

    hedges : at even intervals over the month. hedged : the volatility of the delta. happens : what
    the months move with. They are the same months for every `hedges`, and what `gl.replay` gives.
    """
    spots, times = _world(happens)
    spots, times = spots[:, :: STOPS[-1] // hedges], times[:: STOPS[-1] // hedges]
    call = gl.black_scholes.delta(spots[:, :-1], SPOT, EXPIRY - times[:-1], hedged)
    delta = 2 * call - 1  # a put's is one less; half the time of STRADDLE.delta
    shares = (-delta * np.diff(spots, axis=1)).sum(axis=1)
    return np.abs(spots[:, -1] - SPOT) - STRADDLE.value(SPOT, PAID) + shares


def law(hedges, vol: float):
    """The spread by the law for many hedges, at the volatility that happens; currency.

    >>> law([15, 60], 0.20).round(2).tolist()
    [1.05, 0.52]
    """
    vega = STRADDLE.greeks(SPOT, vol, names=("vega",))["vega"]
    return np.sqrt(np.pi / 4) * vega * vol / np.sqrt(hedges)


@lru_cache(maxsize=600)
def floor_of(hedged: float, happens: float) -> float:
    """The spread that no number of hedges removes; currency."""
    return gl.theory.mismatch_floor(STRADDLE, SPOT, vol=happens, hedge_vol=hedged)


def _compute(hedges, happens, hedged, side):
    now = side * profits(hedges, hedged, happens)
    fewer = [n for n in STOPS if n <= hedges]
    spreads = [float(profits(n, hedged, happens).std(ddof=1)) for n in fewer]
    agree = abs(hedged - happens) < CAUSES
    return SimpleNamespace(
        hedges=hedges, happens=happens, hedged=hedged, side=side, now=now,
        once=side * profits(1, hedged, happens), fewer=fewer, spreads=spreads, agree=agree,
        spread=spreads[-1], mean=float(now.mean()), gap=side * price_gap(happens, PAID),
        loses=float((now < 0).mean()), floor=0.0 if agree else floor_of(hedged, happens),
    )  # fmt: skip


def _draw(page, result):
    noise, heap = page.noise, page.heap
    if result.agree:
        noise.dashes(law(np.array(STOPS), result.happens), style.THEORY, "one over the root", STOPS)
    else:
        noise.level(result.floor, "floor")
    noise.line(result.spreads, style.MUTED, x=result.fewer)
    noise.points(result.fewer, result.spreads, style.MUTED, size=5)
    noise.point(result.hedges, result.spread, style.HEDGE, "now", size=10)
    reach = 12 if result.happens <= 0.30 else 40
    edges = np.linspace(-reach, reach, BARS + 1)
    tallest = heap.histogram(result.once, edges, style.MUTED, "hedged once", fill=True)
    if result.hedges > 1:
        now = heap.histogram(result.now, edges, style.HEDGE, "now", linewidth=2.2)
        tallest = max(tallest, now)
    heap.upright(result.mean, style.HEDGE, "mean", linestyle="--")
    heap.upright(result.gap, style.THEORY, "gap of prices")
    heap.limits(-reach, reach, "x")
    heap.limits(0, next(top for top in (0.21, 0.42, 0.84, 1.05) if tallest < 0.96 * top))


LAW = (
    "{hedges} with {hedged}, {happens} happens, {for_whom}: mean {mean} (standard error "
    "{error}), the prices differ by {gap}; spread {spread}, the law of the root says {law}; "
    "{loses} of months lose."
)
FLOOR = (
    "{hedges} with {hedged}, {happens} happens, {for_whom}: mean {mean} (standard error "
    "{error}), the prices differ by {gap}; spread {spread}, floor {floor}; {loses} of months "
    "lose."
)
FLOOR_BEYOND = (
    "{hedges} with {hedged}, {happens} happens, {for_whom}: mean {mean} (standard error "
    "{error}), the prices differ by {gap}; spread {spread}, floor {floor} (exact: {months} "
    "months are off by a few per cent); {loses} of months lose."
)


def _say(result):
    said = FLOOR_BEYOND if result.spread < result.floor else FLOOR
    if result.agree:
        said = LAW
    return said.format(
        hedges=plural(result.hedges, "hedge"),
        hedged=percent(result.hedged),
        happens=percent(result.happens),
        for_whom=FOR[result.side],
        mean=signed(result.mean, 2),
        error=f"{result.spread / np.sqrt(MONTHS):.2f}",
        gap=signed(result.gap, 2),
        spread=f"{result.spread:.2f}",
        law=f"{law(result.hedges, result.happens):.2f}",
        floor=f"{result.floor:.2f}",
        months=f"{MONTHS:,}",
        loses=percent(result.loses, 1),
    )


TICKS = (1, 3, 10, 30, 100, 240)
more_often = Lab(
    "What more hedges buy",
    Slider("hedges", "Hedges", 15, stops=STOPS, help="Evenly spread over the month"),
    Slider("happens", "Happens", 0.20, 0.05, 0.60, 0.01, "%"),
    Slider("hedged", "Hedged with", 0.20, 0.05, 0.60, 0.01, "%"),
    Choice("side", "You have", {"bought the straddle": 1, "sold the straddle": -1}, 1),
    charts=[
        Chart("noise", "Spread of the month's profit", "standard deviation (currency)",
              "number of hedges", xscale="log", xlim=(0.85, 290), xticks=TICKS,
              xticklabels=map(str, TICKS), yscale="log", ylim=(0.04, 15), yticks=(0.1, 1, 10),
              yticklabels=("0.1", "1", "10")),
        Chart("heap", "1,000 months", "share of months",
              "profit of one straddle (end bars: all beyond)", columns=2),
    ],
    widths=(7, 6),
    size=(9.6, 4.8),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, the spread of the profit by number of hedges, up to the one chosen. Right, "
    "histograms of the profit, grey for a single hedge.",
    puzzles=[
        Puzzle(
            "Paid is 20 %. Let 30 % happen, and bring the spread below 0.55.",
            lambda values, result: abs(result.happens - 0.30) < 1e-9 and result.spread < 0.55,
            lambda result: f"{result.hedges} hedges with {percent(result.hedged)}: "
            f"{result.spread:.2f}. With 20 %, 240 hedges leave "
            f"{profits(240, 0.20, 0.30).std(ddof=1):.2f}.",
            answer={"happens": 0.30, "hedged": 0.30, "hedges": 240},
            reveals=("side",),
        ),
        Puzzle(
            "Make the owner lose 1.00 or more, on average. Which slider does it?",
            lambda values, result: result.side * result.mean <= -1.0,
            lambda result: f"Happens, at {percent(result.happens)}: mean "
            f"{signed(result.side * result.mean, 2)} for the owner. The other two move the spread.",
            answer={"happens": 0.15},
        ),
    ],
    memory=Remembered("05.more_often", "05.2"),
)  # fmt: skip
