"""From what a policy wants to what is held: the desk, the margin, and what lateness costs.

A run whose orders are filled at once and in full, and that nobody can close, needs none of this:
what is wanted is held.
"""

from __future__ import annotations

import numpy as np

from .execution import ROUNDING, Desk, Shortfall
from .setup import Setup


class Orders:
    """What the orders of a block come to, step by step. Changes as the replay walks."""

    def __init__(self, setup: Setup, closings, n: int):
        self._setup, self._closings = setup, closings
        self._desk = Desk(setup.execution, n) if setup.execution else None
        self._shortfall = Shortfall(n, setup.execution.latency if setup.execution else 0)
        self._start_hedged = setup.execution is not None and setup.execution.start_hedged
        self.intended = np.zeros(n)  # units that the policy wants to hold

    def moved(self, d_spot, ratio):
        """The spot has moved; units drift by `ratio` where contracts are what is held."""
        self._shortfall.run_up(d_spot, ratio)
        self.intended = self.intended * ratio

    def fill(self, k, spot, held, target, closing, cash):
        """(units held after time k, slippage) for a decision to hold `target`.

        held: units before it, after others have closed what they close (`closing`).
        """
        out = self._out(held, closing)
        target = np.where(out, 0.0, target)
        wanted = target
        if self._desk:  # the hedge that is there means: leave standing orders alone
            wanted = np.where((target != held) | out, target, self.intended)
        at_once = out | (self._start_hedged and k == 0)
        self._shortfall.order(wanted - self.intended, at_once, -np.asarray(closing.worse))
        self.intended = wanted
        if self._desk:
            per_unit = self._setup.venue.contracts_per_unit(spot, self._setup.times[k],
                                                            self._setup.carry)  # fmt: skip
            contracts = held * per_unit
            filled = self._desk.fill(k, contracts, target * per_unit, target != held, out)
            # What was not traded stays as it is, to the last bit: rounding is no trade, and pays
            # no fee.
            same = np.abs(filled - contracts) <= ROUNDING * np.abs(contracts)
            target = np.where(same, held, filled / per_unit)
        if self._closings:
            target = self._closings.allow(k, spot, held, target, cash)
        return target, self._shortfall.fill(target - held)

    def _out(self, held, closing):
        """Where no hedge may be held; orders of those who have just been closed are dropped."""
        if not self._closings:
            return np.zeros(held.shape, dtype=bool)
        now = np.broadcast_to(closing.by_exchange | closing.stopped, held.shape)
        if now.any():
            self._shortfall.drop(now)
            self.intended = np.where(now, held, self.intended)
        return self._closings.out
