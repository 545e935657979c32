"""Signed options and books of them: what is owned, what it is worth, how it moves.

A book is long by default: `straddle(100, 0.25)` is one bought straddle, `-straddle(...)` a sold
one, `10 * straddle(...)` ten. Books add with `+`. Quantities are in units of the underlying: 1
means an option on one share (or coin). Volatility, rate and spot are not part of a book; they are
arguments of its methods, because the same book is priced with different ones.

An option is settled in cash when it expires, and belongs to the past from then on: at its expiry it
is worth its payoff, afterwards nothing.

This module knows nothing of paths or hedges.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from .._validate import (
    broadcast_shape,
    carry_or_rate,
    fail,
    instance,
    names_of,
    one_carry,
    one_number,
    plain,
    positive,
    positive_years,
    same_labels,
    volatility,
    yearly_rate,
    years,
)
from .formulas import FORMULAS, FORWARD, LOG, Terms
from .option import END, KINDS, Group, Option, kept, same_moment, time_left


@dataclass(frozen=True)
class Book:
    """A tuple of signed options, valued as one.

    >>> from gammalab import call, put
    >>> book = call(100, 0.25) - put(100, 0.25)      # a synthetic forward
    >>> round(book.delta(100, vol=0.2), 12)
    1.0
    """

    options: tuple[Option, ...] = ()
    __array_ufunc__ = None  # an array times a book is refused, not an array of books

    def __post_init__(self):
        if isinstance(self.options, (str, Option)) or not hasattr(self.options, "__iter__"):
            fail("options", self.options, "a collection of Option objects")
        options = tuple(self.options)
        for option in options:
            instance("options", option, Option, "Option objects")
        object.__setattr__(self, "options", options)

    def __add__(self, other):
        if not isinstance(other, Book):
            return NotImplemented
        return Book(self.options + other.options)

    def __sub__(self, other):
        return self + (-other)

    def __neg__(self):
        return -1 * self

    def __mul__(self, times):
        if isinstance(times, Book):
            return NotImplemented
        times = one_number("times", times)
        return Book(tuple(replace(o, quantity=times * o.quantity) for o in self.options))

    __rmul__ = __mul__

    @property
    def first_expiry(self) -> float:
        """Years until the first option expires; infinity for an empty book."""
        return min((o.expiry for o in self._dated), default=np.inf)

    @property
    def _dated(self) -> tuple[Option, ...]:
        """The options, where all have an expiry in years."""
        if any(o.expiry == END for o in self.options):
            fail("expiry", END, "years: the end of the paths is known where there are paths")
        return self.options

    def ending(self, horizon) -> Book:
        """The same book with `horizon` (years) for every expiry that is the end of the paths.

        >>> from gammalab import straddle
        >>> straddle(100, "end").ending(0.25).first_expiry
        0.25
        """
        horizon = one_number("horizon", horizon, positive_years)
        return Book(tuple(replace(o, expiry=horizon) if o.expiry == END else o
                          for o in self.options))  # fmt: skip

    @property
    def expiries(self) -> tuple[float, ...]:
        """When options expire, years, rising. Those that differ by rounding alone count once.

        >>> from gammalab import call, straddle
        >>> (straddle(100, 0.1) + call(90, 0.3)).expiries
        (0.1, 0.3)
        """
        found: list[float] = []
        for expiry in sorted({o.expiry for o in self._dated}):
            if not found or not same_moment(expiry, found[-1]):
                found.append(expiry)
        return tuple(found)

    def expiring(self, time) -> Book:
        """The options that expire at `time` (years), as a book; empty where none does.

        >>> from gammalab import calendar
        >>> calendar(100, near=0.1, far=0.2).expiring(0.1)
        Book(options=(Option(strike=100.0, expiry=0.1, right='call', quantity=-1.0),))
        """
        time = one_number("time", time, years)
        return Book(tuple(o for o in self._dated if same_moment(o.expiry, time)))

    def payoff_at(self, expiry, spot):
        """What the options that expire at `expiry` (years) pay, currency; shape of `spot`.

        >>> from gammalab import calendar
        >>> calendar(100, near=0.1, far=0.2).payoff_at(0.1, [90, 115]).tolist()
        [0.0, -15.0]
        """
        return self.expiring(one_number("expiry", expiry, years)).payoff(spot)

    def payoff(self, spot):
        """Value if every option expired now, currency; shape of `spot`.

        >>> from gammalab import straddle
        >>> straddle(100, 0.25).payoff([90, 100, 115]).tolist()
        [10.0, 0.0, 15.0]
        """
        spot = positive("spot", spot)
        total = np.zeros_like(spot)
        for o in self.options:
            if o.right == "log":
                total = total - o.quantity * np.log(spot / o.strike)
            else:
                sign = 1.0 if o.right == "call" else -1.0
                total = total + o.quantity * np.maximum(sign * (spot - o.strike), 0.0)
        return plain(total)

    def notional(self, spot):
        """Currency that the book is on, signs apart; shape of `spot`: |quantity| * spot for calls
        and puts, |quantity| for log contracts, whose quantity is an amount of currency.

        >>> from gammalab import straddle
        >>> (10 * straddle(100, 0.25)).notional(101.0)
        2020.0
        """
        spot = positive("spot", spot)
        units = sum(abs(o.quantity) for o in self.options if o.right != "log")
        logs = sum(abs(o.quantity) for o in self.options if o.right == "log")
        return plain(units * spot + logs)

    def greeks(self, spot, vol, time=0.0, rate=0.0, carry=None, names=None):
        """Value and Greeks of the whole book: a dict of arrays in the shape that `spot`, `vol` and
        `time` broadcast to. Keys, units and errors as for `black_scholes.greeks`.

        time: years since the book's now; each option has expiry - time left, and is worth nothing
        once that is below 0, because it was settled. vol: one for all options, or a mapping with
        one for each strike and expiry, {(strike, expiry): vol}, as `Smile.vols_of` gives it. The
        value is called "price".

        >>> from gammalab import straddle, strangle
        >>> g = straddle(100, 1 / 12).greeks(100, vol=0.2, names=("price", "gamma"))
        >>> round(g["price"], 3), round(g["gamma"], 4)
        (4.606, 0.1381)
        >>> skew = {(90, 0.1): 0.25, (110, 0.1): 0.20}
        >>> round(strangle(90, 110, 0.1).value(100, vol=skew), 4)
        0.5095
        """
        names = names_of("names", names, tuple(FORMULAS))
        same_labels(spot=spot, vol=vol, time=time, rate=rate, carry=carry)
        spot, time = positive("spot", spot), years("time", time)
        rate = yearly_rate("rate", rate)
        carry, vol = carry_or_rate(rate, carry), self._checked_vol(vol)
        each = vol if isinstance(vol, list) else [vol]
        vols = {f"vol[{k}]" if k else "vol": one for k, one in enumerate(each)}
        shape = broadcast_shape(spot=spot, **vols, time=time, rate=rate, carry=carry)
        total = self.terms(spot, vol, time, rate, carry, names)
        return {name: plain(np.array(np.broadcast_to(total[name], shape))) for name in names}

    def _checked_vol(self, vol):
        """A volatility for all options; or, from a mapping, a list with one for each group."""
        if not isinstance(vol, Mapping):
            return volatility("vol", vol)
        missing = [g[:2] for g in self.groups if g[:2] not in vol]
        if missing:
            fail("vol", dict(vol), f"one for each strike and expiry; {missing[0]} has none")
        return [volatility(f"vol[{g[:2]}]", vol[g[:2]]) for g in self.groups]

    def terms(self, spot, vol, time, rate, carry, names):
        """`greeks` for inputs that were checked before: what the replay loop calls at each step.

        vol: a number or an array; or a list with one of them for each of `groups`, in their order.
        Options that share strike and expiry share their d1 and d2: the put is the call by parity.
        """
        total = dict.fromkeys(names, 0.0)
        for k, (strike, expiry, calls, puts, logs) in enumerate(self.groups):
            left, alive = time_left(expiry, time)
            if left is None:
                continue
            # Puts alone are priced as puts, so that far ones keep their digits.
            lead = 1.0 if calls else -1.0
            own = vol[k] if isinstance(vol, list) else vol
            parts = Terms(spot, strike, left, own, rate, carry, lead)
            for name in names:
                if calls + puts:
                    value = FORMULAS[name](parts)
                    value = value if calls + puts == 1 else (calls + puts) * value
                    total[name] = total[name] + kept(value, alive)
                if calls and puts and name in FORWARD:
                    total[name] = total[name] - kept(puts * FORWARD[name](parts), alive)
                if logs:
                    total[name] = total[name] + kept(logs * LOG[name](parts), alive)
        return total

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """What is held of each strike and expiry, in the order in which they first appear.

        >>> from gammalab import straddle
        >>> straddle(100, 0.25).groups
        (Group(strike=100.0, expiry=0.25, calls=1.0, puts=1.0, logs=0.0),)
        """
        held: dict[tuple[float, float], list[float]] = {}
        for o in self._dated:
            quantities = held.setdefault((o.strike, o.expiry), [0.0, 0.0, 0.0])
            quantities[KINDS.index(o.right)] += o.quantity
        return tuple(Group(*key, *quantities) for key, quantities in held.items())

    def breakevens(self, spot, vol, dt, time=0.0, rate=0.0, carry=None, hedge=None):
        """Moves of the spot, currency, at which the hedged book earns nothing over `dt` years.

        By full revaluation, so gamma changes on the way. All arguments are single numbers (`vol`
        may be a mapping as for `greeks`). dt: above 0, at most the time to the next expiry. hedge:
        units of the underlying held; None is the neutral hedge, -delta. It earns the yield, and
        rate is what its cash costs.
        Returns: a rising array, the same for a short book as for a long one. It may hold two moves,
        or more, or none: it is empty where there is no gamma, or no move at which signs change.
        Errors: ValueError naming the argument. Source: the definition, and a search for its roots.

        >>> from gammalab import call, straddle
        >>> straddle(100, 30 / 365).breakevens(100, vol=0.2, dt=1 / 365).round(4).tolist()
        [-1.0385, 1.0494]
        >>> call(105, 7 / 365).breakevens(100, vol=0.05, dt=1 / 365).size
        0
        """
        from .breakeven import breakevens  # which needs scipy's optimisers, at that moment only

        spot, time = one_number("spot", spot, positive), one_number("time", time, years)
        dt, rate = one_number("dt", dt, positive_years), one_number("rate", rate, yearly_rate)
        carry = one_carry(rate, carry)
        hedge = None if hedge is None else one_number("hedge", hedge)
        live = Book(tuple(o for o in self._dated
                          if o.expiry > time and not same_moment(o.expiry, time)))  # fmt: skip
        if dt > live.first_expiry - time and not same_moment(time + dt, live.first_expiry):
            fail("dt", dt, f"at most the time to the next expiry, {live.first_expiry - time!r}")
        vol = live._checked_vol(vol)
        for one in vol if isinstance(vol, list) else [vol]:
            one_number("vol", one, volatility)
        return breakevens(live, spot, vol, dt, time, rate, carry, hedge)

    def value(self, spot, vol, time=0.0, rate=0.0, carry=None):
        """Value of the book, currency. Arguments, shapes and errors as for `greeks`.

        >>> from gammalab import call
        >>> round(call(50, 20 / 52).value(49, vol=0.2, rate=0.05), 4)
        2.4005
        """
        return self.greeks(spot, vol, time, rate, carry, ("price",))["price"]

    def delta(self, spot, vol, time=0.0, rate=0.0, carry=None):
        """Units of the underlying that move like the book. Arguments as for `greeks`.

        >>> from gammalab import put
        >>> round((-put(100, 0.25)).delta(100, vol=0.2), 4)
        0.4801
        """
        return self.greeks(spot, vol, time, rate, carry, ("delta",))["delta"]
