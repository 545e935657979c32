"""A built JupyterLite whose Python comes from a folder, or from the web as a reader's does.

`with_python(site, folder, target)` puts a Pyodide from `folder` beside a copy of JupyterLite, by
JupyterLite's own setting; nothing of JupyterLite is changed. `LitePage` opens and runs notebooks.
"""

import json
import shutil
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
WEB = "https://cdn.jsdelivr.net/pyodide/"
POLLING = 300  # ms
# The compiled packages that the course imports: without them no lesson runs.
COMPILED = ("numpy", "scipy", "matplotlib", "pandas")


def missing(folder):
    """What a folder with Pyodide lacks for the course: files of its own, or of `COMPILED`."""
    folder = Path(folder)
    packages = json.loads((folder / "pyodide-lock.json").read_text(encoding="utf-8"))["packages"]
    wanted = ["pyodide.mjs", *(packages[name]["file_name"] for name in COMPILED)]
    return [name for name in wanted if not (folder / name).is_file()]


def reached():
    """Whether the web has the Python that JupyterLite asks for."""
    try:
        with urlopen(Request(f"{WEB}v0.27.7/full/pyodide-lock.json", method="HEAD"), timeout=10):
            return True
    except (URLError, OSError):
        return False


def with_python(site, folder, target):
    """Serve-ready in `target`: the site's JupyterLite, its Python from `folder` (None: the web)."""
    shutil.copytree(site / "lite", target / "lite")
    settings = target / "lite" / "jupyter-lite.json"
    whole = json.loads(settings.read_text(encoding="utf-8"))
    config = whole["jupyter-config-data"]
    config["exposeAppInBrowser"] = True
    if folder:
        (target / "lite" / "python").symlink_to(Path(folder).resolve(), target_is_directory=True)
        config["litePluginSettings"][KERNEL]["pyodideUrl"] = "./python/pyodide.mjs"
    settings.write_text(json.dumps(whole), encoding="utf-8")


class LitePage:
    """A tab of JupyterLite; `page` is Playwright's."""

    def __init__(self, page, address):
        self.page, self.address, self.told = page, address, []
        page.on("console", lambda message: self.told.append(message.text[:600]))
        page.on("pageerror", lambda error: self.told.append(str(error)[:600]))

    def open(self, name, seconds=240):
        """Open a notebook by its name in the course, and wait for its kernel."""
        self.page.goto(f"{self.address}/lite/lab/index.html?path={quote(name)}")
        self._until(
            """name => globalThis.jupyterapp?.shell.currentWidget?.context?.path === name
                 && jupyterapp.shell.currentWidget.sessionContext?.session?.kernel""",
            seconds,
            name,
        )

    def execute(self, code, seconds=240):
        """Run code in the notebook's kernel, in no cell; return what it printed. Errors raise."""
        said = self.page.evaluate(
            """async ([code, most]) => {
              const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
              const run = kernel.requestExecute({ code });
              let out = "";
              let wrong = "";
              run.onIOPub = ({ header, content }) => {
                if (header.msg_type === "stream") out += content.text;
                if (header.msg_type === "error") wrong = content.traceback.join("\\n");
              };
              const late = new Promise((done) => setTimeout(() => done("late"), most * 1000));
              if (await Promise.race([run.done, late]) === "late") wrong = "no answer in time";
              return { out, wrong };
            }""",
            [code, seconds],
        )
        assert not said["wrong"], f"{said['wrong']}\n" + "\n".join(self.told[-20:])
        return said["out"]

    def write(self, *sources):
        """Put cells of code in place of the notebook's, after the one that fetches the library."""
        self.page.evaluate(
            """sources => {
              const book = jupyterapp.shell.currentWidget.content.model;
              const whole = book.toJSON();
              const first = whole.cells.find(cell => cell.cell_type === "code");
              const added = sources.map(source =>
                ({ cell_type: "code", source, metadata: {}, outputs: [], execution_count: null }));
              book.fromJSON({ ...whole, cells: [first, ...added] });
            }""",
            sources,
        )

    def run(self, count, seconds=240):
        """Run the first `count` cells of code; return their outputs, a list for each."""
        self.page.evaluate(
            """count => {
              const book = jupyterapp.shell.currentWidget.content;
              book.activeCellIndex = 0;
              book.deselectAll();
              const code = book.widgets.filter(cell => cell.model.type === "code");
              for (const cell of code.slice(0, count)) book.select(cell);
              void jupyterapp.commands.execute("notebook:run-cell");
            }""",
            count,
        )
        code = """[...jupyterapp.shell.currentWidget.content.model.cells]
          .filter(cell => cell.type === "code")"""
        self._until(
            f"""count => {{
              const code = {code}.slice(0, count);
              return code.every(cell => cell.executionState === "idle" && cell.executionCount) ||
                code.some(cell => cell.outputs.toJSON().some(o => o.output_type === "error"));
            }}""",
            seconds,
            count,
        )
        return self.page.evaluate(
            f"count => {code}.slice(0, count).map(cell => cell.outputs.toJSON())", count
        )

    def show(self, number):
        """Scroll to a cell of code: JupyterLab shows only what is in the window, or near it."""
        self.page.evaluate(
            """number => {
              const book = jupyterapp.shell.currentWidget.content;
              const code = book.widgets.filter(cell => cell.model.type === "code");
              return book.scrollToItem(book.widgets.indexOf(code[number]), "center");
            }""",
            number,
        )

    def _until(self, what, seconds, arg=None):
        self.page.wait_for_function(what, arg=arg, timeout=seconds * 1000, polling=POLLING)
