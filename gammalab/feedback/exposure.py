"""Gamma exposure: how much dealers would have to trade if the price moved by 1%.

Open interest says how many options exist, not who owns them. Which side dealers are on is an
*assumption*, and here it is an argument without a default: the result is worth what it is worth.

Exposure = sign * open interest * multiplier * gamma * spot^2 * 1%, in currency per 1% move;
positive: dealers are long gamma and trade against the move. Volatilities stay with their strikes
when the price moves (sticky strike).

Source: the practice known as GEX, with "dealers long calls, short puts" as its usual guess
(SqueezeMetrics, 2016); Barbon & Buraschi (2020), "Gamma fragility", for what follows from it. The
market in which such a gamma moves the price is `market.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from .._frames import pandas
from .._validate import (
    fail,
    numbers,
    one_carry,
    one_number,
    plain,
    positive,
    whole_number,
    yearly_rate,
)
from ..pricing.black_scholes import gamma
from ..pricing.chain import check_chain

if TYPE_CHECKING:
    import pandas as pd

DEALER_SIGNS = {  # (for calls, for puts)
    "long calls, short puts": (1.0, -1.0),
    "short calls, long puts": (-1.0, 1.0),
    "long": (1.0, 1.0),
    "short": (-1.0, -1.0),
}
GRID = 401  # prices at which the search for the flip level looks first
ALL_LONG = "dealers are long gamma everywhere from {low} to {high}"
ALL_SHORT = "dealers are short gamma everywhere from {low} to {high}"
AT_ONCE = 1_000_000  # rows times prices: 8 MB an array


@dataclass(frozen=True, eq=False)
class ExposureTable:
    """The result of `gamma_exposure`, at `spot`.

    rows: the chain's rows that have an iv, with dealer_sign added; its own copy. left_out: how many
    had none.
    """

    rows: pd.DataFrame
    left_out: int
    spot: float
    multiplier: float
    rate: float
    carry: float

    @cached_property
    def by_strike(self) -> pd.DataFrame:
        """Exposure by strike: columns call, put, net, in currency per 1% move."""
        strikes, place = np.unique(self.rows["strike"], return_inverse=True)
        exposures, right = self._exposures(self.spot), self.rows["right"].to_numpy()
        # Summed by hand: a pivot table takes five milliseconds, for nine strikes.
        call, put = (
            np.bincount(place, np.where(right == side, exposures, 0.0), strikes.size)
            for side in ("call", "put")
        )
        frame = pandas().DataFrame({"strike": strikes, "call": call, "put": put})
        return frame.set_index("strike").assign(net=call + put)

    @property
    def total(self) -> float:
        """Exposure of all strikes, currency per 1% move."""
        return float(self.by_strike["net"].sum())

    @property
    def dealer_gamma(self) -> float:
        """Their gamma in units of the underlying per 1.00 of price: what `FeedbackMarket` takes."""
        return self.total / (0.01 * self.spot**2)

    def profile(self, spots):
        """Total exposure if the price stood at `spots` (currency, any shape), per 1% move."""
        spots = positive("spots", spots)
        asked = spots.reshape(-1, 1)
        at_once = max(1, AT_ONCE // max(1, len(self.rows)))
        parts = [
            self._exposures(asked[k : k + at_once]).sum(axis=1)
            for k in range(0, len(asked), at_once)
        ]
        return plain(np.concatenate([np.empty(0), *parts]).reshape(spots.shape))

    def walls(self, n: int = 1) -> pd.DataFrame:
        """The `n` strikes with the largest exposures, of either sign, largest first: rows of
        `by_strike`. A strike without any is no wall, so there may be fewer."""
        net = self.by_strike["net"]
        order = net[net != 0].abs().sort_values(ascending=False, kind="stable").index
        return self.by_strike.loc[order[: whole_number("n", n)]]

    def flip(self, low=None, high=None) -> FlipLevel:
        """The price nearest to spot at which the profile changes sign, between `low` and `high`
        (currency; None: half the lowest strike, twice the highest)."""
        from scipy.optimize import brentq

        strikes = self.rows["strike"]
        low = one_number("low", 0.5 * min(strikes.min(), self.spot) if low is None else low,
                         positive)  # fmt: skip
        high = one_number("high", 2 * max(strikes.max(), self.spot) if high is None else high,
                          positive)  # fmt: skip
        if not low < high:
            fail("high", high, f"above low, {low!r}")
        grid = np.unique(np.r_[np.geomspace(low, high, GRID), strikes[strikes.between(low, high)]])
        values = self.profile(grid)
        # Far from all strikes the exposure is rounding; its sign there means nothing.
        signs = np.sign(np.where(np.abs(values) > 1e-9 * np.abs(values).max(), values, 0.0))
        known = np.flatnonzero(signs)
        if not known.size:
            return FlipLevel(None, f"no exposure anywhere between {low:g} and {high:g}")
        turns = [
            (grid[a], grid[b])
            for a, b in zip(known[:-1], known[1:], strict=True)
            if signs[a] != signs[b]
        ]
        if not turns:
            said = ALL_LONG if signs[known[0]] > 0 else ALL_SHORT
            return FlipLevel(None, said.format(low=f"{low:g}", high=f"{high:g}"))
        levels = [float(brentq(self.profile, a, b, xtol=1e-9 * a)) for a, b in turns]
        return FlipLevel(min(levels, key=lambda level: abs(level - self.spot)), "")

    def _exposures(self, spot) -> np.ndarray:
        """Each row's exposure at one price, or at a column of prices."""
        rows = self.rows
        strike, expiry, vol = (rows[name].to_numpy(float) for name in ("strike", "expiry", "iv"))
        each = gamma(spot, strike, expiry, vol, self.rate, self.carry)
        held = rows["dealer_sign"].to_numpy(float) * rows["open_interest"].to_numpy(float)
        return held * self.multiplier * each * spot**2 * 0.01


