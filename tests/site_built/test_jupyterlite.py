"""JupyterLite in a browser; its Python comes from the web, or from the folder GAMMALAB_PYODIDE.

What needs it is skipped, with the reason, where there is neither. A folder with the core alone
(the npm package pyodide, and the wheels of IPython) starts the kernel; lessons need numpy as well.
"""

import json
import os
import re
import zipfile
from pathlib import Path

import pytest
from effort import thorough
from playwright.sync_api import expect

SITE = Path(os.environ["GAMMALAB_SITE"])
ROOT = Path(__file__).resolve().parents[2]
PYODIDE = re.compile(r"https://cdn\.jsdelivr\.net/pyodide/")


def names(*kinds):
    return [path.relative_to(ROOT).as_posix() for kind in kinds for path in
            sorted((ROOT / kind).glob("[0-9][0-9]-*.ipynb"))]  # fmt: skip


@pytest.mark.parametrize("name", names("notebooks", "exercises", "solutions"))
def test_every_notebook_is_there_and_fetches_the_library_first(name):
    built = json.loads((SITE / "lite" / "files" / name).read_text(encoding="utf-8"))["cells"]
    whole = json.loads((ROOT / name).read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in built if cell["cell_type"] == "code"]
    assert "".join(code[0]["source"]).splitlines()[-1] == "%pip install -q gammalab"
    built.remove(code[0])
    assert ["".join(c["source"]) for c in built] == ["".join(c["source"]) for c in whole]


def test_the_wheels_are_where_the_kernel_looks_for_them():
    (index,) = (SITE / "lite" / "pypi").glob("all.json")
    listed = json.loads(index.read_text(encoding="utf-8"))
    wanted = {"gammalab", "anywidget", "comm", "ipywidgets", "cloudpickle", "tqdm", "psygnal"}
    assert wanted <= set(listed), wanted - set(listed)
    (wheel,) = (SITE / "lite" / "pypi").glob("gammalab-*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())
    library = ROOT / "gammalab"
    here = {path.relative_to(ROOT).as_posix() for path in library.rglob("*.py")}
    assert here <= inside, here - inside
    assert {"gammalab/lab/picture.js", "gammalab/check/ask.js"} <= inside


def test_the_button_opens_the_lesson_in_jupyterlab_with_a_python_of_the_browser(visit):
    page = visit.open("notebooks/00-start-here.html")
    page.route(re.compile(r"^https?://(?!127\.0\.0\.1)"), lambda route: route.abort())
    page.get_by_role("link", name="Open in JupyterLite").click()
    heading = page.locator(".jp-Notebook h1").first
    expect(heading).to_contain_text("Start here", timeout=120_000)
    page.wait_for_function(
        "document.querySelector('.jp-Toolbar-kernelName')?.textContent.includes('Pyodide')",
        timeout=120_000,
    )
    from_outside = [url for url in visit.outside if not PYODIDE.match(url)]
    assert not from_outside, from_outside


KERNEL = """
import os, sys
from pathlib import Path
print(sys.platform, os.getcwd(), (Path("..") / ".gammalab-course.json").is_file(), sum(range(101)))
"""
# Without numpy the library's front door does not open; the record needs nothing of what is behind.
RECORD = """
import sys, types
import piplite
await piplite.install("gammalab", deps=False)
from importlib.metadata import files
from pathlib import Path
if "numpy" not in sys.modules:
    home = next(f for f in files("gammalab") if str(f) == "gammalab/__init__.py").locate().parent
    for name, place in (("gammalab", home), ("gammalab.check", home / "check")):
        module = sys.modules[name] = types.ModuleType(name)
        module.__path__ = [str(place)]
from gammalab.check import record
"""
NOTE = """
record.note("hint", problem="2.1", level=LEVEL)
print(len(record._unsaved), record.where() or "kept")
"""
READ = "print(record.file(), [one['level'] for one in record.records()[0]])"


def test_the_kernel_starts_in_a_students_folder(lite):
    tab = lite(compiled=False)
    tab.open("notebooks/00-start-here.ipynb")
    assert tab.execute(KERNEL).split() == ["emscripten", "/drive/notebooks", "True", "5050"]
    tab.page.close()


def test_what_was_done_is_there_after_a_reload(lite):
    """Another page, another kernel: the file is in the browser's storage, and grows."""
    tab = lite(compiled=False)
    for level in (1, 2):
        tab.open("notebooks/00-start-here.ipynb")
        tab.execute(RECORD)
        assert tab.execute(NOTE.replace("LEVEL", str(level))).split() == ["0", "kept"]
    tab.open("exercises/00-start-here-exercises.ipynb")
    tab.execute(RECORD)
    assert tab.execute(READ).strip() == "/drive/progress.jsonl [1, 2]"
    tab.page.close()


def said(outputs):
    """What a cell printed or showed, as text; without what matplotlib notes at its first start."""
    shown = (out.get("text") or out.get("data", {}).get("text/plain") or "" for out in outputs)
    texts = ("".join(text) for text in shown)
    return "".join(text for text in texts if "font cache" not in text)


def built(name):
    """The cells of code of a notebook of the course, as it was built."""
    cells = json.loads((ROOT / name).read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def runs_as_built(lite, name):
    """Run a notebook whole, without a record of answers, as it was built: each cell says the same,
    but for the first of a lesson, which tells where answers are kept.
    """
    tab = lite()
    tab.open(name)
    tab.execute("import os; os.environ['GAMMALAB_STRICT'] = '1'")
    cells = built(name)
    _, *outputs = tab.run(1 + len(cells), seconds=600)
    wrong = [out["ename"] for some in outputs for out in some if out["output_type"] == "error"]
    assert not wrong, wrong
    for cell, found in zip(cells, outputs, strict=True):
        if not said(found).startswith("Ready."):
            assert said(found) == said(cell["outputs"]), "".join(cell["source"])
    tab.page.close()


def test_the_first_cells_of_lesson_00_print_what_they_print_anywhere(lite):
    tab = lite()
    tab.open("notebooks/00-start-here.ipynb")
    _, ready, first = map(said, tab.run(3))
    assert ready.startswith("Ready.") and "make lab" not in ready
    assert first == said(built("notebooks/00-start-here.ipynb")[1]["outputs"])
    tab.page.close()


# 04 draws and counts whole numbers, which are shorter there; 12 takes three minutes.
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=() if "/04-" in name else thorough) for name in names("notebooks")],
)
def test_a_lesson_says_what_it_says_anywhere(lite, name):
    runs_as_built(lite, name)


