"""The first cell of every lesson: is everything there that the labs need, and what if not?"""

from __future__ import annotations

import sys
from importlib import metadata

NEEDS = {"ipywidgets": (8, 1), "anywidget": (0, 9), "matplotlib": (3, 8), "numpy": (2, 0)}

HELP = """\
Ready. Run each lab's cell to make its sliders move.
If a lab shows no sliders, or an error in their place: save, choose Kernel > Restart Kernel and Run
All Cells, and reload the page in the browser. If that does not help, JupyterLab runs from another
environment than this notebook: close it and start it again with `make lab`."""


def ready() -> None:
    """Print that all is well, or raise RuntimeError that says what is missing and what to do."""
    wrong = []
    if sys.version_info < (3, 11):  # noqa: UP036, for those who run it without installing it
        wrong.append(f"Python {sys.version.split()[0]} runs, 3.11 or newer is needed")
    for package, least in NEEDS.items():
        wanted = ".".join(map(str, least))
        try:
            found = metadata.version(package)
        except metadata.PackageNotFoundError:
            wrong.append(f"{package} is missing, {wanted} or newer is needed")
            continue
        if tuple(int(part) for part in found.split(".")[:2]) < least:
            wrong.append(f"{package} {found} is installed, {wanted} or newer is needed")
    if wrong:
        raise RuntimeError(
            "This course cannot run here: " + "; ".join(wrong) + ". `make lab`, in the course's "
            "folder, installs the versions it was tested with."
        )
    print(HELP)
