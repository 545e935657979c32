"""A code names a game: lesson, scenario, seed, and the version where it is not the first.

"05-trend-7F3A" is lesson 05, scenario "trend", seed 0x7F3A. The same code is the same path on every
machine. This module knows where lessons keep their scenarios, and no lesson.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import secrets

COURSE = "gammalab.course"  # where lessons keep their scenarios: lesson_NN/desk.py
SEEDS = 0x10000
_SHAPE = re.compile(r"(\d\d)-([A-Za-z]+)-([0-9A-Fa-f]{4})(?:\.(\d+))?")


def scenarios(lesson: str) -> dict:
    """The games of a lesson, by name: scenarios("02"). Errors: ValueError where there are none."""
    home = f"{COURSE}.lesson_{lesson}"
    found = importlib.util.find_spec(home) and importlib.util.find_spec(f"{home}.desk")
    if not found:
        raise ValueError(f"lesson {lesson} has no games. Is the code typed as it stands there?")
    return {s.name: s for s in importlib.import_module(f"{home}.desk").SCENARIOS}


def find(code: str):
    """(scenario, seed) of a code. Errors: ValueError that says what is wrong with it.

    >>> scenario, seed = find("02-first-00A6")
    >>> scenario.title, seed
    ('First hedge, blind', 166)
    """
    match = _SHAPE.fullmatch(code.strip()) if isinstance(code, str) else None
    if not match:
        raise ValueError(
            f"code = {code!r:.40}: a code is lesson, game and four of 0-9 and A-F, such as "
            '"02-first-00A6"'
        )
    lesson, name, digits, version = match.groups()
    known = scenarios(lesson)
    if name.lower() not in known:
        games = ", ".join(known)
        raise ValueError(f"code = {code!r}: lesson {lesson} has no game {name!r}; it has: {games}")
    scenario, seed = known[name.lower()], int(digits, 16)
    if int(version or 1) != scenario.version:
        raise ValueError(
            f"code = {code!r}: this is version {version or 1} of the game, and here is version "
            f"{scenario.version}: the path would be another one. Play "
            f"{code_of(scenario, seed)!r}, or install the course of then."
        )
    if seed in scenario.taken:
        raise ValueError(f"code = {code!r}: this is no game. {scenario.why_taken}".rstrip())
    return scenario, seed


def code_of(scenario, seed: int) -> str:
    """The code of a scenario with a seed."""
    version = "" if scenario.version == 1 else f".{scenario.version}"
    return f"{scenario.lesson}-{scenario.name}-{seed:04X}{version}"


def new_code(game: str) -> str:
    """A code nobody knows yet, of a lesson's game: new_code("02-first")."""
    lesson, _, name = game.partition("-")
    scenario, _ = find(f"{lesson}-{name}-FFFF")
    while (seed := secrets.randbelow(SEEDS)) in scenario.taken:
        pass
    return code_of(scenario, seed)
