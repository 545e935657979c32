"""Words on a chart, some points away from the place that they belong to."""

from __future__ import annotations

from matplotlib.text import Text
from matplotlib.transforms import ScaledTranslation

POINTS = 72  # in an inch


class Note(Text):
    """Words beside a place on a chart; not to be seen while that place is out of the frame.

    matplotlib's `Annotation` shows the same, and takes two and a half times as long. A picture has
    up to thirty, written anew at each move.
    """

    def __init__(self, axes, **look):
        """Put a note without words on `axes`; `look` is what `Text` takes."""
        super().__init__(transform=axes.transData, clip_on=False, **look)
        self._shifts = {}  # points right and up -> from a place on the chart to where the words are
        self._shift = None
        axes.add_artist(self)

    @property
    def offset(self):
        """Points that the words are away from their place, to the right and up."""
        return self._shift

    def write(self, x, y, text, ha, va, color, offset):
        """Show `text` at (x, y) of the chart, `offset` points away from it."""
        self.set_visible(True)
        self.set_position((x, y))
        self.set_text(text)
        if ha != self.get_ha():
            self.set_ha(ha)
        if va != self.get_va():
            self.set_va(va)
        if color != self.get_color():
            self.set_color(color)
        if offset != self._shift:
            self._shift = offset
            self.set_transform(self._shifted(offset))

    def draw(self, renderer):
        """Paint it."""
        if self.get_visible() and self._in_frame():
            super().draw(renderer)

    def _in_frame(self):
        frame = self.axes.viewLim  # asked for once: it takes matplotlib a while to give it
        pairs = zip(self.get_position(), (frame.intervalx, frame.intervaly), strict=True)
        return all(min(span) <= place <= max(span) for place, span in pairs)

    def _shifted(self, offset):
        if offset not in self._shifts:
            right, up = (points / POINTS for points in offset)
            inches = self.axes.figure.dpi_scale_trans
            away = ScaledTranslation(right, up, inches)
            self._shifts[offset] = self.axes.transData + away
        return self._shifts[offset]
