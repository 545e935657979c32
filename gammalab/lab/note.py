"""Words on a chart, some points away from the place that they belong to."""

from __future__ import annotations

from matplotlib.text import Text
from matplotlib.transforms import offset_copy


class Note(Text):
    """Words beside a place on a chart; not to be seen while that place is out of the frame.

    matplotlib's `Annotation` shows the same, and takes more than twice as long. A picture has
    up to thirty, written anew at each move.
    """

    def __init__(self, axes, **look):
        """Put a note without words on `axes`; `look` is what `Text` takes."""
        super().__init__(transform=axes.transData, clip_on=False, **look)
        self.offset = None  # points that the words are away from their place, right and up
        axes.add_artist(self)

    def write(self, x, y, text, ha, va, color, offset):
        """Show `text` at (x, y) of the chart, `offset` points away from it."""
        self.set_visible(True)
        self.set_position((x, y))
        self.set_text(text)
        self.set_ha(ha)
        self.set_va(va)
        self.set_color(color)
        if offset != self.offset:
            self.offset = offset
            data, figure = self.axes.transData, self.axes.figure
            self.set_transform(offset_copy(data, figure, *offset, units="points"))

    def draw(self, renderer):
        """Paint it."""
        if self.get_visible() and self._in_frame():
            super().draw(renderer)

    def _in_frame(self):
        frame = self.axes.viewLim  # asked for once: it takes matplotlib a while to give it
        pairs = zip(self.get_position(), (frame.intervalx, frame.intervaly), strict=True)
        return all(min(span) <= place <= max(span) for place, span in pairs)
