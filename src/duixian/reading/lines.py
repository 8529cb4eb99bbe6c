"""Line ends: which end a paragraph and which stand inside a sentence; jump lines of newspapers."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import NamedTuple

from duixian.language.lexicon import alternation, lexicon

__all__ = ["Breaks", "ends_paragraph", "is_numbered", "jump_line"]

_NUMBERED = re.compile(
    r"第[一二三四五六七八九十百零\d]{1,4}[章节篇部条]|[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}[、.．]"
    r"|\d{1,2}(?:[、．]|\.(?!\d))|[①-⑳⑴-⒇]|——|[■▲●◆★□○◎]"
)
_FRAGMENT = re.compile(r"[^\n\r]{1,40}\r?\n[，。、；：！？”’》）]")
"""A short line whose follower begins with a mark: a link or bold word that a page set on a line of its own."""

_APART = 3
"""Line ends in a row that part two paragraphs whatever stands there, for the rules that go by words."""

_WIDEST = 120
"""Characters: no text that was broken at a fixed width has a longer line."""

_NARROWEST = 30
"""Halves of a character: 15 characters, below which a column of names looks like broken text."""

_FEWEST = 10
"""Lines that a text must have before a fixed width can be seen."""


class _Words(NamedTuple):
    continuing: frozenset[str]
    opening: frozenset[str]
    ending: frozenset[str]
    comma: frozenset[str]
    stops: re.Pattern[str]
    never_last: tuple[str, ...]
    never_first: tuple[str, ...]
    always_first: tuple[str, ...]
    signed: tuple[str, ...]


class Breaks:
    """Decides over the line ends of one text, from its first to its last.

    Args:
        text: the text in one form of each character (``characters.unify``).
        laid_out: whether the layout has already said which line ends stand inside a paragraph; then only what
            cannot be otherwise is joined beyond that.
    """

    def __init__(self, text: str, laid_out: bool = False) -> None:
        self._text = text
        self._words = _words()
        self._laid_out = laid_out
        self._width = 0 if laid_out else _fixed_width(text)
        self._searched = 0
        self._prose = False

    def paragraph(self, start: int) -> None:
        """Notes that a paragraph begins at ``start``."""
        self._searched = start
        self._prose = False

    def inside(self, start: int, line: int, end: int, following: int, indented: bool) -> bool:
        """Tells whether the line end between ``end`` and ``following`` stands inside a paragraph.

        Args:
            start: where the paragraph began.
            line: where its last line began.
            end: where the line ends, blanks left out.
            following: where the next line begins, blanks left out.
            indented: whether the next line begins with blanks.
        """
        text, words = self._text, self._words
        last, first = text[end - 1], text[following]
        if last in words.ending and first not in words.continuing and not self._width:
            return False
        if self._is_jump(following) or (end - start <= 24 and self._is_jump(start)):
            return False
        if first in words.continuing or last in words.opening:
            return True
        if _NUMBERED.match(text, following):
            return False
        if last in words.comma:
            return True
        if indented:
            return False
        if self._laid_out or text.count("\n", end, following) >= _APART:
            return False
        if self._width and _width(text[line:end]) >= self._width - 3:
            return not text.startswith(words.always_first, following)
        if last in words.ending:
            return last == "." and text[end - 2 : end - 1].isdigit() and first.isdigit() and end - line > 3
        if text.startswith(words.never_first, following) or text.endswith(words.never_last, start, end):
            return True
        if _FRAGMENT.match(text, following) and not _NUMBERED.match(text, start):
            return True
        if text.startswith(words.always_first, following) or text.endswith(words.signed, start, end):
            return False
        return self._is_prose(end)

    def _is_jump(self, start: int) -> bool:
        return jump_line().match(self._text, start) is not None

    def _is_prose(self, end: int) -> bool:
        """Tells whether the paragraph so far has a stop inside it, as a heading has not. Looks at no character twice."""
        if not self._prose:
            self._prose = self._words.stops.search(self._text, self._searched, end) is not None
            self._searched = end
        return self._prose


def is_numbered(line: str) -> bool:
    """Tells whether a line begins with the number of a heading or item."""
    return _NUMBERED.match(line) is not None


def ends_paragraph(line: str) -> bool:
    """Tells whether a line ends with a sign that may end a paragraph."""
    return line.rstrip()[-1:] in _words().ending


@cache
def jump_line() -> re.Pattern[str]:
    """Gives the pattern of what sends the reader to another page: (上接第十七版), 下转A2版 at the end of a line."""
    words = lexicon("lines")["jump"]
    return re.compile(
        rf"[（(【]?(?:{alternation(words['verbs'])})[ \u3000]{{0,2}}第?[ \u3000]{{0,2}}[一二三四五六七八九十A-Za-z0-9]{{1,4}}[ \u3000]{{0,2}}"
        rf"(?:{alternation(words['pages'])})[）)】]?(?=[ \t\u3000\xa0]{{0,8}}(?:[\n\r]|$))"
    )


def _fixed_width(text: str) -> int:
    """Gives the width at which the lines of ``text`` were broken, in halves of a Chinese character; 0 for none."""
    lines = text.splitlines()
    if len(lines) < _FEWEST or max(map(len, lines)) > _WIDEST:
        return 0
    widths = sorted(_width(line.rstrip()) for line in lines if line.strip())
    if len(widths) < _FEWEST:
        return 0
    widest = widths[len(widths) * 19 // 20]
    full = sum(count for width, count in Counter(widths).items() if widest - 3 <= width <= widest + 3)
    return widest if widest >= _NARROWEST and full * 5 >= len(widths) * 2 else 0


def _width(line: str) -> int:
    return sum(1 if char.isascii() else 2 for char in line)


@cache
def _words() -> _Words:
    words = lexicon("lines")["line"]
    return _Words(
        frozenset(words["continuing"]),
        frozenset(words["opening"]),
        frozenset(words["ending"]),
        frozenset(words["comma"]),
        re.compile(f"[{re.escape(words['stops'])}]"),
        tuple(words["never_last"]),
        tuple(words["never_first"]),
        tuple(words["always_first"]),
        tuple(words["signed"]),
    )
