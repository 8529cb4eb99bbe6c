"""Automatic numbers of Word lists (一、（一）1.), which stand in no paragraph's text but in its list's definition."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

__all__ = ["Numbering", "local"]

Element = Any
"""An lxml element; lxml's own types are private."""

_DEEPEST = 9
"""Levels that a Word list has."""

_DIGITS = "〇一二三四五六七八九"


class _Level(NamedTuple):
    start: int
    form: str
    text: str


class Numbering:
    """Gives the label of each list paragraph of one document, from its first to its last.

    Args:
        numbering: root of ``word/numbering.xml``, or None.
        styles: root of ``word/styles.xml``, or None; a paragraph style may belong to a list.
    """

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._lists: dict[str, tuple[str, dict[int, _Level]]] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, list[int]] = {}
        if numbering is not None:
            self._read_lists(numbering)
        if styles is not None and self._lists:
            self._read_styles(styles)

    def label(self, properties: Element | None) -> str:
        """Gives the label of the paragraph with these properties (``w:pPr``), ``""`` where it is in no list."""
        if not self._lists or properties is None:
            return ""
        found: tuple[str, int] | None = None
        for child in properties:
            kind = local(child)
            if kind == "pStyle" and found is None:
                found = self._styles.get(_value(child))
            elif kind == "numPr":
                found = _numbered(child, found)
        if found is None or found[0] not in self._lists:
            return ""
        key, levels = self._lists[found[0]]
        level = found[1]
        if level not in levels:
            return ""
        counts = self._counts.setdefault(key, [-1] * _DEEPEST)
        counts[level] = levels[level].start if counts[level] < 0 else counts[level] + 1
        for deeper in range(level + 1, _DEEPEST):
            counts[deeper] = -1
        return _written(levels, counts, level)

    def _read_lists(self, root: Element) -> None:
        abstract: dict[str, dict[int, _Level]] = {}
        for element in root:
            kind = local(element)
            if kind == "abstractNum":
                abstract[_value(element, "abstractNumId")] = {
                    level: _level(child) for child in element if local(child) == "lvl" and (level := _integer(_value(child, "ilvl"))) < _DEEPEST
                }
            elif kind == "num":
                key = next((_value(child) for child in element if local(child) == "abstractNumId"), "")
                levels = dict(abstract.get(key, {}))
                own = False
                for child in element:
                    if local(child) == "lvlOverride":
                        own = True
                        _override(levels, child)
                number = _value(element, "numId")
                self._lists[number] = (f"{key}/{number}" if own else key, levels)

    def _read_styles(self, root: Element) -> None:
        for style in root:
            if local(style) != "style":
                continue
            for properties in style:
                if local(properties) == "pPr":
                    for child in properties:
                        if local(child) == "numPr" and (found := _numbered(child, None)) is not None:
                            self._styles[_value(style, "styleId")] = found


def local(element: Element) -> str:
    """Gives an element's name without its namespace; comments and the like have none."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _value(element: Element, name: str = "val") -> str:
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return ""


def _integer(text: str, default: int = 0) -> int:
    return int(text) if re.fullmatch(r"\d{1,6}", text) else default


def _numbered(element: Element, before: tuple[str, int] | None) -> tuple[str, int] | None:
    """Gives list and level of a ``w:numPr``; what it leaves out stays as ``before`` has it. List 0 is none."""
    number, level = before or ("", 0)
    for child in element:
        if local(child) == "numId":
            number = _value(child)
        elif local(child) == "ilvl":
            level = min(_integer(_value(child)), _DEEPEST - 1)
    return None if number in {"", "0"} else (number, level)


def _level(element: Element) -> _Level:
    parts: Mapping[str, str] = {local(child): _value(child) for child in element}
    return _Level(_integer(parts.get("start", "1"), 1), parts.get("numFmt", "decimal"), parts.get("lvlText", ""))


def _override(levels: dict[int, _Level], element: Element) -> None:
    level = min(_integer(_value(element, "ilvl")), _DEEPEST - 1)
    for child in element:
        if local(child) == "lvl":
            levels[level] = _level(child)
        elif local(child) == "startOverride" and level in levels:
            levels[level] = levels[level]._replace(start=_integer(_value(child), 1))


def _written(levels: dict[int, _Level], counts: list[int], level: int) -> str:
    """Gives the label as its list writes it: ``%1、`` with the count of level 1 put in."""
    if levels[level].form in {"bullet", "none"}:
        return ""

    def count(match: re.Match[str]) -> str:
        at = int(match.group(1)) - 1
        if at not in levels:
            return ""
        return _form(counts[at] if counts[at] >= 0 else levels[at].start, levels[at].form)

    return re.sub(r"%([1-9])", count, levels[level].text)


def _form(number: int, form: str) -> str:
    """Gives a count in one of Word's number forms.

    >>> _form(12, "chineseCountingThousand"), _form(3, "decimalEnclosedCircle"), _form(4, "decimal"), _form(2, "upperLetter")
    ('十二', '③', '4', 'B')
    """
    if form.startswith(("chinese", "japaneseCounting", "taiwanese", "ideographDigital")):
        return _chinese(number)
    if form.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x245F + number)
    if form in {"upperLetter", "lowerLetter"} and 1 <= number <= 26:
        return chr((64 if form == "upperLetter" else 96) + number)
    if form in {"upperRoman", "lowerRoman"} and 1 <= number <= 12:
        return ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")[number - 1]
    return str(number)


def _chinese(number: int) -> str:
    """Gives a heading number in Chinese numerals, up to 99.

    >>> _chinese(4), _chinese(10), _chinese(11), _chinese(20), _chinese(21)
    ('四', '十', '十一', '二十', '二十一')
    """
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十") + (_DIGITS[ones] if ones else "")
