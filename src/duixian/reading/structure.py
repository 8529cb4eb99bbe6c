"""The structure of a report: its sections, and of every paragraph what it is, what it does and when it speaks of."""

from __future__ import annotations

from typing import NamedTuple

from duixian.model import Block, BlockKind, Section, SectionRole, Span, View
from duixian.reading.outline import Paragraph, Part, headings, outline, paragraphs
from duixian.reading.roles import judge, returning
from duixian.reading.timing import periods

__all__ = ["Structure", "structure"]


class Structure(NamedTuple):
    """The sections of a report and the blocks that stand in them, both in the order of the text."""

    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]


def structure(view: View, *, year: int = 0, furniture: tuple[Span, ...] = ()) -> Structure:
    """Gives the sections and blocks of a view.

    Args:
        view: The cleaned report.
        year: The year the report plans for, 0 when it is not known.
        furniture: What belongs to the page, in source positions.
    """
    text = view.text
    places = paragraphs(text)
    aside = _aside(view, places, furniture)
    head = _head(text, places, aside)
    body = range(head, len(places))
    found = headings(text, places, body)
    for at in aside:
        found[at] = Paragraph(*places[at])
    parts = outline(text, found, returning(text, found, body))
    owner = _owners(parts, len(found))
    judged = judge(text, found, parts, body, owner)
    of_parts, of_paragraphs = periods(text, found, parts, owner, judged.parts, judged.paragraphs, year)
    blocks = []
    for at, paragraph in enumerate(found):
        if at in aside:
            blocks.append(Block(paragraph.start, paragraph.end, BlockKind.FURNITURE, -1, SectionRole.OTHER, ""))
        elif at < head:
            blocks.append(Block(paragraph.start, paragraph.end, BlockKind.TITLE, -1, SectionRole.OTHER, ""))
        else:
            role = judged.paragraphs[at]
            kind = BlockKind.HEADING if paragraph.opens == "line" else BlockKind.NOTE if role is SectionRole.GLOSSARY else BlockKind.PARAGRAPH
            blocks.append(Block(paragraph.start, paragraph.end, kind, owner[at], role, of_paragraphs[at]))
    sections = tuple(_section(view, found, part, judged.parts[number], of_parts[number]) for number, part in enumerate(parts))
    return Structure(sections, tuple(blocks))


def _aside(view: View, places: list[tuple[int, int]], furniture: tuple[Span, ...]) -> set[int]:
    """Gives the paragraphs that lie in page furniture."""
    aside: set[int] = set()
    at = 0
    for span in furniture:
        while at < len(places) and view.source(places[at][0]) < span.start:
            at += 1
        while at < len(places) and view.source(places[at][0]) < span.end:
            aside.add(at)
            at += 1
    return aside


def _head(text: str, places: list[tuple[int, int]], aside: set[int]) -> int:
    """Gives the number of the first paragraph of the body, after title, date, speaker and the like."""
    for at, (start, end) in enumerate(places[:60]):
        if at in aside:
            continue
        if text.startswith(("各位代表", "同志们", "主席团"), start):
            return at
        if end - start > 60 and text[end - 1] in "。：！" or (end - start >= 4 and text[start : start + 2] == "一、"):
            return at
    return 0


def _owners(parts: list[Part], count: int) -> list[int]:
    owner = [-1] * count
    for number, part in enumerate(parts):
        for at in range(part.first, part.last):
            owner[at] = number
    return owner


def _section(view: View, found: list[Paragraph], part: Part, role: SectionRole, period: str) -> Section:
    opener = found[part.first]
    start, end = view.span(opener.start, found[part.last - 1].end)
    if opener.title_end > opener.title_start:
        title_start, title_end = view.span(opener.title_start, opener.title_end)
    else:
        title_start, title_end = view.span(opener.start, opener.title_start) if opener.title_start > opener.start else (start, start)
    return Section(
        start=start,
        end=end,
        title=view.text[opener.title_start : opener.title_end],
        title_start=title_start,
        title_end=title_end,
        number=opener.number.text if opener.number else "",
        level=part.level,
        role=role,
        parent=part.parent,
        period=period,
    )
