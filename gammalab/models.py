"""Worlds richer than geometric Brownian motion, and a volatility that moves beside the price.

`MertonJumps`, `Heston` and `BlockBootstrap` are used as `GBM` is: a model holds what the world
does, `simulate` gives `Paths`. Merton's world also has its own price and delta. `MovingVol` goes
along paths that are there already and says at which volatility the market marks options.

Every docstring names its source. Seeds: see `paths.py`; each model draws for full blocks, so the
first paths of a seed are the same however many are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, ndtr, pdtrc, xlogy

from ._validate import (
    broadcast_shape,
    fail,
    not_negative,
    numbers,
    one_number,
    positive,
    whole_number,
)
from .black_scholes import sign_of
from .formulas import FORMULAS, Terms
from .paths import BLOCK, Clock, Paths, blocks, clock_of

_MARKS = 2  # the purpose (see `paths.spawn`) of the draws that move a volatility beside a path
_TAIL = 1e-14  # of the value: what the terms left out of a series may come to at most


def _start(spot, horizon, steps, n_paths, clock):
    """Checked arguments of a `simulate`: the clock, and spots with the first column filled."""
    spot = one_number("spot", spot, positive)
    clock = clock_of(horizon, steps, clock)
    spots = np.empty((whole_number("n_paths", n_paths), clock.times.size), order="F")
    spots[:, 0] = spot
    return clock, spots


def _hold(model, **checks):
    """Put each argument of a frozen model through its check."""
    for name, check in checks.items():
        object.__setattr__(model, name, one_number(name, getattr(model, name), check))


def _correlation(name, value) -> np.ndarray:
    """Between -1 and 1."""
    array = numbers(name, value)
    if np.any(np.abs(array) > 1):
        fail(name, value, "between -1 and 1")
    return array


@dataclass(frozen=True)
class MertonJumps:
    """Geometric Brownian motion with jumps of normal size in the log price (Merton 1976).

    vol: yearly volatility between jumps, 0 or more. intensity: jumps a year, 0 or more. jump_mean,
    jump_sd: of the jump in the log price (-0.1: about 10% down). drift: yearly growth of the mean,
    jumps included, E[S(t)] = S(0) exp(drift * t): what jumps add on average is taken off between.

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
        _hold(
            self,
            vol=not_negative,
            intensity=not_negative,
            jump_mean=numbers,
            jump_sd=not_negative,
            drift=numbers,
        )

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
        clock, spots = _start(spot, horizon, steps, n_paths, clock)
        for rng, rows in blocks(seed, len(spots)):
            self._fill(rng, spots, rows, clock)
        return Paths(clock.times, spots)

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
        1e-14 of the value: for calls the tail is at most exp((carry - rate) T) spot P(N' > n), N'
        Poisson with mean intensity T E[exp(jump)], for puts exp(-rate T) strike P(N > n).
        """
        return self._series("price", spot, strike, expiry, rate, carry, right)

    def delta(self, spot, strike, expiry, rate=0.0, carry=None, right="call"):
        """dV/dS in this world: the hedge against small moves; jumps stay unhedged. As `price`.

        The tail of the sum is at most exp((carry - rate) T) P(N' > n), with N' as there.
        """
        return self._series("delta", spot, strike, expiry, rate, carry, right)

    def _series(self, name, spot, strike, expiry, rate, carry, right):
        spot, strike = positive("spot", spot), positive("strike", strike)
        expiry, rate = not_negative("expiry", expiry), numbers("rate", rate)
        carry = rate if carry is None else numbers("carry", carry)
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
        total, n = np.zeros(shape), 0
        while True:
            start = spot * np.exp(mean - tilted + n * np.log(self._growth))
            spread = np.sqrt(self.vol**2 * expiry + n * self.jump_sd**2)
            # Time is 1 here, so rates and spread are those of the whole life.
            terms = Terms(start, strike, 1.0, spread, rate * expiry, carry * expiry, sign)
            slope = start / spot if name == "delta" else 1.0
            weight = np.exp(xlogy(n, mean) - mean - gammaln(n + 1))
            total += weight * slope * FORMULAS[name](terms)
            if np.all(bound * pdtrc(n, by) <= _TAIL * np.abs(total)):
                return float(total) if shape == () else total
            n += 1


@dataclass(frozen=True)
class Heston:
    """A variance that wanders about its mean and moves with the price (Heston 1993).

    d log S = (drift - v/2) dt + sqrt(v) dW,  dv = mean_reversion (long_run_vol^2 - v) dt
    + vol_of_vol sqrt(v) dB, with corr(dW, dB) = correlation and v(0) = start_vol^2.

    start_vol: above or at 0; long_run_vol: above 0; both yearly volatilities, whose squares are
    Heston's v0 and theta. mean_reversion: a year, above 0 (kappa). vol_of_vol: of the variance, a
    year, above 0 (sigma or xi). correlation: between -1 and 1 (rho). drift: growth of the mean.

    >>> world = Heston(0.2, 0.2, mean_reversion=2, vol_of_vol=0.4, correlation=-0.7)
    >>> paths = world.simulate(spot=100, horizon=0.25, steps=63, n_paths=10, seed=7)
    >>> paths.vols.shape, paths.vols[0, 0].item()
    ((10, 64), 0.2)
    """

    start_vol: float
    long_run_vol: float
    mean_reversion: float
    vol_of_vol: float
    correlation: float
    drift: float = 0.0

    def __post_init__(self):
        _hold(
            self,
            start_vol=not_negative,
            long_run_vol=positive,
            mean_reversion=positive,
            vol_of_vol=positive,
            correlation=_correlation,
            drift=numbers,
        )

    def simulate(
        self, spot, horizon=None, steps=None, n_paths=1, seed=None, clock: Clock | None = None
    ) -> Paths:
        """Paths as `GBM.simulate` gives them, with the instantaneous volatilities in `vols`.

        The scheme is quadratic-exponential with martingale correction (QE-M): mean and variance of
        v and the mean of S are exact at every step size, the rest has a small bias. Where
        v often touches zero it came to 2% of an at-the-money price at 8 steps a year, and was lost
        in an error of 0.15% at weekly steps. Errors: ValueError naming the argument; `steps` too,
        where a positive correlation needs more of them for the mean to be finite.
        Source: Andersen (2008), "Simple and efficient simulation of the Heston stochastic
        volatility model", sections 3.2.4 and 4.
        """
        clock, spots = _start(spot, horizon, steps, n_paths, clock)
        vols = np.empty_like(spots)
        vols[:, 0] = self.start_vol
        dt, busy = clock.rises
        for rng, rows in blocks(seed, len(spots)):
            size = rows.stop - rows.start
            log_spot, v = np.zeros(size), np.full(size, self.start_vol**2)
            for k in range(1, spots.shape[1]):
                draws = rng.standard_normal((2, BLOCK))[:, :size]
                if busy[k - 1] > 0:
                    v, move = self._step(v, busy[k - 1], *draws)
                    log_spot += move
                log_spot += self.drift * dt[k - 1]
                spots[rows, k] = spots[rows, 0] * np.exp(log_spot)
                vols[rows, k] = np.sqrt(v)
        return Paths(clock.times, spots, vols=vols)

    def _step(self, v, dt, draw, other):
        """The next variance, and the move of the log price less its drift. Letters are Andersen's;
        his gamma_1 and gamma_2 are 1/2."""
        theta, kappa, xi, rho = (
            self.long_run_vol**2,
            self.mean_reversion,
            self.vol_of_vol,
            self.correlation,
        )
        decay, gone = np.exp(-kappa * dt), -np.expm1(-kappa * dt)
        m = theta * gone + v * decay
        psi = xi**2 * gone / kappa * (v * decay + 0.5 * theta * gone) / m**2
        k2 = 0.5 * dt * (kappa * rho / xi - 0.5) + rho / xi
        k3 = 0.5 * dt * (1 - rho**2)
        tilt = k2 + 0.5 * k3  # the mean of exp(tilt * next v) is what the correction takes off
        after, log_mean = np.empty_like(v), np.empty_like(v)

        quadratic = psi <= 1.5
        inverse = 2 / psi[quadratic]
        b2 = inverse - 1 + np.sqrt(inverse * (inverse - 1))
        a = m[quadratic] / (1 + b2)
        after[quadratic] = a * (np.sqrt(b2) + draw[quadratic]) ** 2
        room = 1 - 2 * tilt * a

        mass = (psi[~quadratic] - 1) / (psi[~quadratic] + 1)  # the chance that v is 0
        beta = (1 - mass) / m[~quadratic]
        above = ndtr(-draw[~quadratic])
        after[~quadratic] = np.log(np.maximum((1 - mass) / above, 1.0)) / beta
        if np.any(room <= 0) or np.any(beta <= tilt):
            fail("steps", f"one of {dt:.3g} years", f"shorter: at {self!r} the mean is infinite")

        log_mean[quadratic] = tilt * b2 * a / room - 0.5 * np.log(room)
        log_mean[~quadratic] = np.log(mass + beta * (1 - mass) / (beta - tilt))
        # K0 + K1 v of the paper: its K0 is -log_mean - (K1 + K3/2) v.
        return after, k2 * after - log_mean - 0.5 * k3 * v + np.sqrt(k3 * (v + after)) * other


@dataclass(frozen=True, eq=False)
class BlockBootstrap:
    """Paths put together from blocks of real returns: fat tails and clusters as they happened.

    returns: log returns in order, a pandas Series or any sequence, two or more. mean_block: mean
    length of a block in steps, 1 or more (1: no memory at all). Lengths are geometric, and the end
    of the history is followed by its start, so that the result is stationary. demean: take off the
    mean log return first. Errors: ValueError naming the argument.
    Source: Politis & Romano (1994), "The stationary bootstrap".

    >>> history = np.diff(np.log([100.0, 101.0, 99.5, 99.9, 103.0, 102.0]))
    >>> world = BlockBootstrap(history, mean_block=3, demean=True)
    >>> world.simulate(spot=50, horizon=30 / 365, steps=30, n_paths=4, seed=1).spots.shape
    (4, 31)
    """

    returns: np.ndarray
    mean_block: float = 10.0
    demean: bool = False

    def __post_init__(self):
        returns = np.array(numbers("returns", self.returns))
        if returns.ndim != 1 or returns.size < 2:
            fail("returns", returns.shape, "one history: one-dimensional, two or more")
        if self.demean:
            returns -= returns.mean()
        returns.flags.writeable = False
        object.__setattr__(self, "returns", returns)
        _hold(self, mean_block=positive)
        if self.mean_block < 1:
            fail("mean_block", self.mean_block, "1 or more")

    def simulate(self, spot, horizon, steps, n_paths=1, seed=None) -> Paths:
        """Paths as `GBM.simulate` gives them. Each step is one of the returns, whatever the
        horizon: with daily returns it should be `steps` days long.
        """
        clock, spots = _start(spot, horizon, steps, n_paths, None)
        n = self.returns.size
        for rng, rows in blocks(seed, len(spots)):
            size = rows.stop - rows.start
            log_spot, at = np.zeros(size), np.zeros(size, dtype=np.int64)
            for k in range(1, spots.shape[1]):
                fresh = rng.random(BLOCK)[:size] < (1 / self.mean_block if k > 1 else 2.0)
                anywhere = rng.integers(n, size=BLOCK)[:size]
                at = np.where(fresh, anywhere, (at + 1) % n)
                log_spot += self.returns[at]
                spots[rows, k] = spots[rows, 0] * np.exp(log_spot)
        return Paths(clock.times, spots)


@dataclass(frozen=True)
class MovingVol:
    """An implied volatility that moves along a path, for marking: log-normal, with the price.

    The log of the volatility reverts to its mean (Ornstein-Uhlenbeck). start, long_run: yearly
    volatilities above 0; long_run None is the start. vol_of_vol: yearly volatility of the log
    volatility, 0 or more. spot_correlation: with the path's returns, -1 to 1 (shares: about
    -0.7). mean_reversion: a year, 0 or more. Beside driftless GBM the mean at time t is
    long_run * (start / long_run) ** exp(-mean_reversion * t): the start where both are equal. A
    trend of the price, and the one between its jumps, takes the volatility along.
    Source of the model: Scott (1987), "Option pricing when the variance changes randomly".

    >>> from gammalab import GBM
    >>> paths = GBM(vol=0.2).simulate(spot=100, horizon=0.25, steps=63, n_paths=10, seed=7)
    >>> mark_vol = MovingVol(0.25, vol_of_vol=0.8, spot_correlation=-0.7).along(paths, seed=7)
    >>> mark_vol.shape, mark_vol[0, 0].item()
    ((10, 64), 0.25)
    """

    start: float
    vol_of_vol: float
    spot_correlation: float = 0.0
    mean_reversion: float = 0.0
    long_run: float | None = None

    def __post_init__(self):
        if self.long_run is None:
            object.__setattr__(self, "long_run", self.start)
        _hold(self, start=positive, vol_of_vol=not_negative, mean_reversion=not_negative)
        _hold(self, long_run=positive, spot_correlation=_correlation)

    def along(self, paths: Paths, seed=None) -> np.ndarray:
        """Volatilities (n_paths, n_times) for the `mark_vol` of a replay along `paths`.

        A path's returns are measured in units of its own realised volatility, so that each path is
        treated by itself; one that stands still moves nothing. The seed may be that of the paths:
        what is drawn here differs. Errors: ValueError.
        """
        if not isinstance(paths, Paths):
            fail("paths", type(paths).__name__, "Paths")
        dt = np.diff(paths.times)
        k = self.mean_reversion
        keep = np.exp(-k * dt)
        spread = self.vol_of_vol * np.sqrt(-np.expm1(-2 * k * dt) / (2 * k) if k else dt)
        pull = np.exp(-k * paths.times)
        mean = self.long_run * (self.start / self.long_run) ** pull
        variance = np.concatenate([[0.0], spread**2])
        for j in range(1, variance.size):
            variance[j] += keep[j - 1] ** 2 * variance[j - 1]
        unit = paths.realised_vol()
        unit[unit == 0] = np.inf
        rho, vols = self.spot_correlation, np.empty(paths.spots.shape, order="F")
        vols[:, 0] = self.start
        for rng, rows in blocks(seed, paths.n_paths, _MARKS):
            x = np.zeros(rows.stop - rows.start)
            for j in range(1, paths.times.size):
                move = paths.spots[rows, j] / paths.spots[rows, j - 1] - 1
                z = move / (unit[rows] * np.sqrt(dt[j - 1]))
                own = rng.standard_normal(BLOCK)[: x.size]
                x = keep[j - 1] * x + spread[j - 1] * (rho * z + np.sqrt(1 - rho**2) * own)
                vols[rows, j] = mean[j] * np.exp(x - 0.5 * variance[j])
        return vols
