"""A ledger's papers to take away, and how documents are numbered."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from duixian.web.accounts.models import Office, OfficeKind
from duixian.web.accounts.permissions import Action, require
from duixian.web.ledger.models import Ledger
from duixian.web.ledger.pages import refused
from duixian.web.ledger.papers.form import form
from duixian.web.ledger.papers.numbering import kinds, pattern_of, set_pattern
from duixian.web.ledger.papers.plan import ledger_xlsx, plan_docx
from duixian.web.ledger.papers.sending import DOCX, XLSX, sent
from duixian.web.ledger.refusals import Refused

__all__ = ["ledger_table", "plan", "series"]


@require(Action.WORK)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives who does what by when (docx)."""
    ledger = get_object_or_404(Ledger.objects.select_related("place"), pk=pk)
    return sent(plan_docx(ledger), _name("plan", ledger), DOCX)


@require(Action.WORK)
def ledger_table(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives the ledger as a table (xlsx)."""
    ledger = get_object_or_404(Ledger.objects.select_related("place"), pk=pk)
    return sent(ledger_xlsx(ledger), _name("ledger", ledger), XLSX)


def _name(paper: str, ledger: Ledger) -> str:
    return str(form()[paper]["file"].format(place=ledger.place.name, year=ledger.year))


@require(Action.CONFIGURE)
def series(request: HttpRequest) -> HttpResponse:
    """Shows how the delivery offices number their documents; POST changes one series."""
    offices = list(Office.objects.filter(kind=OfficeKind.DELIVERY, closed_on=None))
    if request.method == "POST":
        office = next((one for one in offices if str(one.pk) == request.POST.get("office")), None)
        kind = request.POST.get("kind", "")
        if office is None or kind not in kinds() or not request.user.is_authenticated:
            messages.error(request, _("This series is not there."))
            return redirect("ledger:series")
        try:
            set_pattern(office, kind, request.POST.get("pattern", ""), request.user)
        except Refused as error:
            return refused(request, error, "ledger:series")
        messages.success(request, _("Saved."))
        return redirect("ledger:series")
    tongue = "en" if (get_language() or "").startswith("en") else "zh"
    rows = [(office, key, of[tongue], pattern_of(office, key)) for office in offices for key, of in kinds().items()]
    return render(request, "ledger/papers/series.html", {"rows": rows})
