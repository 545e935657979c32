"""JupyterLite in a browser, as far as it goes without the web: its Python comes from there."""

import json
import os
import re
import zipfile
from pathlib import Path

import pytest
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
