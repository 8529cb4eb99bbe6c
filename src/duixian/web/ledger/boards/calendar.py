"""What falls on which day: deadlines, milestones, report days, slips due, bulletins; and which days are worked on."""

from __future__ import annotations

from calendar import Calendar
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from duixian.web.accounts.models import PostRole, User
from duixian.web.accounts.posts import held
from duixian.web.ledger.assessment.models import Bulletin
from duixian.web.ledger.boards.choosing import leads_as
from duixian.web.ledger.doing.choosing import in_charge
from duixian.web.ledger.lights.days import WorkingDays, month_end
from duixian.web.ledger.lights.months import Months
from duixian.web.ledger.models import Item, Ledger, Milestone, State
from duixian.web.ledger.states import OPEN
from duixian.web.ledger.urging.models import SlipState
from duixian.web.ledger.urging.steps import visible_to

__all__ = ["A_DAY", "Day", "Due", "concerning", "dues", "weeks"]

A_DAY = 12
"""Deadlines, and as many milestones, of one day that are shown; the rest is counted."""
_SHUT = (State.DROPPED, State.MERGED, State.CARRIED)
_ALL = frozenset({PostRole.DELIVERY, PostRole.AUDITOR})


@dataclass(frozen=True)
class Due:
    """Something that falls on a day. ``sort`` is deadline, milestone, report, slip or bulletin; ``stand`` is done, late or empty."""

    day: date
    sort: str
    word: str
    title: str
    url: str = ""
    key: int = 0
    note: str = ""
    stand: str = ""


@dataclass(frozen=True)
class Day:
    """A day of the grid; ``more`` counts what is not shown. ``off`` for a day off, ``moved`` where the calendar was changed: a weekday off or a weekend worked."""

    day: date
    within: bool
    off: bool
    moved: bool
    announced: bool
    today: bool
    dues: tuple[Due, ...] = field(default=())
    more: int = 0


def concerning(user: User) -> QuerySet[Item]:
    """Gives the items that concern somebody: all for the delivery office, auditors and administrators, those in a leader's charge, else those that an own office leads or supports."""
    posts = held(user)
    if not posts or any(PostRole(one.role) in _ALL for one in posts):
        return Item.objects.all()
    leader = leads_as(user)
    if leader is not None:
        return Item.objects.filter(in_charge(leader.pk))
    offices = sorted({one.office_id for one in posts})
    return Item.objects.filter(
        Q(lead__in=offices) | Q(pk__in=Item.supporting.through.objects.filter(office_id__in=offices).values("item_id"))
    )