@dataclass(frozen=True)
class FlipLevel:
    """Where dealers' gamma changes sign. level: currency, or None, and then `reason` says why."""

    level: float | None
    reason: str


def gamma_exposure(
    chain, spot, *, dealer_sign, multiplier=1.0, rate=0.0, carry=None
) -> ExposureTable:
    """Dealers' gamma by strike, under a stated assumption about what they own.

    Parameters
        chain: DataFrame with strike, expiry, right, iv and open_interest (see `read_chain`). Rows
        without an iv cannot be valued: they are left out and counted.
        spot: currency. dealer_sign: "long calls, short puts" (the usual guess for an index),
        "short calls, long puts", "long", "short", or an array with a number from -1 to 1 for each
        row: the share of its open interest that dealers own (negative: have sold). There is no
        default, because nobody knows. multiplier: units of the underlying per contract (100 for
        shares in the US). rate, carry: as for `black_scholes.price`, single numbers.
    Returns
        ExposureTable: by_strike, total, profile(spots), walls(n), flip(); currency per 1% move.
    Errors
        ValueError that names the argument, the value and what is allowed.

    >>> import pandas as pd
    >>> chain = pd.DataFrame({"strike": [90.0, 110.0], "expiry": 0.1, "right": ["put", "call"],
    ...                       "iv": 0.2, "open_interest": [500.0, 500.0]})
    >>> gex = gamma_exposure(chain, 100, dealer_sign="long calls, short puts")
    >>> gex.by_strike["net"].round().tolist(), round(gex.flip().level, 1)
    ([-747.0, 1062.0], 99.3)
    """
    check_chain(chain, ("strike", "expiry", "right", "iv", "open_interest"))
    spot = one_number("spot", spot, positive)
    rows = chain.assign(dealer_sign=_signs(dealer_sign, chain))
    rows = rows[rows["iv"].notna()]
    if rows.empty:
        fail("chain", "no row with an iv", "one in which an option has an iv")
    rate = one_number("rate", rate, yearly_rate)
    return ExposureTable(
        rows=rows,
        left_out=len(chain) - len(rows),
        spot=spot,
        multiplier=one_number("multiplier", multiplier, positive),
        rate=rate,
        carry=one_carry(rate, carry),
    )


def _signs(dealer_sign, chain):
    """The dealers' share of each row's open interest, from -1 to 1."""
    words = ", ".join(repr(word) for word in DEALER_SIGNS)
    allowed = f"{words}, or {len(chain)} numbers from -1 to 1, one for each row"
    if isinstance(dealer_sign, str):
        if dealer_sign not in DEALER_SIGNS:
            fail("dealer_sign", dealer_sign, allowed)
        for_calls, for_puts = DEALER_SIGNS[dealer_sign]
        return np.where(chain["right"] == "call", for_calls, for_puts)
    signs = numbers("dealer_sign", dealer_sign, allowed)
    if signs.shape != (len(chain),) or np.any(np.abs(signs) > 1):
        fail("dealer_sign", dealer_sign, allowed)
    return signs
