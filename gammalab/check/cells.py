"""Is the function in the kernel the one that the notebook shows? And is it there at all?

A cell can be changed and not run again, or fail when it is run: then the old function lives on.
The kernel knows what was run; what stands in the cells it knows as far as the notebook is saved.
"""

from __future__ import annotations

import ast
import json
import linecache
import os
import re
import sys
import time
from pathlib import Path

from .answer import AT_THE_TOP

_ran: dict[str, float] = {}  # when each text of a cell was run last


def watch() -> None:
    """From now on note when cells are run, and explain names that are not known yet, if this is a
    notebook."""
    shell = getattr(sys.modules.get("__main__"), "get_ipython", lambda: None)()
    if shell is None:
        return
    for event, listener in (("pre_run_cell", _note), ("post_run_cell", _explain)):
        if listener not in shell.events.callbacks[event]:
            shell.events.register(event, listener)


def _note(info) -> None:
    _ran[info.raw_cell.strip()] = time.time()


def _explain(result) -> None:
    """One plain sentence below the traceback of a cell that came too early."""
    error = result.error_in_exec
    if isinstance(error, NameError) and (said := _too_early(result.info.raw_cell, error.name)):
        print(said)


def _too_early(cell: str, name: str | None) -> str:
    """
    >>> _too_early('check("2.1", hedge)', "hedge")
    '`hedge` is not known yet: first run the cell that defines it.'
    """
    if name in AT_THE_TOP:
        return f"`{name}` is not known yet: first {AT_THE_TOP[name]}."
    if name and re.search(rf"\bcheck\([^,]+,\s*{re.escape(name)}\b", cell):
        return f"`{name}` is not known yet: first run the cell that defines it."
    return ""


def stale(function) -> str:
    """What to say where the text of the student's function and the function differ; or ""."""
    code = getattr(function, "__code__", None)
    if code is None or code.co_name == "<lambda>":
        return ""
    name, notebook = code.co_name, sys.modules.get("__main__")
    ran = "".join(linecache.getlines(code.co_filename))
    mine = _definition(ran, name)
    history = getattr(notebook, "In", None)
    if mine is None or not isinstance(history, list):
        return ""
    for number in range(len(history) - 1, 0, -1):
        run_last = _definition(history[number], name)
        if run_last is not None and getattr(notebook, name, None) is function:
            if run_last != mine:
                return (
                    f"(The cell run as [{number}] holds another `{name}`, but it did not run to "
                    "its end: this is the one from before.)"
                )
            break
    texts = _saved_after(_ran.get(ran.strip(), float("inf")))
    saved = [found for text in texts if (found := _definition(text, name))]
    if saved and mine not in saved:
        return (
            f"(In the saved notebook, the cell of `{name}` reads differently from what "
            "was run: did you change it and not run it again?)"
        )
    return ""


def _definition(text: str, name: str) -> str | None:
    """The last function of that name in a cell, without comments and layout; None if none."""
    if f"def {name}(" not in text:
        return None
    try:
        tree = ast.parse(text)
    except SyntaxError:  # it could not run; or a magic, which is not ours to read
        return "" if not text.lstrip().startswith(("%", "!")) else None
    found = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == name]
    return ast.dump(found[-1]) if found else None


def _saved_after(moment: float) -> list[str]:
    """The code cells of the notebook's file, if the server says which it is and it is newer: an
    older one shows what stood there before."""
    place = os.environ.get("JPY_SESSION_NAME", "")
    if not place.endswith(".ipynb"):
        return []
    path = Path(place)
    if not path.is_absolute():
        path = Path.cwd() / path.name  # a kernel starts in the folder of its notebook
    try:
        if path.stat().st_mtime < moment:
            return []
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
