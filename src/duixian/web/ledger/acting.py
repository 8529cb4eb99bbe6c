"""Doing something to an item: the one way by which items change, whether a page, the API, a file or the daily job asks for it.

An action looks at the table of :mod:`duixian.web.ledger.states`, changes the item by :mod:`duixian.web.ledger.effects` and writes the log, all in one
transaction: either all of it is done or nothing. A request with an idempotency key that came before does nothing and gives what was done then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.dispatch import Signal
from django.utils.translation import gettext as _

from duixian.web.accounts.models import Post, PostRole, User
from duixian.web.accounts.posts import held
from duixian.web.ledger.effects import EFFECTS, Deed, made
from duixian.web.ledger.given import checked
from duixian.web.ledger.log import Actor, Handed, before, in_turn, write
from duixian.web.ledger.models import Event, Item, Ledger
from duixian.web.ledger.refusals import Frozen, NotNow, NotYours, Stale
from duixian.web.ledger.rights import post_for
from duixian.web.ledger.states import CREATED, TRANSITIONS, Act, Transition

__all__ = ["act", "acted", "create"]

acted = Signal()
"""Sent within the transaction after something was done to an item, with ``item`` and ``event``: what must never be out of step with items hangs on it."""


def act(
    item: Item | int,
    deed: Act,
    user: User | None,
    given: Mapping[str, Any] | None = None,
    *,
    revision: int | None = None,
    key: str = "",
    papers: Iterable[Handed] = (),
) -> Event:
    """Does ``deed`` to an item and gives the event. ``given`` holds the fields of the table's row, as text (of a form, of JSON) or as values.

    ``revision`` is that of the item when the user decided; ``key`` the idempotency key of the request. ``user`` is None for what the workspace does itself.

    Raises:
        Refused: it is not done, and why: :mod:`duixian.web.ledger.refusals`.
    """
    number = item if isinstance(item, int) else item.pk
    said = dict(given or {})
    row = TRANSITIONS[deed]
    with in_turn():
        locked = Item.objects.select_for_update(of=("self",)).select_related("ledger", "lead", "post").get(pk=number)
        actor = Actor(user, _post(user, locked, row))
        repeated = before(actor, key, "item", number, deed, said)
        if repeated is not None:
            return repeated
        if locked.ledger.frozen_at:
            raise Frozen
        if revision is not None and revision != locked.revision:
            raise Stale
        if locked.state not in row.sources:
            raise NotNow(_("This cannot be done to an item in the state “%(state)s”.") % {"state": locked.get_state_display()})
        fields = checked(row.fields, said, locked.ledger)
        files = list(papers) if row.papers else []
        one = Deed(locked, row, actor, fields)
        state = locked.state
        effect = EFFECTS.get(deed)
        if effect is not None:
            effect.check(one)
        target = one.target or row.target or state
        event = write("item", number, deed, actor, states=(state, target), reason=fields.get("reason") or "", data=one.data, key=key, given=said, papers=files)
        locked.state = target
        locked.revision += 1
        if effect is not None:
            effect.apply(one, event)
        locked.save()
        acted.send(Item, item=locked, event=event)
    if isinstance(item, Item):
        item.refresh_from_db()
    return event


def create(ledger: Ledger, user: User | None, given: Mapping[str, Any], *, key: str = "") -> Item:
    """Enters an item as a draft; ``given`` holds the fields of ``states.CREATED`` and ``sources``, a list of fields of :class:`~duixian.web.ledger.models.Source`.

    Raises:
        Refused: it is not done, and why.
    """
    said = dict(given)
    sources = said.pop("sources", [])
    with in_turn():
        locked = Ledger.objects.select_for_update().get(pk=ledger.pk)
        actor = Actor(user, _drafter(user))
        repeated = before(actor, key, "ledger", locked.pk, Act.CREATE, given)
        if repeated is not None:
            return Item.objects.get(pk=repeated.data["item"])
        if locked.frozen_at:
            raise Frozen
        item = made(locked, checked(CREATED, said, locked), sources)
        event = write("item", item.pk, Act.CREATE, actor, states=("", item.state), data={"number": item.number, "title": item.title, "kind": item.kind, "ledger": locked.pk, **said})
        if key:  # a repetition is known by the ledger, since the item is not there yet when it is asked for
            write("ledger", locked.pk, Act.CREATE, actor, data={"item": item.pk}, key=key, given=given)
        acted.send(Item, item=item, event=event)
    return item


def _post(user: User | None, item: Item, row: Transition) -> Post | None:
    """Gives the post in which the user acts; None for the workspace itself, which may do anything of the table."""
    if user is None:
        return None
    post = post_for(user, item, row)
    if post is None:
        raise NotYours(_("Your post does not let you do this here."))
    return post


def _drafter(user: User | None) -> Post | None:
    if user is None:
        return None
    for post in held(user):
        if post.role == PostRole.DELIVERY:
            return post
    raise NotYours(_("Only the delivery office enters items."))
