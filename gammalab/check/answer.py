"""The student's function, called with care.

`Answer` copies the inputs, notices a stub that nobody has touched, and turns whatever the
function raises into words that point at the student's own line. It does not judge results.
"""

from __future__ import annotations

import copy
import inspect
import linecache
import os
import sysconfig
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .sandbox import MOST_MEMORY, Asked, TimeUp


class NotAttempted(Exception):
    """The function is still the stub; the message says how that was seen."""


class StudentError(Exception):
    """The function raised; the message says what, and in which line."""


class Wrong(Exception):
    """The answer is not right; the message says what to look at, never the right value."""


@dataclass(frozen=True)
class Call:
    """One call of the student's function: its name, and its inputs by the student's own names."""

    name: str
    inputs: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.name}({', '.join(f'{k}={show(v)}' for k, v in self.inputs.items())})"


class Answer:
    """A student's function as a check sees it: call it like the function itself.

    `signature` is how the problem asks for it, e.g. ``"hedge(delta, quantity)"``; it is only
    shown, when the student's function cannot be called that way.
    """

    def __init__(self, function: Callable, signature: str = ""):
        self.name = getattr(function, "__name__", "your function").replace("<lambda>", "f")
        self.last_call: Call | None = None
        self._function = function
        self._signature = signature
        self._calls = 0

    def __call__(self, *args, **kwargs):
        self.last_call = Call(self.name, self._bind(args, kwargs))
        self._calls += 1
        try:
            result = self._function(*_copy(args), **_copy(kwargs))
        except TimeUp:
            raise
        except KeyboardInterrupt as error:
            if threading.current_thread() is threading.main_thread():
                raise  # without threads (Pyodide) it may be the user's own
            raise StudentError(describe(error)) from None
        except NotImplementedError as error:
            raise self._still_a_stub(error) from None
        except BaseException as error:  # SystemExit too: the kernel must live on
            raise StudentError(f"{describe(error)} It was called as `{self.last_call}`.") from None
        if _is_empty(result):
            raise self._returned_nothing(result)
        return result

    def _bind(self, args: tuple, kwargs: dict) -> dict[str, Any]:
        """The inputs by the names the student gave them; a StudentError if they do not fit."""
        try:
            signature = inspect.signature(self._function)
        except (TypeError, ValueError):  # some functions written in C have none
            return {f"input {i}": value for i, value in enumerate(args, 1)} | kwargs
        try:
            return dict(signature.bind(*args, **kwargs).arguments)
        except TypeError:
            n = len(args) + len(kwargs)
            asked = f", as in `{self._signature}`" if self._signature else ""
            raise StudentError(
                f"the function is called with {n} argument{'s' * (n != 1)}{asked}; "
                f"yours is `{self.name}{signature}`."
            ) from None

    def _still_a_stub(self, error: NotImplementedError) -> Exception:
        where = error.__traceback__
        while where.tb_next:
            where = where.tb_next
        code = where.tb_frame.f_code
        if self._calls > 1 or _is_library(code.co_filename):  # a library may raise it as well
            return StudentError(f"{describe(error)} It was called as `{self.last_call}`.")
        inner = code.co_name
        if inner not in (self.name, "<lambda>", "__call__"):
            return NotAttempted(f"it calls `{inner}`, which is still to be written.")
        return NotAttempted(f"write your answer into `{self.name}`, then check again.")

    def _returned_nothing(self, result) -> Exception:
        what = "None" if result is None else "..." if result is ... else "nothing"
        if self._calls > 1:
            return Wrong(
                f"it returns {what} for `{self.last_call}`: does every branch end in a return?"
            )
        return NotAttempted(
            f"`{self.name}` returns {what} so far. If it is written: is its return missing?"
        )


def _is_empty(result) -> bool:
    if isinstance(result, tuple) and result:
        return all(part is None or part is ... for part in result)
    return result is None or result is ...


def _copy(inputs):
    """A deep copy, so that a function that changes its inputs cannot spoil the check."""
    try:
        return copy.deepcopy(inputs)
    except Exception:  # an input that cannot be copied, such as an open file
        return inputs


# ---- in words ------------------------------------------------------------------------------

_LIBRARIES = tuple(
    os.path.realpath(folder) + os.sep
    for folder in {
        *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
        os.path.dirname(os.path.dirname(os.path.abspath(__file__))),  # gammalab itself
    }
)


def _is_library(filename: str) -> bool:
    return os.path.realpath(filename).startswith(_LIBRARIES) or "<frozen" in filename


LITTLE_MEMORY = (
    f"An answer may take {MOST_MEMORY >> 20} MB: is there a list that grows without end?"
)


def too_late(seconds: float) -> str:
    """What is said of an answer that takes longer than it may."""
    limit = f"{seconds:g} second{'s' * (seconds != 1)}"
    return f"did not finish in {limit}: is there a loop that never ends?"


def describe(error: BaseException) -> str:
    """An exception in words, with the last line of the student's own code that it came from."""
    where = _own_line(error)
    if isinstance(error, RecursionError):
        return f"the function calls itself without end{where}."
    if isinstance(error, SystemExit):
        return f"the function wants to end Python (SystemExit){where}."
    if isinstance(error, KeyboardInterrupt):
        return f"the function itself raises KeyboardInterrupt{where}."
    if isinstance(error, Asked):
        return f"the function asks with `input()`{where}. Use the values that it is given instead."
    if isinstance(error, MemoryError):
        return f"the function wants too much memory (MemoryError){where}. {LITTLE_MEMORY}"
    text = " ".join(str(error).split()).rstrip(".")
    if len(text) > 200:
        text = text[:200] + "…"
    return f"{type(error).__name__}{': ' * bool(text)}{text}{where}."


def _own_line(error: BaseException) -> str:
    """`", in line 3: `return a / b`"`, or nothing when no frame is the student's."""
    found, trace = "", error.__traceback__
    while trace:
        filename = trace.tb_frame.f_code.co_filename
        if not _is_library(filename):
            text = linecache.getline(filename, trace.tb_lineno).strip()
            found = f", in line {trace.tb_lineno}" + (f": `{text}`" if text else "")
        trace = trace.tb_next
    return found


def show(value) -> str:
    """A value, short enough for a sentence; numbers to six figures."""
    if isinstance(value, (bool, np.bool_, str)):
        return repr(value if isinstance(value, str) else bool(value))
    if isinstance(value, (int, np.integer)):
        return str(value)
    if isinstance(value, (float, np.floating)):
        return f"{value:.6g}"
    if isinstance(value, (list, tuple, np.ndarray)) or hasattr(value, "to_numpy"):
        return _show_many(np.asarray(value, dtype=object))
    text = repr(value)
    return text if len(text) <= 40 else f"a {type(value).__name__}"


def _show_many(values: np.ndarray) -> str:
    if values.ndim == 0:
        return show(values.item())
    if values.ndim > 1:
        return f"(an array of shape {values.shape})"
    if len(values) <= 6:
        return f"[{', '.join(show(v) for v in values)}]"
    return f"[{', '.join(show(v) for v in values[:3])}, … {len(values)} values]"
