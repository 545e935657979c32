"""Lesson 04, round 1: what a move must do to pay for a day."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np
import pandas as pd

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import money, percent, plural, signed

from .month import CONTRACTS, DAY, DAYS, PAID, SPOT

REACH = 3.0  # currency, of the moves shown
MOVES = np.linspace(-REACH, REACH, 121)
NOTHING = 0.005  # currency: a rent below it is none
# Thirty moves of one day, without direction, at 20 %.
FALLEN = np.diff(gl.GBM(PAID).simulate(SPOT, DAYS * DAY, DAYS, n_paths=1, seed=27).spots[0])


def profit_of(move, paid, days, strike=SPOT, side=1):
    """Profit of 100 hedged straddles over one day, currency, for a move of the price."""
    book = side * CONTRACTS * gl.straddle(strike, days * DAY)
    now = book.greeks(SPOT, paid, names=("price", "delta"))
    return book.value(SPOT + np.asarray(move), paid, time=DAY) - now["price"] - now["delta"] * move


@lru_cache(maxsize=64)  # the curve stays while the move changes
def _curve(paid, days, strike, side):
    book = side * CONTRACTS * gl.straddle(strike, days * DAY)
    greeks = book.greeks(SPOT, paid, names=("gamma", "theta"))
    promise = 0.5 * greeks["gamma"] * MOVES**2 + greeks["theta"] * DAY
    return profit_of(MOVES, paid, days, strike, side), promise, book.breakevens(SPOT, paid, DAY)


def _compute(move, paid, days, fallen, strike, side):
    curve, promise, even = _curve(paid, days, strike, side)
    now, still, *falls = profit_of(np.r_[move, 0.0, FALLEN[:fallen]], paid, days, strike, side)
    falls = np.array(falls)
    total, rent = (falls.sum(), fallen * still) if fallen else (now, still)
    return SimpleNamespace(
        move=move, paid=paid, days=days, fallen=fallen, strike=strike, side=side, curve=curve,
        promise=promise, even=even, profit=float(now), still=float(still), falls=falls,
        bill=pd.Series({"rent": rent, "income": total - rent, "together": total}),
        width=float(np.ptp(even) / 2) if len(even) == 2 else None,
    )  # fmt: skip


def _draw(page, result):
    day = page.day
    day.dashes(result.promise, style.MUTED, "parabola", MOVES, cut=True)
    day.line(result.curve, style.TOTAL, "hedged, a day later", MOVES)
    if result.fallen:
        day.points(FALLEN[: result.fallen], result.falls, style.PRICE, "days", size=5)
    day.point(result.move, result.profit, style.HEDGE, "the move", size=10)
    day.span(result.curve, least=25)
    if result.fallen:
        page.bill.title(f"{plural(result.fallen, 'day')} together")
    page.bill.bars(result.bill, digits=1)
    page.bill.span(result.bill, least=10, room=0.2)


# By (whether the strike is the price, side).
PAID_FOR = {
    (True, 1): "{paid} paid, {days} left.",
    (True, -1): "{paid} paid, {days} left, sold.",
    (False, 1): "{paid} paid, {days} left, strike {strike}.",
    (False, -1): "{paid} paid, {days} left, strike {strike}, sold.",
}
PAID_FOR_NOTHING = {
    (True, 1): "{paid} paid, {days} left: no gamma here, and no theta.",
    (True, -1): "{paid} paid, {days} left, sold: no gamma here, and no theta.",
    (False, 1): "{paid} paid, {days} left, strike {strike}: no gamma here, and no theta.",
    (False, -1): "{paid} paid, {days} left, strike {strike}, sold: no gamma here, and no theta.",
}
MOVE = "Move {move}: {profit}."
BILL = "Rent {rent}, income {income}."
DAYS_LOST = "{days}, {lost} of them lost: rent {rent}, income {income}, together {together}."


def _say(result):
    rent, income, _ = result.bill
    nothing = abs(result.still) < NOTHING
    said = PAID_FOR_NOTHING if nothing else PAID_FOR
    words = said[result.strike == SPOT, result.side].format(
        paid=percent(result.paid, 1),
        days=plural(result.days, "day"),
        strike=f"{result.strike:.0f}",
    )
    move = MOVE.format(move=signed(result.move, 2), profit=signed(result.profit, 1))
    bill = {"rent": signed(rent, 1), "income": signed(income, 1)}
    if nothing:
        return f"{words} {move}"
    if not result.fallen:
        return f"{words} {move} {BILL.format(**bill)}"
    lost = DAYS_LOST.format(
        days=plural(result.fallen, "day"),
        lost=int((result.falls < 0).sum()),
        together=signed(result.bill["together"], 1),
        **bill,
    )
    return f"{words} {lost} {move}"


def _adds(result):
    if result.width is None:
        return "No breakeven."
    down, up = result.even
    return f"Breakeven {signed(down, 2)} and {signed(up, 2)}."


def _told(result):
    few, many = (_curve(result.paid, days, SPOT, 1)[2] for days in (5, 180))
    return (
        f"At {percent(result.paid, 1)}. Days left hardly matters: with 5 the breakeven is "
        f"{np.ptp(few) / 2:.2f}, with 180 it is {np.ptp(many) / 2:.2f}."
    )


one_day = Lab(
    "What must a day do?",
    Slider("move", "Move", 0.0, -REACH, REACH, 0.05, "currency"),
    Slider("paid", "Paid", PAID, 0.05, 0.40, 0.001, "%"),
    Slider("days", "Days left", DAYS, 4, 180, 1),
    Slider("fallen", "Days of a month", 0, 0, DAYS, 1,
           help="Drop the moves of a month onto the curve, one by one: 20 % happens"),
    Slider("strike", "Strike", 100, 95, 105, 1, "currency"),
    Choice("side", "You have", {"bought the straddles": 1, "sold the straddles": -1}, 1),
    charts=[
        Chart("day", "Profit of one day, 100 straddles", "currency", "move of the price (currency)",
              zero=True, xlim=(-1.06 * REACH, 1.06 * REACH)),
        Chart("bill", "This day", "currency", zero=True),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, the profit of hedged straddles over one day against the move of the price. Right, "
    "the rent and what moves brought.",
    puzzles=[
        Puzzle(
            "Move the price until the day makes nothing: a profit between -0.3 and +0.3.",
            lambda values, result: abs(result.profit) < 0.3,
            lambda result: f"{money(abs(result.move))} pays for the day; "
            f"{money(abs(result.even[0]))} down and {money(result.even[1])} up, exactly.",
            answer={"move": 1.05},
            reveals=("paid", "days"),
            adds=_adds,
        ),
        Puzzle(
            "Make the breakeven 1.00, the mean of down and up. Which of the new sliders does it?",
            lambda values, result: abs((result.width or 0.0) - 1) < 0.01,
            _told,
            answer={"paid": 0.191},
            reveals=("fallen", "strike", "side"),
        ),
    ],
    memory=Remembered("04.one_day", "04.1"),
)  # fmt: skip
