"""Random streams: one generator per block of paths, spawned from one seed."""

from __future__ import annotations

import numpy as np

from .._validate import whole_number

BLOCK = 4096  # paths per random stream; 4,096 doubles a time slice also fit a core's cache


def spawn(seed, n_blocks: int, purpose: int | None = None):
    """One SFC64 generator per block, from one seed (an int, or a SeedSequence).

    purpose: a number that sets apart what is drawn beside the paths themselves, so that the same
    seed used for both does not bring the same numbers twice.
    """
    if isinstance(seed, np.random.SeedSequence):
        root = seed
    elif seed is None:
        root = np.random.SeedSequence()
    else:
        root = np.random.SeedSequence(whole_number("seed", seed, 0))
    # spawn() counts its children: a copy makes the same seed give the same paths twice.
    key = root.spawn_key if purpose is None else (*root.spawn_key, purpose)
    root = np.random.SeedSequence(root.entropy, spawn_key=key)
    return [np.random.Generator(np.random.SFC64(child)) for child in root.spawn(n_blocks)]


def blocks(seed, n_paths: int, purpose: int | None = None):
    """Pairs of a generator and the slice of paths that it draws for."""
    starts = range(0, n_paths, BLOCK)
    for rng, start in zip(spawn(seed, len(starts), purpose), starts, strict=True):
        yield rng, slice(start, min(start + BLOCK, n_paths))
