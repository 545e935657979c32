"""Libraries that an answer imports inside itself are loaded before its clock starts.

On a busy machine `from scipy.stats import norm` takes longer than an answer may.
"""

from __future__ import annotations

import contextlib
import dis
import importlib
from collections.abc import Callable, Iterator
from types import CodeType

LIBRARIES = ("numpy", "scipy", "pandas", "matplotlib")  # no file of a student's runs here


def load(function: Callable) -> None:
    """Import what the function imports of the LIBRARIES; what is not there fails in its place."""
    for name in imported(getattr(function, "__code__", None)):
        if name.partition(".")[0] in LIBRARIES:
            with contextlib.suppress(Exception):
                importlib.import_module(name)


def imported(code) -> Iterator[str]:
    """The modules that code imports, and what it takes from them, as they may be modules too.

    >>> def share(x):
    ...     from scipy.stats import norm
    ...     return norm.cdf(x)
    >>> list(imported(share.__code__))
    ['scipy.stats', 'scipy.stats.norm']
    """
    if not isinstance(code, CodeType):
        return
    module = ""
    for step in dis.get_instructions(code):
        if step.opname == "IMPORT_NAME":
            module = step.argval
            yield module
        elif step.opname == "IMPORT_FROM":
            yield f"{module}.{step.argval}"
    for inner in code.co_consts:
        yield from imported(inner)
