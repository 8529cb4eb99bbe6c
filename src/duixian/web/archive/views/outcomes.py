"""One verdict, and the replies of those whom it concerns."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duixian.following.verdicts import standard_rules
from duixian.publishing.verdict_words import strict_note
from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, require
from duixian.web.archive.attachments import KINDS
from duixian.web.archive.choosing import name_of_indicator
from duixian.web.archive.models import Outcome, Reply
from duixian.web.archive.outcome_table import outcome_columns, outcome_rows
from duixian.web.archive.replying import ReplyForm
from duixian.web.archive.replying import reply as keep_reply
from duixian.web.archive.seeother import SeeOther
from duixian.web.archive.tables import Table, downloads, wanted
from duixian.web.archive.verdicts import case
from duixian.web.frame import tongue

__all__ = ["urls"]


def outcome(request: HttpRequest, outcome: str) -> HttpResponseBase:
    """Shows a verdict with both sentences, how it was made, what else was found, and the replies."""
    one = _wanted(outcome)
    if one.outcome != outcome:
        return redirect(one)
    return _page(request, one, ReplyForm())


@require_POST
@require(Action.REPLY)
def reply(request: HttpRequest, outcome: str) -> HttpResponseBase:
    """Keeps a reply to a verdict (``text``, ``evidence_url``, ``evidence``) and leads back to it; with what is wrong said where it is wrong."""
    one = _wanted(outcome)
    form = ReplyForm(request.POST, request.FILES)
    if form.is_valid():
        said = form.cleaned_data
        try:
            keep_reply(cast(User, request.user), one, said["text"], url=said["evidence_url"], file=said["evidence"])
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("Your reply stands beside the verdict and in every export of it."))
            return SeeOther(f"{one.get_absolute_url()}#replies")
    return _page(request, one, form, status=400)


def evidence_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Gives the file that came with a reply, to be saved and never shown by the browser itself."""
    one = get_object_or_404(Reply.objects.exclude(evidence=""), pk=pk)
    kind = (one.evidence.name or "").rpartition(".")[2]
    try:
        stream = one.evidence.open("rb")
    except FileNotFoundError as gone:
        raise Http404(_("The file is no longer in the data folder.")) from gone
    response = FileResponse(stream, as_attachment=True, filename=one.evidence_name, content_type=KINDS[kind].media_type if kind in KINDS else "application/octet-stream")
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _wanted(outcome: str) -> Outcome:
    """The verdict with this id; one that got another id since somebody replied to it is found by the place of its goal."""
    rows = Outcome.objects.select_related("place")
    one = rows.filter(outcome=outcome).first()
    if one is None:
        said = Reply.objects.filter(outcome=outcome).order_by("-id").first()
        if said is not None:
            one = rows.filter(goal_report=said.report_id, goal_start__lt=said.end, goal_end__gt=said.start).first()
    if one is None:
        raise Http404
    return one


def _page(request: HttpRequest, one: Outcome, form: ReplyForm, status: int = 200) -> HttpResponseBase:
    language = tongue(request)
    known = case(one)
    if file := wanted(request):
        return Table(f"{one.place.name}{one.year}-{one.outcome}", outcome_columns(), lambda: outcome_rows([known.one], known.reports, language)).response(file)
    scoreboard = reverse("archive:scoreboard", args=[one.place.slug, one.year])
    own = [thread for thread in known.threads if thread.current.by_id == request.user.pk]
    context: dict[str, Any] = {
        "case": known,
        "row": one,
        "record": known.one.record,
        "place": one.place,
        "indicator": name_of_indicator(one.key, language, one.indicator),
        "strict": strict_note(known.one.record, language),
        "rules_now": standard_rules(),
        "form": form,
        "own": own[0] if own else None,
        "crumbs": [
            {"label": _("Places"), "url": reverse("archive:places")},
            {"label": one.place.name, "url": one.place.get_absolute_url()},
            {"label": str(one.year), "url": scoreboard},
            {"label": one.indicator, "url": ""},
        ],
        "downloads": downloads(request),
    }
    return render(request, "archive/outcome.html", context, status=status)


urls = [
    path("outcomes/<str:outcome>/", outcome, name="outcome"),
    path("outcomes/<str:outcome>/reply/", reply, name="reply"),
    path("replies/<int:pk>/evidence", evidence_file, name="evidence-file"),
]
