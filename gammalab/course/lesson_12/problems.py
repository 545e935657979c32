"""The problems of lesson 12: a score, a comparison, a rank that holds, and pieces of a rule."""

from __future__ import annotations

import numpy as np

from gammalab.check import exercise
from gammalab.check.engine import problem

from .handed_in import check_policy


def _months(rng):
    """A few months in noise units, and what they cost; sometimes all alike."""
    n = int(rng.integers(2, 7))
    cost = np.round(rng.uniform(0.05, 0.4, n), 2)
    if rng.random() < 0.15:
        return np.full(n, round(float(rng.uniform(-2, 2)), 2)), cost
    return np.round(rng.normal(-0.1, 1.5, n), 2), cost


def _score(spread=np.var, weight=0.5, sign=-1, paid=-1):
    """Minus the cost and half the variance; the arguments make mistakes."""
    return lambda x, cost: float(paid * np.mean(cost) + sign * weight * spread(x))


exercise(
    "12.1", "The score", "score(x, cost)",
    _score(),
    inputs=_months,
    gives={"score": "noise units"},
    mistakes=[
        (_score(np.std), "half the variance, not half the spread"),
        (_score(weight=1.0), "the half is missing"),
        (_score(weight=1.0, spread=np.std), "half the variance: that is the whole spread"),
        (_score(sign=1), "risk is charged, not paid out"),
        (_score(weight=0.0), "without a charge for risk gamblers win"),
        (_score(paid=0), "the cost is missing"),
        (_score(paid=1), "costs are charged, too"),
        (lambda x, cost: float(np.mean(x) - np.var(x) / 2),
         "the mean holds the price paid, and bets: what is charged is the cost"),
        (lambda x, cost: float(np.mean(x) - np.mean(cost) - np.var(x) / 2),
         "the profit is not scored, and has paid the costs already"),
        (lambda x, cost: float(-np.sum(cost) - np.var(x) / 2), "the mean cost, not the sum"),
        (lambda x, cost: float(-np.median(cost) - np.var(x) / 2), "the mean, not the median"),
        (lambda x, cost: float(-np.mean(cost) - np.mean(np.square(x)) / 2),
         "the variance is about the mean of these months, not about zero"),
        (_score(lambda x: np.var(x, ddof=1)), "divide by the number of months: ddof is 0 here"),
        (lambda x, cost: float(-np.mean(cost) - np.var(np.subtract(x, cost)) / 2),
         "the costs are in the profit already: take them off once"),
    ],
    hints=(
        "What does a month cost on average, and what do you take off for the risk?",
        "Half of the variance: the mean square of the distances from the mean.",
        "-np.mean(cost) - np.var(x) / 2",
    ),
    praise="gambles now have a price.",
)  # fmt: skip


def _pair(rng):
    """The same months with two rules: luck that both share, and a little of their own."""
    n = int(rng.integers(3, 9))
    luck, costs = rng.normal(0, 1.5, n), np.round(rng.uniform(0.05, 0.4, (2, n)), 2)
    first = np.round(luck + rng.normal(0.1, 0.4, n), 2)
    if rng.random() < 0.1:
        return first, first.copy(), costs[0], costs[0].copy()
    return first, np.round(luck + rng.normal(0, 0.4, n), 2), *costs


def _share(x, cost):
    return -cost - (x - x.mean()) ** 2 / 2


def _told(share=_share, error=lambda d: d.std(ddof=1) / len(d) ** 0.5, apart=None):
    """The difference of two scores and its error; the arguments make mistakes."""
    apart = apart or (lambda a, b, cost_a, cost_b: share(a, cost_a) - share(b, cost_b))

    def compare(a, b, cost_a, cost_b):
        d = apart(*(np.asarray(one, float) for one in (a, b, cost_a, cost_b)))
        return float(d.mean()), float(error(d))

    return compare


def _unpaired(a, b, cost_a, cost_b, ddof=1):
    first, second = _share(np.asarray(a), cost_a), _share(np.asarray(b), cost_b)
    error = (first.var(ddof=ddof) + second.var(ddof=ddof)) / len(first)
    return float(first.mean() - second.mean()), float(error**0.5)


def _about_both(a, b, cost_a, cost_b):
    m = (a.mean() + b.mean()) / 2
    return (cost_b - cost_a) - ((a - m) ** 2 - (b - m) ** 2) / 2


