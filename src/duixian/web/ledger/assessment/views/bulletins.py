"""Bulletins: the list, a bulletin, its editing, what is behind its numbers, and its paper."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.web.accounts.models import Office, OfficeKind, PostRole
from duixian.web.accounts.permissions import Action, require
from duixian.web.ledger.assessment import bulletins as acts
from duixian.web.ledger.assessment.figures import CLASSES, RATES, between, percent, rated
from duixian.web.ledger.assessment.models import Bulletin, BulletinState
from duixian.web.ledger.assessment.papers import bulletin_docx, definitions, rank_change
from duixian.web.ledger.assessment.texts import behind, pieces, tokens
from duixian.web.ledger.assessment.turns import post_of
from duixian.web.ledger.assessment.views.common import (
    chosen_period,
    done,
    is_delivery,
    ledger_of,
    maker,
    period_choices,
    person,
    reads_all,
    revision_of,
)
from duixian.web.ledger.assessment.words import said, words
from duixian.web.ledger.models import Light, State
from duixian.web.ledger.pages import fresh_key, refused
from duixian.web.ledger.papers.sending import DOCX, sent
from duixian.web.ledger.refusals import Refused

__all__ = ["urls"]

_PAGE = 50
_SHOWN = 40
_KEY_FIGURES = ("items", "new", "closed", "overdue", "sent_back", "coordination")


@require(Action.WORK)
def bulletins(request: HttpRequest) -> HttpResponse:
    """Lists the bulletins of a ledger's year; POST drafts one of a period."""
    ledger = ledger_of(request)
    delivery = is_delivery(request.user)
    if request.method == "POST":
        if ledger is None or not delivery:
            raise PermissionDenied
        back = f"{reverse('ledger:bulletins')}?ledger={ledger.pk}"
        return done(request, lambda: acts.make(ledger, chosen_period(request, ledger), person(request), key=request.POST.get("key", "")), back)
    rows = Bulletin.objects.filter(ledger=ledger).defer("figures", "text").select_related("ledger", "corrects")
    if not reads_all(request.user):
        rows = rows.filter(state=BulletinState.ISSUED)
    periods = period_choices(ledger, ("month", "quarter", "half", "year")) if ledger and delivery else []
    return render(request, "ledger/assessment/bulletins.html", {"ledger": ledger, "page": Paginator(rows, _PAGE).get_page(request.GET.get("page")), "periods": periods, "key": fresh_key(), "delivery": delivery})


def _readable(request: HttpRequest, pk: int) -> Bulletin:
    row = get_object_or_404(Bulletin.objects.select_related("ledger__place", "corrects"), pk=pk)
    if row.state != BulletinState.ISSUED and not reads_all(request.user):
        raise PermissionDenied
    return row


