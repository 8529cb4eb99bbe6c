"""Which of many texts is most like one: by the runs of four characters they share, as following finds sentences that repeat others."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Generic, TypeVar

from duixian.following.repetition import shingles

__all__ = ["Likeness", "letters"]

T = TypeVar("T")


def letters(text: str) -> str:
    """Gives a text without marks and spaces.

    >>> letters("新建公厕，12 座。")
    '新建公厕12座'
    """
    return "".join(one for one in text if one.isalnum())


class Likeness(Generic[T]):
    """Texts with something that belongs to each; those most like another text are found in time linear in what they share with it."""

    def __init__(self) -> None:
        self._texts: list[tuple[str, int, T]] = []
        self._by_hash: defaultdict[int, list[int]] = defaultdict(list)
        self._by_letters: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, text: str, what: T) -> None:
        """Adds a text."""
        marks, plain = shingles(text), letters(text)
        at = len(self._texts)
        self._texts.append((plain, len(marks), what))
        for one in marks:
            self._by_hash[one].append(at)
        if plain:
            self._by_letters[plain].append(at)

    def like(self, text: str, least: float, *, within: bool = False, most: int = 3) -> list[tuple[float, T]]:
        """Gives what belongs to the texts that share at least ``least`` of their runs with ``text``, the likest first.

        The share is of all runs of both; with ``within``, of those of the shorter one: a clause is wholly within its sentence.
        """
        marks = shingles(text)
        shared = Counter(at for one in marks for at in self._by_hash.get(one, ()))
        shares = {at: common / (min(len(marks), self._texts[at][1]) if within else len(marks) + self._texts[at][1] - common) for at, common in shared.items()}
        shares |= dict.fromkeys(self._by_letters.get(letters(text), ()), 1.0)
        found = sorted(((share, -abs(len(self._texts[at][0]) - len(text)), -at) for at, share in shares.items() if share >= least), reverse=True)
        return [(share, self._texts[-at][2]) for share, _length, at in found[:most]]
