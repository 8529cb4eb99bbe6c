"""Where a record stands, for a reader: its paragraph's role, its whole sentence, the lowest heading above it."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from duixian.model import Block, Commitment, Fact, Report, Role, Section, SectionRole, Span

__all__ = ["Context"]

_STOP = re.compile(r"[。！？；\n]")
_REACH = 400  # characters of view on either side in which a sentence's ends are looked for; longer ones are cut there


class Context:
    """Answers questions about places in one report; what it needs of the report is worked out once."""

    def __init__(self, report: Report) -> None:
        self.report = report

    def block(self, position: int) -> Block | None:
        """Gives the paragraph that holds a source position."""
        k = bisect_right(self._block_starts, position) - 1
        return self.report.blocks[k] if k >= 0 else None

    def role(self, position: int) -> SectionRole:
        """Gives what the paragraph at a source position does in the report."""
        block = self.block(position)
        return block.role if block else SectionRole.OTHER

    def section(self, position: int) -> Section | None:
        """Gives the innermost section that holds a source position."""
        inner = None
        for section in self.report.sections:
            if section.start <= position < section.end and (inner is None or section.level >= inner.level):
                inner = section
        return inner

    def heading(self, position: int) -> str:
        """Gives the title of the innermost section that has one, or an empty string."""
        section = self.section(position)
        while section is not None and not section.title:
            section = self.report.sections[section.parent] if section.parent >= 0 else None
        return section.title if section else ""

    def sentence(self, start: int, end: int) -> str:
        """Gives the whole sentence around a source span, in the source's own characters."""
        whole = self.sentence_span(start, end)
        return self.report.text[whole.start : whole.end]

    def sentence_span(self, start: int, end: int) -> Span:
        """Gives the source span of the whole sentence around a source span, without its line end."""
        text = self.report.view.text
        if not text or end <= start:
            return Span(start, end)
        first, last = self._view_position(start), self._view_position(end - 1)
        low, high = max(0, first - _REACH), min(len(text), last + 1 + _REACH)
        begin = max((stop.end() for stop in _STOP.finditer(text, low, first)), default=low)
        stop = _STOP.search(text, last, high)
        finish = high if stop is None else stop.start() if stop.group() == "\n" else stop.end()
        source_start, source_end = self.report.view.span(begin, max(finish, begin + 1))
        return Span(min(source_start, start), max(source_end, end))

    def main_targets(self) -> tuple[Fact, ...]:
        """Gives the targets a reader looks for first: those of the goals that fall due in the year planned, in text order.

        Where no paragraph sets goals with numbers, those of indicators in the catalogue; then any target.
        """
        targets = [fact for fact in self.report.facts if fact.role is Role.TARGET]
        goals = [fact for fact in targets if self.role(fact.start) is SectionRole.GOALS]
        year = self.report.metadata.year.value
        for choice in (
            [fact for fact in goals if year and fact.period.rpartition("/")[2][:4] == year],
            goals,
            [fact for fact in targets if fact.indicator_id],
        ):
            if choice:
                return tuple(choice)
        return tuple(targets)

    def facts_of(self, commitment: Commitment) -> tuple[Fact, ...]:
        """Gives the facts inside a promise."""
        by_id = self._facts_by_id
        return tuple(by_id[key] for key in commitment.facts if key in by_id)

    @cached_property
    def _facts_by_id(self) -> dict[str, Fact]:
        return {fact.id: fact for fact in self.report.facts}

    @cached_property
    def _block_starts(self) -> list[int]:
        return [self.report.view.source(block.start) for block in self.report.blocks]

    def _view_position(self, position: int) -> int:
        """The view character at a source position, or the nearest one kept after it."""
        view = self.report.view
        k = max(0, bisect_right(view.sources, position) - 1)
        inside = view.starts[k] + position - view.sources[k]
        following = view.starts[k + 1] if k + 1 < len(view.starts) else len(view.text)
        return max(0, min(inside, following, len(view.text) - 1))
