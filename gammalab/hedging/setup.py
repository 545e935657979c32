"""A run's inputs, checked: all that `replay` was asked to do, and nothing of what came of it.

`prepare` checks and brings into shape; the `Setup` that it returns prices the book along the paths.
`loop.py` walks through it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from .._validate import fail, flag, instance, one_carry, one_number, rule, yearly_rate
from ..paths.prices import Paths
from ..pricing.book import Book
from .along import along, at_time, one_row, per_path, vol_along
from .execution import Execution, Stop
from .policies import EveryStep
from .venues import Future, InversePerpetual, Perpetual, Spot

# Paths walked together: few enough for a core's cache (128 KB per array), many enough that numpy's
# cost per call, some 40 calls a step, is small beside the work. No result depends on it.
TOGETHER = 16_384
CELLS = 2**20  # path and step pairs that are held at once, where whole histories are
FAR = 20.0  # times the first spot: where all strikes are as far, they were given in currency
SAME = 1e-9  # of a time: how near an expiry must be to one of the paths' times to be that time

# A strike of 1.1 times the first spot S0 is a contract on S0 shares of a stock that starts at 1.
# Values then grow with S0, and each derivative by spot takes one S0 off.
_POWERS = {"price": 1, "delta": 0, "gamma": -1, "vega": 1, "theta": 1, "rho": 1, "vanna": 0,
           "volga": 1, "charm": 0, "speed": -2, "zomma": -1, "color": -1}  # fmt: skip


class Span(NamedTuple):
    """Steps in which the same options are alive: from time `start` to time `stop`, indices."""

    start: int
    stop: int
    book: Book


@dataclass(frozen=True, eq=False)
class Pricer:
    """Prices a book at a run's rates and strikes. It knows no path."""

    rate: float
    carry: float
    unit: np.ndarray | None  # what strikes are multiples of, (n,); None: of 1

    def greeks(self, book: Book, spot, vol, time, names) -> dict:
        """As `Book.terms`. spot: (n,), or (n, times)."""
        if self.unit is None:
            return book.terms(spot, vol, time, self.rate, self.carry, names)
        unit = self.unit if np.ndim(spot) == 1 else self.unit[:, None]
        terms = book.terms(spot / unit, vol, time, self.rate, self.carry, names)
        return {name: value * unit ** float(_POWERS[name]) for name, value in terms.items()}

    def payoff(self, book: Book, spot):
        """What options are worth at their expiry, (n,) currency."""
        if self.unit is None:
            return book.payoff(spot)
        return book.payoff(spot / self.unit) * self.unit


@dataclass(frozen=True, eq=False)
class Setup:
    """Everything a run is made of, checked. `loop.steps` walks through it."""

    book: Book  # its expiries are times of the paths, to the bit, or lie beyond them
    paths: Paths
    unit: np.ndarray | None  # what strikes are multiples of, (n_paths,); None: of 1
    paid_vol: object  # this and the next two: see `along.py`
    hedge_vol: object
    mark_vol: object
    rate: float
    carry: float
    cash_rate: float
    policy: object
    costs: object
    entry_cost: bool
    exit_cost: bool
    venue: object
    funding: float | np.ndarray  # of the venue, in the shape of a volatility
    execution: Execution | None
    stop: Stop | None
    signals: dict = field(default_factory=dict)

    @property
    def times(self):
        return self.paths.times

    @property
    def last(self) -> int:
        """Index of the horizon."""
        return self.times.size - 1

    @property
    def drifts(self) -> bool:
        """Whether a number of contracts, left alone, moves like another number of units later."""
        return self.venue.in_coin or self.carry != 0 and not self.venue.paid_in_full

    @cached_property
    def spans(self) -> list[Span]:
        """The life of the book, cut where an option expires."""
        ends = [np.searchsorted(self.times, e) for e in self.book.expiries if e < self.times[-1]]
        cuts = sorted({0, *map(int, ends), self.last})
        found = []
        for start, stop in pairwise(cuts):
            alive = Book(tuple(o for o in self.book.options if o.expiry > self.times[start]))
            found.append(Span(start, stop, alive))
        return found

    def book_at(self, k: int) -> Book:
        """The options that are alive from time k on; at the horizon, those that lived to see it."""
        if len(self.spans) == 1:
            return self.spans[0].book
        return next(s.book for s in reversed(self.spans) if s.start <= k)

    def one_path(self, path: int) -> Setup:
        """The same run for one path alone."""
        moving = ("unit", "paid_vol", "hedge_vol", "mark_vol", "funding")
        rows = {name: one_row(getattr(self, name), path) for name in moving if
                getattr(self, name) is not None}  # fmt: skip
        signals = {name: one_row(values, path) for name, values in self.signals.items()}
        return replace(self, **rows, paths=self.paths.pick(path), signals=signals)

    def blocks(self, most: int = TOGETHER):
        """Slices of paths that are worked on together."""
        for start in range(0, self.paths.n_paths, most):
            yield slice(start, min(start + most, self.paths.n_paths))

    def pricer(self, rows: slice) -> Pricer:
        """What prices options for a block of paths."""
        return Pricer(self.rate, self.carry, None if self.unit is None else self.unit[rows])

    def premium(self, rows: slice):
        """Price of the book at the first time, at the volatility paid, (n,) currency."""
        return self._value(self.paid_vol, rows, 0)

    def option(self, rows: slice, k: int):
        """Value of the options alive at time k, at the marking volatility, (n,) currency; their
        payoff at the horizon, if that is their expiry."""
        return self._value(self.mark_vol, rows, k)

    def _value(self, vols, rows, k):
        spot, book = self.paths.spots[rows, k], self.book_at(k)
        vol = at_time(vols, rows, k, book)
        value = self.pricer(rows).greeks(book, spot, vol, self.times[k], ("price",))["price"]
        return np.broadcast_to(value, spot.shape)

    def settled_at(self, rows: slice, k: int):
        """Payoffs of the options that expire at time k, before the horizon, (n,); 0 if none do."""
        if len(self.spans) == 1 or not any(span.start == k for span in self.spans[1:]):
            return 0.0
        due = tuple(o for o in self.book.options if o.expiry == self.times[k])
        return self.pricer(rows).payoff(Book(due), self.paths.spots[rows, k])


