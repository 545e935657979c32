"""Lesson 01, round 3: near expiry gamma and theta move into the strike, together."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import plural, signed

STRIKE, VOL, FIRST = 100.0, 0.20, 30
SPOTS = np.linspace(90, 110, 161)
TOPS = (0.17, 0.3, 0.5, 0.85)  # of gamma
THETA = 0.56  # theta's axis is this much of gamma's: near 100 the two curves look alike
NOTHING = 0.00005  # a gamma that shows as 0.0000


def _at(spot, days, side):
    """(gamma, theta a day, what a still day does to the value) of one straddle."""
    book = side * gl.straddle(STRIKE, days / 365)
    now = book.greeks(spot, VOL, names=("price", "gamma", "theta"))
    still = book.value(spot, VOL, time=1 / 365) - now["price"]
    return now["gamma"], now["theta"] / 365, still


@lru_cache(maxsize=64)  # the curves stay while the price moves
def _curves(days, side):
    return _at(SPOTS, days, side), _at(SPOTS, FIRST, side)


def _compute(days, spot, side):
    (gammas, thetas, _), (first, slow, _) = _curves(days, side)
    gamma, theta, still = _at(spot, days, side)
    return SimpleNamespace(
        days=days, spot=spot, side=side, gammas=gammas, thetas=thetas, first=first, slow=slow,
        gamma=float(gamma), theta=float(theta), still=float(still),
        before=float(_at(spot, FIRST, side)[0]),
    )  # fmt: skip


def _draw(page, result):
    top = next(top for top in TOPS if np.abs(result.gammas).max() < 0.97 * top)
    charts = (
        (page.gamma, result.first, result.gammas, result.gamma, style.OPTION, top),
        (page.theta, result.slow, result.thetas, result.theta, style.OPTION, -THETA * top),
    )
    for chart, before, curve, here, color, end in charts:
        if result.days != FIRST:
            chart.dashes(before, style.MUTED, f"{FIRST} days left", SPOTS)
        chart.line(curve, color, "now", SPOTS)
        chart.point(result.spot, here, color, size=10)
        chart.limits(*sorted(result.side * part for part in (end, -0.06 * end)))


# By (side, whether all the days are left, which the others are held against).
SAID = {
    (1, True): "{days} left, price {spot}: gamma {gamma}.",
    (1, False): "{days} left, price {spot}: gamma {gamma} (with {first} days {before}).",
    (-1, True): "{days} left, price {spot}, straddle sold: gamma {gamma}.",
    (-1, False): (
        "{days} left, price {spot}, straddle sold: gamma {gamma} (with {first} days {before})."
    ),
}
SAID_GONE = {
    1: (
        "{days} left, price {spot}: no gamma and no theta here; with {first} days gamma was "
        "{before}."
    ),
    -1: (
        "{days} left, price {spot}, straddle sold: no gamma and no theta here; with {first} days "
        "gamma was {before}."
    ),
}
TAKES = "Theta says {theta} a day; a still day takes {still}."
BRINGS = "Theta says {theta} a day; a still day brings {still}."


def _say(result):
    gone = abs(result.gamma) < NOTHING
    said = SAID_GONE[result.side] if gone else SAID[result.side, result.days == FIRST]
    words = said.format(
        days=plural(result.days, "day"),
        spot=f"{result.spot:.0f}",
        gamma=signed(result.gamma, 4),
        first=FIRST,
        before=signed(result.before, 3 if gone else 4),
    )
    if gone:
        return words
    theta = TAKES if result.still < 0 else BRINGS
    still = f"{abs(result.still):.3f}"
    return f"{words} {theta.format(theta=signed(result.theta, 3), still=still)}"


last_days = Lab(
    "The last days of a straddle",
    Slider("days", "Days left", FIRST, 1, 60, 1),
    Slider("spot", "Price", 100, 90, 110, 1, "currency"),
    Choice("side", "You have", {"bought it": 1, "sold it": -1}, 1),
    charts=[
        Chart("gamma", "Gamma of one straddle, strike 100", "shares per 1.00 of price",
              "price of the share", zero=True, xlim=(89.5, 110.5), xticks=(90, 95, 100, 105, 110)),
        Chart("theta", "Theta", "currency a day", "price of the share", zero=True,
              xlim=(89.5, 110.5), xticks=(90, 95, 100, 105, 110)),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, the gamma of a straddle at 20 % against the price of the share; dashed, with 30 "
    "days left. Right, its theta.",
    puzzles=Puzzle(
        "One day left: find a price at which the straddle has less than a tenth of the gamma that "
        "it had with 30 days.",
        lambda values, result: result.days == 1
        and abs(result.gamma) < 0.1 * abs(result.before),
        lambda result: f"At {result.spot:.0f} gamma is {signed(result.gamma, 4)}; with 30 days it "
        f"was {signed(result.before, 3)}. It has gone to the strike, and theta with it.",
        answer={"days": 1, "spot": 104},
        reveals=("side",),
    ),
    memory=Remembered("01.last_days", "01.3"),
)  # fmt: skip
