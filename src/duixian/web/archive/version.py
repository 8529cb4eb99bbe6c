"""Which reader made a reading: documents read by an older one are read again."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import duixian

__all__ = ["reader_version"]

_PARTS = ("language", "reading", "extraction")


@cache
def reader_version() -> str:
    """Gives the version of the package with a digest of everything that reading rests on: its rules and its word lists."""
    root = Path(duixian.__file__).parent
    digest = hashlib.sha256((root / "model.py").read_bytes())
    for part in _PARTS:
        for file in sorted((root / part).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return f"{duixian.__version__}+{digest.hexdigest()[:12]}"
