"""Which lines are a library's, and which are a student's own."""

import functools
import os
import sysconfig

import numpy as np

# By where modules of theirs are, too: in a browser sysconfig names folders that code is not from.
_HOMES = functools.__file__, os.path.dirname(np.__file__), os.path.dirname(__file__)
_LIBRARIES = tuple(
    os.path.realpath(folder) + os.sep
    for folder in {
        *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
        *(os.path.dirname(os.path.abspath(home)) for home in _HOMES),
    }
)


@functools.lru_cache(4096)  # asked at each line, where a clock is read there
def is_library(filename: str) -> bool:
    """Whether a file belongs to Python, to an installed package or to the course."""
    return os.path.realpath(filename).startswith(_LIBRARIES) or "<frozen" in filename
