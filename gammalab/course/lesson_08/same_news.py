"""Lesson 08, round 1: the same news, with dealers who hedge in it and without."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np
import pandas as pd

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.feedback import feedback_vol
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import percent, signed

from .dealers import IMPACT, MONTH, NEWS, SPOT, hedged, share, vol

STEPS = 240
DAYS = np.arange(STEPS + 1) / (STEPS / 30)
PAID = 0.25
NEWS_OF = {"": NEWS, "cheap": 0.30, "dear": 0.20}  # of the news, by what options cost
SHOWN = {"cheap": (0, 40), "dear": (-30, 0)}  # gammas of the profit's picture
LOW, HIGH = -300.0, 100.0  # and its profits
EVEN = 5.0  # currency: as good as nothing
LARGE = 0.4  # of the largest trade: the trades that have a triangle

CALM = "No dealers: this month moves at {vol}."
LONG = (
    "Dealers long {gamma}: x = {x}, this month moves at {vol} instead of {calm} (formula "
    "{wanted}); they traded {units:,.0f} units."
)
SHORT = (
    "Dealers short {gamma}: x = {x}, this month moves at {vol} instead of {calm} (formula "
    "{wanted}); they traded {units:,.0f} units."
)
NOTHING = "No options are held: nothing is made."
BOUGHT = "Options bought at {paid}, news alone {news}: on average {profit} a month."
SOLD = "Options sold at {paid}, news alone {news}: on average {profit} a month."


def profit(gamma, news, paid=PAID):
    """What a desk with a constant gamma makes in a month, on average, by the closed form.

    gamma : units per 1.00, an array or a number; negative where options were sold. paid : the
    volatility at which they were bought or sold. The desk's own hedge moves the market.

    >>> round(float(profit(10, 0.30)), 1), round(float(profit(20, 0.30)), 1)
    (48.8, 0.0)
    """
    gamma = np.asarray(gamma, float)
    happens = feedback_vol(news, IMPACT * gamma)
    return 0.5 * gamma * SPOT**2 * MONTH * (np.square(happens) - paid**2)


@lru_cache(maxsize=16)
def _calm(path, news):
    """One month without dealers: its prices, (steps + 1,)."""
    return gl.GBM(news).simulate(SPOT, MONTH, STEPS, 1, seed=path).spots[0]


@lru_cache(maxsize=2)
def _curve(news):
    """The closed form against gamma."""
    gammas = np.arange(-60, 101, 2.5)
    return pd.Series(feedback_vol(news, IMPACT * gammas), index=gammas)


def month(gamma, path, news=NEWS):
    """(prices without dealers, with them, units that they trade at each price)."""
    calm = _calm(path, news)
    spots = hedged((calm[1:] / calm[:-1])[:, None], gamma)[0][:, 0]
    trade = -gamma * np.diff(spots, prepend=SPOT)
    return calm, spots, trade


def _vol(spots):
    return float(gl.Paths(DAYS / 365, spots).realised_vol()[0])


def _compute(gamma, path, deal):
    news = NEWS_OF[deal]
    calm, spots, trade = month(gamma, path, news)
    return SimpleNamespace(
        gamma=gamma, x=IMPACT * gamma, deal=deal, news=news, calm=calm, spots=spots,
        ledger=pd.DataFrame({"spot": spots, "trade": trade}, index=DAYS),
        calm_vol=_vol(calm), vol=_vol(spots), units=float(np.abs(trade).sum()),
        expected=float(feedback_vol(news, IMPACT * gamma)), curve=_curve(news),
        profit=float(profit(gamma, news)),
    )  # fmt: skip


def _draw(page, result):
    price = page.price
    price.line(result.calm, style.MUTED, "without dealers", x=DAYS, linewidth=1.6)
    if result.gamma:
        price.line(result.spots, style.OPTION, "with them", x=DAYS, linewidth=1.8)
        price.trades(result.ledger, dust=LARGE)
    price.around(SPOT, result.spots, result.calm, least=9)
    small = page.small
    if not result.deal:
        small.title("How much the market moves")
        small.label("volatility a year (%)")
        small.line(100 * result.curve, style.THEORY, "formula")
        left = result.curve.index[result.curve.index <= 0]
        mirror = 2 * result.news - feedback_vol(result.news, -IMPACT * left)
        small.dashes(100 * mirror, style.MUTED, "mirror of long", x=left)
        small.point(result.gamma, 100 * result.vol, style.OPTION, "this month", size=9)
        small.limits(0, 60)
        small.limits(-66, 106, "x")
        return
    low, high = SHOWN[result.deal]
    small.title(f"The desk, options {result.deal}")
    small.label("profit a month (currency)")
    gammas = np.linspace(low, high, 81)
    small.line(profit(gammas, result.news), style.TOTAL, "on average", x=gammas)
    small.limits(LOW, HIGH)
    small.limits(low - 3, high + 3, "x")
    if low <= result.gamma <= high:
        small.point(result.gamma, result.profit, style.TOTAL, size=10)
    else:
        small.note(low, LOW + 40, f"yours is off the picture: {signed(result.profit)}")


def _say(result):
    market, desk = CALM, NOTHING
    if result.gamma:
        market, desk = (LONG, BOUGHT) if result.gamma > 0 else (SHORT, SOLD)
    said = market.format(
        gamma=abs(result.gamma), x=share(result.x), vol=vol(result.vol),
        calm=vol(result.calm_vol), wanted=vol(result.expected), units=result.units,
    )  # fmt: skip
    if not result.deal:
        return said
    made = desk.format(
        paid=percent(PAID), news=percent(result.news), profit=signed(result.profit, 1)
    )
    return f"{said} {made}"


def _eaten(deal):
    """Whether the desk's own hedge has eaten its edge."""
    return lambda values, result: (
        values["deal"] == deal and values["gamma"] != 0 and abs(result.profit) < EVEN
    )


