"""A drill as a student meets it: a round by keyboard alone, sums and sides, in JupyterLab."""

import pytest
from test_desk import SOURCES, UNNAMED

pytestmark = pytest.mark.story

CELL = "from gammalab.desk import desk\ndesk({!r}, record='drill.jsonl')"
UNGUARDED = """() => [...document.querySelectorAll('.gammalab-desk button, .desk-board, '
  + '.gammalab-desk input')].filter(n => !n.hasAttribute('data-lm-suppress-shortcuts'))
  .map(n => n.outerHTML.slice(0, 80))"""


def answered(page, *keys):
    """Press keys of which the last answers; what is said then."""
    said = page.locator(".gammalab-desk .desk-said")
    before = said.inner_text()
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_function(
        "before => document.querySelector('.desk-said').innerText !== before", arg=before
    )
    return said.inner_text()


@pytest.fixture
def drill(shared_page, request):
    shared_page.page.set_viewport_size({"width": 1280, "height": 670})
    name = f"drill-{request.param}.ipynb"
    shared_page.write(name, "before = 1", CELL.format(request.param), "after = 2")
    shared_page.open(name)
    shared_page.run_all()
    shared_page.page.wait_for_selector(".gammalab-desk .desk-board dl")
    yield shared_page
    shared_page.leave()


@pytest.mark.parametrize("drill", ["03-moves-2B7E"], indirect=True)
def test_sums_by_keyboard_alone(drill):
    page = drill.page
    cells = page.evaluate(SOURCES)
    assert page.evaluate(UNNAMED) == [] and page.evaluate(UNGUARDED) == []
    page.get_by_label("Your sum:").focus()
    # What is no number is refused in words, and stays to be mended.
    assert "'b d d m 1' is no number" in answered(page, *"b d d m 1".replace(" ", "|").replace(
        "|", " "), "Enter")  # fmt: skip
    assert page.get_by_label("Your sum:").input_value() == "b d d m 1"
    page.keyboard.press("Control+a")
    told = answered(page, "-", "1", "2", ".", "5", "Enter")
    assert told.startswith("You said -12.5. It was ") and "Turn 2 of 12." in told
    assert page.get_by_label("Your sum:").input_value() == ""
    assert page.evaluate("() => document.activeElement.tagName") == "INPUT"
    for turn in range(1, 12):
        told = answered(page, str(turn % 10), "Enter")
    assert "You were off by" in told
    rows = page.locator(".gammalab-desk .desk-result table").first.locator("tbody tr")
    assert rows.count() == 6 and rows.first.inner_text().startswith("you")
    assert page.locator(".gammalab-desk circle").count() == 12
    assert page.evaluate(UNNAMED) == [] and page.evaluate(UNGUARDED) == []
    box = page.locator(".gammalab-desk").bounding_box()
    assert box["height"] <= 540
    page.get_by_role("button", name="Play it again").focus()
    assert "Turn 1 of 12." in answered(page, "Enter")
    assert page.evaluate(SOURCES) == cells and drill.errors() == []


@pytest.mark.parametrize("drill", ["04-enough-1A2B"], indirect=True)
def test_sides_by_keyboard_alone(drill):
    page = drill.page
    cells = page.evaluate(SOURCES)
    page.locator(".gammalab-desk .desk-board").focus()
    page.keyboard.press("b")
    page.keyboard.press("m")
    for turn in range(22):
        told = answered(page, "12"[turn % 2])
        assert told.startswith("You said it paid." if turn % 2 == 0 else "You said it did not.")
    assert "You were right on 13 of 22 sessions." in told
    assert page.locator(".gammalab-desk .desk-result tbody tr").count() == 5
    board = page.locator(".gammalab-desk .desk-board")
    board.focus()
    page.keyboard.press("Escape")
    assert not page.evaluate("() => !!document.activeElement.closest('.gammalab-desk')")
    assert page.evaluate(SOURCES) == cells and drill.errors() == []
