"""The self-check of a set-up: packages, the folder for answers, and whether a widget answers.

`self_check()` stands in lesson 00. Each line of what it says is a test, and where one fails the
remedy stands beside it, in words that can be typed.
"""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import traitlets

from gammalab import _needs, work
from gammalab._page import Page, script
from gammalab._view import alone

from . import record

HERE = Path(__file__).parent
ROOM = 1 << 16  # bytes: more than the answers to the whole course
NO_BUTTON = (
    "No button above this line? Then no widget works here. On GitHub, or in a file that was only "
    "opened, that is so: run the cell first. In JupyterLab: save, reload the page, run the cell "
    "again. If there is still none, JupyterLab runs from another environment than this notebook: "
    "close it, and start it with make lab in the folder of the course."
)
NO_BUTTON_IN_A_BROWSER = (
    "No button above this line? Then no widget works here: save, reload the page, and run all "
    "cells again."
)


class Line(NamedTuple):
    """One test: whether all is well, what was found, and what to do where it is not."""

    good: bool
    found: str
    remedy: str = ""

    def __str__(self):
        mark = "✓" if self.good else "✗"
        lines = [f"{mark} {self.found}"]
        if self.remedy:
            lines.append(f"  What to do: {self.remedy}")
        return "\n".join(lines)


def self_check() -> Setup:
    """Look at what the course needs; shown in a notebook, it also asks for a press of a button.

    >>> print(self_check().lines[0])
    ✓ Python and its packages are new enough.
    """
    return Setup()


GONE = (
    "close JupyterLab. In the folder of the course, type make lab, and open the notebook that it "
    "shows."
)
GONE_IN_A_BROWSER = "reload the page, and open the notebook again."


class Setup(Page):
    """What was found, and a button that asks the kernel to answer. `lines` are the tests."""

    _esm = script(HERE / "selfcheck.js")
    _css = (
        ".gammalab-selfcheck button { min-height: 30px; margin-top: 8px; cursor: pointer; }\n"
        ".jp-OutputArea:has(.gammalab-selfcheck) .gammalab-nobutton { display: none; }"
    )
    presses = traitlets.Int(0).tag(sync=True)

    def __init__(self):
        here = [line] if (line := _gone()) else [_one_copy(), _folder()]
        self.lines = [line for line in (_packages(), *here) if line]
        super().__init__()
        self.on_msg(self._pressed)

    def _pressed(self, _widget, _content, _buffers):
        self.presses += 1

    def __repr__(self):
        return "\n".join(map(str, self.lines))

    def _ipython_display_(self):
        from IPython.display import display

        print(self)
        if view := alone(self._repr_mimebundle_()):
            display({**view, "text/plain": ""}, raw=True)
        text = NO_BUTTON_IN_A_BROWSER if sys.platform == "emscripten" else NO_BUTTON
        shown = {"text/html": f'<p class="gammalab-nobutton">{text}</p>', "text/plain": text}
        display(shown, raw=True)


def _packages():
    found = _needs.faults()
    if not found:
        return Line(True, "Python and its packages are new enough.")
    return Line(
        False,
        f"Python or a package does not fit: {'; '.join(found)}. The Python that runs is "
        f"{sys.executable}.",
        _needs.remedy(),
    )


def _gone():
    """None where the folder that Python runs in is still there."""
    try:
        Path.cwd()
    except OSError:
        return Line(
            False,
            "The folder of this notebook was moved or removed while it was open.",
            GONE_IN_A_BROWSER if sys.platform == "emscripten" else GONE,
        )
    return None


def _is_course(place):
    return all((place / name).is_dir() for name in ("lessons", "notebooks"))


def _one_copy():
    """None where it does not matter: there is one course, or the library alone."""
    mine, library = work.folder(), Path(__file__).resolve().parents[2]
    if mine is None or not _is_course(library):
        return None
    if mine.parent == library:
        return Line(True, "Notebook and library are of one copy of the course.")
    if not _is_course(mine.parent):
        return Line(
            False,
            f"Your folder is no longer in the course: it is {mine}, and the course is in "
            f"{library}.",
            f"close JupyterLab, move your folder back into {library}, and type make lab there.",
        )
    return Line(
        False,
        f"Two copies of the course: this notebook is in {mine.parent}, what it runs is in "
        f"{library}.",
        f"close JupyterLab, and start it with make lab in {mine.parent}.",
    )


def _folder():
    if work.unattended():
        return Line(True, "A machine runs this notebook: no answers are kept.")
    place = record.file()
    if place is None and sys.platform == "emscripten":
        return Line(
            False,
            "Your answers last until this notebook closes: it does not reach the browser's "
            "storage.",
            "open the page in a window that is not private, and let it store data.",
        )
    if place is None:
        return Line(
            False,
            f"Your answers last until this notebook closes: {Path.cwd()} is not your course "
            "folder.",
            "in the folder of the course, type make lab, and open the notebook that it shows.",
        )
    if sys.platform == "emscripten":  # no disk to be full, nobody else's folder
        return Line(True, f"Your answers are kept in this browser, in {place.name}.")
    try:
        with tempfile.TemporaryFile(dir=place.parent) as scratch:
            scratch.write(bytes(ROOM))
            scratch.flush()
            os.fsync(scratch.fileno())
        if os.path.lexists(place):  # a link to nowhere, too
            with open(place, "ab"):
                pass
    except OSError as fault:
        return _refused(place, fault)
    return Line(True, f"Your answers are kept in {place.parent.name}{os.sep}{place.name}.")


def _refused(place, fault):
    if fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return Line(
            False,
            "Your answers last until this notebook closes: the disk is full.",
            "make room on it, and run this again.",
        )
    if place.is_dir() or place.is_symlink():
        return Line(
            False,
            f"Your answers last until this notebook closes: {place} is no file that can be "
            f"written ({fault.strerror or fault}).",
            f"rename or remove {place.name} there, and run this again.",
        )
    again = "make lab WORK=another-name" if sys.platform != "win32" else "docs/windows.md"
    return Line(
        False,
        f"Your answers last until this notebook closes: {place} cannot be written "
        f"({fault.strerror or fault}).",
        f"open the course in a folder that is yours, or make a new one: {again}.",
    )
