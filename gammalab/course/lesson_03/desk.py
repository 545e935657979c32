"""The game of lesson 03: a move after a move. What does a hedged book make? Reckon, then see."""

from __future__ import annotations

import numpy as np

import gammalab as gl
from gammalab.desk import Ask, Drill
from gammalab.lab.words import signed

from .expansion import DAY, SPOT, VOL, left_to_move, terms_of

TURNS = 12
HOLDS = {1: "100 straddles", -1: "sold 100 of them"}
RULES = {
    "gamma": ("gamma",),
    "gamma, theta": ("gamma", "theta"),
    "gamma, theta, vega": ("gamma", "theta", "vega"),
    "all of second order": ("gamma", "theta", "vega", "vanna", "volga", "charm"),
    "third order, too": ("gamma", "theta", "vega", "vanna", "volga", "charm", "third order"),
}


def moves(seed: int) -> list[Ask]:
    """The questions of a seed."""
    rng = np.random.default_rng(seed)
    asks = []
    for _ in range(TURNS):
        side, left = rng.choice([1, -1]), int(rng.choice([5, 10, 30, 60]))
        strike = round(SPOT * np.exp(rng.choice([-1, 0, 1]) * left_to_move(left) / SPOT))
        days, (price, own) = int(rng.choice([1, 3])), rng.standard_normal(2)
        move = round(float(1.5 * price * SPOT * VOL * np.sqrt(days * DAY)), 1)
        points = round(float(own - 0.8 * price) * 4) / 4  # volatility leans against the price
        book = side * 100 * gl.straddle(strike, left * DAY)
        asks.append(_ask(book, side, strike, left, move, days, points))
    return asks


def _ask(book, side, strike, left, move, days, points):
    terms = terms_of(book, move, days, points, third=True)
    g = book.greeks(SPOT, VOL, names=("gamma", "theta", "vega"))
    small = terms[["vanna", "volga", "charm"]].sum()
    rest = terms[["third order", "residual"]].sum()
    return Ask(
        [
            ("You have", HOLDS[side]),
            ("Strike", f"{strike}"),
            ("Days left", f"{left}"),
            ("Gamma, a unit", signed(g["gamma"], 2)),
            ("Theta, a day", signed(g["theta"] * DAY, 1)),
            ("Vega, a point", signed(g["vega"] / 100, 1)),
            ("The price moves", signed(move, 1)),
            ("Days that pass", f"{days}"),
            ("Volatility moves", f"{signed(points, 2)} points"),
        ],
        "The book was hedged at the start, at 100 and 20 %. What does it make, hedge and all?",
        float(terms.sum()),
        f"Gamma {signed(terms['gamma'], 1)}, theta {signed(terms['theta'], 1)}, vega "
        f"{signed(terms['vega'], 1)}; vanna, volga and charm {signed(small, 1)}; the rest "
        f"{signed(rest, 1)}.",
        {rule: float(terms[list(names)].sum()) for rule, names in RULES.items()},
    )


SCENARIOS = (
    Drill(
        "03",
        "moves",
        "A move after a move",
        "Twelve hedged books, twelve moves. Half of gamma times the square of the move, theta "
        "times the days, vega times the points: you see the three slopes, not the others.",
        moves,
        turns=TURNS,
    ),
)
