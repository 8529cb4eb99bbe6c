"""The whole archive as a data package: a zip of Parquet tables with ``datapackage.json``, made in the background and kept by the archive's stamp.

It is made once for each state of the archive, by one maker at a time, whichever process asks first; a maker that is killed leaves nothing
that stands in the way (the lock goes with its process). Memory does not grow with the archive: rows are streamed into files.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import shutil
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import close_old_connections, connection

import duixian
from duixian.web.archive.exporting import Export, exports
from duixian.web.archive.fields import meaning
from duixian.web.archive.snapshot import snapshot
from duixian.web.archive.stamp import archive_stamp
from duixian.web.archive.tables import write_parquet

__all__ = ["Kept", "State", "ensure_package", "make_package", "package_state"]

KEPT = 2
"""Packages kept: the newest, and the one before it for whoever is still fetching it."""

_log = logging.getLogger(__name__)
_TYPES = {"text": "string", "number": "number", "integer": "integer", "flag": "boolean"}


class Kept(NamedTuple):
    """A package that is whole."""

    path: Path
    stamp: str
    size: int
    made_at: datetime


class State(NamedTuple):
    """How the package stands: ``current`` is that of the archive as it is now, ``older`` one made before, ``done`` of ``all`` tables are made where one is being made."""

    stamp: str
    current: Kept | None
    older: Kept | None
    making: bool
    done: int
    all: int


def package_state() -> State:
    """Gives how the package stands; one query."""
    stamp = archive_stamp()
    kept = _kept()
    current = next((one for one in kept if one.stamp == stamp), None)
    older = next((one for one in kept if one.stamp != stamp), None)
    making = _is_locked()
    done = 0
    if making:
        try:
            done = int((_folder() / "progress").read_text())
        except (OSError, ValueError):
            done = 0
    return State(stamp, current, older, making, done, len(exports()))


def ensure_package(wait: float = 0.0) -> State:
    """Has the package made in the background where there is none of the archive as it is now; gives how it stands after ``wait`` seconds at the most."""
    state = package_state()
    if state.current is not None or state.making:
        return state
    maker = threading.Thread(target=_in_background, name="package", daemon=True)
    maker.start()
    maker.join(wait)
    return package_state()


def make_package() -> Kept | None:
    """Makes the package of the archive as it is now and gives it, or the one there is; None where another maker is at it."""
    with _locked() as mine:
        if not mine:
            return None
        aside = _folder() / f"making-{os.getpid()}"
        for left in _folder().glob("making-*"):
            shutil.rmtree(left, ignore_errors=True)
        aside.mkdir()
        try:
            with snapshot():
                stamp = archive_stamp()
                known = next((one for one in _kept() if one.stamp == stamp), None)
                if known is not None:
                    return known
                resources = [_resource(export, aside, at) for at, export in enumerate(exports())]
            made = _zipped(aside, stamp, resources)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
            (_folder() / "progress").unlink(missing_ok=True)
    for old in _kept()[KEPT:]:
        old.path.unlink(missing_ok=True)
    return made


def _in_background() -> None:
    try:
        make_package()
    except Exception:
        _log.exception("making the data package failed")
    finally:
        close_old_connections()
        connection.close()


def _resource(export: Export, folder: Path, at: int) -> dict[str, Any]:
    """Writes one table and gives its entry in the package's description."""
    (_folder() / "progress").write_text(str(at))
    file = folder / f"{export.name}.parquet"
    with file.open("wb") as stream:
        rows = write_parquet(stream, export.columns, export.rows())
    fields = [
        {"name": one.name, "type": _TYPES[one.kind], "title": str(one.label), "description": _english(export, one.name)}
        for one in export.columns
    ]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if export.key:
        schema["primaryKey"] = list(export.key)
    return {
        "name": export.name,
        "title": export.title,
        "path": file.name,
        "profile": "tabular-data-resource",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "rows": rows,
        "bytes": file.stat().st_size,
        "hash": f"sha256:{_digest(file)}",
        "schema": schema,
    }


def _english(export: Export, name: str) -> str:
    if name.startswith("reply_"):
        return "newest version of each reply, one a line, in the same order in all these columns"
    return meaning(export.record, name).en


def _zipped(folder: Path, stamp: str, resources: list[dict[str, Any]]) -> Kept:
    now = datetime.now(UTC)
    description = {
        "profile": "data-package",
        "name": "duixian-archive",
        "title": "政府工作报告：数据、承诺、兑现情况",
        "description": "由兑现（Duixian）从报告中读出并逐年跟踪所得；每条记录注明所在报告（SHA-256）和原文位置。 "
        "Read from government work reports and followed from year to year by Duixian; every record names its report (SHA-256) and its place in the text.",
        "version": duixian.__version__,
        "created": now.isoformat(timespec="seconds"),
        "id": stamp,
        "resources": resources,
    }
    whole = folder / "package.zip"
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("datapackage.json", json.dumps(description, ensure_ascii=False, indent=2) + "\n")
        archive.writestr("README.md", _readme(stamp, now, resources))
        for one in resources:
            archive.write(folder / one["path"], one["path"])
    target = _folder() / f"{stamp}.zip"
    with whole.open("rb") as stream:
        os.fsync(stream.fileno())
    whole.replace(target)
    return Kept(target, stamp, target.stat().st_size, now)


def _readme(stamp: str, now: datetime, resources: list[dict[str, Any]]) -> str:
    tables = "\n".join(f"| `{one['path']}` | {one['title']} | {one['rows']:,} | {one['bytes']:,} |" for one in resources)
    return (Path(__file__).parent / "data" / "package.md").read_text(encoding="utf-8").format(
        stamp=stamp, made=now.isoformat(timespec="seconds"), version=duixian.__version__, tables=tables
    )


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _folder() -> Path:
    folder = Path(settings.DATA) / "packages"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _kept() -> list[Kept]:
    """The packages there are, the newest first."""
    found = []
    for path in _folder().glob("*.zip"):
        stat = path.stat()
        found.append(Kept(path, path.stem, stat.st_size, datetime.fromtimestamp(stat.st_mtime, UTC)))
    return sorted(found, key=lambda one: one.made_at, reverse=True)


@contextmanager
def _locked() -> Iterator[bool]:
    """Whether the right to make a package is ours; it goes with the process."""
    with (_folder() / "lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True


def _is_locked() -> bool:
    with _locked() as free:
        return not free
