"""The browser side of a live lab: a picture with its description and the line of text below it."""

from pathlib import Path

import traitlets

from gammalab._page import Page, script


class Picture(Page):
    """A PNG picture that is swapped without flicker.

    `png` holds the bytes, `alt` what a screen reader says instead of the picture, `summary` the
    line shown below it, `puzzle` what is to be found, above it, `problem` what went wrong (nothing
    when empty); `width` and `height` are in CSS pixels. Texts are shown as they are: `<` is a
    less-than sign, never the start of a tag.

    Change several at once inside `with picture.hold_sync():`, so that they travel together.

    `dots` comes from the page: how many dots of the reader's screen the picture is wide, from half
    to twice of `width`; 0 before it was shown. When it changes, `png` should be as wide as that.

    Its code in the browser also takes care of the lab around it. It gives sliders and readouts
    the accessible name that ipywidgets forgets, keeps JupyterLab's one-letter shortcuts away from
    them, fits the picture into the window, and says so when no kernel answers any more.
    """

    _esm = script(Path(__file__).with_name("picture.js"))
    _css = Path(__file__).with_name("picture.css")

    png = traitlets.Bytes(b"").tag(sync=True)
    alt = traitlets.Unicode("").tag(sync=True)
    summary = traitlets.Unicode("").tag(sync=True)
    puzzle = traitlets.Unicode("").tag(sync=True)
    problem = traitlets.Unicode("").tag(sync=True)
    dots = traitlets.Int(0, min=0).tag(sync=True)
    width = traitlets.Int(700).tag(sync=True)
    height = traitlets.Int(400).tag(sync=True)
