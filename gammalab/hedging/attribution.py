"""A step's profit in Greeks: what each of them explains, and what none of them does.

Between two times the spot moves by dS, the marking volatility by dv, the clock by dt. Taylor's
expansion of the option value about the earlier point gives the columns below; the residual is the
exact change of value less all of them. They are computed from option values alone, never from the
cash, so that "columns add up to the cash P&L" is a statement that can be false, and is tested.

    day_one     value at the marking volatility less the premium paid, at the start
    delta       (delta of the book + hedge that was decided on) * dS
    gamma       1/2 gamma dS^2
    theta       theta dt
    vega        vega dv
    vanna       vanna dS dv
    volga       1/2 volga dv^2
    charm       charm dS dt
    residual    the change of value that is left
    slippage    fills worse than the price at their decision, when they come; a stop below its level
    unfilled    (hedge got - hedge decided on) * dS, less what became slippage
    interest    on cash
    income      the yield of the hedge's units, or the basis of a future running off
    funding     of a perpetual: positive when received
    liquidation closed by the exchange: its fee, what it forgave, and what closing within the step
                saved or lost against the step's last price
    costs       what trading cost, negative

On request come three of third order, which the residual has otherwise:

    speed       1/6 speed dS^3
    color       1/2 color dS^2 dt
    zomma       1/2 zomma dS^2 dv

In an account kept in coin the value of the book is V/S, and its derivatives are taken of that; the
hedge, contracts that bring 1/S - 1/S' coins each, has a gamma of its own.

This module knows nothing of policies or pictures.
"""

from __future__ import annotations

import numpy as np

from .along import ByOption, at_time
from .crypto import premium_adjusted

COLUMNS = (
    "day_one",
    "delta",
    "gamma",
    "theta",
    "vega",
    "vanna",
    "volga",
    "charm",
    "residual",
    "slippage",
    "unfilled",
    "interest",
    "income",
    "funding",
    "liquidation",
    "costs",
)
THIRD = ("speed", "color", "zomma")
_GREEKS = ("price", "delta", "gamma", "theta", "charm")
_VOL_GREEKS = ("vega", "vanna", "volga")


def columns(order=2) -> tuple[str, ...]:
    """The names of the columns, with those of third order before the residual if order is 3."""
    at = COLUMNS.index("residual")
    return COLUMNS if order == 2 else COLUMNS[:at] + THIRD + COLUMNS[at:]


def explained(track, order=2, inside=1) -> dict:
    """The columns of a track, {name: (n, n_times)} currency. Each column holds what came in since
    the time before; what was there at the start stands at the first time.

    inside: expand anew this often within each step, along a straight line in spot, time and
    volatility.
    """
    setup, shape = track.setup, track.hedge.shape
    found = {name: np.zeros(shape) for name in columns(order)}
    premium = setup.premium(track.rows)
    found["day_one"][:, 0] = setup.option(track.rows, 0) - premium
    for span in setup.spans:
        steps = slice(span.start, span.stop)
        for name, values in _expanded(track, span, order, inside).items():
            found[name][:, 1:][:, steps] = values
    _hedge(track, found)
    found["interest"] += track.interest
    found["income"] += track.income
    found["funding"] += track.funding
    found["liquidation"] += track.liquidation
    found["costs"] -= track.cost
    return found


def _hedge(track, found):
    """What the hedge brought, and what it was late or left to bring."""
    moved = np.diff(track.spots, axis=1)
    found["delta"][:, 1:] += track.intended[:, :-1] * moved
    found["delta"] += track.stopped - track.worse
    found["unfilled"][:, 1:] = (track.hedge[:, :-1] - track.intended[:, :-1]) * moved
    found["unfilled"] += track.worse + track.slippage
    found["slippage"] -= track.slippage


def _expanded(track, span, order, inside):
    """Taylor's columns of the options alive in a span, {name: (n, steps)}."""
    setup, rows = track.setup, track.rows
    spots, times = track.spots, setup.times
    names = _GREEKS + _VOL_GREEKS + (THIRD if order == 3 else ())
    marks, pricer = setup.mark_vol, setup.pricer(rows)
    start, end = slice(span.start, span.stop), slice(span.start + 1, span.stop + 1)
    ends = (spots[:, start], spots[:, end]), (times[start], times[end])
    vols = tuple(at_time(marks, rows, when, span.book) for when in (start, end))
    still = isinstance(marks, ByOption) or np.ndim(marks) == 0  # the volatility does not move
    total = {}
    for part in range(inside):
        share, next_share = part / inside, (part + 1) / inside
        (spot, time, vol), (next_spot, next_time, next_vol) = (
            tuple(_between(*pair, s) for pair in ends)
            + ((vols[0] if still else _between(*vols, s)),)
            for s in (share, next_share)
        )
        d_spot, d_time = next_spot - spot, next_time - time
        d_vol = 0.0 if still else next_vol - vol
        greeks = pricer.greeks(span.book, spot, vol, time, names)
        later = pricer.greeks(span.book, next_spot, next_vol, next_time, ("price",))["price"]
        change = later - greeks["price"]
        for name, value in greeks.items():
            if not np.all(np.isfinite(value)):
                # At the kink, with no volatility left, gamma has no finite value: the residual
                # has it all.
                greeks[name] = np.where(np.isfinite(value), value, 0.0)
        terms = taylor_terms(greeks, d_spot, d_time, d_vol, order)
        terms["residual"] = change - sum(terms.values())
        for name, value in terms.items():
            total[name] = total.get(name, 0.0) + value
    return total


