"""Into expiry: dealers whose gamma holds the price at the strike."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .._validate import not_negative, one_number, positive
from ..pricing.book import call
from .market import FeedbackMarket


@dataclass(frozen=True, eq=False)
class PinningRun:
    """Where the price ends with dealers (`final`) and without (`calm`), (n_paths,) each."""

    strike: float
    final: np.ndarray = field(repr=False)
    calm: np.ndarray = field(repr=False)

    def share(self, width) -> tuple[float, float]:
        """Share of paths that end within `width` (currency) of the strike: with dealers, without"""
        width = one_number("width", width, positive)
        return tuple(
            float(np.mean(np.abs(s - self.strike) <= width)) for s in (self.final, self.calm)
        )


def pinning(
    spot, strike, expiry, quantity, *, vol, impact, steps=100, n_paths=1000, seed=None
) -> PinningRun:
    """Into expiry with dealers who own `quantity` calls at `strike`, hedged at every step.

    Long gamma that grows as expiry nears holds the price at the strike. quantity: options, 0 or
    more (dealers who are short repel the price and blow up at the strike: use FeedbackMarket).
    Other arguments and errors as for FeedbackMarket. Source: Avellaneda & Lipkin (2003), "A
    market-induced mechanism for stock pinning".

    >>> pin = pinning(100, 100, 5 / 252, 1000, vol=0.2, impact=0.005, n_paths=500, seed=1)
    >>> with_dealers, without = pin.share(0.5)
    >>> with_dealers > 2 * without
    True
    """
    quantity = one_number("quantity", quantity, not_negative)
    market = FeedbackMarket(vol=vol, impact=impact, book=quantity * call(strike, expiry))
    run = market.simulate(spot, expiry, steps, n_paths, seed)
    return PinningRun(float(strike), run.spots[:, -1], run.calm.spots[:, -1])
