"""A process beside the kernel in which answers are checked, and which can be killed.

A thread cannot be ended inside C: `sum(itertools.count())` never lets go of the interpreter, and
the whole kernel stands still with it. So in a notebook `assess` sends the answer to a second
process (its side is ``child.py``). What cannot be sent there gives None: the caller then checks
it in a thread of its own (``sandbox.py``).
"""

from __future__ import annotations

import atexit
import contextlib
import linecache
import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from .answer import Finding, too_late
from .sandbox import exits_that_only_raise

START = 60.0  # seconds for the process to be ready: 2 on an idle machine, much more on Binder
AFTER = 2.0  # seconds beyond a check's own limit, for the thread inside the process to be stopped
HEAD = struct.Struct(">Q")  # the length of what follows

ENDED = (
    "your function ended Python altogether: `os._exit`, or a crash inside a library. "
    "The notebook lives on."
)


def assess(id: str, function: Callable, seconds: float) -> Finding | None:
    """How an answer is found to be, like `assess.examine`; None if it cannot be sent.

    What the answer prints comes out here. Ctrl-C (the stop button) ends the answer at once.
    """
    global _now
    if not _in_a_kernel() or (text := _packed(id, function)) is None:
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
        answer = _now.ask(text, seconds + AFTER)
    except _Silent as silent:
        if silent.died:
            return Finding("error", ENDED)
        return Finding("error", too_late(seconds))
    finally:
        if answer is None:  # too late, dead, or stopped by the user
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


def _packed(id: str, function: Callable) -> bytes | None:
    try:
        import cloudpickle

        cells = {k: v for k, v in linecache.cache.items() if len(v) == 4 and v[1] is None}
        with exits_that_only_raise():
            packed = cloudpickle.dumps(function)
        return pickle.dumps((id, os.getcwd(), cells, packed))
    except Exception:  # an open file, a lock, a widget: whatever the answer uses
        return None


class _Silent(Exception):
    """No answer came: it is too late, or the process has `died`."""

    def __init__(self, died: bool):
        self.died = died


class _Process:
    def __init__(self):
        more = {} if os.name == "nt" else {"start_new_session": True}  # not hit by the stop button
        if os.name == "nt":
            more["creationflags"] = subprocess.CREATE_NEW_PROCESS_GROUP
        setup = f"import sys; sys.path[:] = {sys.path!r}; from gammalab.check import child"
        self._process = subprocess.Popen(
            [sys.executable, "-c", f"{setup}; child.main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "MPLBACKEND": "agg"},
            **more,
        )
        self._came: queue.Queue = queue.Queue()
        self._ready = False
        self._reader = threading.Thread(target=self._read, name="gammalab-reader", daemon=True)
        self._reader.start()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def wait_until_ready(self) -> None:
        if not self._ready:
            self._next(time.monotonic() + START)
            self._ready = True

    def ask(self, text: bytes, seconds: float) -> tuple:
        """The answer: a `Finding`, or () when the process cannot use what was sent."""
        end_of_time = time.monotonic() + START
        with contextlib.suppress(OSError):  # dead: the reader says so
            self._process.stdin.write(HEAD.pack(len(text)) + text)
            self._process.stdin.flush()
        while True:
            kind, what = self._next(end_of_time)
            if kind == "answer":
                return what
            if kind == "begun":
                end_of_time = time.monotonic() + seconds
            sys.stdout.write(what)

    def _next(self, end_of_time: float) -> tuple:
        while (left := end_of_time - time.monotonic()) > 0:
            with contextlib.suppress(queue.Empty):
                came = self._came.get(timeout=min(left, 0.1))  # short: Windows hears Ctrl-C
                if came is None:
                    raise _Silent(died=True)
                return came
        raise _Silent(died=False)

    def _read(self) -> None:
        source = self._process.stdout
        with contextlib.suppress(Exception):
            while head := source.read(HEAD.size):
                self._came.put(pickle.loads(source.read(HEAD.unpack(head)[0])))
        self._came.put(None)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join(1.0)
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()


_now: _Process | None = None
atexit.register(end)
