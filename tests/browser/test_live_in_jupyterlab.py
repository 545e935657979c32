"""The live lab as a reader meets it: in JupyterLab, with the keyboard."""

import pytest
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def running(shared_page):
    shared_page.write("demo.ipynb", "from demo_lab import demo", "demo()")
    shared_page.open("demo.ipynb")
    shared_page.run_all()
    return shared_page


@pytest.fixture
def demo(running):
    """The demo lab as it opens: its cell is run anew for each test."""
    running.run_all()
    assert running.errors() == []
    return running


def caption(page):
    return page.page.locator(".gammalab-lab figcaption").inner_text()


def readouts(page):
    return page.page.locator(".gammalab-lab .widget-readout").all_inner_texts()


def test_an_arrow_key_moves_the_picture_and_its_words(demo):
    (picture,) = demo.pictures()
    before = picture.get_attribute("src")
    assert before.startswith("data:image/png")
    assert "+2.0 $" in caption(demo)
    demo.sliders()[0].focus()
    demo.page.keyboard.press("ArrowRight")
    demo.settle()
    (picture,) = demo.pictures()
    assert picture.get_attribute("src") != before
    assert picture.evaluate("image => image.naturalWidth") == 700
    assert "+2.1 $" in caption(demo) and "< or >" in caption(demo)
    assert "+2.1 $" in picture.get_attribute("alt")
    assert readouts(demo)[0] == "2.1"
    assert demo.errors() == []


def test_a_picture_comes_in_a_browser_that_cannot_encode_bytes_by_itself(demo):
    before = demo.pictures()[0].get_attribute("src")
    demo.page.evaluate(
        """() => { globalThis.kept = Uint8Array.prototype.toBase64;
                  Uint8Array.prototype.toBase64 = undefined; }"""
    )
    demo.sliders()[0].focus()
    demo.page.keyboard.press("ArrowRight")
    demo.settle()
    without = demo.pictures()[0].get_attribute("src")
    assert demo.pictures()[0].evaluate("image => image.naturalWidth") == 700
    demo.page.evaluate("() => { Uint8Array.prototype.toBase64 = globalThis.kept; }")
    for key in ("ArrowLeft", "ArrowRight"):
        demo.page.keyboard.press(key)
        demo.settle()
    assert demo.pictures()[0].get_attribute("src") == without != before
    assert demo.errors() == []


def test_a_kernel_that_sent_a_picture_is_not_asked_whether_it_is_there(demo):
    demo.page.evaluate(
        """() => {
          const { kernel } = jupyterapp.shell.currentWidget.sessionContext.session;
          globalThis.sent = [];
          kernel.anyMessage.connect((_, { msg, direction }) => {
            if (direction === 'send' && msg.header.msg_type === 'comm_msg')
              globalThis.sent.push(msg.content.data.method);
          });
        }"""
    )

    def said_after(key):
        demo.page.evaluate("() => { globalThis.sent.length = 0; }")
        demo.page.keyboard.press(key)
        demo.page.wait_for_timeout(400)
        demo.settle()
        return demo.page.evaluate("() => globalThis.sent")

    demo.sliders()[0].focus()
    # On a slow machine a picture may take longer than one waits before asking: one of five is soon.
    assert ["update"] in (said_after("ArrowRight") for _ in range(5))
    assert said_after("Shift") == ["custom"]  # nothing came: is it there?


def test_a_lab_half_out_of_sight_scrolls_in_when_its_slider_is_moved(demo):
    demo.page.set_viewport_size({"width": 1280, "height": 620})
    demo.settle()
    where = """() => {
      const page = document.querySelector('.jp-WindowedPanel-outer').getBoundingClientRect();
      const lab = document.querySelector('.gammalab-lab').getBoundingClientRect();
      return [lab.top - page.top, page.bottom - lab.bottom];
    }"""
    slider = demo.sliders()[0]

    def keyed(key):
        slider.evaluate("handle => handle.focus({ preventScroll: true })")
        demo.page.keyboard.press(key)

    def dragged():
        box = slider.bounding_box()
        demo.page.mouse.move(box["x"] + 5, box["y"] + 5)
        demo.page.mouse.down()
        demo.page.mouse.move(box["x"] + 60, box["y"] + 5, steps=3)
        assert demo.page.evaluate(where)[1] < 0  # still under the pointer
        demo.page.mouse.up()

    for move in (lambda: keyed("ArrowRight"), lambda: keyed("End"), dragged):
        demo.page.evaluate("() => document.querySelector('.jp-WindowedPanel-outer').scrollTo(0, 0)")
        assert demo.page.evaluate(where)[1] < 0  # its end is below the window
        move()
        demo.settle()
        assert min(demo.page.evaluate(where)) > -1  # a page scrolls by whole pixels
    demo.page.set_viewport_size({"width": 1300, "height": 1400})


def test_a_held_key_ends_on_the_last_value_and_nothing_piles_up(demo):
    demo.sliders()[1].focus()  # volatility, from 20 %
    for _ in range(35):
        demo.page.keyboard.down("ArrowRight")
        demo.page.wait_for_timeout(30)
    demo.page.keyboard.up("ArrowRight")
    demo.settle()
    assert readouts(demo)[1] == "55"
    assert "-4.98 $" in caption(demo)  # by hand: 0.2 × 4 ÷ (0.2 + 0.55) − 20 × 0.55²
    assert len(demo.pictures()) == 1
    assert demo.page.locator(".gammalab-lab").count() == 1
    assert demo.errors() == []


def test_every_control_has_a_name(demo):
    names = ["Move of the spot ($)", "Volatility (%)"]
    shown = demo.page.locator(".gammalab-lab .widget-readout")
    assert len(demo.sliders()) == shown.count() == len(names)
    for parts in (demo.sliders(), shown.all()):
        for part, name in zip(parts, names, strict=True):
            expect(part).to_have_attribute("aria-label", name)  # a moment after it is shown
    assert demo.page.get_by_label("Option").count() == 1


def test_an_error_is_told_in_words_and_the_picture_stays(demo):
    before = demo.pictures()[0].get_attribute("src")
    demo.page.get_by_label("Option").select_option("broken")
    demo.settle()
    (told,) = demo.errors()
    assert told.startswith("This lab could not draw: ValueError: right is 'broken'")
    assert demo.pictures()[0].get_attribute("src") == before
    demo.page.get_by_label("Option").select_option("a put")
    demo.settle()
    assert demo.errors() == []


def test_reset_by_keyboard(demo):
    demo.sliders()[0].focus()
    demo.page.keyboard.press("Home")
    demo.settle()
    assert "-5.0 $" in caption(demo)
    demo.page.get_by_role("button", name="Reset", exact=True).press("Enter")
    demo.settle()
    assert "+2.0 $" in caption(demo) and readouts(demo) == ["2.0", "20"]
