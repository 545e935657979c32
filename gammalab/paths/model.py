"""What a model of the world must offer, and what those here share."""

from __future__ import annotations

import numpy as np

from .._validate import fail, numbers, one_number, positive, whole_number
from .clock import clock_of


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
