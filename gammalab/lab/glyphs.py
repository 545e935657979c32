"""Texts that are rendered once: a renderer that remembers the pixels of each string.

Matplotlib sets every string anew at every redraw, a glyph at a time: 0.4 ms for a tick label, 25 of
the 60 ms that four charts take. Here the bitmaps of a string are kept and pasted where it stands
again. The pixels are those of matplotlib to the last bit: a bitmap is reused only at the very same
fraction of a pixel.
"""

from __future__ import annotations

import math
from collections import OrderedDict

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg

MOST = 1000  # strings that are remembered, by all labs together: about 2 MB

_bitmaps = OrderedDict()  # the look of a string -> its bitmaps with their places, oldest first


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
        left, top = math.floor(x), math.floor(y)
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

    def _recorded(self, corner, *text):
        """Paint a string; what was pasted for it, with the places counted from `corner`."""
        inner, pasted = self._renderer, []
        self._renderer = _Recorder(inner, pasted)
        try:
            super().draw_text(*text)
        finally:
            self._renderer = inner
        left, top = corner
        return [(image, x - left, y - top, turn) for image, x, y, turn in pasted]


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
