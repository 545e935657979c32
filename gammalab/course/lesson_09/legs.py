"""Lesson 09, round 3: the leg that hedges an option, in a margin account of its own."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np

import gammalab as gl
from gammalab import black_scholes as bs
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import percent, signed

from .book import EXPIRY, SIDES, SPOT, STRIKE, VOL

MONTHS, STEPS, SEED = 2000, 90, 2  # hedged every eight hours
COLLATERALS = (3, 5, 7, 8, 9, 10, 15, 20, 30, 50)
DAYS = np.arange(STEPS + 1) / 3
PATH = {  # by the side, and the step at which the leg is closed: never, the first, a later one
    (1, 0): "Owner, collateral {collateral}, path {path}: never closed, {free}.",
    (1, 1): "Owner, collateral {collateral}, path {path}: closed after eight hours at {price:.1f}, "
    "{pnl}; without closing {free}.",
    (1, 2): "Owner, collateral {collateral}, path {path}: closed on day {day:.0f} at {price:.1f}, "
    "{pnl}; without closing {free}.",
    (-1, 0): "Seller, collateral {collateral}, path {path}: never closed, {free}.",
    (-1, 1): "Seller, collateral {collateral}, path {path}: closed after eight hours at "
    "{price:.1f}, {pnl}; without closing {free}.",
    (-1, 2): "Seller, collateral {collateral}, path {path}: closed on day {day:.0f} at "
    "{price:.1f}, {pnl}; without closing {free}.",
}
IN_COINS = "The collateral is in coins, whose gains and losses count."
ALL_MONTHS = "Of 2,000 months {owners} of the owners are closed, {sellers} of the sellers."


@lru_cache(maxsize=4)
def _months(right, side):
    """Prices, the option's gain and the leg's (both at each moment), and the leg's size."""
    spots = gl.GBM(VOL).simulate(SPOT, EXPIRY, STEPS, n_paths=MONTHS, seed=SEED).spots
    left = EXPIRY * (1 - np.arange(STEPS + 1) / STEPS)
    value = bs.price(spots, STRIKE, left, VOL, right=right)
    hedge = -side * bs.delta(spots[:, :-1], STRIKE, left[:-1], VOL, right=right)
    leg = np.cumsum(hedge * np.diff(spots, axis=1), axis=1)
    zero = np.zeros((MONTHS, 1))
    return spots, side * (value - value[:, :1]), np.hstack([zero, leg]), hedge


@lru_cache(maxsize=8)
def _equity(collateral, right, side, contract):
    """What is in the leg's account at each moment, currency; of an inverse contract the account
    holds coins, worth `collateral` at the start."""
    spots, _, leg, hedge = _months(right, side)
    if contract == "linear":
        return collateral + leg
    dollars = hedge * spots[:, :-1]  # the contracts held
    gains = np.cumsum(dollars * (1 / spots[:, :-1] - 1 / spots[:, 1:]), axis=1)
    coins = collateral / SPOT + np.hstack([np.zeros((MONTHS, 1)), gains])
    return coins * spots


@lru_cache(maxsize=128)
def closed(collateral, right="call", side=1, maintenance=0.01, contract="linear"):
    """(closed, step, profit, profit without closing): arrays over the months, currency.

    The engine looks at every step: the leg's equity against maintenance times its notional, at
    the price then. Once closed, the option runs on alone. As a replay with `gl.Margin`, which
    now and then also refuses an order that the margin does not cover.
    """
    spots, option, leg, hedge = _months(right, side)
    equity = _equity(collateral, right, side, contract)
    short = equity[:, 1:] < maintenance * np.abs(hedge) * spots[:, 1:] - 1e-12
    hit = short.any(axis=1)
    step = np.where(hit, short.argmax(axis=1) + 1, STEPS)
    at = np.arange(MONTHS), step
    kept = leg[at] + np.maximum(-equity[at], 0)  # the exchange forgives the rest
    kept = np.where(hit, kept, leg[:, -1])
    return hit, step, option[:, -1] + kept, option[:, -1] + leg[:, -1]


def _with_coins(k, step, collateral, right, side):
    """What a month makes, its leg closed at `step` and never, currency: the coins that are left are
    kept to the end, and what they gain or lose counts, as in the equity that is drawn."""
    spots, option, _, _ = _months(right, side)
    equity = _equity(collateral, right, side, "inverse")[k]
    left = max(equity[step], 0.0) * spots[k, -1] / spots[k, step]
    return tuple(float(option[k, -1] + end - collateral) for end in (left, equity[-1]))


