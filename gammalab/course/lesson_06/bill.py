"""Lesson 06, round 1: one month's bill, and which cost wrote which line."""

from __future__ import annotations

from functools import cache, lru_cache
from types import SimpleNamespace

import pandas as pd

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.course.sides import FOR
from gammalab.desk.told import adding_up
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import money, plural, signed

from .month import EXPIRY, PAID, SPOT, STEPS, months

STOPS = (6, 15, 30, 60, 120, 240)  # hedges, evenly spread
SIZES = (50, 100, 150, 200, 250, 300, 400, 500, 1000)  # straddles
MONTHS, SEED = 12, 6
GAS = gl.FixedFee(0.5)  # currency a trade
IMPACT = gl.SquareRootImpact(coefficient=0.7, daily_volume=50_000, daily_vol=0.016)
KINDS = {"spread": "spread", "gas": "fixed fees", "impact": "impact"}  # our word, and the bill's
LOWEST = 0.002  # currency, the end of the small chart


@cache
def _months():
    """The twelve months, one at a time."""
    found = months(MONTHS, SEED)
    return [gl.Paths(found.times, found.spots[k : k + 1]) for k in range(MONTHS)]


@lru_cache(maxsize=128)
def month_run(hedges, path, size=100, half_spread=5.0, side=1):
    """The run of one month: `size` straddles (side -1: sold), hedged so often, all costs."""
    return gl.replay(
        side * size * gl.straddle(SPOT, EXPIRY), _months()[path - 1], paid_vol=PAID,
        policy=gl.EveryN(STEPS // hedges), costs=gl.HalfSpread(bps=half_spread) + GAS + IMPACT,
    )  # fmt: skip


def _compute(hedges, path, size, half_spread, side):
    run = month_run(hedges, path, size, half_spread, side)
    found = run.attribution().iloc[0] / size
    by_kind = run.bill().costs
    paid = {name: float(by_kind[kind].sum()) / size for name, kind in KINDS.items()}
    gamma, theta, costs = found["gamma"], found["theta"], -sum(paid.values())
    net = float(run.pnl[0]) / size
    parts = pd.Series({"gamma": gamma, "theta": theta, "carried": 0.0, "costs": costs}).round(2)
    # Delta that was not hedged away, charm, and the rest: as shown, all adds up.
    parts["carried"] = round(net, 2) - parts.sum()
    return SimpleNamespace(
        hedges=hedges, path=path, size=size, half_spread=half_spread, side=side, parts=parts,
        net=net, paid=pd.Series(paid), shown=adding_up(list(paid.values()), 3),
        trades=int(run.trades[0]), pnl=float(run.pnl[0]),
        whole={name: amount * size for name, amount in paid.items()},
    )  # fmt: skip


def _draw(page, result):
    parts, costs = page.parts, page.costs
    parts.waterfall(result.parts, "left", digits=2)
    parts.span(result.parts.cumsum(), least=1, room=0.08)
    total = float(result.paid.sum())
    least = result.paid[result.paid > 0].min()
    lowest = LOWEST if least < 0.022 else 0.02
    costs.limits(lowest, 1 if total < 0.9 else 10)
    everything = pd.concat([result.paid, pd.Series({"all": total})])
    shown = [*result.shown, sum(result.shown)]
    for place, (name, amount) in enumerate(everything.items()):
        if amount > 0:
            color = style.TOTAL if name == "all" else style.LOSS
            costs.point(place, amount, color, name, size=10)
            costs.note(place, amount, f"{shown[place]:.3f}", offset=(9, 0))
        else:  # no height is nothing on such an axis: at the foot of its column
            costs.note(place, lowest, "none", ha="center", va="bottom", offset=(0, 4))


def _say(result):
    gamma, theta, carried, costs = result.parts
    spread, gas, impact = result.shown
    return (
        f"Month {result.path}, {plural(result.size, 'straddle')}, {result.hedges} hedges, "
        f"half spread {result.half_spread:.0f} bp, {FOR[result.side]}. A straddle: gamma "
        f"{signed(gamma, 2)}, theta {signed(theta, 2)}, carried {signed(carried, 2)}, costs "
        f"{signed(costs, 2)}; left {signed(result.net, 2)}. Costs: spread {spread:.3f}, gas "
        f"{gas:.3f}, impact {impact:.3f}, together {sum(result.shown):.3f}. All straddles: "
        f"{signed(result.pnl, 1)}."
    )


def _told_gas(result):
    daily = month_run(30, 4)
    more = float(month_run(result.hedges, 4).cost[0] - daily.cost[0])
    return (
        f"{signed(result.pnl, 1)}: of costs of {money(sum(result.whole.values()), 0)} gas took "
        f"{money(result.whole['gas'], 0)}. The result fell by "
        f"{money(daily.pnl[0] - result.pnl, 0)}, costs rose by {money(more, 0)}; the rest is "
        "delta that the daily hedge happened to carry."
    )


def _costs_of(size):
    """Month 4, 30 hedges: the costs of a straddle, where there are so many."""
    return float(month_run(30, 4, size).cost[0]) / size


def _told_size(result):
    spread, gas, impact = result.paid
    return (
        f"250: {result.paid.sum():.3f} a straddle; at 200 it is {_costs_of(200):.3f}, at 400 "
        f"{_costs_of(400):.3f}. Gas is {gas:.3f} and impact {impact:.3f}: as the size grows, gas "
        "falls like one over it and impact rises like its root."
    )


bill = Lab(
    "The bill of a month",
    Slider("hedges", "Hedges", 30, stops=STOPS, help="Evenly spread over the month"),
    Slider("path", "Month", 4, 1, MONTHS, 1),
    Slider("size", "Straddles", 100, stops=SIZES),
    Slider("half_spread", "Half spread", 5, 0, 20, 1, "bp"),
    Choice("side", "You have", {"bought the straddles": 1, "sold the straddles": -1}, 1),
    charts=[
        Chart("parts", "The month of one straddle", "currency", zero=True),
        Chart("costs", "Its costs", "currency, log scale", legend=None, yscale="log",
              ylim=(LOWEST, 10),
              yticks=(0.01, 0.1, 1, 10), yticklabels=("0.01", "0.1", "1", "10"),
              xlim=(-0.5, 4.1), xticks=range(4), xticklabels=(*KINDS, "all")),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, where the profit of one straddle came from. Right, its three costs and their sum, "
    "a dot each; a cost that is not paid has no dot.",
    puzzles=[
        Puzzle(
            "Month 4: hedge in another way, and lose more than 100 on the hundred straddles.",
            lambda values, result: result.path == 4 and result.pnl < -100,
            _told_gas,
            answer={"hedges": 240},
            reveals=("size",),
        ),
        Puzzle(
            "Month 4, 30 hedges: which size has the smallest costs per straddle?",
            lambda values, result: (result.path, result.hedges, result.size) == (4, 30, 250),
            _told_size,
            answer={"hedges": 30, "size": 250},
            reveals=("half_spread", "side"),
        ),
    ],
    memory=Remembered("06.bill", "06.1"),
)  # fmt: skip
