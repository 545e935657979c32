"""Lesson 09: two positions in one pot or in two, and accounts that close one another."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.feedback import liquidation_cascade
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import percent

from .book import EXPIRY, SPOT

MONTHS, STEPS, SEED = 2000, 90, 9
VOLS, MAINTENANCE = (0.60, 0.80), 0.01
LEVERAGES = np.array([5, 6, 7, 8, 10, 12, 15, 18, 20, 25])
TOTALS = np.arange(4, 122, 2)  # money behind both
CORRELATIONS = np.linspace(-0.9, 0.9, 7)


@lru_cache(maxsize=1)
def _noise():
    return np.random.default_rng(SEED).standard_normal((2, MONTHS, STEPS))


@lru_cache(maxsize=128)
def needed(correlation: float, sign: int):
    """Money that each month needs to hold on: (first, second, one pot for both), (months,) each.

    A unit of each at 100, the first long, the second `sign`. They are looked at each eight hours.
    """
    first, other = _noise()
    second = correlation * first + np.sqrt(1 - correlation**2) * other
    dt = EXPIRY / STEPS
    prices = [
        SPOT * np.exp(np.cumsum(vol * np.sqrt(dt) * noise - vol**2 * dt / 2, axis=1))
        for vol, noise in zip(VOLS, (first, second), strict=True)
    ]
    gains = [prices[0] - SPOT, sign * (prices[1] - SPOT)]
    short = [MAINTENANCE * price - gain for gain, price in zip(gains, prices, strict=True)]
    return short[0].max(axis=1), short[1].max(axis=1), (short[0] + short[1]).max(axis=1)


def pots(correlation: float, sign: int, total: float = 40) -> tuple[float, ...]:
    """Shares of months: (first closed, second closed, either, both, the common pot closed), with
    half of `total` behind each, or all of it behind both."""
    one, two, pooled = needed(correlation, sign)
    one, two = one > total / 2, two > total / 2
    shares = one, two, one | two, one & two, pooled > total
    return tuple(float(share.mean()) for share in shares)


def capital(correlation: float, sign: int, closed: float = 0.05) -> tuple[float, float]:
    """Money with which something is closed in that share of months: (in two pots, in one)."""
    one, two, pooled = needed(correlation, sign)
    in_two, in_one = (np.quantile(need, 1 - closed) for need in (2 * np.maximum(one, two), pooled))
    return float(in_two), float(in_one)


def cascade(shock: float, impact: float):
    """Ten longs of one unit each, opened at 100 with leverages from 5 to 25, and a fall by `shock`.

    impact : by how much a unit that is sold lowers the price, currency.

    >>> cascade(4, 0.0).spot, int(cascade(4, 1.0).liquidated.sum())
    (96.0, 5)
    """
    levels = gl.crypto.liquidation_price(SPOT, LEVERAGES, MAINTENANCE)
    return liquidation_cascade(SPOT, -shock, levels, np.ones(LEVERAGES.size), impact=impact)


def _compute(total, correlation, sign):
    one, two, pooled = needed(correlation, sign)
    half = TOTALS[:, None] / 2
    return SimpleNamespace(
        total=total, correlation=correlation, sign=sign, shares=pots(correlation, sign, total),
        either=((one > half) | (two > half)).mean(axis=1),
        both=((one > half) & (two > half)).mean(axis=1),
        pooled=(pooled > 2 * half).mean(axis=1),
        capital=[capital(c, sign) for c in CORRELATIONS], now=capital(correlation, sign),
    )  # fmt: skip


def _draw(page, result):
    page.closed.line(100 * result.either, style.OPTION, "two pots: at least one", x=TOTALS)
    page.closed.line(100 * result.both, style.OPTION, "two pots: both", x=TOTALS, linestyle=":")
    page.closed.line(100 * result.pooled, style.LOSS, "one pot: both", x=TOTALS, linestyle="--")
    colors = style.OPTION, style.OPTION, style.LOSS  # at least one, both; one pot
    for share, color, marker, size in zip(
        result.shares[2:], colors, "oso", (9, 13, 9), strict=True
    ):  # the square is larger: it often lies under the last dot
        page.closed.point(result.total, 100 * share, color, size=size, marker=marker)
    for k, (name, color, dash) in enumerate(
        (("two pots", style.OPTION, "-"), ("one pot", style.LOSS, "--"))
    ):
        page.money.line(
            [one[k] for one in result.capital], color, name, x=CORRELATIONS, linestyle=dash
        )
        page.money.point(result.correlation, result.now[k], color, size=9)


def _say(result):
    _, _, either, both, pooled = result.shares
    return (
        f"{result.total} in all. Two pots: at least one is closed in {percent(either, 1)} of "
        f"months, both in {percent(both, 1)}. One pot: {percent(pooled, 1)}, and then both. For "
        f"5 %, two pots need {result.now[0]:.0f}, one {result.now[1]:.0f}."
    )


one_pot = Lab(
    "One pot or two",
    Slider("total", "Money in all", 60, 4, 120, 4),
    Slider("correlation", "Correlation", 0.0, -0.9, 0.9, 0.1),
    Choice("sign", "Positions", {"both long": 1, "long and short": -1}, 1),
    charts=[
        Chart("closed", "Months that end in liquidation", "per cent", "money in all",
              xlim=(2, 122), ylim=(-3, 103), columns=2),
        Chart("money", "Money for 5 % of months", "currency", "correlation", xlim=(-1, 1),
              ylim=(0, 130)),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, how often positions are closed against the money behind them; the square is both "
    "of two. Right, the money with which it happens in 5 % of months, against the correlation.",
    puzzles=[
        Puzzle(
            "Correlation 0.8. Find positions that need less than half of the money in one pot.",
            lambda values, result: values["correlation"] == 0.8
            and result.now[1] < result.now[0] / 2,
            lambda result: f"Long and short: {result.now[1]:.0f} in one pot, {result.now[0]:.0f} "
            "in two. They offset; two longs do not.",
            answer={"correlation": 0.8, "sign": -1},
        ),
    ],
    memory=Remembered("09.one_pot"),
)  # fmt: skip
