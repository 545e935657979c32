"""A Monte Carlo run's inputs, checked before the first path is drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .._validate import choice, fail, flag, instance, one_number, positive, real, whole_number
from ..hedging.setup import Setup, prepare
from ..paths.clock import Clock
from ..paths.gbm import GBM
from ..paths.prices import Paths
from .batch import Job
from .short_cut import fits


def job_of(book, model, spot, clock: Clock, even, n_paths, seed, keep, antithetic, control, trading,
           options) -> Job:  # fmt: skip
    """The arguments of `monte_carlo`, checked, and what follows from them."""
    spot, times = one_number("spot", spot, positive), clock.times
    allowed = "a model with a `simulate`, such as gammalab.GBM(vol=0.3)"
    if not callable(getattr(instance("model", model, object, allowed), "simulate", None)):
        fail("model", model, allowed)
    if keep is not False:
        choice("keep", keep, ("pnl",))
    if isinstance(control, type) or control is not None and not callable(control):
        choice("control", control, ("martingale",))
    antithetic, trading = flag("antithetic", antithetic), flag("trading", trading)
    for name, asked in (("antithetic", antithetic), ("control", isinstance(control, str))):
        if asked and type(model) is not GBM:
            fail("model", type(model).__name__, f"a GBM with {name}: no other has what it takes")
    if antithetic and n_paths % 2:
        fail("n_paths", n_paths, "even when antithetic: paths come in pairs")
    _no_path_yet(options, times.size)
    setup = prepare(book, Paths(times, np.full(times.size, spot)), **options)
    short = not trading and control is None and fits(model, setup)
    if not isinstance(seed, np.random.SeedSequence):
        seed = np.random.SeedSequence(None if seed is None else whole_number("seed", seed, 0))
    size = float(book.notional(spot)) or spot
    return Job(
        book, model, spot, clock, even, seed, _as_checked(options, setup), setup, short, antithetic,
        control, keep == "pnl", size,
    )  # fmt: skip


def _no_path_yet(options, n_times):
    """Refuse by name what `replay` would take for one number per path."""
    if shape := _shape("paid_vol", options.get("paid_vol")):
        fail("paid_vol", shape, "a number, or one per option: there is no path yet")
    moving = {name: options.get(name) for name in ("hedge_vol", "mark_vol")}
    moving["funding"] = getattr(options.get("venue"), "funding", None)
    if isinstance(signals := options.get("signals"), dict):
        moving |= {f"signals[{name!r}]": values for name, values in signals.items()}
    for name, values in moving.items():
        *paths, times = _shape(name, values) or (1,)
        if times not in (1, n_times) or any(n != 1 for n in paths):
            allowed = f"a number, or one per time, of shape ({n_times},): there is no path yet"
            fail(name, (*paths, times), allowed)


def _shape(name, values) -> tuple:
    if isinstance(values, (list, tuple)):
        values = real(name, values)
    return getattr(values, "shape", ())


def _as_checked(options, setup: Setup) -> dict:
    """The options for a block of paths. What moves in time becomes a row, (1, n_times): no length
    of it can then be mistaken for the number of paths in a block."""
    found = dict(options)
    for name in ("hedge_vol", "mark_vol"):
        if isinstance(getattr(setup, name), np.ndarray):
            found[name] = getattr(setup, name)
    if setup.signals:
        found["signals"] = setup.signals
    if isinstance(setup.funding, np.ndarray):
        found["venue"] = replace(setup.venue, funding=setup.funding)
    return found
