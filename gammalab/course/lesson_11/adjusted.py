"""Lesson 11, round 3: the delta that knows how volatility goes with the index, on real days."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import numpy as np
import pandas as pd

import gammalab as gl
from gammalab import markets
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import signed

LIFE, DAY = 30 / 365, 1 / 365
SMILE = -0.65  # slope of the quotes by log strike, where the option keeps its strike's own
KINDS = {"95 put": (0.95, "put"), "100 call": (1.00, "call"), "105 call": (1.05, "call")}
MARKS = {"vix": 0.0, "strike": SMILE}
SLOPES = np.arange(-2.5, 1.01, 0.05)
TARGET = 11.7  # bp of the index, of the first puzzle
NEAR = (-1.10, -0.80)  # slopes of the second
BP = 1e4


@cache
def days():
    """Each day from 2014 to 2018: return, log return, and the VIX before and after, as decimals."""
    close = markets.load("spx", start="2014")["close"]
    vix = markets.load("vix")["close"] / 100
    table = pd.DataFrame({"close": close, "vix": vix}).dropna()
    growth = table["close"].to_numpy()[1:] / table["close"].to_numpy()[:-1]
    return SimpleNamespace(
        ret=growth - 1, log=np.log(growth), before=table["vix"].to_numpy()[:-1],
        after=table["vix"].to_numpy()[1:],
    )  # fmt: skip


@cache
def hedged(kind="100 call", marks="vix"):
    """One option on an index of 1.00, held each day: its P&L, delta and vega, (days,) each.

    kind : strike as a part of the index, and right. marks : revalued at the next day's VIX ("vix"),
    or at the quote of its own strike, which slides along a smile of slope -0.65 ("strike").
    """
    (strike, right), d = KINDS[kind], days()
    names = ("price", "delta", "vega")
    now = gl.greeks(1.0, strike, LIFE, d.before, right=right, names=names)
    # Where the smile moves along with the index, a strike that stays slides down or up on it.
    vol = d.after - MARKS[marks] * d.log
    then = gl.greeks(1 + d.ret, strike, LIFE - DAY, vol, right=right, names=("price",))
    return then["price"] - now["price"], now["delta"], now["vega"]


def errors(slope, kind="100 call", marks="vix"):
    """The day's P&L of an option hedged with delta + slope * vega, in bp of the index, (days,).

    slope : what volatility is assumed to do for a log return of 1: -1.5 is 1.5 points down for 1 %.

    >>> round(float(errors(0.0).std()), 2), round(float(errors(-1.5).std()), 2)
    (18.75, 11.6)
    """
    made, delta, vega = hedged(kind, marks)
    return BP * (made - (delta + slope * vega) * days().ret)


@cache
def bowl(kind="100 call", marks="vix"):
    """The standard deviation of the error for each slope; a Series."""
    return pd.Series([errors(s, kind, marks).std() for s in SLOPES], index=SLOPES)


def best(kind="100 call", marks="vix"):
    """(the slope with the smallest standard deviation, its error from the fit's residuals)."""
    made, delta, vega = hedged(kind, marks)
    x, y = vega * days().ret, made - delta * days().ret
    x, y = x - x.mean(), y - y.mean()
    slope = (x @ y) / (x @ x)
    left = y - slope * x
    # Days of wild markets weigh more: the error does not take them for alike.
    return float(slope), float(np.sqrt(((x * left) ** 2).sum()) / (x @ x))


def _compute(slope, kind, marks, side, view):
    d = days()
    made = side * errors(slope, kind, marks)
    own = 100 * (d.after - MARKS[marks] * d.log - d.before)
    _, delta, vega = hedged(kind, marks)
    return SimpleNamespace(
        slope=slope, kind=kind, marks=marks, side=side, view=view, made=made, ret=100 * d.ret,
        moved=own, sd=float(made.std()), plain=float(errors(0.0, kind, marks).std()),
        bowl=bowl(kind, marks) if view == "bowl" else None,
        delta=float(delta.mean()), held=float((delta + slope * vega).mean()),
    )  # fmt: skip


def _draw(page, result):
    made, right = page.made, page.right
    made.points(result.ret, result.made, style.TOTAL, size=2.6, alpha=0.6)
    fit = np.polyfit(result.ret, result.made, 1)
    ends = np.array([-4.5, 5.5])
    made.line(np.polyval(fit, ends), style.BLACK, "fitted", x=ends, cut=True, linewidth=1.8)
    made.limits(*((-210, 310) if result.side > 0 else (-310, 210)))
    if result.bowl is not None:
        right.title("The error for each slope")
        right.label("sd of a day (bp)")
        right.line(result.bowl, style.THEORY, x=SLOPES, linewidth=2)
        right.point(result.slope, result.sd, style.TOTAL, size=10)
        right.limits(0, 32)
        right.limits(-2.6, 1.1, "x")
        return
    right.points(result.ret, result.moved, style.MUTED, "real days", size=2.6)
    right.line(result.slope * ends, style.TOTAL, "assumed", x=ends, linewidth=2)
    right.limits(-14, 22)
    right.limits(-5, 6, "x")


def _say(result):
    side = "Owned" if result.side > 0 else "Sold"
    kind = f"{result.kind[:2]} % put" if "put" in result.kind else result.kind.replace(" ", " % ")
    way = "moves" if not result.slope else ("falls" if result.slope < 0 else "rises")
    assumed = (
        "no change of volatility assumed"
        if not result.slope
        else f"assumed: volatility {way} {abs(result.slope):.2f} points for 1 % up"
    )
    words = (
        f"{side} {kind}, {assumed}: the hedge's delta is {signed(result.held, 3)} on average "
        f"(Black-Scholes {signed(result.delta, 3)}). A hedged day is off by {result.sd:.1f} bp, "
        f"one standard deviation; with Black-Scholes' delta by {result.plain:.1f}."
    )
    if result.bowl is not None:
        words += f" The least is {result.bowl.min():.1f}, at {result.bowl.idxmin():.2f}."
    return words


adjusted_delta = Lab(
    "Volatility moves with the index",
    Slider("slope", "For 1 % up, volatility moves", 0.0, -2.5, 1.0, 0.05, "points"),
    Choice("kind", "Option", list(KINDS), "100 call"),
    Choice("side", "Option is", {"owned": 1, "sold": -1}, 1),
    Choice("marks", "Marked at", {"the VIX": "vix", "its strike's quote": "strike"}, "vix"),
    Choice("view", "Right chart", {"volatility": "cloud", "the error": "bowl"}, "cloud"),
    charts=[
        Chart("made", "1,256 hedged days", "P&L (bp of the index)", "return of the day (%)",
              zero=True, xlim=(-5, 6)),
        Chart("right", "What volatility did", "points", columns=2),
    ],
    widths=(8, 6),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, the P&L of each hedged day against the index's return. Right, what volatility did "
    "on it, with what the hedge assumes; or the error for each assumption.",
    puzzles=[
        Puzzle(
            "Marked at the VIX, the 100 call: get the error of a day below 11.7 bp.",
            lambda values, result: (result.kind, result.marks) == ("100 call", "vix")
            and result.sd < TARGET,
            lambda result: f"{result.slope:.2f} points for 1 % up: {result.sd:.1f} bp in place of "
            f"{result.plain:.1f}.",
            answer={"slope": -1.5}, reveals=("marks", "view"),
        ),
        Puzzle(
            "The strike's own quote moves less, for the smile slides along with the index. Mark at "
            "it: what is best now, to a tenth or so?",
            lambda values, result: (result.kind, result.marks) == ("100 call", "strike")
            and NEAR[0] <= result.slope <= NEAR[1],
            lambda result: f"About {best(marks='strike')[0]:.2f}: the fall of the VIX less the "
            "slope of the smile.",
            answer={"marks": "strike", "slope": -0.95},
        ),
    ],
    memory=Remembered("11.adjusted", "11.3"),
)  # fmt: skip
