"""What each office is asked for each month (整治形式主义): entries, fields filled in and files, counted from the log."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from django.db.models import Count
from django.utils import timezone

from duixian.web.accounts.models import Office
from duixian.web.ledger.assessment.fold import fold, local_day
from duixian.web.ledger.assessment.periods import after
from duixian.web.ledger.models import Item, Ledger, Paper
from duixian.web.ledger.states import Act

__all__ = ["Asked", "burden"]

_FILLED = (Act.REPORT, Act.REACH, Act.REPORT_DONE, Act.RETURN, Act.ASK_SUSPEND, Act.ASK_RESUME, Act.ASK_EXTEND, Act.ASK_CHANGE)
"""What offices fill in."""
_NOT_FILLED = frozenset({"approved", "old_deadline", "old_target", "milestone"})
"""What the log adds to the data of an action."""


class Asked(NamedTuple):
    """What one office gave in one month: entries (and other forms), fields filled in them, files."""

    entries: int
    forms: int
    fields: int
    papers: int


def burden(ledger: Ledger) -> tuple[list[str], list[tuple[Office, dict[str, Asked], Asked]]]:
    """Gives the months of a ledger's year so far, and for each office what it gave in each and in all. An entry is counted by the day it was made."""
    folded = fold(ledger, after(timezone.localdate()))
    counts: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0, 0]))
    places: dict[int, tuple[int, str]] = {}
    for one in folded.items.values():
        for deed in one.deeds:
            if deed.action in _FILLED and (office := deed.office or one.lead):
                month = local_day(deed.at).isoformat()[:7]
                cell = counts[office][month]
                cell[0] += deed.action == Act.REPORT
                cell[1] += deed.action != Act.REPORT
                cell[2] += _filled(deed.data) + bool(deed.reason)
                places[deed.event] = (office, month)
    papers = Paper.objects.filter(event__subject="item", event__action__in=_FILLED, event__number__in=Item.objects.filter(ledger=ledger).order_by().values("pk"))
    for event, number in papers.order_by().values_list("event").annotate(Count("pk")):
        if event in places:
            office, month = places[event]
            counts[office][month][3] += number
    months = sorted({month for each in counts.values() for month in each})
    offices = Office.objects.filter(pk__in=counts).order_by("kind", "order", "id")
    return months, [(office, {month: Asked(*cell) for month, cell in counts[office.pk].items()}, _sum(counts[office.pk])) for office in offices]


def _filled(data: dict[str, Any]) -> int:
    return sum(1 for name, value in data.items() if name not in _NOT_FILLED and value not in (None, "", False, []))


def _sum(cells: dict[str, list[int]]) -> Asked:
    return Asked(*(sum(each[part] for each in cells.values()) for part in range(4)))
