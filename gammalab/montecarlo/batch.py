"""One block of a Monte Carlo run: paths, hedged, boiled down to a `Tally`. What a worker does.

Every stream of random numbers belongs to its place in the run, not to a worker or a block. Where
the short cut can be taken (`short_cut.py`), paths are never held. Everything else is `replay`.

This module knows nothing of workers.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from .._validate import fail
from ..hedging.replay import replay
from ..hedging.setup import Setup
from ..paths.clock import Clock
from ..paths.gbm import GBM
from ..paths.prices import Paths
from ..paths.streams import BLOCK
from .control import control_of
from .short_cut import shifts, short_cut
from .tally import Tally, tally

SAME = 1e-9  # how far a model's times and first spot may be from those that it was asked for


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
    short: bool  # whether the short cut is taken
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
    if job.short:
        pnl = short_cut(job.setup, job.model, job.clock, _generators(seeds), n, job.antithetic)
        return tally(pnl, job.size, job.antithetic, job.keep)
    run = replay(job.book, _simulate(job, seeds, n), **job.options, progress=False)
    control = control_of(job.control, run, job.model, job.clock)
    trading = np.array([run.cost.sum(), run.turnover.sum(), run.trades.sum()])
    return tally(run.pnl, job.size, job.antithetic, job.keep, control, trading)


def _generators(seeds):
    return [np.random.Generator(np.random.SFC64(seed)) for seed in seeds]


def _simulate(job: Job, seeds, n) -> Paths:
    """Paths of a block; a GBM's are those that its `simulate` gives for the run's seed."""
    clock = job.clock
    sizes = [min(BLOCK, n - BLOCK * i) for i in range(len(seeds))]
    if type(job.model) is not GBM:
        return _joined([_asked(job, size, seed) for size, seed in zip(sizes, seeds, strict=True)])
    spots = np.empty((2 * n if job.antithetic else n, clock.times.size), order="F")
    spots[:, 0] = job.spot
    for i, rng in enumerate(_generators(seeds)):
        job.model._fill(rng, spots, slice(BLOCK * i, BLOCK * i + sizes[i]), clock)
    if job.antithetic:  # normals of the other sign turn a log price over about its middle
        middle = np.append(0.0, np.cumsum(shifts(job.model, clock)[0]))
        np.divide(job.spot**2 * np.exp(2 * middle), spots[:n], out=spots[n:])
    return Paths.adopt(clock.times, spots)


def _asked(job: Job, n, seed) -> Paths:
    """What any other model answers, held against what it was asked for."""
    clock, name = job.clock, f"{type(job.model).__name__}.simulate(...)"
    when = (clock.times[-1], clock.times.size - 1) if job.even else ()
    more = {} if job.even else {"clock": clock}
    paths = job.model.simulate(job.spot, *when, n_paths=n, seed=seed, **more)
    if not isinstance(paths, Paths):
        fail(name, paths, "Paths; gammalab.Paths(times, spots) makes them")
    if paths.n_paths != n:
        fail(name, f"{paths.n_paths} paths", f"as many paths as were asked for, {n}")
    times, first = paths.times, paths.spots[:, 0]
    if times.shape != clock.times.shape or not _near(times, clock.times, clock.times[-1]):
        found = f"{paths.n_steps} steps over {paths.horizon!r} years"
        asked = f"the times that were asked for, {clock.times.size - 1} steps over"
        fail(name, found, f"at {asked} {float(clock.times[-1])!r} years")
    if not _near(first, job.spot, job.spot):
        fail(name, f"paths from {float(first[0])!r}", f"paths from the spot, {job.spot!r}")
    return paths


def _near(values, asked, size) -> bool:
    return bool(np.max(np.abs(values - asked)) <= SAME * size)


def _joined(parts) -> Paths:
    """Paths, one below the other, with all that is known along each of them."""
    if len(parts) == 1:
        return parts[0]
    known = {}
    for name in (field.name for field in fields(Paths) if field.name not in ("times", "dates")):
        slices = [getattr(part, name) for part in parts]
        if all(one is not None for one in slices):
            known[name] = np.concatenate([one.T for one in slices], axis=1).T
    return Paths.adopt(parts[0].times, **known)
