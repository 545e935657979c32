"""The quick way through a run: GBM, hedged at every step, free, at volatilities that stand still.

Its P&L takes a normal, an exp and an ndtr per path and step, and never holds the paths. The numbers
are those of `replay` but for rounding, at about twice its speed.

The gain of a hedge in a step, with its dividends and grown to the horizon, is
-exp(c T - y E) N(d1) dZ for each call that expires at E, where Z = S exp((y - c) t), c is the cash
rate, T the horizon and y the yield rate - carry: the factor does not move in time. d1 is linear in
the sum of the normals. A put is a call less a forward, whose gain needs no steps.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from .._validate import positive
from ..hedging.along import ByOption, at_time
from ..hedging.policies import EveryStep
from ..hedging.setup import Setup
from ..hedging.venues import Spot
from ..paths.clock import Clock
from ..paths.gbm import GBM
from ..paths.streams import BLOCK

WALK = 2 * BLOCK  # paths that walk together: all their arrays, 64 KB each, fit a core's cache


def fits(model, setup: Setup) -> bool:
    """Whether a run can go this way."""
    return (
        type(model) is GBM
        and type(setup.policy) is EveryStep
        and type(setup.venue) is Spot
        and setup.costs is setup.execution is setup.stop is None
        and len(setup.spans) == 1
        and not any(group.logs for group in setup.book.groups)
        and all(np.ndim(vols) == 0 for vols in (setup.hedge_vol, setup.mark_vol))
        and all(vol > 0 for vol in _by_group(setup.hedge_vol, setup))
    )


def _by_group(vols, setup):
    """A volatility for each group of the book."""
    groups = setup.book.groups
    return (
        at_time(vols, None, 0, setup.book) if isinstance(vols, ByOption) else [vols] * len(groups)
    )


def shifts(model: GBM, clock: Clock):
    """What a log price moves by in each step without luck, (steps,), and the spread of luck."""
    dt, busy = clock.rises
    return model.drift * dt - 0.5 * model.vol**2 * busy, model.vol * np.sqrt(busy)


def short_cut(setup: Setup, model: GBM, clock: Clock, generators, n, antithetic):
    """P&L of `n` paths, (n,), or with their twins behind them (2n,), currency.

    setup: of one path. generators: one for each BLOCK of paths.
    """
    spot, times = setup.paths.spots[0, 0], setup.times
    moves, scales = shifts(model, clock)
    log_spot = np.log(spot) + np.append(0.0, np.cumsum(moves))  # where all normals are zero
    dividend_yield = setup.rate - setup.carry
    log_z = log_spot + (dividend_yield - setup.cash_rate) * times
    lead, curves, forward = _curves(setup, log_spot, dividend_yield)
    walks, gains = [], []
    streams = WALK // BLOCK // (2 if antithetic else 1)
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        for first in range(0, len(generators), streams):
            together = generators[first : first + streams]
            size = min(n - first * BLOCK, streams * BLOCK)
            walk, gain = _walk(together, size, antithetic, scales, log_z, curves, spot)
            walks.append(walk)
            gains.append(gain)
        walk, gain = (np.concatenate(parts, axis=1).ravel() for parts in (walks, gains))
        end = positive("spots", np.exp(walk + log_spot[-1]))  # as Paths would ask
        spent = setup.premium(slice(0, 1))[0] + lead * gain
        spent += forward * (end * np.exp(log_z[-1] - log_spot[-1]) - spot)
        return _end_value(setup, end) - np.exp(setup.cash_rate * times[-1]) * spent


def _walk(generators, n, antithetic, scales, log_z, curves, spot):
    """The sum of the normals and the sum of N(d1) dZ, (1, n) each; with twins, (2, n)."""
    walk, gain, before, after, units = np.zeros((5, 2 * n if antithetic else n))
    draw, curve = np.empty(BLOCK), np.empty_like(units)
    streams = [
        (generator.standard_normal, walk[start : min(start + BLOCK, n)])
        for start, generator in zip(range(0, n, BLOCK), generators, strict=True)
    ]
    streams = [(normals, part, draw[: part.size]) for normals, part in streams]
    before += spot
    # Bound outside the loop, and numbers as Python has them: a call that does nothing takes as
    # long as a thousand additions.
    multiply, add, subtract, exp = np.multiply, np.add, np.subtract, np.exp
    for k, (scale, log_next) in enumerate(zip(scales.tolist(), log_z[1:].tolist(), strict=True)):
        for i, (weight, slopes, middles) in enumerate(curves):
            out = curve if i else units
            multiply(walk, slopes[k], out)
            add(out, middles[k], out)
            ndtr(out, out)
            if i:
                multiply(curve, weight, curve)
                add(units, curve, units)
        for normals, part, drawn in streams:
            normals(out=draw)
            multiply(drawn, scale, drawn)
            add(part, drawn, part)
        if antithetic:
            np.negative(walk[:n], walk[n:])
        add(walk, log_next, after)
        exp(after, after)
        subtract(after, before, before)
        multiply(before, units, before)
        add(gain, before, gain)
        before, after = after, before
    return walk.reshape(-1, n), gain.reshape(-1, n)


def _curves(setup: Setup, log_spot, dividend_yield):
    """The book as call curves: (weight of the first, [(weight in units of the first, slope of d1 in
    the sum of the normals, d1 where all are zero)], the rest, which is a number of forwards)."""
    curves, forward, spot = [], 0.0, setup.paths.spots[0, 0]
    for group, vol in zip(setup.book.groups, _by_group(setup.hedge_vol, setup), strict=True):
        weight = np.exp(-dividend_yield * group.expiry)
        forward -= group.puts * weight
        if group.calls + group.puts:
            strike = group.strike * (1.0 if setup.unit is None else spot)
            left = group.expiry - setup.times[:-1]
            sd = vol * np.sqrt(left)
            middle = (log_spot[:-1] - np.log(strike) + setup.carry * left) / sd + 0.5 * sd
            curves.append(((group.calls + group.puts) * weight, 1 / sd, middle))
    lead = curves[0][0] if curves else 0.0
    curves = [(weight / lead, slope.tolist(), mid.tolist()) for weight, slope, mid in curves]
    return lead, curves, forward


def _end_value(setup: Setup, spot):
    """What the book is marked at, at the horizon, (n,) currency."""
    book, pricer, horizon = setup.book, setup.pricer(slice(0, 1)), setup.times[-1]
    if book.expiries == (horizon,):
        return pricer.payoff(book, spot)
    vol = at_time(setup.mark_vol, None, -1, book)
    return pricer.greeks(book, spot, vol, horizon, ("price",))["price"]
