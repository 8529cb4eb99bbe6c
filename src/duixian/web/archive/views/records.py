"""One record in full, and correcting it: as pages of their own, and as fragments in the margin of the report."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from duixian.language.indicators import catalogue
from duixian.model import Commitment, Confidence, Fact
from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, may, require
from duixian.web.archive.correcting_actions import (
    Anchor,
    Basis,
    Conflict,
    NothingChanged,
    Refused,
    anchor_of,
    basis_of,
    correct,
    record_at,
    record_of,
)
from duixian.web.archive.correcting_forms import FORMS, CommitmentForm, FactForm, QuoteForm, values_of
from duixian.web.archive.joining import Unjoinable, join, part
from duixian.web.archive.margin import LOOKS_OF, standing_words, tag_words
from duixian.web.archive.models import Correction, CorrectionKind, Report
from duixian.web.archive.record_detail import (
    Change,
    evidence,
    field_words,
    in_words,
    lines,
    sentence,
    series,
    title,
    told,
    verdicts,
)
from duixian.web.archive.record_fields import proposed_commitment, proposed_fact
from duixian.web.archive.report_page import Opened, opened
from duixian.web.archive.report_records import Doubt, kind_of
from duixian.web.frame import tongue

__all__ = ["urls"]

_MOST_PLACES = 20
"""Places of a quote that are offered."""
_AROUND = 30


class SeeOther(HttpResponseRedirect):
    """Leads on after a form was taken: the next page is asked for, never sent again."""

    status_code = 303


class Asked(NamedTuple):
    """What a posted correction says of itself: record, what is said, and what the person had before them."""

    anchor: Anchor
    kind: CorrectionKind
    basis: Basis


def record(request: HttpRequest, ref: str, sort: str, record: str) -> HttpResponse:
    """Shows one record in full."""
    return _record(request, opened(_row(ref)), sort, record)


@require(Action.CORRECT)
def correction(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Shows the form of a record, or of one to be added; keeps what it says when it is posted."""
    row = _row(ref)
    if request.method == "POST":
        return _posted(request, row)
    shown = opened(row)
    sort = request.GET.get("sort", "fact")
    if sort not in FORMS:
        raise Http404
    if id := request.GET.get("record"):
        found = record_of(shown.left, sort, id)
        if found is None or found[1]:
            raise Http404
        anchor = anchor_of(shown.left, sort, found[0])
        form = FORMS[sort](initial=values_of(found[0]), text=shown.report.text)
        return _form(request, shown, form, anchor, basis_of(found[0], _last(shown, anchor)), found[0])
    if (place := _place(request, shown)) is not None:
        return _new(request, shown, sort, *place)
    return _quote(request, shown, sort)


