"""What jumps leave: the spread of a hedged P&L that no number of hedges takes away."""

from __future__ import annotations

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.special import gammaln, pdtrc, xlogy

from .._validate import fail, one_number, positive, positive_volatility
from ..paths.merton import MertonJumps
from ..pricing import black_scholes as bs
from ._shared import calls_of, life_nodes, normal_grid, rates

_SHARE, _SHARE_WEIGHT = life_nodes(24)  # a few: each costs a spline of the world's own price
_TAIL = 1e-12  # chance of more jumps than are counted
_MOST, _LARGEST = 1000, 5.0  # jumps on average, and the log jump: beyond them is a typing error


def jump_floor(book, spot, world, hedge_vol=None, rate=0.0, carry=None) -> float:
    """Spread of the P&L of a book hedged all the time until it expires, in a world of jumps.

    Parameters
        book: a Book, puts count as calls of their strike. spot: currency. world: a `MertonJumps`
        with vol above 0, whose drift is the spot's. hedge_vol: the Black-Scholes volatility whose
        delta is hedged, above 0; None is the delta of the world itself. rate, carry: yearly
        decimals. Single numbers all.
    Returns
        Currency, present value: the root of the integral over the life of
        E[exp(-2 rate t) (intensity J^2 + (S vol (delta - hedged delta))^2)] dt, where
        J = V(S') - V(S) - hedged delta (S' - S) at a jump from S to S', and V, delta are the
        world's own. The second part is 0 for the world's own delta. Good to 2 parts in 10,000.
    Errors
        ValueError naming the argument.
    Source
        Merton (1976) for the hedge that leaves jumps alone. The hedged book is a martingale (with
        hedge_vol: if drift is carry) whose variance is what its moves add up to.

    Hedging now and then adds its own variance: about that of `book_hedging_error_sd` at world.vol.

    >>> from gammalab import MertonJumps, straddle
    >>> world = MertonJumps(vol=0.2163, intensity=12, jump_mean=0, jump_sd=0.06)
    >>> round(jump_floor(100 * straddle(100, 30 / 365), 100, world), 1)
    300.7
    """
    calls = calls_of(book)
    spot = one_number("spot", spot, positive)
    if not isinstance(world, MertonJumps):
        fail("world", world, "a MertonJumps")
    if world.vol == 0:
        fail("world", world, "one whose vol is above 0")
    if hedge_vol is not None:
        hedge_vol = one_number("hedge_vol", hedge_vol, positive_volatility)
    rate, carry = rates(rate, carry)
    life = max(option.expiry for option in book.options)
    if world.intensity * life > _MOST or abs(world.jump_mean) + 6 * world.jump_sd > _LARGEST:
        fail(
            "world",
            world,
            f"one with {_MOST} jumps over the book's life at most on average, and log jumps "
            f"within {_LARGEST}, six of their deviations counted",
        )
    stops = sorted({0.0, *(call.expiry for call in calls)})
    variance = 0.0
    for start, stop in zip(stops[:-1], stops[1:], strict=True):
        alive = [call for call in calls if call.expiry >= stop]
        for share, weight in zip(_SHARE, _SHARE_WEIGHT, strict=True):
            time = start + share * (stop - start)
            rise = _rate_of_variance(alive, spot, world, time, hedge_vol, rate, carry)
            variance += weight * (stop - start) * np.exp(-2 * rate * time) * rise
    return float(np.sqrt(variance))


def _rate_of_variance(calls, spot, world, time, hedge_vol, rate, carry):
    """E of what a year at `time` adds to the variance, in money of then, currency^2."""
    chances, means, widths = _law(spot, world, time)
    z, weight = normal_grid(100, reach=7.0)
    seen = means[:, None] + widths[:, None] * z  # log spots, a row for each number of jumps
    if world.jump_sd:
        news, chance = normal_grid(20, reach=6.0)
    else:
        news, chance = np.zeros(1), np.ones(1)
    jumps = world.jump_mean + world.jump_sd * news
    low, high = seen.min(), seen.max()

    def grid(start, end):  # as fine as the next option to expire, and its kink, need it
        return np.linspace(start, end, int(np.clip((end - start) / fine, 200, 2000)))

    left = [call.expiry - time for call in calls]
    fine = world.vol * np.sqrt(min(left)) / 4
    log_spots = grid(low + min(jumps.min(), 0.0), high + max(jumps.max(), 0.0))
    x = grid(low, high)
    s = np.exp(x)
    price, own, held = 0.0, 0.0, 0.0
    for call, years in zip(calls, left, strict=True):
        option = (call.strike, years)
        price = price + call.quantity * world.price(np.exp(log_spots), *option, rate, carry)
        slope = world.delta(s, *option, rate, carry)
        own = own + call.quantity * slope
        if hedge_vol is not None:
            slope = bs.delta(s, *option, hedge_vol, rate, carry)
        held = held + call.quantity * slope
    value = CubicSpline(log_spots, price)  # one for all jumps: the world's own price is dear
    total = (s * world.vol * (own - held)) ** 2
    for jump, p in zip(jumps, chance, strict=True):
        gap = value(x + jump) - value(x) - held * s * np.expm1(jump)
        total += world.intensity * p * gap**2
    return chances @ (CubicSpline(x, total)(seen) @ weight)


def _law(spot, world, time):
    """log(S) at `time` by the number of jumps so far: chance of it, mean and width."""
    mean = world.intensity * time
    most = 0
    while pdtrc(most, mean) > _TAIL:
        most += 1
    n = np.arange(most + 1)
    chances = np.exp(xlogy(n, mean) - mean - gammaln(n + 1))
    growth = np.expm1(world.jump_mean + 0.5 * world.jump_sd**2)
    trend = (world.drift - 0.5 * world.vol**2 - world.intensity * growth) * time
    means = np.log(spot) + trend + n * world.jump_mean
    return chances, means, np.sqrt(world.vol**2 * time + n * world.jump_sd**2)
