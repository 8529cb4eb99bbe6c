"""How strongly the goals of an indicator are worded over the years: binding (确保), plain or soft (力争), and by which words."""

from __future__ import annotations

from collections import Counter, defaultdict
from hashlib import sha1
from typing import NamedTuple

import msgspec
from django.core.cache import cache
from django.db.models import CharField, Count, F
from django.db.models.functions import Cast

from duixian.model import ComparisonRow, Hardness
from duixian.web.archive.models import Cell, Fact, Place
from duixian.web.archive.stamp import archive_stamp

__all__ = ["Said", "Strength", "goals_of_place", "strengths"]

_cell = msgspec.json.Decoder(ComparisonRow)
_WORDS = 6
_KEPT = 3600


class Said(NamedTuple):
    """A word that makes a goal strong or weak, and how many goals have it."""

    word: str
    goals: int


class Strength(NamedTuple):
    """The goals of a year by the strength of their wording, and the words used most."""

    year: int
    binding: int
    plain: int
    soft: int
    words: tuple[Said, ...]

    @property
    def goals(self) -> int:
        """How many goals there are."""
        return self.binding + self.plain + self.soft

    def share(self, strength: str) -> float:
        """Gives the share of the goals of one strength."""
        return getattr(self, strength) / self.goals if self.goals else 0.0


def goals_of_place(key: str, place: Place) -> list[ComparisonRow]:
    """Gives the goals of a place for an indicator, year by year."""
    cells = Cell.objects.filter(key=key, place=place, target__isnull=False).order_by("year", "form").values_list("record", flat=True)
    return [row for row in (_cell.decode(record) for record in cells) if row.target is not None]


def strengths(key: str) -> list[Strength]:
    """Gives the strength of wording of all places' goals for an indicator, newest year first; kept until the archive changes.

    Goals are counted as the indicator's page compares them, one a place, year and form; words as they stand in the reports' targets for their own year.
    """
    kept = f"strength:{archive_stamp()}:{sha1(key.encode()).hexdigest()}"
    known: list[Strength] | None = cache.get(kept)
    if known is None:
        known = _strengths(key)
        cache.set(kept, known, _KEPT)
    return known


def _strengths(key: str) -> list[Strength]:
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for year, hardness, goals in Cell.objects.filter(key=key, target__isnull=False).values_list("year", "hardness").annotate(goals=Count("id")):
        counts[year][hardness or Hardness.PLAIN.value] += goals
    words: defaultdict[int, Counter[str]] = defaultdict(Counter)
    said = (
        Fact.objects.filter(key=key, role="target", report__followed=True)
        .exclude(wording="")
        .alias(own=Cast("year", CharField()))
        .filter(period=F("own"))
        .values_list("year", "wording")
        .annotate(goals=Count("id"))
    )
    for year, wording, goals in said:
        for word in wording.split("、"):
            words[year or 0][word] += goals
    return [
        Strength(
            year,
            of_year[Hardness.BINDING.value],
            of_year[Hardness.PLAIN.value],
            of_year[Hardness.SOFT.value],
            tuple(Said(word, goals) for word, goals in sorted(words[year].items(), key=lambda pair: (-pair[1], pair[0]))[:_WORDS]),
        )
        for year, of_year in sorted(counts.items(), reverse=True)
    ]
