"""The original bytes of documents: kept once under their SHA-256, whole or not at all, never changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

__all__ = ["Kept", "arriving", "keep", "original"]


class Kept(NamedTuple):
    """Bytes that are kept: their SHA-256 and how many they are."""

    sha256: str
    size: int


def original(sha256: str) -> Path:
    """Gives the file that holds the bytes with this digest."""
    return Path(settings.DATA) / "originals" / sha256[:2] / sha256


def arriving() -> Path:
    """Gives the folder where bytes lie until they are whole."""
    folder = Path(settings.DATA) / "arriving"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def keep(chunks: Iterable[bytes]) -> Kept:
    """Keeps bytes and gives their digest; the same bytes again change nothing.

    They are written aside and renamed once they are whole and on the disk, so that a stopped process leaves nothing half.
    """
    digest = hashlib.sha256()
    size = 0
    aside = arriving() / f"{os.getpid()}-{os.urandom(8).hex()}"
    try:
        with aside.open("xb") as stream:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                stream.write(chunk)
            stream.flush()
            os.fsync(stream.fileno())
        target = original(digest.hexdigest())
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
    return Kept(digest.hexdigest(), size)
