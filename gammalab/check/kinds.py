"""What a student's function returned: in words, and as numbers where it holds some.

Whatever holds what is asked is taken: a list, a Series, a row of a frame, a fraction, what
`scipy.optimize.fsolve` returns. Anything else is named for what it is, and what to do about it.
"""

from __future__ import annotations

import datetime
import inspect
import types
from collections.abc import Iterator, Mapping

import numpy as np

from . import words
from .answer import Odd

SINGLE = 16 * float(np.finfo(np.float32).eps)  # what a short formula in single precision keeps
WHOLE = 2**24  # whole numbers that single precision holds exactly


def numbers(got, quantity: str, want: np.ndarray) -> tuple[np.ndarray, float]:
    """`got` as a float array of its own, and the accuracy of its own type (0.0 for float64).

    What has another shape keeps it, unless it holds exactly what is asked: one number in a list,
    one row or column of a frame.

    Raises
    ------
    Odd, naming what it is, when it is not made of numbers.
    """

    def complaint():
        what, advice = described(got)
        said = (words.ODD_SO if advice else words.ODD)[want.ndim == 0]
        return Odd(said.format(quantity=quantity, what=what, advice=advice))

    try:
        raw = _raw(got)
        if raw.dtype.kind not in "biufO" or raw.dtype.kind == "b" != want.dtype.kind:
            raise complaint()
        if raw.dtype.kind == "O" and any(_odd(value) for value in raw.ravel()):
            raise complaint()
        found = _in_shape(np.array(raw, dtype=float), want)
    except (TypeError, ValueError, OverflowError):  # objects, or rows of unequal length
        raise complaint() from None
    return found, SINGLE if raw.dtype == np.float32 else 0.0


def _raw(got) -> np.ndarray:
    if isinstance(got, Mapping) and len(got) == 1 and not _solved(got):
        (got,) = got.values()
    if getattr(got, "ndim", 0) and hasattr(got, "isna") and np.any(got.isna()):  # pandas
        return got.to_numpy(dtype=float, na_value=np.nan)
    try:
        return np.asarray(got)
    except ValueError:  # numbers beside arrays that hold one, such as what fsolve returns
        if not isinstance(got, (list, tuple)):
            raise
        return np.array([np.asarray(value).reshape(()) for value in got])


def _in_shape(found: np.ndarray, want: np.ndarray) -> np.ndarray:
    """Whatever holds one number is that number; one row, or one column, of a frame is a row."""
    if want.ndim <= 1 and found.shape != want.shape and found.size == want.size:
        if found.squeeze().shape == want.squeeze().shape:
            return found.reshape(want.shape)
    return found


def rounding(own: float, want: np.ndarray) -> np.ndarray | float:
    """The error that the type's own accuracy allows; none for whole numbers that it can hold."""
    exact = (want == np.round(want)) & (abs(want) < WHOLE)
    return np.where(exact, 0.0, own * abs(want)) if own else 0.0


# ---- in words ------------------------------------------------------------------------------


def kind(value) -> str:
    """What a returned thing is, in words."""
    return described(value)[0]


def described(value) -> tuple[str, str]:
    """What a returned thing is, in words, and what to do about it ("" if there is nothing)."""
    if odd := _odd(value):
        return odd
    if isinstance(value, (list, tuple)):
        return _collection("list", value, size((len(value),)), value)
    if isinstance(value, (int, float)) or hasattr(value, "dtype") and np.ndim(value) == 0:
        return "one number", ""
    if isinstance(value, np.ndarray) or hasattr(value, "to_numpy"):
        return _collection("array", value, size(np.shape(value)), np.ravel(value))
    return f"an object of type {type(value).__name__}", ""


def _collection(form: str, value, many: str, entries) -> tuple[str, str]:
    """A list or an array in words, and what to do about the first entry that is odd."""
    odd, advice = _inside(entries)
    said = (words.OF_KIND_WITH if odd else words.OF_KIND)[form]
    return said.format(size=many, kind=type(value).__name__, odd=odd), advice


def _inside(values) -> tuple[str, str]:
    """What is no number among some values, and what to do about it."""
    for value in values:
        if odd := _odd(value):
            return odd
        if isinstance(value, (list, tuple)):
            return words.LISTS, ""
    return "", ""


def size(shape: tuple) -> str:
    """A shape in words."""
    if shape == ():
        return "one number"
    if len(shape) == 1:
        return (words.VALUE if shape[0] == 1 else words.VALUES).format(count=shape[0])
    return f"an array of shape {shape}"


def _odd(value) -> tuple[str, str] | None:
    """What is no number and no collection of numbers: what it is, and what to do about it."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, (bool, np.bool_)):
        return "True or False", ""
    if value is None or isinstance(value, (int, float, np.ndarray, list, tuple)):
        return ("None", "") if value is None else None
    if isinstance(value, (str, bytes)):
        text = value if isinstance(value, bytes) else str(value)  # np.str_ writes its own name
        text = repr(text if len(text) <= 20 else text[:19]) + "…" * (len(text) > 20)
        return f"text ({text})", "return the number itself, without quotes and without a unit."
    if isinstance(value, (complex, np.complexfloating)):
        return "a complex number", "is there a root, or a power, of a negative number?"
    if isinstance(value, (datetime.timedelta, np.timedelta64)):
        return "a duration", "divide it by the unit that is asked, such as `timedelta(days=365)`."
    if isinstance(value, (datetime.date, np.datetime64)):
        return "a date", "a number of years or days is the difference of two dates."
    if isinstance(value, types.GeneratorType):
        return "a generator", "collect its values with `list(...)`."
    if isinstance(value, Iterator):
        return f"a `{type(value).__name__}` that nobody has run through yet", "use `list(...)`."
    if inspect.isroutine(value) or isinstance(value, (type, types.LambdaType)):
        name = getattr(value, "__name__", "f")
        return f"the function `{name}` itself", "call it, with brackets."
    if solved := _solved(value):
        return "all that the solver found", f"return its `.{solved}`."
    if isinstance(value, Mapping):
        return f"a dictionary with {len(value)} entries", ""
    if isinstance(value, (set, frozenset)):
        return "a set, which has no order", "return a list or an array."
    return None


def _solved(value) -> str:
    """The attribute that holds the answer, of what scipy.optimize's solvers return."""
    name = type(value).__name__
    return {"OptimizeResult": "x", "RootResults": "root"}.get(name, "")


def by_name(got, names: tuple[str, ...]) -> tuple | None:
    """The values of a dictionary, a Series or a named tuple in the order of `names`, if it has
    them all under these names; capitals and underscores do not matter.

    >>> by_name({"Mean_Cost": 2.0, "total": 4.0}, ("total", "mean cost"))
    (4.0, 2.0)
    """
    if hasattr(got, "_asdict"):
        got = got._asdict()
    if not isinstance(got, Mapping) and not (hasattr(got, "index") and hasattr(got, "items")):
        return None
    if np.ndim(got) > 1:
        return None
    plain = {_plain(key): value for key, value in got.items()}
    if len(plain) == len(names) and all(_plain(name) in plain for name in names):
        return tuple(plain[_plain(name)] for name in names)
    return None


def _plain(key) -> str:
    return " ".join(str(key).replace("_", " ").lower().split())
