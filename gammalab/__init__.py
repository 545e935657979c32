"""gammalab: price options, simulate paths and replay delta hedges, cent by cent.

The library under a course on gamma scalping. `import gammalab as gl` brings the names below;
`gammalab.lab` holds the sliders and `gammalab.check` the feedback on exercises.
"""

from . import black_scholes, exchange, markets, theory
from .bands import (
    Leland,
    WhalleyWilmott,
    Zakamouline,
    leland_vol,
    whalley_wilmott_width,
    zakamouline_band,
)
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
from .cascades import liquidation_cascade, squeeze
from .chain import read_chain
from .costs import FixedFee, HalfSpread, PermanentImpact, Proportional, SquareRootImpact
from .execution import Execution, Stop
from .exposure import gamma_exposure
from .feedback import ConstantGamma, FeedbackMarket, Thinning, pinning
from .models import BlockBootstrap, Heston, MertonJumps, MovingVol
from .montecarlo import MonteCarlo, monte_carlo
from .paths import GBM, Clock, Paths, refine, u_shaped
from .policies import (
    DeltaBand,
    EveryN,
    EveryStep,
    Never,
    Once,
    PremiumAdjusted,
    PriceMove,
    Schedule,
    thickening,
)
from .replay import Replay, replay
from .smile import (
    Smile,
    butterfly_violations,
    calendar_violations,
    check_smile,
    portfolio_greeks,
)
from .tca import breakeven_vol, transaction_costs
from .venues import Future, InversePerpetual, Margin, Perpetual, Spot

__version__ = "0.1.0"

__all__ = [
    "BlockBootstrap",
    "Book",
    "Clock",
    "ConstantGamma",
    "DeltaBand",
    "EveryN",
    "EveryStep",
    "Execution",
    "FeedbackMarket",
    "FixedFee",
    "Future",
    "GBM",
    "HalfSpread",
    "Heston",
    "InversePerpetual",
    "Leland",
    "Margin",
    "MertonJumps",
    "MonteCarlo",
    "MovingVol",
    "Never",
    "Once",
    "Option",
    "Paths",
    "PermanentImpact",
    "Perpetual",
    "PremiumAdjusted",
    "PriceMove",
    "Proportional",
    "Replay",
    "Schedule",
    "Smile",
    "Spot",
    "SquareRootImpact",
    "Stop",
    "Thinning",
    "WhalleyWilmott",
    "Zakamouline",
    "black_scholes",
    "breakeven_vol",
    "butterfly",
    "butterfly_violations",
    "calendar",
    "calendar_violations",
    "call",
    "call_spread",
    "check_smile",
    "exchange",
    "gamma_exposure",
    "greeks",
    "implied_vol",
    "leland_vol",
    "liquidation_cascade",
    "markets",
    "monte_carlo",
    "per_day",
    "per_vol_point",
    "pinning",
    "portfolio_greeks",
    "put",
    "put_spread",
    "read_chain",
    "refine",
    "replay",
    "risk_reversal",
    "squeeze",
    "straddle",
    "strangle",
    "theory",
    "thickening",
    "transaction_costs",
    "u_shaped",
    "whalley_wilmott_width",
    "zakamouline_band",
]
