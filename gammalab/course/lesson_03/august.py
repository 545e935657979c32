"""Lesson 03, August 2015 again: the straddle of lesson 02, day by day and order by order."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np
import pandas as pd

import gammalab as gl
from gammalab.course.lesson_02.replays import august_inputs
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import plural, signed

# The groups in which terms come, when the square of a move counts like a step of time.
GROUPS = {
    "delta": ("delta",),
    "gamma": ("delta", "gamma"),
    "theta": ("delta", "gamma", "theta"),
    "speed": ("delta", "gamma", "theta", "charm", "speed"),
    "color": ("delta", "gamma", "theta", "charm", "speed", "color", "fourth", "theta2"),
}
WORDS = {
    "delta": "delta",
    "gamma": "gamma",
    "theta": "theta",
    "speed": "charm and speed",
    "color": "colour, fourth and theta²",
}
SMALL = 0.6  # points of residual on a day
_GREEKS = ("price", "delta", "gamma", "theta", "charm", "speed", "color")


def orders(inside=1) -> pd.DataFrame:
    """Each day of the month in terms, index points: one straddle, hedged daily, no costs.

    A row for each day after the first, by date; `profit` is the cash, the other columns are terms,
    by name (see `GROUPS`). inside : expand anew so often a day, along a straight line from close to
    close; the hedge stays that of the close, so delta then has something to say.

    >>> round(float(orders().loc["2015-08-21", "profit"]), 2)
    8.81
    """
    return _orders(inside).copy()


@lru_cache(maxsize=8)
def _orders(inside):
    paths, paid, strike = august_inputs()
    book, spots, times = gl.straddle(strike, paths.horizon), paths.spots[0], paths.times
    hedge = -book.delta(spots[:-1], paid, time=times[:-1])
    total = dict.fromkeys(("profit", *GROUPS["color"]), 0.0)
    steps = np.linspace(0, 1, inside + 1)
    for start, end in zip(steps[:-1], steps[1:], strict=True):
        (spot, time), (next_spot, next_time) = (
            ((1 - at) * spots[:-1] + at * spots[1:], (1 - at) * times[:-1] + at * times[1:])
            for at in (start, end)
        )
        terms = _terms(book, strike, paid, (spot, time), (next_spot, next_time), hedge)
        for name, values in terms.items():
            total[name] = total[name] + values
    return pd.DataFrame(total, index=pd.Index(paths.dates[1:], name="date"))


def _terms(book, strike, vol, now, then, hedge):
    (spot, time), (next_spot, next_time) = now, then
    g = book.greeks(spot, vol, time=time, names=_GREEKS)
    ds, dt = next_spot - spot, next_time - time
    sd2 = vol**2 * (book.first_expiry - time)
    # What is left of the derivatives up to the fourth follows from gamma and d1, at a rate of 0:
    # speed = -gamma/S * u, and fourth = d speed/dS; theta = -vol^2 S^2 gamma / 2.
    u = 1.5 + np.log(spot / strike) / sd2
    fourth = g["gamma"] / spot**2 * (u * (u + 1) - 1 / sd2)
    value = book.value(next_spot, vol, time=next_time)
    return {
        "profit": value - g["price"] + hedge * ds,
        "delta": (g["delta"] + hedge) * ds,
        "gamma": 0.5 * g["gamma"] * ds**2,
        "theta": g["theta"] * dt,
        "charm": g["charm"] * ds * dt,
        "speed": g["speed"] * ds**3 / 6,
        "color": 0.5 * g["color"] * ds**2 * dt,
        "fourth": fourth * ds**4 / 24,
        "theta2": -0.25 * vol**2 * spot**2 * g["color"] * dt**2,
    }


def residual(upto, inside=1) -> pd.Series:
    """What no term up to a group explains of each day's profit, index points.

    >>> round(float(residual("theta").abs().max()), 2)
    6.23
    """
    days = orders(inside)
    return days["profit"] - days[list(GROUPS[upto])].sum(axis=1)


def worst_days() -> pd.DataFrame:
    """The largest residual of any day, index points: by terms, and by expansions a day."""
    groups = ("theta", "speed", "color")
    return pd.DataFrame(
        {f"{n} a day": [residual(upto, n).abs().max() for upto in groups] for n in (1, 2, 4)},
        index=[f"up to {WORDS[upto]}" for upto in groups],
    )


def _compute(upto, inside, side):
    days, rest = side * orders(inside), side * residual(upto, inside)
    number = range(1, len(days) + 1)
    return SimpleNamespace(
        upto=upto, inside=inside, side=side, profit=days["profit"].set_axis(number),
        rest=rest.set_axis(number), worst=float(rest.abs().max()), day=rest.abs().idxmax(),
    )  # fmt: skip


def _draw(page, result):
    said = result.profit - result.rest
    page.days.bars(result.profit, style.TOTAL, "profit", slot=(0, 2), figures=False)
    page.days.bars(said, style.OPTION, "what the terms say", slot=(1, 2), figures=False)
    page.days.limits(*sorted((-8 * result.side, 18 * result.side)))
    page.rest.bars(result.rest, figures=False)
    page.rest.span(result.rest, least=5)


# By side.
SAID = {
    1: (
        "For an owner, terms up to {terms}, {inside} a day: a residual of at most {worst} points "
        "on a day ({day}), {rest} in all, sizes added; the month makes {made}."
    ),
    -1: (
        "For a seller, terms up to {terms}, {inside} a day: a residual of at most {worst} points "
        "on a day ({day}), {rest} in all, sizes added; the month makes {made}."
    ),
}


def _say(result):
    return SAID[result.side].format(
        terms=WORDS[result.upto],
        inside=plural(result.inside, "expansion"),
        worst=f"{result.worst:.2f}",
        day=f"{result.day:%d %B}",
        rest=f"{result.rest.abs().sum():.2f}",
        made=signed(result.profit.sum(), 2),
    )


def _reached(groups):
    return lambda values, result: result.upto in groups and result.worst < SMALL


def _told(result):
    return (
        f"Up to {WORDS[result.upto]}, {plural(result.inside, 'expansion')} a day: "
        f"{result.worst:.2f} at most."
    )


_WEEKS = {5: "10 Aug", 10: "17", 15: "24", 20: "31"}
_TIME = {"xlim": (0.2, 22.8), "xticks": [*_WEEKS], "xticklabels": [*_WEEKS.values()]}

august_orders = Lab(
    "August 2015, order by order",
    Choice("upto", "Terms", {f"up to {words}": name for name, words in WORDS.items()}, "theta"),
    Slider("inside", "Expansions", 1, stops=(1, 2, 4, 8), unit="a day"),
    Choice("side", "You have", {"bought the straddle": 1, "sold the straddle": -1}, 1),
    charts=[
        Chart("days", "Each day, and what the terms say of it", "index points", zero=True, **_TIME),
        Chart("rest", "Residual", "index points", "day", zero=True, **_TIME),
    ],
    rows=("days", "rest"),
    heights=(8, 5),
    share_x=True,
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Above, the hedged profit of each day of the month beside what the terms say of it; "
    "below, the difference.",
    puzzles=[
        Puzzle(
            f"Bring the residual below {SMALL} points on every day, with one expansion a day.",
            lambda values, result: _reached(GROUPS)(values, result) and result.inside == 1,
            _told, answer={"upto": "color"}, reveals=("side",),
        ),
        Puzzle(
            "The same without the last group: expand more often.",
            _reached(("speed",)), _told,
            answer={"upto": "speed", "inside": 2},
        ),
        Puzzle(
            "And with gamma and theta alone.",
            _reached(("delta", "gamma", "theta")), _told, answer={"upto": "theta", "inside": 4},
        ),
    ],
    memory=Remembered("03.august_orders", "03.4"),
)  # fmt: skip
