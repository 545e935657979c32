"""Lesson 06, round 3: rules for the hedge, by what they cost and what noise they leave."""

from __future__ import annotations

from functools import cache, lru_cache
from types import SimpleNamespace

import gammalab as gl
from gammalab.course.errors import mean_and_error, spread_and_error
from gammalab.course.memory import Remembered
from gammalab.course.sides import FOR
from gammalab.lab import Chart, Choice, Lab, Puzzle, Slider, style
from gammalab.lab.words import plural, signed

from .month import EXPIRY, PAID, STEPS, STRADDLES, months

MONTHS, SEED = 2_000, 6
RATE, FEE = 5e-4, 0.5  # a half spread of 5 bp; or so much a trade
HEDGES = (6, 15, 30, 60, 120, 240)


def _clock(n):
    return gl.EveryN(STEPS // n)


# Each rule: the six settings from few trades to many, the rule of a setting, and it in words.
RULES = {
    "clock": (HEDGES, _clock, "{} hedges"),
    "move": (
        (0.06, 0.04, 0.03, 0.02, 0.015, 0.01), gl.PriceMove, "after moves of {:.1%}",
    ),
    "centre": (
        (60, 40, 24, 15, 8, 4), gl.DeltaBand, "beyond {} shares",
    ),
    "rim": (
        (40, 25, 15, 10, 6, 3), lambda w: gl.DeltaBand(w, to="edge"), "beyond {} shares",
    ),
    "whalley": (
        (0.0001, 0.0004, 0.0008, 0.0013, 0.004, 0.015),
        lambda g: gl.WhalleyWilmott(RATE, g), "g = {}",
    ),
    "zakamouline": (
        (0.0001, 0.0004, 0.0008, 0.0009, 0.003, 0.015),
        lambda g: gl.Zakamouline(RATE, g), "g = {}",
    ),
    "leland": (
        HEDGES, lambda n: gl.Leland(RATE, EXPIRY / n, _clock(n)), "{} hedges",
    ),
}  # fmt: skip
NAMES = {
    "clock": "clock", "move": "price move", "centre": "band, to the centre",
    "rim": "band, to the rim", "whalley": "Whalley-Wilmott", "zakamouline": "Zakamouline",
    "leland": "Leland",
}  # fmt: skip
KNOW_THE_SIDE = ("zakamouline", "leland")  # the others trade the mirror image for the seller
COSTS = gl.HalfSpread(bps=1e4 * RATE) + gl.FixedFee(FEE)  # both stand in the bill of a run


@cache
def _paths():
    return months(MONTHS, SEED)


def policy_of(rule, setting):
    """The policy of a rule at one of its six settings, 1 to 6."""
    settings, make, _ = RULES[rule]
    return make(settings[setting - 1])


def rule_run(rule, setting, side=1):
    """The run of a rule at one of its six settings, on all months, with both costs in its bill.

    No rule looks at what it pays: where only one of the two is charged, the trades are the same.
    """
    paths, policy = _paths(), policy_of(rule, setting)
    if rule == "clock":  # hedged at each of fewer moments: the same, and quicker
        paths, policy = paths.every(policy.n), None
    return gl.replay(side * STRADDLES, paths, paid_vol=PAID, policy=policy, costs=COSTS)


@lru_cache(maxsize=128)  # 64 kB each
def _hedged(rule, setting, side):
    """(profit before costs, {world: costs}, trades), arrays with an entry per month."""
    if side == -1 and rule not in KNOW_THE_SIDE:
        profit, paid, trades = _hedged(rule, setting, 1)
        return -profit, paid, trades
    run = rule_run(rule, setting, side)
    fee = FEE * run.trades  # as the run's bill has it, which takes longer to write
    return run.pnl + run.cost, {"spread": run.cost - fee, "fee": fee}, run.trades


def frontier_point(rule, setting, side=1, world="spread"):
    """(mean cost, its standard error, noise, its standard error, costs by month), currency."""
    profit, paid, _ = _hedged(rule, setting, side)
    cost = paid[world]
    return (*mean_and_error(cost), *spread_and_error(profit - cost), cost)


def _compute(rule, setting, side, world):
    cost, cost_error, noise, noise_error, by_month = frontier_point(rule, setting, side, world)
    clock = [frontier_point("clock", k, side, world) for k in range(1, 7)]
    daily = clock[HEDGES.index(30)]
    difference, error = mean_and_error(by_month - daily[4])
    profit, _, trades = _hedged(rule, setting, side)
    return SimpleNamespace(
        rule=rule, setting=setting, side=side, world=world, cost=cost, noise=noise,
        errors=(cost_error, noise_error), clock=[one[0] for one in clock],
        clock_noise=[one[2] for one in clock],
        clock_errors=[(2 * one[3], 2 * one[1]) for one in clock], daily=(daily[0], daily[2]),
        difference=difference, error=error,
        trades=float(trades.mean()), mean=float((profit - by_month).mean()),
        mean_error=noise / MONTHS**0.5,
    )  # fmt: skip


def _draw(page, result):
    plane = page.plane
    plane.line(result.clock_noise, style.MUTED, "the clock, 6 to 240 hedges", result.clock)
    up, across = zip(*result.clock_errors, strict=True)
    plane.points(result.clock, result.clock_noise, style.MUTED, size=5, error=up, across=across)
    plane.point(*result.daily, style.PRICE, "daily", marker="s", size=7)
    up, across = ([2 * error] for error in result.errors[::-1])
    plane.point(result.cost, result.noise, style.HEDGE, "this rule", size=6, error=up,
                across=across)  # fmt: skip
    plane.limits(0, 64 if result.world == "spread" else 128, "x")


THIS_IS_DAILY = "This is daily."
PAYS_LESS = "It pays {gap} less than daily, on equal paths (standard error {error})."
PAYS_MORE = "It pays {gap} more than daily, on equal paths (standard error {error})."


def _say(result):
    settings, _, words = RULES[result.rule]
    how = words.format(settings[result.setting - 1])
    cost_error, noise_error = result.errors
    said = (
        f"{NAMES[result.rule]}, {how}, {FOR[result.side]}: "
        f"{plural(round(result.trades), 'trade')}, cost {result.cost:.2f} (standard error "
        f"{cost_error:.2f}), noise {result.noise:.1f} ({noise_error:.1f}), mean result "
        f"{signed(result.mean, 1)} ({result.mean_error:.1f})."
    )
    if (result.rule, result.setting) == ("clock", 3):
        return f"{said} {THIS_IS_DAILY}"
    pays = PAYS_LESS if result.difference < 0 else PAYS_MORE
    pays = pays.format(gap=f"{abs(result.difference):.2f}", error=f"{result.error:.2f}")
    return f"{said} {pays}"


def _alt(result):
    """What the picture shows: each dot by its cost and its noise, and not by one of them."""
    few, *_, many = zip(result.clock, result.clock_noise, strict=True)
    daily = result.daily
    return (
        "Each rule is a dot: right for its mean cost, up for the noise that it leaves, with bars "
        "of two standard errors. Low and left is good. The clock goes from "
        f"cost {few[0]:.1f} and noise {few[1]:.0f} with 6 hedges to "
        f"cost {many[0]:.1f} and noise {many[1]:.0f} with 240; daily is at "
        f"cost {daily[0]:.1f} and noise {daily[1]:.0f}; this rule at "
        f"cost {result.cost:.1f} and noise {result.noise:.0f}."
    )


def _reached(side):
    return lambda values, result: (
        result.side == side and result.world == "spread" and result.rule != "clock"
        and result.noise <= 104 and result.cost <= 14.5
    )  # fmt: skip


rules = Lab(
    "Rules",
    Choice("rule", "Rule", {label: name for name, label in NAMES.items()}, "clock"),
    Slider("setting", "Setting", 3, 1, 6, 1, help="1 trades least, 6 trades most"),
    Choice("side", "You have", {"bought the straddles": 1, "sold the straddles": -1}, 1),
    Choice("world", "You pay", {"a half spread of 5 bp": "spread", "0.50 a trade": "fee"},
           "spread"),
    charts=[
        Chart("plane", "2,000 months: cost, and the noise that is left",
              "noise: standard deviation of the result", "mean cost (currency)", ylim=(0, 320)),
    ],
    size=(9.6, 5.0),
    compute=_compute,
    draw=_draw,
    say=_say,
    alt=_alt,
    puzzles=[
        Puzzle(
            "As the owner: noise of 104 or less, for 14.50 or less.",
            _reached(1),
            lambda result: f"{NAMES[result.rule]}: {result.cost:.2f} and {result.noise:.1f}. Daily "
            f"pays {result.daily[0]:.2f} for {result.daily[1]:.1f}.",
            answer={"rule": "whalley", "setting": 4},
            reveals=("side",),
        ),
        Puzzle(
            "As the seller: the same goal. Which rule reaches it now?",
            _reached(-1),
            lambda result: f"{NAMES[result.rule]}: {result.cost:.2f} and {result.noise:.1f}, on "
            "these months. About there it lies lower than the other formula, on both sides.",
            answer={"rule": "zakamouline", "setting": 4, "side": -1},
            reveals=("world",),
        ),
    ],
    memory=Remembered("06.rules", "06.3"),
)  # fmt: skip