@require(Action.CORRECT)
def joined(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Joins the indicator of a fact to another, or parts it again."""
    row = _row(ref)
    if request.method != "POST":
        return redirect(row)
    assert isinstance(request.user, User)
    place = row.place if request.POST.get("where") == "here" else None
    why = request.POST.get("why", "")[:2000]
    try:
        if request.POST.get("action") == "part":
            part(request.user, request.POST.get("name", ""), place, why)
            messages.success(request, _("The indicators are parted again. The place is being followed anew."))
        else:
            join(request.user, request.POST.get("name", ""), request.POST.get("into", ""), place, why)
            messages.success(request, _("The indicators are joined. The place is being followed anew."))
    except Unjoinable as error:
        messages.error(request, str(error))
    record = request.POST.get("record", "")
    return SeeOther(reverse("archive:record", args=[ref, "fact", record]) if record.isalnum() else row.get_absolute_url())


def _posted(request: HttpRequest, row: Report) -> HttpResponseBase:
    asked = _asked(request)
    shown = opened(row)
    assert isinstance(request.user, User)
    form = None
    if asked.kind in (CorrectionKind.AMENDED, CorrectionKind.ADDED):
        form = FORMS[asked.anchor.sort](request.POST, text=shown.report.text)
        if not form.is_valid():
            here, _struck = record_at(shown.left, asked.anchor)
            return _form(request, shown, form, asked.anchor, asked.basis, here, status=422)
        if asked.kind == CorrectionKind.ADDED:
            asked = asked._replace(anchor=Anchor(asked.anchor.sort, form.cleaned_data["start"], form.cleaned_data["end"]))
    try:
        done = correct(
            request.user, row.pk, asked.anchor, asked.kind, asked.basis,
            fields=form.said() if form else {}, why=request.POST.get("why", "")[:2000],
        )  # fmt: skip
    except Conflict as conflict:
        return _conflict(request, row, form, asked, conflict)
    except Refused as refused:
        here, _struck = record_at(shown.left, asked.anchor)
        if form is not None:
            form.add_error(None, str(refused))
            return _form(request, shown, form, asked.anchor, asked.basis, here, status=422)
        return _answer(request, row, asked, here, messages.ERROR, str(refused), status=422)
    except NothingChanged:
        here, _struck = record_at(shown.left, asked.anchor)
        return _answer(request, row, asked, here, messages.INFO, _("Nothing differs from what is there, so nothing was kept."))
    return _answer(request, row, asked, done.record, messages.SUCCESS, _said(asked.kind))


def _answer(
    request: HttpRequest, row: Report, asked: Asked, record: Fact | Commitment | None, level: int, message: str, status: int = 200
) -> HttpResponseBase:
    """Leads on to the record, or to the report where there is none any more; the margin gets the record itself."""
    if not request.headers.get("HX-Request"):
        messages.add_message(request, level, message)
        to = reverse("archive:record", args=[row.ref, asked.anchor.sort, record.id]) if record else f"{row.get_absolute_url()}#char={asked.anchor.start},{asked.anchor.end}"
        return SeeOther(to)
    row = _row(row.ref)
    word = {messages.SUCCESS: "success", messages.ERROR: "error"}.get(level, "")
    if record is None:
        response = render(request, "archive/_record_gone.html", {"row": row, "message": message, "anchor": asked.anchor})
    else:
        response = _record(request, opened(row), asked.anchor.sort, record.id, message, word)
    if level == messages.SUCCESS:
        response["HX-Trigger"] = json.dumps({"corrected": {"start": asked.anchor.start, "end": asked.anchor.end}})
    response.status_code = status
    return response


def _conflict(request: HttpRequest, row: Report, form: FactForm | CommitmentForm | None, asked: Asked, conflict: Conflict) -> HttpResponse:
    """Tells the second of two people what the first said, and keeps what the second entered."""
    shown = opened(_row(row.ref))
    other = told([conflict.last], tongue(request))[0] if conflict.last else None
    if form is not None:
        last = conflict.last
        basis = basis_of(conflict.record, last)
        return _form(request, shown, form, asked.anchor, basis, conflict.record, status=409, other=other, conflict=True)
    context: dict[str, Any] = {"other": other, "conflict": True, "kept_why": request.POST.get("why", "")}
    if conflict.record is None:
        return render(request, _template(request, "_record_gone.html", "record_gone.html"), {"row": row, "anchor": asked.anchor, **context}, status=409)
    response = _record(request, shown, asked.anchor.sort, conflict.record.id, **context)
    response.status_code = 409
    return response


def _record(request: HttpRequest, shown: Opened, sort: str, id: str, message: str = "", level: str = "", **more: Any) -> HttpResponse:
    row, left, language = shown.row, shown.left, tongue(request)
    struck = False
    if sort == "finding":
        found: Fact | Commitment | Doubt | None = next((one for one in shown.doubts if one.id == id), None)
    elif sort in FORMS and (there := record_of(left, sort, id)) is not None:
        found, struck = there
    else:
        found = None
    if found is None:
        raise Http404
    kind = kind_of(found)
    context: dict[str, Any] = {
        "row": row,
        "sort": sort,
        "record": found,
        "title": title(found),
        "head": "h4" if request.headers.get("HX-Request") else "h2",
        "kind": kind,
        "look": LOOKS_OF[kind],
        "word": tag_words(language)[kind],
        "sentence": sentence(shown.report, found.start, found.end),
        "struck": struck,
        "stale": bool(row.place and row.place.stale),
        "message": message,
        "level": level,
        "crumbs": [{"label": _("Reports"), "url": reverse("archive:reports")}, {"label": row.label, "url": row.get_absolute_url()}, {"label": title(found)[:40]}],
        **more,
    }
    if isinstance(found, Doubt):
        states = {"open": _("Open"), "explained": _("Explained"), "dismissed": _("Dismissed")}
        context |= {"other_ref": found.other or row.ref, "state_word": states.get(found.state, "")}
    else:
        context |= _meaning(request, shown, sort, found, language)
    response = render(request, _template(request, "_record.html", "record.html"), context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def _meaning(request: HttpRequest, shown: Opened, sort: str, found: Fact | Commitment, language: str) -> dict[str, Any]:
    """What the page of a fact or a commitment says beyond its place."""
    row, left = shown.row, shown.left
    anchor = anchor_of(left, sort, found)
    chain = _chain(shown, anchor)
    standing = left.standing.get((sort, found.id), "")
    context: dict[str, Any] = {
        "lines": lines(shown.report, found, language),
        "rules": found.rules,
        "reasons": found.reasons,
        "sure": found.confidence is Confidence.SURE,
        "standing": standing,
        "standing_word": standing_words().get(standing, ""),
        "told": list(reversed(told(chain, language))),
        "may_correct": may(request.user, Action.CORRECT),
        "anchor": anchor,
        "basis": basis_of(found, chain[-1] if chain else None),
        "original_name": left.names.get(found.id, ""),
    }
    if isinstance(found, Fact):
        key, figures, count = series(row, found, language)
        context |= {"key": key, "figures": figures, "figures_count": count, "verdicts": verdicts(row, found, language)}
        context["within"] = [one for one in shown.report.commitments if one.start <= found.start and found.end <= one.end]
    else:
        inside = set(found.facts)
        context |= {"evidence": evidence(row, found), "inside": [one for one in shown.report.facts if one.id in inside]}
    return context


def _form(
    request: HttpRequest,
    shown: Opened,
    form: FactForm | CommitmentForm,
    anchor: Anchor,
    basis: Basis,
    record: Fact | Commitment | None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    known = {fact.indicator: None for fact in shown.report.facts if fact.indicator} | {entry.name: None for entry in catalogue()}
    context = {
        "row": shown.row,
        "sort": anchor.sort,
        "form": form,
        "anchor": anchor,
        "basis": basis,
        "record": record,
        "adding": record is None,
        "sentence": sentence(shown.report, anchor.start, anchor.end),
        "names": list(known),
        "differences": _differences(form, record, tongue(request)) if more.get("conflict") and record is not None else [],
        "crumbs": [{"label": _("Reports"), "url": reverse("archive:reports")}, {"label": shown.row.label, "url": shown.row.get_absolute_url()}, {"label": _("Correct")}],
        **more,
    }
    response = render(request, _template(request, "_correct.html", "correct.html"), context, status=status)
    patch_vary_headers(response, ("HX-Request",))
    return response


def _differences(form: FactForm | CommitmentForm, record: Fact | Commitment, language: str) -> list[Change]:
    """What a person's form says other than the record does by now."""
    words, now = field_words(), values_of(record)
    now["why"] = now.pop("reason_checkable", None)
    return [
        Change(words[name], in_words(name, now.get(name), language), in_words(name, value, language))
        for name, value in form.said().items()
        if name in words and name in now and value != (list(now[name]) if isinstance(now[name], tuple) else now[name])
    ]


def _new(request: HttpRequest, shown: Opened, sort: str, start: int, end: int) -> HttpResponse:
    """The form of a record that is to be added, with what it most likely says."""
    proposed = proposed_fact(shown.report, start, end) if sort == "fact" else proposed_commitment(shown.report, start, end)
    if sort == "commitment":
        proposed["reason_checkable"] = proposed.pop("why")
    anchor = Anchor(sort, start, end)
    form = FORMS[sort](initial={**proposed, "start": start, "end": end}, text=shown.report.text)
    return _form(request, shown, form, anchor, basis_of(None, _last(shown, anchor)), None)


def _quote(request: HttpRequest, shown: Opened, sort: str) -> HttpResponseBase:
    """Asks for words of the text, and which of their places is meant where they stand at several."""
    form = QuoteForm(request.GET if "quote" in request.GET else None)
    places: list[dict[str, Any]] = []
    if form.is_bound and form.is_valid():
        quote = form.cleaned_data["quote"]
        text, at = shown.report.text, -1
        while len(places) < _MOST_PLACES and (at := text.find(quote, at + 1)) >= 0:
            end = at + len(quote)
            places.append({"start": at, "end": end, "before": text[max(0, at - _AROUND) : at], "after": text[end : end + _AROUND]})
        if len(places) == 1:
            return _new(request, shown, sort, places[0]["start"], places[0]["end"])
        if not places:
            form.add_error("quote", _("These words do not stand in the text as they are written here."))
    context = {
        "row": shown.row, "sort": sort, "form": form, "places": places, "cut": len(places) == _MOST_PLACES,
        "crumbs": [{"label": _("Reports"), "url": reverse("archive:reports")}, {"label": shown.row.label, "url": shown.row.get_absolute_url()}, {"label": _("Add")}],
    }  # fmt: skip
    return render(request, _template(request, "_add.html", "add.html"), context)


def _asked(request: HttpRequest) -> Asked:
    """What a posted form says of itself; whoever bends it gets 404."""
    posted = request.POST
    try:
        sort = posted["sort"]
        kind = CorrectionKind(posted["do"])
        anchor = Anchor(sort, int(posted["anchor_start"]), int(posted["anchor_end"]))
        basis = Basis(int(posted["number"]), posted.get("digest", ""))
    except (KeyError, ValueError) as error:
        raise Http404 from error
    if sort not in FORMS or not 0 <= anchor.start < anchor.end < 2**31:
        raise Http404
    return Asked(anchor, kind, basis)


def _place(request: HttpRequest, shown: Opened) -> tuple[int, int] | None:
    start, end = request.GET.get("start", ""), request.GET.get("end", "")
    if not (start.isdecimal() and end.isdecimal()):
        return None
    if not 0 <= int(start) < int(end) <= len(shown.report.text):
        raise Http404
    return int(start), int(end)


def _chain(shown: Opened, anchor: Anchor) -> list[Correction]:
    return [one for one in shown.said if (one.sort, one.start, one.end) == anchor]


def _last(shown: Opened, anchor: Anchor) -> Correction | None:
    chain = _chain(shown, anchor)
    return chain[-1] if chain else None


def _said(kind: CorrectionKind) -> str:
    words = {
        CorrectionKind.RIGHT: _("Marked as right."),
        CorrectionKind.WRONG: _("Marked as wrong."),
        CorrectionKind.AMENDED: _("The change is kept."),
        CorrectionKind.ADDED: _("The record is added."),
        CorrectionKind.UNDONE: _("The last correction is taken back."),
    }
    return f"{words[kind]} " + _("The place is being followed anew.")


def _template(request: HttpRequest, fragment: str, whole: str) -> str:
    return f"archive/{fragment if request.headers.get('HX-Request') else whole}"


def _row(ref: str) -> Report:
    return get_object_or_404(Report.objects.select_related("place", "document"), ref=ref)


urls = [
    path("reports/<str:ref>/records/<str:sort>/<str:record>/", record, name="record"),
    path("reports/<str:ref>/correct/", correction, name="correct"),
    path("reports/<str:ref>/join/", joined, name="join"),
]
