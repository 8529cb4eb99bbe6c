"""What every page of the ledger shows: the rooms that its reader may enter, and forms that act once."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from duixian.web.accounts.permissions import Action, may
from duixian.web.ledger.refusals import Refused

__all__ = ["Room", "fresh_key", "refused", "rooms"]


class Room(NamedTuple):
    """An entry of the ledger's navigation."""

    label: str
    url: str
    current: bool
    waiting: int = 0


_ROOMS: tuple[tuple[str, str, Action], ...] = (
    (gettext_noop("My work"), "ledger:work", Action.WORK),
    (gettext_noop("Board"), "ledger:board", Action.WORK),
    (gettext_noop("Ledgers"), "ledger:ledgers", Action.WORK),
    (gettext_noop("Dispatch"), "ledger:cases", Action.WORK),
    (gettext_noop("Slips"), "ledger:slips", Action.WORK),
    (gettext_noop("Reminders"), "ledger:notices", Action.WORK),
    (gettext_noop("Calendar"), "ledger:calendar", Action.WORK),
    (gettext_noop("Bulletins"), "ledger:bulletins", Action.WORK),
    (gettext_noop("Assessment"), "ledger:assessments", Action.WORK),
    (gettext_noop("Rules"), "ledger:rules", Action.CONFIGURE),
    (gettext_noop("Publishing"), "ledger:publishing", Action.PUBLISH),
    (gettext_noop("Log"), "ledger:log", Action.AUDIT),
)
"""Label, address and the right it needs. A room whose address is not there yet is left out."""

COUNTS: dict[str, Callable[[HttpRequest], int]] = {}
"""What waits in a room for whoever asks, by its address: shown beside its name. A room registers in ``AppConfig.ready``; one query at the most."""


def rooms(request: HttpRequest) -> list[Room]:
    """Gives the rooms of the ledger that whoever asks may enter; what waits in them is counted once a request."""
    known: list[Room] | None = getattr(request, "_rooms", None)
    if known is None:
        known = request._rooms = _rooms(request)  # type: ignore[attr-defined]
    return known


def _rooms(request: HttpRequest) -> list[Room]:
    found = []
    for label, name, right in _ROOMS:
        if may(request.user, right):
            try:
                url = reverse(name)
            except NoReverseMatch:
                continue
            count = COUNTS[name](request) if name in COUNTS else 0
            found.append(Room(_(label), url, request.path.startswith(url) and (url != reverse("ledger:work") or request.path == url), count))
    return found


def fresh_key() -> str:
    """Gives the idempotency key of a form that is shown now: sent twice, it acts once."""
    return uuid.uuid4().hex


def refused(request: HttpRequest, error: Refused, back: str) -> HttpResponse:
    """Says on the page ``back`` why something was not done, and leads there."""
    messages.error(request, error.said)
    return redirect(back)
