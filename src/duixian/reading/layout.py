"""What the layout of pages tells: which lines repeat from page to page, and which line ends stand inside a paragraph."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from duixian.reading.lines import ends_paragraph, is_numbered

__all__ = ["PageLine", "inside_paragraph", "running_heads"]

_EDGE = 0.12
"""Share of a page's height at top and bottom in which heads and feet stand."""

_FEW = 4
"""Lines that heads have at most, and feet."""

_REPEATS = 0.3
"""Share of the pages on which a head must stand; heads of left and right pages differ."""

_SLACK = 1.3
"""Widths of a character by which a full line may end before the margin: punctuation is not broken off, and numbers and
words, which take half a width a character, are not broken at all."""

_INDENT = 0.9
"""Widths of a character by which the first line of a paragraph is set in, at least."""

_SPACED = 1.5
"""Times the usual distance of lines from which on a gap parts two paragraphs."""

_COLUMN = 0.15
"""Share of the lines that must begin at one place for a column to begin there."""

_PAGE_NUMBER = re.compile(r"[-—–―－~·•\s]{0,6}(?:第\s?)?[0-9０-９]{1,4}(?:\s?页)?(?:\s?[/共]\s?\d{1,4}\s?页?)?[-—–―－~·•\s]{0,6}")
_WORD = re.compile(r"[0-9A-Za-z.%+-]{1,20}")
_DIGITS = re.compile(r"[0-9０-９]+")


class PageLine(NamedTuple):
    """A line of a page: ``box`` is left, top, right, bottom in points from the page's upper left corner."""

    page: int
    text: str
    box: tuple[float, float, float, float]
    page_height: float

    @property
    def size(self) -> float:
        """The height of the line, which is about the width of a Chinese character."""
        return max(1.0, self.box[3] - self.box[1])


def running_heads(lines: list[PageLine]) -> set[PageLine]:
    """Gives the running heads, feet and page numbers among ``lines``.

    They stand near the upper or lower edge; a head says the same on several pages but for its numbers, and is smaller
    than the text or stands apart from it.
    """
    if not lines:
        return set()
    pages: dict[int, list[PageLine]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    size = sorted(line.size for line in lines)[len(lines) // 2]
    edge = [line for page in pages.values() for line in _outermost(page)]
    said = Counter(key for _, key in {(line.page, _saying(line)) for line in edge})
    needed = max(2, len(pages) * _REPEATS)
    return {
        line
        for line in edge
        if _PAGE_NUMBER.fullmatch(line.text)
        or (said[_saying(line)] >= needed and len(line.text) <= 60 and (line.size < 0.9 * size or _is_apart(line, pages[line.page], size)))
    }


def _outermost(page: list[PageLine]) -> list[PageLine]:
    """Gives the few lines of a page that stand nearest to its upper and lower edge."""
    ordered = sorted(page, key=lambda line: line.box[1])
    upper = [line for line in ordered[:_FEW] if line.box[3] <= line.page_height * _EDGE]
    return upper + [line for line in ordered[max(len(upper), len(ordered) - _FEW) :] if line.box[1] >= line.page_height * (1 - _EDGE)]


def _is_apart(line: PageLine, page: list[PageLine], size: float) -> bool:
    """Tells whether more than the height of a line is free between a line at the edge and the next towards the middle."""
    if line.box[3] <= line.page_height / 2:
        gaps = [other.box[1] - line.box[3] for other in page if other.box[1] > line.box[1]]
    else:
        gaps = [line.box[1] - other.box[3] for other in page if other.box[3] < line.box[3]]
    return min(gaps, default=0.0) > 1.2 * size


def _saying(line: PageLine) -> str:
    return _DIGITS.sub("#", "".join(line.text.split()))


def inside_paragraph(lines: list[PageLine]) -> list[int]:
    """Gives the numbers of the lines after which the paragraph goes on in the next line.

    That is a line that reaches the right margin of its column, with a next line of the same size that is neither set
    in nor apart. A line that ends with a stop before a numbered one is the last of its paragraph.
    """
    if len(lines) < 2:
        return []
    starts = _columns(lines)
    column = [_column(line, starts) for line in lines]
    margins = {c: _high(line.box[2] for line, of in zip(lines, column, strict=True) if of == c) for c in set(column)}
    lefts = {c: _low(line.box[0] for line, of in zip(lines, column, strict=True) if of == c) for c in set(column)}
    steps = sorted(
        b.box[1] - a.box[1] for a, b in pairwise(lines) if a.page == b.page and 0 < b.box[1] - a.box[1] < 4 * a.size
    )
    usual = steps[len(steps) // 2] if steps else 0.0
    found = []
    for n, (line, following) in enumerate(pairwise(lines)):
        if abs(line.size - following.size) > 0.2 * line.size:
            continue
        em = line.size
        word = _WORD.match(following.text)
        slack = (_SLACK + (len(word.group()) / 2 if word else 0)) * em
        if line.box[2] < margins[column[n]] - slack or following.box[0] > lefts[column[n + 1]] + _INDENT * em:
            continue
        step = following.box[1] - line.box[1]
        if line.page == following.page and column[n] == column[n + 1] and not -em < step <= usual * _SPACED:
            continue
        if ends_paragraph(line.text) and is_numbered(following.text):
            continue
        found.append(n)
    return found


def _columns(lines: list[PageLine]) -> list[float]:
    """Gives where columns begin: places at which many lines do, far enough from one another."""
    size = sorted(line.size for line in lines)[len(lines) // 2]
    counts = Counter(round(line.box[0] / size) for line in lines)
    starts: list[float] = []
    for place in sorted(counts):
        many = counts[place] >= len(lines) * _COLUMN
        if many and (not starts or place * size - starts[-1] > 8 * size):
            starts.append(place * size)
    return starts or [0.0]


def _column(line: PageLine, starts: list[float]) -> int:
    return max((n for n, start in enumerate(starts) if start <= line.box[0] + line.size), default=0)


def _high(values: Iterable[float]) -> float:
    """Gives a value that one in ten lies above, so that a single odd line does not count."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * 9 // 10)]


def _low(values: Iterable[float]) -> float:
    """Gives a value that one in ten lies below."""
    ordered = sorted(values)
    return ordered[len(ordered) // 10]