def _between(first, last, share):
    """A straight line from `first` to `last`; the ends to the bit."""
    if share in (0, 1):
        return last if share else first
    return (1 - share) * first + share * last


def taylor_terms(greeks, d_spot, d_time, d_vol, order=2) -> dict:
    """The terms of Taylor's expansion, in the order in which they are usually told, by name.

    greeks : by name, per unit of each move (years, volatility as a decimal); for an order of 3 also
    speed, color and zomma. d_spot, d_time, d_vol : the moves.
    """
    terms = {
        "delta": greeks["delta"] * d_spot,
        "gamma": 0.5 * greeks["gamma"] * d_spot**2,
        "theta": greeks["theta"] * d_time,
        "vega": greeks["vega"] * d_vol,
        "vanna": greeks["vanna"] * d_spot * d_vol,
        "volga": 0.5 * greeks["volga"] * d_vol**2,
        "charm": greeks["charm"] * d_spot * d_time,
    }
    if order == 3:
        terms["speed"] = greeks["speed"] * d_spot**3 / 6
        terms["color"] = 0.5 * greeks["color"] * d_spot**2 * d_time
        terms["zomma"] = 0.5 * greeks["zomma"] * d_spot**2 * d_vol
    return terms


def explained_in_coin(track) -> dict:
    """The columns of an account kept in coin, {name: (n, n_times)} coins."""
    setup, rows, spots = track.setup, track.rows, track.spots
    found = {name: np.zeros(track.hedge.shape) for name in COLUMNS}
    found["day_one"][:, 0] = (setup.option(rows, 0) - setup.premium(rows)) / spots[:, 0]
    for span in setup.spans:
        start, end = slice(span.start, span.stop), slice(span.start + 1, span.stop + 1)
        spot, later = spots[:, start], spots[:, end]
        d_spot, d_time = later - spot, np.diff(setup.times[span.start : span.stop + 1])
        vols = tuple(at_time(setup.mark_vol, rows, when, span.book) for when in (start, end))
        d_vol = 0.0 if isinstance(vols[0], list) else vols[1] - vols[0]
        pricer, times = setup.pricer(rows), setup.times
        greeks = pricer.greeks(span.book, spot, vols[0], times[start], _GREEKS + _VOL_GREEKS)
        value = pricer.greeks(span.book, later, vols[1], times[end], ("price",))["price"]
        net = premium_adjusted(greeks["delta"], greeks["price"], spot)
        coin = {
            "delta": net / spot,
            "gamma": greeks["gamma"] / spot - 2 * net / spot**2,
            "theta": greeks["theta"] / spot,
            "vega": greeks["vega"] / spot,
            "vanna": (greeks["vanna"] - greeks["vega"] / spot) / spot,
            "volga": greeks["volga"] / spot,
            "charm": (greeks["charm"] - greeks["theta"] / spot) / spot,
        }
        coin = {name: np.where(np.isfinite(g), g, 0.0) for name, g in coin.items()}
        terms = taylor_terms(coin, d_spot, d_time, d_vol)
        terms["residual"] = value / later - greeks["price"] / spot - sum(terms.values())
        # The hedge: contracts * (1/S - 1/S') = contracts * (dS/S^2 - dS^2/S^3 + ...).
        contracts = track.hedge[:, start] * spot
        line, bend = contracts * d_spot / spot**2, -contracts * d_spot**2 / spot**3
        terms["delta"], terms["gamma"] = terms["delta"] + line, terms["gamma"] + bend
        terms["residual"] = terms["residual"] + contracts * (1 / spot - 1 / later) - line - bend
        for name, values in terms.items():
            found[name][:, 1:][:, start] = values
    found["delta"] += track.stopped / spots
    found["funding"] += track.funding / spots
    found["liquidation"] += track.liquidation / spots
    found["costs"] -= track.cost / spots
    return found