@require(Action.WORK)
def bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows a bulletin with its tables; each number leads to what is behind it."""
    row = _readable(request, pk)
    figures, address = row.figures, reverse("ledger:bulletin-items", args=[pk])
    sections = [
        {"heading": [*pieces(one["heading"], figures)], "lines": [[*pieces(line, figures)] for line in one["body"].split("\n") if line.strip()]} for one in row.text["sections"]
    ]
    whole = len(figures["counts"]["items"])
    names = words()
    late, _entries = behind(figures, "counts.overdue")
    context = {
        "bulletin": row,
        "items_url": address,
        "method": [*pieces(row.text["method"], figures)],
        "sections": sections,
        "key_figures": [(f"counts.{name}", said(names["figure"][name]), len(figures["counts"][name])) for name in _KEY_FIGURES],
        "rates": [(f"counts.{above}", said(names["rate"][name]), rated(figures, name), len(figures["counts"][above]), len(figures["counts"][below])) for name, (above, below) in RATES.items()],
        "classes": [(f"classes.{name}", said(names["class"][name]), len(figures["classes"][name]), _share(len(figures["classes"][name]), whole), said(names["class"][name], "means").format(**figures["options"])) for name in CLASSES],
        "lights": [(f"lights.{light.value}", light.value, light.label, len(figures["lights"][light.value])) for light in Light],
        "late": late[:_SHOWN],
        "late_more": max(len(late) - _SHOWN, 0),
        "offices": [_office(one) for one in figures["offices"]],
        "definitions": definitions(figures),
        "dispatch": figures.get("dispatch", []),
        "least": figures["options"]["rank_min_items"],
        "may": _may(request, row),
        "key": fresh_key(),
        "corrections": row.corrections.filter(state=BulletinState.ISSUED).defer("figures", "text"),
        "crumbs": [{"label": _("Bulletins"), "url": reverse("ledger:bulletins")}, {"label": row.title}],
    }
    return render(request, "ledger/assessment/bulletin.html", context)


def _share(part: int, whole: int) -> str:
    return percent(Fraction(part, whole)) if whole else "—"


def _office(row: dict[str, Any]) -> dict[str, Any]:
    counts = row["counts"]
    return {
        "pk": row["office"],
        "name": row["name"],
        "rank": row["rank"],
        "change": rank_change(row),
        "cells": [(f"counts.{name}", len(counts[name])) for name in ("items", "verified", "overdue")] + [("classes.behind", len(row["classes"]["behind"]))],
        "on_schedule": rated(row, "on_schedule_rate"),
        "between": between(row, "on_schedule_rate"),
        "on_time": rated(row, "on_time_rate"),
    }


def _may(request: HttpRequest, row: Bulletin) -> dict[str, bool]:
    delivery = is_delivery(request.user)
    leads = post_of(person(request), PostRole.LEADER) is not None
    named = bool(row.praise or row.criticism)
    return {
        "edit": delivery and row.state == BulletinState.DRAFT,
        "submit": delivery and row.state == BulletinState.DRAFT,
        "approve": leads and row.state == BulletinState.SENT,
        "issue": delivery and (row.state == BulletinState.APPROVED or (row.state == BulletinState.DRAFT and not named)),
        "withdraw": delivery and row.state in (BulletinState.DRAFT, BulletinState.SENT, BulletinState.APPROVED),
        "correct": delivery and row.state == BulletinState.ISSUED,
    }


@require(Action.WORK)
@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Does what the form's ``action`` says: submit, approve, send_back, issue, withdraw, correct."""
    row = _readable(request, pk)
    user, action, key, revision, reason = person(request), request.POST.get("action", ""), request.POST.get("key", ""), revision_of(request), request.POST.get("reason", "")
    does = {
        "submit": lambda: acts.submit(pk, user, revision=revision, key=key),
        "approve": lambda: acts.approve(pk, user, reason=reason, revision=revision, key=key),
        "send_back": lambda: acts.send_back(pk, user, reason=reason, revision=revision, key=key),
        "issue": lambda: acts.issue(pk, user, revision=revision, key=key),
        "withdraw": lambda: acts.withdraw(pk, user, reason=reason, revision=revision, key=key),
        "correct": lambda: acts.correct(row, user, key=key),
    }.get(action)
    if does is None:
        raise Http404
    return done(request, does, row.get_absolute_url())


