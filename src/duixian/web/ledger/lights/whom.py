"""In which post somebody sets rules, and whether their request came before."""

from __future__ import annotations

from typing import TypeVar

from django.db import models
from django.http import HttpRequest

from duixian.web.accounts.models import PostRole, User
from duixian.web.accounts.permissions import MAY_IN_POST, Action
from duixian.web.accounts.posts import held
from duixian.web.ledger.log import Actor
from duixian.web.ledger.models import Event
from duixian.web.ledger.refusals import KeyReused

__all__ = ["configurer", "done_before", "member"]

Row = TypeVar("Row", bound=models.Model)


def configurer(user: User) -> Actor:
    """Gives the user in the post that lets them set rules; without one where an administrator does."""
    return Actor(user, next((post for post in held(user) if Action.CONFIGURE in MAY_IN_POST[PostRole(post.role)]), None))


def done_before(sort: type[Row], user: User, key: str) -> Row | None:
    """Gives the row that the same request made when it came before; None where it is new. Rows of ``sort`` name their event.

    Raises:
        KeyReused: the key was used for something else.
    """
    if not key:
        return None
    event = Event.objects.filter(user=user, key=key).first()
    if event is None:
        return None
    row = sort._default_manager.filter(event=event).first()
    if row is None:
        raise KeyReused
    return row


def member(request: HttpRequest) -> User:
    """Gives who asks, on a page that only members reach."""
    assert isinstance(request.user, User)
    return request.user