exercise(
    "12.2", "The same months", "compare(a, b, cost_a, cost_b)",
    _told(),
    points=2, form="gaps",
    inputs=_pair,
    gives={"difference": "noise units", "standard error": "noise units"},
    mistakes=[
        (_unpaired, "both met the same months: a rule against itself has an error of 0"),
        (lambda a, b, c, d: _unpaired(a, b, c, d, 0), "both met the same months; and ddof=1"),
        (_told(lambda x, cost: x), "these are profits, not scores: risk is left out"),
        (_told(lambda x, cost: x - (x - x.mean()) ** 2 / 2),
         "the profit holds luck and bets: what is charged is the cost"),
        (_told(lambda x, cost: -((x - x.mean()) ** 2) / 2), "the costs are missing"),
        (_told(lambda x, cost: cost - (x - x.mean()) ** 2 / 2), "the costs are turned, or swapped"),
        (_told(error=lambda d: d.std(ddof=1)), "that is the spread of one month, not of the mean"),
        (_told(error=lambda d: d.std(ddof=1) / len(d)), "the root of the number of months"),
        (_told(error=lambda d: d.std() / len(d) ** 0.5),
         "the mean was taken from these months: ddof=1"),
        (_told(error=lambda d: d.std(ddof=1) / (len(d) - 1) ** 0.5),
         "ddof=1 has the one less already: the root of all months"),
        (_told(error=lambda d: d.var(ddof=1) / len(d)), "the root is missing"),
        (_told(apart=lambda a, b, c, d: _share(b, d) - _share(a, c)), "the first less the second"),
        (_told(lambda x, cost: -cost - x**2 / 2), "a month's distance is from the rule's own mean"),
        (_told(apart=_about_both), "each rule has a mean of its own"),
        (_told(apart=lambda a, b, c, d: _share(a - b, c - d)),
         "that is the score of the difference: take the parts of two scores from each other"),
        (_told(lambda x, cost: -cost - (x - x.mean()) ** 2), "the half is missing"),
        (_told(lambda x, cost: -cost + (x - x.mean()) ** 2 / 2), "risk is charged, not paid out"),
    ],
    hints=(
        "A month's part of the score: minus its cost, minus half its squared distance from the "
        "mean.",
        "Take the parts from each other, month by month: one list.",
        "The error of its mean is its standard deviation (ddof=1) over the root of its length.",
    ),
    praise="the luck that both share has gone.",
)  # fmt: skip

LENGTHS = (1, 2, 4, 7)


def _rivals(rng):
    """A rule against others; some exactly at the floor, some copies of it."""
    n = int(rng.choice(LENGTHS))
    floor, z = float(rng.choice([0.0078125, 0.015625])), float(rng.choice([2.0, 3.0]))
    errors = rng.choice([0.0, 0.0078125, 0.015625], n)
    apart = rng.choice([-1.0, 1.0], n) * rng.choice([0.0, 0.001, 0.0078125, 0.03125, 0.0625], n)
    return apart, errors, z, floor


def _ranks(clear=lambda d, e, z, floor: np.abs(d) - z * e > floor, ends=lambda a, b, n: (1 + b,
           n + 1 - a)):  # fmt: skip
    """Best and worst rank; the arguments make mistakes."""

    def rank_range(apart, errors, z, floor):
        d, e = np.asarray(apart, float), np.asarray(errors, float)
        sure = clear(d, e, z, floor)
        ahead, behind = int(np.sum(sure & (d > 0))), int(np.sum(sure & (d < 0)))
        return ends(ahead, behind, len(d))

    return rank_range


