"""The word lists of breaking down: ``data/words.toml`` and ``data/columns.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["words"]


@cache
def words(name: str) -> dict[str, Any]:
    """Gives the content of ``data/NAME.toml``, read once a process."""
    return tomllib.loads((files("duixian.web.ledger.drafting") / "data" / f"{name}.toml").read_text(encoding="utf-8"))
