"""One matplotlib figure that is redrawn in place: the fast half of a live lab.

A full redraw of a figure takes 40-80 ms, most of it for axes, ticks and labels that did not move.
`Canvas` draws those once, keeps the pixels, and at each move paints only what `build` called
moving on top of them (1-2 ms). It knows nothing of sliders or browsers, and never uses pyplot:
pyplot's notion of a "current figure" is shared by everything in the kernel.
"""

from collections.abc import Iterable, Mapping
from dataclasses import is_dataclass
from io import BytesIO
from types import SimpleNamespace

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, FigureBase
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import FixedFormatter, FixedLocator
from PIL import Image

from gammalab.lab import style


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

    The pixels are the same as those of a full redraw. Between two pictures these may change:
    anything about a moving artist; limits, scales, labels, titles, fixed ticks and visibility of
    the axes; texts of legends; any artist added or changed. What is not a moving artist costs a
    full redraw. Not seen: a change of tick style (`tick_params`), which belongs into the set-up.
    """

    def __init__(self, size, dpi):
        """Start with an empty figure; `build` fills it."""
        with style.settings():
            self.figure = Figure(figsize=size, dpi=dpi)
        self._agg = FigureCanvasAgg(self.figure)
        self._moving = set()
        self._front = []  # painted at each move, in this order
        self._back = []  # painted once, kept as pixels
        self._pixels = None
        self._look = None
        self._layout, self._room = ConstrainedLayoutEngine(), None
        self.full_redraws = 0

    def animate(self, artists):
        """Declare which artists will move: any nesting of artists. Axes in it are passed over."""
        still = (Axes, Axis, FigureBase)
        self._moving = {a for a in walk_artists(artists) if not isinstance(a, still)}
        self._pixels = None

    def set_dpi(self, dpi):
        """Draw the same picture with another number of dots per inch from now on."""
        self.figure.set_dpi(dpi)
        self._pixels = None

    def png(self):
        """The figure as it is now, as the bytes of a PNG file."""
        with style.settings():
            if self._pixels is None or self._background_changed():
                self._draw_background()
            else:
                self._agg.restore_region(self._pixels)
            renderer = self._agg.get_renderer()
            for artist in self._front:
                artist.draw(renderer)
        return encode_png(self._agg.buffer_rgba())

    def _draw_background(self):
        self._arrange()
        if self._room_needed() != self._room:
            # Finding where axes go takes as long as the rest of a redraw: only when labels that
            # need another width ask for it. It also keeps axes from creeping about.
            self._layout.execute(self.figure)
            self._room = self._room_needed()  # the layout moves the figure's title
        self._agg.draw()  # passes over the animated artists
        self._pixels = self._agg.copy_from_bbox(self.figure.bbox)
        for artist in self._back:
            artist.stale = False  # an invisible artist would stay stale for ever
        self._look = self._appearance()
        self.full_redraws += 1

    def _arrange(self):
        """Split the figure into what is painted once and what is painted at each move.

        Whatever lies above a moving artist has to be painted after it, each time; otherwise a
        moving area would end up on top of a line that was meant to be seen.
        """
        self._front, self._back = [], []
        lively = []
        for axes in sorted(self.figure.axes, key=Artist.get_zorder):
            if not axes.get_visible():
                continue
            stack = _paint_order(axes)
            if any(axes.bbox.overlaps(other.bbox) for other in lively):  # twins
                cut = 0
                if axes.patch.get_visible():
                    self._front.append(axes.patch)
            else:
                cut = next((i for i, a in enumerate(stack) if a in self._moving), len(stack))
            self._back += stack[:cut]
            self._front += stack[cut:]
            if cut < len(stack):
                lively.append(axes)
        self._front += _loose_artists(self.figure)
        for artist in self._back:
            artist.set_animated(False)
        for artist in self._front:
            artist.set_animated(True)

    def _room_needed(self):
        """What the layout depends on: how long each label is, and which axes there are."""
        needed = [(text.get_text(), text.get_position()) for text in self.figure.texts]
        for axes in self.figure.axes:
            needed.append((id(axes), axes.get_visible(), axes.axison))
            needed += [len(axes.get_title(loc)) > 0 for loc in ("left", "center", "right")]
            for axis in (axes.xaxis, axes.yaxis):
                ticks = max((len(t.get_text()) for t in axis.get_majorticklabels()), default=0)
                needed.append((axis.get_visible(), ticks, axis.label.get_text().count("\n")))
                needed.append(bool(axis.label.get_text()))
        return needed

    def _background_changed(self):
        # An Axis counts as stale even when its limits are set to what they were: compare instead.
        stale = any(a.stale for a in self._back if not isinstance(a, Axis))
        return stale or self._appearance() != self._look

    def _appearance(self):
        """All that the background shows besides its artists, in a form that can be compared.

        Holds the objects themselves, not their ids: an id can come back with another object.
        """
        look = [self.figure.get_children()]
        # figure.suptitle puts the title back to where it was before the layout.
        look += [text.get_position() for text in self.figure.texts if text not in self._moving]
        for axes in self.figure.axes:
            legend = axes.get_legend()
            look.append(
                (
                    axes.get_visible(),
                    axes.axison,
                    axes.get_position().bounds,
                    axes.get_children(),
                    tuple(_axis_look(axis) for axis in (axes.xaxis, axes.yaxis)),
                    legend and tuple(text.get_text() for text in legend.get_texts()),
                )
            )
        return look


def encode_png(rgba):
    """PNG bytes of an (height, width, 4) buffer of unsigned bytes; opacity is dropped.

    Compression level 1: on a slider's way to the eye, time costs more than kilobytes.
    """
    height, width = rgba.shape[:2]
    image = Image.frombuffer("RGBA", (width, height), rgba, "raw", "RGBA", 0, 1)
    out = BytesIO()
    image.convert("RGB").save(out, format="png", compress_level=1)
    return out.getvalue()


def _paint_order(axes):
    """The children of `axes` in the order in which matplotlib paints them (its Axes.draw)."""
    hidden = {axes.patch}
    if not axes.axison:
        hidden |= {axes.xaxis, axes.yaxis}
    if not (axes.axison and axes.get_frame_on()):
        hidden |= set(axes.spines.values())
    return sorted((a for a in axes.get_children() if a not in hidden), key=Artist.get_zorder)


def _loose_artists(figure):
    """Texts, legends and lines that belong to the figure itself, such as its title."""
    own = [a for a in figure.get_children() if not isinstance(a, (Axes, FigureBase))]
    return sorted((a for a in own if a is not figure.patch), key=Artist.get_zorder)


def _axis_look(axis):
    locator, formatter = axis.get_major_locator(), axis.get_major_formatter()
    return (
        axis.get_visible(),
        axis.get_scale(),
        tuple(axis.get_view_interval()),
        axis.label.get_text(),
        tuple(locator.locs) if isinstance(locator, FixedLocator) else locator,
        tuple(formatter.seq) if isinstance(formatter, FixedFormatter) else formatter,
    )
