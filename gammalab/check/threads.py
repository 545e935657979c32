"""Threads that an answer leaves running: they would take the notebook's time, and print on."""

from __future__ import annotations

import ctypes
import sys
import threading
import time

from .library import is_library

GRACE = 0.5  # seconds that they get to die; each look in between is twice as far from the last


def running() -> set[threading.Thread]:
    """Those that run now."""
    return set(threading.enumerate())


def left(before: set[threading.Thread]) -> list[threading.Thread]:
    """Those that were not there before and are in the middle of a student's own lines.

    What waits inside a library is left alone: a pool's workers, a progress bar's monitor.
    """
    frames = sys._current_frames()
    new = (thread for thread in threading.enumerate() if thread not in before)
    ours = "gammalab-"  # stopped by the sandbox
    return [t for t in new if not t.name.startswith(ours) and _a_students(frames.get(t.ident))]


def stop(threads: list[threading.Thread]) -> list[threading.Thread]:
    """Raise SystemExit in them, of which a thread says nothing; those that live on are returned."""
    end, pause = time.monotonic() + GRACE, 0.02  # one may be leaving a `with`
    while (threads := [t for t in threads if t.is_alive()]) and time.monotonic() < end:
        for thread in threads:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(thread.ident), ctypes.py_object(SystemExit)
            )
        threads[0].join(pause)
        pause *= 2
    return threads


def _a_students(frame) -> bool:
    while frame is not None:
        if not is_library(frame.f_code.co_filename):
            return True
        frame = frame.f_back
    return False
