"""The other side of ``process.py``: a process that checks answers until its kernel is gone.

It reads an answer, checks it as a kernel without a second process would, and writes back what
was printed and the outcome. It ends with its kernel, after `IDLE` seconds without a check, and
when an answer is left running inside it.
"""

from __future__ import annotations

import contextlib
import linecache
import os
import pickle
import threading

from . import assess, engine, sandbox
from .process import HEAD

IDLE = 600.0  # seconds; a hub need not hold the memory of processes that nobody uses
ROOM = 1 << 30  # bytes of address space above those at the start, for what no thread can stop


def main() -> None:
    """Serve answers from standard input until it closes."""
    inlet = os.fdopen(os.dup(0), "rb")
    outlet = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)  # what C code prints must not come between the answers
    import pandas  # noqa: F401  # as in sandbox.run: now, so that no answer waits for it

    _limit_memory()
    lock = threading.Lock()

    def send(kind: str, what) -> None:
        text = pickle.dumps((kind, what))
        with lock:
            outlet.write(HEAD.pack(len(text)) + text)
            outlet.flush()

    send("ready", "")
    while True:
        idle = threading.Timer(IDLE, os._exit, [0])
        idle.daemon = True
        idle.start()
        head = inlet.read(HEAD.size)
        idle.cancel()
        if len(head) < HEAD.size:
            return
        text = inlet.read(HEAD.unpack(head)[0])
        with contextlib.redirect_stdout(_Sender(send)):
            answer = _answer(text, send)
        send("answer", answer)
        if any(thread.name == "gammalab-check" for thread in threading.enumerate()):
            os._exit(0)  # an answer is still at it


def _answer(text: bytes, send) -> tuple:
    try:
        id, folder, cells, packed = pickle.loads(text)
        os.chdir(folder)
        linecache.cache.update(cells)  # so that messages can quote the student's line
        problem, function = engine.find(id), pickle.loads(packed)
    except BaseException:  # a name that only the kernel knows: it is checked there
        return ()
    send("begun", "")  # now the clock runs: importing a lesson is not the answer's time
    found = assess.examine(problem, function)
    try:
        pickle.dumps(found)
    except Exception:  # inputs that cannot be sent back: the kernel knows them by name only
        found = found._replace(failed=None)
    return tuple(found)


def _limit_memory() -> None:
    """Let what asks for too much meet a MemoryError, even inside C (Linux only)."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        with open("/proc/self/statm") as file:
            now = int(file.read().split()[0]) * resource.getpagesize()
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        soft = now + sandbox.MOST_MEMORY + ROOM
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


class _Sender:
    """A text stream that goes to the kernel."""

    encoding = "utf-8"

    def __init__(self, send):
        self._send = send

    def write(self, text: str) -> int:
        self._send("printed", text)
        return len(text)

    def flush(self) -> None:
        """There is nothing to flush: each piece is sent at once."""

    def isatty(self) -> bool:
        return False
