"""Library functions that are closed while a student's function runs: who is asked to write a loop
should not call it.

The function's own code is exchanged, so it is closed by whatever name it was imported.
"""

from __future__ import annotations

import contextlib
import importlib
import types
from collections.abc import Callable, Iterator

_codes: dict[Callable, types.CodeType] = {}  # the true code of what is closed now


def find(name: str) -> Callable:
    """The function of that full name, such as ``"gammalab.replay"``.

    Raises
    ------
    ValueError, if there is none, or if it is not a plain Python function.
    """
    parts = name.split(".")
    for k in range(len(parts) - 1, 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:k]))
        except ImportError:
            continue
        with contextlib.suppress(AttributeError):
            for part in parts[k:]:
                found = getattr(found, part)
            if isinstance(found, types.FunctionType) and not found.__code__.co_freevars:
                return found
    raise ValueError(f"forbid takes the full names of plain Python functions, got {name!r}")


@contextlib.contextmanager
def closed(functions: dict[Callable, str], error: type[Exception]) -> Iterator[None]:
    """Within, each of `functions` raises `error` with its sentence."""
    try:
        for function, sentence in functions.items():
            _codes.setdefault(function, function.__code__)
            function.__code__ = _refusal(sentence, error)
        yield
    finally:
        reopen()


def reopen() -> None:
    """Open all again. Also called after a check: one that was stopped may have left them closed."""
    for function, code in list(_codes.items()):
        function.__code__ = code
        _codes.pop(function, None)


def _refusal(sentence: str, error: type[Exception]) -> types.CodeType:
    """Code that raises, whatever it is given; it sees only the globals of what it stands in for."""
    text = f"""def refuse(*_, **__):
    import {error.__module__} as home
    raise home.{error.__name__}({sentence!r})"""
    space: dict = {}
    exec(compile(text, "<closed>", "exec"), space)
    return space["refuse"].__code__
