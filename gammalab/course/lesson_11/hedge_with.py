"""Lesson 11, round 4: a delta that is hedged with shares, or with options, which bring more along.

Ten straddles of 30 days at 100 were sold. Five days later the price is elsewhere, and the delta is
bought or sold: as shares, as 90-day calls struck at 103, or as 90-day puts struck at 97.
"""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import numpy as np
import pandas as pd

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, scale, style
from gammalab.lab.words import signed

from .chain import MONTH, SPOT, VOL

TIME, DAY, POINT, SIZE = 5 / 365, 1 / 365, 0.01, 10
SHARE_COST = 1e-4  # a part of the price; an option costs half a point of volatility
HEDGES = {"shares": "shares", "calls": "calls struck at 103", "puts": "puts struck at 97"}
BOOKS = {
    "book": -SIZE * gl.straddle(SPOT, MONTH),
    "calls": gl.call(103, 3 * MONTH),
    "puts": gl.put(97, 3 * MONTH),
}
PRICES = np.arange(95.0, 108.1, 0.5)
SMALL = 0.15  # a vega a point as good as none
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(15)
WEIGHTS = WEIGHTS / WEIGHTS.sum()
# By side, and whether the hedge is bought.
DONE = {
    (1, True): "Ten straddles sold, day 5 at {price:g}: {number} {hedge} bought, cost {cost:.3f}.",
    (1, False): "Ten straddles sold, day 5 at {price:g}: {number} {hedge} sold, cost {cost:.3f}.",
    (-1, True): "Ten straddles owned, day 5 at {price:g}: {number} {hedge} bought, cost "
    "{cost:.3f}.",
    (-1, False): "Ten straddles owned, day 5 at {price:g}: {number} {hedge} sold, cost {cost:.3f}.",
}
LEFT = "Left: gamma {gamma}, vega {vega} a point."
SPREAD = (
    "The next day's spread is {sd:.2f}, and {moving:.2f} where volatility moves by a point, too."
)
COLORS = {"shares": style.BLACK, "calls": style.HEDGE, "puts": style.OPTION}


def _moves(book, prices):
    """Values of the next day, (prices, moves of the price, moves of volatility)."""
    spots = prices[:, None, None] * (1 + VOL * np.sqrt(DAY) * NODES[None, :, None])
    vols = VOL + POINT * NODES[None, None, :]
    return spots if book is None else book.value(spots, vols, TIME + DAY)


def _spread(made):
    """Standard deviation over independent moves of price and volatility, both normal."""
    mean = np.einsum("pij,i,j->p", made, WEIGHTS, WEIGHTS)
    return np.sqrt(np.einsum("pij,i,j->p", (made - mean[:, None, None]) ** 2, WEIGHTS, WEIGHTS))


@cache
def hedges():
    """Each hedge at each price: {hedge: DataFrame by price}.

    number : bought, negative where sold. gamma, and vega a point, after the hedge; cost of it in
    currency; sd of the next day where volatility stands (sd), and where it moves by a point a day,
    independently of the price (moving).
    """
    names = ("delta", "gamma", "vega")
    g = {name: book.greeks(PRICES, VOL, TIME, names=names) for name, book in BOOKS.items()}
    g["shares"] = {"delta": np.ones(PRICES.size), "gamma": 0.0, "vega": 0.0}
    moves = {name: _moves(book, PRICES) for name, book in BOOKS.items()}
    moves["shares"] = _moves(None, PRICES)
    still = len(NODES) // 2  # where volatility does not move
    found = {}
    for name in HEDGES:
        number = -g["book"]["delta"] / g[name]["delta"]
        made = moves["book"] + number[:, None, None] * moves[name]
        vega = number * g[name]["vega"]
        cost = np.abs(number) * PRICES * SHARE_COST
        if name != "shares":
            cost = np.abs(vega) * POINT / 2
        calm = np.broadcast_to(made[:, :, still : still + 1], made.shape)
        columns = {
            "number": number, "gamma": g["book"]["gamma"] + number * g[name]["gamma"],
            "vega": (g["book"]["vega"] + vega) / 100, "cost": cost, "sd": _spread(calm),
            "moving": _spread(made),
        }  # fmt: skip
        found[name] = pd.DataFrame(columns, index=pd.Index(PRICES, name="price"))
    return found


