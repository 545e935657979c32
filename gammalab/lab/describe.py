"""What a lab is: `Lab` describes it, and calling it opens a `Live` on the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gammalab.lab.charts import Page
from gammalab.lab.live import Live
from gammalab.lab.puzzle import Memory, checked


@dataclass(frozen=True, init=False)
class Lab:
    """A picture with sliders, described.

    title : what the lab is called; the `Slider`s and `Choice`s follow it.
    charts : the `Chart`s, in the order in which their words are read out.
    compute : `compute(**values) -> result`; pure, and fast (10 ms is good, 50 ms is slow). The
        controls' names are its keywords.
    draw : `draw(page, result)`: what is to be seen, said anew at each move. `page.name` is the
        chart of that name; `gammalab.lab.marks.Drawn` and its bases have what it can draw.
    say : `say(result) -> str`; the line below the picture, with the numbers that matter.
    shows : what the picture shows, in a sentence or two; the charts add their own numbers to it.
    alt : `alt(result) -> str`; instead of `shows`, where the charts cannot say it.
    rows : where the charts stand, a line of names per row, as in `("price price", "delta pnl")`:
        a name that comes twice takes two places. Without it: side by side.
    heights, widths : of the rows and columns, in proportion: the chart with the point is biggest.
    share_x : all charts have one x axis; those without words below it show no numbers there.
    size : width and height in inches; 100 CSS pixels each.
    dpi : dots per inch; 100 is sharp on an ordinary screen and fast.
    continuous : False for a slow lab: it follows when the slider is let go.
    puzzles : a `Puzzle`, or several that are asked one after the other: what to find here. What a
        puzzle `reveals` is out of sight until it is solved.
    memory : a `gammalab.lab.puzzle.Memory`: what was solved before, and whether to predict first.

    >>> from gammalab.lab import Chart, Slider, style
    >>> lab = Lab(
    ...     "Interest",
    ...     Slider("rate", "Interest rate", 0.05, 0.0, 0.50, 0.01, "%"),
    ...     charts=[Chart("cash", "One year", "cash", "time (years)", ylim=(0, 2))],
    ...     compute=lambda rate: [1, 1 + rate],
    ...     draw=lambda page, cash: page.cash.line(cash, style.CASH),
    ...     say=lambda cash: f"1 becomes {cash[-1]:.2f} in a year.",
    ...     shows="A straight line.",
    ... )
    >>> lab(rate=0.10)
    Interest (rate=0.1)
    1 becomes 1.10 in a year.
    """

    title: str
    controls: tuple
    charts: tuple
    compute: Callable
    draw: Callable
    say: Callable
    shows: str
    alt: Callable | None
    rows: tuple
    heights: tuple | None
    widths: tuple | None
    share_x: bool
    size: tuple
    dpi: int
    continuous: bool
    puzzles: tuple
    memory: Memory

    def __init__(
        self, title, *more, controls=(), charts, compute, draw, say, shows="", alt=None, rows=None,
        heights=None, widths=None, share_x=False, size=(9.6, 4.8), dpi=100, continuous=True,
        puzzles=(), memory=None,
    ):  # fmt: skip
        """Describe a lab. ValueError where controls, charts, rows, puzzles do not fit together."""
        controls, charts = (*more, *controls), tuple(charts)
        names = [control.name for control in controls]
        if len(set(names)) < len(names):
            raise ValueError(f"controls have the names {names}; each must be different")
        if "show" in names:
            raise ValueError("a control is named 'show'; that word chooses which ones are shown")
        names = [chart.name for chart in charts]
        rows = (" ".join(names),) if rows is None else tuple(rows)
        if len(set(names)) < len(names) or set(names) != set(" ".join(rows).split()):
            raise ValueError(f"rows is {rows}; it must place each of the charts {names} once")
        if not shows and alt is None:
            raise ValueError("shows is empty; say what the picture shows, or give alt")
        parts = dict(
            title=title, controls=controls, charts=charts, compute=compute, draw=draw, say=say,
            shows=shows, alt=alt, rows=rows, heights=heights, widths=widths, share_x=share_x,
            size=size, dpi=dpi, continuous=continuous, puzzles=checked(puzzles, controls),
            memory=memory or Memory(),
        )  # fmt: skip
        for name, part in parts.items():
            object.__setattr__(self, name, part)

    @property
    def defaults(self):
        """Name and value of every control, as the lab opens."""
        return {control.name: control.default for control in self.controls}

    def check(self, values):
        """The given values, checked: ValueError names the first that is unknown or not allowed."""
        known = {control.name: control for control in self.controls}
        for name in values:
            if name not in known:
                allowed = ", ".join(known)
                raise ValueError(f"{name} is not a control of {self.title!r}; it has: {allowed}")
        return {name: known[name].check(value) for name, value in values.items()}

    def open_page(self, figure):
        """The lab's charts on an empty figure; `page.show(result)` draws on them."""
        return Page(figure, self)

    def __call__(self, show=None, **defaults):
        """Open the lab, at other values than its own if you like: `lab(vol=0.30)`.

        show : names of the controls to put on the page, `lab(show=("vol",))`; the others keep
            their value. None shows all. A lesson brings in a control when it is the subject.

        Raises ValueError for an unknown name, a value that is not allowed, or values that solve
        the lab's puzzle, and whatever `compute` or `draw` raise at these values.
        """
        return Live(self, self.check(defaults), show)
