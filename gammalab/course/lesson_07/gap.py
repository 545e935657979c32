"""Lesson 07, round 1: a gap, seen from both sides, and what gamma says of it."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.course.sides import NAME
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import percent, signed

from .book import CONTRACTS, EXPIRY, PAID, SIDES, STRIKE

GAPS = np.linspace(-0.20, 0.20, 81)
EVEN = 0.05  # currency: as good as nothing


def gap_profit(start, to, side=1, implied_after=PAID, hedged_at=None):
    """What 100 hedged straddles make of a gap from `start` to `to`, currency; theta is left out.

    to : a price or an array. hedged_at : the price at which the hedge was set; None is `start`.

    >>> round(float(gap_profit(100, 90)), 1)
    435.2
    """
    gap = np.asarray(to) / start - 1
    # A put, hedged, makes what the call of its strike makes.
    one = gl.theory.gap_pnl(
        start, STRIKE, EXPIRY, PAID, gap, vol_after=implied_after, hedged_at=hedged_at
    )
    return side * 2 * CONTRACTS * one


def gamma_says(start, to, side=1):
    """What gamma alone says of that gap: half gamma times the move squared, currency.

    >>> round(float(gamma_says(100, 90)), 1)
    463.4
    """
    gap = np.asarray(to) / start - 1
    one = gl.theory.gap_pnl_quadratic(start, STRIKE, EXPIRY, PAID, gap)
    return side * 2 * CONTRACTS * one


def _compute(gap, start, side, implied_after, stale):
    prices, to = start * (1 + GAPS), start * (1 + gap)
    hedged_at = start + stale
    true = side, implied_after, hedged_at
    return SimpleNamespace(
        gap=gap, start=start, side=side, to=to, implied=implied_after, stale=stale,
        curve=pd.Series(gap_profit(start, prices, *true), index=prices),
        parabola=pd.Series(gamma_says(start, prices, side), index=prices),
        made=float(gap_profit(start, to, *true)), says=float(gamma_says(start, to, side)),
    )  # fmt: skip


def _draw(page, result):
    page.gap.upright(STRIKE, style.MUTED, "strike")
    fresh = result.implied == PAID and not result.stale
    if fresh:  # of another volatility, or of a stale hedge, gamma says nothing
        page.gap.dashes(result.parabola, style.THEORY, "gamma says", cut=True)
    page.gap.line(result.curve, style.TOTAL, GETS[result.side])
    page.gap.point(result.to, result.made, style.TOTAL, size=10)
    page.gap.limits(*sorted((-700 * result.side, 2200 * result.side)))
    page.gap.limits(result.start * 0.79, result.start * 1.21, "x")
    bars = {"gamma says": result.says, "happened": result.made}
    if not fresh:
        del bars["gamma says"]
    page.two.bars(pd.Series(bars))
    page.two.span([*bars.values()], least=15, room=0.16)


GETS = {1: "what the owner gets", -1: "what the seller gets"}  # in the picture
NO_GAP = "No gap."
# By what there is to say beside the two results.
SAID = {
    "": "{start} -> {to}: {mine} {made}, {others} {lost}.",
    "implied": (
        "{start} -> {to}: {mine} {made}, {others} {lost}; implied volatility is {implied} "
        "afterwards."
    ),
    "stale": "{start} -> {to}: {mine} {made}, {others} {lost}; the hedge is that of {hedge}.",
    "implied, stale": (
        "{start} -> {to}: {mine} {made}, {others} {lost}; implied volatility is {implied} "
        "afterwards; the hedge is that of {hedge}."
    ),
    "gamma": "{start} -> {to}: {mine} {made}, {others} {lost}; gamma says {says}.",
    "right": (
        "{start} -> {to}: {mine} {made}, {others} {lost}; gamma says {says}, right within half a "
        "per cent."
    ),
    "much": "{start} -> {to}: {mine} {made}, {others} {lost}; gamma says {says}, {off} too much.",
    "little": (
        "{start} -> {to}: {mine} {made}, {others} {lost}; gamma says {says}, {off} too little."
    ),
}


def _say(result):
    off = result.says / result.made - 1 if _as_gamma_knows_it(result) else 0.0
    words = SAID[_what(result, off)].format(
        start=result.start,
        to=f"{result.to:.1f}",
        mine=NAME[result.side],
        made=signed(result.made),
        others=NAME[-result.side],
        lost=signed(-result.made),
        implied=percent(result.implied),
        hedge=result.start + result.stale,
        says=signed(result.says),
        off=percent(abs(off)),
    )
    return words if result.gap else f"{NO_GAP} {words}"


def _what(result, off):
    """Which of SAID; off: of gamma's word, a fraction of what happened."""
    changed = {"implied": result.implied != PAID, "stale": result.stale}
    if any(changed.values()) or not result.gap:
        return ", ".join(name for name, is_so in changed.items() if is_so)
    if not _as_gamma_knows_it(result):
        return "gamma"
    if abs(off) < 0.005:
        return "right"
    if off > 0:
        return "much"
    return "little"


def _as_gamma_knows_it(result):
    """Whether only the price has moved, under a fresh hedge: then gamma's word can be judged."""
    return result.implied == PAID and not result.stale and abs(result.made) > EVEN


def _ratio(result):
    return result.says / result.made if _as_gamma_knows_it(result) else 1.0


def _told(result):
    return (
        f"{result.start} -> {result.to:.1f}: gamma says {abs(result.says):,.0f}, "
        f"{abs(result.made):,.0f} happened."
    )


gap = Lab(
    "A gap",
    Slider("gap", "Gap", -0.02, -0.20, 0.20, 0.01, "%"),
    Slider("start", "Price before", 100, 90, 110, 1),
    Choice("side", "You have", SIDES, 1),
    Slider("implied_after", "Implied volatility after", PAID, 0.15, 0.45, 0.01, "%"),
    Choice("stale", "Hedge set", {"just before": 0, "3 lower": -3, "3 higher": 3}, 0),
    charts=[
        Chart("gap", "100 hedged straddles, through a gap", "currency", "price after the gap",
              zero=True),
        Chart("two", "This gap", "currency", zero=True),
    ],
    widths=(8, 3),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, what a gap brings against the price after it, and the parabola that gamma "
    "promises if the hedge is fresh and implied volatility stays. Right, the gap chosen.",
    puzzles=[
        Puzzle(
            "Find a gap for which gamma says more than twice what happens.",
            lambda values, result: _ratio(result) > 2,
            _told,
            answer={"start": 110, "gap": 0.20},
        ),
        Puzzle(
            "And one for which gamma says two thirds of what happens, or less.",
            lambda values, result: _ratio(result) < 2 / 3,
            lambda result: f"{_told(result)} Away from the strike gamma fades, through it gamma "
            "grows first.",
            answer={"start": 110, "gap": -0.20},
            reveals=("implied_after",),
        ),
        Puzzle(
            "Price before 100. Make the owner lose on a fall of 5 %.",
            lambda values, result: (values["start"], values["gap"]) == (100, -0.05)
            and result.side * result.made < 0,
            lambda result: f"Implied volatility at {percent(result.implied)}: owner "
            f"{signed(result.side * result.made)}. The night after a company's figures "
            "come out, gap and fall of implied volatility come together.",
            answer={"gap": -0.05, "implied_after": 0.23},
            reveals=("stale",),
        ),
    ],
    memory=Remembered("07.gap", "07.1"),
)  # fmt: skip
