"""Where the axes of a lab stand: room for their labels, which does not depend on earlier moves.

A chart that makes room for each label anew creeps about while the reader looks at it, and finding
the room takes as long as a redraw. So it is found once, when the lab opens, with some to spare.
Only labels that outgrow it move the axes; when they are gone, the axes are back where they were.
"""

from __future__ import annotations

from contextlib import contextmanager

import numpy as np
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.transforms import Bbox

SPARE = "\N{MINUS SIGN}0000"  # beside a vertical axis there is room for a number like this one
STEP = 0.08  # inches: margins come in these steps, so that one pixel more moves nothing
# Inches that labels may reach beyond their margin, into the gap of 0.042 that matplotlib leaves to
# the neighbours and to the edge: for two pixels no axes need to move and all be painted anew.
GAP = 0.04


class Margins:
    """Puts the axes of one figure into place.

    The first `place` looks at everything that the figure shows. Later ones begin from what came
    out of it, and look at labels and titles only, not at notes or legends beside the axes: a
    picture then depends on what it shows and on how the lab opened, never on the way that led to
    it.
    """

    def __init__(self, figure):
        """Nothing is in place yet."""
        self.figure = figure
        self._engine = ConstrainedLayoutEngine()
        self._managed = None  # the axes that were there when the lab opened
        self._room = {}  # what each of them was given then: pixels left, below, right, above
        self._places = {}  # and where each of them stood
        self._texts = None
        self._outgrown = False

    def place(self, renderer):
        """Put all axes where they belong."""
        figure = self.figure
        managed = [axes for axes in figure.axes if axes.get_in_layout()]
        if not any(axes.get_subplotspec() for axes in managed):
            return
        if managed != self._managed:
            self._open(managed, renderer)
            return
        self._restore()
        room, texts = self._room, self._what_texts_need()
        self._outgrown = texts != self._texts
        for _ in range(2):  # other sizes may ask for other ticks
            needed = {axes: self._needed(axes, renderer, bbox_extra_artists=[]) for axes in managed}
            outgrown = {axes: needed[axes] > self._reach(room[axes]) for axes in managed}
            fits = not any(sides.any() for sides in outgrown.values())
            if fits and not (self._outgrown and room is self._room):
                return
            self._outgrown = True
            room = {
                axes: np.where(outgrown[axes], self._stepped(needed[axes]), room[axes])
                for axes in managed
            }
            self._solve(room)

    def fits(self, axes, renderer):
        """Whether nothing has to move because of the ticks that `axes` shows now."""
        if axes not in self._room:
            return True
        if self._outgrown:
            return False  # there may be room again where they stood before
        shown = [axis for axis in (axes.xaxis, axes.yaxis) if axes.axison and axis.get_visible()]
        boxes = [axis.get_tightbbox(renderer, for_layout_only=True) for axis in shown]
        outside = (_outside(axes, box) for box in boxes if box)
        return all((pixels <= self._reach(self._room[axes])).all() for pixels in outside)

    def scale(self, factor):
        """The figure has so many times as many dots per inch as it had."""
        self._room = {axes: pixels * factor for axes, pixels in self._room.items()}

    def _open(self, managed, renderer):
        for axes in managed:
            if spec := axes.get_subplotspec():
                _put(axes, spec.get_position(self.figure))
        room = {axes: np.zeros(4) for axes in managed}
        for _ in range(2):
            for axes in managed:
                needed = _spared(self._needed(axes, renderer), axes, renderer)
                room[axes] = np.maximum(room[axes], self._stepped(needed))
            self._solve(room)
        self._managed, self._room, self._outgrown = managed, room, False
        self._places = {axes: axes.get_position(original=True).frozen() for axes in managed}
        self._texts = self._what_texts_need()

    def _restore(self):
        for axes, place in self._places.items():
            _put(axes, place)

    def _needed(self, axes, renderer, **only):
        """Pixels that `axes` takes left, below, right and above of its frame."""
        if not axes.get_visible():
            return np.zeros(4)
        return _outside(axes, axes.get_tightbbox(renderer, for_layout_only=True, **only))

    def _reach(self, room):
        """How far labels may reach that were given so much room."""
        return room + GAP * self.figure.dpi

    def _stepped(self, pixels):
        step = STEP * self.figure.dpi
        return np.ceil(pixels / step - 1e-6) * step

    def _what_texts_need(self):
        """The figure's own texts, as far as they ask for room: a title of two lines takes more."""
        return [
            (text, text.get_visible(), text.get_position(), text.get_text().strip().count("\n"))
            for text in self.figure.texts
            if text.get_text()
        ]

    def _solve(self, room):
        """Have matplotlib find places that leave `room`, on whole pixels."""
        self._restore()
        with _pretending(room):
            self._engine.execute(self.figure)
        size = self.figure.bbox.size
        for axes in room:
            place = axes.get_position(original=True)
            _put(axes, Bbox(np.round(place.get_points() * size) / size))


