"""What a notebook keeps of a lab: in the file, in an HTML export, on a site that strips styles."""

import re
from base64 import b64decode

import nbformat
import pytest
from demo_lab import demo
from ipywidgets.embed import dependency_state
from nbconvert import HTMLExporter

from gammalab._view import WIDGET_VIEW
from gammalab.lab import saved

VIEW = WIDGET_VIEW


@pytest.fixture
def opened(monkeypatch):
    """A lab, and the mime bundles that it puts on the page."""
    shown = []
    monkeypatch.setattr(saved, "display", lambda bundle, raw: shown.append(bundle))
    live = demo()
    live._ipython_display_()
    return live, shown


def notebook(bundles):
    outputs = [nbformat.v4.new_output("display_data", dict(bundle)) for bundle in bundles]
    cell = nbformat.v4.new_code_cell("demo()", outputs=outputs, execution_count=1)
    made = nbformat.v4.new_notebook(cells=[cell])
    nbformat.validate(made)
    return made


def export(made):
    """An HTML page of the notebook; nothing is fetched to make it."""
    return HTMLExporter().from_notebook_node(made)[0]


def test_the_view_stands_alone_and_the_rest_does_without_it(opened):
    live, (view, picture, note) = opened
    assert view == {VIEW: live._repr_mimebundle_()[VIEW]}
    assert picture.keys() == {"image/png", "text/plain"}
    assert note.keys() == {"text/html", "text/plain"}
    assert b64decode(picture["image/png"]) == live.png
    assert picture["text/plain"] == repr(live)
    assert saved.HOW_TO_MOVE in note["text/html"] and note["text/plain"] == saved.HOW_TO_MOVE


def test_what_is_kept_is_the_opening_picture_and_the_same_in_every_run(opened, monkeypatch):
    live, first = opened
    live.set(vol=0.6)
    live._picture.dots = 1400
    again = []
    monkeypatch.setattr(saved, "display", lambda bundle, raw: again.append(bundle))
    live._ipython_display_()
    demo()._ipython_display_()
    assert again[1:3] == again[4:6] == first[1:3]
    assert "base64" not in again[2]["text/html"]  # bytes of a picture differ between machines


def test_the_note_needs_no_style_and_shows_signs_as_they_are():
    _, note = saved.still(b"", "P&L < 2 $, or 3 $", "words")
    bare = re.sub(r"<style>.*?</style>", "", note["text/html"], flags=re.DOTALL)
    bare = re.sub(r' class="[^"]*"', "", bare)
    assert bare.strip() == (
        "<div><p>P&amp;L &lt; 2 <span>$</span>, or 3 <span>$</span></p>"
        f"<p><em>{saved.HOW_TO_MOVE}</em></p></div>"
    )


@pytest.mark.parametrize("with_state", [False, True])
def test_an_html_export_shows_picture_and_note(opened, with_state):
    live, shown = opened
    made = notebook(shown)
    if with_state:  # as nbconvert --execute and nbclient leave it
        state = {"state": dependency_state([live]), "version_major": 2, "version_minor": 0}
        made.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": state}
    page = export(made)
    assert page.count(shown[1]["image/png"]) == 1
    assert page.count("<em>" + saved.HOW_TO_MOVE) == 1
    assert "Error displaying" not in page
