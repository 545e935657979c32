"""How long from a key press to the new picture: `ipywidgets.interact` against our live labs.

Every lab of the course is measured, found by itself: each `Lab` in a `gammalab.course.*.labs`. Both
ways show the same plot in one notebook, in one real JupyterLab with a real Chromium. `interact` is
used as its manual shows it: a new pyplot figure for each move, through the inline backend. Presses
alternate in blocks, because the machine is noisy. All are timed
inside the page, from the key event to the same end: the new picture loaded and in the document. The
screen shows it with its next frame, up to 17 ms later, whoever made it.

Beside them stands the floor: a slider whose kernel does nothing but send back one of the lab's own
pictures, made beforehand. What it takes is JupyterLab's, the server's and the browser's.

Moves that rescale an axis are counted apart. Which ones do is found out beforehand, by the same
walk without a browser.

    python benchmarks/slider_latency.py [--lab NAME] [--presses 12]

Exit code 1 when a lab of one path is less than 6 times as fast as `interact`, or one of many paths
less than 3 times: both ways have to simulate them. Milliseconds depend on the machine: they are
shown beside their targets, 40 for labs of one path and 100 for those of many, and decide nothing.
"""

import argparse
import importlib
import pkgutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
sys.path[:0] = [str(REPOSITORY / "tests" / "browser"), str(REPOSITORY / "tests")]

from lab_page import LabPage, chromium, jupyterlab  # noqa: E402

import gammalab.course  # noqa: E402
from gammalab.lab import Lab, Slider  # noqa: E402

LEAST = {"one path": 6, "many paths": 3}  # interact takes so many times as long
MOST_MS = {"one path": 40, "many paths": 100}
BLOCK = 6  # presses away from where the lab opened; then as many back
SLOW = 0.008  # seconds: what computes longer than this simulates many paths

SETUP = """
import importlib
lab = getattr(importlib.import_module({module!r}), {name!r})
live = lab()
live.reveal()
"""

PLAIN = """
%matplotlib inline
import ipywidgets
import matplotlib.pyplot as plt
from gammalab.lab import Slider, style

def show(**values):
    with style.settings():
        figure = plt.figure(figsize=lab.size, dpi=lab.dpi, layout="constrained")  # as the lab
        lab.open_page(figure).show(lab.compute(**values))
        plt.show()

def control(spec):
    if not isinstance(spec, Slider):
        return ipywidgets.Dropdown(options=list(spec.options.items()), value=spec.default)
    if spec.stops:
        return ipywidgets.SelectionSlider(options=spec.stops, value=spec.default)
    kind = ipywidgets.IntSlider if spec.whole else ipywidgets.FloatSlider
    return kind(value=spec.default, min=spec.low, max=spec.high, step=spec.step)

ipywidgets.interact(show, **{spec.name: control(spec) for spec in lab.controls});
"""

FLOOR = """
import itertools
import anywidget
import ipywidgets
import traitlets

class Least(anywidget.AnyWidget):
    _esm = '''
    function render({ model, el }) {
      let image = document.createElement("img");
      el.append(image);
      async function show() {
        const png = model.get("png");
        if (!png.byteLength) return;
        const bytes = new Uint8Array(png.buffer, png.byteOffset, png.byteLength);
        const next = new Image();
        next.decoding = "sync";
        next.src = "data:image/png;base64," + bytes.toBase64();
        await new Promise((done) => (next.onload = done));
        image.replaceWith(next);
        image = next;
      }
      model.on("change:png", show);
      show();
    }
    export default { render };
    '''
    png = traitlets.Bytes().tag(sync=True)

def pictures():
    shown = lab()
    shown._picture.dots = live._picture.dots  # what the page has asked for by then
    for control in lab.controls:
        for value in control.extremes:
            shown.set(**{control.name: value})
            yield shown.png
    shown.close()

def move(_change):
    global ready  # made at the first press, which is not counted
    ready = ready or itertools.cycle(dict.fromkeys(pictures()))
    least.png = next(ready)

ready, least, slider = None, Least(), ipywidgets.IntSlider(50)
slider.observe(move, names="value")
ipywidgets.VBox([slider, least])
"""

# Waits in the page for one move of the lab in code cell `cell`; resolves to milliseconds.
TIMER = """(cell) => {
  const root = document.querySelectorAll('.jp-CodeCell')[cell].querySelector('.jp-OutputArea');
  const now = () => root.querySelector('img[src]');
  const before = now()?.src;
  let start = null;
  globalThis.moved = new Promise((resolve, reject) => {
    document.addEventListener('keydown', () => { start = performance.now(); },
      { capture: true, once: true });
    setTimeout(() => reject(new Error('no new picture within 20 s')), 20000);
    const observer = new MutationObserver(async () => {
      const image = now();
      if (start === null || !image || image.src === before) return;
      const src = image.src;
      if (!image.complete) await new Promise((done) => image.addEventListener('load', done));
      if (image.isConnected && image.src === src) {
        observer.disconnect();
        resolve(performance.now() - start);
      }
    });
    observer.observe(root,
      { subtree: true, childList: true, attributes: true, attributeFilter: ['src'] });
  });
}"""


def labs_of_the_course():
    """(module, name, lab) of every lab, each once."""
    found = {}
    for package in pkgutil.iter_modules(gammalab.course.__path__, "gammalab.course."):
        try:
            module = importlib.import_module(f"{package.name}.labs")
        except ModuleNotFoundError as error:
            if error.name != f"{package.name}.labs":
                raise
            continue
        for name, value in vars(module).items():
            if isinstance(value, Lab):
                found.setdefault(id(value), (module.__name__, name, value))
    return list(found.values())


