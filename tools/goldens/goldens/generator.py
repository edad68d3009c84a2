"""Random numbers that come out the same, bit for bit, in Python and TypeScript.

The twin of `packages/conformance/src/generator.ts`; the digests stored with the cases hold the two together.

A stream is named by a string. Its seed is the FNV-1a hash (32 bits) of the name's UTF-8 bytes, and its i-th word is
splitmix32 of the seed: a counter times the golden ratio, mixed. Only 32-bit integer operations are used, and every
float below is an integer of at most 24 bits times a power of two, so that float32 holds it exactly and no library's
rounding or transcendental function plays a part.
"""

import numpy as np

MASK32 = 0xFFFFFFFF


def fnv1a(data: bytes) -> int:
    """FNV-1a, 32 bits."""
    h = 0x811C9DC5
    for byte in data:
        h = ((h ^ byte) * 0x01000193) & MASK32
    return h


def words(stream: str, count: int, start: int = 0) -> np.ndarray:
    """`count` words of 32 bits of a stream, from the `start`-th on."""
    seed = np.uint64(fnv1a(stream.encode("utf-8")))
    i = np.arange(start + 1, start + count + 1, dtype=np.uint64)
    z = (seed + i * np.uint64(0x9E3779B9)) & np.uint64(MASK32)
    z = _mix(z ^ (z >> np.uint64(16)), 0x21F0AAAD)
    z = _mix(z ^ (z >> np.uint64(15)), 0x735A2D97)
    return (z ^ (z >> np.uint64(15))).astype(np.uint32)


def _mix(z: np.ndarray, factor: int) -> np.ndarray:
    return (z * np.uint64(factor)) & np.uint64(MASK32)


def integers(stream: str, count: int, below: int) -> list[int]:
    """Integers from 0 to `below` - 1: the word's remainder."""
    return [int(w) % below for w in words(stream, count)]


def digest(*arrays: np.ndarray) -> str:
    """FNV-1a over the float32 bytes (little endian) of all arrays, as 8 hexadecimal digits. Every NaN counts as 0x7fc00000."""
    h = 0x811C9DC5
    for array in arrays:
        bits = array.astype("<f4").view("<u4").copy()
        bits[np.isnan(array)] = 0x7FC00000
        for byte in bits.tobytes():
            h = ((h ^ byte) * 0x01000193) & MASK32
    return f"{h:08x}"
