"""Numbers that may move along the paths: volatilities, funding, signals, brought into one shape.

What a caller gives may be one number, one per path, one per time, or one per path and time; a
pandas Series goes by its dates. Here each becomes a plain float or a read-only (n_paths, n_times)
array. A volatility may also differ by option: a smile prices each strike at its own.

This module knows nothing of hedges.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .._frames import is_series, pandas
from .._validate import fail, numbers, volatility
from ..paths.prices import Paths


class ByOption(dict):
    """A volatility for each (strike, expiry) of a book; the same along the whole path."""


def along(name, value, paths: Paths, check=numbers):
    """A float, or a read-only array of shape (n_paths, n_times). Errors: ValueError.

    One-dimensional values are one per path or one per time, as their length says; where that fits
    both, they are refused: shape (n, 1) is one per path, (1, n) one per time.
    """
    if is_series(value):
        value = _by_date(name, value, paths)
    array = check(name, value)
    if array.ndim == 0:
        return float(array)
    n, times = paths.n_paths, paths.times.size
    if array.ndim == 1 and n > 1 and array.size == n:
        if n == times:
            allowed = f"of shape ({n}, 1), one per path, or (1, {n}), one per time: both fit here"
            fail(name, array.shape, allowed)
        array = array[:, None]
    try:
        return np.broadcast_to(array, (n, times))
    except ValueError:
        allowed = f"a number, or an array that broadcasts to {(n, times)} (paths, times)"
        fail(name, array.shape, allowed)


def vol_along(name, value, paths: Paths, book):
    """As `along`; or, from a smile or a mapping of (strike, expiry), a `ByOption`."""
    vols = by_option(name, value, book)
    return along(name, value, paths, volatility) if vols is None else vols


def per_path(name, value, paths: Paths, book):
    """A volatility that does not move: a float, one per path (n_paths,), or a `ByOption`."""
    vols = by_option(name, value, book)
    if vols is not None:
        return vols
    if is_series(value):
        fail(name, "a Series", "a number, one per path, or a smile: it is paid once, at the start")
    array = volatility(name, value)
    if array.ndim == 0:
        return float(array)
    if array.shape not in ((paths.n_paths,), (paths.n_paths, 1)):
        fail(name, array.shape, f"a number, or one per path, of shape ({paths.n_paths},)")
    return np.array(array.ravel())


def by_option(name, value, book):
    """A `ByOption` from a smile or a mapping; None from anything else."""
    keys = [group[:2] for group in book.groups]
    if hasattr(value, "vol") and callable(value.vol):
        return ByOption({key: float(volatility(name, value.vol(*key))) for key in keys})
    if not isinstance(value, Mapping):
        return None
    missing = [key for key in keys if key not in value]
    if missing:
        fail(name, f"a mapping without {missing[0]}", "given for each (strike, expiry) of the book")
    return ByOption({key: float(volatility(name, value[key])) for key in keys})


def _by_date(name, series, paths: Paths):
    """The values of a Series at the dates of the paths."""
    if paths.dates is None:
        fail(name, "a Series", "a number or an array: these paths have no dates to align it by")
    pd = pandas()
    index = series.index
    if not index.is_unique:
        fail(
            name,
            f"a Series with {index[index.duplicated()][0]} twice",
            "of one value for each date",
        )
    own = isinstance(paths.dates[0], tuple)  # each path has dates of its own
    rows = []
    for path in range(paths.n_paths if own else 1):
        dates = pd.Index(paths.dates_of(path))
        missing = dates[~dates.isin(index)]
        if len(missing):
            fail(name, f"a Series without {missing[0]}", "given at every date of the paths")
        rows.append(series.reindex(dates).to_numpy())
    return np.stack(rows)


def at_time(values, rows: slice, k, book=None):
    """`values` of a block of paths at time k: a number, (n,); a list, one per group of `book`.

    k may be a slice of times; what moves then has shape (n, number of them).
    """
    if isinstance(values, ByOption):
        return [values[group[:2]] for group in book.groups]
    if np.ndim(values) == 0:
        return values
    if values.ndim == 1:
        return values[rows] if np.ndim(k) == 0 and not isinstance(k, slice) else values[rows, None]
    return values[rows, k]


def spread_out(values, shape):
    """`values` in a shape that they broadcast to; at once where they have it."""
    if isinstance(values, np.ndarray) and values.shape == shape:
        return values
    return np.broadcast_to(values, shape)


def one_row(values, path: int):
    """The same for one path alone."""
    if isinstance(values, ByOption) or np.ndim(values) == 0:
        return values
    return values[path : path + 1]
