"""The jobs of the background: what the processes of a crew can do."""

from __future__ import annotations

import logging

import django
from django.db import close_old_connections

django.setup()

from duixian.web.archive.following import follow_place  # noqa: E402  models can be imported once Django is set up
from duixian.web.archive.models import Document, State  # noqa: E402
from duixian.web.archive.reading import read, sum_up  # noqa: E402
from duixian.web.ledger.urging.daily import run as run_daily  # noqa: E402

__all__ = ["do"]

_log = logging.getLogger(__name__)


def do(kind: str, key: int) -> tuple[str, str]:
    """Does a job; gives ``done``, or ``failed`` with the reason."""
    close_old_connections()
    try:
        match kind:
            case "read":
                document = Document.objects.filter(pk=key, state=State.READING).first()
                if document is not None:
                    read(document)
            case "follow":
                follow_place(key)
            case "sum_up":
                sum_up()
            case "daily":
                run_daily()
            case _:
                raise ValueError(kind)
    except Exception as error:  # whoever gave the job decides what becomes of it
        _log.exception("%s %s failed", kind, key)
        return "failed", f"{type(error).__name__}: {error}"[:400]
    return "done", ""
