"""What the index knows a sentence by: the pairs of neighbouring letters in its folded text, as numbers.

Chinese is written without spaces, so a word is found by its pairs of characters: every pair of a phrase stands in a sentence
that holds the phrase. Letters are Han and kana, Latin and other letters, digits, and the signs that belong to a number (6.5%);
all other signs end a run. The last letter of a run is a pair with nothing. A pair is one number of 32 bits, the first letter in its upper half, so that all
pairs that begin with a letter stand side by side: a search for a single letter is a search for a range.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["Keys", "label", "pairs_of", "places_of_letters", "runs", "starting_with", "text_pairs"]

Keys = NDArray[np.uint32]

_ASTRAL = 0xD800
"""What stands for every character beyond the first 65,536 (rare Han): a number that is no character itself. Such a pair finds a few sentences too many."""
_LETTERS = (
    (0x25, 0x25), (0x2E, 0x2E), (0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A), (0xB5, 0xB5), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x1FFF),
    (0x2030, 0x2030), (0x2103, 0x2103), (0x2160, 0x2188), (0x2460, 0x2473), (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3041, 0x318F),
    (0x31A0, 0x31BF), (0x31F0, 0x31FF), (0x3300, 0x33FF), (0x3400, 0x4DBF), (0x4E00, 0xD7FF), (_ASTRAL, _ASTRAL), (0xF900, 0xFAFF),
)  # fmt: skip
_LABELS = 0xE000 << 16
"""Where numbers of labels begin: the pairs of characters for private use, which are no letters."""
_LABEL_ROOM = 0x1900 << 16


def _letter_table() -> NDArray[np.bool_]:
    table = np.zeros(0x10000, dtype=np.bool_)
    for low, high in _LETTERS:
        table[low : high + 1] = True
    return table


_IS_LETTER = _letter_table()


def _codes(folded: str) -> NDArray[np.uint32]:
    """The characters as numbers below 65,536, 0 for what is no letter."""
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint32)
    codes[codes > 0xFFFF] = _ASTRAL
    return np.where(_IS_LETTER[codes], codes, np.uint32(0))


def text_pairs(folded: str) -> tuple[Keys, NDArray[np.int64]]:
    """Gives the pairs of a folded text in order, and the place of the first letter of each."""
    codes = _codes(folded)
    places = np.flatnonzero(codes)
    following = np.append(codes[1:], np.uint32(0))
    return (codes[places] << np.uint32(16)) | following[places], places


def pairs_of(folded: str) -> list[int]:
    """Gives the different pairs of two letters that every sentence holding ``folded`` has, in order.

    >>> [hex(pair) for pair in pairs_of("发展，发展")]
    ['0x53d15c55']
    """
    keys, _ = text_pairs(folded)
    return list(dict.fromkeys(int(key) for key in keys if key & 0xFFFF))


def starting_with(letter: str) -> tuple[int, int]:
    """Gives the first and the last pair that begins with a letter, the pair with nothing among them."""
    first = int(_codes(letter)[0]) << 16
    return first, first | 0xFFFF


def places_of_letters(folded: str) -> list[int]:
    """Gives where the letters of a folded text stand."""
    return [int(place) for place in np.flatnonzero(_codes(folded))]


def runs(folded: str) -> Iterator[str]:
    """Gives the stretches of letters in a folded text.

    >>> list(runs("稳增长、促改革（5g）"))
    ['稳增长', '促改革', '5g']
    """
    start = end = -1
    for place in places_of_letters(folded):
        if place != end:
            if start >= 0:
                yield folded[start:end]
            start = place
        end = place + 1
    if start >= 0:
        yield folded[start:end]


@lru_cache(1024)
def label(name: str) -> int:
    """Gives the number of something that is true of a sentence besides its words (``role:goals``, ``theme:rural``)."""
    return _LABELS + zlib.crc32(name.encode()) % _LABEL_ROOM
