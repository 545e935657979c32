"""Values and calls as text that can be pasted into a cell and run, and amounts in plain figures."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np

from gammalab._words import counted

LONGEST = 120  # characters of a call in a message; beyond, `case` gives the inputs
MOST = 8  # values of an array in a message


def figure(value, unit: str = "") -> str:
    """A number to six figures or more, without powers of ten where a person writes none.

    >>> figure(100000.0, "dollars"), figure(1234567.891), figure(0.000123456), figure(3e-9)
    ('100000 dollars', '1234567.89', '0.000123456', '3e-09')
    >>> figure(-1, "shares"), figure(1, "dollars a day"), figure(1, "currency")
    ('-1 share', '1 dollar a day', '1 currency')
    """
    value = float(value)
    size = abs(value)
    if not np.isfinite(size) or size >= 1e15 or 0 < size < 1e-6:
        text = f"{value:.6g}"
    elif size >= 1000:
        text = f"{value:.2f}".removesuffix(".00")
    else:
        digits = dict(precision=6, unique=False, fractional=False, trim="-")
        text = np.format_float_positional(value, **digits)
    return counted(text, unit)


def value(given) -> str | None:
    """Python text that makes `given` again, exactly; None if there is no short one.

    >>> value(np.array([0.5, 2.0])), value(np.float64(100.25)), value(object())
    ('np.array([0.5, 2.0])', '100.25', None)
    """
    if isinstance(given, (bool, np.bool_)):
        return repr(bool(given))
    if given is None or isinstance(given, (int, str, float, complex, datetime.date)):
        return _plain(given)
    if isinstance(given, np.generic):
        return value(given.item()) if given.dtype.kind in "iufc" else None
    if isinstance(given, np.ndarray):
        if given.ndim == 1 and given.dtype.kind in "iufbO":
            inside = _many(given.tolist())
            return inside and f"np.array([{inside}])"
        return None
    if isinstance(given, list):
        inside = _many(given)
        return None if inside is None else f"[{inside}]"
    if isinstance(given, tuple) and type(given) is tuple:
        inside = _many(given)
        return None if inside is None else f"({inside}{',' * (len(given) == 1)})"
    return None


def _plain(given) -> str:
    if isinstance(given, float):
        given = float(given)  # np.float64 writes its own name
        return repr(given) if np.isfinite(given) else f'float("{given}")'
    return repr(given)


def _many(values) -> str | None:
    if len(values) > MOST:
        return None
    texts = [value(one) for one in values]
    return None if None in texts else ", ".join(texts)


def call(name: str, inputs: dict[str, Any], problem: str) -> str:
    """The call as text; by way of `case` where the inputs are too many to be read."""
    texts = [value(given) for given in inputs.values()]
    if None not in texts:
        keys = [f"{key}=" if key.isidentifier() else "" for key in inputs]
        text = f"{name}({', '.join(map(str.__add__, keys, texts))})"
        if len(text) <= LONGEST:
            return text
    return f'{name}(*case("{problem}"))'
