"""Making a backup while the workspace runs: one moment of the database, then the files, which are only ever added to."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

import duixian
from duixian.web.backup.manifest import FORMAT, KEPT_FILES, LEFT_OUT, MANIFEST, Kept, Manifest, Rows

__all__ = ["newest_migrations", "save"]

_PIECE = 2000
"""Rows that are packed together."""
_CHUNK = 1 << 20
_SECRET = ("KEY", "SECRET", "PASSWORD", "URL", "SMTP")
"""Parts of the names of settings that may hold a password."""


def save(path: Path, tell: Callable[[str, int, int], None] = lambda *_: None) -> Manifest:
    """Writes a backup to ``path``, whole or not at all, and gives what it says of itself.

    ``tell`` is told the table or file at hand, how many are done and how many there are.

    Raises:
        OSError: the file cannot be written.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with zipfile.ZipFile(aside, "x", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            with _one_moment():
                kept = [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table not in LEFT_OUT and model._meta.managed]
                tables = {}
                for number, model in enumerate(kept):
                    tell(model._meta.db_table, number, len(kept))
                    tables[model._meta.db_table] = _rows(archive, model)
                migrations = newest_migrations()
            files = _files(archive, tell)
            manifest = Manifest(
                format=FORMAT,
                version=duixian.__version__,
                made_at=timezone.now().isoformat(timespec="seconds"),
                database=connection.vendor,
                migrations=migrations,
                tables=tables,
                files=files,
                settings=_settings(),
            )
            archive.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1))
        with aside.open("rb") as written:
            os.fsync(written.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return manifest


def newest_migrations() -> tuple[tuple[str, str], ...]:
    """Gives the migrations of each app that the database has and no other of the app builds on."""
    loader = MigrationExecutor(connection).loader
    applied = {key for key in loader.applied_migrations if key in loader.graph.nodes}
    below = {parent.key for key in applied for parent in loader.graph.node_map[key].parents if parent.key[0] == key[0]}
    return tuple(sorted(applied - below))


@contextmanager
def _one_moment() -> Iterator[None]:
    """All that is read within is of the moment of its beginning, and nobody waits for it. Within a transaction that is open, its moment."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # atomic() would lock writers out for as long as this takes
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def _rows(archive: zipfile.ZipFile, model: type[models.Model]) -> Rows:
    fields = [field for field in model._meta.concrete_fields if field.column]
    digest, count = hashlib.sha256(), 0
    with archive.open(f"rows/{model._meta.db_table}", "w", force_zip64=True) as stream:
        query = model._base_manager.order_by("pk").values_list(*[field.attname for field in fields])
        for piece in _pieces(query.iterator(chunk_size=_PIECE)):
            data = msgspec.msgpack.encode([[_plain(value) for value in row] for row in piece])
            framed = len(data).to_bytes(8, "big") + data
            stream.write(framed)
            digest.update(framed)
            count += len(piece)
    return Rows(model._meta.label, tuple(field.attname for field in fields), count, digest.hexdigest())


def _pieces(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    walk = iter(rows)
    while piece := list(islice(walk, _PIECE)):
        yield piece


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _files(archive: zipfile.ZipFile, tell: Callable[[str, int, int], None]) -> dict[str, Kept]:
    root = Path(settings.DATA)
    found = [root / name for name in KEPT_FILES if (root / name).is_file()]
    found += [file for name in KEPT_FILES for file in sorted((root / name).rglob("*")) if file.is_file()]
    kept = {}
    for number, file in enumerate(found):
        name = file.relative_to(root).as_posix()
        tell(name, number, len(found))
        digest, size = hashlib.sha256(), 0
        info = zipfile.ZipInfo.from_file(file, f"files/{name}", strict_timestamps=False)
        info.compress_type = zipfile.ZIP_DEFLATED
        with file.open("rb") as source, archive.open(info, "w") as stream:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
                stream.write(chunk)
        kept[name] = Kept(size, digest.hexdigest())
    return kept


def _settings() -> dict[str, str]:
    return {name: value for name, value in sorted(os.environ.items()) if name.startswith("DUIXIAN_") and not any(part in name for part in _SECRET)}
