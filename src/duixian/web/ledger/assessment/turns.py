"""What every action of this part of the ledger begins with: who acts in which post, on which row, and whether it was done already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from duixian.web.accounts.models import Post, PostRole, User
from duixian.web.accounts.permissions import Action, may
from duixian.web.accounts.posts import held
from duixian.web.ledger.log import Actor, before
from duixian.web.ledger.models import Event
from duixian.web.ledger.refusals import Lacking, NotNow, NotYours, Stale

__all__ = ["acting", "configuring", "filled", "in_state", "post_of", "taken"]

Row = TypeVar("Row", bound=models.Model)


def post_of(user: User, *roles: PostRole, office: int | None = None) -> Post | None:
    """Gives a post of the user with one of the roles, of that office where one is named."""
    return next((one for one in held(user) if one.role in roles and (office is None or one.office_id == office)), None)


def acting(user: User, *roles: PostRole, office: int | None = None) -> Actor:
    """Gives who acts.

    Raises:
        NotYours: the user holds no such post.
    """
    post = post_of(user, *roles, office=office)
    if post is None:
        raise NotYours(_("Your post does not let you do this here."))
    return Actor(user, post)


def configuring(user: User) -> Actor:
    """Gives who changes rules: in the delivery office, or as an administrator.

    Raises:
        NotYours: the user may not.
    """
    if not may(user, Action.CONFIGURE):
        raise NotYours(_("Your post does not let you do this here."))
    return Actor(user, post_of(user, PostRole.DELIVERY))


def taken(model: type[Row], pk: int, subject: str, action: str, actor: Actor, said: Mapping[str, Any], *, revision: int | None, key: str) -> tuple[Row, Event | None]:
    """Gives a row locked for a change within :func:`~duixian.web.ledger.log.in_turn`, and what the same request did when it came before.

    Raises:
        Stale: somebody else has changed the row since ``revision``.
        KeyReused: the key came with another wish.
    """
    row = model._default_manager.select_for_update(of=("self",)).get(pk=pk)
    repeated = before(actor, key, subject, pk, action, said)
    if repeated is None and revision is not None and revision != row.revision:  # type: ignore[attr-defined]
        raise Stale
    return row, repeated


def in_state(row: Any, states: Iterable[str]) -> None:
    """Looks whether a row is in one of the states.

    Raises:
        NotNow: it is not.
    """
    if row.state not in states:
        raise NotNow(_("This cannot be done while it is “%(state)s”.") % {"state": row.get_state_display()})


def filled(said: Mapping[str, Any], name: str, label: str, most: int = 20_000) -> str:
    """Gives a text that must be said.

    Raises:
        Lacking: it is empty, or too long.
    """
    text = str(said.get(name) or "").replace("\x00", "").strip()
    if not text:
        raise Lacking(_("“%(name)s” must be filled in.") % {"name": label}, name)
    if len(text) > most:
        raise Lacking(_("“%(name)s” is too long: up to %(most)s characters.") % {"name": label, "most": most}, name)
    return text
