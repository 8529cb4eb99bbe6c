"""Saving filters of the table, the board and the list of cases."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.db.models import Q, QuerySet
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from duixian.web.accounts.models import User
from duixian.web.accounts.naming import names_alone
from duixian.web.accounts.posts import held
from duixian.web.ledger.boards.models import SavedFilter, Where
from duixian.web.ledger.models import Ledger
from duixian.web.ledger.refusals import Lacking

__all__ = ["save", "saved_for"]

_NOT_KEPT = {"page", "format"}


def saved_for(user: User) -> QuerySet[SavedFilter]:
    """Gives the filters that somebody saved, and those shared with an office of theirs."""
    offices = sorted({one.office_id for one in held(user)})
    return names_alone(SavedFilter.objects.filter(Q(user=user) | Q(office__in=offices)).select_related("ledger", "office", "user"), users=["user"], offices=["office"])


def save(user: User, name: str, address: str, *, share: bool = False) -> SavedFilter:
    """Saves the filter of a page under a name, in the place of an own one of that name; ``share`` shows it to everybody in the office of one's first post.

    Raises:
        Lacking: there is no name, it is too long, the address is none of a page whose filters can be saved, or one holds no post to share in.
    """
    name = name.strip()
    if not name or len(name) > 60:
        raise Lacking(_("Give the filter a name of at most 60 characters."), "name")
    parts = urlsplit(address)
    try:
        found = resolve(parts.path)
    except Resolver404:
        found = None
    where = found.url_name if found is not None and found.namespace == "ledger" else None
    if where not in Where.values or found is None:
        raise Lacking(_("Filters of this page cannot be saved."), "address")
    ledger = Ledger.objects.filter(pk=found.kwargs["pk"]).first() if where == Where.TABLE else None
    if where == Where.TABLE and ledger is None:
        raise Lacking(_("Filters of this page cannot be saved."), "address")
    query = urlencode([(key, value) for key, value in parse_qsl(parts.query) if key not in _NOT_KEPT])
    if not query or len(query) > 1000:
        raise Lacking(_("Filter something first, then save it."), "address")
    posts = held(user)
    if share and not posts:
        raise Lacking(_("You hold no post, and so have no office to share with."), "share")
    said = {"where": where, "ledger": ledger, "query": query, "office": posts[0].office if share else None}
    row, _made = SavedFilter.objects.update_or_create(user=user, name=name, defaults=said)
    return row
