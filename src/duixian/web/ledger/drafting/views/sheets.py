"""Files in which an office keeps its breakdown: handed in, looked over, taken, given back."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from duixian.web.accounts.models import Office, User
from duixian.web.accounts.permissions import Action, require
from duixian.web.archive.asked import choice
from duixian.web.archive.passages import address
from duixian.web.archive.uploading import takes_upload
from duixian.web.ledger.drafting.forms import office_choices
from duixian.web.ledger.drafting.models import Sheet, SheetRow
from duixian.web.ledger.drafting.names import names_of
from duixian.web.ledger.drafting.sheets.columns import FIELDS
from duixian.web.ledger.drafting.sheets.exporting import exported
from duixian.web.ledger.drafting.sheets.filled import filled, heading_of
from duixian.web.ledger.drafting.sheets.matching import Sentences
from duixian.web.ledger.drafting.sheets.taking import bring, call, decide, set_columns, take
from duixian.web.ledger.drafting.views.opening import crumbs
from duixian.web.ledger.models import Ledger
from duixian.web.ledger.pages import fresh_key
from duixian.web.ledger.refusals import Refused

__all__ = ["urls"]

_PAGE = 100
_MOST_BYTES = 20 * 1024 * 1024
_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_SHOWN = {"new": Q(item=None, wanted=True), "differ": ~Q(changes=[]), "unmatched": Q(ref=""), "faults": ~Q(faults=[]) | ~Q(unknown=[]), "left": Q(wanted=False)}


@takes_upload
@require(Action.BREAK_DOWN)
def sheets(request: HttpRequest, pk: int) -> HttpResponse:
    """Lists the files of a ledger and takes another one in."""
    ledger = get_object_or_404(Ledger.objects.select_related("place"), pk=pk)
    fault = ""
    if request.method == "POST":
        assert isinstance(request.user, User)
        file = request.FILES.get("file")
        most = min(_MOST_BYTES, settings.UPLOAD_BYTES)
        if file is None:
            fault = _("No file arrived. Choose one.")
        elif (file.size or 0) > most:
            fault = _("“%(file)s” is larger than %(size)s MB.") % {"file": file.name, "size": most // (1024 * 1024)}
        else:
            try:
                return redirect(bring(ledger, request.user, file.name or "", file.read()))
            except Refused as error:
                fault = error.said
    found = ledger.sheets.select_related("added_by").annotate(count=Count("rows"), items=Count("rows", filter=Q(rows__item__isnull=False)))
    context = {"ledger": ledger, "sheets": found, "fault": fault, "most": _MOST_BYTES // (1024 * 1024), "crumbs": crumbs(ledger, _("From Word or Excel"))}
    return render(request, "ledger/drafting/sheets.html", context, status=422 if fault else 200)


@require(Action.BREAK_DOWN)
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows what was recognised in a file; POST says what columns are, what a name means, or has the rows taken."""
    one = get_object_or_404(Sheet.objects.select_related("ledger__place"), pk=pk)
    if request.method == "POST":
        assert isinstance(request.user, User)
        try:
            _said(request, one, request.user)
        except Refused as error:
            messages.error(request, error.said)
        return redirect(one)
    rows = one.rows.select_related("item")
    shown = choice(request, "show", list(_SHOWN))
    counts = one.rows.aggregate(all=Count("pk"), **{name: Count("pk", filter=condition) for name, condition in _SHOWN.items()})
    page = Paginator(rows.filter(_SHOWN[shown]) if shown else rows, _PAGE).get_page(request.GET.get("page"))
    offices = dict(Office.objects.values_list("pk", "name"))
    unknown = list(dict.fromkeys(name for names in one.rows.exclude(unknown=[]).values_list("unknown", flat=True) for name in names))
    names = names_of(one.ledger.place.name) if unknown else None
    context = {
        "sheet": one,
        "ledger": one.ledger,
        "tables": [(at, told, list(enumerate(zip(told["headings"], told["columns"], strict=False)))) for at, told in enumerate(one.tables) if told["columns"]],
        "left_out": [told["name"] for told in one.tables if not told["columns"]],
        "fields": [(name, heading_of(name)) for name in FIELDS],
        "page": page,
        "lines": [_line(row, offices) for row in page],
        "shown": shown,
        "counts": counts,
        "filters": [(name, _shown(name), counts[name]) for name in _SHOWN],
        "unknown": [(name, close.pk if names and (close := names.close(name)) else 0) for name in unknown[:50]],
        "offices": office_choices() if unknown else [],
        "key": fresh_key(),
        "crumbs": [*crumbs(one.ledger), {"label": _("From Word or Excel"), "url": reverse("ledger:sheets", args=[one.ledger_id])}, {"label": one.name, "url": ""}],
    }
    return render(request, "ledger/drafting/sheet.html", context)


class _Line(NamedTuple):
    """A row of a file as the page shows it."""

    row: SheetRow
    lead: str
    supporting: list[str]
    url: str
    why: str


