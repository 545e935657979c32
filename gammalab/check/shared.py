"""What everybody uses, put back when an answer has given it another meaning.

`np.abs = ...` or `builtins.sum = ...` inside an answer changes it for the judge too, for the next
answer, and for the notebook.
"""

import builtins
import math

import numpy

_NAMES = [("", vars(builtins)), ("math.", vars(math)), ("numpy.", vars(numpy))]


def now() -> list[tuple[str, dict, dict]]:
    """What the names mean now: for `put_back`."""
    return [(where, names, names.copy()) for where, names in _NAMES]


def put_back(before: list[tuple[str, dict, dict]]) -> list[str]:
    """Give every name its meaning from before, and return those that had another.

    Without any function of Python's own: it may be one of those that are gone. A name that is new
    stays: numpy loads some of its parts when they are first needed.
    """
    moved = []
    for where, names, kept in before:
        for name, meaning in kept.items():
            if names.get(name, moved) is not meaning:
                names[name] = meaning
                moved.append(where + name)
    return moved
