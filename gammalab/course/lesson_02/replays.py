"""The worked replays of lesson 02: August 2015 on the S&P 500, and Hull's table row by row."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import numpy as np
import pandas as pd

import gammalab as gl
from gammalab.lab import Chart, Choice, Lab, Slider, style
from gammalab.lab.words import gained, signed

# ---- August 2015 --------------------------------------------------------------------------------

BOUGHT, EXPIRES = "2015-08-03", "2015-09-02"
COSTS = gl.HalfSpread(bps=1)
SOURCES = ["delta", "gamma", "theta", "charm", "residual", "costs"]


@cache
def _vix():
    return gl.markets.load("vix", BOUGHT, EXPIRES)["close"] / 100


@cache
def august_inputs():
    """(paths, volatility paid, strike): 30 days of S&P 500 closes, and the VIX at the start."""
    closes = gl.markets.load("spx", BOUGHT, EXPIRES)["close"]
    return gl.Paths.from_prices(closes), float(_vix().iloc[0]), float(closes.iloc[0])


@cache  # 20 states in all
def _august(every=1, delta_at="paid"):
    """(ledger, attribution by day) of one straddle, half a spread of 1 basis point."""
    paths, paid, strike = august_inputs()
    run = gl.replay(
        gl.straddle(strike, paths.horizon), paths, paid_vol=paid, costs=COSTS,
        policy=gl.EveryN(every), hedge_vol=_vix() if delta_at == "vix" else None,
    )  # fmt: skip
    return run.ledger(), run.attribution(path=0)


def august_days() -> pd.DataFrame:
    """The straddle hedged daily, by date: the close, and what each source brought, index points.

    >>> august_days().loc["2015-08-20":"2015-08-24", "total"].round(1).tolist()
    [11.4, 8.8, 0.4]
    """
    ledger, sources = _august()
    days = sources[["gamma", "theta", "charm", "residual", "costs"]]
    return days.assign(spot=ledger["spot"], total=sources.sum(axis=1))[["spot", *days, "total"]]


def _compute(every, delta_at):
    ledger, sources = _august(every, delta_at)
    return SimpleNamespace(
        every=every, delta_at=delta_at, ledger=ledger.set_axis(range(len(ledger))),
        sources=sources[SOURCES].sum(),
    )  # fmt: skip


def _draw(page, result):
    ledger = result.ledger
    page.price.level(ledger["spot"].iloc[0], "strike")
    page.price.line(ledger["spot"], style.PRICE)
    page.price.trades(ledger.iloc[:-1], biggest=1.0)
    page.profit.line(ledger["pnl"], style.TOTAL, "straddle and hedge", dot=True)
    page.profit.span(ledger["pnl"], least=10)
    page.bars.bars(result.sources, digits=1)
    page.bars.span(result.sources, least=20, room=0.2)


# By (whether hedged daily, where delta is taken).
SAID = {
    (True, "paid"): "Hedged daily with delta at 12.56 %: {made}; the straddle alone {alone}.",
    (True, "vix"): "Hedged daily with delta at the day's VIX: {made}; the straddle alone {alone}.",
    (False, "paid"): (
        "Hedged every {every} trading days with delta at 12.56 %: {made}; the straddle alone "
        "{alone}."
    ),
    (False, "vix"): (
        "Hedged every {every} trading days with delta at the day's VIX: {made}; the straddle alone "
        "{alone}."
    ),
}


def _say(result):
    now = result.ledger.iloc[-1]
    words = SAID[result.every == 1, result.delta_at].format(
        every=result.every, made=gained(now["pnl"], "point"), alone=signed(now["unhedged"])
    )
    parts = ", ".join(f"{name} {signed(amount, 1)}" for name, amount in result.sources.items())
    return f"{words} From: {parts}."


_WEEKS = {0: "3 Aug", 5: "10", 10: "17", 15: "24", 20: "31"}
_TIME = {"xlim": (-0.6, 22.6), "xticks": [*_WEEKS], "xticklabels": [*_WEEKS.values()]}

august_2015 = Lab(
    "A straddle through the crash of August 2015",
    Slider("every", "Hedge every", 1, 1, 10, 1, "trading days"),
    Choice("delta_at", "Delta at", {"12.56 %, as paid": "paid", "the day's VIX": "vix"}, "paid"),
    charts=[
        Chart("price", "S&P 500, and the hedge", "index points", ylim=(1840, 2160), **_TIME),
        Chart("profit", "Profit since 3 August", "index points", zero=True, **_TIME),
        Chart("bars", "Where it came from", "index points", zero=True),
    ],
    rows=("price profit", "price bars"),
    widths=(2, 3),
    size=(9.6, 4.8),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, the index in August 2015 with the hedge's buys and sells. Right, the profit day "
    "by day, and below it where it came from.",
)  # fmt: skip

# ---- Hull ---------------------------------------------------------------------------------------

# "Options, Futures, and Other Derivatives", table 19.2: weekly prices of the share.
HULL_SPOTS = (
    *(49.00, 48.12, 47.37, 50.25, 51.75, 53.12, 53.00, 51.87, 51.38, 53.00, 49.88),
    *(48.50, 49.88, 50.37, 52.13, 51.88, 52.87, 54.87, 54.62, 55.87, 57.25),
)


def hull_table() -> pd.DataFrame:
    """Hull's bank in the columns of his table 19.2; money in thousands.

    It is short 100,000 calls, strike 50, 20 weeks, sold at 20 % volatility and 5 % rate, and hedges
    every week. delta: of one call. shares: bought in the week. cost: of these shares. cumulative:
    all shares so far with the interest paid on them. interest: of the coming week on that debt.

    >>> float(hull_table()["cumulative"].iloc[-1].round(1))
    5263.2
    """
    calls, rate, week = 100_000, 0.05, 1 / 52
    paths = gl.Paths(np.arange(21) * week, HULL_SPOTS)
    ledger = gl.replay(-calls * gl.call(50, 20 * week), paths, paid_vol=0.20, rate=rate).ledger()
    # Hull leaves the premium out of the cash; take it out, with its interest. He also keeps the
    # shares at the end (the calls are exercised), where the ledger sells them.
    premium, last, shares = ledger["option"].iloc[0], ledger.index[-1], ledger["trade"].copy()
    debt = -(ledger["cash"] + premium * np.exp(rate * ledger["time"])) / 1000
    shares[last] = -ledger["delta"][last] - ledger["hedge"][last - 1]
    debt[last] += (shares[last] - ledger["trade"][last]) * ledger["spot"][last] / 1000
    columns = {
        "price": ledger["spot"],
        "delta": ledger["delta"] / -calls,
        "shares": shares,
        "cost": shares * ledger["spot"] / 1000,
        "cumulative": debt,
        "interest": (debt * np.expm1(rate * week)).where(ledger.index != last, 0.0),
    }
    return pd.DataFrame(columns).rename_axis("week")
