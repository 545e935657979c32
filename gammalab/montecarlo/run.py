"""Many paths in little memory: `monte_carlo` simulates, hedges and forgets, block after block.

Blocks of paths may run in any order on any `concurrent.futures` executor (`batch.py` does the
work); their tallies are added in the order of the blocks. So one seed gives one result, to the last
bit, whoever did the work.

This module knows nothing of pictures, but for the progress bar.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from .._bar import open_bar
from .._frames import pandas
from .._validate import fail, flag, numbers, whole_number
from ..hedging.setup import TOGETHER
from ..paths.clock import clock_of
from ..paths.streams import BLOCK
from .batch import Job, work
from .job import job_of
from .tally import Tally, quantile

ROOM = 2**25  # bytes of spots that a block may hold where paths are held at all


@dataclass(frozen=True, eq=False)
class MonteCarloRun:
    """The result of `monte_carlo`; money is in currency, at the horizon.

    mean: the estimate of the expected P&L, with its standard_error. sd, skew: of single paths.
    crude_error: the standard error of as many independent paths without antithetic and control;
    control_weight: what the control was multiplied with before it was taken off (nan: none).
    cost, turnover, trades: means per path; None where the short cut was taken (see `monte_carlo`),
    which does not count them.
    pnl: (n_paths,) if it was kept, else None; antithetic: twins stand side by side.
    seed: what the blocks' seeds were spawned from; given as `seed`, it makes the same run again.
    """

    n_paths: int
    mean: float
    standard_error: float
    sd: float
    skew: float
    crude_error: float
    control_weight: float
    cost: float | None
    turnover: float | None
    trades: float | None
    seed: np.random.SeedSequence
    quantiles: tuple
    pnl: np.ndarray | None = field(repr=False)
    _counts: np.ndarray = field(repr=False)
    _size: float = field(repr=False)
    _ends: tuple = field(repr=False)

    @property
    def variance_ratio(self) -> float:
        """How many times more independent paths crude Monte Carlo needs for the same error."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return float(np.float64(self.crude_error / self.standard_error) ** 2)

    def quantile(self, q):
        """P&L that the share `q` of paths stays below; q: a number or array, 0 to 1.

        Exact when the P&L was kept, else within 0.1 percent of its own size.
        """
        q = numbers("q", q)
        if not np.all((q >= 0) & (q <= 1)):
            fail("q", q.tolist(), "0 ... 1")
        if self.pnl is not None:
            found = np.quantile(self.pnl, q)
        else:
            found = quantile(q, self._counts, self._size, self._ends)
        return found if q.ndim else float(found)

    def quantile_error(self, q):
        """Standard error of `quantile(q)`: half of what it moves by when q moves by its own."""
        q = numbers("q", q)
        wide = np.sqrt(q * (1 - q) / self.n_paths)
        low, high = (np.clip(q + side * wide, 0.0, 1.0) for side in (-1, 1))
        return (self.quantile(high) - self.quantile(low)) / 2

    def summary(self):
        """Everything in a pandas Series: mean and errors, spread, quantiles with theirs, trading.

        "crude standard error" and "variance ratio" show what antithetic and control saved.
        """
        figures = {
            "paths": self.n_paths,
            "mean": self.mean,
            "standard error": self.standard_error,
            "crude standard error": self.crude_error,
            "variance ratio": self.variance_ratio,
            "standard deviation": self.sd,
            "skew": self.skew,
        }
        for q in self.quantiles:
            name = "median" if q == 0.5 else f"{100 * q:g}% quantile"
            figures[name], figures[f"{name}, error"] = self.quantile(q), self.quantile_error(q)
        for name in ("cost", "turnover", "trades"):
            if (value := getattr(self, name)) is not None:
                figures[name] = value
        return pandas().Series(figures, name="pnl")


def _result(total: Tally, job: Job, quantiles, pnl) -> MonteCarloRun:
    n, (mean, m2, m3) = total.n, total.moments
    sd = np.sqrt(m2 / (n - 1)) if n > 1 else np.nan
    mean, weight, rest, free = total.centre[0], np.nan, total.scatter[0, 0], total.units - 1
    if job.control is not None:
        weight = total.scatter[0, 1] / total.scatter[1, 1] if total.scatter[1, 1] > 0 else 0.0
        mean -= weight * total.centre[1]
        rest, free = max(rest - weight * total.scatter[0, 1], 0.0), free - 1
    error = np.sqrt(rest / free / total.units) if free > 0 else np.nan
    skew = (m3 / n) / (m2 / n) ** 1.5 if m2 > 0 else np.nan
    trading = (None,) * 3 if total.trading is None else map(float, total.trading / n)
    figures = map(float, (mean, error, sd, skew, sd / np.sqrt(n), weight))
    return MonteCarloRun(
        n, *figures, *trading, job.root, quantiles, pnl, total.counts, job.size, total.ends
    )


