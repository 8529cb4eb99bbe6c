"""A stretch of the index in bytes: which sentences hold which pairs.

A segment numbers its sentences from 0 to at most 65,535. Its keys (pairs and labels) stand in order in *pieces* of about 1,900 bytes,
small enough to lie in a row of the database itself, each found by its first key. A piece holds the number of its keys (16 bits), the keys (32 bits
each), how many sentences each has (16), and the sentences key by key (16). A key of more than 4,096 sentences has a piece of its own:
zero keys, the key, and a bit for every sentence. Numbers are little-endian.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from duixian.web.archive.search.bigrams import Keys
from duixian.web.archive.search.found import NOTHING, Few, Found, Many, Sentences

__all__ = ["Chunks", "Postings", "decode", "encode", "find", "merged", "postings"]

_DENSE = 4096
"""Sentences of a key from which on a bit for every sentence (8 kB) is smaller than 16 bits for each that has it."""
_PIECE = 1900
"""Bytes of a piece: PostgreSQL keeps rows of up to 2 kB whole, four to a page."""
_KEY_BYTES, _SENTENCE_BYTES, _HEAD_BYTES = 6, 2, 2



class Postings(NamedTuple):
    """All of a segment: its keys in order, and for each the number of its sentences; the sentences key by key, each in order."""

    keys: Keys
    counts: NDArray[np.int64]
    sentences: Sentences


class Chunks(NamedTuple):
    """Which sentences a segment numbers: stretches of neighbouring rows.

    ``first`` is the row key of a stretch's first sentence (0: taken out), ``base`` that sentence's number in the segment, ``length`` how many
    there are; ``year`` and ``kind`` (as :func:`~duixian.web.archive.search.bigrams.label`) are the report's. In order of ``base``.
    """

    first: NDArray[np.int64]
    base: NDArray[np.int64]
    length: NDArray[np.int64]
    year: NDArray[np.int64]
    kind: NDArray[np.int64]

    @property
    def live(self) -> int:
        """How many sentences there are that were not taken out."""
        return int(self.length[self.first > 0].sum())

    def alive(self) -> Chunks:
        """Gives the stretches that were not taken out."""
        return Chunks(*(column[self.first > 0] for column in self))

    def pack(self) -> bytes:
        """Gives the stretches as bytes."""
        return np.stack(self, axis=1).astype("<i8").tobytes()

    @classmethod
    def unpack(cls, data: bytes | memoryview) -> Chunks:
        """Gives the stretches that :meth:`pack` wrote."""
        return cls(*np.frombuffer(data, dtype="<i8").reshape(-1, 5).T)


def postings(keys: Keys, sentences: NDArray[np.int64]) -> Postings:
    """Gives the postings of pairs of a key and a sentence, in whatever order and however often they come."""
    both = (keys.astype(np.uint64) << np.uint64(16)) | sentences.astype(np.uint64)
    both.sort()
    return _grouped(both[np.append(True, both[1:] != both[:-1])] if len(both) else both)


def merged(parts: Iterable[tuple[Postings, NDArray[np.int64]]]) -> Postings:
    """Gives several segments as one.

    Args:
        parts: Each segment's postings, and for each of its sentences the number it gets, -1 for one that is left out.
    """
    boths: list[NDArray[np.uint64]] = []
    for part, numbers in parts:
        new = numbers[part.sentences]
        keys = np.repeat(part.keys, part.counts)
        kept = new >= 0
        boths.append((keys[kept].astype(np.uint64) << np.uint64(16)) | new[kept].astype(np.uint64))
    both = np.concatenate(boths) if boths else np.zeros(0, np.uint64)
    both.sort()
    return _grouped(both)


def _grouped(both: NDArray[np.uint64]) -> Postings:
    keys = (both >> np.uint64(16)).astype(np.uint32)
    starts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else np.zeros(0, np.int64)
    counts = np.diff(np.append(starts, len(keys)))
    return Postings(keys[starts], counts, (both & np.uint64(0xFFFF)).astype(np.uint16))


def encode(whole: Postings) -> Iterator[tuple[int, bytes]]:
    """Gives a segment's pieces: the first key of each and its bytes."""
    firsts = whole.keys.tolist()
    keys, counts = whole.keys.astype("<u4").tobytes(), whole.counts.astype("<u2").tobytes()
    sentences = whole.sentences.astype("<u2").tobytes()
    offsets = np.append(0, np.cumsum(whole.counts)).tolist()
    dense = np.append(np.flatnonzero(whole.counts > _DENSE), len(firsts)).tolist()
    filled = np.cumsum(_KEY_BYTES + _SENTENCE_BYTES * whole.counts)
    at = 0
    for lone in dense:
        while at < lone:
            room = (int(filled[at - 1]) if at else 0) + _PIECE - _HEAD_BYTES
            stop = min(lone, max(at + 1, int(filled.searchsorted(room, side="right"))))
            yield firsts[at], b"".join((
                (stop - at).to_bytes(_HEAD_BYTES, "little"),
                keys[4 * at : 4 * stop],
                counts[2 * at : 2 * stop],
                sentences[2 * offsets[at] : 2 * offsets[stop]],
            ))
            at = stop
        if lone < len(firsts):
            own = Few(whole.sentences[offsets[lone] : offsets[lone + 1]])
            yield firsts[lone], bytes(_HEAD_BYTES) + keys[4 * lone : 4 * lone + 4] + np.packbits(own.mask(), bitorder="little").tobytes()
            at = lone + 1


def decode(pieces: Iterable[bytes | memoryview]) -> Postings:
    """Gives the segment whose pieces, in the order of their first keys, ``pieces`` are."""
    keys, counts, sentences = [np.zeros(0, np.uint32)], [np.zeros(0, np.int64)], [np.zeros(0, np.uint16)]
    for data in pieces:
        own, some = _directory(data)
        held = np.frombuffer(data, "<u2", -1, _HEAD_BYTES + _KEY_BYTES * len(own)) if len(some) else _bits(data).numbers()
        keys.append(own)
        counts.append(some if len(some) else np.array([len(held)], np.int64))
        sentences.append(held)
    return Postings(np.concatenate(keys), np.concatenate(counts), np.concatenate(sentences))


def find(low: int, high: int, data: bytes | memoryview) -> Found:
    """Gives the sentences that have a key from ``low`` to ``high``, from a piece that may hold some of these keys.

    Of more keys than one the sentences come key by key: for :func:`~duixian.web.archive.search.found.any_of`.
    """
    keys, counts = _directory(data)
    start, stop = keys.searchsorted([low, high + 1]).tolist()
    if start == stop:
        return NOTHING
    if not len(counts):
        return _bits(data)
    offset = _HEAD_BYTES + _KEY_BYTES * len(keys) + _SENTENCE_BYTES * int(counts[:start].sum())
    return Few(np.frombuffer(data, "<u2", int(counts[start:stop].sum()), offset))


def _directory(data: bytes | memoryview) -> tuple[Keys, NDArray[np.int64]]:
    """The keys of a piece and how many sentences each has; for one with bits its key alone."""
    count = int.from_bytes(data[:_HEAD_BYTES], "little")
    if not count:
        return np.frombuffer(data, "<u4", 1, _HEAD_BYTES), np.zeros(0, np.int64)
    counts = np.frombuffer(data, "<u2", count, _HEAD_BYTES + 4 * count)
    return np.frombuffer(data, "<u4", count, _HEAD_BYTES), counts.astype(np.int64)


def _bits(data: bytes | memoryview) -> Many:
    return Many(np.frombuffer(data, np.uint8, -1, _HEAD_BYTES + 4))