def _put(axes, place):
    axes.set_position(place)
    axes.set_in_layout(True)  # set_position takes it out


def _outside(axes, box):
    """Pixels by which a box reaches beyond the frame of `axes`: left, below, right, above."""
    frame = _frame(axes)
    return np.maximum([*(frame.min - box.min), *(box.max - frame.max)], 0)


def _frame(axes):
    place = axes.get_position(original=True)
    return place.transformed(axes.get_figure().transSubfigure)


@contextmanager
def _pretending(room):
    """Let all axes answer that they take just the `room` that they are given."""

    def answer(axes):
        left, below, right, above = room[axes]

        def get_tightbbox(*_, **__):
            frame = _frame(axes)
            return Bbox([frame.min - (left, below), frame.max + (right, above)])

        return get_tightbbox

    for axes in room:
        axes.get_tightbbox = answer(axes)
    try:
        yield
    finally:
        for axes in room:
            del axes.get_tightbbox


def _spared(needed, axes, renderer):
    """The pixels needed left, below, right and above, and some more: longer labels move nothing."""
    needed = needed.copy()
    if not axes.axison:
        return needed
    frame, beside = _frame(axes), _labels(axes.yaxis, renderer)
    for side, boxes in (
        (0, [box for box in beside if box.x1 <= frame.x0]),
        (2, [box for box in beside if box.x0 >= frame.x1]),
    ):
        if boxes:
            width = _width(axes.yaxis, SPARE, renderer)
            needed[side] += max(width - max(box.width for box in boxes), 0)
            # A label at the very end of an axis sticks out by half.
            height = max(box.height for box in boxes)
            needed[[1, 3]] = np.maximum(needed[[1, 3]], 0.6 * height)
    if _labels(axes.xaxis, renderer):
        width = _width(axes.xaxis, SPARE, renderer)
        needed[[0, 2]] = np.maximum(needed[[0, 2]], width / 2)
    return needed


def _labels(axis, renderer):
    """The boxes of an axis's tick labels, those that can be seen: no ticks beyond its ends."""
    if not (axis.axes.get_visible() and axis.get_visible()):
        return []
    texts = set(axis.get_majorticklabels())  # brings the ticks up to date
    low, high = sorted(axis.get_view_interval())
    spare = 1e-9 * (high - low)
    ticks = [t for t in axis.get_major_ticks() if low - spare <= t.get_loc() <= high + spare]
    shown = [label for tick in ticks for label in (tick.label1, tick.label2) if label in texts]
    return [label.get_window_extent(renderer) for label in shown if label.get_text()]


def _width(axis, text, renderer):
    """The width of a text in the font of an axis's tick labels, in pixels."""
    font = axis.get_majorticklabels()[0].get_fontproperties()
    return renderer.get_text_width_height_descent(text, font, False)[0]
