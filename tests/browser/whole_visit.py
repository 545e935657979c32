"""All that a reader may do with the labs of a lesson, in one visit: opening it is what costs.

Each control from the keyboard, puzzles solved on the way; windows of several sizes, zoom, the dark
theme; a picture of each, kept in test-results/ where somebody can look at it.
"""

from base64 import b64decode
from pathlib import Path

from lab_looks import faults, findings, looks

from gammalab.lab.controls import Slider

SHOTS = Path(__file__).parents[2] / "test-results" / "lessons"
PATIENCE = 20_000  # ms
# Width, height, dots for each CSS pixel: zoomed by half, a window has so many pixels fewer.
WINDOWS = {
    "1280": (1280, 670, 1),
    "1024": (1024, 670, 1),
    "800": (800, 670, 1),
    "zoom-150": (853, 447, 1.5),
}

# Looks at every frame: a reader must never see a hole where the picture is. The picture is another
# element after each move, so it is the frame around it that is watched.
WATCH = """lab => {
  const frame = lab.querySelector('.gammalab-frame'), holes = new Set();
  const look = () => {
    const images = frame.querySelectorAll('img'), image = images[0];
    if (images.length !== 1) holes.add(`${images.length} pictures`);
    else if (!image.complete || !image.naturalWidth) holes.add('a picture that is not loaded');
    else if (image.getBoundingClientRect().height < 50) holes.add('a picture without height');
    if (!lab.querySelector('figcaption').textContent.trim()) holes.add('no words');
  };
  const observer = new MutationObserver(look);
  observer.observe(frame, { childList: true, subtree: true, attributeFilter: ['src'] });
  let frames = 0, on = true;
  const each = () => { look(); frames += 1; if (on) requestAnimationFrame(each); };
  requestAnimationFrame(each);
  lab.watched = () => { on = false; observer.disconnect(); return [frames, [...holes]]; };
}"""
SAYS = """lab => {
  const image = lab.querySelector('img');
  return [image.src, image.alt, lab.querySelector('figcaption').textContent];
}"""
CHANGED = """([lab, before]) => lab.querySelector('figcaption').textContent !== before[2]
  && lab.querySelector('img').src !== before[0]"""
SAID = "([lab, words]) => lab.querySelector('figcaption').textContent === words"
# Where Tab goes: names and places of the parts of a lab that take the focus, in order.
NAMES = """lab => [...lab.querySelectorAll('.noUi-handle, select')].filter(n => n.checkVisibility(
  { visibilityProperty: true })).map(n => n.getAttribute('aria-label')
    ?? n.labels?.[0]?.textContent ?? '')"""
FOCUSED = """lab => {
  const part = document.activeElement;
  if (!lab.contains(part)) return null;
  const box = part.closest('.widget-slider, .widget-dropdown, button, .gammalab-frame');
  const place = box.getBoundingClientRect(), ring = getComputedStyle(part);
  const around = getComputedStyle(part.closest('.noUi-target, select, button') ?? part);
  const seen = [ring, around].some(one => one.outlineStyle !== 'none' || one.boxShadow !== 'none'
    || one.borderStyle !== 'none');
  return [place.top, place.left, seen];
}"""


class Visit:
    """One lab of the page, and what the course says of it."""

    def __init__(self, lab_page, shown, lab):
        self.page, self.shown, self.lab = lab_page.page, shown, lab
        self.settle = lab_page.settle
        self.handle = shown.element_handle()

    def says(self):
        """Where the picture comes from, its alternative text, and the words below it."""
        return self.handle.evaluate(SAYS)

    def control(self, one):
        """The handle or the menu of a control of the lab, by the name that is read out."""
        if isinstance(one, Slider):
            return self.shown.get_by_role("slider", name=named(one), exact=True)
        return self.shown.get_by_label(named(one), exact=True)

    def press_reset(self):
        """Put all back by the button, from the keyboard."""
        self.shown.get_by_role("button", name="Reset", exact=True).press("Enter")
        self.settle()

    def put(self, one, value):
        """Move a control to a value of the lab with the keys that it knows."""
        part, places = self.control(one), list(one.places)
        part.focus()
        if not isinstance(one, Slider):
            self.page.keyboard.press("Home")
            for _ in range(places.index(value)):
                self.page.keyboard.press("ArrowDown")
        elif one.stops:
            self.page.keyboard.press("Home")
            for _ in range(places.index(value)):
                self.page.keyboard.press("ArrowRight")
        else:
            readout = part.locator("xpath=ancestor::*[contains(@class, 'widget-slider')]")
            readout.locator(".widget-readout").focus()
            self.page.keyboard.press("Control+a")
            self.page.keyboard.type(f"{one.shown(value):.10g}")
            self.page.keyboard.press("Enter")
        self.settle()

    def solve(self):
        """Solve the lab's puzzles one after another, as their authors meant it."""
        controls = {one.name: one for one in self.lab.controls}
        for puzzle in self.lab.puzzles:
            self.press_reset()
            for name, value in puzzle.answer.items():
                self.put(controls[name], value)
            asked = self.shown.locator(".gammalab-puzzle").inner_text()
            assert puzzle.question not in asked, f"not solved with {puzzle.answer}: {asked}"
        self.press_reset()

    def move(self, one):
        """One control to another place than it has, by a key: all that is said must change."""
        part, before = self.control(one), self.says()
        part.focus()
        if isinstance(one, Slider):
            lowest = part.get_attribute("aria-valuenow") == part.get_attribute("aria-valuemin")
            self.page.keyboard.press("End" if lowest else "Home")
        else:
            last = part.evaluate("menu => menu.selectedIndex === menu.options.length - 1")
            self.page.keyboard.press("ArrowUp" if last else "ArrowDown")
        self.page.wait_for_function(CHANGED, arg=[self.handle, before], timeout=PATIENCE)
        after = self.says()
        assert after[0].startswith("data:image/png") and after[1] != before[1], named(one)


