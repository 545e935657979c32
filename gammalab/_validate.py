"""Checks on what a caller passes in: each names the argument, the value and what is allowed.

Nothing is clipped or repaired here. A check returns its input as a float array, or raises
ValueError.
"""

from __future__ import annotations

import numpy as np


def fail(name: str, value, allowed: str):
    """Raise the one kind of error that gammalab raises for bad input."""
    text = repr(value)
    if len(text) > 80:
        text = text[:77] + "..."
    raise ValueError(f"{name} = {text}: {name} must be {allowed}")


def _first_bad(values: np.ndarray, good: np.ndarray):
    """The first offending entry, and where it stands when there is more than one."""
    if values.ndim == 0:
        return float(values)
    where = tuple(int(i) for i in np.argwhere(~good)[0])
    return f"{float(values[where])!r} at index {where if len(where) > 1 else where[0]}"


def numbers(name: str, value, allowed: str = "a finite number or an array of them") -> np.ndarray:
    """`value` as a float array with no NaN and no infinity."""
    if isinstance(value, (str, bytes)) or value is None:
        fail(name, value, allowed)
    try:
        array = np.asarray(value)
        if array.dtype.kind in "US" or array.dtype.kind == "O" and _words(array):
            fail(name, value, allowed)
        array = array.astype(float, copy=False)
    except (TypeError, ValueError):
        fail(name, value, allowed)
    # One pass for the good case: a sum is finite only if every term is, save for overflow.
    with np.errstate(over="ignore", invalid="ignore"):
        suspicious = not np.isfinite(array.sum())
    if suspicious:
        good = np.isfinite(array)
        if not good.all():
            _report(name, array, good, allowed)
    return array


def _words(array) -> bool:
    """Strings in an array of objects: numpy would read "0.2" as a number, silently."""
    return any(isinstance(item, (str, bytes)) for item in array.ravel())


def _report(name, array, good, allowed):
    bad = _first_bad(array, good)
    if isinstance(bad, str):
        raise ValueError(f"{name} = {bad}: {name} must be {allowed}")
    fail(name, bad, allowed)


def positive(name: str, value) -> np.ndarray:
    """Finite and > 0."""
    array = numbers(name, value, "a finite number above 0")
    if array.size and array.min() <= 0:
        _report(name, array, array > 0, "above 0")
    return array


def not_negative(name: str, value) -> np.ndarray:
    """Finite and >= 0."""
    array = numbers(name, value, "a finite number, 0 or more")
    if array.size and array.min() < 0:
        _report(name, array, array >= 0, "0 or more")
    return array


def one_number(name: str, value, check=numbers) -> float:
    """A single number that passes `check`."""
    array = check(name, value)
    if array.ndim:
        fail(name, value, "a single number, not an array")
    return float(array)


def whole_number(name: str, value, least: int = 1) -> int:
    """An integer of at least `least`; True and 3.5 are refused, 3.0 and numpy integers are not."""
    allowed = f"a whole number, {least} or more"
    if isinstance(value, (bool, np.bool_, str, bytes)) or value is None:
        fail(name, value, allowed)
    try:
        number = int(value)
        same = number == value
    except (TypeError, ValueError, OverflowError):
        fail(name, value, allowed)
    if not same or number < least:
        fail(name, value, allowed)
    return number


def choice(name: str, value, allowed):
    """One of the `allowed` words."""
    if not isinstance(value, str) or value not in allowed:
        fail(name, value, "one of " + ", ".join(repr(a) for a in allowed))
    return value


def names_of(name: str, value, allowed) -> tuple[str, ...]:
    """Several of the `allowed` words, in the order given; None is all of them."""
    if value is None:
        return tuple(allowed)
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        fail(name, value, "a list of words from " + ", ".join(repr(a) for a in allowed))
    return tuple(choice(name, word, allowed) for word in value)


def broadcast_shape(**arrays) -> tuple[int, ...]:
    """The common shape of named arrays, or an error that lists the shapes."""
    try:
        return np.broadcast_shapes(*(np.shape(a) for a in arrays.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {np.shape(a)}" for name, a in arrays.items() if np.ndim(a))
        raise ValueError(
            f"shapes do not fit together: {shapes}; shapes must be equal or broadcast"
        ) from None


def instance(name: str, value, kinds, allowed: str):
    """`value`, an instance of `kinds`; a class handed over where an instance is meant is refused."""
    if isinstance(value, type):
        fail(
            name,
            value.__name__,
            f"{allowed}; {value.__name__} is a class: call it, {value.__name__}(...)",
        )
    if not isinstance(value, kinds):
        fail(name, value, allowed)
    return value


def rule(name: str, value, allowed: str):
    """`value`, something to call: a function or an object like one, and not a class."""
    if isinstance(value, type) or not callable(value):
        hint = f"; {value.__name__} is a class: call it" if isinstance(value, type) else ""
        fail(name, getattr(value, "__name__", value), allowed + hint)
    return value


def carry_or_rate(rate, carry):
    """The cost of carry, checked; None means the rate."""
    return rate if carry is None else numbers("carry", carry)


def check_fields(holder, **checks):
    """Put each named field of a frozen dataclass through its check: one number each."""
    for name, check in checks.items():
        object.__setattr__(holder, name, one_number(name, getattr(holder, name), check))


def owned(array) -> np.ndarray:
    """A read-only copy: what is frozen shares no array with its caller. Order in memory is kept."""
    copy = np.array(array)
    copy.flags.writeable = False
    return copy


def plain(values):
    """A plain float where no array went in."""
    return values if np.ndim(values) else float(values)
