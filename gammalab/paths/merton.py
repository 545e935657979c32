"""Geometric Brownian motion with jumps: its paths, and its own price and delta of an option."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, pdtrc, xlogy

from .._validate import (
    broadcast_shape,
    carry_or_rate,
    check_fields,
    fail,
    not_negative,
    numbers,
    positive,
    volatility,
    yearly_rate,
    years,
)
from ..pricing.black_scholes import sign_of
from ..pricing.formulas import FORMULAS, Terms
from .clock import Clock
from .model import start_of
from .prices import Paths
from .streams import BLOCK, blocks

_TAIL = 1e-14  # of the value: what the terms left out of a series may come to at most
_NOTHING = 1e-100  # of spot or strike: a tail that counts for no value, be it 0 itself
_JUMPS = 5_000  # expected in the life of an option, at most: the series has about as many terms
_LARGEST = 5.0  # jump of the log price: to a 150th, or 150 times. Beyond it means a percentage


@dataclass(frozen=True)
class MertonJumps:
    """Geometric Brownian motion with jumps of normal size in the log price (Merton 1976).

    vol: yearly volatility between jumps, 0 or more. intensity: jumps a year, 0 or more. jump_mean,
    jump_sd: of the jump in the log price (-0.1: about 10% down), up to 5 in size. drift: yearly
    growth of the mean, jumps included, E[S(t)] = S(0) exp(drift * t): what jumps add on average is
    taken off between them.

    >>> world = MertonJumps(vol=0.2, intensity=1, jump_mean=-0.1, jump_sd=0.15)
    >>> round(world.price(100, 100, 0.25), 4), round(world.delta(100, 100, 0.25), 4)
    (4.9406, 0.5571)
    >>> world.simulate(spot=100, horizon=0.25, steps=63, n_paths=10, seed=7).spots.shape
    (10, 64)
    """

    vol: float
    intensity: float
    jump_mean: float
    jump_sd: float
    drift: float = 0.0

    def __post_init__(self):
        check_fields(
            self,
            vol=volatility,
            intensity=not_negative,
            jump_mean=numbers,
            jump_sd=not_negative,
            drift=numbers,
        )
        for name in ("jump_mean", "jump_sd"):
            if abs(getattr(self, name)) > _LARGEST:
                allowed = (
                    f"a decimal of the log price, at most {_LARGEST:g} in size (0.1: about 10 %)"
                )
                fail(name, getattr(self, name), allowed)

    @property
    def total_vol(self) -> float:
        """Yearly volatility of the log price, jumps included."""
        jumps = self.intensity * (self.jump_mean**2 + self.jump_sd**2)
        return float(np.sqrt(self.vol**2 + jumps))

    @property
    def _growth(self):
        """Mean of the relative price after a jump; 1 is no change."""
        return np.exp(self.jump_mean + 0.5 * self.jump_sd**2)

    def simulate(
        self, spot, horizon=None, steps=None, n_paths=1, seed=None, clock: Clock | None = None
    ) -> Paths:
        """Paths as `GBM.simulate` gives them; exact at every step size. With a `clock` jumps keep
        to busy time as the volatility does. Without jumps these are GBM's own paths, seed by seed.
        """
        clock, spots = start_of(spot, horizon, steps, n_paths, clock)
        for rng, rows in blocks(seed, len(spots)):
            self._fill(rng, spots, rows, clock)
        return Paths.adopt(clock.times, spots)

    def _fill(self, rng, spots, rows, clock):
        dt, busy = clock.rises
        pull = 0.5 * self.vol**2 + self.intensity * (self._growth - 1)
        shifts = (self.drift - pull) * dt + pull * (dt - busy)
        scales = self.vol * np.sqrt(busy)
        size = rows.stop - rows.start
        log_spot = np.zeros(size)
        for k in range(1, spots.shape[1]):
            draw = rng.standard_normal(BLOCK)
            jumps = rng.poisson(self.intensity * busy[k - 1], BLOCK)
            hit = np.flatnonzero(jumps)
            sizes = self.jump_sd * np.sqrt(jumps[hit]) * rng.standard_normal(hit.size)
            log_spot += scales[k - 1] * draw[:size] + shifts[k - 1]
            seen = np.searchsorted(hit, size)
            log_spot[hit[:seen]] += (self.jump_mean * jumps[hit] + sizes)[:seen]
            np.exp(log_spot, out=spots[rows, k])
            spots[rows, k] *= spots[rows, 0]

    def price(self, spot, strike, expiry, rate=0.0, carry=None, right="call"):
        """Value of a European option in this world, currency, where jumps carry no premium.

        Arguments and shapes as for `black_scholes.price`; the model's `drift` plays no part.
        Source: Merton (1976), "Option pricing when underlying stock returns are discontinuous": a
        Poisson mixture of Black-Scholes values. The sum stops where what is left is provably below
        1e-14 of the value (or 1e-100 of the spot): for calls the tail is at most
        exp((carry - rate) T) spot P(N' > n), N' Poisson with mean intensity T E[exp(jump)], for
        puts exp(-rate T) strike P(N > n).
        Errors: ValueError naming the argument; also the intensity or the size of jumps, where more
        than 5,000 of them are to be expected.
        """
        return self._series("price", spot, strike, expiry, rate, carry, right)

    def delta(self, spot, strike, expiry, rate=0.0, carry=None, right="call"):
        """dV/dS in this world: the hedge against small moves; jumps stay unhedged. As `price`.

        The tail of the sum is at most exp((carry - rate) T) P(N' > n), with N' as there.
        """
        return self._series("delta", spot, strike, expiry, rate, carry, right)

    def _series(self, name, spot, strike, expiry, rate, carry, right):
        spot, strike = positive("spot", spot), positive("strike", strike)
        expiry, rate = years("expiry", expiry), yearly_rate("rate", rate)
        carry = carry_or_rate(rate, carry)
        sign = sign_of(right)
        shape = broadcast_shape(
            spot=spot, strike=strike, expiry=expiry, rate=rate, carry=carry, right=sign
        )
        mean = self.intensity * expiry
        tilted = mean * self._growth  # under which calls and deltas see jumps
        drift = (carry - rate) * expiry
        in_spot = np.exp(drift) * (spot if name == "price" else 1.0)
        bound, by = in_spot, tilted
        if name == "price":
            bound = np.where(sign > 0, in_spot, np.exp(-rate * expiry) * strike)
            by = np.where(sign > 0, tilted, mean)
        self._check_length(mean, tilted)
        total = np.zeros(shape)
        for n in range(2 * _JUMPS):  # more than `_check_length` lets through
            start = spot * np.exp(mean - tilted + n * np.log(self._growth))
            spread = np.sqrt(self.vol**2 * expiry + n * self.jump_sd**2)
            # Time is 1 here, so rates and spread are those of the whole life.
            terms = Terms(start, strike, 1.0, spread, rate * expiry, carry * expiry, sign)
            slope = start / spot if name == "delta" else 1.0
            weight = np.exp(xlogy(n, mean) - mean - gammaln(n + 1))
            total += weight * slope * FORMULAS[name](terms)
            tail = pdtrc(n, by)
            if np.all((bound * tail <= _TAIL * np.abs(total)) | (tail <= _NOTHING)):
                return float(total) if shape == () else total
        self._too_long()

    def _check_length(self, mean, tilted):
        """ValueError unless the series ends within reason: numbers of jumps expected, plainly and
        as calls see them."""
        if np.any(mean > _JUMPS):
            allowed = f"small enough for at most {_JUMPS} jumps in the life of the option"
            fail("intensity", self.intensity, allowed)
        # The last term that counts, and the log of how far its jumps have taken the price by then.
        most = np.maximum(mean, tilted)
        last = most + 22 * np.sqrt(most) + 60
        away = np.abs(mean - tilted + last * np.log(self._growth))
        if np.any(tilted > _JUMPS) or np.any((mean > 0) & (away > 600)):
            self._too_long()

    def _too_long(self):
        """The size of jumps is at fault, as their number is not."""
        name = "jump_mean" if abs(self.jump_mean) > 0.5 * self.jump_sd**2 else "jump_sd"
        allowed = "smaller in size: calls would see too many jumps, or too large ones, for the sum"
        fail(name, getattr(self, name), allowed)
