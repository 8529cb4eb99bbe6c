"""What waits for a post: shown before it is handed over, since all of it passes to the successor."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from duixian.web.accounts.models import Post, PostRole
from duixian.web.ledger.dispatch.models import Call, CallState, Clock
from duixian.web.ledger.models import Entry, Item, Petition
from duixian.web.ledger.rights import DECIDES
from duixian.web.ledger.states import OPEN, TRANSITIONS

__all__ = ["Waiting", "waiting"]


class Waiting(NamedTuple):
    """How many of a sort wait for a post."""

    label: str
    many: int


def waiting(post: Post) -> list[Waiting]:
    """Gives what waits for the holder of a post, by sort; sorts that are not the post's business are left out."""
    role, office = PostRole(post.role), post.office_id
    items = Item.objects.filter(state__in=OPEN, ledger__frozen_at=None)
    found: list[Waiting] = []
    match role:
        case PostRole.DELIVERY:
            found.append(Waiting(_("Open items of the district"), items.count()))
        case PostRole.LEADER:
            found.append(Waiting(_("Open items in charge"), items.filter(Q(leader=post) | Q(post=post)).count()))
        case PostRole.AUDITOR:
            return []
        case _:
            found.append(Waiting(_("Open items that the office leads"), items.filter(lead=office).count()))
            found.append(Waiting(_("Of these, answered for by this post"), items.filter(post=post).count()))
            found.append(Waiting(_("Open items that the office supports"), items.filter(supporting=office).count()))
    if role in (PostRole.HEAD, PostRole.STREET):
        found.append(Waiting(_("Entries to approve"), Entry.objects.filter(office=office, verdict="").count()))
    decides = [kind for kind, act in DECIDES.items() if role in TRANSITIONS[act].roles]
    if decides:
        found.append(Waiting(_("Requests to decide"), Petition.objects.filter(kind__in=decides, verdict="").count()))
    if role in (PostRole.HEAD, PostRole.OFFICER):
        calls = Call.objects.filter(office=office).exclude(state__in=(CallState.DONE, CallState.EXCUSED))
        found.append(Waiting(_("Cases it is called to"), calls.count()))
    if role in (PostRole.STREET, PostRole.HEAD, PostRole.OFFICER, PostRole.COMMUNITY):
        found.append(Waiting(_("Time limits of cases that run"), Clock.objects.filter(office=office, done_at=None, stopped_at=None).count()))
    return found
