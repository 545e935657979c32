"""The search behind `Book.breakevens`: the moves at which a hedged book earns nothing.

The profit of a book and its hedge over a step, as a function of the spot after it, is smooth on the
scale of each option's own standard deviation around its strike. So the search looks there, around
the spot, and roughly far out; it brackets each change of sign, and looks between the points where
the profit turns back just before zero. This module works on checked input.
"""

from __future__ import annotations

import numpy as np

NOISE = 1e-13  # of the sizes that are subtracted: below it a profit has no digits, and no sign
REACH = 14.0  # of the log spot, either way: a factor of a million


def breakevens(book, spot, vol, dt, time, rate, carry, hedge) -> np.ndarray:
    """See `Book.breakevens`; no option expires before time + dt, and all of them after `time`."""
    from scipy.optimize import brentq, minimize_scalar

    def value(spots, when, name="price"):
        return book.terms(spots, vol, when, rate, carry, (name,))[name]

    if hedge is None:
        hedge = -value(spot, time, "delta")
    growth, shares = np.exp(rate * dt), np.exp((rate - carry) * dt)
    owed = (value(spot, time) + hedge * spot) * growth

    def profit(log_move):
        after = spot * np.exp(log_move)
        return value(after, time + dt) + hedge * after * shares - owed

    x = _where_to_look(book, spot, vol, dt, time, carry)
    y = np.broadcast_to(profit(x), x.shape)
    size = abs(hedge) * spot + sum(
        abs(o.quantity) * (1.0 if o.right == "log" else max(spot, o.strike)) for o in book.options
    )
    signs = np.where(np.abs(y) > NOISE * size * np.exp(np.maximum(x, 0.0)), np.sign(y), 0.0)
    known = np.flatnonzero(signs)
    brackets = [
        (x[a], x[b]) for a, b in zip(known[:-1], known[1:], strict=True) if signs[a] != signs[b]
    ]
    same = (signs[:-2] == signs[1:-1]) & (signs[1:-1] == signs[2:]) & (signs[1:-1] != 0)
    turns = _may_turn_at_zero(x, signs * y)
    for k in np.flatnonzero(turns & same) + 1:
        side, low, high = signs[k], x[k - 1], x[k + 1]
        turn = minimize_scalar(
            lambda at, side=side: side * profit(at), bounds=(low, high), method="bounded"
        )
        if turn.fun < -NOISE * size:
            brackets += [(low, turn.x), (turn.x, high)]
    roots = [brentq(profit, low, high, xtol=1e-15, rtol=1e-14) for low, high in brackets]
    return spot * np.expm1(np.sort(roots))


def _where_to_look(book, spot, vol, dt, time, carry) -> np.ndarray:
    """Log moves, rising."""
    vols = vol if isinstance(vol, list) else [vol] * len(book.groups)
    places = [np.linspace(-REACH, REACH, 1121)]
    for group, own in zip(book.groups, vols, strict=True):
        kink = np.log(group.strike / spot)
        left = max(group.expiry - time - dt, 0.0)
        middle, sd = kink - carry * left, own * np.sqrt(left)
        places += [np.array([kink]), middle + sd * np.linspace(-9, 9, 145)]
        places.append(carry * dt + own * np.sqrt(dt) * np.linspace(-12, 12, 241))
    x = np.unique(np.concatenate(places))
    return x[np.r_[True, np.diff(x) > 1e-9]]


def _may_turn_at_zero(x, y) -> np.ndarray:
    """Inner points that are the lowest of three, where the parabola through these comes so far down
    that a curve like it may reach zero between them; y is above 0 there."""
    left, right = np.diff(y)[:-1] / np.diff(x)[:-1], np.diff(y)[1:] / np.diff(x)[1:]
    lowest = (left <= 0) & (right >= 0) & (right > left)
    bend = np.where(lowest, right - left, 1.0) / (x[2:] - x[:-2])
    slope = left + bend * np.diff(x)[:-1]
    return lowest & (slope**2 / (4 * bend) >= 0.25 * y[1:-1])
