"""One block of a Monte Carlo run: paths, hedged, boiled down to a `Tally`. What a worker does.

Every stream of random numbers belongs to its place in the run, not to a worker or a block. A plain
run (GBM, hedged at every step, free, one hedging volatility) takes a short cut that never holds the
paths: `_plain`. Everything else is `replay`.

This module knows nothing of workers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from .._validate import fail, numbers, positive
from ..hedging.loop import steps as loop_steps
from ..hedging.replay import replay
from ..hedging.setup import Setup, at_time
from ..paths.clock import Clock
from ..paths.gbm import GBM
from ..paths.prices import Paths
from ..paths.streams import BLOCK
from ..pricing.formulas import FORMULAS, Terms
from .tally import Tally, tally


@dataclass(frozen=True)
class Job:
    """What all blocks of a run share, checked. Picklable if model, policy and costs are."""

    book: object
    model: object
    spot: float
    clock: Clock
    even: bool  # equal steps: a model need not know of clocks
    root: np.random.SeedSequence
    options: dict  # of replay
    setup: Setup  # of replay, for one path
    plain: bool
    antithetic: bool
    control: object
    keep: bool
    size: float  # of the book, currency: the unit of the tally's bins


def work(job: Job, start: int, stop: int) -> Tally:
    """Paths start ... stop - 1 of a run; `start` is a multiple of BLOCK (twice, if antithetic)."""
    twins = 2 if job.antithetic else 1
    first, n = start // twins // BLOCK, (stop - start) // twins
    seeds = [
        np.random.SeedSequence(job.root.entropy, spawn_key=(*job.root.spawn_key, first + i))
        for i in range(-(-n // BLOCK))
    ]
    if job.plain:
        return tally(_plain(job, seeds, n), job.size, job.antithetic, job.keep)
    paths = _simulate(job, seeds, n)
    run = replay(job.book, paths, **job.options)
    control = None
    if job.control == "martingale":
        control = _martingale(job, run.setup)
    elif job.control is not None:
        control = numbers("control", job.control(paths))
        if control.shape != run.pnl.shape:
            fail("control", control.shape, f"of shape {run.pnl.shape}, one number per path")
    trading = np.array([run.cost.sum(), run.turnover.sum(), run.trades.sum()])
    return tally(run.pnl, job.size, job.antithetic, job.keep, control, trading)


def _generators(seeds):
    return [np.random.Generator(np.random.SFC64(seed)) for seed in seeds]


def _shifts(model: GBM, clock: Clock):
    """What a log price moves by in each step without luck, (steps,), and the spread of luck."""
    dt, busy = clock.rises
    return model.drift * dt - 0.5 * model.vol**2 * busy, model.vol * np.sqrt(busy)


def _simulate(job: Job, seeds, n) -> Paths:
    """Paths of a block; a GBM's are those that its `simulate` gives for the run's seed."""
    clock = job.clock
    sizes = [min(BLOCK, n - BLOCK * i) for i in range(len(seeds))]
    if type(job.model) is not GBM:
        when = (clock.times[-1], clock.times.size - 1) if job.even else ()
        more = {} if job.even else {"clock": clock}
        return _joined(
            [
                job.model.simulate(job.spot, *when, n_paths=size, seed=seed, **more)
                for seed, size in zip(seeds, sizes, strict=True)
            ]
        )
    spots = np.empty((2 * n if job.antithetic else n, clock.times.size), order="F")
    spots[:, 0] = job.spot
    for i, rng in enumerate(_generators(seeds)):
        job.model._fill(rng, spots, slice(BLOCK * i, BLOCK * i + sizes[i]), clock)
    if job.antithetic:  # normals of the other sign turn a log price over about its middle
        middle = np.append(0.0, np.cumsum(_shifts(job.model, clock)[0]))
        np.divide(job.spot**2 * np.exp(2 * middle), spots[:n], out=spots[n:])
    return Paths(clock.times, spots)


def _joined(parts) -> Paths:
    """Paths, one below the other. What is not Paths is left for replay to refuse."""
    if len(parts) == 1 or not all(isinstance(part, Paths) for part in parts):
        return parts[0]

    def below(name):
        slices = [getattr(part, name) for part in parts]
        return None if slices[0] is None else np.concatenate([s.T for s in slices], axis=1).T

    return Paths(parts[0].times, below("spots"), vols=below("vols"))


def _plain(job: Job, seeds, n):
    """P&L of a plain run, (n,) or with twins (2n,): a normal, an exp and an ndtr per path and step,
    in place.

    The gain of a hedge in a step, with its dividends and grown to the horizon, is
    -exp(c T - y E) N(d1) dZ for each call that expires at E, where Z = S exp((y - c) t), c is the
    cash rate, T the horizon and y the yield rate - carry: the factor does not move in time. d1 is
    linear in the sum of the normals.
    """
    setup, steps, times = job.setup, job.clock.times.size - 1, job.setup.times
    shifts, scales = _shifts(job.model, job.clock)
    log_spot = np.log(job.spot) + np.append(0.0, np.cumsum(shifts))  # where all normals are zero
    dividend_yield = setup.rate - setup.carry
    log_z = log_spot + (dividend_yield - setup.cash_rate) * times
    curves, forward = _curves(job, log_spot, dividend_yield)
    lead = curves[0][0] if curves else 0.0

    rngs = _generators(seeds)
    draw = np.empty((len(rngs), BLOCK))
    normals = draw.ravel()[:n]
    size = 2 * n if job.antithetic else n
    walk, gain, room, before, after, units, curve = np.zeros((7, size))
    before += job.spot
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        for k in range(steps):
            for i, (weight, slope, middle) in enumerate(curves):
                out = curve if i else units
                np.multiply(walk, slope[k], out=room)
                np.add(room, middle[k], out=room)
                ndtr(room, out=out)
                if i:
                    np.multiply(curve, weight / lead, out=curve)
                    np.add(units, curve, out=units)
            for rng, row in zip(rngs, draw, strict=True):
                rng.standard_normal(out=row)
            np.multiply(normals, scales[k], out=normals)
            np.add(walk[:n], normals, out=walk[:n])
            if job.antithetic:
                np.negative(walk[:n], out=walk[n:])
            np.add(walk, log_z[k + 1], out=room)
            np.exp(room, out=after)
            np.subtract(after, before, out=before)
            np.multiply(before, units, out=before)
            np.add(gain, before, out=gain)
            before, after = after, before
        spot = positive("spots", np.exp(walk + log_spot[-1]))  # as Paths would ask
        prices = (times[-1], setup.rate, setup.carry, ("price",))
        option = job.book.terms(spot, setup.mark_vol, *prices)["price"]
        spent = setup.premium(slice(0, 1))[0] + lead * gain + forward * (before - job.spot)
        return option - np.exp(setup.cash_rate * times[-1]) * spent


def _curves(job: Job, log_spot, dividend_yield):
    """The book as call curves, [(weight, slope of d1, d1 where all normals are zero)], and what is
    left of it, a number of forwards: a put is a call less a forward."""
    curves, forward = [], 0.0
    for (strike, expiry), calls, puts in job.book._groups:
        weight = np.exp(-dividend_yield * expiry)
        forward -= puts * weight
        if calls + puts:
            left = expiry - job.setup.times[:-1]
            sd = job.setup.hedge_vol * np.sqrt(left)
            middle = (log_spot[:-1] - np.log(strike) + job.setup.carry * left) / sd + 0.5 * sd
            curves.append(((calls + puts) * weight, 1 / sd, middle))
    return curves, forward


def _martingale(job: Job, setup: Setup):
    """A control whose mean is zero, (n_paths,) currency: what the hedge gains beyond the drift,
    plus how the mean of the book's end value moves, to second order in the spot.

    What is left of the P&L is then the difference of two values, and terms of third order. The mean
    is zero at any step size: with F = S(t) exp(drift dt), units that are known beforehand earn
    S(t + dt) - F, and (S(t + dt) - F)^2 is F^2 (exp(vol^2 dt) - 1) on average.
    """
    drift, vol, times, last = job.model.drift, job.model.vol, setup.times, setup.paths.n_steps
    busy = job.clock.busy
    total = np.zeros(setup.paths.n_paths)
    for rows in setup.blocks():
        units = bend = forward = spread = 0.0
        for k, step in enumerate(loop_steps(setup, rows)):
            move = step.spot - forward
            total[rows] += units * move + 0.5 * bend * (move**2 - spread)
            if k == last:
                break
            dt, growth = times[k + 1] - times[k], np.exp(drift * (times[k + 1] - times[k]))
            carried = (setup.rate - setup.carry) * dt
            carried += setup.cash_rate * (times[-1] - times[k + 1])
            to_come = vol**2 * (busy[-1] - busy[k])
            delta, gamma = _end_greeks(setup, rows, step.spot, k, drift, to_come)
            forward = growth * step.spot
            units = step.hedge * np.exp(carried) + delta / growth
            if vol > 0:  # else there is no spread, and gamma may be infinite
                bend = gamma / growth**2
                spread = forward**2 * np.expm1(vol**2 * (busy[k + 1] - busy[k]))
    return total


def _end_greeks(setup: Setup, rows, spot, k, drift, variance):
    """Delta and gamma at time k of the mean of what the book will be marked at in the end, (n,)
    each: the world's variance and drift until then, the book's own from there on."""
    now, end = setup.times[k], setup.times[-1]
    delta = gamma = 0.0
    mark = at_time(setup.mark_vol, rows, -1)
    for (strike, expiry), calls, puts in setup.book._groups:
        left, after = expiry - now, expiry - end
        vol = np.sqrt((variance + mark**2 * after) / left)
        carry = (drift * (end - now) + setup.carry * after) / left
        terms = Terms(spot, strike, left, vol, setup.rate * after / left, carry, 1.0)
        delta = delta + (calls + puts) * FORMULAS["delta"](terms) - puts * terms.growth
        gamma = gamma + (calls + puts) * FORMULAS["gamma"](terms)
    return delta, gamma
