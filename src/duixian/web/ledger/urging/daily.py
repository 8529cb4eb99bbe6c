"""The daily job: lights, the public board, reminders, proposals of slips, mails. It may be run at any time and any number of times; days that were missed are made up for."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from duixian.web.ledger.lights.refresh import refresh_all
from duixian.web.ledger.models import Ledger
from duixian.web.ledger.openly.daily import daily as board
from duixian.web.ledger.options import option
from duixian.web.ledger.urging.digests import send
from duixian.web.ledger.urging.models import DailyRun, RunState
from duixian.web.ledger.urging.proposals import propose
from duixian.web.ledger.urging.reminding import remind
from duixian.web.locks import Lock

__all__ = ["LOCK", "due", "run"]

LOCK = "daily"
_FURTHEST = timedelta(days=366)
"""How far back missed days are made up for."""

_log = logging.getLogger(__name__)


def run(day: date | None = None) -> DailyRun | None:
    """Does what a day needs, and what the days since the last run needed; gives the row that says what was done, None where another is at it.

    Each part is done once however often it runs: one that was cut off is done again from its beginning. Where the clock has been set back, nothing is done.

    Raises:
        Exception: whatever a part raised, once the row says so.
    """
    lock = Lock(LOCK)
    if not lock.take():
        return None
    try:
        return _run(day or timezone.localdate())
    finally:
        lock.release()


def due(day: date | None = None) -> bool:
    """Tells whether the job has not been done today, the hour has come from which it may be, and a ledger is open."""
    now = timezone.localtime()
    day = day or now.date()
    if now.hour < int(option("daily_hour")) and now.date() == day:
        return False
    if not Ledger.objects.filter(frozen_at=None).exists():
        return False
    return not DailyRun.objects.filter(day__gte=day, state__in=[RunState.DONE, RunState.CLOCK_BACK]).exists()


def _run(day: date) -> DailyRun:
    DailyRun.objects.filter(state=RunState.RUNNING).update(state=RunState.CUT_OFF, ended_at=timezone.now())  # whoever began it is gone: this one has the lock
    last = DailyRun.objects.filter(state=RunState.DONE).order_by("-day").values_list("day", flat=True).first()
    first = max(min(last + timedelta(days=1), day), day - _FURTHEST) if last else day
    row = DailyRun.objects.create(day=day, first=first, began_at=timezone.now())
    if last and day < last:
        return _ended(row, RunState.CLOCK_BACK)
    parts: tuple[tuple[str, Callable[[], Any]], ...] = (
        ("lights", lambda: refresh_all(day)),
        ("board", board),
        ("reminders", lambda: remind(first, day)),
        ("proposals", lambda: propose(day)),
        ("mails", lambda: send(day)._asdict()),
    )
    for name, part in parts:
        try:
            row.did[name] = part()
        except Exception as error:
            row.error = f"{name}: {type(error).__name__}: {error}"[:400]
            _ended(row, RunState.FAILED)
            raise
        row.save(update_fields=["did"])
    return _ended(row, RunState.DONE)


def _ended(row: DailyRun, state: RunState) -> DailyRun:
    row.state, row.ended_at = state, timezone.now()
    row.save()
    return row
