"""Findings: what a reader should look at, and what people decided of it."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, require
from duixian.web.archive.asked import year
from duixian.web.archive.choosing import choose_place
from duixian.web.archive.doubts import (
    Wanted,
    beside,
    doubts,
    finding_columns,
    finding_rows,
    kinds,
    state_words,
    wanted_findings,
)
from duixian.web.archive.judging import judge as keep_judgement
from duixian.web.archive.models import Finding
from duixian.web.archive.seeother import SeeOther
from duixian.web.archive.tables import Table, downloads, wanted
from duixian.web.frame import tongue

__all__ = ["urls"]

_PAGE = 20


def findings(request: HttpRequest) -> HttpResponseBase:
    """Lists findings by state, kind, place and year, each with both places in the texts; the open ones where nothing else is asked for."""
    words = request.GET.get("place", "").strip()[:80]
    named = choose_place(words)
    state = request.GET.get("state", "open")
    asked = Wanted(state if state in state_words() else "", request.GET.get("kind", "")[:30], named.found, year(request))
    found = wanted_findings(asked) if named.found or not words else Finding.objects.none()
    if form := wanted(request):
        return Table("findings", finding_columns(), lambda: finding_rows(found, tongue(request))).response(form)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "crumbs": [{"label": _("Findings"), "url": ""}],
        "asked": asked,
        "words": named.found.name if named.found else words,
        "near": named.near,
        "states": state_words(),
        "kinds": kinds(asked, tongue(request)),
        "page": page,
        "found": page.paginator.count,
        "doubts": doubts(beside(Finding.objects.filter(pk__in=[one.pk for one in page.object_list]).order_by("id"))),
        "narrow": bool(asked.kind or words or asked.year or asked.state != "open"),
        "any": bool(page.paginator.count) or Finding.objects.exists(),
        "downloads": downloads(request),
    }
    return render(request, "archive/findings.html", context)


@require_POST
@require(Action.JUDGE)
def judge(request: HttpRequest, finding: str) -> HttpResponse:
    """Keeps what a person decided (``state``, ``why``, ``upon``); gives the finding anew to htmx, else leads back to the list."""
    one = get_object_or_404(beside(wanted_findings(Wanted(""))), finding=finding)
    upon = request.POST.get("upon", "")
    wrong = ""
    try:
        keep_judgement(cast(User, request.user), one, request.POST.get("state", ""), request.POST.get("why", ""), int(upon) if upon.isdigit() else None)
    except ValidationError as refused:
        wrong = " ".join(refused.messages)
    if getattr(request, "htmx", False):
        context = {"one": doubts([one])[0], "states": state_words(), "wrong": wrong, "said": request.POST if wrong else None, "saved": not wrong}
        return render(request, "archive/_finding.html", context)
    if wrong:
        messages.error(request, wrong)
    else:
        messages.success(request, _("Your decision is kept with your name and reason."))
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = reverse("archive:findings") + "?state="
    return SeeOther(f"{back}#f-{one.finding}")


urls = [
    path("findings/", findings, name="findings"),
    path("findings/<str:finding>/judge/", judge, name="judge"),
]
