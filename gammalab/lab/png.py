"""PNG files written for speed: what a slider's picture travels in.

Pillow tries every filter on every row and packs the bytes itself: 10 ms for a lab's picture. Rows
as they are, packed by zlib at its quickest, take half of that and a few kilobytes more. And most
moves leave half of the rows alone: those with titles, legends and numbers, which pack worst. So
rows are packed in bands, each by itself, and a band that has not changed is taken as it was.

The format: W3C, Portable Network Graphics (PNG) Specification, third edition, 2025; RFC 1950, ZLIB
Compressed Data Format Specification; RFC 1951, DEFLATE Compressed Data Format Specification.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np

SIGNATURE = b"\x89PNG\r\n\x1a\n"
TRUECOLOUR_AND_ALPHA = 6
BAND = 16  # rows: fewer would pack worse, and more would seldom stay as they were
QUICKEST = b"\x78\x01"  # how what zlib packs begins
END = b"\x03\x00"  # an empty last block
MODULUS = 65521  # of Adler's checksum


class Writer:
    """Writes one picture after another. The file depends on the picture, not on those before."""

    def __init__(self):
        """No picture has been written yet."""
        self._last = None  # the pixels of the last one
        self._bands = []  # of the last one: packed rows, their checksum, how many bytes they were

    def encode(self, rgba) -> bytes:
        """The bytes of a PNG file that shows `rgba`, an array (height, width, 4) of unsigned bytes.

        Raises ValueError for another shape or type.

        >>> white = np.full((2, 3, 4), 255, np.uint8)
        >>> Writer().encode(white)[1:4]
        b'PNG'
        """
        rgba = np.asarray(rgba)
        if rgba.ndim != 3 or rgba.shape[2] != 4 or rgba.dtype != np.uint8 or not rgba.size:
            raise ValueError(
                f"rgba has shape {rgba.shape} and type {rgba.dtype}; "
                "it must be (height, width, 4), not empty, of uint8"
            )
        height, width = rgba.shape[:2]
        pixels = np.ascontiguousarray(rgba).view(np.uint32)[..., 0]
        if self._last is None or self._last.shape != pixels.shape:
            self._last = ~pixels  # no row is like one of these
            self._bands = [None] * len(range(0, height, BAND))
        rows = (self._last != pixels).any(axis=1).nonzero()[0]
        for place in np.unique(rows // BAND):
            band = slice(place * BAND, (place + 1) * BAND)
            self._last[band] = pixels[band]
            self._bands[place] = _packed(rgba[band])
        header = struct.pack(">IIBBBBB", width, height, 8, TRUECOLOUR_AND_ALPHA, 0, 0, 0)
        data = [QUICKEST, *(band[0] for band in self._bands), END, _checksum(self._bands)]
        parts = _chunk(b"IHDR", header), _chunk(b"IDAT", b"".join(data)), _chunk(b"IEND", b"")
        return b"".join([SIGNATURE, *parts])


def _packed(rgba):
    """Some rows: packed so that they can stand anywhere, their checksum, how many bytes."""
    height, width = rgba.shape[:2]
    rows = np.zeros((height, 1 + 4 * width), np.uint8)  # each begins with its filter: 0, none
    rows[:, 1:] = rgba.reshape(height, 4 * width)
    packer = zlib.compressobj(level=1, wbits=-zlib.MAX_WBITS)
    return packer.compress(rows) + packer.flush(zlib.Z_FULL_FLUSH), zlib.adler32(rows), rows.size


def _checksum(bands):
    """Adler's checksum of all bands, one after another, from theirs."""
    low, high = 1, 0
    for _, checksum, size in bands:
        high = (high + (checksum >> 16) + size * (low - 1)) % MODULUS
        low = (low + (checksum & 0xFFFF) - 1) % MODULUS
    return struct.pack(">HH", high, low)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