def limits(live):
    """The limits of all axes: when they change, the move rescales."""
    return [axes.viewLim.frozen().bounds for axes in live.figure.axes]


def walk(lab, spec, presses):
    """Presses of arrow keys on one slider, [(key, whether it rescales)]: to and fro, in blocks."""
    live = lab()
    places = spec.places
    place = places.index(spec.default)
    inwards = 1 if place < len(places) / 2 else -1
    block = min(BLOCK, len(places) // 2)
    steps = []
    while len(steps) < presses:
        for direction in [inwards] * block + [-inwards] * block:
            before = limits(live)
            place += direction
            live.set(**{spec.name: places[place]})
            steps.append(("ArrowRight" if direction > 0 else "ArrowLeft", limits(live) != before))
    live.close()
    return steps


def walks(lab, presses):
    """{index of a slider among the lab's sliders: its walk}: the one that rescales the most, and
    the one that does so the least."""
    specs = [spec for spec in lab.controls if isinstance(spec, Slider)]
    all_walks = {index: walk(lab, spec, presses) for index, spec in enumerate(specs)}
    often = sorted(all_walks, key=lambda index: sum(rescales for _, rescales in all_walks[index]))
    return {index: all_walks[index] for index in {often[0], often[-1]}}


def press(tab, cell, slider, key):
    """Milliseconds from one press of `key` on a slider of that cell to its picture."""
    root = tab.page.locator(".jp-CodeCell").nth(cell)
    root.locator("[role=slider]").nth(slider).focus()
    tab.page.evaluate(TIMER, cell)
    tab.page.keyboard.press(key)
    took = tab.page.evaluate("() => globalThis.moved")
    tab.settle()
    return took


def measure(tab, module, name, lab, presses):
    """Times in ms: {(way, whether the move rescaled): [...]}; the floor has no moves that do."""
    notebook = f"{name}.ipynb"
    tab.write(notebook, SETUP.format(module=module, name=name), PLAIN, "live", FLOOR)
    tab.open(notebook)
    tab.run_all()
    tab.settle()
    if tab.errors():
        raise SystemExit("\n".join(tab.errors()))
    times = {}
    for slider, steps in walks(lab, presses + 2 * BLOCK).items():
        for start in range(0, len(steps), 2 * BLOCK):
            # Who comes second finds what a lab remembers.
            ways = [("interact", 1), ("live", 2), ("floor", 3)]
            for way, cell in ways if start // (2 * BLOCK) % 2 else reversed(ways):
                for key, rescales in steps[start : start + 2 * BLOCK]:
                    floor = way == "floor"
                    took = press(tab, cell, 0 if floor else slider, key)
                    if start:  # the first to and fro pays for caches
                        times.setdefault((way, rescales and not floor), []).append(took)
    return times


def kind_of(lab):
    """ "one path" or "many paths", by how long a new state takes to compute."""
    values = {spec.name: spec.default for spec in lab.controls}
    took = []
    for spec in [spec for spec in lab.controls if isinstance(spec, Slider)]:
        for value in spec.extremes:
            start = time.process_time()
            lab.compute(**{**values, spec.name: value})
            took.append(time.process_time() - start)
    return "many paths" if statistics.median(took) > SLOW else "one path"


def report(name, kind, times):
    """Print the rows of a lab; gives the ratio for all of its moves."""
    floor = statistics.median(times["floor", False])
    for rescales, moves in ((False, "plain"), (True, "rescaling")):
        ours, theirs = (times.get((way, rescales), []) for way in ("live", "interact"))
        if len(ours) < 3:
            continue
        median, p90 = statistics.median(ours), statistics.quantiles(ours, n=10)[-1]
        theirs = statistics.median(theirs)
        print(
            f"| {name} | {moves} | {len(ours)} | {median:.0f} | {p90:.0f} | {MOST_MS[kind]} "
            f"| {floor:.0f} | {theirs:.0f} | {theirs / median:.1f} |",
            flush=True,
        )
    ours, theirs = (
        statistics.median([t for key, found in times.items() if key[0] == way for t in found])
        for way in ("live", "interact")
    )
    return theirs / ours


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lab", metavar="NAME", help="only this one; else all of the course")
    parser.add_argument("--presses", type=int, default=12, help="of each of two sliders")
    options = parser.parse_args()
    labs = [lab for lab in labs_of_the_course() if options.lab in (None, lab[1])]
    if not labs:
        names = ", ".join(name for _, name, _ in labs_of_the_course())
        parser.error(f"--lab is {options.lab!r}; it must be one of {names}")
    print("Key press to new picture, milliseconds\n")
    print("| lab | moves | presses | median | p90 | target | floor | interact | ratio |")
    print("|---|---|---|---|---|---|---|---|---|")
    ratios = {}
    with tempfile.TemporaryDirectory(prefix="gammalab-latency-") as root:
        with jupyterlab(root) as (address, token), chromium() as new_page:
            for module, name, lab in labs:
                tab = LabPage(new_page(), root, address, token)
                times = measure(tab, module, name, lab, options.presses)
                kind = kind_of(lab)
                ratios[name] = report(name, kind, times), LEAST[kind]
                tab.close()
    print("\ninteract / live, all moves of a lab:")
    for name, (ratio, least) in ratios.items():
        verdict = "reached" if ratio >= least else "MISSED"
        print(f"{name}: {ratio:.1f} (target: at least {least}, {verdict})")
    sys.exit(any(ratio < least for ratio, least in ratios.values()))


if __name__ == "__main__":
    main()
