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
_ITEM = re.compile(r"[、和与及]|以及|[（(][^）)]*[）)]")
_AFTER = re.compile(r"等(?!待)")
_DIGITS = re.compile(r"^[0-9]+(?:个|条|座|处|家|所|项)")
_LEAST, _MOST = 3, 14
"""Characters of a name: shorter ones are suffixes, longer ones phrases."""


class _Lexicon:
    def __init__(self, data: dict[str, Any]) -> None:
        self.places = tuple(data["places"])
        self.projects = tuple(data["projects"])
        self.general = tuple(data["general"])
        self.kinds = frozenset(data["places"]) | frozenset(data["projects"])
        self.done_to = re.compile(f"(?:{alternation(data['done_to'])})+$")


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
    known = verbs()
    part = text[start:end]
    places: list[str] = []
    names: list[str] = []
    if "“" in part or "《" in part:
        names = [match[1] or match[2] for match in _QUOTED.finditer(part)]
        part = _QUOTED.sub("、", part)
    listed = _AFTER.search(part)
    items = _ITEM.split(part[: listed.start()] if listed is not None else part)
    for index, item in enumerate(items):
        if listed is None and index + 1 == len(items):
            item = words.done_to.sub("", item)
        item = _DIGITS.sub("", item)
        for size in (4, 3, 2):
            if item[:size] in known:
                item = item[size:]
                break
        if not _LEAST <= len(item) <= _MOST or item.startswith(words.general) or "的" in item:
            continue
        if item.endswith(words.projects):
            names.append(item)
        elif item.endswith(words.places):
            places.append(item)
    return tuple(dict.fromkeys(places)), tuple(dict.fromkeys(names))