def _compute(collateral, side, path, right, maintenance, contract):
    spots, option, _, hedge = _months(right, side)
    k = path - 1
    hit, step, pnl, free = closed(collateral, right, side, maintenance, contract)
    pnl, free = float(pnl[k]), float(free[k])
    if contract == "inverse":
        pnl, free = _with_coins(k, int(step[k]), collateral, right, side)
    shares = {
        one: [float(closed(c, right, one, maintenance, contract)[0].mean()) for c in COLLATERALS]
        for one in (1, -1)
    }
    return SimpleNamespace(
        collateral=collateral, side=side, path=path, right=right, hit=bool(hit[k]),
        step=int(step[k]), price=float(spots[k, step[k]]), pnl=pnl, free=free,
        option=option[k], equity=_equity(collateral, right, side, contract)[k], contract=contract,
        # Without a leg nothing need be left.
        line=maintenance * np.abs(hedge[k, : step[k]]) * spots[k, 1 : step[k] + 1],
        shares=shares, share={one: shares[one][COLLATERALS.index(collateral)] for one in (1, -1)},
    )  # fmt: skip


def _draw(page, result):
    last = result.step if result.hit else STEPS
    page.path.line(result.option, style.OPTION, "option's gain", x=DAYS)
    page.path.line(result.equity[: last + 1], style.HEDGE, "leg's equity",
                   x=DAYS[: last + 1])  # fmt: skip
    page.path.line(result.line, style.LOSS, "maintenance", x=DAYS[1 : last + 1],
                   linestyle="--")  # fmt: skip
    if result.hit:
        page.path.point(DAYS[last], result.equity[last], style.LOSS, "closed", size=11)
    seen = np.concatenate([result.option, result.equity[: last + 1], result.line])
    page.path.limits(np.floor(seen.min() / 10 - 0.3) * 10, np.ceil(seen.max() / 10 + 0.3) * 10)
    for side, colour, name, dash in (
        (1, style.OPTION, "owner", "-"),
        (-1, style.LOSS, "seller", "--"),
    ):
        shares = [100 * one for one in result.shares[side]]
        page.share.line(shares, colour, name, x=list(COLLATERALS), linestyle=dash)
    page.share.point(result.collateral, 100 * result.share[result.side], style.BLACK, size=9)
    page.share.limits(-3, 103)


def _say(result):
    path = PATH[result.side, min(result.step, 2) if result.hit else 0].format(
        collateral=result.collateral, path=result.path, day=DAYS[result.step], price=result.price,
        pnl=signed(result.pnl, 2), free=signed(result.free, 2),
    )  # fmt: skip
    months = ALL_MONTHS.format(
        owners=percent(result.share[1], 1), sellers=percent(result.share[-1], 1)
    )
    return " ".join([path, IN_COINS, months] if result.contract == "inverse" else [path, months])


legs = Lab(
    "The leg alone",
    Slider("collateral", "Collateral of the leg", 50, stops=COLLATERALS),
    Choice("side", "You", SIDES, 1),
    Slider("path", "Path", 4, 1, 6, 1),
    Choice("right", "Option", {"call": "call", "put": "put"}, "call"),
    Slider("maintenance", "Maintenance", 0.01, 0.005, 0.05, 0.005, "%"),
    Choice("contract", "Contract", {"linear": "linear", "inverse": "inverse"}, "linear"),
    charts=[
        Chart("path", "A month of one option and its hedge", "currency", "day", zero=True,
              xlim=(-0.5, 30.5)),
        Chart("share", "Months that end in liquidation", "per cent", "collateral", xlim=(1, 52)),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, one month: the option's gain, the equity of the leg, and the line below which it "
    "is closed. Right, the share of months in which each side is closed.",
    puzzles=[
        Puzzle(
            "Call. Keep the seller safe in 99.5 % of months, while over a third of the owners "
            "are closed.",
            lambda values, result: (values["right"], values["contract"]) == ("call", "linear")
            and result.share[-1] <= 0.005
            and result.share[1] > 1 / 3,
            lambda result: f"With {result.collateral}: sellers {percent(result.share[-1], 1)}, "
            f"owners {percent(result.share[1], 1)}. The premium is 6.85, "
            "the seller's leg seldom loses much more, and the maintenance must be left.",
            answer={"collateral": 10},
            reveals=("right", "maintenance", "contract"),
        ),
        Puzzle(
            "Call, linear. Find a collateral at which the seller is closed more often than the "
            "owner.",
            lambda values, result: (values["right"], values["contract"]) == ("call", "linear")
            and result.share[-1] > result.share[1],
            lambda result: f"At {result.collateral}, with a premium of 6.85, sellers "
            f"{percent(result.share[-1], 0)}, owners {percent(result.share[1], 0)}.",
            answer={"collateral": 5},
        ),
    ],
    memory=Remembered("09.legs", "09.3"),
)  # fmt: skip
