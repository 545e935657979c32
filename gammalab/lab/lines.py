"""Lines, points, trades, and lines across: the first half of what a chart can draw."""

from __future__ import annotations

import numpy as np
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.markers import MarkerStyle
from matplotlib.transforms import IdentityTransform

from gammalab.lab import style
from gammalab.lab.board import Board, Proxy
from gammalab.lab.numbers import series

BIGGEST = 150.0  # area of the marker of the largest trade, in points squared
DUST = 0.03  # a trade smaller than this share of the largest has no marker


class Lines(Board):
    """A chart that draws lines and points; `marks.Drawn` adds areas, bars and words."""

    # ---- lines and points -----------------------------------------------------------------------

    def line(self, y, color, label=None, x=None, *, dot=False, cut=False, kind="line", **look):
        """A line through `y`, against `x` or the index of a Series.

        dot : a dot at its last point, so that a line of one point is to be seen.
        cut : it may leave the frame, as a tangent does.
        look : linestyle, linewidth, alpha, … of matplotlib.
        """
        x, y = series(y, x)
        x, y = self._numbers(kind, label, x=x, y=y)

        def make():
            return [self.axes.plot([], [])[0], self.axes.plot([], [], "o", markersize=6)[0]]

        mark = self._mark(kind, label, make, x, y, cut=cut)
        mark.dress(color=color, **look)
        line, end = mark.artists
        line.set_data(x, y)
        end.set_visible(bool(dot) and len(x) > 0)
        if dot:
            end.set_data(x[-1:], y[-1:])
            end.set_color(color)

    def dashes(self, y, color, label=None, x=None, **look):
        """A dashed `line`."""
        self.line(y, color, label, x, kind="dashes", linestyle="--", **look)

    def steps(self, y, color, label=None, x=None, **look):
        """A `line` that stays level until the next point."""
        self.line(y, color, label, x, kind="steps", drawstyle="steps-post", **look)

    def point(self, x, y, color, label=None, *, marker="o", size=8, **look):
        """One marker of `size` points at (`x`, `y`); `points` takes many."""
        self.points([x], [y], color, label, marker=marker, size=size, kind="point", **look)

    def points(
        self, x, y, color, label=None, *, marker="o", size=6, error=None, across=None,
        kind="points", **look
    ):  # fmt: skip
        """A marker at each (x, y); with `error`, a bar that reaches so far up and down from it;
        with `across`, one to its left and right."""
        arrays = {"x": x, "y": y, "error": error, "across": across}
        given = {name: values for name, values in arrays.items() if values is not None}
        found = dict(zip(given, self._numbers(kind, label, **given), strict=True))
        x, y, error, across = (found.get(name, ()) for name in arrays)

        def make():
            bars = LineCollection([], linewidths=1.6)
            self.axes.add_collection(bars, autolim=False)
            return [self.axes.plot([], [], linestyle="none")[0], bars]

        mark = self._mark(kind, label, make, x, y, np.append(error, across))
        mark.dress(color=color, marker=marker, markersize=size, **look)
        mark.artists[0].set_data(x, y)
        ends = [[(a, b - e), (a, b + e)] for a, b, e in zip(x, y, error, strict=False)]
        ends += [[(a - e, b), (a + e, b)] for a, b, e in zip(x, y, across, strict=False)]
        mark.artists[1].set_segments(ends)
        mark.artists[1].set_color(color)

    def fan(self, paths, color, label=None, x=None, **look):
        """Many thin lines: `paths` is (n_paths, n_times), `x` has n_times."""
        paths = np.atleast_2d(np.asarray(paths, float))
        x = np.arange(paths.shape[1]) if x is None else x
        many = np.tile(np.asarray(x, float), len(paths))
        many, flat = self._numbers("fan", label, x=many, y=paths.ravel())

        def make():
            lines = LineCollection([])
            self.axes.add_collection(lines, autolim=False)
            return [lines]

        mark = self._mark("fan", label, make, many, flat)
        mark.dress(**({"color": color, "linewidth": 0.8, "alpha": 0.5} | look))
        mark.artists[0].set_segments(np.dstack([many.reshape(paths.shape), paths]))

    def trades(self, ledger, *, dust=DUST, biggest=None):
        """Where the hedge bought and sold: the area of a marker goes with the size of the trade.

        ledger : a ledger, or a `Walk` through one: then the close is left out.
        dust : a trade smaller than this share of `biggest` has no marker.
        biggest : the size that the areas are held against; the largest trade of the ledger, or
            of all that is walked through.
        """
        if hasattr(ledger, "held"):
            if biggest is None:
                biggest = float(ledger.whole["trade"].iloc[:-1].abs().max())
            ledger = ledger.held
        days, spot = series(ledger["spot"], None)
        days, spot, trade = self._numbers("trades", None, x=days, y=spot, trade=ledger["trade"])
        if biggest is None:
            biggest = np.abs(trade).max(initial=0.0)
        for sign, look, label in ((1, style.BUY, "hedge buys"), (-1, style.SELL, "hedge sells")):
            chosen = sign * trade >= dust * biggest if biggest > 0 else np.zeros(len(trade), bool)
            if chosen.any():
                sizes = BIGGEST * np.abs(trade[chosen]) / biggest
                self._sized(days[chosen], spot[chosen], sizes, label, **look)

    def _sized(self, x, y, areas, label, color, marker):
        def make():
            shape = MarkerStyle(marker)
            path = shape.get_path().transformed(shape.get_transform())
            dots = PathCollection([path], offset_transform=self.axes.transData)
            dots.set_transform(IdentityTransform())  # a marker's size is in points, not in data
            self.axes.add_collection(dots, autolim=False)
            return [dots, Proxy([], [], linestyle="none", marker=marker, markersize=8)]

        mark = self._mark("trades", label, make, x, y)
        mark.dress(color=color)
        mark.artists[0].set_offsets(np.column_stack([x, y]))
        mark.artists[0].set_sizes(areas, self.axes.figure.dpi)

    # ---- lines across ---------------------------------------------------------------------------

    def level(self, y, label=None, color=style.THEORY, **look):
        """A level line across the chart."""
        (y,) = self._numbers("level", label, y=[y])
        mark = self._mark("level", label, lambda: [self.axes.axhline(0)], y[:0], y)
        mark.dress(**({"color": color, "linestyle": ":", "linewidth": 1.4} | look))
        mark.artists[0].set_ydata([y[0], y[0]])

    def upright(self, x, color=style.THEORY, label=None, **look):
        """An upright line across the chart."""
        (x,) = self._numbers("upright", label, x=[x])
        mark = self._mark("upright", label, lambda: [self.axes.axvline(x[0])], x, x[:0])
        mark.dress(**({"color": color, "linestyle": ":", "linewidth": 1.4} | look))
        mark.artists[0].set_xdata([x[0], x[0]])
