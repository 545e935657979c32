"""What a policy sees: one time step of a block of paths, and what came before it.

Nothing here leads to the future. Arrays are copies that own their data, so that neither can a
policy look past them nor change anything by writing into them.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from .._validate import owned, volatility
from .along import at_time, spread_out
from .crypto import premium_adjusted, premium_adjusted_gamma


class Moment:
    """What a policy sees: one time step of a block of paths.

    step: 0, 1, ... steps; `steps` is their number. time: years since the start; previous_time,
    next_time: of the steps before and after; dt: years to the next one (0 at the horizon, which
    costs see and policies do not). spot: (n,) currency. hedge:
    (n,) units held before the decision. traded_spot: (n,) spot at the last trade (the first spot
    before any). book: the options that are alive. vol: what is hedged with, a number, (n,), or one
    entry per option where a smile is hedged with. rate, carry: what options are priced with.
    signals: the run's signals now, a dict of (n,) arrays. delta, gamma, vega, theta: (n,) of the
    whole book, computed with the volatility that is hedged with, on first use. past: the spots so
    far. times: those of the whole path, which everybody may know.
    """

    def __init__(self, step, times, spot, hedge, traded_spot, book, vol, pricer, signals, past):
        self.step, self.steps, self._times = step, len(times) - 1, times
        self.time = float(times[step])
        self.previous_time = float(times[max(step - 1, 0)])
        self.next_time = float(times[min(step + 1, self.steps)])
        self.dt = self.next_time - self.time
        self.spot, self.hedge, self.traded_spot = spot, hedge, traded_spot
        self.book, self.vol, self.signals = book, vol, signals
        self.rate, self.carry = pricer.rate, pricer.carry
        self._pricer, self._past = pricer, past

    @classmethod
    def of(cls, setup, rows: slice, step: int, hedge, traded_spot) -> Moment:
        """The moment of a run at `step`, for a block of its paths."""
        spots, book = setup.paths.spots, setup.book_at(step)
        vol = at_time(setup.hedge_vol, rows, step, book)
        signals = {}
        for name, values in setup.signals.items():
            signals[name] = owned(spread_out(at_time(values, rows, step), hedge.shape))
        return cls(
            step, setup.times, owned(spots[rows, step]), owned(hedge), owned(traded_spot),
            book, owned(vol) if isinstance(vol, np.ndarray) else vol, setup.pricer(rows), signals,
            lambda: owned(spots[rows, : step + 1]),
        )  # fmt: skip

    def greek(self, name: str) -> np.ndarray:
        """Any Greek of the book by name, (n,), in the units of `black_scholes`."""
        terms = self._pricer.greeks(self.book, self.spot, self.vol, self.time, (name,))
        return owned(spread_out(terms[name], self.spot.shape))

    def at(self, vol) -> Moment:
        """The same moment with Greeks at another volatility: a number, or (n,), one per path.

        `lambda now: DeltaBand(0.05)(now.at(0.30))` is a band around the delta at 30%.
        """
        vol = volatility("vol", vol)
        return self._seen(type(self), owned(vol) if vol.ndim else float(vol))

    def premium_adjusted(self) -> Moment:
        """The same moment with the delta of an account kept in the coin: see `PremiumAdjusted`."""
        return self._seen(_PremiumAdjustedMoment, self.vol)

    def _seen(self, kind, vol):
        return kind(
            self.step, self._times, self.spot, self.hedge, self.traded_spot, self.book, vol,
            self._pricer, self.signals, self._past,
        )  # fmt: skip

    @cached_property
    def past(self) -> np.ndarray:
        """The spots so far, (n, step + 1); the last column is now."""
        return self._past()

    @cached_property
    def times(self) -> np.ndarray:
        """All times of the paths, (steps + 1,) years."""
        return owned(self._times)

    @cached_property
    def delta(self):
        return self.greek("delta")

    @cached_property
    def gamma(self):
        return self.greek("gamma")

    @cached_property
    def vega(self):
        return self.greek("vega")

    @cached_property
    def theta(self):
        return self.greek("theta")

    @cached_property
    def neutral(self):
        """The hedge that makes the whole delta-neutral: -delta."""
        return -self.delta

    @property
    def net_delta(self):
        """Delta of book and hedge together, (n,): how far from neutral things have drifted."""
        return self.delta + self.hedge


class _PremiumAdjustedMoment(Moment):
    """Delta less value / spot, and how that moves with the spot; `greek` has the other one."""

    @cached_property
    def delta(self):
        return owned(premium_adjusted(self.greek("delta"), self.greek("price"), self.spot))

    @cached_property
    def gamma(self):
        return owned(premium_adjusted_gamma(self.greek("gamma"), self.delta, self.spot))
