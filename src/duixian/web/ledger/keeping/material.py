"""What the next report is written from: of every item its goal, what became of it in the words and figures reported, and where that stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from django.db.models import Prefetch

from duixian.web.ledger.models import Entry, Item, Kind, Ledger, State, Verdict

__all__ = ["Chapter", "Line", "material", "measured"]


class Line(NamedTuple):
    """An item with its last approved entries, the newest first; ``share`` is the value as a share of the target in %, None where there is none."""

    item: Item
    share: Decimal | None
    entries: list[Entry]

    @property
    def words(self) -> str:
        """What was last reported in words."""
        return next((one.text for one in self.entries if one.text), "")


class Chapter(NamedTuple):
    """Items of one section of the report they come from."""

    section: str
    lines: list[Line]


def material(ledger: Ledger) -> list[Chapter]:
    """Gives every item that was not dropped, merged or left a draft, by the sections of the report, in their order."""
    lines = sorted(_lines(ledger.items.exclude(state__in=[State.DRAFT, State.DROPPED, State.MERGED])), key=lambda line: line.item.number)
    first = {line.item.section: number for number, line in reversed(list(enumerate(lines)))}
    ordered = sorted(lines, key=lambda line: first[line.item.section])
    return [Chapter(section, list(group)) for section, group in groupby(ordered, key=lambda line: line.item.section)]


def measured(ledger: Ledger) -> list[Line]:
    """Gives the rows of 量化指标任务落实情况: every item with a number to reach, in the order of their numbers."""
    items = ledger.items.exclude(state__in=[State.DRAFT, State.DROPPED, State.MERGED]).exclude(target=None)
    return sorted(_lines(items), key=lambda line: (line.item.kind != Kind.GOAL, line.item.number))


def _lines(items: Iterable[Item]) -> Iterator[Line]:
    granted = Entry.objects.filter(verdict=Verdict.GRANTED).order_by("-as_of", "-id")
    query = items.select_related("lead").prefetch_related("supporting", Prefetch("entries", granted, to_attr="granted"))  # type: ignore[attr-defined]
    for item in query:
        yield Line(item, _share(item), list(item.granted))


def _share(item: Item) -> Decimal | None:
    """The value against the target; a ceiling and a rate are not shares of anything."""
    if item.value is None or not item.target or item.target <= 0 or item.better == "lower" or item.unit in ("%", "‰") or item.measure in ("growth", "decline"):
        return None
    return round(item.value / item.target * 100, 1)
