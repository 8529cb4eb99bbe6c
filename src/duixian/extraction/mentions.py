"""Finds what a commitment names: places (streets, waters, districts) and projects, bodies and titles.

A word is taken for a name by where it stands (an item of 甲、乙等) and by its last word; kinds (重点片区, 老旧小区) are
left out. What stands in “…” and 《…》 is a name as it is.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from duixian.language.actions import verbs
from duixian.language.lexicon import alternation, lexicon

__all__ = ["mentions"]

_QUOTED = re.compile(r"“([^“”]{2,20})”|《([^《》]{2,40})》")
# Alternatives of characters, not classes of them: so the engine skips what begins none.
_ITEM = re.compile(r"、|和|与|及|以及|（[^）)]*[）)]|\([^）)]*[）)]")
_DIGITS = re.compile(r"^[0-9]+(?:个|条|座|处|家|所|项)")
_LEAST, _MOST = 3, 14
"""Characters of a name: shorter ones are suffixes, longer ones phrases."""


class _Lexicon:
    def __init__(self, data: dict[str, Any]) -> None:
        self.places = tuple(data["places"])
        self.projects = tuple(data["projects"])
        self.general = tuple(data["general"])
        self.endings = (*data["places"], *data["projects"])
        self.last = (*self.endings, *data["done_to"])
        self.last_by_character = _by_last_character(self.last)
        self.endings_by_character = _by_last_character(self.endings)
        self.done_to = re.compile(f"(?:{alternation(data['done_to'])})+$")


def _by_last_character(words: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Gives the words by the character they end with: few stretches end with any of these, which one look-up tells."""
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault(word[-1], []).append(word)
    return {char: tuple(group) for char, group in groups.items()}


@cache
def _lexicon() -> _Lexicon:
    return _Lexicon(lexicon("mentions"))


def mentions(text: str, start: int, end: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Gives the places and the projects and titles named in ``text[start:end]``, in text order, each once.

    >>> mentions("工坊路、柳湖大道等4条道路", 0, 13)
    (('工坊路', '柳湖大道'), ())
    >>> mentions("老旧小区和“湖畔讲堂”", 0, 11)
    ((), ('湖畔讲堂',))
    """
    words = _lexicon()
    part = text[start:end]
    names: list[str] = []
    if "“" in part or "《" in part:
        names = [match[1] or match[2] for match in _QUOTED.finditer(part)]
        part = _QUOTED.sub("、", part)
    at = part.find("等")
    listed = at >= 0
    if listed:
        part = part[:at]
    elif "、" not in part and not part.endswith(words.last_by_character.get(part[-1:], ())):
        return (), tuple(dict.fromkeys(names)) if names else ()
    places: list[str] = []
    items = _ITEM.split(part)
    endings = words.endings_by_character
    if not listed:
        items[-1] = words.done_to.sub("", items[-1])
    for item in items:
        if len(item) < _LEAST or not item.endswith(endings.get(item[-1], ())):
            continue
        item = _named(item)
        if not _LEAST <= len(item) <= _MOST or item.startswith(words.general) or "的" in item:
            continue
        if item.endswith(words.projects):
            names.append(item)
        else:
            places.append(item)
    return tuple(dict.fromkeys(places)) if places else (), tuple(dict.fromkeys(names)) if names else ()


def _named(item: str) -> str:
    """Takes a count and a verb off the front of an item: 改造3个甲园 is 甲园."""
    item = _DIGITS.sub("", item)
    known = verbs()
    for size in (4, 3, 2):
        if item[:size] in known:
            return _DIGITS.sub("", item[size:])
    return item
