"""gammalab: price options, simulate paths and replay delta hedges, cent by cent.

The library under a course on gamma scalping. `import gammalab as gl` shows the names of everyday
work, and namespaces for the rest:

    gl.black_scholes  prices and Greeks of single options, the way back to the volatility
    gl.smile          volatilities by strike and expiry, read from option chains and checked
    gl.bands          how wide to leave the hedge when trading costs, and at which volatility
    gl.crypto         the exchanges' own formulas: funding, liquidation, options settled in coin
    gl.feedback       a market that hedging moves; dealers' gamma, squeezes, cascades, pinning
    gl.theory         closed forms to hold simulations against
    gl.markets        real prices, with where they come from

Each name is imported when it is first used. README.md in this folder is the map of the modules;
`gammalab.lab` holds the sliders, `gammalab.check` the feedback on exercises.
"""

from importlib import import_module as _import_module

__version__ = "0.1.0"

# Where each name lives. A value is a module, which holds the name; or the module itself is meant.
_HOMES = {
    "pricing.option": ("Option",),
    "pricing.book": ("Book",),
    "pricing.builders": (
        "butterfly", "calendar", "call", "call_spread", "log_contract", "put", "put_spread",
        "risk_reversal", "straddle", "strangle",
    ),
    "pricing.black_scholes": ("greeks", "implied_vol"),
    "paths.prices": ("Paths",),
    "paths.clock": ("Clock",),
    "paths.gbm": ("GBM",),
    "paths.merton": ("MertonJumps",),
    "paths.heston": ("Heston",),
    "paths.bootstrap": ("BlockBootstrap",),
    "paths.moves": ("CorrelatedMoves", "EqualMoves"),
    "paths.model": ("Model",),
    "paths.moving_vol": ("MovingVol",),
    "hedging.policies": (
        "DeltaBand", "EveryN", "EveryStep", "Never", "Once", "PremiumAdjusted", "PriceMove",
        "Schedule",
    ),
    "hedging.bands": ("Leland", "WhalleyWilmott", "Zakamouline"),
    "hedging.costs": (
        "FixedFee", "HalfSpread", "PermanentImpact", "Proportional", "SquareRootImpact",
    ),
    "hedging.venues": ("Future", "InversePerpetual", "Perpetual", "Spot"),
    "hedging.margin": ("Margin",),
    "hedging.execution": ("Execution", "Stop"),
    "hedging.replay": ("replay",),
    "hedging.compare": ("compare",),
    "hedging.no_peeking": ("two_futures",),
    "montecarlo.run": ("monte_carlo",),
}  # fmt: skip
_NAMESPACES = {
    "black_scholes": "pricing.black_scholes",
    "smile": "pricing.smile",
    "bands": "hedging.bands",
    "crypto": "hedging.crypto",
    "feedback": "feedback",
    "theory": "theory",
    "markets": "markets",
}
_MODULES = {name: module for module, names in _HOMES.items() for name in names}

__all__ = sorted([*_MODULES, *_NAMESPACES])


def __getattr__(name):
    """Import a name of the face when it is first asked for (PEP 562)."""
    if name not in _MODULES and name not in _NAMESPACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from gammalab._needs import explained

    with explained():
        if name in _MODULES:
            value = getattr(_import_module(f"{__name__}.{_MODULES[name]}"), name)
        else:
            value = _import_module(f"{__name__}.{_NAMESPACES[name]}")
    globals()[name] = value
    return value


def __dir__():
    return [*__all__, "__version__"]
