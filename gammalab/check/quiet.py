"""What student code says, asks and leaves: printed up to a limit, asked of nobody, never ended.

Prints, errors and the log go to one place, which `listen` opens and closes. `sandbox.run` puts it
around an answer, and takes it away again.
"""

from __future__ import annotations

import contextlib
import logging
import sys

MOST_PRINTED = 10_000  # characters; a print in an endless loop must not drown the browser


_now: Limited | None = None  # where prints go while an answer runs


def listen(open: bool) -> None:
    """Pass on, or drop, what is printed and displayed from now on."""
    if _now is not None:
        _now.open = open


@contextlib.contextmanager
def heard(out: Limited):
    """Let `listen` speak of `out`, and of what the notebook displays, for a while."""
    global _now
    shell = getattr(sys.modules.get("__main__"), "get_ipython", lambda: None)()
    publisher = getattr(shell, "display_pub", None)
    if publisher is not None:
        publish = publisher.publish
        publisher.publish = lambda *given, **named: out.open and publish(*given, **named)
    _now = out
    try:
        yield
    finally:
        _now = None
        if publisher is not None:
            del publisher.publish  # the class's own is seen again


@contextlib.contextmanager
def logs_to(out):
    """Handlers of the log that were made for stderr write to `out` for a while."""
    moved = [h for h in logging.getLogger().handlers if getattr(h, "stream", None) is sys.stderr]
    for handler in moved:
        handler.stream = out
    was = sys.stderr
    try:
        yield
    finally:
        for handler in moved:
            handler.stream = was


@contextlib.contextmanager
def exits_that_only_raise():
    """In a notebook `quit` and `exit` end the kernel: for a while they raise SystemExit instead."""
    names = vars(sys.modules["__main__"])
    kept = {n: names[n] for n in ("quit", "exit") if "Autocall" in type(names.get(n)).__name__}
    names.update(dict.fromkeys(kept, _leave))
    try:
        yield
    finally:
        names.update(kept)


def _leave(*_):
    raise SystemExit


class Asked(RuntimeError):
    """The answer calls `input`: nobody is there, and it would wait for ever."""


def no_input(prompt="", /):
    """In place of `input`."""
    raise Asked("it asks for input")


class Limited:
    """A text stream that passes on the first `MOST_PRINTED` characters, while it is open."""

    def __init__(self, stream):
        self.open = True
        self._stream = stream
        self._left = MOST_PRINTED

    def write(self, text: str) -> int:
        if self.open and self._left > 0:
            self._stream.write(text[: self._left])
            self._left -= len(text)
            if self._left <= 0:
                self._stream.write("\n… (more was printed than is shown here)\n")
        return len(text)

    def close(self) -> None:
        """Nothing is closed: the notebook prints on when the answer is done."""

    def __getattr__(self, name):
        return getattr(self._stream, name)
