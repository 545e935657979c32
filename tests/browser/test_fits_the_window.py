"""Labs in windows of many sizes: every slider can be aimed, nothing overlaps or is cut."""

import pytest
from lab_looks import faults, findings, looks

ONE = "one.ipynb"
CELLS = (
    "from demo_lab import demo\nfrom gammalab.course.lesson_02 import labs",
    "demo()",
    "labs.one_path()",
    "demo(show='vol')",
)


@pytest.fixture(scope="module")
def running(shared_page):
    shared_page.write(ONE, *CELLS)
    shared_page.write("other.ipynb", *CELLS[:2])
    shared_page.open(ONE)
    shared_page.run_all()
    shared_page.screen = shared_page.page.context.new_cdp_session(shared_page.page)
    yield shared_page
    shared_page.screen.send("Emulation.clearDeviceMetricsOverride")
    shared_page.screen.detach()


@pytest.fixture
def window(running):
    """A function that makes the window so wide and high, in CSS pixels, with so many dots each."""

    def size(width, height, dots=1, browser=True):
        running.screen.send(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": dots, "mobile": False},
        )
        if running.page.locator("#jp-left-stack").is_visible() != browser:
            running.page.evaluate(
                "() => jupyterapp.commands.execute('application:toggle-left-area')"
            )
        running.page.wait_for_timeout(100)
        running.settle()
        return looks(running)

    return size


def test_controls_and_picture_fit_into_a_small_laptop(window):
    labs = window(1280, 670)
    assert len(labs) == 3
    for look in labs:
        assert faults(look) == []
        assert look["lab"][3] - look["lab"][1] <= look["pageHeight"]
        assert not look["scrolls"]


@pytest.mark.parametrize(
    ("width", "height", "dots", "browser"),
    [
        (1920, 1080, 1, True),
        (1024, 670, 1, True),
        (800, 670, 1, True),
        (420, 670, 1, False),
        (853, 447, 1.5, True),  # 1280 × 670 at 150 %
        (640, 335, 2, True),  # at 200 %
        (640, 335, 2, False),
    ],
)
def test_every_slider_can_be_aimed_and_nothing_overlaps(window, width, height, dots, browser):
    labs = window(width, height, dots, browser)
    assert len(labs) == 3
    assert [faults(look) for look in labs] == [[], [], []]


@pytest.mark.parametrize("screen", [1, 1.5, 2, 3])
@pytest.mark.parametrize(("width", "height"), [(1280, 670), (700, 670), (1500, 560)])
def test_dot_for_dot_what_the_screen_shows_but_no_sharper_than_the_eye(
    running, window, width, height, screen
):
    labs = window(width + round(10 * screen), height, screen)
    assert len(labs) == 3
    for image in running.page.locator(".gammalab-lab img").all():
        drawn, shown, own = image.evaluate(
            """image => {
              const box = image.getBoundingClientRect();
              const width = Number(getComputedStyle(image).getPropertyValue('--width'));
              return [[image.naturalWidth, image.naturalHeight], [box.width, box.height], width];
            }"""
        )
        assert shown[0] == round(shown[0])  # pixels of the page
        assert drawn[0] == pytest.approx(min(shown[0] * screen, 2 * own), abs=0.5)
        assert drawn[1] / drawn[0] == pytest.approx(shown[1] / shown[0], abs=0.5 / drawn[0])


def test_a_control_that_is_not_shown_takes_no_room(window):
    assert [look["labels"] for look in window(1280, 670)][2] == ["Volatility (%)"]


@pytest.mark.parametrize("theme", ["JupyterLab Dark", "JupyterLab Light"])
def test_a_theme_changes_the_words_and_not_the_picture(running, window, theme):
    window(1280, 670)
    # The promise of the command does not end in every version: look at the page instead.
    running.page.evaluate(
        "theme => void jupyterapp.commands.execute('apputils:change-theme', { theme })", theme
    )
    running.page.wait_for_function(
        "theme => document.body.dataset.jpThemeName === theme", arg=theme
    )
    running.page.wait_for_timeout(500)  # colours fade
    white = "image => getComputedStyle(image).backgroundColor"
    pictures = running.page.locator(".gammalab-lab img").all()
    assert {picture.evaluate(white) for picture in pictures} == {"rgb(255, 255, 255)"}
    assert findings(running) == []


def test_a_picture_that_scrolls_can_be_reached_by_keyboard(running, window):
    labs = window(420, 670, browser=False)
    assert labs[1]["scrolls"]
    frame = running.page.locator(".gammalab-lab .gammalab-frame").nth(1)
    frame.focus()
    running.page.keyboard.press("ArrowRight")
    running.page.wait_for_function("frame => frame.scrollLeft > 0", arg=frame.element_handle())
    assert findings(running) == []


@pytest.fixture
def whole(running):
    """Afterwards the notebook has the page for itself again."""
    yield
    running.page.evaluate(
        """() => {
          const shell = jupyterapp.shell, panels = [...shell.widgets('main')];
          const of = path => panels.find(panel => panel.context?.path === path);
          of('other.ipynb')?.dispose();
          shell.activateById(of('one.ipynb').id);
        }"""
    )
    running.page.locator(".jp-NotebookPanel").nth(1).wait_for(state="detached")


def test_split_view(running, window, whole):
    window(1280, 670)
    running.page.evaluate(
        """() => void jupyterapp.commands.execute('docmanager:open',
             { path: 'other.ipynb', options: { mode: 'split-right' } })"""
    )
    running.page.locator(".jp-NotebookPanel").nth(1).wait_for()
    running.page.wait_for_function(
        "() => document.querySelector('.jp-WindowedPanel-outer').clientWidth < 500"
    )
    running.page.wait_for_timeout(200)  # the lab follows its notebook
    labs = looks(running)
    assert len(labs) == 3
    assert [faults(look) for look in labs] == [[], [], []]
