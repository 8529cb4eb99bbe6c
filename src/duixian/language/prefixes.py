"""Words that may begin at a place of a text, looked up by their first character."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["Prefixes"]


class Prefixes:
    """A set of words, to ask whether any of them stands at a place.

    Most places begin none of the words, which costs one look-up; an alternation would try them all.

    >>> words = Prefixes(["号线", "号楼", "强"])
    >>> words.stand_at("3号线", 1), words.stand_at("3号机", 1)
    (True, False)
    """

    __slots__ = ("_groups",)

    def __init__(self, words: Iterable[str]) -> None:
        groups: dict[str, list[str]] = {}
        for word in words:
            groups.setdefault(word[0], []).append(word)
        self._groups = {first: tuple(group) for first, group in groups.items()}

    def stand_at(self, text: str, at: int, end: int | None = None) -> bool:
        """Says whether one of the words begins at ``at`` and ends at or before ``end``."""
        group = self._groups.get(text[at : at + 1])
        return group is not None and text.startswith(group, at, end)
