"""What figures, classes and texts are called and how they are defined: ``data/words.toml`` and ``data/bulletin.toml``, in both languages where both are needed."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.translation import get_language

__all__ = ["bulletin_words", "presets", "said", "tongue", "words"]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files("duixian.web.ledger.assessment") / "data" / name).read_text(encoding="utf-8"))


@cache
def words() -> dict[str, Any]:
    """Gives the names and definitions of figures, classes and periods."""
    return _read("words.toml")


@cache
def bulletin_words() -> dict[str, Any]:
    """Gives the text of a bulletin as it is drafted, and by what offices are suggested for praise and criticism."""
    return _read("bulletin.toml")


@cache
def presets() -> dict[str, Any]:
    """Gives the scoring rules of real places, and the sentences that rules are made of."""
    return _read("scoring.toml")


def tongue() -> str:
    """Gives the language of who reads, as data files name it: ``zh`` or ``en``."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def said(entry: dict[str, Any], name: str = "") -> str:
    """Gives a text of a data file in the language of who reads: ``zh`` and ``en``, or ``zh_name`` and ``en_name``."""
    text: str = entry[f"{tongue()}_{name}" if name else tongue()]
    return text
