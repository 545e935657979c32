"""What a check may ask of an answer: `compare`, `require`, `unpack`, and `cases` to ask it on.

`compare` does not fail at once. It notes what came and what should have come, case after case,
and the engine asks for one `verdict` at the end: a cause is named only when it explains all the
cases, not one by accident. Causes themselves are in ``diagnose.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np

from . import diagnose
from .answer import Answer, Call, Wrong

RTOL, ATOL = 1e-6, 1e-9


class Mistake(NamedTuple):
    """A typical mistake: what it gives in this case, and what to tell who made it."""

    what: Any  # a value, a test(got, want), or the name of a built-in diagnosis
    message: str
    every: bool = True  # must it explain every case, or only each wrong one?


@dataclass(frozen=True)
class Record:
    """One comparison."""

    quantity: str
    unit: str
    each: str
    got: np.ndarray
    want: np.ndarray
    mistakes: tuple[Mistake, ...]
    rtol: float
    atol: float
    call: Call | None

    def fits(self, value) -> bool:
        """Is the answer equal to `value`, in shape and within the tolerance?"""
        value = np.asarray(value, dtype=float)
        return self.got.shape == value.shape and close(self.got, value, self.rtol, self.atol)

    @property
    def right(self) -> bool:
        return self.fits(self.want)


@dataclass
class Notes:
    """What one check has noted so far."""

    answer: Answer
    records: list[Record] = field(default_factory=list)


notes_now: ContextVar[Notes] = ContextVar("notes_now")  # set by the engine around each check


# ---- for writers of problems ---------------------------------------------------------------


def compare(
    got,
    want,
    quantity: str,
    unit: str = "",
    mistakes=(),
    *,
    each: str = "entry",
    rtol: float = RTOL,
    atol: float = ATOL,
) -> float | np.ndarray:
    """Note whether `got` equals `want`; return `got` as a float or a float array.

    Parameters
    ----------
    got : what the student's function returned: a number, list, tuple, array or pandas object
    want : the right value; its shape is what is asked for
    quantity, unit : names for the message, such as ``"hedge"``, ``"shares"``
    mistakes : ``(what, message)`` pairs, likeliest first, one list of the same length in every
        case. `what` is the value that the mistake gives in this case (best), or a function
        ``test(got, want) -> bool``, or the name of a built-in diagnosis (see
        `diagnose.BUILT_IN`) that should speak with this message. The message is shown if it
        explains *all* cases; wrap the pair in `sometimes` if it shows in some cases only.
    each : what one entry of an array is, such as ``"week"``
    rtol, atol : it is right when ``|got - want| <= atol + rtol * |want|``

    Raises
    ------
    Wrong, at once, when `got` is not made of numbers at all.
    """
    notes = _notes("compare")
    want = np.array(want)
    numbers = _numbers(got, quantity, want)
    mistakes = tuple(m if isinstance(m, Mistake) else Mistake(*m) for m in mistakes)
    notes.records.append(
        Record(
            quantity,
            unit,
            each,
            numbers,
            want.astype(float),
            mistakes,
            rtol,
            atol,
            notes.answer.last_call,
        )
    )
    return float(numbers) if numbers.ndim == 0 else numbers.copy()


def sometimes(what, message: str) -> Mistake:
    """A mistake that need not show in every case, but explains each wrong one."""
    return Mistake(what, message, every=False)


def require(condition, message: str) -> None:
    """Stop with `message` unless `condition` holds (but earlier wrong `compare`s speak first).

    Raises
    ------
    Wrong
    """
    _notes("require")
    if not condition:
        raise Wrong(message)


def unpack(got, *names: str) -> tuple:
    """`got` as a tuple of ``len(names)`` things.

    Raises
    ------
    Wrong, naming the things in order, when it is not so many.
    """
    if hasattr(got, "to_numpy"):  # a pandas Series, or one row of a frame
        got = got.to_numpy()
    if isinstance(got, np.ndarray) and got.ndim == 2 and len(got) == 1 != len(names):
        got = got[0]
    several = isinstance(got, (tuple, list)) or isinstance(got, np.ndarray) and got.ndim
    if several and len(got) == len(names):
        return tuple(got)
    raise Wrong(
        f"it should return {len(names)} things, in this order: {', '.join(names)}. "
        f"Yours returns {diagnose.kind(got)}."
    )


def close(a, b, rtol: float = RTOL, atol: float = ATOL) -> bool:
    """Are all of `a` and `b` equal within ``atol + rtol * |b|``? NaN equals NaN."""
    return bool(np.allclose(a, b, rtol=rtol, atol=atol, equal_nan=True))


def cases(rng: np.random.Generator, n: int = 20, **inputs) -> Iterator[SimpleNamespace]:
    """`n` cases with random inputs, rounded to four figures so that they can be tried by hand.

    Each input is a pair of floats (uniform between them), a pair of integers (both included), a
    list (one of its members), or a function of `rng`.

    >>> rng = np.random.default_rng(1)
    >>> for case in cases(rng, 2, delta=(0.0, 1.0), quantity=(1, 10), right=["call", "put"]):
    ...     print(case)
    namespace(delta=0.5118, quantity=8, right='put')
    namespace(delta=0.1442, quantity=9, right='put')
    """
    for _ in range(n):
        yield SimpleNamespace(**{name: _draw(rng, how) for name, how in inputs.items()})


def _draw(rng: np.random.Generator, how):
    if callable(how):
        return how(rng)
    if isinstance(how, list):
        return how[rng.integers(len(how))]
    low, high = how
    if isinstance(low, int) and isinstance(high, int):
        return int(rng.integers(low, high, endpoint=True))
    return float(f"{rng.uniform(low, high):.4g}")


def _notes(who: str) -> Notes:
    try:
        return notes_now.get()
    except LookupError:
        raise RuntimeError(f"{who}() works inside a problem, while check() runs it") from None


def _numbers(got, quantity: str, want: np.ndarray) -> np.ndarray:
    """`got` as a float array of its own; Wrong when it is something else."""
    asked = "one number is asked" if want.ndim == 0 else "numbers are asked"
    complaint = Wrong(f"look at the {quantity}: it is {diagnose.kind(got)}, where {asked}.")
    try:
        raw = np.asarray(got)
        flat = [got] if raw.ndim == 0 else raw.ravel().tolist()
        if raw.dtype.kind not in "biufO" or any(isinstance(v, (str, bytes)) for v in flat):
            raise complaint
        if raw.dtype.kind == "b" and want.dtype.kind != "b":
            raise complaint
        return _in_shape(np.array(raw, dtype=float), want)
    except (TypeError, ValueError):  # objects, or rows of unequal length
        raise complaint from None


def _in_shape(numbers: np.ndarray, want: np.ndarray) -> np.ndarray:
    """Whatever holds one number (what `fsolve` returns) is that number; a frame's row is a row."""
    if want.ndim == 0 and numbers.size == 1:
        return numbers.reshape(())
    if want.ndim == 1 and numbers.shape == (1, *want.shape):
        return numbers[0]
    return numbers


