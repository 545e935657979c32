"""Where student code runs: under a time limit, and leaving nothing behind.

`run` knows nothing of problems or of right and wrong. A loop that never ends is stopped from
outside; warnings, the global random state and the printed output are put back as they were.
This is protection from accidents, not from malice: the code has all the rights of the kernel.
"""

from __future__ import annotations

import builtins
import contextlib
import contextvars
import ctypes
import math
import os
import queue
import random
import sys
import threading
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .library import is_library
from .quiet import Limited, exits_that_only_raise, heard, logs_to, no_input

BUSY, REST = 6.0, 60.0  # by the clock on the wall an answer may take so many times, or more, longer
NAME = "gammalab-check"  # of the thread in which an answer runs
GRACE = 0.5  # seconds that a stopped thread gets to die before it is left alone
MOST_MEMORY = 500 << 20  # bytes that one answer may take: Binder gives 1 to 2 GB to everything
DEEPEST = 10_000  # calls within calls, whatever the answer asks for: a million end Python


class TimeUp(BaseException):
    """Raised inside student code when its time is over. `except Exception` does not catch it."""


class _TimeUpTwice(TimeUp):
    """What is raised from outside. A bare `except:` swallows it, and meets TimeUp a line later.

    From outside an exception comes nearly always while a body of `try` is at work, so that a loop
    around it can go on for minutes. But the exception is made in the thread that it is raised in,
    and there the lines that follow can be heard, as a debugger does.
    """

    def __init__(self):
        _hear(_again)


def _hear(trace: Callable) -> None:
    """Let `trace` hear the lines of the student's that are at work, and new calls.

    Never a library's: the end of `with lock:` is a line too, and an exception in it leaves the lock
    taken. That of the notebook's prints was, and nothing was ever printed or answered again.
    """
    frame = sys._getframe(2)
    while frame is not None and frame.f_code.co_filename != __file__:
        if not is_library(frame.f_code.co_filename):
            frame.f_trace = trace
        frame = frame.f_back
    sys.settrace(trace)


def _again(frame, event, argument):
    """A trace function: raise at the next line of the frames that are heard, and of no new one."""
    if event == "line":
        raise TimeUp
    return _again if event == "exception" else None


@dataclass(frozen=True)
class Run:
    """How a run ended: with a value, with an exception, or not in time."""

    value: Any = None
    exception: BaseException | None = None
    timed_out: bool = False
    waited: bool = False  # for longer than `longest` by the clock, with little work or in a browser
    too_big: bool = False  # it took more than MOST_MEMORY
    stuck: bool = False  # it could not be stopped: it runs on


def longest(seconds: float) -> float:
    """By the clock on the wall: what may take so many `seconds` of the processor, on a machine that
    has others to serve. What sleeps, or waits, is stopped then."""
    return min(BUSY * seconds, seconds + REST)


def run(body: Callable[[], Any], seconds: float, seed: int) -> Run:
    """Call `body()` and return how it ended; only a real Ctrl-C gets out of here.

    `seconds` are of the processor, as far as the platform tells them of a thread (Linux) or of all
    threads together, and not more than `longest` by the clock.

    `seed` sets numpy's and Python's global random generators while `body` runs, so that an
    answer that draws from them is judged the same each time. In a browser (Pyodide) there are
    no threads, and Python is several times slower: there `longest` alone counts, and the clock is
    read between the lines of the code.
    """
    import pandas  # noqa: F401  # the library imports it late; those seconds are not the student's

    context = contextvars.copy_context()  # np.errstate and the like stay in the copy
    runner = _run_here if sys.platform == "emscripten" else _run_in_thread
    with _undisturbed(seed):
        return runner(lambda: context.run(body), seconds)


def _run_in_thread(body: Callable[[], Any], seconds: float) -> Run:
    ended: list[Run] = []
    guard = threading.Lock()
    # Not `Thread.is_alive` alone: up to Python 3.12 a join that Ctrl-C interrupts takes the thread
    # for dead, and then nobody stops it.
    over = _Over()

    clock: list[int] = []  # the thread's own, of the processor
    begun = False

    def target():
        nonlocal begun
        result = None
        with guard:
            if over.is_set():  # Ctrl-C came before it began: it does nothing
                return
            begun = True
        with contextlib.suppress(AttributeError, OSError):
            clock.append(time.pthread_getcpuclockid(threading.get_ident()))
        try:
            result = Run(value=body())
        except TimeUp:
            pass
        except BaseException as error:
            result = Run(exception=error)
        finally:
            leave(result)

    def leave(result):
        """Once `over` is set nobody raises TimeUp any more; until then it may come at any line."""
        while not over.is_set():
            try:
                with guard:
                    if result is not None and not ended:
                        ended.append(result)
                    over.set()
            except TimeUp:
                pass

    thread = _Thread(target=target, name=NAME, daemon=True)

    def stop(seconds):
        """Raise TimeUp in the thread, again and again: a bare `except:` may swallow some."""
        end, pause = time.monotonic() + seconds, 0.02  # it may be leaving a `with`
        while not over.is_set() and thread.is_alive() and time.monotonic() < end:
            with guard:
                if not over.is_set():
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(
                        ctypes.c_ulong(thread.ident), ctypes.py_object(_TimeUpTwice)
                    )
            over.wait(pause)
            pause = min(1.5 * pause, 0.1)  # it may be busy giving memory back

    why = ""
    try:
        thread.start()
        why = _wait(over, seconds, clock)
    except BaseException:  # Ctrl-C by the user, in the main thread: stop, and let it through
        with guard:
            if not begun:
                over.set()
        _to_the_end(stop, over)
        raise
    if late := not ended:
        _to_the_end(stop, over)
    stuck = not over.is_set() and thread.is_alive()
    if ended and not (late and ended[0].exception):  # what being stopped made of a lock, say
        return ended[0]
    return _late(why, stuck)


