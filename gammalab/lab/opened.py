"""Which labs are on the page, and which are not any more: those are closed.

When a cell runs again, JupyterLab removes its outputs without a word to the kernel, and ipywidgets
keeps every widget for ever: each run of a lab would leave its pictures in memory. So after each
cell it is asked what the cell showed before. A lab is closed when it was shown there only, is not
shown again, and has no name of its own in the notebook. A cell that is moved, copied or cut and
brought back does not run, so its lab stays open.
"""

from __future__ import annotations

import gc
from weakref import WeakKeyDictionary

import ipywidgets

_places = WeakKeyDictionary()  # lab -> ids of the cells that show it
_now = []  # labs shown by the cell that runs
_listening = False


def note(live):
    """`live` is being shown by the cell that runs now. Outside of IPython nothing happens."""
    from IPython import get_ipython

    global _listening
    shell = get_ipython()
    if shell is None:
        return
    if not _listening:
        shell.events.register("post_run_cell", lambda result: _after_cell(shell, result))
        _listening = True
    _now.append(live)


def widgets_within(root):
    """`root` and every widget that it is made of: children, and the layout and style of each."""
    found, left = [], [root]
    while left:
        widget = left.pop()
        if any(widget is one for one in found):
            continue
        found.append(widget)
        for name in widget.keys:
            value = getattr(widget, name)
            left += [v for v in (value if isinstance(value, tuple) else [value]) if _is_widget(v)]
    return found


def _is_widget(value):
    return isinstance(value, ipywidgets.Widget)


def _after_cell(shell, result):
    cell = getattr(result.info, "cell_id", None)
    if cell is None:  # not from a notebook, or run by code: nothing is known about its outputs
        return
    shown = list(_now)
    _now.clear()
    gone = []
    for live, cells in list(_places.items()):
        if cell in cells and not any(live is other for other in shown):
            cells.discard(cell)
            if not cells and not _named(live, shell):
                gone.append(live)
    for live in gone:
        _forget(live, shell)
        live.close()
    if gone:
        gone.clear()
        live = None
        gc.collect()  # figures are full of circles; the next lab can have their room
    for live in shown:
        _places.setdefault(live, set()).add(cell)


def _named(live, shell):
    """Whether a variable of the reader's is this lab; IPython's own, `_`, `_3`, do not count."""
    return any(value is live for name, value in shell.user_ns.items() if not name.startswith("_"))


def _forget(live, shell):
    """Take a lab out of IPython's memory of past results."""
    for memory in (shell.user_ns, shell.user_ns_hidden, shell.user_ns.get("Out", {})):
        for name in [name for name, value in memory.items() if value is live]:
            del memory[name]
    history = shell.displayhook
    for name in ("_", "__", "___"):
        if getattr(history, name, None) is live:
            setattr(history, name, "")
            shell.user_ns[name] = ""
