"""The check before publishing: internal, personal and secret words, as ``data/words.toml`` says them."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

__all__ = ["Flag", "flag", "flags_in", "looked_for", "words_of"]


class LookedFor(NamedTuple):
    """Something that is looked for: what it is called, what to do about it, and how it is found."""

    key: str
    zh: str
    en: str
    advice_zh: str
    advice_en: str
    found_by: re.Pattern[str]


class Flag(NamedTuple):
    """Something found: ``key`` stays the same as long as the same thing stands at the same place; ``around`` is the text about it."""

    key: str
    sort: str
    where: str
    found: str
    around: str


_AROUND = 12
_MOST = 60
"""Flags of one place at the most: what has more is not to be explained one by one."""


@cache
def words_of(sort: str) -> LookedFor:
    """Gives what is looked for under a key; files and photos have their own words."""
    return next(one for one in looked_for() if one.key == sort)


@cache
def looked_for() -> tuple[LookedFor, ...]:
    """Gives everything that is looked for, in the order of the data."""
    said: dict[str, Any] = tomllib.loads((files("duixian.web.ledger.openly") / "data" / "words.toml").read_text(encoding="utf-8"))
    surnames = "|".join(said["surnames"]["all"])
    made = []
    for one in said["looked_for"]:
        patterns = [word.replace("{surnames}", surnames).replace("{{", "{").replace("}}", "}") for word in one.get("patterns", [])]
        parts = [*(re.escape(word) for word in sorted(one.get("words", []), key=len, reverse=True)), *patterns]
        found_by = re.compile("|".join(f"(?:{part})" for part in parts)) if parts else re.compile(r"(?!)")
        made.append(LookedFor(one["key"], one["zh"], one["en"], one["advice_zh"], one["advice_en"], found_by))
    return tuple(made)


def flag(sort: str, where: str, found: str, around: str = "") -> Flag:
    """Makes a flag with its key."""
    return Flag(hashlib.sha256(f"{sort}\0{where}\0{found}".encode()).hexdigest()[:12], sort, where, found, around or found)


def flags_in(texts: Mapping[str, str] | Iterable[tuple[str, str]]) -> list[Flag]:
    """Gives what is found in texts, by what each is called; the same word at the same place once.

    >>> [(one.sort, one.found) for one in flags_in({"text": "联系电话13912345678"})]
    [('phone', '13912345678')]
    """
    found: dict[str, Flag] = {}
    for where, text in dict(texts).items():
        count = 0
        for one in looked_for():
            for match in one.found_by.finditer(text):
                made = flag(one.key, where, match.group(), text[max(0, match.start() - _AROUND) : match.end() + _AROUND].replace("\n", " "))
                if made.key not in found and count < _MOST:
                    found[made.key] = made
                    count += 1
    return list(found.values())
