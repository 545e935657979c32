"""Live labs: move a slider, see the picture follow.

A `Lab` (see `describe`) is a description; calling it opens a `Live`, the thing on the page:
controls, one picture that is redrawn in place, and one line of text that says what it shows.
"""

import os
from base64 import b64encode

import ipywidgets

from gammalab.lab import opened
from gammalab.lab.canvas import Canvas
from gammalab.lab.picture import Picture

CSS_PIXELS_PER_INCH = 100  # on the page; `dpi` decides how many dots are behind each of them


class Live(ipywidgets.VBox):
    """An open lab. Leave it as the last expression of a cell and it is shown.

    values : what the controls say, in the lab's units (0.20, not 20 %).
    result : what `compute` returned for the picture shown.
    png, summary_text, alt_text : the picture shown, and its texts.
    error : the exception of the last move, or None. The picture then is the last that worked.
    strict : True lets an exception through to whoever moved the slider, for tests. Otherwise
        the environment decides: GAMMALAB_STRICT=1 is strict.
    """

    def __init__(self, lab, overrides):
        """Build, draw and encode the first picture; made by calling a `Lab`."""
        self.lab = lab
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
        self._show(self._opening)
        self._first_png = self.png
        super().__init__([self._heading(width), self._panel(width), self._picture])
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

    def close(self):
        """Take the lab off the page and give its memory back; the last texts stay.

        Running its cell again does it too. A closed lab does not move any more.
        """
        canvas, self._canvas = getattr(self, "_canvas", None), None
        if canvas is None:
            return super().close()
        self._page = self.result = None
        self._first_png = self._picture.png = b""  # anywidget never lets go of its widgets
        canvas.close()
        for widget in opened.widgets_within(self):
            if widget is not self:
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
        lab = self.lab
        result = lab.compute(**values)
        if self._page.show(result):  # with marks that were not there before
            self._canvas.animate(self._page)
        summary, alt, png = lab.say(result), self._page.alt(result), self._canvas.png()
        self.result, self.error = result, None
        with self._picture.hold_sync():  # one message: the words never belong to another picture
            self._picture.png = png
            self._picture.alt = alt
            self._picture.summary = summary
            self._picture.problem = ""

    def _heading(self, width):
        """The title, and the button that puts everything back."""
        title = ipywidgets.Label(self.lab.title)
        title.style.font_weight = "bold"
        title.style.font_size = "1.1em"
        reset = ipywidgets.Button(
            description="Reset",
            tooltip="Put all controls back to where they were at first",
            layout=ipywidgets.Layout(width="5em"),
        )
        reset.on_click(lambda _button: self.reset())
        row = ipywidgets.Layout(justify_content="space-between", max_width=f"{width}px")
        return ipywidgets.HBox([title, reset], layout=row)

    def _panel(self, width):
        """The controls: in one column, or in two when there are more than three."""
        widgets = list(self._controls.values())
        columns = 2 if len(widgets) > 3 else 1
        for first in range(columns):  # labels of one column are of one width: sliders line up
            column = widgets[first::columns]
            longest = max((len(widget.description) for widget in column), default=0)
            for widget in column:
                widget.style.description_width = f"{0.52 * longest + 0.5:.1f}em"
                widget.layout.width = "auto"
        layout = ipywidgets.Layout(
            grid_template_columns=" ".join(["minmax(0, 1fr)"] * columns),
            grid_gap="0 16px",
            max_width=f"{width}px",
        )
        return ipywidgets.GridBox(widgets, layout=layout)

    def __repr__(self):
        """Title, values and summary: the same on every machine, so that tests can compare it."""
        values = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        return f"{self.lab.title} ({values})\n{self.summary_text}"

    def _repr_mimebundle_(self, **kwargs):
        opened.note(self)
        bundle = super()._repr_mimebundle_(**kwargs) or {}
        # The saved notebook shows these two where no kernel runs: on GitHub, in HTML, in a mail.
        bundle["text/plain"] = repr(self)
        bundle["image/png"] = b64encode(self._first_png).decode("ascii")
        return bundle
