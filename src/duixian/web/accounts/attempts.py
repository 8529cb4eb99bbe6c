"""Guessing passwords is made to take years: after some wrong ones a name and an address must wait."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count
from django.utils import timezone
from django.utils.crypto import salted_hmac

from duixian.web.accounts.models import Attempt

__all__ = ["LIMITS", "WINDOW", "Limit", "TooManyAttempts", "begin", "forgive", "succeeded", "waits"]

WINDOW = timedelta(minutes=15)
"""How long a wrong password counts."""


class Limit(NamedTuple):
    """How many wrong passwords are borne within the window, of attempts that share ``fields``."""

    fields: tuple[str, ...]
    most: int


LIMITS = (Limit(("name", "address"), 5), Limit(("name",), 50), Limit(("address",), 50))
"""Five of one person at one place. Of a name from anywhere and of an address ten times as many: nobody can easily lock another out,
and an office behind one address can mistype."""


class TooManyAttempts(Exception):
    """No password is looked at for now; ``wait`` says for how long."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"wait {wait}")
        self.wait = wait


def begin(name: str, address: str) -> Attempt:
    """Writes an attempt down, before the password is looked at, so that many at once count as many; gives it.

    It stays where the password turns out wrong; :func:`succeeded` takes it back.

    Raises:
        TooManyAttempts: there were too many wrong ones. The attempt does not count then.
    """
    now = timezone.now()
    Attempt.objects.filter(at__lt=now - WINDOW).delete()
    digest = _digest(name)
    mine = Attempt.objects.create(name=digest, address=address, at=now)
    ready = max((_ready(mine, limit) for limit in LIMITS), default=now)
    if ready > now:
        mine.delete()
        raise TooManyAttempts(ready - now)
    return mine


def succeeded(mine: Attempt) -> None:
    """Forgets the wrong passwords of who signed in, at the place where it was."""
    Attempt.objects.filter(name=mine.name, address=mine.address).delete()


def forgive(name: str) -> None:
    """Forgets the wrong passwords of a name, wherever they were typed: it need not wait. An address that tried many names still waits."""
    Attempt.objects.filter(name=_digest(name)).delete()


def waits(name: str) -> bool:
    """Tells whether a name must wait at some address, or everywhere."""
    rows = Attempt.objects.filter(name=_digest(name), at__gte=timezone.now() - WINDOW)
    counts = [row["many"] for row in rows.order_by().values("address").annotate(many=Count("pk"))]
    return max(counts, default=0) >= LIMITS[0].most or sum(counts) >= LIMITS[1].most


def _digest(name: str) -> str:
    return salted_hmac("duixian.attempt", name.casefold(), algorithm="sha256").hexdigest()


def _ready(mine: Attempt, limit: Limit) -> datetime:
    """When the limit lets the attempt pass: once so many of those before it have grown old that fewer than ``most`` count."""
    same = {field: getattr(mine, field) for field in limit.fields}
    before = Attempt.objects.filter(**same, pk__lt=mine.pk).order_by("-at", "-pk").values_list("at", flat=True)[: limit.most]
    times = list(before)
    return times[-1] + WINDOW if len(times) == limit.most else mine.at
