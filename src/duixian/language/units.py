"""Units and counting words: what stands behind a number, and what it measures."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import msgspec

from duixian.language.lexicon import lexicon

__all__ = ["Unit", "rate_unit", "unit_at", "units"]


class Unit(msgspec.Struct, frozen=True):
    """A unit word with its dimension and the factor to the dimension's base unit.

    ``dimension`` is ``count`` for classifiers, whose base unit is the word itself.
    """

    word: str
    dimension: str
    factor: Decimal


@cache
def units() -> dict[str, Unit]:
    """Gives every unit word of the lexicon."""
    found: dict[str, Unit] = {}
    for dimension, words in lexicon("units").items():
        if dimension == "count":
            found.update((word, Unit(word, "count", Decimal(1))) for word in words["words"] if word not in found)
        else:
            found.update((word, Unit(word, dimension, Decimal(str(factor)))) for word, factor in words.items())
    return found


@cache
def _sizes() -> dict[str, tuple[int, ...]]:
    """The lengths of the units that begin with a character, longest first."""
    groups: dict[str, set[int]] = {}
    for word in units():
        groups.setdefault(word[0], set()).add(len(word))
    return {first: tuple(sorted(sizes, reverse=True)) for first, sizes in groups.items()}


def unit_at(text: str, at: int) -> Unit | None:
    """Gives the longest unit word that begins at ``at``, or None.

    >>> unit_at("58亿元", 3).dimension
    'currency'
    """
    sizes = _sizes().get(text[at : at + 1])
    if sizes is not None:
        known = units()
        for length in sizes:
            word = text[at : at + length]
            # At the end of a text the stretch is shorter than the length looked for, and the length itself comes later.
            if len(word) == length and (found := known.get(word)) is not None:
                return found
    return None


@cache
def _behind_stroke() -> tuple[str, ...]:
    return tuple(lexicon("numbers")["per"]["behind"])


def rate_unit(text: str, at: int) -> int:
    """Gives the end of a denominator that begins at ``at`` (``/立方米``, ``/月``, ``/人·年``), or ``at``.

    >>> rate_unit("48微克/立方米", 4)
    8
    """
    if text[at : at + 1] not in ("/", "／") or not text[at + 1 : at + 2]:
        return at
    for word in _behind_stroke():
        if text.startswith(word, at + 1):
            return at + 1 + len(word)
    found = unit_at(text, at + 1)
    return at + 1 + len(found.word) if found else at
