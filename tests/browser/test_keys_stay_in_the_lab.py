"""Keys pressed in a lab act on the lab, and never on the notebook around it."""

import pytest
from effort import THOROUGH

# What JupyterLab or its notebook does something with, in command mode or in edit mode.
KEYS = [
    *"abcdhlmnorsvxyz0123456",
    *("Shift+" + key for key in ("L", "M", "O", "V", "Z", "ArrowDown", "ArrowUp", "J", "K")),
    *("Control+Shift+" + key for key in ("ArrowUp", "ArrowDown", "Minus", "Backspace", "M")),
    *("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End"),
    *("Space", "Enter", "Delete", "Backspace", "Alt+Enter", "Control+m", "Control+z"),
]
TWICE = ["dd", "00", "ii"]
PARTS = {
    "handle": ".noUi-handle",
    "readout": ".widget-readout",
    "menu": "select",
    "button": "button",
}
MODES = ["command", "edit"]
CELLS = ("from demo_lab import demo", "demo()", "3 + 4")


@pytest.fixture(scope="module")
def running(shared_page):
    shared_page.write("keys.ipynb", *CELLS)
    shared_page.open("keys.ipynb")
    shared_page.run_all()
    return shared_page


def notebook(lab_page):
    """Type and source of every cell, which one is active, how many runs there were."""
    return lab_page.page.evaluate(
        """() => {
          const content = jupyterapp.shell.currentWidget.content;
          const cells = [...content.model.cells];
          return [cells.map(c => [c.type, c.sharedModel.source, c.executionCount]),
            content.activeCellIndex, content.selectedCells.length];
        }"""
    )


def focus(lab_page, part, mode):
    """Put the notebook into a mode, then the focus onto a part of its lab."""
    lab_page.page.locator(".jp-Cell").nth(1).locator(".jp-InputArea").click()
    if mode == "command":
        lab_page.page.keyboard.press("Escape")
    lab = lab_page.page.locator(".gammalab-lab")
    lab.locator(PARTS[part]).first.focus()
    return lab


def keys_for(part, mode):
    """Every key when thorough; else a quarter, so that in each mode every key has its part."""
    keys = [*KEYS, *TWICE]
    return keys if THOROUGH else keys[(list(PARTS).index(part) + MODES.index(mode)) % 4 :: 4]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("part", PARTS)
def test_no_key_reaches_the_notebook(running, part, mode):
    lab = focus(running, part, mode)
    before = notebook(running)
    target = lab.locator(PARTS[part]).first
    for key in keys_for(part, mode):
        target.focus()
        for press in key if key in TWICE else [key]:
            running.page.keyboard.press(press)
        assert notebook(running) == before, f"{key} on the {part}"
    running.settle()
    assert lab.count() == 1
    # A letter chooses the option that begins with it: "broken" is there to fail.
    assert [error for error in running.errors() if "right is 'broken'" not in error] == []


def value(lab):
    return lab.locator(".widget-readout").first.inner_text().replace("\u2212", "-")


def chosen(menu):
    text = menu.evaluate("menu => menu.selectedOptions[0].textContent")
    return text.replace("\u00a0", " ")


def test_a_slider_still_obeys_its_keys(running):
    lab = focus(running, "handle", "command")
    seen = []
    for key in ("Home", "ArrowRight", "ArrowUp", "ArrowLeft", "PageUp", "End", "PageDown"):
        running.page.keyboard.press(key)
        running.settle()
        seen.append(float(value(lab)))
    assert seen[:4] == [-5.0, -4.9, -4.8, -4.9]
    assert seen[4] > seen[3] and seen[5] == 5.0 and seen[6] < 5.0


def test_a_menu_obeys_its_keys(running):
    lab = focus(running, "menu", "command")
    menu, picture = lab.locator("select"), lab.locator("img")
    menu.select_option("a call")
    running.settle()
    before = picture.get_attribute("src")
    menu.focus()
    running.page.keyboard.press("ArrowDown")
    running.settle()
    assert chosen(menu) == "a put"
    assert picture.get_attribute("src") != before
    running.page.keyboard.press("ArrowUp")
    running.settle()
    assert chosen(menu) == "a call"


def test_a_number_can_be_typed(running):
    # A letter on the menu may have chosen the option that is there to fail.
    running.page.locator(".gammalab-lab").get_by_role("button", name="Reset").click()
    running.settle()
    lab = focus(running, "readout", "command")
    running.page.keyboard.press("Control+a")
    running.page.keyboard.type("3.3")
    running.page.keyboard.press("Enter")
    running.settle()
    assert value(lab) == "3.3" and "+3.3 $" in lab.locator("figcaption").inner_text()


def test_tab_walks_through_the_lab_and_out_of_it(running):
    lab = focus(running, "button", "command")
    names = []
    inside = True
    while inside and len(names) < 20:
        names.append(running.page.evaluate("() => document.activeElement.className.split(' ')[0]"))
        running.page.keyboard.press("Tab")
        inside = lab.evaluate("lab => lab.contains(document.activeElement)")
    assert not inside
    assert len(names) == 6  # a button, two sliders with readouts, a menu


def test_escape_goes_to_the_cell_and_its_keys_work_there(running):
    focus(running, "handle", "command")
    before = notebook(running)
    running.page.keyboard.press("Escape")
    running.page.keyboard.press("a")
    assert len(notebook(running)[0]) == len(before[0]) + 1
    running.page.keyboard.press("z")
    assert notebook(running)[0] == before[0]


def test_saving_and_running_work_from_within_a_lab(running):
    lab = focus(running, "handle", "command")
    running.page.keyboard.press("b")
    running.page.keyboard.press("Control+s")
    running.page.wait_for_function("() => !jupyterapp.shell.currentWidget.context.model.dirty")
    count = notebook(running)[0][1][2]
    lab.locator(".noUi-handle").first.focus()
    running.page.keyboard.press("Shift+Enter")
    running.page.wait_for_function(
        """count => [...jupyterapp.shell.currentWidget.content.model.cells][1].executionCount
             > count""",
        arg=count,
    )
    running.settle()
    assert running.page.locator(".gammalab-lab").count() == 1
