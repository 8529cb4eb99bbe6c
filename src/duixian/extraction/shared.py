"""Lists of names that share their values, their beginning or their end: what 分别, 、 and 和 spread."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from duixian.extraction.named import comparison
from duixian.extraction.stretches import after_name, clean_head, split_verb
from duixian.language.lexicon import alternation, lexicon

__all__ = ["LINK", "list_size", "scopes", "shared_action", "shared_end", "spread", "without_scope"]

LINK = re.compile(r"(?:、|和|与|及|以及|，)$")
"""What links one item of a list to the next."""

_ITEMS = re.compile(r"、|以及|及其|和|与|及|，")
_SECTORS = re.compile(r"(?<![第十])(?P<numbers>[一二三](?:[、和]?[一二三]){1,2})(?P<kind>产(?!业链)|次产业)")
"""The sectors of the economy, joined by their numbers (一二三产, 一、二、三次产业)."""
_VALUES = re.compile(r"\d[\d.]*(?:%|个百分点)(?:(?:、|和|，|与)\d[\d.]*(?:%|个百分点))*")
_REACH = 24
"""Characters behind a number in which the thing it counts ends."""


class _Lexicon:
    """Words that the names of a list share."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.suffix = re.compile(f"(?:{alternation(data['relative']['suffixes'])})$")
        self.scopes = frozenset(data["relative"]["scopes"])
        self.spreading = re.compile(alternation(data["spread"]["words"]))
        self.both: dict[str, list[str]] = data["spread"]["both"]
        self.shared_front = tuple(data["spread"]["shared_front"])


@cache
def _lexicon() -> _Lexicon:
    return _Lexicon(lexicon("naming"))


def scopes() -> frozenset[str]:
    """Gives the words that narrow an indicator and can stand for it in a list (城镇和农村居民收入)."""
    return _lexicon().scopes


def without_scope(name: str, otherwise: str = "") -> str:
    """Gives ``name`` without the scope it begins with, or ``otherwise`` where it begins with none.

    >>> without_scope("农村居民收入"), without_scope("粮食产量")
    ('居民收入', '')
    """
    return next((name[len(scope) :] for scope in _lexicon().scopes if name.startswith(scope)), otherwise)


def shared_end(name: str) -> str:
    """Gives the noun at the end of ``name`` that the names before it in a list share, or an empty string.

    >>> shared_end("化学需氧量排放量")
    '排放量'
    """
    match = _lexicon().suffix.search(name)
    return match.group() if match else ""


def shared_action(text: str, at: int) -> str:
    """Gives the action that ends a list of counted things and belongs to all of them (…加油站、51处地下油罐防渗改造).

    Args:
        text: The view text.
        at: Where the thing counted next begins.
    """
    noun, _ = after_name(text, at, min(len(text), at + _REACH))
    end = shared_end(noun)
    return end if len(noun) > len(end) else ""


def list_size(text: str, at: int, least: int) -> int:
    """Gives how many values the list has that begins at ``at`` (9.6%和6.2%), ``least`` where none does."""
    match = _VALUES.match(text, at)
    return match.group().count("%") + match.group().count("点") if match else least


def spread(piece: str) -> list[str]:
    """Gives the names that 分别 spreads its values over, with what they share at the end or the front.

    >>> spread("二氧化硫、化学需氧量排放量分别")
    ['二氧化硫排放量', '化学需氧量排放量']
    >>> spread("城镇和农村居民收入")
    ['城镇居民收入', '农村居民收入']
    >>> spread("一、二、三产增加值分别")
    ['一产增加值', '二产增加值', '三产增加值']
    """
    words = _lexicon()
    sectors = _SECTORS.search(piece)
    if sectors:
        rest = words.spreading.sub("", piece[sectors.end() :])
        return [number + sectors["kind"] + rest for number in sectors["numbers"] if number not in "、和"]
    items = [item for item in _ITEMS.split(clean_head(words.spreading.sub("", piece))) if item]
    if not items:
        return []
    tail = ""
    compare = comparison(items[-1])
    if compare and compare.start() > 1:
        tail = items[-1][compare.start() :]
        items[-1] = items[-1][: compare.start()]
    if len(items) < 2:
        return [part + items[0][2:] + tail for part in words.both.get(items[0][:2], ())]
    last = items[-1]
    names = [*(_completed(item, last) for item in items[:-1]), last]
    if names[0].endswith(words.shared_front):
        front = names[0][:-2]
        names[1:] = [name if len(name) > 4 else front + name for name in names[1:]]
    return [name + tail for name in names]


def _completed(item: str, last: str) -> str:
    """Gives an item of a list with what it shares with the last one."""
    if item in _lexicon().scopes:
        return item + without_scope(last, last)
    end = shared_end(last)
    if end:
        return item if shared_end(item) else item + end
    if len(item) <= 4 and len(last) >= len(item) + 3:
        before, verb, rest = split_verb(last)
        return item + (verb + rest if before and verb else last[len(item) :])
    return item
