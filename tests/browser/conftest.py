"""Fixtures that open notebooks in a real JupyterLab with a real browser.

Without a browser these tests are skipped; with GAMMALAB_REQUIRE_BROWSER=1 they fail instead, so
that a machine which is meant to have one cannot pass by leaving them out.
"""

import os
import shutil
from pathlib import Path

import pytest
from lab_page import LabPage, chromium, find_browser, jupyterlab

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def new_page():
    """A function that opens an empty page of one headless browser."""
    if find_browser() is None:
        message = "no Chromium found: install one, or name it in GAMMALAB_CHROMIUM"
        if os.environ.get("GAMMALAB_REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    with chromium() as open_page:
        yield open_page


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """A JupyterLab on a copy of what students open: (folder, address, token)."""
    root = tmp_path_factory.mktemp("served")
    for name in ("notebooks", "exercises"):
        if (REPOSITORY / name).is_dir():
            shutil.copytree(REPOSITORY / name, root / name)
    shutil.copy(REPOSITORY / "tests" / "demo_lab.py", root)
    with jupyterlab(root) as (address, token):
        yield root, address, token


@pytest.fixture(scope="session")
def tab(new_page, served):
    """The one tab of JupyterLab: loading it takes longer than most tests."""
    page = LabPage(new_page(), *served)
    yield page
    page.close()


def _visit(tab):
    yield tab
    tab.leave()


# `lab_page.open("notebooks/02-….ipynb")`, `.run_all()`, `.errors()`, `.sliders()`. To open a
# notebook and run it takes seconds: tests that only look share one visit for their module.
lab_page = pytest.fixture(_visit, name="lab_page")
shared_page = pytest.fixture(_visit, scope="module", name="shared_page")
