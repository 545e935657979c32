"""The other side of ``process.py``: a process that checks answers until its kernel is gone.

It reads an answer, checks it as a kernel without a second process would, and writes back what
was printed and the outcome. On Linux it is two: a guard that has imported everything, and a worker
forked from it. When a worker is killed, or ends, the guard forks the next in a moment; elsewhere a
new process must start. Both end with their kernel, and after `IDLE` seconds without a check.
"""

from __future__ import annotations

import contextlib
import faulthandler
import linecache
import os
import pickle
import threading
from dataclasses import replace

from . import ahead, engine, sandbox, threads
from .process import AFTER, HEAD

IDLE = 600.0  # seconds; a hub need not hold the memory of processes that nobody uses
ROOM = 1 << 30  # bytes of address space above those at the start, for what no thread can stop
SLACK = 3.0  # seconds, so that the kernel comes first if it lives
ALL_DONE = 86  # a worker's exit status: the guard should end too


def main(mark: bytes, forks: bool) -> None:
    """Serve answers from standard input until it closes; `mark` begins each message to stdout."""
    inlet, outlet = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)  # what C code prints must not come between the answers
    import pandas  # noqa: F401  # as in sandbox.run: now, so that no answer waits for it

    _limit_memory()
    if forks:
        with contextlib.suppress(Exception):  # a lesson that is broken: it says so when asked for
            engine.known_problems()  # now, and not in each worker
        _guard(inlet, outlet, mark)
    else:
        _serve(inlet, outlet, mark)


def _guard(inlet: int, outlet: int, mark: bytes) -> None:
    """Fork one worker after another; the kernel kills one that it does not want any more."""
    while True:
        worker = os.fork()
        if not worker:
            try:
                _serve(inlet, outlet, mark)
            finally:
                os._exit(ALL_DONE)
        _, status = os.waitpid(worker, 0)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status) == ALL_DONE:
            return
        _write(outlet, mark, "died", "")


def _write(outlet: int, mark: bytes, kind: str, what) -> None:
    text = pickle.dumps((kind, what))
    left = memoryview(mark + HEAD.pack(len(text)) + text)
    while left:
        left = left[os.write(outlet, left) :]


def _serve(inlet: int, outlet: int, mark: bytes) -> None:
    source = os.fdopen(inlet, "rb")
    lock = threading.Lock()

    def send(kind: str, what) -> None:
        with lock:
            _write(outlet, mark, kind, what)

    send("ready", os.getpid())
    while True:
        idle = threading.Timer(IDLE, os._exit, [ALL_DONE])
        idle.daemon = True
        idle.start()
        head = source.read(HEAD.size)
        idle.cancel()
        if len(head) < HEAD.size:
            return
        text, before = source.read(HEAD.unpack(head)[0]), threads.running()
        with contextlib.redirect_stdout(_Sender(send)):
            answer = _answer(text, send)
        if sandbox.runs_on() or threads.left(before):  # it is still at it
            send("last answer", answer)
            os._exit(0)
        send("answer", answer)


def _answer(text: bytes, send) -> tuple:
    try:
        (id, student), seconds, folder, cells, packed = pickle.loads(text)
        os.chdir(folder)
        linecache.cache.update(cells)  # so that messages can quote the student's line
        problem, _ = engine.as_asked(id, student)
        problem, function = replace(problem, seconds=seconds), pickle.loads(packed)
    except BaseException:  # a name that only the kernel knows: it is checked there
        return ()
    ahead.load(function)
    send("begun", "")  # now the clock runs: importing a lesson is not the answer's time
    with _ends_without_its_kernel(seconds):
        found = problem.examine(function)
    try:
        pickle.dumps(found)
    except Exception:  # inputs that cannot be sent back: the kernel knows them by name only
        found = found._replace(failed=None)
    return tuple(found)


@contextlib.contextmanager
def _ends_without_its_kernel(seconds: float):
    """The kernel kills what is too late. Where it is gone (restarted, say, in the middle of a
    check), this ends even an answer that never lets go of the interpreter."""
    with open(os.devnull, "w") as nowhere:
        end = sandbox.longest(seconds) + AFTER + SLACK
        faulthandler.dump_traceback_later(end, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()


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
