"""Scoring rules: their versions, one as sentences with its trial, and writing another."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.web.accounts.permissions import Action, require
from duixian.web.ledger.assessment import versions as acts
from duixian.web.ledger.assessment.models import Scoring
from duixian.web.ledger.assessment.periods import Period
from duixian.web.ledger.assessment.rules import measures, preset_content, sentence, sentences
from duixian.web.ledger.assessment.views.common import done, person, revision_of
from duixian.web.ledger.assessment.words import presets, said, tongue
from duixian.web.ledger.models import Kind
from duixian.web.ledger.pages import fresh_key
from duixian.web.ledger.refusals import Refused

__all__ = ["urls"]


@require(Action.CONFIGURE)
def versions(request: HttpRequest) -> HttpResponse:
    """Lists the versions of the scoring rules, and the presets to begin from."""
    context = {
        "versions": Scoring.objects.all(),
        "presets": [{"key": one["key"], "name": said(one), "source": one["source"], "grade": one["grade"]} for one in presets()["preset"]],
        "crumbs": [{"label": _("Assessment"), "url": reverse("ledger:assessments")}, {"label": _("Scoring rules")}],
    }
    return render(request, "ledger/assessment/versions.html", context)


@require(Action.CONFIGURE)
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows a version as sentences, and what it would have given on the last quarter."""
    row = get_object_or_404(Scoring, pk=pk)
    trial = row.trial
    context = {
        "version": row,
        "rules": sentences(row.content),
        "trial_period": Period(trial["kind"], trial["year"], trial["number"]).name(tongue()) if trial else "",
        "key": fresh_key(),
        "crumbs": _crumbs(str(row)),
    }
    return render(request, "ledger/assessment/version.html", context)


def _crumbs(label: str) -> list[dict[str, str]]:
    return [{"label": _("Assessment"), "url": reverse("ledger:assessments")}, {"label": _("Scoring rules"), "url": reverse("ledger:scoring")}, {"label": label}]


@require(Action.CONFIGURE)
@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Tries a version (``try``) or puts it in force from a day (``enact``)."""
    row = get_object_or_404(Scoring, pk=pk)
    user, key = person(request), request.POST.get("key", "")
    match request.POST.get("action", ""):
        case "try":
            return done(request, lambda: acts.try_out(pk, user, key=key), row.get_absolute_url())
        case "enact":
            return done(request, lambda: acts.enact(pk, user, _day(request.POST.get("from", "")), revision=revision_of(request), key=key), row.get_absolute_url())
    raise Http404


def _day(text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:
        return None


@require(Action.CONFIGURE)
def write(request: HttpRequest) -> HttpResponse:
    """Writes another version: sentences with fields, begun from a preset (``preset``) or another version (``version``)."""
    error: Refused | None = None
    if request.method == "POST":
        post = request.POST
        content: dict[str, Any] = {"base": post.get("base", ""), "rules": _given(request)}
        name, note = post.get("name", ""), post.get("note", "")
        try:
            row = acts.write_version(person(request), name, content["base"], content["rules"], note=note, key=post.get("key", ""))
            return redirect(row)
        except Refused as said_no:
            error = said_no
    else:
        content, name, note = _begun(request)
    rows = [{"key": key, "name": said(one, "name"), "parts": list(sentence(key, content["rules"].get(key)))} for key, one in measures().items()]
    context = {"rows": rows, "base": content["base"], "name": name, "note": note, "kinds": Kind.choices, "error": error, "key": fresh_key(), "crumbs": _crumbs(_("New version"))}
    return render(request, "ledger/assessment/version_edit.html", context, status=error.status if error else 200)


def _given(request: HttpRequest) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for key, one in measures().items():
        found[key] = {field: request.POST.getlist(f"{key}.{field}") if field == "doubled" else request.POST.get(f"{key}.{field}", "") for field in one["fields"]}
    return found


def _begun(request: HttpRequest) -> tuple[dict[str, Any], str, str]:
    preset, number = request.GET.get("preset", ""), request.GET.get("version", "")
    if preset:
        one = next((each for each in presets()["preset"] if each["key"] == preset), None)
        if one is None:
            raise Http404
        return preset_content(preset), said(one)[:120], one["source"]
    if number.isdigit():
        row = get_object_or_404(Scoring, pk=int(number))
        return row.content, row.name, row.note
    return {"base": "100", "rules": {}}, "", ""


urls = [
    path("scoring/", versions, name="scoring"),
    path("scoring/write/", write, name="scoring-write"),
    path("scoring/<int:pk>/", version, name="scoring-version"),
    path("scoring/<int:pk>/act/", act, name="scoring-act"),
]
