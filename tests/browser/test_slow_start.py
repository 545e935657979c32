"""A page so busy that anywidget's two seconds are over before a widget's script is loaded."""

import pytest
from playwright.sync_api import expect

from gammalab import work

CELLS = (
    "from gammalab.check import predict\n"
    "from gammalab.course.lesson_02 import labs\n"
    "from gammalab.desk import desk",
    "labs.long_and_short()",
    'predict("02.1")',
    'desk("02-first-00A6")',
    'desk("03-moves-2B3E")',
)
# It gives a widget no time at all, in place of two seconds: the same as a machine too slow for two.
NO_TIME = """() => {
  const timeout = AbortSignal.timeout;
  AbortSignal.timeout = (ms) => {
    if (ms !== 2000) return timeout.call(AbortSignal, ms);
    const over = new AbortController();
    queueMicrotask(() => over.abort());
    return over.signal;
  };
  globalThis.givenTime = () => { AbortSignal.timeout = timeout; };
}"""


@pytest.fixture(scope="module")
def busy(shared_page):
    folder = shared_page.root / "slow"
    folder.mkdir()
    (folder / work.MARKER).write_text("{}")
    shared_page.write("slow/start.ipynb", *CELLS)
    shared_page.open("slow/start.ipynb")
    late = []
    shared_page.page.on("pageerror", lambda error: late.append(str(error)))
    shared_page.page.evaluate(NO_TIME)
    shared_page.run_all()
    assert shared_page.errors() == []
    yield shared_page, late
    shared_page.page.evaluate("() => givenTime()")


def test_all_of_them_were_too_late(busy):
    _, late = busy
    assert [text for text in late if "Failed to initialize model" in text][3:]  # one a widget


def test_a_lab_moves(busy):
    tab, _ = busy
    lab = tab.page.locator(".gammalab-lab")
    caption = lab.locator("figcaption").inner_text()
    lab.get_by_role("slider").first.focus()
    tab.page.keyboard.press("ArrowRight")
    expect(lab.locator("figcaption")).not_to_have_text(caption)


def test_a_question_says_that_it_is_answered(busy):
    tab, _ = busy
    question = tab.page.locator(".gammalab-ask")
    question.get_by_role("radio").first.press("1")
    question.get_by_role("button", name="sure", exact=True).press("Enter")
    expect(question.get_by_role("status").first).to_contain_text("Recorded: ", timeout=4000)
    expect(question.get_by_role("radio").first).to_be_disabled()


@pytest.mark.parametrize("number, at, key", [(0, ".desk-board", "n"), (1, "input", "Enter")])
def test_a_game_and_a_drill_go_on(busy, number, at, key):
    tab, _ = busy
    game = tab.page.locator(".gammalab-desk").nth(number)
    before = game.locator(".desk-said").inner_text()
    if at == "input":
        game.locator(at).fill("5")
    game.locator(at).press(key)
    expect(game.locator(".desk-said")).not_to_have_text(before)
    expect(game.locator(".desk-stopped")).to_be_hidden()
