"""The student's function, called with care.

`Answer` copies the inputs, notices a stub that nobody has touched, and turns whatever the
function raises into words that point at the student's own line. It does not judge results.
"""

from __future__ import annotations

import contextlib
import copy
import inspect
import linecache
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from . import changed, closing, leftover, paste, seen, shared, threads, words
from .library import is_library
from .quiet import Asked
from .sandbox import MOST_MEMORY, TimeUp


class NotAttempted(Exception):
    """The function is still the stub; the message says how that was seen."""


class StudentError(Exception):
    """The function raised; the message says what, and in which line."""


class Wrong(Exception):
    """The answer is not right; the message says what to look at, never the right value."""


class Odd(Wrong):
    """What came back is not made of numbers: the answer cannot be called any further."""


class Closed(Exception):
    """The function calls what the problem asks to write by hand; the message says so."""


class Finding(NamedTuple):
    """How an answer was found to be: what a check shows, and what it keeps."""

    state: str  # "right", "wrong", "error" or "not attempted"
    message: str
    share: float = 0.0  # of the problem's parts that are right
    failed: tuple | None = None  # (names, values) of the inputs that the message is about
    pictures: tuple[bytes, ...] = ()  # what the first call drew, as PNG


@dataclass(frozen=True)
class Call:
    """One call of the student's function: its name, and its inputs by the student's own names."""

    name: str
    inputs: dict[str, Any] = field(default_factory=dict)
    values: tuple = ()  # the inputs in the order of the call
    problem: str = ""
    asked: tuple[str, ...] = ()  # the problem's own names of the inputs

    def __str__(self) -> str:
        return paste.call(self.name, self.inputs, self.problem)


class Answer:
    """A student's function as a check sees it: call it like the function itself.

    `signature` is how the problem asks for it, e.g. ``"hedge(delta, quantity)"``; it is only
    shown, when the student's function cannot be called that way. With `debug` nothing that the
    function does is caught, hushed or explained.
    """

    def __init__(self, function: Callable, signature: str = "", problem="", debug=False):
        self.name = getattr(function, "__name__", "your function").replace("<lambda>", "f")
        self.last_call: Call | None = None
        self.closed: dict[Callable, str] = {}  # and what is said of each
        self.pictures: list[bytes] = []
        self.function = function
        self._signature = signature
        self._problem = problem
        inside = signature.partition("(")[2].rpartition(")")[0]
        self._asked = tuple(one.partition("=")[0].strip(" *") for one in inside.split(","))
        self._debug = debug
        self._calls = 0
        self.threads = threads.running()  # those that are not of the answer's making

    def __call__(self, *args, **kwargs):
        values = (*args, *kwargs.values())
        inputs = self._bind(args, kwargs)
        self.last_call = Call(self.name, inputs, values, self._problem, self._asked)
        self._calls += 1
        given, named = _copy((args, kwargs))
        try:
            with closing.closed(self.closed, Closed), self._first_alone_is_seen():
                meant, moved = shared.now(), []
                try:
                    result = self.function(*given, **named)
                finally:
                    moved = shared.put_back(meant)
        except BaseException as error:
            if self._debug:
                raise
            raise self._in_words(error) from None
        if _is_empty(result):
            raise self._returned_nothing(result)
        if not self._debug and threads.left(self.threads):
            raise StudentError(words.THREAD.format(function=self.name))
        for name in moved:
            raise Wrong(words.SHARED.format(function=self.name, name=name))
        for name in changed.names(inputs, self._bind(given, named)):
            raise Wrong(
                f"`{self.name}` changes the `{name}` that it is given: a second call may give "
                "something else. Copy it first, or give what you compute a name of its own."
            )
        return result

    def _first_alone_is_seen(self):
        if self._debug:
            return contextlib.nullcontext()
        return seen.alone(self._calls == 1, self.pictures)

    def _in_words(self, error: BaseException) -> BaseException:
        """What to raise instead of what the function raised."""
        if isinstance(error, TimeUp):
            return error
        if isinstance(error, KeyboardInterrupt):
            if threading.current_thread() is threading.main_thread():
                return error  # without threads (Pyodide) it may be the user's own
            return StudentError(describe(error))
        if isinstance(error, Closed):
            return Wrong(str(error))
        if isinstance(error, NotImplementedError):
            return self._still_a_stub(error)
        # SystemExit too: the kernel must live on
        return StudentError(f"{describe(error)} It was called as `{self.last_call}`.")

    def _bind(self, args: tuple, kwargs: dict) -> dict[str, Any]:
        """The inputs by the names the student gave them; a StudentError if they do not fit."""
        try:
            signature = inspect.signature(self.function)
        except (TypeError, ValueError):  # some functions written in C have none
            return self._numbered(args, kwargs)
        try:
            bound = signature.bind(*args, **kwargs).arguments
            various = {p.kind for p in signature.parameters.values()} & {
                inspect.Parameter.VAR_POSITIONAL,
                inspect.Parameter.VAR_KEYWORD,
            }
            return self._numbered(args, kwargs) if various else dict(bound)
        except TypeError:
            n = len(args) + len(kwargs)
            said = words.ARGUMENTS[n == 1, bool(self._signature)]
            yours = f"{self.name}{signature}"
            raise StudentError(said.format(count=n, asked=self._signature, yours=yours)) from None

    @staticmethod
    def _numbered(args: tuple, kwargs: dict) -> dict[str, Any]:
        return {f"input {i}": value for i, value in enumerate(args, 1)} | kwargs

    def _still_a_stub(self, error: NotImplementedError) -> Exception:
        where = error.__traceback__
        while where.tb_next:
            where = where.tb_next
        code = where.tb_frame.f_code
        if self._calls > 1 or is_library(code.co_filename):  # a library may raise it as well
            return StudentError(f"{describe(error)} It was called as `{self.last_call}`.")
        if left := leftover.found(where.tb_frame, where.tb_lineno):
            return StudentError(left)
        inner = code.co_name
        if inner not in (self.name, "<lambda>", "__call__"):
            return NotAttempted(f"it calls `{inner}`, which is still to be written.")
        return NotAttempted(
            f"write your answer into `{self.name}`, run the cell, then check again."
        )

    def _returned_nothing(self, result) -> Exception:
        nothing = result is not None and result is not ...
        what = "None" if result is None else "..."
        if self._calls > 1:
            said = words.RETURNS_NOTHING_FOR if nothing else words.RETURNS_FOR
            return Wrong(said.format(what=what, call=self.last_call))
        said = words.RETURNS_NOTHING if nothing else words.RETURNS
        return NotAttempted(said.format(function=self.name, what=what))


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

