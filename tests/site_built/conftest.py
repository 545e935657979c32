"""For tests that look at a built site, in a browser: `make test-site` builds it and names it.

Without GAMMALAB_SITE nothing here is collected: `make test` has no site. With it, a browser or a
program that is missing is an error.
"""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import lite_page
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "browser"))
from lab_page import chromium, find_browser  # noqa: E402  (one way to find and start a browser)

SITE = os.environ.get("GAMMALAB_SITE")
collect_ignore_glob = [] if SITE else ["test_*.py"]


@pytest.fixture(scope="session")
def site():
    """The folder of the built site."""
    folder = Path(SITE)
    assert (folder / "index.html").is_file(), f"no site in {folder}: run make site"
    return folder


@contextmanager
def served(folder):
    """Where a folder is served, by a process of its own: its sockets are none of a test's."""
    command = [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1"]
    server = subprocess.Popen(
        [*command, "--directory", folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        port = re.search(r"port (\d+)", server.stdout.readline())[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()


@pytest.fixture(scope="session")
def address(site):
    """Where the site is served."""
    with served(site) as found:
        yield found


@pytest.fixture(scope="session")
def lite(site, new_page, tmp_path_factory):
    """A function that opens a tab of JupyterLite with a Python; skips where there is none.

    `compiled`: it needs numpy and the others, which the core of Pyodide alone has not.
    """
    python, must = os.environ.get("GAMMALAB_PYODIDE"), os.environ.get("GAMMALAB_REQUIRE_PYODIDE")
    if not python and not must and not lite_page.reached():
        pytest.skip(f"{lite_page.WEB} is not reached, and GAMMALAB_PYODIDE names no folder")
    lacks = lite_page.missing(python) if python else []
    folder = tmp_path_factory.mktemp("lite")
    lite_page.with_python(site, python, folder)
    with served(folder) as address:

        def open_page(compiled=True):
            if compiled and lacks:
                pytest.skip(f"the Pyodide in {python} lacks {', '.join(lacks)}")
            return lite_page.LitePage(new_page(), address)

        yield open_page


@pytest.fixture(scope="session")
def new_page(address):
    """A function that opens an empty page; it may load from the site alone."""
    assert find_browser(), "no Chromium found: install one, or name it in GAMMALAB_CHROMIUM"
    with chromium((1280, 900)) as open_page:
        yield open_page


class Visit:
    """A page of the site, and what went wrong on it."""

    def __init__(self, page, address):
        self.page, self.address, self.wrong, self.outside = page, address, [], []
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", self._heard)
        page.on("request", self._asked)
        page.on("requestfailed", self._failed)

    def _heard(self, message):
        if message.type == "error":
            self.wrong.append(message.text)

    def _asked(self, request):
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.outside.append(request.url)

    def _failed(self, request):
        if request.failure != "net::ERR_ABORTED":  # the page was left
            self.wrong.append(f"{request.url}: {request.failure}")

    def open(self, name):
        """Open a page by its name, such as notebooks/02-delta-neutrality.html."""
        self.page.goto(f"{self.address}/{name}", wait_until="load")
        return self.page


@pytest.fixture
def visit(new_page, address):
    """One page for one test."""
    page = new_page()
    yield Visit(page, address)
    page.close()
