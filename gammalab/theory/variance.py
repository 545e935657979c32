"""Variance swaps: made of options, paid for by hedging them, and undone by a jump.

A variance swap pays realised variance less a fixed one. All variances here are yearly decimals
(0.04 is 20% squared); times 10,000 they are the "points" of the literature.

Source, of all that names no other: Demeterfi, Derman, Kamal & Zou (1999), "More Than You Ever
Wanted to Know About Volatility Swaps", here "the paper".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .._validate import fail, one_number, plain, positive, positive_years, volatility, years
from ..pricing import black_scholes as bs
from ._shared import rates, relative_jump


class VarianceReplication(NamedTuple):
    """A variance swap made of options, per 1.00 of variance.

    `put_weights`, `call_weights`: options to own at each strike, (n_strikes,). `cost`: what they
    cost today, currency. `variance`: the fair one, a yearly decimal.
    """

    put_weights: np.ndarray
    call_weights: np.ndarray
    cost: float
    variance: float


def replication_weights(strikes, expiry, split):
    """Options whose payoff is 2 / expiry * (S / split - 1 - log(S / split)), as (puts, calls).

    A broken line through the payoff at the strikes, drawn on at either end to one strike more, at
    the same distance. strikes: (n_strikes,) currency, rising, at least two either side of `split`,
    which is one of them (itself counted). expiry: years. Puts end at the split and calls start
    there; weights are per unit of payoff, (n_strikes,) each, 0 where there is none.
    Errors: ValueError naming the argument.

    >>> puts, calls = replication_weights([90, 95, 100, 105, 110], 0.25, split=100)
    >>> (10_000 * puts).round(1).tolist(), (10_000 * calls).round(1).tolist()
    ([49.5, 44.4, 20.7, 0.0, 0.0], [0.0, 0.0, 19.4, 36.3, 33.1])
    """
    strikes, expiry = positive("strikes", strikes), one_number("expiry", expiry, positive_years)
    if strikes.ndim != 1 or np.any(np.diff(strikes) <= 0):
        fail("strikes", strikes, "a one-dimensional array, strictly rising")
    split = one_number("split", split, positive)
    at = int(np.searchsorted(strikes, split))
    if at >= strikes.size or strikes[at] != split:
        fail("split", split, "one of the strikes")
    below, above = strikes[at::-1], strikes[at:]
    if min(below.size, above.size) < 2:
        fail("split", split, "neither the first nor the last of the strikes")
    if not 2 * below[-1] > below[-2]:
        fail("strikes[0]", float(strikes[0]), "more than half of the strike above it")
    puts, calls = np.zeros(strikes.size), np.zeros(strikes.size)
    puts[at::-1] = _slopes(below, split, expiry)
    calls[at:] = _slopes(above, split, expiry)
    return puts, calls


def _slopes(strikes, split, expiry):
    """Options at each strike, going outwards: each adds what the slope of the line grows by."""
    strikes = np.append(strikes, 2 * strikes[-1] - strikes[-2])
    payoff = 2 / expiry * (strikes / split - 1 - np.log(strikes / split))
    return np.diff(np.diff(payoff) / np.abs(np.diff(strikes)), prepend=0.0)


def variance_swap(spot, strikes, expiry, vols, split, rate=0.0, carry=None) -> VarianceReplication:
    """The fair variance of a swap that is replicated with options at these strikes.

    vols: the implied volatility of each strike, a number or (n_strikes,); spot, rate, carry: single
    numbers; strikes, expiry, split as for `replication_weights`. The forward that completes the
    options costs nothing but shows in the fair variance.

    The paper's table 1: a skew of one point per five strikes, 90 days.

    >>> strikes = np.arange(50, 136, 5)
    >>> vols = 0.20 + 0.01 * (100 - strikes) / 5
    >>> swap = variance_swap(100, strikes, 90 / 365, vols, split=100, rate=0.05)
    >>> round(10_000 * swap.cost, 4), round(100 * swap.variance**0.5, 3)
    (419.8671, 20.467)
    """
    spot, (rate, carry) = one_number("spot", spot, positive), rates(rate, carry)
    puts, calls = replication_weights(strikes, expiry, split)
    expiry = one_number("expiry", expiry, positive_years)
    split, vols = one_number("split", split, positive), volatility("vols", vols)
    put_prices, call_prices = (
        bs.price(spot, strikes, expiry, vols, rate, carry, right) for right in ("put", "call")
    )
    if put_prices.shape != puts.shape:
        fail("vols", np.shape(vols), f"a number, or of the strikes' shape, {puts.shape}")
    cost = float(puts @ put_prices + calls @ call_prices)
    forward = spot * np.exp(carry * expiry)
    drawn = 2 / expiry * (np.log(forward / split) - (forward / split - 1))
    return VarianceReplication(puts, calls, cost, float(drawn + np.exp(rate * expiry) * cost))


def variance_jump_pnl(jump, expiry):
    """What one jump adds to a replicated variance swap sold: replication less payout, in variance.

    2 / expiry * (jump - log(1 + jump)) - jump^2 / expiry. jump: a fraction of the spot, above -1,
    negative for a fall (the paper's J is -jump); expiry: years, the swap's whole life. A fall
    earns, a rise loses: -jump^3 * 2 / (3 expiry) to first order. Broadcasts.

    >>> (10_000 * variance_jump_pnl([-0.15, -0.10, 0.10], 0.25)).round(1).tolist()
    [101.5, 28.8, -24.8]
    """
    jump, expiry = relative_jump(jump), positive_years("expiry", expiry)
    return plain((2 * (jump - np.log1p(jump)) - jump**2) / expiry)


def realised_variance(times, spots):
    """What a variance swap pays on: squared simple returns, summed, per year, (n_paths,).

    times: (n_times,) years from 0; spots: (n_paths, n_times), or (n_times,) for one path.

    >>> realised_variance([0, 0.5, 1.0], [100, 110, 99]).round(6).tolist()
    [0.02]
    """
    returns, horizon = _returns(times, spots)
    return (returns**2).sum(axis=1) / horizon


def log_contract_variance(times, spots):
    """What hedging a log contract collects along each path, as a variance, (n_paths,).

    2 / horizon * sum of R - log(1 + R) over the simple returns R: realised variance, less
    2 / (3 horizon) * sum of R^3, and so on. It depends on the path in no other way: a log contract
    has the same dollar gamma at every spot. Arguments as for `realised_variance`.
    Source: Neuberger (1994), "The Log Contract".

    >>> log_contract_variance([0, 0.5, 1.0], [100, 110, 99]).round(6).tolist()
    [0.020101]
    """
    returns, horizon = _returns(times, spots)
    return 2 / horizon * (returns - np.log1p(returns)).sum(axis=1)


def _returns(times, spots):
    times, spots = years("times", times), np.atleast_2d(positive("spots", spots))
    if times.ndim != 1 or times.size < 2 or np.any(np.diff(times) <= 0):
        fail("times", times, "a one-dimensional array of two or more, strictly rising")
    if spots.ndim != 2 or spots.shape[1] != times.size:
        fail("spots", spots.shape, f"of shape (n_paths, {times.size}), as times has it")
    return np.diff(spots, axis=1) / spots[:, :-1], times[-1] - times[0]
