"""Whether a function changed what it was given: it may be right once, and wrong the second time."""

from __future__ import annotations

from typing import Any

import numpy as np


def names(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """The inputs, by name, that are not what they were: numbers in arrays, lists, tables, dicts.

    Other things, such as a random generator, are meant to change, and are not looked at.

    >>> names({"moves": [1, 2], "days": 252}, {"moves": [1, 4], "days": 252})
    ['moves']
    """
    return [name for name, value in before.items() if not _same(value, after[name])]


def _same(one, other) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        if one.dtype != other.dtype or one.shape != other.shape:
            return False
        if one.dtype.kind == "O":
            return _same(one.ravel().tolist(), other.ravel().tolist())
        return np.array_equal(one, other, equal_nan=one.dtype.kind in "fcmM")
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    if callable(equals := getattr(one, "equals", None)):  # a series or a table
        return bool(equals(other))
    if isinstance(one, int | float | str):
        return one == other or one != one
    return True
