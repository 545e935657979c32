"""Small checks and shapes that the closed forms share."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .._validate import (
    fail,
    numbers,
    one_carry,
    one_number,
    positive,
    positive_volatility,
    positive_years,
    yearly_rate,
)
from ..pricing.book import Book


def life_nodes(n):
    """Where an integral over the life of an option looks, as shares of it, and their weights.

    time = expiry * sin^2(angle) is smooth at both ends, where a small volatility makes a root.
    """
    angle, arc = (0.25 * np.pi * a for a in np.polynomial.legendre.leggauss(n))
    angle = angle + 0.25 * np.pi
    return np.sin(angle) ** 2, arc * np.sin(2 * angle)


SHARE, SHARE_WEIGHT = life_nodes(160)


def rates(rate, carry):
    """Rate and carry, single numbers, checked; carry None is the rate."""
    rate = one_number("rate", rate, yearly_rate)
    return rate, one_carry(rate, carry)


def single(spot, strike, expiry, vol, rate, carry):
    """Single numbers, checked; carry None is the rate."""
    spot, strike = one_number("spot", spot, positive), one_number("strike", strike, positive)
    expiry, vol = (
        one_number("expiry", expiry, positive_years),
        one_number("vol", vol, positive_volatility),
    )
    return spot, strike, expiry, vol, *rates(rate, carry)


def normal_grid(half, reach=9.0):
    """2 half + 1 standard normal values, evenly spaced to +-reach, and the weight of each."""
    z = np.linspace(-reach, reach, 2 * half + 1)
    return z, np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi) * (z[1] - z[0])


class Call(NamedTuple):
    """What a hedged book comes to at one strike and expiry: so many calls, net."""

    quantity: float
    strike: float
    expiry: float


def calls_of(book) -> list[Call]:
    """The book as calls. A hedged put earns what the hedged call of its strike does, so that puts
    count as calls, and a synthetic forward as nothing."""
    if not isinstance(book, Book):
        fail("book", book, "a Book, such as straddle(100, 0.25)")
    if not book.options:
        fail("book", book, "a book of one option or more")
    held: dict[tuple[float, float], float] = {}
    for option in book.options:
        if option.expiry == 0:
            fail("expiry", option.expiry, "above 0 for every option of the book")
        key = (option.strike, option.expiry)
        held[key] = held.get(key, 0.0) + option.quantity
    return [Call(quantity, *key) for key, quantity in held.items() if quantity]


def relative_jump(jump):
    """A move of the spot as a fraction of it, above -1."""
    jump = numbers("jump", jump)
    if np.any(jump <= -1):
        fail("jump", float(np.min(jump)), "above -1: a price stays above 0")
    return jump
