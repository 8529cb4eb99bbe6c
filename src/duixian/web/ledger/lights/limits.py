"""Time limits in working days, kept so that provisional ones are reckoned anew once the year's holidays are known."""

from __future__ import annotations

from datetime import datetime, time

from django.dispatch import Signal
from django.utils import timezone

from duixian.web.ledger.lights.days import Due, Hours, Unit
from duixian.web.ledger.lights.models import Limit
from duixian.web.ledger.lights.notices import working_days
from duixian.web.ledger.models import Item
from duixian.web.ledger.options import option

__all__ = ["limit", "moved", "office_hours", "reckon", "reckon_anew"]

moved = Signal()
"""Sent within the transaction with ``limit`` (its new ``due`` in it) and ``before`` when a notice of holidays moved a limit: who keeps a copy of it sets it right."""


def office_hours() -> Hours:
    """Gives the hours of a working day as the office has set them; spans that are empty are left out."""
    begin, noon, after, end = (_clock(option(name)) for name in ("work_begins", "noon_begins", "noon_ends", "work_ends"))
    if not begin <= noon <= after <= end:
        noon = after = end if begin < end else begin
    return tuple((one, two) for one, two in ((begin, noon), (after, end)) if one < two) or ((begin, time.max),)


def reckon(start: datetime, amount: float, unit: Unit) -> Due:
    """Gives when a limit is over, by the working days and hours that hold now."""
    return working_days().due(timezone.localtime(start), amount, unit, office_hours() if unit is Unit.OFFICE_HOURS else ())


def limit(subject: str, number: int, name: str, start: datetime, amount: float, unit: Unit) -> datetime:
    """Reckons a limit and keeps how it came about; gives when it is over. The same limit reckoned again replaces it. To be called in a transaction."""
    due, provisional = reckon(start, amount, unit)
    Limit.objects.update_or_create(
        subject=subject, number=number, name=name, defaults={"start": start, "amount": amount, "unit": unit, "due": due, "provisional": provisional}
    )
    return due


def reckon_anew() -> int:
    """Reckons every provisional limit anew and gives how many moved. To be called in a transaction, after a notice was loaded."""
    days, hours, count = working_days(), office_hours(), 0
    for one in Limit.objects.select_for_update().filter(provisional=True):
        before = one.due
        one.due, one.provisional = days.due(timezone.localtime(one.start), one.amount, Unit(one.unit), hours)
        one.save(update_fields=["due", "provisional"])
        if one.due != before:
            count += 1
            if (one.subject, one.name) == ("item", "sign_by"):
                Item.objects.filter(pk=one.number, sign_by=before).update(sign_by=one.due)
            moved.send(Limit, limit=one, before=before)
    return count


def _clock(hour: float) -> time:
    minutes = round(hour * 60)
    return time.max if minutes >= 24 * 60 else time(minutes // 60, minutes % 60)
