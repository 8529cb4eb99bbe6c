"""Reading the database as it stands at one moment, however long that takes, while others write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

__all__ = ["snapshot"]


@contextmanager
def snapshot() -> Iterator[None]:
    """Holds the database still for the queries inside, which must only read; writers are not kept waiting.

    On SQLite a transaction of Django's would take the right to write; this one begins as a reader's and stays one. Not to be
    entered inside a transaction.
    """
    if connection.vendor == "postgresql":
        with transaction.atomic(durable=True):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