def with_options(price=103.0, which=("shares", "calls")):
    """What hedges of ten sold straddles leave, on day 5 at a price; a row each.

    >>> with_options()["cost"].round(3).tolist(), with_options()["vega"].round(2).tolist()
    ([0.046, 0.849], [-1.81, -0.11])
    """
    table = pd.DataFrame({name: hedges()[name].loc[price] for name in which}).T
    return table.rename(columns={"number": "bought", "moving": "sd, vol moves"})


def _compute(price, hedge, side):
    rows = {name: hedges()[name].loc[price] for name in HEDGES}
    return SimpleNamespace(
        price=price, hedge=hedge, side=side, here=rows[hedge],
        lines={name: table["moving"] for name, table in hedges().items()},
        least=min(rows, key=lambda name: rows[name]["moving"]),
        left=side * pd.DataFrame({n: row[["gamma", "vega"]] for n, row in rows.items()}).T,
    )  # fmt: skip


def _draw(page, result):
    spread = page.spread
    # The other options are for the reader to try.
    for name in dict.fromkeys(("shares", result.hedge)):
        line, width = result.lines[name], 2.6 if name == result.hedge else 1.4
        spread.line(line.to_numpy(), COLORS[name], HEDGES[name], x=PRICES, linewidth=width)
    spread.point(result.price, result.here["moving"], COLORS[result.hedge], size=9)
    tallest = max(result.lines["shares"].max(), result.lines[result.hedge].max())
    spread.limits(0, scale.round_up(1.05 * tallest))
    names = list(dict.fromkeys(("shares", result.hedge)))
    for name, board in (("gamma", page.gamma), ("vega", page.vega)):
        left = result.left.loc[names, name]
        board.bars(left, digits=2)
        board.span(left.to_numpy(), least=0.3, room=0.2)


def _say(result):
    here, side = result.here, result.side
    number = side * here["number"]
    said = [
        DONE[side, number > 0].format(
            price=result.price, number=f"{abs(number):.2f}", hedge=HEDGES[result.hedge],
            cost=here["cost"],
        ),
        LEFT.format(gamma=signed(side * here["gamma"], 2), vega=signed(side * here["vega"], 2)),
        SPREAD.format(sd=here["sd"], moving=here["moving"]),
    ]  # fmt: skip
    return " ".join(said)


hedge_with = Lab(
    "A hedge of shares, or of options",
    Slider("price", "Price on day 5", 106.0, 95.0, 108.0, 0.5),
    Choice("hedge", "Hedge", {words: name for name, words in HEDGES.items()}, "shares"),
    Choice("side", "Ten straddles", {"sold": 1, "owned": -1}, 1),
    charts=[
        Chart("spread", "The next day's spread, volatility moves, too", "sd (currency)",
              "price on day 5", columns=3, xlim=(94.5, 108.5)),
        Chart("gamma", "Gamma left", "units per 1.00", zero=True),
        Chart("vega", "Vega left", "currency a point", zero=True),
    ],
    rows=("spread gamma", "spread vega"),
    widths=(6, 5),
    size=(9.6, 4.8),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, the spread of the next day against the price, with shares and with the "
    "chosen hedge. Right, the gamma and the vega that these leave.",
    puzzles=[
        Puzzle(
            "Straddles sold. With the calls, find a price at which next to no vega is left.",
            lambda values, result: (result.hedge, result.side) == ("calls", 1)
            and abs(result.here["vega"]) < SMALL,
            lambda result: f"At {result.price:g}: {result.here['number']:.1f} calls bought. It is "
            "this price's luck: at 108 there is too much vega, and at 97 calls must be sold.",
            answer={"hedge": "calls", "price": 103.5},
        ),
        Puzzle(
            "Straddles sold, the price fell to 97. Which hedge leaves the smallest spread?",
            lambda values, result: result.side == 1 and result.price == 97
            and result.hedge == result.least,
            lambda result: f"{HEDGES[result.hedge].capitalize()}, "
            f"{result.here['number']:.1f} bought. To sell the calls makes all worse than shares.",
            answer={"hedge": "puts", "price": 97.0},
        ),
    ],
    memory=Remembered("11.hedge_with"),
)  # fmt: skip
