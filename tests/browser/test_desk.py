"""The desk as a student meets it: a game played to its end by keyboard alone, in JupyterLab."""

import json
import re

import pytest
from lab_looks import findings

pytestmark = pytest.mark.story

CODE = "02-delta-00A6"
CELL = f"from gammalab.desk import desk\ngame = desk({CODE!r}, record='desk.jsonl')\ngame"

UNNAMED = """() => [...document.querySelectorAll('.gammalab-desk button, .gammalab-desk svg, '
  + '.gammalab-desk [role], .gammalab-desk [tabindex]')]
  .filter(n => !(n.getAttribute('aria-label') || n.textContent.trim()
                 || ['alert', 'status'].includes(n.getAttribute('role'))))
  .map(n => n.outerHTML.slice(0, 80))"""
UNGUARDED = """() => [...document.querySelectorAll('.gammalab-desk button, .desk-board')]
  .filter(n => !n.hasAttribute('data-lm-suppress-shortcuts')).map(n => n.outerHTML.slice(0, 80))"""
LIVE = ("status", "polite")  # read out whenever it changes
SOURCES = """() => [...jupyterapp.shell.currentWidget.content.model.cells]
  .map(c => c.type + ': ' + c.sharedModel.source)"""


class Playing:
    """The game on the page, and what a reader would look at."""

    def __init__(self, lab):
        self.lab, self.page = lab, lab.page
        self.board = self.page.locator(".gammalab-desk .desk-board")
        self.said = self.page.locator(".gammalab-desk .desk-said")
        self.ticket = self.page.locator(".gammalab-desk .desk-ticket")

    def fact(self, what):
        """A number beside the chart."""
        return self.page.locator(f".gammalab-desk dt:text-is('{what}') + dd").inner_text()

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def move(self, *keys):
        """Press keys of which the last is a move; wait for the next turn's sentence."""
        before = self.said.inner_text()
        self.press(*keys)
        self.page.wait_for_function(
            "before => document.querySelector('.desk-said').innerText !== before", arg=before
        )
        return self.said.inner_text()


@pytest.fixture(scope="module")
def playing(shared_page):
    shared_page.page.set_viewport_size({"width": 1280, "height": 670})
    shared_page.write("desk.ipynb", "before = 1", CELL, "after = 2")
    shared_page.open("desk.ipynb")
    shared_page.run_all()
    shared_page.page.wait_for_selector(".gammalab-desk .desk-board svg")
    return Playing(shared_page)


def test_a_game_by_keyboard_alone_from_first_turn_to_another_try(playing):
    page = playing.page
    cells = page.evaluate(SOURCES)
    assert page.evaluate(UNNAMED) == [] and page.evaluate(UNGUARDED) == []
    assert playing.said.inner_text().startswith("Day 1 of 30: price 100.00, you hold no shares")
    playing.board.focus()
    # The ticket: arrows, Shift for ten.
    playing.press("Shift+ArrowDown", "ArrowDown", "ArrowUp", "ArrowLeft", "Shift+ArrowLeft")
    assert playing.ticket.inner_text() == "Ticket: sell 21 shares"
    told = playing.move("Enter")
    assert told.startswith("Sold 21 at 100.00. Day 2 of 30") and "short 21 shares" in told
    assert playing.ticket.inner_text() == "Ticket: nothing"
    assert playing.move(" ").startswith("Passed. Day 3 of 30")
    neutral = playing.fact("Options move like").replace("+", "-")
    assert "Day 4" in playing.move("n") and playing.fact("Your shares") == neutral
    # The notebook's own keys do nothing here: b adds a cell, d d deletes one, m makes it text.
    playing.press(
        "b", "a", "d", "d", "m", "y", "x", "z", "j", "k", "0", "0", "ArrowUp", "ArrowDown"
    )
    assert page.evaluate(SOURCES) == cells
    # Space on the board never scrolls; a button is pressed by Enter, and keeps the focus.
    button = page.get_by_role("button", name="Pass", exact=True)
    button.focus()
    assert "Day 5" in playing.move("Enter")
    assert page.evaluate("() => document.activeElement.textContent") == "Pass"
    assert "Day 6" in playing.move(" ")
    # After a click the keys are the board's: Enter trades, and does not press the button again.
    button.click()
    assert page.evaluate("() => document.activeElement.className") == "desk-board"
    page.wait_for_function("() => /Day 7/.test(document.querySelector('.desk-said').innerText)")
    assert playing.move("ArrowDown", "Enter").startswith("Sold 1 at")
    seen = set()
    for turn in range(7, 30):
        seen.add(playing.move("ArrowDown" if turn % 2 else "ArrowUp", "Enter"))
    assert len(seen) == 23  # one live sentence a turn, each its own
    assert "The month is over, at 110.24" in playing.said.inner_text()
    assert page.evaluate("() => document.activeElement.classList.contains('desk-board')")
    # The debrief: rules with exact differences, a rule named with a number key, many months.
    rows = page.locator(".gammalab-desk table tbody tr").all_inner_texts()
    assert len(rows) == 5 and rows[0].startswith("never")
    yours = []
    for row in rows:
        cells_of = [c.replace("\u2212", "-").replace(",", "") for c in row.split("\t")]
        made, gap = map(float, cells_of[1:])  # trading is free: tilt is the whole difference
        yours.append(made + gap)
    assert max(yours) - min(yours) < 0.03  # shown to the cent
    assert page.evaluate(UNNAMED) == [] and page.evaluate(UNGUARDED) == []
    assert findings(playing.lab) == []
    playing.press("4")
    page.wait_for_selector(".gammalab-desk tr.desk-chosen")
    assert page.locator(".gammalab-desk tr.desk-chosen").inner_text().startswith("every five")
    assert "2,000 months" in playing.board.inner_text()
    # Escape leaves for the notebook, where its keys work again.
    playing.board.focus()
    playing.press("Escape")
    assert not page.evaluate("() => !!document.activeElement.closest('.gammalab-desk')")
    assert page.evaluate(SOURCES) == cells
    assert playing.lab.errors() == []


