"""The outline of a report: its paragraphs, which of them are headings, and the tree of parts that the headings open.

Works on the cleaned view; what a part is about and when is told later (``roles``).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from duixian.language.headings import (
    ITEM_STYLES,
    RANKS,
    Numbering,
    heading_role,
    is_annex,
    is_closing_heading,
    numbering,
)
from duixian.model import SectionRole

__all__ = ["ARTICLE", "Paragraph", "Part", "headings", "outline", "paragraphs"]

ARTICLE = "article"
"""Style of a part that is an article of a newspaper page."""

LONGEST_HEADING = 60
"""Characters of a numbered heading; longer ones are sentences."""
LONGEST_OPEN_HEADING = 90
"""Characters of a numbered heading that ends without a mark."""
LONGEST_PLAIN_HEADING = 34
"""Characters of a heading without a number."""
LEAST_RECURRENCE = 3
"""How often a one-sentence line must open a longer paragraph before such lines are taken for headings."""

DEEPEST_REPEAT = 3
"""How often the style 一、 may stand within itself."""

_PLAIN_HIGH, _PLAIN_LOW = 4, 7
_SENTENCE_END = re.compile("[。！？!?；;]")
_FIRST_SENTENCE = re.compile(r"[^。！？!?；;：:]{2,60}(?=[。！？!?：:])")
_TAIL = "。！？!?；;：:，,、…"
_SPEAKING = re.compile("^(?:各位代表|同志们|各位委员)")


class Paragraph(NamedTuple):
    """A paragraph of the view: its place, and where its number and title stand if it opens a part.

    ``opens`` tells how: ``""`` it opens none, ``line`` the whole paragraph is a heading, ``run_in`` its first
    sentence is, ``item`` it is a point of a list, which ends with it.
    """

    start: int
    end: int
    opens: str = ""
    number: Numbering | None = None
    title_start: int = -1
    title_end: int = -1


class Part(NamedTuple):
    """A part of the outline: the paragraph that opens it, one past its last, its level and its parent (-1 at the top).

    ``value`` is its number; for an article 1 when it has a byline, else 0.
    """

    first: int
    last: int
    level: int
    parent: int
    style: str
    value: int
    gap: int
    """How many numbers were left out before this one (二 after 一: 0)."""
    title_first: int = -1
    title_last: int = -1
    """Numbers of the first and last paragraph of an article's title, -1 for other parts."""


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Gives the places of the paragraphs of a view (its lines that are not empty)."""
    places = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line:
            places.append((start, end))
        start = end + 1
    return places


def headings(text: str, places: list[tuple[int, int]], body: list[int]) -> list[Paragraph]:
    """Gives the paragraphs with what they open; only those of ``body`` (the numbers of paragraphs) can open a part."""
    found = [Paragraph(*place) for place in places]
    sentences: list[int] = []
    explaining = False  # in a glossary, whose numbered terms are no parts
    for at in body:
        start, end = places[at]
        if end - start <= LONGEST_PLAIN_HEADING:
            line = text[start:end]
            if is_annex(line) or heading_role(line) is SectionRole.GLOSSARY:
                explaining = not is_annex(line) or heading_role(line) is SectionRole.GLOSSARY
                found[at] = Paragraph(start, end, "line", None, start, end - (line[-1] in "：:"))
                continue
        if explaining:
            continue
        number = numbering(text, start, end)
        if number is not None:
            found[at] = _numbered(text, places, at, number)
            before = found[at - 1] if at else found[at]
            run_in = found[at].opens == "run_in"
            if _continues_list(text, before, number) or (run_in and (number.style in ITEM_STYLES or text[end - 1] in "；;")):
                found[at] = found[at]._replace(opens="item")
        elif end - start <= LONGEST_PLAIN_HEADING and at + 1 < len(places) and not _SPEAKING.match(text[start:end]):
            following = places[at + 1]
            if text[end - 1] not in _TAIL:
                if _is_title_line(text, start, end) and following[1] - following[0] > end - start:
                    found[at] = Paragraph(start, end, "line", None, start, end)
            elif text[end - 1] in "。：" and not _SENTENCE_END.search(text, start, end - 1) and _leads(text, start, end, following):
                sentences.append(at)
    if len(sentences) >= LEAST_RECURRENCE:
        for at in sentences:
            start, end = places[at]
            found[at] = Paragraph(start, end, "line", None, start, end - 1)
    return found


def _numbered(text: str, places: list[tuple[int, int]], at: int, number: Numbering) -> Paragraph:
    start, end = places[at]
    first = number.end
    if end - first <= (LONGEST_HEADING if text[end - 1] in _TAIL else LONGEST_OPEN_HEADING):
        inner = _SENTENCE_END.search(text, first, end - 1)
        if inner is None and not _is_item(text, places, at, number):
            last = end
            while last > first and text[last - 1] in _TAIL:
                last -= 1
            return Paragraph(start, end, "line", number, first, last)
    sentence = _FIRST_SENTENCE.match(text, first, end)
    if sentence is None:
        return Paragraph(start, end, "run_in", number, first, first)
    return Paragraph(start, end, "run_in", number, first, sentence.end())


def _continues_list(text: str, before: Paragraph, number: Numbering) -> bool:
    """Tells whether a numbered paragraph goes on with a list whose points end with a semicolon."""
    other = before.number
    return before.opens == "item" and other is not None and other.style == number.style and other.value + 1 == number.value and text[before.end - 1] in "；;"


def _is_item(text: str, places: list[tuple[int, int]], at: int, number: Numbering) -> bool:
    """Tells whether a short numbered line is a point of a list rather than a heading with text below it."""
    end = places[at][1]
    if text[end - 1] not in "。；;":
        return False
    if at + 1 >= len(places):
        return True
    following = numbering(text, *places[at + 1])
    return following is not None and RANKS[following.style] <= RANKS[number.style]


def _is_title_line(text: str, start: int, end: int) -> bool:
    return "一" <= text[start] <= "鿿" or text[start] in "“《2"


def _leads(text: str, start: int, end: int, following: tuple[int, int]) -> bool:
    if text[end - 1] == "：" or any("0" <= char <= "9" for char in text[start:end]):
        return False
    return following[1] - following[0] >= max(60, 2 * (end - start)) and numbering(text, *following) is None


def outline(text: str, found: list[Paragraph], returns: set[int], starts: dict[int, tuple[int, int, bool]]) -> list[Part]:
    """Gives the parts that the headings of ``found`` open, in the order of the text.

    Args:
        text: The view's text.
        found: The paragraphs with what they open.
        returns: Numbers of paragraphs that speak for the whole report again (各位代表, closing words), so that points
            and sections below the first level end before them.
        starts: For every article of a newspaper page the numbers of its first title line and of the one after
            its last, and whether it has a byline, by the number of its first line.
    """
    parts: list[Part] = []
    stack: list[tuple[int, str, int, int]] = []  # rank, style, value, number of the part
    plain_rank = 0

    def close(until: int, before: int) -> None:
        """Ends the open parts down to height ``until`` of the stack, before paragraph ``before``."""
        while len(stack) > until:
            number = stack.pop()[3]
            parts[number] = parts[number]._replace(last=before)

    for at, paragraph in enumerate(found):
        if at in returns:
            close(_below(stack, 8) and _top(stack), at)
        if at in starts:
            close(0, at)
            parts.append(Part(at, len(found), 0, -1, ARTICLE, int(starts[at][2]), 0, starts[at][0], starts[at][1] - 1))
            stack.append((-1, ARTICLE, 0, len(parts) - 1))
        if not paragraph.opens:
            continue
        gap = 0
        if paragraph.number is None:
            style, value = "", 0
            if is_closing_heading(text[paragraph.start : paragraph.end]):
                rank = 0
            elif text[paragraph.end - 1] in _TAIL:
                rank = _PLAIN_LOW
            elif any(entry[0] in (5, 6) for entry in stack):
                rank = _PLAIN_LOW
                if plain_rank == _PLAIN_HIGH and paragraph.end - paragraph.start <= 16:
                    rank = _PLAIN_HIGH
            else:
                rank = _PLAIN_HIGH
            plain_rank = plain_rank or (rank if text[paragraph.end - 1] not in _TAIL else 0)
            height = _below(stack, rank)
        else:
            style, value = paragraph.number.style, paragraph.number.value
            rank = RANKS[style]
            height, gap = _place(stack, style, value, rank)
        close(height, at)
        parent = stack[-1][3] if stack else -1
        level = parts[parent].level + 1 if parent >= 0 else 1
        parts.append(Part(at, len(found), level, parent, style, value, gap))
        stack.append((rank, style, value, len(parts) - 1))
        if paragraph.opens == "item":
            close(len(stack) - 1, at + 1)
    close(0, len(found))
    return parts


def _below(stack: list[tuple[int, str, int, int]], rank: int) -> int:
    height = len(stack)
    while height and stack[height - 1][0] >= rank:
        height -= 1
    return height


def _top(stack: list[tuple[int, str, int, int]]) -> int:
    """Gives how much of the stack stays open when a report speaks for the whole again: an article and its top part."""
    return 1 + (stack[0][1] == ARTICLE and len(stack) > 1)


def _place(stack: list[tuple[int, str, int, int]], style: str, value: int, rank: int) -> tuple[int, int]:
    """Gives how much of the stack stays open above a numbered heading, and how many numbers are missing before it."""
    same = [height for height in range(len(stack) - 1, -1, -1) if stack[height][1] == style]
    for height in same:
        if stack[height][2] + 1 == value:
            return height, 0
    if same and style == "一、" and value == 1 and len(same) < DEEPEST_REPEAT:
        return len(stack) if stack[-1][0] <= 5 else _above(stack, 6), 0
    for height in same:
        if not value or stack[height][2] < value:
            return height, max(0, value - stack[height][2] - 1) if value else 0
    return (same[-1] if same else _below(stack, rank)), 0


def _above(stack: list[tuple[int, str, int, int]], rank: int) -> int:
    height = len(stack)
    while height and stack[height - 1][0] > rank:
        height -= 1
    return height
