"""Time limits of cases: how long each is, when it ends, and starting, ending and stopping the clocks that measure them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.utils import timezone

from duixian.web.accounts.models import Office
from duixian.web.ledger.dispatch.calendar import after_working_days
from duixian.web.ledger.dispatch.models import Call, Case, Clock, Clocks, Whistle
from duixian.web.ledger.dispatch.rules import numbers, whistle_rules

__all__ = ["OF_CALLS", "Limit", "due", "end", "limits", "next_due", "start", "stop"]

OF_CALLS = (Clocks.SIGN, Clocks.CONTACT, Clocks.REPORT, Clocks.RESULT)
"""The clocks that run for a department from when it is called."""
_NAMES = {
    Clocks.SIGN: "whistle_sign_hours",
    Clocks.CONTACT: "whistle_contact_hours",
    Clocks.RESULT: "whistle_result_days",
    Clocks.DECIDE: "case_decide_hours",
    Clocks.CONFIRM: "case_confirm_days",
}


class Limit(NamedTuple):
    """A time limit: so many hours, or the end of so many working days."""

    number: float
    hours: bool


def limits(whistle: str = "") -> dict[Clocks, Limit]:
    """Gives the limits as they are now; that for reporting in depends on the kind of whistle, and is left out without one."""
    names = dict(_NAMES)
    if whistle:
        names[Clocks.REPORT] = whistle_rules()[Whistle(whistle)].days
    values = numbers(names.values())
    return {sort: Limit(values[name], name.endswith("_hours")) for sort, name in names.items()}


def due(at: datetime, limit: Limit) -> datetime:
    """Gives the moment until which there is time: hours later, or the last moment of the last working day, the day of ``at`` not counted."""
    if limit.hours:
        return at + timedelta(hours=limit.number)
    day = after_working_days(timezone.localdate(at), int(limit.number))
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def start(case: Case, sorts: Iterable[Clocks], at: datetime, running: dict[Clocks, Limit], *, call: Call | None = None, office: Office | None = None) -> None:
    """Starts clocks for a called department, or else for an office."""
    Clock.objects.bulk_create(
        Clock(case=case, call=call, office=call.office if call is not None else office, sort=sort, since=at, due=due(at, running[sort])) for sort in sorts
    )


def end(case: Case, sorts: Iterable[Clocks], at: datetime, call: Call | None = None) -> None:
    """Ends clocks: what they measured is done."""
    Clock.objects.filter(case=case, call=call, sort__in=list(sorts), done_at=None, stopped_at=None).update(done_at=at)


def stop(case: Case, at: datetime, *, call: Call | None = None) -> list[Clocks]:
    """Stops the clocks that run for a case, or for one call of it, and gives their sorts."""
    rows = Clock.objects.filter(case=case, done_at=None, stopped_at=None)
    if call is not None:
        rows = rows.filter(call=call)
    sorts = [Clocks(one) for one in rows.values_list("sort", flat=True)]
    rows.update(stopped_at=at)
    return sorts


def next_due(case: Case) -> datetime | None:
    """Gives when the first of the clocks that run for a case ends."""
    first: datetime | None = Clock.objects.filter(case=case, done_at=None, stopped_at=None).order_by("due").values_list("due", flat=True).first()
    return first
