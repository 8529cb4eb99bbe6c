"""Finds the document among the lines of a page: where its prose is, its title, and what around it is furniture."""

from __future__ import annotations

import re
from typing import NamedTuple

from duixian.reading.furniture import is_byline, is_title, says_furniture

__all__ = ["Line", "furniture_of"]

_SHARE = 0.9
"""Share of a page's prose that the document's element holds: with less, an article of a newspaper page would be lost.
The rest is summaries, comments, notices."""

_BEFORE = 60
"""Lines before the first prose in which the title is looked for."""

_PROSE = re.compile(r"[，。；！？]")


class Line(NamedTuple):
    """One line of a page.

    ``linked`` counts its characters inside links; ``heading`` and ``page`` say that it stands in a heading, or in an
    element for navigation and the like; ``opened`` gives, for each element around it from the outermost, the number
    of the line at which that element began.
    """

    start: int
    end: int
    text: str
    path: str
    linked: int
    heading: bool
    page: bool
    opened: tuple[int, ...]


def furniture_of(lines: list[Line], title: str) -> list[tuple[int, int]]:
    """Gives the stretches of lines that are not the document's, in order; ``title`` is what the page calls itself."""
    if not lines:
        return []
    prose = [_prose(line) for line in lines]
    if not any(prose):
        lines = [line._replace(page=False) for line in lines]
        prose = [_prose(line) for line in lines]
    first, last = _document(lines, prose)
    own = [first <= n < last and not lines[n].page and not _is_links(lines[n]) for n in range(len(lines))]
    spoken = [n for n in range(first, last) if prose[n]]
    if spoken:
        for n in (*range(first, spoken[0]), *range(spoken[-1] + 1, last)):
            own[n] = own[n] and not says_furniture(lines[n].text)
        _claim_title(lines, own, spoken[0], title)
    spans: list[tuple[int, int]] = []
    for n, line in enumerate(lines):
        if own[n]:
            continue
        if spans and n and not own[n - 1]:
            spans[-1] = (spans[-1][0], line.end)
        else:
            spans.append((line.start, line.end))
    return spans


def _prose(line: Line) -> int:
    """Gives how much of a line is prose: its characters outside links where it has stops or commas."""
    if line.page or not _PROSE.search(line.text) or says_furniture(line.text):
        return 0
    return max(0, len(line.text) - line.linked)


def _is_links(line: Line) -> bool:
    return line.linked * 5 >= len(line.text) * 4 and not line.heading and _prose(line) == 0


def _document(lines: list[Line], prose: list[int]) -> tuple[int, int]:
    """Gives the lines, first and past the last, of the smallest element that holds most of the page's prose.

    Elements are known by the line at which they begin and their depth; a line's ``opened`` lists those around it.
    """
    total = sum(prose)
    if not total:
        return 0, len(lines)
    held: dict[tuple[int, int], int] = {}
    last: dict[tuple[int, int], int] = {}
    for n, line in enumerate(lines):
        for element in enumerate(line.opened):
            held[element] = held.get(element, 0) + prose[n]
            last[element] = n + 1
    depth, begin = max((element for element in held if held[element] >= total * _SHARE and last[element] - element[1] > 1), default=(0, 0))
    return begin, last.get((depth, begin), len(lines))


def _claim_title(lines: list[Line], own: list[bool], spoken: int, title: str) -> None:
    """Gives the document the title before its first prose, and what stands between as far as it is no furniture."""
    found = -1
    for n in range(spoken - 1, max(-1, spoken - _BEFORE), -1):
        line = lines[n]
        if line.page or _is_links(line) or len(line.text) > 80:
            continue
        if line.heading or (len(line.text) >= 6 and line.text in title):
            found = n
            if is_title(line.text):
                break
    if found < 0:
        return
    for n in range(found, spoken):
        if n == found or is_byline([line.text for line in lines[max(0, n - 1) : n + 1]]) or (is_title(lines[n].text) and not _is_links(lines[n])):
            own[n] = True
