"""Reads the facts that the lights look at, for one item or many at once: three queries, however many items."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from duixian.web.ledger.lights.facts import Facts, Figure, Point
from duixian.web.ledger.models import Entry, Item, Milestone, State, Verdict

__all__ = ["LIT", "Shown", "facts_of", "gather"]

LIT = frozenset({State.ASSIGNED, State.ACCEPTED, State.IN_PROGRESS, State.REPORTED_DONE})
"""The states in which an item has a light: somebody was asked for it, and it is neither suspended nor at its end."""
_COLUMNS = (
    "id", "state", "light", "light_why", "ledger__year", "kind", "measure", "unit", "qualifier", "better", "target", "baseline", "begins", "deadline",
    "value", "value_on", "assigned_at", "accepted_at", "done_at",
)  # fmt: skip


class Shown(NamedTuple):
    """An item's facts, and what its light says now."""

    pk: int
    state: str
    light: str
    why: dict[str, Any]
    facts: Facts


def gather(items: QuerySet[Item]) -> list[Shown]:
    """Gives the facts of items as they stand; items that have and had no light are left out."""
    rows = list(items.filter(Q(state__in=LIT) | ~Q(light="")).order_by("pk").values_list(*_COLUMNS))
    if not rows:
        return []
    figures, points = _related(items, rows)
    return [Shown(row[0], row[1], row[2], row[3], _facts(row, points.get(row[0], ()), figures.get(row[0], ()))) for row in rows]


def facts_of(items: QuerySet[Item]) -> list[tuple[int, Facts]]:
    """Gives the facts of items whatever their state, without their figures; the day they were reported done is there in every state."""
    rows = list(items.order_by("pk").values_list(*_COLUMNS))
    points = _points({"item__in": items})
    return [(row[0], replace(_facts(row, points.get(row[0], ()), ()), finished=_day(row[-1]))) for row in rows]


def _related(items: QuerySet[Item], rows: list[tuple[Any, ...]]) -> tuple[dict[int, list[Figure]], dict[int, list[Point]]]:
    span = (rows[0][0], rows[-1][0])
    narrow: dict[str, Any] = {"item": rows[0][0]} if len(rows) == 1 else {"item__in": items} if len(rows) < 50 else {"item_id__gte": span[0], "item_id__lte": span[1], "item__in": items}
    return _figures(narrow), _points(narrow)


def _figures(narrow: dict[str, Any]) -> dict[int, list[Figure]]:
    found: dict[int, list[Figure]] = defaultdict(list)
    entries = Entry.objects.filter(verdict=Verdict.GRANTED, office=F("item__lead"), **narrow).order_by("as_of", "id")
    for item, as_of, value in entries.values_list("item_id", "as_of", "value").iterator(chunk_size=10_000):
        found[item].append(Figure(as_of, value))
    return found


def _points(narrow: dict[str, Any]) -> dict[int, list[Point]]:
    found: dict[int, list[Point]] = defaultdict(list)
    for item, due, what, planned, done in Milestone.objects.filter(**narrow).values_list("item_id", "due", "what", "planned", "done_on"):
        found[item].append(Point(due, what, planned, done))
    return found


def _facts(row: tuple[Any, ...], points: Iterable[Point], figures: Iterable[Figure]) -> Facts:
    _pk, state, _light, _why, year, kind, measure, unit, qualifier, better, target, baseline, begins, deadline, value, value_on, assigned, accepted, done = row
    told = tuple(figures)
    if not told and value is not None and value_on is not None:  # carried over: what was reported stands in the year before
        told = (Figure(value_on, value),)
    return Facts(
        year=year,
        lit=state in LIT,
        kind=kind,
        measure=measure,
        unit=unit,
        qualifier=qualifier,
        better=better,
        target=target,
        baseline=baseline,
        begins=begins,
        deadline=deadline,
        since=_day(accepted or assigned),
        finished=_day(done) if state == State.REPORTED_DONE else None,
        milestones=tuple(points),
        figures=told,
    )


def _day(at: datetime | None) -> date | None:
    return timezone.localtime(at).date() if at else None
