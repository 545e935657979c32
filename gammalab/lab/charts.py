"""Charts that remember what they drew: a lab says once what is to be seen, at every move.

A `Chart` describes one chart; a `Page` holds the charts of an open lab, and `draw(page, result)`
draws on them: `page.price.line(...)`. What a chart can draw stands in `marks`.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

from gammalab.lab import style
from gammalab.lab.marks import Drawn
from gammalab.lab.told import told

RESERVED = {"show", "alt", "charts"}


class Chart:
    """One chart of a lab.

    name : what `draw` calls it, and its place in the lab's `rows`.
    title, y, x : its title, and its axes with their units.
    zero : a line at zero.
    legend : "above" the frame, where nothing can lie under it; a corner of the frame, as
        "upper right"; None for no legend. columns : of the legend; all in one line by default.
    said : how a place on the x axis is called in the alt text, a function of it, where its number
        would say little: a date that is drawn as a decimal year.
    options : whatever `axes.set` takes: xlim, ylim, xscale="log", xticks, xticklabels, …
    """

    def __init__(
        self, name, title, y="", x="", *, zero=False, legend="above", columns=None, said=None,
        **options,
    ):  # fmt: skip
        """Describe a chart; nothing is drawn. ValueError for a name that `draw` could not use."""
        if not name.isidentifier() or name.startswith("_") or name in RESERVED:
            raise ValueError(f"name is {name!r}; it must be a word that follows `page.`")
        self.name, self.title, self.zero = name, title, zero
        self.legend, self.columns, self.said = legend, columns, said
        # A `map` or a generator would be empty when the lab is opened again.
        owned = {k: list(v) if isinstance(v, Iterator) else v for k, v in options.items()}
        self.options = {"ylabel": y, "xlabel": x, **owned}


class Page:
    """The charts of an open lab, by name: `page.price`. Iterating gives every artist that moves."""

    def __init__(self, figure, lab):
        """Put the lab's charts on an empty figure."""
        self._lab = lab
        with style.settings():
            axes = figure.subplot_mosaic(
                [row.split() for row in lab.rows],
                height_ratios=lab.heights, width_ratios=lab.widths, sharex=lab.share_x,
            )  # fmt: skip
            self.charts = [Drawn(chart, axes[chart.name]) for chart in lab.charts]
        for drawn in self.charts:
            setattr(self, drawn.chart.name, drawn)
            if lab.share_x and not drawn.axes.get_xlabel():
                drawn.axes.tick_params(labelbottom=False)  # the chart below it has the numbers
            if "xticks" in drawn.chart.options:
                drawn.axes.minorticks_off()

    def show(self, result):
        """Draw a result. True when there are artists that were not there before."""
        with style.settings():
            for drawn in self.charts:
                drawn.begin()
            self._lab.draw(self, result)
            return any([drawn.end() for drawn in self.charts])

    def alt(self, result):
        """What the picture shows now, for those who cannot see it."""
        if self._lab.alt:
            return self._lab.alt(result)
        said = [self._lab.shows, *(told(drawn) for drawn in self.charts)]
        return " ".join(words for words in said if words)

    def __iter__(self):
        return (artist for drawn in self.charts for artist in drawn.artists())


class Walk(SimpleNamespace):
    """A ledger up to a day, for a slider that walks through it.

    whole : all of it, its rows numbered by day. seen : up to this day. held : while there is a
    hedge, so without the day of the close. now : the row of the day. day : its number; date : what
    the ledger calls it. last : whether it is the last day.

    >>> import pandas as pd
    >>> ledger = pd.DataFrame({"spot": [100.0, 103.0, 101.0], "trade": [-50.0, -8.0, 58.0]})
    >>> walk = Walk(ledger, 2)
    >>> walk.last, len(walk.seen), len(walk.held), float(walk.now["spot"])
    (True, 3, 2, 101.0)
    """

    def __init__(self, ledger, day):
        """Walk to `day`, 0 being the first row. ValueError for a day that is not there."""
        if not 0 <= day < len(ledger):
            raise ValueError(f"day is {day}; it must be from 0 to {len(ledger) - 1}")
        whole = ledger.set_axis(range(len(ledger)))
        seen = whole.iloc[: day + 1]
        super().__init__(
            day=day, whole=whole, seen=seen, held=seen.iloc[: len(whole) - 1], now=seen.iloc[-1],
            last=day == len(whole) - 1, date=ledger.index[day],
        )  # fmt: skip