def named(control):
    """What is read out of a control: its label and its unit."""
    unit = getattr(control, "unit", "")
    return f"{control.label} ({unit})" if unit else control.label


def every_control_from_the_keyboard(lab_page, shown, lab):
    """Solve the puzzles, then move each control; no hole is ever where the picture is."""
    visit = Visit(lab_page, shown, lab)
    visit.handle.evaluate(WATCH)
    visit.solve()
    assert visit.handle.evaluate(NAMES) == [named(one) for one in lab.controls]
    opening = visit.says()[2]
    for one in lab.controls:
        visit.move(one)
        shown.get_by_role("button", name="Reset", exact=True).press("Enter")
        visit.page.wait_for_function(SAID, arg=[visit.handle, opening], timeout=PATIENCE)
    visit.settle()
    frames, holes = visit.handle.evaluate("lab => lab.watched()")
    assert frames > 10 and holes == [], lab.title
    focus_goes_as_one_reads(visit)


def focus_goes_as_one_reads(visit):
    """Tab goes through a lab from the top to the bottom, from left to right, and out of it."""
    visit.shown.get_by_role("button", name="Reset", exact=True).focus()
    places = []
    while (place := visit.handle.evaluate(FOCUSED)) and len(places) < 50:
        places.append(place)
        visit.page.keyboard.press("Tab")
    assert len(places) < 50, "Tab does not leave the lab"
    rows = [(round(top / 8), left) for top, left, _ in places]  # in a row, some lie a bit higher
    assert rows == sorted(rows), f"{visit.lab.title}: {rows}"
    assert all(seen for *_, seen in places), f"{visit.lab.title}: no sign of the focus"
    assert len(places) >= 1 + len(visit.lab.controls)


def in_every_window(lab_page, lesson):
    """All labs in each window, in both themes: nothing is cut, overlaps or cannot be read."""
    page, found = lab_page.page, []
    screen = page.context.new_cdp_session(page)
    try:
        for name, (width, height, dots) in WINDOWS.items():
            screen.send(
                "Emulation.setDeviceMetricsOverride",
                {"width": width, "height": height, "deviceScaleFactor": dots, "mobile": False},
            )
            page.wait_for_timeout(200)
            lab_page.settle()
            for number, look in enumerate(looks(lab_page)):
                found += [f"{name}, lab {number + 1}: {fault}" for fault in faults(look)]
            keep_pictures(lab_page, screen, lesson, name)
        screen.send(
            "Emulation.setDeviceMetricsOverride",
            {"width": 1280, "height": 670, "deviceScaleFactor": 1, "mobile": False},
        )
        page.evaluate(
            "() => void jupyterapp.commands.execute('apputils:change-theme',"
            " { theme: 'JupyterLab Dark' })"
        )
        page.wait_for_selector("body[data-jp-theme-light='false']", state="attached")
        page.wait_for_timeout(500)  # colours fade
        lab_page.settle()
        keep_pictures(lab_page, screen, lesson, "dark")
        found += [f"dark: {rule}, {html}" for rule, html in findings(lab_page)]
    finally:
        screen.send("Emulation.clearDeviceMetricsOverride")
        screen.detach()
    return found


def keep_pictures(lab_page, screen, lesson, look):
    """The window with each lab in it, for those who want to see it. (Playwright's own picture of a
    page does not know of the zoom.)"""
    SHOTS.mkdir(parents=True, exist_ok=True)
    for number, lab in enumerate(lab_page.labs()):
        lab.evaluate("lab => lab.scrollIntoView({ block: 'nearest' })")
        lab_page.page.wait_for_timeout(50)
        picture = b64decode(screen.send("Page.captureScreenshot", {"format": "png"})["data"])
        (SHOTS / f"{lesson}-lab{number + 1}-{look}.png").write_bytes(picture)


# Of what JupyterLab made of the notebook's text; a heading that is folded away counts, too.
HEADINGS = """() => [...document.querySelectorAll('.jp-Notebook')].at(-1).querySelectorAll(
  '.jp-MarkdownOutput :is(h1, h2, h3, h4, h5, h6), .jp-OutputArea :is(h1, h2, h3, h4, h5, h6)')
  .values().map(h => [Number(h.tagName[1]), h.textContent]).toArray()"""


def headings_in_order(lab_page):
    """One first heading, at the start; below it no level is left out."""
    found = lab_page.page.evaluate(HEADINGS)
    levels = [level for level, _ in found]
    assert levels[0] == 1 and levels.count(1) == 1, found
    jumps = [two for (one, _), two in zip(found, found[1:], strict=False) if two[0] > one + 1]
    assert jumps == []
