"""Lesson 05, round 1: the days of a month on the curve of a day's profit."""

from __future__ import annotations

from functools import cache, lru_cache
from types import SimpleNamespace

import numpy as np

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.course.sides import NAME
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import percent, plural, signed

from .month import DAY, DAYS, EXPIRY, PAID, SPOT

MONTHS = 60  # random months, numbered 1 to 60
CENT = 0.01  # currency: a day loses when it costs more
BOOK = 100 * gl.straddle(SPOT, EXPIRY)
MOVES = np.linspace(-8, 8, 161)  # per cent
REACH = {0.20: 4, 0.30: 6, 0.40: 8}  # widest move shown (per cent), up to which volatility


@cache
def _shocks():
    """The random walks of the months, in standard deviations of a year: (60 months, 31 closes)."""
    walks = [gl.GBM(PAID).simulate(SPOT, EXPIRY, DAYS, n_paths=1, seed=month).spots[0]
             for month in range(1, MONTHS + 1)]  # fmt: skip
    times = np.arange(DAYS + 1) * DAY
    return np.log(np.array(walks) / SPOT) / PAID + 0.5 * PAID * times


@lru_cache(maxsize=32)
def months(happens: float):
    """(moves in per cent, profits in currency) of 100 straddles by day: arrays (60 months, 30).

    happens : the volatility that the months move with. All are paid and hedged at 20 %, daily.
    """
    times = np.arange(DAYS + 1) * DAY
    spots = SPOT * np.exp(happens * _shocks() - 0.5 * happens**2 * times)
    profit = gl.replay(BOOK, gl.Paths(times, spots), paid_vol=PAID).pnl_by_time()
    return 100 * np.diff(spots, axis=1) / spots[:, :-1], np.diff(profit, axis=1)


@cache
def _curve():
    """Profit of the first day against its move."""
    now = BOOK.greeks(SPOT, PAID, names=("price", "delta"))
    return BOOK.value(SPOT + MOVES, PAID, time=DAY) - now["price"] - now["delta"] * MOVES


def _compute(month, day, happens, side):
    moves, made = months(happens)
    made = side * made
    seen, pays = moves[month - 1, :day], made[month - 1, :day]
    return SimpleNamespace(
        month=month, day=day, happens=happens, side=side, moves=seen, made=pays,
        whole=made[month - 1],
        run=np.append(0.0, np.cumsum(pays)), lost=int((pays < -CENT).sum()),
        still=int((np.abs(pays) <= CENT).sum()), profit=float(pays.sum()),
        all_lost=float((made < -CENT).mean()), lost_months=int((made.sum(axis=1) < 0).sum()),
    )  # fmt: skip


def _draw(page, result):
    days, run = page.days, page.run
    reach = next(wide for vol, wide in REACH.items() if result.happens < vol + 1e-9)
    days.line(result.side * _curve(), style.MUTED, "on day 0", MOVES, linewidth=1.2, cut=True)
    low, high = (100 * m / SPOT for m in BOOK.breakevens(SPOT, PAID, DAY))
    days.upright(low, label="breakeven, day 0")
    days.upright(high, label="breakeven, day 0")
    for mask, color, marker, label in (
        (np.abs(result.made) <= CENT, style.GREY, "o", "within a cent"),
        (result.made > CENT, style.GAIN, "^", "gains"),
        (result.made < -CENT, style.LOSS, "v", "loses"),
    ):
        if mask.any():
            days.points(result.moves[mask], result.made[mask], color, label, marker=marker, size=7)
    if result.day == 0:
        days.point(0.0, 0.0, style.GREY, "no day yet", size=8)
    days.limits(-reach, reach, "x")
    days.span(result.whole, least=25)
    run.line(result.run, style.TOTAL, dot=True)
    run.span(np.cumsum(result.whole), least=60)


START = "Month {month}, day 0, {who}: nothing has happened; paid 20 %, {happens} in the world."
SINCE = (
    "Month {month}, {days}, {who}: {lost} losing; profit {profit}. Best day {best}, worst {worst}; "
    "paid 20 %, {happens} in the world."
)
SINCE_STILL = (
    "Month {month}, {days}, {who}: {lost} losing, {still} within a cent of nothing; profit "
    "{profit}. Best day {best}, worst {worst}; paid 20 %, {happens} in the world."
)


def _say(result):
    known = {
        "month": result.month,
        "who": NAME[result.side],
        "happens": percent(result.happens),
    }
    if result.day == 0:
        return START.format(**known)
    return (SINCE_STILL if result.still else SINCE).format(
        days=plural(result.day, "day"),
        lost=result.lost,
        still=result.still,
        profit=signed(result.profit),
        best=signed(result.made.max()),
        worst=signed(result.made.min()),
        **known,
    )


def _adds(result):
    return (
        f"All {MONTHS} months: {percent(result.all_lost)} of days lose; losing months: "
        f"{result.lost_months} of {MONTHS}."
    )


def _whole(result):
    return result.day == DAYS and result.side == 1


def _like_that(happens):
    """Owner's months that lose on 20 days or more and gain all the same, of the sixty."""
    made = months(happens)[1]
    return int((((made < -CENT).sum(axis=1) >= 20) & (made.sum(axis=1) > 0)).sum())


many_days = Lab(
    "Many small losses, a few large gains",
    Slider("month", "Month", 1, 1, MONTHS, 1),
    Slider("day", "Day", DAYS, 0, DAYS, 1),
    Slider("happens", "Happens", PAID, 0.10, 0.40, 0.01, "%"),
    Choice("side", "You have", {"bought the straddles": 1, "sold the straddles": -1}, 1),
    charts=[
        Chart("days", "Each day's profit, 100 straddles", "currency",
              "move of the day (per cent)", zero=True, columns=3),
        Chart("run", "Profit so far", "currency", "day", zero=True, xlim=(-0.7, 30.7)),
    ],
    widths=(8, 5),
    size=(9.6, 4.8),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, the profit of each day against its move, with the curve of the first day. "
    "Right, their running sum.",
    puzzles=[
        Puzzle(
            "Find a month in which 20 days or more lose, and which gains all the same.",
            lambda values, result: _whole(result) and result.lost >= 20 and result.profit > 0,
            lambda result: f"Month {result.month}: {result.lost} days lose, and the best three "
            f"bring {signed(np.sort(result.made)[-3:].sum())}; together {signed(result.profit)}. "
            f"{_like_that(result.happens)} of the sixty are like that.",
            answer={"month": 38},
            reveals=("happens",),
            adds=_adds,
        ),
        Puzzle(
            "Let 30 % happen. Find a month in which 17 days or more lose, and which makes 200 or "
            "more.",
            lambda values, result: _whole(result) and abs(result.happens - 0.30) < 1e-9
            and result.lost >= 17 and result.profit >= 200,
            lambda result: f"{result.lost} days lost, and {signed(result.profit)}. A good price "
            "shows in the sum, not in each day.",
            answer={"month": 42, "happens": 0.30},
            reveals=("side",),
        ),
    ],
    memory=Remembered("05.many_days", "05.1"),
)  # fmt: skip
