"""Cue words: which words of a lexicon occur in a short text, in one pass."""

from __future__ import annotations

from collections.abc import Iterable
from operator import add
from typing import Generic, TypeVar

__all__ = ["Cues"]

T = TypeVar("T")


class Cues(Generic[T]):
    """Words of two characters and more, each with what it stands for.

    Words are looked up by their first two characters, so a text costs one look-up a character and a comparison
    only where a word may begin.

    >>> Cues([("养老", 1), ("养老服务", 2), ("就业", 3)]).found_in("完善养老服务，促进就业")
    [('养老服务', 2), ('就业', 3)]
    """

    def __init__(self, words: Iterable[tuple[str, T]]) -> None:
        groups: dict[str, list[tuple[str, T]]] = {}
        for word, meaning in words:
            groups.setdefault(word[:2], []).append((word, meaning))
        self._heads = {
            head: tuple(sorted(group, key=lambda pair: (-len(pair[0]), pair[0]))) for head, group in groups.items()
        }

    def found_in(self, text: str) -> list[tuple[str, T]]:
        """Gives the words of ``text`` from left to right; at each place the longest, none inside another."""
        found: list[tuple[str, T]] = []
        end = 0
        # Only the places whose two characters begin a word come out of this; the rest never leaves C.
        for at, group in [
            (at, group) for at, group in enumerate(map(self._heads.get, map(add, text, text[1:]))) if group
        ]:
            if at < end:
                continue
            for pair in group:
                if text.startswith(pair[0], at):
                    found.append(pair)
                    end = at + len(pair[0])
                    break
        return found
