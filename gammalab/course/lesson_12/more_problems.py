"""The last problems of lesson 12: pieces of a rule, and a rule (`problems` has the others)."""

from __future__ import annotations

import numpy as np

from gammalab.check import exercise
from gammalab.check.engine import problem

from .handed_in import check_policy


def _so_far(rng):
    """Prices so far, all times of the month, uneven, and what was paid."""
    n = int(rng.integers(2, 7))
    known = int(rng.integers(1, n + 1))
    times = np.r_[0.0, np.cumsum(rng.uniform(0.001, 0.02, n))].round(4)
    past = np.round(100 * np.exp(np.cumsum(np.r_[0.0, rng.normal(0, 0.03, known - 1)])), 2)
    return past, times, float(rng.choice([0.2, 0.4])), int(rng.choice([5, 20]))


def _vol(happened=None, mix=None, first=float):
    """The volatility so far, leaning on the one paid; the arguments make mistakes."""
    happened = happened or (lambda r, t, n: np.sum(r**2) / t[n])
    mix = mix or (lambda v, s2, n, w: np.sqrt((w * v**2 + n * s2) / (w + n)))

    def vol_so_far(past, times, start, weight):
        n = len(past) - 1
        if n == 0:
            return first(start)
        r = np.diff(np.log(past))
        return float(mix(start, happened(r, np.asarray(times), n), n, weight))

    return vol_so_far


def _price_steps(past, times, start, weight):
    """Squared differences of prices, in the place of moves."""
    n = len(past) - 1
    seen = np.sum(np.diff(past) ** 2) / times[n] if n else 0.0
    return float(np.sqrt((weight * start**2 + n * seen) / (weight + n)))


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
        (_vol(lambda r, t, n: np.mean(r**2) / t[n]),
         "there is an n missing: add the squares up, and let what happened count like n moves"),
        (_vol(lambda r, t, n: np.mean(r**2 / np.diff(t[: n + 1]))),
         "add the squares up first: so a short step weighs as much as a long one"),
        (_vol(lambda r, t, n: np.sum(r**2)), "a variance a year: divide by the time gone by"),
        (_vol(lambda r, t, n: np.sum(r) ** 2 / t[n]), "square each move, then add them up"),
        (_vol(lambda r, t, n: 252 * np.mean(r**2)),
         "a step is no trading day: divide by the time gone by"),
        (_vol(lambda r, t, n: 365 * np.mean(r**2)), "a step is no day: divide by the time gone by"),
        (_vol(mix=lambda v, s2, n, w: (w * v + n * np.sqrt(s2)) / (w + n)),
         "variances are averaged, not volatilities"),
        (_vol(mix=lambda v, s2, n, w: np.sqrt((w * v + n * s2) / (w + n))), "square `start`"),
        (_vol(mix=lambda v, s2, n, w: np.sqrt(s2)),
         "after two moves you trust two moves: lean on `start`"),
        (_vol(mix=lambda v, s2, n, w: v), "the moves are left out"),
        (_vol(mix=lambda v, s2, n, w: (w * v**2 + n * s2) / (w + n)), "the root is missing"),
        (_vol(mix=lambda v, s2, n, w: np.sqrt((w * v**2 + (n + 1) * s2) / (w + n + 1))),
         "n prices have one move fewer"),
        (_vol(mix=lambda v, s2, n, w: np.sqrt((w * v**2 + s2) / (w + 1))),
         "what happened counts like the n moves seen, not like one"),
        (_vol(mix=lambda v, s2, n, w: np.sqrt((n * v**2 + w * s2) / (w + n))),
         "the weights are swapped"),
        (_vol(mix=lambda v, s2, n, w: np.sqrt((w * v**2 + n * s2) / w)),
         "divide by all the weights, `weight + n`"),
        (_vol(mix=lambda v, s2, n, w: np.sqrt((w * 0.3**2 + n * s2) / (w + n))),
         "what was paid is `start`: it is not always 30 %"),
        (_vol(mix=lambda v, s2, n, w: np.sqrt((v**2 + s2) / 2)),
         "weigh them: `weight` moves for `start`, one for each move seen"),
        (_vol(lambda r, t, n: np.sum(r**2) / (t[n] - t[n - 1])),
         "divide by the time since the start, not by the last step"),
        (_vol(lambda r, t, n: np.sum(r**2 / np.diff(t[: n + 1]))),
         "add the squares up, then divide by the time that all of them took"),
        (_vol(lambda r, t, n: np.sqrt(np.sum(r**2) / t[n])),
         "`happened` is a variance: no root yet"),
        (_vol(lambda r, t, n: n * np.var(r, ddof=1) / t[n] if n > 1 else 0.0),
         "a variance about zero, and no ddof"),
        (_vol(mix=lambda v, s2, n, w: np.sqrt(w * v**2 + n * s2) / (w + n)),
         "divide first: the root is of all of it"),
        (_price_steps, "log moves, not differences of prices"),
        (_vol(first=lambda start: 0.0), "without a move nothing was seen: return `start`"),
        (_vol(first=lambda start: start**2), "`start` is a volatility already: no square of it"),
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


