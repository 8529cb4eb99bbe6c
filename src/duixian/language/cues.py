"""Cue words: which words of a lexicon occur in a short text, in one pass."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick, MatchKind

__all__ = ["Cues"]

T = TypeVar("T")


class Cues(Generic[T]):
    """Words, each with what it stands for, looked up all at once by an automaton.

    >>> Cues([("养老", 1), ("养老服务", 2), ("就业", 3)]).found_in("完善养老服务，促进就业")
    [('养老服务', 2), ('就业', 3)]
    """

    def __init__(self, words: Iterable[tuple[str, T]]) -> None:
        self.pairs = list(words)
        """The words by number, each with what it stands for."""
        self._automaton = AhoCorasick([word for word, _ in self.pairs], matchkind=MatchKind.LeftmostLongest)

    def found_in(self, text: str) -> list[tuple[str, T]]:
        """Gives the words of ``text`` from left to right; at each place the longest, none inside another."""
        pairs = self.pairs
        return [pairs[index] for index, _, _ in self._automaton.find_matches_as_indexes(text)]

    def places_in(self, text: str) -> list[tuple[int, int, int]]:
        """Gives the same words as ``found_in``, each as its number in ``pairs`` and the place ``[start, end)`` where it stands."""
        return self._automaton.find_matches_as_indexes(text)
