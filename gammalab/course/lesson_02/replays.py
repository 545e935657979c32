"""The worked replays of lesson 02: Hull's table row by row, and August 2015 on the S&P 500."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np
import pandas as pd

import gammalab as gl
from gammalab.lab import scale, style
from gammalab.lab.live import Choice, Lab, Slider
from gammalab.lab.words import signed

from .trades import bought_and_sold, mark_trades, rehedges, trade_marks, zero_line

# Hull, "Options, Futures, and Other Derivatives", table 19.2: weekly prices of the share.
HULL_SPOTS = (
    *(49.00, 48.12, 47.37, 50.25, 51.75, 53.12, 53.00, 51.87, 51.38, 53.00, 49.88),
    *(48.50, 49.88, 50.37, 52.13, 51.88, 52.87, 54.87, 54.62, 55.87, 57.25),
)


def hull_run() -> gl.Run:
    """Hull's bank: short 100,000 calls, strike 50, 20 weeks, sold at 20 % volatility and 5 % rate,
    hedged every week."""
    paths = gl.Paths(np.arange(21) / 52, HULL_SPOTS)
    return gl.replay(-100_000 * gl.call(50, 20 / 52), paths, paid_vol=0.20, rate=0.05)


def hull_table(run: gl.Run | None = None) -> pd.DataFrame:
    """The run in the columns of Hull's table 19.2; money in thousands.

    delta: of one call. shares: bought in the week. cost: of these shares. cumulative: all shares so
    far with the interest paid on them. interest: of the coming week on that debt.

    >>> float(hull_table()["cumulative"].iloc[-1].round(1))
    5263.2
    """
    ledger = (hull_run() if run is None else run).ledger()
    premium, rate, week = ledger["option"].iloc[0], 0.05, 1 / 52
    # Hull leaves the premium out of the cash; take it out, with its interest. He also keeps the
    # shares at the end (the calls are exercised), where the ledger sells them.
    cumulative = -(ledger["cash"] + premium * np.exp(rate * ledger["time"]))
    shares = ledger["trade"].copy()
    last = ledger.index[-1]
    shares[last] = -ledger["delta"][last] - ledger["hedge"][last - 1]
    cumulative[last] += (shares[last] - ledger["trade"][last]) * ledger["spot"][last]
    table = pd.DataFrame(
        {
            "price": ledger["spot"],
            "delta": ledger["delta"] / -100_000,
            "shares": shares,
            "cost": shares * ledger["spot"] / 1000,
            "cumulative": cumulative / 1000,
            "interest": cumulative / 1000 * np.expm1(rate * week),
        }
    )
    table.loc[last, "interest"] = 0.0
    return table.rename_axis("week")


# --- August 2015 --------------------------------------------------------------------------------

BOUGHT, EXPIRES = "2015-08-03", "2015-09-02"
SOURCES = {  # columns of the attribution, in the order and words of the bars
    "delta": "delta",
    "gamma": "gamma",
    "theta": "theta",
    "charm": "charm",
    "residual": "the rest",
    "costs": "costs",
}


def august_inputs():
    """(paths, volatility paid, strike): 30 days of S&P 500 closes, and the VIX at the start."""
    closes = gl.markets.load("spx", BOUGHT, EXPIRES)["close"]
    paid = gl.markets.load("vix", BOUGHT, BOUGHT)["close"].iloc[0] / 100
    return gl.Paths.from_prices(closes), float(paid), float(closes.iloc[0])


@lru_cache(maxsize=64)  # walking through the days asks for the same run again and again
def _august_run(side, every, bps):
    paths, paid, strike = august_inputs()
    book = side * gl.straddle(strike, paths.horizon)
    policy = gl.EveryN(every) if every else gl.Never()
    run = gl.replay(book, paths, paid_vol=paid, policy=policy, costs=gl.HalfSpread(bps=bps))
    return run.ledger(), run.attribution(path=0)


def _august_compute(day, side, every, bps):
    whole, sources = _august_run(side, every, bps)
    days = np.arange(len(whole))
    return SimpleNamespace(
        day=day,
        whole=whole.set_axis(days),
        seen=whole.iloc[: day + 1].set_axis(days[: day + 1]),
        date=whole.index[day],
        sources=sources[list(SOURCES)].iloc[: day + 1].sum(),
        largest=sources[list(SOURCES)].cumsum().abs().to_numpy().max(),
    )


def _august_build(figure):
    paths, _, strike = august_inputs()
    axes = figure.subplots(2, 2)
    (price, pnl), (hold, bars) = axes
    price.set(title="S&P 500 at the close, and the hedge", ylabel="index points")
    price.set_ylim(1820, 2240)
    price.axhline(strike, color=style.THEORY, linestyle=":", linewidth=1.2, label="strike")
    hold.set(title="Hedge held", ylabel="units of the index", ylim=(-1.15, 1.15))
    pnl.set(title="Profit and loss of one straddle", ylabel="index points")
    bars.set(title="Where it came from, up to this day", ylabel="index points")
    ticks = [k for k in range(0, len(paths.dates), 5)]
    labels = [f"{paths.dates[k].day} {paths.dates[k]:%b}" for k in ticks]
    for time_axes in (price, hold, pnl):
        time_axes.set_xlim(-0.6, len(paths.dates) - 0.4)
        time_axes.set_xticks(ticks, labels)
    for zeroed in (hold, pnl, bars):
        zero_line(zeroed)
    moving = SimpleNamespace(
        price=price.plot([], [], color=style.PRICE)[0],
        marks=trade_marks(price),
        hold=hold.plot([], [], color=style.HEDGE, drawstyle="steps-post")[0],
        bare=pnl.plot([], [], color=style.OPTION, linestyle="--", label="straddle alone")[0],
        hedged=pnl.plot([], [], color=style.TOTAL, label="straddle and hedge")[0],
        bars=bars.bar(list(SOURCES.values()), np.zeros(len(SOURCES)), color=style.MUTED),
        sizes=[bars.text(k, 0, "", ha="center", fontsize=9.5) for k in range(len(SOURCES))],
    )
    scale.legend(price, ncols=3)
    scale.legend(pnl)
    moving.axes = SimpleNamespace(pnl=pnl, bars=bars)
    return moving


def _august_draw(result, artists):
    seen, whole = result.seen, result.whole
    held = seen[seen.index < len(whole) - 1]
    artists.price.set_data(seen.index, seen["spot"])
    mark_trades(artists.marks, held)
    artists.hold.set_data(held.index, held["hedge"])
    artists.bare.set_data(seen.index, seen["unhedged"])
    artists.hedged.set_data(seen.index, seen["pnl"])
    scale.span(artists.axes.pnl, whole["unhedged"], whole["pnl"], least=20)
    top = scale.round_up(result.largest * 1.15)
    artists.axes.bars.set_ylim(-top, top)
    for bar, text, amount in zip(artists.bars, artists.sizes, result.sources, strict=True):
        bar.set_height(amount)
        bar.set_color(style.GAIN if amount > 0 else style.LOSS)
        text.set_text(signed(amount))
        text.set_y(amount + (0.02 if amount >= 0 else -0.02) * top)
        text.set_verticalalignment("bottom" if amount >= 0 else "top")


def _august_summary(result):
    now = result.seen.iloc[-1]
    buys, sells = rehedges(result.whole.iloc[: result.day + 2])
    parts = ", ".join(
        f"{words} {signed(result.sources[name])}"
        for name, words in SOURCES.items()
        if signed(result.sources[name]) != "0"
    )
    return (
        f"{result.date.day} {result.date:%B %Y}: index {now['spot']:,.0f}. Profit with the hedge "
        f"{signed(now['pnl'])} points, without {signed(now['unhedged'])}. "
        f"{bought_and_sold(buys, sells)} From: {parts or 'nothing yet'}."
    )


def _august_alt(result):
    return (
        "Four charts of August 2015: the S&P 500 with the hedge's buys and sells; profit of the "
        "straddle with and without hedge; the hedge held; and bars that split the profit by "
        "source. " + _august_summary(result)
    )


august_2015 = Lab(
    title="A straddle through the crash of August 2015",
    controls=(
        Slider("day", "Trading day", 22, 0, 22, 1, help="0 is 3 August, 15 is 24 August"),
        Slider("every", "Hedge every", 1, 1, 10, 1, "trading days"),
        Choice("side", "You are", {"long the straddle": 1, "short the straddle": -1}, 1),
        Slider("bps", "Half spread", 1.0, 0.0, 20.0, 0.5, "basis points"),
    ),
    compute=_august_compute,
    build=_august_build,
    draw=_august_draw,
    summary=_august_summary,
    alt=_august_alt,
    size=(9.6, 6.4),
)
