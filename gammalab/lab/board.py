"""A chart on its axes and the marks that it remembers; `marks` says what can be drawn on it.

A mark is made by the first call that needs it and moved by later ones. Marks are told apart by
kind and label, and each call sets all that can be seen of its mark, so `draw` may have branches:
what was not called this time is hidden, and the legend shows what is there.
"""

from __future__ import annotations

from itertools import pairwise

import matplotlib
import numpy as np
from matplotlib.lines import Line2D

from gammalab.lab import style
from gammalab.lab.numbers import checked

LEGEND_LINE = 15.0  # points that a line of the legend takes
LEGENDS = 16  # that a chart keeps: making one takes as long as painting a chart


class Mark:
    """One thing that is drawn: its artists, and the numbers behind it.

    kind, label : what it is, and its words in the legend (None: it is not in the legend).
    x, y : the numbers that it shows, arrays of one length. low : for what has two edges.
    cut : it may leave the frame on purpose. shown : it was drawn this time.
    """

    def __init__(self, kind, label, artists, handle):
        """Made by `Drawn`; `handle` stands for it in the legend."""
        self.kind, self.label, self.artists, self.handle = kind, label, list(artists), handle
        self.x = self.y = self.low = np.zeros(0)
        self.look, self.cut, self.shown, self.order = None, False, True, 0

    def dress(self, **look):
        """Set how it looks, where that differs from last time."""
        if look != self.look:
            self.look = look
            for artist in {self.artists[0], self.handle}:
                artist.set(**look)

    def show(self, shown):
        """Show it or hide it."""
        self.shown = shown
        for artist in self.artists:
            if artist.get_visible() != shown:
                artist.set_visible(shown)


class Board:
    """A chart on its axes. `chart` is its description; see `gammalab.lab.charts.Chart`."""

    def __init__(self, chart, axes):
        """Prepare the axes; nothing is drawn on them yet."""
        self.chart, self.axes = chart, axes
        self._pools, self._used, self._called = {}, {}, []
        self._texts, self._written = [], 0
        self._legend, self._legends = (), {}  # what it says now; what it said, and the legend
        self._above = chart.legend == "above"  # the frame, where nothing can lie under it
        self._ticks, self._title_moves = None, False
        # Points between the frame and the title, now and without a legend.
        self._pad = self._usual_pad = matplotlib.rcParams["axes.titlepad"]
        axes.set(**chart.options)
        self._title = axes.set_title(chart.title, loc="left")
        self._label_moves = False
        if chart.zero:
            axes.axhline(0, color=style.GREY, linewidth=1, zorder=1.9)

    # ---- what a page does with it ---------------------------------------------------------------

    @property
    def marks(self):
        """The marks that are there now, in the order of drawing."""
        return self._called

    @property
    def words(self):
        """The texts on the chart: figures of bars and cells, and notes."""
        return self._texts[: self._written]

    @property
    def title_now(self):
        """The title as it stands there."""
        return self._title.get_text()

    def __getitem__(self, label):
        """The mark with that label, as it is now; KeyError when it is not there."""
        for mark in self.marks:
            if mark.label == label:
                return mark
        raise KeyError(f"chart {self.chart.name!r} shows no {label!r} now")

    def artists(self):
        """Every artist that moves, those hidden now included."""
        for pool in self._pools.values():
            for mark in pool:
                yield from mark.artists
        yield from self._texts
        if self._title_moves:
            yield self._title

    def begin(self):
        """A move begins: nothing has been called yet."""
        self._used, self._called, self._written, self._fresh = {}, [], 0, False
        if self._title_moves:
            self._title.set_text(self.chart.title)
        if self._label_moves:
            self.axes.set_ylabel(self.chart.options["ylabel"])

    def end(self):
        """A move ends: hide what was not called. True when an artist is new or changed places."""
        for key, pool in self._pools.items():
            for mark in pool[self._used.get(key, 0) :]:
                mark.show(False)
        for text in self._texts[self._written :]:
            text.set_visible(False)
        self._stack()
        self._set_legend()
        return self._fresh

    def _stack(self):
        """What was called later lies above. Places stay as they are where that is so already."""
        orders = [mark.order for mark in self._called]
        if any(one >= two for one, two in pairwise(orders)) or 0 in orders:
            self._fresh = True
            for place, mark in enumerate(self._called, start=1):
                mark.order = place
                for artist in mark.artists:
                    artist.set_zorder(2 + place / 1000)

    def _set_legend(self):
        chosen = {}
        for mark in self.marks:
            if mark.label and mark.label not in chosen:
                chosen[mark.label] = mark
        wanted = tuple((label, repr(mark.look)) for label, mark in chosen.items())
        if self.chart.legend is None or wanted == self._legend:
            return
        self._legend = wanted
        columns = self.chart.columns or len(chosen)
        if self._above:
            lines = -(-len(chosen) // columns) if chosen else 0
            pad = 7 + LEGEND_LINE * lines if lines else self._usual_pad
            if pad != self._pad:
                self._pad = pad
                self.axes.set_title(self._title.get_text(), loc="left", pad=pad)
        legend = None
        if chosen:
            if wanted not in self._legends:
                self._legends[wanted] = self._make_legend(chosen, columns)
                if len(self._legends) > LEGENDS:
                    del self._legends[next(iter(self._legends))]  # the oldest
            legend = self._legends[wanted]
        self.axes.legend_ = legend

    def _make_legend(self, chosen, columns):
        corner = {"loc": "lower left", "bbox_to_anchor": (0, 1)}
        legend = self.axes.legend(
            [mark.handle for mark in chosen.values()],
            list(chosen),
            ncols=columns,
            borderaxespad=0.2,
            borderpad=0.2,
            handlelength=1.6,
            handletextpad=0.4,
            columnspacing=1.0,
            **(corner if self._above else {"loc": self.chart.legend}),
        )
        legend.set_zorder(0.6)
        legend.set_gid(repr(self._legend))  # a canvas knows by it what it has painted before
        # A legend that is a little wider than its chart must not make all charts narrower.
        legend.set_in_layout(not self._above)
        return legend

    def _mark(self, kind, label, make, x=(), y=(), low=(), cut=False):
        """The mark for this call; `make` gives its artists, of which the first stands for it."""
        key = kind, label
        turn = self._used.get(key, 0)
        self._used[key] = turn + 1
        pool = self._pools.setdefault(key, [])
        if turn == len(pool):
            artists = make()
            handle = artists.pop() if isinstance(artists[-1], Proxy) else artists[0]
            pool.append(Mark(kind, label, artists, handle))
            self._fresh = True
        mark = pool[turn]
        mark.x, mark.y, mark.low, mark.cut = np.asarray(x), np.asarray(y), np.asarray(low), cut
        self._called.append(mark)
        mark.show(True)
        return mark

    def _numbers(self, kind, label, **arrays):
        name = f"{kind} {label!r}" if label else kind
        logs = {"x": self.axes.get_xscale() == "log", "y": self.axes.get_yscale() == "log"}
        return checked(f"chart {self.chart.name!r}, {name}", logs, **arrays)


class Proxy(Line2D):
    """Stands in the legend for markers of many sizes."""
