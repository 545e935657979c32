"""From a code to the game on the page, and to where it is kept."""

from __future__ import annotations

from contextlib import suppress

from gammalab import work

from .codes import find
from .drill import Drill
from .drill_page import DrillDesk
from .page import Desk

NAME = "games.jsonl"


def desk(code: str, record=True) -> Desk:
    """The game of a code, as the last expression of a cell.

    code: "02-first-00A6": lesson, game and four of 0-9 and A-F. record: where the game is kept, so
    that it goes on after a restart. True is the student's folder (games.jsonl), where there is one
    and nobody is testing or grading; else a path to a file of lines, or a callable that is given
    each line as a dict; None keeps it in memory only.
    Errors: ValueError that says what is wrong with the code or the record.

    >>> desk("02-first-00A6")
    Game 02-first-00A6: First hedge, blind. 30 turns.
    """
    scenario, seed = find(code)
    page = DrillDesk if isinstance(scenario, Drill) else Desk
    return page(scenario, seed, _students_file() if record is True else record)


def _students_file():
    if work.unattended():
        return None
    with suppress(OSError):  # the folder that Python runs in may be gone
        if folder := work.folder():
            return folder / NAME
