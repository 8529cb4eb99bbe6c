"""Page furniture of copied text: what a forum, a newspaper or a government page prints around the document.

Furniture stands before and after the document. It is found by lines that say so themselves (words in
``furniture.toml``) and by the lines between them; a line that could be the document's own is never taken alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from duixian.language.lexicon import alternation, lexicon
from duixian.model import Span

__all__ = ["is_byline", "is_title", "page_furniture", "says_furniture"]

_REACH = 90
"""Lines looked at from either end: a forum's head has 30, a government page with its whole navigation 80."""

_REACH_CHARS = 8_000
"""Characters looked at from either end."""

_SHORT = 60
"""Characters: a longer line is prose unless all of it is a notice."""

_DENSE = 0.3
"""Share of the last lines that must name themselves furniture for the lines between to be."""

_PROSE = re.compile(r"[，。；,;]")
_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)、.]")
_SALUTATION = re.compile(r"(?:各位代表|同志们|各位委员|主席团)")
# The line end before it belongs to the pattern, not to a look behind: so the engine goes from one to the next.
_PAGE_NUMBER = re.compile(
    r"\n(?P<number>[ \t\u3000]{0,8}(?:[-—–―－~·]{1,3}[ \u3000]{0,2}\d{1,4}[ \u3000]{0,2}[-—–―－~·]{1,3}|第[ ]?\d{1,4}[ ]?页(?:[ ，,/]{0,2}共[ ]?\d{1,4}[ ]?页)?)[ \t\u3000]{0,8})(?=[\r\n]|\Z)"
)
_SLOGAN = re.compile(r"(\S{3,4})(?:[ \u3000]+(\S{3,4}))(?:[ \u3000]+(\S{3,4}))(?:[ \u3000]+(\S{3,4}))?$")
_EDGE = " \t\u3000\xa0\u2002\u2003•·|>»【】[]()（）:：<-—=*※◆■"


class _Line(NamedTuple):
    start: int
    end: int
    text: str


class _Words(NamedTuple):
    words: frozenset[str]
    phrases: re.Pattern[str]
    bylines: tuple[str, ...]
    titles: re.Pattern[str]


def page_furniture(text: str) -> tuple[Span, ...]:
    """Gives the stretches of ``text`` that belong to the page, in order, each a run of lines without its last line end.

    >>> text = "首页\\n打印\\n2025年临湖区政府工作报告\\n各位代表：\\n现在报告工作。\\n扫一扫在手机打开当前页\\n"
    >>> [text[span.start : span.end] for span in page_furniture(text)]
    ['首页\\n打印', '扫一扫在手机打开当前页']
    """
    head = list(_lines(text, 0, min(len(text), _REACH_CHARS)))[:_REACH]
    found = _head(head)
    after = found[-1].end if found else 0
    tail_from = max(after, text.rfind("\n", 0, max(0, len(text) - _REACH_CHARS)) + 1)
    found += _tail(list(_lines(text, tail_from, len(text)))[-_REACH:])
    found += [_Line(*match.span("number"), "") for match in _PAGE_NUMBER.finditer(text)]
    return _merged(text, sorted({(line.start, line.end) for line in found}))


def says_furniture(line: str) -> bool:
    """Tells whether a line, blanks around it left out, names itself furniture."""
    words = _words()
    bare = line.strip(_EDGE)
    if not bare or bare in words.words or bare.replace(" ", "") in words.words:
        return True
    return len(line) <= _SHORT * 2 and words.phrases.search(line) is not None and not (len(line) > _SHORT and line.endswith("。"))


def _head(lines: list[_Line]) -> list[_Line]:
    """Gives the furniture among the first lines: all down to the last that names itself, less title and byline."""
    body = next((n for n, line in enumerate(lines) if _begins(line.text)), len(lines))
    marked = [n for n in range(body) if says_furniture(lines[n].text)]
    if not marked:
        return []
    found = []
    for n in range(marked[-1] + 1):
        line = lines[n]
        own = is_byline([line.text for line in lines[max(0, n - 1) : n + 1]]) or (is_title(line.text) and not _is_crumb(lines, n))
        if n in marked or not own or _comes_again(lines, n, body):
            found.append(line)
    return found


def _tail(lines: list[_Line]) -> list[_Line]:
    """Gives the furniture among the last lines: from the first line on after which such lines are dense."""
    marks = [says_furniture(line.text) for line in lines]
    first = len(lines)
    count = 0
    for n in range(len(lines) - 1, -1, -1):
        text = lines[n].text
        if not marks[n] and (_NUMBERED.match(text) or _SALUTATION.match(text) or (len(text) > _SHORT and text.endswith("。"))):
            break
        count += marks[n]
        if marks[n] and count >= _DENSE * (len(lines) - n):
            first = n
    found = lines[first:]
    if not found and lines and _is_slogan(lines[-1].text):
        found = lines[-1:]
    return found


def _begins(text: str) -> bool:
    """Tells whether a line is the first of the document's body: an address, a numbered heading or prose."""
    if _SALUTATION.match(text):
        return True
    return not says_furniture(text) and (bool(_NUMBERED.match(text)) or (len(text) > _SHORT and bool(_PROSE.search(text))))


def is_byline(lines: list[str]) -> bool:
    """Tells whether the last of ``lines``, or it with the label on the line before, says who published and when."""
    words = _words()
    return lines[-1].startswith(words.bylines) or (len(lines) > 1 and lines[-2].startswith(words.bylines) and lines[-2].endswith(("：", ":")))


def is_title(text: str) -> bool:
    """Tells whether a line reads like a title or subtitle: a word for a kind of document, a meeting, a dash."""
    return _words().titles.search(text) is not None or text.startswith(("——", "--", "（", "("))


def _is_crumb(lines: list[_Line], n: int) -> bool:
    """Tells whether a line is a step of a path of pages: 首页 > 政府信息公开 > 政府工作报告, each on its line."""
    return any(line.text in {">", "»", "/", ">>"} for line in (*lines[max(0, n - 1) : n], *lines[n + 1 : n + 2]))


def _comes_again(lines: list[_Line], n: int, body: int) -> bool:
    """Tells whether a line of the head stands there again further down, alone or after a label such as [临湖]."""
    text = re.sub(r"^\[[^\]]{1,12}\]\s*", "", lines[n].text)
    return any(line.text == text for line in lines[n + 1 : body + 1])


def _is_slogan(text: str) -> bool:
    """Tells whether a line is a row of short mottoes of one length, as papers print at the foot of a page."""
    match = _SLOGAN.match(text)
    return match is not None and len({len(part) for part in match.groups() if part}) == 1


def _lines(text: str, start: int, end: int) -> Iterator[_Line]:
    """Gives the lines of a stretch that are not blank, blanks around them left out."""
    for match in re.compile(r"[^\r\n]+").finditer(text, start, end):
        bare = match.group().strip(" \t\u3000\xa0\u2002\u2003\u200b\ufeff")
        if bare:
            begin = match.start() + match.group().index(bare)
            yield _Line(begin, begin + len(bare), bare)


def _merged(text: str, spans: list[tuple[int, int]]) -> tuple[Span, ...]:
    """Gives spans in order, those with only blanks between them as one."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and (start <= merged[-1][1] or text[merged[-1][1] : start].isspace()):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(Span(start, end) for start, end in merged)


@cache
def _words() -> _Words:
    words = lexicon("furniture")
    return _Words(
        frozenset(words["words"]),
        re.compile(alternation(words["phrases"] + words["notices"])),
        tuple(words["bylines"]),
        re.compile(alternation(words["titles"])),
    )
