"""Who may do what to which item: the table of :mod:`duixian.web.ledger.states` applied to a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Q

from duixian.web.accounts.models import Post, PostRole, User
from duixian.web.accounts.posts import held
from duixian.web.ledger.models import Item, Petition, PetitionKind
from duixian.web.ledger.states import TABLE, Act, Tie, Transition

__all__ = ["DECIDES", "open_to", "post_for", "tied"]

DECIDES: dict[PetitionKind, Act] = {
    PetitionKind.SUSPEND: Act.SUSPEND,
    PetitionKind.RESUME: Act.RESUME,
    PetitionKind.EXTEND: Act.EXTEND,
    PetitionKind.CHANGE: Act.CHANGE,
}
"""The action that grants a petition of each kind; who may do that may also refuse it."""


def tied(post: Post, item: Item, tie: Tie) -> bool:
    """Tells whether a post has to do with the item what ``tie`` asks for."""
    match tie:
        case Tie.NONE:
            return True
        case Tie.LEAD:
            return item.lead_id == post.office_id
        case Tie.TAKES_PART:
            return item.lead_id == post.office_id or any(one.pk == post.office_id for one in item.supporting.all())


def post_for(user: User, item: Item, transition: Transition) -> Post | None:
    """Gives the post in which a user may do this to the item, the one that answers for it first; None where there is none. Its state is not looked at."""
    fitting = [one for one in held(user) if PostRole(one.role) in transition.roles and tied(one, item, transition.tie)]
    fitting.sort(key=lambda one: one.pk not in (item.post_id, item.leader_id))
    return fitting[0] if fitting else None


def open_to(user: User, item: Item) -> Iterator[Transition]:
    """Gives what a user may do to an item as it stands now, petitions and entries that wait taken into account."""
    if item.ledger.frozen_at:
        return
    waiting = {PetitionKind(kind) for kind in Petition.objects.filter(item=item, verdict="").values_list("kind", flat=True)}
    entries = list(item.entries.filter(verdict="").values_list("office_id", flat=True))
    for row in TABLE:
        if item.state not in row.sources:
            continue
        post = post_for(user, item, row)
        if post is None:
            continue
        if row.act in DECIDES.values() and not any(DECIDES[kind] is row.act for kind in waiting):
            continue
        if row.act is Act.DENY and not any(may_decide(user, item, kind) for kind in waiting):
            continue
        if row.act in (Act.APPROVE, Act.REFUSE) and post.office_id not in entries:
            continue
        if row.act is Act.REACH and not item.milestones.filter(done_on=None).exists():
            continue
        yield row


def may_decide(user: User, item: Item, kind: PetitionKind) -> bool:
    """Tells whether a user decides petitions of a kind."""
    return post_for(user, item, next(row for row in TABLE if row.act is DECIDES[kind])) is not None


def of_office(offices: Iterable[int]) -> Q:
    """Gives the condition that an item is led or supported by one of the offices."""
    keys = list(offices)
    return Q(lead__in=keys) | Q(supporting__in=keys)
