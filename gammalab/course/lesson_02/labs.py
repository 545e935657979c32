"""The labs of lesson 02, delta neutrality.

`one_path`, `long_and_short`, `once_or_often`, and the worked replay `august_2015`. `hull_table` is
Hull's. `gammalab.lab.describe` says what a lab is.
"""

from .often import GRID, at_moments, noise_of, once_or_often
from .path import one_path
from .replays import august_2015, august_inputs, hull_run, hull_table
from .sides import SHAPES, long_and_short, market
from .trades import DAYS, EXPIRY, SPOT, average_price, rehedges

__all__ = [
    "DAYS",
    "EXPIRY",
    "GRID",
    "SHAPES",
    "SPOT",
    "at_moments",
    "august_2015",
    "august_inputs",
    "average_price",
    "hull_run",
    "hull_table",
    "long_and_short",
    "market",
    "noise_of",
    "once_or_often",
    "one_path",
    "rehedges",
]
