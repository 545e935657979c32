"""A smile: one implied volatility per strike and expiry, what a book is worth on it, and whether
it could be arbitraged. `chain.py` reads the quotes that a smile is made of.

`Smile` interpolates *total variance* w = vol^2 * expiry over log-moneyness k = log(strike /
forward), forward = spot * exp(carry * expiry): linearly in k between the strikes quoted for an
expiry, at the volatility of the outermost quote beyond them, linearly in time at the same k between
expiries, and at the volatility of the nearest expiry before the first and after the last.

Greeks on a smile are *sticky strike*: when spot moves, each strike keeps its volatility.

Sources: Gatheral, "The Volatility Surface" (2006); Carr & Madan (2005), "A note on sufficient
conditions for no arbitrage", for the static checks. This module knows nothing of paths or hedges.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .._validate import broadcast_shape, fail, names_of, not_negative, one_number, positive
from .black_scholes import greeks, price
from .book import Book
from .chain import check_chain
from .formulas import FORMULAS

TOLERANCE = 1e-10  # of the forward, or of total variance: what rounding may do


@dataclass(frozen=True, eq=False)
class Smile:
    """Implied volatilities over strikes and expiries, as quoted at `spot`.

    strikes: (n_strikes,) currency, rising. expiries: (n_expiries,) years, above 0, rising. vols:
    (n_expiries, n_strikes) yearly decimals above 0; NaN where nothing is quoted, but no expiry may
    be all NaN. spot: currency. carry: yearly, as in `black_scholes`. Errors: ValueError.

    >>> smile = Smile([90, 100, 110], [0.25, 1.0], [[0.25, 0.20, 0.18], [0.24, 0.21, 0.19]], 100)
    >>> smile.vol(100, 0.25), round(smile.vol(95, 0.5), 4)
    (0.2, 0.2253)
    """

    strikes: np.ndarray
    expiries: np.ndarray
    vols: np.ndarray
    spot: float
    carry: float = 0.0

    def __post_init__(self):
        set_ = object.__setattr__  # the class is frozen: this is the one place that may write
        for name in ("strikes", "expiries"):
            axis = positive(name, getattr(self, name))
            if axis.ndim != 1 or not axis.size:
                fail(name, axis.shape, "a one-dimensional array of one or more")
            falls = np.flatnonzero(np.diff(axis) <= 0)
            if falls.size:
                k = int(falls[0]) + 1
                raise ValueError(
                    f"{name} = {float(axis[k])!r} at index {k}: {name} must be strictly rising"
                )
            set_(self, name, axis)
        set_(self, "vols", self._quotes(self.vols))
        set_(self, "spot", one_number("spot", self.spot, positive))
        set_(self, "carry", one_number("carry", self.carry))

    def _quotes(self, vols):
        shape = (self.expiries.size, self.strikes.size)
        try:
            vols = np.array(vols, float)
        except (TypeError, ValueError):
            fail("vols", vols, f"numbers of shape {shape}, NaN where nothing is quoted")
        if vols.shape != shape:
            fail("vols", vols.shape, f"of shape {shape}: expiries, strikes")
        quoted = ~np.isnan(vols)
        positive("vols", np.where(quoted, vols, 1.0))
        empty = np.flatnonzero(~quoted.any(axis=1))
        if empty.size:
            fail(f"vols[{empty[0]}]", "all NaN", "quoted at one strike or more")
        vols.flags.writeable = False
        return vols

    def forward(self, expiry):
        """spot * exp(carry * expiry), currency; shape of `expiry`."""
        return self.spot * np.exp(self.carry * not_negative("expiry", expiry))

    def slice(self, index: int):
        """The quotes of one expiry: (strikes, log-moneyness, total variance), 1-D arrays."""
        quoted = ~np.isnan(self.vols[index])
        strikes, expiry = self.strikes[quoted], self.expiries[index]
        moneyness = np.log(strikes / self.forward(expiry))
        return strikes, moneyness, self.vols[index, quoted] ** 2 * expiry

    def vol(self, strike, expiry):
        """The volatility at any strike and expiry, both above 0; they broadcast. For how it is
        interpolated see the module."""
        strike, expiry = positive("strike", strike), positive("expiry", expiry)
        shape = broadcast_shape(strike=strike, expiry=expiry)
        strike, expiry = (np.broadcast_to(a, shape).ravel() for a in (strike, expiry))
        k = np.log(strike / self.forward(expiry))
        slices = [self.slice(i)[1:] for i in range(self.expiries.size)]
        w = np.array([np.interp(k, at, variance) for at, variance in slices])
        # Outside the quoted expiries the volatility stays: variance grows in proportion to time.
        nearest = np.clip(expiry, self.expiries[0], self.expiries[-1])
        after = np.clip(np.searchsorted(self.expiries, nearest), 1, None)
        after = np.minimum(after, self.expiries.size - 1)
        before = np.maximum(after - 1, 0)
        gap = self.expiries[after] - self.expiries[before]
        share = (nearest - self.expiries[before]) / np.where(gap > 0, gap, 1.0)
        entry = np.arange(k.size)
        total = (1 - share) * w[before, entry] + share * w[after, entry]
        vol = np.sqrt(total / nearest).reshape(shape)
        return vol if shape else float(vol)

    @classmethod
    def from_chain(cls, chain, spot, carry=0.0) -> Smile:
        """From a chain (see `read_chain`): the out-of-the-money option of each strike and expiry,
        the call at the forward; rows without an iv are left out, as are strikes that have none.

        >>> import io
        >>> from gammalab.pricing.chain import read_chain
        >>> rows = "strike,expiry,right,iv\\n90,.5,put,.25\\n90,.5,call,.3\\n110,.5,call,.2\\n"
        >>> Smile.from_chain(read_chain(io.StringIO(rows), spot=100), spot=100).vols.tolist()
        [[0.25, 0.2]]
        """
        check_chain(chain, ("strike", "expiry", "right", "iv"))
        spot, carry = one_number("spot", spot, positive), one_number("carry", carry)
        forward = spot * np.exp(carry * chain["expiry"])
        side = np.where(chain["strike"] >= forward, "call", "put")
        quoted = chain[(chain["right"] == side) & chain["iv"].notna()]
        if quoted.empty:
            allowed = "one with an out-of-the-money option that has an iv"
            fail("chain", f"{len(chain)} rows", allowed)
        grid = quoted.pivot(index="expiry", columns="strike", values="iv")
        return cls(grid.columns.to_numpy(), grid.index.to_numpy(), grid.to_numpy(), spot, carry)


def portfolio_greeks(book, smile, spot=None, rate=0.0, names=None) -> pd.DataFrame:
    """A book's value and Greeks on a smile, one row per strike and expiry, quantities included.

    book: a Book with expiries above 0. spot: currency; None is the smile's own. Sticky strike:
    another spot leaves each strike's volatility where it is. rate: yearly; the carry is the
    smile's. names: as for `black_scholes.greeks`, all by default, in its units.
    Returns: a DataFrame indexed by (expiry, strike) with columns vol, quantity and the names.
    `table[names].sum()` is the book; `table["gamma"].unstack("expiry")` a grid.

    >>> from gammalab.pricing.book import call, put
    >>> smile = Smile([90, 110], [0.25], [[0.25, 0.20]], spot=100)
    >>> table = portfolio_greeks(call(110, 0.25) - put(90, 0.25), smile, names=["delta", "vega"])
    >>> table.round(3).values.tolist()
    [[0.25, -1.0, 0.183, -13.24], [0.2, 1.0, 0.183, 13.267]]
    """
    if not isinstance(book, Book):
        fail("book", book, "a Book, such as gammalab.straddle(100, 0.25)")
    _a_smile(smile)
    spot = smile.spot if spot is None else one_number("spot", spot, positive)
    rate, names = one_number("rate", rate), list(names_of("names", names, tuple(FORMULAS)))
    rows = pd.DataFrame(
        [(o.expiry, o.strike, o.right, o.quantity) for o in book.options],
        columns=["expiry", "strike", "right", "quantity"],
    )
    if rows.empty:
        fail("book", book, "one that holds an option or more")
    positive("expiry", rows["expiry"])
    strike, expiry, right = (rows[c].to_numpy() for c in ("strike", "expiry", "right"))
    rows["vol"] = smile.vol(strike, expiry)
    told = greeks(spot, strike, expiry, rows["vol"], rate, smile.carry, right, names)
    for name in names:
        rows[name] = rows["quantity"] * told[name]
    held = rows.groupby(["expiry", "strike"])
    table = held[["quantity", *names]].sum()
    table.insert(0, "vol", held["vol"].first())
    return table


def _a_smile(smile):
    if not isinstance(smile, Smile):
        fail("smile", smile, "a Smile")


VIOLATION = ["check", "expiry", "strike", "amount"]


def butterfly_violations(smile) -> pd.DataFrame:
    """Quoted strikes at which call prices are not convex and falling: a free butterfly or spread.

    Per expiry, undiscounted calls at the quoted strikes, together with the call at strike 0 (worth
    the forward), must be convex in the strike and not rise at the end. Returns a row per violation:
    check ("butterfly" or "vertical"), expiry, strike (the body of the butterfly, the strike that is
    dearer than the one below), amount (currency that the trade of one unit pays for being put on).
    Source: Carr & Madan (2005). It tests the quotes, not what is drawn between them.

    >>> butterfly_violations(Smile([90, 100, 110], [0.25], [[0.2, 0.3, 0.2]], spot=100)).round(2)
           check  expiry  strike  amount
    0  butterfly    0.25   100.0    0.15
    """
    _a_smile(smile)
    found = []
    for i, expiry in enumerate(smile.expiries):
        strikes = smile.slice(i)[0]
        vols, forward = smile.vols[i][~np.isnan(smile.vols[i])], float(smile.forward(expiry))
        calls = np.r_[forward, price(forward, strikes, expiry, vols, carry=0.0)]
        strikes = np.r_[0.0, strikes]
        left, right = np.diff(strikes)[:-1], np.diff(strikes)[1:]
        # What the two wings cost, in the shares that pay nothing less than the body does.
        wings = (right * calls[:-2] + left * calls[2:]) / (left + right)
        profit = calls[1:-1] - wings
        for j in np.flatnonzero(profit > TOLERANCE * forward):
            found.append(("butterfly", float(expiry), float(strikes[j + 1]), float(profit[j])))
        if calls[-1] - calls[-2] > TOLERANCE * forward:
            last = float(calls[-1] - calls[-2])
            found.append(("vertical", float(expiry), float(strikes[-1]), last))
    return pd.DataFrame(found, columns=VIOLATION)


def calendar_violations(smile) -> pd.DataFrame:
    """Where total variance falls from one expiry to the next at the same strike / forward.

    Looked at at each moneyness quoted for either expiry, as far as both are quoted. Returns a row
    per violation: check ("calendar"), expiry (the later one), strike (of the later expiry), amount
    (the total variance that is missing). Source: Gatheral (2006), chapter 3.

    >>> calendar_violations(Smile([100], [0.25, 0.5], [[0.3], [0.2]], spot=100)).round(4)
          check  expiry  strike  amount
    0  calendar     0.5   100.0  0.0025
    """
    _a_smile(smile)
    found = []
    for i in range(smile.expiries.size - 1):
        (_, k_near, near), (_, k_far, far) = smile.slice(i), smile.slice(i + 1)
        k = np.unique(np.r_[k_near, k_far])
        low, high = max(k_near[0], k_far[0]), min(k_near[-1], k_far[-1])
        k = k[(k >= low) & (k <= high)]
        missing = np.interp(k, k_near, near) - np.interp(k, k_far, far)
        expiry = float(smile.expiries[i + 1])
        for j in np.flatnonzero(missing > TOLERANCE):
            strike = float(smile.forward(expiry) * np.exp(k[j]))
            found.append(("calendar", expiry, strike, float(missing[j])))
    return pd.DataFrame(found, columns=VIOLATION)


def check_smile(smile) -> pd.DataFrame:
    """Both static checks in one table; no rows: none of the quotes can be arbitraged.

    >>> fair = Smile([90, 100, 110], [0.25, 1.0], [[0.25, 0.20, 0.18], [0.24, 0.21, 0.19]], 100)
    >>> len(check_smile(fair))
    0
    >>> later_costs_less = Smile([90, 100, 110], [0.25, 1.0], [[0.4] * 3, [0.1] * 3], 100)
    >>> len(check_smile(later_costs_less)) > 0
    True
    """
    parts = (butterfly_violations(smile), calendar_violations(smile))
    parts = [part for part in parts if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=VIOLATION)
