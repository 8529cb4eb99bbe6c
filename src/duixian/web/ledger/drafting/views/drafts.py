"""The one table in which drafts are edited, splitting one, and entering one by hand."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Count, IntegerField, Min, Q, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from duixian.web.accounts.models import PostRole, User
from duixian.web.accounts.permissions import Action, require
from duixian.web.archive.asked import choice
from duixian.web.ledger.acting import act, create
from duixian.web.ledger.drafting.advice import reason_in_words
from duixian.web.ledger.drafting.editing import DRAFTS, Chosen, Done, do_many, merge_many, split, text_of
from duixian.web.ledger.drafting.forms import CELLS, DraftForm, initial_of, office_choices, post_choices, to_given
from duixian.web.ledger.drafting.views.opening import crumbs
from duixian.web.ledger.labels import LABELS
from duixian.web.ledger.models import Item, Kind, Ledger
from duixian.web.ledger.pages import fresh_key
from duixian.web.ledger.refusals import Lacking, Refused
from duixian.web.ledger.states import Act

__all__ = ["urls"]

_PAGE = 100
_LACKS = {"lead": Q(lead=None), "deadline": Q(deadline=None), "post": Q(post=None), "leader": Q(leader=None)}
_SET = ("lead", "supporting", "leader", "post", "deadline", "kind")
_MOST_PARTS = 12


class _Cell(NamedTuple):
    name: str
    label: str


def _cells() -> list[_Cell]:
    labels = {"goal": pgettext("field", "Target")}
    return [_Cell(name, str(labels.get(name) or LABELS[name])) for name in CELLS if name != "text"]


@require(Action.BREAK_DOWN)
def drafts(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows the drafts of a ledger by section, and what is chosen to be done to many."""
    ledger = get_object_or_404(Ledger.objects.select_related("place"), pk=pk)
    return render(request, "ledger/drafting/drafts.html", _table(request, ledger))


def _table(request: HttpRequest, ledger: Ledger) -> dict[str, Any]:
    words, kind, lacks = request.GET.get("q", "").strip()[:60], choice(request, "kind", Kind.values), choice(request, "lacks", list(_LACKS))
    section = request.GET.get("section", "")[:400]
    whole = ledger.items.filter(state__in=DRAFTS)
    sections = [name for name, _first in whole.values_list("section").annotate(first=Min("number")).order_by("first")]
    place = Case(*(When(section=name, then=Value(at)) for at, name in enumerate(sections)), default=Value(len(sections)), output_field=IntegerField())
    rows = (
        whole.select_related("lead", "post__office", "leader__office", "advice")
        .prefetch_related("supporting")
        .annotate(sources_count=Count("sources"))
        .order_by(place, "number")
    )
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(text__icontains=words) | Q(number=words))
    if kind:
        rows = rows.filter(kind=kind)
    if lacks:
        rows = rows.filter(_LACKS[lacks])
    if section:
        rows = rows.filter(section=section)
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    return {
        "ledger": ledger,
        "page": page,
        "sections": [one for one in sections if one],
        "section": section,
        "words": words,
        "kind": kind,
        "kinds": Kind.choices,
        "lacks": lacks,
        "lacking": [(name, LABELS[name]) for name in _LACKS],
        "filtered": bool(words or kind or lacks or section),
        "counts": whole.aggregate(all=Count("pk"), ready=Count("pk", filter=Q(lead__isnull=False, deadline__isnull=False))),
        "cells": _cells(),
        "offices": office_choices(),
        "leaders": post_choices(PostRole.LEADER),
        "posts": post_choices(PostRole.HEAD, PostRole.OFFICER, PostRole.STREET),
        "reports": ledger.report_id,
        "key": fresh_key(),
        "crumbs": crumbs(ledger, _("Drafts")),
        "back": request.get_full_path(),
    }


