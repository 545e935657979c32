"""Lesson 03, round 3: up to which move second order is enough, and how fast the error grows."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np
import pandas as pd

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import percent, plural, signed

from .expansion import CONTRACTS, DAY, SPOT, VOL, left_to_move

ENOUGH = 0.10  # of the promise: the error that is called small
CAP = 50  # per cent: the colours end here
# The map: three columns for twice the time, four rows for twice the move.
DAYS = 5 * 2 ** (np.arange(-7, 15) / 3)  # 1 to 127
SIZES = 0.25 * 2 ** (np.arange(24, -1, -1) / 4)  # per cent: 16 to 0.25, from the top
FINE = np.geomspace(SIZES[-1], SIZES[0], 240)  # per cent: where the 10 % line is looked for
LABELS = {0: "1", 4: "2.5", 7: "5", 10: "10", 13: "20", 16: "40", 19: "80"}  # of columns
COLORS = {"tangent": style.HEDGE, "parabola": style.OPTION, "cubic": style.GAIN}
LEAP = 4  # rows of the map, from one column to the next: half the move or twice it
STRAIGHT = 0.5  # of an order: so much may a slope change along its line
LADDER = np.geomspace(0.25, 2, 25)  # per cent: where slopes are measured


def kept(moves, days, z=0.0):
    """What 100 hedged straddles earn on a move at once, and what gamma promises: two arrays.

    moves : currency. days : left. z : of the strike, in what is left to move.
    """
    years = np.asarray(days) * DAY
    strike = SPOT * np.exp(z * VOL * np.sqrt(years))
    bs = gl.black_scholes
    now = bs.greeks(SPOT, strike, years, VOL, names=("price", "delta", "gamma"))
    later = bs.price(SPOT + moves, strike, years, VOL)
    # A put at the same strike earns what the call earns: both are hedged.
    return (
        2 * CONTRACTS * (later - now["price"] - now["delta"] * moves),
        CONTRACTS * now["gamma"] * moves**2,
    )


def off(moves, days, z=0.0):
    """The residual over what was promised, a fraction: -0.10 is ten per cent too little.

    >>> round(float(off(2.6, 5)), 3)
    -0.101
    """
    got, promise = kept(moves, days, z)
    return got / promise - 1


def slope(sizes, residuals):
    """The order of a residual, measured on log-log axes; None where there is no straight line:
    it changes its sign, or its first half and its last differ by half an order.

    >>> round(slope([1.0, 2.0, 4.0, 8.0], [3.0, 24.0, 192.0, 1536.0]), 6)
    3.0
    """
    residuals = np.asarray(residuals)
    if residuals.min() < 0 < residuals.max():
        return None
    x, y, half = np.log(np.abs(sizes)), np.log(np.abs(residuals)), len(sizes) // 2
    whole, first, last = (
        float(np.polyfit(x[part], y[part], 1)[0])
        for part in (slice(None), slice(half), slice(-half, None))
    )
    return whole if abs(first - last) < STRAIGHT else None


@lru_cache(maxsize=16)
def _map(way, z):
    """The table of errors in per cent, and the columns and sizes of the line of 10 %."""
    table = 100 * off(way * SIZES[:, None], DAYS, z)
    sizes = _line(DAYS, way, z)
    return np.clip(table, -CAP, CAP), np.flatnonzero(sizes), sizes[sizes > 0]


def _line(days, way, z):
    """The first size of a move, per cent, that is ENOUGH off; 0 where there is none on the map."""
    beyond = np.abs(off(way * FINE[:, None], days, z)) >= ENOUGH
    return np.where(beyond.any(axis=0) & ~beyond[0], FINE[beyond.argmax(axis=0)], 0.0)


def _column(days):
    return 3 * np.log2(days / DAYS[0])


def _row(size):
    return 4 * np.log2(SIZES[0] / size)


def _compute(days, size, line, way, z):
    one = left_to_move(days)
    moves = way * LADDER
    got, promise = kept(moves, days, z)
    now, promised = kept(way * SPOT * size, days, z)
    third = _cubic(moves, days, z)
    return SimpleNamespace(
        days=days, size=100 * size, way=way, z=z, m=SPOT * size / one, map=_map(way, z),
        off=float(now / promised - 1), line=_line(days, way, z).item() if line else None,
        residuals={"tangent": got, "parabola": got - promise, "cubic": got - promise - third},
    )  # fmt: skip


def _cubic(moves, days, z):
    strike = SPOT * np.exp(z * VOL * np.sqrt(days * DAY))
    speed = gl.black_scholes.greeks(SPOT, strike, days * DAY, VOL, names=("speed",))["speed"]
    return 2 * CONTRACTS * speed * moves**3 / 6


def _draw(page, result):
    plan, order = page.map, page.order
    table, columns, sizes = result.map
    here = _column(result.days)
    seen = round(here) + 1  # the map is coloured up to the days left, as if they were walked
    whole = np.where(np.arange(len(DAYS)) < seen, table, 0.0)
    rows = [f"{size:g}" if k % 4 == 0 else "" for k, size in enumerate(SIZES)]
    plan.heat(
        pd.DataFrame(whole, rows, [LABELS.get(k, "") for k in range(len(DAYS))]),
        -CAP, CAP, unit="residual, % of the promise (ends: beyond)",
    )  # fmt: skip
    if seen < len(DAYS):
        plan.region(style.GREY, x=(seen - 0.5, len(DAYS) - 0.5))
    if seen < len(DAYS) - 6:
        middle = (seen + len(DAYS)) / 2 - 0.5
        plan.note(middle, 12, "move Days left", style.GREY, ha="center", offset=(0, 0))
    if result.line is not None:
        known = columns < seen
        rows, places = _row(sizes[known]), columns[known].astype(float)
        leaps = np.flatnonzero(np.abs(np.diff(rows)) > LEAP) + 1  # from 10 % less to 10 % more
        parts = zip(np.split(rows, leaps), np.split(places, leaps), strict=True)
        for n, (height, place) in enumerate(parts):
            plan.line(height, style.BLACK, "10 % off" if n == 0 else None, place)
    plan.point(here, _row(result.size), style.BLACK, size=11, markerfacecolor="none",
               markeredgewidth=2.2)  # fmt: skip
    for place, (name, color) in enumerate(COLORS.items()):
        size = np.maximum(np.abs(result.residuals[name]), 1e-9)
        order.line(size, color, name, LADDER, cut=True)
        low = 10 ** (-4 - 0.38 * place)
        order.note(2.2, low, f"{name}: {_slope_words(result.residuals[name])}", color, ha="right",
                   offset=(0, 0))  # fmt: skip


NO_SLOPE, SLOPE = "no straight line", "slope {slope}"  # in the picture


def _slope_words(residuals):
    found = slope(LADDER, residuals)
    return NO_SLOPE if found is None else SLOPE.format(slope=f"{found:.2f}")


# By (whether the strike is the price, the sign of what was earned beyond the promise).
SAID = {
    (True, 0): "{days} left, move {move}: {m} of what is left to move; as promised.",
    (True, 1): ("{days} left, move {move}: {m} of what is left to move; {off} more than promised."),
    (True, -1): (
        "{days} left, move {move}: {m} of what is left to move; {off} less than promised."
    ),
    (False, 0): (
        "{days} left, strike {z} of it away, move {move}: {m} of what is left to move; as promised."
    ),
    (False, 1): (
        "{days} left, strike {z} of it away, move {move}: {m} of what is left to move; {off} more "
        "than promised."
    ),
    (False, -1): (
        "{days} left, strike {z} of it away, move {move}: {m} of what is left to move; {off} less "
        "than promised."
    ),
}
LINE = "The line of 10 % is at {line} % here."
NO_LINE = "There is no line of 10 % here."
ALL_BEYOND = "The smallest move is off by more than 10 % here."


def _say(result):
    sign = int(np.sign(result.off)) if abs(result.off) >= 0.0005 else 0
    words = SAID[not result.z, sign].format(
        days=plural(result.days, "day"),
        z=signed(result.z, 1),
        move=f"{result.way * result.size:+.1f} %",
        m=f"{result.m:.2f}",
        off=percent(abs(result.off), 1),
    )
    if result.line is None:
        return words
    if result.line:
        return f"{words} {LINE.format(line=f'{result.line:.1f}')}"
    near = abs(off(result.way * FINE[0], result.days, result.z)) >= ENOUGH
    return f"{words} {ALL_BEYOND if near else NO_LINE}"


def _pin(days):
    """Whether the move stands on the line of 10 %, to half a point, with so many days left."""
    return lambda values, result: values["days"] == days and abs(abs(result.off) - ENOUGH) <= 0.005


def _told(result):
    return (
        f"{result.size:.1f} % with {result.days} days left: {result.m:.2f} of what is left to move."
    )


trust = Lab(
    "How small is small?",
    Slider("days", "Days left", 5, 1, 120, 1),
    Slider("size", "Size of the move", 0.026, 0.003, 0.15, 0.001, "%"),
    Choice("line", "Line of 10 %", {"hidden": 0, "drawn": 1}, 0),
    Choice("way", "Direction", {"up": 1, "down": -1}, 1),
    Slider("z", "Strike away by", 0.0, -1.5, 1.5, 0.5, "of what is left to move"),
    charts=[
        Chart("map", "Residual of the parabola", "size of the move (%)", "days left"),
        Chart("order", "How fast residuals grow", "residual (currency)",
              "size of the move (%)", xscale="log", yscale="log", xlim=(0.22, 2.3),
              ylim=(1e-5, 1e3), xticks=(0.25, 0.5, 1, 2), xticklabels=("0.25", "0.5", "1", "2")),
    ],
    widths=(8, 5),
    size=(9.6, 4.8),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, a map of the residual of the parabola, up to the days left; the ring is "
    "the move. Right, the residuals of tangent, parabola and cubic, both axes logarithmic.",
    puzzles=[
        Puzzle(
            "With 5 days left a rise of 2.6 % is 10 % off. Find the rise that is 10 % off "
            "(9.5 to 10.5) with 20 days left.",
            _pin(20), _told, answer={"days": 20, "size": 0.049},
        ),
        Puzzle(
            "And with 80 days left.",
            _pin(80), lambda result: f"{_told(result)} See the line of 10 %.",
            answer={"days": 80, "size": 0.088}, reveals=("line", "way", "z"),
        ),
    ],
    memory=Remembered("03.trust", "03.3"),
)  # fmt: skip
