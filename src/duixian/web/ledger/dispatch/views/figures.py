"""Rates, and unusual use."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date

from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, may, require
from duixian.web.ledger.dispatch.rates import rates
from duixian.web.ledger.dispatch.rights import visible
from duixian.web.ledger.dispatch.rules import in_tongue, numbers, presets, rates_preset
from duixian.web.ledger.dispatch.unusual import PERIODS, objecting, repeating, whistling

__all__ = ["rates_page", "unusual"]

_LONGEST = timedelta(days=366)


@require(Action.WORK)
def rates_page(request: HttpRequest) -> HttpResponse:
    """Shows the rates of a period (``since``, ``until``; this month without them), made as ``preset`` says or as the office has chosen."""
    start, end = _period(request)
    asked = request.GET.get("preset", "")
    chosen = asked if asked in presets() else rates_preset()
    made = rates(start, end, chosen)
    context: dict[str, Any] = {
        "rates": made,
        "definitions": list({one.name: one for one in (*made.of_departments, *made.of_streets)}.values()),
        "presets": [(name, in_tongue(one["zh"], one["en"])) for name, one in presets().items()],
        "chosen": chosen,
        "may_configure": may(request.user, Action.CONFIGURE),
    }
    return render(request, "ledger/dispatch/rates.html", context)


@require(Action.WORK)
def unusual(request: HttpRequest) -> HttpResponse:
    """Shows the streets and departments whose use of whistles differs from their own past or from their peers."""
    start, end = _period(request)
    context = {
        "start": start, "end": end, "streets": whistling(start, end), "departments": objecting(start, end), "repeated": repeating(start, end, visible(cast(User, request.user))), "periods": PERIODS,
        **numbers(["unusual_times", "unusual_minimum"]), "may_configure": may(request.user, Action.CONFIGURE),
    }  # fmt: skip
    return render(request, "ledger/dispatch/unusual.html", context)


def _period(request: HttpRequest) -> tuple[date, date]:
    """The first and last day that are asked for: this month without them, a year at the most."""
    today = timezone.localdate()
    start, end = _day(request, "since") or today.replace(day=1), _day(request, "until") or today
    if end < start:
        start, end = end, start
    return max(start, end - _LONGEST, date(2000, 1, 1)), max(end, date(2000, 1, 1))


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        day = parse_date(request.GET.get(name, ""))
    except ValueError:
        return None
    return day if day is not None and 2000 <= day.year <= 2200 else None