exercise(
    "12.3", "The ranks that are possible", "rank_range(apart, errors, z, floor)",
    _ranks(),
    points=2, form="order", n=60,
    inputs=_rivals,
    gives={"best rank": "ranks", "worst rank": "ranks"},
    mistakes=[
        (_ranks(ends=lambda a, b, n: (1 + b, n - a)), "with you there is one rule more"),
        (_ranks(ends=lambda a, b, n: (1 + b, 1 + b)), "those that are level may stand before you"),
        (_ranks(clear=lambda d, e, z, floor: np.abs(d) - e > floor), "z errors, not one"),
        (_ranks(clear=lambda d, e, z, floor: np.abs(d) > z * e),
         "the floor is missing: a copy parts from itself by rounding"),
        (_ranks(clear=lambda d, e, z, floor: np.abs(d) - z * e >= floor),
         "exactly at the floor is level"),
        (_ranks(clear=lambda d, e, z, floor: np.abs(d) > floor),
         "the errors are missing: within them all is noise"),
        (_ranks(clear=lambda d, e, z, floor: np.abs(d) + z * e > floor),
         "errors make you less sure: take them off"),
        (_ranks(clear=lambda d, e, z, floor: np.abs(d) > np.maximum(floor, z * e)),
         "both together: the difference must exceed the floor by z errors"),
        (_ranks(clear=lambda d, e, z, floor: np.abs(d) - z * e - floor > floor),
         "the floor is taken twice"),
        (_ranks(ends=lambda a, b, n: (1 + a, n + 1 - b)),
         "those that are surely ahead of you push your best rank down"),
        (_ranks(ends=lambda a, b, n: (b, n - a)), "ranks begin at 1, and you count, too"),
    ],
    hints=(
        "First find the rivals from which you are surely apart.",
        "Best rank: one after all that are surely ahead of you.",
        "Worst rank: all the rivals and you, less those that are surely behind you.",
    ),
    praise="no noise turns such a rank.",
)  # fmt: skip


def _path(rng):
    """Prices of a whole month, and the step at which a policy is asked."""
    n = int(rng.integers(3, 9))
    spots = np.round(100 * np.exp(np.cumsum(rng.normal(0, 0.02, n))), 2)
    return spots, int(rng.integers(0, n - 1))


exercise(
    "12.4", "Find the bug", "range_so_far(spots, step)",
    lambda spots, step: float(np.ptp(spots[: step + 1])),
    points=2, form="bug", n=30,
    inputs=_path,
    gives={"range": "currency"},
    mistakes=[
        (lambda spots, step: float(np.ptp(spots[: step + 2])), "that one price is tomorrow's"),
        (lambda spots, step: float(np.ptp(spots[: step + 2])) if step else 0.0,
         "right at step 0; later tomorrow's price is still in it"),
        (lambda spots, step: float(np.ptp(spots)), "that is the range of the whole month"),
        (lambda spots, step: float(np.ptp(spots[:step])) if step else 0.0,
         "the price of this step is known: it belongs to it"),
        (lambda spots, step: float(np.ptp(spots[1 : step + 1])) if step else 0.0,
         "the first price is known, too: an index begins at 0"),
        (lambda spots, step: float(np.ptp(spots[step:])), "those are the prices to come"),
        (lambda spots, step: float(np.max(spots[: step + 1])), "the highest less the lowest"),
        (lambda spots, step: float(spots[step] - spots[0]), "a range, not a change"),
        (lambda spots, step: float(np.ptp(np.log(spots[: step + 1]))), "in currency, not in logs"),
    ],
    hints=(
        "Which prices are known at this step? Count them at step 0.",
        "At step 0 one price is known, and the range is 0.",
        "A slice ends before its last number.",
    ),
    praise="a rule that sees tomorrow is rich until it trades.",
)  # fmt: skip


def _so_far(rng):
    """Prices so far, all times of the month, uneven, and what was paid."""
    n = int(rng.integers(2, 7))
    known = int(rng.integers(1, n + 1))
    times = np.r_[0.0, np.cumsum(rng.uniform(0.001, 0.02, n))].round(4)
    past = np.round(100 * np.exp(np.cumsum(np.r_[0.0, rng.normal(0, 0.03, known - 1)])), 2)
    return past, times, float(rng.choice([0.2, 0.4])), int(rng.choice([5, 20]))


def _vol(happened=None, mix=None):
    """The volatility so far, leaning on the one paid; the arguments make mistakes."""
    happened = happened or (lambda r, t, n: np.sum(r**2) / t[n])
    mix = mix or (lambda v, s2, n, w: np.sqrt((w * v**2 + n * s2) / (w + n)))

    def vol_so_far(past, times, start, weight):
        n = len(past) - 1
        if n == 0:
            return float(start)
        r = np.diff(np.log(past))
        return float(mix(start, happened(r, np.asarray(times), n), n, weight))

    return vol_so_far


