"""Lesson 11, round 4: the same options, hedged one by one and as one book."""

from __future__ import annotations

from functools import cache, lru_cache
from types import SimpleNamespace

import numpy as np
import pandas as pd

import gammalab as gl
from gammalab.course.errors import mean_and_error
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import percent

SPOT, VOL, MONTH, STEPS = 100.0, 0.20, 30 / 365, 30
BPS = 2.0
TIMES = np.arange(STEPS + 1) / 365
OPTIONS = [(strike, days) for days in (30, 60, 90) for strike in (90, 95, 100, 105, 110)]
MANY = 10
PIECES = ("first trade", "re-hedges", "close")
SHOWN = 200  # months of the lab
COSTS = {
    "calls": "Ten options, {sold} sold, calls only: leg by leg {apart:.3f}, as one {net:.3f}, that "
    "is {share}.",
    "both": "Ten options, {sold} sold, calls and puts: leg by leg {apart:.3f}, as one {net:.3f}, "
    "that is {share}.",
}


@lru_cache(maxsize=4)
def _spots(months=1000):
    """Months of 30 daily closes, (months, 31)."""
    return gl.GBM(VOL).simulate(SPOT, MONTH, STEPS, months, seed=11).spots


def _by_month(holdings, spots):
    """Currency paid for the first trade, the re-hedges and the close, (..., months, 3).

    holdings : units of the underlying held after each close, (..., months, 31); those of the last
    close are sold.
    """
    money = spots * BPS / 1e4
    start = np.abs(holdings[..., 0]) * money[:, 0]
    middle = (np.abs(np.diff(holdings[..., :-1])) * money[:, 1:-1]).sum(axis=-1)
    end = np.abs(holdings[..., -2]) * money[:, -1]
    return np.stack([start, middle, end], axis=-1)


def _pieces(holdings, spots):
    """What `_by_month` says, on average over months: the leading axes, and three entries."""
    return _by_month(holdings, spots).mean(axis=-2)


def hedging_costs(legs, months=1000):
    """What daily hedges cost: the legs one by one, and as one book.

    legs : books of one expiry each, held for 30 days. Returns a DataFrame, its rows "leg by leg"
    and "as one", with the first trade, the re-hedges, the close, and all, in currency, on average
    over months; and the standard error of all.

    >>> import gammalab as gl
    >>> table = hedging_costs([gl.put(95, 30 / 365), gl.call(105, 30 / 365)])
    >>> table["all"].round(3).tolist()
    [0.061, 0.054]
    """
    spots = _spots(months)
    # At the last close there is nothing left to hedge: its delta is not asked for.
    held = [-leg.delta(spots[:, :-1], VOL, time=TIMES[:-1]) for leg in legs]
    held = np.array([np.pad(one, ((0, 0), (0, 1))) for one in held])
    paid = [_by_month(held, spots).sum(axis=0), _by_month(held.sum(axis=0), spots)]
    rows = [one.mean(axis=0) for one in paid]
    table = pd.DataFrame(rows, index=["leg by leg", "as one"], columns=list(PIECES))
    errors = [mean_and_error(one.sum(axis=1))[1] for one in paid]
    return table.assign(all=table.sum(axis=1), error=errors)


@cache
def _calls():
    """Holdings against one call of each kind, (15, months, 31), and what each costs."""
    spots = _spots(SHOWN)
    held = [
        -gl.call(strike, days / 365).delta(spots[:, :-1], VOL, time=TIMES[:-1])
        for strike, days in OPTIONS
    ]
    return np.array([np.pad(one, ((0, 0), (0, 1))) for one in held])


@lru_cache(maxsize=40)
def ratios(seed, rights):
    """(pieces leg by leg, pieces as one) for 0 to 10 options sold of a drawn book, (11, 3) each."""
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(len(OPTIONS))[:MANY]
    is_put = (rng.random(MANY) < 0.5) & (rights == "both")
    held = _calls()[chosen].copy()
    # A put's delta is the call's less 1, so its hedge holds one unit more.
    held[is_put, :, :-1] += 1.0
    spots = _spots(SHOWN)
    apart = np.tile(_pieces(held, spots).sum(axis=0), (MANY + 1, 1))
    book, as_one = held.sum(axis=0), []
    for k in range(MANY + 1):
        as_one.append(_pieces(book, spots))
        if k < MANY:
            book = book - 2 * held[k]
    return apart, np.array(as_one)


def _compute(sold, rights, seed):
    apart, as_one = ratios(seed, rights)
    share = as_one.sum(axis=1) / apart.sum(axis=1)
    return SimpleNamespace(
        sold=sold, rights=rights, apart=apart[sold], as_one=as_one[sold], share=share,
        here=float(share[sold]), cost=float(apart[sold].sum()), net=float(as_one[sold].sum()),
    )  # fmt: skip


def _draw(page, result):
    cost, share = page.cost, page.share
    for which, name, color, values in (
        (0, "leg by leg", style.LOSS, result.apart),
        (1, "as one", style.HEDGE, result.as_one),
    ):
        cost.bars(pd.Series(values, index=list(PIECES)), color, name, slot=(which, 2), digits=3)
    cost.limits(0, 0.25)
    share.line(100 * result.share, style.TOTAL, x=np.arange(MANY + 1))
    share.point(result.sold, 100 * result.here, style.TOTAL, size=10)
    share.limits(0, 105)


def _say(result):
    return COSTS[result.rights].format(
        sold=result.sold, apart=result.cost, net=result.net, share=percent(result.here, 1)
    )


net_or_gross = Lab(
    "As one, or leg by leg",
    Slider("sold", "Options sold, of ten", 5, 0, MANY, 1),
    Choice("rights", "Options", {"calls only": "calls", "calls and puts": "both"}, "both"),
    Slider("seed", "Book", 0, 0, 9, 1),
    charts=[
        Chart("cost", "What a month's hedges cost", "currency", zero=True, columns=2),
        Chart("share", "As one, of leg by leg", "%", "options sold", xlim=(-0.5, 10.5)),
    ],
    widths=(8, 6),
    size=(9.6, 4.4),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, costs of the hedges, leg by leg and as one book. Right, the second as a share of "
    "the first, against how many options are sold.",
    puzzles=[
        Puzzle(
            "Find a book in which netting saves less than 1 %.",
            lambda values, result: result.here > 0.99,
            lambda result: "All on one side, and calls only: they all trade the same way.",
            answer={"rights": "calls", "sold": 0},
        ),
    ],
    memory=Remembered("11.netting", "11.4"),
)  # fmt: skip
