"""A market that hedging moves: dealers and their gamma, squeezes, liquidation cascades, pinning.

| module | holds |
|---|---|
| `market.py` | paths of a price that dealers' hedging pushes |
| `into_expiry.py` | pinning: two models of a price that dealers hold at the strike |
| `cascades.py` | single events, round by round |
| `exposure.py` | how much gamma dealers may own, from an option chain |
"""

from .cascades import Cascade, SqueezeRun, liquidation_cascade, squeeze
from .exposure import ExposureTable, FlipLevel, gamma_exposure
from .into_expiry import (
    PinningRun,
    pinning,
    pinning_by_charm,
    pinning_by_charm_probability,
    pinning_probability,
)
from .market import ConstantGamma, FadingDepth, FeedbackMarket, FeedbackRun, feedback_vol

__all__ = [
    "Cascade",
    "ConstantGamma",
    "FadingDepth",
    "FeedbackMarket",
    "FeedbackRun",
    "FlipLevel",
    "ExposureTable",
    "PinningRun",
    "SqueezeRun",
    "feedback_vol",
    "gamma_exposure",
    "liquidation_cascade",
    "pinning",
    "pinning_by_charm",
    "pinning_by_charm_probability",
    "pinning_probability",
    "squeeze",
]