same_news = Lab(
    "One market, the same news",
    Slider("gamma", "Gamma of the dealers", 0, -60, 100, 5, "units per 1.00"),
    Slider("path", "Month", 4, 1, 8, 1),
    Choice("deal", "Options are", {"not looked at": "", "cheap": "cheap", "dear": "dear"}, ""),
    charts=[
        Chart("price", "Thirty days of the same news", "price (currency)", "day", xlim=(-0.7, 30.7),
              columns=4),
        Chart("small", "How much the market moves", "volatility a year (%)", "gamma of the dealers",
              columns=2),
    ],
    widths=(8, 5),
    size=(9.6, 4.8),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, the price with the dealers' hedging and without it; triangles are the larger "
    "trades. Right, volatility against gamma, or a desk's profit against it.",
    puzzles=[
        Puzzle(
            "Make the market half as wild as with news alone, by the line \u201cformula\u201d.",
            lambda values, result: abs(result.expected / result.news - 0.5) < 1e-9,
            lambda result: f"x = {share(result.x)}: {vol(result.expected)}.",
            answer={"gamma": 100},
        ),
        Puzzle(
            "And twice as wild.",
            lambda values, result: abs(result.expected / result.news - 2) < 1e-9,
            lambda result: f"x = {share(result.x)}: {vol(result.expected)}. Half as much "
            "gamma does it.",
            answer={"gamma": -50}, reveals=("deal",),
        ),
        Puzzle(
            "Options are cheap: bought at 25 %, news alone is 30 %. Find the gamma, not 0, at "
            "which the desk's own hedge has eaten its edge.",
            _eaten("cheap"),
            lambda result: f"Long {result.gamma}: the market moves at {vol(result.expected)}, as "
            "paid. About half of that earns most.",
            answer={"deal": "cheap", "gamma": 20},
        ),
        Puzzle(
            "Options are dear: sold at 25 %, news alone is 20 %. The same for a desk that sells.",
            _eaten("dear"),
            lambda result: f"Short {-result.gamma}: the market moves at {vol(result.expected)}.",
            answer={"deal": "dear", "gamma": -20},
        ),
    ],
    memory=Remembered("08.same_news", "08.1"),
)  # fmt: skip
