"""Lesson 08: does knowing the dealers' gamma predict? Worlds in which the answer is known."""

from __future__ import annotations

from statistics import NormalDist
from types import SimpleNamespace

import numpy as np

BARS = 78  # bars of five minutes a day
LAST = 6  # of them in the last half hour
DAYS, FIT = 1000, 500  # days of a study; on the first ones it is fitted, on the rest it is judged
STUDIES, SEED = 40, 8
SPREAD, MEMORY = 0.20, 0.95  # of x from day to day
NEWS = 0.20 / np.sqrt(252 * BARS)  # of a bar, in log price
CLOSES = 21  # a month of them
MOOD, PATIENCE = 0.30, 0.98  # of the news, where it varies: spread of its log, and its memory
MOST = 0.85  # x stays within this


def days(
    *,
    known=1.0,
    spread=SPREAD,
    memory=MEMORY,
    late=False,
    impact=True,
    moods=False,
    studies=STUDIES,
):
    """Days of a market in which dealers hedge at once, or one bar late: (studies, days) each.

    known : the share of days on which the guess has the right sign; 0.5 knows nothing. impact :
    False for a market that does not answer to hedges. moods : news whose own volatility wanders
    slowly. Gives x, guess and bars (…, BARS).
    """
    rng = np.random.default_rng(SEED)
    x = np.clip(_wandering(rng.normal(0, spread, (studies, DAYS)), memory), -MOST, MOST)
    guess = x * np.where(rng.random(x.shape) < known, 1, -1)
    news = rng.normal(0, NEWS, (studies, DAYS, BARS))
    if moods:
        news *= np.exp(_wandering(rng.normal(0, MOOD, (studies, DAYS)), PATIENCE))[..., None]
    acts = x[..., None] if impact else np.zeros((1, 1, 1))
    if not late:
        return SimpleNamespace(x=x, guess=guess, bars=news / (1 + acts), late=False)
    bars = news.copy()
    for bar in range(1, BARS):
        bars[..., bar] -= acts[..., 0] * bars[..., bar - 1]
    return SimpleNamespace(x=x, guess=guess, bars=bars, late=True)


def _wandering(shocks, memory):
    """What comes back to zero slowly: (studies, days), with the spread of its shocks."""
    found = shocks.copy()
    for day in range(1, DAYS):
        found[:, day] = memory * found[:, day - 1] + np.sqrt(1 - memory**2) * shocks[:, day]
    return found


def at_the_end(*, known=1.0, spread=SPREAD, studies=STUDIES):
    """Days on which dealers hedge the whole day's move in the last half hour: as `days`."""
    world = days(known=known, spread=spread, impact=False, studies=studies)
    early = world.bars[..., :-LAST].sum(axis=-1)
    news = world.bars[..., -LAST:].sum(axis=-1)
    last = (news - world.x * early) / (1 + world.x)
    return SimpleNamespace(x=world.x, guess=world.guess, early=early, last=last)


def _fitted(columns, target):
    """Least squares on the first days; R^2 on the rest, against the mean of the first, a study."""
    found = []
    for k in range(len(target)):
        a = np.column_stack([np.ones(target.shape[1]), *(column[k] for column in columns)])
        line = np.linalg.lstsq(a[:FIT], target[k, :FIT], rcond=None)[0]
        off = target[k, FIT:] - a[FIT:] @ line
        mean = target[k, FIT:] - target[k, :FIT].mean()
        found.append(1 - np.sum(off**2) / np.sum(mean**2))
    return np.array(found)


def told(found) -> str:
    """R^2 out of sample in per cent: mean over studies, its error, and the spread of one study."""
    mean, spread = 100 * found.mean(), 100 * found.std(ddof=1)
    return f"{round(mean, 1) + 0.0:5.1f} % ({spread / np.sqrt(len(found)):.1f}; {spread:.1f})"


def brief(found) -> str:
    """R^2 as in `told`, without the spread of one study.

    >>> brief(np.array([0.01, 0.02, 0.03]))
    '2.0 % (0.6)'
    """
    return told(found).strip().split(";")[0] + ")"


def size(world):
    """R^2 of the size of the day's move from the guess."""
    return _fitted([_calm(world.guess)], np.abs(world.bars.sum(axis=-1)))


def direction(world):
    """R^2 of the day's move itself from the guess."""
    return _fitted([world.guess], world.bars.sum(axis=-1))


def measured(world):
    """R^2 of the volatility of the day's bars from the guess, by the closed form of the world."""
    wild = 1 / np.sqrt(1 - world.guess**2) if world.late else _calm(world.guess)
    return _fitted([wild], _realised(world))


def next_bar(world, guess=None):
    """R^2 of a bar from the bar before it times the guess, for all bars of a day."""
    found = []
    for told_x, bars in zip(world.guess if guess is None else guess, world.bars, strict=True):
        signal, answer = told_x[:, None] * bars[:, :-1], bars[:, 1:]
        slope = np.sum(signal[:FIT] * answer[:FIT]) / np.sum(signal[:FIT] ** 2)
        off = answer[FIT:] - slope * signal[FIT:]
        found.append(1 - np.sum(off**2) / np.sum(answer[FIT:] ** 2))
    return np.array(found)


def last_half_hour(world):
    """R^2 of the last half hour from the rest of the day times the guess."""
    return _fitted([world.guess * world.early], world.last)


def beside_yesterday(world):
    """(R^2 of the size of a day's move from yesterday's volatility; and from both)."""
    return _beside(world, _before(_realised(world)))


def beside_closes(world):
    """The same with what closes alone give, in place of five-minute bars: the root of the mean
    square of the 21 daily moves before."""
    sums = np.cumsum(np.pad(world.bars.sum(axis=-1) ** 2, ((0, 0), (1, 0))), axis=1)
    last = np.arange(1, DAYS)
    first = np.maximum(last - CLOSES, 0)
    seen = np.sqrt((sums[:, last] - sums[:, first]) / (last - first))
    return _beside(world, np.concatenate([seen[:, :1], seen], axis=1))


def beside_memory(world):
    """The same with yesterday's correlation of neighbours in place of yesterday's volatility: it
    has a sign, and where hedges come late it is -x. Read through the same closed form."""
    return _beside(world, _calm(np.clip(remembered(world), -MOST, MOST)))


def remembered(world):
    """What yesterday's bars say of x where hedges are late: minus their correlation."""
    bars = world.bars
    return -_before(np.sum(bars[..., 1:] * bars[..., :-1], -1) / np.sum(bars * bars, -1))


def power(found, days=DAYS - FIT):
    """How often a study of so many judged days finds a gain like these: two errors from zero."""
    spread = found.std(ddof=1) * np.sqrt((DAYS - FIT) / days)
    return NormalDist().cdf(float(found.mean() / spread) - 2)


def _beside(world, free):
    target = np.abs(world.bars.sum(axis=-1))
    return _fitted([free], target), _fitted([free, _calm(world.guess)], target)


def _before(series):
    return np.roll(series, 1, axis=1)  # the first day is one of a thousand


def _calm(guess):
    """What the closed form makes of a guess: 1 / (1 + x)."""
    return 1 / (1 + guess)


def _realised(world):
    return np.sqrt(np.mean(world.bars**2, axis=-1))
