"""The archive of the example reports, made once a session and put back for each test that asks for it.

Reading and following five reports takes most of a second; putting the same rows back takes a tenth of that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models

from duixian.web.archive.models import Place
from duixian.web.archive.originals import original
from duixian.web.archive.rows import insert

__all__ = ["Snapshot"]


class Snapshot:
    """All rows of the archive's tables, and the original files."""

    def __init__(self) -> None:
        self._rows: dict[type[models.Model], tuple[list[str], list[tuple[Any, ...]]]] = {}
        self._files: dict[str, bytes] = {}

    def restore(self, files: Iterable[Path], make: Callable[[], object]) -> None:
        """Puts the rows and files back; the first time they are made by ``make``, which brings ``files`` in."""
        if self._rows:
            self._put_back()
        else:
            assert not Place.objects.exists(), "name the fixture of the archive before those that add rows of their own to its tables"
            make()
            self._take(files)

    def _take(self, files: Iterable[Path]) -> None:
        import hashlib

        self._files = {hashlib.sha256(data).hexdigest(): data for data in (file.read_bytes() for file in files)}
        for model in apps.get_app_config("archive").get_models(include_auto_created=True):
            columns = [field.column for field in model._meta.concrete_fields if field.column]
            names = ", ".join(map(connection.ops.quote_name, columns))
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT {names} FROM {connection.ops.quote_name(model._meta.db_table)}")
                rows = [tuple(bytes(value) if isinstance(value, memoryview) else value for value in row) for row in cursor.fetchall()]
            if rows:
                self._rows[model] = columns, rows

    def _put_back(self) -> None:
        for model, (columns, rows) in self._rows.items():
            insert(model, columns, rows)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self._rows)):
                cursor.execute(statement)
        for digest, data in self._files.items():
            target = original(digest)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
