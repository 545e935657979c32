"""One step's profit told in Greeks: what each of them explains, and what none of them does.

Between two times the spot moves by dS, the marking volatility by dv, the clock by dt. Taylor's
expansion of the option value about the earlier point gives the columns below; the residual is the
exact change of value less all of them. It is computed from option values alone, never from the
cash, so that "columns add up to the cash P&L" is a statement that can be false, and is tested.

    edge        value at the marking volatility less the premium paid, at the start
    delta       (delta of the book + hedge that was decided on) * dS
    gamma       1/2 gamma dS^2
    theta       theta dt
    vega        vega dv
    vanna       vanna dS dv
    volga       1/2 volga dv^2
    charm       charm dS dt
    residual    the change of value that is left
    slippage    (hedge got - hedge decided on) * dS: orders late, partly filled, or gapped over
    financing   interest on cash, and the yield on the hedge or the basis of a future
    funding     of a perpetual: positive when received
    liquidation closing at the exchange's price and fee, less what it forgave
    costs       what trading cost, negative

This module knows nothing of policies or pictures; `replay` calls it step by step.
"""

from __future__ import annotations

import numpy as np

COLUMNS = (
    "edge",
    "delta",
    "gamma",
    "theta",
    "vega",
    "vanna",
    "volga",
    "charm",
    "residual",
    "slippage",
    "financing",
    "funding",
    "liquidation",
    "costs",
)
_GREEKS = ("price", "delta", "gamma", "theta", "charm")
_VOL_GREEKS = ("vega", "vanna", "volga")


def explain(book, before, after, hedge, intended, rate, carry) -> dict:
    """The columns from "delta" to "slippage" for one step, arrays of one value per path, currency.

    before, after: (spot, mark_vol, time) at the two ends. hedge, intended: units held
    in between, and decided on. The rate and carry are those that options are priced with.
    """
    (spot, vol, time), (next_spot, next_vol, next_time) = before, after
    d_spot, d_time, d_vol = next_spot - spot, next_time - time, next_vol - vol
    greeks = book.terms(spot, vol, time, rate, carry, _GREEKS + _VOL_GREEKS)
    change = (
        book.terms(next_spot, next_vol, next_time, rate, carry, ("price",))["price"]
        - greeks["price"]
    )
    if not all(np.all(np.isfinite(value)) for value in greeks.values()):
        # At the kink, with no volatility left, gamma has no finite value: the residual has it all.
        greeks = {name: np.where(np.isfinite(v), v, 0.0) for name, v in greeks.items()}
    told = {
        "delta": greeks["delta"] * d_spot,
        "gamma": 0.5 * greeks["gamma"] * d_spot**2,
        "theta": greeks["theta"] * d_time,
        "vega": greeks["vega"] * d_vol,
        "vanna": greeks["vanna"] * d_spot * d_vol,
        "volga": 0.5 * greeks["volga"] * d_vol**2,
        "charm": greeks["charm"] * d_spot * d_time,
    }
    told["residual"] = change - sum(told.values())
    told["delta"] = told["delta"] + intended * d_spot
    told["slippage"] = (hedge - intended) * d_spot
    return told
