"""Opening a year's ledger, and breaking reports down into it."""

from __future__ import annotations

from itertools import groupby
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from duixian.model import ReportKind
from duixian.web.accounts.models import Office, OfficeKind, User
from duixian.web.accounts.permissions import Action, require
from duixian.web.archive.models import Report
from duixian.web.archive.passages import address
from duixian.web.ledger.drafting.advice import reason_in_words
from duixian.web.ledger.drafting.entering import enter, open_ledger, place_named
from duixian.web.ledger.drafting.proposals import Proposal, propose
from duixian.web.ledger.models import Kind, Ledger
from duixian.web.ledger.pages import fresh_key
from duixian.web.ledger.refusals import Refused

__all__ = ["crumbs", "urls"]

_NEWEST = 100


class _Line(NamedTuple):
    """A proposal as the page shows it."""

    one: Proposal
    kind: str
    lead: str
    supporting: str
    reasons: list[tuple[str, str]]
    places: list[tuple[str, str]]


def crumbs(ledger: Ledger, *more: str) -> list[dict[str, str]]:
    """Gives the way to a page of a ledger."""
    return [{"label": _("Ledgers"), "url": reverse("ledger:ledgers")}, {"label": ledger.title, "url": ledger.get_absolute_url()}, *({"label": one, "url": ""} for one in more)]


@require(Action.BREAK_DOWN)
def begin(request: HttpRequest) -> HttpResponse:
    """Opens the ledger of a place and year; POST does it and leads to breaking its report down."""
    ref = request.POST.get("report", request.GET.get("report", ""))
    report = Report.objects.select_related("place").filter(ref=ref, place__isnull=False).first() if ref else None
    said = {
        "place": request.POST.get("place", report.place.name if report and report.place else "").strip(),
        "year": request.POST.get("year", str((report.year if report else 0) or timezone.localdate().year)).strip(),
        "title": request.POST.get("title", "").strip(),
    }
    fault: Refused | None = None
    if request.method == "POST":
        assert isinstance(request.user, User)
        try:
            year = int(said["year"]) if said["year"].isascii() and said["year"].isdigit() and len(said["year"]) == 4 else 0
            place = report.place if report and report.place and said["place"] in ("", report.place.name) else place_named(said["place"])
            ledger = open_ledger(place, year, request.user, title=said["title"], report=report)
        except Refused as error:
            fault = error
        else:
            messages.success(request, _("The ledger is open."))
            return redirect("ledger:breakdown" if report else "ledger:drafts", ledger.pk)
    reports = Report.objects.filter(place__isnull=False, year__isnull=False).exclude(kind__in=[ReportKind.BULLETIN, ReportKind.NEWS_PAGE]).select_related("place", "document").defer("reading")
    context = {
        "said": said,
        "reports": reports.order_by("-year", "place_id", "kind", "id")[:_NEWEST],
        "ref": ref,
        "places": Ledger.objects.values_list("place__name", flat=True).distinct().order_by("place__name")[:_NEWEST],
        "fault": fault,
        "crumbs": [{"label": _("Ledgers"), "url": reverse("ledger:ledgers")}, {"label": _("Open a ledger"), "url": ""}],
    }
    return render(request, "ledger/drafting/open.html", context, status=fault.status if fault else 200)


@require(Action.BREAK_DOWN)
def breakdown(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows what reports of the ledger's place and year could be broken down into; POST makes drafts of those chosen."""
    ledger = get_object_or_404(Ledger.objects.select_related("place"), pk=pk)
    reports = list(Report.objects.filter(place=ledger.place_id, year=ledger.year).select_related("place", "document").defer("reading").order_by("-followed", "kind", "id"))
    reports.sort(key=lambda one: one.kind != ReportKind.WORK_REPORT)
    query = request.POST if request.method == "POST" else request.GET
    wanted = set(query.getlist("report"))
    chosen = [one for one in reports if one.ref in wanted] or [one for one in reports if one.followed] or reports[:1]
    vague = query.get("which") == "vague"
    proposals = [one for one in propose(ledger, chosen) if one.checkable is not vague] if chosen else []
    fault: Refused | None = None
    if request.method == "POST":
        assert isinstance(request.user, User)
        keys = set(request.POST.getlist("take"))
        taken = [one for one in proposals if one.key in keys]
        try:
            made = enter(ledger, request.user, taken, key=request.POST.get("key", "")) if taken else []
        except Refused as error:
            fault = error
        else:
            if made:
                messages.success(request, _("%(count)s drafts were entered.") % {"count": len(made)})
                return redirect("ledger:drafts", ledger.pk)
            messages.warning(request, _("Nothing was chosen, so nothing was entered."))
    context = {
        "ledger": ledger,
        "reports": reports,
        "chosen": {one.ref for one in chosen},
        "sections": _sections(proposals),
        "count": len(proposals),
        "new": sum(not one.known for one in proposals),
        "several": sum(len(one.sources) > 1 for one in proposals),
        "alone": sum(one.lead is None for one in proposals),
        "no_offices": not Office.objects.filter(kind=OfficeKind.DEPARTMENT, closed_on=None).exists(),
        "vague": vague,
        "fault": fault,
        "key": fresh_key(),
        "crumbs": crumbs(ledger, _("Break down")),
    }
    return render(request, "ledger/drafting/breakdown.html", context, status=fault.status if fault else 200)


def _sections(proposals: list[Proposal]) -> list[tuple[str, list[_Line]]]:
    order = list(dict.fromkeys(one.given["section"] for one in proposals))
    ranked = sorted(proposals, key=lambda one: order.index(one.given["section"]))
    return [(section, [_line(one) for one in ones]) for section, ones in groupby(ranked, key=lambda one: one.given["section"])]


def _line(one: Proposal) -> _Line:
    reasons = [(str(office.office), "；".join(reason_in_words(why.sort, why.words) for why in office.why)) for office in one.offices]
    places: list[Any] = [(source["document"], address(source["ref"], source["start"], source["end"])) for source in one.sources]
    return _Line(one, str(Kind(one.given["kind"]).label), str(one.lead.office) if one.lead else "", _(", ").join(str(other.office) for other in one.supporting), reasons, places)


urls = [path("open/", begin, name="open"), path("<int:pk>/breakdown/", breakdown, name="breakdown")]