@require(Action.BREAK_DOWN)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edits the text of a draft."""
    row = get_object_or_404(Bulletin.objects.select_related("ledger__place"), pk=pk)
    if row.state != BulletinState.DRAFT:
        return redirect(row)
    said_of: dict[str, Any] = {"title": row.title, "masthead": row.masthead, "addressees": row.addressees, "method": row.text["method"], "sections": row.text["sections"], "praise": row.praise, "criticism": row.criticism}
    if request.method == "POST":
        said_of = _said(request)
        try:
            acts.revise(pk, person(request), said_of, revision=revision_of(request), key=request.POST.get("key", ""))
        except Refused as error:
            response = _editor(request, row, said_of, error)
            response.status_code = error.status
            return response
        return redirect(row)
    return _editor(request, row, said_of, None)


def _said(request: HttpRequest) -> dict[str, Any]:
    post = request.POST
    found: dict[str, Any] = {name: post.get(name, "") for name in ("title", "masthead", "addressees", "method")}
    found["sections"] = [{"heading": heading, "body": body} for heading, body in zip(post.getlist("heading"), post.getlist("body"), strict=False)]
    for which in ("praise", "criticism"):
        found[which] = [{"office": office, "grounds": grounds} for office, grounds in zip(post.getlist(f"{which}_office"), post.getlist(f"{which}_grounds"), strict=False)]
    return found


def _editor(request: HttpRequest, row: Bulletin, values: dict[str, Any], error: Refused | None) -> HttpResponse:
    empty = {"office": "", "grounds": ""}
    lists = [(which, label, [{**one, "office": str(one["office"])} for one in values[which] if one["office"] or one["grounds"]] + [empty] * 2) for which, label in (("praise", _("Praised")), ("criticism", _("Criticised")))]
    context = {
        "bulletin": row,
        "values": values,
        "sections": [*(one for one in values["sections"] if one["heading"] or one["body"]), {"heading": "", "body": ""}],
        "lists": lists,
        "offices": Office.objects.filter(kind__in=[OfficeKind.DEPARTMENT, OfficeKind.STREET], closed_on=None).order_by("kind", "order", "id"),
        "tokens": [f"{{{name}}}" for name, (form, _of) in tokens().items() if form in ("count", "rate", "word")],
        "error": error,
        "key": fresh_key(),
        "crumbs": [{"label": _("Bulletins"), "url": reverse("ledger:bulletins")}, {"label": row.title, "url": row.get_absolute_url()}, {"label": _("Edit the text")}],
    }
    return render(request, "ledger/assessment/bulletin_edit.html", context)


@require(Action.WORK)
def items(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows what is behind a number (``of``, and ``office`` where it is an office's) as it stood then."""
    row = _readable(request, pk)
    of, office = request.GET.get("of", "counts.items"), request.GET.get("office", "")
    try:
        rows, entries = behind(row.figures, of, int(office) if office.isdigit() else None)
    except KeyError:
        raise Http404 from None
    group, _dot, name = of.partition(".")
    label = said(words()["figure"][name]) if group == "counts" else said(words()["class"][name]) if group == "classes" else str(dict([*Light.choices, *State.choices]).get(name, name))
    names = {one["office"]: one["name"] for one in row.figures["offices"]}
    page = Paginator(rows or entries, _PAGE).get_page(request.GET.get("page"))
    states, lights = dict(State.choices), dict(Light.choices)
    for one in page.object_list:
        item = one.get("of", one)
        one["office_name"] = names.get(item["lead"], "")
        one["state_word"], one["light_word"] = states[item["state"]], lights.get(item["light"], "")
    context = {
        "bulletin": row,
        "page": page,
        "label": label,
        "means": said(words()["figure"][name], "means") if group == "counts" else "",
        "office_name": names.get(int(office), "") if office.isdigit() else "",
        "is_entries": bool(entries),
        "crumbs": [{"label": _("Bulletins"), "url": reverse("ledger:bulletins")}, {"label": row.title, "url": row.get_absolute_url()}, {"label": label}],
    }
    return render(request, "ledger/assessment/items.html", context)


@require(Action.WORK)
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Gives the bulletin as docx; refuses in words what cannot be laid out."""
    row = _readable(request, pk)
    try:
        content = bulletin_docx(row, maker())
    except Refused as error:
        return refused(request, error, row.get_absolute_url())
    return sent(content, row.title, DOCX)


urls = [
    path("bulletins/", bulletins, name="bulletins"),
    path("bulletins/<int:pk>/", bulletin, name="bulletin"),
    path("bulletins/<int:pk>/edit/", edit, name="bulletin-edit"),
    path("bulletins/<int:pk>/act/", act, name="bulletin-act"),
    path("bulletins/<int:pk>/items/", items, name="bulletin-items"),
    path("bulletins/<int:pk>/paper/", paper, name="bulletin-paper"),
]
