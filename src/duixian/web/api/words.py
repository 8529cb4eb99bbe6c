"""What the operations of the interface are called and do, in both languages; the words lie in ``data/operations.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from pydantic import Field

from duixian.web.archive.fields import meaning

__all__ = ["Said", "asked", "said"]


class Said(NamedTuple):
    """What an operation is called and what it does."""

    summary_zh: str
    summary_en: str
    about_zh: str
    about_en: str


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("duixian.web.api").joinpath("data", "operations.toml").read_text(encoding="utf-8"))


def said(operation: str) -> Said:
    """Gives the words of an operation by its id."""
    words = _words()[operation]
    return Said(*words["summary"], *words["about"])


def asked(name: str, default: Any = None, *, record: str = "query", **limits: Any) -> Any:
    """Gives a field of a question with its meaning."""
    words = meaning(record, name)
    return Field(default, description=words.en, json_schema_extra={"x-description-zh": words.zh}, **limits)
