"""Checks on what a caller passes in: each names the argument, the value and what is allowed.

Nothing is clipped or repaired here. A check returns its input as a float array, or raises
ValueError.

What is a number: Python's and numpy's integers and floats of any width, `Decimal`, `Fraction`, and
lists, tuples, ranges, arrays, Series and DataFrames of them. What only looks like one to numpy is
refused: booleans, complex numbers, text ("0.2", "20%", "30d"), dates, masked entries, and
iterators, which can be read only once. A duration is understood where years are meant (`years`):
its days, divided by 365. Elsewhere it is refused.

A Series is read by position, as numpy reads it, and what comes back is an array. Where two of them
meet, `same_labels` refuses those whose labels differ.
"""

from __future__ import annotations

import numbers as abstract
from datetime import timedelta
from decimal import Decimal

import numpy as np

DAYS = 365.0  # in a year, where a duration is given
HIGHEST_VOL = 10.0  # 1,000 %: above it, a percentage was typed for a decimal
HIGHEST_RATE = 10.0  # of either sign
_A_NUMBER = "a finite number or an array of them"
_FLOAT = np.dtype(float)
_PLAIN = {int, float, np.float64}


def fail(name: str, value, allowed: str):
    """Raise the one kind of error that gammalab raises for bad input."""
    text = repr(value)
    if len(text) > 80:
        text = text[:77] + "..."
    raise ValueError(f"{name} = {text}: {name} must be {allowed}")


# ---- what is a number ---------------------------------------------------------------------------


def real(name: str, value, allowed: str = _A_NUMBER) -> np.ndarray:
    """`value`, real numbers of any kind, as a float array. NaN and infinity pass."""
    if type(value) is np.ndarray and value.dtype == _FLOAT:  # the loops come by here
        return value
    try:
        if type(value) in _PLAIN:
            return np.array(value, _FLOAT)
        array = None if _misread(value) else np.asarray(value)
        if array is not None and _holds_numbers(array):
            return array.astype(_FLOAT, copy=False)
    except (TypeError, ValueError, OverflowError):
        pass  # a ragged list, or a whole number beyond the range of floats
    fail(name, value, allowed)


def _misread(value) -> bool:
    """Whether numpy would read a number out of something that is none, in silence."""
    if isinstance(value, (list, tuple)):
        return not set(map(type, value)) <= _PLAIN and any(map(_misread, value))
    if isinstance(value, np.ma.MaskedArray):
        return bool(np.ma.getmaskarray(value).any())
    if isinstance(value, np.ndarray):
        return not _holds_numbers(value)
    return isinstance(value, (bool, np.bool_, np.timedelta64))


def _holds_numbers(array) -> bool:
    if array.dtype.kind == "O":
        return all(
            isinstance(item, (abstract.Real, Decimal))
            and not isinstance(item, (bool, np.bool_, np.timedelta64))
            for item in array.ravel()
        )
    return array.dtype.kind in "iuf"


def numbers(name: str, value, allowed: str = _A_NUMBER) -> np.ndarray:
    """`value` as a float array with no NaN and no infinity."""
    array = real(name, value, allowed)
    # One pass for the good case: a sum is finite only if every term is, save for overflow.
    with np.errstate(over="ignore", invalid="ignore"):
        suspicious = not np.isfinite(array.sum())
    if suspicious:
        good = np.isfinite(array)
        if not good.all():
            _report(name, array, good, allowed)
    return array


def limit(name: str, value) -> np.ndarray:
    """As `numbers`, but infinity passes: what has been computed may lie at a limit."""
    array = real(name, value, "a number, which may be infinite")
    if np.isnan(array).any():
        _report(name, array, ~np.isnan(array), "a number, which may be infinite")
    return array


def _first_bad(values: np.ndarray, good: np.ndarray):
    """The first offending entry, and where it stands when there is more than one."""
    if values.ndim == 0:
        return float(values)
    where = tuple(int(i) for i in np.argwhere(~good)[0])
    return f"{float(values[where])!r} at index {where if len(where) > 1 else where[0]}"


def _report(name, array, good, allowed):
    bad = _first_bad(array, good)
    if isinstance(bad, str):
        raise ValueError(f"{name} = {bad}: {name} must be {allowed}")
    fail(name, bad, allowed)


# ---- ranges -------------------------------------------------------------------------------------


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


def volatility(name: str, value) -> np.ndarray:
    """A yearly decimal, 0 or more. 20 is refused: it would be 2,000 %, and 20 % is 0.2."""
    array = not_negative(name, value)
    _no_percentage(name, array, HIGHEST_VOL)
    return array


def positive_volatility(name: str, value) -> np.ndarray:
    """A `volatility` above 0."""
    array = positive(name, value)
    _no_percentage(name, array, HIGHEST_VOL)
    return array


def yearly_rate(name: str, value) -> np.ndarray:
    """A yearly decimal of either sign, continuously compounded. 5 is 500 %; 20 is refused."""
    array = numbers(name, value)
    _no_percentage(name, array, HIGHEST_RATE)
    return array


YEARLY = "a yearly decimal of at most {highest}, which is {share} %"
YEARLY_MEANT = (
    "a yearly decimal of at most {highest}, which is {share} %: {bad} % is {meant}, and {bad} "
    "would be {would} %"
)


