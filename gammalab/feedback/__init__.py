"""A market that hedging moves: dealers and their gamma, squeezes, liquidation cascades, pinning.

| module | holds |
|---|---|
| `market.py` | paths of a price that dealers' hedging pushes |
| `into_expiry.py` | the same into expiry, at the strike |
| `cascades.py` | single events, blow by blow |
| `exposure.py` | how much gamma dealers may own, from an option chain |
"""

from .cascades import Cascade, SqueezeRun, liquidation_cascade, squeeze
from .exposure import ExposureTable, Flip, gamma_exposure
from .into_expiry import PinningRun, pinning
from .market import ConstantGamma, FadingDepth, FeedbackMarket, FeedbackRun

__all__ = [
    "Cascade",
    "ConstantGamma",
    "FadingDepth",
    "FeedbackMarket",
    "FeedbackRun",
    "Flip",
    "ExposureTable",
    "PinningRun",
    "SqueezeRun",
    "gamma_exposure",
    "liquidation_cascade",
    "pinning",
    "squeeze",
]
