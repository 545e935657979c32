"""Lesson 10, round 1: a straddle bought each month for five years, and the mean of them all."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np
import pandas as pd

from gammalab import markets
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import plural, signed

from .market import DAYS, in_years, month_at, months_of, name_of, owner_points

MANY, FEWEST = 59, 3  # months; the fewest that have a band
HEDGES = (1, 2, 5, 10, DAYS)
SIDES = {"bought": 1, "sold": -1}
LAST_DAY = 19  # of the month, on which one can buy
REACHES = 9, 12  # of the small chart, points; a band that is wider leaves the frame
ORDERS = 2000  # in which the same months are shuffled
VIEWS = (12, 24, 36, 60)  # months that both charts have room for


@lru_cache(maxsize=128)
def points(day, every, bps, side) -> np.ndarray:
    """What each month brought, in points of volatility, costs and side included."""
    one = months_of(day, every)
    return side * one.free - bps * one.cost


@lru_cache(maxsize=128)
def running(day, every, bps, side) -> tuple:
    """(mean, standard error) of the first 3, 4, … months: two arrays."""
    made = points(day, every, bps, side)
    return tuple(np.array([markets.mean_with_error(made[:n]) for n in range(FEWEST, MANY + 1)]).T)


def settled(day=1, every=1, bps=0.0, side=1) -> int:
    """From how many months on two standard errors about the mean never reach zero again; 60 if
    they still do with all.

    >>> settled(), settled(every=21)
    (4, 28)
    """
    return int(_clear_from(*running(day, every, bps, side)))


def _clear_from(mean, error):
    """Months by which `mean` stays beyond two errors; along the last axis, from FEWEST on."""
    reached = np.abs(mean) <= 2 * error
    late = reached.shape[-1] - 1 - np.argmax(reached[..., ::-1], axis=-1)
    return np.where(reached.any(axis=-1), FEWEST + 1 + late, FEWEST)


@lru_cache(maxsize=8)
def shuffled(every=1) -> int:
    """The month by which the mean is `settled` in half of all orders of the same 59 months.

    >>> shuffled(), shuffled(21)
    (8, 28)
    """
    made = np.tile(owner_points(every=every), (ORDERS, 1))
    made = np.random.default_rng(10).permuted(made, axis=1)
    count = np.arange(1, MANY + 1)
    mean = made.cumsum(axis=1) / count
    squares = (made**2).cumsum(axis=1) / count - mean**2  # over n; the error of a mean has n - 1
    error = np.sqrt(squares / np.maximum(count - 1, 1))
    seen = slice(FEWEST - 1, None)
    return int(np.median(_clear_from(mean[:, seen], error[:, seen])))


def day_gap(day: int) -> markets.Mean:
    """What that day of the month brought beyond the first, month by month: mean and error."""
    return markets.mean_with_error(owner_points(day) - owner_points())


def _compute(seen, hedge, day, bps, side):
    made, one = points(day, hedge, bps, side), months_of(day, hedge)
    return SimpleNamespace(
        seen=seen, hedge=hedge, day=day, bps=bps, side=side, made=made[:seen],
        years=in_years(one.dates), dates=one.dates, left_out=one.left_out,
        running=running(day, hedge, bps, side), now=markets.mean_with_error(made[:seen]),
    )  # fmt: skip


def _draw(page, result):
    months, mean = page.months, page.mean
    seen = slice(result.seen)
    months.bars(pd.Series(result.made, index=result.years[seen]), width=0.065, figures=False)
    months.point(result.years[result.seen - 1], result.made[-1], style.BLACK, size=5)
    top = next(top for top in (10, 20, 36, 60) if np.abs(result.made).max() < top)
    months.limits(-top, top)
    room = next(room for room in VIEWS if result.seen <= room)
    months.limits(2013.9, 2014.05 + room / 12, "x")
    mean.limits(1, room + 1, "x")
    reach = REACHES[0]
    if result.seen < FEWEST:
        mean.note(2, 6, "two months say nothing")
    else:
        upto = slice(result.seen - FEWEST + 1)
        middle, error = (row[upto] for row in result.running)
        counted = np.arange(FEWEST, result.seen + 1)
        widest = (np.abs(middle) + 2 * error).max()
        reach = REACHES[0] if widest < REACHES[0] else REACHES[1]
        low, high = middle - 2 * error, middle + 2 * error
        wide = counted
        if len(counted) == 1:  # one month has no width: a band around it has
            wide, low, high = counted + [-0.15, 0.15], low.repeat(2), high.repeat(2)
        mean.band(wide, low, high, style.TOTAL, "2 standard errors", cut=True)
        mean.line(middle, style.TOTAL, "mean", x=counted, dot=True)
    mean.limits(-reach, reach)


HEADS = {  # by side, whether on a later day, whether with costs
    (1, False, False): "{many}, hedged {often}",
    (1, False, True): "{many}, hedged {often}, at a half spread of {bps:g} bp",
    (1, True, False): "{many}, hedged {often}, entered on trading day {day}",
    (1, True, True): "{many}, hedged {often}, entered on trading day {day}, at a half spread of "
    "{bps:g} bp",
    (-1, False, False): "{many}, sold, hedged {often}",
    (-1, False, True): "{many}, sold, hedged {often}, at a half spread of {bps:g} bp",
    (-1, True, False): "{many}, sold, hedged {often}, entered on trading day {day}",
    (-1, True, True): "{many}, sold, hedged {often}, entered on trading day {day}, at a "
    "half spread of {bps:g} bp",
}
MADE = (
    "{head}: mean {mean} points (standard error {error:.2f}), {losses} lost; worst {worst}, "
    "{least}; best {best}, {most}."
)
LEFT_OUT = "{left_out} left out: its {days} days are not in the file."


def _say(result):
    often = {1: "every day", DAYS: "once"}.get(result.hedge, f"every {result.hedge} days")
    mean, error = result.now
    worst, best = int(result.made.argmin()), int(result.made.argmax())
    said = MADE.format(
        head=HEADS[result.side, result.day > 1, bool(result.bps)].format(
            many=plural(result.seen, "month"), often=often, day=result.day, bps=result.bps
        ),
        mean=signed(mean, 2),
        error=error,
        losses=int((result.made < 0).sum()),
        worst=name_of(result.dates[worst]),
        least=signed(result.made[worst], 1),
        best=name_of(result.dates[best]),
        most=signed(result.made[best], 1),
    )
    if result.seen < MANY:
        return said
    return " ".join([said, LEFT_OUT.format(left_out=result.left_out, days=DAYS)])


def _days_told(result):
    gap = day_gap(result.day)
    means = [owner_points(day).mean() for day in range(1, LAST_DAY + 1)]
    return (
        f"Day 14: {signed(result.now.mean, 2)}. Against day 1, month by month, that is "
        f"{signed(gap.mean, 2)} (standard error {gap.error:.2f}): nothing, for the best of "
        f"{LAST_DAY}. They lie between {signed(min(means), 2)} and {signed(max(means), 2)}."
    )


months = Lab(
    "A straddle every month",
    Slider("seen", "Months seen", 8, 2, MANY, 1),
    Slider("hedge", "Hedge every", 1, stops=HEDGES, unit="days"),
    Slider("day", "Enter on trading day", 1, 1, LAST_DAY, 1),
    Slider("bps", "Half spread", 0.0, 0.0, 30.0, 0.5, "bp"),
    Choice("side", "Straddles", SIDES, 1),
    charts=[
        Chart("months", "What each month brought", "points of volatility", "entered in",
              zero=True, said=month_at, xticks=range(2014, 2020),
              xticklabels=map(str, range(2014, 2020))),
        Chart("mean", "Mean of the months so far", "points of volatility", "months seen",
              zero=True, xticks=range(0, 61, 6)),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, what each month brought, at the date of entry. Right, the "
    "mean of the months so far, with two standard errors on either side.",
    puzzles=[
        Puzzle(
            "Hedge only once, at the start. From how many months on does the band stay clear of "
            "zero, to the end?",
            lambda values, result: (values["hedge"], values["seen"]) == (DAYS, settled(every=DAYS))
            and (values["day"], values["bps"]) == (1, 0),
            lambda result: f"{result.seen}. Hedged every day, {settled()} were enough; every "
            f"5 days, {settled(every=5)}, for there the mean came out nearer to zero. As a rule "
            "less noise lets the mean show.",
            answer={"hedge": DAYS, "seen": 28},
            reveals=("day",),
        ),
        Puzzle(
            "See all 59, hedged every day. Find the best day of the month to buy. How much better "
            "than day 1 is it?",
            lambda values, result: (values["seen"], values["hedge"], values["day"])
            == (MANY, 1, 14) and values["bps"] == 0 and values["side"] == 1,
            _days_told,
            answer={"seen": MANY, "day": 14},
            reveals=("bps", "side"),
        ),
    ],
    memory=Remembered("10.months", "10.1"),
)  # fmt: skip
