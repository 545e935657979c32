"""A policy that sits in a process of its own, asked step by step, with limits on its time.

Its time is the processor's, where the system tells it (Linux), so that no score depends on who
else is at work; what sleeps, or waits, has more, but not for ever. The order in which a set of
texts is gone through is the same each time.

It begins a session of its own, which is ended as a whole: what it started ends with it. What leaves
the session and keeps the pipes open cannot hold the contest: no write or read waits for ever.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import subprocess
import sys
import threading
import time

import numpy as np

from .child import ANSWER, FAULT, HEAD, LONGEST

STEP, WHOLE = 2.0, 60.0  # seconds: for one answer, and for all of a submission's together
BUSY = 6.0  # by the clock on the wall an answer may take so many times longer: others are at work
POSIX = os.name == "posix"
TOLD = os.path.exists("/proc/self/stat")
ALIKE = {  # sums in one order, however many processors there are
    "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "agg",
}  # fmt: skip
START = 60.0  # seconds until the process answers for the first time, on a busy machine


class Apart:
    """A player whose policy is in `path`, a Python file with a function `policy`.

    Use it in a `with` block, which ends the process. Whatever goes wrong is a RuntimeError in
    words. order: of sets; another number is another order.
    """

    def __init__(self, path, step=STEP, whole=WHOLE, order=0):
        self._path, self._step, self.left = os.path.abspath(path), step, whole
        self._order, self._patience = order, BUSY * whole
        self._end, self._late, self._over = None, "", False
        self.ended = ""  # why there is nobody to ask any more

    def __enter__(self):
        setup = f"import sys; sys.path[:] = {sys.path!r}"
        self._process = subprocess.Popen(
            [sys.executable, "-c", f"{setup}; from gammalab.course.lesson_12 import child; child.main()"],  # noqa: E501
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={**os.environ, **ALIKE, "PYTHONHASHSEED": str(self._order)},
            start_new_session=True, bufsize=0,
        )  # fmt: skip
        if POSIX:
            os.set_blocking(self._process.stdin.fileno(), False)
        self._watch = threading.Thread(target=self._look, name="gammalab-contest", daemon=True)
        self._watch.start()
        return self

    def __exit__(self, *_):
        self._over = True
        self._kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()
        self._watch.join()

    def load(self):
        """Run the file. The time until then is the library's more than the submission's."""
        self._ask(("load", self._path), START, "the file did not end", counts=False)

    def opened(self, world, opening):
        """Tell it that a side of a world begins; not which."""
        late = f"it did not begin within {self._step:g} seconds"
        self._ask(("open", opening), self._step, late)

    def answer(self, present):
        """Its hedge, (n,) units."""
        late = f"one answer took more than {self._step:g} seconds"
        said = self._ask(("step", present), self._step, late)
        if len(said) != 8 * present.spot.size:
            raise RuntimeError("it answered out of turn")
        return np.frombuffer(said, "<f8").astype(float)

    def _look(self):
        """End the process when its time is over."""
        while not self._over:
            end = self._end
            if end is not None and self._over_time(*end[:-1]):
                self._late = end[-1]
                self._kill()
                return
            time.sleep(0.02)

    def _over_time(self, since, work, seconds, wall):
        passed = time.monotonic() - since
        return passed >= wall or (passed >= seconds and self._work() - work >= seconds)

    def _work(self):
        """Seconds that the process has had of the processor; by the clock where nobody tells, and
        none once it has ended."""
        if not TOLD:
            return time.monotonic()
        try:
            with open(f"/proc/{self._process.pid}/stat") as file:
                told = file.read().rsplit(")", 1)[1].split()
        except OSError:
            return 0.0
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")

    def _kill(self):
        """End the process and, where there are sessions, all that it started."""
        if POSIX:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)  # its own child is its session's first
        self._process.kill()

    def _ask(self, request, seconds, late, counts=True):
        begun, work = time.monotonic(), self._work()
        wall = BUSY * seconds
        if counts and (self.left < seconds or self._patience < wall):
            seconds, wall = max(min(self.left, seconds), 0.0), max(min(self._patience, wall), 0.0)
            late = "all its answers together took too long"
        self._end = begun, work, seconds, wall, late
        try:
            self._write(pickle.dumps(request))
            kind, length = HEAD.unpack(self._read(HEAD.size))
            if kind not in (ANSWER, FAULT) or length > max(LONGEST, 8 * _size(request)):
                raise RuntimeError("it answered out of turn")
            said = self._read(length)
        except (OSError, EOFError):
            self.ended = self._late or "it ended its process: out of memory, or a crash"
            raise RuntimeError(self.ended) from None
        finally:
            self._end = None
            if counts:
                passed = time.monotonic() - begun
                self._patience -= passed
                self.left -= min(passed, max(self._work() - work, 0.0))
        if kind == FAULT:
            raise RuntimeError(said.decode("utf-8", "replace"))
        return said

    def _write(self, what):
        pipe, left = self._process.stdin, memoryview(what)
        while left:
            if self._waited([], [pipe]):
                left = left[pipe.write(left) or 0 :]

    def _read(self, length):
        said = b""
        while len(said) < length:
            if self._waited([self._process.stdout], []):
                more = self._process.stdout.read(length - len(said))
                if not more:
                    raise EOFError
                said += more
        return said

    def _waited(self, to_read, to_write):
        """Whether a pipe is ready; EOFError once the process has been ended for being late.

        Only POSIX can wait for pipes. Elsewhere nothing that a process starts inherits them, so
        that they close with it.
        """
        if not POSIX:
            return True
        if self._late:
            raise EOFError
        return any(select.select(to_read, to_write, [], 0.1))


def _size(request):
    """Numbers that an answer to a request has."""
    return request[1].spot.size if request[0] == "step" else 0
