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
from typing import TYPE_CHECKING

import numpy as np

from .._validate import (
    broadcast_shape,
    check_fields,
    fail,
    instance,
    names_of,
    one_carry,
    one_number,
    owned,
    plain,
    positive,
    positive_volatility,
    positive_years,
    real,
    same_labels,
    volatility,
    whole_number,
    yearly_rate,
    years,
)
from .black_scholes import price
from .book import Book
from .formulas import FORMULAS, FORWARD, LOG, Terms

if TYPE_CHECKING:  # tables are made where they are asked for: pandas takes long to import
    import pandas as pd

TOLERANCE = 1e-10  # of the forward, or of total variance: what rounding may do


@dataclass(frozen=True, eq=False)
class Smile:
    """Implied volatilities over strikes and expiries, as quoted at `spot`.

    strikes: (n_strikes,) currency, rising. expiries: (n_expiries,) years, above 0, rising. vols:
    (n_expiries, n_strikes) yearly decimals above 0; NaN where nothing is quoted, but no expiry may
    be all NaN; a DataFrame must have the expiries as its index and the strikes as its columns.
    spot: currency. carry: yearly, as in `black_scholes`. Errors: ValueError.

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
        for name, check in (("strikes", positive), ("expiries", positive_years)):
            axis = check(name, getattr(self, name))
            if axis.ndim != 1 or not axis.size:
                fail(name, axis.shape, "a one-dimensional array of one or more")
            falls = np.flatnonzero(np.diff(axis) <= 0)
            if falls.size:
                k = int(falls[0]) + 1
                raise ValueError(
                    f"{name} = {float(axis[k])!r} at index {k}: {name} must be strictly rising"
                )
            set_(self, name, owned(axis))
        set_(self, "vols", owned(self._quotes(self.vols)))
        check_fields(self, spot=positive, carry=yearly_rate)

    def _quotes(self, vols):
        shape = (self.expiries.size, self.strikes.size)
        quotes = real("vols", vols, f"numbers of shape {shape}, NaN where nothing is quoted")
        if quotes.shape != shape:
            fail("vols", quotes.shape, f"of shape {shape}: expiries, strikes")
        for name, axis in (("index", self.expiries), ("columns", self.strikes)):
            labels = getattr(vols, name, None) if hasattr(vols, "iloc") else axis
            if not np.array_equal(labels, axis):
                told = f"the strikes, {axis.tolist()}"
                if name == "index":
                    told = f"the expiries, {axis.tolist()}"
                fail(f"vols.{name}", list(labels), told)
        quoted = ~np.isnan(quotes)
        positive_volatility("vols", np.where(quoted, quotes, 1.0))
        empty = np.flatnonzero(~quoted.any(axis=1))
        if empty.size:
            fail(f"vols[{empty[0]}]", "all NaN", "quoted at one strike or more")
        return quotes

    def forward(self, expiry):
        """spot * exp(carry * expiry), currency; shape of `expiry`."""
        return plain(self.spot * np.exp(self.carry * years("expiry", expiry)))

    def slice(self, index: int):
        """The quotes of one expiry: (strikes, log-moneyness, total variance), 1-D arrays."""
        if (index := whole_number("index", index, 0)) >= self.expiries.size:
            fail("index", index, f"below the number of expiries, {self.expiries.size}")
        quoted = ~np.isnan(self.vols[index])
        strikes, expiry = self.strikes[quoted], self.expiries[index]
        moneyness = np.log(strikes / self.forward(expiry))
        return strikes, moneyness, self.vols[index, quoted] ** 2 * expiry

    def vol(self, strike, expiry):
        """The volatility at any strike and expiry, both above 0; they broadcast. For how it is
        interpolated see the module."""
        same_labels(strike=strike, expiry=expiry)
        strike, expiry = positive("strike", strike), positive_years("expiry", expiry)
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
        return plain(np.sqrt(total / nearest).reshape(shape))

    def vols_of(self, book) -> dict[tuple[float, float], float]:
        """The volatility of each option of a book, {(strike, expiry): vol}, as `Book.greeks` takes
        it. Sticky strike: each keeps its own while spot and time move on.

        >>> from gammalab.pricing.builders import strangle
        >>> smile = Smile([90, 110], [0.25], [[0.25, 0.20]], spot=100)
        >>> book = strangle(90, 110, 0.25)
        >>> round(book.value(100, vol=smile.vols_of(book)), 4)
        2.2733
        """
        groups = _a_book(book).groups
        strikes, expiries = ([g[k] for g in groups] for k in (0, 1))
        vols = self.vol(strikes, expiries) if groups else np.empty(0)
        return {g[:2]: vol for g, vol in zip(groups, vols.tolist(), strict=True)}

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
        from .chain import check_chain

        check_chain(chain, ("strike", "expiry", "right", "iv"))
        spot, carry = one_number("spot", spot, positive), one_number("carry", carry, yearly_rate)
        forward = spot * np.exp(carry * chain["expiry"])
        side = np.where(chain["strike"] >= forward, "call", "put")
        quoted = chain[(chain["right"] == side) & chain["iv"].notna()]
        if quoted.empty:
            allowed = "one with an out-of-the-money option that has an iv"
            fail("chain", f"{len(chain)} rows", allowed)
        grid = quoted.pivot(index="expiry", columns="strike", values="iv")
        return cls(grid.columns.to_numpy(), grid.index.to_numpy(), grid.to_numpy(), spot, carry)


def portfolio_greeks(book, smile, spot=None, rate=0.0, carry=None, names=None) -> pd.DataFrame:
    """A book's value and Greeks on a smile, one row per strike and expiry, quantities included.

    book: a Book with expiries above 0. smile: a Smile, or one volatility for all options. spot:
    currency; None is the smile's own. Sticky strike: another spot leaves each strike's volatility
    where it is. rate, carry: yearly; carry None is the smile's own, or the rate where there is no
    smile. names: as for `black_scholes.greeks`, all by default, in its units.
    Returns: a DataFrame indexed by (expiry, strike) with columns vol, quantity and the names.
    `table[names].sum()` is the book; `table["gamma"].unstack("expiry")` a grid.

    >>> from gammalab.pricing.builders import call, put
    >>> smile = Smile([90, 110], [0.25], [[0.25, 0.20]], spot=100)
    >>> table = portfolio_greeks(call(110, 0.25) - put(90, 0.25), smile, names=["delta", "vega"])
    >>> table.round(3).values.tolist()
    [[0.25, -1.0, 0.183, -13.24], [0.2, 1.0, 0.183, 13.267]]
    """
    import pandas as pd

    rate, names = one_number("rate", rate, yearly_rate), names_of("names", names, tuple(FORMULAS))
    groups = sorted(_a_book(book).groups, key=lambda g: (g.expiry, g.strike))
    if not groups:
        fail("book", book, "one that holds an option or more")
    strike, expiry, calls, puts, logs = np.array(groups).T
    positive("expiry", expiry)
    if isinstance(smile, Smile):
        spot = smile.spot if spot is None else spot
        vol, carry = smile.vol(strike, expiry), smile.carry if carry is None else carry
    else:
        if isinstance(smile, type) or smile is None:
            _a_smile(smile)
        vol = np.full(strike.shape, one_number("smile", smile, volatility))
    spot, carry = one_number("spot", spot, positive), one_carry(rate, carry)
    # As in `Book.terms`: the put of a strike that also has calls is priced by parity.
    terms = Terms(spot, strike, expiry, vol, rate, carry, np.where(calls != 0, 1.0, -1.0))
    both = (calls != 0) & (puts != 0)
    table = {"vol": vol, "quantity": calls + puts + logs}
    for name in names:
        forward = puts * FORWARD[name](terms) if name in FORWARD else 0.0
        table[name] = (calls + puts) * FORMULAS[name](terms) - np.where(both, forward, 0.0)
        if logs.any():
            table[name] = table[name] + logs * LOG[name](terms)
    index = pd.MultiIndex.from_arrays([expiry, strike], names=["expiry", "strike"])
    return pd.DataFrame(table, index=index)


def _a_smile(smile) -> Smile:
    return instance("smile", smile, Smile, "a Smile")


def _a_book(book) -> Book:
    return instance("book", book, Book, "a Book, such as gammalab.straddle(100, 0.25)")


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
    import pandas as pd

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
    import pandas as pd

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
    import pandas as pd

    parts = (butterfly_violations(smile), calendar_violations(smile))
    parts = [part for part in parts if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=VIOLATION)
