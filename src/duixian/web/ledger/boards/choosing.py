"""Which ledger a page looks over, and whose part of it."""

from __future__ import annotations

from django.http import HttpRequest

from duixian.web.accounts.models import Post, PostRole, User
from duixian.web.accounts.posts import held
from duixian.web.archive.asked import number
from duixian.web.ledger.models import Ledger

__all__ = ["asked_ledger", "leads_as"]


def asked_ledger(request: HttpRequest) -> tuple[Ledger | None, list[Ledger]]:
    """Gives the ledger of ``?ledger=``, or else the newest that is not closed, or the newest; and all there are, the newest first."""
    known = list(Ledger.objects.select_related("place"))
    asked = number(request, "ledger")
    chosen = next((one for one in known if one.pk == asked), None) or next(
        (one for one in known if not one.frozen_at), None
    )
    return chosen or (known[0] if known else None), known


def leads_as(user: User) -> Post | None:
    """Gives the district leader's post that a user holds, the first of several; None where there is none."""
    return next((one for one in held(user) if one.role == PostRole.LEADER), None)
