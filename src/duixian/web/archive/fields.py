"""What the fields of answers and exported tables mean, in both languages; the words lie in ``data/fields.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

__all__ = ["Meaning", "meaning"]


class Meaning(NamedTuple):
    """What a field means."""

    zh: str
    en: str


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("duixian.web.archive").joinpath("data", "fields.toml").read_text(encoding="utf-8"))


def meaning(record: str, field: str) -> Meaning:
    """Gives what a field of a record means.

    >>> meaning("outcome", "goal_start").en, meaning("fact", "unit").zh
    ("where the goal's number begins", '单位，含万、亿')

    Raises:
        KeyError: nothing is said of the field.
    """
    words = _words()
    found = words.get(record, {}).get(field) or words["all"][field]
    return Meaning(*found)
