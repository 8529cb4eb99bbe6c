"""The light of each item at each month's end: kept for the trend of a board, and read from the log, from which it can be computed again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Count, QuerySet
from django.utils import timezone

from duixian.web.ledger.lights.days import month_ends
from duixian.web.ledger.lights.models import LightDay
from duixian.web.ledger.log import in_turn
from duixian.web.ledger.models import Event, Item, Ledger

__all__ = ["keep_month_ends", "lights_at", "trend"]

_DAY = timedelta(days=1)


def keep_month_ends(ledger: Ledger, day: date) -> int:
    """Keeps the lights at every month's end before ``day`` that is not kept yet, as the log has them; gives how many months were added."""
    last = LightDay.objects.filter(ledger=ledger).order_by("-day").values_list("day", flat=True).first()
    until = min(day, timezone.localtime(ledger.frozen_at).date()) if ledger.frozen_at else day
    if last is not None and not any(True for _ in month_ends(last + _DAY, until - _DAY)):
        return 0
    first = _events(ledger).values_list("at", flat=True).first()
    if first is None:
        return 0
    begin = max(last + _DAY, timezone.localtime(first).date()) if last else timezone.localtime(first).date()
    with in_turn():
        found = list(_by_month(ledger, list(month_ends(begin, until - _DAY))))
        for end, lights in found:
            LightDay.objects.bulk_create((LightDay(ledger=ledger, item_id=item, day=end, light=light) for item, light in lights.items() if light), batch_size=2000, ignore_conflicts=True)
    return len(found)


def lights_at(ledger: Ledger, day: date) -> dict[int, str]:
    """Gives the light of each item at the end of a day from the log alone; items that had none are left out."""
    return {item: light for _end, lights in _by_month(ledger, [day]) for item, light in lights.items() if light}


def trend(ledger: Ledger, items: QuerySet[Item] | None = None) -> list[tuple[date, Counter[str]]]:
    """Gives how many items, of those given or all of the ledger, had which light at each month's end that is kept (one query)."""
    found: dict[date, Counter[str]] = {}
    kept = LightDay.objects.filter(ledger=ledger)
    if items is not None:
        kept = kept.filter(item__in=items.values("pk"))
    for day, light, count in kept.values_list("day", "light").annotate(count=Count("id")).order_by("day"):
        found.setdefault(day, Counter())[light] = count
    return list(found.items())


def _by_month(ledger: Ledger, ends: list[date]) -> Iterator[tuple[date, dict[int, str]]]:
    """The lights at the end of each of the days, which stand in order. Each is a copy."""
    if not ends:
        return
    lights: dict[int, str] = {}
    waiting = list(ends)
    for item, at, light in _events(ledger).filter(at__lt=_end(ends[-1])).values_list("number", "at", "data__after").iterator(chunk_size=10_000):
        while waiting and at >= _end(waiting[0]):
            yield waiting.pop(0), dict(lights)
        lights[item] = light
    for end in waiting:
        yield end, dict(lights)


def _events(ledger: Ledger) -> QuerySet[Event]:
    return Event.objects.filter(subject="item", action="light", number__in=Item.objects.filter(ledger=ledger).values("pk")).order_by("id")


def _end(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + _DAY, time.min))
