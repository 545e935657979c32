"""Random streams: one generator per block of paths, spawned from one seed.

numpy's SFC64 draws for blocks of `BLOCK` paths, each from a SeedSequence of its own, and always for
a full block. So the first 1,000 paths of a seed are the same whether 1,000 or 1,000,000 are asked
for.
"""

from __future__ import annotations

import numpy as np

from .._validate import whole_number

BLOCK = 4096  # paths per random stream; 4,096 doubles a time slice also fit a core's cache

# Purposes: what is drawn beside the paths themselves. Each has a number of its own, so that one
# seed used for the paths and for such a thing does not bring the same draws twice.
REFINE = 1  # the points between those of a path
MARKS = 2  # a volatility that moves beside a path


def spawn(seed, n_blocks: int, purpose: int | None = None):
    """One SFC64 generator per block, from one seed (an int, or a SeedSequence).

    purpose: one of the purposes above; None for the paths themselves.
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
