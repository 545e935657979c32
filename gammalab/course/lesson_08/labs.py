"""What the text of lesson 08, gamma pressure, calls: its labs, and numbers beside them."""

from . import forecast
from .dealers import IMPACT, MONTH
from .ladder import cascade, endless, ladder, with_dealers
from .late import late_vol, one_step_late
from .protocols import protocols
from .same_noise import profit, same_noise
from .whose import chain, exposure, pressure, whose_side

__all__ = [
    "IMPACT",
    "MONTH",
    "cascade",
    "chain",
    "endless",
    "exposure",
    "forecast",
    "ladder",
    "late_vol",
    "one_step_late",
    "pressure",
    "profit",
    "protocols",
    "same_noise",
    "whose_side",
    "with_dealers",
]
