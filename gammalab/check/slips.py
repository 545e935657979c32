"""Slips in what goes into a formula: days for years, per cent for decimals, two inputs swapped.

They do not show in the numbers alone. Where a problem hands its right function to `compare`, that
function is asked what it would give with each slip.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import combinations

import numpy as np

from .inputs import SIDES, SIGNED

TIMES = ("expiry", "time", "times", "horizon", "left", "time_left", "years", "tau")
DAYS = ("days", "days_left", "days_to_expiry")
VOLS = ("vol", "sigma", "paid_vol", "hedge_vol", "mark_vol", "iv")
SECONDS = 1.0  # for asking a right function that is slow
RATES = ("rate", "carry", "cash_rate", "dividend", "funding")


def cause(group, right: Callable, read_well: bool = False) -> str | None:
    """The slip with which `right` gives what came, in every record of `group`.

    read_well : another result of the same inputs is right, so that no input was mistaken for
        something else; one may still stand in this formula wrongly
    """
    calls = [r.call for r in group]
    if any(call is None or not call.values for call in calls):
        return None
    theirs, asked = list(calls[0].inputs), list(calls[0].asked)
    names = asked if len(asked) == len(theirs) else theirs
    end = time.monotonic() + SECONDS
    for places, change, message in _slips(names, theirs, read_well):
        if time.monotonic() > end:
            return None
        if _explains(group, right, places, change):
            return message
    return None


def _explains(group, right, places, change) -> bool:
    for r in group:
        values = list(r.call.values)
        try:
            changed = change(*(values[k] for k in places))
            for k, value in zip(places, changed, strict=True):
                values[k] = value
            with np.errstate(all="ignore"):
                given = np.asarray(right(*values), dtype=float)
        except Exception:  # what was changed suits no such input
            return False
        if not r.fits(given):
            return False
    return True


def _slips(
    names: list[str], theirs: list[str], read_well: bool
) -> Iterator[tuple[tuple, Callable, str]]:
    """(which inputs, what becomes of them, what to say), likeliest first.

    Without a rate an option knows only vol * root(time): days for years look like a volatility
    off by their root. So all times are asked before any volatility.
    """
    pairs = list(enumerate(zip(names, theirs, strict=False)))
    for k, (name, their) in () if read_well else pairs:
        for factor, say in _units_of_time(name, their):
            yield (k,), lambda value, factor=factor: (np.asarray(value) * factor,), say
    for k, (name, their) in pairs:
        for factor, say in _factors(name, their, read_well):
            yield (k,), lambda value, factor=factor: (np.asarray(value) * factor,), say
        if name in SIGNED and not read_well:
            yield (k,), lambda value: (np.abs(value),), f"the sign of `{their}` is lost"
            yield (k,), lambda value: (-np.asarray(value),), f"the sign of `{their}` is turned"
        if name in RATES:
            yield (k,), lambda value: (0.0 * np.asarray(value),), f"`{their}` is left out"
        if name in VOLS:
            yield (k,), lambda value: (np.square(value),), f"`{their}` is squared once too often"
            yield (k,), lambda value: (np.sqrt(value),), f"is a square of `{their}` missing?"
        if not read_well:
            yield (k,), lambda value: (SIDES[value],), f"`{their}` is taken for the other side"
    if read_well:
        return
    for i, j in combinations(range(min(len(names), len(theirs))), 2):
        yield (i, j), lambda a, b: (b, a), f"`{theirs[i]}` and `{theirs[j]}` are swapped"


def _units_of_time(name: str, their: str) -> Iterator[tuple[float, str]]:
    if name in TIMES:
        for days in (365, 252):
            yield 1.0 * days, f"`{their}` is in years: it is taken in days (times {days})"
            yield 1.0 / days, f"`{their}` is in years already: it is divided by {days}"
    if name in DAYS:
        yield 365.0, f"`{their}` is in days: a formula takes years (divide by 365)"
        yield 365 / 252, f"`{their}` is in days of the calendar: a year has 365 of them"


def _factors(name: str, their: str, read_well: bool) -> Iterator[tuple[float, str]]:
    if (name in VOLS or name in RATES) and not read_well:
        yield 100.0, f"`{their}` is a decimal: it is taken in per cent"
        yield 0.01, f"`{their}` is a decimal already: it is divided by 100"
    if name in VOLS:
        yield 2**0.5, f"is a half of `{their}` squared missing?"
        yield 0.5**0.5, f"is a half of `{their}` squared one too many?"
        for days in (365, 252):
            yield days**-0.5, f"`{their}` is a year's: it is taken for a day's (root of {days})"
            yield days**0.5, f"`{their}` is a year's already: it is made one (root of {days})"
