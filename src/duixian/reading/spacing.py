"""Blanks inside a line: which part two words and stay, which stand inside a word or number and go.

Chinese is written without spaces, so a blank is either a boundary that somebody meant (a heading number and its
title, the names of a byline, the halves of a slogan) or left over from layout (周　波, 2 500, 3 . 5 %).
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from duixian.language.lexicon import alternation, lexicon

__all__ = ["between"]

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\u3007\u25cb\U00020000-\U0003ffff]")
_BLANK = " \t\u3000\xa0\u2002\u2003\u2009\n\r"
_ENUMERATOR = re.compile(r"\d{1,2}[.、](?!\d)")
_DAY = re.compile(r"\d{4}(?:[-/]\d|\.\d{1,2}\.\d)")
_THOUSAND = re.compile(r"\d{3}(?![\d])")
_POINT = re.compile(r"\.\s{0,2}\d")
_SHORT_WORD = re.compile(r"[A-Za-z]{1,3}(?![0-9A-Za-z ])")
_CAPITALS = re.compile(r"(?<![0-9A-Za-z])[A-Z]{1,3}$")
_DECIMAL = re.compile(r"(\S)\s{0,2}\d{1,9}\s{0,2}\.$")
_LAST_DIGITS = re.compile(r"[0-9.,]{1,20}$")


class _Words(NamedTuple):
    tight: str
    after_number: str
    labels: re.Pattern[str]


def between(text: str, start: int, end: int) -> str:
    """Gives what stands for the blanks ``text[start:end]`` inside a line: ``""``, one space, or a tab between cells.

    There is a character on both sides. Looks at a bounded number of characters around the blanks.

    >>> between("区长 周  波", 4, 6), between("总数2 500个", 3, 4), between("区长 周波", 2, 3)
    ('', '', ' ')
    """
    if "\t" in text[start:end]:
        return "\t"
    before, after = text[start - 1], text[end]
    words = _words()
    if before in words.tight or after in words.tight:
        return " " if before in "%‰" and after.isdigit() else ""
    before_han, after_han = bool(_HAN.match(before)), bool(_HAN.match(after))
    if before_han and after_han:
        return _between_han(text, start, end)
    before_word, after_word = before.isascii() and before.isalnum(), after.isascii() and after.isalnum()
    if before_word and after_word:
        return _between_ascii(text, start, end)
    if before_han and after_word:
        keep = after.isdigit() and (_ENUMERATOR.match(text, end) or _DAY.match(text, end))
        return " " if keep else ""
    if before_word and after_han:
        return " " if before.isdigit() and _is_label(text, start, after) else ""
    if before.isdigit() and after == ".":
        return "" if _POINT.match(text, end) else " "
    if before == ".":
        return "" if not after.isdigit() or _is_decimal(text, start) else " "
    # Next to Chinese punctuation a blank says nothing; next to other signs (| • © >) it parts words.
    return " " if (before.isascii() and after.isascii()) or before in "|>•·" or after in "|>•·" else ""


def _between_han(text: str, start: int, end: int) -> str:
    """Gives the blank between two Chinese characters: none where both stand alone (周 波, 目 录)."""
    if not (_alone(text, start - 1) and _alone(text, end)):
        return " "
    # In "李 明　　张 三" the wider blank parts two names.
    left = start - 1
    while left > 0 and start - left <= end - start and text[left - 1] in _BLANK[:-2]:
        left -= 1
    if 0 < left < start - 1 and end - start > start - 1 - left and _alone(text, left - 1):
        return " "
    return ""


def _alone(text: str, position: int) -> bool:
    """Tells whether the character at ``position`` has blanks or nothing on both sides."""
    return (position == 0 or text[position - 1] in _BLANK) and (position + 1 >= len(text) or text[position + 1] in _BLANK)


def _between_ascii(text: str, start: int, end: int) -> str:
    """Gives the blank between two letters or digits: none inside 1 9 9 7, 2 500, PM 2.5 and 10 km."""
    before, after = text[start - 1], text[end]
    if before.isdigit() and after.isdigit():
        written = _LAST_DIGITS.search(text, max(0, start - 8), start)
        run = written.group() if written else before
        single = len(run.lstrip(".")) == 1 and (end + 1 >= len(text) or not text[end + 1].isdigit())
        return "" if single or (end - start == 1 and len(run) <= 3 and run.isdigit() and _THOUSAND.match(text, end)) else " "
    if after.isdigit():
        return "" if _CAPITALS.search(text, max(0, start - 4), start) else " "
    if before.isdigit():
        return "" if _SHORT_WORD.match(text, end) else " "
    return " "


def _is_label(text: str, end: int, after: str) -> bool:
    """Tells whether the number that ends at ``end`` is no quantity of what ``after`` begins.

    That is a heading number at the head of its line (but not the 3 of "3 月"), the number of an 附件, or a time.
    """
    head = _LAST_DIGITS.search(text, max(0, end - 24), end)
    start = head.start() if head else end - 1
    before = text[start - 1] if start else "\n"
    if before in "-:/":
        return True
    if end - start > 3:
        return False
    words = _words()
    return (before in "\n\r\u3000" and after not in words.after_number) or bool(words.labels.search(text, max(0, start - 4), start))


def _is_decimal(text: str, end: int) -> bool:
    """Tells whether the point at ``end - 1`` is a decimal point: its digits follow a word (增长6. 5%), not a line end."""
    head = _DECIMAL.search(text, max(0, end - 16), end)
    return head is not None and bool(_HAN.match(head.group(1)))


@cache
def _words() -> _Words:
    space = lexicon("lines")["space"]
    return _Words(space["tight"], space["after_number"], re.compile(f"(?:{alternation(space['labels'])})$"))
