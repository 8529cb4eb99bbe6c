"""Locks between processes: one at a time does what must not be done twice at once. Who dies lets go.

On PostgreSQL they are advisory locks of the database, so that they hold between machines; on SQLite they are files in the data folder.
"""

from __future__ import annotations

import fcntl
import os
import time
import zlib
from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import connection

__all__ = ["Lock"]

_PAUSE = 0.05


class Lock:
    """A lock by name; it belongs to this process until :meth:`release`, or until the process ends.

    ``with Lock(name):`` waits for it.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._file: int | None = None
        self._held: list[str] = []

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return bool(self._held) or self._file is not None

    def take(self, *, shared: bool = False, patience: float = 0.0) -> bool:
        """Takes the lock, alone or with others who share it; tries for ``patience`` seconds and tells whether it was given."""
        until = time.monotonic() + patience
        while not self._try(shared):
            if time.monotonic() >= until:
                return False
            time.sleep(_PAUSE)
        return True

    def share(self) -> None:
        """Lets others have a part of a lock that was held alone."""
        self.take(shared=True)
        if connection.vendor == "postgresql" and "" in self._held:
            self._unlock("")

    def free(self) -> bool:
        """Tells whether nobody holds the lock."""
        other = Lock(self.name)
        if other.take():
            other.release()
            return True
        return False

    def release(self) -> None:
        """Lets go."""
        while self._held:
            self._unlock(self._held[-1])
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def forget(self) -> None:
        """Lets go without asking the database, whose connection is broken or about to be closed: its locks end with it."""
        self._held.clear()
        self.release()

    def wait(self) -> None:
        """Takes the lock alone, as soon as it is free."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [self._key()])
            self._held.append("")
        else:
            fcntl.flock(self._opened(), fcntl.LOCK_EX)

    def __enter__(self) -> Self:
        self.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def _try(self, shared: bool) -> bool:
        if connection.vendor == "postgresql":
            kind = "_shared" if shared else ""
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT pg_try_advisory_lock{kind}(%s)", [self._key()])
                row = cursor.fetchone()
            given = bool(row and row[0])
            if given:
                self._held.append(kind)
            return given
        file = self._opened()
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            self._file = None
            return False
        return True

    def _opened(self) -> int:
        if self._file is None:
            folder = Path(settings.DATA) / "locks"
            folder.mkdir(parents=True, exist_ok=True)
            self._file = os.open(folder / self.name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self._file

    def _unlock(self, kind: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_unlock{kind}(%s)", [self._key()])
        self._held.remove(kind)

    def _key(self) -> int:
        return zlib.crc32(f"duixian.{self.name}".encode())
