"""A policy sees the present and the past, never the future: here is the test of it.

`two_futures` replays the same run on two futures that share their past, and holds every decision of
that past against its twin. This module knows nothing of what a policy is for.
"""

from __future__ import annotations

from contextlib import contextmanager

import numpy as np

from .._validate import fail, instance, whole_number
from ..paths.prices import Paths
from .policies import EveryStep
from .replay import run_of
from .setup import prepare

LIFT = 1.01  # what comes of a price that stands still must differ, too


def two_futures(book, paths, *, step=None, **options):
    """Check that no decision depends on what has not happened yet.

    The run is replayed three times: twice on `paths` as they are, and once with another future from
    `step` on, in which every move goes the other way. What the policy decided at the times up to
    `step` must be the same to the last bit. The other future is written for so long into the arrays
    that the paths hold, so that it is seen by whoever holds on to them outside of the replay, too.

    book, paths, options: as for `replay`. step: the last time of the shared past, 0 or more and
    below the number of steps; None tries five of them, from the first to the last but one.
    Returns True. Errors: ValueError that names the policy, the step and the path; also for a policy
    that answers differently when it is asked again (it remembers its calls, or draws at random).

    >>> from gammalab import DeltaBand, GBM, straddle
    >>> paths = GBM(vol=0.3).simulate(100, horizon=0.1, steps=20, n_paths=10, seed=1)
    >>> two_futures(straddle(100, 0.1), paths, paid_vol=0.3, policy=DeltaBand(0.1))
    True
    >>> oracle = lambda now: paths.spots[:, min(now.step + 1, now.steps)] - now.spot
    >>> two_futures(straddle(100, 0.1), paths, paid_vol=0.3, policy=oracle)
    Traceback (most recent call last):
    ValueError: policy = '<lambda>': policy must be one that sees no future: its decision at step 0
    of path 0 changes with prices after step 0
    """
    instance("paths", paths, Paths, "Paths; gammalab.Paths(times, spots) makes them")
    policy = options.pop("policy", None)
    policy = EveryStep() if policy is None else policy
    instance("paths", paths, Paths, "Paths; gammalab.Paths(times, spots) makes them")
    first = _decisions(book, paths, policy, options)
    again = _decisions(book, paths, policy, options)
    last = paths.n_steps - 1
    _compare(
        policy, first, again, last,
        "one that gives the same answer when asked again, and does not remember its calls or draw "
        "at random: at step {step} of path {path} it did not",
    )  # fmt: skip
    if step is None:
        chosen = sorted({round(last * share) for share in (0, 0.25, 0.5, 0.75, 1)})
    else:
        chosen = [whole_number("step", step, 0)]
        if chosen[0] > last:
            fail("step", step, f"below the number of steps, {paths.n_steps}")
    for k in chosen:
        with another_future(paths, k):
            other = _decisions(book, paths, policy, options)
        _compare(
            policy, first, other, k,
            "one that sees no future: its decision at step {step} of path {path} changes with "
            f"prices after step {k}",
        )  # fmt: skip
    return True


def _decisions(book, paths, policy, options):
    """What a policy answers at each step, a list of (n_paths,)."""
    found: list[list] = [[] for _ in range(paths.n_steps)]

    def recorded(now):
        shape = now.spot.shape
        answer = policy(now)
        found[now.step].append((np.array(answer), shape))
        return answer

    if isinstance(policy, type) or not callable(policy):
        recorded = policy  # `prepare` says what is wrong with it
    run_of(prepare(book, paths, policy=recorded, **options), progress=False)
    return [np.concatenate([np.broadcast_to(a, shape) for a, shape in b]) for b in found]


def _compare(policy, mine, other, last, allowed):
    """Refuse a policy whose decisions up to step `last` differ."""
    for step in range(last + 1):
        differ = mine[step] != other[step]
        if differ.any():
            name = getattr(policy, "__name__", None) or repr(policy)
            fail("policy", name, allowed.format(step=step, path=int(np.argmax(differ))))


@contextmanager
def another_future(paths, k):
    """The same paths up to time k; afterwards, while it is open, mirrored at the price of then, and
    lifted. It is written into the arrays that `paths` holds."""
    fields = [name for name in ("spots", "highs", "lows") if getattr(paths, name, None) is not None]
    kept = {name: getattr(paths, name).copy() for name in fields}
    now = kept["spots"][:, k : k + 1]
    mirrored = {name: LIFT * now**2 / kept[name][:, k + 1 :] for name in fields}
    if "highs" in fields:  # what was highest is lowest now, and a step begins at its first price
        mirrored["highs"], mirrored["lows"] = mirrored["lows"], mirrored["highs"]
        mirrored["lows"][:, 0] = np.minimum(mirrored["lows"][:, 0], now[:, 0])
    try:
        for name in fields:
            _write(getattr(paths, name), slice(k + 1, None), mirrored[name])
        yield
    finally:
        for name in fields:
            _write(getattr(paths, name), slice(None), kept[name])


def _write(array, times, values):
    """Into an array that is read-only for everybody else, and is so again afterwards."""
    array.flags.writeable = True
    try:
        array[:, times] = values
    finally:
        array.flags.writeable = False
