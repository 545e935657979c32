"""Axis limits that hold still: they move in coarse steps, so most slider moves keep the axes.

An axis that rescales at every move hides the very change it should show, and costs a redraw. The
limits depend on what is shown now and never on the moves before: one state, one picture.
"""

from __future__ import annotations

import numpy as np

ROOM = 0.04  # beyond the outermost value, as a share of the whole: so that no marker is cut


def round_up(size: float) -> float:
    """The next of 1, 1.5, 2.5, 4, 6 times a power of ten, at or above `size` > 0.

    >>> [round_up(x) for x in (0.9, 1.2, 23, 51)]
    [1.0, 1.5, 25.0, 60.0]
    """
    power = 10.0 ** np.floor(np.log10(size))
    for step in (1.0, 1.5, 2.5, 4.0, 6.0, 10.0):
        if size <= step * power * (1 + 1e-9):
            return float(step * power)
    return float(10 * power)


def span(*values, least: float, room: float = ROOM) -> tuple[float, float]:
    """Limits that hold zero and all of `values`, at least ±`least`. Each side moves by itself.

    room : what is left beyond the outermost value, as a share of the whole: more where figures
    stand at the ends of bars.

    >>> span([-30, 160], [20], least=50)
    (-60.0, 250.0)
    """
    low = max(-min(float(np.min(v)) for v in values), 0.0)
    high = max(max(float(np.max(v)) for v in values), 0.0)
    spare = room * (low + high)
    low, high = (max(side + spare if side else 0.0, least) for side in (low, high))
    return -round_up(low), round_up(high)


def around(centre: float, *values, least: float, room: float = ROOM) -> tuple[float, float]:
    """Limits that hold `centre` and all of `values`, at least `centre` ± `least`. Each side moves
    by itself.

    >>> around(100, [93, 104], least=5)
    (90.0, 106.0)
    """
    low, high = span(*(np.asarray(v) - centre for v in values), least=least, room=room)
    return centre + low, centre + high
