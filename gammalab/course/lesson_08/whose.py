"""Lesson 08, round 3: one file of open interest, and whose side the dealers are on."""

from __future__ import annotations

from functools import cache, lru_cache
from types import SimpleNamespace

import numpy as np
import pandas as pd
from scipy.special import gammainc, gammaincc

from gammalab.course.memory import Remembered
from gammalab.feedback import feedback_vol, gamma_exposure
from gammalab.lab import Chart, Lab, Puzzle, Slider, style
from gammalab.lab.words import percent, signed

from .dealers import NEWS, share, vol

STRIKES = np.arange(90, 110.1, 2.5)
CALLS = (20, 40, 80, 150, 300, 420, 650, 300, 120)
PUTS = (180, 320, 600, 420, 320, 160, 80, 30, 10)
TEN_DAYS = 10 / 252  # ten trading days
IMPACT = 0.002
PRICES = np.linspace(85, 115, 121)
GOAL, NEAR = 103.0, 0.25  # of the first puzzle

SIDES = {  # by the signs of what dealers own of the calls, and of the puts
    (1, 1): "Say that dealers own {calls} of the calls and own {puts} of the puts.",
    (1, 0): "Say that dealers own {calls} of the calls and no puts.",
    (1, -1): "Say that dealers own {calls} of the calls and have sold {puts} of the puts.",
    (0, 1): "Say that dealers own no calls and own {puts} of the puts.",
    (0, 0): "Say that dealers own no calls and no puts.",
    (0, -1): "Say that dealers own no calls and have sold {puts} of the puts.",
    (-1, 1): "Say that dealers have sold {calls} of the calls and own {puts} of the puts.",
    (-1, 0): "Say that dealers have sold {calls} of the calls and own no puts.",
    (-1, -1): "Say that dealers have sold {calls} of the calls and have sold {puts} of the puts.",
}
NOTHING = "No exposure: at {price}, too, the market moves by news alone."
ALL_LONG = "Long at all prices from 85 to 115, no flip level there."
ALL_SHORT = "Short at all prices from 85 to 115, no flip level there."
CALM_ABOVE = "Calm above {flip:.1f}, wild below."
WILD_ABOVE = "Wild above {flip:.1f}, calm below."
HERE = "Exposure {total} per 1 % at {price}, x = {x}, the market moves at {vol}."
ALL_CALM = "No flip: calm at all prices from 85 to 115, by this guess."
ALL_WILD = "No flip: wild at all prices from 85 to 115, by this guess."


def chain() -> pd.DataFrame:
    """The exchange's file: open interest of nine strikes, calls and puts, at a flat 20 %."""
    sides = {"call": CALLS, "put": PUTS}
    tables = [
        pd.DataFrame(
            {"strike": STRIKES, "expiry": TEN_DAYS, "right": right, "iv": NEWS,
             "open_interest": np.asarray(held, float)}
        )
        for right, held in sides.items()
    ]  # fmt: skip
    return pd.concat(tables, ignore_index=True)


_file = cache(chain)  # `gamma_exposure` copies what it keeps


def exposure(calls, puts, spot=100.0):
    """The table of `gamma_exposure` where dealers own these shares of the calls and the puts.

    >>> round(exposure(1, -1).total), round(exposure(1, -1).flip(85, 115).level, 1)
    (503, 99.8)
    """
    file = _file()
    sign = np.where(file["right"] == "call", float(calls), float(puts))
    return gamma_exposure(file, spot, dealer_sign=sign)


def pressure(exposed, spots, impact=IMPACT):
    """x at these prices: impact times the dealers' gamma."""
    return impact * exposed.profile(spots) / (0.01 * np.square(spots))


def wrong_sign(x, closes):
    """How often so many closes name the wrong sign, for +x and for -x, where news is known.

    The measured volatility is held against the middle, on the log, of the two that it may be.

    >>> [round(float(share), 2) for share in wrong_sign(0.2, 13)]
    [0.11, 0.2]
    """
    ratio, half = (1 + x) / (1 - x), closes / 2  # of the wilder market's volatility to the other's
    return gammaincc(half, half * ratio), gammainc(half, half / ratio)


@lru_cache(maxsize=256)
def _guess(calls, puts):
    """x of all prices, and where it changes its sign."""
    exposed = exposure(calls, puts)
    return pressure(exposed, PRICES), exposed.flip(85, 115)


