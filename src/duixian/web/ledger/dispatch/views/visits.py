"""Visits to enterprises."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, require
from duixian.web.ledger.dispatch.asking import Choices, handed, said_of, shown
from duixian.web.ledger.dispatch.models import VisitState
from duixian.web.ledger.dispatch.rights import streets_of, visible_visits
from duixian.web.ledger.dispatch.story import story
from duixian.web.ledger.dispatch.visiting import ENTERED, STEPS, Step, enter, open_steps, take
from duixian.web.ledger.pages import fresh_key
from duixian.web.ledger.refusals import Refused

__all__ = ["add", "visit", "visits"]

_PAGE = 50


@require(Action.WORK)
def visits(request: HttpRequest) -> HttpResponse:
    """Lists visits: ``q`` looks in enterprises and what was asked, ``state`` filters."""
    user = cast(User, request.user)
    words, state = request.GET.get("q", "").strip()[:80], request.GET.get("state", "")
    rows = visible_visits(user).select_related("street")
    if words:
        rows = rows.filter(Q(enterprise__icontains=words) | Q(asked__icontains=words))
    if state in VisitState.values:
        rows = rows.filter(state=state)
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "words": words, "state": state, "states": VisitState.choices, "may_enter": bool(streets_of(user))}
    return render(request, "ledger/dispatch/visits.html", context)


@require(Action.DISPATCH)
@never_cache
def add(request: HttpRequest) -> HttpResponse:
    """Enters a visit."""
    user = cast(User, request.user)
    values: dict[str, object] = {"visited_on": timezone.localdate().isoformat(), "visitors": user.get_full_name()}
    status = 200
    if request.method == "POST":
        said = said_of(request, ENTERED)
        try:
            made = enter(user, said, key=request.POST.get("key", ""), papers=handed(request))
        except Refused as error:
            messages.error(request, error.said)
            values, status = said, error.status
        else:
            messages.success(request, _("The visit is entered."))
            return redirect(made)
    return render(request, "ledger/dispatch/visit_add.html", {"fields": shown(ENTERED, Choices(user), None, values), "key": fresh_key()}, status=status)


@require(Action.WORK)
@never_cache
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows a visit; POST takes the step ``act``."""
    user = cast(User, request.user)
    found = get_object_or_404(visible_visits(user).select_related("street"), pk=pk)
    status = 200
    if request.method == "POST" and request.POST.get("act") in Step.values:
        step, revision = Step(request.POST["act"]), request.POST.get("revision", "")
        try:
            take(
                found, step, user, said_of(request, STEPS[step][2]),
                revision=int(revision) if revision.isdigit() else None, key=request.POST.get("key", ""), papers=handed(request),
            )  # fmt: skip
        except Refused as error:
            messages.error(request, error.said)
            status = error.status
        else:
            messages.success(request, _("Saved."))
            return redirect(found)
    choices = Choices(user)
    context = {
        "visit": found,
        "story": story("visit", found.pk),
        "steps": [(step, shown(fields, choices)) for step, fields in open_steps(user, found)],
        "cases": found.cases.all(),
        "may_raise": found.street_id in streets_of(user),
        "key": fresh_key(),
    }
    return render(request, "ledger/dispatch/visit.html", context, status=status)
