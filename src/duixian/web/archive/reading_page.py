"""A report's text as a page: paragraphs, headings, tables and notes as people know them, with marks in place.

Every element that holds source text has the id ``p`` and the source position of its first character, and its text is the source
text from there on, character by character (:mod:`duixian.web.archive.marks`). What cleaning left out is there too: blanks
unseen, anything else dimmed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple

from django.utils.translation import gettext as _

from duixian.model import Block, BlockKind, Report, View
from duixian.web.archive.marks import CUT, Mark, Spot, escaped, marked, whole

__all__ = ["Note", "Place", "dropped", "headings", "page"]

_DEEPEST = 6


class Note(NamedTuple):
    """A line that stands below the paragraph that holds a place: ``html``."""

    at: int
    html: str


class Place(NamedTuple):
    """A block's place in the source text, and the block."""

    start: int
    end: int
    block: Block


def page(report: Report, marks: Sequence[Mark], spots: Sequence[Spot] = (), notes: Iterable[Note] = ()) -> str:
    """Gives the text of a report as HTML.

    Args:
        report: The report.
        marks: What is marked in it, by start and the longer first.
        spots: Places that addresses can name, in order.
        notes: Lines between paragraphs, in order of their places.
    """
    return "".join(_Page(report, marks, spots, notes).written())


def headings(report: Report) -> dict[int, int]:
    """Gives the level of the HTML heading (2 to 6) of each section whose heading is a paragraph of its own, by its number."""
    own = {block.section for block in report.blocks if block.section >= 0 and block.kind in (BlockKind.HEADING, BlockKind.TITLE)}
    levels: dict[int, int] = {}
    for number, section in enumerate(report.sections):
        if number in own and section.title_end > section.title_start >= 0:
            above = section.parent
            while above >= 0 and above not in levels:
                above = report.sections[above].parent
            levels[number] = min(_DEEPEST, levels[above] + 1 if above >= 0 else 2)
    return levels


def dropped(view: View, length: int) -> list[tuple[int, int]]:
    """Gives the stretches of a source text of ``length`` characters that its view leaves out, in order."""
    found = []
    reached = 0
    ends = (*view.starts[1:], len(view.text))
    for start, source, end in zip(view.starts, view.sources, ends, strict=True):
        if source > reached:
            found.append((reached, source))
        reached = source + end - start
    if reached < length:
        found.append((reached, length))
    return found


