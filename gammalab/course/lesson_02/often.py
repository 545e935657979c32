"""Lesson 02, round 3: hedge once, or often."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

import gammalab as gl
from gammalab.lab import scale, style
from gammalab.lab.live import Lab, Slider
from gammalab.lab.words import signed

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


def _often_compute(hedges, realised, paid_vol):
    paths = gl.GBM(vol=realised).simulate(SPOT, EXPIRY, GRID, n_paths=PATHS, seed=2)
    book = gl.straddle(SPOT, EXPIRY)
    once, often = (
        gl.replay(book, paths, paid_vol=paid_vol, policy=policy).pnl
        for policy in (gl.Once(), at_moments(hedges))
    )
    return SimpleNamespace(
        hedges=hedges, realised=realised, fair=paid_vol == realised, once=once, often=often
    )


def _often_build(figure):
    spread, noise = figure.subplots(1, 2, width_ratios=(3, 2))
    spread.set(
        title="2,000 months: how often each profit came",
        xlabel="profit of one straddle (currency)",
        ylabel="share of months",
        ylim=(0, 0.6),
    )
    spread.axvline(0, color=style.GREY, linewidth=1)
    noise.set(
        title="Standard deviation of the profit",
        xlabel="number of hedges",
        ylabel="currency",
        xscale="log",
        xlim=(0.85, 75),
        ylim=(0, 5),
    )
    noise.set_xticks([1, 2, 4, 8, 15, 30, 60], ["1", "2", "4", "8", "15", "30", "60"])
    noise.minorticks_off()
    empty, edges = np.zeros(BARS), np.linspace(-1, 1, BARS + 1)
    moving = SimpleNamespace(
        once=spread.stairs(empty, edges, color=style.MUTED, fill=True, label="hedged once"),
        often=spread.stairs(empty, edges, color=style.HEDGE, linewidth=2.2, label="hedged often"),
        mean=spread.axvline(0, color=style.HEDGE, linestyle="--", linewidth=1.5, label="its mean"),
        theory=noise.plot([], [], color=style.THEORY, linestyle=":", label="theory")[0],
        dot=noise.plot([], [], "o", markersize=10, color=style.HEDGE, label="simulated")[0],
        first=noise.plot([], [], "s", markersize=8, color=style.MUTED, label="hedged once")[0],
    )
    scale.legend(spread, loc="upper right")
    scale.legend(noise, loc="upper right")
    moving.axes = SimpleNamespace(spread=spread, noise=noise)
    return moving


def _often_draw(result, artists):
    reach = scale.round_up(max(float(np.quantile(np.abs(result.once), 0.999)), 5.0))
    edges = np.linspace(-reach, reach, BARS + 1)
    artists.axes.spread.set_xlim(-reach, reach)
    tallest = 0.25
    for steps, pnl in ((artists.once, result.once), (artists.often, result.often)):
        # The rare month beyond the edge is counted in the last bar, not dropped.
        share = np.histogram(np.clip(pnl, -reach, reach), edges)[0] / pnl.size
        steps.set_data(share, edges)
        tallest = max(tallest, share.max())
    artists.axes.spread.set_ylim(0, scale.round_up(tallest * 1.1))
    artists.mean.set_xdata([result.often.mean()] * 2)
    n = np.geomspace(1, GRID, 50)
    artists.theory.set_data(n, noise_of(n, result.realised))
    artists.dot.set_data([result.hedges], [result.often.std(ddof=1)])
    artists.first.set_data([1], [result.once.std(ddof=1)])
    top = max(result.once.std(ddof=1), noise_of(1, result.realised))
    artists.axes.noise.set_ylim(0, scale.round_up(top * 1.15))


def _often_summary(result):
    error = result.often.std(ddof=1) / np.sqrt(result.often.size)
    return (
        f"Hedged {result.hedges} time{'s' if result.hedges > 1 else ''}: mean profit "
        f"{signed(result.often.mean(), 2)} (standard error {error:.2f}), standard deviation "
        f"{result.often.std(ddof=1):.2f}; theory says "
        f"{noise_of(result.hedges, result.realised):.2f}"
        f"{'' if result.fair else ' at a fair price, which this is not'}. "
        f"Hedged once: mean {signed(result.once.mean(), 2)}, standard deviation "
        f"{result.once.std(ddof=1):.2f}."
    )


def _often_alt(result):
    return (
        "Left, two histograms of the profit of one hedged straddle: grey for a single hedge, wide; "
        "orange outline for many hedges, narrower. Right, the standard deviation against the "
        "number of hedges: the curve of theory for a fair price, and the simulated point. "
        + _often_summary(result)
    )


once_or_often = Lab(
    title="Hedge once, or often",
    controls=(
        Slider("hedges", "Number of hedges", 30, 1, GRID, 1, help="Evenly spread over the month"),
        Slider("realised", "Realised volatility", 0.20, 0.05, 0.60, 0.01, "%"),
        Slider("paid_vol", "Volatility paid", 0.20, 0.05, 0.60, 0.01, "%"),
    ),
    compute=_often_compute,
    build=_often_build,
    draw=_often_draw,
    summary=_often_summary,
    alt=_often_alt,
    size=(9.6, 4.4),
)
