"""Unusual use of whistles: streets that blow far more or less than before or than their peers, departments that object far more often. It shows figures and
blames nobody: no number of whistles is a goal (``../shared/RULES.md``: no quota)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, Q, QuerySet

from duixian.web.accounts.models import Office, OfficeKind
from duixian.web.ledger.dispatch.counts import period_of
from duixian.web.ledger.dispatch.models import Call, Case, CaseState
from duixian.web.ledger.dispatch.rules import numbers

__all__ = ["PERIODS", "Use", "objecting", "repeating", "whistling"]

PERIODS = 6
"""Earlier periods of the same length that an office is compared with."""


@dataclass(frozen=True)
class Use:
    """How often an office did something in a period: ``count``, out of ``base`` where it has one; ``past`` holds its earlier periods, the newest first, ``own``
    their median, ``peers`` the median of its peers and ``group`` how many they are. ``unlike_own`` and ``unlike_peers`` are ``more``, ``less`` or empty."""

    office: Office
    count: int
    base: int
    past: tuple[int, ...]
    own: float | None
    peers: float | None
    group: int
    unlike_own: str
    unlike_peers: str

    @property
    def stands_out(self) -> bool:
        """Whether it differs from its own past or from its peers."""
        return bool(self.unlike_own or self.unlike_peers)


def whistling(start: date, end: date) -> list[Use]:
    """Gives how often each street blew from the first day to the last."""
    streets = list(Office.objects.filter(kind=OfficeKind.STREET, closed_on=None))
    spans = _spans(start, end)
    said = {f"n{index}": Count("pk", filter=_within("blown_at", span)) for index, span in enumerate(spans)}
    rows: Any = Case.objects.filter(_within("blown_at", (spans[-1][0], end))).order_by().values("street").annotate(**said)
    began = Case.objects.exclude(blown_at=None).order_by("blown_at").values_list("blown_at", flat=True).first()
    known = sum(1 for first, _last in spans if began is not None and period_of(first, first).end > began)
    found = {row["street"]: [row[f"n{index}"] for index in range(len(spans))] for row in rows}
    return _compared(streets, {one.pk: (found.get(one.pk, [0] * len(spans))[: max(known, 1)], 0) for one in streets})


def objecting(start: date, end: date) -> list[Use]:
    """Gives how often each department that was called objected from the first day to the last; ``base`` are its calls."""
    departments = list(Office.objects.filter(kind=OfficeKind.DEPARTMENT, closed_on=None))
    spans = _spans(start, end)
    said = {f"n{index}": Count("pk", filter=_within("objected_at", span)) for index, span in enumerate(spans)}
    whole = (spans[-1][0], end)
    rows: Any = Call.objects.filter(_within("called_at", whole) | _within("objected_at", whole)).order_by().values("office")
    found = {row["office"]: row for row in rows.annotate(**said, base=Count("pk", filter=_within("called_at", (start, end))))}
    counted = {key: ([row[f"n{index}"] for index in range(len(spans))], row["base"]) for key, row in found.items()}
    return _compared([one for one in departments if one.pk in counted], counted)


def repeating(start: date, end: date, seen: QuerySet[Case]) -> list[Case]:
    """Gives the cases to which the most others were joined or that were repeated most, among those of ``seen`` that were
    raised in the period."""
    period = period_of(start, end)
    rows = seen.filter(raised_at__gte=period.start, raised_at__lt=period.end, repeats__gt=0).exclude(state=CaseState.JOINED)
    return list(rows.select_related("street", "community").order_by("-repeats", "-id")[:20])


def _spans(start: date, end: date) -> list[tuple[date, date]]:
    """The period and the ones of the same length before it, the newest first."""
    length = end - start + timedelta(days=1)
    return [(start - index * length, end - index * length) for index in range(PERIODS + 1)]


def _within(name: str, span: tuple[date, date]) -> Q:
    period = period_of(*span)
    return Q(**{f"{name}__gte": period.start, f"{name}__lt": period.end})


def _compared(offices: Sequence[Office], counted: dict[int, tuple[list[int], int]]) -> list[Use]:
    settings = numbers(["unusual_times", "unusual_minimum"])
    times, least = settings["unusual_times"], settings["unusual_minimum"]
    found = []
    for office in offices:
        (now, *past), base = counted[office.pk]
        others = [counted[one.pk][0][0] for one in offices if one.pk != office.pk and one.peers == office.peers]
        own = median(past) if past else None
        peers = median(others) if others else None
        found.append(Use(office, now, base, tuple(past), own, peers, len(others), _unlike(now, own, times, least), _unlike(now, peers, times, least)))
    return sorted(found, key=lambda one: (not one.stands_out, -one.count, one.office.order, one.office.pk))


def _unlike(now: int, usual: float | None, times: float, least: float) -> str:
    if usual is None or abs(now - usual) < least:
        return ""
    if now > usual and now >= usual * times:
        return "more"
    return "less" if now < usual and usual >= now * times else ""