# ---- for the engine ------------------------------------------------------------------------


def verdict(records: list[Record]) -> str | None:
    """The message for the first quantity that is not right in all its records, or None."""
    with np.errstate(all="ignore"):  # huge answers may overflow while we look for the cause
        for quantity in dict.fromkeys(record.quantity for record in records):
            group = [record for record in records if record.quantity == quantity]
            if not all(record.right for record in group):
                return f"look at the {quantity}: {_cause(group)} {_example(group)}".strip()
    return None


def _cause(group: list[Record]) -> str:
    text = diagnose.not_finite(group) or _known_mistake(group) or diagnose.cause(group)
    return text if text.endswith((".", "?", "!", ")")) else text + "."


def _known_mistake(group: list[Record]) -> str | None:
    first = next(record for record in group if not record.right)
    for i, mistake in enumerate(first.mistakes):
        if isinstance(mistake.what, str) and mistake.what not in diagnose.BUILT_IN:
            raise ValueError(
                f"mistakes: {mistake.what!r} is none of the built-in diagnoses "
                f"({', '.join(diagnose.BUILT_IN)})"
            )
        must_fit = group if mistake.every else [r for r in group if not r.right]
        if isinstance(mistake.what, str):
            found = diagnose.applies(mistake.what, must_fit)
        else:
            found = all(len(r.mistakes) > i and _made(r, r.mistakes[i].what) for r in must_fit)
        if found:
            return mistake.message
    return None


def _made(record: Record, what: Callable | Any) -> bool:
    """Is this record what the mistake gives?"""
    if not callable(what):
        return record.fits(what)
    got, want = (float(a) if a.ndim == 0 else a for a in (record.got, record.want))
    try:
        return bool(np.all(what(got, want)))
    except (ValueError, IndexError, TypeError):  # a test for one shape, an answer of another
        return False


def _example(group: list[Record]) -> str:
    """Inputs that the student can try by hand, and what the student's function gave for them."""
    record = next(record for record in group if not record.right)
    of = f" for `{record.call}`" if record.call else ""
    if record.got.ndim == 0:
        return f"Yours gives {diagnose.number(record.got, record.unit)}{of}."
    if record.got.shape != record.want.shape:
        return f"See `{record.call}`." if record.call else ""
    off = diagnose.is_off(record)
    place = tuple(int(i) for i in np.argwhere(off)[0])
    where = place[0] if len(place) == 1 else place
    value = diagnose.number(record.got[place], record.unit)
    return (
        f"The first {record.each} that is not right is {where} (counted from 0); "
        f"yours is {value}{of}."
    )
