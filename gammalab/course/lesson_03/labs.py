"""What the text of lesson 03, the Taylor expansion, calls: its labs, and what they compute."""

from gammalab.course.lesson_02.replays import august_inputs

from .august import august_orders, orders, residual, worst_days
from .expansion import left_to_move, terms_of
from .move import one_move
from .trust import kept, off, slope, trust
from .waterfall import terms

__all__ = [
    "august_inputs",
    "august_orders",
    "kept",
    "left_to_move",
    "off",
    "one_move",
    "orders",
    "residual",
    "slope",
    "terms",
    "terms_of",
    "trust",
    "worst_days",
]
