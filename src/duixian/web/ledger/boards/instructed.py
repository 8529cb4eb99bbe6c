"""What leaders instructed, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from duixian.web.ledger.models import Entry, Event, Item, Verdict
from duixian.web.ledger.states import Act

__all__ = ["MOST", "Instructed", "instructed"]

MOST = 8
"""Instructions that are shown, the newest."""


@dataclass(frozen=True)
class Instructed:
    """An instruction: who gave it when, and of the item since: how many entries were approved, and the last of them."""

    item: Item
    text: str
    who: str
    at: datetime
    entries: int
    last: Entry | None


def instructed(items: QuerySet[Item]) -> list[Instructed]:
    """Gives the newest instructions on some items, at most :data:`MOST`, with what was reported after each."""
    since = Entry.objects.filter(
        item=OuterRef("number"), verdict=Verdict.GRANTED, event_id__gt=OuterRef("pk")
    ).order_by()
    counted = since.values("item").annotate(number_of=Count("pk")).values("number_of")
    events = (
        Event.objects.filter(subject="item", action=Act.INSTRUCT.value, number__in=items.order_by().values("pk"))
        .select_related("user", "post__office")
        .order_by("-id")
    )
    found = list(
        events.annotate(
            since=Coalesce(Subquery(counted), 0),
            last=Subquery(since.order_by("-as_of", "-pk").values("pk")[:1]),
            item_id=F("number"),
        )[:MOST]
    )
    rows = Item.objects.select_related("lead").defer("text", "light_why").in_bulk({one.number for one in found})
    entries = Entry.objects.in_bulk({one.last for one in found if one.last})
    return [
        Instructed(
            rows[one.number],
            str(one.data.get("text", "")),
            str(one.post or one.user or ""),
            one.at,
            one.since,
            entries.get(one.last),
        )
        for one in found
    ]
