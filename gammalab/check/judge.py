"""What a check may ask of an answer: `compare`, `require`, `unpack`, `forbid`.

`compare` does not fail at once. It notes what came and what should have come, case after case,
and the engine asks for one `verdict` at the end: a cause is named only when it explains all the
cases, not one by accident. Causes are in ``diagnose.py``, inputs to ask on in ``inputs.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from gammalab._words import listed

from . import closing, diagnose, kinds, paste, patterns, slips, words
from .answer import Answer, Call, Wrong
from .inputs import cases as cases

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
    right_function: Callable | None = None
    own: float = 0.0  # the accuracy of the answer's own type, such as float32

    @property
    def allowed(self) -> float | np.ndarray:
        """The error that is let pass, beside `rtol`."""
        return self.atol + kinds.rounding(self.own, self.want)

    def fits(self, value) -> bool:
        """Is the answer equal to `value`, in shape and within the tolerance?"""
        value = np.asarray(value, dtype=float)
        return self.got.shape == value.shape and close(self.got, value, self.rtol, self.atol)

    @property
    def right(self) -> bool:
        allowed = self.allowed
        return self.got.shape == self.want.shape and close(self.got, self.want, self.rtol, allowed)


@dataclass
class Notes:
    """What one check has noted so far."""

    answer: Answer
    records: list[Record] = field(default_factory=list)
    unused: tuple[str, ...] = ()  # inputs that make no difference to a wrong answer
    outside: tuple[str, ...] = ()  # inputs that the notebook's variables were taken for
    done: bool = False  # all is asked; what is tried from here on is to find a cause


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
    right: Callable | None = None,
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
    rtol, atol : it is right when ``|got - want| <= atol + rtol * |want|``; what is in single
        precision (float32) is judged by its own accuracy
    right : the right function, called like the answer; with it the slips of ``slips.py`` are
        found: days for years, per cent for decimals, two inputs swapped, a sign lost

    Raises
    ------
    Odd, at once, when `got` is not made of numbers at all.
    """
    notes = _notes("compare")
    want = np.array(want)
    numbers, own = kinds.numbers(got, quantity, want)
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
            right,
            own,
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
    """`got` as a tuple of ``len(names)`` things: in this order, or by these names.

    A dictionary, a Series or a named tuple with exactly these names is taken by name.

    Raises
    ------
    Wrong, naming the things in order, when it is not so many.
    """
    if (named := kinds.by_name(got, names)) is not None:
        return named
    found = got
    if hasattr(got, "to_numpy"):  # a pandas Series, or one row or column of a frame
        found = got.to_numpy()
        found = found.ravel() if found.size == len(names) else found
        several = found.ndim == 1
    else:
        one_row = isinstance(found, np.ndarray) and found.shape == (1, len(names))
        found = found[0] if one_row else found
        several = isinstance(found, (tuple, list)) or isinstance(found, np.ndarray) and found.ndim
    if several and len(found) == len(names):
        return tuple(found)
    what, advice = kinds.described(got)
    said = words.THINGS_SO if advice else words.THINGS
    if getattr(found, "ndim", 0) == 2:
        said = words.THINGS_TABLE
    given = {"count": len(names), "names": ", ".join(names)}
    raise Wrong(said.format(what=what, advice=advice, **given))


def forbid(*names: str) -> None:
    """Close library functions to the student's function, by their full names.

    Call it first in a problem's body: ``forbid("gammalab.replay")``. The right answer may use them.

    Raises
    ------
    ValueError, for a name that is no plain Python function.
    """
    for name in names:
        short = name.replace("gammalab.", "gl.", 1)
        _notes("forbid").answer.closed[closing.find(name)] = (
            f"`{short}` is closed here: what it does is yours to write, or to mend."
        )


def close(a, b, rtol: float = RTOL, atol: float = ATOL) -> bool:
    """Are all of `a` and `b` equal within ``atol + rtol * |b|``? NaN equals NaN."""
    return bool(np.allclose(a, b, rtol=rtol, atol=atol, equal_nan=True))


def _notes(who: str) -> Notes:
    try:
        return notes_now.get()
    except LookupError:
        raise RuntimeError(f"{who}() works inside a problem, while check() runs it") from None


# ---- for the engine ------------------------------------------------------------------------


class Verdict(NamedTuple):
    """What is said of a wrong answer, and the call that is named in it."""

    message: str
    call: Call | None


def verdict(records: list[Record], unused=(), outside=()) -> Verdict | None:
    """On the first quantity that is not right in all its records; None if all are right.

    unused : inputs that make no difference to the answer
    outside : inputs in whose place the answer reads variables of the notebook
    """
    groups = _groups(records)
    with np.errstate(all="ignore"):  # huge answers may overflow while we look for the cause
        for quantity, group in groups.items():
            if not all(record.right for record in group):
                first = next(record for record in group if not record.right)
                cause = _cause(group, groups, unused, outside)
                parts = [f"look at the {quantity}:", cause, _example(first)]
                return Verdict(" ".join(filter(None, [*parts, _parts_right(groups)])), first.call)
    return None


