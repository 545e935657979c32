"""What the labs of lesson 08 have in common: the market, its impact, and how they say x."""

from __future__ import annotations

import numpy as np

from gammalab.lab.words import percent

SPOT, MONTH = 100.0, 30 / 365
FAR = 100  # times the first price: there a market has run away
IMPACT = 0.01  # currency by which one unit that is bought lifts the price, for good
NEWS = 0.20  # volatility that the market would have without dealers


def share(x: float, digits: int = 2) -> str:
    """x = impact * gamma with its sign.

    >>> share(-0.5), share(0.0)
    ('-0.50', '0.00')
    """
    return f"{x:+.{digits}f}" if round(x, digits) else f"{0:.{digits}f}"


def vol(number: float) -> str:
    """A volatility in per cent, to a tenth."""
    return percent(number, 1)


def hedged(ratios, gamma, late=False, depth=None):
    """Months in which dealers with a constant gamma hedge: prices, and the step at which one broke.

    ratios : each step's price over the one before, without dealers, (steps, months). late : each
    trade comes one step after the move that calls for it. depth : as for `FeedbackMarket`.
    Returns (steps + 1, months) prices and (months,) steps, -1 where a month held. A month breaks
    where the price would reach 0 or a hundred times its start, or, with hedges at once, where x is
    at or below -1 and no price clears; it is NaN from there on. Until then these are the paths of a
    `FeedbackMarket` with ConstantGamma, whose equation needs no iteration.
    """
    spots = np.full((len(ratios) + 1, ratios.shape[1]), np.nan)
    broke, move = np.full(ratios.shape[1], -1), np.zeros(ratios.shape[1])
    spots[0], x = SPOT, IMPACT * gamma
    with np.errstate(invalid="ignore", divide="ignore"):
        for k, ratio in enumerate(ratios):
            now = spots[k]
            if depth is not None:
                x = IMPACT * gamma / depth(now, 0.0)
            news = now * (ratio - 1)
            move = news - x * move if late else news / (1 + x)
            there = now + move
            holds = ((x > -1) | late) & (there > 0) & (there < FAR * SPOT)
            broke[(broke < 0) & ~holds] = k + 1
            spots[k + 1] = np.where(holds, there, np.nan)
    return spots, broke
