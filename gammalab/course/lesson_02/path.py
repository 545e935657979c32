"""Lesson 02, round 1: hedge one path, step by step."""

from __future__ import annotations

from functools import lru_cache

import gammalab as gl
from gammalab.lab import Chart, Lab, Slider, Walk, style
from gammalab.lab.words import signed

from .trades import CONTRACTS, DAYS, EXPIRY, SPOT, bought_and_sold, rehedges

IMPLIED = 0.30  # paid here, where the volatility paid is not the subject


@lru_cache(maxsize=16)  # walking through the days asks for the same month again and again
def _month(path, realised, every):
    paths = gl.GBM(vol=realised).simulate(SPOT, EXPIRY, DAYS, n_paths=1, seed=path)
    book = CONTRACTS * gl.call(SPOT, EXPIRY)
    return gl.replay(book, paths, paid_vol=IMPLIED, policy=gl.EveryN(every)).ledger()


def _compute(day, path, realised, every):
    return Walk(_month(path, realised, every), day)


def _draw(page, walk):
    seen, held, whole = walk.seen, walk.held, walk.whole
    page.price.level(SPOT, "strike")
    page.price.line(seen["spot"], style.PRICE, dot=True)
    page.price.trades(walk)
    page.price.around(SPOT, whole["spot"], least=2.5)
    page.delta.line(held["delta"], style.OPTION, "100 calls", dot=True)
    page.delta.steps(held["hedge"], style.HEDGE, "the hedge", dot=True)
    page.delta.dashes(held["delta"] + held["hedge"], style.TOTAL, "together", dot=True)
    # On the last day everything is closed, and the cash is the profit.
    page.cash.steps(seen["cash"].where(seen.index < DAYS, seen["pnl"]), style.CASH, dot=True)
    page.cash.span(whole["cash"][:-1], least=1000)
    page.pnl.dashes(seen["unhedged"], style.OPTION, "calls alone", dot=True)
    page.pnl.line(seen["pnl"], style.TOTAL, "calls and hedge", dot=True)
    page.pnl.span(whole["unhedged"], whole["pnl"], least=100)


def _say(walk):
    now, side = walk.now, "short" if walk.now["hedge"] < 0 else "long"
    state = (
        f"the calls move like {now['delta']:.0f} shares, the hedge is {side} "
        f"{abs(now['hedge']):.0f}"
    )
    if walk.last:
        state = "the calls have expired and the hedge is closed"
    return (
        f"Day {walk.day}: price {now['spot']:.2f}; {state}. "
        f"{bought_and_sold(*rehedges(walk.whole.iloc[: walk.day + 2]))} "
        f"Profit with the hedge {signed(now['pnl'])}, without {signed(now['unhedged'])}."
    )


one_path = Lab(
    "Hedge one path, step by step",
    Slider("day", "Day", 30, 0, DAYS, 1, help="Walk through the month with the arrow keys"),
    Slider("path", "Path", 7, 1, 60, 1, help="Another month of the same market"),
    Slider("realised", "Realised volatility", 0.30, 0.05, 0.80, 0.05, "%"),
    Slider("every", "Hedge every", 1, 1, 15, 1, "days"),
    charts=[
        Chart("price", "Price, and what the hedge trades", "price (currency)"),
        Chart("delta", "Delta", "shares", zero=True, ylim=(-115, 115), yticks=range(-100, 101, 50)),
        Chart("cash", "Cash", "currency", "day", zero=True),
        Chart("pnl", "Profit and loss since day 0", "currency", "day", zero=True,
              xlim=(-0.7, 30.7)),
    ],
    rows=("price delta", "cash pnl"),
    share_x=True,
    size=(9.6, 6.4),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Four charts of a month. Buys are marked by upward and sells by downward triangles.",
)  # fmt: skip
