"""What all rules share: the names of this library, of numpy and of math, as they were.

A policy that gives one of them another meaning changes everybody's score. `changed` finds what it
was, and puts it back. What a policy does on purpose, and undoes before it ends, is not found.
"""

from __future__ import annotations

import sys
from types import ModuleType

OURS, OTHERS = "gammalab", ("numpy", "math")
FIXED = (type, ModuleType, bool, int, float, str, tuple)


def names() -> list[tuple]:
    """[(a module, class or table, {name: what it means}, what it is called)] now."""
    found: list[tuple] = []
    for name, module in list(sys.modules.items()):
        if not isinstance(module, ModuleType):
            continue
        if name not in OTHERS and name.split(".")[0] != OURS:
            continue
        kept = {key: value for key, value in vars(module).items() if _is_shared(key, value)}
        found.append((module, kept, name))
        for key, value in kept.items():
            if isinstance(value, type) and value.__module__ == name:
                own = {k: v for k, v in vars(value).items() if _is_fixed(v)}
                found.append((value, own, f"{name}.{key}"))
        for key, value in vars(module).items():
            if name not in OTHERS and key.isupper() and isinstance(value, dict):
                found.append((value, dict(value), f"{name}.{key}"))
    return found


def changed(before) -> str:
    """The first name that means something else than in `before`, or ""; all are put back."""
    first = ""
    for owner, kept, called in before:
        space = owner if isinstance(owner, dict) else vars(owner)
        other = [key for key, value in kept.items() if space.get(key, first) is not value]
        more = [key for key in space if key not in kept] if isinstance(owner, type) else []
        more = [key for key in more if not key.startswith("_") and _is_fixed(space[key])]
        for key in other + more:
            first = first or f"{called}.{key}"
            if isinstance(owner, dict):
                owner[key] = kept[key]
            elif key in kept:
                setattr(owner, key, kept[key])
            else:
                delattr(owner, key)
    return first


def _is_shared(key, value):
    """Of a module: what is private and no function may change with time."""
    return callable(value) or (_is_fixed(value) and not key.startswith("_"))


def _is_fixed(value):
    return isinstance(value, FIXED) or callable(value) or hasattr(type(value), "__get__")