exercise(
    "12.5", "Volatility so far", "vol_so_far(past, times, start, weight)",
    _vol(),
    points=2, form="gaps",
    inputs=_so_far,
    gives={"volatility": "a year"},
    mistakes=[
        (_vol(lambda r, t, n: np.sum(r**2) / (n * t[1])),
         "steps are uneven: divide by the time gone by, not by the first step"),
        (_vol(lambda r, t, n: np.sum(r**2) / t[-1]),
         "`times[-1]` is the end of the month: take the time gone by"),
        (_vol(lambda r, t, n: np.sum(r**2) / t[n - 1] if n > 1 else np.inf),
         "the time of now is `times[n]`, with n moves"),
        (_vol(lambda r, t, n: np.sum(np.expm1(r) ** 2) / t[n]), "log moves, not percentages"),
        (_vol(lambda r, t, n: n * np.var(r) / t[n]), "no mean is taken off"),
        (_vol(lambda r, t, n: np.mean(r**2) / t[n]), "the sum of the squares, not their mean"),
        (_vol(mix=lambda v, s2, n, w: (w * v + n * np.sqrt(s2)) / (w + n)),
         "variances are averaged, not volatilities"),
        (_vol(mix=lambda v, s2, n, w: np.sqrt((w * v + n * s2) / (w + n))), "square `start`"),
        (_vol(mix=lambda v, s2, n, w: np.sqrt(s2)),
         "after two moves you trust two moves: lean on `start`"),
        (_vol(mix=lambda v, s2, n, w: v), "the moves are left out"),
        (_vol(mix=lambda v, s2, n, w: (w * v**2 + n * s2) / (w + n)), "the root is missing"),
        (_vol(mix=lambda v, s2, n, w: np.sqrt((w * v**2 + (n + 1) * s2) / (w + n + 1))),
         "n prices have one move fewer"),
        (_vol(mix=lambda v, s2, n, w: np.sqrt((v**2 + s2) / 2)),
         "weigh them: `weight` moves for `start`, one for each move seen"),
    ],
    hints=(
        "Squared log moves, added up, over the time that they took: a variance a year.",
        "Weigh two variances: `weight` for start**2, the number of moves for what happened.",
        "sqrt((weight * start**2 + n * happened) / (weight + n)), and `start` before any move.",
    ),
    praise="it begins at what was paid, and learns.",
)  # fmt: skip


def _width(spot, gamma, spread, aversion):
    return np.cbrt(1.5 * spread * spot * gamma**2 / aversion)


def _rim(width=_width, neutral=lambda n: n, to=None, out=lambda new, hedge: new):
    """The hedge to hold; the arguments make mistakes."""

    def band(hedge, neutral_, spot, gamma, spread, aversion):
        w, n = width(spot, gamma, spread, aversion), neutral(neutral_)
        new = np.minimum(np.maximum(hedge, n - w), n + w) if to is None else to(hedge, n, w)
        return float(out(new, hedge))

    return lambda hedge, neutral, spot, gamma, spread, aversion: band(
        hedge, neutral, spot, gamma, spread, aversion
    )


