"""A report's sentences, as search keeps them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from duixian.language.offices import Leads
from duixian.model import Block, BlockKind, Report

__all__ = ["SentenceOf", "sentences", "stretches"]

_STOP = re.compile(r"[。！？；]+[”’）』」]*")


class SentenceOf(NamedTuple):
    """A sentence: its place in the source text, what its part of the report does, its theme, and its cleaned reading."""

    start: int
    end: int
    role: str
    theme: str
    text: str


def sentences(report: Report) -> Iterator[SentenceOf]:
    """Gives the sentences of a report in the order of its text, headings among them; what belongs to the page and not to the report is left out."""
    text, span = report.view.text, report.view.span
    for block in report.blocks:
        if block.kind is BlockKind.FURNITURE:
            continue
        role, leads = block.role.value, Leads(text, block.start, block.end)
        for start, end in _within(text, block):
            yield SentenceOf(*span(start, end), role, leads.of(start, end).theme, text[start:end])


def stretches(report: Report) -> Iterator[tuple[int, int, Block, str]]:
    """Gives the place of each of :func:`sentences` in the source text, its paragraph and its cleaned reading."""
    text, span = report.view.text, report.view.span
    for block in report.blocks:
        if block.kind is not BlockKind.FURNITURE:
            for start, end in _within(text, block):
                yield *span(start, end), block, text[start:end]


def _within(text: str, block: Block) -> Iterator[tuple[int, int]]:
    """Gives the sentences of a paragraph without the blanks around them, as places in the view."""
    at = block.start
    ends = [stop.end() for stop in _STOP.finditer(text, block.start, block.end)]
    for end in (*ends, block.end):
        whole = text[at:end]
        words = whole.strip()
        if words:
            start = at + whole.index(words[0])
            yield start, start + len(words)
        at = end
