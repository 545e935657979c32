"""Lesson 02's labs in JupyterLab: closed until predicted, puzzles by keyboard alone, stops."""

import re

import pytest
from lab_looks import faults, findings, looks
from playwright.sync_api import expect

from gammalab import work

pytestmark = pytest.mark.story

CELLS = (
    "from gammalab.check import predict\nfrom gammalab.course.lesson_02 import labs",
    'predict("02.1")',
    "labs.one_path()",
    "labs.long_and_short()",
    "labs.once_or_often()",
    "labs.august_2015()",
)


@pytest.fixture(scope="module")
def notebook(shared_page):
    folder = shared_page.root / "puzzles"
    folder.mkdir()
    (folder / work.MARKER).write_text("{}")
    shared_page.write("puzzles/labs.ipynb", *CELLS)
    shared_page.open("puzzles/labs.ipynb")
    shared_page.run_all()
    return shared_page


def lab(notebook, number):
    return notebook.page.locator(".gammalab-lab").nth(number)


def slider(one, label):
    return one.get_by_role("slider", name=label)


def places(one):
    """Where the controls and the picture are, in pixels from the top of the lab."""
    return one.evaluate(
        """lab => [...lab.querySelectorAll('.noUi-target, select, .gammalab-frame')].map(part => {
             const [a, b] = [part.getBoundingClientRect(), lab.getBoundingClientRect()];
             return [a.left - b.left, a.top - b.top, a.width];
           })"""
    )


def cells(notebook):
    return notebook.page.locator(".jp-Cell").count()


def test_a_lab_is_closed_until_there_is_a_prediction(notebook):
    one, page = lab(notebook, 0), notebook.page
    assert one.get_by_text("answered question 02.1").is_visible()
    assert not one.locator("img").is_visible() and slider(one, "Path").count() == 0
    assert lab(notebook, 1).locator("img").is_visible()  # its question is not asked here
    assert findings(notebook) == []
    one.get_by_role("button", name="Open it without a prediction").press("Enter")
    one.locator("img").wait_for()
    expect(one.get_by_text("answered question 02.1")).to_be_hidden()
    page.wait_for_function("() => document.activeElement.textContent.trim() === 'Reset'")
    notebook.run_all()  # nothing was answered: closed again, until a key answers
    expect(one.locator("img")).to_be_hidden()
    page.locator(".gammalab-ask input").first.focus()
    for key in ("3", "Enter", "Enter"):
        page.keyboard.press(key)
    one.locator("img").wait_for()
    slider(one, "Path").wait_for()  # it gets its name a moment after it is shown
    assert notebook.errors() == []


def test_a_puzzle_is_solved_by_keyboard_and_nothing_moves(notebook):
    one, page = lab(notebook, 0), notebook.page
    puzzle = one.locator(".gammalab-puzzle")
    expect(puzzle).to_have_text(re.compile("^Puzzle: Find a month"))
    assert puzzle.get_attribute("aria-live") == "polite"
    expect(slider(one, "Hedge every (days)")).to_have_count(0)  # nor is it read out
    before, count = places(one), cells(notebook)
    slider(one, "Path").focus()
    page.keyboard.press("Home")
    notebook.settle()
    expect(puzzle).to_have_text(re.compile("^Solved. On path 1, 24.9 % happened"))
    expect(slider(one, "Hedge every (days)")).to_be_visible()  # it gets its name a moment later
    expect(one.get_by_label("You have")).to_be_visible()
    assert places(one) == before
    slider(one, "Hedge every (days)").focus()
    page.keyboard.press("ArrowRight")
    notebook.settle()
    assert "Day 30" in one.locator("figcaption").inner_text()
    assert cells(notebook) == count and notebook.errors() == []


def test_arrow_keys_move_from_stop_to_stop_and_the_stop_is_said(notebook):
    one, page = lab(notebook, 2), notebook.page
    hedges = slider(one, "Hedges")
    hedges.focus()
    for _ in range(7):
        page.keyboard.press("ArrowRight")
    notebook.settle()
    assert one.locator(".widget-readout").first.inner_text() == "12"
    assert hedges.get_attribute("aria-valuetext") == "12"
    assert one.locator("figcaption").inner_text().startswith("12 hedges")
    puzzle = one.locator(".gammalab-puzzle")
    expect(puzzle).to_have_text(re.compile("^Puzzle 1 of 2: Go from 1"))
    page.keyboard.press("End")
    notebook.settle()
    expect(puzzle).to_have_text(re.compile("^Solved. From 71 % to 99.6 %"))
    assert puzzle.inner_text().split("\n")[1].startswith("Puzzle 2 of 2")
    expect(slider(one, "Happened (%)")).to_be_visible()  # it gets its name a moment later


def test_all_labs_fit_into_a_small_laptop_and_are_sound(notebook):
    notebook.page.set_viewport_size({"width": 1280, "height": 670})
    notebook.page.wait_for_timeout(300)
    notebook.settle()
    seen = looks(notebook)
    assert len(seen) == 4
    for look in seen:
        assert faults(look) == []
        assert look["lab"][3] - look["lab"][1] <= look["pageHeight"]
        assert not look["scrolls"] and look["scale"] > 0.6
    notebook.page.set_viewport_size({"width": 1300, "height": 1400})
    assert findings(notebook) == []


def test_what_was_found_is_there_when_the_kernel_starts_anew(notebook):
    notebook.page.evaluate(
        "() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
    )
    notebook._wait_until_idle()
    notebook.run_all()
    one = lab(notebook, 0)
    expect(one.locator(".gammalab-puzzle")).to_have_text(re.compile("^Solved. On path 1, 24.9 %"))
    expect(slider(one, "Hedge every (days)")).to_be_visible()  # it gets its name a moment later
    assert notebook.errors() == []
