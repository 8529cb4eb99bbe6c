"""Headings of official reports: how parts are numbered, and what a heading's words say about the part below it."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from duixian.language.lexicon import alternation, lexicon
from duixian.language.numerals import chinese_number
from duixian.model import SectionRole

__all__ = ["ITEM_STYLES", "RANKS", "Numbering", "heading_role", "is_annex", "is_closing_heading", "numbering"]


class Numbering(NamedTuple):
    """A number at the start of a paragraph: its ``style`` (第一章 chapter, 一、, （一）, 1., …), its value and where it ends.

    ``value`` is 0 for a dash, which counts nothing.
    """

    style: str
    value: int
    text: str
    end: int


RANKS = {"part": 1, "chapter": 2, "section": 3, "一、": 5, "（一）": 6, "1.": 8, "（1）": 9, "①": 10, "第一": 11, "一是": 11, "——": 11}
"""How high a style of numbering stands where several are used: the smaller the higher."""

ITEM_STYLES = frozenset(("第一", "一是", "——", "①"))
"""Styles that number the points of an enumeration, not parts: a point that runs on into text ends with its paragraph."""

_CN = "(?:[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_NUMBERING = re.compile(
    rf"第(?P<part_value>{_CN}|\d{{1,3}})(?P<part>[篇章节]|部分(?=[：:、，\s]|$))"
    rf"|(?P<cn>{_CN})(?:、|(?=$))"
    rf"|[（(](?P<cn_round>{_CN})[）)]、?"
    r"|(?P<digit>\d{1,3})(?:、|[.．](?!\d))"
    r"|[（(](?P<digit_round>\d{1,3})[）)]、?"
    r"|(?P<circle>[①-⑳])"
    rf"|第(?P<nth>{_CN})(?:，|、|是)"
    rf"|(?P<is>{_CN})(?:是要?|要(?!素))"
    r"|(?P<dash>—{1,2}|──?|--)"
)
_PARTS = {"篇": "part", "部分": "part", "章": "chapter", "节": "section"}


def numbering(text: str, start: int = 0, end: int | None = None) -> Numbering | None:
    """Gives the number that opens the paragraph ``text[start:end]``, or None.

    >>> numbering("（十二）办好实事"), numbering("2.5亿元投资") is None
    (Numbering(style='（一）', value=12, text='（十二）', end=4), True)
    """
    match = _NUMBERING.match(text, start, len(text) if end is None else end)
    if match is None:
        return None
    kind, words = match.lastgroup, match.group()
    if kind == "part":
        return Numbering(_PARTS[match["part"]], _value(match["part_value"]), words, match.end())
    if kind == "circle":
        return Numbering("①", ord(words) - ord("①") + 1, words, match.end())
    if kind == "dash":
        return Numbering("——", 0, words, match.end())
    style = {"cn": "一、", "cn_round": "（一）", "digit": "1.", "digit_round": "（1）", "nth": "第一", "is": "一是"}[str(kind)]
    return Numbering(style, _value(match[str(kind)]), words, match.end())


def _value(digits: str) -> int:
    if digits.isdigit():
        return int(digits)
    return int(chinese_number(digits) or 0)


@cache
def _role_patterns() -> tuple[tuple[SectionRole, re.Pattern[str]], ...]:
    entries = lexicon("headings")["role"]
    return tuple((SectionRole(entry["role"]), re.compile("|".join(filter(None, (alternation(entry["words"]), entry.get("pattern")))))) for entry in entries)


@cache
def heading_role(title: str) -> SectionRole | None:
    """Gives the role that the words of a heading name, or None where they only name a topic.

    The lexicon's entries are tried in their order, so that 工作回顾 decides before 工作.

    >>> heading_role("2030年工作回顾"), heading_role("切实加强政府自身建设"), heading_role("农业")
    (<SectionRole.REVIEW: 'review'>, <SectionRole.CONDUCT: 'conduct'>, None)
    """
    for role, pattern in _role_patterns():
        if pattern.search(title):
            return role
    return None


@cache
def _annex() -> re.Pattern[str]:
    return re.compile(lexicon("headings")["closing"]["annex"])


def is_closing_heading(title: str) -> bool:
    """Tells whether a heading ends all parts before it: closing words (结束语), an annex or a glossary."""
    return title.strip("：。") in lexicon("headings")["closing"]["words"] or _annex().match(title) is not None or heading_role(title) is SectionRole.GLOSSARY


def is_annex(title: str) -> bool:
    """Tells whether a line opens an annex (附件2)."""
    return _annex().match(title) is not None