def _no_percentage(name, array, highest):
    if not array.size or array.max() <= highest and array.min() >= -highest:
        return
    good = np.abs(array) <= highest
    bad = float(array[~good].flat[0])
    allowed = YEARLY_MEANT if abs(bad) <= 1000 else YEARLY
    given = {"bad": f"{bad:g}", "meant": f"{bad / 100:g}", "would": f"{100 * bad:,.0f}"}
    _report(
        name,
        array,
        good,
        allowed.format(highest=f"{highest:g}", share=f"{100 * highest:,.0f}", **given),
    )


def years(name: str, value) -> np.ndarray:
    """Years, 0 or more. A duration (timedelta, timedelta64, pandas' Timedelta) is its days / 365.

    A timedelta64 in months, in years or without a unit has no length in days, and is refused.
    """
    return not_negative(name, _in_years(name, value))


def positive_years(name: str, value) -> np.ndarray:
    """As `years`, above 0."""
    return positive(name, _in_years(name, value))


def _in_years(name, value):
    """A duration as a number of years; anything else as it is."""
    if not _lasts(value):
        return value
    array = np.asarray(value)
    if array.dtype.kind == "O":
        array = array.astype("timedelta64[us]")
    if np.datetime_data(array.dtype)[0] in ("Y", "M", "generic") or np.isnat(array).any():
        fail(name, value, "a number of years, or a duration with a length in days")
    return array / np.timedelta64(1, "s") / (86_400 * DAYS)


def _lasts(value) -> bool:
    """Whether it is a duration, or a collection of nothing else."""
    if isinstance(value, (list, tuple)):
        return bool(value) and all(map(_lasts, value))
    if isinstance(value, (timedelta, np.timedelta64)):
        return True
    dtype = getattr(value, "dtype", None)
    return getattr(dtype, "kind", "") == "m" and not isinstance(value, np.ma.MaskedArray)


# ---- single values ------------------------------------------------------------------------------


def one_number(name: str, value, check=numbers) -> float:
    """A single number that passes `check`."""
    array = check(name, value)
    if array.ndim:
        fail(name, value, "a single number, not an array")
    return float(array)


def whole_number(name: str, value, least: int = 1) -> int:
    """An integer of at least `least`. 3.0 is one, and so are numpy's; True and 3.5 are not."""
    allowed = f"a whole number, {least} or more"
    number = value
    if type(value) is not int:  # which may be larger than a float, as a seed is
        array = numbers(name, value, allowed)
        if array.ndim or array != np.floor(array):
            fail(name, value, allowed)
        number = int(value)
    if number < least:
        fail(name, value, allowed)
    return number


def flag(name: str, value) -> bool:
    """True or False, and nothing that Python would take for one of them, such as "no"."""
    if not isinstance(value, (bool, np.bool_)):
        fail(name, value, "True or False")
    return bool(value)


def choice(name: str, value, allowed):
    """One of the `allowed` words."""
    if not isinstance(value, str) or value not in allowed:
        fail(name, value, f"one of {', '.join(map(repr, allowed))}")
    return value


def names_of(name: str, value, allowed) -> tuple[str, ...]:
    """Several of the `allowed` words, in the order given; None is all of them."""
    if value is None:
        return tuple(allowed)
    if isinstance(value, (str, type)) or not hasattr(value, "__iter__"):
        fail(name, value, f"a list of words from {', '.join(map(repr, allowed))}")
    return tuple(choice(name, word, allowed) for word in value)


def instance(name: str, value, kinds, allowed: str):
    """`value`, an instance of `kinds`; the class itself is refused in words."""
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
    if isinstance(value, type):
        fail(name, value.__name__, f"{allowed}; {value.__name__} is a class: call it")
    if not callable(value):
        fail(name, getattr(value, "__name__", value), allowed)
    return value


# ---- several arguments together -----------------------------------------------------------------


def broadcast_shape(**arrays) -> tuple[int, ...]:
    """The common shape of named arrays, or an error that lists the shapes."""
    try:
        return np.broadcast_shapes(*(np.shape(a) for a in arrays.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {np.shape(a)}" for name, a in arrays.items() if np.ndim(a))
        raise ValueError(
            f"shapes do not fit together: {shapes}; shapes must be equal or broadcast"
        ) from None


def same_labels(**values):
    """An error where two Series (or DataFrames) that meet by position carry different labels."""
    known = {}  # by axis, counted from the last, as arrays broadcast
    for name, value in values.items():
        if hasattr(value, "index") and hasattr(value, "iloc"):
            axes = (value.columns, value.index) if value.ndim == 2 else (value.index,)
            for k, labels in enumerate(axes):
                other, agreed = known.setdefault(k, (name, labels))
                if labels is not agreed and not labels.equals(agreed):
                    shown = f"labels {list(labels[:3])}..." if len(labels) > 3 else list(labels)
                    fail(name, shown, f"labelled as {other} is: the two would be paired wrongly")


def carry_or_rate(rate, carry):
    """The cost of carry, checked; None means the rate."""
    return rate if carry is None else yearly_rate("carry", carry)


def one_carry(rate: float, carry) -> float:
    """The cost of carry as a single number, checked; None means the rate."""
    return rate if carry is None else one_number("carry", carry, yearly_rate)


# ---- what comes out, and what is kept -----------------------------------------------------------


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
