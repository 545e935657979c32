"""A real JupyterLab and a real browser, for tests and benchmarks.

`jupyterlab(root)` serves a folder on a free port with settings of its own; `chromium()` starts a
headless browser; `LabPage` opens a notebook in it, runs it and looks at what a reader would see.
(Not called jupyter.py: that name would hide the package of the same name.)
"""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# ms between two looks. Playwright looks at each frame: that can be most of a page's work, and where
# a busy machine draws no frames, it would wait in vain.
OFTEN, POLLING = 50, 200
# It opens by itself where no document is left, and twice came to lie in front of the next one.
LAUNCHER = "@jupyterlab/launcher-extension:plugin"
TIMEOUT = 60_000  # ms; a cold start on a busy machine of two cores takes 20 s


def find_browser():
    """The path of a Chromium: GAMMALAB_CHROMIUM if set, else the first found; None if none."""
    return os.environ.get("GAMMALAB_CHROMIUM") or next(
        filter(None, map(shutil.which, BROWSERS)), None
    )


@contextmanager
def chromium(size=(1300, 1400)):
    """A headless browser with a new profile; gives a function that opens an empty page."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory(prefix="gammalab-profile-") as profile, sync_playwright() as p:
        width, height = size
        context = p.chromium.launch_persistent_context(
            profile,
            executable_path=find_browser(),
            headless=True,
            args=FLAGS,
            viewport={"width": width, "height": height},
        )
        context.set_default_timeout(TIMEOUT)

        def new_page():
            page = context.new_page()
            page.wait_for_function = partial(page.wait_for_function, polling=OFTEN)
            return page

        yield new_page
        context.close()


@contextmanager
def jupyterlab(root):
    """Serve the folder `root`; gives (address, token). No setting of the user gets in."""
    with tempfile.TemporaryDirectory(prefix="gammalab-jupyter-") as home:
        home = Path(home)
        _write_settings(home)
        token = secrets.token_hex(16)
        port = _free_port()
        log = home / "server.log"
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}"]
        command += [f"--ServerApp.root_dir={root}", f"--IdentityProvider.token={token}"]
        command += ["--ServerApp.ip=127.0.0.1", "--ServerApp.port_retries=0"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command += ["--allow-root"]
        with log.open("w") as sink:
            server = subprocess.Popen(command, env=_environment(home), stdout=sink, stderr=sink)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_up(f"{address}/api?token={token}", server, log)
            yield address, token
        finally:
            server.terminate()
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _environment(home):
    foreign = ("JUPYTER_PATH", "JUPYTER_CONFIG_PATH", "GAMMALAB_STRICT", "MPLBACKEND")
    foreign += ("PYTEST_VERSION",)  # a student's kernel does not run under pytest
    keep = {name: value for name, value in os.environ.items() if name not in foreign}
    return keep | {
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
    }


def _write_settings(home):
    """No news, no updates; outputs outside the window stay on the page, so that tests see them."""
    files = {
        "config/jupyter_lab_config.json": {
            "LabApp": {
                "news_url": None,
                "check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
                "expose_app_in_browser": True,
            }
        },
        "config/labconfig/page_config.json": {"disabledExtensions": {LAUNCHER: True}},
        "settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings": {
            "fetchNews": "false",
            "checkForUpdates": False,
        },
        "settings/@jupyterlab/notebook-extension/tracker.jupyterlab-settings": {
            "windowingMode": "none",
        },
    }
    for name, content in files.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content))


def _free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def _wait_until_up(url, server, log, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(url, timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")


# JupyterLab asks for the focus as it opens a document, once. A busy page may miss that.
IN_FRONT = """path => {
  const shell = globalThis.jupyterapp?.shell;
  if (!shell || !document.querySelector('.jp-Notebook .jp-Cell')) return false;
  if (shell.currentWidget?.context?.path === path) return true;
  const opened = [...shell.widgets('main')].find(widget => widget.context?.path === path);
  if (opened?.context.isReady) shell.activateById(opened.id);
  return false;
}"""

# Disposed of, not closed: that would ask whether to save.
LEAVE = """async () => {
  const app = globalThis.jupyterapp;
  if (!app) return false;
  for (const widget of [...app.shell.widgets('main')]) widget.dispose();
  await app.serviceManager.sessions.shutdownAll();
  if (app.shell.leftCollapsed) app.shell.expandLeft();
  const theme = 'JupyterLab Light';
  if (document.body.dataset.jpThemeName !== theme)
    void app.commands.execute('apputils:change-theme', { theme });
  return true;
}"""


class LabPage:
    """One tab of JupyterLab. `page` is Playwright's page, for whatever is not offered here."""

    def __init__(self, page, root, address, token):
        self.page, self.root = page, Path(root)
        self._address, self._token = address, token
        self._broken, self._size = [], page.viewport_size
        self.console = []  # errors that it told; a kernel that is gone makes JupyterLab tell some
        page.on("pageerror", self._page_error)
        page.on("console", self._console)

    def _page_error(self, error):
        # Said where a widget took over two seconds to start. It hears all the same: hearing.js sees
        # to that, and test_slow_start.py to hearing.js. A test that moves it finds out.
        if "[anywidget] Failed to initialize model." not in str(error):
            self._broken.append(f"page: {error}")

    def _console(self, message):
        if message.type == "error":
            self.console.append(f"{message.text[:300]} {message.location}")

    def write(self, name, *cells):
        """Put a notebook of these code cells into the served folder."""
        import nbformat  # here: it takes long

        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(notebook, self.root / name)

    def open(self, path):
        """Open a notebook of the served folder and wait until its kernel is ready."""
        if not self.page.evaluate("() => 'jupyterapp' in globalThis"):
            return self.load(path)
        self.page.evaluate(
            "path => void jupyterapp.commands.execute('docmanager:open', { path })", path
        )
        self._wait_until_ready(path)

    def load(self, path):
        """Open a notebook as the first thing of a newly loaded page, with its workspace empty."""
        self.page.goto(f"{self._address}/lab/tree/{path}?token={self._token}&reset")
        self._wait_until_ready(path)

    def save(self):
        """Save the notebook, and wait for the end of it.

        Not for the sign that nothing is unsaved: JupyterLab saves by itself every two minutes, and
        the end of that takes the sign away, whatever came on the page since it began.
        """
        self.page.evaluate("() => jupyterapp.shell.currentWidget.context.save()")

    def leave(self):
        """Close every document, end the kernels; window and theme are again as at first."""
        if self.page.evaluate(LEAVE):
            self.page.locator(".jp-Notebook").wait_for(state="detached")
        self._broken.clear()
        self.console.clear()
        if self.page.viewport_size != self._size:
            self.page.set_viewport_size(self._size)

    def run_all(self, seconds=300):
        """Run all cells; wait until the kernel is idle, every code cell has run, and all is shown.

        The longest lesson takes half a minute on an idle machine.
        """
        self.page.evaluate("() => void jupyterapp.commands.execute('notebook:run-all-cells')")
        self.page.wait_for_function(
            """() => {
              const cells = jupyterapp.shell.currentWidget.content.model.cells;
              const code = [...cells]
                .filter(c => c.type === 'code' && c.sharedModel.source.trim());
              const failed = code
                .some(c => c.outputs.toJSON().some(o => o.output_type === 'error'));
              const waiting = document.querySelectorAll('.jp-InputPrompt').values()
                .some(p => p.textContent.includes('*'));
              return !waiting && (failed || code.every(c => c.executionCount));
            }""",
            timeout=seconds * 1000,
            polling=POLLING,
        )
        self._wait_until_idle()
        self._wait_for_pictures()
        self.settle()

    def errors(self):
        """All that went wrong and a reader would notice, in words; empty when all is well."""
        found = self.page.evaluate(
            """() => {
              const cells = [...jupyterapp.shell.currentWidget.content.model.cells];
              const outputs = cells.filter(c => c.type === 'code')
                .flatMap(c => c.outputs.toJSON());
              const raised = outputs.filter(o => o.output_type === 'error')
                .map(o => `cell: ${o.ename}: ${o.evalue}`);
              const texts = selector => [...document.querySelectorAll(selector)]
                .filter(n => n.checkVisibility()).map(n => n.textContent);
              const alarm = /Error displaying widget|Failed to load model|Javascript Error/;
              const shown = texts('.jp-OutputArea-output').filter(t => alarm.test(t));
              return [...raised, ...shown, ...texts('.gammalab-problem')];
            }"""
        )
        return found + self._broken

    def labs(self):
        """The live labs on the page, as Playwright locators."""
        return self.page.locator(".jp-OutputArea .gammalab-lab").all()

    def sliders(self):
        """The handles of all sliders in the outputs: focus one and press an arrow key."""
        return self.page.locator(".jp-OutputArea [role=slider]").all()

    def pictures(self):
        """The pictures in the outputs that can be seen."""
        found = self.page.locator(".jp-OutputArea img").all()
        return [picture for picture in found if picture.is_visible()]

    def settle(self, seconds=20):
        """Wait until the kernel has done what was asked of it, and the outputs stay the same.

        The kernel answers in the order of what it is sent: an answer now comes after what a key has
        sent. But ipywidgets sends a slider's next value when the last has been dealt with, and a
        lab is many widgets, each with messages of its own: a picture may be there before the
        words that give way to it are gone. So it is asked again and again, and all that is shown
        must stay the same all the while. A picture that has got another size waits a moment before
        it asks to be drawn anew, and says so.
        """
        deadline = time.monotonic() + seconds
        last, since, asked = None, time.monotonic(), 0
        while time.monotonic() < deadline:
            now = self.page.evaluate(
                """async () => {
                  const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
                  const late = new Promise(resolve => setTimeout(resolve, 5000));
                  if (kernel.connectionStatus !== 'connected') return [Math.random(), 'away'];
                  await Promise.race([kernel.requestKernelInfo(), late]);
                  // A picture is in its own address, all 100,000 characters of it.
                  const all = selector => [...document.querySelectorAll(selector)];
                  const growing = all('.gammalab-picture[data-growing]').length;
                  return all('.jp-OutputArea img').map(i => i.src.slice(-40))
                    .concat(all('.jp-OutputArea').map(o => o.innerHTML.length))
                    .concat(growing ? 'growing' : kernel.status);
                }"""
            )
            asked += 1
            if now != last or now[-1] != "idle":
                last, since, asked = now, time.monotonic(), 1
            if time.monotonic() - since > 0.2 and asked >= 3:
                return
            self.page.wait_for_timeout(40)
        raise AssertionError(f"the outputs still change after {seconds} s")

    def close(self):
        """End the kernels that were started, and close the tab."""
        self.page.evaluate("() => globalThis.jupyterapp?.serviceManager.sessions.shutdownAll()")
        self.page.close()

    def _wait_until_ready(self, path):
        from playwright.sync_api import TimeoutError

        try:
            self.page.wait_for_function(IN_FRONT, arg=path, polling=POLLING)
        except TimeoutError as error:
            seen = self.page.evaluate(
                """() => [
                  document.hasFocus(),
                  globalThis.jupyterapp?.shell.currentWidget?.id,
                  [...(globalThis.jupyterapp?.shell.widgets('main') ?? [])]
                    .map(w => [w.id, w.context?.path, w.context?.isReady, w.isAttached]),
                  document.querySelector('.jp-Dialog')?.textContent,
                ]"""
            )
            said = f"{path} is not in front: {seen}, {self.console}, {self._broken}"
            raise AssertionError(said) from error
        self._wait_until_idle()

    def _wait_until_idle(self):
        self.page.wait_for_function(
            """() => globalThis.jupyterapp?.shell.currentWidget?.sessionContext?.session
                 ?.kernel?.status === 'idle'""",
            polling=POLLING,
        )

    def _wait_for_pictures(self):
        """Widgets appear a moment after their cell is done."""
        self.page.wait_for_function(
            """() => [...document.querySelectorAll('.gammalab-lab')].every(lab =>
                 lab.querySelector('img')?.naturalWidth > 0)""",
            polling=POLLING,
        )
