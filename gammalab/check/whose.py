"""Whose variant of an exercise counts: the student's who hands it in."""

from __future__ import annotations

import os
from pathlib import Path

GRADED = "autograde"  # what nbgrader calls the run that counts
HUB = "JUPYTERHUB_USER"


def whose(student: str) -> str:
    """The student whose variant counts: where nbgrader grades, whoever handed the work in.

    Elsewhere the id that is given, or on a JupyterHub the name of whoever works there.

    Raises
    ------
    ValueError, where none is known, or where the work holds another student's id.
    """
    if not isinstance(student, str):
        raise ValueError(f"student must be an id in quotes, such as 'ann', got {student!r}")
    given = student.strip()
    if os.environ.get("NBGRADER_EXECUTION") == GRADED:
        handed_in = Path.cwd().parent.name  # nbgrader runs it in autograded/STUDENT/ASSIGNMENT
        if given and given != handed_in:
            raise ValueError(f"student is {given!r}, and the work was handed in by {handed_in!r}")
        return handed_in
    if not (given or os.environ.get(HUB)):
        raise ValueError(
            'student must be your id in this class: write it into the cell `student = ""`, '
            "between the quotes, and run that cell"
        )
    return given or os.environ[HUB]
