"""Units and counting words: what stands behind a number, and what it measures."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import msgspec

from duixian.language.lexicon import lexicon

__all__ = ["Unit", "rate_unit", "unit_at", "units"]

LONGEST = 6
"""Characters of the longest unit word; `tests/language/test_units.py` compares it with the lexicon."""


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


def unit_at(text: str, at: int) -> Unit | None:
    """Gives the longest unit word that begins at ``at``, or None.

    >>> unit_at("58亿元", 3).dimension
    'currency'
    """
    known = units()
    for length in range(LONGEST, 0, -1):
        found = known.get(text[at : at + length])
        if found is not None and len(found.word) == length:
            return found
    return None


def rate_unit(text: str, at: int) -> int:
    """Gives the end of a denominator that begins at ``at`` (``/立方米``, ``/月``, ``/人·年``), or ``at``.

    >>> rate_unit("48微克/立方米", 4)
    8
    """
    if text[at : at + 1] not in ("/", "／") or not text[at + 1 : at + 2]:
        return at
    for word in ("万人", "千人", "百户", "万元", "每年", "每月", "家庭", "学年"):
        if text.startswith(word, at + 1):
            return at + 1 + len(word)
    found = unit_at(text, at + 1)
    return at + 1 + len(found.word) if found else at
