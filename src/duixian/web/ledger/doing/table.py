"""The table of a ledger: filtered, sorted, page by page, and whole as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from duixian.language.themes import theme_name
from duixian.web.accounts.models import Office
from duixian.web.accounts.permissions import Action, may, require
from duixian.web.archive.asked import choice, number
from duixian.web.archive.tables import Column, Table, downloads, wanted
from duixian.web.frame import tongue
from duixian.web.ledger.doing.choosing import DUE, GROUPS, NO_LIGHT, ORDERS, Listed, Wish, chosen
from duixian.web.ledger.kept import kept
from duixian.web.ledger.lights.rules import NAMES
from duixian.web.ledger.models import Item, Kind, Ledger, Light, State

__all__ = ["table", "table_of", "wish_of"]

_PAGE = 50
_AT_ONCE = 2000


class _Head(NamedTuple):
    label: str
    order: str
    aria: str
    num: bool = False


@require(Action.WORK)
def table(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Shows the items of a ledger; ``format`` gives all that are asked for as a file."""
    ledger = get_object_or_404(Ledger.objects.select_related("place"), pk=pk)
    wish = wish_of(request)
    found = chosen(ledger.items.all(), wish)
    if form := wanted(request):
        return table_of(f"{ledger.title}", found).response(form)
    language = tongue(request)
    context = {
        "ledger": ledger,
        "wish": wish,
        "page": Paginator(Listed(found), _PAGE).get_page(request.GET.get("page")),
        "groups": [(name, _group(name)) for name in GROUPS],
        "states": State.choices,
        "lights": [*Light.choices, (NO_LIGHT, pgettext("light", "None"))],
        "kinds": Kind.choices,
        "dues": [(name, _due(name)) for name in DUE],
        **kept(f"choices:{ledger.pk}:{bool(wish.office)}:{language}", lambda: _choices(ledger, language, supporting=bool(wish.office))),
        "filtered": wish._replace(order="number") != Wish(),
        "downloads": downloads(request),
        "heads": _heads(wish.order),
        "drafts": reverse("ledger:drafts", args=[ledger.pk]) if may(request.user, Action.BREAK_DOWN) else "",
        "crumbs": [{"label": _("Ledgers"), "url": reverse("ledger:ledgers")}, {"label": ledger.title}],
    }
    return render(request, "ledger/doing/table.html", context)


def _choices(ledger: Ledger, language: str, *, supporting: bool) -> dict[str, list[Any]]:
    """What the filters offer: the offices that lead items, and where asked for also those that support some; the sections and themes there are."""
    items = ledger.items.order_by()
    found = Q(pk__in=items.values("lead"))
    if supporting:
        found |= Q(pk__in=Item.supporting.through.objects.filter(item__in=items.values("pk")).values("office_id"))
    themes = items.exclude(theme="").values_list("theme", flat=True).distinct().order_by("theme")
    return {
        "offices": [(one.pk, str(one)) for one in Office.objects.filter(found)],
        "sections": list(items.exclude(section="").values_list("section", flat=True).distinct().order_by("section")),
        "themes": [(one, theme_name(one, language)) for one in themes],
    }


def wish_of(request: HttpRequest) -> Wish:
    """Gives what the address asks for; what makes no sense asks for nothing."""
    return Wish(
        state=choice(request, "state", [*GROUPS, *State.values]),
        light=choice(request, "light", [*Light.values, NO_LIGHT]),
        office=number(request, "office") or 0,
        kind=choice(request, "kind", Kind.values),
        section=request.GET.get("section", "")[:400],
        theme=request.GET.get("theme", "")[:30],
        due=choice(request, "due", DUE),
        words=request.GET.get("q", "").strip()[:60],
        order=choice(request, "sort", [*ORDERS, *(f"-{name}" for name in ORDERS)], "number"),
        lead=number(request, "lead") or 0,
        rule=choice(request, "rule", NAMES),
        charge=number(request, "charge") or 0,
    )


def table_of(name: str, found: QuerySet[Item]) -> Table:
    """Gives items as a table for files."""
    columns = (
        Column("number", _("Number")), Column("title", pgettext("field", "Title")), Column("text", _("Text")), Column("kind", pgettext("field", "Kind")), Column("section", _("Section")),
        Column("theme", _("Theme")), Column("lead", _("Lead office")), Column("supporting", _("Supporting offices")), Column("leader", _("District leader in charge")),
        Column("indicator", pgettext("field", "Indicator")), Column("baseline", _("Baseline"), "number"), Column("target", pgettext("field", "Target"), "number"),
        Column("unit", _("Unit")), Column("value", pgettext("field", "Value"), "number"), Column("value_on", _("As of")), Column("deadline", _("Deadline")),
        Column("state", _("State")), Column("light", _("Light")), Column("assigned_at", _("Assigned on")), Column("accepted_at", _("Accepted on")),
        Column("verified_at", _("Closed on")), Column("id", _("System id"), "integer"),
    )  # fmt: skip
    return Table(name, columns, lambda: _rows(found))


def _rows(found: QuerySet[Item]) -> Iterator[tuple[Any, ...]]:
    rows = found.select_related("lead", "leader__office").prefetch_related("supporting").defer("light_why")
    for one in rows.iterator(_AT_ONCE):
        numbers = (None if value is None else float(value) for value in (one.baseline, one.target))
        days = (value.date().isoformat() if value else "" for value in (one.assigned_at, one.accepted_at, one.verified_at))
        yield (
            one.number, one.title, one.text, str(one.get_kind_display()), one.section, theme_name(one.theme) if one.theme else "", str(one.lead or ""),
            "、".join(map(str, one.supporting.all())), str(one.leader.title if one.leader else ""), one.indicator, *numbers, one.unit,
            None if one.value is None else float(one.value), str(one.value_on or ""), str(one.deadline or ""), str(one.get_state_display()),
            str(one.get_light_display()) if one.light else "", *days, one.pk,
        )  # fmt: skip


def _heads(order: str) -> list[_Head]:
    labels = (
        (pgettext("ledger", "Item"), "number", False), (_("Lead office"), "lead", False), (_("State"), "state", False), (_("Light"), "light", False),
        (_("Progress"), "value", True), (_("Deadline"), "deadline", False),
    )  # fmt: skip
    heads = []
    for label, name, num in labels:
        aria = "ascending" if order == name else "descending" if order == f"-{name}" else "none"
        heads.append(_Head(label, f"-{name}" if order == name else name, aria, num))
    return heads


def _group(name: str) -> str:
    return {"open": _("Not at its end"), "ended": _("At its end"), "under_way": _("With the offices")}[name]


def _due(name: str) -> str:
    return {"late": _("Past the deadline"), "near": _("Near or past the deadline")}[name]