class _Page:
    def __init__(self, report: Report, marks: Sequence[Mark], spots: Sequence[Spot], notes: Iterable[Note]) -> None:
        self.report = report
        self.text = whole(report.text)
        self.spots, self.notes = spots, list(notes)
        self.places = [Place(*report.view.span(block.start, block.end), block) for block in report.blocks]
        self.levels = headings(report)
        left_out = dropped(report.view, len(self.text))
        self.marks = _merged(marks, [*self._blanks(left_out), *self._leads()])
        self.next_mark = self.next_spot = self.next_note = 0
        self.reaching: list[Mark] = []
        self.between = left_out

    def written(self) -> Iterator[str]:
        """Gives the page piece by piece."""
        reached = 0
        run: list[str] = []
        before = None
        for place in self.places:
            kind = place.block.kind
            outside = self._outside(reached, place.start)
            reached = place.end
            if run and (kind is not before or outside):
                yield from self._group(before, run)
                run = []
            yield outside
            html = self._block(place)
            if kind in (BlockKind.FURNITURE, BlockKind.TABLE):
                run.append(html)
            else:
                yield html
                yield self._notes(place.end)
            before = kind
        if run:
            yield from self._group(before, run)
        yield self._outside(reached, len(self.text))
        yield self._notes(len(self.text))

    def _group(self, kind: BlockKind | None, run: list[str]) -> Iterator[str]:
        """A run of rows as a table, a run of the page's own lines folded away."""
        if kind is BlockKind.TABLE:
            yield f'<div class="table-scroll" tabindex="0" role="region" aria-label="{escape(_("Table"))}"><table class="table table--lined"><tbody>'
            yield from run
            yield "</tbody></table></div>"
        else:
            label = _("Lines of the page around the report: %(count)s") % {"count": len(run)}
            yield f'<details class="text__aside"><summary>{escape(label)}</summary>'
            yield from run
            yield "</details>"
        yield self._notes(self.reached)

    def _block(self, place: Place) -> str:
        start, end, block = place
        self.reached = end
        cuts: list[int] = []
        if block.kind is BlockKind.TABLE:
            cuts = [at + 1 for at in range(start, end - 1) if self.text[at] == "\t"]
        html = marked(self.text, start, end, self._marks(start, end), self._spots(end), cuts)
        if block.kind is BlockKind.TABLE:
            return f'<tr id="p{start}"><td>{html.replace(CUT, "</td><td>")}</td></tr>'
        if block.kind is BlockKind.HEADING:
            level = self.levels.get(block.section) if self._is_heading(place) else None
            return f'<h{level} id="p{start}">{html}</h{level}>' if level else f'<p class="text__sub" id="p{start}">{html}</p>'
        if block.kind is BlockKind.TITLE:
            return self._title(place, html)
        look = {BlockKind.NOTE: ' class="text__note"', BlockKind.FURNITURE: ' class="text__left"'}.get(block.kind, "")
        return f'<p{look} id="p{start}">{html}</p>'

    def _is_heading(self, place: Place) -> bool:
        if place.block.section not in self.levels:
            return False
        section = self.report.sections[place.block.section]
        return place.start <= section.title_start < place.end

    def _title(self, place: Place, html: str) -> str:
        """A line of the head: the title in large, an article's title as a heading, the rest (date, meeting, speaker) below."""
        if self._is_heading(place):
            level = self.levels[place.block.section]
            return f'<h{level} class="text__article" id="p{place.start}">{html}</h{level}>'
        title = self.report.metadata.title
        large = title.start >= 0 and place.start < title.end and title.start < place.end
        return f'<p class="text__{"title" if large else "under"}" id="p{place.start}">{html}</p>'

    def _marks(self, start: int, end: int) -> list[Mark]:
        """The marks that touch a stretch; stretches are asked for in order."""
        here = [mark for mark in self.reaching if mark.end > start]
        while self.next_mark < len(self.marks) and self.marks[self.next_mark].start < end:
            mark = self.marks[self.next_mark]
            if mark.end > start:
                here.append(mark)
            self.next_mark += 1
        self.reaching = [mark for mark in here if mark.end > end]
        return here

    def _spots(self, end: int) -> list[Spot]:
        here = []
        while self.next_spot < len(self.spots) and self.spots[self.next_spot].at < end:
            here.append(self.spots[self.next_spot])
            self.next_spot += 1
        return here

    def _notes(self, end: int) -> str:
        here = []
        while self.next_note < len(self.notes) and self.notes[self.next_note].at < end:
            here.append(self.notes[self.next_note].html)
            self.next_note += 1
        return "".join(here)

    def _outside(self, start: int, end: int) -> str:
        """What stands between two paragraphs and is more than blanks."""
        text = self.text[start:end]
        if not text or text.isspace():
            return ""
        first = start + len(text) - len(text.lstrip())
        return f'<p class="text__left" id="p{first}">{escaped(text.strip())}</p>'

    def _blanks(self, left_out: Iterable[tuple[int, int]]) -> Iterator[Mark]:
        """Blanks and other characters that cleaning left out inside paragraphs."""
        at = 0
        for start, end in left_out:
            while at < len(self.places) and self.places[at].end <= start:
                at += 1
            if at < len(self.places) and self.places[at].start < start and end <= self.places[at].end:
                blank = self.text[start:end].isspace()
                yield Mark(start, end, "w" if blank else "text__left")

    def _leads(self) -> Iterator[Mark]:
        """Titles of parts that begin a paragraph and are no paragraph of their own."""
        for number, section in enumerate(self.report.sections):
            if number not in self.levels and section.title_end > section.title_start >= 0:
                yield Mark(section.title_start, section.title_end, "text__lead", tag="b")


def _merged(marks: Sequence[Mark], more: list[Mark]) -> list[Mark]:
    if not more:
        return list(marks)
    return sorted((*marks, *more), key=lambda mark: (mark.start, -mark.end))
