"""The page of holidays: which years are known and from where, and loading a year's notice."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from duixian.web.accounts.permissions import Action, require
from duixian.web.ledger.lights.days import WorkingDays
from duixian.web.ledger.lights.holiday_file import read_table
from duixian.web.ledger.lights.models import Limit, Notice
from duixian.web.ledger.lights.notices import load, working_days
from duixian.web.ledger.lights.whom import member
from duixian.web.ledger.models import Item
from duixian.web.ledger.pages import fresh_key
from duixian.web.ledger.refusals import Lacking, Refused

__all__ = ["holidays"]


class Year(NamedTuple):
    """A year as it is known: ``source`` is ``notice``, ``library`` or empty for one that is not announced; ``off`` and ``worked`` are the days that differ from the week."""

    year: int
    source: str
    off: list[tuple[date, str]]
    worked: list[tuple[date, str]]


@require(Action.CONFIGURE)
def holidays(request: HttpRequest) -> HttpResponse:
    """Shows the holidays of this year and its neighbours, and takes a table of a year's."""
    error: Refused | None = None
    today = timezone.localdate()
    if request.method == "POST":
        try:
            file = request.FILES.get("file")
            if file is None:
                raise Lacking(_("Choose the file."), "file")
            written = request.POST.get("year", "")
            if not (written.isascii() and written.isdigit() and 1949 <= int(written) <= 2200):
                raise Lacking(_("Say the year, as 2027."), "year")
            table = read_table(file.name or "", BytesIO(file.read()))
            load(int(written), table.days, table.names, member(request), reason=request.POST.get("reason", ""), key=request.POST.get("key", ""))
        except Refused as found:
            error = found
        else:
            messages.success(request, _("Loaded. What was provisional has been reckoned anew."))
            return redirect("ledger:holidays")
    days = working_days()
    notices = list(Notice.objects.select_related("event__user").order_by("-id")[:30])
    names = {date.fromisoformat(day): name for one in reversed(notices) for day, name in one.names.items()}
    context: dict[str, Any] = {
        "years": [_year(days, year, names) for year in range(today.year - 1, today.year + 3)],
        "notices": notices,
        "provisional": Item.objects.filter(ledger__frozen_at=None, light_why__provisional=True).count() + Limit.objects.filter(provisional=True).count(),
        "next": today.year + 1,
        "given": request.POST,
        "error": error,
        "key": fresh_key(),
    }
    return render(request, "ledger/lights/holidays.html", context, status=error.status if error else 200)


def _year(days: WorkingDays, year: int, names: dict[date, str]) -> Year:
    first = date(year, 1, 1)
    every = [first + timedelta(days=one) for one in range((date(year + 1, 1, 1) - first).days)]
    off = [(day, names.get(day, "")) for day in every if day.weekday() < 5 and not days.is_working(day)]
    worked = [(day, names.get(day, "")) for day in every if day.weekday() >= 5 and days.is_working(day)]
    source = "notice" if year in days.years else "library" if days.is_announced(first) else ""
    return Year(year, source, off, worked)
