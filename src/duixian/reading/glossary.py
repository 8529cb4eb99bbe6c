"""Glossaries (名词解释, 注释): the terms a report explains at its end, each with its definition."""

from __future__ import annotations

import re
from functools import cache

from duixian.language.headings import numbering
from duixian.language.lexicon import lexicon
from duixian.model import BlockKind, SectionRole, Term, View
from duixian.reading.quoting import identity, quoted
from duixian.reading.structure import Structure

__all__ = ["glossary"]

LONGEST_TERM = 60
"""Characters of a term; what stands before a colon and is longer is no term."""


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(lexicon("glossary")[name], re.MULTILINE)


def glossary(text: str, view: View, built: Structure, sha256: str) -> tuple[Term, ...]:
    """Gives the terms explained in the parts of a report whose role is glossary.

    A term stands before a colon or a dash (1．首席代办：…), or in quotes before 是指; a paragraph that opens no term is
    the definition of the term before it.

    Args:
        text: The source text.
        view: Its cleaned reading.
        built: Its sections and blocks.
        sha256: What identifies the report.
    """
    blocks = [block for block in built.blocks if block.role is SectionRole.GLOSSARY and block.kind is BlockKind.NOTE]
    starts = [_after_number(view.text, block.start, block.end) for block in blocks]
    numbered = sum(start > block.start for start, block in zip(starts, blocks, strict=True)) * 3 > len(blocks)
    entries: list[tuple[str, int, int, int]] = []
    for start, block in zip(starts, blocks, strict=True):
        match = None
        if start > block.start or not numbered:
            match = _pattern("entry").match(view.text, start, block.end)
        if match is not None and match.end("term") - match.start("term") <= LONGEST_TERM:
            entries.append((match["term"], start, match.end(), block.end))
        elif entries and (entries[-1][2] == entries[-1][3] or not numbered):
            term, first, defined, last = entries[-1]
            entries[-1] = (term, first, block.start if defined == last else defined, block.end)
    terms = []
    for term, first, defined, last in entries:
        if defined >= last:
            continue
        start, end = view.span(first, last)
        quote, prefix, suffix = quoted(text, start, end)
        definition = view.text[defined:last].replace("\n", "")
        terms.append(Term(id=identity(sha256, "term", start, end), start=start, end=end, quote=quote, prefix=prefix, suffix=suffix, term=term, definition=definition))
    return tuple(terms)


def _after_number(text: str, start: int, end: int) -> int:
    """Gives where a paragraph begins after its number (3. or ［3］)."""
    number = numbering(text, start, end)
    if number is not None and number.style != "——":
        return number.end
    bracketed = _pattern("number").match(text, start, end)
    return bracketed.end() if bracketed is not None else start