def share(records: list[Record]) -> float:
    """The share of the quantities that are right in all their records."""
    groups = _groups(records).values()
    right = sum(all(record.right for record in group) for group in groups)
    return right / len(groups) if groups else 0.0


def _groups(records: list[Record]) -> dict[str, list[Record]]:
    groups: dict[str, list[Record]] = {}
    for record in records:
        groups.setdefault(record.quantity, []).append(record)
    return groups


def _parts_right(groups) -> str:
    right = [name for name, group in groups.items() if all(record.right for record in group)]
    if not right:
        return ""
    return f"Right already, {len(right)} of {len(groups)}: {', '.join(right)}."


def _cause(group: list[Record], groups, unused, outside) -> str:
    known = _known_mistake(group)
    if not known or not _explains_all(known, groups):
        known = _exchanged(group, groups) or known
    text = known or diagnose.not_finite(group)
    counted = known or not text
    text = text or _of_the_notebook(group, outside) or _swapped(group, groups)
    text = text or _general(group, groups, unused)
    often = diagnose.how_often(group, begins=bool(text)) if counted else ""
    if not text:
        return often or "it is not right."
    text = text if text.endswith((".", "?", "!")) else f"{text}."
    return f"{text} {often}".strip()


def _general(group: list[Record], groups, unused) -> str:
    """A slip that any problem may meet; those that show in every figure come before the rest."""
    found, right = diagnose.cause(group), group[0].right_function
    vague = not found or found in patterns.VAGUE or "right to" in found
    read_well = any(all(record.right for record in other) for other in groups.values())
    said = vague and ((right and slips.cause(group, right, read_well)) or _left_out(unused))
    return said or found


def _of_the_notebook(group: list[Record], outside) -> str:
    """Variables of the notebook in the place of inputs, in words."""
    if not outside:
        return ""
    theirs, own = (listed(f"`{n}`" for n in names) for names in (outside, group[0].call.inputs))
    return f"it takes {theirs} from the notebook; what it is called with is in {own}"


def _left_out(unused) -> str:
    """Inputs that make no difference, in words."""
    if not unused:
        return ""
    names = listed(f"`{name}`" for name in unused)
    if len(unused) == 1:
        return f"{names} is not used: whatever it is, your answer stays the same"
    return f"{names} are not used: whatever they are, your answer stays the same"


def _explains_all(message: str, groups) -> bool:
    """Is this what is said of each quantity that is not right?"""
    wrong = [one for one in groups.values() if not all(record.right for record in one)]
    return all(_known_mistake(one) == message for one in wrong)


def _exchanged(group: list[Record], groups) -> str | None:
    """Is this quantity what is asked as another one, that is not right either? Two have changed
    places, and no mistake in the sum need be looked for."""
    others = {
        name: other
        for name, other in groups.items()
        if other is group or not all(record.right for record in other)
    }
    found = _swapped(group, others)
    return found and f"{found.rpartition(': ')[0]}: {', '.join(groups)}"


def _swapped(group: list[Record], groups) -> str | None:
    """Is this quantity what is asked as another one?"""
    for name, other in groups.items():
        if other is group or len(other) != len(group):
            continue
        pairs = list(zip(group, other, strict=True))
        if all(a.call is b.call and a.fits(b.want) for a, b in pairs):
            order = ", ".join(groups)
            return f"it is the {name}: return the things in this order: {order}"
    return None


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
    if not np.isfinite(record.got).all():  # no test foresees that
        return False
    got, want = (float(a) if a.ndim == 0 else a for a in (record.got, record.want))
    try:
        return bool(np.all(what(got, want)))
    except (ValueError, IndexError, TypeError):  # a test for one shape, an answer of another
        return False


def _example(record: Record) -> str:
    """Inputs that the student can try by hand, and what the student's function gave for them."""
    call = record.call
    if record.got.ndim == 0:
        said = words.GIVES_FOR if call else words.GIVES
        return said.format(value=paste.figure(record.got, record.unit), call=call)
    if record.got.shape != record.want.shape:
        return words.SEE.format(call=call) if call else ""
    place = tuple(int(i) for i in np.argwhere(diagnose.is_off(record))[0])
    where = place[0] if len(place) == 1 else place
    value = paste.figure(record.got[place], record.unit)
    said = words.FIRST_WRONG_FOR if call else words.FIRST_WRONG
    return said.format(each=record.each, place=where, value=value, call=call)
