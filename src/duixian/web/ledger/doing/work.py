"""My work: what waits for whoever asks."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, may, require
from duixian.web.accounts.posts import held
from duixian.web.ledger.doing.waiting import sections_of
from duixian.web.ledger.pages import fresh_key, rooms

__all__ = ["work"]


@require(Action.WORK)
@never_cache
def work(request: HttpRequest) -> HttpResponse:
    """Shows what waits for the posts of whoever asks, the most urgent first; ``show`` names a section that is shown whole."""
    user = cast(User, request.user)
    sections = sections_of(user, request.GET.get("show", "")[:30])
    context = {
        "sections": sections,
        "posts": held(user),
        "total": sum(one.count for one in sections),
        "key": fresh_key(),
        "ways": [room for room in rooms(request) if not room.current],
        "may_break_down": may(user, Action.BREAK_DOWN),
    }
    return render(request, "ledger/doing/work.html", context)
