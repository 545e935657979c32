"""Control variates: numbers with a known mean that lean with the P&L, and are taken off it."""

from __future__ import annotations

import numpy as np

from .._validate import fail, numbers
from ..hedging.along import at_time
from ..hedging.loop import steps
from ..hedging.setup import Setup
from ..paths.clock import Clock
from ..paths.gbm import GBM
from ..pricing.formulas import FORMULAS, LOG, Terms


def control_of(control, run, model, clock: Clock):
    """The control's numbers for the paths of a run, (n,); None where there is no control."""
    if control is None:
        return None
    if control == "martingale":
        return martingale(run.setup, model, clock)
    values = numbers("control", control(run.paths))
    if values.shape != run.pnl.shape:
        fail("control", values.shape, f"of shape {run.pnl.shape}, one number per path")
    return values


def martingale(setup: Setup, model: GBM, clock: Clock):
    """A control whose mean is zero, (n_paths,) currency: what the hedge gains beyond the drift,
    plus how the mean of the book's end value moves, to second order in the spot.

    What is left of the P&L is then the difference of two values, and terms of third order. The mean
    is zero at any step size: with F = S(t) exp(drift dt), units that are known beforehand earn
    S(t + dt) - F, and (S(t + dt) - F)^2 is F^2 (exp(vol^2 dt) - 1) on average.
    """
    drift, vol, times, last = model.drift, model.vol, setup.times, setup.last
    total = np.zeros(setup.paths.n_paths)
    for rows in setup.blocks():
        units = bend = forward = spread = 0.0
        for k, step in enumerate(steps(setup, rows)):
            move = step.spot - forward
            total[rows] += units * move + 0.5 * bend * (move**2 - spread)
            if k == last:
                break
            dt, growth = times[k + 1] - times[k], np.exp(drift * (times[k + 1] - times[k]))
            grown = (setup.rate - setup.carry) * dt + setup.cash_rate * (times[-1] - times[k + 1])
            delta, gamma = _end_greeks(setup, rows, step.spot, k, model, clock.busy)
            forward = growth * step.spot
            units = step.hedge * np.exp(grown) + delta / growth
            if vol > 0:  # else there is no spread, and gamma may be infinite
                bend = gamma / growth**2
                spread = forward**2 * np.expm1(vol**2 * (clock.busy[k + 1] - clock.busy[k]))
    return total


def _end_greeks(setup: Setup, rows, spot, k, model, busy):
    """Delta and gamma at time k of the mean of what the book brings by the end, (n,) each: of what
    it is marked at then, or was settled at before, with interest.

    Until then the world's variance and drift count, from there on the book's own.
    """
    times, unit = setup.times, 1.0 if setup.unit is None else setup.unit[rows]
    book = setup.book_at(k)
    marks = at_time(setup.mark_vol, rows, -1, book)
    delta, gamma = np.zeros((2, spot.size))
    for i, (strike, expiry, calls, puts, logs) in enumerate(book.groups):
        end = min(int(np.searchsorted(times, expiry)), setup.last)
        mark = marks[i] if isinstance(marks, list) else marks
        left, before, after = expiry - times[k], times[end] - times[k], expiry - times[end]
        variance = model.vol**2 * (busy[end] - busy[k]) + mark**2 * after
        carry = (model.drift * before + setup.carry * after) / left
        # The discount factor of the end value is the mark's own; what was settled earns interest.
        rate = setup.rate * after / left - setup.cash_rate * (times[-1] - times[end]) / left
        parts = Terms(spot / unit, strike, left, np.sqrt(variance / left), rate, carry, 1.0)
        if calls + puts:
            delta += (calls + puts) * FORMULAS["delta"](parts)
            gamma += (calls + puts) * FORMULAS["gamma"](parts) / unit
        if puts:
            delta -= puts * parts.growth
        if logs:
            delta += logs * LOG["delta"](parts)
            gamma += logs * LOG["gamma"](parts)
    return delta, gamma
