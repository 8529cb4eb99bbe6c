"""The key that signs sessions and forms: from the environment, or made once and kept beside the data."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

__all__ = ["signing_key"]

_BYTES = 48


def signing_key(data: Path) -> str:
    """Gives ``DUIXIAN_SECRET_KEY``, else the key kept in ``data/secret-key``, which only its owner may read.

    Where that file is not there yet it is made, whole or not at all; of processes that start at once all keep the first one's.
    """
    given = os.environ.get("DUIXIAN_SECRET_KEY", "")
    if given:
        return given
    file = data / "secret-key"
    if not file.exists():
        data.mkdir(parents=True, exist_ok=True)
        own = data / f"secret-key.{os.getpid()}"
        with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
            stream.write(secrets.token_urlsafe(_BYTES))
        with contextlib.suppress(FileExistsError):
            os.link(own, file)
        own.unlink()
    return file.read_text(encoding="utf-8")
