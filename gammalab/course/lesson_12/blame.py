"""What a policy raised, in one line of words, with the line of it that helps most."""

from __future__ import annotations

import inspect
import linecache
import os
import sysconfig
from functools import lru_cache

import numpy as np

import gammalab
from gammalab._validate import fail

# Folders in which no policy's lines are. Whoever works in a folder named gammalab is in none.
NOT_THEIRS = tuple(
    os.path.join(os.path.realpath(folder), "")
    for folder in {
        *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
        os.path.dirname(os.__file__),
        os.path.dirname(os.path.dirname(np.__file__)),
        os.path.dirname(gammalab.__file__),
    }
    if folder
)
LONGEST, WIDEST = 300, 120  # characters of what was raised, and of a line
AT, AT_NUMBER = ", at {line}", ", at line {number} of `{function}`"
AT_CALLED = ", at {line}, called by {call}"
QUOTED, QUOTED_NUMBER = "`{text}`", "line {number}: `{text}`"
ALONE = "a policy is called with `now` alone: def policy(now)"
AWAITED = "it is `async`: write `def`, and no `async` before it"
MASKED = "some of them are masked: `answer.filled(0)` holds nothing there"
YIELDED = "it has a `yield`, which makes a generator of it: write `return`"


def told(error, numbered=False) -> str:
    """One line: what was raised, and the policy's line where it came from.

    numbered: with the number of the line in its file.
    """
    frames = _theirs(error)
    said = _advised(error, " ".join(_words(error).split()), frames)
    said = said if len(said) < LONGEST else f"{said[: LONGEST - 3]}…"
    name = "" if type(error) is ValueError else type(error).__name__
    return ": ".join(part for part in (name, said) if part) + _place(frames, numbered)


def ready(answer):
    """A policy's answer, as what holds numbers. ValueError in words for what looks as if it did."""
    if inspect.isawaitable(answer):
        if inspect.iscoroutine(answer):
            answer.close()  # or Python warns that nobody awaited it
        fail("the hedge", answer, f"one number per path: {AWAITED}")
    if inspect.isgenerator(answer) or inspect.isasyncgen(answer):
        fail("the hedge", answer, f"one number per path: {YIELDED}")
    if np.ma.isMaskedArray(answer):
        if np.ma.is_masked(answer):
            fail("the hedge", answer, f"one number per path: {MASKED}")
        return answer.data
    if getattr(getattr(answer, "dtype", None), "kind", "f") in "mM":
        fail("the hedge", answer, "one number per path, and no time")
    return answer


def _theirs(error):
    """[(code, line number)] of the policy's own calls, the innermost last.

    None are there where Python put an error of its own in the place of the policy's, as it does for
    StopIteration: then those of the error behind it.
    """
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        frames, place = [], error.__traceback__
        while place is not None:
            code = place.tb_frame.f_code
            if _is_theirs(code.co_filename):
                frames.append((code, place.tb_lineno))
            place = place.tb_next
        if frames:
            return frames
        error = error.__cause__ or error.__context__
    return []


@lru_cache(maxsize=1000)
def _is_theirs(file):
    if file.startswith("<"):  # of `exec`, or of a console; Python's own parts are <frozen ...>
        return not file.startswith(("<frozen", "<__array_function__"))
    return not os.path.realpath(file).startswith(NOT_THEIRS)


def _place(frames, numbered):
    """The innermost line that can be read, else the number of the innermost one.

    Where that line is itself a `raise` or an `assert` of a helper, its words are in the message
    already, and the call of it tells more.
    """
    lines = [line for line in (_line(*frame, numbered) for frame in frames) if line]
    if not frames:
        return ""
    if not lines:
        code, number = frames[-1]
        return AT_NUMBER.format(number=number, function=code.co_name)
    last = lines[-1]
    calls = [line for line in lines[:-1] if line != last]
    if calls and last.split("`")[1].startswith(("raise ", "assert ")):
        return AT_CALLED.format(line=last, call=calls[-1])
    return AT.format(line=last)


def _line(code, number, numbered):
    text = linecache.getline(code.co_filename, number).strip()
    if not text:
        return ""
    text = text if len(text) < WIDEST else f"{text[: WIDEST - 3]}…"
    return (QUOTED_NUMBER if numbered else QUOTED).format(number=number, text=text)


def _words(error):
    try:
        return str(error)
    except Exception:  # an error of their own, which cannot be told
        return ""


def _advised(error, said, frames):
    """Python's words, or in their place what helps whoever writes a policy."""
    if said.startswith("The truth value of an array"):
        return (
            "an `if` asks for one answer, and there is one for each path: use "
            "np.where(condition, hedge if so, hedge if not)"
        )
    if "could not be broadcast together" in said:
        return (
            f"{said}: one number per path has shape (paths,), now.moves (paths, steps so far); "
            "sum moves over axis=1, or write now.spot[:, None]"
        )
    if isinstance(error, TypeError) and not frames and "argument" in said:
        return f"{said}: {ALONE}"
    return said
