"""Lesson 09, round 2: one option settled in coin, and the account in coin and in dollars."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd

import gammalab as gl
from gammalab import black_scholes as bs
from gammalab.course.memory import Remembered
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import signed

from .book import EXPIRY, VOL

PRICE = 50_000.0  # spot and strike, dollars
MOVES = np.linspace(-0.20, 0.20, 81)
HELD = {"own it": 1, "sold it": -1}
SAID = {  # by the sign of the contracts
    -1: "{contracts:,.0f} contracts sold: by its slope, for a rise of 1 % the account in coin "
    "moves by {coin}, the account in dollars by {dollars}.",
    0: "No contracts: by its slope, for a rise of 1 % the account in coin moves by {coin}, the "
    "account in dollars by {dollars}.",
    1: "{contracts:,.0f} contracts bought: by its slope, for a rise of 1 % the account in coin "
    "moves by {coin}, the account in dollars by {dollars}.",
}


def account(contracts, right="call", side=1, coins=None, spot=PRICE, to=PRICE):
    """What the price `to` makes of an account: (in coin, in dollars), shaped like `to`.

    contracts : dollars of inverse perpetuals, negative if sold. coins : all in the account, the
    option included; None is the option alone.
    """
    before = bs.price(spot, PRICE, EXPIRY, VOL, right=right) / spot
    after = bs.price(to, PRICE, EXPIRY, VOL, right=right) / to
    coin = side * (after - before) + contracts * (1 / spot - 1 / np.asarray(to))
    held = side * before if coins is None else coins
    return coin, (held + coin) * to - held * spot


def hedges(right="call", side=1, coins=None, spot=PRICE):
    """Dollars of contracts that make an account flat (in coin, in dollars).

    >>> [round(one) for one in hedges()], [round(one) for one in hedges(coins=1.0)]
    ([-23287, -26713], [-23287, -73287])
    """
    value, delta, _ = gl.crypto.inverse_option(spot, PRICE, EXPIRY, VOL, right=right)
    held = side * value if coins is None else coins
    return tuple(gl.crypto.coin_delta(spot, side * delta, one) for one in (0.0, held))


def _compute(contracts, right, side, whole):
    coins = 1.0 if whole else None
    to = PRICE * (1 + MOVES)
    coin, dollars = account(contracts, right, side, coins, to=to)
    flat = hedges(right, side, coins)
    slopes = ((contracts - flat[0]) / PRICE / 100, (contracts - flat[1]) / 100)
    return SimpleNamespace(
        contracts=contracts, right=right, side=side, whole=whole, flat=flat, slopes=slopes,
        coin=pd.Series(coin, index=to / 1000), dollars=pd.Series(dollars, index=to / 1000),
    )  # fmt: skip


def _draw(page, result):
    near = np.array([0.92, 1.08])
    for panel, curve, slope, tops in (
        (page.coin, result.coin, result.slopes[0], (0.06, 0.12, 0.3, 0.65)),
        (page.dollars, result.dollars, result.slopes[1], (3_000, 6_000, 12_000, 30_000)),
    ):
        panel.line(curve, style.TOTAL, "account")
        panel.line(
            100 * slope * (near - 1), style.LOSS, "slope today", x=near * PRICE / 1000, linewidth=3
        )
        seen = max(curve.abs().max(), 8 * abs(slope))
        top = next(top for top in tops if seen < 0.97 * top)
        panel.limits(-top, top)


def _say(result):
    coin, dollars = result.slopes
    return SAID[np.sign(result.contracts)].format(
        contracts=abs(result.contracts), coin=signed(coin, 4), dollars=signed(dollars)
    )


accounts = Lab(
    "Two accounts",
    Slider("contracts", "Contracts of one dollar", 0, -80_000, 40_000, 500),
    Choice("right", "Option", {"call": "call", "put": "put"}, "call"),
    Choice("side", "You", HELD, 1),
    Choice("whole", "The account holds", {"the option alone": False, "1 coin in all": True}, False),
    charts=[
        Chart("coin", "Counted in coin", "coins", "price (thousand dollars)", zero=True,
              xlim=(39.5, 60.5)),
        Chart("dollars", "Counted in dollars", "dollars", "price (thousand dollars)", zero=True,
              xlim=(39.5, 60.5)),
    ],
    widths=(1, 1),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="What a move brings the same account, left in coin, right in dollars. The short line is "
    "the slope at today's price.",
    puzzles=[
        Puzzle(
            "Own the call. Make the account flat in coin.",
            lambda values, result: (values["right"], values["side"]) == ("call", 1)
            and abs(values["contracts"] - result.flat[0]) <= 250,
            lambda result: f"{-result.flat[0]:,.0f} dollars sold make it flat in coin; in dollars "
            f"it moves by {signed(result.slopes[1])} for 1 %.",
            answer={"contracts": -23_500},
            reveals=("whole",),
        ),
        Puzzle(
            "Own the call; with it the account holds 1 coin in all. Make it flat in dollars.",
            lambda values, result: (values["right"], values["side"], values["whole"])
            == ("call", 1, True)
            and abs(values["contracts"] - result.flat[1]) <= 250,
            lambda result: f"{-result.flat[1]:,.0f} dollars sold, {-hedges()[1]:,.0f} of them "
            "for the call: the other coins are a bet, too.",
            answer={"contracts": -73_500, "whole": True},
        ),
    ],
    memory=Remembered("09.accounts", "09.2"),
)  # fmt: skip
