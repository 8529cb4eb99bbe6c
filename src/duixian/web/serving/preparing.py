"""What must be there before pages are served or reports brought in: a folder to write to, a database of this version, static files."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

import duixian
from duixian.errors import UsageError
from duixian.web.locks import Lock

__all__ = ["UNUSED", "prepare_database", "prepare_pages", "tidy"]

_PREPARING = "preparing"
_DAY = 24 * 60 * 60
_OLDEST_POSTGRESQL = 15
UNUSED = ("ninja", "ext", "htmax*", "htmx-4*", "htmx-2.js")
"""Names of static files of other packages that no page of ours uses; to compress them would take half a minute."""


def prepare_database(tell: Callable[[int], None]) -> None:
    """Makes the database what this version needs; ``tell`` is called with the number of steps where there are any. Two at once take turns.

    Raises:
        UsageError: the database does not answer, is too old, or was made by a newer version of this program.
    """
    try:
        connection.ensure_connection()
        if connection.vendor == "postgresql" and connection.pg_version < _OLDEST_POSTGRESQL * 10000:  # type: ignore[attr-defined]
            found = connection.pg_version // 10000  # type: ignore[attr-defined]
            raise UsageError(
                f"数据库是 PostgreSQL {found}；需要 {_OLDEST_POSTGRESQL} 或更新的版本", f"the database is PostgreSQL {found}; {_OLDEST_POSTGRESQL} or newer is needed"
            )
        with Lock(_PREPARING):
            executor = MigrationExecutor(connection)
            _refuse_newer(executor)
            plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
            if plan:
                tell(len(plan))
                call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        where = _where()
        reason = " ".join(str(error).split())
        raise UsageError(
            f"数据库 {where} 用不了（{reason}）；请检查数据库是否在运行、DATABASE_URL 是否正确",
            f"the database {where} cannot be used ({reason}); check that it runs and that DATABASE_URL is right",
        ) from error


def prepare_pages() -> None:
    """Lays the static files of this version ready under names that hold a digest of their content; does nothing where they are there."""
    root = Path(settings.STATIC_ROOT)
    mark = root / ".made-from"
    wanted = _made_from()
    with Lock(_PREPARING):
        if mark.exists() and mark.read_text(encoding="utf-8") == wanted:
            return
        # Files of other versions stay: pages that were sent before name them.
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=list(UNUSED))
        mark.write_text(wanted, encoding="utf-8")


def tidy() -> None:
    """Takes away what lies about: bytes of uploads that broke off over a day ago, sessions that have ended."""
    old = time.time() - _DAY
    for file in Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir():
        with suppress(FileNotFoundError):  # what arrives at this moment is moved away
            if file.stat().st_mtime < old:
                file.unlink()
    call_command("clearsessions")


def _refuse_newer(executor: MigrationExecutor) -> None:
    known = set(executor.loader.disk_migrations)
    ours = {one.label for one in apps.get_app_configs() if one.name.startswith("duixian.")}
    newer = sorted(f"{app}.{name}" for app, name in executor.loader.applied_migrations if app in ours and (app, name) not in known)
    if newer:
        raise UsageError(
            f"数据库已由更新的版本升级（{newer[-1]}），本程序是 {duixian.__version__}；请升级程序",
            f"the database was brought up by a newer version ({newer[-1]}) and this is {duixian.__version__}; upgrade the program",
        )


def _where() -> str:
    """The database as one would name it, without its password."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return str(known["NAME"])
    return f"{known['USER']}@{known['HOST'] or 'localhost'}:{known['PORT'] or 5432}/{known['NAME']}"


def _made_from() -> str:
    """Names what the static files are made from: version, and place, size and time of every file."""
    from django.contrib.staticfiles.finders import get_finders

    lines = [duixian.__version__]
    for finder in get_finders():
        for path, storage in finder.list(list(UNUSED)):
            status = Path(storage.path(path)).stat()
            lines.append(f"{path} {status.st_size} {status.st_mtime_ns}")
    return "\n".join(lines)