exercise(
    "12.6", "A band that reads the spread",
    "hedge_to_hold(hedge, neutral, spot, gamma, spread, aversion)",
    _rim(),
    points=2, n=40,
    inputs=dict(hedge=(-1.0, 1.0), neutral=(-1.0, 1.0), spot=(80.0, 120.0), gamma=(-0.15, 0.15),
                spread=[0.0005, 0.001, 0.005], aversion=[0.1, 0.75, 1.5]),
    boundaries=[dict(gamma=0.0), lambda case: dict(hedge=case.neutral),
                lambda case: dict(hedge=case.neutral + 0.01)],
    gives={"hedge": "units"},
    mistakes=[
        (_rim(to=lambda h, n, w: n if abs(h - n) > w else h),
         "to the rim of the band, not to its middle: less to pay"),
        (_rim(width=lambda s, g, k, a: 1.5 * k * s * g**2 / a), "take the third root of it"),
        (_rim(width=lambda s, g, k, a: np.sqrt(1.5 * k * s * g**2 / a)),
         "that is the second root: take the third"),
        (_rim(width=lambda s, g, k, a: np.cbrt(1.5 * k * s * g / a)),
         "gamma is squared: a seller's width must not be negative"),
        (_rim(width=lambda s, g, k, a: np.cbrt(1.5 * k * s * abs(g) / a)),
         "its square, not its size"),
        (_rim(width=lambda s, g, k, a: np.cbrt(k * s * g**2 / a)), "1.5 is missing"),
        (_rim(width=lambda s, g, k, a: _width(s, g, k, a) / 2),
         "the third root is the half-width already"),
        (_rim(width=lambda s, g, k, a: _width(s, g, 1e4 * k, a)),
         "the spread is a fraction, not in basis points"),
        (_rim(to=lambda h, n, w: n + np.sign(n - h) * w if abs(h - n) > w else h),
         "to the nearer rim, not to the far one"),
        (_rim(width=lambda s, g, k, a: np.cbrt(1.5 * 0.0005 * s * g**2 / a)),
         "read the spread: it is not always 5 bp"),
        (_rim(width=lambda s, g, k, a: np.cbrt(1.5 * k * s * g**2 * a)),
         "who fears risk more has a narrower band"),
        (_rim(width=lambda s, g, k, a: np.cbrt(1.5 * k * g**2 / a)), "the spot is missing"),
        (_rim(out=lambda new, hedge: new - hedge), "the hedge to hold, not the trade"),
        (_rim(to=lambda h, n, w: n), "that is every step: there is no band"),
        (_rim(to=lambda h, n, w: h), "that never trades"),
        (_rim(neutral=lambda n: -n), "`neutral` is minus the delta already"),
    ],
    hints=(
        "Within the band nothing is traded; beyond it, back to the rim.",
        "Half-width: the third root of 1.5 * spread * spot * gamma**2 / aversion.",
        "np.clip(hedge, neutral - width, neutral + width)",
    ),
    praise="that is a whole policy, but for its first step.",
)  # fmt: skip


def _prices(rng):
    n = int(rng.integers(2, 7))
    return (np.round(rng.choice([1.0, 50.0, 100.0]) * np.exp(
        np.r_[0.0, np.cumsum(rng.normal(0, 0.3, n))]), 2),)  # fmt: skip


exercise(
    "12.7", "The mirror path", "mirror(spots)",
    lambda spots: np.asarray(spots[0], float) ** 2 / np.asarray(spots, float),
    inputs=_prices,
    gives={"prices": "currency"},
    mistakes=[
        (lambda spots: 2 * spots[0] - np.asarray(spots, float),
         "such prices can fall below zero: turn the log returns, not the differences"),
        (lambda spots: np.asarray(spots, float)[::-1], "that is the path backwards"),
        (lambda spots: 1 / np.asarray(spots, float), "the first price must stay"),
        (lambda spots: spots[0] / np.asarray(spots, float),
         "those are ratios: make prices of them"),
        (lambda spots: np.asarray(spots, float), "nothing was turned"),
        (lambda spots: np.asarray(spots[-1], float) ** 2 / np.asarray(spots, float),
         "it begins at the same price, not at the last one"),
        (lambda spots: -np.log(np.asarray(spots, float) / spots[0]),
         "those are its log returns from the start: make prices of them"),
        (lambda spots: spots[0] * np.cumprod(
            np.r_[1.0, 1 - np.diff(spots) / np.asarray(spots, float)[:-1]]),
         "turn the log returns, not the percentages: half and double are mirror images"),
        (lambda spots: spots[0] * np.exp(-np.r_[0.0, np.diff(np.log(spots))]),
         "returns add up: each price has all the turned moves before it"),
    ],
    hints=(
        "A rise by a factor becomes a fall by the same factor.",
        "From S₀ to S is the factor S / S₀. Its mirror is S₀ / S.",
        "spots[0]**2 / spots, with arrays.",
    ),
    praise="up and down now come in equal log steps.",
)  # fmt: skip


problem(
    "12.8", "Your rule", signature="policy(now)", points=2, seconds=30.0,
    hints=(
        "Begin with the band of lesson 06, and see that it is level with itself.",
        "`np.clip(now.hedge, now.neutral - width, now.neutral + width)`; at step 0 `now.neutral`.",
        "Three steps further are in fold 1 of the lesson.",
    ),
)(check_policy)  # fmt: skip
