"""The timeline of the year."""

from __future__ import annotations

from typing import Any, cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, require
from duixian.web.archive.asked import choice
from duixian.web.ledger.boards.calendar import concerning
from duixian.web.ledger.boards.choosing import asked_ledger
from duixian.web.ledger.boards.timeline import of_items, of_sections
from duixian.web.ledger.doing.choosing import Listed
from duixian.web.ledger.models import Item, State

__all__ = ["timeline"]

_PAGE = 25


@require(Action.WORK)
@never_cache
def timeline(request: HttpRequest) -> HttpResponse:
    """Shows the months of a ledger's year: ``by`` sections (as it is) or items, ``section`` one section's items, ``of=mine`` those that concern whoever asks."""
    ledger, ledgers = asked_ledger(request)
    section = request.GET.get("section", "")[:400]
    by = "items" if section else choice(request, "by", ["items", "sections"], "sections")
    mine = request.GET.get("of") == "mine"
    context: dict[str, Any] = {
        "ledger": ledger,
        "ledgers": ledgers,
        "by": by,
        "mine": mine,
        "section": section,
        "crumbs": [{"label": _("Timeline")}],
    }
    if ledger is not None:
        today = timezone.localdate()
        items = (concerning(cast(User, request.user)) if mine else Item.objects.all()).filter(ledger=ledger)
        if section:
            items = items.filter(section=section)
        if by == "items":
            page = Paginator(
                Listed(items.exclude(state__in=[State.DROPPED, State.MERGED]).order_by("number")), _PAGE
            ).get_page(request.GET.get("page"))
            lines = of_items(ledger, list(page.object_list), today)
            context["page"] = page
        else:
            base = f"?ledger={ledger.pk}&{'of=mine&' if mine else ''}section="
            lines = of_sections(ledger, items, base, today)
        context |= {"lines": lines, "months": range(1, 13)}
    return render(request, "ledger/boards/timeline.html", context)