_RUN_THE_TOP = "run the cell at the top of the notebook, the one with the imports"
_IMPORTS = {  # what lessons may not import themselves
    "math": "import math",
    "pd": "import pandas as pd",
    "plt": "import matplotlib.pyplot as plt",
    "bs": "bs = gl.black_scholes",
}
AT_THE_TOP = {  # names that the first cell of a notebook makes, and what to do without them
    **dict.fromkeys(
        "np gl lab check hint solution progress predict outcome recall quiz".split(), _RUN_THE_TOP
    ),
    **{name: f"{_RUN_THE_TOP}, or add `{how}` there" for name, how in _IMPORTS.items()},
}
LITTLE_MEMORY = (
    f"An answer may take {MOST_MEMORY >> 20} MB: is there a list that grows without end?"
)


def describe(error: BaseException) -> str:
    """An exception in words, with the last line of the student's own code that it came from."""
    where = _own_line(error)
    if isinstance(error, RecursionError):
        return words.ENDLESS.format(where=where)
    if isinstance(error, SystemExit):
        return words.WANTS_TO_END.format(where=where)
    if isinstance(error, KeyboardInterrupt):
        return words.INTERRUPTS.format(where=where)
    if isinstance(error, Asked):
        return words.ASKS.format(where=where)
    if isinstance(error, MemoryError):
        return words.TOO_MUCH.format(where=where, how_much=LITTLE_MEMORY)
    if isinstance(error, NameError) and error.name in AT_THE_TOP:
        return words.NOT_KNOWN.format(name=error.name, where=where, remedy=AT_THE_TOP[error.name])
    try:
        text = " ".join(str(error).split()).rstrip(".")
    except Exception:  # an exception of the student's own, whose words are broken
        text = ""
    if len(text) > 200:
        text = f"{text[:200]}…"
    said = words.RAISES_SAYING if text else words.RAISES
    return said.format(kind=type(error).__name__, text=text, where=where)


def _own_line(error: BaseException) -> str:
    """`", in line 3: `return a / b`"`, or nothing when no frame is the student's."""
    found, trace = "", error.__traceback__
    while trace:
        filename = trace.tb_frame.f_code.co_filename
        if not is_library(filename):
            text = linecache.getline(filename, trace.tb_lineno).strip()
            said = words.IN_LINE_THAT if text else words.IN_LINE
            found = said.format(line=trace.tb_lineno, text=text)
        trace = trace.tb_next
    return found
