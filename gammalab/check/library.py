"""Which lines are a library's, and which are a student's own."""

import os
import sysconfig

_LIBRARIES = tuple(
    os.path.realpath(folder) + os.sep
    for folder in {
        *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
        os.path.dirname(os.path.dirname(os.path.abspath(__file__))),  # gammalab itself
    }
)


def is_library(filename: str) -> bool:
    """Whether a file belongs to Python, to an installed package or to the course."""
    return os.path.realpath(filename).startswith(_LIBRARIES) or "<frozen" in filename
