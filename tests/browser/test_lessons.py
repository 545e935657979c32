"""Every lesson and its exercises as a student meets them: one visit to each notebook."""

import importlib
import re
from pathlib import Path

import nbformat
import pytest
from effort import THOROUGH, sampled, thorough
from lab_looks import findings
from playwright.sync_api import expect
from whole_visit import every_control_from_the_keyboard, headings_in_order, in_every_window

from gammalab.lab import Lab

ROOT = Path(__file__).parents[2]
LESSONS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
EXERCISES = sorted(path.stem for path in (ROOT / "exercises").glob("*.ipynb"))


PANDAS = "empty-table-header"  # a corner of its tables


def outputs(notebook):
    cells = nbformat.read(ROOT / notebook, as_version=4).cells
    return [output for cell in cells for output in cell.get("outputs", [])]


def labs_of(name):
    """{title: lab} of a lesson."""
    package = importlib.import_module(f"gammalab.course.lesson_{name[:2]}.labs")
    return {lab.title: lab for lab in vars(package).values() if isinstance(lab, Lab)}


# Labs are swept without a browser, too, and every notebook is run: one lesson is enough here, and
# the shortest is looked at from all sides. When all are, it takes half an hour.
WHOLE = LESSONS if THOROUGH else LESSONS[:1]
QUICK = (*WHOLE, LESSONS[5])


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[thorough] * (name not in QUICK)) for name in LESSONS]
)
def test_a_lesson_is_there_before_it_runs_and_every_lab_moves_after(lab_page, name):
    every = outputs(f"notebooks/{name}.ipynb")
    saved = [o for o in every if "image/png" in o.get("data", {})]
    lab_page.open(f"notebooks/{name}.ipynb")
    lab_page.page.evaluate("() => void jupyterapp.commands.execute('notebook:expand-all-headings')")
    lab_page.page.wait_for_function(
        """count => [...document.querySelectorAll('.jp-OutputArea img')]
             .filter(one => one.checkVisibility() && one.naturalWidth > 300).length === count""",
        arg=len(saved) + sum("<img " in o.get("data", {}).get("text/html", "") for o in every),
        timeout=20_000,
    )
    assert lab_page.errors() == []

    headings_in_order(lab_page)

    lab_page.run_all()
    assert lab_page.errors() == []
    notes = [o for o in saved if "image/png" in o.data and "text/plain" in o.data]
    assert len(lab_page.labs()) == len(notes)
    for lab in lab_page.labs():
        for closed in lab.get_by_role("button", name="Open it without a prediction").all():
            closed.press("Enter")  # nobody answered its question
            lab.locator("img").wait_for()
            lab_page.settle()
        if name in WHOLE:
            title = lab.locator(".gammalab-heading .widget-label").inner_text()
            every_control_from_the_keyboard(lab_page, lab, labs_of(name)[title])
        else:
            moved_from_the_keyboard(lab_page, lab)
    assert lab_page.errors() == []
    assert [found for found in findings(lab_page) if found[0] != PANDAS] == []
    if name in WHOLE:
        found = in_every_window(lab_page, name[:2])
        assert [one for one in found if PANDAS not in one] == []
    assert lab_page.errors() == lab_page.console == []


def moved_from_the_keyboard(lab_page, lab):
    picture, caption = lab.locator("img"), lab.locator("figcaption")
    handle = lab.get_by_role("slider").first
    expect(handle).to_have_attribute("aria-label", re.compile("."))  # a moment after it is shown
    handle.focus()
    # To the one end, or to the other for a lab that opens there.
    for key in ("Home", "End"):
        before = picture.get_attribute("src"), caption.inner_text(), picture.get_attribute("alt")
        handle.press(key)  # a lab that has just opened may still put its controls in place
        lab_page.settle()
        after = picture.get_attribute("src"), caption.inner_text(), picture.get_attribute("alt")
        if after[1] != before[1]:
            assert after[0].startswith("data:image/png")
            assert after[0] != before[0] and after[2] != before[2]
            return
    raise AssertionError(f"neither end of the first slider changes what is said: {before[1]}")


# Alike but for their texts, and those are run as solutions: one in six each time.
@pytest.mark.parametrize("name", sampled(EXERCISES, of=6, first=2))
def test_exercises_run_untouched_and_say_so(lab_page, name):
    notebook = nbformat.read(ROOT / "exercises" / f"{name}.ipynb", as_version=4)
    checks = sum(
        cell.source.startswith("check(") for cell in notebook.cells if cell.cell_type == "code"
    )
    assert checks
    lab_page.open(f"exercises/{name}.ipynb")
    lab_page.run_all()
    assert lab_page.errors() == []
    said = lab_page.page.locator(".jp-OutputArea [role=status]").all_inner_texts()
    assert len(said) == checks
    # A function that is given with a bug in it is an answer, and a wrong one.
    untouched = ("not attempted", "it still has the bug")
    assert [text for text in said if not any(words in text for words in untouched)] == []
    assert lab_page.console == []
    assert [found for found in findings(lab_page) if found[0] != PANDAS] == []
