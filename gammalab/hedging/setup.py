"""A run's inputs, checked: everything that `replay` was asked to do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..paths.prices import Paths
from ..pricing.book import Book

# Paths walked together: few enough for a core's cache (128 KB per array), many enough that numpy's
# cost per call, some 40 calls a step, is small beside the work. No result depends on it.
TOGETHER = 16_384


@dataclass(frozen=True)
class Setup:
    """Everything a run is made of, checked. `loop.steps` walks through it."""

    book: Book
    paths: Paths
    paid_vol: float
    hedge_vol: float | np.ndarray
    mark_vol: float | np.ndarray
    rate: float
    carry: float
    cash_rate: float
    policy: object
    costs: object
    entry_cost: bool
    exit_cost: bool
    venue: object
    funding: float | np.ndarray  # of the venue, in the shape of a volatility
    execution: object
    stop: object

    @cached_property
    def times(self):
        """The paths' times; rounding must not put the last one after the expiry."""
        return np.minimum(self.paths.times, self.book.first_expiry)

    def one_path(self, path: int) -> Setup:
        """The same run for one path alone."""
        paths = self.paths.pick(path)
        vols = {
            name: v if np.ndim(v) == 0 else v[path : path + 1]
            for name in ("hedge_vol", "mark_vol", "funding")
            for v in [getattr(self, name)]
        }
        return replace(self, **vols, paths=paths)

    def blocks(self):
        """Slices of paths that fit a core's cache together."""
        for start in range(0, self.paths.n_paths, TOGETHER):
            yield slice(start, min(start + TOGETHER, self.paths.n_paths))

    def premium(self, rows: slice):
        """Price of the book at the first time, at the volatility paid."""
        return self._value(self.paths.spots[rows, 0], self.paid_vol, 0.0)

    def option(self, rows: slice, k: int):
        """Value of the book at time k, at the marking volatility; its payoff if that is expiry."""
        vol = at_time(self.mark_vol, rows, k)
        return self._value(self.paths.spots[rows, k], vol, self.times[k])

    def _value(self, spot, vol, time):
        value = self.book.terms(spot, vol, time, self.rate, self.carry, ("price",))["price"]
        return np.broadcast_to(value, spot.shape)


def at_time(values, rows: slice, k: int):
    """A volatility or rate of a block at time k: a number, or a column of (n_paths, n_times)."""
    return values if np.ndim(values) == 0 else values[rows, k]
