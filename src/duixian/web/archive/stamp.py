"""One short text that changes whenever anything changes that pages, files or answers are made from."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import connection

import duixian
from duixian.web.archive.models import Correction, Finding, Joining, Judgement, Place, Reply, Report

__all__ = ["archive_stamp"]


def archive_stamp() -> str:
    """Gives a digest of the revisions of all reports, of when each place was followed, and of all that people said; one query.

    Equal stamps mean equal answers. What is being read but not yet stored changes nothing.
    """
    parts = (
        f"SELECT count(*) FROM {_table(Report)}",
        f"SELECT max(id) FROM {_table(Report)}",
        f"SELECT sum(revision) FROM {_table(Report)}",
        f"SELECT count(*) FROM {_table(Place)}",
        f"SELECT max(id) FROM {_table(Place)}",
        f"SELECT max(followed_at) FROM {_table(Place)}",
        f"SELECT max(id) FROM {_table(Finding)}",
        *(f"SELECT max(id) FROM {_table(model)}" for model in (Reply, Judgement, Correction, Joining)),
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"({part})" for part in parts))
        row = cursor.fetchone() or ()
    words = [duixian.__version__, *(str(value.timestamp()) if isinstance(value, datetime) else str(value) for value in row)]
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:20]


def _table(model: type) -> str:
    return connection.ops.quote_name(model._meta.db_table)  # type: ignore[attr-defined]
