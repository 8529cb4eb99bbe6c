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

    A term stands before a colon or a dash (1．首席代办：…), or in quotes before 是指; paragraphs that open no term go
    with the term before them.

    Args:
        text: The source text.
        view: Its cleaned reading.
        built: Its sections and blocks.
        sha256: What identifies the report.
    """
    entries: list[tuple[str, int, int, int]] = []
    for block in built.blocks:
        if block.role is not SectionRole.GLOSSARY or block.kind in (BlockKind.FURNITURE, BlockKind.TITLE):
            continue
        number = numbering(view.text, block.start, block.end)
        start = number.end if number is not None else block.start
        match = _pattern("entry").match(view.text, start, block.end)
        if match is not None and match.end() < block.end and match.end("term") - match.start("term") <= LONGEST_TERM:
            entries.append((match["term"].strip("“”‘’\"「」"), start, match.end(), block.end))
        elif entries and block.kind is not BlockKind.HEADING and number is None:
            term, first, defined, _ = entries[-1]
            entries[-1] = (term, first, defined, block.end)
    terms = []
    for term, first, defined, last in entries:
        start, end = view.span(first, last)
        quote, prefix, suffix = quoted(text, start, end)
        definition = view.text[defined:last].replace("\n", "")
        terms.append(Term(id=identity(sha256, "term", start, end), start=start, end=end, quote=quote, prefix=prefix, suffix=suffix, term=term, definition=definition))
    return tuple(terms)
