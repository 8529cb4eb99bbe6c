"""The ledgers there are: one for each year of the place."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from duixian.web.accounts.permissions import Action, may, require
from duixian.web.ledger.models import Ledger, Light, State
from duixian.web.ledger.states import OPEN

__all__ = ["ledgers"]


@require(Action.WORK)
def ledgers(request: HttpRequest) -> HttpResponse:
    """Lists the ledgers, the newest year first, with how many items each has, and how they stand."""
    open_now = Q(items__state__in=OPEN - {State.DRAFT})
    rows = Ledger.objects.select_related("place").annotate(
        total=Count("items"),
        drafts=Count("items", filter=Q(items__state=State.DRAFT)),
        verified=Count("items", filter=Q(items__state=State.VERIFIED)),
        under_way=Count("items", filter=open_now),
        red=Count("items", filter=open_now & Q(items__light=Light.RED)),
        yellow=Count("items", filter=open_now & Q(items__light=Light.YELLOW)),
    )
    context = {
        "ledgers": list(rows),
        "begin": reverse("ledger:open") if may(request.user, Action.BREAK_DOWN) else "",
        "crumbs": [{"label": _("Ledgers")}],
    }
    return render(request, "ledger/doing/ledgers.html", context)
