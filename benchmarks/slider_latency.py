"""How long from a key press to the new picture: `ipywidgets.interact` against our live lab.

Both show the same lab (same compute, axes, artists, size and dpi) in one notebook, in one real
JupyterLab with a real Chromium. `interact` is used as its manual shows it: a new pyplot figure
for each move, through the inline backend. Presses alternate in blocks, because the machine is
noisy. Both are timed inside the page, from the key event to the same end: the new picture
decoded and in the document.

    python benchmarks/slider_latency.py [--lab module:name] [--presses 30]

`--lab` may be a `Lab` or a function without arguments that opens one. The first slider is moved.
"""

import argparse
import importlib
import statistics
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
sys.path[:0] = [str(REPOSITORY / "tests" / "browser"), str(REPOSITORY / "tests")]

from lab_page import LabPage, chromium, jupyterlab  # noqa: E402

TARGET = 4  # interact takes at least this many times as long
BLOCK = 5  # presses of one kind before the other has its turn

SETUP = """
import importlib, sys
sys.path.insert(0, {tests!r})
opener = getattr(importlib.import_module({module!r}), {name!r})
live = opener()
lab = live.lab
"""

PLAIN = """
%matplotlib inline
import ipywidgets
import matplotlib.pyplot as plt
from gammalab.lab import style

def show(**values):
    with style.settings():
        figure = plt.figure(figsize=lab.size, dpi=lab.dpi, layout="constrained")  # as the lab
        artists = lab.build(figure)
        lab.draw(lab.compute(**values), artists)
        plt.show()

def control(spec):
    if hasattr(spec, "options"):
        return ipywidgets.Dropdown(options=list(spec.options.items()), value=spec.default)
    kind = ipywidgets.IntSlider if spec.whole else ipywidgets.FloatSlider
    return kind(value=spec.default, min=spec.low, max=spec.high, step=spec.step)

ipywidgets.interact(show, **{spec.name: control(spec) for spec in lab.controls});
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
      await image.decode();
      if (image.isConnected && image.src === src) {
        observer.disconnect();
        resolve(performance.now() - start);
      }
    });
    observer.observe(root,
      { subtree: true, childList: true, attributes: true, attributeFilter: ['src'] });
  });
}"""


def press(tab, cell, key):
    """Milliseconds from one press of `key` on the first slider of that cell to its picture."""
    handle = tab.page.locator(".jp-CodeCell").nth(cell).locator("[role=slider]").first
    handle.focus()
    tab.page.evaluate(TIMER, cell)
    tab.page.keyboard.press(key)
    took = tab.page.evaluate("() => globalThis.moved")
    tab.settle()
    return took


def inwards(tab, cell):
    """The two arrow keys, first the one that leads away from the nearer end of the slider."""
    handle = tab.page.locator(".jp-CodeCell").nth(cell).locator("[role=slider]").first
    now, low, high = (
        float(handle.get_attribute(f"aria-value{which}")) for which in ("now", "min", "max")
    )
    keys = ("ArrowLeft", "ArrowRight")
    return keys if now > (low + high) / 2 else keys[::-1]


def measure(lab, presses):
    """Times in ms by way of showing: {"interact": [...], "live": [...]}."""
    module, name = lab.split(":")
    setup = SETUP.format(tests=str(REPOSITORY / "tests"), module=module, name=name)
    with tempfile.TemporaryDirectory(prefix="gammalab-latency-") as root:
        with jupyterlab(root) as (address, token), chromium() as new_page:
            tab = LabPage(new_page(), root, address, token)
            tab.write("latency.ipynb", setup, PLAIN, "live")
            tab.open("latency.ipynb")
            tab.run_all()
            tab.settle()
            if tab.errors():
                raise SystemExit("\n".join(tab.errors()))
            cells = {"interact": 1, "live": 2}
            times = {way: [] for way in cells}
            keys = inwards(tab, cells["live"])
            for cell in cells.values():  # the first moves pay for caches
                for _ in range(2):
                    press(tab, cell, keys[0])
            block = 0
            while min(map(len, times.values())) < presses:
                key = keys[block % 2]  # to and fro: stay within the slider's range
                for way, cell in cells.items():
                    times[way] += [press(tab, cell, key) for _ in range(BLOCK)]
                block += 1
            tab.close()
    return {way: values[:presses] for way, values in times.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    lesson_02 = "gammalab.course.lesson_02.labs:one_path"
    parser.add_argument("--lab", default=lesson_02, metavar="MODULE:NAME")
    parser.add_argument("--presses", type=int, default=30)
    options = parser.parse_args()
    importlib.import_module(options.lab.split(":")[0])  # a misspelled name should fail at once
    times = measure(options.lab, options.presses)
    print(f"{options.lab}, {options.presses} presses each, key press to new picture\n")
    print("| way | median ms | p90 ms |\n|---|---|---|")
    for way, values in times.items():
        p90 = statistics.quantiles(values, n=10)[-1]
        print(f"| {way} | {statistics.median(values):.0f} | {p90:.0f} |")
    ratio = statistics.median(times["interact"]) / statistics.median(times["live"])
    verdict = "reached" if ratio >= TARGET else "MISSED"
    print(f"\ninteract / live = {ratio:.1f} (target: at least {TARGET}, {verdict})")


if __name__ == "__main__":
    main()
