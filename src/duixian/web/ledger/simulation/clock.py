"""Another time for the whole process while a simulation lives through a moment. Nothing else may run in it meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone

__all__ = ["at"]


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within it the clock that the workspace asks (``django.utils.timezone.now``) stands at ``moment``."""
    real = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = real
