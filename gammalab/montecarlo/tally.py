"""Sums and counts that stand for many numbers: what is kept of a block of simulated P&L.

Tallies add up, so that a run of any length needs the memory of one. Moments are exact to rounding;
quantiles are read from bins that are narrow in proportion to their distance from zero, so that
none of them has to be chosen beforehand.

This module knows nothing of options or paths.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .._validate import fail

GRAIN = 1e-3  # relative width of a bin
LEAST = 1e-12  # the smallest size that has a bin of its own, in units of `size`
REACH = 70_000  # bins either side of zero: the last one begins at 2.5e18 units


@dataclass
class Tally:
    """A block, boiled down. "Units" are numbers, or means of pairs of them when antithetic."""

    n: int
    moments: np.ndarray  # mean, sum of squares about it, sum of cubes
    units: int
    centre: np.ndarray  # means of the units and of their control
    scatter: np.ndarray  # (2, 2) sums of products about the centre
    bins: np.ndarray  # those with something in them, -REACH ... REACH; None once opened
    counts: np.ndarray  # how many in each; once opened, for all bins
    ends: tuple  # least and most
    trading: np.ndarray | None  # sums of cost, turnover, trades
    pnl: np.ndarray | None

    def opened(self) -> Tally:
        """With room for all bins: what others can be added to."""
        counts = np.zeros(2 * REACH + 1, dtype=np.int64)
        counts[self.bins + REACH] = self.counts
        self.bins, self.counts, self.pnl = None, counts, None
        return self

    def add(self, other: Tally) -> Tally:
        """Take another block in. Source: Pebay, "Formulas for robust, one-pass parallel
        computation of covariances and arbitrary-order statistical moments" (Sandia, 2008)."""
        n, a, b = self.n + other.n, self.n, other.n
        (mean, m2, m3), (mean_b, m2_b, m3_b) = self.moments, other.moments
        gap = mean_b - mean
        m3 = m3 + m3_b + gap**3 * a * b * (a - b) / n**2 + 3 * gap * (a * m2_b - b * m2) / n
        m2 = m2 + m2_b + gap**2 * a * b / n
        self.n, self.moments = n, np.array([mean + gap * b / n, m2, m3])
        n, gap = self.units + other.units, other.centre - self.centre
        spread = np.outer(gap, gap) * (self.units * other.units / n)
        self.scatter = self.scatter + other.scatter + spread
        self.centre = self.centre + gap * (other.units / n)
        self.units = n
        self.counts[other.bins + REACH] += other.counts
        self.ends = min(self.ends[0], other.ends[0]), max(self.ends[1], other.ends[1])
        if other.trading is not None:
            self.trading = self.trading + other.trading
        return self


def tally(pnl, size, antithetic=False, keep=False, control=None, trading=None) -> Tally:
    """Boil a block down.

    pnl, control: (n,); antithetic: the second half holds the twins of the first. size: the unit of
    the bins. Errors: ValueError when the P&L is not finite.

    >>> total = tally(np.array([1.0, 3.0]), size=1.0).opened().add(tally(np.array([5.0]), size=1.0))
    >>> total.n, total.moments.tolist()
    (3, [3.0, 8.0, 0.0])
    """
    if not np.isfinite(pnl.sum()):
        fail("pnl", float(pnl[~np.isfinite(pnl)][0]), "finite on every path")
    values = np.stack([pnl, np.zeros_like(pnl) if control is None else control])
    units = values.reshape(2, 2, -1).mean(axis=1) if antithetic else values
    centre = units.mean(axis=1)
    # Not a matrix product: a threaded BLAS may add up in another order the next time.
    off, (a, b) = pnl - pnl.mean(), units - centre[:, None]
    scatter = np.array([[(a * a).sum(), (a * b).sum()], [(a * b).sum(), (b * b).sum()]])
    number = _bin(pnl / size)
    least = number.min()
    counts = np.bincount((number - least).astype(np.intp))  # np.unique would sort
    bins = np.flatnonzero(counts)
    bins, counts = bins + least, counts[bins]
    ends = float(pnl.min()), float(pnl.max())
    squares = off * off
    moments = np.array([pnl.mean(), squares.sum(), (squares * off).sum()])
    if antithetic:  # twins stand side by side in what is kept
        pnl = pnl.reshape(2, -1).T.ravel()
    kept = pnl if keep else None
    return Tally(pnl.size, moments, a.size, centre, scatter, bins, counts, ends, trading, kept)


def _bin(x):
    """Whole numbers that rise with x: 0 within LEAST of zero, else by the size's logarithm."""
    number = np.ceil(np.log(np.maximum(np.abs(x), LEAST) / LEAST) / GRAIN)
    return (np.sign(x) * np.minimum(number, REACH)).astype(np.int64)


def _edge(number):
    """The value that `number` bins from zero reach to."""
    return np.sign(number) * LEAST * np.exp(GRAIN * np.abs(number))


def quantile(q, counts, size, ends):
    """Quantiles of what was counted, within GRAIN of their own size; q: (...), 0 to 1.

    counts, ends: of an opened Tally; size: the unit of its bins.
    """
    below, n = np.cumsum(counts), counts.sum()
    rank = q * (n - 1) + 0.5  # the middle of the number in question
    at = np.searchsorted(below, rank)
    share = 1 - (below[at] - rank) / np.maximum(counts[at], 1)
    number = at - REACH
    low, high = _edge(number - (number > 0)), _edge(number + (number < 0))
    return np.clip(size * (low + share * (high - low)), *ends)
