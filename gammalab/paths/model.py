"""What a model of the world must offer, and what those here share."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np

from .._validate import fail, numbers, one_number, positive, whole_number
from .clock import Clock, clock_of
from .prices import Paths


@runtime_checkable
class Model(Protocol):
    """A world to hedge in: it holds what happens, and `simulate` says what of it is to be seen.

    Any object with this method is one: `replay` takes its Paths, `monte_carlo` the model itself.
    Give the same paths for the same seed, and leave the first ones as they are when more are asked
    for; drawing by `gammalab.paths.streams.blocks` does both.

    >>> from gammalab import GBM
    >>> isinstance(GBM(vol=0.2), Model)
    True
    """

    def simulate(
        self, spot, horizon=None, steps=None, n_paths=1, seed=None, clock: Clock | None = None
    ) -> Paths:
        """`n_paths` Paths from `spot`, currency, over `horizon` years in equal `steps`, or at the
        times of a `clock`. seed: a whole number for the same paths each time; None for new ones.
        Errors: ValueError naming the argument."""


def start_of(spot, horizon, steps, n_paths, clock):
    """Checked arguments of a `simulate`: the clock, and spots with the first column filled."""
    spot = one_number("spot", spot, positive)
    clock = clock_of(horizon, steps, clock)
    spots = np.empty((whole_number("n_paths", n_paths), clock.times.size), order="F")
    spots[:, 0] = spot
    return clock, spots


def a_correlation(name, value) -> np.ndarray:
    """Between -1 and 1."""
    array = numbers(name, value)
    if np.any(np.abs(array) > 1):
        fail(name, value, "between -1 and 1")
    return array
