"""A notebook that comes back: saved and reopened, restarted, copied, moved, opened twice.

Each time there is a picture, a slider that moves it, or words that say how to make one move.
"""

import shutil

import pytest
from lab_looks import findings
from lab_page import LabPage
from playwright.sync_api import TimeoutError

CELLS = ("from demo_lab import demo", "demo()", "3 + 4")
HOW = "Run this cell (Shift+Enter) to move the sliders."
AGAIN = "Run this cell again (Shift+Enter) to move the sliders"
LAB = ".gammalab-lab"


def do(lab_page, command, **arguments):
    """A command of JupyterLab's menus. Not all of their promises end: wait for what they do."""
    lab_page.page.evaluate(
        "([command, args]) => void jupyterapp.commands.execute(command, args)",
        [command, arguments],
    )


def select(lab_page, index):
    lab_page.page.evaluate(
        """index => { const content = jupyterapp.shell.currentWidget.content;
             content.deselectAll(); content.activeCellIndex = index; content.mode = 'command'; }""",
        index,
    )


def visible(lab_page, selector):
    found = lab_page.page.locator(selector).all()
    return [one for one in found if one.is_visible()]


def wait_for_labs(lab_page, count):
    try:
        lab_page.page.wait_for_function(
            """count => [...document.querySelectorAll('.gammalab-lab img')]
                 .filter(image => image.naturalWidth > 0).length === count""",
            arg=count,
        )
    except TimeoutError as error:
        shown = lab_page.page.locator(".jp-OutputArea").all_inner_texts()
        seen = f"{lab_page.page.locator(LAB).count()} labs, {shown}"
        raise AssertionError(f"{seen}, {lab_page.errors()}, {lab_page.console}") from error


def moves(lab_page, lab):
    """Whether a slider of this view moves its picture and its words."""
    image, caption = lab.locator("img"), lab.locator("figcaption")
    before = image.get_attribute("src"), caption.inner_text()
    handle = lab.locator(".noUi-handle").first
    handle.focus()
    at_start = handle.get_attribute("aria-valuenow") == "-5.0"
    lab_page.page.keyboard.press("End" if at_start else "Home")
    lab_page.settle()
    after = image.get_attribute("src"), caption.inner_text()
    return before[0] != after[0] and before[1] != after[1]


def order(lab):
    return lab.locator(".gammalab-panel .widget-label").all_inner_texts()


@pytest.fixture(scope="module")
def running(shared_page):
    shared_page.write("day.ipynb", *CELLS)
    shared_page.open("day.ipynb")
    return shared_page


@pytest.fixture
def fresh(running):
    """The notebook with its own cells, on a kernel that has just run them."""
    running.page.evaluate(
        """async sources => {
          const shell = jupyterapp.shell;
          for (const widget of [...shell.widgets('main')]) {
            if (!widget.sessionContext) widget.close(); // a second view
          }
          const panel = [...shell.widgets('main')].find(w => w.context?.path === 'day.ipynb');
          shell.activateById(panel.id);
          const cells = sources.map(source =>
            ({ cell_type: 'code', source, metadata: {}, outputs: [], execution_count: null }));
          panel.content.model.fromJSON({ ...panel.content.model.toJSON(), cells });
          if (!panel.sessionContext.session?.kernel) {
            await panel.sessionContext.changeKernel({ name: 'python3' });
          }
        }""",
        list(CELLS),
    )
    running.run_all()
    assert running.errors() == []
    assert running.page.locator(LAB).count() == 1
    return running


def still_there(lab_page):
    """A saved lab on a page without its kernel: one picture, a line that says how to go on."""
    (picture,) = visible(lab_page, ".jp-OutputArea img")
    assert picture.evaluate("image => image.naturalWidth") == 700
    (note,) = visible(lab_page, ".gammalab-note")
    assert "a marker at +2.0 $, +1.20 $.\n" in note.inner_text()  # no formula between the dollars
    assert HOW in note.inner_text()
    assert visible(lab_page, LAB) == []
    seen = lab_page.page.locator(".jp-OutputArea").all_inner_texts()
    assert [text for text in seen if "Error" in text or "Loading" in text] == []
    assert lab_page.errors() == []


def test_saved_and_reopened_it_shows_its_picture_and_how_to_go_on(fresh):
    assert visible(fresh, ".gammalab-note, .jp-RenderedImage img") == []  # while the lab lives
    assert moves(fresh, fresh.page.locator(LAB))
    fresh.save()
    shutil.copy(fresh.root / "day.ipynb", fresh.root / "copied.ipynb")  # nobody trusts a copy
    fresh.page.evaluate("() => jupyterapp.serviceManager.sessions.shutdownAll()")
    fresh.load("copied.ipynb")
    for name in ("copied.ipynb", "day.ipynb"):
        if name != "copied.ipynb":
            fresh.leave()
            fresh.open(name)  # the page is new, and has never seen it
        fresh.page.wait_for_timeout(500)  # an error comes late
        still_there(fresh)
        # JupyterLab gives no picture of an output a description; the note has it in words.
        assert {rule for rule, _ in findings(fresh)} <= {"image-alt"}
    fresh.run_all()
    (lab,) = visible(fresh, LAB)
    assert visible(fresh, ".gammalab-note, .jp-RenderedImage img") == []
    assert moves(fresh, lab)


def test_a_page_that_is_loaded_again_goes_on(fresh):
    fresh.save()
    fresh.load("day.ipynb")
    wait_for_labs(fresh, 1)
    fresh.settle()
    assert moves(fresh, fresh.page.locator(LAB))
    assert fresh.errors() == []


