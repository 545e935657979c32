"""Pixels that were painted once and often come back: what some axes looked like before.

A picture that a slider goes back to is not painted again. The latest tiles are kept as they are;
older ones are packed, to a fiftieth of their size: unpacking one takes nearly a millisecond, twenty
times as long as copying it.
"""

from __future__ import annotations

import zlib
from collections import OrderedDict

import numpy as np

MOST = 64  # tiles, by each lab; packed, some 20 kB each
UNPACKED = 4_000_000  # bytes of those that are kept as they are


class Tiles:
    """Tiles by (group, look): a group is the axes that are painted together."""

    def __init__(self):
        """None is kept yet."""
        self._packed = OrderedDict()  # key -> shape and packed bytes, oldest first
        self._latest = OrderedDict()  # key -> array, oldest first

    def __len__(self):
        return len(self._packed) + len(self._latest)

    def get(self, key):
        """The pixels of a tile, not to be changed; None when it is not kept.

        >>> tiles = Tiles()
        >>> tiles.keep(("price", "wide"), np.full((2, 3, 4), 255, np.uint8))
        >>> tiles.get(("price", "wide")).shape, tiles.get(("price", "narrow"))
        ((2, 3, 4), None)
        """
        if key in self._latest:
            self._latest.move_to_end(key)
            return self._latest[key]
        if key not in self._packed:
            return None
        shape, packed = self._packed.pop(key)
        pixels = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(shape)
        self._put(key, pixels)
        return pixels

    def keep(self, key, pixels):
        """Keep a copy of `pixels`, an array (height, width, 4) of bytes; the oldest may go."""
        self._put(key, pixels.copy())
        if len(self) > MOST:
            (self._packed or self._latest).popitem(last=False)

    def drop(self, group):
        """Forget all tiles of a group."""
        for kept in (self._packed, self._latest):
            for key in [key for key in kept if key[0] == group]:
                del kept[key]

    def clear(self):
        """Forget all tiles."""
        self._packed.clear()
        self._latest.clear()

    def _put(self, key, pixels):
        self._latest[key] = pixels
        spare = sum(kept.nbytes for kept in self._latest.values()) - UNPACKED
        while spare > 0:
            old, pixels = self._latest.popitem(last=False)
            self._packed[old] = pixels.shape, zlib.compress(pixels, level=1)
            spare -= pixels.nbytes
