"""Where student code runs: under a time limit, and leaving nothing behind.

`run` knows nothing of problems or of right and wrong. A loop that never ends is stopped from
outside; warnings, the global random state and the printed output are put back as they were.
This is protection from accidents, not from malice: the code has all the rights of the kernel.
"""

from __future__ import annotations

import contextlib
import contextvars
import ctypes
import math
import random
import sys
import threading
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

GRACE = 0.5  # seconds that a stopped thread gets to die before it is left alone
MOST_PRINTED = 10_000  # characters; a print in an endless loop must not drown the browser


class TimeUp(BaseException):
    """Raised inside student code when its time is over. `except Exception` does not catch it."""


@dataclass(frozen=True)
class Run:
    """How a run ended: with a value, with an exception, or not in time."""

    value: Any = None
    exception: BaseException | None = None
    timed_out: bool = False


def run(body: Callable[[], Any], seconds: float, seed: int) -> Run:
    """Call `body()` and return how it ended; only a real Ctrl-C gets out of here.

    `seed` sets numpy's and Python's global random generators while `body` runs, so that an
    answer that draws from them is judged the same each time. In a browser (Pyodide) there are
    no threads, and the clock is read between the lines of the code instead.
    """
    import pandas  # noqa: F401  # the library imports it late; those seconds are not the student's

    context = contextvars.copy_context()  # np.errstate and the like stay in the copy
    runner = _run_here if sys.platform == "emscripten" else _run_in_thread
    with _undisturbed(seed):
        return runner(lambda: context.run(body), seconds)


def _run_in_thread(body: Callable[[], Any], seconds: float) -> Run:
    ended: list[Run] = []
    guard = threading.Lock()  # after a result is in, nobody raises TimeUp in the thread

    def target():
        try:
            try:
                result = Run(value=body())
            except TimeUp:
                return
            except BaseException as error:
                result = Run(exception=error)
            with guard:
                ended.append(result)
        except TimeUp:
            pass  # the time ran out between the last two lines

    thread = threading.Thread(target=target, name="gammalab-check", daemon=True)
    thread.start()
    try:
        _wait(thread, seconds)
    except BaseException:  # Ctrl-C by the user, in the main thread: stop, and let it through
        _stop(thread, guard, ended, GRACE)
        raise
    if not ended:
        _stop(thread, guard, ended, GRACE)
    if not ended and thread.is_alive():
        # Blocked in C, or a loop around a bare `except:`. It stays behind as a daemon, and another
        # one goes on asking it to stop.
        threading.Thread(
            target=_stop, args=(thread, guard, ended, math.inf), name="gammalab-stop", daemon=True
        ).start()
    return ended[0] if ended else Run(timed_out=True)


def _wait(thread: threading.Thread, seconds: float) -> None:
    """Join in short pieces: on Windows a long join would not hear Ctrl-C."""
    end = time.monotonic() + seconds
    while thread.is_alive() and (left := end - time.monotonic()) > 0:
        thread.join(min(left, 0.1))


def _stop(thread: threading.Thread, guard: threading.Lock, ended: list, seconds: float) -> None:
    """Raise TimeUp in the thread, again and again: a bare `except:` may swallow the first ones."""
    end = time.monotonic() + seconds
    while thread.is_alive() and time.monotonic() < end:
        with guard:
            if not ended:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(thread.ident), ctypes.py_object(TimeUp)
                )
        thread.join(0.002)


def _run_here(body: Callable[[], Any], seconds: float) -> Run:
    """Without threads: a trace function looks at the clock at each line of Python."""
    end = time.monotonic() + seconds

    def look_at_clock(frame, event, argument):
        if time.monotonic() > end:
            raise TimeUp
        return look_at_clock

    before = sys.gettrace()
    sys.settrace(look_at_clock)
    try:
        return Run(value=body())
    except TimeUp:
        return Run(timed_out=True)
    except KeyboardInterrupt:  # here it cannot be told from the user's own
        raise
    except BaseException as error:
        return Run(exception=error)
    finally:
        sys.settrace(before)


@contextlib.contextmanager
def _undisturbed(seed: int):
    """Put back, from the caller's thread, what student code may have changed for everybody."""
    numpy_state, python_state = np.random.get_state(), random.getstate()
    np.random.seed(seed)
    random.seed(seed)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(_Limited(sys.stdout)):
            warnings.simplefilter("ignore")  # a NaN is explained in the message instead
            yield
    finally:
        np.random.set_state(numpy_state)
        random.setstate(python_state)


class _Limited:
    """A text stream that passes on the first `MOST_PRINTED` characters."""

    def __init__(self, stream):
        self._stream = stream
        self._left = MOST_PRINTED

    def write(self, text: str) -> int:
        if self._left > 0:
            self._stream.write(text[: self._left])
            self._left -= len(text)
            if self._left <= 0:
                self._stream.write("\n… (more was printed than is shown here)\n")
        return len(text)

    def __getattr__(self, name):
        return getattr(self._stream, name)