def prepare(
    book,
    paths,
    *,
    paid_vol,
    hedge_vol=None,
    mark_vol=None,
    rate=0.0,
    carry=None,
    cash_rate=None,
    policy=None,
    costs=None,
    entry_cost=True,
    exit_cost=True,
    venue=None,
    execution=None,
    stop=None,
    signals=None,
    relative_strikes=None,
) -> Setup:
    """What `replay` was asked for, checked. Arguments and errors: see there."""
    instance("book", book, Book, "a Book, such as gammalab.straddle(100, 0.25)")
    instance("paths", paths, Paths, "Paths; gammalab.Paths(times, spots) makes them")
    book = _on_the_clock(book, paths.times)
    if relative_strikes is None:
        relative_strikes = paths.relative_strikes
    relative_strikes = flag("relative_strikes", relative_strikes)
    if relative_strikes and any(o.right == "log" for o in book.options):
        fail("relative_strikes", True, "False for a book with a log contract")
    strikes = [option.strike for option in book.options] if relative_strikes else []
    if strikes and not 1 / FAR < np.median(strikes) < FAR:
        allowed = "of strikes that are multiples of each path's first spot: 1 is at the money"
        fail("book", f"strikes around {np.median(strikes):g}", allowed)
    venue = Spot() if venue is None else venue
    kinds = (Spot, Future, Perpetual, InversePerpetual)
    instance("venue", venue, kinds, "Spot(), Future(), Perpetual() or InversePerpetual()")
    if isinstance(venue, Future) and venue.expiry is None:
        venue = replace(venue, expiry=paths.horizon)
    if execution is not None:
        instance("execution", execution, Execution, "an Execution, or None")
    if stop is not None:
        instance("stop", stop, Stop, "a Stop, or None")
        first = paths.spots[:, 0]
        if np.any(stop.beyond(first, first)):
            fail("stop", stop, "one whose levels the first spot has not reached yet")
    policy = EveryStep() if policy is None else policy
    rule("policy", policy, "a policy (see gammalab.hedging.policies), or a function like one")
    if costs is not None:
        rule("costs", costs, "a cost (see gammalab.hedging.costs), or a function like one")
    paid = per_path("paid_vol", paid_vol, paths, book)
    # A column per path serves along it, too.
    constant = paid[:, None] if isinstance(paid, np.ndarray) else paid_vol
    rate = one_number("rate", rate, yearly_rate)
    return Setup(
        book=book,
        paths=paths,
        unit=np.array(paths.spots[:, 0]) if relative_strikes else None,
        paid_vol=paid,
        hedge_vol=vol_along("hedge_vol", constant if hedge_vol is None else hedge_vol, paths, book),
        mark_vol=vol_along("mark_vol", constant if mark_vol is None else mark_vol, paths, book),
        rate=rate,
        carry=one_carry(rate, carry),
        cash_rate=rate if cash_rate is None else one_number("cash_rate", cash_rate, yearly_rate),
        policy=policy,
        costs=costs,
        entry_cost=flag("entry_cost", entry_cost),
        exit_cost=flag("exit_cost", exit_cost),
        venue=venue,
        funding=along("funding", venue.funding, paths),
        execution=execution,
        stop=stop,
        signals=_signals(signals, paths),
    )


def _signals(signals, paths):
    if signals is None:
        return {}
    if not isinstance(signals, dict) or not all(isinstance(name, str) for name in signals):
        fail("signals", signals, "a dict of arrays by name, such as {'half_spread': spreads}")
    return {name: along(f"signals[{name!r}]", values, paths) for name, values in signals.items()}


def _on_the_clock(book: Book, times) -> Book:
    """The book with expiries that are times of the paths to the bit, where they are meant to be."""
    options = []
    for option in book.ending(times[-1]).options:
        expiry = option.expiry
        k = int(np.argmin(np.abs(times - expiry)))
        if np.isclose(expiry, times[k], rtol=SAME, atol=0):
            expiry = float(times[k])
        elif expiry < times[-1]:
            low, high = times[np.searchsorted(times, expiry) - 1 :][:2]
            allowed = (
                "one that expires at a time of the paths, or beyond them: this lies between "
                f"{float(low)!r} and {float(high)!r} years, where no price is known"
            )
            fail("book", f"Option(expiry={option.expiry!r})", allowed)
        if expiry == 0:
            fail(
                "book", f"Option(expiry={option.expiry!r})", "one that has not expired at the start"
            )
        options.append(replace(option, expiry=expiry))
    return Book(tuple(options))
