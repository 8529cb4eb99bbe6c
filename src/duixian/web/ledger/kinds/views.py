"""The pipeline of projects, the proposals with their rates, and writing down what a kind of item has of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, require
from duixian.web.archive.tables import Column, Table, downloads, wanted
from duixian.web.ledger.kinds.recording import record, recorder
from duixian.web.ledger.kinds.standing import Standing, pipeline, shares, standings
from duixian.web.ledger.kinds.words import KindOf, kind_of
from duixian.web.ledger.models import Item, Kind, Ledger, State
from duixian.web.ledger.pages import refused
from duixian.web.ledger.refusals import NotYours, Refused

__all__ = ["projects", "proposals", "write_down"]


@require(Action.WORK)
@require_POST
def write_down(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Writes a stage, a sum, a vote, particulars or what counts for a goal down, and leads back to the item."""
    item = get_object_or_404(Item.objects.select_related("ledger"), pk=pk)
    if not isinstance(request.user, User) or recorder(item, request.user) is None:
        raise PermissionDenied
    said = {name: value for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", "key")}
    try:
        record(item, what, said, request.user, key=request.POST.get("key", ""))
    except NotYours:
        raise PermissionDenied from None
    except Refused as error:
        return refused(request, error, item.get_absolute_url())
    messages.success(request, _("Saved."))
    return redirect(f"{item.get_absolute_url()}#block-{'counting' if what == 'counting' else 'kind'}")


@require(Action.WORK)
def projects(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Shows the year's investment projects by stage with their money."""
    ledger = get_object_or_404(Ledger, pk=pk)
    kind = _kind(Kind.PROJECT)
    whole = pipeline(ledger)
    if form := wanted(request):
        return _table(f"projects-{ledger.year}", kind, whole.projects).response(form)
    rows = [(one, one.furthest(kind), [one.sums.get(sort.key) for sort in kind.sums]) for one in whole.projects]
    return render(request, "ledger/kinds/projects.html", {"ledger": ledger, "kind": kind, "pipeline": whole, "rows": rows, "downloads": downloads(request)})


@require(Action.WORK)
def proposals(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Shows the year's proposals, how many were met, answered and rated satisfied, and the classes of their answers."""
    ledger = get_object_or_404(Ledger, pk=pk)
    kind = _kind(Kind.PROPOSAL)
    items = ledger.items.filter(kind=Kind.PROPOSAL).exclude(state__in=[State.DRAFT, State.DROPPED, State.MERGED]).select_related("lead").order_by("number")
    listed = standings(items)
    if form := wanted(request):
        return _table(f"proposals-{ledger.year}", kind, listed).response(form)
    chosen = next(one for one in kind.particulars if one.key == "class")
    classes = [(one, sum(each.particulars.get("class") == one.key for each in listed)) for one in chosen.choices]
    rows = [(one, one.furthest(kind), [part.choice(one.particulars.get(part.key, "")) for part in kind.particulars]) for one in listed]
    context = {"ledger": ledger, "kind": kind, "rows": rows, "shares": shares(listed), "classes": classes, "downloads": downloads(request)}
    return render(request, "ledger/kinds/proposals.html", context)


def _kind(kind: Kind) -> KindOf:
    found = kind_of(kind)
    assert found is not None
    return found


def _table(name: str, kind: KindOf, listed: list[Standing]) -> Table:
    columns = [Column("number", _("No.")), Column("title", _("Item")), Column("office", _("Lead office")), Column("state", _("State"))]
    columns += [Column(one.key, one.word) for one in kind.particulars]
    columns += [Column(one.key, one.word) for one in kind.stages]
    columns += [Column(one.key, f"{one.word} {kind.unit}".strip(), "number") for one in kind.sums]

    def rows() -> Iterator[list[Any]]:
        for one in listed:
            cells: list[Any] = [one.item.number, one.item.title, str(one.item.lead or ""), str(one.item.get_state_display())]
            cells += [part.choice(one.particulars.get(part.key, "")) for part in kind.particulars]
            cells += [str(one.stages.get(stage.key, "")) for stage in kind.stages]
            yield cells + [one.sums[sort.key][0] if sort.key in one.sums else None for sort in kind.sums]

    return Table(name, columns, rows)
