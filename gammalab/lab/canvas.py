"""One matplotlib figure that is painted again and again: the fast half of a live lab.

A full redraw of four charts takes 40-80 ms, most of it for axes, ticks and labels that did not
move. `Canvas` keeps the pixels of what stands still and paints only what was called moving on top
of them (1-2 ms). Where the look of an axes has changed, only that axes is painted anew, and what
it looked like before is kept as a tile, for it often comes back. Nothing here knows of sliders or
browsers, or uses pyplot: its "current figure" is shared by everything in the kernel.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import is_dataclass
from types import SimpleNamespace

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure, FigureBase
from matplotlib.layout_engine import PlaceHolderLayoutEngine

from gammalab.lab import cells, looks, png, style
from gammalab.lab.glyphs import RememberingCanvas, remembered_layouts
from gammalab.lab.margins import Margins
from gammalab.lab.tiles import Tiles


def walk_artists(found):
    """Every matplotlib artist in `found`, which may nest dicts, lists, namespaces and containers.

    >>> from types import SimpleNamespace
    >>> from matplotlib.text import Text
    >>> title, notes = Text(), [Text(), Text()]
    >>> len(list(walk_artists(SimpleNamespace(title=title, notes=notes))))
    3
    """
    if isinstance(found, Artist):
        yield found
    elif isinstance(found, Mapping):
        for inner in found.values():
            yield from walk_artists(inner)
    elif isinstance(found, SimpleNamespace) or is_dataclass(found):
        yield from walk_artists(vars(found))
    elif isinstance(found, Iterable) and not isinstance(found, str):
        for inner in found:  # lists, arrays, and matplotlib's BarContainer
            yield from walk_artists(inner)


class Canvas:
    """A figure of `size` inches at `dpi` dots per inch, painted into PNG bytes again and again.

    Use: make axes and artists in `canvas.figure`; call `canvas.animate(artists)` with those that
    will move; then, after each change, `canvas.png()`.

    The pixels are those of matplotlib's own redraw of the figure, and do not depend on the moves
    before. Between two pictures anything may change but these two, which belong into the set-up:
    what is set on a single tick, and what is set within a locator or formatter. A moving artist
    that reaches over another axes lies on top of it.

    What a change costs: a moving artist 1-2 ms; limits, labels or a still artist of an axes, a
    redraw of that axes, and less when it looked like that before; which axes there are and where
    they stand, a redraw of everything.
    """

    def __init__(self, size, dpi):
        """Start with an empty figure; `build` fills it."""
        with style.settings():
            # `Margins` does what an engine would do at each redraw; colour bars ask which it is.
            engine = PlaceHolderLayoutEngine(adjust_compatible=True, colorbar_gridspec=False)
            self.figure = Figure(figsize=size, dpi=dpi, layout=engine)
        self._size = size
        self._agg = RememberingCanvas(self.figure)
        self._margins = Margins(self.figure)
        self._writer = png.Writer()
        self._moving = set()
        self._tiles = Tiles()
        self._forget()
        self.full_redraws = 0  # of everything
        self.partial_redraws = 0  # of some axes
        self.tiles_used = 0  # axes that were pasted instead

    def animate(self, artists):
        """Declare which artists will move: any nesting of artists. Axes in it are passed over."""
        still = (Axes, Axis, FigureBase)
        self._moving = {a for a in walk_artists(artists) if not isinstance(a, still)}
        self._forget()

    def set_width(self, dots):
        """Paint so many dots wide from now on, and as high as belongs to it; all stays in its
        place. ValueError when there are none."""
        if dots < 1:
            raise ValueError(f"dots is {dots}; it must be 1 or more")
        width, height = self._size
        dpi = dots / width
        if dpi != self.figure.dpi:
            self._margins.scale(dpi / self.figure.dpi)
            self.figure.set_dpi(dpi)
            # Whole dots: a row less than the last would be left to chance.
            self.figure.set_size_inches(width, round(height * dpi) / dpi)
            self._forget()

    def close(self):
        """Give the memory back. The canvas cannot be used any more."""
        self._forget()
        self._empty = None
        self._moving = set()
        self._margins = self._writer = None
        self._agg.renderer = None
        if not sys.is_finalizing():  # ipywidgets closes what is left when Python ends
            self.figure.clear()
        self.figure = self._agg = None

    def png(self):
        """The figure as it is now, as the bytes of a PNG file."""
        return self._writer.encode(self.paint())

    def paint(self):
        """The figure as it is now, as an array (height, width, 4) of bytes: the canvas's own."""
        with style.settings(), remembered_layouts():
            renderer = self._agg.get_renderer()
            if not self._in_layers():
                self._paint_plainly()
                return self._buffer()
            frame = looks.frame_look(self.figure)
            if self._still is None or frame != self._frame or not self._paint_changes(renderer):
                self._paint_all(renderer)
            for artist in self._front:
                if artist.get_visible():  # a spine works out where it is before it asks this
                    artist.draw(renderer)
            return self._buffer()

    # ---- what is painted when -------------------------------------------------------------------

    def _forget(self):
        self._still = None  # the pixels of what stands still
        self._frame = None
        self._front = []  # painted at each move, in this order
        self._back = {}  # axes -> what is painted once, and kept as pixels
        self._watched = {}  # axes -> all parts of it whose change would show
        self._looks = {}  # axes -> how its two axes look
        self._children = {}  # axes -> its artists and their order, and its legend if that is named
        self._cells = {}  # axes that overlap, as a tuple -> the pixels they have for themselves
        self._tiles.clear()

    def _in_layers(self):
        """Whether axes can be painted first, and what belongs to the figure itself after them."""
        if self.figure.subfigs:
            return False
        top = max((axes.zorder for axes in self.figure.axes), default=0)
        return all(artist.zorder > top for artist in looks.loose_artists(self.figure))

    def _arrange(self):
        """Split the figure into what is painted once and what is painted at each move.

        Whatever lies above a moving artist has to be painted after it, each time; otherwise a
        moving area would end up on top of a line that was meant to be seen.
        """
        self._front, self._back, self._watched = [], {}, {}
        lively = []
        for axes in sorted(self.figure.axes, key=Artist.get_zorder):
            if not axes.get_visible():
                continue
            stack = looks.paint_order(axes)
            patch = [axes.patch] if axes.axison and axes.get_frame_on() else []
            if any(axes.bbox.overlaps(other.bbox) for other in lively):  # twins
                cut = 0
                self._front += patch
                patch = []
            else:
                cut = next((i for i, a in enumerate(stack) if a in self._moving), len(stack))
            aside = [artist for artist in stack[cut:] if self._stands_aside(artist, axes)]
            back = self._back[axes] = patch + stack[:cut] + aside
            self._front += [artist for artist in stack[cut:] if artist not in aside]
            named = looks.named_legend(axes)
            watched = [artist for artist in back if artist is not named]
            self._watched[axes] = [part for artist in watched for part in looks.parts(artist)]
            if cut < len(stack):
                lively.append(axes)
        self._front += looks.loose_artists(self.figure)
        for back in self._back.values():
            for artist in back:
                artist.set_animated(False)
        for artist in self._front:
            artist.set_animated(True)

    def _stands_aside(self, artist, axes):
        """Whether it is axes beside those that they belong to, as a colour bar: what moves there
        does not get under it."""
        if not isinstance(artist, Axes) or artist.bbox.overlaps(axes.bbox):
            return False
        return self._moving.isdisjoint(artist.findobj())

    # ---- painting -------------------------------------------------------------------------------

    def _buffer(self):
        return np.asarray(self._agg.buffer_rgba())

    def _paint_plainly(self):
        """Leave it all to matplotlib: a figure whose layers cannot be told apart."""
        self._forget()
        for artist in self.figure.findobj():
            artist.set_animated(False)
        self._margins.place(self._agg.get_renderer())
        self._agg.draw()
        self.full_redraws += 1

    def _paint_all(self, renderer):
        self._tiles.clear()
        self._arrange()
        self._margins.place(renderer)
        self._frame = looks.frame_look(self.figure)  # some of it has been put into place
        self._children = {axes: looks.children_look(axes) for axes in self._back}
        renderer.clear()
        self.figure.patch.draw(renderer)
        buffer = self._buffer()
        self._empty = buffer.copy()
        boxes = {}
        for axes in self._back:
            before = buffer.copy()
            axes.draw(renderer)
            boxes[axes] = cells.painted(before, buffer)
        self._cells = cells.cells(boxes, buffer.shape)
        self._still = buffer.copy()
        self._looks = {}
        self._take_note(self._back)
        self.full_redraws += 1

    def _paint_changes(self, renderer):
        """Bring what stands still up to date; False when that takes a redraw of everything."""
        looks_now = {axes: self._axes_look(axes) for axes in self._back}
        altered = {axes for axes in self._back if any(a.stale for a in self._watched[axes])}
        children = {axes: looks.children_look(axes) for axes in self._back}
        if children != self._children:
            for axes, (unnamed, _) in children.items():
                if unnamed != self._children[axes][0]:
                    altered.add(axes)
            self._arrange()
            self._children = children
        changed = altered | {axes for axes in self._back if looks_now[axes] != self._looks[axes]}
        buffer, still = self._buffer(), self._still
        buffer[:] = still
        if not changed:
            return True
        for group, cell in self._cells.items():
            if changed.isdisjoint(group):
                continue
            if not altered.isdisjoint(group):
                self._tiles.drop(group)
            key = group, tuple(looks_now[axes] for axes in group)
            tile = self._tiles.get(key)
            if tile is not None:
                buffer[cell] = tile
                self.tiles_used += 1
            elif self._repaint(group, cell, renderer):
                self._tiles.keep(key, buffer[cell])
            else:
                return False
            still[cell] = buffer[cell]
            self._take_note(changed.intersection(group))
        self.partial_redraws += 1
        return True

    def _repaint(self, group, cell, renderer):
        """Paint axes anew within their cell; False when they do not keep to it, or need to move."""
        buffer = self._buffer()
        buffer[cell] = self._empty[cell]
        before = buffer.copy()
        for axes in group:
            axes.draw(renderer)
        if any(not self._margins.fits(axes, renderer) for axes in group):
            return False
        return cells.within(cell, before, buffer)

    def _axes_look(self, axes):
        """How the x and the y axis look now, and the name of the legend, if it has one."""
        named = looks.named_legend(axes)
        name = named and (named.get_gid(), named.get_visible())
        return *(looks.axis_look(axis) for axis in (axes.xaxis, axes.yaxis)), name

    def _take_note(self, painted):
        """These axes are on the canvas as they are."""
        for axes in painted:
            self._looks[axes] = self._axes_look(axes)
            for part in self._watched[axes]:
                part.stale = False  # an invisible artist would stay stale for ever