def dues(
    user: User, items: QuerySet[Item], first: date, last: date, months: Months, *, each: int | None = A_DAY
) -> tuple[list[Due], Counter[date]]:
    """Gives what falls on the days from ``first`` to ``last``, of ``items`` and what else ``user`` sees; with the number of deadlines and milestones that were left out
    of each day, where ``each`` bounds them."""
    today = timezone.localdate()
    items = (
        items.filter(ledger__in=list(Ledger.objects.values_list("pk", flat=True))).exclude(state__in=_SHUT).order_by()
    )
    found: list[Due] = []
    more: Counter[date] = Counter()
    deadlines = _bounded(items.filter(deadline__range=(first, last)), "deadline", each)
    for pk, number, title, lead, state, day in deadlines.values_list(
        "pk", "number", "title", "lead__name", "state", "deadline"
    ).order_by("deadline", "number"):
        stand = "done" if state == State.VERIFIED else "late" if state in OPEN and day < today else ""
        found.append(
            Due(
                day,
                "deadline",
                _("Deadline"),
                title,
                reverse("ledger:item", args=[pk]),
                pk,
                f"{number} {lead or ''}",
                stand,
            )
        )
    points = _bounded(Milestone.objects.filter(item__in=items.values("pk"), due__range=(first, last)), "due", each)
    for pk, item, what, title, done, day in points.values_list(
        "pk", "item_id", "what", "item__title", "done_on", "due"
    ).order_by("due", "pk"):
        found.append(
            Due(
                day,
                "milestone",
                _("Milestone"),
                what or title,
                reverse("ledger:item", args=[item]),
                pk,
                title,
                "done" if done else "late" if day < today else "",
            )
        )
    if each is not None:
        _count_more(found, items, first, last, more)
    slips = (
        visible_to(user)
        .select_related(None)
        .select_related("office")
        .filter(
            due__range=(first, last),
            state__in=[SlipState.ISSUED, SlipState.SIGNED, SlipState.ANSWERED, SlipState.CLOSED],
        )
        .order_by("due", "pk")
    )
    for slip in slips:
        stand = "done" if slip.state in (SlipState.ANSWERED, SlipState.CLOSED) else "late" if slip.due < today else ""
        found.append(
            Due(
                slip.due,
                "slip",
                _("Slip due"),
                slip.matter,
                slip.get_absolute_url(),
                slip.pk,
                f"{slip.number} {slip.office}",
                stand,
            )
        )
    for bulletin in (
        Bulletin.objects.filter(state="issued", issued_at__date__range=(first, last))
        .defer("figures", "text", "praise", "criticism")
        .order_by("issued_at")
    ):
        found.append(
            Due(
                timezone.localdate(bulletin.issued_at),
                "bulletin",
                _("Bulletin"),
                bulletin.title,
                bulletin.get_absolute_url(),
                bulletin.pk,
            )
        )
    found += _report_days(first, last, months)
    return found, more


def weeks(month: date, found: Iterable[Due], more: Counter[date], working: WorkingDays, today: date) -> list[list[Day]]:
    """Gives the weeks of a month, Monday first, with what falls on each day."""
    by_day: dict[date, list[Due]] = defaultdict(list)
    for one in found:
        by_day[one.day].append(one)
    return [
        [
            Day(
                day, day.month == month.month, not working.is_working(day), working.is_working(day) != (day.weekday() < 5), working.is_announced(day), day == today,
                tuple(by_day.get(day, ())), more[day],
            )
            for day in week
        ]
        for week in Calendar().monthdatescalendar(month.year, month.month)
    ]  # fmt: skip


def _bounded(rows: QuerySet[Any], day: str, each: int | None) -> QuerySet[Any]:
    if each is None:
        return rows
    bounded: QuerySet[Any] = rows.annotate(nth=Window(RowNumber(), partition_by=F(day), order_by=F("pk").asc())).filter(
        nth__lte=each
    )
    return bounded


def _count_more(found: list[Due], items: QuerySet[Item], first: date, last: date, more: Counter[date]) -> None:
    """Counts what :func:`_bounded` left out, on the days that are full."""
    shown = Counter((one.day, one.sort) for one in found)
    full = {
        sort: [day for (day, of), number in shown.items() if of == sort and number >= A_DAY]
        for sort in ("deadline", "milestone")
    }
    rows = {
        "deadline": (items, "deadline"),
        "milestone": (Milestone.objects.filter(item__in=items.values("pk")).order_by(), "due"),
    }
    for sort, days in full.items():
        if days:
            of, name = rows[sort]
            for day, number in of.filter(**{f"{name}__in": days}).values_list(name).annotate(number_of=Count("pk")):
                more[day] += number - shown[day, sort]


def _report_days(first: date, last: date, months: Months) -> Iterable[Due]:
    """The days by which a month's progress is to be reported."""
    month = month_end(first.replace(day=1) - timedelta(days=40))
    while month < last:
        due = months.due(month)
        if first <= due.day <= last:
            note = _("provisional") if due.provisional else ""
            yield Due(
                due.day,
                "report",
                _("Report day"),
                _("Progress of %(month)s to report") % {"month": f"{month:%Y-%m}"},
                key=month.year * 100 + month.month,
                note=note,
            )
        month = month_end(month + timedelta(days=1))