@pytest.mark.parametrize("number", ["02", "05", "12"])
def test_answers_are_judged_as_anywhere(lite, number):
    """In 05 some take 2 seconds elsewhere; in 12 a policy plays for some hundred months."""
    (name,) = (name for name in names("solutions") if f"/{number}-" in name)
    runs_as_built(lite, name)


def test_a_lab_of_lesson_02_moves_by_key(lite):
    tab = lite()
    tab.open("notebooks/02-delta-neutrality.ipynb")
    code = ["".join(cell["source"]) for cell in built("notebooks/02-delta-neutrality.ipynb")]
    at = 1 + code.index("lab.one_path()")
    outputs = tab.run(at + 1)
    assert not [out for some in outputs for out in some if out["output_type"] == "error"]
    tab.show(at)
    lab = tab.page.locator(".jp-OutputArea .gammalab-lab").first
    lab.get_by_role("button", name="Open it without a prediction").press("Enter")
    lab.locator("img").wait_for()
    slider, looks = lab.locator("[role=slider]").first, """(lab) => {
      const image = lab.querySelector("img");
      return [image.src, image.alt, lab.textContent];
    }"""  # fmt: skip
    before = lab.evaluate(looks)
    slider.focus()
    tab.page.keyboard.press("ArrowRight")
    tab.page.wait_for_function(
        f"([lab, before]) => ({looks})(lab).every((part, k) => part !== before[k])",
        arg=[lab.element_handle(), before],
    )
    tab.page.close()


def test_a_game_and_a_drill_are_played_by_key(lite):
    tab = lite()
    tab.open("notebooks/00-start-here.ipynb")
    games = "import os\nos.environ['GAMMALAB_STRICT'] = '1'\nfrom gammalab.desk import desk"
    tab.write(games, "desk('02-first-00A6')", "desk('04-enough-1A2B')")
    outputs = tab.run(4)
    assert not [out for some in outputs for out in some if out["output_type"] == "error"]
    for at, key, turn in ((2, "Space", "2 of"), (3, "1", "2 of")):
        tab.show(at)
        board = tab.page.locator(".jp-OutputArea .desk-board").nth(at - 2)
        board.focus()
        tab.page.keyboard.press(key)
        expect(board).to_have_attribute("aria-label", re.compile(f" {turn} "))
        assert board.locator("dl").is_visible()  # it asks on, and is not over
    tab.page.close()
