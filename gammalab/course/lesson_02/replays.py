"""The worked replays of lesson 02: Hull's table row by row, and August 2015 on the S&P 500."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

import gammalab as gl
from gammalab.lab import Chart, Choice, Lab, Slider, Walk, style
from gammalab.lab.words import gained, signed

from .trades import bought_and_sold, rehedges

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
    walk = Walk(whole, day)
    walk.sources = sources[list(SOURCES)].iloc[: day + 1].sum()
    walk.all_sources = sources[list(SOURCES)].cumsum()  # limits from the whole month
    return walk


def _august_draw(page, walk):
    seen, whole = walk.seen, walk.whole
    page.price.level(whole["spot"].iloc[0], "strike")
    page.price.line(seen["spot"], style.PRICE, dot=True)
    page.price.trades(walk)
    page.hold.steps(walk.held["hedge"], style.HEDGE, dot=True)
    page.pnl.dashes(seen["unhedged"], style.OPTION, "straddle alone", dot=True)
    page.pnl.line(seen["pnl"], style.TOTAL, "straddle and hedge", dot=True)
    page.pnl.span(whole["unhedged"], whole["pnl"], least=20)
    page.bars.bars(walk.sources.rename(SOURCES))
    page.bars.span(walk.all_sources, least=5, room=0.12)


def _august_say(walk):
    now = walk.now
    buys, sells = rehedges(walk.whole.iloc[: walk.day + 2])
    parts = ", ".join(
        f"{words} {signed(walk.sources[name])}"
        for name, words in SOURCES.items()
        if signed(walk.sources[name]) != "0"
    )
    return (
        f"{walk.date.day} {walk.date:%B %Y}: index {now['spot']:,.0f}. Profit with the hedge "
        f"{gained(now['pnl'], 'point')}, without {signed(now['unhedged'])}. "
        f"{bought_and_sold(buys, sells)} From: {parts or 'nothing yet'}."
    )


_WEEKS = {0: "3 Aug", 5: "10 Aug", 10: "17 Aug", 15: "24 Aug", 20: "31 Aug"}
_TIME = {"xlim": (-0.6, 22.6), "xticks": [*_WEEKS], "xticklabels": [*_WEEKS.values()]}

august_2015 = Lab(
    "A straddle through the crash of August 2015",
    Slider("day", "Trading day", 22, 0, 22, 1, help="0 is 3 August, 15 is 24 August"),
    Slider("every", "Hedge every", 1, 1, 10, 1, "trading days"),
    Choice("side", "You are", {"long the straddle": 1, "short the straddle": -1}, 1),
    Slider("bps", "Half spread", 1.0, 0.0, 20.0, 0.5, "basis points"),
    charts=[
        Chart("price", "S&P 500 at the close, and the hedge", "index points",
              ylim=(1840, 2160), **_TIME),
        Chart("pnl", "Profit and loss of one straddle", "index points", zero=True, **_TIME),
        Chart("hold", "Hedge held", "units of the index", zero=True, ylim=(-1.15, 1.15), **_TIME),
        Chart("bars", "Where it came from, up to this day", "index points", zero=True),
    ],
    rows=("price pnl", "hold bars"),
    size=(9.6, 6.4),
    compute=_august_compute,
    draw=_august_draw,
    say=_august_say,
    shows="Four charts of August 2015, with the hedge's buys and sells on the price.",
)  # fmt: skip
