"""The list of cases, and raising one."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from duixian.web.accounts.models import Office, OfficeKind, PostRole, User
from duixian.web.accounts.permissions import Action, may, require
from duixian.web.ledger.dispatch.acting import raise_case
from duixian.web.ledger.dispatch.asking import Choices, handed, said_of, shown, visit_of
from duixian.web.ledger.dispatch.counts import period_of
from duixian.web.ledger.dispatch.models import Case, CaseState, Whistle
from duixian.web.ledger.dispatch.rights import raises, sees_all, streets_of, visible, visible_visits
from duixian.web.ledger.dispatch.rules import problem_words
from duixian.web.ledger.dispatch.table import ENDED, OPEN, RAISED
from duixian.web.ledger.pages import fresh_key
from duixian.web.ledger.refusals import Refused

__all__ = ["cases", "filtered", "raising"]

_PAGE = 50


@require(Action.WORK)
def cases(request: HttpRequest) -> HttpResponse:
    """Lists the cases that whoever asks sees: ``state`` (open, ended, late, or one state), ``street``, ``department``, ``problem``, ``whistle``, ``since``,
    ``until`` and ``q`` filter."""
    user = cast(User, request.user)
    rows = filtered(visible(user), request.GET)
    rows = rows.select_related("street", "community").prefetch_related("calls__office").order_by("-id")
    everywhere = sees_all(user)
    context: dict[str, Any] = {
        "page": Paginator(rows, _PAGE).get_page(request.GET.get("page")),
        "now": timezone.now(),
        "groups": [("open", _("Not at their end")), ("late", _("Past a time limit")), ("ended", _("At their end"))],
        "states": [(value, str(name)) for value, name in CaseState.choices],
        "problems": problem_words(),
        "whistles": [(value, name) for value, name in Whistle.choices if value],
        "streets": Office.objects.filter(kind=OfficeKind.STREET) if everywhere else (),
        "departments": Office.objects.filter(kind=OfficeKind.DEPARTMENT) if everywhere or streets_of(user) else (),
        "asked": request.GET,
        "may_raise": raises(user) is not None,
        "may_configure": may(user, Action.CONFIGURE),
    }
    return render(request, "ledger/dispatch/cases.html", context)


def filtered(rows: QuerySet[Case], asked: QueryDict | dict[str, str]) -> QuerySet[Case]:
    """Gives the cases that a question asks for; what is not understood filters nothing."""
    state = asked.get("state") or ""
    if state in CaseState.values:
        rows = rows.filter(state=state)
    elif state == "open":
        rows = rows.filter(state__in=sorted(OPEN))
    elif state == "ended":
        rows = rows.filter(state__in=sorted(ENDED))
    elif state == "late":
        rows = rows.filter(due_at__lt=timezone.now())
    for name, column in (("street", "street"), ("department", "calls__office")):
        value = asked.get(name) or ""
        if value.isdigit() and len(value) < 18:
            rows = rows.filter(**{column: int(value)})
    if asked.get("problem"):
        rows = rows.filter(problem=asked.get("problem"))
    if asked.get("whistle") in (Whistle.PUSH, Whistle.HARD):
        rows = rows.filter(whistle=asked.get("whistle"))
    for name, column in (("since", "raised_at__gte"), ("until", "raised_at__lt")):
        day = _day(asked.get(name) or "")
        if day is not None:
            period = period_of(day, day)
            rows = rows.filter(**{column: period.start if name == "since" else period.end})
    words = (asked.get("q") or "").strip()[:80]
    if words:
        rows = rows.filter(Q(number__icontains=words) | Q(where__icontains=words) | Q(text__icontains=words))
    return rows


def _day(said: str) -> Any:
    try:
        return parse_date(said)
    except ValueError:
        return None


@require(Action.RAISE)
@never_cache
def raising(request: HttpRequest) -> HttpResponse:
    """Asks for what a case is raised with; POST raises it."""
    user = cast(User, request.user)
    visits = visible_visits(user)
    visit = visit_of(request.POST.get("visit") or request.GET.get("visit") or "", visits)
    post = raises(user)
    community = post is not None and post.role == PostRole.COMMUNITY
    values = {"urgency": "ordinary", "origin": "grid" if community else "enterprise" if visit else "street"}
    if visit is not None:
        values |= {"where": visit.address or visit.enterprise, "text": visit.asked, "problem": "enterprise"}
    status = 200
    if request.method == "POST":
        said = said_of(request, RAISED)
        if visit is not None:
            said["visit"] = visit.pk
        try:
            case = raise_case(user, said, key=request.POST.get("key", ""), papers=handed(request))
        except Refused as error:
            messages.error(request, error.said)
            values, status = {**values, **said}, error.status
        else:
            messages.success(request, _("Case %(number)s is with the community.") % {"number": case.number} if case.state == CaseState.RAISED else _("Case %(number)s is with the street.") % {"number": case.number})
            return redirect(case)
    asked = [one for one in RAISED if one.name != "pass_up" and not (community and one.name == "community")]
    context = {"fields": shown(asked, Choices(user), None, values), "community": community, "visit": visit, "key": fresh_key()}
    return render(request, "ledger/dispatch/raise.html", context, status=status)
