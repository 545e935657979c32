"""What a policy of the capstone sees: a moment of plain copies, and nothing that leads on.

`Now` is made of arrays that hold the present and the past alone. So it serves a policy in this
process, and one in a process of its own to which the same arrays are sent.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np

import gammalab as gl
from gammalab._validate import owned
from gammalab.hedging.margin import bears_not
from gammalab.hedging.moment import Moment
from gammalab.hedging.setup import Pricer

from .blame import ready

STRIKE = 100.0
FREE = Pricer(0.0, 0.0, None)  # no interest in any world


class Opening(NamedTuple):
    """What is known on day 0 of one side of a world. It can be sent to another process."""

    side: int  # 1: the straddle is owned; -1: it was sold
    times: np.ndarray
    paid_vol: float | np.ndarray
    bps: float  # half spread where depth is normal
    funding: float
    collateral: float | None  # None: no margin account


class Now(Moment):
    """A `Moment` with what a capstone's policy knows besides, arrays of one value per path.

    spread: the half spread now, a fraction of the price. depth: 1 is normal. funding: of the
    perpetual, a year; 0 elsewhere. margin: what is left in the account, currency; infinite where
    there is none. paid_vol: the volatility paid (`vol` is the same until `at` says otherwise).
    moves: of the log price so far, (n, step).
    """

    def __init__(self, *given, moves=None, opening=None, depth=None, margin=None):
        super().__init__(*given)
        self._moves, self._opening, self.depth, self.margin = moves, opening, depth, margin

    @cached_property
    def moves(self):
        """The moves of the log price so far, (n, step); the last column is the latest."""
        return self._moves()

    @property
    def paid_vol(self):
        return self._opening.paid_vol

    @property
    def spread(self):
        return 1e-4 * self._opening.bps / self.depth

    @property
    def funding(self):
        return self._opening.funding

    def _seen(self, kind, vol):
        if not issubclass(kind, Now):  # the coin's delta: it needs no more than a Moment has
            return super()._seen(kind, vol)
        return kind(
            self.step, self._times, self.spot, self.hedge, self.traded_spot, self.book, vol,
            self._pricer, self.signals, self._past, moves=self._moves, opening=self._opening,
            depth=self.depth, margin=self.margin,
        )  # fmt: skip


class Present(NamedTuple):
    """What a step adds: arrays (n,)."""

    step: int
    spot: np.ndarray
    hedge: np.ndarray
    traded_spot: np.ndarray
    depth: np.ndarray
    margin: np.ndarray

    def copied(self) -> Present:
        """Arrays of its own: whoever writes into them changes nobody's."""
        return Present(self.step, *(array.copy() for array in self[1:]))


def moment(kind, book, opening: Opening, present: Present, past, moves) -> Now:
    """The moment that a policy is called with. past, moves: functions that give what was."""
    step, spot, hedge, traded_spot, depth, margin = present
    return kind(
        step, opening.times, spot, hedge, traded_spot, book, opening.paid_vol, FREE,
        {"depth": depth}, past, moves=moves, opening=opening, depth=depth, margin=margin,
    )  # fmt: skip


LOOKED_AT = ("paid_vol", "spot", "hedge", "traded_spot", "depth", "margin")


class Seat:
    """Where a policy sits: it is told the present, remembers the past, and is watched.

    Nothing of the paths is here but what was told so far, and the policy works on copies of that.
    """

    def __init__(self, policy):
        self._policy = policy

    def opened(self, world, opening: Opening):
        """A new side of a world begins. A policy learns of it what `opening` says."""
        self._opening = opening
        self._book = opening.side * gl.straddle(STRIKE, opening.times[-1])

    def answer(self, present: Present):
        """What the policy says, whatever that is. ValueError if it changed what it was given."""
        step, spot = present.step, present.spot
        if step == 0:
            self._spots = np.empty((len(self._opening.times), spot.size))
            self._logs = np.empty((len(self._opening.times), spot.size))
        self._spots[step] = spot
        if step:
            self._logs[step - 1] = np.log(spot / self._spots[step - 1])
        paid = self._opening.paid_vol
        now = moment(
            Now, self._book, self._opening._replace(paid_vol=owned(paid)), present.copied(),
            self._spots[: step + 1].copy().transpose, self._logs[:step].copy().transpose,
        )  # fmt: skip
        answer = ready(self._policy(now))
        for name in LOOKED_AT:
            was = paid if name == "paid_vol" else getattr(present, name)
            if not np.array_equal(getattr(now, name), was):
                raise ValueError(f"it changed what it was given: now.{name}; work on a copy")
        return answer


class Account:
    """The money behind a leveraged hedge, followed from one decision to the next."""

    def __init__(self, opening: Opening):
        self._opening, self._left, self._before = opening, opening.collateral, None
        self._margin = gl.Margin(opening.collateral) if opening.collateral else None

    def left(self, step, spot, hedge, spread):
        """(n,) currency before the decision of `step`, which finds `hedge` units."""
        if self._opening.collateral is None:
            return np.full(spot.shape, np.inf)
        if step == 0:
            self._left = np.full(spot.shape, float(self._opening.collateral))
        else:
            before, held, wanted = self._before
            # What was closed in between was held until now.
            filled = np.where((hedge == 0) & (wanted != 0), wanted, hedge)
            self._left = self._left - spread * np.abs(filled - held) * before
            years = self._opening.times[step] - self._opening.times[step - 1]
            self._left = self._left + filled * (spot - before)
            self._left = self._left - filled * self._opening.funding * years * before
            self._left = np.where((hedge == 0) & (wanted != 0), 0.0, self._left)
        return owned(self._left)

    def decided(self, spot, hedge, wanted):
        """What the decision was: until the next one it is what the account holds.

        An order that the margin does not bear leaves the hedge as it is: that is no closing.
        """
        if self._margin:
            refused = bears_not(self._margin, hedge, wanted, spot, self._left)
            wanted = np.where(refused, hedge, wanted)
        self._before = spot, hedge, wanted
