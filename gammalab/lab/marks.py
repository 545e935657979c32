"""What a chart can draw: the methods of `Drawn` are the vocabulary of the labs.

`board` remembers the marks, `lines` draws lines and points, and here are areas, bars, colours,
words and limits.
"""

from __future__ import annotations

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.patches import Rectangle, StepPatch

from gammalab.lab import scale, style
from gammalab.lab.lines import Lines
from gammalab.lab.note import Note
from gammalab.lab.words import signed

LABELLED = 64  # a heat map of no more cells than this has a figure in each


class Drawn(Lines):
    """A chart on its axes. `chart` is its description; see `gammalab.lab.charts.Chart`."""

    # ---- areas ----------------------------------------------------------------------------------

    def band(self, x, low, high, color, label=None, *, cut=False, **look):
        """The area between `low` and `high`, two arrays or numbers; cut : where it may leave the
        frame."""
        x = np.asarray(x, float)
        low, high = (np.full(len(x), v) if np.ndim(v) == 0 else v for v in (low, high))
        x, low, high = self._numbers("band", label, x=x, low=low, y=high)
        mark = self._mark("band", label, self._areas, x, high, low, cut)
        mark.dress(**({"facecolor": color, "alpha": 0.25, "linewidth": 0} | look))
        there, back = np.column_stack([x, high]), np.column_stack([x, low])[::-1]
        mark.artists[0].set_verts([np.concatenate([there, back])] if len(x) else [])

    def _areas(self):
        areas = PolyCollection([])
        self.axes.add_collection(areas, autolim=False)
        return [areas]

    def region(self, color, label=None, *, x=None, y=None, frame=False, **look):
        """A shaded region: from x[0] to x[1] and from y[0] to y[1]; without one, all across.

        frame : its outline only, as around a row of a heat map.
        """
        given = {name: side for name, side in (("x", x), ("y", y)) if side is not None}
        if not given or any(len(side) != 2 for side in given.values()):
            raise ValueError(f"region of {self.chart.name!r} needs x or y, two numbers each")
        ends = dict(zip(given, self._numbers("region", label, **given), strict=True))
        (a, b), (c, d) = ends.get("x", (0.0, 1.0)), ends.get("y", (0.0, 1.0))

        def make():
            area = Rectangle((0, 0), 1, 1)
            self.axes.add_artist(area)
            area.set_clip_path(self.axes.patch)
            return [area]

        mark = self._mark("region", label, make, ends.get("x", ()), ends.get("y", ()))
        dress = {"fill": False, "edgecolor": color, "linewidth": 2.2, "alpha": 1.0}
        if not frame:
            dress = {"fill": True, "facecolor": color, "linewidth": 0, "alpha": 0.15}
        mark.dress(**(dress | look))
        mark.artists[0].set_bounds(a, c, b - a, d - c)
        across = {"": self.axes.transAxes, "x": self.axes.get_xaxis_transform(),
                  "y": self.axes.get_yaxis_transform(), "xy": self.axes.transData}  # fmt: skip
        mark.artists[0].set_transform(across["".join(ends)])

    def histogram(self, values, edges, color, label=None, **look):
        """Shares of `values` between `edges`; the outermost bars count what lies beyond them.

        Returns the tallest share. look : fill=True for a filled one.
        """
        values, edges = (self._numbers("histogram", label, x=v)[0] for v in (values, edges))
        if not len(values):
            raise ValueError(f"chart {self.chart.name!r}, histogram {label!r} has no values")
        shares = np.histogram(np.clip(values, edges[0], edges[-1]), edges)[0] / len(values)

        def make():
            stairs = StepPatch(shares, edges)
            self.axes.add_artist(stairs)
            stairs.set_clip_path(self.axes.patch)
            return [stairs]

        mark = self._mark("histogram", label, make, values, shares, edges)
        mark.dress(**({"color": color, "fill": False, "linewidth": 1.8} | look))
        mark.artists[0].set_data(shares, edges)
        return float(shares.max())

    # ---- bars -----------------------------------------------------------------------------------

    def bars(self, values, color=None, label=None, *, base=0.0, slot=(0, 1), sideways=False,
             width=0.8, figures=True, digits=0, kind="bars", **look):  # fmt: skip
        """A bar for each entry of a Series.

        A Series of words stands in order, with the words below it; a Series of numbers stands at
        these numbers. Without a `color`, what is above zero is green and what is below it red.

        base : where the bars begin, one for all or one each (stacked, floating).
        slot : (which, of how many), when several series stand side by side.
        sideways : the bars lie, the first at the top. figures : the size stands at the bar's end.
        """
        named = values.index.dtype.kind not in "iuf"
        places = np.arange(len(values)) if named else np.asarray(values.index, float)
        base = np.full(len(values), float(base)) if np.ndim(base) == 0 else base
        x, size, base = self._numbers(kind, label, x=places, y=values, base=base)
        which, of = slot
        middle = x + width * ((which + 0.5) / of - 0.5)
        left, right = middle - width / of / 2, middle + width / of / 2
        top = base + size
        corners = [(left, base), (left, top), (right, top), (right, base)]
        corners = np.stack([np.column_stack(c[::-1] if sideways else c) for c in corners], axis=1)
        mark = self._mark(kind, label, self._areas, values.index, size, base)
        signs = [style.GAIN if amount > 0 else style.LOSS for amount in size]
        colors = signs if color is None else color if isinstance(color, list) else [color] * len(x)
        mark.dress(**({"facecolor": colors, "linewidth": 0} | look))
        mark.artists[0].set_verts(corners)
        if named:
            self._name_places(values.index, sideways)
        if figures:
            for place, end, amount in zip(middle, top, size, strict=True):
                at = (end, place) if sideways else (place, end)
                away, align = (1, 0) if signed(amount, digits)[0] != "-" else (-1, 1)
                side = {
                    True: dict(ha=("left", "right")[align], va="center", xytext=(4 * away, 0)),
                    False: dict(ha="center", va=("bottom", "top")[align], xytext=(0, 3 * away)),
                }[sideways]
                self._figure(*at, signed(amount, digits), **side)

    def waterfall(self, values, total=None, *, digits=0, **look):
        """Bars that begin where the one before ended; `total` names a last bar from zero."""
        ends = np.cumsum(np.asarray(values, float))
        base = np.concatenate([[0.0], ends[:-1]]) if len(ends) else ends
        if total:
            values, base = values.copy(), np.append(base, 0.0)
            values[total] = ends[-1] if len(ends) else 0.0
        x = np.arange(len(values))
        heights = np.append(ends, ends[-1]) if total else ends
        if len(x):
            self.line(heights, style.GREY, x=x, kind="links", drawstyle="steps-post", linewidth=1.0)
        self.bars(values, base=base, digits=digits, kind="waterfall", **look)

    def _name_places(self, names, sideways):
        if self._ticks != list(names):
            self._ticks = list(names)
            ends = (-0.6, len(names) - 0.4)
            if sideways:
                self.axes.set_yticks(range(len(names)), self._ticks)
                self.axes.set_ylim(ends[::-1])
            else:
                self.axes.set_xticks(range(len(names)), self._ticks)
                self.axes.set_xlim(ends)

    # ---- colours and words ----------------------------------------------------------------------

    def heat(self, table, low, high, *, colors=style.DIVERGING, unit="", digits=1, label=None):
        """A colour for each cell of a DataFrame, first row at the top, with the scale beside it.

        low, high : what the ends of the scale stand for; a value beyond them is refused. Few
        cells have their figure in them. unit : what the scale counts; None for no scale, where
        the figures say enough.
        """
        rows, columns = table.shape
        (flat,) = self._numbers("heat", label, y=np.asarray(table, float).ravel())
        if flat.min() < low or flat.max() > high:
            raise ValueError(
                f"chart {self.chart.name!r}, heat: values from {flat.min():g} to {flat.max():g} "
                f"leave the scale from {low:g} to {high:g}"
            )
        edges = np.arange(columns + 1) - 0.5, np.arange(rows + 1) - 0.5

        def make():
            self.axes.grid(False)
            mesh = self.axes.pcolormesh(*edges, flat.reshape(rows, columns), cmap=colors)
            if unit is None:
                return [mesh]
            beside = self.axes.inset_axes([1.02, 0, 0.03, 1])
            self.axes.figure.colorbar(mesh, cax=beside, label=unit)
            return [mesh, beside]

        # A mesh cannot change its shape: a table of another shape is another mark.
        mark = self._mark(f"heat {rows}x{columns}", label, make, y=flat)
        mesh = mark.artists[0]
        mesh.set_array(flat.reshape(rows, columns))
        if mesh.get_clim() != (low, high):
            mesh.set_clim(low, high)
        names = list(table.index), list(table.columns)
        if self._ticks != names:
            self._ticks = names
            self.axes.set_xticks(range(columns), [str(name) for name in table.columns])
            self.axes.set_yticks(range(rows), [str(name) for name in table.index])
            self.axes.set(xlim=(-0.5, columns - 0.5), ylim=(rows - 0.5, -0.5))
        if flat.size <= LABELLED:
            inks = style.inks_on(mesh.to_rgba(flat)[:, :3])
            for place, (value, ink) in enumerate(zip(flat, inks, strict=True)):
                self._figure(place % columns, place // columns, f"{value:.{digits}f}", color=ink)

    def note(self, x, y, text, color=style.BLACK, *, ha="left", va="center", offset=(6, 0)):
        """Words at a point, `offset` points away from it."""
        x, y = self._numbers("note", None, x=[x], y=[y])
        self._figure(x[0], y[0], text, ha=ha, va=va, color=color, xytext=offset)

    def _figure(self, x, y, text, ha="center", va="center", color=style.BLACK, xytext=(0, 0)):
        if self._written == len(self._texts):
            note = Note(self.axes, fontsize=9.5)
            note.set_zorder(4)
            note.set_in_layout(False)  # words that come and go must not move the chart
            self._texts.append(note)
            self._fresh = True
        self._texts[self._written].write(x, y, text, ha, va, color, xytext)
        self._written += 1

    def title(self, text):
        """Another title, as long as `draw` says so."""
        self._fresh |= not self._title_moves
        self._title_moves = True
        self._title.set_text(text)

    def label(self, text):
        """Another label of the y axis, as long as `draw` says so: for a chart of two subjects."""
        self._label_moves = True
        self.axes.set_ylabel(text)

    # ---- limits ---------------------------------------------------------------------------------

    def span(self, *values, least, room=scale.ROOM):
        """Let the y axis hold zero and all of `values`, at least ±`least`; see `scale.span`."""
        self._limits(scale.span(*values, least=least, room=room))

    def around(self, centre, *values, least, room=scale.ROOM):
        """Let the y axis hold all of `values` about `centre`, at least ±`least`."""
        self._limits(scale.around(centre, *values, least=least, room=room))

    def limits(self, low, high, axis="y"):
        """Limits of the y axis, or of the x axis."""
        self._numbers("limits", None, **{axis: [low, high]})
        self._limits((low, high), axis)

    def _limits(self, ends, axis="y"):
        if getattr(self.axes, f"get_{axis}lim")() != tuple(ends):
            getattr(self.axes, f"set_{axis}lim")(*ends)
