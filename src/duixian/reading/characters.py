"""Characters replaced one for one: full-width forms, variant forms, traditional characters, ASCII punctuation.

Every function here gives back a text of the same length, so that no position moves.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

from duixian.language.lexicon import lexicon

__all__ = ["unify"]

_WHOLLY_TRADITIONAL = 150
"""Different traditional characters from which on a text counts as written in them throughout: a report uses 400,
a stray paragraph under 100."""

_MANY = 40
"""Different characters from which on one pass with a table is faster than one replacement each."""

_THOUSANDS = re.compile(r"，(?<=[0-9]，)(?=[0-9]{3}(?![0-9]))(?<![0-9]{4}，)(?<!\.[0-9]，)(?<!\.[0-9]{2}，)")
"""A full-width comma between groups of three digits (1，992亿元), as older reports print them."""

_DIGITS_AND_LETTERS = {chr(0xFF01 + n): chr(0x21 + n) for n in range(94) if chr(0x21 + n).isalnum()}


def unify(text: str) -> str:
    """Gives ``text`` in one form of each character, position by position.

    Full-width digits, letters and signs become ASCII; compatibility forms and radicals (as PDF has them) the plain
    character; traditional characters simplified ones; ASCII punctuation full-width where it does not stand between
    digits and letters; a middle dot between digits a decimal point.

    >>> unify("增长６．６％,比重3·5%(约2,500个)")
    '增长6.6%，比重3.5%（约2,500个）'
    """
    rare = set(_rare().findall(text))
    if rare:
        table = _replacements(rare)
        if len(table) > _MANY:
            text = text.translate({ord(old): new for old, new in table.items()})
        else:
            for old, new in table.items():
                text = text.replace(old, new)
    if "·" in text or not rare.isdisjoint(_points()):
        text = _between_digits().sub(".", text)
    for mark, full in (("(", "（"), (")", "）")):
        text = text.replace(mark, full)
    for mark, full, pattern in _punctuation():
        if mark in text:
            text = pattern.sub(full, text)
    return _THOUSANDS.sub(",", text)


def _replacements(rare: set[str]) -> dict[str, str]:
    """Gives the replacement of each character in ``rare`` that has one."""
    forms = _forms()
    table: dict[str, str] = {}
    traditional: dict[str, str] = {}
    for char in rare:
        if new := forms.get(char):
            table[char] = new
        elif (new := _plain(char)) != char:
            traditional[char] = new
    if len(traditional) <= _WHOLLY_TRADITIONAL:
        for char in _kept():
            traditional.pop(char, None)
    return table | traditional


@cache
def _rare() -> re.Pattern[str]:
    """Gives the pattern of everything but the characters of GB 2312, ASCII and the usual punctuation."""
    common = bytes(byte for lead in range(0xB0, 0xF8) for trail in range(0xA1, 0xFF) for byte in (lead, trail)).decode("gb2312", "ignore")
    han = "".join(char for char in common if char not in _forms() and char not in _kept())
    return re.compile(f"[^\t\n\r !-~\u3000{han}，。、；：？！“”‘’（）《》〈〉【】—…·℃]")


@cache
def _forms() -> dict[str, str]:
    tables: dict[str, Any] = lexicon("characters")["forms"]
    return dict(zip(tables["from"], tables["to"], strict=True)) | _DIGITS_AND_LETTERS


@cache
def _kept() -> frozenset[str]:
    return frozenset(lexicon("characters")["kept"]["characters"])


@cache
def _points() -> str:
    return str(lexicon("characters")["points"]["dots"])


@cache
def _between_digits() -> re.Pattern[str]:
    return re.compile(rf"(?<=[0-9])[{re.escape(_points())}](?=[0-9])")


@cache
def _punctuation() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Gives ASCII marks with their full-width forms and the places where they are replaced.

    A mark stays only between two letters or digits (2,500; 17:42; GDP,CPI) and in an address (https://).
    """
    return tuple(
        (mark, full, re.compile(rf"{re.escape(mark)}(?:(?<![0-9A-Za-z]{re.escape(mark)})|(?![0-9A-Za-z/\\]))"))
        for mark, full in ((",", "，"), (":", "："), (";", "；"), ("?", "？"), ("!", "！"))
    )


@cache
def _plain(char: str) -> str:
    """Gives the plain form of one rare character: a compatibility ideograph's or radical's own, a simplified one's."""
    code = ord(char)
    if 0x2E80 <= code <= 0x2FDF or 0xF900 <= code <= 0xFAFF:
        folded = unicodedata.normalize("NFKC", char)
        char = folded if len(folded) == 1 else char
        code = ord(char)
    if 0x3400 <= code <= 0x9FFF or code >= 0x20000:
        simple = str(_converter().convert(char))
        return simple if len(simple) == 1 else char
    return char


@cache
def _converter() -> Any:
    """Gives the table of traditional characters, loaded with the first text that has one."""
    import opencc

    return opencc.OpenCC("t2s")
