"""Lesson 03, round 1: one move of one option, what gamma promised, and what was delivered."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import plural, signed

from .expansion import CONTRACTS, DAY, LITTLE, SPOT, VOL

MOVES = np.linspace(-12, 12, 97)  # currency, and per cent of the first price
LEAST = 20  # of the puzzles: a promise that is worth something

PROMISE = "promised {promise}, you get {got}"  # in the picture
NO_PROMISE = "hardly any gamma at the start"
# By (side, what there is to say).
SAID = {
    (1, "no move"): "Strike {strike}, {days} left, no move: nothing happened.",
    (1, "no promise"): (
        "Strike {strike}, {days} left, move {move}: hardly any gamma at the start, you get {got}."
    ),
    (1, "promise"): (
        "Strike {strike}, {days} left, move {move}: promised {promise}, you get {got}: {ratio} "
        "times the promise."
    ),
    (-1, "no move"): "100 calls sold; strike {strike}, {days} left, no move: nothing happened.",
    (-1, "no promise"): (
        "100 calls sold; strike {strike}, {days} left, move {move}: hardly any gamma at the start, "
        "you get {got}."
    ),
    (-1, "promise"): (
        "100 calls sold; strike {strike}, {days} left, move {move}: promised {promise}, you get "
        "{got}: {ratio} times the promise."
    ),
}


def _compute(move, strike, days, side):
    book, move = side * CONTRACTS * gl.call(strike, days * DAY), SPOT * move
    now = book.greeks(SPOT, VOL, names=("price", "delta", "gamma"))

    def hedged(moves):
        return book.value(SPOT + moves, VOL) - now["price"] - now["delta"] * moves

    promise, got = 0.5 * now["gamma"] * move**2, hedged(move)
    return SimpleNamespace(
        move=move, strike=strike, days=days, side=side, promise=promise, got=got,
        ratio=got / promise if move and abs(now["gamma"]) >= LITTLE else None,
        curve=hedged(MOVES), parabola=0.5 * now["gamma"] * MOVES**2, gamma=now["gamma"],
        gammas=book.greeks(SPOT + MOVES, VOL, names=("gamma",))["gamma"],
    )  # fmt: skip


def _draw(page, result):
    profit, gamma, side = page.profit, page.gamma, result.side
    profit.dashes(result.parabola, style.THEORY, "promised: ½ gamma × move²", MOVES, cut=True)
    profit.line(result.curve, style.TOTAL, "what you get", MOVES)
    top = next(top for top in (250, 500, 1000) if abs(result.curve).max() < 0.98 * top)
    profit.limits(*sorted((-0.1 * side * top, side * top)))
    profit.point(result.move, result.got, style.TOTAL)
    if abs(result.promise) < 0.98 * top:
        profit.point(result.move, result.promise, style.THEORY)
    if result.move:
        words = NO_PROMISE if result.ratio is None else PROMISE
        words = words.format(promise=f"{result.promise:,.1f}", got=f"{result.got:,.1f}")
        profit.note(0, 0.92 * side * top, words, ha="center", offset=(0, 0))
    gamma.region(style.TOTAL, x=sorted((0, result.move)))
    gamma.level(result.gamma, "at the start")
    gamma.line(result.gammas, style.OPTION, "on the way", MOVES)
    top = next(top for top in (10, 20, 50) if abs(result.gammas).max() < 0.96 * top)
    gamma.limits(*sorted((-0.1 * side * top, side * top)))


def _say(result):
    what = "promise"
    if not result.move:
        what = "no move"
    elif result.ratio is None:
        what = "no promise"
    return SAID[result.side, what].format(
        strike=result.strike,
        days=plural(result.days, "day"),
        move=signed(result.move, 1),
        promise=signed(result.promise, 1),
        got=signed(result.got, 1),
        ratio="" if result.ratio is None else f"{result.ratio:.2f}",
    )


def _told(result):
    return (
        f"{result.ratio:.2f} times the promise: strike {result.strike}, "
        f"{plural(result.days, 'day')} left, move {signed(result.move, 1)}."
    )


def _worth(result):
    return abs(result.promise) >= LEAST


one_move = Lab(
    "One move",
    Slider("move", "Move", 0.0, -0.12, 0.12, 0.005, "%"),
    Slider("strike", "Strike", 100, 80, 120, 1),
    Slider("days", "Days left", 30, 1, 180, 1, "days"),
    Choice("side", "You have", {"bought the calls": 1, "sold the calls": -1}, 1),
    charts=[
        Chart("profit", "Hedged profit of 100 calls; the zero line is the tangent", "currency",
              "move of the price (%)", zero=True, xlim=(-12.6, 12.6)),
        Chart("gamma", "Gamma on the way", "gamma of 100 calls (shares)", "move of the price (%)",
              zero=True, xlim=(-12.6, 12.6)),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, what hedged calls earn on a move at once, and the parabola that gamma promised. "
    "Right, gamma at each price on the way, and at the start.",
    puzzles=[
        Puzzle(
            f"Get more than twice the promise. The promise is to be {LEAST} at least.",
            lambda values, result: _worth(result) and (result.ratio or 0) > 2,
            lambda result: f"{_told(result)} It ran towards its strike.",
            answer={"strike": 110, "move": 0.10},
            reveals=("days", "side"),
        ),
        Puzzle(
            f"Now get less than half of a promise of {LEAST} at least.",
            lambda values, result: _worth(result) and (result.ratio or 1) < 0.5,
            lambda result: f"{_told(result)} It left gamma behind.",
            answer={"strike": 95, "move": 0.12},
        ),
    ],
    memory=Remembered("03.one_move", "03.1"),
)  # fmt: skip
