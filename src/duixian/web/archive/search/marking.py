"""A sentence as it is shown: what was sought is marked in it, and a long one is cut around the first mark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from duixian.web.archive.search.folding import fold_with_places
from duixian.web.archive.search.query import Word

__all__ = ["Piece", "Spot", "marked", "spots", "whereabouts"]

_LONGEST = 240
"""Characters up to which a sentence is shown whole: six lines on a phone."""
_BEFORE = 80
"""Characters shown before the first mark of a longer one."""


class Spot(NamedTuple):
    """A place in a text, half-open."""

    start: int
    end: int


class Piece(NamedTuple):
    """A stretch of a sentence; ``hit`` says that it was sought."""

    text: str
    hit: bool = False


def spots(text: str, words: Iterable[Word]) -> list[Spot]:
    """Gives where the words stand in ``text``, in order; stretches that touch are one.

    >>> from duixian.web.archive.search.query import parse
    >>> spots("实施“十四五”规划", parse("十四五规划").words)
    [Spot(start=3, end=9)]
    """
    folded = fold_with_places(text)
    found = sorted(
        Spot(folded.places[at], folded.places[at + len(word.folded) - 1] + 1)
        for word in words
        if not word.negative
        for at in _all(folded.text, word.folded)
    )
    joined: list[Spot] = []
    for spot in found:
        if joined and spot.start <= joined[-1].end:
            joined[-1] = Spot(joined[-1].start, max(joined[-1].end, spot.end))
        else:
            joined.append(spot)
    return joined


def marked(text: str, found: Iterable[Spot]) -> tuple[Piece, ...]:
    """Gives ``text`` in pieces, those at ``found`` marked; cut to ``_LONGEST`` characters where it is longer."""
    kept = list(found)
    low, high = 0, len(text)
    if high > _LONGEST:
        low = max(0, min((kept[0].start if kept else 0) - _BEFORE, high - _LONGEST))
        high = low + _LONGEST
    pieces = [Piece("…")] if low else []
    at = low
    for spot in kept:
        start, end = max(spot.start, low), min(spot.end, high)
        if start >= end:
            continue
        pieces += [Piece(text[at:start]), Piece(text[start:end], hit=True)]
        at = end
    pieces.append(Piece(text[at:high]))
    if high < len(text):
        pieces.append(Piece("…"))
    return tuple(piece for piece in pieces if piece.text)


def whereabouts(text: str, start: int, end: int, found: list[Spot]) -> Spot:
    """Gives where the first mark stands in the source text, of a sentence that stands from ``start`` to ``end`` there.

    That is known where cleaning left nothing out of the sentence; else the whole sentence is given.
    """
    if found and end - start == len(text):
        return Spot(start + found[0].start, start + found[0].end)
    return Spot(start, end)


def _all(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))