@require(Action.BREAK_DOWN)
@require_POST
def bulk(request: HttpRequest, pk: int) -> HttpResponse:
    """Does something to the chosen drafts of the table: sets a field, assigns, merges, drops."""
    ledger = get_object_or_404(Ledger, pk=pk)
    assert isinstance(request.user, User)
    said, back = request.POST, reverse("ledger:drafts", args=[pk])
    if said.get("query"):
        back += "?" + said["query"].lstrip("?")
    chosen = [one for one in map(Chosen.of, said.getlist("item")) if one]
    deed, key = said.get("do", ""), said.get("key", "")
    if not chosen:
        messages.error(request, _("Choose at least one item first."))
        return redirect(back)
    try:
        done = _do(request.user, ledger, chosen, deed, said, key)
    except Refused as error:
        messages.error(request, error.said)
        return redirect(back)
    if done.done:
        messages.success(request, _("Done to %(count)s items.") % {"count": len(done.done)})
    if done.refused:
        messages.error(request, _("Not done to %(count)s items. %(why)s") % {"count": len(done.refused), "why": text_of(done.refused)})
    return redirect(back)


def _do(user: User, ledger: Ledger, chosen: list[Chosen], deed: str, said: Any, key: str) -> Done:
    if deed in _SET:
        value: Any = said.getlist(f"set-{deed}") if deed == "supporting" else said.get(f"set-{deed}", "")
        return do_many(ledger, user, chosen, Act.EDIT, {deed: value}, key)
    match deed:
        case "assign":
            return do_many(ledger, user, chosen, Act.ASSIGN, {}, key)
        case "drop":
            return do_many(ledger, user, chosen, Act.DROP, {"reason": said.get("drop-reason", "")}, key)
        case "merge":
            return merge_many(ledger, user, chosen, said.get("into", ""), said.get("merge-reason", ""), key)
    raise Lacking(_("Say what is to be done."))


@require(Action.BREAK_DOWN)
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Edits a draft: all of it on a page of its own, or with ``cell`` the fields of one cell of the table (for htmx the cell alone)."""
    item = get_object_or_404(Item.objects.select_related("ledger__place", "lead", "post__office", "leader__office"), pk=pk)
    if item.state not in DRAFTS:
        if request.headers.get("HX-Request"):
            raise Http404
        messages.error(request, _("This item is no draft any more: what it holds changes by the actions on its page."))
        return redirect(item)
    cell = request.POST.get("cell", request.GET.get("cell", ""))
    cell = cell if cell in CELLS else ""
    fields = CELLS[cell] if cell else tuple(name for name in DraftForm.base_fields if name not in ("document", "quote"))
    inside = bool(cell and request.headers.get("HX-Request"))
    if inside and request.GET.get("shut"):
        return _row(request, item)
    form = DraftForm(request.POST or None, ledger=item.ledger, item=item, only=fields, initial=initial_of(item), auto_id=f"id_{item.pk}_%s")
    status = 200
    if request.method == "POST":
        assert isinstance(request.user, User)
        status = 400
        if form.is_valid():
            revision = request.POST.get("revision", "")
            try:
                act(item, Act.EDIT, request.user, to_given(form.cleaned_data), revision=int(revision) if revision.isdigit() else None, key=request.POST.get("key", ""))
            except Refused as error:
                form.add_error(error.field if error.field in form.fields else None, error.said)
                status = error.status
            else:
                if inside:
                    return _row(request, Item.objects.select_related("lead", "post__office", "leader__office", "ledger", "advice").get(pk=pk))
                messages.success(request, _("Saved."))
                return redirect("ledger:drafts", item.ledger_id)
    advice = getattr(item, "advice", None)
    context = {
        "item": item,
        "ledger": item.ledger,
        "form": form,
        "cell": cell,
        "key": fresh_key(),
        "sources": item.sources.all(),
        "advice": [(one["name"], "；".join(reason_in_words(sort, said) for sort, said in one["why"])) for one in advice.offices] if advice else [],
        "crumbs": crumbs(item.ledger, item.number),
    }
    if inside:
        response = render(request, "ledger/drafting/_cell.html", context)  # htmx swaps in only what is answered with 200
        if form.errors:
            response["HX-Retarget"] = f'#i{item.pk} td[data-cell="{cell}"]'
            response["HX-Reswap"] = "innerHTML"
        return response
    return render(request, "ledger/drafting/draft.html", context, status=status)


def _row(request: HttpRequest, item: Item) -> HttpResponse:
    item.sources_count = item.sources.count()  # type: ignore[attr-defined]
    return render(request, "ledger/drafting/_row.html", {"item": item, "cells": _cells(), "ledger": item.ledger})


@require(Action.BREAK_DOWN)
def divide(request: HttpRequest, pk: int) -> HttpResponse:
    """Splits a draft into two or more."""
    item = get_object_or_404(Item.objects.select_related("ledger__place", "lead"), pk=pk)
    if item.state not in DRAFTS:
        messages.error(request, _("Only a draft can be split; this item is in the state “%(state)s”.") % {"state": item.get_state_display()})
        return redirect(item)
    query = request.POST if request.method == "POST" else request.GET
    asked = query.get("parts", "")
    count = min(max(int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else 2, 2), _MOST_PARTS)
    names = ("title", "text", "indicator", "target", "unit", "lead")
    fault: Refused | None = None
    parts = [{name: request.POST.get(f"{at}-{name}", "").strip() for name in names} for at in range(count)] if request.method == "POST" else _proposed(item, count)
    if request.method == "POST" and "more" not in request.POST:
        assert isinstance(request.user, User)
        revision = request.POST.get("revision", "")
        wanted = [{name: value for name, value in one.items() if value} for one in parts]
        try:
            made = split(item, request.user, [one for one in wanted if one.get("title")], revision=int(revision) if revision.isdigit() else None, key=request.POST.get("key", ""))
        except Refused as error:
            fault = error
        else:
            messages.success(request, _("Split into %(numbers)s") % {"numbers": _(", ").join(one.number for one in made)})
            return redirect("ledger:drafts", item.ledger_id)
    if request.method == "POST" and "more" in request.POST and count < _MOST_PARTS:
        count += 1
        parts.append(dict.fromkeys(names, ""))
    context = {"item": item, "ledger": item.ledger, "parts": list(enumerate(parts)), "count": count, "offices": office_choices(), "fault": fault, "key": fresh_key(), "sources": item.sources.all(), "crumbs": crumbs(item.ledger, item.number)}
    return render(request, "ledger/drafting/split.html", context, status=fault.status if fault else 200)


def _proposed(item: Item, count: int) -> list[dict[str, str]]:
    """Gives the clauses of an item's text as its parts, for a person to change."""
    text = item.text or item.title
    for mark in ("；", "，", "、"):
        clauses = [one.strip() for one in text.replace(";", "；").split(mark) if one.strip()]
        if len(clauses) >= count:
            break
    clauses = [*clauses[: count - 1], mark.join(clauses[count - 1 :])] if len(clauses) > count else clauses
    clauses += [""] * (count - len(clauses))
    empty = dict.fromkeys(("indicator", "target", "unit"), "")
    return [{"title": one[:60], "text": one, "lead": str(item.lead_id or ""), **empty} for one in clauses]


