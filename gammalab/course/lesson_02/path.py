"""Lesson 02, round 1: the hedge of one path follows delta."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, Walk, style
from gammalab.lab.words import percent, signed

from .trades import CONTRACTS, DAYS, EXPIRY, SPOT, average_price, bought_and_sold, rehedges

VOL = 0.30  # paid, and of the model
DUST = 0.3  # shares: a smaller trade has no marker

MOVE_LIKE = {1: "100 calls move like", -1: "100 sold calls move like"}  # shares; by side
NOW = {1: "Day {day}: price {price}.", -1: "Day {day}, 100 calls sold: price {price}."}
TRADED = {
    "nothing": "After its first trade the hedge has not traded.",
    "hardly anything": "After its first trade the hedge has hardly traded.",
    "both": "After its first trade the hedge bought at {low} on average, sold at {high}.",
    "hardly sold": ("After its first trade the hedge bought at {low} on average, and hardly sold."),
    "hardly bought": (
        "After its first trade the hedge sold at {high} on average, and hardly bought."
    ),
    "only bought": "After its first trade the hedge only bought, at {low} on average.",
    "only sold": "After its first trade the hedge only sold, at {high} on average.",
}


@lru_cache(maxsize=64)  # walking through the days asks for the same month again and again
def _month(path, every, side):
    paths = gl.GBM(vol=VOL).simulate(SPOT, EXPIRY, DAYS, n_paths=1, seed=path)
    book = side * CONTRACTS * gl.call(SPOT, EXPIRY)
    return gl.replay(book, paths, paid_vol=VOL, policy=gl.EveryN(every)).ledger()


def _compute(path, day, view, every, side):
    walk = Walk(_month(path, every, side), day)
    walk.path, walk.view, walk.every, walk.side = path, view, every, side
    walk.buys, walk.sells = rehedges(walk.whole.iloc[: day + 2])
    moves = np.diff(np.log(walk.seen["spot"]))
    walk.measured = float(np.sqrt(365 * np.mean(moves**2))) if day else None
    return walk


def _draw(page, walk):
    price, below, held = page.price, page.below, walk.held
    price.level(SPOT, "strike")
    price.line(walk.seen["spot"], style.PRICE, dot=True)
    price.trades(walk, biggest=20, dust=DUST / 20)
    far = (walk.whole["spot"] - SPOT).abs().max() > 11
    price.limits(*((75, 126) if far else (88, 112)))
    if walk.view == "shares":
        below.title("Shares")
        below.label("shares")
        below.dashes(held["delta"], style.OPTION, MOVE_LIKE[walk.side], dot=True)
        below.steps(held["hedge"], style.HEDGE, "hedge", dot=True)
        below.limits(-110, 110)
    else:
        below.line(walk.seen["pnl"], style.TOTAL, "calls and hedge", dot=True)
        top = walk.whole["pnl"].abs().max()
        best = (walk.side * walk.whole["pnl"]).max()
        wide = (-350, 350) if best < 340 else (-350, 650)
        ends = (-60, 60) if top < 55 else (-180, 180) if top < 170 else wide
        below.limits(*sorted(walk.side * end for end in ends))


def _say(walk):
    now = walk.now
    day = NOW[walk.side].format(day=walk.day, price=f"{now['spot']:.2f}")
    words = (
        f"{day} "
        f"{bought_and_sold(TRADED, walk.buys, walk.sells)} Hedged profit {signed(now['pnl'])}; "
        f"the calls alone {signed(now['unhedged'])}."
    )
    if walk.view != "shares":
        return words
    if walk.last:
        return f"{words} The calls have expired, and no share is held any more."
    return (
        f"{words} The calls move like {now['delta']:.1f} shares; {signed(now['hedge'], 1)} shares "
        "are held."
    )


def _adds(walk):
    return f"Paid 30 %, {percent(walk.measured, 1)} happened." if walk.day else "Paid 30 %."


one_path = Lab(
    "One month, hedged",
    Slider("path", "Path", 7, 1, 60, 1, help="Another month of the same market"),
    Slider("day", "Day", DAYS, 0, DAYS, 1, help="Walk through the month with the arrow keys"),
    Choice("view", "View", {"hedged profit": "profit", "shares": "shares"}, "profit"),
    Slider("every", "Hedge every", 1, 1, 15, 1, "days"),
    Choice("side", "You have", {"bought the calls": 1, "sold the calls": -1}, 1),
    charts=[
        Chart("price", "Price, and what the hedge trades", "price (currency)"),
        Chart("below", "Hedged profit since day 0", "currency", "day", zero=True,
              xlim=(-0.7, 30.7)),
    ],
    rows=("price", "below"),
    heights=(8, 5),
    share_x=True,
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="The price of a month, with the hedge's buys as upward and its sells as downward "
    "triangles; below it the hedged profit, or the shares.",
    puzzles=Puzzle(
        "Find a month in which the hedge sold above where it bought, and the hedged calls still "
        "lost more than 50.",
        lambda values, walk: walk.last and walk.now["pnl"] < -50
        and average_price(walk.sells) > average_price(walk.buys),
        lambda walk: f"On path {walk.path}, {percent(walk.measured, 1)} happened, less than the "
        "30 % paid. Hedged daily, that is so in each of the eight months that solve this. The "
        "month with the largest profit is path 38: 37.4 % happened.",
        answer={"path": 1},
        reveals=("every", "side"),
        adds=_adds,
    ),
    memory=Remembered("02.one_path", "02.1"),
)  # fmt: skip
