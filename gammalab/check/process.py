"""A process beside the kernel in which answers are checked, and which can be killed.

A thread cannot be ended inside C: `sum(itertools.count())` never lets go of the interpreter, and
the whole kernel stands still with it. So in a notebook `assess` sends the answer to a second
process (its side is ``child.py``). On Linux that one forks another after each kill; elsewhere it
has to start anew. What cannot be sent there gives None: the caller then checks
it in a thread of its own (``sandbox.py``).
"""

from __future__ import annotations

import atexit
import contextlib
import linecache
import math
import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from .answer import Finding
from .assess import STILL_THERE, TOO_BIG
from .quiet import exits_that_only_raise
from .sandbox import MOST_MEMORY, longest, memory_of
from .words import too_late

START = 60.0  # seconds for the process to be ready: 2 on an idle machine, much more on Binder
AFTER = 2.0  # seconds beyond a check's own limit, for the thread inside the process to be stopped
HEAD = struct.Struct(">Q")  # the length of what follows
FORKS = sys.platform == "linux"  # macOS can, but its libraries may crash after it

ENDED = (
    "your function ended Python altogether: `os._exit`, or a crash inside a library. "
    "The notebook lives on."
)


def assess(asked: tuple, function: Callable, seconds: float) -> Finding | None:
    """How an answer is found to be, like `assess.examine`; None if it cannot be sent.

    `asked` is the problem's id, and the student whose variant it is, or None.
    What the answer prints comes out here. Ctrl-C (the stop button) ends the answer at once.
    """
    global _now
    if not _in_a_kernel() or (text := _packed(asked, function, seconds)) is None:
        return None
    try:
        if _now is None or not _now.alive:
            _now = _Process()
        _now.wait_until_ready()
    except BaseException as error:
        end()
        if isinstance(error, (OSError, _Silent)):  # no process may be started here
            return None
        raise
    answer = None
    try:
        answer = _now.ask(text, seconds)
    except _Silent as silent:
        if silent.died:
            return Finding("error", ENDED)
        limit = longest(seconds) if silent.waited else None
        return Finding("error", TOO_BIG if silent.big else too_late(seconds, limit))
    finally:
        if answer is None and not _now.drop():  # too late, dead, or stopped by the user
            end()
    return Finding(*answer) if answer else None


def end() -> None:
    """End the process, if there is one; the next check starts another."""
    global _now
    if _now is not None:
        _now.kill()
        _now = None


def _in_a_kernel() -> bool:
    """Only there does a frozen interpreter cost somebody their work."""
    app = sys.modules.get("ipykernel.kernelapp")
    return sys.platform != "emscripten" and app is not None and app.IPKernelApp.initialized()


def _packed(asked: tuple, function: Callable, seconds: float) -> bytes | None:
    try:
        import cloudpickle

        cells = {k: v for k, v in linecache.cache.items() if len(v) == 4 and v[1] is None}
        with exits_that_only_raise():
            packed = cloudpickle.dumps(function)
        return pickle.dumps((asked, seconds, os.getcwd(), cells, packed))
    except Exception:  # an open file, a lock, a widget: whatever the answer uses
        return None


class _Silent(Exception):
    """No answer came: it worked, or `waited`, too long, or is too `big`, or the process `died`."""

    def __init__(self, died: bool = False, waited: bool = False, big: bool = False):
        self.died, self.waited, self.big = died, waited, big


