"""The archive of the example reports, read and followed, and people of every role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test import Client, client

from duixian.web.accounts.models import Role, User
from duixian.web.archive.models import Batch, Report
from duixian.web.archive.reading import bring, read_next, settle
from tests.web.sites import empty_database
from tests.web.snapshot import Snapshot


def _left_open(**_: object) -> None:
    """Stands where Django closes connections after a request."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tests with transactions of their own empty the database afterwards; in theirs PostgreSQL's guard against emptying the log is away.

    A request must not close the connection that a test's transaction is in either. Django's own client sees to that for its requests, and has them closed
    again by any other that follows: of the application itself, of a streamed answer that is closed. So what it connects does nothing here.
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    client.close_old_connections = _left_open  # type: ignore[attr-defined]
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE ledger_event DISABLE TRIGGER event_not_emptied")


@pytest.fixture(autouse=True)
def _data(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Every test has a data folder and a cache of its own, finds static files under their plain names, and need not wait for slow passwords."""
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "arriving"  # type: ignore[attr-defined]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(tmp_path)}}  # type: ignore[attr-defined]
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()  # type: ignore[attr-defined]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]  # type: ignore[attr-defined]
    settings.STORAGES = {  # type: ignore[attr-defined]
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def bring_in(*files: Path) -> list[Report]:
    """Brings files into the archive, reads and follows them; gives the reports in the order of the files."""
    batch = Batch.objects.create(source="command")
    documents = [bring(file.name, [file.read_bytes()], batch)[0] for file in files]
    while read_next():
        pass
    settle()
    return [Report.objects.get(document=document) for document in documents]


@pytest.fixture
def database() -> Iterator[str]:
    """The address of an empty database for a site of its own; empty for SQLite in its folder."""
    with empty_database() as address:
        yield address


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    """The archive of the example reports as it was first made."""
    return Snapshot()


@pytest.fixture
def archive(db: None, examples: Path, snapshot: Snapshot) -> list[Report]:
    """The example reports of the invented district, read and followed."""
    files = sorted((examples / "reports").glob("*.txt"))
    snapshot.restore(files, lambda: bring_in(*files))
    by_name = {one.document.name: one for one in Report.objects.select_related("document")}
    return [by_name[file.name] for file in files]


@pytest.fixture
def bring_texts(db: None, tmp_path: Path) -> Callable[..., list[Report]]:
    """Brings texts into the archive, reads and follows them; gives the reports in the order of the texts."""

    def brought(*texts: str) -> list[Report]:
        files = []
        for text in texts:
            file = tmp_path / f"invented-{len(list(tmp_path.glob('invented-*')))}.txt"
            file.write_text(text, encoding="utf-8")
            files.append(file)
        return bring_in(*files)

    return brought


@pytest.fixture
def report(archive: list[Report]) -> Report:
    """The newest work report of the example district."""
    return max((one for one in archive if one.kind == "work_report"), key=lambda one: one.year or 0)


def person(role: Role) -> User:
    """A user of a role, who signs in as its name."""
    return User.objects.create_user(username=role.value, password="long enough 7", role=role, name=f"{role.value} 甲")


@pytest.fixture
def reader(db: None) -> User:
    return person(Role.READER)


@pytest.fixture
def respondent(db: None) -> User:
    return person(Role.RESPONDENT)


@pytest.fixture
def corrector(db: None) -> User:
    return person(Role.CORRECTOR)


@pytest.fixture
def editor(db: None) -> User:
    return person(Role.EDITOR)


@pytest.fixture
def administrator(db: None) -> User:
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def signed_in(client: Client, corrector: User) -> Client:
    """A browser in which a corrector is signed in."""
    client.force_login(corrector)
    return client
