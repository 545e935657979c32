"""Axis limits that hold still: they move in coarse steps, so most slider moves keep the axes.

An axis that rescales at every move hides the very change it should show, and costs a full redraw.
"""

from __future__ import annotations

import numpy as np


def round_up(size: float) -> float:
    """The next of 1, 2, 5 times a power of ten, at or above `size` > 0.

    >>> [round_up(x) for x in (0.9, 1.2, 23, 51)]
    [1.0, 2.0, 50.0, 100.0]
    """
    power = 10.0 ** np.floor(np.log10(size))
    for step in (1.0, 2.0, 5.0, 10.0):
        if size <= step * power * (1 + 1e-9):
            return float(step * power)
    return float(10 * power)


def span(axes, *series, least: float):
    """Set y limits that hold zero and all of `series`, at least +-`least`, with room on top for a
    legend. Each side moves by itself."""
    low = max(-min(float(np.min(s)) for s in series), least)
    high = max(max(float(np.max(s)) for s in series), least)
    axes.set_ylim(-round_up(low), 1.3 * round_up(high))


def around(axes, centre: float, *series, least: float):
    """Set y limits about `centre` that hold all of `series`, at least +-`least`, with room on top
    for a legend."""
    reach = max(float(np.max(np.abs(np.asarray(s) - centre))) for s in series)
    top = round_up(max(reach * 1.05, least))
    axes.set_ylim(centre - top, centre + 1.3 * top)


def legend(axes, **where):
    """A legend that lies under what moves, so that it need not be painted again at each move."""
    axes.legend(**where).set_zorder(0.5)
