"""Sentences of a segment that were found: few of them as numbers, many as bits. Either is joined to either without unpacking the bits."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["MOST", "NOTHING", "Few", "Found", "Many", "Sentences", "all_of", "any_of", "without"]

MOST = 65536
"""Sentences of a segment: their numbers fit 16 bits, which are read without unpacking."""

Sentences = NDArray[np.uint16]


class Few(NamedTuple):
    """Sentences by their numbers, in order, each once."""

    sentences: Sentences

    @property
    def size(self) -> int:
        """What it costs to go through them."""
        return len(self.sentences)

    def numbers(self) -> Sentences:
        """Gives their numbers."""
        return self.sentences

    def mask(self) -> NDArray[np.bool_]:
        """Gives for every number whether it is among them."""
        mask = np.zeros(MOST, np.bool_)
        mask[self.sentences] = True
        return mask

    def holds(self, sentences: Sentences) -> NDArray[np.bool_]:
        """Gives for each of ``sentences`` whether it is among them."""
        return self.mask()[sentences]

    def counts(self, bases: NDArray[np.int64]) -> NDArray[np.int64]:
        """Gives how many there are from each of ``bases`` to the next."""
        return np.diff(np.append(np.searchsorted(self.sentences.astype(np.int64), bases), len(self.sentences)))

    def between(self, start: int, stop: int) -> NDArray[np.int64]:
        """Gives the numbers from ``start`` to before ``stop``."""
        whole = self.sentences.astype(np.int64)
        return whole[(whole >= start) & (whole < stop)]


class Many(NamedTuple):
    """Sentences by a bit for every number, the lowest first."""

    bits: NDArray[np.uint8]

    @property
    def size(self) -> int:
        """What it costs to go through them."""
        return MOST

    def numbers(self) -> Sentences:
        """Gives their numbers."""
        return np.flatnonzero(self.mask()).astype(np.uint16)

    def mask(self) -> NDArray[np.bool_]:
        """Gives for every number whether it is among them."""
        return np.unpackbits(self.bits, bitorder="little").view(np.bool_)

    def holds(self, sentences: Sentences) -> NDArray[np.bool_]:
        """Gives for each of ``sentences`` whether it is among them."""
        bits = self.bits[sentences >> np.uint16(3)] >> (sentences & np.uint16(7)).astype(np.uint8)
        held: NDArray[np.bool_] = (bits & np.uint8(1)).astype(np.bool_)
        return held

    def counts(self, bases: NDArray[np.int64]) -> NDArray[np.int64]:
        """Gives how many there are from each of ``bases`` to the next."""
        return np.add.reduceat(self.mask(), bases, dtype=np.int64)

    def between(self, start: int, stop: int) -> NDArray[np.int64]:
        """Gives the numbers from ``start`` to before ``stop``."""
        first = start & ~7
        bits = np.unpackbits(self.bits[first >> 3 : (stop + 7) >> 3], bitorder="little")
        return np.flatnonzero(bits[start - first : stop - first]) + start


Found = Few | Many
NOTHING = Few(np.zeros(0, np.uint16))


def all_of(founds: Iterable[Found]) -> Found:
    """Gives the sentences that are in each of ``founds``, of which there is one at least."""
    ordered = sorted(founds, key=lambda one: one.size)
    first = ordered[0]
    if isinstance(first, Many):
        return Many(reduce(np.bitwise_and, (one.bits for one in ordered if isinstance(one, Many))))
    sentences = first.sentences
    for other in ordered[1:]:
        if not len(sentences):
            break
        sentences = sentences[other.holds(sentences)]
    return Few(sentences)


def any_of(founds: Iterable[Found]) -> Found:
    """Gives the sentences that are in one of ``founds`` at least; their numbers need not be in order, nor each there once."""
    mask = np.zeros(MOST, np.bool_)
    few = [np.zeros(0, np.uint16)]
    for one in founds:
        if isinstance(one, Few):
            few.append(one.sentences)
        else:
            mask |= one.mask()
    mask[np.concatenate(few)] = True
    return Many(np.packbits(mask, bitorder="little"))


def without(found: Found, other: Found) -> Found:
    """Gives the sentences of ``found`` that are not in ``other``."""
    if isinstance(found, Few):
        return Few(found.sentences[~other.holds(found.sentences)])
    bits = other.bits if isinstance(other, Many) else np.packbits(other.mask(), bitorder="little")
    return Many(found.bits & ~bits)
