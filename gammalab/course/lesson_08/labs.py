"""What the text of lesson 08, gamma pressure, calls: its labs, and numbers beside them."""

from gammalab.course.errors import mean_and_error

from . import forecast
from .crowd import GAMMA_EACH, in_step, large, legs, made, market, root_and_error, volatility
from .dealers import IMPACT, MONTH
from .ladder import cascade, endless, ladder, with_dealers
from .late import late_vol, one_step_late
from .protocols import months, protocols
from .published import FUTURES_RETURN, calendar_guess, daily_memory, expiry_weeks
from .same_news import month, profit, same_news
from .whose import chain, exposure, pressure, whose_side, wrong_sign

__all__ = [
    "FUTURES_RETURN",
    "GAMMA_EACH",
    "IMPACT",
    "MONTH",
    "calendar_guess",
    "cascade",
    "chain",
    "daily_memory",
    "endless",
    "expiry_weeks",
    "exposure",
    "forecast",
    "in_step",
    "ladder",
    "large",
    "late_vol",
    "legs",
    "made",
    "market",
    "mean_and_error",
    "month",
    "months",
    "one_step_late",
    "pressure",
    "profit",
    "protocols",
    "root_and_error",
    "same_news",
    "volatility",
    "whose_side",
    "with_dealers",
    "wrong_sign",
]
