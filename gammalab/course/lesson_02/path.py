"""Lesson 02, round 1: hedge one path, step by step."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import gammalab as gl
from gammalab.lab import scale, style
from gammalab.lab.live import Lab, Slider
from gammalab.lab.words import signed

from .trades import (
    CONTRACTS,
    DAYS,
    EXPIRY,
    SPOT,
    bought_and_sold,
    mark_trades,
    rehedges,
    trade_marks,
    zero_line,
)

IMPLIED = 0.30  # paid here, where the volatility paid is not the subject


@lru_cache(maxsize=16)  # walking through the days asks for the same month again and again
def _month(path, realised, every):
    paths = gl.GBM(vol=realised).simulate(SPOT, EXPIRY, DAYS, n_paths=1, seed=path)
    book = CONTRACTS * gl.call(SPOT, EXPIRY)
    run = gl.replay(book, paths, paid_vol=IMPLIED, policy=gl.EveryN(every))
    return run.ledger()


def _one_compute(day, path, realised, every):
    whole = _month(path, realised, every)
    return SimpleNamespace(day=day, whole=whole, seen=whole.iloc[: day + 1])


def _one_build(figure):
    (price, delta), (cash, pnl) = figure.subplots(2, 2, sharex=True)
    price.set(title="Price, and what the hedge trades", ylabel="price (currency)")
    delta.set(title="Delta", ylabel="shares", ylim=(-115, 165), yticks=range(-100, 101, 50))
    cash.set(title="Cash", ylabel="currency", xlabel="day")
    pnl.set(title="Profit and loss since day 0", ylabel="currency", xlabel="day", xlim=(-0.7, 30.7))
    for axes in (delta, cash, pnl):
        zero_line(axes)
    price.axhline(SPOT, color=style.THEORY, linestyle=":", linewidth=1.2, label="strike")
    moving = SimpleNamespace(
        price=price.plot([], [], color=style.PRICE)[0],
        marks=trade_marks(price),
        option=delta.plot([], [], color=style.OPTION, label="of the 100 calls")[0],
        hedge=delta.plot([], [], color=style.HEDGE, drawstyle="steps-post", label="of the hedge")[
            0
        ],
        net=delta.plot([], [], color=style.TOTAL, linestyle="--", label="both together")[0],
        cash=cash.plot([], [], color=style.CASH, drawstyle="steps-post")[0],
        unhedged=pnl.plot([], [], color=style.OPTION, linestyle="--", label="calls alone")[0],
        hedged=pnl.plot([], [], color=style.TOTAL, label="calls and hedge")[0],
    )
    scale.legend(price, ncols=3)
    scale.legend(delta, ncols=2)
    scale.legend(pnl, ncols=2)
    moving.axes = SimpleNamespace(price=price, cash=cash, pnl=pnl)
    return moving


def _one_draw(result, artists):
    seen, whole = result.seen, result.whole
    days = seen.index.to_numpy(dtype=float)
    # On the last day everything is closed: no hedge is left to show, and the cash is the profit.
    held = seen[seen.index < DAYS]
    cash = seen["cash"].where(seen.index < DAYS, seen["pnl"])
    artists.price.set_data(days, seen["spot"])
    mark_trades(artists.marks, held)
    for line, shares in (
        (artists.option, held["delta"]),
        (artists.hedge, held["hedge"]),
        (artists.net, held["delta"] + held["hedge"]),
    ):
        line.set_data(held.index, shares)
    artists.cash.set_data(days, cash)
    artists.unhedged.set_data(days, seen["unhedged"])
    artists.hedged.set_data(days, seen["pnl"])
    # Limits from the whole path: walking through it must not make the axes jump.
    scale.around(artists.axes.price, SPOT, whole["spot"], least=5)
    scale.span(artists.axes.cash, whole["cash"][:-1], least=1000)
    scale.span(artists.axes.pnl, whole["unhedged"], whole["pnl"], least=100)


def _one_summary(result):
    now = result.seen.iloc[-1]
    if result.day == DAYS:
        state = "the calls have expired and the hedge is closed"
    else:
        side = "short" if now["hedge"] < 0 else "long"
        state = (
            f"the calls move like {now['delta']:.0f} shares, the hedge is {side} "
            f"{abs(now['hedge']):.0f}"
        )
    buys, sells = rehedges(result.whole.iloc[: result.day + 2])
    return (
        f"Day {result.day}: price {now['spot']:.2f}; {state}. "
        f"{bought_and_sold(buys, sells)} "
        f"Profit with the hedge {signed(now['pnl'])}, without {signed(now['unhedged'])}."
    )


def _one_alt(result):
    return (
        f"Four charts over {result.day} days: the price with buys marked by upward and sells by "
        "downward triangles; the delta of the calls above zero and the hedge below it as its "
        "mirror image; the cash; and profit with and without the hedge. " + _one_summary(result)
    )


one_path = Lab(
    title="Hedge one path, step by step",
    controls=(
        Slider("day", "Day", 30, 0, DAYS, 1, help="Walk through the month with the arrow keys"),
        Slider("path", "Path", 7, 1, 60, 1, help="Another month of the same market"),
        Slider("realised", "Realised volatility", 0.30, 0.05, 0.80, 0.05, "%"),
        Slider("every", "Hedge every", 1, 1, 15, 1, "days"),
    ),
    compute=_one_compute,
    build=_one_build,
    draw=_one_draw,
    summary=_one_summary,
    alt=_one_alt,
    size=(9.6, 6.4),
)
