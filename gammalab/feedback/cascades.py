"""Two events in a market with linear impact, blow by blow: a squeeze and a liquidation cascade.

No chance is involved: a shock moves the price, somebody has to trade because of it, that trade
moves the price again, and so on until nobody has to. Both results are a table with a row per round
that adds up: the last spot is the first one plus all that stands in the column push. A shock of 0
is answered with round 0 alone, and an amplification of NaN: there is nothing to amplify.

Impact is linear and permanent, as in `market.py`: a bought unit lifts the price by `impact`.
This module does not say what happens when such a price comes back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from .._validate import (
    fail,
    not_negative,
    numbers,
    one_number,
    owned,
    positive,
    rule,
    whole_number,
    years,
)
from ..pricing.book import Book
from .market import FeedbackMarket, fraction_of_depth

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class SqueezeRun:
    """The rounds of a `squeeze`. table: a row per round with trade (units the dealers buy), push
    (currency) and spot after it; round 0 is the shock. settled: whether the rounds died out.
    amplification: the whole move over the shock, NaN without a shock."""

    table: pd.DataFrame = field(repr=False)
    spot: float
    settled: bool
    amplification: float


def squeeze(book, spot, shock, *, vol, impact, time=0.0, rounds=1000) -> SqueezeRun:
    """A shock to the price, the dealers' trade, its push, their next trade… until nothing moves.

    book: what the dealers own, a Book or feedback.ConstantGamma. shock: currency, up or down, above
    -spot. time: years from now, before the book's first expiry. rounds: the most that are played.
    vol, impact and errors as for FeedbackMarket. Dealers short gamma buy into a rise: with constant
    x = impact * gamma in (-1, 0) the shock grows to shock / (1 + x); at x <= -1 it feeds itself
    until their gamma fades, or to no end (settled is False, as when the price reaches 0); at x >= 1
    each trade overshoots the one before. Source: the geometric series of -x.

    >>> from gammalab.feedback.market import ConstantGamma
    >>> up = squeeze(ConstantGamma(-50), 100, 1.0, vol=0.2, impact=0.01)
    >>> round(up.amplification, 9), up.table["push"].head(4).tolist()
    (2.0, [1.0, 0.5, 0.25, 0.125])
    """
    market = FeedbackMarket(vol=vol, impact=impact, book=book)
    spot, shock = _shocked(spot, shock)
    time = one_number("time", time, years)
    if isinstance(book, Book) and time >= book.first_expiry:
        fail("time", time, f"before the book's first expiry, {book.first_expiry!r}")
    rounds = whole_number("rounds", rounds)
    delta = float(market.dealers(np.array([spot]), time)[0][0])
    now, rows, settled = spot + shock, [(0.0, shock, spot + shock)], shock == 0
    for _ in range(0 if settled else rounds):
        wanted = float(market.dealers(np.array([now]), time)[0][0])
        trade, delta = delta - wanted, wanted
        push = market.impact * trade
        now += push
        rows.append((trade, push, now))
        settled = abs(push) <= 1e-12 * abs(shock)
        if settled or now <= 0:
            break
    table = _rounds(rows, ["trade", "push", "spot"])
    return SqueezeRun(table, now, settled, _amplification(spot, shock, now))


@dataclass(frozen=True, eq=False)
class Cascade:
    """The rounds of a `liquidation_cascade`. table: a row per round with count and size (units sold
    by force, negative bought), depth, push (currency) and spot after it; round 0 is the shock.
    liquidated: (n,) which positions went. amplification: the whole move over the shock, NaN without
    a shock. collapsed: whether the price reached 0 or below."""

    table: pd.DataFrame = field(repr=False)
    spot: float
    liquidated: np.ndarray = field(repr=False)
    amplification: float
    collapsed: bool


def liquidation_cascade(spot, shock, levels, sizes, *, impact, depth=None) -> Cascade:
    """A shock reaches the first liquidation price; that forced trade pushes the price to the next…

    levels: (n,) liquidation prices, currency. sizes: (n,) units; positive is a leveraged long, sold
    at its level or below, negative a short, bought back at its level or above. shock: currency, up
    or down, above -spot. impact: currency per unit, 0 or more. depth: a function of the share (0 to
    1) of all units that is gone, which returns the fraction of normal depth that is left, above 0
    (hedgers who are liquidated leave); None means that all of it stays. In each round all positions
    whose level is reached trade at once, at the depth that the rounds before have left. The end
    price is spot + shock - sum(impact / depth * size); linear impact can take it below 0: see
    collapsed. Errors: ValueError naming the argument.

    >>> fall = liquidation_cascade(100, -2, levels=[98, 96, 90], sizes=[20, 20, 20], impact=0.1)
    >>> fall.spot, fall.liquidated.tolist(), fall.amplification
    (94.0, [True, True, False], 3.0)
    """
    spot, shock = _shocked(spot, shock)
    levels, sizes = positive("levels", levels), numbers("sizes", sizes)
    if levels.ndim != 1 or sizes.shape != levels.shape:
        fail("sizes", sizes.shape, f"one-dimensional and as many as levels, {levels.shape}")
    if depth is not None:
        rule("depth", depth, "a function of the share that is gone, or None")
    impact = one_number("impact", impact, not_negative)
    early = np.where(sizes > 0, levels >= spot, (sizes < 0) & (levels <= spot))
    if early.any():
        allowed = f"below the spot, {spot!r}, for longs and above it for shorts"
        fail("levels", float(levels[early][0]), allowed)
    gone, now = np.zeros(levels.shape, bool), spot + shock
    rows, everything = [(0, 0.0, 1.0, shock, now)], np.abs(sizes).sum()
    while now > 0:
        hit = ~gone & np.where(sizes > 0, levels >= now, (sizes < 0) & (levels <= now))
        if not hit.any():
            break
        left = 1.0
        if depth is not None:
            left = float(fraction_of_depth(depth(np.abs(sizes[gone]).sum() / everything), ()))
        size = float(sizes[hit].sum())
        push = -impact / left * size
        now += push
        gone |= hit
        rows.append((int(hit.sum()), size, left, push, now))
    table = _rounds(rows, ["count", "size", "depth", "push", "spot"])
    amplification = _amplification(spot, shock, float(now))
    return Cascade(table, float(now), owned(gone), amplification, bool(now <= 0))


def _shocked(spot, shock):
    """Both as numbers; the shock must leave a price."""
    spot, shock = one_number("spot", spot, positive), one_number("shock", shock)
    if spot + shock <= 0:
        fail("shock", shock, f"above -spot, {-spot!r}")
    return spot, shock


def _rounds(rows, columns) -> pd.DataFrame:
    """A row per round; pandas is imported when a table is asked for."""
    import pandas as pd

    return pd.DataFrame(rows, columns=columns).rename_axis("round")


def _amplification(spot, shock, end) -> float:
    """The whole move over the shock; NaN where there was none."""
    return (end - spot) / shock if shock else float("nan")
