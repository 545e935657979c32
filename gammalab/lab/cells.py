"""Which pixels belong to which axes: the cells of a painted figure.

Axes whose pixels overlap (twins, an axes upon another) share a cell and are painted together. A
cell reaches half way to its neighbours, so that there is room for a longer label.
"""

from __future__ import annotations

import numpy as np


def painted(before, after):
    """The box of pixels that differ, (left, top, right, bottom), or None.

    `before` and `after` are arrays (height, width, 4) of bytes; right and bottom are one beyond.

    >>> blank = np.zeros((4, 5, 4), np.uint8)
    >>> dotted = blank.copy()
    >>> dotted[2, 1:3] = 9
    >>> painted(blank, dotted), painted(blank, blank)
    ((1, 2, 3, 3), None)
    """
    differs = _differs(before, after)
    rows, columns = differs.any(axis=1).nonzero()[0], differs.any(axis=0).nonzero()[0]
    if not rows.size:
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def within(cell, before, after):
    """Whether all pixels that differ lie in `cell`, a pair of slices."""
    differs = _differs(before, after)
    differs[cell] = False
    return not differs.any()


def cells(boxes, shape):
    """The cells of axes: {axes, as a tuple: (rows, columns)}, slices that nowhere overlap.

    boxes : {axes: box of the pixels that it painted, or None}, in the order of painting.
    shape : height and width of the figure, pixels.

    >>> cells({"left": (0, 0, 40, 50), "right": (60, 0, 99, 50)}, (50, 100))
    {('left',): (slice(0, 50, None), slice(0, 50, None)),
     ('right',): (slice(0, 50, None), slice(50, 100, None))}
    >>> list(cells({"axes": (0, 0, 40, 50), "twin": (9, 9, 45, 50)}, (50, 100)))
    [('axes', 'twin')]
    """
    groups = [([axes], box) for axes, box in boxes.items()]
    while pair := _overlapping(groups):
        one, two = pair
        groups.remove(two)
        names = [axes for axes in boxes if axes in one[0] or axes in two[0]]
        groups[groups.index(one)] = (names, _union(one[1], two[1]))
    height, width = shape[:2]
    found = {}
    for names, box in groups:
        left, top, right, bottom = 0, 0, width, height
        if box is None:
            right = bottom = 0  # nothing to be seen; what comes there will be found to stick out
        for _, other in groups:
            if other is box or other is None or box is None:
                continue
            gaps = [box[0] - other[2], other[0] - box[2], box[1] - other[3], other[1] - box[3]]
            widest = int(np.argmax(gaps))
            if widest == 0:
                left = max(left, (box[0] + other[2] + 1) // 2)
            elif widest == 1:
                right = min(right, (box[2] + other[0] + 1) // 2)
            elif widest == 2:
                top = max(top, (box[1] + other[3] + 1) // 2)
            else:
                bottom = min(bottom, (box[3] + other[1] + 1) // 2)
        found[tuple(names)] = (slice(top, bottom), slice(left, right))
    return found


def _differs(before, after):
    return before.view(np.uint32)[..., 0] != after.view(np.uint32)[..., 0]


def _overlapping(groups):
    for i, one in enumerate(groups):
        for two in groups[i + 1 :]:
            a, b = one[1], two[1]
            if a and b and a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]:
                return one, two
    return None


def _union(a, b):
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
