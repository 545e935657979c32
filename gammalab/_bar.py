"""A progress bar for what takes long; tqdm is not imported before one is asked for."""

import sys


def open_bar(total: int, unit: str, **how):
    """A bar that counts up to `total`. It shows itself after two seconds, and goes when it is
    closed; `how` says otherwise, in tqdm's words.

    >>> with open_bar(3, "step") as bar:
    ...     _ = bar.update()
    """
    from tqdm.auto import tqdm

    if sys.platform == "emscripten":
        tqdm.monitor_interval = 0  # else it starts a thread; a browser has none, and tqdm warns
    return tqdm(total=total, unit=unit, **{"delay": 2, "leave": False, **how})
