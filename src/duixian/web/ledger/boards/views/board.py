"""The board: how the year stands, for leaders first."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, require
from duixian.web.frame import tongue
from duixian.web.ledger.boards.choosing import asked_ledger, leads_as
from duixian.web.ledger.boards.drawing import drawn
from duixian.web.ledger.dispatch.rights import visible
from duixian.web.ledger.dispatch.table import OPEN as CASES_OPEN

__all__ = ["board"]


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
        context |= {
            "today": today,
            "drawn": drawn(ledger, post.pk if post is not None and own else 0, today, tongue(request)),
        }
        if not ledger.frozen_at:
            context["cases"] = _cases(user)
    return render(request, "ledger/boards/board.html", context)


def _cases(user: User) -> dict[str, int]:
    """The cases of dispatch that somebody sees and that are open, and those of them past a time limit."""
    late = Count("pk", filter=Q(due_at__lt=timezone.now()))
    return visible(user).filter(state__in=sorted(CASES_OPEN)).order_by().aggregate(open=Count("pk"), late=late)
