"""Lesson 08, the open question: protocols that hedge by themselves while depth leaves."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np

import gammalab as gl
from gammalab.course.memory import Remembered
from gammalab.feedback import FadingDepth, feedback_vol
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import percent

from .crowd import root_and_error
from .dealers import IMPACT, MONTH, SPOT, hedged, vol
from .late import late_vol

HOURS, MONTHS, SEED = 720, 100, 1
WILD, FLOOR = 0.60, 0.10  # the news; the share of depth that never leaves
SEEN = 30  # months in the picture
TOP = 200.0  # and its highest price
SHOWS = (
    "Left, thirty months; red ones break, at their dots, and what lies above 200 is drawn there. "
    "Right, the share of all months that have broken by then."
)
NAMES = {True: "months that break", False: "months that hold"}
SHOWN = "Of the {many} months {broken} break."
OTHERS = "The others end between {low:.0f} and {high:.0f}."
AT_LAST = "Of all {many}, {share} have broken at the end."
NONE = "No protocols; 10 % away {away} of depth is left."
WHO = {  # by whether they are long, and whether they hedge late
    (True, True): "Protocols long {gamma}, one hour late; 10 % away {away} of depth is left.",
    (True, False): "Protocols long {gamma}, at once; 10 % away {away} of depth is left.",
    (False, True): "Protocols short {gamma}, one hour late; 10 % away {away} of depth is left.",
    (False, False): "Protocols short {gamma}, at once; 10 % away {away} of depth is left.",
}
BREAK = "{share} of {many} months break."
MOVES = "By the hour they move at {hourly}, by the formula {wanted}."


@lru_cache(maxsize=1)
def _news():
    """What each hour's price is over the one before, without protocols: (hours, months)."""
    spots = gl.GBM(WILD).simulate(SPOT, MONTH, HOURS, MONTHS, SEED).spots.T
    return spots[1:] / spots[:-1]


@lru_cache(maxsize=64)
def months(gamma, late, speed):
    """Prices (months, hours + 1), and the hour at which each month broke, -1 where it held."""
    spots, broke = hedged(_news(), gamma, late, FadingDepth(SPOT, speed, FLOOR))
    return spots.T, broke


def _compute(gamma, late, speed):
    spots, broke = months(gamma, late, speed)
    hours = np.arange(HOURS + 1)
    broken = np.cumsum(np.bincount(broke[broke >= 0], minlength=len(hours))) / len(broke)
    away = float(np.min(FadingDepth(SPOT, speed, FLOOR)(np.array([SPOT * 0.9]), 0.0)))
    return SimpleNamespace(
        gamma=gamma, late=late, speed=speed, spots=spots, broke=broke, broken=broken,
        share=float(broken[-1]), away=away, wanted=_formula(gamma, late, speed),
        hourly=root_and_error(gl.Paths(hours * MONTH / HOURS, spots).realised_vol())[0]
        if broken[-1] == 0 else np.nan,
    )  # fmt: skip


def _formula(gamma, late, speed):
    """The closed form of an hour's volatility where depth stays; 0.0 where there is none."""
    x = IMPACT * gamma
    if speed:
        return 0.0
    return float(late_vol(WILD, x)) if late else float(feedback_vol(WILD, x))


def _draw(page, result):
    days, told = np.arange(HOURS + 1) / 24, set()
    for k in range(SEEN):
        path, broke = result.spots[k], result.broke[k] >= 0
        stop = int(result.broke[k]) if broke else len(path)
        name = NAMES[bool(broke)]
        page.price.line(
            np.minimum(path[:stop], TOP), style.LOSS if broke else style.MUTED,
            None if name in told else name, x=days[:stop], dot=broke, linewidth=0.8, alpha=0.7,
            kind=f"month {k}",
        )  # fmt: skip
        told.add(name)
    page.price.limits(0, TOP)
    page.broken.line(100 * result.broken, style.LOSS, x=days)
    page.broken.limits(-4, 104)


def _alt(result):
    """The left chart is thirty lines: they are told together."""
    shown = result.broke[:SEEN] >= 0
    said = [SHOWS, SHOWN.format(many=SEEN, broken=int(shown.sum()))]
    if not shown.all():
        ends = result.spots[:SEEN, -1][~shown]
        said.append(OTHERS.format(low=ends.min(), high=ends.max()))
    return " ".join([*said, AT_LAST.format(many=MONTHS, share=percent(result.share))])


def _say(result):
    who = WHO[result.gamma > 0, result.late] if result.gamma else NONE
    said = [
        who.format(gamma=abs(result.gamma), away=percent(result.away)),
        BREAK.format(share=percent(result.share), many=MONTHS),
    ]
    if result.wanted and result.share == 0:
        said.append(MOVES.format(hourly=vol(result.hourly), wanted=vol(result.wanted)))
    return " ".join(said)


protocols = Lab(
    "Which loop is which?",
    Slider("gamma", "Gamma of the protocols", -20, -40, 80, 10, "units per 1.00"),
    Choice("late", "They hedge", {"at once": False, "one hour late": True}, False),
    Slider("speed", "How fast depth leaves", 10, 0, 15, 1),
    charts=[
        Chart("price", f"{SEEN} months", "price (currency)", "day", xlim=(-0.7, 30.7)),
        Chart("broken", "Broken by then", "share of months (%)", "day", xlim=(-0.7, 30.7)),
    ],
    widths=(8, 5),
    size=(9.6, 4.6),
    compute=_compute,
    draw=_draw,
    say=_say,
    alt=_alt,
    puzzles=[
        Puzzle(
            "Find a loop which breaks nearly every month although all protocols are long gamma.",
            lambda values, result: result.gamma > 0 and result.share >= 0.9,
            lambda result: f"Long {result.gamma}, one hour late: {percent(result.share)} break. "
            "Thin depth makes x large, and beyond 1 a late hedge overshoots ever more.",
            answer={"gamma": 80, "late": True, "speed": 15},
        ),
    ],
    memory=Remembered("08.protocols"),
)  # fmt: skip
