"""Lesson 01, round 1: volatility is a root mean square, so one wild day outweighs many."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd

from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import percent

DAYS, MIDDLE = 21, 11  # of the month; the one day, counted from 1
EQUAL = 0.16  # a year: what 21 days of 1 % are, of 252
TOPS = (1.6, 4.5, 10, 25, 60, 105, 150)  # of the squares
REACHES = (1.5, 2.6, 4.5, 8, 13)  # of the moves


def _compute(wild, others, year):
    sizes = np.full(DAYS, others)
    sizes[MIDDLE - 1] = wild
    moves = 100 * sizes * (-1.0) ** np.arange(DAYS)  # per cent, up and down in turn
    squares = moves**2
    root = float(np.sqrt(squares.mean()))
    return SimpleNamespace(
        wild=wild, others=others, days=year, moves=pd.Series(moves, np.arange(1, DAYS + 1)),
        squares=pd.Series(squares, np.arange(1, DAYS + 1)), mean=float(squares.mean()), root=root,
        size=float(np.abs(moves).mean()), year=root * np.sqrt(year) / 100,
        share=float(squares[MIDDLE - 1] / squares.sum()) if root else None,
    )  # fmt: skip


def _draw(page, result):
    colors = [style.OPTION if day == MIDDLE else style.MUTED for day in result.moves.index]
    squares, moves = page.squares, page.moves
    squares.bars(result.squares, colors, figures=False)
    squares.level(result.mean, "mean of the squares")
    top = next(top for top in TOPS if result.squares.max() < 0.97 * top)
    squares.limits(0 if result.root else -top / 50, top)  # a level at zero is to be seen
    moves.bars(result.moves, colors, figures=False)
    moves.line([result.root] * 2, style.TOTAL, "root mean square", [0.3, DAYS + 0.7])
    moves.dashes([result.size] * 2, style.GREY, "average size", [0.3, DAYS + 0.7])  # on top
    moves.title(f"The moves: {percent(result.year, 1)} a year")
    reach = next(reach for reach in REACHES if abs(result.moves).max() < 0.97 * reach)
    moves.limits(-reach, reach)


def _say(result):
    words = (
        f"Average size {result.size:.2f} %, root mean square {result.root:.2f} %: "
        f"{percent(result.year, 1)} a year of {result.days} days."
    )
    if result.share is None:
        return f"{words} No move, no volatility."
    return f"{words} The one day holds {percent(result.share)} of the squares."


_TIME = {"xlim": (0.2, DAYS + 0.8), "xticks": (1, 6, 11, 16, 21)}

moves = Lab(
    "One day against twenty",
    Slider("wild", "One day", 0.01, 0.0, 0.12, 0.005, "%"),
    Slider("others", "The other 20 days", 0.01, 0.0, 0.02, 0.0005, "%"),
    Choice("year", "Days of a year", (252, 365), 252),
    charts=[
        Chart("squares", "Each move, squared", "per cent, squared", "day", **_TIME),
        Chart("moves", "The moves", "per cent", "day", zero=True, columns=1, **_TIME),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, the squares of 21 daily moves and their mean. Right, the moves, up and down in "
    "turn, with their average size and their root mean square.",
    puzzles=Puzzle(
        "Equal days of 1 % are 16 % a year. Keep the average size from 0.95 to 1.05 % and make it "
        "32 % or more.",
        lambda values, result: 0.95 - 1e-9 <= result.size <= 1.05 + 1e-9
        and result.year >= 2 * EQUAL and result.days == 252,
        lambda result: f"{percent(result.year, 1)}, with an average size of {result.size:.2f} %: "
        f"the one day holds {percent(result.share)} of the squares.",
        answer={"wild": 0.10, "others": 0.0055},
        reveals=("year",),
    ),
    memory=Remembered("01.moves", "01.1"),
)  # fmt: skip
