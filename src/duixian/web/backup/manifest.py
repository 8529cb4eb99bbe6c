"""What a backup says of itself."""

from __future__ import annotations

import msgspec

__all__ = ["FORMAT", "KEPT_FILES", "LEFT_OUT", "MANIFEST", "Kept", "Manifest", "Rows", "decoded"]

FORMAT = 1
"""Counts up when a program of before could not read a backup."""
MANIFEST = "manifest.json"
LEFT_OUT = frozenset({"django_session", "django_content_type", "django_migrations", "auth_permission", "auth_group", "auth_group_permissions", "accounts_attempt"})
"""Tables that are not kept: who is signed in, and what the framework makes itself."""
KEPT_FILES = ("originals", "files", "secret-key")
"""What is kept of the data folder; all else in it is drawn or made again."""


class Rows(msgspec.Struct, frozen=True):
    """A table: its model, its columns in the order of the rows, how many rows, and the SHA-256 of their bytes."""

    model: str
    columns: tuple[str, ...]
    count: int
    sha256: str


class Kept(msgspec.Struct, frozen=True):
    """A file: its bytes' number and SHA-256."""

    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """The whole backup. ``migrations`` are the newest of each app that the database had; ``settings`` the environment that set the workspace up, without what is secret."""

    format: int
    version: str
    made_at: str
    database: str
    migrations: tuple[tuple[str, str], ...]
    tables: dict[str, Rows]
    files: dict[str, Kept]
    settings: dict[str, str]


def decoded(data: bytes) -> Manifest:
    """Gives the manifest from its JSON.

    Raises:
        msgspec.DecodeError: it is none.
    """
    return msgspec.json.decode(data, type=Manifest)
