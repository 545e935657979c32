"""The mean of many windows, and its standard error where windows share days."""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np

from .._validate import fail, numbers, whole_number

MANY = 10  # values for each window that shares a day: with fewer, the error is far too small


class Mean(NamedTuple):
    """A mean and its standard error."""

    mean: float
    error: float

    def __str__(self):
        return f"{self.mean:+.2f} (error {self.error:.2f})"


def mean_with_error(values, overlap=1) -> Mean:
    """The mean of `values`, and its standard error.

    Parameters
        values: one number a window, in order of time.
        overlap: how many windows share a day. 1: they share none, and the error is the standard
        deviation over the root of their number. 21: window and next share 20 of 21 days, and so on;
        neighbours are then alike, and more windows are not more data. Their covariances count with
        weights 1 - lag / overlap. That is kind: of many sums of independent days it finds two
        thirds of the variance of the mean, 0.82 of its error. It needs many more values than
        overlap: at an overlap of 21 it finds 0.81 of the error of 1,236 values, 0.61 of 60, and
        0.40 of 30 (root mean square).
    Returns
        (mean, error), a named tuple.
    Errors
        ValueError for fewer than two values, NaN, or an overlap of as many as there are values.
        A warning where overlap is above a tenth of their number.
    Source
        Newey and West (1987), "A simple, positive semi-definite, heteroskedasticity and
        autocorrelation consistent covariance matrix", Econometrica 55; divided by n - 1.

    >>> print(mean_with_error([1.0, 2.0, 3.0, 4.0]))
    +2.50 (error 0.65)
    >>> print(mean_with_error(10 * [1.0, 2.0, 3.0, 2.0], overlap=3))
    +2.00 (error 0.07)
    """
    values = numbers("values", values)
    if values.ndim != 1 or values.size < 2:
        fail("values", values.shape, "one-dimensional, two or more")
    overlap, n = whole_number("overlap", overlap), values.size
    if overlap >= n:
        fail("overlap", overlap, f"below the number of values, {n}")
    if 1 < overlap and n < MANY * overlap:
        said = f"overlap = {overlap} of only {n} values: the error comes out far too small"
        warnings.warn(
            f"{said}; of {MANY * overlap} it is about three quarters of the true one", stacklevel=2
        )
    off = values - values.mean()
    variance = off @ off / n
    for lag in range(1, overlap):
        variance += 2 * (1 - lag / overlap) * (off[lag:] @ off[:-lag]) / n
    return Mean(float(values.mean()), float(np.sqrt(max(variance, 0.0) / (n - 1))))
