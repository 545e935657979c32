"""Lesson 02, round 3: hedge once, or often."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

import gammalab as gl
from gammalab.lab import Chart, Lab, Slider, scale, style
from gammalab.lab.words import plural, signed

from .trades import EXPIRY, SPOT

GRID, PATHS = 60, 2000  # hedging moments to choose from; months simulated
BARS = 60  # of the histogram


def at_moments(n: int):
    """Hedges at the start and then at evenly spread moments of the grid, `n` in all."""
    moments = np.floor(np.arange(n) * GRID / n)
    return gl.Schedule(moments * EXPIRY / GRID)


def noise_of(n, realised: float):
    """Standard deviation of the P&L of the straddle hedged `n` times, when the volatility paid is
    the one that happens: twice that of its call (see `gl.theory.hedging_error_sd`)."""
    return 2 * gl.theory.hedging_error_sd(SPOT, SPOT, EXPIRY, realised, n)


def _compute(hedges, realised, paid_vol):
    paths = gl.GBM(vol=realised).simulate(SPOT, EXPIRY, GRID, n_paths=PATHS, seed=2)
    book = gl.straddle(SPOT, EXPIRY)
    once, often = (
        gl.replay(book, paths, paid_vol=paid_vol, policy=policy).pnl
        for policy in (gl.Once(), at_moments(hedges))
    )
    return SimpleNamespace(
        hedges=hedges, realised=realised, fair=paid_vol == realised, once=once, often=often
    )


def _draw(page, result):
    spread, noise, once, often = page.spread, page.noise, result.once, result.often
    reach = scale.round_up(max(float(np.quantile(np.abs(once), 0.999)), 5.0))
    edges = np.linspace(-reach, reach, BARS + 1)
    tallest = max(
        0.25,
        spread.histogram(once, edges, style.MUTED, "hedged once", fill=True),
        spread.histogram(often, edges, style.HEDGE, "hedged often", linewidth=2.2),
    )
    spread.limits(-reach, reach, "x")
    spread.limits(0, scale.round_up(tallest * 1.05))
    spread.upright(0, style.GREY, linewidth=1, linestyle="-")
    spread.upright(often.mean(), style.HEDGE, "its mean", linestyle="--")
    n = np.geomspace(1, GRID, 50)
    noise.line(noise_of(n, result.realised), style.THEORY, "theory", n, linestyle=":")
    noise.point(result.hedges, often.std(ddof=1), style.HEDGE, "simulated", size=10)
    noise.point(1, once.std(ddof=1), style.MUTED, "once", marker="s")
    top = max(once.std(ddof=1), noise_of(1, result.realised))
    noise.limits(0, scale.round_up(top * 1.08))


def _say(result):
    error = result.often.std(ddof=1) / np.sqrt(result.often.size)
    return (
        f"Hedged {plural(result.hedges, 'time')}: mean profit "
        f"{signed(result.often.mean(), 2)} (standard error {error:.2f}), standard deviation "
        f"{result.often.std(ddof=1):.2f}; theory says "
        f"{noise_of(result.hedges, result.realised):.2f}"
        f"{'' if result.fair else ' at a fair price, which this is not'}. "
        f"Hedged once: mean {signed(result.once.mean(), 2)}, standard deviation "
        f"{result.once.std(ddof=1):.2f}."
    )


COUNTS = [1, 2, 4, 8, 15, 30, 60]
once_or_often = Lab(
    "Hedge once, or often",
    Slider("hedges", "Number of hedges", 30, 1, GRID, 1, help="Evenly spread over the month"),
    Slider("realised", "Realised volatility", 0.20, 0.05, 0.60, 0.01, "%"),
    Slider("paid_vol", "Volatility paid", 0.20, 0.05, 0.60, 0.01, "%"),
    charts=[
        Chart("spread", "2,000 months: how often each profit came", "share of months",
              "profit of one straddle (currency)"),
        Chart("noise", "Standard deviation of the profit", "currency", "number of hedges",
              xscale="log", xlim=(0.85, 75), xticks=COUNTS, xticklabels=map(str, COUNTS)),
    ],
    widths=(3, 2),
    size=(9.6, 4.4),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, two histograms of the profit of one hedged straddle: grey for a single hedge, an "
    "outline for many. Right, the standard deviation against the number of hedges, with the curve "
    "of theory for a fair price.",
)  # fmt: skip