def _line(row: SheetRow, offices: dict[int, str]) -> _Line:
    supporting = [offices.get(int(key), "") for key in row.given.get("supporting", [])]
    url = address(row.ref, row.start, row.end) if row.ref and row.start is not None and row.end is not None else ""
    return _Line(row, offices.get(int(row.given.get("lead") or 0), ""), supporting, url, _why(row.reason, row.likeness))


def _said(request: HttpRequest, one: Sheet, user: User) -> None:
    said = request.POST
    match said.get("do"):
        case "columns":
            at = said.get("table", "")
            if at.isdigit() and len(at) < 4 and int(at) < len(one.tables):
                set_columns(one, int(at), [said.get(f"column-{number}", "") for number in range(len(one.tables[int(at)]["columns"]))])
                messages.success(request, _("Read anew."))
        case "call":
            office = Office.objects.filter(pk=int(said["office"])).first() if said.get("office", "").isdigit() and len(said["office"]) < 18 else None
            if office is not None and said.get("name"):
                call(one, user, said["name"], office)
                messages.success(request, _("Read anew."))
        case "take":
            done = take(one, user, key=said.get("key", ""))
            messages.success(request, _("%(made)s drafts made, %(changed)s changed.") % {"made": done.made, "changed": done.changed})
            if done.differing:
                messages.warning(request, _("%(count)s rows differ from items that are no drafts any more; nothing was changed in these.") % {"count": done.differing})
            for why in done.refused[:5]:
                messages.error(request, why)


def _shown(name: str) -> str:
    match name:
        case "new":
            return _("New ones")
        case "differ":
            return _("Said otherwise")
        case "unmatched":
            return _("Without a sentence")
        case "faults":
            return _("Not understood")
        case _:
            return _("Left out")


def _why(reason: str, likeness: int | None) -> str:
    match reason:
        case "same":
            return _("The same words")
        case "within":
            return _("One stands within the other (%(share)s%%)") % {"share": likeness}
        case "alike":
            return _("%(share)s%% of the words in common") % {"share": likeness}
        case _:
            return ""


@require(Action.BREAK_DOWN)
def row(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows one row of a file with the sentences it could stand for; POST keeps what a person decides of it."""
    one = get_object_or_404(SheetRow.objects.select_related("sheet__ledger__place", "item"), pk=pk)
    sentences = Sentences(one.sheet.ledger)
    found = sentences.candidates(one.said.get("text") or one.said.get("title") or one.said.get("goal") or "")
    if request.method == "POST":
        said: dict[str, Any] = {"wanted": request.POST.get("wanted") == "1", "title": request.POST.get("title", "").strip()[:200] or one.given.get("title", "")}
        known = {value for _group, ones in office_choices() for value, _name in ones}
        said["lead"] = int(request.POST["lead"]) if request.POST.get("lead") in known else None
        said["supporting"] = [int(value) for value in request.POST.getlist("supporting") if value in known]
        match = request.POST.get("match", "")
        decide(one, said, int(match) if match.isdigit() and len(match) < 3 else -1 if match == "none" else None, sentences)
        messages.success(request, _("Saved."))
        return redirect(one.sheet)
    context = {
        "row": one,
        "sheet": one.sheet,
        "ledger": one.sheet.ledger,
        "told": one.sheet.tables[one.table],
        "cells": [(heading_of(name), value) for name, value in one.said.items()],
        "found": [(at, each, _why(each.reason, each.likeness), address(each.ref, each.start, each.end), (each.ref, each.start, each.end) == (one.ref, one.start, one.end)) for at, each in enumerate(found)],
        "offices": office_choices(),
        "lead": str(one.given.get("lead") or ""),
        "supporting": {str(key) for key in one.given.get("supporting", [])},
        "crumbs": [*crumbs(one.sheet.ledger), {"label": one.sheet.name, "url": one.sheet.get_absolute_url()}, {"label": str(one.row), "url": ""}],
    }
    return render(request, "ledger/drafting/row.html", context)


@require(Action.BREAK_DOWN)
def given_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives a file back as it came, with how its items stand."""
    one = get_object_or_404(Sheet.objects.select_related("ledger"), pk=pk)
    return _file(filled(one), one.name, one.form)


@require(Action.BREAK_DOWN)
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives the whole ledger as Excel, in the columns that can be read in again."""
    ledger = get_object_or_404(Ledger.objects.select_related("place"), pk=pk)
    return _file(exported(ledger), f"{ledger.title}.xlsx", "xlsx")


def _file(data: bytes, name: str, form: str) -> HttpResponse:
    return HttpResponse(data, content_type=_TYPES[form], headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"})


urls = [
    path("<int:pk>/sheets/", sheets, name="sheets"),
    path("<int:pk>/export/", export, name="export"),
    path("sheets/<int:pk>/", sheet, name="sheet"),
    path("sheets/<int:pk>/filled/", given_back, name="filled"),
    path("sheets/rows/<int:pk>/", row, name="sheet-row"),
]
