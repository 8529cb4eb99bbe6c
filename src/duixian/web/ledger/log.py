"""Writing the log, and reading what one request did when it comes a second time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO, NamedTuple

from django.db import connection, models, transaction
from django.utils import timezone

from duixian.web.accounts.models import Post, User
from duixian.web.archive.originals import keep
from duixian.web.ledger.models import Event, Paper
from duixian.web.ledger.refusals import KeyReused

__all__ = ["Actor", "Handed", "before", "in_turn", "moment", "plain", "write"]

_LOCK = 0x64785F6C


class Actor(NamedTuple):
    """Who acts, in which post; both None for what the workspace does by itself."""

    user: User | None = None
    post: Post | None = None


class Handed(NamedTuple):
    """A file handed in with an action."""

    name: str
    file: BinaryIO


@contextmanager
def in_turn() -> Iterator[None]:
    """A transaction in which one request at a time writes to the log: events stand in it in the order they were done."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        yield


def plain(value: object) -> Any:
    """Gives a value as it stands in the log: rows by their key, days and numbers as text."""
    match value:
        case models.Model():
            return value.pk
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return format(value.normalize(), "f")
        case Mapping():
            return {str(name): plain(one) for name, one in value.items()}
        case str():
            return value
        case Iterable():
            return [plain(one) for one in value]
        case _:
            return value


def asked_for(subject: str, number: int, action: str, given: Mapping[str, object]) -> str:
    """Gives a digest of what a request asks for."""
    return hashlib.sha256(json.dumps([subject, number, action, plain(given)], sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def before(actor: Actor, key: str, subject: str, number: int, action: str, given: Mapping[str, object]) -> Event | None:
    """Gives what the same request did when it came before, by its ``key``; None where it is new.

    Raises:
        KeyReused: the key was used for something else.
    """
    if not key or actor.user is None:
        return None
    event = Event.objects.filter(user=actor.user, key=key).first()
    if event is not None and event.asked != asked_for(subject, number, action, given):
        raise KeyReused
    return event


def moment() -> datetime:
    """Gives the time of an event that is written now: the clock's, or the last event's where the clock has been set back. To be called within :func:`in_turn`."""
    last = Event.objects.order_by("-id").values_list("at", flat=True).first()
    now = timezone.now()
    return max(now, last) if last else now


def write(
    subject: str,
    number: int,
    action: str,
    actor: Actor,
    *,
    states: tuple[str, str] = ("", ""),
    reason: str = "",
    data: Mapping[str, object] | None = None,
    key: str = "",
    given: Mapping[str, object] | None = None,
    papers: Iterable[Handed] = (),
) -> Event:
    """Adds a row to the log with the files handed in, and gives it. To be called within :func:`in_turn`.

    ``states`` are those before and after; ``given`` is what the request said, by which a repetition of ``key`` is known. The time written is the
    clock's, or the last event's where the clock has been set back.
    """
    event = Event.objects.create(
        subject=subject,
        number=number,
        action=action,
        before=states[0],
        after=states[1],
        at=moment(),
        user=actor.user,
        post=actor.post,
        office=actor.post.office if actor.post else None,
        reason=reason,
        data=plain(data or {}),
        key=key if actor.user else "",
        asked=asked_for(subject, number, action, given or {}) if key and actor.user else "",
    )
    for one in papers:
        kept = keep(_chunks(one.file))
        Paper.objects.create(event=event, sha256=kept.sha256, name=one.name[-200:], size=kept.size)
    return event


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(1 << 20):
        yield chunk
