"""The board: how the year stands, for leaders first."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, require
from duixian.web.frame import tongue
from duixian.web.ledger.boards.choosing import asked_ledger, leads_as
from duixian.web.ledger.boards.counting import LIGHTS, count
from duixian.web.ledger.boards.deciding import silent, to_decide
from duixian.web.ledger.boards.instructed import instructed
from duixian.web.ledger.boards.trend import chart_of
from duixian.web.ledger.dispatch.rights import visible
from duixian.web.ledger.dispatch.table import OPEN as CASES_OPEN
from duixian.web.ledger.doing.choosing import in_charge
from duixian.web.ledger.lights.monthly import trend
from duixian.web.ledger.models import Item
from duixian.web.ledger.states import OPEN

__all__ = ["board"]

_SHOWN = 8
"""Rows of the short lists; the rest is counted."""


@require(Action.WORK)
@never_cache
def board(request: HttpRequest) -> HttpResponse:
    """Shows how a ledger stands: ``ledger`` says which; ``of=all`` shows a leader everything instead of the own field."""
    user = cast(User, request.user)
    ledger, ledgers = asked_ledger(request)
    post = leads_as(user)
    own = post is not None and request.GET.get("of") != "all"
    context: dict[str, Any] = {
        "ledger": ledger,
        "ledgers": ledgers,
        "post": post,
        "own": own,
        "crumbs": [{"label": _("Board")}],
    }
    if ledger is not None:
        today = timezone.localdate()
        items = Item.objects.filter(ledger=ledger)
        charge = post.pk if post is not None and own else 0
        if charge:
            items = items.filter(in_charge(charge))
        context |= {
            "today": today,
            "board": count(items, ledger.get_absolute_url(), today, tongue(request), charge),
            "chart": chart_of(trend(ledger, items if charge else None)),
            "light_names": [(str(one.value), str(one.label)) for one in LIGHTS],
            "instructions": instructed(items),
        }
        if not ledger.frozen_at:
            context |= _now(items, user)
    return render(request, "ledger/boards/board.html", context)


def _now(items: QuerySet[Item], user: User) -> dict[str, Any]:
    """What only a ledger at work has: decisions to take, what is late or silent, and dispatch."""
    today = timezone.localdate()
    quiet = silent(items, today)
    late = Count("pk", filter=Q(due_at__lt=timezone.now()))
    shown = items.select_related("lead").defer("text", "light_why")
    return {
        "decisions": to_decide(items, today),
        "overdue": list(shown.filter(state__in=OPEN, deadline__lt=today).order_by("deadline", "number")[:_SHOWN]),
        "silent": list(quiet.select_related("lead").defer("text", "light_why")[:_SHOWN]),
        "silent_count": quiet.count(),
        "cases": visible(user).filter(state__in=sorted(CASES_OPEN)).order_by().aggregate(open=Count("pk"), late=late),
    }
