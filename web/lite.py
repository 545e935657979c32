"""JupyterLite: the course in JupyterLab, with a Python that runs in the reader's browser.

What is built: JupyterLab itself, the lessons with their exercises and solutions, the library as a
wheel, and those packages that the Python in the browser does not have. That Python, with numpy and
the others that are compiled, comes from the web (jsdelivr.net) when a reader starts a kernel.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat

from gammalab import work
from web.fault import Fault
from web.states import ROOT

LOCK = "requirements-site.lock"
WHEELS = ROOT / "build" / "lite-wheels"
# What the library and the kernel need and Pyodide does not bring: pure Python, in the versions of
# the lock. Of what is missing here, the kernel asks pypi.org.
PURE = ("anywidget", "cloudpickle", "comm", "ipywidgets", "jupyterlab-widgets", "psygnal", "tqdm",
        "widgetsnbextension")  # fmt: skip
# The remark stands above: this %pip would take each of its words for a package.
INSTALL = (
    "# Only in the browser: fetches the library; takes a minute. What you do stays in it.\n"
    "%pip install -q gammalab"
)
CONFIG = {
    "LiteBuildConfig": {
        "apps": ["lab"],
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
        "extra_ignore_contents": [],  # by default what begins with a dot, as `work.MARKER` does
    },
    "ContentsManager": {"allow_hidden": True},
}
SETTINGS = {
    "jupyter-lite-schema-version": 0,
    "jupyter-config-data": {
        "appName": "Gamma scalping",
        "collaborative": False,
    },
}


def run(command, where):
    """Run a command; Fault, with all it said, when it fails."""
    done = subprocess.run(command, cwd=where, capture_output=True, text=True)
    if done.returncode:
        said = " ".join(map(str, command))
        raise Fault(f"{said} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def locked(names, lock):
    """Lines for pip, `name==version --hash=…`, of the packages in `names` from the text `lock`."""
    logical = lock.replace("\\\n", " ").splitlines()
    found = {re.split(r"[=\s]", line)[0]: line for line in logical if line.strip()}
    if missing := sorted(set(names) - set(found)):
        raise Fault(f"{LOCK} has no {', '.join(missing)}: run `make lock`")
    return [found[name] for name in names]


def wheels():
    """The wheels that go with the site: the library's, made now, and the others, fetched once."""
    WHEELS.mkdir(parents=True, exist_ok=True)
    wanted = "\n".join(locked(PURE, (ROOT / LOCK).read_text(encoding="utf-8"))) + "\n"
    note = WHEELS / "wanted.txt"
    if not note.is_file() or note.read_text(encoding="utf-8") != wanted:
        shutil.rmtree(WHEELS)
        WHEELS.mkdir()
        listed = WHEELS / "listed.txt"
        listed.write_text(wanted, encoding="utf-8")
        run(
            [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--require-hashes",
             "--only-binary=:all:", "--implementation=py", "--abi=none", "--platform=any",
             "--disable-pip-version-check", "-d", WHEELS, "-r", listed],
            ROOT,
        )  # fmt: skip
        listed.rename(note)
    for old in WHEELS.glob("gammalab-*.whl"):
        old.unlink()
    run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation",
         "--disable-pip-version-check", "-w", WHEELS, "."],
        ROOT,
    )  # fmt: skip
    found = sorted(WHEELS.glob("*.whl"))
    if len(found) != len(PURE) + 1:
        raise Fault(f"{WHEELS} has {[path.name for path in found]}; one is missing, or too many")
    return found


def for_browser(book):
    """A notebook whose first cell of code fetches the library."""
    at = next((k for k, cell in enumerate(book.cells) if cell.cell_type == "code"), None)
    if at is not None:
        cell = nbformat.v4.new_code_cell(INSTALL, id="fetch-gammalab")
        book.cells.insert(at, cell)
    return book


def contents(folder):
    """What a reader finds in the file browser: the same folders as in a copy made by `make lab`.

    It is a student's folder like that copy: answers are kept in it, which is in the browser's own
    storage, and what was typed is known from what the course put there.
    """
    for kind in work.FOLDERS:
        (folder / kind).mkdir(parents=True)
        for path in sorted((ROOT / kind).glob("[0-9][0-9]-*.ipynb")):
            book = for_browser(nbformat.read(path, as_version=4))
            nbformat.write(book, folder / kind / path.name)
    for path in helps():
        target = folder / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    work.mark(folder)


def helps():
    """The documents that go with the lessons; where `work.HELP` names a folder, those in it."""
    for name in work.HELP:
        path = ROOT / name
        yield from sorted(path.glob("*.md")) if path.is_dir() else [path]


def key():
    """A digest of all that JupyterLite is built from: the course's files, the lock, this module."""
    files = [ROOT / LOCK, ROOT / "pyproject.toml", Path(__file__), *helps()]
    for folder in ("gammalab", *work.FOLDERS):
        files += [path for path in sorted((ROOT / folder).rglob("*")) if path.is_file()]
    whole = hashlib.sha256()
    for path in files:
        if path.parent.name != "__pycache__":
            whole.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def build(target):
    """Build JupyterLite into the folder `target`; nothing is done where it is there already."""
    note, now = ROOT / "build" / "lite.key", key()
    if note.is_file() and note.read_text() == now and (target / "lab" / "index.html").is_file():
        return
    note.unlink(missing_ok=True)
    shutil.rmtree(target, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="gammalab-lite-") as scratch:
        scratch = Path(scratch)
        contents(scratch / "contents")
        (scratch / "jupyter_lite_config.json").write_text(json.dumps(CONFIG))
        (scratch / "jupyter-lite.json").write_text(json.dumps(SETTINGS))
        command = [sys.executable, "-m", "jupyterlite_core", "build", "--contents=contents"]
        command += [f"--piplite-wheels={path}" for path in wheels()]
        run([*command, f"--output-dir={target.resolve()}"], scratch)
    if not (target / "lab" / "index.html").is_file():
        raise Fault(f"JupyterLite was built, but {target} has no lab/index.html")
    note.write_text(now)