def test_a_restarted_kernel_is_named(fresh):
    fresh.page.evaluate(
        "() => jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
    )
    fresh.page.get_by_text(AGAIN).wait_for()
    (told,) = fresh.errors()
    assert told.startswith("The kernel was restarted or has stopped.")
    assert findings(fresh) == []
    fresh.run_all()
    assert fresh.errors() == []
    assert moves(fresh, fresh.page.locator(LAB))


def test_a_kernel_that_was_shut_down_is_named_when_a_slider_is_moved(fresh):
    fresh.page.evaluate("() => void jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    fresh.page.wait_for_function(
        "() => !jupyterapp.shell.currentWidget.sessionContext.session?.kernel"
    )
    fresh.page.locator(".noUi-handle").first.focus()
    fresh.page.keyboard.press("ArrowRight")
    fresh.page.get_by_text(AGAIN).wait_for(timeout=5000)
    # A picture of another size would be drawn anew: nobody is there who could.
    size = fresh.page.viewport_size
    fresh.page.set_viewport_size({"width": 900, "height": 600})
    fresh.page.wait_for_timeout(500)
    fresh.page.set_viewport_size(size)
    fresh.page.wait_for_timeout(500)
    (told,) = fresh.errors()
    assert told.startswith("The kernel was restarted or has stopped.")


def test_run_all_twice_makes_no_second_lab_and_moves_no_control(fresh):
    lab = fresh.page.locator(LAB)
    before = order(lab), lab.bounding_box()
    fresh.run_all()
    assert fresh.page.locator(LAB).count() == 1
    assert (order(lab), lab.bounding_box()) == before
    assert before[0] == ["Move of the spot ($)", "Volatility (%)", "Option"]
    assert moves(fresh, lab)


def test_two_views_of_one_lab_move_together(fresh):
    select(fresh, 1)
    do(fresh, "notebook:create-output-view")
    wait_for_labs(fresh, 2)
    fresh.page.wait_for_timeout(300)
    first, second = fresh.page.locator(LAB).all()
    assert order(first) == order(second)
    second.locator(".noUi-handle").first.focus()
    fresh.page.keyboard.press("Home")
    fresh.page.wait_for_function(
        """() => [...document.querySelectorAll('.gammalab-lab figcaption')]
             .every(caption => caption.textContent.includes('-5.0 $'))"""
    )
    assert visible(fresh, ".gammalab-note, .jp-RenderedImage img") == []
    # Both have as many dots as the wider of them shows.
    fresh.page.locator(LAB).evaluate_all(
        "labs => labs.forEach((lab, place) => { lab.style.width = `${600 - 80 * place}px`; })"
    )
    fresh.page.wait_for_function(
        """() => {
          const images = [...document.querySelectorAll('.gammalab-lab img')];
          const shown = images.map(image => image.getBoundingClientRect().width);
          return new Set(shown).size === 2
            && images.every(image => image.naturalWidth === Math.max(...shown));
        }""",
        timeout=10_000,
    )


def one_lab_or_words(lab_page):
    """Every cell with a lab shows a lab that moves, or its picture and how to make it move."""
    lab_page.page.wait_for_timeout(500)
    for cell in lab_page.page.locator(".jp-CodeCell").all():
        if "demo()" not in cell.locator(".jp-InputArea").inner_text():
            continue
        labs = [lab for lab in cell.locator(LAB).all() if lab.is_visible()]
        notes = [note for note in cell.locator(".gammalab-note").all() if note.is_visible()]
        pictures = [image for image in cell.locator("img").all() if image.is_visible()]
        assert len(pictures) == 1
        assert len(labs) + len(notes) == 1
        for lab in labs:
            lab.scroll_into_view_if_needed()
            assert order(lab) == ["Move of the spot ($)", "Volatility (%)", "Option"]
            assert moves(lab_page, lab) or AGAIN in lab.inner_text()
    assert lab_page.errors() == []


def test_a_copied_cell(fresh):
    select(fresh, 1)
    do(fresh, "notebook:copy-cell")
    do(fresh, "notebook:paste-cell-below")
    fresh.page.wait_for_function(
        "() => jupyterapp.shell.currentWidget.content.model.cells.length === 4"
    )
    one_lab_or_words(fresh)
    do(fresh, "notebook:run-cell")  # the copy becomes a lab of its own
    fresh.page.wait_for_timeout(500)
    fresh.settle()
    one_lab_or_words(fresh)


def test_a_moved_cell_and_a_cut_that_is_undone(fresh):
    select(fresh, 1)
    do(fresh, "notebook:move-cell-down")
    fresh.page.wait_for_function(
        """() => [...jupyterapp.shell.currentWidget.content.model.cells][2]
             .sharedModel.source === 'demo()'"""
    )
    one_lab_or_words(fresh)
    select(fresh, 2)
    do(fresh, "notebook:cut-cell")
    fresh.page.wait_for_function("() => !document.querySelector('.gammalab-lab')")
    do(fresh, "notebook:undo-cell-action")
    fresh.page.wait_for_function(
        "() => jupyterapp.shell.currentWidget.content.model.cells.length === 3"
    )
    one_lab_or_words(fresh)


def test_a_second_tab_on_the_same_notebook(fresh, new_page, served):
    fresh.save()
    other = LabPage(new_page(), *served)
    try:
        other.open("day.ipynb")
        wait_for_labs(other, 1)
        other.settle()
        assert moves(other, other.page.locator(LAB))
        caption = other.page.locator("figcaption").inner_text()
        fresh.settle()
        assert fresh.page.locator("figcaption").inner_text() == caption
        assert moves(fresh, fresh.page.locator(LAB))
        assert fresh.errors() == other.errors() == []
    finally:
        other.page.close()
