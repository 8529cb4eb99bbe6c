"""A workspace of one's own to try pages on: a data folder, reports, people of every role, and the real server."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

_DUIXIAN = Path(sys.executable).parent / "duixian"
_PATIENCE = 300
"""Seconds; a server is there in 5 on two cores that do nothing else."""
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


class Site(NamedTuple):
    """A running workspace. ``people`` holds the passwords of those who were asked for; who has a role signs in under its name."""

    url: str
    data: Path
    people: dict[str, str]
    environment: dict[str, str]

    def password(self, role: str) -> str:
        """Gives the password of the person who has a role; the first time the person is added."""
        if role not in self.people:
            self.people[role] = self.command("user", "add", role, "--role", role).strip()
        return self.people[role]

    def command(self, *words: str) -> str:
        """Runs ``duixian`` on the workspace's data; gives what it wrote."""
        return _run(self.environment, *words)

    def database(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """Does to the database behind the server's back what time or a newer version would do; gives what a query finds."""
        if url := self.environment.get("DATABASE_URL"):
            import psycopg

            with psycopg.connect(url, autocommit=True) as server:
                done = server.execute(statement.replace("?", "%s"), values)
                return list(done.fetchall()) if done.description else []
        with closing(sqlite3.connect(self.data / "duixian.sqlite3", timeout=20)) as file, file:
            return list(file.execute(statement, values).fetchall())

    def settled(self) -> None:
        """Waits until every document is read and every place followed."""
        give_up = time.monotonic() + _PATIENCE
        waiting = "SELECT 1 FROM archive_document WHERE state IN ('waiting', 'reading') UNION ALL SELECT 1 FROM archive_place WHERE stale OR following_since IS NOT NULL"
        while self.database(waiting):
            assert time.monotonic() < give_up, "the background worker does not get done"
            time.sleep(0.1)

    def log(self) -> str:
        """Gives what the server wrote so far."""
        return (self.data / "serve.log").read_text(encoding="utf-8", errors="replace")


@contextmanager
def running(data: Path, reports: Sequence[Path]) -> Iterator[Site]:
    """Gives a workspace that serves the reports, and ends it.

    SQLite holds it, or, where ``DATABASE_URL`` names a PostgreSQL server, a database of its own there, which is dropped at the end.
    """
    data.mkdir(parents=True, exist_ok=True)
    with _database(os.environ.get("DATABASE_URL", "")) as database:
        environment = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
        environment |= {"DUIXIAN_DATA": str(data), **({"DATABASE_URL": database} if database else {})}
        if reports:
            _run(environment, "import", *map(str, reports))
        with (data / "serve.log").open("w") as log:
            server = subprocess.Popen(
                [_DUIXIAN, "serve", "--port", "0", "--workers", "2"], env=environment, stdout=log, stderr=subprocess.STDOUT
            )
            try:
                yield Site(_said(data / "serve.log", server), data, {}, environment)
            finally:
                server.terminate()
                try:
                    server.wait(20)
                except subprocess.TimeoutExpired:
                    server.kill()
                    server.wait()


def _run(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run([_DUIXIAN, *words], env=environment, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        raise RuntimeError(f"duixian {' '.join(words)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def _said(log: Path, server: subprocess.Popen[bytes]) -> str:
    """Gives the address at which the server says that it answers."""
    give_up = time.monotonic() + _PATIENCE
    while time.monotonic() < give_up:
        said = log.read_text(encoding="utf-8", errors="replace")
        if address := _ADDRESS.search(said):
            return address[0]
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with {server.returncode}:\n{said[-4000:]}")
        time.sleep(0.1)
    raise RuntimeError(f"the server did not answer within {_PATIENCE} s:\n{log.read_text(encoding='utf-8', errors='replace')[-4000:]}")


@contextmanager
def _database(url: str) -> Iterator[str]:
    """Gives the address of a new, empty PostgreSQL database beside the one of ``url`` and drops it again; nothing where ``url`` is none."""
    if not url.startswith("postgres"):
        yield ""
        return
    import psycopg
    from psycopg.sql import SQL, Identifier

    name = f"duixian_browser_{os.getpid()}_{time.monotonic_ns() % 1_000_000}"
    # The database of the address itself may be missing; postgres is always there.
    parts = urlsplit(url)
    beside = urlunsplit(parts._replace(path="/postgres"))
    with psycopg.connect(beside, autocommit=True) as server:
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            yield urlunsplit(parts._replace(path=f"/{name}"))
        finally:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
