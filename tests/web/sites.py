"""A workspace as it really runs, in a folder and a database of its own: its commands, its server, what is in its database."""

from __future__ import annotations

import http.cookiejar
import os
import re
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

__all__ = ["PATIENCE", "Site", "empty_database", "eventually", "free_port", "site", "token"]

PATIENCE = 90.0


@contextmanager
def empty_database() -> Iterator[str]:
    """The address of an empty database for a site of its own where ``DATABASE_URL`` names PostgreSQL; empty for SQLite in the site's folder."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield ""
        return
    import psycopg

    name = f"duixian_site_{os.getpid()}_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"'.encode())
    yield urllib.parse.urlsplit(url)._replace(path=f"/{name}").geturl()
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def eventually(what: Any, why: str = "") -> Any:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := what():
            return found
        time.sleep(0.1)
    raise AssertionError(why or "it took too long")


class Site:
    """A site in a folder: its commands, its server, what is in its database."""

    def __init__(self, folder: Path, database: str, **settings: str) -> None:
        self.data = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("DUIXIAN", "DATABASE", "DJANGO", "LC_", "LANG"))},
            "DUIXIAN_DATA": str(folder),
            "LC_ALL": "en_US.UTF-8",
            **({"DATABASE_URL": database} if database else {}),
            **settings,
        }
        self.process: subprocess.Popen[str] | None = None
        self.cookies = http.cookiejar.CookieJar()
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies), urllib.request.ProxyHandler({}))

    def command(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "duixian", *words], env=self.environment, input=stdin, capture_output=True, text=True, check=False)

    def serve(self, *words: str) -> subprocess.Popen[str]:
        with (self.data.parent / "said").open("a") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "duixian", "serve", "--port", str(self.port), *words], env=self.environment, stdout=out, stderr=out, text=True
            )
        eventually(lambda: self.process and (self.process.poll() is not None or self.url in self.said()))
        assert self.process.poll() is None, self.said()
        return self.process

    def said(self) -> str:
        return (self.data.parent / "said").read_text()

    def get(self, path: str) -> tuple[int, dict[str, str], str]:
        try:
            with self.browser.open(self.url + path, timeout=30) as answer:
                return answer.status, dict(answer.headers), answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, dict(answer.headers), answer.read().decode()

    def sign_in(self, name: str, password: str) -> None:
        page = self.get("/accounts/sign-in/")[2]
        form = {"username": name, "password": password, "csrfmiddlewaretoken": token(page)}
        with self.browser.open(f"{self.url}/accounts/sign-in/", urllib.parse.urlencode(form).encode(), timeout=30) as answer:
            assert "sign-in" not in answer.url

    def families(self) -> list[int]:
        """The processes of this site that run, by the folder in their environment."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                try:
                    environment = (entry / "environ").read_bytes()
                    state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
                except OSError:
                    continue
                if f"DUIXIAN_DATA={self.data}".encode() in environment and state != "Z":
                    found.append(int(entry.name))
        return found

    def query(self, what: str) -> list[Any]:
        """The first row that a statement gives."""
        if url := self.environment.get("DATABASE_URL"):
            import psycopg

            with psycopg.connect(url) as server:
                return list(server.execute(what.encode()).fetchone() or ())
        with closing(sqlite3.connect(f"file:{self.data}/duixian.sqlite3?mode=ro", uri=True)) as file:
            return list(file.execute(what).fetchone() or ())

    def change(self, what: str) -> None:
        """Does to the database what a sudden end would leave there."""
        if url := self.environment.get("DATABASE_URL"):
            import psycopg

            with psycopg.connect(url) as server:
                server.execute(what.encode())
            return
        with closing(sqlite3.connect(self.data / "duixian.sqlite3")) as file, file:
            file.execute(what)

    def count(self, table: str, where: str = "1 = 1") -> int:
        """How many rows of a table of the archive are so."""
        return int(self.query(f"SELECT count(*) FROM archive_{table} WHERE {where}")[0])

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(40)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        for left in self.families():
            os.kill(left, signal.SIGKILL)


def token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found is not None
    return found[1]


@contextmanager
def site(folder: Path, database: str, **settings: str) -> Iterator[Site]:
    folder.mkdir()
    one = Site(folder, database, **settings)
    try:
        yield one
    finally:
        one.stop()