def runs_on() -> bool:
    """Whether an answer that could not be stopped still runs, in a thread beside the caller's."""
    here = threading.current_thread()
    return any(one.name == NAME and one is not here for one in threading.enumerate())


def _late(why: str, stuck: bool) -> Run:
    return Run(timed_out=True, too_big=why == "memory", waited=why == "waited", stuck=stuck)


class _Over:
    """Set once, and waited for, as threading.Event. That takes a lock within, which stays taken
    when Ctrl-C comes at that moment; a SimpleQueue takes none."""

    def __init__(self):
        self._set, self._news = False, queue.SimpleQueue()

    def is_set(self) -> bool:
        return self._set

    def set(self) -> None:
        self._set = True
        self._news.put(None)

    def wait(self, seconds: float) -> None:
        """Until it is set, or for some seconds. Of several who wait one is woken: wait briefly."""
        if not self._set:
            with contextlib.suppress(queue.Empty):
                self._news.get(timeout=seconds)


class _Thread(threading.Thread):
    """A thread that is stopped by TimeUp says nothing of it."""

    def run(self):
        with contextlib.suppress(TimeUp):
            super().run()


def _to_the_end(stop: Callable[[float], None], over: _Over) -> None:
    """Stop now; what is blocked in C, or catches everything, is asked on and on from beside."""
    stop(GRACE)
    if not over.is_set():
        threading.Thread(target=stop, args=(math.inf,), name="gammalab-stop", daemon=True).start()


def _wait(over: _Over, seconds: float, clock: list[int]) -> str:
    """Wait for the end of the time or of the thread: "worked" or "waited" too long, or "memory", if
    it takes too much; "" when it is over.

    In short pieces: memory is looked at in between, and Windows hears Ctrl-C.
    """
    begun, work, before = time.monotonic(), time.process_time(), _memory()
    while not over.is_set():
        over.wait(min(0.05, seconds))
        passed = time.monotonic() - begun
        spent = _worked(clock) if clock else time.process_time() - work
        if _memory() - before > MOST_MEMORY:
            return "memory"
        if min(spent, passed) >= seconds:  # threads side by side can work more than time passes
            return "worked"
        if passed >= longest(seconds):
            return "waited"
    return ""


def _worked(clock: list[int]) -> float:
    """Seconds that a thread has had of the processor; none where it has just ended."""
    try:
        return time.clock_gettime(clock[0])
    except OSError:
        return 0.0


def _memory() -> int:
    """Bytes of memory in use, where that can be known: Linux, or where psutil is at hand."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, AttributeError):
        return memory_of(os.getpid())


def memory_of(process: int) -> int:
    """Bytes of memory that a process uses; 0 where it is gone, or where that cannot be known."""
    try:
        import psutil  # comes with every Jupyter kernel

        return psutil.Process(process).memory_info().rss
    except Exception:  # not installed, or one of its own: gone, not allowed
        return 0


def _run_here(body: Callable[[], Any], seconds: float) -> Run:
    """Without threads: a trace function looks at the clock at each line of Python, and at each call
    where that is a package's or Python's own: nobody waits for a loop that has its end."""
    end, over = time.monotonic() + longest(seconds), False

    class TimeUpHere(TimeUp):
        """Python forgets a trace function that raises. Where a bare `except:` swallows this, it is
        remembered."""

        def __del__(self):
            if not over:
                _hear(look_at_clock)

    def look_at_clock(frame, event, argument):
        if time.monotonic() > end:
            raise TimeUpHere
        return None if is_library(frame.f_code.co_filename) else look_at_clock

    before = sys.gettrace()
    sys.settrace(look_at_clock)
    try:
        return Run(value=body())
    except TimeUp:
        return _late("waited", stuck=False)
    except KeyboardInterrupt:  # here it cannot be told from the user's own
        raise
    except BaseException as error:
        return Run(exception=error)
    finally:
        over = True
        sys.settrace(before)


@contextlib.contextmanager
def _undisturbed(seed: int):
    """Put back, from the caller's thread, what student code may have changed for everybody."""
    numpy_state, python_state = np.random.get_state(), random.getstate()
    depth, set_depth = sys.getrecursionlimit(), sys.setrecursionlimit
    ask = builtins.input
    np.random.seed(seed)
    random.seed(seed)
    try:
        # Errors, logging and progress bars go to the same place as prints: nbgrader gives no
        # points to a cell in which anything came out of stderr.
        out = Limited(sys.stdout)
        with (
            heard(out),
            warnings.catch_warnings(),
            exits_that_only_raise(),
            contextlib.redirect_stdout(out),
            logs_to(out),
            contextlib.redirect_stderr(out),
        ):
            warnings.simplefilter("ignore")  # a NaN is explained in the message instead
            builtins.input = no_input
            sys.setrecursionlimit = lambda deep: set_depth(min(deep, DEEPEST))
            yield
    finally:
        builtins.input = ask
        sys.setrecursionlimit = set_depth
        set_depth(depth)
        np.random.set_state(numpy_state)
        random.setstate(python_state)
