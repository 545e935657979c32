"""One signed option, and how much time it has left.

This module knows nothing of what an option is worth: `book.py` and `formulas.py` do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .._validate import check_fields, choice, numbers, positive, years

KINDS = ("call", "put", "log")
END = "end"  # an expiry: the horizon of the paths, which nobody knows before they are there
SAME_MOMENT = 1e-12  # of an expiry: two times that differ by less are one, but for rounding


@dataclass(frozen=True)
class Option:
    """`quantity` European options; negative is sold.

    strike: currency, above 0. expiry: years from now (the moment time = 0), 0 or more; a duration
    is its days / 365; "end" is the horizon of the paths that a replay hedges it along, whatever
    clock they keep. right: "call", "put", or "log" for a `log_contract`.

    >>> Option(strike=100, expiry=0.25, right="put", quantity=-2)
    Option(strike=100.0, expiry=0.25, right='put', quantity=-2.0)
    """

    strike: float
    expiry: float | str
    right: str = "call"
    quantity: float = 1.0

    def __post_init__(self):
        check_fields(self, strike=positive, quantity=numbers)
        if not isinstance(self.expiry, str) or self.expiry != END:
            check_fields(self, expiry=years)
        choice("right", self.right, KINDS)


class Group(NamedTuple):
    """What a book holds at one strike and expiry: the quantity of each kind, signed."""

    strike: float
    expiry: float
    calls: float
    puts: float
    logs: float


def same_moment(one, other):
    """Whether two times (numbers or arrays) are one, but for rounding."""
    return abs(one - other) <= SAME_MOMENT * one


def time_left(expiry, time):
    """(years left, which of them are not over). The second is None where all are alive; both are
    None where none is. A rounding error away from the expiry is the expiry."""
    left = expiry - time
    if np.ndim(left) == 0:
        if same_moment(expiry, time):
            left = 0.0
        return (left, None) if left >= 0 else (None, None)
    left = np.where(same_moment(expiry, time), 0.0, left)
    alive = left >= 0
    return (left, None) if alive.all() else (np.where(alive, left, 0.0), alive)


def kept(value, alive):
    """A value where the option is alive, 0 where it was settled."""
    return value if alive is None else np.where(alive, value, 0.0)
