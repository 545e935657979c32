"""The far side of a contest: one submission in a process of its own.

`main` is told the present step by step and answers with numbers. No path, no seed and no other
submission is handed to this process. It has the rights of its user all the same, and could read
what they may read: against that only a container helps. What it prints is dropped.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import runpy
import struct
import sys

HEAD = struct.Struct(">cQ")  # what follows (ANSWER or FAULT), and its length in bytes
ANSWER, FAULT = b"a", b"f"
MOST = 1 << 30  # bytes of memory that a submission may take
LONGEST = 2000  # bytes of a message about a fault


def main():
    """Read requests from stdin until it ends; write answers to what was stdout."""
    source, outlet = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):  # prints, and what C writes, go nowhere; `input` meets an end
        os.dup2(nothing, number)
    sys.stdin, sys.stdout, sys.stderr = (open(os.devnull, mode) for mode in ("r", "w", "w"))  # noqa: SIM115
    seat = None
    _limit_memory()
    while True:
        try:
            kind, *what = pickle.load(source)  # from the contest, which is trusted here
        except EOFError:
            return
        try:
            said = b""
            if kind == "load":
                seat = _seat(*what)
            elif kind == "open":
                seat.opened(None, *what)
            else:
                said = _answer(seat, *what)
            head, body = ANSWER, said
        except BaseException as error:
            head, body = FAULT, _told(error).encode("utf-8", "replace")[:LONGEST]
        outlet.write(HEAD.pack(head, len(body)) + body)
        outlet.flush()


def _seat(path):
    from .now import Seat

    os.chdir(os.path.dirname(path))
    sys.path.insert(0, os.path.dirname(path))
    found = runpy.run_path(path, run_name="submission")
    policy = found.get("policy")
    if not callable(policy):
        raise ValueError("there is no function `policy` in it")
    if isinstance(policy, type):
        raise ValueError("`policy` is a class: let it be an object of it, policy = Policy()")
    return Seat(policy)


def _answer(seat, present):
    from gammalab.hedging.loop import answered

    answer = answered("the hedge", seat.answer(present), present.spot.shape, "now")
    return answer.astype("<f8").tobytes()


def _told(error):
    """What was raised, in words."""
    from .blame import told

    return told(error, numbered=True)


def _limit_memory():
    """Let what asks for too much meet a MemoryError (where the system can do that)."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        import gammalab.course.lesson_12.now  # noqa: F401  # libraries are not the submission's

        with open("/proc/self/statm") as file:
            now = int(file.read().split()[0]) * resource.getpagesize()
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (now + MOST, hard))
