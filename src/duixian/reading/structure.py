"""The structure of a report: its sections, and of every paragraph what it is, what it does and when it speaks of."""

from __future__ import annotations

from typing import NamedTuple

from duixian.language.headings import heading_role
from duixian.model import Block, BlockKind, ReportKind, Section, SectionRole, Span, View
from duixian.reading.articles import Article, articles, authors, is_caption
from duixian.reading.head import body_start
from duixian.reading.outline import ARTICLE, Paragraph, Part, headings, outline, paragraphs
from duixian.reading.roles import judge, returning
from duixian.reading.timing import periods

__all__ = ["Skeleton", "Structure", "skeleton", "structure"]


_PLANS = frozenset((ReportKind.ANNUAL_PLAN, ReportKind.LIVELIHOOD_LIST))


class Skeleton(NamedTuple):
    """The paragraphs of a view, which of them are the page's, where the body begins, and the parts of the outline."""

    found: list[Paragraph]
    aside: set[int]
    titles: set[int]
    body: int
    parts: list[Part]
    owner: list[int]
    articles: list[Article]

    def headings(self, text: str) -> list[tuple[int, int, SectionRole | None]]:
        """Gives the places of the titles of the top parts, with the roles that their words name."""
        top = 1 if self.articles else 0
        places = []
        for part in self.parts:
            opener = self.found[part.first]
            if part.level <= top + 1 and part.style != ARTICLE:
                places.append((opener.title_start, opener.title_end, heading_role(text[opener.title_start : opener.title_end])))
        return places


class Structure(NamedTuple):
    """The sections of a report and the blocks that stand in them, both in the order of the text."""

    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]


def skeleton(view: View, furniture: tuple[Span, ...] = ()) -> Skeleton:
    """Gives the paragraphs and parts of a view.

    Args:
        view: The cleaned report.
        furniture: What belongs to the page, in source positions.
    """
    text = view.text
    places = paragraphs(text)
    aside = _aside(view, places, furniture)
    page = articles(text, places, aside)
    titles: set[int] = set()
    if page:
        body = page[0].body
        for article in page:
            titles.update(range(article.first, article.body))
    else:
        body = body_start(text, places, aside)
    titles.update(range(body))
    found = headings(text, places, [at for at in range(body, len(places)) if at not in aside and at not in titles])
    parts = outline(text, found, returning(text, found, range(body, len(places))), {article.first: (article.title_first, article.title_end, article.author[0] >= 0) for article in page})
    owner = [-1] * len(found)
    for number, part in enumerate(parts):
        for at in range(part.first, part.last):
            owner[at] = number
    return Skeleton(found, aside, titles, body, parts, owner, page)


def structure(view: View, bones: Skeleton, *, year: int = 0, kind: ReportKind = ReportKind.WORK_REPORT) -> Structure:
    """Gives the sections and blocks of a view, with what they do and when they speak of.

    Args:
        view: The cleaned report.
        bones: Its skeleton.
        year: The year the report plans for, 0 when it is not known.
        kind: What kind of report it is; a plan or a list of projects arranges work from its first to its last line.
    """
    text = view.text
    found, parts, owner = bones.found, bones.parts, bones.owner
    body = [at for at in range(bones.body, len(found)) if at not in bones.aside and at not in bones.titles]
    judged = judge(text, found, parts, body, owner, year, SectionRole.ARRANGEMENTS if kind in _PLANS else None)
    of_parts, of_paragraphs = periods(text, found, parts, owner, judged.parts, judged.paragraphs, year)
    blocks = []
    for at, paragraph in enumerate(found):
        if at in bones.aside:
            blocks.append(Block(paragraph.start, paragraph.end, BlockKind.FURNITURE, -1, SectionRole.OTHER, ""))
        elif at in bones.titles:
            blocks.append(Block(paragraph.start, paragraph.end, BlockKind.TITLE, owner[at], SectionRole.OTHER, ""))
        else:
            form = _kind(text, paragraph, judged.paragraphs[at])
            blocks.append(Block(paragraph.start, paragraph.end, form, owner[at], judged.paragraphs[at], of_paragraphs[at]))
    bylines = {article.first: article.author for article in bones.articles}
    sections = tuple(_section(view, found, part, judged.parts[number], of_parts[number], bylines) for number, part in enumerate(parts))
    return Structure(sections, tuple(blocks))


def _kind(text: str, paragraph: Paragraph, role: SectionRole) -> BlockKind:
    if paragraph.opens == "line":
        return BlockKind.HEADING
    if role is SectionRole.GLOSSARY or is_caption(text, paragraph.start, paragraph.end):
        return BlockKind.NOTE
    if "\t" in text[paragraph.start : paragraph.end]:
        return BlockKind.TABLE
    return BlockKind.PARAGRAPH


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


def _section(
    view: View, found: list[Paragraph], part: Part, role: SectionRole, period: str, bylines: dict[int, tuple[int, int]]
) -> Section:
    opener = found[part.first]
    start, end = view.span(opener.start, found[part.last - 1].end)
    title_start, title_end = opener.title_start, opener.title_end
    if part.style == ARTICLE:
        title_start, title_end = found[part.title_first].start, found[part.title_last].end
    title = view.text[title_start:title_end].replace("\n", " ")
    if title_end > title_start:
        source = view.span(title_start, title_end)
    else:
        source = view.span(opener.start, max(title_start, opener.start + 1))
    author = bylines.get(part.first, (-1, -1))
    return Section(
        start=start,
        end=end,
        title=title,
        title_start=source[0],
        title_end=source[1],
        number=opener.number.text if opener.number else "",
        level=part.level,
        role=role,
        parent=part.parent,
        period=period,
        kind=("document" if author[0] < 0 else "news") if part.style == ARTICLE else "",
        author=authors(view.text, author),
    )
