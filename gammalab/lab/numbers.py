"""Numbers on their way into a picture: none is drawn in silence that cannot be drawn."""

from __future__ import annotations

import numpy as np


def series(y, x):
    """(x, y) of a line: a pandas Series brings its index along, anything else counts from 0.

    >>> import pandas as pd
    >>> [list(values) for values in series(pd.Series([5, 6], index=[1, 2]), None)]
    [[1, 2], [5, 6]]
    """
    if x is None:
        x = y.index if hasattr(y, "index") and not isinstance(y, list | tuple) else range(len(y))
    return x, y


def checked(where, logs, **arrays):
    """The arrays as floats, one-dimensional, finite and of one length.

    where : what a message calls the mark. logs : {name: True} for what is on a log axis.

    Raises ValueError for what cannot be drawn, and says which and where.

    >>> checked("chart 'pnl', line", {}, x=[0, 1], y=[2, float("nan")])
    Traceback (most recent call last):
        ...
    ValueError: chart 'pnl', line: y[1] is nan; leave out what is not a number
    """
    found = {}
    for name, values in arrays.items():
        if getattr(getattr(values, "dtype", None), "kind", "f") in "mM":
            raise ValueError(f"{where}: {name} holds dates; count days or years instead")
        try:
            found[name] = np.asarray(values, dtype=float)
        except (TypeError, ValueError):
            raise ValueError(f"{where}: {name} is {values!r}; it must be numbers") from None
        if found[name].ndim != 1:
            raise ValueError(
                f"{where}: {name} has the shape {found[name].shape}; it must have one dimension"
            )
        bad = ~np.isfinite(found[name])
        if bad.any():
            first = int(bad.argmax())
            raise ValueError(
                f"{where}: {name}[{first}] is {found[name][first]}; leave out what is not a number"
            )
        if logs.get(name) and (found[name] <= 0).any():
            first = int((found[name] <= 0).argmax())
            raise ValueError(
                f"{where}: {name}[{first}] is {found[name][first]:g}; "
                "a log axis shows only what is above zero"
            )
    if len({len(values) for values in found.values()}) > 1:
        lengths = ", ".join(f"{name} has {len(values)}" for name, values in found.items())
        raise ValueError(f"{where}: {lengths}; they must be of one length")
    return list(found.values())
