"""Lesson 09: hedges that are filled late, and money that comes late."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import percent

from .book import EXPIRY, SIDES, SPOT, STRIKE, VOL
from .legs import DAYS, MONTHS, STEPS, _months

BELOW, SENT, MAINTENANCE = 0.08, 0.10, 0.01  # fractions of the leg's notional
DELAYS = (0, 8, 16, 24, 32, 48, 64, 96)  # hours; a step is eight
SAID = {  # by the side, and whether the leg of the path is closed
    (1, False): "Money arrives after {delay} h: {share} of the owners are closed; if nothing is "
    "sent, {without}. Path {path}: {sent:.1f} sent, never closed.",
    (1, True): "Money arrives after {delay} h: {share} of the owners are closed; if nothing is "
    "sent, {without}. Path {path}: {sent:.1f} sent, closed all the same on day {day:.1f}.",
    (-1, False): "Money arrives after {delay} h: {share} of the sellers are closed; if nothing is "
    "sent, {without}. Path {path}: {sent:.1f} sent, never closed.",
    (-1, True): "Money arrives after {delay} h: {share} of the sellers are closed; if nothing is "
    "sent, {without}. Path {path}: {sent:.1f} sent, closed all the same on day {day:.1f}.",
}


@lru_cache(maxsize=64)
def topped(delay, collateral=10.0, right="call", side=1):
    """A leg whose owner sends money when it runs low: (closed, equity, sent). The step at which it
    is closed, 0 for never (months,); currency (months, steps + 1); currency (months,).

    Below 8 % of its notional a tenth of the notional is sent, and arrives after `delay` hours; as
    long as it is on its way, nothing else is sent. None: nothing is sent at all.
    """
    spots, _, leg, hedge = _months(right, side)
    late = 0 if delay is None else int(delay) // 8
    equity = np.full((MONTHS, STEPS + 1), float(collateral))
    sent, arrived, closed = np.zeros(MONTHS), np.zeros(MONTHS), np.zeros(MONTHS, int)
    due = np.zeros((MONTHS, STEPS + 1 + late + 1))
    busy = np.zeros(MONTHS, int)  # the step at which what is on its way arrives
    for k in range(1, STEPS + 1):
        arrived += due[:, k]
        worth = np.abs(hedge[:, k - 1]) * spots[:, k]
        equity[:, k] = collateral + leg[:, k] + arrived
        if delay is not None:
            asks = (closed == 0) & (busy <= k) & (equity[:, k] < BELOW * worth)
            amount = np.where(asks, SENT * worth, 0.0)
            sent += amount
            if late:
                due[:, k + late] += amount
                busy = np.where(asks, k + late, busy)
            else:
                arrived += amount
                equity[:, k] += amount
        closed[(closed == 0) & (equity[:, k] < MAINTENANCE * worth)] = k
    return closed, equity, sent


@lru_cache(maxsize=64)
def share(delay, collateral=10.0, right="call", side=1):
    """The share of months in which the leg is closed all the same."""
    return float((topped(delay, collateral, right, side)[0] > 0).mean())


def filled_late(hours: int, side: int = 1, n_paths: int = 2000):
    """The month's profit (months,), currency, of a straddle whose hedge is decided every four hours
    and filled so many hours later."""
    paths = gl.GBM(VOL).simulate(SPOT, EXPIRY, 180, n_paths, seed=3)
    run = gl.replay(
        side * gl.straddle(STRIKE, EXPIRY), paths, paid_vol=VOL, venue=gl.Perpetual(),
        execution=gl.Execution(latency=hours // 4), progress=False,
    )  # fmt: skip
    return run.pnl


def _compute(delay, collateral, side, right, path):
    closed, equity, sent = topped(delay, collateral, right, side)
    k = path - 1
    spots, _, leg, hedge = _months(right, side)
    return SimpleNamespace(
        delay=delay, side=side, path=path, share=share(delay, collateral, right, side),
        step=int(closed[k]),
        without=share(None, collateral, right, side), equity=equity[k], alone=collateral + leg[k],
        line=MAINTENANCE * np.abs(hedge[k]) * spots[k, 1:], sent=float(sent[k]),
        shares={one: [share(d, collateral, right, one) for d in DELAYS] for one in (1, -1)},
    )  # fmt: skip


def _draw(page, result):
    last = result.step or STEPS
    held = result.equity[: last + 1]
    page.leg.line(held, style.HEDGE, "with money sent", x=DAYS[: last + 1])
    if result.step:
        page.leg.point(DAYS[last], held[-1], style.LOSS, "closed", size=11)
    page.leg.line(result.alone, style.MUTED, "without", x=DAYS, linestyle="--")
    page.leg.line(result.line, style.LOSS, "maintenance", x=DAYS[1:], linestyle=":")
    seen = np.concatenate([held, result.alone, result.line])
    page.leg.limits(np.floor(seen.min() / 10 - 0.3) * 10, np.ceil(seen.max() / 10 + 0.3) * 10)
    for side, color, name, dash in (
        (1, style.OPTION, "owner", "-"),
        (-1, style.LOSS, "seller", "--"),
    ):
        shares = [100 * one for one in result.shares[side]]
        page.share.line(shares, color, name, x=DELAYS, linestyle=dash)
    most = max(max(one) for one in result.shares.values())
    page.share.limits(-1, next(top for top in (15, 30, 50) if 100 * most < 0.95 * top))
    page.share.point(result.delay, 100 * result.share, style.BLACK, size=9)


def _say(result):
    return SAID[result.side, result.step > 0].format(
        delay=result.delay, share=percent(result.share, 1), without=percent(result.without, 1),
        path=result.path, sent=result.sent, day=DAYS[result.step],
    )  # fmt: skip


bridge = Lab(
    "Money that comes late",
    Slider("delay", "Money arrives after", 96, stops=DELAYS, unit="hours"),
    Slider("collateral", "Collateral of the leg", 10, stops=(5, 7, 10, 15, 20)),
    Slider("path", "Path", 4, 1, 6, 1),
    Choice("side", "You have", SIDES, 1),
    Choice("right", "Option", {"call": "call", "put": "put"}, "call"),
    charts=[
        Chart("leg", "Equity of the leg", "currency", "day", zero=True, xlim=(-0.5, 30.5)),
        Chart("share", "Months that end in liquidation", "per cent", "money arrives after (hours)",
              xlim=(-3, 99)),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, one month of the leg, with and without the money that is sent. Right, the share "
    "of months in which it is closed.",
    puzzles=[
        Puzzle(
            "Own the call, collateral 10. At which delay is one owner in twelve closed?",
            lambda values, result: (values["side"], values["right"], values["collateral"])
            == (1, "call", 10)
            and abs(result.share - 1 / 12) < 0.01,
            lambda result: f"After {result.delay} hours: {percent(result.share, 1)}. Money that "
            "comes late is money that is not there.",
            answer={"delay": 32},
        ),
    ],
    memory=Remembered("09.bridge"),
)  # fmt: skip
