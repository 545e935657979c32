"""What the library stands on, and the words for what is missing, old or broken.

Only Python's own library is used here: this speaks when the rest cannot be imported.
"""

import contextlib
import importlib
import re
import sys
from pathlib import Path

# Least version, and what to import to see that it works (compiled parts included); None: it is
# pure Python, and nothing that a lesson's first cell needs.
NEEDS = {
    "numpy": ((2, 0), "numpy"),
    "scipy": ((1, 13), "scipy"),
    "pandas": ((2, 2), "pandas"),
    "matplotlib": ((3, 8), "matplotlib.figure"),
    "ipywidgets": ((8, 1), "ipywidgets"),
    "anywidget": ((0, 9), "anywidget"),
    "tqdm": ((4, 66), None),
}


def faults():
    """What is wrong with this Python and its packages: lines, none if all is well.

    A package is looked up first and imported only if it is there and new enough.
    """
    from importlib import metadata  # some 10 ms, which only those pay who ask

    found = []
    if sys.version_info < (3, 11):  # noqa: UP036, for those who run it without installing it
        found.append(f"Python {sys.version.split()[0]} runs, 3.11 or newer is needed")
    for package, (least, module) in NEEDS.items():
        wanted = ".".join(map(str, least))
        try:
            version = metadata.version(package)
        except metadata.PackageNotFoundError:
            found.append(f"{package} is missing, {wanted} or newer is needed")
            continue
        numbers = tuple(int(part) for part in re.findall(r"\d+", version or "")[:2])
        if not numbers:
            found.append(f"{package} is half installed: it does not say its version")
        elif numbers < least:
            found.append(f"{package} {version} is installed, {wanted} or newer is needed")
        elif module and (why := _broken(module)):
            found.append(f"{package} {version} is installed, but cannot be imported ({why})")
    return found


def _broken(module):
    """Why a module cannot be imported, in one line; "" if it can."""
    try:
        importlib.import_module(module)
    except Exception as error:  # a package for another Python fails in many ways
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        return f"{type(error).__name__}: {lines[0][:120]}" if lines else type(error).__name__
    return ""


def said(found):
    """The whole message: what is wrong, which Python that is, and what to do."""
    lines = ["The course cannot run here:", *(f"  - {line}." for line in found)]
    lines.append(f"The Python that runs is {sys.executable}.")
    return "\n".join([*lines, f"What to do: {remedy()}"])


def remedy():
    """What to do about it, by where this Python comes from."""
    if sys.platform == "emscripten":  # JupyterLite brings all of it, in a cell of the notebook
        return (
            "save, reload the page, and run all cells: the cell with %pip fetches what is needed. "
            "It needs a way to the web."
        )
    course = Path(__file__).resolve().parent.parent
    if not (course / "Makefile").is_file():
        wanted = " ".join(f'"{name}>={".".join(map(str, v))}"' for name, (v, _) in NEEDS.items())
        return f"{sys.executable} -m pip install --upgrade {wanted}"
    if Path(sys.prefix).resolve() == (course / ".venv").resolve():
        return "close JupyterLab, remove the folder .venv, and run `make lab`."
    return (
        "close JupyterLab. In the course's folder, run `make lab`: it installs what is needed, and "
        "opens the course with it. (On Windows: docs/windows.md.)"
    )


@contextlib.contextmanager
def explained():
    """Around imports: where one fails because the environment is wrong, say so in words."""
    try:
        yield
    except ImportError as error:
        if (error.name or "").split(".")[0] == "gammalab" or not (found := faults()):
            raise
        raise ImportError(said(found), name=error.name) from error
