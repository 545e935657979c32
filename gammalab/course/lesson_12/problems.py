"""The problems of lesson 12: a score, a comparison, a rank that holds, and a look ahead."""

from __future__ import annotations

import numpy as np

from gammalab.check import exercise

from . import more_problems  # noqa: F401, for 12.5 to 12.8


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
        (_score(lambda x: np.var(x) * len(x)),
         "a variance is a mean: divide by the number of months"),
        (lambda x, cost: float(-np.mean(cost) - np.var(np.subtract(x, cost)) / 2),
         "the costs are in the profit already: take them off once"),
        (lambda x, cost: float(-np.mean(cost) - np.var(np.add(x, cost)) / 2),
         "the risk is that of the profit, which has paid the costs"),
        (lambda x, cost: float(np.mean(x) + np.mean(cost) - np.var(x) / 2),
         "the profit is not scored, before costs or after: what is charged is the cost"),
        (lambda x, cost: float(-np.mean(cost) - np.sum(np.square(x)) / 2),
         "a variance is a mean, and about the mean of these months"),
        (_score(lambda x: np.var(x, ddof=1), weight=1.0),
         "halve it, and leave ddof at 0"),
        (_score(lambda x: np.std(x, ddof=1)),
         "that is half a spread, and with ddof=1: half the variance, and ddof is 0"),
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


def _two_errors(a, b, cost_a, cost_b):
    """The errors of two scores, added up: more than the root of the sum of their squares."""
    first, second = _share(np.asarray(a), cost_a), _share(np.asarray(b), cost_b)
    error = (first.std(ddof=1) + second.std(ddof=1)) / len(first) ** 0.5
    return float(first.mean() - second.mean()), float(error)


def _errors_apart(a, b, cost_a, cost_b):
    """The errors of two scores, one less the other."""
    first, second = _share(np.asarray(a), cost_a), _share(np.asarray(b), cost_b)
    error = abs(first.std(ddof=1) - second.std(ddof=1)) / len(first) ** 0.5
    return float(first.mean() - second.mean()), float(error)


def _sum(a, b, cost_a, cost_b):
    """All months together, in place of a month."""
    mean, error = _told()(a, b, cost_a, cost_b)
    return mean * len(a), error * len(a)


def _own_variance(a, b, cost_a, cost_b):
    """The difference of two scores with ddof=1 in the scores, too."""
    _, error = _told()(a, b, cost_a, cost_b)
    apart = (np.var(b, ddof=1) - np.var(a, ddof=1)) / 2
    return float(np.mean(cost_b) - np.mean(cost_a) + apart), error


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
        (_two_errors, "both met the same months: take the parts from each other, then one error"),
        (_told(lambda x, cost: x), "these are profits, not scores: risk is left out"),
        (_told(lambda x, cost: x - (x - x.mean()) ** 2 / 2),
         "the profit holds luck and bets: what is charged is the cost"),
        (_told(lambda x, cost: x - cost), "these are profits, which have paid the costs already"),
        (_told(lambda x, cost: -((x - x.mean()) ** 2) / 2),
         "the costs are missing, or the same for both, or in all months"),
        (_own_variance, "a score divides by the number of months: ddof=1 is for the error"),
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
        (_told(lambda x, cost: _share(x - cost, cost)),
         "the costs are in the profits already: take them off once"),
        (_told(error=lambda d: 3 * d.std(ddof=1) / len(d) ** 0.5),
         "one error is asked: three are for a verdict"),
        (_sum, "the mean of the months, not their sum"),
        (_errors_apart, "take the parts from each other, not the errors; then one error"),
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
    gives={"best rank": "", "worst rank": ""},
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
        (lambda spots, step: float(np.ptp(spots)) if step else 0.0,
         "right at step 0; later it is the range of the whole month"),
        (lambda spots, step: float(np.max(spots[: step + 1]) - np.min(spots[: step + 2])),
         "the lowest price knows tomorrow's"),
        (lambda spots, step: float(np.max(spots[: step + 2]) - np.min(spots[: step + 1])),
         "the highest price knows tomorrow's"),
        (lambda spots, step: float(np.max(spots[: step + 1]) - spots[0]),
         "less the lowest price so far, not the first"),
        (lambda spots, step: float(np.max(spots[: step + 1]) - spots[step]),
         "less the lowest price so far, not the last"),
        (lambda spots, step: float(abs(spots[step] - spots[step - 1])) if step else 0.0,
         "of all prices so far, not of the last two"),
        (lambda spots, step: float(np.ptp(spots[:step])) if step else 0.0,
         "the price of this step is known: it belongs to it"),
        (lambda spots, step: float(np.ptp(spots[1 : step + 1])) if step else 0.0,
         "the first price is known, too: an index begins at 0"),
        (lambda spots, step: float(np.ptp(spots[step:])), "those are the prices to come"),
        (lambda spots, step: float(np.max(spots[: step + 1])), "the highest less the lowest"),
        (lambda spots, step: float(spots[step] - spots[0]), "a range, not a change"),
        (lambda spots, step: float(np.ptp(np.log(spots[: step + 1]))), "in currency, not in logs"),
        (lambda spots, step: float(np.ptp(spots[: step + 1]) / spots[0]),
         "in currency, not as a fraction"),
        (lambda spots, step: float(np.max(spots) - np.min(spots[: step + 1])),
         "the highest price is that of the whole month"),
        (lambda spots, step: float(np.max(spots[: step + 1]) - np.min(spots)),
         "the lowest price is that of the whole month"),
        (lambda spots, step: float(spots[0] - np.min(spots[: step + 1])),
         "the highest price so far, not the first, less the lowest"),
        (lambda spots, step: float(spots[step] - np.min(spots[: step + 1])),
         "the highest price so far, not the last, less the lowest"),
    ],
    hints=(
        "Which prices are known at this step? Count them at step 0.",
        "At step 0 one price is known, and the range is 0.",
        "A slice ends before its last number.",
    ),
    praise="a rule that sees tomorrow is rich until it trades.",
)  # fmt: skip