def _compute(calls, puts, price):
    x, flip = _guess(calls, puts)
    here = exposure(calls, puts, float(price))
    return SimpleNamespace(
        calls=calls, puts=puts, price=price, by_strike=here.by_strike, total=here.total,
        gamma=here.dealer_gamma, x=x, flip=flip, here=IMPACT * here.dealer_gamma,
        above=float(np.interp(108, PRICES, x)), vols=feedback_vol(NEWS, x),
    )  # fmt: skip


def _draw(page, result):
    strikes, moves = page.strikes, page.moves
    table = (result.by_strike / 1000).round(3) + 0.0  # no minus zero
    for name, color, which in (("call", style.OPTION, 0), ("put", style.LOSS, 1)):
        strikes.bars(table[name], color, f"{name}s", slot=(which, 2), width=2.0, figures=False)
    strikes.upright(result.price, style.PRICE, "price")
    strikes.limits(-8, 8)
    moves.level(100 * NEWS, "news alone", style.MUTED)
    moves.line(100 * result.vols, style.TOTAL, "this guess", x=PRICES)
    if result.flip.level is not None:
        moves.upright(result.flip.level, style.BLACK, "flip", linestyle="--")
    at = float(feedback_vol(NEWS, result.here))
    moves.point(result.price, 100 * at, style.TOTAL, size=9)
    moves.limits(
        *((15, 27) if 0.155 < result.vols.min() and result.vols.max() < 0.265 else (10, 45))
    )


def _say(result):
    signs = int(np.sign(result.calls)), int(np.sign(result.puts))
    guess = SIDES[signs].format(calls=percent(abs(result.calls)), puts=percent(abs(result.puts)))
    if signs == (0, 0):
        return f"{guess} {NOTHING.format(price=result.price)}"
    if result.flip.level is None:
        where = ALL_LONG if result.here > 0 else ALL_SHORT
    else:
        where = CALM_ABOVE if result.above > 0 else WILD_ABOVE
        where = where.format(flip=result.flip.level)
    here = HERE.format(
        total=signed(result.total), price=result.price, x=share(result.here), vol=_moves(result)
    )
    return f"{guess} {where} {here}"


def _moves(result):
    """The volatility at the price, as it is said."""
    return vol(float(feedback_vol(NEWS, result.here)))


def _calmest(values, result):
    """Whether no other price is calmer by the usual guess, as far as the lab says it."""
    usual = (values["calls"], values["puts"]) == (1.0, -1.0)
    return usual and _moves(result) == vol(float(result.vols.min()))


whose_side = Lab(
    "Whose side are they on?",
    Slider("calls", "Calls: share that dealers own", 1.0, -1.0, 1.0, 0.05, "%"),
    Slider("puts", "Puts: share that dealers own", -1.0, -1.0, 1.0, 0.05, "%"),
    Slider("price", "Price", 100, 90, 110, 1),
    charts=[
        Chart("strikes", "Exposure by strike, from one file", "thousands per 1 %", "strike",
              zero=True, xlim=(88, 112), columns=3),
        Chart("moves", "What this guess implies", "volatility a year (%)", "price (currency)",
              xlim=(84, 116), columns=3),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    shows="Left, gamma exposure by strike under a guess of the dealers' side. Right, the "
    "volatility which that guess implies at each price.",
    puzzles=[
        Puzzle(
            "Move the flip level to 103, with the calm side above.",
            lambda values, result: result.flip.level is not None
            and abs(result.flip.level - GOAL) < NEAR and result.above > 0,
            lambda result: f"Flip at {result.flip.level:.2f}. The file has not changed, the guess "
            "has.",
            answer={"calls": 0.5},
        ),
        Puzzle(
            "Make the flip level disappear from the picture, with bars left.",
            lambda values, result: result.flip.level is None
            and bool(values["calls"] or values["puts"]),
            lambda result: ALL_CALM if result.here > 0 else ALL_WILD,
            answer={"puts": 1.0}, reveals=("price",),
        ),
        Puzzle(
            "Back to the usual guess, calls 100 %, puts -100 %. At which price does it say that "
            "the market is calmest, to a tenth of a point?",
            _calmest,
            lambda result: f"{result.price}: {_moves(result)}, if the guess is right.",
            answer={"price": 106},
        ),
    ],
    memory=Remembered("08.whose", "08.3"),
)  # fmt: skip
