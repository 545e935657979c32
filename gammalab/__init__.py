"""gammalab: price options, simulate paths and replay delta hedges, cent by cent.

The library under a course on gamma scalping. `import gammalab as gl` brings the names below;
`gammalab.lab` holds the sliders and `gammalab.check` the feedback on exercises.
"""

from . import black_scholes, markets
from .black_scholes import greeks, implied_vol, per_day, per_vol_point
from .book import (
    Book,
    Option,
    butterfly,
    calendar,
    call,
    call_spread,
    put,
    put_spread,
    risk_reversal,
    straddle,
    strangle,
)
from .costs import FixedFee, HalfSpread, Proportional
from .paths import GBM, Paths
from .policies import DeltaBand, EveryN, EveryStep, Never, Once, PriceMove
from .replay import Replay, replay

__version__ = "0.1.0"

__all__ = [
    "Book",
    "DeltaBand",
    "EveryN",
    "EveryStep",
    "FixedFee",
    "GBM",
    "HalfSpread",
    "Never",
    "Once",
    "Option",
    "Paths",
    "PriceMove",
    "Proportional",
    "Replay",
    "black_scholes",
    "butterfly",
    "calendar",
    "call",
    "call_spread",
    "greeks",
    "implied_vol",
    "markets",
    "per_day",
    "per_vol_point",
    "put",
    "put_spread",
    "replay",
    "risk_reversal",
    "straddle",
    "strangle",
]
