"""Which inputs an answer does not use: a volatility built in, a strike that is always 100.

The answer is called again with one input taken from another call. Where the right result changes
and the answer's does not, in every trial, that input is not used. Unless the function's own lines
read it: then it is used, but shows in no result that is far off, such as a chance of 1.
"""

from __future__ import annotations

import dis
import time

import numpy as np

TRIALS = 4  # calls with another value, for each input
SECONDS = 1.0  # of work, for all of them: an answer may be slow
WAITING = 5.0  # by the clock: on a busy machine a second of work takes several


def find(records, answer) -> tuple[str, ...]:
    """The unused inputs of a wrong answer, by the student's own names; () if it cannot be told.

    Who uses none at all gives one number always, and is told so elsewhere: then it is ().
    """
    wrong = [r for r in records if not r.right and r.right_function and r.call and r.call.values]
    if not wrong or len(wrong[0].call.inputs) != len(wrong[0].call.values):
        return ()
    right, names = wrong[0].right_function, list(wrong[0].call.inputs)
    calls = list({id(r.call): r.call.values for r in records if r.call}.values())
    end, found = (time.process_time() + SECONDS, time.monotonic() + WAITING), []
    for place, name in enumerate(names):
        if _reads(answer.function, name):
            continue
        unused = _unused(place, calls, right, answer, end)
        if unused is None:
            return ()
        if unused:
            found.append(name)
    return tuple(found) if len(found) < len(names) else ()


def _unused(place, calls, right, answer, end) -> bool | None:
    """Does no trial change the answer's result? None when the time is over."""
    tried = 0
    for values in calls:
        changed = _with_another(place, values, calls, right)
        if changed is None:
            continue
        if time.process_time() > end[0] or time.monotonic() > end[1]:
            return None
        try:
            if not _same(answer(*values), answer(*changed)):
                return False
        except Exception:  # what suits no such input says nothing
            return False
        tried += 1
        if tried == TRIALS:
            break
    return tried >= 2


def _with_another(place, values, calls, right):
    """The inputs with another call's at one place, where that changes the right result."""
    for other in calls:
        if _alike(values[place], other[place]) and not _same(values[place], other[place]):
            changed = (*values[:place], other[place], *values[place + 1 :])
            try:
                with np.errstate(all="ignore"):
                    if not _same(right(*values), right(*changed)):
                        return changed
            except Exception:  # such as arrays of two lengths
                continue
    return None


def _alike(one, two) -> bool:
    return np.shape(one) == np.shape(two)


def _same(one, two) -> bool:
    try:
        return bool(np.allclose(one, two, rtol=1e-12, atol=0.0, equal_nan=True))
    except (TypeError, ValueError):  # words, or things of several shapes
        return repr(one) == repr(two)


def of_the_notebook(records, answer) -> tuple[str, ...]:
    """The asked-for inputs that the answer takes from the notebook, not from its own inputs, which
    have other names: ``def pay(a, b): return spot - strike``."""
    code, call = getattr(answer.function, "__code__", None), records[-1].call if records else None
    if code is None or call is None:
        return ()
    read = {one.argval for one in dis.get_instructions(code) if one.opname == "LOAD_GLOBAL"}
    return tuple(name for name in call.asked if name in read and name not in call.inputs)


def _reads(function, name: str) -> bool:
    """Do the function's own lines read this input, before they give the name another value?"""
    if (code := getattr(function, "__code__", None)) is None:
        return False
    for one in dis.get_instructions(code):
        kinds = [word for word in one.opname.split("_") if word in ("LOAD", "STORE")]
        names = one.argval if isinstance(one.argval, tuple) else (one.argval,)
        for kind, its in zip(kinds, names, strict=False):
            if its == name:
                return kind == "LOAD"
    return False