def _rim(width=_width, about=lambda n: n, to=None, out=lambda new, hedge: new):
    """The hedge to hold; the arguments make mistakes."""

    def band(hedge, neutral, spot, gamma, spread, aversion):
        w, n = width(spot, gamma, spread, aversion), about(neutral)
        new = np.minimum(np.maximum(hedge, n - w), n + w) if to is None else to(hedge, n, w)
        return float(out(new, hedge))

    return band


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
        (_rim(width=lambda s, g, k, a: 1.5 * k * s * g**2 / a / 3),
         "`** 1 / 3` divides by 3: the third root is `** (1 / 3)`"),
        (_rim(width=lambda s, g, k, a: 1.5 * np.cbrt(k * s * g**2 / a)),
         "1.5 stands under the root, too"),
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
        (_rim(to=lambda h, n, w: min(h, n + w)), "the band has a lower rim, too"),
        (_rim(to=lambda h, n, w: max(h, n - w)), "the band has an upper rim, too"),
        (_rim(to=lambda h, n, w: min(max(h, -w), w)), "the band lies about `neutral`, not about 0"),
        (_rim(to=lambda h, n, w: n), "that is every step: there is no band"),
        (_rim(to=lambda h, n, w: h), "that never trades"),
        (_rim(about=lambda n: -n), "`neutral` is minus the delta already"),
        (_rim(to=lambda h, n, w: h + np.sign(n - h) * w if abs(h - n) > w else h),
         "back to the rim, however far that is; not by its width"),
        (_rim(to=lambda h, n, w: n + np.sign(h - n) * w),
         "within the band nothing is traded: hold what you hold"),
        (_rim(to=lambda h, n, w: n if abs(h - n) <= w else h),
         "the other way round: within the band nothing is traded"),
        (_rim(to=lambda h, n, w: min(max(h - n, -w), w)),
         "the hedge to hold, not its distance from `neutral`"),
        (_rim(width=lambda s, g, k, a: 2 * _width(s, g, k, a)),
         "the third root is the width to either side: not twice"),
        (_rim(width=lambda s, g, k, a: _width(s, g, k / 2, a)),
         "the spread is a half spread already: no half of it again"),
        *[(_rim(width=lambda s, g, k, a, p=p: (1.5 * k * s * g**2 / a) ** p),
           f"`** {p}` is no third root: write `** (1 / 3)`, or np.cbrt")
          for p in (0.33, 0.333, 0.3333)],
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
        (lambda spots: 1e4 / np.asarray(spots, float),
         "it begins at its own first price, not at 100"),
        (lambda spots: np.r_[spots[0], np.asarray(spots[:-1], float) ** 2 / spots[1:]],
         "each price follows the mirror's last price, not the path's"),
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
        (lambda spots: spots[0] * np.exp(
            -np.r_[0.0, np.cumsum(np.diff(spots) / np.asarray(spots, float)[:-1])]),
         "those are percentages: turn the log returns"),
        (lambda spots: -np.asarray(spots, float), "turn the returns, not the prices"),
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
