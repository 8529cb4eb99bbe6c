"""What is the same for all who look and takes long to count, kept until something is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

import duixian
from duixian.web.ledger.models import Event

__all__ = ["kept"]

_LONGEST = 600
"""Seconds for which something is kept at the most: the lights of a month that is over are kept without an event."""

T = TypeVar("T")


def kept(name: str, make: Callable[[], T]) -> T:
    """Gives what ``make`` gives, or gave under the same name since the last event of the log.

    Whatever changes what the ledger shows is an event, offices and settings among them. ``name`` holds all else that it depends on: the day, the language.
    """
    last = Event.objects.order_by("-pk").values_list("pk", flat=True).first()
    key = f"kept:{duixian.__version__}:{last}:{name}"
    known: tuple[T] | None = cache.get(key)
    if known is None:
        known = (make(),)
        cache.set(key, known, _LONGEST)
    return known[0]
