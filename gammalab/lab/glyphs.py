"""Texts that are set once: what matplotlib found out about a string is kept, and its pixels too.

Matplotlib measures every tick label five times at every redraw, and sets it anew, a glyph at a
time: half of the time that four charts take. Here the measures and the bitmaps of a string are
kept. The pixels are those of matplotlib to the last bit: a bitmap is pasted again only at the very
same fraction of two pixels. Of two, for before 3.11 matplotlib rounds the place to whole pixels,
and Python's `round` takes halves to the even one.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from contextlib import contextmanager

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.text import Text

MOST = 1000  # strings that are remembered, by all labs together: about 2 MB

_bitmaps = OrderedDict()  # the look of a string -> its bitmaps with their places, oldest first
_layouts = OrderedDict()  # the same without pixels: how its lines stand to each other
_heights = {}  # (font, dots per inch) -> pixels up, down and between lines


@contextmanager
def remembered_layouts():
    """A `with` block in which matplotlib lays out each string once, whatever asks for it how often.

    There is no public place for this: `Text` is given another method for the length of the block.
    """
    Text._get_layout = _remembered_layout
    try:
        yield
    finally:
        Text._get_layout = _get_layout  # never "as before": that may be another thread's


_get_layout = Text._get_layout


def _remembered_layout(text, renderer):
    placed = text.get_wrap() or text.get_transform_rotates_text()
    if placed or not isinstance(renderer, RememberingRenderer):
        return _get_layout(text, renderer)
    look = (
        text.get_text(),
        hash(text.get_fontproperties()),
        text.get_rotation(),
        text.get_rotation_mode(),
        text.get_horizontalalignment(),
        text.get_verticalalignment(),
        text._multialignment,
        text._linespacing,
        text.get_usetex(),
        text.get_parse_math(),
        renderer.dpi,
    )
    layout = _layouts.get(look)
    if layout is None:
        layout = _layouts[look] = _get_layout(text, renderer)
        if len(_layouts) > MOST:
            _layouts.popitem(last=False)
    return layout


class RememberingCanvas(FigureCanvasAgg):
    """Agg's canvas for a figure, with the renderer below."""

    def get_renderer(self):
        """The renderer; a new one when the figure has got another size."""
        renderer = super().get_renderer()
        if not isinstance(renderer, RememberingRenderer):
            renderer = RememberingRenderer(renderer.width, renderer.height, renderer.dpi)
            self.renderer = renderer  # matplotlib gives this one back from now on
        return renderer


class RememberingRenderer(RendererAgg):
    """Agg's renderer; what differs is `draw_text`, and only in time."""

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        """Paint the string `s` at (x, y), pixels from the left and from the top."""
        if ismath:
            return super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
        left, top = 2 * math.floor(x / 2), 2 * math.floor(y / 2)
        look = (s, hash(prop), angle, x - left, y - top, gc.get_antialiased(), self.height % 1)
        look += (self.dpi, matplotlib.rcParams["text.hinting"], *_features(mtext))
        bitmaps = _bitmaps.get(look)
        if bitmaps is None:
            bitmaps = _bitmaps[look] = self._recorded(
                (left, top), gc, x, y, s, prop, angle, ismath, mtext
            )
            if len(_bitmaps) > MOST:
                _bitmaps.popitem(last=False)
        else:
            _bitmaps.move_to_end(look)
            paste = self._renderer.draw_text_image
            for image, right, down, turn in bitmaps:
                paste(image, left + right, top + down, turn, gc)

    def _get_font_height_metrics(self, prop):
        """How far any text of a font reaches up and down, and the gap between lines, in pixels.

        Since matplotlib 3.11 every text asks for it, and looks the font up for it, at each layout;
        renderers may answer for it. Elsewhere nobody asks.
        """
        key = hash(prop), self.dpi
        if key not in _heights:
            _heights[key] = self._measured(prop)
        return _heights[key]

    def _measured(self, prop):
        font = self._prepare_font(prop)
        for table, up, down, gap in (
            ("OS/2", "sTypoAscender", "sTypoDescender", "sTypoLineGap"),
            ("hhea", "ascent", "descent", "lineGap"),
        ):
            if found := font.get_sfnt_table(table):
                size = prop.get_size_in_points()
                scale = 1 / font.get_sfnt_table("head")["unitsPerEm"] * size * self.dpi / 72
                return found[up] * scale, -found[down] * scale, found[gap] * scale
        return None, None, None  # matplotlib measures "lp" instead

    def _recorded(self, corner, *text):
        """Paint a string; what was pasted for it, with the places counted from `corner`."""
        inner, pasted = self._renderer, []
        self._renderer = _Recorder(inner, pasted)
        try:
            super().draw_text(*text)
        finally:
            self._renderer = inner
        left, top = corner
        return [(image, x - left, y - top, turn) for image, x, y, turn in _merged(pasted)]


def _merged(pasted):
    """The same glyphs in fewer bitmaps: a title is one instead of thirty.

    Agg leaves alone what a bitmap does not cover, so glyphs that share no pixel may come together.
    One that covers a pixel of those before it begins a new bitmap, which is pasted upon theirs.
    """
    pasted = [one for one in pasted if one[0].size]  # a blank stands anywhere
    on_grid = all(not turn and int(x) == x and int(y) == y for _, x, y, turn in pasted)
    if len(pasted) < 2 or not on_grid:
        return pasted
    boxes = [(x, y - len(image), x + image.shape[1], y) for image, x, y, _ in pasted]
    left, top = (int(min(box[side] for box in boxes)) for side in (0, 1))
    right, bottom = (int(max(box[side] for box in boxes)) for side in (2, 3))
    bitmaps = []
    for (image, *_), box in zip(pasted, boxes, strict=True):
        west, north, east, south = map(int, box)
        place = slice(north - top, south - top), slice(west - left, east - left)
        if not bitmaps or (bitmaps[-1][place].astype(bool) & image.astype(bool)).any():
            bitmaps.append(np.zeros((bottom - top, right - left), image.dtype))
        bitmaps[-1][place] |= image
    if len(bitmaps) > len(pasted) / 2:
        return pasted
    return [(bitmap, left, bottom, 0) for bitmap in bitmaps]


class _Recorder:
    """Stands in for Agg's own renderer while a string is painted, and notes what is pasted."""

    def __init__(self, inner, pasted):
        self._inner, self._pasted = inner, pasted

    def draw_text_image(self, image, x, y, angle, gc):
        image = np.array(image)  # older matplotlibs hand over their font, and use it again
        self._pasted.append((image, x, y, angle))
        self._inner.draw_text_image(image, x, y, angle, gc)

    def __getattr__(self, name):
        return getattr(self._inner, name)


def _features(mtext):
    """What else a string's look depends on since matplotlib 3.11."""
    if not hasattr(mtext, "get_fontfeatures"):
        return ()
    features, language = mtext.get_fontfeatures(), mtext.get_language()
    return (repr(features), repr(language)) if features or language else ()
