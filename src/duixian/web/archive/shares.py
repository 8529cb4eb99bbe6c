"""Counts of verdicts as the parts of a bar: what was kept, nearly kept, missed, never mentioned again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from duixian.model import Verdict
from duixian.publishing.verdict_words import LOOKS, verdict_word

__all__ = ["Part", "counts_of", "parts"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the bar: a verdict with its sign, word and count, its share in words, and where it lies (percent of the width)."""

    key: str
    sign: str
    label: str
    count: int
    share: str
    x: float
    width: float


def counts_of(standing: object) -> dict[str, int]:
    """Gives the counts of verdicts of a standing, or of anything that has them as attributes."""
    return {verdict.value: int(getattr(standing, verdict.value) or 0) for verdict in LOOKS}


def parts(counts: Mapping[str, int], language: str) -> list[Part]:
    """Gives the parts of a bar in the order of verdicts; those that count nothing are left out.

    >>> [(one.key, one.count, one.x, one.width) for one in parts({"met": 3, "missed": 1}, "en")]
    [('met', 3, 0.0, 75.0), ('missed', 1, 75.0, 25.0)]
    """
    total = sum(counts.get(verdict.value, 0) for verdict in LOOKS)
    made: list[Part] = []
    before = 0
    for verdict in LOOKS:
        count = counts.get(verdict.value, 0)
        if count:
            word = verdict_word(Verdict(verdict), "higher", language)
            x, width = round(before * 100 / total, 3), round(count * 100 / total, 3)
            made.append(Part(verdict.value, LOOKS[verdict].sign, word, count, f"{count / total:.0%}", x, width))
            before += count
    return made
