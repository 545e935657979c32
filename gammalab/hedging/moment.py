"""What a policy sees: one time step of a block of paths."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from .._validate import not_negative


class Moment:
    """What a policy sees: one time step of a block of paths.

    step: 0, 1, ... steps - 1; `steps` is their number. time: years since the start; `dt`: years to
    the next step; times: (steps + 1,) all times of the paths. spot: (n,) currency. hedge: (n,)
    units held before the decision. traded_spot: (n,) spot at the last trade (the first spot before
    any). delta, gamma, vega, theta: (n,) of the whole book, computed with the volatility that is
    hedged with, on first use.
    """

    def __init__(self, book, step, times, spot, hedge, traded_spot, vol, rate, carry):
        self.step, self.steps = step, len(times) - 1
        self.times = times.view()
        self.times.flags.writeable = False
        self.time, self.dt = times[step], times[step + 1] - times[step]
        self.spot, self.hedge, self.traded_spot = spot, hedge, traded_spot
        self.book, self.vol, self.rate, self.carry = book, vol, rate, carry

    def greek(self, name: str) -> np.ndarray:
        """Any Greek of the book by name, (n,), in the units of `black_scholes`."""
        value = self.book.terms(self.spot, self.vol, self.time, self.rate, self.carry, (name,))
        return np.broadcast_to(value[name], self.spot.shape)

    def at(self, vol) -> Moment:
        """The same moment with Greeks at another volatility: a number, or (n,), one per path.

        `lambda now: DeltaBand(0.05)(now.at(0.30))` is a band around the delta at 30%.
        """
        return self._seen(type(self), not_negative("vol", vol))

    def premium_adjusted(self) -> Moment:
        """The same moment with the delta of an account kept in the coin: see `PremiumAdjusted`."""
        return self._seen(_PremiumAdjustedMoment, self.vol)

    def _seen(self, kind, vol):
        return kind(
            self.book, self.step, self.times, self.spot, self.hedge, self.traded_spot,
            vol, self.rate, self.carry,
        )  # fmt: skip

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
    """Delta less value / spot, and how that moves with the spot; `greek` still has the plain one.

    d(delta - V/S)/dS = gamma - (delta - V/S) / S.
    """

    @cached_property
    def delta(self):
        return self.greek("delta") - self.greek("price") / self.spot

    @cached_property
    def gamma(self):
        return self.greek("gamma") - self.delta / self.spot
