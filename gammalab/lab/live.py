"""Live labs: move a slider, see the picture follow.

A `Lab` (see `describe`) is a description; calling it opens a `Live`, the thing on the page:
controls, one picture that is redrawn in place, and one line of text that says what it shows.
"""

import os

import ipywidgets

from gammalab.lab import opened, saved
from gammalab.lab.canvas import Canvas
from gammalab.lab.picture import Picture
from gammalab.lab.puzzle import Solving

CSS_PIXELS_PER_INCH = 100  # on the page; `dpi` decides how many dots are behind each of them
HIDDEN, SEEN = "hidden", "inherit"  # not None: in JupyterLite no message holds one
BESIDE_LABEL = 220  # CSS pixels for a slider that can still be aimed, its readout and the gaps


class Live(ipywidgets.VBox):
    """An open lab. Leave it as the last expression of a cell and it is shown.

    values : what the controls say, in the lab's units (0.20, not 20 %).
    result : what `compute` returned for the picture shown.
    png, summary_text, alt_text : the picture shown, and its texts.
    puzzle_text : the puzzle that is asked, and what was found.
    waits : whether the picture is out of sight until the reader has predicted; `open_up` ends it.
    error : the exception of the last move, or None. The picture then is the last that worked.
    strict : True lets an exception through to whoever moved the slider, for tests. Otherwise
        the environment decides: GAMMALAB_STRICT=1 is strict.
    """

    def __init__(self, lab, overrides, show=None):
        """Build, draw and encode the first picture; made by calling a `Lab`."""
        self.lab = lab
        self._shown = _chosen(lab, show)
        self.strict = False
        self.error = None
        self.result = None
        self._busy = False
        self._opening = {**lab.defaults, **overrides}
        self._canvas = Canvas(lab.size, lab.dpi)
        self._page = lab.open_page(self._canvas.figure)
        width, height = (round(inches * CSS_PIXELS_PER_INCH) for inches in lab.size)
        self._picture = Picture(width=width, height=height)
        self._controls = {
            control.name: control.widget(self._opening[control.name], lab.continuous)
            for control in lab.controls
        }
        for widget in self._controls.values():
            widget.observe(self._moved, names="value")
        self._solving, self._words = Solving(lab), None
        self._show(self._opening)
        questions = [puzzle.question for puzzle in lab.puzzles]
        self._first = saved.still(self.png, self.alt_text, repr(self), questions)
        self._picture.observe(self._fit_dots, names="dots")
        heading, panel = self._heading(), self._panel()
        self._cover, self._covered = None, [panel, self._picture]
        if why := lab.memory.waiting():
            self._cover = self._make_cover(why)
            lab.memory.watch(self)
        super().__init__(
            [heading, *([self._cover] if self._cover else []), panel, self._picture],
            layout=ipywidgets.Layout(max_width=f"{width}px"),
        )
        self.add_class("gammalab-lab")

    @property
    def values(self):
        """Name and value of every control now."""
        return {c.name: c.meant(self._controls[c.name].value) for c in self.lab.controls}

    @property
    def png(self):
        """The picture shown, as the bytes of a PNG file."""
        return self._picture.png

    @property
    def summary_text(self):
        """The line below the picture."""
        return self._picture.summary

    @property
    def alt_text(self):
        """What a screen reader says instead of the picture."""
        return self._picture.alt

    @property
    def puzzle_text(self):
        """What was found last, and the puzzle that is asked; empty when there is none."""
        return self._picture.puzzle

    @property
    def waits(self):
        """Whether the lab is closed until the reader has predicted."""
        return self._cover is not None

    @property
    def problem_text(self):
        """What the reader is told about an error; empty when all is well."""
        return self._picture.problem

    @property
    def figure(self):
        """The matplotlib figure behind the picture; None when the lab is closed."""
        return self._canvas and self._canvas.figure

    def set(self, **values):
        """Move several controls at once, and redraw once.

        Raises ValueError for an unknown name or a value that is not allowed, RuntimeError when the
        lab is closed.
        """
        values = self.lab.check(values)
        if self._canvas is None:
            raise RuntimeError(f"{self.lab.title!r} is closed; open it again to move it")
        specs = {control.name: control for control in self.lab.controls}
        self._busy = True
        try:
            for name, value in values.items():
                self._controls[name].value = specs[name].shown(value)
        finally:
            self._busy = False
        self._moved()

    def reset(self):
        """Move all controls back to where the lab opened."""
        self.set(**self._opening)

    def reveal(self):
        """Show all controls and words, as if every puzzle were solved; nothing is recorded."""
        self._solving.reveal()
        self._moved()

    def open_up(self):
        """Show what was closed until a prediction; nothing happens when it is open."""
        if self._cover is not None and self._canvas is not None:
            cover, self._cover = self._cover, None
            for widget in self._covered:
                widget.layout.display = ""  # not None, as above
            self.children = [child for child in self.children if child is not cover]
            for part in opened.widgets_within(cover):
                part.close()

    def refresh(self):
        """The memory's answer may be another now: the reader has predicted."""
        if not self.lab.memory.waiting():
            self.open_up()

    def close(self):
        """Take the lab off the page and give its memory back; the last texts stay.

        Running its cell again does it too. A closed lab does not move any more.
        """
        canvas, self._canvas = getattr(self, "_canvas", None), None
        if canvas is None:
            return super().close()
        self._page = self._first = self.result = None
        self._picture.png = b""  # anywidget never lets go of its widgets
        self._picture.unobserve_all()
        canvas.close()
        hidden = (part for one in self._controls.values() for part in opened.widgets_within(one))
        for widget in {*opened.widgets_within(self), *hidden} - {self}:
            widget.close()
        super().close()

    def _moved(self, _change=None):
        if self._busy or self._canvas is None:
            return
        try:
            self._show(self.values)
        except Exception as error:
            self.error = error
            self._picture.problem = (
                f"This lab could not draw: {type(error).__name__}: {error}. "
                "The picture shows the last values that worked."
            )
            if self.strict or os.environ.get("GAMMALAB_STRICT") == "1":
                raise

    def _show(self, values):
        lab, solving = self.lab, self._solving
        result = lab.compute(**values)
        png = self._drawn(result)
        if self._words is None:  # it opens
            solving.refuse_solved(values, result)
        else:
            solving.look(values, result)
        self._words = lab.say(result)
        summary, alt = self._words + solving.words(result), self._page.alt(result)
        for name, control in self._controls.items():  # hidden ones keep their place
            control.layout.visibility = HIDDEN if name in solving.hidden else SEEN
        self.result, self.error = result, None
        with self._picture.hold_sync():  # one message: the words never belong to another picture
            self._picture.png = png
            self._picture.alt = alt
            self._picture.summary = summary
            self._picture.puzzle = solving.text
            self._picture.problem = ""

    def _drawn(self, result):
        """The picture of a result, as the bytes of a PNG file."""
        if self._page.show(result):  # with marks that were not there before
            self._canvas.animate(self._page)
        return self._canvas.png()

    def _fit_dots(self, change):
        """Draw as many dots as the reader's screen shows; the page says how many.

        Nothing else is done again: it is no move, so it solves no puzzle and clears no error.
        """
        if self._canvas is not None:
            self._canvas.set_width(change["new"] * self.lab.dpi // CSS_PIXELS_PER_INCH)
            self._picture.png = self._drawn(self.result)

    def _make_cover(self, why):
        """What stands in place of a closed lab: why, and a button for who will not predict."""
        button = ipywidgets.Button(
            description="Open it without a prediction",
            layout=ipywidgets.Layout(width="auto", flex="0 0 auto"),
        )
        button.on_click(lambda _button: self._open_by_hand())
        for widget in self._covered:
            widget.layout.display = "none"
        cover = ipywidgets.HBox([ipywidgets.Label(why), button])
        cover.add_class("gammalab-cover")
        return cover

    def _open_by_hand(self):
        self.open_up()
        self._reset.focus()  # the button that had the focus is gone

    def _heading(self):
        """The title, and the button that puts everything back."""
        title = ipywidgets.Label(self.lab.title)
        title.style.font_weight = "bold"
        title.style.font_size = "1.1em"
        self._reset = reset = ipywidgets.Button(
            description="Reset",
            tooltip="Put all controls back to where they were at first",
            layout=ipywidgets.Layout(width="5em", flex="0 0 auto"),
        )
        reset.on_click(lambda _button: self.reset())
        row = ipywidgets.Layout(justify_content="space-between")
        heading = ipywidgets.HBox([title, reset], layout=row)
        heading.add_class("gammalab-heading")
        return heading

    def _panel(self):
        """The controls, in as many columns as the page has room for (picture.css)."""
        widgets = [self._controls[name] for name in self._shown]
        longest = max(len(widget.description) for widget in widgets)
        label = f"{0.52 * longest + 0.5:.1f}em"  # one width for all: the sliders line up
        for widget in widgets:
            widget.style.description_width = label
            widget.layout.width = "auto"
        column = f"minmax(min(100%, calc({label} + {BESIDE_LABEL}px)), 1fr)"
        layout = ipywidgets.Layout(grid_template_columns=f"repeat(auto-fit, {column})")
        panel = ipywidgets.GridBox(widgets, layout=layout)
        panel.add_class("gammalab-panel")
        return panel

    def __repr__(self):
        """Title, values and words: the same on every machine, so that tests can compare it.

        What a reader has solved is therefore not in it.
        """
        values = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        return f"{self.lab.title} ({values})\n{self._words}"

    def _ipython_display_(self):
        opened.note(self)
        view = super()._repr_mimebundle_()
        saved.display_both(view, self._first)


def _chosen(lab, show):
    """The names of the controls to show, in the lab's order; None means all of them."""
    names = [control.name for control in lab.controls]
    if show is None:
        return names
    show = [show] if isinstance(show, str) else list(show)
    if not show or not set(show) <= set(names):
        raise ValueError(f"show is {show}; it must name controls of {lab.title!r}: {names}")
    return [name for name in names if name in show]
