"""Numbers beside the labs of lesson 12: months won, months needed, and the best of many."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

import gammalab as gl
from gammalab.course.errors import mean_and_error

from . import ranks
from .how_sure import shares
from .many import band_months, shares_of
from .playing import Ours, Played, play
from .rules import BAND, RULES, band_at, bets_on_trends, reads_trends, ww_width
from .worlds import DRAWN, world

SAMPLES = (11, 12, 13)


def against_once(months=4000, seed=12):
    """(share of months in which hedging once makes more than the band, scores, spreads): calm."""
    calm = world("calm", months, seed)
    once, band = (play(Ours(RULES[name]), calm) for name in ("once", BAND))
    won = float(np.mean(once.months > band.months))
    return won, (once.score, band.score), (once.spread, band.spread)


class Needed(NamedTuple):
    """How many months until a difference exceeds the floor by three errors, and its size."""

    size: float
    alone: float  # months for each rule, on months of its own
    paired: float  # the same months for both


def months_needed(a, b, of_world) -> Needed:
    """From 6,000 months of three samples; a unit is a pair of months that mirror each other."""
    one, other = (np.concatenate([shares(rule, of_world, s) for s in SAMPLES]) for rule in (a, b))
    size = float(one.mean() - other.mean())
    spreads = one.var(ddof=1) + other.var(ddof=1), (one - other).var(ddof=1)
    clear = abs(size) - ranks.FLOOR
    return Needed(size, *(2 * ranks.ERRORS**2 * float(v) / clear**2 for v in spreads))


def named_right(a, b, of_world, months=24) -> float:
    """The share of samples of so many months in which the first rule is ahead, on equal months."""
    n = months // 2
    apart = np.concatenate([shares(a, of_world, s) - shares(b, of_world, s) for s in SAMPLES])
    whole = apart[: apart.size // n * n].reshape(-1, n).mean(axis=1)
    return float(np.mean(whole > 0))


class Contest(NamedTuple):
    """Rules that do not differ, ranked on few months and on many others; scores, (rules,) each."""

    seen: np.ndarray
    fresh: np.ndarray
    ranges: tuple  # the ranks that the winner may have, on the months seen
    error: float  # of the winner's lead afterwards, against the rule that is in the middle there

    @property
    def winner(self) -> int:
        return int(np.argmax(self.seen))

    @property
    def lead(self) -> float:
        """Of the winner before the middle one, on the months seen."""
        return float(self.seen.max() - np.median(self.seen))

    @property
    def lead_afterwards(self) -> float:
        """Of the same rule, on the fresh months."""
        return float(self.fresh[self.winner] - np.median(self.fresh))

    @property
    def rank_afterwards(self) -> int:
        return int(np.sum(self.fresh > self.fresh[self.winner])) + 1


@lru_cache(maxsize=8)
def alike(rules=30, months=60, seed=12, fresh=1000) -> Contest:
    """Bands whose width wobbles with the price by up to a half, each in its own way: of no use."""
    rng = np.random.default_rng(30)
    speed, turn = rng.uniform(3.0, 9.0, (2, rules, 1))

    def factors(spot):
        return 1 + 0.5 * np.sin(speed * spot + turn)

    few, many = (
        [shares_of(one, *band_months(one, factors)) for one in (world(n, m, s) for n in DRAWN)]
        for m, s in ((months, seed), (fresh, seed + 1000))
    )
    table = {
        str(k): [Played("", True, one[k], one[k], np.empty((2, 0)), 0.0, 0.0, 0.0) for one in few]
        for k in range(rules)
    }
    seen, later = (np.mean([one.mean(axis=1) for one in played], axis=0) for played in (few, many))
    best, middle = int(np.argmax(seen)), int(np.argsort(later)[rules // 2])
    apart = [mean_and_error(one[best] - one[middle])[1] for one in many]
    error = float(np.sqrt(np.sum(np.square(apart))) / len(apart))
    return Contest(seen, later, ranks.rank_ranges(table)[str(best)], error)


def reading_depth(aversions=(0.35, 0.5, 0.75, 1.0, 1.5, 2.2), months=4000, seed=12):
    """The thin world: the best fixed band, and the best of those that widen as depth falls.

    Returns (fixed, reading, tighter), Played each, at the risk aversion where its score is best;
    "tighter" takes thin depth for a warning and narrows.
    """
    thin = world("thin", months, seed)
    found = []
    for power in (0.0, 1.0, -1.0):
        tried = [play(Ours(lambda _, a=a, p=power: _by_depth(a, p)), thin) for a in aversions]
        found.append(max(tried, key=lambda one: one.score))
    thin.kept.clear()
    return tuple(found)


def _by_depth(aversion, power):
    return lambda now: band_at(now, ww_width(now, 0.0005 * now.depth**-power, aversion))


@lru_cache(maxsize=2)
def by_years(names=("once", "every third", "every step", "1 % move", "measures volatility")):
    """Rules against the band over the real months: a Gap by name."""
    real = world("real months")
    band = [play(Ours(RULES[BAND]), real)]
    found = {name: ranks.gap([play(Ours(RULES[name]), real)], band) for name in names}
    real.kept.clear()
    return found


@lru_cache(maxsize=2)
def bettor(of_world="trending", months=2000, seed=12):
    """A bet on the next move, added to a hedge, in one world: (against the band, what the bet
    earned), a Gap each."""
    one = world(of_world, months, seed)
    bets, band = ([play(Ours(r), one)] for r in (lambda _: bets_on_trends, RULES[BAND]))
    one.kept.clear()
    return ranks.gap(bets, band), ranks.bet(bets)


def one_month(name):
    """(every day, every fifth day): the owner's profit with ten straddles in a real month."""
    start = {"February 2018": "2018-02", "June 2016": "2016-06"}[name]
    prices, vix = gl.markets.load("spx"), gl.markets.load_vol("vix")
    month = gl.markets.windows(prices, vol=vix, start=start, end=start)
    scaled = gl.Paths(month.times, 100 * month.spots / month.spots[:, :1])
    book = 10 * gl.straddle(100, month.horizon)
    runs = (
        gl.replay(book, scaled, paid_vol=month.vol, policy=gl.EveryN(n), costs=gl.HalfSpread(bps=2))
        for n in (1, 5)
    )
    return tuple(float(run.pnl[0]) for run in runs)


@lru_cache(maxsize=4)
def wrong_way(of_world, months=2000, seed=12):
    """Reading trends the wrong way round, against the band: a Gap."""
    one = world(of_world, months, seed)
    wrong = play(Ours(lambda _: lambda now: reads_trends(now, -1.0)), one)
    found = ranks.gap([wrong], [play(Ours(RULES[BAND]), one)])
    one.kept.clear()
    return found