def test_the_cell_run_again_resumes_and_the_note_tells_the_result(playing):
    lab, page = playing.lab, playing.page
    lines = (lab.root / "desk.jsonl").read_text().splitlines()
    assert len(lines) == 31 and json.loads(lines[-1])["choice"] == "every five"
    note = page.locator(".gammalab-desk-note").first
    assert re.search("Your last game: You (made|lost) [1-9]", note.text_content())
    assert not note.is_visible()  # the game itself is there
    lab.run_all()
    page.wait_for_selector(".gammalab-desk tr.desk-chosen")
    again = page.get_by_role("button", name="Play this month again")
    again.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".gammalab-desk .desk-ticket:not([hidden])")
    assert playing.said.inner_text().startswith("Day 1 of 30")
    assert lab.errors() == []


WIDE = """() => [...document.querySelectorAll('.gammalab-desk *')]
  .filter(n => n.scrollWidth > n.clientWidth + 1 && getComputedStyle(n).display !== 'inline'
               && n.namespaceURI.endsWith('html')).map(
    n => `${n.tagName}: ${n.scrollWidth} > ${n.clientWidth}, ` + n.innerText.slice(0, 40))"""


def test_fits_the_window_and_can_be_read_on_a_dark_page(playing):
    page = playing.page
    playing.board.focus()
    for _ in range(30):
        playing.move("n")
    assert page.evaluate(WIDE) == []
    playing.press("3")
    page.wait_for_selector(".gammalab-desk tr.desk-chosen")
    assert page.evaluate(WIDE) == []
    box = page.locator(".gammalab-desk").bounding_box()
    assert box["height"] <= 540 and box["x"] + box["width"] <= 1280
    page.evaluate(
        "() => jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})"
    )
    page.wait_for_selector("body[data-jp-theme-light='false']", state="attached")
    page.wait_for_timeout(300)
    contrast = page.evaluate(
        """() => {
          const lum = c => { const v = c.match(/[\\d.]+/g).slice(0, 3).map(x => {
            x = x / 255; return x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4; });
            return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2]; };
          const behind = n => { for (; n; n = n.parentElement) {
            const c = getComputedStyle(n).backgroundColor;
            if (!/rgba\\(.*, 0\\)|transparent/.test(c)) return c; } return 'rgb(255,255,255)'; };
          return [...document.querySelectorAll('.gammalab-desk p, .gammalab-desk dt, '
              + '.gammalab-desk dd, .gammalab-desk button')].filter(n => n.checkVisibility())
            .map(n => { const [a, b] = [lum(getComputedStyle(n).color), lum(behind(n))];
              return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05); });
        }"""
    )
    assert len(contrast) > 10 and min(contrast) >= 4.5
    assert findings(playing.lab) == []
