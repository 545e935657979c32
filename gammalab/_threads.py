"""Threads: how many there are to be had, and work done side by side in them."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor


def processors() -> int:
    """How many this process may use; in a browser there are no threads to be had."""
    if sys.platform == "emscripten":
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def side_by_side(work, items) -> list:
    """[work(item) ...], in the order of the items, as many at a time as there are processors.

    >>> side_by_side(abs, [-2, -1])
    [2, 1]
    """
    if (workers := processors()) == 1:
        return [work(item) for item in items]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(work, items))
