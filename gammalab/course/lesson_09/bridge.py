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
MONTHS_SAID = {  # by the side
    1: "Money arrives after {delay} h: {share} of the owners are closed; if nothing is sent, "
    "{without}.",
    -1: "Money arrives after {delay} h: {share} of the sellers are closed; if nothing is sent, "
    "{without}.",
}
# By the money of the path (none sent, too late, in time), and by whether its leg is closed (never,
# only without the money, with it).
PATH = {
    (0, 0): "Path {path}: nothing need be sent, never closed.",
    (1, 0): "Path {path}: {sent:.1f} sent, still on its way at the end; never closed.",
    (1, 2): "Path {path}: {sent:.1f} sent, still on its way: closed all the same on day {day:.1f}.",
    (2, 0): "Path {path}: {sent:.1f} sent, {came:.1f} of it in time; never closed, nor without it.",
    (2, 1): "Path {path}, if nothing is sent: closed on day {alone:.1f}. Of {sent:.1f} sent, "
    "{came:.1f} came in time: never closed.",
    (2, 2): "Path {path}, if nothing is sent: closed on day {alone:.1f}. Of {sent:.1f} sent, "
    "{came:.1f} came in time: closed all the same on day {day:.1f}.",
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
    k = path - 1
    spots, _, leg, hedge = _months(right, side)
    closed, equity, sent = (found[k] for found in topped(delay, collateral, right, side))
    alone = topped(None, collateral, right, side)[0][k]
    last, last_alone = (int(step) or STEPS for step in (closed, alone))
    return SimpleNamespace(
        delay=delay, side=side, path=path, share=share(delay, collateral, right, side),
        step=int(closed), step_alone=int(alone), without=share(None, collateral, right, side),
        equity=equity[: last + 1], alone=collateral + leg[k, : last_alone + 1],
        line=MAINTENANCE * np.abs(hedge[k, :last]) * spots[k, 1 : last + 1],
        sent=float(sent), came=round(float(equity[last] - collateral - leg[k, last]), 9),
        shares={one: [share(d, collateral, right, one) for d in DELAYS] for one in (1, -1)},
    )  # fmt: skip


def _draw(page, result):
    # Wide and below: where no money has come the one line lies on the other.
    for equity, color, name, width in (
        (result.alone, style.MUTED, "nothing sent", 5),
        (result.equity, style.HEDGE, "with money sent", 2),
    ):
        page.leg.line(equity, color, name, x=DAYS[: len(equity)], linewidth=width,
                      solid_capstyle="butt")  # fmt: skip
    page.leg.line(
        result.line, style.LOSS, "maintenance", x=DAYS[1 : len(result.line) + 1], linestyle=":"
    )
    for step, equity in ((result.step_alone, result.alone), (result.step, result.equity)):
        if step:
            page.leg.point(DAYS[step], equity[-1], style.LOSS, "closed", size=11)
    seen = np.concatenate([result.equity, result.alone, result.line])
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


def _fate(result):
    """What becomes of the leg of the path: a key of `PATH`."""
    money = (result.sent > 0) + (result.came > 0)
    return money, (result.step_alone > 0) + (result.step > 0)


def _say(result):
    months = MONTHS_SAID[result.side].format(
        delay=result.delay, share=percent(result.share, 1), without=percent(result.without, 1)
    )
    path = PATH[_fate(result)].format(
        path=result.path, sent=result.sent, came=result.came, day=DAYS[result.step],
        alone=DAYS[result.step_alone],
    )  # fmt: skip
    return f"{months} {path}"


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
    shows="Left, one month of the leg, with and without the money that is sent; a line that ends "
    "in a dot is closed there. Right, the share of months in which it is closed.",
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
