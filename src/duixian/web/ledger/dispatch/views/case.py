"""One case: its whole story, and what whoever reads it may do."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.db.models import Prefetch
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, require
from duixian.web.archive.originals import original
from duixian.web.ledger.dispatch.acting import act
from duixian.web.ledger.dispatch.asking import Choices, handed, said_of, shown
from duixian.web.ledger.dispatch.models import Call, Case, CaseState, Clock, Mark
from duixian.web.ledger.dispatch.rights import open_to, visible, visible_visits
from duixian.web.ledger.dispatch.rules import problem_words
from duixian.web.ledger.dispatch.story import picture, story
from duixian.web.ledger.dispatch.suggesting import alike, departments_for
from duixian.web.ledger.dispatch.table import TRANSITIONS, Act, Transition
from duixian.web.ledger.models import Paper
from duixian.web.ledger.pages import fresh_key
from duixian.web.ledger.refusals import Refused

__all__ = ["case", "paper"]

_MAIN = (Act.SIGN, Act.CONTACT, Act.REPORT_IN, Act.RESULT, Act.CONFIRM, Act.BLOW, Act.PASS_UP, Act.SETTLE, Act.UPHOLD, Act.CALL_BACK, Act.CLOSE, Act.MARK)
"""The actions that are the next step, the first that is open standing open on the page."""


@require(Action.WORK)
@never_cache
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows a case; POST does the action ``act`` to it."""
    user = cast(User, request.user)
    calls = Call.objects.select_related("office", "objection_office").prefetch_related(Prefetch("clocks", Clock.objects.order_by("id")))
    rows = visible(user).select_related("street", "community", "leader__office", "raised_by", "visit", "joined_into", "repeat_of")
    found = get_object_or_404(rows.prefetch_related(Prefetch("calls", calls), "clocks"), pk=pk)
    if request.method == "POST":
        return _act(request, user, found)
    return render(request, "ledger/dispatch/case.html", _context(user, found))


def _context(user: User, found: Case, tried: str = "", values: dict[str, Any] | None = None) -> dict[str, Any]:
    choices = Choices(user, found)
    rows = list(open_to(user, found))
    suggested = departments_for(found) if any(row.act is Act.BLOW for row in rows) else []
    likely = alike(found) if any(row.act is Act.JOIN for row in rows) else []
    begun: dict[str, Any] = {"departments": [one.office.pk for one in suggested[:2]], "lead": suggested[0].office.pk if suggested else "", "whistle": "push"}
    edited = {name: getattr(found, name) for name in ("where", "text", "problem", "urgency")} | {"community": found.community_id}
    main = next((one for one in _MAIN if any(row.act is one for row in rows)), None)
    actions = [
        {
            "row": row,
            "fields": shown(row.fields, choices, row.act, values if row.act == tried else begun if row.act is Act.BLOW else edited if row.act is Act.EDIT else None),
            "open": row.act == (tried or main),
            "main": row.act is main,
        }
        for row in sorted(rows, key=_order)
    ]
    return {
        "case": found,
        "calls": [(one, [clock for clock in one.clocks.all() if clock.stopped_at is None or clock.stopped_at > clock.due]) for one in found.calls.all()],
        "clocks": [one for one in found.clocks.all() if one.call_id is None],
        "marks": Mark.objects.filter(case=found).select_related("giver", "about"),
        "story": story("case", found.pk),
        "actions": actions,
        "suggested": suggested,
        "alike": likely,
        "joined": list(Case.objects.filter(joined_into=found)) + list(Case.objects.filter(repeat_of=found)) if found.repeats else [],
        "seen": set(visible(user).filter(pk__in=[one for one in (found.joined_into_id, found.repeat_of_id) if one]).values_list("pk", flat=True)) if found.joined_into_id or found.repeat_of_id else (),
        "visit_seen": found.visit_id is not None and visible_visits(user).filter(pk=found.visit_id).exists(),
        "problem": problem_words().get(found.problem, found.problem),
        "ended": found.state in (CaseState.CLOSED, CaseState.SETTLED, CaseState.JOINED, CaseState.WITHDRAWN),
        "now": timezone.now(),
        "key": fresh_key(),
    }


def _order(row: Transition) -> int:
    return _MAIN.index(row.act) if row.act in _MAIN else len(_MAIN) + list(TRANSITIONS).index(row.act)


def _act(request: HttpRequest, user: User, found: Case) -> HttpResponse:
    name = request.POST.get("act", "")
    if name not in TRANSITIONS:
        return redirect(found)
    row = TRANSITIONS[Act(name)]
    said, revision = said_of(request, row.fields), request.POST.get("revision", "")
    try:
        act(found, row.act, user, said, revision=int(revision) if revision.isdigit() else None, key=request.POST.get("key", ""), papers=handed(request))
    except Refused as error:
        messages.error(request, error.said)
        return render(request, "ledger/dispatch/case.html", _context(user, found, name, said), status=error.status)
    messages.success(request, str(row.act.label))
    if not visible(user).filter(pk=found.pk).exists():
        return redirect("ledger:cases")
    return redirect(found)


@require(Action.WORK)
def paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Gives a file of a case or visit to those who see that; pictures are shown, other files downloaded."""
    user = cast(User, request.user)
    found = get_object_or_404(Paper.objects.select_related("event"), pk=pk, event__subject__in=["case", "visit"])
    rows: Any = visible(user) if found.event.subject == "case" else visible_visits(user)
    if not rows.filter(pk=found.event.number).exists() or not original(found.sha256).exists():
        raise Http404
    kind = picture(found.name)
    response = FileResponse(original(found.sha256).open("rb"), as_attachment=not kind, filename=found.name, content_type=kind or "application/octet-stream")
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, max-age=3600"
    return response
