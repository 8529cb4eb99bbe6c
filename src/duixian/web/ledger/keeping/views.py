"""The pages of the year's end, of the next report's material, and of what differs from the next report."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from duixian.publishing.verdict_words import verdict_word
from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, may, require
from duixian.web.archive.tables import Column, Table, downloads, wanted
from duixian.web.frame import tongue
from duixian.web.ledger.keeping.closing import close_year, obstacles
from duixian.web.ledger.keeping.differences import SORTS, Sort, differences
from duixian.web.ledger.keeping.explaining import explain
from duixian.web.ledger.keeping.material import material, measured
from duixian.web.ledger.keeping.material_paper import as_docx
from duixian.web.ledger.keeping.models import YearEnd
from duixian.web.ledger.models import Item, Kind, Ledger, Light, State
from duixian.web.ledger.pages import fresh_key, refused
from duixian.web.ledger.refusals import Refused
from duixian.web.ledger.states import OPEN

__all__ = ["differences_page", "end", "material_docx", "material_page"]

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require(Action.WORK)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows what stands in the way of closing a year and what will be carried over; POST closes it. A closed year shows its figures."""
    ledger = get_object_or_404(Ledger, pk=pk)
    if request.method == "POST":
        if not may(request.user, Action.BREAK_DOWN) or not isinstance(request.user, User):
            raise PermissionDenied
        try:
            close_year(ledger, request.user, key=request.POST.get("key", ""))
        except Refused as error:
            return refused(request, error, request.path)
        messages.success(request, _("The year is closed, and what was open goes on in the next year's ledger."))
        return redirect("ledger:year-end", pk)
    closed = YearEnd.objects.filter(ledger=ledger).select_related("event", "event__user").first()
    context = {
        "ledger": ledger,
        "closed": closed,
        "obstacles": [] if closed else obstacles(ledger),
        "open": 0 if closed else ledger.items.filter(state__in=OPEN).count(),
        "counts": _counted(closed) if closed else [],
        "may_close": may(request.user, Action.BREAK_DOWN),
        "key": fresh_key(),
    }
    return render(request, "ledger/keeping/end.html", context)


def _counted(closed: YearEnd) -> list[tuple[str, list[tuple[str, int]]]]:
    words = ((_("By state"), "state", State), (_("By kind"), "kind", Kind), (_("By light"), "light", Light))
    return [
        (label, [(str(choices(name).label) if name else _("No light"), count) for name, count in sorted(closed.counts[part].items(), key=lambda one: -one[1])])
        for label, part, choices in words
    ]


@require(Action.WORK)
def material_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Shows the draft table 量化指标任务落实情况 and the material by section, for the next report; the table is downloaded too."""
    ledger = get_object_or_404(Ledger, pk=pk)
    lines = measured(ledger)

    def rows() -> list[list[object]]:
        return [
            [
                line.item.number, line.item.title, line.item.indicator, line.item.target, line.item.unit, line.item.value, line.item.value_on, line.share,
                line.item.get_state_display(), str(line.item.lead or ""), line.words,
            ]
            for line in lines
        ]  # fmt: skip

    table = Table(
        f"material-{ledger.year}",
        [
            Column("number", _("Item")),
            Column("title", _("Goal")),
            Column("indicator", _("Indicator")),
            Column("target", _("Target"), "number"),
            Column("unit", _("Unit")),
            Column("value", _("Result"), "number"),
            Column("as_of", _("As of")),
            Column("share", _("Share of the target, %"), "number"),
            Column("state", _("State")),
            Column("office", _("Lead office")),
            Column("text", _("What was done")),
        ],
        rows,
    )
    if form := wanted(request):
        return table.response(form)
    return render(request, "ledger/keeping/material.html", {"ledger": ledger, "lines": lines, "chapters": material(ledger), "downloads": downloads(request)})


@require(Action.WORK)
def material_docx(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives the table and the material as a Word document."""
    ledger = get_object_or_404(Ledger, pk=pk)
    name = f"material-{ledger.year}.docx"
    return HttpResponse(as_docx(ledger), content_type=_DOCX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require(Action.WORK)
def differences_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows where the ledger and the next report differ; POST explains one."""
    ledger = get_object_or_404(Ledger, pk=pk)
    if request.method == "POST":
        if not may(request.user, Action.BREAK_DOWN) or not isinstance(request.user, User):
            raise PermissionDenied
        item = get_object_or_404(Item, pk=request.POST.get("item") or 0, ledger=ledger)
        try:
            explain(item, request.POST.get("sort", ""), request.POST.get("text", ""), request.user, key=request.POST.get("key", ""))
        except Refused as error:
            return refused(request, error, request.path)
        messages.success(request, _("Saved."))
        return redirect("ledger:differences", pk)
    language = tongue(request)
    rows = [(one, SORTS[Sort(one.sort)], verdict_word(one.record.verdict, one.record.better, language)) for one in differences(ledger)]
    context = {"ledger": ledger, "rows": rows, "may_explain": may(request.user, Action.BREAK_DOWN), "key": fresh_key()}
    return render(request, "ledger/keeping/differences.html", context)
