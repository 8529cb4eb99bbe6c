"""Restoring a backup into a workspace that holds nothing yet: looked through first, then all of it or nothing."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor

from duixian.errors import UsageError
from duixian.web.archive.rows import insert
from duixian.web.backup.manifest import FORMAT, KEPT_FILES, LEFT_OUT, MANIFEST, Manifest, decoded
from duixian.web.backup.saving import newest_migrations

__all__ = ["check", "restore"]

_CHUNK = 1 << 20
_LENGTH = 8


def restore(path: Path, tell: Callable[[str, int, int], None] = lambda *_: None) -> Manifest:
    """Brings a backup back: the database as it was, brought up to this version, and the files. Gives what the backup says of itself.

    Raises:
        UsageError: it is no backup, is damaged, was made by a newer version, or the workspace here is not empty.
    """
    manifest = check(path, tell)
    _refuse_what_is_here()
    with zipfile.ZipFile(path) as archive:
        historical = _prepare(manifest)
        with transaction.atomic():
            for number, (table, rows) in enumerate(manifest.tables.items()):
                tell(table, number, len(manifest.tables))
                _load(archive, table, rows.columns, historical[table], rows.count)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]):
                cursor.execute(statement)
        for number, name in enumerate(manifest.files):
            tell(name, number, len(manifest.files))
            _put(archive, name)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    return manifest


def check(path: Path, tell: Callable[[str, int, int], None] = lambda *_: None) -> Manifest:
    """Looks a backup through to its last byte and gives what it says of itself; nothing is changed.

    Raises:
        UsageError: it is no backup, is damaged, or was made by a newer version.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = decoded(archive.read(MANIFEST))
            _refuse_newer(path, manifest)
            wanted = {f"rows/{table}": rows.sha256 for table, rows in manifest.tables.items()}
            wanted |= {f"files/{name}": kept.sha256 for name, kept in manifest.files.items()}
            for number, (member, digest) in enumerate(wanted.items()):
                tell(member, number, len(wanted))
                if _digest(archive, member) != digest:
                    raise _damaged(path, member)
            for name in manifest.files:
                if name.split("/")[0] not in KEPT_FILES or ".." in Path(name).parts or Path(name).is_absolute():
                    raise _damaged(path, name)
    except FileNotFoundError as error:
        raise UsageError(f"找不到 {path}；请检查路径", f"{path} does not exist; check the path") from error
    except (zipfile.BadZipFile, KeyError, msgspec.DecodeError, EOFError, ValueError) as error:
        raise _damaged(path, str(error)) from error
    return manifest


def _damaged(path: Path, what: str) -> UsageError:
    return UsageError(f"{path} 不是完整的备份文件（{what}）；请换一份备份", f"{path} is no whole backup ({what}); use another one")


def _refuse_newer(path: Path, manifest: Manifest) -> None:
    known = set(MigrationExecutor(connection).loader.disk_migrations)
    newer = [f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in known]
    if manifest.format > FORMAT or newer:
        raise UsageError(
            f"备份 {path} 由更新的版本 {manifest.version} 做出；请先升级程序再恢复", f"the backup {path} was made by a newer version, {manifest.version}; upgrade the program, then restore"
        )


def _refuse_what_is_here() -> None:
    """Refuses a workspace in which anybody has done anything: nothing that is stored is ever lost to a restore."""
    tables = set(connection.introspection.table_names())
    for label in ("accounts.User", "archive.Document", "ledger.Event"):
        model = apps.get_model(label)
        if model._meta.db_table in tables and model._base_manager.exists():
            raise UsageError(
                "这个工作台里已有内容，不能恢复到这里；请用 --data 指定一个新的文件夹（数据库为 PostgreSQL 的，用 DATABASE_URL 指定一个新的数据库）",
                "this workspace is not empty; name a new folder by --data (and a new database by DATABASE_URL where that is PostgreSQL)",
            )


def _prepare(manifest: Manifest) -> dict[str, type[models.Model]]:
    """Brings the empty database to where the backup's was; gives the models of then, by table."""
    executor = MigrationExecutor(connection)
    targets = list(manifest.migrations)
    if newest_migrations() != manifest.migrations:
        if any(backwards for _, backwards in executor.migration_plan(targets)):
            raise UsageError(
                "这里的数据库已升级到比备份新的版本；请恢复到一个新的文件夹或新的数据库，恢复时会自动升级",
                "the database here is of a newer version than the backup; restore into a new folder or database, and it is upgraded then",
            )
        executor.migrate(targets)
    state = MigrationExecutor(connection).loader.project_state(targets)
    known = {model._meta.db_table: model for model in state.apps.get_models(include_auto_created=True)}
    with connection.cursor() as cursor:
        for table, model in known.items():  # what migrations and the framework put there themselves
            if table not in LEFT_OUT and model._meta.managed and model._base_manager.exists():
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
    return known


def _load(archive: zipfile.ZipFile, table: str, columns: tuple[str, ...], model: type[models.Model], count: int) -> None:
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in columns]
    loaded = 0

    def values() -> Iterator[tuple[Any, ...]]:
        nonlocal loaded
        for row in _rows(archive, f"rows/{table}"):
            loaded += 1
            yield tuple(_value(field, value) for field, value in zip(fields, row, strict=True))

    insert(model, [str(field.column) for field in fields], values())
    if loaded != count:
        raise UsageError(f"备份里 {table} 应有 {count} 行，只有 {loaded} 行；请换一份备份", f"the backup should hold {count} rows of {table} and holds {loaded}; use another one")


def _value(field: models.Field[Any, Any], value: Any) -> Any:
    """Gives a value as the database takes it."""
    if value is None:
        return None
    if isinstance(field, models.DateTimeField) and isinstance(value, str):
        value = datetime.fromisoformat(value)
    elif isinstance(field, models.DateField) and isinstance(value, str):
        value = date.fromisoformat(value)
    return field.get_db_prep_save(value, connection)


def _rows(archive: zipfile.ZipFile, member: str) -> Iterator[list[Any]]:
    with archive.open(member) as stream:
        while head := stream.read(_LENGTH):
            yield from msgspec.msgpack.decode(stream.read(int.from_bytes(head, "big")))


def _put(archive: zipfile.ZipFile, name: str) -> None:
    target = Path(settings.DATA) / name
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.{os.getpid()}")
    with archive.open(f"files/{name}") as source, aside.open("wb") as stream:
        while chunk := source.read(_CHUNK):
            stream.write(chunk)
    if name == "secret-key":
        aside.chmod(0o600)
    aside.replace(target)


def _digest(archive: zipfile.ZipFile, member: str) -> str:
    digest = hashlib.sha256()
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
