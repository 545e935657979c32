"""What the text of lesson 09, crypto, calls: its labs, and numbers beside them."""

from .accounts import account, accounts, hedges
from .book import mean_and_error
from .funding import closed as funding_mean
from .funding import funded, funding
from .legs import closed, legs
from .pots import cascade, pots

__all__ = [
    "account",
    "accounts",
    "cascade",
    "closed",
    "funded",
    "funding",
    "funding_mean",
    "hedges",
    "legs",
    "mean_and_error",
    "pots",
]
