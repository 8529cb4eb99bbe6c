"""Searching the ledger."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from duixian.web.accounts.models import User
from duixian.web.accounts.permissions import Action, require
from duixian.web.archive.asked import choice, number
from duixian.web.ledger.boards.searching import MOST, SHORTEST, SORTS, search, words_of
from duixian.web.ledger.models import Ledger

__all__ = ["find"]

_SOME, _PAGE = 6, 30
"""Hits of each sort where all are searched, and of one where it is chosen."""


@require(Action.WORK)
def find(request: HttpRequest) -> HttpResponse:
    """Shows what holds the words of ``q``; ``in`` says in what sort of row, ``ledger`` in which ledger, ``page`` the page of one sort."""
    asked = request.GET.get("q", "").strip()[:100]
    words = words_of(asked)
    chosen = choice(request, "in", [one.key for one in SORTS])
    ledger = number(request, "ledger") or 0
    page = max(number(request, "page") or 1, 1) if chosen else 1
    most = _PAGE if chosen else _SOME
    sorts = [one for one in SORTS if chosen in ("", one.key) and (not ledger or one.ledger)]
    found = (
        [search(one, cast(User, request.user), words, ledger, (page - 1) * most, most) for one in sorts]
        if words
        else []
    )
    context = {
        "asked": asked,
        "words": words,
        "shortest": SHORTEST,
        "most": MOST,
        "chosen": chosen,
        "year": ledger,
        "sorts": SORTS,
        "ledgers": Ledger.objects.all(),
        "found": [one for one in found if one.hits],
        "page": page,
        "next": page + 1 if chosen and found and found[0].count > page * most else 0,
        "crumbs": [{"label": _("Search")}],
    }
    return render(request, "ledger/boards/search.html", context)