@require(Action.BREAK_DOWN)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Enters an item by hand, of any kind."""
    ledger = get_object_or_404(Ledger.objects.select_related("place"), pk=pk)
    form = DraftForm(request.POST or None, ledger=ledger, initial={"kind": choice(request, "kind", Kind.values) or Kind.TASK})
    status = 200
    if request.method == "POST":
        assert isinstance(request.user, User)
        status = 400
        if form.is_valid():
            try:
                item = create(ledger, request.user, to_given(form.cleaned_data), key=request.POST.get("key", ""))
            except Refused as error:
                form.add_error(error.field if error.field in form.fields else None, error.said)
                status = error.status
            else:
                messages.success(request, _("%(number)s was entered as a draft.") % {"number": item.number})
                return redirect("ledger:add" if "another" in request.POST else "ledger:drafts", ledger.pk)
    sections = ledger.items.exclude(section="").order_by("section").values_list("section", flat=True).distinct()
    context = {"ledger": ledger, "form": form, "sections": sections, "key": fresh_key(), "crumbs": crumbs(ledger, _("Add an item"))}
    return render(request, "ledger/drafting/add.html", context, status=status)


urls = [
    path("<int:pk>/drafts/", drafts, name="drafts"),
    path("<int:pk>/drafts/bulk/", bulk, name="drafts-bulk"),
    path("drafts/<int:pk>/", draft, name="draft"),
    path("drafts/<int:pk>/split/", divide, name="split"),
    path("<int:pk>/add/", add, name="add"),
]
