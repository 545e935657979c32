"""The first cell of every lesson: is everything there that the labs need, and what if not?"""

import sys

from gammalab import _needs

HELP = """\
Ready. Run each lab's cell to make its sliders move.
If a lab shows no sliders, or an error in their place: save, choose Kernel > Restart Kernel and Run
All Cells, and reload the page in the browser. If that does not help, JupyterLab runs from another
environment than this notebook: close it and start it again with `make lab`."""
IN_A_BROWSER = """\
Ready. Run each lab's cell to make its sliders move.
If a lab shows no sliders, or an error in their place: save, reload the page in the browser, and
choose Run > Run All Cells."""


def ready() -> None:
    """Print that all is well, or raise RuntimeError that says what is wrong and what to do.

    Nothing is imported before it is known to be there: this works where the labs do not.
    """
    if found := _needs.faults():
        raise RuntimeError(_needs.said(found))
    print(IN_A_BROWSER if sys.platform == "emscripten" else HELP)
