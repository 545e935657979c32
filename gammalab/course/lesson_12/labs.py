"""What the text of lesson 12, the capstone, calls: its labs, and numbers beside them."""

from .desk import your_rule
from .how_sure import how_sure
from .numbers import (
    against_once,
    alike,
    bettor,
    by_years,
    months_needed,
    named_right,
    one_month,
    reading_depth,
    wrong_way,
)
from .rules import band, measured_vol, ww_width
from .worlds import noise_unit
from .yardstick import yardstick

__all__ = [
    "against_once",
    "alike",
    "band",
    "bettor",
    "by_years",
    "how_sure",
    "measured_vol",
    "months_needed",
    "named_right",
    "noise_unit",
    "one_month",
    "reading_depth",
    "wrong_way",
    "ww_width",
    "yardstick",
    "your_rule",
]
