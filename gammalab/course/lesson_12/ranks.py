"""Which rules the data can part: paired differences, and the ranks that they leave possible.

No rule is called above another unless the difference exceeds `FLOOR` by more errors than the best
of so many comparisons shows by luck. Two such verdicts never contradict each other in practice;
a plain order of scores does. This module knows nothing of worlds or rules.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from gammalab.course.errors import mean_and_error

from .playing import Played

FLOOR = 0.01  # noise units: less is no difference, however sure
SURE = 0.05  # the chance that any verdict of a whole table is wrong
ERRORS = 3.0  # standard errors, where two rules alone are held against each other
LEVEL = f"{FLOOR:g} by {ERRORS:g} standard errors"  # what two rules that are parted differ by


class Gap(NamedTuple):
    """A difference of two scores, and its standard error."""

    size: float
    error: float

    def verdict(self, errors=ERRORS) -> str:
        """Of the first rule: "ahead", "behind", or "level" where the data cannot part them.

        >>> Gap(0.05, 0.01).verdict(), Gap(0.05, 0.02).verdict(), Gap(1e-15, 1e-17).verdict()
        ('ahead', 'level', 'level')
        """
        if abs(self.size) - errors * self.error > FLOOR:
            return "ahead" if self.size > 0 else "behind"
        return "level"


def errors_for(rules: int) -> float:
    """Standard errors that part two of so many rules (Bonferroni: 5 % for all pairs together).

    >>> round(errors_for(2), 2), round(errors_for(20), 2)
    (1.96, 3.65)
    """
    return NormalDist().inv_cdf(1 - SURE / (rules * (rules - 1))) if rules > 1 else 0.0


def gap(one: list[Played], other: list[Played], what="shares") -> Gap:
    """The first rule's score less the other's, over the same worlds, path by path; or its "bets"
    less the other's."""
    sizes, squares = [], []
    for mine, theirs in zip(one, other, strict=True):
        apart = getattr(mine, what) - getattr(theirs, what)
        sizes.append(apart.mean())
        squares.append(apart.var(ddof=1) / apart.size)
    return Gap(float(np.mean(sizes)), float(np.sqrt(np.sum(squares)) / len(sizes)))


def ranked(played: list[Played]) -> list[Played]:
    """Those worlds that count in the score."""
    return [one for one in played if one.ranked]


def score(played: list[Played]) -> Gap:
    """The mean over the worlds that count, and its error."""
    count = ranked(played)
    error = np.sqrt(np.sum([one.error**2 for one in count])) / len(count)
    return Gap(float(np.mean([one.score for one in count])), float(error))


def bet(played: list[Played]) -> Gap:
    """What delta beyond neutral earned in the worlds that count, a month, and its error."""
    sizes, errors = np.transpose([mean_and_error(one.bets) for one in ranked(played)])
    return Gap(float(sizes.mean()), float(np.sqrt(np.sum(errors**2)) / len(sizes)))


def verdicts(table: dict[str, list[Played]], rules=None) -> dict[tuple[str, str], str]:
    """For each pair of names: whether the first is ahead, behind or level.

    rules: how many were handed in; None: as many as are here. One that failed still counts, so that
    nobody's verdicts depend on it.
    """
    errors = errors_for(len(table) if rules is None else rules)
    counted = {name: ranked(played) for name, played in table.items()}
    turned = {"ahead": "behind", "behind": "ahead", "level": "level"}
    found, names = {}, list(counted)
    for k, one in enumerate(names):
        for other in names[k + 1 :]:
            said = gap(counted[one], counted[other]).verdict(errors)
            found[one, other], found[other, one] = said, turned[said]
    return found


def rank_ranges(table: dict[str, list[Played]], rules=None) -> dict[str, tuple[int, int]]:
    """The best and the worst rank that each rule may have. rules: as for `verdicts`."""
    said = verdicts(table, rules)
    ranges = {}
    for name in table:
        mine = [said[name, other] for other in table if other != name]
        ranges[name] = 1 + mine.count("behind"), len(table) - mine.count("ahead")
    return ranges


def in_order(table) -> list[str]:
    """Names by score, the highest first. Neighbours need not be parted."""
    return sorted(table, key=lambda name: -score(table[name]).size)


def in_errors(mine: list[Played], theirs: list[Played]) -> list[float]:
    """A rule against another, world by world, in standard errors; 0 within the floor."""
    found = []
    for one, other in zip(mine, theirs, strict=True):
        size, error = gap([one], [other])
        found.append(size / error if abs(size) > FLOOR and error > 0 else 0.0)
    return found
