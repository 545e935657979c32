"""How well a figure of many months is known: standard errors of a mean, and of a spread.

Two rules on equal paths are compared month by month: take one's months off the other's first.
"""

from __future__ import annotations

import numpy as np


def mean_and_error(values) -> tuple[float, float]:
    """The mean over months, and its standard error.

    >>> mean_and_error(np.array([1.0, 3.0]))
    (2.0, 1.0)
    """
    return float(np.mean(values)), float(np.std(values, ddof=1) / np.sqrt(len(values)))


def spread_by_month(values) -> np.ndarray:
    """What each month says of the spread: an array whose mean is the standard deviation.

    Its standard error is that of the standard deviation, whatever the law of the months is; the
    shorter formula, spread over the root of 2n, is for normal ones, and too small with fat tails.
    So sums with a mean in them, and differences on equal paths, have their errors, too:
    ``mean_and_error(spread_by_month(a) - spread_by_month(b))``.

    >>> spread_by_month([1.0, 3.0, 5.0]).round(3).tolist()
    [2.333, 1.333, 2.333]
    """
    off = np.asarray(values, dtype=float) - np.mean(values)
    spread = np.sqrt(np.sum(off**2) / (len(off) - 1))
    if spread == 0:
        return np.zeros_like(off)
    # To first order a month moves the root of the variance by half its square over the root.
    return spread + (off**2 - np.mean(off**2)) / (2 * spread)


def spread_and_error(values) -> tuple[float, float]:
    """The standard deviation over months, and its standard error, from their fourth moment.

    >>> [round(one, 2) for one in spread_and_error([-1.0, 1.0] * 50)]  # all are equally far off
    [1.01, 0.0]
    >>> [round(one, 2) for one in spread_and_error([-10.0, 10.0] + [0.0] * 98)]
    [1.42, 0.49]
    """
    return mean_and_error(spread_by_month(values))
