"""Lesson 03, round 2: price, time and volatility together, as a waterfall of terms."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider
from gammalab.lab.words import plural, signed

from .expansion import CONTRACTS, DAY, SPOT, terms_of

EVEN = 3.0  # currency: as good as nothing for 100 straddles
SMALL = ("vanna", "volga", "charm")


def _compute(move, days, points, left, strike, side, third):
    book = side * CONTRACTS * gl.straddle(strike, left * DAY)
    parts = terms_of(book, SPOT * move, days, points, third=bool(third))
    return SimpleNamespace(
        move=100 * move, days=days, points=points, left=left, strike=strike, side=side,
        parts=parts, total=float(parts.sum()),
    )  # fmt: skip


def _draw(page, result):
    page.terms.waterfall(result.parts, total="total", digits=1)
    page.terms.span(np.cumsum(result.parts), least=30, room=0.16)


# By (side, whether terms of third order are told apart).
SAID = {
    (1, False): (
        "Strike {strike}, {left} days left; price {move} %, {days}, volatility {points} points: "
        "gamma {gamma}, theta {theta}, vega {vega}, vanna, volga and charm {small}, "
        "residual {residual}: {total} for the owner."
    ),
    (1, True): (
        "Strike {strike}, {left} days left; price {move} %, {days}, volatility {points} points: "
        "gamma {gamma}, theta {theta}, vega {vega}, vanna, volga and charm {small}, "
        "third order {third}, residual {residual}: {total} for the owner."
    ),
    (-1, False): (
        "Strike {strike}, {left} days left; price {move} %, {days}, volatility {points} points: "
        "gamma {gamma}, theta {theta}, vega {vega}, vanna, volga and charm {small}, "
        "residual {residual}: {total} for the seller."
    ),
    (-1, True): (
        "Strike {strike}, {left} days left; price {move} %, {days}, volatility {points} points: "
        "gamma {gamma}, theta {theta}, vega {vega}, vanna, volga and charm {small}, "
        "third order {third}, residual {residual}: {total} for the seller."
    ),
}


def _say(result):
    parts = result.parts
    return SAID[result.side, "third order" in parts].format(
        strike=result.strike,
        left=result.left,
        move=signed(result.move, 1),
        days=plural(result.days, "day"),
        points=signed(result.points, 2),
        gamma=signed(parts["gamma"], 1),
        theta=signed(parts["theta"], 1),
        vega=signed(parts["vega"], 1),
        small=signed(sum(parts[name] for name in SMALL), 1),
        third=signed(parts.get("third order", 0.0), 1),
        residual=signed(parts["residual"], 1),
        total=signed(result.total, 1),
    )


def _at(left):
    """Whether a move of 3 % in a day is undone, with so many days left."""

    def solved(values, result):
        of = values["move"], values["days"], values["left"]
        return np.allclose(of, (0.03, 1, left)) and abs(result.total) <= EVEN

    return solved


def _found(result):
    return f"{signed(result.points, 2)} points undo +3 % with {result.left} days left."


terms = Lab(
    "One day, term by term",
    Slider("points", "Volatility moves", 0.0, -10.0, 10.0, 0.25, "points"),
    Slider("move", "Price moves", 0.03, -0.08, 0.08, 0.005, "%"),
    Slider("days", "Days that pass", 1, 0, 7, 1),
    Slider("left", "Days left", 30, 8, 180, 1),
    Slider("strike", "Strike", 100, 90, 110, 1),
    Choice("side", "You have", {"bought the straddles": 1, "sold the straddles": -1}, 1),
    Choice("third", "Third order", {"left out": 0, "counted": 1}, 0),
    charts=[Chart("terms", "Hedged profit of 100 straddles, term by term", "currency", zero=True)],
    size=(9.6, 4.4),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="A waterfall: each bar begins where the one before it ended; the last is the sum.",
    puzzles=[
        Puzzle(
            "Price +3 %, one day, 30 days left. Which move of volatility leaves the owner with "
            f"nothing (within {EVEN:.0f})?",
            _at(30), _found, answer={"points": -2.75}, reveals=("left",),
        ),
        Puzzle(
            "The same with 60 days left.",
            _at(60), _found, answer={"points": -1.25, "left": 60},
        ),
        Puzzle(
            "And with 90 days left.",
            _at(90),
            lambda result: f"{_found(result)} The longer it lives, the less it takes.",
            answer={"points": -0.75, "left": 90}, reveals=("strike", "side", "third"),
        ),
    ],
    memory=Remembered("03.terms", "03.2"),
)  # fmt: skip
