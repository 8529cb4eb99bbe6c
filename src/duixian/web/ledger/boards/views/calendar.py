"""The calendar of deadlines, as a page and as a file for calendars."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from icalendar import Calendar, Event

from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, require
from duixian.web.ledger.boards.calendar import concerning, dues, weeks
from duixian.web.ledger.lights.days import add_months, month_end
from duixian.web.ledger.lights.force import holding
from duixian.web.ledger.lights.refresh import months_now
from duixian.web.ledger.models import Item

__all__ = ["calendar", "calendar_file"]

_BACK, _AHEAD = 92, 400
"""Days of the file before today and after it."""


@require(Action.WORK)
@never_cache
def calendar(request: HttpRequest) -> HttpResponse:
    """Shows a month: ``month`` as 2026-07 says which, ``of=all`` shows everybody's items instead of those that concern whoever asks."""
    user, today = cast(User, request.user), timezone.localdate()
    month = _month(request.GET.get("month", ""), today)
    everything = request.GET.get("of") == "all"
    months = months_now(holding(today))
    items = Item.objects.all() if everything else concerning(user)
    first, last = month, month_end(month)
    found, more = dues(user, items, first, last, months)
    grid = weeks(month, found, more, months.working, today)
    context = {
        "month": month,
        "before": add_months(month, -1),
        "after": add_months(month, 1),
        "everything": everything,
        "weeks": grid,
        "days": [day for week in grid for day in week if day.within and (day.dues or day.moved)],
        "any": bool(found),
        "provisional": not all(day.announced for week in grid for day in week if day.within),
        "names": [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")],
        "crumbs": [{"label": _("Calendar")}],
    }
    return render(request, "ledger/boards/calendar.html", context)


@require(Action.WORK)
@never_cache
def calendar_file(request: HttpRequest) -> HttpResponse:
    """Gives what concerns whoever asks as an iCalendar file: from three months ago to a year ahead, what is not done."""
    user, today = cast(User, request.user), timezone.localdate()
    found, _more = dues(
        user,
        concerning(user),
        today - timedelta(days=_BACK),
        today + timedelta(days=_AHEAD),
        months_now(holding(today)),
        each=None,
    )
    book = Calendar()
    book.add("prodid", "-//duixian//ledger//ZH")
    book.add("version", "2.0")
    book.add("x-wr-calname", _("Ledger"))
    for one in found:
        if one.stand == "done":
            continue
        event = Event()
        event.add("uid", f"{one.sort}-{one.key}@{request.get_host().split(':')[0]}")
        event.add("dtstamp", datetime.now(tz=timezone.get_default_timezone()))
        event.add("dtstart", one.day)
        event.add("dtend", one.day + timedelta(days=1))
        event.add("summary", f"{one.word}{_(': ')}{one.title}")
        if one.note:
            event.add("description", one.note)
        event.add("url", request.build_absolute_uri(one.url or reverse("ledger:calendar")))
        book.add_component(event)
    response = HttpResponse(book.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="ledger.ics"'
    return response


def _month(asked: str, today: date) -> date:
    try:
        year, month = (int(one) for one in asked.split("-", 1))
        if 2000 <= year <= 2100:
            return date(year, month, 1)
    except ValueError:
        pass
    return today.replace(day=1)