def _worked(process: int) -> float:
    """Seconds that a process has had of the processor; 0 where that cannot be known."""
    try:
        with open(f"/proc/{process}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, AttributeError, IndexError):
        psutil = sys.modules.get("psutil")  # every Jupyter kernel has imported it
        with contextlib.suppress(Exception):  # it has just ended
            return sum(psutil.Process(process).cpu_times()[:2])
    return 0.0


class _Process:
    def __init__(self):
        more = {} if os.name == "nt" else {"start_new_session": True}  # not hit by the stop button
        if os.name == "nt":
            more["creationflags"] = subprocess.CREATE_NEW_PROCESS_GROUP
        self._mark = os.urandom(16)
        setup = f"import sys; sys.path[:] = {sys.path!r}; from gammalab.check import child"
        self._process = subprocess.Popen(
            [sys.executable, "-c", f"{setup}; child.main({self._mark!r}, {FORKS})"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "MPLBACKEND": "agg"},
            **more,
        )
        # Not a Queue: the stop button may come while that takes its lock, which stays taken then.
        self._came: queue.SimpleQueue = queue.SimpleQueue()
        self._ready = False
        self._worker = 0  # the process that checks: this one, or on Linux one that it forked
        self._begun = False  # the worker has read all that was sent to it
        self._reader = threading.Thread(target=self._read, name="gammalab-reader", daemon=True)
        self._reader.start()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def wait_until_ready(self) -> None:
        end_of_time = time.monotonic() + START
        while not self._ready:  # a worker that was killed may have left messages
            kind, what = self._next(end_of_time)
            if kind == "ready":
                self._ready, self._worker = True, what

    def ask(self, text: bytes, seconds: float) -> tuple:
        """The answer: a `Finding`, or () when the process cannot use what was sent.

        The limits are those of `sandbox.run`, and a little later: that one says more.
        """
        end_of_time, self._begun = time.monotonic() + START, False
        early, work = math.inf, math.inf
        with contextlib.suppress(OSError):  # dead: the reader says so
            self._process.stdin.write(HEAD.pack(len(text)) + text)
            self._process.stdin.flush()
        while True:
            kind, what = self._next(end_of_time, early, work)
            if kind == "died":
                raise _Silent(died=True)
            if kind == "last answer":  # what is still at it ends with its worker; another comes
                self._ready = False
                return (what[0], what[1].removesuffix(STILL_THERE), *what[2:])
            if kind == "answer":
                return what
            if kind == "begun":
                now, self._begun = time.monotonic(), True
                end_of_time = now + longest(seconds) + AFTER
                early, work = now + seconds + AFTER, _worked(self._worker) + seconds + AFTER
                self._own = 0 if FORKS else memory_of(self._process.pid)
            sys.stdout.write(what)

    def _next(self, end_of_time: float, early: float = math.inf, work: float = math.inf) -> tuple:
        """What comes next; not after `end_of_time`, nor after `early` once it has done `work`."""
        while (left := end_of_time - time.monotonic()) > 0:
            if time.monotonic() > early and _worked(self._worker) > work:
                raise _Silent()
            with contextlib.suppress(queue.Empty):
                came = self._came.get(timeout=min(left, 0.1))  # short: Windows hears Ctrl-C
                if came is None:
                    raise _Silent(died=True)
                return came
            if self._begun and self._too_big():
                raise _Silent(big=True)
        raise _Silent(waited=True)

    def _too_big(self) -> bool:
        """Whether it takes far too much memory, and does not stop itself: it is inside C. On Linux
        the system itself sets a limit."""
        return not FORKS and memory_of(self._process.pid) - self._own > 1.5 * MOST_MEMORY

    def _read(self) -> None:
        came = b""
        with contextlib.suppress(OSError, ValueError):
            while more := os.read(self._process.stdout.fileno(), 1 << 16):
                came = self._pass_on(came + more)
        self._came.put(None)

    def _pass_on(self, came: bytes) -> bytes:
        """Queue what is whole, and return the rest. What a killed worker left half written ends
        where the next mark stands."""
        n = len(self._mark)
        while len(came) >= n + HEAD.size:
            end = n + HEAD.size + HEAD.unpack_from(came, n)[0]
            if (cut := came.find(self._mark, 1, end + n - 1)) > 0:
                came = came[cut:]
            elif len(came) >= end:
                self._came.put(pickle.loads(came[n + HEAD.size : end]))
                came = came[end:]
            else:
                break
        return came

    def drop(self) -> bool:
        """Kill the answer; True if another can be checked without starting a new process."""
        self._ready = False
        if not FORKS or not self._begun or not self.alive:
            return False
        with contextlib.suppress(ProcessLookupError):  # it has died of itself
            os.kill(self._worker, signal.SIGKILL)
        return True

    def kill(self) -> None:
        if hasattr(os, "killpg"):
            with contextlib.suppress(OSError):  # its group: the worker too
                os.killpg(self._process.pid, signal.SIGKILL)
        else:  # Windows
            self._process.kill()
        self._process.wait()
        self._reader.join(1.0)
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()


_now: _Process | None = None
atexit.register(end)
