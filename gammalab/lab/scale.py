"""Axis limits that hold still: they move in coarse steps, so most slider moves keep the axes.

An axis that rescales at every move hides the very change it should show, and costs a full redraw.
"""

from __future__ import annotations

import numpy as np

ROOM = 1.3  # of the upper half: a legend fits above the data


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


def span(axes, *series, least: float):
    """Let the y axis hold zero and all of `series`, at least +-`least`, with room on top for a
    legend. Each side moves by itself."""
    low = max(-min(float(np.min(s)) for s in series), least)
    high = max(max(float(np.max(s)) for s in series), least)
    _settle(axes, -low, ROOM * high, -round_up(low), ROOM * round_up(high))


def around(axes, centre: float, *series, least: float):
    """Let the y axis hold all of `series` about `centre`, at least +-`least`, with room on top for
    a legend."""
    reach = max(float(np.max(np.abs(np.asarray(s) - centre))) for s in series)
    reach = max(1.05 * reach, least)
    top = round_up(reach)
    _settle(axes, centre - reach, centre + ROOM * reach, centre - top, centre + ROOM * top)


def _settle(axes, low, high, new_low, new_high):
    """New limits only where the old ones cut something off, or leave most of the chart empty."""
    old_low, old_high = axes.get_ylim()
    fits = old_low <= low and high <= old_high
    fills = high - low >= 0.3 * (old_high - old_low)
    if not (fits and fills):
        axes.set_ylim(new_low, new_high)


def legend(axes, **where):
    """A legend that lies under what moves, so that it need not be painted again at each move."""
    axes.legend(**where).set_zorder(0.5)