def monte_carlo(
    book,
    model,
    *,
    spot,
    horizon=None,
    steps=None,
    clock=None,
    n_paths,
    seed=None,
    executor=None,
    workers=None,
    block=None,
    keep=False,
    antithetic=False,
    control=None,
    trading=False,
    quantiles=(0.01, 0.05, 0.5, 0.95, 0.99),
    progress=True,
    **options,
) -> MonteCarloRun:
    """Simulate `n_paths` paths, hedge the book along each, and say what P&L to expect.

    Memory does not grow with the number of paths (unless the P&L is kept: 8 bytes a path), and the
    same seed gives the same result on any number of workers.

    Parameters
        book: a Book; what expires before the horizon is settled then.
        model: what the world does: GBM, or any other `Model`, an object with a `simulate` like
        GBM's. Its paths must start at `spot` and have the times that were asked for.
        spot: currency. horizon, steps: years, number of equal steps; or clock: a Clock instead.
        n_paths: how many; even when antithetic.
        seed: a whole number, a SeedSequence, or None for new paths each time. A GBM's paths are
        those of `model.simulate(..., seed=seed)`. Another model is called with a seed of its own
        for each 4,096 paths.
        executor: any concurrent.futures.Executor, such as a process pool or dask.distributed's
        Client.get_executor(); it is left open. None: threads, shut down at the end.
        workers: how many blocks run at once, twice as many wait; None: one per processor. With 1
        and no executor there are no threads.
        block: paths per block, a multiple of 4,096 (8,192 when antithetic); None: what fits.
        keep: "pnl" keeps the P&L of every path, and quantiles are exact.
        antithetic: each path has a twin with the opposite normals (GBM only). That helps where the
        P&L leans with the price; a hedged straddle's does not, and its error grows. The standard
        error comes from the pairs.
        control: a control variate. "martingale" (GBM only): the hedge's gains beyond the drift,
        and how the mean of the end value moves (see `batch.py`). Or a function of the block's Paths
        that returns (n,) numbers whose true mean is zero. What fits best is taken off the P&L;
        fitting it leaves a bias of order 1/n_paths.
        trading: True counts cost, turnover and trades in every run. False leaves them out where
        there is a short cut, which is twice as fast: a GBM, hedged at every step in the spot, free,
        with a volatility that stands still.
        quantiles: those that the summary shows, 0 ... 1.
        progress: False: no bar.
        options: those of `replay`: paid_vol (needed), hedge_vol, mark_vol, rate, carry, cash_rate,
        policy, costs ... What moves along the path (a volatility, funding, a signal) is a number,
        or one per time, (steps + 1,); one per path it cannot be. Policies and costs are called by
        several threads at once.
    Returns
        MonteCarloRun: mean, standard_error, sd, skew, quantile(q), summary() ...
    Errors
        ValueError that names the argument, the value and what is allowed; what a worker raises.
    Source
        Glasserman, "Monte Carlo Methods in Financial Engineering", sections 4.1 and 4.2.

    >>> from gammalab import GBM, straddle          # paid 20, got 30
    >>> run = monte_carlo(straddle(100, 1 / 12), GBM(vol=0.3), spot=100, horizon=1 / 12, steps=21,
    ...                   n_paths=20_000, seed=7, paid_vol=0.2, progress=False)
    >>> round(run.mean, 2), round(run.standard_error, 2)
    (2.3, 0.01)
    """
    n_paths, progress = whole_number("n_paths", n_paths), flag("progress", progress)
    job = job_of(
        book, model, spot, clock_of(horizon, steps, clock), clock is None, n_paths, seed, keep,
        antithetic, control, trading, options,
    )  # fmt: skip
    quantiles = tuple(numbers("quantiles", quantiles).ravel().tolist())
    for q in quantiles:
        if not 0 <= q <= 1:
            fail("quantiles", q, "0 ... 1")
    least = 2 * BLOCK if job.antithetic else BLOCK
    if block is None:
        fits = TOGETHER if job.short else min(TOGETHER, ROOM // (8 * job.clock.times.size))
        block = max(fits // least, 1) * least
    block = whole_number("block", block)
    if block % least:
        fail("block", block, f"a multiple of {least}")
    if workers is None:
        workers = getattr(executor, "_max_workers", None) or _processors()
    workers = whole_number("workers", workers)
    tasks = [(start, min(start + block, n_paths)) for start in range(0, n_paths, block)]
    total, pnl = None, np.empty(n_paths) if job.keep else None
    with _bar(n_paths, progress) as bar, closing(_run(job, tasks, executor, workers)) as tallies:
        for (start, stop), done in zip(tasks, tallies, strict=True):
            if job.keep:
                pnl[start:stop] = done.pnl
            total = done.opened() if total is None else total.add(done)
            if bar is not None:
                bar.update(stop - start)
    return _result(total, job, quantiles, pnl)


def _bar(n_paths, progress):
    """A bar that counts paths; nothing, and nothing imported, where none is wanted."""
    if not progress:
        return nullcontext()
    return open_bar(n_paths, "path", delay=0, leave=True, unit_scale=True)


def _processors() -> int:
    """How many this process may use; in a browser there are no threads to be had."""
    if sys.platform == "emscripten":
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _run(job, tasks, executor, workers):
    """The tallies, in the order of the tasks, with a bounded number of them on their way."""
    if executor is None and workers == 1:
        yield from (work(job, *task) for task in tasks)
        return
    own = ThreadPoolExecutor(workers) if executor is None else None
    todo, pending = iter(tasks), deque()
    try:
        while True:
            for task in islice(todo, 3 * workers - len(pending)):
                pending.append((own or executor).submit(work, job, *task))
            if not pending:
                return
            yield pending.popleft().result()
    finally:  # an error, Control-C, or the end
        for future in pending:
            future.cancel()
        if own is not None:
            own.shutdown()
