"""What the text of lesson 09, crypto, calls: its labs, and numbers beside them."""

from gammalab.course.errors import mean_and_error
from gammalab.lab import words

from . import crash
from .accounts import account, accounts, hedges
from .bridge import bridge, filled_late, share, topped
from .dated import dated, hedged, spread
from .funding import closed as funding_mean
from .funding import funded, funding
from .gas import gas, hours_for, month, ratio
from .legs import closed, legs
from .pots import capital, cascade, one_pot, pots


def percent(share: float) -> str:
    """A share as the labs beside it tell it: halves are rounded up.

    >>> percent(0.3555), percent(0.0015)
    ('35.6 %', '0.2 %')
    """
    return words.percent(share, 1)


__all__ = [
    "account",
    "accounts",
    "bridge",
    "capital",
    "cascade",
    "closed",
    "crash",
    "dated",
    "filled_late",
    "funded",
    "funding",
    "funding_mean",
    "gas",
    "hedged",
    "hedges",
    "hours_for",
    "legs",
    "mean_and_error",
    "month",
    "one_pot",
    "percent",
    "pots",
    "ratio",
    "share",
    "spread",
    "topped",
]
