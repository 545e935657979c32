"""Lesson 02, round 3: hedge once, or often."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Lab, Puzzle, Slider, style
from gammalab.lab.words import percent, plural, signed

from .trades import EXPIRY, SPOT

STOPS = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60)  # divisors of 60: evenly spread
MONTHS, SEED, PAID = 2000, 2, 0.20
BARS = 40  # of the histogram


def noise_of(n, vol: float):
    """Standard deviation of the P&L of the straddle hedged `n` times, when the volatility paid is
    the one that happens: twice that of its call (see `gl.theory.hedging_error_sd`)."""
    return 2 * gl.theory.hedging_error_sd(SPOT, SPOT, EXPIRY, vol, n)


@lru_cache(maxsize=56)  # a world each; 200 kB
def _world(happened):
    """The same months for every number of hedges, so that only the hedging differs."""
    paths = gl.GBM(vol=happened).simulate(SPOT, EXPIRY, STOPS[-1], n_paths=MONTHS, seed=SEED)
    book = gl.straddle(SPOT, EXPIRY)
    # A month of which only each k-th moment is kept: hedged at each is hedged every k of 60.
    pnl = {n: gl.replay(book, paths.every(STOPS[-1] // n), paid_vol=PAID).pnl for n in STOPS}
    owed = float(book.value(SPOT, vol=happened) - book.value(SPOT, vol=PAID))
    return pnl, owed, [float(one.std(ddof=1)) for one in pnl.values()]


def _compute(hedges, happened):
    pnl, owed, spreads = _world(happened)
    now = pnl[hedges]
    return SimpleNamespace(
        hedges=hedges, happened=happened, once=pnl[1], now=now, owed=owed, spreads=spreads,
        spread=spreads[STOPS.index(hedges)], mean=float(now.mean()), loses=float((now < 0).mean()),
    )  # fmt: skip


def _draw(page, result):
    heaps, noise = page.heaps, page.noise
    reach = 12 if result.happened <= 0.30 else 40
    edges = np.linspace(-reach, reach, BARS + 1)
    tallest = heaps.histogram(result.once, edges, style.MUTED, "hedged once", fill=True)
    if result.hedges > 1:
        often = heaps.histogram(result.now, edges, style.HEDGE, "hedged now", linewidth=2.2)
        tallest = max(tallest, often)
    heaps.upright(0.0, style.MUTED, "no profit", linestyle="-")
    heaps.upright(result.mean, style.HEDGE, "mean", linestyle="--")
    heaps.upright(result.owed, style.THEORY, "expected")
    heaps.limits(-reach, reach, "x")
    heaps.limits(0, 0.3 if tallest < 0.29 else 0.6)
    noise.line(result.spreads, style.MUTED, x=STOPS)
    noise.points(STOPS, result.spreads, style.MUTED, size=5)
    noise.point(result.hedges, result.spread, style.HEDGE, size=10)
    if result.happened == PAID:
        noise.line(noise_of(np.array(STOPS), PAID), style.THEORY, "theory", STOPS, linestyle="--")


def _say(result):
    error = result.spread / np.sqrt(MONTHS)
    return (
        f"{plural(result.hedges, 'hedge')}, paid 20 %, {percent(result.happened)} happened: mean "
        f"{signed(result.mean, 2)} (standard error {error:.2f}); spread {result.spread:.2f}; "
        f"loses in {percent(result.loses, 1)} of months."
    )


TICKS = (1, 2, 4, 10, 20, 60)
once_or_often = Lab(
    "Hedge once, or often",
    Slider("hedges", "Hedges", 1, stops=STOPS, help="Evenly spread over the month"),
    Slider("happened", "Happened", 0.15, 0.05, 0.60, 0.01, "%"),
    charts=[
        Chart("heaps", "2,000 months: how often each profit came", "share of months",
              "profit of one straddle (currency; the end bars hold all beyond)"),
        Chart("noise", "Spread of the profit", "standard deviation (currency)", "number of hedges",
              xscale="log", xlim=(0.85, 75), xticks=TICKS, xticklabels=map(str, TICKS),
              yscale="log", ylim=(0.1, 13), yticks=(0.1, 1, 10), yticklabels=("0.1", "1", "10")),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, histograms of the profit of one hedged straddle, grey for a single hedge. Right, "
    "the spread against the number of hedges.",
    puzzles=[
        Puzzle(
            "Go from 1 hedge to 60. What becomes of the share of months that lose?",
            lambda values, result: result.hedges == 60,
            lambda result: f"From {percent(np.mean(result.once < 0))} to "
            f"{percent(result.loses, 1)}. At 20 %, as paid, the line of theory appears.",
            answer={"hedges": 60},
            reveals=("happened",),
        ),
        Puzzle(
            "25 % happens. Which stop of Hedges is the first with fewer than one losing month in "
            "ten?",
            lambda values, result: values == {"hedges": 30, "happened": 0.25},
            lambda result: f"30: {percent(result.loses, 1)} of months lose. With 20 hedges it is "
            f"{percent(np.mean(_world(0.25)[0][20] < 0), 1)}.",
            answer={"hedges": 30, "happened": 0.25},
        ),
    ],
    memory=Remembered("02.once_or_often", "02.3"),
)  # fmt: skip
